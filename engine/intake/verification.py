"""A mapping held against a form: what it misses, and what a new revision of the form changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ..likeness import nearest
from .convert import MISSING, lookup
from .mapping import Block, Link, MappingFile
from .record import Form, Question, Wanted, champ_key, label_key
from .sides import names
from .targets import REQUIRED, targets

ALIKE: Final = 0.72
"""How alike a label gone and a new one must be, for a guess that one became the other."""


class Lost(NamedTuple):
    """An entry whose question is not in the form; ``near`` is the label most like it."""

    path: str
    name: str
    near: str


class Renamed(NamedTuple):
    """A question whose label changed; ``sure`` when its id is the same."""

    champ: str
    before: str
    after: str
    sure: bool


class Untold(NamedTuple):
    """An answer that the form offers and that a table of values does not know."""

    path: str
    name: str
    option: str


@dataclass(slots=True)
class Check:
    """What a mapping misses; ``complete`` when an import would lose or refuse nothing for it."""

    required: list[str] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    ambiguous: list[Lost] = field(default_factory=list)
    options: list[Untold] = field(default_factory=list)
    unconfirmed: list[Lost] = field(default_factory=list)
    renamed: list[Renamed] = field(default_factory=list)
    new: list[Question] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unused: list[Question] = field(default_factory=list)
    unfed: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether nothing that the mapping says is missing from the form."""
        wrong = (self.required, self.lost, self.ambiguous, self.options, self.unconfirmed)
        return not any(wrong)


def verify(mapping: MappingFile, form: Form) -> Check:
    """Return what a mapping misses of a form."""
    check = Check()
    metas = set(form.metas)
    for path, meta in zip(REQUIRED, ("numero", "date_depot"), strict=True):
        if path not in mapping.champs and meta not in metas:
            check.required.append(path)
    used: set[str] = set()
    for target, links in mapping.fields:
        for link in links:
            _check_link(link, target.path, form.questions, check, used)
    for target, blocks in mapping.lists:
        for block, cells in blocks:
            inside = _check_block(block, target.path, form, check, used)
            for cell, links in cells:
                for link in links:
                    _check_link(
                        link, cell.path, inside, check, used if block.wanted is None else set()
                    )
    check.unused = [q for q in form.questions if q.key not in used and not _decoration(q)]
    fed = {target.path for target, _ in mapping.fields} | set(mapping.blocs)
    check.unfed = [path for path in targets() if path not in fed]
    _compare(mapping, form, check)
    return check


def _decoration(question: Question) -> bool:
    return question.kind.startswith(
        ("HeaderSection", "Explication", "header_section", "explication")
    )


def _found(wanted: Wanted, questions: Iterable[Question]) -> list[Question]:
    """Return the questions that an entry may be about: by id where the form has ids."""
    listed = list(questions)
    if wanted.champ and any(question.champ for question in listed):
        return [q for q in listed if q.champ and champ_key(q.champ) == wanted.key]
    found = [q for q in listed if label_key(q.label) == label_key(wanted.label)]
    if wanted.rank:
        return found[wanted.rank - 1 : wanted.rank]
    return found


def _check_link(
    link: Link, path: str, questions: Iterable[Question] | None, check: Check, used: set[str]
) -> None:
    """Note what an entry misses of questions; of none but itself where they are None."""
    if link.a_confirmer:
        check.unconfirmed.append(Lost(path, link.name, ""))
    if questions is None or not (link.champ or link.libelle):
        return
    listed = list(questions)
    found = _found(link.wanted, listed)
    if not found:
        if not link.facultatif:
            check.lost.append(Lost(path, link.name, _near(link.libelle, listed)))
        return
    if len(found) > 1:
        check.ambiguous.append(Lost(path, link.name, ""))
    question = found[0]
    used.add(question.key)
    if link.champ and link.libelle and label_key(link.libelle) != label_key(question.label):
        check.renamed.append(Renamed(link.champ, link.libelle, question.label, sure=True))
    if link.valeurs is not None:
        check.options += [
            Untold(path, link.name, option)
            for option in question.options
            if not option.startswith("--") and lookup(_answer(option), link.valeurs) is MISSING
        ]


def _answer(option: str) -> object:
    return {"True": True, "False": False}.get(option, option)


def _near(label: str | None, questions: list[Question]) -> str:
    return nearest(label, [q.label for q in questions], ALIKE) if label else ""


def _check_block(
    block: Block, path: str, form: Form, check: Check, used: set[str]
) -> tuple[Question, ...] | None:
    """Return the questions inside the block that an entry is about, None without the block."""
    if block.wanted is None:
        return form.questions
    name = block.libelle or block.champ or ""
    if block.a_confirmer:
        check.unconfirmed.append(Lost(path, name, ""))
    blocks = [question for question in form.questions if question.children]
    found = _found(block.wanted, blocks) or [q for q in blocks if _sheet(q, block.wanted)]
    if not found:
        if not block.facultatif:
            check.lost.append(Lost(path, name, _near(block.libelle, blocks)))
        return None
    used.add(found[0].key)
    told = block.champ and block.libelle and found[0].champ
    if told and label_key(block.libelle or "") != label_key(found[0].label):
        check.renamed.append(Renamed(told, block.libelle or "", found[0].label, sure=True))
    return found[0].children


def _sheet(question: Question, wanted: Wanted) -> bool:
    return names(question.label, wanted)


def _compare(mapping: MappingFile, form: Form, check: Check) -> None:
    """Note what changed since the form was the one that the mapping was made for."""
    snapshot = mapping.formulaire.champs if mapping.formulaire else None
    if not snapshot:
        return
    by_id = any(q.champ for q in form.questions) and any(k != v for k, v in snapshot.items())
    if by_id:
        before = {champ_key(champ): label for champ, label in snapshot.items()}
        after = {_snapshot_key(question): question for question in form.questions}
        _same_id(before, after, check)
    else:
        before = {label_key(label): label for label in snapshot.values()}
        after = {label_key(_title(q, snapshot)): q for q in form.questions}
        if not any(question.children for question in form.questions):
            for block in _blocks(mapping):
                before.pop(label_key(block.libelle or ""), None)
    gone = {key: label for key, label in before.items() if key not in after}
    new = {key: question for key, question in after.items() if key not in before}
    for key, label in list(gone.items()):
        near = nearest(label, [question.label for question in new.values()], ALIKE)
        if near:
            twin = next(k for k, question in new.items() if question.label == near)
            name = new[twin].champ or new[twin].label
            check.renamed.append(Renamed(name, label, near, sure=False))
            del gone[key], new[twin]
    check.gone, check.new = list(gone.values()), list(new.values())


def _same_id(before: Mapping[str, str], after: Mapping[str, Question], check: Check) -> None:
    """Note the questions that kept their id and not their label."""
    told = {champ_key(each.champ) for each in check.renamed}
    for key, label in before.items():
        question = after.get(key)
        if question is None or key in told or label_key(question.label) == label_key(label):
            continue
        name = question.champ or question.label
        check.renamed.append(Renamed(name, label, question.label, sure=True))


def _title(question: Question, snapshot: Mapping[str, str]) -> str:
    """Return the label under which a snapshot knows a question: a sheet's name is cut."""
    if question.children:
        for champ, label in snapshot.items():
            if names(question.label, Wanted(champ, label)) or names(
                label, Wanted(question.champ, question.label)
            ):
                return label
    return question.label


def _blocks(mapping: MappingFile) -> Iterator[Block]:
    """Yield the repeated blocks of a mapping, which an export in one table leaves out."""
    for _, blocks in mapping.lists:
        yield from (block for block, _ in blocks)


def _snapshot_key(question: Question) -> str:
    return champ_key(question.champ or question.label)


def as_data(check: Check) -> Iterator[tuple[str, object]]:
    """Yield the check as plain data, key by key."""
    yield "complet", check.complete
    yield "obligatoires_absents", check.required
    yield (
        "introuvables",
        [{"chemin": e.path, "source": e.name, "proche": e.near or None} for e in check.lost],
    )
    yield "ambigus", [{"chemin": e.path, "source": e.name} for e in check.ambiguous]
    yield (
        "reponses_inconnues",
        [{"chemin": e.path, "source": e.name, "reponse": e.option} for e in check.options],
    )
    yield "a_confirmer", [{"chemin": e.path, "source": e.name} for e in check.unconfirmed]
    yield (
        "renommes",
        [
            {"champ": e.champ, "avant": e.before, "apres": e.after, "sur": e.sure}
            for e in check.renamed
        ],
    )
    yield "nouveaux", [{"champ": q.champ or None, "libelle": q.label} for q in check.new]
    yield "disparus", check.gone
    yield "sans_emploi", [{"champ": q.champ or None, "libelle": q.label} for q in check.unused]
    yield "jamais_remplis", check.unfed
