"""The value of an expression: strong Kleene logic over facts, one small function a node.

``None`` is unknown. A number over a missing fact is missing, ``and``/``or``/``not`` decide as
soon as what is known decides.
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
    Choose,
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
)

Facts = Mapping[str, Any]
Row = Mapping[str, Any]
Value = Callable[[Facts, Row | None], Any]
"""An expression made ready: ``facts, row → value``, None where it is unknown."""

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


def ready(expr: Expr) -> Value:
    """Return the function that computes the expression's value."""
    return _RULES[type(expr)](expr)


def evaluate(expr: Expr, facts: Facts, row: Row | None = None) -> Any:
    """Return the value of the expression, or None where it is unknown."""
    return ready(expr)(facts, row)


def truth(expr: Expr, facts: Facts, row: Row | None = None) -> bool | None:
    """Return the value of a condition."""
    return cast("bool | None", evaluate(expr, facts, row))


def _aligned(left: Expr, right: Expr, apply: Callable[[Any, Any], Any]) -> Value:
    """Return ``apply`` on both values counted in the same unit; unknown if either is."""
    shift = left.type.scale - right.type.scale
    one, two = _raised(left, -shift), _raised(right, shift)

    def value(facts: Facts, row: Row | None) -> Any:
        first = one(facts, row)
        if first is None:
            return None
        second = two(facts, row)
        return None if second is None else apply(first, second)

    return value


def _raised(expr: Expr, shift: int) -> Value:
    value = ready(expr)
    if shift <= 0:
        return value
    factor = 10**shift

    def raised(facts: Facts, row: Row | None) -> Any:
        found = value(facts, row)
        return None if found is None else found * factor

    return raised


def sign(expr: Compare) -> Value:
    """Return which side of a comparison is greater, exactly: -1, 0 or 1."""
    return _aligned(expr.left, expr.right, lambda one, two: (one > two) - (one < two))


def _compare(expr: Compare) -> Value:
    if isinstance(expr.left, Fact) and isinstance(expr.right, Const):
        shift = expr.left.type.scale - expr.right.type.scale
        if shift >= 0:
            return _compare_fact(expr.left.path, _OPERATORS[expr.op], expr.right.value, shift)
    return _aligned(expr.left, expr.right, _OPERATORS[expr.op])


def _compare_fact(path: str, apply: Callable[[Any, Any], Any], limit: Any, shift: int) -> Value:
    """Return the commonest comparison, of a fact with a figure, without detours."""
    if shift:
        limit *= 10**shift

    def compare(facts: Facts, _row: Row | None) -> bool | None:
        found = facts.get(path)
        return None if found is None else bool(apply(found, limit))

    return compare


def _arithmetic(expr: Arithmetic) -> Value:
    if expr.op != "*":
        return _aligned(expr.left, expr.right, _OPERATORS[expr.op])
    one, two = ready(expr.left), ready(expr.right)

    def product(facts: Facts, row: Row | None) -> Any:
        first, second = one(facts, row), two(facts, row)
        return None if first is None or second is None else first * second

    return product


def _member(expr: Member) -> Value:
    item, options = ready(expr.item), ready(expr.options)

    def member(facts: Facts, row: Row | None) -> bool | None:
        found = item(facts, row)
        return None if found is None else found in options(facts, row)

    return member


def _contains(expr: Contains) -> Value:
    symbol, path = expr.symbol, expr.within.path

    def contains(facts: Facts, _row: Row | None) -> bool | None:
        held = facts.get(path)
        return None if held is None else symbol in held

    return contains


def _joined(expr: And | Or) -> Value:
    """Return the conjunction, which one false decides, or the disjunction, which one true does."""
    parts = tuple(ready(part) for part in expr.parts)
    decides = isinstance(expr, Or)

    def joined(facts: Facts, row: Row | None) -> bool | None:
        unknown = False
        for part in parts:
            value = part(facts, row)
            if value is decides:
                return bool(decides)
            unknown = unknown or value is None
        return None if unknown else not decides

    return joined


def _not(expr: Not) -> Value:
    part = ready(expr.part)
    return lambda facts, row: kleene_not(part(facts, row))


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


def _rows(rows: Rows) -> Callable[[Facts], Iterable[Row] | None]:
    path = rows.path
    if rows.latest is None:
        return lambda facts: facts.get(path)

    def latest(facts: Facts) -> list[Row] | None:
        found = selected_rows(rows, facts)
        return None if found is None else [row for _, row in found]

    return latest


def _aggregate(expr: Aggregate) -> Value:
    rows, column = _rows(expr.rows), expr.column
    where: Value = ready(expr.where) if expr.where is not None else lambda _facts, _row: True
    if expr.function in {"existe", "chaque"}:
        combine = kleene_or if expr.function == "existe" else kleene_and

        def among(facts: Facts, _row: Row | None) -> bool | None:
            found = rows(facts)
            return None if found is None else combine(where(facts, row) for row in found)

        return among
    counting = expr.function == "compte"

    def total(facts: Facts, _row: Row | None) -> int | None:
        found = rows(facts)
        if found is None:
            return None
        amount = 0
        for row in found:
            kept = where(facts, row)
            if kept is False:
                continue
            added = 1 if counting else row[column]
            if kept is None or added is None:
                return None
            amount += added
        return amount

    return total


def whole_years(start: date, end: date) -> int:
    """Return the whole years elapsed; 29 February has its anniversary on 28 February."""
    years = end.year - start.year
    try:
        anniversary = start.replace(year=end.year)
    except ValueError:
        anniversary = start.replace(year=end.year, day=28)
    return years if end >= anniversary else years - 1


def _call(expr: Call) -> Value:
    if expr.function == "max":
        return _aligned(expr.args[0], expr.args[1], max)
    if expr.function == "min":
        return _aligned(expr.args[0], expr.args[1], min)
    if expr.function == "fourni":
        given = ready(expr.args[0])
        return lambda facts, row: None if given(facts, row) is None else True
    if expr.function == "jours":
        return _aligned(expr.args[0], expr.args[1], lambda start, end: (end - start).days)
    return _aligned(expr.args[0], expr.args[1], whole_years)


def _choose(expr: Choose) -> Value:
    """Return the number of the case that holds; known too when all that may hold agree."""
    scale = expr.type.scale
    cases = tuple(
        (ready(condition), _raised(value, scale - value.type.scale))
        for condition, value in expr.cases
    )

    def choose(facts: Facts, row: Row | None) -> Any:
        possible = set()
        for condition, value in cases:
            holds = condition(facts, row)
            if holds:
                return value(facts, row)
            if holds is None:
                possible.add(value(facts, row))
        return possible.pop() if len(possible) == 1 else None

    return choose


def _constant(expr: Const) -> Value:
    value = expr.value
    return lambda _facts, _row: value


def _named(path: str) -> Value:
    return lambda facts, _row: facts.get(path)


def _column(expr: Column) -> Value:
    name = expr.name
    return lambda _facts, row: None if row is None else row[name]


_RULES: Mapping[type, Callable[[Any], Value]] = {
    Const: _constant,
    Fact: lambda expr: _named(expr.path),
    Parameter: lambda expr: _named(f"parametres.{expr.id}"),
    Holds: lambda expr: _named(expr.criterion),
    Column: _column,
    Compare: _compare,
    Member: _member,
    Contains: _contains,
    And: _joined,
    Or: _joined,
    Not: _not,
    Arithmetic: _arithmetic,
    Aggregate: _aggregate,
    Call: _call,
    Choose: _choose,
}
