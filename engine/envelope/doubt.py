"""Where the ranking is undecided: a dossier left out may yet be better than one that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .candidates import Candidate
from .plan import Plan, respects
from .problem import Grant, counts

SHOWN = 10


class Doubt(NamedTuple):
    """``outside`` could take the place of ``inside``, and may turn out to have a better score."""

    outside: Candidate
    inside: Candidate


def doubts(plan: Plan) -> list[Doubt]:
    """Return the pairs whose order depends on facts still missing, the most doubtful first.

    The guaranteed score of the dossier left out is no better, its possible score is; and giving it
    the place of the other, all else unchanged, would respect every limit.
    """
    found = list(_pairs(plan))
    found.sort(key=lambda d: (d.inside.score_min - d.outside.score_max, d.outside.rang,
                              d.inside.rang))  # fmt: skip
    return found


def _pairs(plan: Plan) -> Iterator[Doubt]:
    problem = plan.problem
    kept = [grant for grant in plan.grants if not grant.committed]
    for index, outside in enumerate(problem.open):
        if plan.percents[index]:
            continue
        for grant in kept:
            inside = grant.candidate
            undecided = outside.score_min <= inside.score_min < outside.score_max
            fits = problem.amounts[index] <= plan.left + grant.cents
            if undecided and fits and _exchange_respects_limits(plan, index, grant):
                yield Doubt(outside, inside)


def _exchange_respects_limits(plan: Plan, index: int, grant: Grant) -> bool:
    problem = plan.problem
    own = set(problem.limits_of[index])
    for number, limit in enumerate(problem.limits):
        total = plan.totals[number]
        total += problem.amounts[index] if number in own else 0
        total -= grant.cents if counts(grant.candidate, limit) else 0
        if not respects(limit, total) and plan.keeps(number):
            return False
    return True
