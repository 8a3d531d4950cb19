"""Why a criterion has its status: the sentence, the values used, the facts it waits for.

Everything that does not depend on the dossier is prepared once for each program and language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .facts import asked_as
from .findings import Critere, Source
from .frozen import FrozenList
from .inference.program import Bound, Program
from .inference.results import UNDETERMINED, Result
from .lines import LineView
from .messages import Lang, message, template
from .rulebook.awaited import Awaited, awaited
from .rulebook.expression import TRUE, Aggregate, Expr, Fact, Holds, Parameter, bind, walk
from .rulebook.kleene import ready
from .rulebook.model import Citation, Motive, Slot, Status
from .values import FactType
from .wording import Choice, Wording, first_true, json_value, rendered, series

LINE = re.compile(r"(?P<table>.+)\[(?P<index>\d+)\]\.(?P<column>\w+)")
"""How a column of a line of a table is named, where a criterion waits for it."""

MEMORY = 2_000
"""How many findings are kept for each criterion before they are let go."""

Value = tuple[str, str, Callable[[Any], Any] | None]


@dataclass(frozen=True, slots=True)
class View:
    """A criterion ready to be explained."""

    bound: Bound
    motives: Mapping[Status, tuple[Choice, ...]]
    outcomes: tuple[tuple[Choice, ...], ...]
    warnings: tuple[Choice, ...]
    figures: Mapping[str, Any]
    values: tuple[Value, ...]
    evidence: tuple[tuple[str, str, Callable[[Any], str]], ...]
    unverified: bool
    fixed: Mapping[str, Any]
    plain: Mapping[Result, str]
    depends: tuple[str, ...] | None
    memory: dict[tuple[Any, ...], Critere]


class Explainer:
    """Explains the findings of one program in one language."""

    def __init__(self, program: Program, lang: Lang) -> None:
        self.program, self.lang = program, lang
        self.wording = Wording(program.book, lang)
        self.lines = {
            name: tuple(LineView(bound, table, program, self.wording) for bound in table.lines)
            for name, table in program.tables.items()
        }
        self._facts_awaited: dict[str, Awaited] = {}
        self._table_texts: dict[str, Mapping[str, tuple[Choice, ...]]] = {}
        self._prepared: dict[str, tuple[Awaited, Awaited, tuple[Awaited, ...]]] = {}
        self.views = {bound.criterion.id: self._view(bound) for bound in program.criteria}
        self._reminders = tuple(
            (
                None if item.condition is None else ready(bind(item.condition, program.figures)),
                self.wording.renderer(item.text, program.figures),
            )
            for item in program.book.reminders
        )

    def _view(self, bound: Bound) -> View:
        item = bound.criterion
        figures, values = _used(bound, self.program)
        facts = self.program.book.facts
        motives = {status: self._choices(texts) for status, texts in item.motives.items()}
        return View(
            bound=bound,
            motives=motives,
            outcomes=tuple(self._choices(outcome.motives) for outcome in bound.outcomes),
            warnings=self._choices(item.warnings),
            figures=figures,
            values=values,
            evidence=tuple(
                (path, self.wording.label(path), self.wording.shower(path, facts[path]))
                for path in item.evidence
            ),
            unverified=bound.citation.level == "a_verifier",
            fixed=self._fixed(bound),
            # Sentences that are the same for every dossier.
            plain={
                Result(status): choices[0][1]
                for status, choices in motives.items()
                if choices[0][0] is None and isinstance(choices[0][1], str)
            },
            depends=_depends(bound, values, self.program),
            memory={},
        )

    def _fixed(self, bound: Bound) -> Mapping[str, Any]:
        """Return what is the same in every decision: names, note, sources, made once."""
        main = bound.citation
        rest = [c for c in bound.criterion.citations if c is not main and self._cited(c)]
        return {
            "id": bound.criterion.id,
            "titre": bound.criterion.title.plain(self.lang),
            "source": Source.of(main),
            "autres_sources": [Source.of(citation) for citation in rest],
            "note": rendered(self.wording.renderer(bound.criterion.note, self.program.figures), {})
            or "",
        }

    def _cited(self, citation: Citation) -> bool:
        edition = self.program.book.root_of(self.program.edition)
        return not citation.editions or edition.id in citation.editions

    def _choices(self, motives: Iterable[Motive]) -> tuple[Choice, ...]:
        return self.wording.choices(motives, self.program.figures)

    # -- for one dossier ------------------------------------------------------------------

    def finding(self, view: View, result: Result, facts: Mapping[str, Any]) -> Critere:
        """Return what a decision says of a criterion.

        The same result on the same facts is the same finding: it is made once, then shared.
        """
        if view.depends is None or result.status == "indetermine":
            return self._finding(view, result, facts)
        key = (result, *[facts.get(path) for path in view.depends])
        found = view.memory.get(key)
        if found is None:
            if len(view.memory) >= MEMORY:
                view.memory.clear()
            found = view.memory[key] = self._finding(view, result, facts)
        return found

    def _finding(self, view: View, result: Result, facts: Mapping[str, Any]) -> Critere:
        waited = self.awaited(view, result, facts)
        values = dict(view.figures)
        for short, path, convert in view.values:
            value = facts.get(path)
            if value is not None:
                values[short] = value if convert is None else convert(value)
        gathered = view.evidence and result.status == "a_apprecier"
        return Critere.model_validate(
            {
                **view.fixed,
                "statut": result.status,
                "motif": self.motive(view, result, facts, waited),
                "valeurs": values,
                "manquants": list(waited),
                "preuves": self.evidence(view, facts) if gathered else "",
            }
        )

    def motive(
        self, view: View, result: Result, facts: Mapping[str, Any], awaited: Iterable[str]
    ) -> str:
        """Return the sentence that says why; always one, always true."""
        status = result.status
        if result in view.plain:
            return view.plain[result]
        if result.outcome >= 0:
            text = first_true(view.outcomes[result.outcome], facts) or first_true(
                view.motives.get(status, ()), facts
            )
            if not text and status == "a_apprecier" and view.unverified:
                refusal = first_true(view.motives.get("non_satisfait", ()), facts) or ""
                return message("decision.non_verifiee", self.lang, motif=refusal).rstrip()
        else:
            text = first_true(view.motives.get(status, ()), facts)
        if text:
            return text
        if status == "indetermine":
            labels = series((self.wording.label(path) for path in awaited), self.lang)
            return (
                message("decision.il_manque", self.lang, faits=labels)
                if labels
                else template("decision.statut_indetermine", self.lang)
            )
        return template(f"decision.statut_{status}", self.lang)

    def awaited(self, view: View, result: Result, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the dossier paths an undetermined criterion waits for."""
        if result.status != "indetermine":
            return ()
        bound = view.bound
        if result.outcome >= 0:
            return bound.outcomes[result.outcome].awaits
        applies, requires, cases = self._waiting(bound)
        waited = [*applies(facts), *requires(facts)]
        if not waited:  # it applies, and its requirement is not met: which case, then?
            waited = [path for case in cases for path in case(facts)]
        return self.asked(waited, facts)

    def asked(self, waited: Iterable[str], facts: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the dossier paths to ask for, where what is waited for is derived from them."""
        found: dict[str, None] = {}
        for path in waited:
            if path in self.views:
                inner = self.awaited(self.views[path], UNDETERMINED, facts)
                found.update(dict.fromkeys(inner))
            elif (line := LINE.fullmatch(path)) and line["table"] in self.lines:
                index = int(line["index"])
                row = facts[line["table"]][index]
                waits = self.lines[line["table"]][index].waits(line["column"], facts, row)
                found.update(dict.fromkeys(self.asked(waits, facts)))
            elif (asked := asked_as(path, facts)) is not None:
                found[asked] = None
        return tuple(found)

    def waits_for(self, path: str, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the dossier paths to ask for to know a fact; none when it is known."""
        if path not in self._facts_awaited:
            kind = self.program.book.facts[path]
            self._facts_awaited[path] = awaited(Fact(path, kind), self.program.definitions)
        return self.asked(self._facts_awaited[path](facts), facts)

    def table_texts(self, table: str) -> Mapping[str, tuple[Choice, ...]]:
        """Return the texts of a table, ready to be said."""
        if table not in self._table_texts:
            found = self.program.book.tables.get(table)
            texts = {} if found is None else found.texts
            self._table_texts[table] = {
                name: self._choices(motives) for name, motives in texts.items()
            }
        return self._table_texts[table]

    def _waiting(self, bound: Bound) -> tuple[Awaited, Awaited, tuple[Awaited, ...]]:
        """Return what its condition, its requirement and its cases wait for, once prepared."""
        name = bound.criterion.id
        if name not in self._prepared:
            known = self.program.definitions
            cases = [case.condition for case in bound.outcomes if case.condition is not None]
            self._prepared[name] = (
                awaited(bound.applies, known),
                awaited(bound.requires or TRUE, known),
                tuple(awaited(case, known) for case in cases),
            )
        return self._prepared[name]

    def warnings(self, view: View, facts: Mapping[str, Any]) -> list[str]:
        """Return the criterion's warnings whose condition is known to hold."""
        return [
            text
            for condition, render in view.warnings
            if condition is not None
            and condition(facts, None)
            and (text := rendered(render, facts)) is not None
        ]

    def reminders(self, facts: Mapping[str, Any]) -> list[str]:
        """Return the measure's reminders that concern this dossier."""
        return [
            text
            for condition, render in self._reminders
            if (condition is None or condition(facts, None))
            and (text := rendered(render, facts)) is not None
        ]

    def evidence(self, view: View, facts: Mapping[str, Any]) -> str:
        """Return the facts gathered for the person who judges."""
        known = [
            f"{label} ({show(facts[path])})"
            for path, label, show in view.evidence
            if facts.get(path) is not None
        ]
        return series(known, self.lang)


def _used(bound: Bound, program: Program) -> tuple[Mapping[str, Any], tuple[Value, ...]]:
    """Return the figures and the facts that a criterion rests on, under their short names.

    Those that its rule and its texts mention come first and keep the short name; then what the
    derived facts among them are made of.
    """
    book = program.book
    source = next(c for c in book.criteria_of(program.edition) if c.id == bound.criterion.id)
    parts = [source.applies, source.requires, *(o.condition for o in source.outcomes)]
    direct = _named(part for part in parts if part is not None)
    direct |= {slot.path: slot.type for slot in _slots(bound)}
    deeper: dict[str, FactType] = {}
    made_of = {item.path: item.parts for item in book.derived}
    waiting = list(direct)
    while waiting:
        inner = _named(made_of.get(waiting.pop(), ()))
        waiting += [path for path in inner if path not in direct | deeper]
        deeper |= inner
    used = direct | deeper
    short = [path.rsplit(".", 1)[-1] for path in direct]

    def name(path: str) -> str:
        tail = path.rsplit(".", 1)[-1]
        return tail if short.count(tail) == (path in direct) else path

    figures = {
        name(path): _frozen(json_value(program.figures[path], kind))
        for path, kind in used.items()
        if path in program.figures
    }
    values = tuple(
        (name(path), path, _converter(kind))
        for path, kind in used.items()
        if path not in program.figures
    )
    return figures, values


def _named(parts: Iterable[Expr]) -> dict[str, FactType]:
    """Return the facts, parameters and criteria that expressions mention, in reading order."""
    found: dict[str, FactType] = {}
    for part in parts:
        for node in walk(part):
            if isinstance(node, Fact):
                found[node.path] = node.type
            elif isinstance(node, Parameter):
                found[f"parametres.{node.id}"] = node.type
            elif isinstance(node, Holds):
                found[node.criterion] = node.type
    return found


def _slots(bound: Bound) -> Iterator[Slot]:
    """Yield the places of a criterion's motives where a fact or a figure is written."""
    item = bound.criterion
    motives = [m for motives in item.motives.values() for m in motives]
    motives += [m for outcome in bound.outcomes for m in outcome.motives]
    for motive in motives:
        yield from (piece for piece in motive.text.fr + motive.text.en if isinstance(piece, Slot))


def _frozen(value: Any) -> Any:
    return FrozenList(value) if isinstance(value, list) else value


def _converter(kind: FactType) -> Callable[[Any], Any] | None:
    if kind.kind in {"bool", "enum", "code", "text"}:
        return None
    if kind.kind == "set":
        return lambda value: FrozenList(json_value(value, kind))
    return lambda value: json_value(value, kind)


def _depends(bound: Bound, values: tuple[Value, ...], program: Program) -> tuple[str, ...] | None:
    """Return every fact that a finding may show or turn on; None when one of them is a list."""
    item = bound.criterion
    motives = [m for motives in item.motives.values() for m in motives]
    motives += [m for outcome in bound.outcomes for m in outcome.motives]
    parts = [bound.applies, bound.requires, *(outcome.condition for outcome in bound.outcomes)]
    parts += [motive.condition for motive in motives]
    nodes = [node for part in parts if part is not None for node in walk(part)]
    found = {node.path for node in nodes if isinstance(node, Fact)}
    found |= {node.criterion for node in nodes if isinstance(node, Holds)}
    found |= {slot.path for slot in _slots(bound)}
    found |= {path for _, path, _ in values}
    found.update(item.evidence)
    if any(isinstance(node, Aggregate) for node in nodes):
        return None
    return tuple(sorted(found - set(program.figures)))
