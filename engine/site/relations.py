"""What reads what: criteria, facts and figures of a rule book, one way and the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..rulebook.expression import Aggregate, Expr, Fact, Holds, Parameter, walk
from ..rulebook.model import Criterion, RuleBook, Table
from . import address


class Reader(NamedTuple):
    """A rule that reads something: how it is called, and where it is told."""

    name: str
    title: str
    href: str
    parts: tuple[Expr, ...]


class Relations:
    """What each rule reads, and by which rules each thing is read."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._derived = {item.path: item.parts for item in book.derived}
        self._by_fact: dict[str, list[Reader]] = {}
        self._by_figure: dict[str, list[Reader]] = {}
        for reader in _readers(book):
            for path in dict.fromkeys(_facts(reader.parts)):
                self._by_fact.setdefault(path, []).append(reader)
            figures = (n.id for n in _nodes(reader.parts) if isinstance(n, Parameter))
            for name in dict.fromkeys(figures):
                self._by_figure.setdefault(name, []).append(reader)
        self._depends = {item.id: self._all(item, Holds) for item in book.criteria}

    def facts(self, criterion: Criterion) -> list[str]:
        """Return the facts that a criterion names, in order."""
        return list(dict.fromkeys(_facts(_parts(criterion))))

    def beneath(self, path: str) -> list[str]:
        """Return the facts that a derived fact is made of."""
        return list(dict.fromkeys(_facts(self._derived.get(path, ()))))

    def figures(self, criterion: Criterion) -> list[str]:
        """Return the figures that a criterion reads, by itself or through what is derived."""
        return [name for name in self._book.parameters if name in self._all(criterion, Parameter)]

    def depends(self, criterion: Criterion) -> list[str]:
        """Return the criteria that a criterion depends on, in the order of the rules."""
        found = self._depends[criterion.id]
        return [item.id for item in self._book.criteria if item.id in found]

    def serves(self, criterion: Criterion) -> list[str]:
        """Return the criteria that depend on this one."""
        return [item.id for item in self._book.criteria if criterion.id in self._depends[item.id]]

    def of_fact(self, path: str) -> list[Reader]:
        """Return the rules that read a fact."""
        return self._by_fact.get(path, [])

    def of_figure(self, name: str) -> list[Reader]:
        """Return the rules that read a figure."""
        return self._by_figure.get(name, [])

    def _all(self, criterion: Criterion, kind: type[Parameter | Holds]) -> set[str]:
        """Return the names of one kind of node, through the facts that are derived."""
        found: set[str] = set()
        seen: set[str] = set()
        waiting = list(_parts(criterion))
        while waiting:
            for node in walk(waiting.pop()):
                if isinstance(node, Parameter) and kind is Parameter:
                    found.add(node.id)
                elif isinstance(node, Holds) and kind is Holds:
                    found.add(node.criterion)
                for path in _facts_of(node):
                    if path in self._derived and path not in seen:
                        seen.add(path)
                        waiting += self._derived[path]
        return found


def _parts(item: Criterion) -> tuple[Expr, ...]:
    parts = (item.applies, item.requires, *(outcome.condition for outcome in item.outcomes))
    return tuple(part for part in parts if part is not None)


def _nodes(parts: Iterable[Expr]) -> Iterator[Expr]:
    for part in parts:
        yield from walk(part)


def _facts(parts: Iterable[Expr]) -> Iterator[str]:
    for node in _nodes(parts):
        yield from _facts_of(node)


def _facts_of(node: Expr) -> Iterator[str]:
    if isinstance(node, Fact):
        yield node.path
    elif isinstance(node, Aggregate):
        yield f"{node.rows.path}.{node.column}" if node.column else node.rows.path


def _readers(book: RuleBook) -> Iterator[Reader]:
    for item in book.criteria:
        yield Reader(item.id, item.title.plain("fr"), address.criterion(item.id), _parts(item))
    for fact in book.derived:
        name = fact.path
        href = address.table(name) if name in book.tables else address.fact(name)
        yield Reader(name, fact.label.plain("fr"), href, fact.parts)
    for table in book.tables.values():
        if table.policy == "collect":
            yield from _lines(table)
    for line in book.grid.lines if book.grid else ():
        href = f"{address.GRID}#{line.id}"
        yield Reader(line.id, line.title.plain("fr"), href, tuple(line.parts))


def _lines(table: Table) -> Iterator[Reader]:
    for line in table.lines:
        parts = [part for cell in line.cells for part in (cell.admits, cell.judges)]
        parts += [output.expr for output in line.outputs.values()]
        href = f"{address.table(table.id)}#{address.anchor(line.id)}"
        told = tuple(part for part in (*parts, table.applies) if part is not None)
        yield Reader(line.id, line.title.plain("fr"), href, told)
