"""One condition or formula → every small change of it: figures, operators, lists, parts, dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from ..rulebook.expression import (
    And,
    Choose,
    Compare,
    Const,
    Contains,
    Expr,
    Member,
    Not,
    Op,
    Or,
    children,
    negate,
    rebuild,
)
from ..values import CODE, FactType

Kind = Literal[
    "seuil", "date", "operateur", "connecteur", "appartenance", "partie", "liste", "negation",
    "case", "frontiere",
]  # fmt: skip
"""What is changed: a figure, a day, a comparison, « et » and « ou », « in », a part of a condition,
an entry of a list, the whole condition of a case, a cell of a table, where a period begins."""

SWAPPED: Mapping[Op, Op] = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==",
}  # fmt: skip
ENTRY = FactType("enum")
HUNDREDTH = 2
"""Decimal places of one point of a rate."""


class Change(NamedTuple):
    """A change: the part as it was and as it becomes (None: dropped), within the changed tree."""

    kind: Kind
    before: Expr
    after: Expr | None
    tree: Expr


def changes(expr: Expr) -> Iterator[Change]:
    """Yield every change of an expression, from left to right.

    >>> from ..values import EUROS
    >>> from ..rulebook.written import written
    >>> some = Compare("<", Fact("total", EUROS), Const(100, EUROS))
    >>> [written(change.tree) for change in changes(some)]
    ['total <= 1', 'total < 0.99', 'total < 1.01']
    """
    yield from _own(expr)
    if isinstance(expr, Choose):
        yield from _within_choice(expr)
        return
    for rank, child in enumerate(children(expr)):
        for change in changes(child):
            if isinstance(expr, Not) and change.kind == "appartenance" and change.before is child:
                continue
            yield change._replace(tree=_with(expr, rank, change.tree))


def _own(expr: Expr) -> Iterator[Change]:
    """Yield the changes of the top of an expression."""
    match expr:
        case Compare(op, _, _):
            swapped = replace(expr, op=SWAPPED[op])
            yield Change("operateur", expr, swapped, swapped)
        case Member() | Contains():
            yield Change("appartenance", expr, Not(expr), Not(expr))
        case Not(Member() | Contains() as inner):
            yield Change("appartenance", expr, inner, inner)
        case And(parts) | Or(parts):
            other = (Or if isinstance(expr, And) else And)(parts)
            yield Change("connecteur", expr, other, other)
            for rank, part in enumerate(parts):
                kept = parts[:rank] + parts[rank + 1 :]
                whole = replace(expr, parts=kept) if kept[1:] else kept[0]
                yield Change("partie", part, None, whole)
        case Const(tuple() as options, kind):
            for rank, option in enumerate(options):
                left = options[:rank] + options[rank + 1 :]
                entry = Const(
                    option, CODE if isinstance(option, str) and option[:1].isdigit() else ENTRY
                )
                yield Change("liste", entry, None, Const(left, replace(kind, values=left)))
        case Const(value, kind):
            for near in neighbours(value, kind):
                moved = Const(near, kind)
                yield Change("date" if isinstance(value, date) else "seuil", expr, moved, moved)


def neighbours(value: Any, kind: FactType) -> tuple[Any, ...]:
    """Return the values one unit below and above: a day, a cent, a point of a rate, one of each.

    >>> neighbours(40000000, FactType("number", "euros", 2))
    (39999999, 40000001)
    >>> neighbours(200000, FactType("number", "taux", 6))
    (190000, 210000)
    """
    if isinstance(value, date):
        return (value - timedelta(days=1), value + timedelta(days=1))
    if not isinstance(value, int) or isinstance(value, bool):
        return ()
    unit = step(value, kind)
    return (value - unit, value + unit)


def step(value: int, kind: FactType) -> int:
    """Return one unit of a figure, counted as the figure is."""
    if kind.unit == "euros":
        return 1
    if kind.unit == "taux":
        return int(10 ** max(0, kind.scale - HUNDREDTH))
    unit = 10**kind.scale
    while value % unit:
        unit //= 10
    return int(unit)


def _with(expr: Expr, rank: int, child: Expr) -> Expr:
    """Return the expression with one direct part replaced."""
    ranks = iter(range(len(children(expr))))
    return rebuild(expr, lambda part: child if next(ranks) == rank else part)


def _within_choice(expr: Choose) -> Iterator[Change]:
    """Yield the changes of a choice: its values and, where it has two cases, its condition."""
    for rank, (condition, value) in enumerate(expr.cases):
        for change in changes(value):
            yield change._replace(tree=_case(expr, rank, (condition, change.tree)))
    (condition, one), *others = expr.cases
    if len(others) == 1 and others[0][0] == Not(condition):
        for change in changes(condition):
            cases = ((change.tree, one), (Not(change.tree), others[0][1]))
            yield change._replace(tree=replace(expr, cases=cases))


def _case(expr: Choose, rank: int, case: tuple[Expr, Expr]) -> Choose:
    return replace(expr, cases=(*expr.cases[:rank], case, *expr.cases[rank + 1 :]))


def negation(condition: Expr) -> Change:
    """Return the change of a condition into its contrary."""
    contrary = negate(condition)
    return Change("negation", condition, contrary, contrary)
