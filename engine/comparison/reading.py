"""What a criterion reads, followed to the end, and what of it two editions do not share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..errors import Where
from ..inference.program import Program
from ..proof.vocabulary import is_of_site
from ..rulebook.check import table_parts
from ..rulebook.expression import Aggregate, Expr, Fact, Holds, Parameter, walk
from ..rulebook.model import Criterion, Derived, Table
from .difference import Cause, Resting, Side, Value


class Read(NamedTuple):
    """Names that a criterion rests on, itself aside, in the order in which they are met."""

    parameters: tuple[str, ...]
    facts: tuple[str, ...]
    criteria: tuple[str, ...]


class Reading:
    """One side's rules, as they are written."""

    def __init__(self, side: Side, program: Program) -> None:
        self.side, self.program, self.book = side, program, side.measure.book
        self.criteria = {item.id: item for item in self.book.criteria_of(side.edition)}
        self.derived = {item.path: item for item in self.book.derived}
        self._levels = {bound.criterion.id: bound.citation for bound in program.criteria}

    def direct(self, criterion: str) -> tuple[str, ...]:
        """Return the facts that a criterion names itself."""
        found = self.criteria.get(criterion)
        nodes = (n for part in (() if found is None else logic(found)) for n in walk(part))
        return tuple(dict.fromkeys(path_of(n) for n in nodes if isinstance(n, Fact | Aggregate)))

    def behind(self, path: str) -> Read:
        """Return what a derived fact, or a table, rests on."""
        return self._followed(self._behind(path))

    def reads(self, criterion: str) -> Read:
        """Return what a criterion rests on, whatever way."""
        found = self.criteria.get(criterion)
        return Read((), (), ()) if found is None else self._followed(logic(found))

    def _followed(self, parts: Iterable[Expr]) -> Read:
        parameters: dict[str, None] = {}
        facts: dict[str, None] = {}
        criteria: dict[str, None] = {}
        waiting = list(parts)
        while waiting:
            for node in walk(waiting.pop(0)):
                match node:
                    case Parameter(name):
                        parameters[name] = None
                    case Holds(name) if name not in criteria and name in self.criteria:
                        criteria[name] = None
                        waiting += logic(self.criteria[name])
                    case Fact() | Aggregate() if (path := path_of(node)) not in facts:
                        facts[path] = None
                        waiting += self._behind(path)
        return Read(tuple(parameters), tuple(facts), tuple(criteria))

    def _behind(self, path: str) -> list[Expr]:
        if path in self.derived:
            return list(self.derived[path].parts)
        table = self.book.tables.get(path)
        return [] if table is None else list(table_parts(table))

    def figure(self, name: str) -> Value | None:
        """Return what a parameter is worth, None where nothing says so."""
        period = self.program.periods.get(name)
        if period is None:
            return None
        item, edition = self.book.parameters[name], self.side.edition
        adapted = edition.parameters.get(name) is period
        return Value(period.value, edition.where if adapted else item.where, item.type)

    def part(self, criterion: str, name: str) -> Value | None:
        """Return a part of a criterion as it is written."""
        found = self.criteria.get(criterion)
        if found is None:
            return None
        if name == "niveau":
            return Value(self._levels[criterion].level, found.where)
        text = found.source_text.get(name)
        return None if text is None else Value(text, found.where)

    def resting(self, criterion: str) -> Resting | None:
        """Return where a criterion stands, and the texts of this edition that it rests on."""
        found = self.criteria.get(criterion)
        if found is None:
            return None
        root = self.book.root_of(self.side.edition).id
        cited = (c for c in found.citations if not c.editions or root in c.editions)
        return Resting(found.where, tuple(cited))


def path_of(node: Fact | Aggregate) -> str:
    """Return the fact, or the list, that a node reads."""
    return node.path if isinstance(node, Fact) else node.rows.path


def logic(item: Criterion) -> Iterator[Expr]:
    """Yield the conditions on which the status of a criterion rests, its words aside."""
    parts = (item.applies, item.requires, *(outcome.condition for outcome in item.outcomes))
    yield from (part for part in parts if part is not None)


def causes(one: Reading, two: Reading, criterion: str) -> list[Cause]:
    """Return what is not written the same in all that a criterion rests on."""
    found = list(_own(one, two, criterion))
    reads = (one.reads(criterion), two.reads(criterion))
    names = (dict.fromkeys((*mine, *other)) for mine, other in zip(*reads, strict=True))
    parameters, facts, _criteria = names
    found += _parameters(one, two, parameters)
    for path in facts:
        mine, other = one.derived.get(path), two.derived.get(path)
        if _formula(mine) != _formula(other):
            found.append(Cause("fait", path, _at(mine), _at(other)))
        tables = (one.book.tables.get(path), two.book.tables.get(path))
        collected = path not in one.derived and path not in two.derived
        if collected and _lines(tables[0]) != _lines(tables[1]):
            found.append(Cause("table", path, _at(tables[0]), _at(tables[1])))
    if any(is_of_site(path) for path in facts) and one.book.territories != two.book.territories:
        where = Value(None, Where("territoires.yaml"))
        found.append(Cause("liste", "territoires", where, where))
    return found


def figures(one: Reading, two: Reading) -> list[Cause]:
    """Return every figure that is not the same on both sides."""
    return list(_parameters(one, two, dict.fromkeys((*one.book.parameters, *two.book.parameters))))


def _parameters(one: Reading, two: Reading, names: Iterable[str]) -> Iterator[Cause]:
    for name in names:
        before, after = one.figure(name), two.figure(name)
        if (before and (before.shown, before.type)) != (after and (after.shown, after.type)):
            yield Cause("parametre", name, before, after)


def _own(one: Reading, two: Reading, criterion: str) -> Iterator[Cause]:
    mine, other = one.criteria.get(criterion), two.criteria.get(criterion)
    if mine is None or other is None:
        return
    parts = {
        "si": mine.applies != other.applies,
        "exige": mine.requires != other.requires,
        "sinon": _outcomes(mine) != _outcomes(other),
    }
    for name in ("si", "exige", "sinon", "niveau"):
        before, after = one.part(criterion, name), two.part(criterion, name)
        if parts.get(name, (before and before.shown) != (after and after.shown)):
            yield Cause("critere", criterion, before, after, name)


def _outcomes(item: Criterion) -> list[object]:
    return [(outcome.condition, outcome.status) for outcome in item.outcomes]


def _formula(item: Derived | None) -> object:
    return None if item is None else (item.formula, item.applies, item.cases)


def _lines(table: Table | None) -> object:
    """Return what a table concludes, its words aside."""
    if table is None:
        return None
    return (
        table.policy, table.applies, tuple(column.expr for column in table.columns),
        tuple(
            (line.id, tuple((c.column, c.admits, c.judges) for c in line.cells), line.value,
             tuple((name, o.expr) for name, o in line.outputs.items()), line.start, line.end,
             line.tolerated, None if line.citation is None else line.citation.level)
            for line in table.lines
        ),
    )  # fmt: skip


def _at(item: Derived | Table | None) -> Value | None:
    where: Where | None = None if item is None else item.where
    return None if where is None else Value(None, where)


def worded(one: Criterion, two: Criterion) -> bool:
    """Whether two criteria that conclude the same do not say it in the same words."""

    def words(item: Criterion) -> object:
        return (item.title, item.motives, item.note, item.warnings, item.evidence, item.citations,
                tuple((o.motives, o.awaits) for o in item.outcomes))  # fmt: skip

    return words(one) != words(two)
