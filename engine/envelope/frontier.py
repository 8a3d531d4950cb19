"""The frontier: how the choice changes as the envelope grows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..errors import InfeasibleError
from .plan import Plan
from .problem import Problem

MAX_STEPS = 200


class Step(NamedTuple):
    """The choice for one envelope; ``entering`` and ``leaving`` since the step before.

    ``plan`` is None where the constraints cannot hold together: ``error`` then names them.
    """

    envelope: int
    plan: Plan | None
    entering: tuple[str, ...] = ()
    leaving: tuple[str, ...] = ()
    error: InfeasibleError | None = None


def frontier(
    problem: Problem, envelopes: Sequence[int], choose: Callable[[Problem], Plan]
) -> tuple[Step, ...]:
    """Return the choice for each envelope, compared with the last one that there was."""
    steps: list[Step] = []
    before: set[str] | None = None
    for envelope in envelopes:
        try:
            plan = choose(problem.within(envelope))
        except InfeasibleError as error:
            steps.append(Step(envelope, None, error=error))
            continue
        kept = [grant.candidate.reference for grant in plan.grants]
        entering = tuple(name for name in kept if before is not None and name not in before)
        leaving = tuple(sorted((before or set()) - set(kept)))
        steps.append(Step(envelope, plan, entering, leaving))
        before = set(kept)
    return tuple(steps)
