"""Between what and what an expression lies while some facts are unknown.

Where :mod:`.kleene` says « unknown », this says how far the unknown can go: an unknown amount is
at least zero, an unknown condition leaves both cases open. A ceiling of aid and a score are told
so, from the lowest to the highest they can be, and a comparison is decided as soon as its bounds
decide it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..values import kleene_and, kleene_not, kleene_or
from .awaited import Among, Definitions
from .expression import (
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
from .kleene import Value, ready, selected_rows

Facts = Mapping[str, Any]


class Interval(NamedTuple):
    """The lowest and the highest value a number can take; None where it has no bound."""

    low: int | None
    high: int | None

    @property
    def exact(self) -> bool:
        """Whether the number is known."""
        return self.low is not None and self.low == self.high


Bounds = Callable[[Facts], Interval]
ANYTHING = Interval(None, None)


def bounds(expr: Expr, definitions: Definitions) -> Bounds:
    """Return the function that says between what and what a number lies.

    Bounds are integers counted as the expression's type says. ``definitions`` maps derived facts
    to their formula, so that one of them that is unknown is bounded by what it is made of. A fact
    may also stand for its own bounds: its value is then an :class:`Interval`.
    """
    match expr:
        case Arithmetic(op, left, right):
            # The scales of a product add up; those of a sum are made alike.
            scale = 0 if op == "*" else expr.type.scale
            return _arithmetic(op, _to(left, scale, definitions), _to(right, scale, definitions))
        case Call("max" | "min" as function, (left, right)):
            return _extreme(
                max if function == "max" else min,
                _to(left, expr.type.scale, definitions),
                _to(right, expr.type.scale, definitions),
            )
        case Choose(cases):
            scale = expr.type.scale
            return _choose(
                [(truth(one, definitions), _to(two, scale, definitions)) for one, two in cases]
            )
        case Aggregate("somme", rows, column, where, kind):
            return _sum(rows, column, where, signed=kind.signed)
        case Fact(path, _) if not isinstance(made_of := definitions.get(path), Among | None):
            return _known_or(ready(expr), bounds(made_of, definitions))
        case Fact(_, kind):
            lowest = Interval(None if kind.signed else 0, None)
            return _known_or(ready(expr), lambda _facts: lowest)
    return _known_or(ready(expr), lambda _facts: ANYTHING)


def truth(expr: Expr, definitions: Definitions) -> Callable[[Facts], bool | None]:
    """Return the function that decides a condition, a comparison by the bounds of its sides."""
    match expr:
        case And(parts) | Or(parts):
            inner = [truth(part, definitions) for part in parts]
            combine = kleene_and if isinstance(expr, And) else kleene_or
            return lambda facts: combine(part(facts) for part in inner)
        case Not(part):
            whole = truth(part, definitions)
            return lambda facts: kleene_not(whole(facts))
        case Compare("==", Fact(path, kind), Const(wanted, _)) if kind.kind == "enum":
            return _may_be(path, wanted)
        case Compare(op, left, right) if left.type.kind == "number":
            scale = max(left.type.scale, right.type.scale)
            return _compare(op, _to(left, scale, definitions), _to(right, scale, definitions))
    value = ready(expr)
    return lambda facts: value(facts, None)


def may_be(path: str) -> str:
    """Return the name under which facts hold the values that an unknown choice may still take."""
    return f"{path}?"


def _may_be(path: str, wanted: object) -> Callable[[Facts], bool | None]:
    left_open = may_be(path)

    def compared(facts: Facts) -> bool | None:
        found = facts.get(path)
        if found is not None:
            return bool(found == wanted)
        possible = facts.get(left_open)
        return None if possible is None or wanted in possible else False

    return compared


def _to(expr: Expr, scale: int, definitions: Definitions) -> Bounds:
    """Return the bounds of a number counted in ``10**-scale``, if that is finer than its own."""
    inner = bounds(expr, definitions)
    if scale <= expr.type.scale:
        return inner
    factor = 10 ** (scale - expr.type.scale)

    def finer(facts: Facts) -> Interval:
        low, high = inner(facts)
        return Interval(_times(low, factor), _times(high, factor))

    return finer


def _times(bound: int | None, factor: int) -> int | None:
    return None if bound is None else bound * factor


def _known_or(value: Value, otherwise: Bounds) -> Bounds:
    def known(facts: Facts) -> Interval:
        found = value(facts, None)
        if found is None:
            return otherwise(facts)
        return found if isinstance(found, Interval) else Interval(found, found)

    return known


def _arithmetic(op: str, left: Bounds, right: Bounds) -> Bounds:
    def computed(facts: Facts) -> Interval:
        one, two = left(facts), right(facts)
        if op == "+":
            return Interval(_add(one.low, two.low), _add(one.high, two.high))
        if op == "-":
            return Interval(
                _add(one.low, _times(two.high, -1)), _add(one.high, _times(two.low, -1))
            )
        return product(one, two)

    return computed


def _add(one: int | None, two: int | None) -> int | None:
    return None if one is None or two is None else one + two


def product(one: Interval, two: Interval) -> Interval:
    """Return between what and what a product lies."""
    if Interval(0, 0) in (one, two):
        return Interval(0, 0)
    for known, other in ((one, two), (two, one)):
        if known.exact and known.low is not None and known.low > 0:
            return Interval(_times(other.low, known.low), _times(other.high, known.low))
    if one.low is None or two.low is None or one.low < 0 or two.low < 0:
        if None in (*one, *two):
            return ANYTHING
        ends = [a * b for a in one for b in two if a is not None and b is not None]
        return Interval(min(ends), max(ends))
    high = None if one.high is None or two.high is None else one.high * two.high
    return Interval(one.low * two.low, high)


def _extreme(pick: Callable[..., int], left: Bounds, right: Bounds) -> Bounds:
    """``max`` has no higher bound where one side has none; ``min``, the lower of those known."""

    def extreme(facts: Facts) -> Interval:
        one, two = left(facts), right(facts)
        lows = [low for low in (one.low, two.low) if low is not None]
        highs = [high for high in (one.high, two.high) if high is not None]
        if pick is max:
            return Interval(max(lows, default=None), max(highs) if len(highs) == 2 else None)
        return Interval(min(lows) if len(lows) == 2 else None, min(highs, default=None))

    return extreme


def _choose(cases: list[tuple[Callable[[Facts], bool | None], Bounds]]) -> Bounds:
    """Return the span of the cases that may hold."""

    def chosen(facts: Facts) -> Interval:
        spans = []
        for condition, value in cases:
            holds = condition(facts)
            if holds:
                return value(facts)
            if holds is None:
                spans.append(value(facts))
        if not spans:
            return ANYTHING
        lows, highs = [span.low for span in spans], [span.high for span in spans]
        return Interval(
            None if None in lows else min(low for low in lows if low is not None),
            None if None in highs else max(high for high in highs if high is not None),
        )

    return chosen


def _sum(rows: Rows, column: str, where: Expr | None, *, signed: bool) -> Bounds:
    """A sum is at least that of the lines known to count, and has no top while one may be added."""
    kept = (lambda _facts, _row: True) if where is None else ready(where)
    lowest = Interval(None if signed else 0, None)

    def total(facts: Facts) -> Interval:
        found = selected_rows(rows, facts)
        if found is None:
            return lowest
        low, high = 0, 0
        open_top, open_bottom = False, False
        for _, row in found:
            chosen, amount = kept(facts, row), row[column]
            if chosen is False:
                continue
            if amount is None:
                open_top, open_bottom = True, open_bottom or signed
                continue
            low += amount if chosen else min(amount, 0)
            high += amount if chosen else max(amount, 0)
        return Interval(None if open_bottom else low, None if open_top else high)

    return total


def _compare(op: str, left: Bounds, right: Bounds) -> Callable[[Facts], bool | None]:
    def below(one: Interval, two: Interval, *, strict: bool) -> bool | None:
        """Whether one < two (strict) or one <= two, as soon as the bounds tell."""
        if one.high is not None and two.low is not None and (
            one.high < two.low or (not strict and one.high == two.low)
        ):  # fmt: skip
            return True
        if one.low is not None and two.high is not None and (
            one.low > two.high or (strict and one.low == two.high)
        ):  # fmt: skip
            return False
        return None

    def compared(facts: Facts) -> bool | None:
        one, two = left(facts), right(facts)
        match op:
            case "<" | "<=":
                return below(one, two, strict=op == "<")
            case ">" | ">=":
                return below(two, one, strict=op == ">")
        apart = kleene_or((below(one, two, strict=True), below(two, one, strict=True)))
        same = True if one.exact and one == two else (False if apart else None)
        return same if op == "==" else kleene_not(same)

    return compared
