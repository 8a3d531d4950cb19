"""The best choice, with its proof, from CP-SAT of OR-Tools. Only this module knows that library.

The answer never depends on the machine or on the order of the files: the model is built in
canonical order, one worker with a fixed seed searches, and the limit counts the solver's own
deterministic time, never seconds.

Among choices of the greatest total score the rule of ties prefers, in this order: the smallest
amount; then, at the first dossier in canonical order on which two choices differ, the one that
gives it more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from ..errors import EngineUnavailableError, Fault
from .plan import Plan
from .problem import Problem

SEED: Final = 2024
SCORE_LIMIT: Final = 30.0
"""Deterministic time given to the total score; two of them are about three seconds."""
TIE_LIMIT: Final = 4.0
CHECK_LIMIT: Final = 6.0
HANDFUL, HANDFUL_IN_PART = 50, 7
"""Dossiers settled at once: the weights of more would not be exact."""
MOST, MOST_IN_PART = 60, 8
"""How many handfuls are worth their time."""

ENVELOPE, RESERVE = -1, -2
"""What else binds, numbered beside the limits of the problem."""


class Answer(NamedTuple):
    """What a search came to: percentages (None: there is none, or none was found)."""

    percents: tuple[int, ...] | None
    proved: bool
    ceiling: int | None = None


def everything(problem: Problem) -> tuple[int, ...]:
    """Return all that binds, as numbers: reserve, limits in the order of the file, envelope."""
    return (RESERVE, *range(len(problem.limits)), ENVELOPE)


def solvable(problem: Problem, binding: Iterable[int]) -> bool | None:
    """Whether some choice respects ``binding``; None when the limit of time does not tell."""
    model = _Model(problem, frozenset(binding))
    found = model.solve(CHECK_LIMIT)
    return found.percents is not None if found.proved or found.percents else None


def greatest(
    problem: Problem, hint: Sequence[int], binding: Iterable[int], limit: float = SCORE_LIMIT
) -> Answer:
    """Return a choice of the greatest total score under ``binding``, ties left as they come."""
    model = _Model(problem, frozenset(binding))
    return model.solve(limit, model.score, hint=hint)


def optimal(problem: Problem, hint: Sequence[int]) -> Plan | None:
    """Return the best choice; None when there is none, or when none was found.

    ``hint`` is a choice to start from. Raises :class:`EngineUnavailableError` without OR-Tools.
    """
    model = _Model(problem, frozenset(everything(problem)))
    best = model.solve(SCORE_LIMIT, model.score, hint=hint)
    if best.percents is None:
        return None
    percents, ties = best.percents, False
    if best.proved:
        percents, ties = _first_of_equals(model, percents)
    return Plan(problem, percents, best.proved, ties, best.ceiling)


def _first_of_equals(model: _Model, percents: tuple[int, ...]) -> tuple[tuple[int, ...], bool]:
    """Return the choice that the rule of ties prefers, and whether that is proved.

    Dossiers are settled by handfuls, in canonical order: the weights of a handful make its best
    total the first in that order. Most often no other choice is as good, and one search says so.
    """
    model.as_good_as(percents)
    cheapest = model.solve(TIE_LIMIT, model.cost, least=True, hint=percents)
    percents = cheapest.percents or percents
    if not cheapest.proved:
        return percents, False
    model.no_dearer_than(percents)
    size, most = (HANDFUL, MOST) if model.step == 100 else (HANDFUL_IN_PART, MOST_IN_PART)
    starts = range(0, len(percents), size)
    for number, start in enumerate(starts[:most]):
        # Asked after 0, 1, 2, 4, 8… handfuls: the answer costs more than a handful does.
        if number & (number - 1) == 0 and not _another(model.problem, percents, start):
            return percents, True
        handful = range(start, min(start + size, len(percents)))
        best = model.solve(TIE_LIMIT, model.precedence(handful), hint=percents)
        percents = best.percents or percents
        if not best.proved:
            return percents, False
        model.settle(percents, handful)
    return percents, len(starts) <= most


def _another(problem: Problem, percents: tuple[int, ...], settled: int) -> bool:
    """Whether another choice may be as good and no dearer, the first ``settled`` being the same."""
    model = _Model(problem, frozenset(everything(problem)))
    model.as_good_as(percents)
    model.no_dearer_than(percents)
    model.settle(percents, range(settled))
    model.other_than(percents)
    found = model.solve(TIE_LIMIT)
    return found.percents is not None or not found.proved


def available() -> bool:
    """Whether the solver is installed."""
    try:
        _library()
    except EngineUnavailableError:
        return False
    return True


def _library() -> Any:
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        raise EngineUnavailableError([Fault("enveloppe.solveur_absent")]) from None
    return cp_model


class _Model:
    """The problem as CP-SAT has it: a level for each dossier, in steps of ``step`` percent."""

    def __init__(self, problem: Problem, binding: frozenset[int]) -> None:
        self.cp = _library()
        self.problem = problem
        self.model = self.cp.CpModel()
        self.step = 1 if problem.terms.partial else 100
        self.levels: list[Any] = []
        self.costs: list[Any] = []
        for index in range(len(problem.open)):
            self._add_dossier(index)
        pairs = zip(problem.open, self.levels, strict=True)
        self.score = sum(candidate.score_min * self.step * level for candidate, level in pairs)
        self.cost = sum(self.costs)
        self._bind(binding)
        self._order_twins()

    def _add_dossier(self, index: int) -> None:
        whole = self.problem.amounts[index]
        if self.step == 100:
            level = self.model.new_bool_var("")
            self.levels.append(level)
            self.costs.append(whole * level)
            return
        least = self.problem.least_percent(index)
        domain = self.cp.Domain.from_intervals([[0, 0], [least, 100]])
        level, full = self.model.new_int_var_from_domain(domain, ""), self.model.new_bool_var("")
        self.model.add(level == 100).only_enforce_if(full)
        self.model.add(level < 100).only_enforce_if(~full)
        euros, cents = divmod(whole, 100)
        self.levels.append(level)
        self.costs.append(euros * level + cents * full)

    def _bind(self, binding: frozenset[int]) -> None:
        problem = self.problem
        if ENVELOPE in binding:
            back = 0 if RESERVE in binding else problem.terms.reserve
            self._add(self.cost <= problem.available + back)
        for number in sorted(binding - {ENVELOPE, RESERVE}):
            limit = problem.limits[number]
            # Never « += » on an expression: it would change those that it is made of.
            total = sum(self.costs[index] for index in problem.members[number])
            cents = limit.cents - problem.already[number]
            self._add(total >= cents if limit.side == "minimum" else total <= cents)

    def _order_twins(self) -> None:
        """Of dossiers that nothing tells apart, fund the first: so says the rule of ties anyway."""
        problem = self.problem
        last: dict[tuple[object, ...], int] = {}
        for index, candidate in enumerate(problem.open):
            look = (candidate.score_min, problem.amounts[index], problem.limits_of[index])
            if look in last:
                self.model.add(self.levels[last[look]] >= self.levels[index])
            last[look] = index

    def _add(self, constraint: Any) -> None:
        """Add a constraint, which Python has already settled when it is about nobody."""
        if constraint is False:
            self.model.add_bool_or([])
        elif constraint is not True:
            self.model.add(constraint)

    # -- searching ---------------------------------------------------------------------------

    def solve(
        self, limit: float, objective: Any = 0, *, least: bool = False, hint: Sequence[int] = ()
    ) -> Answer:
        """Search; ``objective`` is maximised, or minimised when ``least``."""
        self.model.clear_objective()
        self.model.clear_hints()
        if not isinstance(objective, int):
            (self.model.minimize if least else self.model.maximize)(objective)
        for level, percent in zip(self.levels, hint, strict=False):
            self.model.add_hint(level, percent // self.step)
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = SEED
        solver.parameters.max_deterministic_time = limit
        status = solver.solve(self.model)
        if status in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            percents = tuple(solver.value(level) * self.step for level in self.levels)
            ceiling = self._ceiling(solver) if objective is self.score else None
            return Answer(percents, status == self.cp.OPTIMAL, ceiling)
        return Answer(None, status == self.cp.INFEASIBLE)

    def _ceiling(self, solver: Any) -> int:
        """Return the bound on the total score, commitments included."""
        chosen = int(solver.best_objective_bound + 0.5)
        return chosen + sum(grant.score for grant in self.problem.committed)

    # -- comparing with a choice -------------------------------------------------------------

    def as_good_as(self, percents: Sequence[int]) -> None:
        """Require the total score of ``percents``."""
        pairs = zip(self.problem.open, percents, strict=True)
        self._add(self.score >= sum(c.score_min * percent for c, percent in pairs))

    def no_dearer_than(self, percents: Sequence[int]) -> None:
        """Require no more cents than ``percents`` take."""
        amount = self.problem.amount
        self._add(
            self.cost <= sum(amount(index, percent) for index, percent in enumerate(percents))
        )

    def settle(self, percents: Sequence[int], indexes: Iterable[int]) -> None:
        """Give some dossiers what ``percents`` give them."""
        for index in indexes:
            self.model.add(self.levels[index] == percents[index] // self.step)

    def precedence(self, indexes: Sequence[int]) -> Any:
        """Return what is greatest for the choice that gives more to the first that differs."""
        base = 2 if self.step == 100 else 101
        weights = [base ** (len(indexes) - 1 - rank) for rank in range(len(indexes))]
        return sum(w * self.levels[index] for w, index in zip(weights, indexes, strict=True))

    def other_than(self, percents: Sequence[int]) -> None:
        """Require one difference at least from ``percents``."""
        changes = []
        for level, percent in zip(self.levels, percents, strict=True):
            change = self.model.new_bool_var("")
            self.model.add(level != percent // self.step).only_enforce_if(change)
            changes.append(change)
        self.model.add_bool_or(changes)
