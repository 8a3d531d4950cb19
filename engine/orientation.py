"""Where else to turn: the lines of the orientation table that hold once the verdict is given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from .explain import Explainer
from .findings import Critere, Orientation, Source
from .inference.program import Evaluator
from .wording import first_true

DESTINATION, REASON = "vers", "motif"
"""The texts that each line of the table gives."""


def orient(
    explainer: Explainer, known: Mapping[str, Any], evaluator: Evaluator
) -> list[Orientation]:
    """Return the orientations that hold for what is known, in the table's order.

    A line that still waits for a fact says nothing.
    """
    table = explainer.program.book.roles.get("orientation")
    if table is None:
        return []
    results = evaluator.lines(table, known)
    found = []
    for view in explainer.lines[table]:
        reason = first_true(view.texts.get(REASON, ()), known)
        if results[view.line.id].status == "satisfait" and reason is not None:
            where = first_true(view.texts.get(DESTINATION, ()), known) or ""
            source = Source.of(view.line.citation) if view.line.citation else None
            found.append(Orientation(id=view.line.id, vers=where, motif=reason, source=source))
    return found


def concluded(
    facts: Mapping[str, Any],
    verdict: str,
    criteria: Mapping[str, Critere],
    deadlines: Mapping[str, date],
) -> dict[str, Any]:
    """Return the facts that exist once the verdict is given, opinions included."""
    return {
        **facts,
        "verdict": verdict,
        **{f"echeance.{name}": day for name, day in deadlines.items()},
        **{f"statut.{name.replace('-', '_')}": found.statut for name, found in criteria.items()},
    }
