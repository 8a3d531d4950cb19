"""By rank until exhausted: what officers do by hand, and can check by hand.

First each minimum, in the order of the file, takes the best ranked of its dossiers until it is
reached. Then every dossier is tried in canonical order; one that no longer fits is passed over
and the next ones are tried.
"""

from __future__ import annotations

from typing import NamedTuple

from .plan import Plan
from .problem import Problem


class Obstacle(NamedTuple):
    """Why a dossier did not fit: the least it needed, what was left, the limits in its way.

    ``limits`` gives, for each maximum in its way, the cents that it still allowed.
    """

    need: int
    left: int
    limits: tuple[tuple[int, int], ...]


class Ledger:
    """The money that remains, in all and under each maximum, as dossiers are taken."""

    def __init__(self, problem: Problem, percents: tuple[int, ...] | None = None) -> None:
        self.problem = problem
        self.left = problem.available
        self.totals = list(problem.already)
        self.percents = [0] * len(problem.open)
        for index, percent in enumerate(percents or ()):
            if percent:
                self.take(index, percent)

    def room(self, index: int) -> int:
        """Return the cents that an open dossier could still get."""
        return min([self.left, *(room for _, room in self._rooms(index))])

    def largest(self, index: int) -> int:
        """Return the largest percentage at which an open dossier fits, 0 for none."""
        return self.problem.largest_percent(index, self.room(index))

    def take(self, index: int, percent: int) -> None:
        """Give an open dossier a percentage of its amount."""
        cents = self.problem.amount(index, percent)
        self.percents[index] = percent
        self.left -= cents
        for number in self.problem.limits_of[index]:
            self.totals[number] += cents

    def obstacle(self, index: int) -> Obstacle:
        """Return what stands in the way of an open dossier."""
        need = self.problem.amount(index, self.problem.least_percent(index))
        tight = tuple((number, room) for number, room in self._rooms(index) if room < need)
        return Obstacle(need, self.left, tight)

    def fill(self, indexes: list[int]) -> dict[int, Obstacle]:
        """Take each dossier that fits, in order; return why the others did not."""
        passed = {}
        for index in indexes:
            if self.percents[index]:
                continue
            percent = self.largest(index)
            if percent:
                self.take(index, percent)
            else:
                passed[index] = self.obstacle(index)
        return passed

    def _rooms(self, index: int) -> list[tuple[int, int]]:
        limits = self.problem.limits
        return [
            (number, limits[number].cents - self.totals[number])
            for number in self.problem.limits_of[index]
            if limits[number].side == "maximum"
        ]


def by_rank(problem: Problem) -> tuple[Plan, dict[int, Obstacle]]:
    """Return the choice by rank, and for each dossier passed over what stood in its way."""
    ledger = Ledger(problem)
    for number, limit in enumerate(problem.limits):
        if limit.side == "minimum":
            for index in problem.members[number]:
                if ledger.totals[number] >= limit.cents:
                    break
                ledger.fill([index])
    passed = ledger.fill(list(range(len(problem.open))))
    return Plan(problem, tuple(ledger.percents)), passed
