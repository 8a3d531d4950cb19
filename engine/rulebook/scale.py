"""The number that a line of the grid measures, exact between its bounds, and its points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from .awaited import Definitions
from .bounds import Interval, bounds
from .expression import Expr

Facts = Mapping[str, Any]


class Step(NamedTuple):
    """Points from a threshold: an integer counted as the ``kind`` of its line says."""

    threshold: int
    points: int


class Figure(NamedTuple):
    """From the lowest to the highest a number can be; None where it has no bound.

    A ratio to nothing, or to less, is no number: ``defined`` is then False, None where nobody knows
    yet, and the bounds are those that it has if it is one.
    """

    low: Fraction | None
    high: Fraction | None
    defined: bool | None = True

    @property
    def exact(self) -> bool:
        """Whether the number is known."""
        return self.defined is True and self.low is not None and self.low == self.high


Measured = Callable[[Facts], Figure]


def measured(measure: Expr, divisor: Expr | None, definitions: Definitions) -> Measured:
    """Return the function that gives the number measured, or the ratio, in their units."""
    over = bounds(measure, definitions)
    unit = 10**measure.type.scale
    if divisor is None:
        return lambda facts: _plain(over(facts), unit)
    under, other = bounds(divisor, definitions), 10**divisor.type.scale
    return lambda facts: ratio(over(facts), under(facts), Fraction(other, unit))


def _plain(value: Interval, unit: int) -> Figure:
    low, high = value
    return Figure(
        None if low is None else Fraction(low, unit), None if high is None else Fraction(high, unit)
    )


def ratio(over: Interval, under: Interval, unit: Fraction = Fraction(1)) -> Figure:
    """Return the bounds of ``over / under * unit``, which only a positive ``under`` defines.

    >>> ratio(Interval(300, 300), Interval(0, 100))
    Figure(low=Fraction(3, 1), high=None, defined=None)
    """
    if under.high is not None and under.high <= 0:
        return Figure(None, None, defined=False)
    least = under.low if under.low is not None and under.low > 0 else None
    # Away from zero, a ratio is all the greater as what divides it is small.
    low = _quotient(over.low, under.high if (over.low or 0) >= 0 else least, unit)
    high = _quotient(over.high, least if (over.high or 0) > 0 else under.high, unit)
    if high is None and over.high is not None and over.high <= 0:
        high = Fraction(0)
    return Figure(low, high, defined=True if least is not None else None)


def _quotient(over: int | None, under: int | None, unit: Fraction) -> Fraction | None:
    return None if over is None or under is None else Fraction(over, under) * unit


class Scale(NamedTuple):
    """Thresholds in the unit of what is measured, from the fewest to the most points."""

    steps: tuple[tuple[Fraction, int], ...]
    rising: bool

    def points(self, figure: Figure) -> tuple[int, int]:
        """Return the points at the worst and at the best that the number can be."""
        worst, best = (figure.low, figure.high) if self.rising else (figure.high, figure.low)
        low = 0 if worst is None or not figure.defined else self.reached(worst)
        if figure.defined is False:
            return 0, 0  # nothing to divide by: the worst, whatever is divided
        return low, self.steps[-1][1] if best is None else self.reached(best)

    def reached(self, value: Fraction) -> int:
        """Return the points of a number: those of the last step that it reaches."""
        points = 0
        for threshold, given in self.steps:
            if (value >= threshold) if self.rising else (value <= threshold):
                points = given
        return points
