"""Rule expressions → terms over the columns of a table.

Numbers stay integers: each expression carries the decimal places it is counted in, as few as its
constants allow, so that 64 bits hold every amount and rate. Dates are integers, year month day,
which order and subtract alike on every engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Any

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
from .logic import (
    NO,
    UNSURE,
    YES,
    Truth,
    Value,
    all_of,
    any_of,
    count,
    false,
    greatest,
    least,
    lit,
    true,
    unknown,
    when,
)
from .terms import BIT, INT, TEXT

Row = tuple[str, int] | None
"""A line of a list: its path and its rank, inside a function over that list."""

COUNT = "nombre"
"""The column that says how many lines a list has; null when the list is unknown."""

KNOWN = "connu"
"""The column that says whether a set is known."""


def safe(path: str) -> str:
    """Return the name of a fact as every engine takes it."""
    return path.replace(".", "__").replace("[", "_").replace("]", "").replace("-", "_")


def cell_name(path: str, rank: int, column: str) -> str:
    """Return the name of a column of a line of a list."""
    return safe(f"{path}[{rank}].{column}")


def kind_of(kind: FactType) -> str:
    """Return the kind of term of a fact."""
    if kind.kind in {"number", "date"}:
        return INT
    return BIT if kind.kind == "bool" else TEXT


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a row, counted in ``10**-scale``; ``constant`` when it is the same for all."""

    expr: Value
    scale: int
    constant: int | None = None

    def at(self, scale: int) -> Value:
        """Return it counted in a finer unit."""
        factor = 10 ** (scale - self.scale)
        if self.constant is not None:
            return lit(self.constant * factor)
        return self.expr * factor if factor > 1 else self.expr


def constant(value: int, scale: int) -> Number:
    """Return a figure, its idle zeros dropped."""
    while scale > 0 and value % 10 == 0:
        value, scale = value // 10, scale - 1
    return Number(lit(value), scale, value)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a table has or is given, by safe name: :class:`Truth` or :class:`Value`.

    ``lengths`` says how many lines its longest lists have.
    """

    terms: dict[str, Any]
    lengths: dict[str, int] = field(default_factory=dict)

    def copy(self) -> Columns:
        """Return the same columns, to which others may be added apart."""
        return Columns(dict(self.terms), dict(self.lengths))

    def __contains__(self, name: str) -> bool:
        return name in self.terms

    def __getitem__(self, name: str) -> Any:
        return self.terms[name]

    def named(self, name: str, kind: str) -> Any:
        """Return a column by its safe name; a table without it knows nothing of it."""
        if name in self.terms:
            return self.terms[name]
        return UNSURE if kind == BIT else unknown(kind)

    def truth(self, name: str) -> Truth:
        """Return a column of conditions by its safe name."""
        found: Truth = self.named(name, BIT)
        return found

    def value(self, name: str, kind: str) -> Value:
        """Return a column of numbers or words by its safe name."""
        found: Value = self.named(name, kind)
        return found

    def named_number(self, path: str) -> Value:
        """Return the column of a number."""
        return self.value(safe(path), INT)

    def count(self, path: str) -> Value:
        """Return how many lines a list has."""
        return self.named_number(f"{path}.{COUNT}")

    def cell(self, path: str, rank: int, column: str, kind: str = INT) -> Any:
        """Return a column of a line of a list."""
        return self.named(cell_name(path, rank, column), kind)

    # -- values ---------------------------------------------------------------------------

    def fact(self, path: str, kind: FactType) -> Any:
        """Return the column of a fact."""
        return self.named(safe(path), kind_of(kind))

    def condition(self, expr: Expr, row: Row = None) -> Truth:
        """Return a condition: true, false or null."""
        match expr:
            case Const(bool(value), _):
                return YES if value else NO
            case Fact(path, _):
                return self.truth(safe(path))
            case Column(name, _) if row is not None:
                return self.truth(cell_name(*row, name))
            case Holds(criterion):
                return self.truth(safe(f"tient.{criterion}"))
            case And(parts):
                return all_of(self.condition(part, row) for part in parts)
            case Or(parts):
                return any_of(self.condition(part, row) for part in parts)
            case Not(part):
                return ~self.condition(part, row)
            case Compare(op, left, right):
                return self._compare(op, left, right, row)
            case Member(item, Const(tuple(options), _)):
                return self.symbol(item, row).is_in(options)
            case Contains(symbol, within):
                known = self.truth(safe(f"{within.path}.{KNOWN}"))
                held = self.truth(safe(f"{within.path}.{symbol}"))
                return when(known, true(held), UNSURE)
            case Aggregate("existe" | "chaque" as function, rows, _, where) if where is not None:
                return self._among(function, rows, where)
            case Call("fourni", (inner,)) if isinstance(inner, Fact):
                given: Truth | Value = self.fact(inner.path, inner.type)
                return when(given.is_null(), UNSURE, YES)
        raise without_column(expr)

    def _compare(self, op: str, left: Expr, right: Expr, row: Row) -> Truth:
        if left.type.kind == "number":
            one, two = self.number(left, row), self.number(right, row)
            scale = max(one.scale, two.scale)
            return one.at(scale).compared(OPERATORS[op], two.at(scale))
        if left.type.kind == "date":
            return self.day(left, row).compared(OPERATORS[op], self.day(right, row))
        return self.symbol(left, row).compared(OPERATORS[op], self.symbol(right, row))

    def symbol(self, expr: Expr, row: Row = None) -> Value:
        """Return a word or a code."""
        match expr:
            case Const(str(value), _):
                return lit(value)
            case Fact(path, kind):
                return self.value(safe(path), kind_of(kind))
            case Column(name, kind) if row is not None:
                return self.value(cell_name(*row, name), kind_of(kind))
        raise without_column(expr)

    def day(self, expr: Expr, row: Row = None) -> Value:
        """Return a date as an integer."""
        if isinstance(expr, Const) and isinstance(expr.value, date):
            return lit(yyyymmdd(expr.value))
        return self.symbol(expr, row)

    def number(self, expr: Expr, row: Row = None) -> Number:
        """Return a number, null where a part of it is unknown."""
        match expr:
            case Const(int(value), kind):
                return constant(value, kind.scale)
            case Fact(path, kind):
                return Number(self.named_number(path), kind.scale)
            case Column(name, kind) if row is not None:
                return Number(self.value(cell_name(*row, name), INT), kind.scale)
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
        return Number(when(either, unknown(INT), when(first, left, right)), scale)

    def _choice(self, cases: tuple[tuple[Expr, Expr], ...], row: Row) -> Number:
        """Return the number of the case that holds; known too when all that may hold agree."""
        numbers = [self.number(value, row) for _, value in cases]
        scale = max(number.scale for number in numbers)
        open_ = [~false(self.condition(condition, row)) for condition, _ in cases]
        values = [number.at(scale) for number in numbers]
        nothing = unknown(INT)
        pairs = list(zip(open_, values, strict=True))
        missing = any_of(may & value.is_null() for may, value in pairs)
        low = least(when(may, value, nothing) for may, value in pairs)
        high = greatest(when(may, value, nothing) for may, value in pairs)
        return Number(when(~missing & true(low.equals(high)), low, nothing), scale)

    # -- lists ----------------------------------------------------------------------------

    def lines(self, rows: Rows) -> tuple[Truth, list[Truth]]:
        """Return whether the lines are unknown, and, for each rank, whether it is one of them."""
        total = self.count(rows.path)
        ranks = range(self.lengths.get(rows.path, 0))
        there = [true(total > lit(rank)) for rank in ranks]
        if rows.latest is None:
            return total.is_null(), there
        wanted = self.number(rows.latest)
        if wanted.constant is None:
            raise without_column(rows.latest)
        number = wanted.constant // 10**wanted.scale
        keys = [self.value(cell_name(rows.path, n, rows.by), INT) for n in ranks]
        later = [count(there[m] & (keys[m] > keys[n]) for m in ranks if m != n) for n in ranks]
        missing = any_of([NO, *(there[n] & keys[n].is_null() for n in ranks)])
        latest = [there[n] & (later[n] < lit(number)) for n in ranks]
        return true(total < lit(number)) | total.is_null() | missing, latest

    def _among(self, function: str, rows: Rows, where: Expr) -> Truth:
        nobody_knows, lines = self.lines(rows)
        neutral = YES if function == "chaque" else NO
        each = [
            when(line, self.condition(where, (rows.path, rank)), neutral)
            for rank, line in enumerate(lines)
        ]
        whole = (all_of if function == "chaque" else any_of)([neutral, *each])
        return when(nobody_knows, UNSURE, whole)

    def _total(self, function: str, rows: Rows, column: str, where: Expr | None) -> Value:
        nobody_knows, lines = self.lines(rows)
        doubts, amounts = [nobody_knows], [lit(0)]
        for rank, line in enumerate(lines):
            kept = YES if where is None else self.condition(where, (rows.path, rank))
            amount = lit(1)
            if function == "somme":
                amount = self.value(cell_name(rows.path, rank, column), INT)
                doubts.append(line & ~false(kept) & amount.is_null())
            doubts.append(line & kept.is_null())
            amounts.append(when(line & true(kept), amount.fill_null(0), lit(0)))
        total = reduce(Value.__add__, amounts)
        return when(any_of(doubts), unknown(INT), total)


def without_column(expr: Expr) -> InferenceError:
    """Return the error of a form that tables cannot evaluate."""
    return InferenceError([Fault("moteur.sans_colonne", params={"forme": type(expr).__name__})])


def days(day: Value) -> Value:
    """Return the number of days from a fixed one, by the rules of the Gregorian calendar."""
    year, month = day // 10_000, day // 100 % 100
    # The year begins in March, so that the leap day is its last.
    shift = when(month <= lit(2), lit(1), lit(0))
    since = year - shift
    months = month - 3 + shift * 12
    leap = since // 4 - since // 100 + since // 400
    return since * 365 + leap + (months * 153 + 2) // 5 + day % 100


OPERATORS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


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


def whole_years(start: Value, end: Value) -> Value:
    """Return the whole years elapsed; 29 February has its anniversary on 28 February."""
    year = end // 10_000
    nought = lit(0)
    century = (year % 100).equals(nought) & ~(year % 400).equals(nought)
    leap = (year % 4).equals(nought) & ~century
    moved = (start % 10_000).equals(lit(229)) & ~leap
    return (end - when(moved, start - 1, start)) // 10_000
