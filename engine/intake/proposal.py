"""A mapping drafted from a form's questions, by likeness of labels: a text to read over.

Every entry is marked ``a_confirmer``: nothing is imported before a person deleted the marks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final, NamedTuple

from ..messages import Lang, message
from .convert import NO, YES
from .likely import Likely
from .output import quoted
from .record import Form, Question, label_key
from .sides import block_of
from .targets import REQUIRED, Target, targets

LEAST: Final = 62.0
"""The likeness from which an entry is proposed."""

LEAST_CELL: Final = 45.0
LEAST_FILE: Final = 55.0
_TICKED: Final = ("Checkbox", "checkbox")


class Entry(NamedTuple):
    """A place, the question proposed for it, and how alike they are."""

    target: Target
    question: Question
    score: float
    element: str = ""


def propose(form: Form, likely: Likely, lang: Lang = "fr") -> str:
    """Return the text of a mapping for a form, to be confirmed."""
    return "".join(f"{line}\n" for line in _Draft(form, likely, lang).lines())


class _Draft:
    def __init__(self, form: Form, likely: Likely, lang: Lang) -> None:
        self.form, self.likely, self.lang = form, likely, lang
        self.entries = self._entries()
        self.blocks = self._blocks()

    def say(self, key: str, **values: object) -> str:
        return message(f"importer.projet_{key}", self.lang, **values)

    def _entries(self) -> dict[str, list[Entry]]:
        """Choose the likeliest pairs first; a place and a question are used once, sets apart."""
        pairs = [
            Entry(found.target, question, found.score)
            for question in self.form.questions
            for found in self.likely.places(question)
            if found.score >= LEAST
        ]
        pairs.sort(key=lambda pair: -pair.score)
        metas = set(self.form.metas)
        filled = {path for path, meta in zip(REQUIRED, ("numero", "date_depot"), strict=True)
                  if meta in metas}  # fmt: skip
        used: set[int] = set()
        chosen: dict[str, list[Entry]] = {}
        for pair in pairs:
            if pair.target.path not in filled and id(pair.question) not in used:
                filled.add(pair.target.path)
                used.add(id(pair.question))
                chosen[pair.target.path] = [pair]
        pieces: dict[str, Entry] = {}
        for question in self.form.questions:
            for score, piece in self.likely.files(question)[:1]:
                if score >= LEAST_FILE and (piece not in pieces or pieces[piece].score < score):
                    pieces[piece] = Entry(targets()["pieces"], question, score, piece)
        if pieces:
            chosen["pieces"] = list(pieces.values())
        return {path: chosen[path] for path in targets() if path in chosen}

    def _blocks(self) -> list[tuple[Entry, list[Entry]]]:
        blocks: list[tuple[Entry, list[Entry]]] = []
        for question in self.form.questions:
            found = self.likely.lists(question)[:1] if question.children else []
            if found and found[0].score >= LEAST_CELL:
                rows = found[0].target
                cells = self._cells(question, rows)
                if cells:
                    blocks.append((Entry(rows, question, found[0].score), cells))
        return sorted(blocks, key=lambda block: block[0].target.path)

    def _cells(self, block: Question, rows: Target) -> list[Entry]:
        pairs = [
            Entry(found.target, child, found.score)
            for child in block.children
            for found in self.likely.cells(child, rows.path)
            if found.score >= LEAST_CELL
        ]
        pairs.sort(key=lambda pair: -pair.score)
        chosen: dict[str, Entry] = {}
        used: set[int] = set()
        for pair in pairs:
            if pair.target.path not in chosen and id(pair.question) not in used:
                chosen[pair.target.path] = pair
                used.add(id(pair.question))
        return list(chosen.values())

    # -- the text ----------------------------------------------------------------------------------

    def lines(self) -> Iterator[str]:
        """Yield the lines of the draft."""
        for line in self.say("tete").split("\n"):
            yield f"# {line}".rstrip()
        yield ""
        yield from self._snapshot()
        yield "champs:"
        if not self.entries:
            yield "  {}"
        for path, entries in self.entries.items():
            if len(entries) == 1 and not entries[0].element:
                yield f"  {path}:"
                yield from (f"    {line}" for line in self._link(entries[0]))
                continue
            yield f"  {path}:"
            for entry in entries:
                first, *rest = self._link(entry)
                yield f"    - {first}"
                yield from (f"      {line}" for line in rest)
        yield from self._missing()
        if self.blocks:
            yield ""
            yield "blocs:"
        written: set[str] = set()
        for block, cells in self.blocks:
            if block.target.path not in written:
                yield f"  {block.target.path}:"
                written.add(block.target.path)
            head, *tail = [*self._named(block.question), self._mark(block.score), "colonnes:"]
            yield f"    - {head}"
            yield from (f"      {line}" for line in tail)
            for cell in cells:
                yield f"        {cell.target.steps[-1]}:"
                yield from (f"          {line}" for line in self._link(cell))
        yield from self._unused()

    def _snapshot(self) -> Iterator[str]:
        form = self.form
        yield "formulaire:"
        if form.number is not None:
            yield f"  numero: {form.number}"
        if form.title:
            yield f"  titre: {quoted(form.title)}"
        if form.revision:
            yield f"  revision: {quoted(form.revision)}"
        yield "  champs:"
        seen: set[str] = set()
        for question in form.questions:
            name = question.champ or question.label
            if name not in seen:
                seen.add(name)
                yield f"    {quoted(name)}: {quoted(question.label)}"
        yield ""

    def _named(self, question: Question) -> list[str]:
        champ, label = question.champ, question.label
        if question.children and not champ:
            champ, label = block_of(label)
        named = [f"champ: {quoted(champ)}"] if champ else []
        named.append(f"libelle: {quoted(label)}")
        same = [q for q in self.form.questions if q.label == question.label]
        if len(same) > 1 and question in same and not question.champ:
            named.append(f"rang: {same.index(question) + 1}")
        return named

    def _mark(self, score: float) -> str:
        return f"a_confirmer: true  # {self.say('ressemblance', score=round(score))}"

    def _link(self, entry: Entry) -> list[str]:
        lines = self._named(entry.question)
        if entry.element:
            lines.append(f"si_rempli: {entry.element}")
        lines += self._values(entry)
        lines.append(self._mark(entry.score))
        return lines

    def _values(self, entry: Entry) -> list[str]:
        """Return the table of values of a question, whatever of it can be guessed."""
        question, target = entry.question, entry.target
        if entry.element or target.kind.kind not in ("bool", "enum", "set"):
            return []
        if target.kind.kind == "bool" and question.kind.startswith(_TICKED):
            if question.required:
                return []
            # The platform says « no » of a box that nobody ticked.
            return ["valeurs:", "  Oui: true", f"  Non: null  # {self.say('case')}"]
        options = [option for option in question.options if option not in ("True", "False")]
        if not options:
            return []
        if target.kind.kind == "bool" and {*map(label_key, options)} <= YES | NO:
            return []  # read without a table, the answer that nobody gave yet too
        table = self.likely.values(options, target)
        lines = ["valeurs:"]
        for option, value in table.items():
            told = (
                "null" if value is None else json.dumps(value) if isinstance(value, bool) else value
            )
            hint = f"  # {self.say('a_remplir')}" if value is None else ""
            lines.append(f"  {quoted(option)}: {told}{hint}")
        return lines

    def _missing(self) -> Iterator[str]:
        """Yield, as comments, the places that must be filled and that nothing fills."""
        known = set(self.form.metas)
        for path, meta in zip(REQUIRED, ("numero", "date_depot"), strict=True):
            if path not in self.entries and meta not in known:
                yield f"  # {path}: {self.say('obligatoire')}"

    def _unused(self) -> Iterator[str]:
        used = {id(entry.question) for entries in self.entries.values() for entry in entries}
        used |= {id(block.question) for block, _ in self.blocks}
        left = [q for q in self.form.questions if id(q) not in used]
        if left:
            yield ""
            yield f"# {self.say('sans_place')}"
        for question in left:
            name = f" ({question.champ})" if question.champ else ""
            yield f"#   {' '.join(question.label.split())}{name}"
