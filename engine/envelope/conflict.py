"""Constraints that cannot hold together: a smallest set of them, each in words."""

from __future__ import annotations

from ..errors import InfeasibleError
from .problem import Problem
from .sayings import Money, Said, SaidFault, said
from .solver import ENVELOPE, RESERVE, everything, solvable


def conflict(problem: Problem) -> tuple[int, ...]:
    """Return constraints of which all but any one can hold, and not all; empty if all can.

    They are numbered as in :func:`~.solver.everything`. One that the solver cannot judge in time
    is kept.
    """
    kept = list(everything(problem))
    if solvable(problem, kept) is not False:
        return ()
    for number in list(kept):
        without = [other for other in kept if other != number]
        if solvable(problem, without) is False:
            kept = without
    return tuple(sorted(kept, key=lambda number: (number < 0, -number)))


def infeasible(problem: Problem, numbers: tuple[int, ...]) -> InfeasibleError:
    """Return the error that names constraints in conflict."""
    limits = [problem.limits[number] for number in numbers if number >= 0]
    where = limits[0].share.where if limits else None
    params = {"contraintes": tuple(words(problem, number) for number in numbers)}
    code = "enveloppe.infaisable" if len(numbers) > 1 else "enveloppe.infaisable_seule"
    fault = SaidFault(code, params=params) if where is None else SaidFault(code, where, params)
    return InfeasibleError([fault])


def words(problem: Problem, number: int) -> Said:
    """Return a constraint in words, with the figures that tell why it may not hold."""
    if number == ENVELOPE:
        committed = sum(grant.cents for grant in problem.committed)
        return said(
            "conflit_enveloppe",
            enveloppe=Money(problem.envelope),
            engages=said("conflit_engages", montant=Money(committed)) if committed else "",
        )
    if number == RESERVE:
        return said("conflit_reserve", reserve=Money(problem.terms.reserve))
    limit, already = problem.limits[number], problem.already[number]
    if limit.side == "maximum":
        key = "conflit_maximum" if already else "conflit_maximum_seul"
        return said(key, limite=limit.words, engages=Money(already))
    asked = already + sum(problem.amounts[index] for index in problem.members[number])
    key = "conflit_minimum_seuls" if asked < limit.cents else "conflit_minimum"
    return said(key, limite=limit.words, demandes=Money(asked))
