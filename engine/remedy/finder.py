"""The remedies of a dossier: what lifts its refusal, or how far it is from one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..proof import require_solver
from ..rulebook.verdicts import refusing, waiting

if TYPE_CHECKING:
    from ..dossier import Dossier
    from ..findings import Decision
    from ..measure import Engine, Measure
    from .altered import Way
    from .margins import Margin
    from .search import Search

MOST = 3
"""How many ways are told: an officer reads no more."""

Nature = Literal["changements", "marges", "questions", "hors_edition"]


class Remedies(NamedTuple):
    """What it would take.

    ``nature`` says which question is answered: ``changements`` for a refusal, ``marges`` where
    nothing refuses and nothing is missing, ``questions`` where facts are missing (see
    :func:`..questions.finder.questions`), ``hors_edition`` where no edition is known.

    ``ways`` are the cheapest minimal changes that lift the refusal, ``more`` says that there are
    others, none cheaper. Where none does, ``blocking`` are the criteria that no change lifts, alone
    or, with ``together``, not all at once; ``ways`` are then what lifts the others. ``margins`` are
    how far figures are from losing a criterion.
    """

    decision: Decision
    nature: Nature
    ways: tuple[Way, ...] = ()
    more: bool = False
    blocking: tuple[str, ...] = ()
    together: bool = False
    margins: tuple[Margin, ...] = ()


def remedies(
    measure: Measure,
    dossier: Dossier,
    *,
    on: date | None = None,
    edition: str | None = None,
    engine: Engine | None = None,
    decision: Decision | None = None,
) -> Remedies:
    """Return what it would take for a dossier to be eligible, or what keeps it so.

    ``on``, ``edition`` and ``engine`` are those of :meth:`Measure.screen`; ``decision`` is given
    where it was made with them. Raises as it does, and :class:`EngineUnavailableError` where Z3 is
    not installed.
    """
    found = decision or measure.screen(dossier, on=on, edition=edition, engine=engine)
    if found.edition is None:
        return Remedies(found, "hors_edition")
    require_solver()
    from .search import Search

    if found.verdict in refusing(measure.book):
        return _changes(measure, dossier, found, Search(measure, dossier, found, on))
    if found.verdict in waiting(measure.book):
        return Remedies(found, "questions")
    from .margins import margins

    return Remedies(found, "marges", margins=margins(measure, dossier, found, on))


def _changes(measure: Measure, dossier: Dossier, decision: Decision, search: Search) -> Remedies:
    from .altered import way

    for wanted in (search.lifting(), search.any_way()):
        found, more = search.ways(wanted, MOST)
        if found:
            ways = tuple(way(measure, dossier, search, one) for one in found)
            return Remedies(decision, "changements", ways, more)
    blocking = search.blocking()
    if not blocking:
        return Remedies(decision, "changements", blocking=search.refused, together=True)
    found, more = [], False
    if set(blocking) != set(search.refused):
        found, more = search.ways(search.beside(blocking), MOST)
    ways = tuple(way(measure, dossier, search, one) for one in found)
    return Remedies(decision, "changements", ways, more, blocking)
