"""The smallest sets of things for which something can still come true, smallest first, exactly.

A property of sets is asked about that can only become true as a set grows. What refutes a set names
a few things of which one at least is needed; the smallest set that has one of each such group is
tried next, until one holds. The groups are then a proof that nothing smaller does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

import z3

from ..errors import Fault, InferenceError
from .terms import Formula, no

HEAVY = 1_000_000
"""What one more thing weighs: more than all costs together."""

MANY = 1_000
"""What one more unit of cost weighs where cost comes first: more than all things together."""


_RANKS = count()
"""Tells apart the questions put to one solver: an ``id`` may serve again once its owner is gone."""


class Refuting:
    """Says of a set whether it is enough, or what it lacks one of.

    ``held`` gives, for each thing, the formula that holds while it is not in the set; ``wanted`` is
    what is to come true. The solver knows everything else.
    """

    def __init__(self, solver: z3.Solver, held: Mapping[str, Formula], wanted: Formula) -> None:
        self._solver = solver
        rank = next(_RANKS)
        self._guards = {name: z3.Bool(f"tenu/{rank}/{name}") for name in held}
        self._names = {guard.get_id(): name for name, guard in self._guards.items()}
        self._goal = z3.Bool(f"voulu/{rank}")
        solver.add(z3.Implies(self._goal, wanted))
        for name, formula in held.items():
            solver.add(z3.Implies(self._guards[name], formula))

    def __call__(self, chosen: frozenset[str]) -> frozenset[str] | None:
        """Return None where the set is enough, else things of which one at least is needed."""
        core = self._core([name for name in self._guards if name not in chosen])
        if core is None:
            return None
        for name in sorted(core):
            smaller = self._core([other for other in core if other != name])
            if smaller is not None:
                core = smaller if len(smaller) < len(core) else core
        return frozenset(core)

    def enough(self, chosen: frozenset[str]) -> bool:
        """Whether the set is enough: quicker to say than what it lacks."""
        return self._core([name for name in self._guards if name not in chosen]) is None

    def _core(self, held: Sequence[str]) -> list[str] | None:
        answer = self._solver.check(self._goal, *(self._guards[name] for name in held))
        if answer == z3.unknown:
            params = {"raison": self._solver.reason_unknown()}
            raise InferenceError([Fault("preuve.indecis", params=params)])
        if answer == z3.sat:
            return None
        found = self._solver.unsat_core()
        return [self._names[one.get_id()] for one in found if one.get_id() in self._names]


def smallest(
    lacking: Callable[[frozenset[str]], frozenset[str] | None],
    costs: Mapping[str, int],
    *,
    cheapest: bool = False,
) -> Iterator[frozenset[str]]:
    """Yield every minimal set that is enough: fewest things first, then least total cost.

    ``cheapest``: least total cost first, then fewest things; a cost is then at least 1.

    ``costs`` gives the things, in the order that decides between equals, and what each costs.
    ``lacking`` says of a set what it lacks, as :class:`Refuting` does.
    """
    weights = {name: (cost * MANY + 1 if cheapest else HEAVY + cost)
               for name, cost in costs.items()}  # fmt: skip
    choice = _Choice(weights)
    while (chosen := choice.least()) is not None:
        group = lacking(chosen)
        if group is None:
            yield chosen
            choice.forbid(chosen)
        elif group:
            choice.need(group)
        else:
            return


class _Choice:
    """The lightest set that has one thing of each group, and holds no forbidden set."""

    def __init__(self, weights: Mapping[str, int]) -> None:
        self._taken = {name: z3.Bool(name) for name in weights}
        self._weights = dict(weights)
        self._solver = z3.Solver()

    def need(self, group: frozenset[str]) -> None:
        self._solver.add(z3.Or([self._taken[name] for name in sorted(group)]))

    def forbid(self, chosen: frozenset[str]) -> None:
        self._solver.add(z3.Or([no(self._taken[name]) for name in sorted(chosen)]))

    def least(self) -> frozenset[str] | None:
        best: frozenset[str] | None = None
        self._solver.push()
        while self._solver.check() == z3.sat:
            best = self._chosen(self._solver.model())
            weight = sum(self._weights[name] for name in best)
            if not weight:
                break
            pairs = [(self._taken[name], weight) for name, weight in self._weights.items()]
            self._solver.add(z3.PbLe(pairs, weight - 1))
        self._solver.pop()
        return best

    def _chosen(self, model: Any) -> frozenset[str]:
        """Return what a model takes; z3's own ``eval`` costs ten times as much."""
        context, found = model.ctx.ref(), []
        for name, one in self._taken.items():
            value = z3.Z3_model_get_const_interp(context, model.model, one.decl().ast)
            if value.value and z3.Z3_get_bool_value(context, value) == z3.Z3_L_TRUE:
                found.append(name)
        return frozenset(found)
