"""The grid of assessment: axes, and lines that give points."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from ..errors import Where
from ..values import MILLIONTHS, FactType
from .expression import Expr
from .model import Citation, Text
from .scale import Scale, Step


class GridLine(NamedTuple):
    """A line of the grid: a condition gives all its points; a number, those of its step.

    ``divisor`` is the denominator of a ratio. ``rising`` says that more is better: the points are
    those of the highest threshold reached; else those of the lowest one not exceeded. Thresholds
    are counted as ``kind`` says: in the unit of the measure, in none for a ratio.
    """

    id: str
    title: Text
    where: Where
    weight: int
    applies: Expr | None
    condition: Expr | None
    measure: Expr | None
    divisor: Expr | None
    unit: Text
    steps: tuple[Step, ...]
    rising: bool
    kind: FactType
    formula: Text
    citation: Citation
    source: str = ""
    applies_source: str = ""

    @property
    def scale(self) -> Scale:
        """The steps, their thresholds exact in the unit of what is measured."""
        unit = 10**self.kind.scale
        steps = tuple((Fraction(step.threshold, unit), step.points) for step in self.steps)
        return Scale(steps, self.rising)

    @property
    def parts(self) -> Iterator[Expr]:
        """Every expression of the line."""
        for part in (self.applies, self.condition, self.measure, self.divisor):
            if part is not None:
                yield part


class Axis(NamedTuple):
    """A group of lines."""

    id: str
    title: Text
    lines: tuple[GridLine, ...]


class Grid(NamedTuple):
    """An assessment grid, its weights summing to ``total``; ``official`` when a text sets it."""

    title: Text
    official: bool
    mention: Text
    total: int
    axes: tuple[Axis, ...]

    @property
    def lines(self) -> tuple[GridLine, ...]:
        """Every line, in order."""
        return tuple(line for axis in self.axes for line in axis.lines)


RATIO = FactType("number", "", MILLIONTHS)
"""How the thresholds of a ratio are counted."""

POINTS = FactType("number", "points")
"""What a line gives."""
