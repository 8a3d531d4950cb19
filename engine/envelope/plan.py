"""A choice made: who gets how much, and everything that can be counted on it, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..errors import Fault, InferenceError
from .candidates import Axis
from .problem import Grant, Problem
from .terms import Limit


@dataclass(frozen=True)
class Plan:
    """What each open dossier of ``problem`` gets, as a percentage of its amount.

    ``proved`` says that no other choice has a greater total score; ``ties_proved``, that none as
    good comes before it by the rule of ties. ``ceiling`` is what no choice can exceed, in
    ``10**-4`` points, when it is known.
    """

    problem: Problem
    percents: tuple[int, ...]
    proved: bool = False
    ties_proved: bool = False
    ceiling: int | None = None

    def __post_init__(self) -> None:
        # Whoever made the choice, what binds is counted again, in cents.
        if self.left < 0 and any(self.percents):
            raise InferenceError([Fault("enveloppe.depassement")])

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """Everyone who is funded, in canonical order."""
        return self.problem.grants(self.percents)

    @cached_property
    def engaged(self) -> int:
        """The cents committed, those already committed before included."""
        return sum(grant.cents for grant in self.grants)

    @property
    def left(self) -> int:
        """The cents that remain beside the reserve."""
        return self.problem.envelope - self.problem.terms.reserve - self.engaged

    @cached_property
    def score(self) -> int:
        """The guaranteed score of the whole, pro rata of funding, in ``10**-4`` points."""
        return sum(grant.score for grant in self.grants)

    @cached_property
    def totals(self) -> tuple[int, ...]:
        """For each limit of the problem, the cents that count in it."""
        problem = self.problem
        return tuple(
            before + sum(problem.amount(i, self.percents[i]) for i in members if self.percents[i])
            for before, members in zip(problem.already, problem.members, strict=True)
        )

    def keeps(self, number: int) -> bool:
        """Whether the choice respects a limit of the problem."""
        return respects(self.problem.limits[number], self.totals[number])

    @property
    def broken(self) -> tuple[int, ...]:
        """The limits that the choice does not respect."""
        return tuple(n for n in range(len(self.problem.limits)) if not self.keeps(n))

    def shared(self, axis: Axis) -> dict[str | None, list[Grant]]:
        """Return who is funded by value of an axis; None for those whose value is unknown."""
        found: dict[str | None, list[Grant]] = {}
        for grant in self.grants:
            for value in grant.candidate.valeurs(axis) or (None,):
                found.setdefault(value, []).append(grant)
        return dict(sorted(found.items(), key=lambda item: (item[0] is None, item[0] or "")))


def respects(limit: Limit, total: int) -> bool:
    """Whether a total of cents is on the right side of a limit."""
    return total >= limit.cents if limit.side == "minimum" else total <= limit.cents
