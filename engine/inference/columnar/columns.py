"""Rule expressions → Narwhals expressions, in three-valued logic: null is unknown.

Numbers stay integers: each expression carries the decimal places it is counted in, as few as its
constants allow, so that 64 bits hold every amount and rate. Dates are integers, year month day,
which order and subtract alike on every engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Any

import narwhals as nw

from ...errors import Fault, InferenceError
from ...rulebook.expression import (
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
    Rows,
)
from ...values import FactType, yyyymmdd

Row = tuple[str, int] | None
"""A line of a list: its path and its rank, inside a function over that list."""

COUNT = "nombre"
"""The column that says how many lines a list has; null when the list is unknown."""

KNOWN = "connu"
"""The column that says whether a set is known."""


def safe(path: str) -> str:
    """Return the name of a fact as every engine takes it."""
    return path.replace(".", "__").replace("[", "_").replace("]", "").replace("-", "_")


def dtype_of(kind: FactType) -> Any:
    """Return the type of a fact's column."""
    if kind.kind in {"number", "date"}:
        return nw.Int64
    return nw.Boolean if kind.kind == "bool" else nw.String


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a row, counted in ``10**-scale``; ``constant`` when it is the same for all."""

    expr: nw.Expr
    scale: int
    constant: int | None = None

    def at(self, scale: int) -> nw.Expr:
        """Return it counted in a finer unit."""
        factor = 10 ** (scale - self.scale)
        if self.constant is not None:
            return nw.lit(self.constant * factor)
        return self.expr * factor if factor > 1 else self.expr


def constant(value: int, scale: int) -> Number:
    """Return a figure, its idle zeros dropped."""
    while scale > 0 and value % 10 == 0:
        value, scale = value // 10, scale - 1
    return Number(nw.lit(value), scale, value)


def unknown(dtype: Any) -> nw.Expr:
    """Return a value that no row knows."""
    return nw.lit(None).cast(dtype)


def when(condition: nw.Expr, value: nw.Expr, otherwise: nw.Expr) -> nw.Expr:
    """Return ``value`` where the condition is true, else ``otherwise``: unknown is not true."""
    return nw.when(condition).then(value).otherwise(otherwise)


def true(condition: nw.Expr) -> nw.Expr:
    """Return whether a condition is known to hold."""
    return condition.fill_null(value=False)


def false(condition: nw.Expr) -> nw.Expr:
    """Return whether a condition is known not to hold."""
    return (~condition).fill_null(value=False)


def all_of(conditions: Iterable[nw.Expr]) -> nw.Expr:
    """Return the Kleene conjunction."""
    return reduce(lambda one, two: one & two, conditions)


def any_of(conditions: Iterable[nw.Expr]) -> nw.Expr:
    """Return the Kleene disjunction."""
    return reduce(lambda one, two: one | two, conditions)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a frame has, and how many lines its longest lists have."""

    present: frozenset[str]
    lengths: Mapping[str, int] = field(default_factory=dict)

    def named(self, name: str, dtype: Any) -> nw.Expr:
        """Return a column by its safe name; a frame without it knows nothing of it."""
        return nw.col(name) if name in self.present else unknown(dtype)

    def with_names(self, names: Iterable[str]) -> Columns:
        """Return the same, with columns that were added."""
        return Columns(self.present | frozenset(names), self.lengths)

    def named_number(self, path: str) -> nw.Expr:
        """Return the column of a number."""
        return self.named(safe(path), nw.Int64)

    def count(self, path: str) -> nw.Expr:
        """Return how many lines a list has."""
        return self.named(safe(f"{path}.{COUNT}"), nw.Int64)

    def cell(self, path: str, rank: int, column: str, dtype: Any = nw.Int64) -> nw.Expr:
        """Return a column of a line of a list."""
        return self.named(safe(f"{path}[{rank}].{column}"), dtype)

    # -- values ---------------------------------------------------------------------------

    def fact(self, path: str, kind: FactType) -> nw.Expr:
        """Return the column of a fact."""
        return self.named(safe(path), dtype_of(kind))

    def condition(self, expr: Expr, row: Row = None) -> nw.Expr:
        """Return a condition: true, false or null."""
        match expr:
            case Const(bool(value), _):
                return nw.lit(value)
            case Fact(path, kind):
                return self.fact(path, kind)
            case Column(name, kind) if row is not None:
                return self.cell(*row, name, dtype_of(kind))
            case Holds(criterion):
                return self.named(safe(f"tient.{criterion}"), nw.Boolean)
            case And(parts):
                return all_of(self.condition(part, row) for part in parts)
            case Or(parts):
                return any_of(self.condition(part, row) for part in parts)
            case Not(part):
                return ~self.condition(part, row)
            case Compare(op, left, right):
                return self._compare(op, left, right, row)
            case Member(item, Const(tuple(options), _)):
                found = self.symbol(item, row)
                if not options:
                    return when(found.is_null(), unknown(nw.Boolean), nw.lit(value=False))
                inside = found.is_in(list(options))
                return when(found.is_null(), unknown(nw.Boolean), inside)
            case Contains(symbol, within):
                known = self.named(safe(f"{within.path}.{KNOWN}"), nw.Boolean)
                held = self.named(safe(f"{within.path}.{symbol}"), nw.Boolean)
                return when(true(known), held.fill_null(value=False), unknown(nw.Boolean))
            case Aggregate("existe" | "chaque" as function, rows, _, where) if where is not None:
                return self._among(function, rows, where)
            case Call("fourni", (inner,)) if isinstance(inner, Fact):
                given = self.fact(inner.path, inner.type)
                return when(given.is_null(), unknown(nw.Boolean), nw.lit(value=True))
        raise without_column(expr)

    def _compare(self, op: str, left: Expr, right: Expr, row: Row) -> nw.Expr:
        if left.type.kind == "number":
            one, two = self.number(left, row), self.number(right, row)
            scale = max(one.scale, two.scale)
            return compared(op, one.at(scale), two.at(scale))
        if left.type.kind == "date":
            return compared(op, self.day(left, row), self.day(right, row))
        return compared(op, self.symbol(left, row), self.symbol(right, row))

    def symbol(self, expr: Expr, row: Row = None) -> nw.Expr:
        """Return a word or a code."""
        match expr:
            case Const(str(value), _):
                return nw.lit(value)
            case Fact(path, kind):
                return self.fact(path, kind)
            case Column(name, kind) if row is not None:
                return self.cell(*row, name, dtype_of(kind))
        raise without_column(expr)

    def day(self, expr: Expr, row: Row = None) -> nw.Expr:
        """Return a date as an integer."""
        if isinstance(expr, Const) and isinstance(expr.value, date):
            return nw.lit(yyyymmdd(expr.value))
        return self.symbol(expr, row)

    def number(self, expr: Expr, row: Row = None) -> Number:
        """Return a number, null where a part of it is unknown."""
        match expr:
            case Const(int(value), kind):
                return constant(value, kind.scale)
            case Fact(path, kind):
                return Number(self.fact(path, kind), kind.scale)
            case Column(name, kind) if row is not None:
                return Number(self.cell(*row, name), kind.scale)
            case Arithmetic(op, left, right):
                return combined(op, self.number(left, row), self.number(right, row))
            case Call("min" | "max" as function, (left, right)):
                return self._extreme(function, self.number(left, row), self.number(right, row))
            case Call("jours", (start, end)):
                return Number(days(self.day(end, row)) - days(self.day(start, row)), 0)
            case Call("annees", (start, end)):
                return Number(whole_years(self.day(start, row), self.day(end, row)), 0)
            case Choose(cases):
                return self._choice(cases, row)
            case Aggregate("somme" | "compte" as function, rows, column, where, kind):
                return Number(self._total(function, rows, column, where), kind.scale)
        raise without_column(expr)

    def _extreme(self, function: str, one: Number, two: Number) -> Number:
        scale = max(one.scale, two.scale)
        left, right = one.at(scale), two.at(scale)
        first = left >= right if function == "max" else left <= right
        either = left.is_null() | right.is_null()
        return Number(when(either, unknown(nw.Int64), when(first, left, right)), scale)

    def _choice(self, cases: tuple[tuple[Expr, Expr], ...], row: Row) -> Number:
        """Return the number of the case that holds; known too when all that may hold agree."""
        numbers = [self.number(value, row) for _, value in cases]
        scale = max(number.scale for number in numbers)
        open_ = [~false(self.condition(condition, row)) for condition, _ in cases]
        values = [number.at(scale) for number in numbers]
        nothing = unknown(nw.Int64)
        pairs = list(zip(open_, values, strict=True))
        missing = any_of(may & value.is_null() for may, value in pairs)
        low = nw.min_horizontal(*(when(may, value, nothing) for may, value in pairs))
        high = nw.max_horizontal(*(when(may, value, nothing) for may, value in pairs))
        return Number(when(~missing & true(low == high), low, nothing), scale)

    # -- lists ----------------------------------------------------------------------------

    def lines(self, rows: Rows) -> tuple[nw.Expr, list[nw.Expr]]:
        """Return whether the lines are unknown, and, for each rank, whether it is one of them."""
        count = self.count(rows.path)
        ranks = range(self.lengths.get(rows.path, 0))
        there = [true(count > rank) for rank in ranks]
        if rows.latest is None:
            return count.is_null(), there
        wanted = self.number(rows.latest)
        if wanted.constant is None:
            raise without_column(rows.latest)
        number = wanted.constant // 10**wanted.scale
        keys = [self.cell(rows.path, n, rows.by) for n in ranks]
        later = [
            reduce(
                lambda one, two: one + two,
                (true(there[m] & (keys[m] > keys[n])).cast(nw.Int64) for m in ranks if m != n),
                nw.lit(0),
            )
            for n in ranks
        ]
        missing = any_of([nw.lit(value=False), *(there[n] & keys[n].is_null() for n in ranks)])
        latest = [there[n] & (later[n] < number) for n in ranks]
        return true(count < number) | count.is_null() | missing, latest

    def _among(self, function: str, rows: Rows, where: Expr) -> nw.Expr:
        nobody_knows, lines = self.lines(rows)
        neutral = nw.lit(function == "chaque")
        each = [
            when(line, self.condition(where, (rows.path, rank)), neutral)
            for rank, line in enumerate(lines)
        ]
        whole = (all_of if function == "chaque" else any_of)([neutral, *each])
        return when(nobody_knows, unknown(nw.Boolean), whole)

    def _total(self, function: str, rows: Rows, column: str, where: Expr | None) -> nw.Expr:
        nobody_knows, lines = self.lines(rows)
        doubts, amounts = [nobody_knows], [nw.lit(0)]
        for rank, line in enumerate(lines):
            kept = nw.lit(value=True) if where is None else self.condition(where, (rows.path, rank))
            amount = nw.lit(1)
            if function == "somme":
                amount = self.cell(rows.path, rank, column)
                doubts.append(line & ~false(kept) & amount.is_null())
            doubts.append(line & kept.is_null())
            amounts.append(when(line & true(kept), amount.fill_null(0), nw.lit(0)))
        total = reduce(lambda one, two: one + two, amounts)
        return when(any_of(doubts), unknown(nw.Int64), total)


def without_column(expr: Expr) -> InferenceError:
    """Return the error of a form that tables cannot evaluate."""
    return InferenceError([Fault("moteur.sans_colonne", params={"forme": type(expr).__name__})])


def days(day: nw.Expr) -> nw.Expr:
    """Return the number of days from a fixed one, by the rules of the Gregorian calendar."""
    year, month = day // 10_000, day // 100 % 100
    # The year begins in March, so that the leap day is its last.
    shift = when(month <= 2, nw.lit(1), nw.lit(0))
    since = year - shift
    months = month - 3 + shift * 12
    leap = since // 4 - since // 100 + since // 400
    return since * 365 + leap + (months * 153 + 2) // 5 + day % 100


OPERATORS: Mapping[str, Callable[[nw.Expr, nw.Expr], nw.Expr]] = {
    "==": lambda one, two: one == two,
    "!=": lambda one, two: one != two,
    "<": lambda one, two: one < two,
    "<=": lambda one, two: one <= two,
    ">": lambda one, two: one > two,
    ">=": lambda one, two: one >= two,
}


def compared(op: str, one: nw.Expr, two: nw.Expr) -> nw.Expr:
    """Return a comparison, null where a side is."""
    return OPERATORS[op](one, two)


def combined(op: str, one: Number, two: Number) -> Number:
    """Return a sum, a difference or a product, exact."""
    if op == "*":
        scale = one.scale + two.scale
        if one.constant is not None and two.constant is not None:
            return constant(one.constant * two.constant, scale)
        return Number(one.expr * two.expr, scale)
    scale = max(one.scale, two.scale)
    if one.constant is not None and two.constant is not None:
        left, right = (
            n.constant * 10 ** (scale - n.scale) for n in (one, two) if n.constant is not None
        )
        return constant(left + right if op == "+" else left - right, scale)
    left_, right_ = one.at(scale), two.at(scale)
    return Number(left_ + right_ if op == "+" else left_ - right_, scale)


def whole_years(start: nw.Expr, end: nw.Expr) -> nw.Expr:
    """Return the whole years elapsed; 29 February has its anniversary on 28 February."""
    year = end // 10_000
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    moved = (start % 10_000 == 229) & ~leap
    return (end - when(moved, start - 1, start)) // 10_000
