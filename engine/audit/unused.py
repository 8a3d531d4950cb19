"""What no rule needs: facts that nothing reads, figures without effect, sources nobody cites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..dossier import vocabulary
from ..errors import Where
from ..rulebook.check import criterion_motives, criterion_parts, table_motives, table_parts
from ..rulebook.expression import Aggregate, Column, Expr, Fact, Parameter, children, walk
from ..rulebook.model import Citation, Criterion, RuleBook, Slot, Text

IDENTITY = frozenset({"reference", "date_depot"})
"""What a dossier says of itself, whatever the rules."""


class Reads:
    """What is read of a rule book, followed through derived facts: facts, columns, figures."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self.facts: set[str] = set(IDENTITY)
        self.parameters: set[str] = set()
        self._derived = {item.path: item for item in book.derived}
        for expr in _parts(book):
            self._expr(expr)
        for text in _texts(book):
            for piece in (*text.fr, *text.en):
                if isinstance(piece, Slot):
                    self._path(piece.path)
        for path in _named(book):
            self._path(path)

    def _expr(self, expr: Expr) -> None:
        for node in walk(expr):
            match node:
                case Fact(path):
                    self._path(path)
                case Parameter(name):
                    self.parameters.add(name)
                case Aggregate(_, rows, column, where):
                    self._path(rows.path)
                    names = [column, rows.by, *_columns(where)]
                    self.facts.update(f"{rows.path}.{name}" for name in names if name)

    def _path(self, path: str) -> None:
        if path.startswith("parametres."):
            self.parameters.add(path.removeprefix("parametres."))
        elif path not in self.facts:
            self.facts.add(path)
            if path in self._derived:
                for part in self._derived[path].parts:
                    self._expr(part)


def _columns(expr: Expr | None) -> Iterator[str]:
    if isinstance(expr, Column):
        yield expr.name
    for child in () if expr is None else children(expr):
        yield from _columns(child)


def _criteria(book: RuleBook) -> Iterator[Criterion]:
    yield from book.criteria
    for edition in book.editions.values():
        yield from edition.criteria


def _parts(book: RuleBook) -> Iterator[Expr]:
    """Yield what is read by itself: derived facts are followed only where something reads them."""
    for criterion in _criteria(book):
        yield from criterion_parts(criterion)
    for table in book.tables.values():
        # A table of one hit is a derived fact: it counts where something reads it.
        if table.policy == "collect":
            yield from table_parts(table)
    for reminder in book.reminders:
        if reminder.condition is not None:
            yield reminder.condition
    for line in book.grid.lines if book.grid else ():
        yield from line.parts


def _texts(book: RuleBook) -> Iterator[Text]:
    for criterion in _criteria(book):
        yield criterion.note
        yield from (motive.text for motive in criterion_motives(criterion))
    for table in book.tables.values():
        yield from (motive.text for motive in table_motives(table))
    yield from (reminder.text for reminder in book.reminders)
    yield from (delay.text for delay in book.delays)
    yield book.outside[1]


def _named(book: RuleBook) -> Iterator[str]:
    for criterion in _criteria(book):
        yield from criterion.evidence
        for outcome in criterion.outcomes:
            yield from outcome.awaits
    yield from book.returns.values()
    yield from (delay.since for delay in book.delays)


def unread_facts(reads: Reads) -> list[str]:
    """Return the fields of a dossier that no rule reads; free texts are for people."""
    found = []
    for path, kind in vocabulary().items():
        if kind.kind == "rows":
            found += [
                f"{path}.{name}"
                for name, column in kind.fields.items()
                if column.kind != "text" and f"{path}.{name}" not in reads.facts
            ]
        elif kind.kind != "text" and path not in reads.facts and not _implied(path, reads):
            found.append(path)
    return found


def _implied(path: str, reads: Reads) -> bool:
    """Whether a field counts by what follows from it: the place of a commune, a NAF section."""
    if path == "projet.commune":
        return any(name.startswith(("site.", "territoire.")) for name in reads.facts)
    if path == "porteur.code_naf":
        return any(name.endswith("_naf") for name in reads.facts)
    return False


class Cited(NamedTuple):
    """A rule that rests on a source."""

    rule: str
    where: Where
    citation: Citation


def cited(book: RuleBook) -> dict[str, list[Cited]]:
    """Return, for each source, what cites it."""
    found: dict[str, list[Cited]] = {}
    for rule, where, citations in _citations(book):
        for citation in citations:
            found.setdefault(citation.key, []).append(Cited(rule, where, citation))
    return found


def _citations(book: RuleBook) -> Iterator[tuple[str, Where, Iterable[Citation]]]:
    for criterion in _criteria(book):
        yield criterion.id, criterion.where, criterion.citations
    for table in book.tables.values():
        for line in table.lines:
            if line.citation is not None:
                yield line.id, line.where, (line.citation,)
    for parameter in book.parameters.values():
        yield parameter.id, parameter.where, [period.citation for period in parameter.periods]
    for edition in book.editions.values():
        yield edition.id, edition.where, (edition.citation,)
    for graded in book.grid.lines if book.grid else ():
        yield graded.id, graded.where, (graded.citation,)
    measure = Where("mesure.yaml")
    for delay in book.delays:
        yield delay.id, measure, (delay.citation,)
    for reminder in book.reminders:
        if reminder.citation is not None:
            yield book.id, measure, (reminder.citation,)
