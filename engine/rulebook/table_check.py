"""What a decision table leaves out, and where two of its lines meet.

Each column is cut where the cells of the table cut it: the values of a choice, the thresholds of a
number or a date. What lies between two cuts is decided alike by every cell, so a table is complete
when its lines cover every combination of such pieces. Tests that are no simple comparison are taken
as questions of their own, answered yes or no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, product
from math import prod
from typing import Any

from ..values import unscaled
from .expression import (
    And,
    Compare,
    Const,
    Expr,
    Fact,
    Member,
    Not,
    Or,
    bind,
    walk,
)
from .kleene import truth
from .model import Table

MOST = 200_000
"""Combinations beyond which a table is too wide to be checked: it should be cut in two."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two lines of a ``unique`` table that may both hold, by their rank from one."""

    one: int
    two: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A combination of values for which no line holds, as (fact or column, value)."""

    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Masked:
    """A line of a ``first`` table that earlier lines leave nothing to, by its rank from one."""

    line: int


class TooWideError(Exception):
    """The table has more combinations than can be looked at."""


Finding = Meeting | Gap | Masked


def findings(table: Table, figures: Mapping[str, object]) -> Iterator[Finding]:
    """Yield what is wrong with a table of one hit, for the figures of a day.

    Raises :class:`TooWideError` when the table is too wide to be checked.
    """
    bound = [[bind(cell.admits, figures) for cell in line.cells] for line in table.lines]
    found = _axes([test for tests in bound for test in tests])
    axes = {name: pieces for name, (_, pieces) in found.items()}
    if prod(len(pieces) for pieces in axes.values()) > MOST:
        raise TooWideError
    lines = [[_decided(test, axes) for test in tests] for tests in bound]
    met: set[tuple[int, int]] = set()
    reached: set[int] = set()
    gap = False
    for point in product(*axes.values()):
        holding = [n for n, tests in enumerate(lines) if all(test(point) for test in tests)]
        reached.update(holding[:1])
        if not holding and not gap:
            gap = True
            values = zip(found.values(), point, strict=True)
            yield Gap(tuple((_called(item, table), _shown(item, at)) for (item, _), at in values))
        if table.policy == "unique":
            for pair in pairwise(holding):
                if pair not in met:
                    met.add(pair)
                    yield Meeting(pair[0] + 1, pair[1] + 1)
    if table.policy == "first":
        yield from (Masked(n + 1) for n in range(len(lines)) if n not in reached)


Point = tuple[Any, ...]


def _decided(test: Expr, axes: Mapping[str, list[Any]]) -> Callable[[Point], bool]:
    """Return the function that decides a test on one combination of pieces."""
    match test:
        case And(parts):
            inner = [_decided(part, axes) for part in parts]
            return lambda point: all(part(point) for part in inner)
        case Or(parts):
            inner = [_decided(part, axes) for part in parts]
            return lambda point: any(part(point) for part in inner)
        case Not(part):
            whole = _decided(part, axes)
            return lambda point: not whole(point)
        case Const(bool(value), _):
            return lambda _point: value
    item = next(found for found, _ in _looked_at(test))
    rank = list(axes).index(_name(item))
    answers = {value: value for value in axes[_name(item)]}
    if item is not test:
        stand_in = _on(test, item)
        answers = {value: bool(truth(stand_in, {"x": value})) for value in answers}
    return lambda point: bool(answers[point[rank]])


def _on(test: Expr, item: Expr) -> Expr:
    """Return a test on a stand-in for what it looks at."""
    stand_in = Fact("x", item.type)
    match test:
        case Compare(op, _, right):
            return Compare(op, stand_in, right)
        case Member(_, options):
            return Member(stand_in, options)
    raise AssertionError("only a comparison or a list looks at something else than itself")


def _cuts(item: Expr) -> bool:
    return item.type.kind in {"number", "date", "enum"}


def _name(expr: Expr) -> str:
    return expr.path if isinstance(expr, Fact) else repr(expr)


def _called(item: Expr, table: Table) -> str:
    """Return how a message calls what a test looks at: a fact by its path, else its column."""
    if isinstance(item, Fact):
        return item.path
    return next((c.id for c in table.columns if item in walk(c.expr)), "si")


def _shown(item: Expr, value: Any) -> str:
    """Return a value as a rule writes it."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return (
        f"{unscaled(value, item.type.scale).normalize():f}"
        if item.type.kind == "number"
        else str(value)
    )


def _axes(tests: list[Expr]) -> dict[str, tuple[Expr, list[Any]]]:
    """Return what the tests look at, each with one value for every piece that they cut."""
    found: dict[str, tuple[Expr, list[Any]]] = {}
    for test in tests:
        for item, value in _looked_at(test):
            _, cuts = found.setdefault(_name(item), (item, []))
            if value is not None and value not in cuts:
                cuts.append(value)
    return {name: (item, _pieces(item, cuts)) for name, (item, cuts) in found.items()}


def _looked_at(test: Expr) -> Iterator[tuple[Expr, Any]]:
    match test:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _looked_at(part)
        case Not(part):
            yield from _looked_at(part)
        case Const(bool(), _):
            return
        case Compare(_, left, Const(value, kind)) if _cuts(left):
            yield left, _scaled(value, kind.scale, left)
        case Member(item, Const()) if item.type.kind == "enum":
            yield item, None
        case _:
            yield test, None


def _scaled(value: Any, scale: int, item: Expr) -> Any:
    """Return a threshold counted as the fact is; finer than it, the next below."""
    if item.type.kind != "number":
        return value
    shift = item.type.scale - scale
    return value * 10**shift if shift >= 0 else value // 10**-shift


def _pieces(item: Expr, cuts: list[Any]) -> list[Any]:
    """Return one value in each piece: below, on and above every threshold."""
    if item.type.kind == "enum":
        return list(item.type.values)
    if item.type.kind == "number":
        near = {cut + step for cut in cuts for step in (-1, 0, 1)}
        return sorted(value for value in near if item.type.signed or value >= 0)
    if item.type.kind == "date":
        ordinals = {cut.toordinal() + step for cut in cuts for step in (-1, 0, 1)}
        return [type(cuts[0]).fromordinal(day) for day in sorted(ordinals)]
    return [True, False]
