"""The solver: what it may spend, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence

import z3

from ..errors import Fault, InferenceError
from .terms import Formula

EFFORT = 40_000_000
"""What the solver may spend on one question, in its own units: about a minute, on any machine."""


def solver_of(constraints: Sequence[Formula]) -> z3.Solver:
    """Return a new solver that knows these constraints."""
    solver = z3.SimpleSolver()
    solver.set("rlimit", EFFORT)
    solver.add(*constraints)
    return solver


def decides(solver: z3.Solver, assumed: Sequence[Formula]) -> bool:
    """Whether all that is assumed can hold.

    Raises :class:`InferenceError` when the solver gives up.
    """
    answer = solver.check(*assumed)
    if answer == z3.unknown:
        reason = solver.reason_unknown()
        raise InferenceError([Fault("preuve.indecis", params={"raison": reason})])
    return bool(answer == z3.sat)
