"""The choice to make: dossiers in their canonical order, the money, and the limits in cents.

A dossier is funded at a whole percentage: 100 for the whole of its amount, less only where partial
funding is allowed. In part, it gets that percentage of its amount without the cents, so that a
grant never has a fraction of a cent, nor a score a rounding.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from .candidates import Candidate
from .terms import Limit, Terms


class Grant(NamedTuple):
    """What a dossier is given: ``percent`` of its amount counts in its score."""

    candidate: Candidate
    cents: int
    percent: int
    committed: bool = False

    @property
    def score(self) -> int:
        """The guaranteed score that it brings, in ``10**-4`` points."""
        return self.candidate.score_min * self.percent


@dataclass(frozen=True)
class Problem:
    """What may be funded within ``envelope`` cents under ``terms``.

    ``open`` holds the dossiers to choose among, in canonical order; an index is a position there.
    """

    envelope: int
    terms: Terms
    committed: tuple[Grant, ...]
    open: tuple[Candidate, ...]

    @classmethod
    def of(cls, candidates: Iterable[Candidate], envelope: int, terms: Terms) -> Problem:
        """Return the problem for these candidates, all of which have an amount."""
        ordered = sorted(candidates, key=lambda candidate: candidate.rang)
        committed = tuple(_committed(c, terms) for c in ordered if c.reference in terms.committed)
        others = tuple(c for c in ordered if c.reference not in terms.committed)
        return cls(envelope, terms, committed, others)

    def within(self, envelope: int) -> Problem:
        """Return the same problem for another envelope."""
        return replace(self, envelope=envelope)

    @cached_property
    def available(self) -> int:
        """The cents left to choose for, reserve and commitments taken out; may be negative."""
        return self.envelope - self.terms.reserve - sum(grant.cents for grant in self.committed)

    @cached_property
    def amounts(self) -> tuple[int, ...]:
        """The whole amount of each open dossier, in cents."""
        return tuple(candidate.montant or 0 for candidate in self.open)

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """Every limit of the shares, in the order of the file, in cents."""
        return tuple(limit for share in self.terms.shares for limit in share.limits(self.envelope))

    @cached_property
    def members(self) -> tuple[tuple[int, ...], ...]:
        """For each limit, the open dossiers that count in it."""
        return tuple(
            tuple(i for i, candidate in enumerate(self.open) if counts(candidate, limit))
            for limit in self.limits
        )

    @cached_property
    def limits_of(self) -> tuple[tuple[int, ...], ...]:
        """For each open dossier, the limits that it counts in."""
        found: list[list[int]] = [[] for _ in self.open]
        for number, members in enumerate(self.members):
            for index in members:
                found[index].append(number)
        return tuple(tuple(numbers) for numbers in found)

    @cached_property
    def already(self) -> tuple[int, ...]:
        """For each limit, the cents of commitments that count in it."""
        return tuple(
            sum(grant.cents for grant in self.committed if counts(grant.candidate, limit))
            for limit in self.limits
        )

    def amount(self, index: int, percent: int) -> int:
        """Return the cents that an open dossier gets at a percentage."""
        whole = self.amounts[index]
        return whole if percent == 100 else whole // 100 * percent

    def least_percent(self, index: int) -> int:
        """Return the smallest percentage at which an open dossier may be funded."""
        # An amount without a whole euro has no part.
        return self.terms.least_part if self.amounts[index] >= 100 else 100

    def largest_percent(self, index: int, cents: int) -> int:
        """Return the largest percentage that ``cents`` allow an open dossier, 0 for none."""
        whole, least = self.amounts[index], self.least_percent(index)
        if cents >= whole:
            return 100
        if least == 100 or cents < 0:
            return 0
        percent = min(99, cents // (whole // 100))
        return percent if percent >= least else 0

    def grants(self, percents: Sequence[int]) -> tuple[Grant, ...]:
        """Return what everyone gets, commitments included, in canonical order."""
        chosen = [
            Grant(self.open[index], self.amount(index, percent), percent)
            for index, percent in enumerate(percents)
            if percent
        ]
        return tuple(sorted([*self.committed, *chosen], key=lambda grant: grant.candidate.rang))


def counts(candidate: Candidate, limit: Limit) -> bool:
    """Whether a dossier counts in a limit; one whose value is unknown counts in none."""
    return limit.share.value in candidate.valeurs(limit.share.axis)


def _committed(candidate: Candidate, terms: Terms) -> Grant:
    stated, asked = terms.committed[candidate.reference], candidate.montant
    cents = (asked or 0) if stated is None else stated
    # More than what was asked brings no more score; an unknown request is deemed wholly met.
    percent = min(100, 100 * cents // asked) if asked else 100
    return Grant(candidate, cents, percent, committed=True)
