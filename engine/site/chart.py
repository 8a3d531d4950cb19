"""A figure through time, drawn: a step for each period, its value written above."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from ..rulebook.model import ParameterDef, Period
from ..wording import Wording

WIDTH = 360
LEFT, RIGHT, TOP = 4, 356, 24
RISE = 40
"""How far apart the least and the greatest value are drawn."""
OPEN = timedelta(days=365)
"""How far a value without an end is drawn."""
APART = 68
"""The least room, in the drawing's units, in which a day can be written."""


class Step(NamedTuple):
    """A period: from where to where, how high, what is written above."""

    start: float
    end: float
    y: float
    value: str
    open: bool


class Tick(NamedTuple):
    """A day under the line."""

    x: float
    text: str
    last: bool


class Chart(NamedTuple):
    """The drawing of a figure; ``floor`` is where its line of days is."""

    floor: float
    steps: tuple[Step, ...]
    ticks: tuple[Tick, ...]


def chart(item: ParameterDef, wording: Wording) -> Chart | None:
    """Return the drawing of a number or a rate; None of a list, which a table tells better."""
    if item.type.kind != "number" or not item.periods:
        return None
    periods = sorted(item.periods, key=lambda period: period.start)
    first = periods[0].start
    last = max(_end(period) for period in periods)
    length = max((last - first).days, 1)

    def x(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (day - first).days / length, 1)

    values = [int(str(period.value)) for period in periods]
    low, high = min(values), max(values)

    def y(value: int) -> float:
        if low == high:
            return TOP
        return round(TOP + RISE * (high - value) / (high - low), 1)

    show = wording.shower(f"parametres.{item.id}", item.type)
    steps = tuple(
        Step(x(period.start), x(_end(period)), y(value), show(period.value), period.end is None)
        for period, value in zip(periods, values, strict=True)
    )
    return Chart(TOP + 14 + (RISE if low != high else 0), _merged(steps), tuple(_ticks(periods, x)))


def _end(period: Period) -> date:
    """Return the day after the last; a value without an end is drawn a while longer."""
    return period.start + OPEN if period.end is None else period.end + timedelta(days=1)


def _merged(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Write a value that goes on once."""
    told: list[Step] = []
    for step in steps:
        same = told and told[-1].y == step.y
        told.append(step._replace(value="") if same else step)
    return tuple(told)


def _ticks(periods: list[Period], x: Callable[[date], float]) -> list[Tick]:
    found: list[Tick] = []
    days = [period.start for period in periods]
    if periods[-1].end is not None:
        days.append(periods[-1].end)
    for rank, day in enumerate(days):
        last = rank == len(days) - 1 and rank > 0
        tick = Tick(x(day), day.strftime("%d/%m/%Y"), last)
        if not found or tick.x - found[-1].x >= APART * (2 if last else 1):
            found.append(tick)
    return found
