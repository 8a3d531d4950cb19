"""What a dossier says, built into its formulas: what is fixed is computed at once, never solved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from ..values import FactType
from . import terms
from .terms import Choice, Day, Held, Number

if TYPE_CHECKING:
    from ..dossier import Dossier
    from ..measure import Measure


class Stated(NamedTuple):
    """A dossier of which some things are left open.

    ``facts`` are its facts by path, ``appreciations.X.avis`` among them; one that is absent is
    known to be unknown, unless it is ``open``. A cell is open as ``rows[0].column``. A set both
    given and open holds what is given, and may hold more.
    """

    facts: Mapping[str, Any]
    open: frozenset[str]

    def fixes(self, path: str) -> bool:
        """Whether a fact is what the dossier says, or does not say, and nothing else."""
        return path not in self.open


def said_by(measure: Measure, dossier: Dossier, day: date) -> dict[str, Any]:
    """Return the facts of a dossier by path, the opinions given on criteria among them."""
    _, facts = measure.facts(dossier, day)
    for criterion, said in (dossier.appreciations or {}).items():
        if said is not None and said.avis is not None:
            facts[f"appreciations.{criterion}.avis"] = said.avis
    return facts


def constant(kind: FactType, value: Any) -> Any:
    """Return a fact that is the same for all; None: that nobody knows."""
    match kind.kind:
        case "bool":
            return terms.UNKNOWN if value is None else terms.YES if value else terms.NO
        case "number":
            return Number(known=False, term=0) if value is None else terms.figure(value)
        case "date":
            unknown = Day(known=False, year=1900, month=1, day=1)
            return unknown if value is None else terms.day_of(value)
        case "set":
            held = {one: value is not None and one in value for one in kind.values}
            return Held(value is not None, held)
    return Choice({} if value is None else {value: True})
