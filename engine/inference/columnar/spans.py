"""Between what and what a number of a row lies, as two columns; a null column has no bound there.

The counterpart of :mod:`~fondsvert.engine.rulebook.bounds`, column by column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...rulebook.expression import (
    Aggregate,
    And,
    Arithmetic,
    Call,
    Choose,
    Compare,
    Const,
    Expr,
    Fact,
    Not,
    Or,
    Rows,
)
from ...values import FactType
from .columns import Columns, Number, cell_name, constant, kind_of, safe
from .logic import (
    NO,
    UNSURE,
    YES,
    Truth,
    Value,
    all_of,
    any_of,
    false,
    greatest,
    least,
    lit,
    true,
    unknown,
    when,
)
from .terms import INT


def may_be(path: str, value: str) -> str:
    """Return the column that says whether a derived choice may still take a value."""
    return safe(f"peut.{path}.{value}")


def ends(path: str) -> tuple[str, str]:
    """Return the columns that bound a derived number while it is unknown."""
    return safe(f"bas.{path}"), safe(f"haut.{path}")


@dataclass(frozen=True, slots=True)
class Span:
    """The lowest and the highest a number can be, counted in ``10**-scale``."""

    low: Value
    high: Value
    scale: int
    constant: int | None = None

    @classmethod
    def of(cls, number: Number) -> Span:
        """Return the span of a number that is known, or null."""
        return cls(number.expr, number.expr, number.scale, number.constant)

    def at(self, scale: int) -> tuple[Value, Value]:
        """Return both ends in a finer unit."""
        factor = 10 ** (scale - self.scale)
        return (self.low * factor, self.high * factor) if factor > 1 else (self.low, self.high)

    @property
    def exact(self) -> Truth:
        """Whether the number is known."""
        return true(self.low.equals(self.high))


@dataclass(frozen=True, slots=True)
class Spans:
    """Spans of expressions over the columns of a frame.

    ``choices`` are the derived choices, ``outputs`` what a line gave so far.
    """

    columns: Columns
    choices: frozenset[str]
    outputs: Mapping[str, Span]

    def span(self, expr: Expr) -> Span:
        """Return between what and what a number lies."""
        match expr:
            case Fact(path, _) if path in self.outputs:
                return self.outputs[path]
            case Const():
                return Span.of(self.columns.number(expr))
            case Arithmetic("*", left, right):
                return self._product(self.span(left), self.span(right))
            case Arithmetic(op, left, right):
                return self._sum(op, self.span(left), self.span(right))
            case Call("max" | "min" as function, (left, right)):
                return self._extreme(function, self.span(left), self.span(right))
            case Choose(cases):
                return self._choice([(self.truth(one), self.span(two)) for one, two in cases])
            case Aggregate("somme", rows, column, where, kind):
                return self._sum_of(rows, column, where, kind)
            case Fact(path, kind):
                return self._fact(path, kind.scale, signed=kind.signed)
        number = self.columns.number(expr)
        return Span.of(number)

    def _fact(self, path: str, scale: int, *, signed: bool) -> Span:
        known = self.columns.named_number(path)
        low, high = ends(path)
        if low in self.columns:
            return Span(self.columns[low], self.columns[high], scale)
        lowest = unknown(INT) if signed else lit(0)
        return Span(when(known.is_null(), lowest, known), known, scale)

    def _sum_of(self, rows: Rows, column: str, where: Expr | None, kind: FactType) -> Span:
        """Return the sum of lines: of those known to count, to that of those that may."""
        nobody_knows, lines = self.columns.lines(rows)
        nought, nothing = lit(0), unknown(INT)
        low = high = nought
        open_ = NO
        for rank, line in enumerate(lines):
            kept = YES if where is None else self.columns.condition(where, (rows.path, rank))
            amount = self.columns.value(cell_name(rows.path, rank, column), INT)
            may, sure = line & ~false(kept), line & true(kept)
            open_ = open_ | (may & amount.is_null())
            known = amount.fill_null(0)
            fewest = least((known, nought)) if kind.signed else nought
            most = greatest((known, nought)) if kind.signed else known
            low = low + when(sure, known, when(may, fewest, nought))
            high = high + when(sure, known, when(may, most, nought))
        lowest = nothing if kind.signed else nought
        low = when(nobody_knows, lowest, when(open_, nothing, low) if kind.signed else low)
        return Span(low, when(nobody_knows | open_, nothing, high), kind.scale)

    def _sum(self, op: str, one: Span, two: Span) -> Span:
        scale = max(one.scale, two.scale)
        (low, high), (other_low, other_high) = one.at(scale), two.at(scale)
        if op == "-":
            return Span(low - other_high, high - other_low, scale)
        return Span(low + other_low, high + other_high, scale)

    def _product(self, one: Span, two: Span) -> Span:
        """Return the product; one side at least is a rate, never negative."""
        if one.constant is not None and two.constant is not None:
            return Span.of(constant(one.constant * two.constant, one.scale + two.scale))
        nothing = _zero(one) | _zero(two)
        high = when(nothing, lit(0), one.high * two.high)
        return Span(one.low * two.low, high, one.scale + two.scale)

    def _extreme(self, function: str, one: Span, two: Span) -> Span:
        scale = max(one.scale, two.scale)
        (low, high), (other_low, other_high) = one.at(scale), two.at(scale)
        if function == "max":
            return Span(greatest((low, other_low)), _both(high, other_high, most=True), scale)
        return Span(_both(low, other_low, most=False), least((high, other_high)), scale)

    def _choice(self, cases: list[tuple[Truth, Span]]) -> Span:
        """Return the span of the cases that may hold."""
        scale = max(span.scale for _, span in cases)
        open_ = [(~false(condition), *span.at(scale)) for condition, span in cases]
        bottomless = any_of(may & low.is_null() for may, low, _ in open_)
        topless = any_of(may & high.is_null() for may, _, high in open_)
        nothing = unknown(INT)
        low = least(when(may, value, nothing) for may, value, _ in open_)
        high = greatest(when(may, value, nothing) for may, _, value in open_)
        return Span(when(bottomless, nothing, low), when(topless, nothing, high), scale)

    # -- conditions ---------------------------------------------------------------------------

    def truth(self, expr: Expr) -> Truth:
        """Return a condition, a comparison decided by the bounds of its sides."""
        match expr:
            case Const(bool(value), _):
                return YES if value else NO
            case And(parts):
                return all_of(self.truth(part) for part in parts)
            case Or(parts):
                return any_of(self.truth(part) for part in parts)
            case Not(part):
                return ~self.truth(part)
            case Compare("==", Fact(path, kind), Const(str(wanted), _)) if path in self.choices:
                found = self.columns.value(safe(path), kind_of(kind))
                open_ = self.columns.truth(may_be(path, wanted))
                closed = when(true(open_), UNSURE, NO)
                return when(found.is_null(), closed, found.equals(lit(wanted)))
            case Compare(op, left, right) if left.type.kind == "number":
                return self._compared(op, self.span(left), self.span(right))
        return self.columns.condition(expr)

    def _compared(self, op: str, left: Span, right: Span) -> Truth:
        scale = max(left.scale, right.scale)
        one, two = left.at(scale), right.at(scale)
        match op:
            case "<" | "<=":
                return _below(one, two, strict=op == "<")
            case ">" | ">=":
                return _below(two, one, strict=op == ">")
        apart = true(_below(one, two, strict=True)) | true(_below(two, one, strict=True))
        same = (
            true(one[0].equals(one[1])) & true(two[0].equals(two[1])) & true(one[0].equals(two[0]))
        )
        closed = when(apart, NO, UNSURE)
        equal = when(same, YES, closed)
        return equal if op == "==" else ~equal


def _zero(span: Span) -> Truth:
    nought = lit(0)
    return true(span.low.equals(nought) & span.high.equals(nought))


def _both(one: Value, two: Value, *, most: bool) -> Value:
    """Return the greater, or the lesser, of two; null where either is."""
    pick = (greatest if most else least)((one, two))
    return when(one.is_null() | two.is_null(), unknown(INT), pick)


def _below(one: tuple[Value, Value], two: tuple[Value, Value], *, strict: bool) -> Truth:
    """Return whether one < two (strict) or one <= two, as soon as the bounds tell."""
    surely = one[1] < two[0] if strict else one[1] <= two[0]
    never = one[0] >= two[1] if strict else one[0] > two[1]
    no = when(true(never), NO, UNSURE)
    return when(true(surely), YES, no)
