"""What the rules of a program look at: facts, columns of lists, and codes that make a difference.

Facts that no rule reads cannot change a status: they are left out of the encoding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..facts import CONTEXT
from ..inference.program import Program
from ..rulebook.check import criterion_motives
from ..rulebook.expression import (
    Aggregate,
    Column,
    Compare,
    Const,
    Expr,
    Fact,
    Member,
    bind,
    children,
    walk,
)
from ..values import FactType

Codes = Mapping[str, frozenset[str] | None]
"""The codes with which each fact is compared; None where all its values matter."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What one or several programs read.

    ``facts`` maps the paths of facts to their types, derived ones and tables left out; ``columns``
    the lists to the columns read of them, ``tested`` to those read line by line and not only added
    up, ``latest`` to the most lines read by ``derniers``;
    ``figures`` the amounts and quantities with which rules
    compare, by unit: a witness prefers them to any other number.
    """

    facts: Mapping[str, FactType]
    columns: Mapping[str, frozenset[str]]
    codes: Codes
    figures: Mapping[str, frozenset[tuple[int, int]]] = field(default_factory=dict)
    latest: Mapping[str, int] = field(default_factory=dict)
    tested: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, programs: Iterable[Program], *, whole: bool = False) -> Vocabulary:
        """Return what the criteria of these programs read, whatever way.

        With ``whole``, what is read beside them too: texts, orientations, limits, the grid.
        """
        facts: dict[str, FactType] = {}
        columns: dict[str, set[str]] = {}
        codes: dict[str, set[str] | None] = {}
        figures: dict[str, set[tuple[int, int]]] = {}
        latest: dict[str, int] = {}
        tested: dict[str, set[str]] = {}
        for program in programs:
            for expr in _reached(program, whole=whole):
                for node in walk(expr):
                    _note(node, program, facts, columns)
                    _note_codes(node, codes)
                    _note_latest(node, latest)
                    if isinstance(node, Aggregate):
                        named = tested.setdefault(node.rows.path, set())
                        named.update(columns_in(node.where), filter(None, [node.rows.by]))
                    if isinstance(node, Const) and node.type.kind == "number":
                        value: Any = node.value
                        figures.setdefault(node.type.unit, set()).add((value, node.type.scale))
        return cls(
            dict(sorted(facts.items())),
            {path: frozenset(names) for path, names in columns.items()},
            {path: None if found is None else frozenset(found) for path, found in codes.items()},
            {unit: frozenset(found) for unit, found in figures.items()},
            latest,
            {path: frozenset(names) for path, names in tested.items()},
        )

    def merged(self, other: Vocabulary) -> Vocabulary:
        """Return what either reads."""
        codes: dict[str, frozenset[str] | None] = dict(self.codes)
        for path, found in other.codes.items():
            mine = codes.get(path, frozenset())
            codes[path] = None if found is None or mine is None else found | mine
        return Vocabulary(
            {**self.facts, **other.facts},
            _united(self.columns, other.columns),
            codes,
            _united(self.figures, other.figures),
            {
                path: max(self.latest.get(path, 0), other.latest.get(path, 0))
                for path in (*self.latest, *other.latest)
            },
            _united(self.tested, other.tested),
        )

    @property
    def of_site(self) -> tuple[str, ...]:
        """The facts that the place decides."""
        return tuple(path for path in self.facts if is_of_site(path))

    @property
    def of_activity(self) -> tuple[str, ...]:
        """The facts that the code of activity decides."""
        return tuple(path for path in self.facts if path in ACTIVITY)

    def distinct(self, path: str, value: str) -> bool:
        """Whether rules tell this code of a fact from any other."""
        wanted = self.codes.get(path, frozenset())
        return wanted is None or value in wanted


ACTIVITY = ("porteur.code_naf", "porteur.section_naf", "porteur.groupe_naf")
"""The facts that the code of activity decides."""


def is_of_site(path: str) -> bool:
    """Whether the place decides this fact."""
    return path == "projet.commune" or (
        path in CONTEXT and path.startswith(("site.", "territoire."))
    )


def _united(
    one: Mapping[str, frozenset[Any]], two: Mapping[str, frozenset[Any]]
) -> dict[str, frozenset[Any]]:
    empty: frozenset[Any] = frozenset()
    return {key: one.get(key, empty) | two.get(key, empty) for key in (*one, *two)}


def _reached(program: Program, *, whole: bool) -> Iterator[Expr]:
    """Yield every expression that the status of a criterion, or the verdict, may rest on."""
    derived = {item.path: item for item in program.derived}
    tables = {bound.table.id: bound for bound in program.first_tables}
    waiting: list[Expr] = list(_beside(program)) if whole else []
    for bound in program.criteria:
        found = (bound.applies, bound.requires, *(o.condition for o in bound.outcomes))
        waiting += [part for part in found if part is not None]
    seen: set[str] = set()
    while waiting:
        expr = waiting.pop()
        yield expr
        for name in _names(expr):
            if name in seen:
                continue
            seen.add(name)
            if name in derived:
                waiting += derived[name].parts
            elif name in tables:
                for line in tables[name].lines:
                    for cell in line.line.cells:
                        waiting += [cell.admits, *([] if cell.judges is None else [cell.judges])]
                    waiting += line.definitions.values()


def _beside(program: Program) -> Iterator[Expr]:
    """Yield what is read beside the criteria, as conditions of what is said or given."""
    for bound in program.criteria:
        for motive in criterion_motives(bound.criterion):
            if motive.condition is not None:
                yield motive.condition
    for table in program.tables.values():
        for line in table.lines:
            for cell in line.line.cells:
                yield cell.possible
    for item in program.derived:
        yield from item.parts
    for graded in program.book.grid.lines if program.book.grid else ():
        for part in graded.parts:
            yield bind(part, program.figures)


def _names(expr: Expr) -> Iterator[str]:
    """Yield the facts and lists that an expression reads."""
    for node in walk(expr):
        if isinstance(node, Fact):
            yield node.path
        elif isinstance(node, Aggregate):
            yield node.rows.path


def _note(
    node: Expr, program: Program, facts: dict[str, FactType], columns: dict[str, set[str]]
) -> None:
    known = program.book.facts
    computed = {item.path for item in program.derived} | set(program.book.tables)
    if isinstance(node, Fact) and node.path in known and node.path not in computed:
        facts[node.path] = node.type
    if isinstance(node, Aggregate) and node.rows.path not in computed:
        path = node.rows.path
        facts[path] = known[path]
        read = columns.setdefault(path, set())
        read.update(name for name in (node.column, node.rows.by) if name)
        read.update(columns_in(node.where))


def _note_latest(node: Expr, latest: dict[str, int]) -> None:
    """Note how many lines ``derniers`` takes of a list: a dossier must have room for them."""
    if isinstance(node, Aggregate) and isinstance(node.rows.latest, Const):
        value: Any = node.rows.latest.value
        count = value // 10**node.rows.latest.type.scale
        latest[node.rows.path] = max(count, latest.get(node.rows.path, 0))


def columns_in(expr: Expr | None) -> Iterator[str]:
    """Yield the columns that a condition on a line reads."""
    if isinstance(expr, Column):
        yield expr.name
    for child in () if expr is None else children(expr):
        yield from columns_in(child)


def _note_codes(node: Expr, codes: dict[str, set[str] | None]) -> None:
    """Note the codes that a comparison tells apart."""
    match node:
        case Compare(_, left, right) if left.type.kind == "code":
            for one, other in ((left, right), (right, left)):
                if isinstance(one, Fact):
                    _note_code(one.path, other, codes)
        case Member(Fact(path, kind), options) if kind.kind == "code":
            _note_code(path, options, codes)


def _note_code(path: str, other: Expr, codes: dict[str, set[str] | None]) -> None:
    if not isinstance(other, Const):
        codes[path] = None
        return
    found = codes.setdefault(path, set())
    if found is not None:
        value: Any = other.value
        found.update([value] if isinstance(value, str) else value)
