"""What the search stands on: what a dossier says, and the least of what a solver can make true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ..facts import facts_of
from ..proof.solving import decides
from ..proof.terms import Formula, Term
from ..proof.witness import number
from ..territory import locate

if TYPE_CHECKING:
    import z3

    from ..dossier import Dossier
    from ..measure import Measure


def said_by(measure: Measure, dossier: Dossier, day: date) -> dict[str, Any]:
    """Return the facts of a dossier by path, the opinions given on criteria among them."""
    commune = dossier.projet.commune if dossier.projet else None
    site = locate(commune, measure.cog, measure.territories)
    facts = facts_of(dossier, site, day, measure.territories.complete_regions, measure.afr)
    for criterion, said in (dossier.appreciations or {}).items():
        if said is not None and said.avis is not None:
            facts[f"appreciations.{criterion}.avis"] = said.avis
    return facts


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
