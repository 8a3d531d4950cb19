"""The value of an expression: strong Kleene logic over facts, plainly recursive.

``None`` is unknown. A number over a missing fact is missing, ``and``/``or``/``not`` decide as
soon as what is known decides. ``missing`` says which facts an unknown value waits for.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, cast

from ..values import kleene_and, kleene_not, kleene_or
from .expression import (
    Aggregate,
    And,
    Arithmetic,
    Call,
    Column,
    Compare,
    Const,
    Contains,
    Expr,
    Fact,
    Holds,
    Member,
    Not,
    Or,
    Parameter,
    Rows,
    children,
)

Facts = Mapping[str, Any]
Row = Mapping[str, Any]

_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}


def evaluate(expr: Expr, facts: Facts, row: Row | None = None) -> Any:
    """Return the value of the expression, or None where it is unknown."""
    return _RULES[type(expr)](expr, facts, row)


def truth(expr: Expr, facts: Facts, row: Row | None = None) -> bool | None:
    """Return the value of a condition."""
    return cast("bool | None", evaluate(expr, facts, row))


def _aligned(left: Expr, right: Expr, facts: Facts, row: Row | None) -> tuple[Any, Any] | None:
    """Return both values counted in the same unit, or None if either is unknown."""
    one, two = evaluate(left, facts, row), evaluate(right, facts, row)
    if one is None or two is None:
        return None
    shift = left.type.scale - right.type.scale
    if shift > 0:
        two *= 10**shift
    elif shift < 0:
        one *= 10**-shift
    return one, two


def _compare(expr: Compare, facts: Facts, row: Row | None) -> bool | None:
    pair = _aligned(expr.left, expr.right, facts, row)
    return None if pair is None else bool(_OPERATORS[expr.op](*pair))


def _arithmetic(expr: Arithmetic, facts: Facts, row: Row | None) -> int | None:
    if expr.op == "*":
        one, two = evaluate(expr.left, facts, row), evaluate(expr.right, facts, row)
        return None if one is None or two is None else one * two
    pair = _aligned(expr.left, expr.right, facts, row)
    return None if pair is None else int(_OPERATORS[expr.op](*pair))


def _member(expr: Member, facts: Facts, row: Row | None) -> bool | None:
    item = evaluate(expr.item, facts, row)
    return None if item is None else item in evaluate(expr.options, facts, row)


def _contains(expr: Contains, facts: Facts, _row: Row | None) -> bool | None:
    held = facts.get(expr.within.path)
    return None if held is None else expr.symbol in held


def selected_rows(rows: Rows, facts: Facts) -> list[tuple[int, Row]] | None:
    """Return the rows with their index in the user's list; None when they are unknown."""
    found = facts.get(rows.path)
    if found is None:
        return None
    numbered = list(enumerate(found))
    if rows.latest is None:
        return numbered
    wanted = evaluate(rows.latest, facts)
    if wanted is None:
        return None
    wanted //= 10**rows.latest.type.scale
    if len(numbered) < wanted or any(row[rows.by] is None for _, row in numbered):
        return None
    return sorted(numbered, key=lambda item: item[1][rows.by], reverse=True)[:wanted]


def _aggregate(expr: Aggregate, facts: Facts, _row: Row | None) -> Any:
    rows = selected_rows(expr.rows, facts)
    if rows is None:
        return None
    chosen = [(True if expr.where is None else truth(expr.where, facts, row)) for _, row in rows]
    if expr.function == "existe":
        return kleene_or(chosen)
    if expr.function == "chaque":
        return kleene_and(chosen)
    if None in chosen:
        return None
    if expr.function == "compte":
        return sum(1 for kept in chosen if kept)
    amounts = [row[expr.column] for (_, row), kept in zip(rows, chosen, strict=True) if kept]
    return None if None in amounts else sum(amounts)


def whole_years(start: date, end: date) -> int:
    """Return the whole years elapsed; 29 February has its anniversary on 28 February."""
    years = end.year - start.year
    try:
        anniversary = start.replace(year=end.year)
    except ValueError:
        anniversary = start.replace(year=end.year, day=28)
    return years if end >= anniversary else years - 1


def _call(expr: Call, facts: Facts, row: Row | None) -> Any:
    if expr.function in {"max", "min"}:
        pair = _aligned(expr.args[0], expr.args[1], facts, row)
        return None if pair is None else (max if expr.function == "max" else min)(pair)
    values = [evaluate(arg, facts, row) for arg in expr.args]
    if None in values:
        return None
    if expr.function == "fourni":
        return True
    start, end = values
    return (end - start).days if expr.function == "jours" else whole_years(start, end)


_RULES: Mapping[type, Callable[[Any, Facts, Row | None], Any]] = {
    Const: lambda expr, _facts, _row: expr.value,
    Fact: lambda expr, facts, _row: facts.get(expr.path),
    Parameter: lambda expr, facts, _row: facts.get(f"parametres.{expr.id}"),
    Column: lambda expr, _facts, row: None if row is None else row[expr.name],
    Compare: _compare,
    Member: _member,
    Contains: _contains,
    And: lambda expr, facts, row: kleene_and(truth(part, facts, row) for part in expr.parts),
    Or: lambda expr, facts, row: kleene_or(truth(part, facts, row) for part in expr.parts),
    Not: lambda expr, facts, row: kleene_not(truth(expr.part, facts, row)),
    Arithmetic: _arithmetic,
    Aggregate: _aggregate,
    Call: _call,
    Holds: lambda expr, facts, _row: facts.get(expr.criterion),
}


def missing(expr: Expr, facts: Facts, definitions: Mapping[str, Expr]) -> tuple[str, ...]:
    """Return the facts that an unknown value waits for, in reading order.

    Parts already decided do not matter. ``definitions`` maps derived facts to their formula, so
    that what is reported is what a person can supply; a criterion relied upon is followed too.
    """
    found: dict[str, None] = {}
    for path in _missing(expr, facts, definitions):
        found[path] = None
    return tuple(found)


def _missing(expr: Expr, facts: Facts, definitions: Mapping[str, Expr]) -> Iterable[str]:
    if evaluate(expr, facts) is not None:
        return
    if isinstance(expr, Fact | Holds):
        name = expr.path if isinstance(expr, Fact) else expr.criterion
        if name in definitions:
            yield from _missing(definitions[name], facts, definitions)
        else:
            yield name
    elif isinstance(expr, Contains):
        yield expr.within.path
    elif isinstance(expr, Aggregate):
        yield from _missing_rows(expr, facts)
    else:
        for child in children(expr):
            yield from _missing(child, facts, definitions)


def _missing_rows(expr: Aggregate, facts: Facts) -> Iterable[str]:
    rows = selected_rows(expr.rows, facts)
    if rows is None:
        yield expr.rows.path
        return
    for index, row in rows:
        kept = True if expr.where is None else truth(expr.where, facts, row)
        if kept is None and expr.where is not None:
            for name in _unknown_columns(expr.where, facts, row):
                yield f"{expr.rows.path}[{index}].{name}"
        if kept is not False and expr.column and row[expr.column] is None:
            yield f"{expr.rows.path}[{index}].{expr.column}"


def _unknown_columns(expr: Expr, facts: Facts, row: Row) -> Iterable[str]:
    if evaluate(expr, facts, row) is not None:
        return
    if isinstance(expr, Column):
        yield expr.name
    for child in children(expr):
        yield from _unknown_columns(child, facts, row)
