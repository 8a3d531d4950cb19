"""What the search stands on: what a dossier says, and the least of what a solver can make true."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..proof.solving import decides
from ..proof.terms import Formula, Term
from ..proof.witness import number

if TYPE_CHECKING:
    import z3


def least(solver: z3.Solver, size: Term, assumed: Sequence[Formula] = ()) -> int | None:
    """Return the least value, zero or more, that a term has where all that is assumed holds.

    None: nothing makes it hold. Raises :class:`InferenceError` when the solver gives up.
    """
    if not decides(solver, [*assumed, size >= 0]):
        return None
    low, high = 0, number(solver.model(), size)
    while low < high:
        middle = (low + high) // 2
        if decides(solver, [*assumed, size >= low, size <= middle]):
            high = number(solver.model(), size)
        else:
            low = middle + 1
    return high
