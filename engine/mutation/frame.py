"""A program ready to be evaluated by parts: only what a change may reach is computed again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from ..inference.program import Bound, Program, strata
from ..inference.reference import derivation, line_rule, status_rule
from ..inference.results import Result
from ..inference.tables import BoundTable
from ..rulebook.expression import TRUE, Aggregate, Expr, Fact, Holds, walk
from ..rulebook.kleene import ready
from ..rulebook.model import Derived

Facts = Mapping[str, Any]


class Part(NamedTuple):
    """Something that a program computes: of what, how, from which facts and other parts."""

    name: str
    of: Any
    compute: Any
    reads: frozenset[str]


class Delta(NamedTuple):
    """What a change makes of a dossier: all facts, and the statuses that differ."""

    facts: Mapping[str, Any]
    lines: Mapping[str, Mapping[str, Result]]
    results: Mapping[str, Result]
    changed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Frame:
    """A program by parts, in the order of their dependencies.

    ``altered`` names the parts that are not those of the frame that this one was made like, and
    ``lines`` holds the lines of a table that are not, alone; ``later`` says whether a table that is
    read once the verdict is given is one of them.
    """

    program: Program
    derived: tuple[Part, ...]
    tables: tuple[Part, ...]
    criteria: tuple[Part, ...]
    verdicts: tuple[tuple[str, Callable[[Facts, None], Any]], ...]
    altered: frozenset[str] = frozenset()
    lines: Mapping[str, BoundTable] = field(default_factory=dict)
    later: bool = False

    @classmethod
    def of(cls, program: Program, like: Frame | None = None) -> Frame:
        """Return the frame of a program; what is the same as in ``like`` is taken from it."""
        known: dict[str, Part] = {}
        if like is not None:
            known = {part.name: part for part in (*like.derived, *like.tables, *like.criteria)}
        altered: set[str] = set()

        def part(name: str, of: Any, make: Callable[[Any], tuple[Any, frozenset[str]]]) -> Part:
            found = known.get(name)
            if found is not None and _same(found.of, of):
                return found
            altered.add(name)
            return Part(name, of, *make(of))

        derived = tuple(part(item.path, item, _derived) for item in program.derived)
        upstream = closure(derived)
        tables = tuple(part(t.table.id, t, _table(upstream)) for t in program.first_tables)
        criteria = tuple(
            part(b.criterion.id, b, _criterion) for layer in strata(program) for b in layer
        )
        verdicts = tuple((v.id, ready(v.condition or TRUE)) for v in program.verdicts)
        later = like is not None and not all(
            _same(like.program.tables[name], table)
            for name, table in program.tables.items()
            if table not in program.first_tables
        )
        lines = {} if like is None else _altered_lines(tables, known, altered)
        return cls(program, derived, tables, criteria, verdicts, frozenset(altered), lines, later)

    def with_criterion(self, bound: Bound) -> Frame:
        """Return the frame with one criterion changed."""
        changed = Part(bound.criterion.id, bound, *_criterion(bound))
        criteria = tuple(changed if p.name == changed.name else p for p in self.criteria)
        return Frame(self.program, self.derived, self.tables, criteria, self.verdicts,
                     frozenset({changed.name}))  # fmt: skip

    def delta(
        self, facts: Facts, lines: Mapping[str, Mapping[str, Result]], results: Mapping[str, Result]
    ) -> Delta | None:
        """Return what differs from a dossier as it was found; None: nothing does."""
        known: dict[str, Any] = dict(facts)
        dirty: set[str] = set()
        found_lines, found = dict(lines), dict(results)
        changed: set[str] = set()
        for name, _, compute, reads in self.derived:
            if name in self.altered or not dirty.isdisjoint(reads):
                value = compute(known)
                if value != known.get(name):
                    known[name] = value
                    dirty.add(name)
        for name, bound, compute, reads in self.tables:
            whole = not reads.isdisjoint(dirty | self.altered)
            if name in self.altered or whole:
                part = bound if whole else self.lines.get(name, bound)
                own = {b.line.id: compute[b.line.id](known) for b in part.lines}
                given = {row["id"]: row for row in part.rows(own, known)}
                rows = tuple(given.get(row["id"], row) for row in known[name])
                statuses = {**lines[name], **own}
                if rows != known.get(name):
                    known[name] = rows
                    dirty.add(name)
                if statuses != lines[name]:
                    found_lines[name] = statuses
        for name, _, compute, reads in self.criteria:
            if name in self.altered or not dirty.isdisjoint(reads):
                result = compute(known)
                if result == results[name]:
                    continue
                found[name] = result
                changed.add(name)
                undetermined = result.status == "indetermine"
                known[name] = None if undetermined else result.status == "satisfait"
                dirty.add(name)
        if not dirty:
            return None
        return Delta(known, found_lines, found, frozenset(changed))

    def reached(self) -> frozenset[str]:
        """Return the parts that what is altered may change, itself among them."""
        found = set(self.altered)
        for part in (*self.derived, *self.tables, *self.criteria):
            if not part.reads.isdisjoint(found):
                found.add(part.name)
        return frozenset(found)


def _altered_lines(
    tables: Iterable[Part], known: Mapping[str, Part], altered: Iterable[str]
) -> dict[str, BoundTable]:
    """Return the tables that differ, with those of their lines alone that do."""
    found: dict[str, BoundTable] = {}
    for name, bound, _, _ in tables:
        if name not in altered or name not in known:
            continue
        before = known[name].of
        same = [(b.line.cells, b.line.outputs) for b in before.lines]
        if len(same) == len(bound.lines):
            pairs = zip(bound.lines, same, strict=True)
            kept = tuple(b for b, old in pairs if (b.line.cells, b.line.outputs) != old)
            found[name] = replace(bound, lines=kept)
    return found


def _same(one: Any, two: Any) -> bool:
    if isinstance(one, BoundTable):
        return one.applies == two.applies and _lines(one) == _lines(two)
    if isinstance(one, Bound):
        return _tests(one) == _tests(two)
    return bool(one == two)


def _lines(table: BoundTable) -> list[Any]:
    return [(b.line.id, b.line.cells, b.line.outputs) for b in table.lines]


def _tests(bound: Bound) -> tuple[Any, ...]:
    outcomes = tuple((outcome.condition, outcome.status) for outcome in bound.outcomes)
    return (bound.applies, bound.requires, outcomes, bound.citation.level)


def _derived(item: Derived) -> tuple[Any, frozenset[str]]:
    return derivation(item), read_by((*item.parts, *item.lines))


def _table(upstream: Mapping[str, frozenset[str]]) -> Callable[[BoundTable], Any]:
    def made(table: BoundTable) -> tuple[Any, frozenset[str]]:
        parts = [table.applies]
        for bound in table.lines:
            for cell in bound.line.cells:
                parts += [cell.admits, *([] if cell.judges is None else [cell.judges])]
            parts += [output.expr for output in bound.line.outputs.values()]
        direct = read_by(parts)
        reads = direct.union(*(upstream.get(name, frozenset()) for name in direct))
        return {bound.line.id: line_rule(bound) for bound in table.lines}, reads

    return made


def _criterion(bound: Bound) -> tuple[Any, frozenset[str]]:
    parts = [bound.applies, bound.requires, *(o.condition for o in bound.outcomes)]
    return status_rule(bound), read_by(part for part in parts if part is not None)


def read_by(parts: Iterable[Expr]) -> frozenset[str]:
    """Return the facts, lists and criteria that expressions read."""
    return frozenset(_reads(parts))


def _reads(parts: Iterable[Expr]) -> Iterator[str]:
    for part in parts:
        for node in walk(part):
            match node:
                case Fact(path):
                    yield path
                case Aggregate(_, rows):
                    yield rows.path
                case Holds(criterion):
                    yield criterion


def closure(derived: Iterable[Part]) -> dict[str, frozenset[str]]:
    """Return all that each derived fact rests on, however far, derived facts being in order."""
    found: dict[str, frozenset[str]] = {}
    for part in derived:
        found[part.name] = part.reads.union(*(found.get(n, frozenset()) for n in part.reads))
    return found
