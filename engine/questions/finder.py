"""The questions of a dossier: which to ask, which first, which no longer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from ..proof import require_solver
from ..rulebook.expression import Fact, walk
from ..rulebook.model import RuleBook
from .order import reading_order

if TYPE_CHECKING:
    from ..dossier import Dossier
    from ..findings import Decision
    from ..measure import Engine, Measure

MOST = 12
"""How many sets are named: an officer reads no more."""


class Questions(NamedTuple):
    """What is still to be asked about a dossier.

    ``paths`` are the minimal sets of unknown things whose answers can settle the verdict whatever
    the others are, fewest first; ``hopeful`` those that can still lead to ``best_verdict``, the
    best that can be had. ``more`` says that there are other sets than those named, none smaller.
    ``idle`` are unknown things whose value changes the verdict of no completion: proved.
    """

    decision: Decision
    paths: tuple[tuple[str, ...], ...]
    hopeful: tuple[tuple[str, ...], ...]
    best_verdict: str | None
    best: str | None
    useful: tuple[str, ...]
    idle: tuple[str, ...]
    more: bool
    fixed: bool = False

    @property
    def settled(self) -> bool:
        """Whether the verdict no longer waits for anything."""
        return self.fixed


def waiting(book: RuleBook) -> frozenset[str]:
    """Return the verdicts that wait for facts: those given because criteria are undetermined."""
    return frozenset(
        verdict.id
        for verdict in book.verdicts
        if verdict.condition is not None
        and any(
            isinstance(node, Fact) and node.path == "bilan.indetermine"
            for node in walk(verdict.condition)
        )
    )


def questions(
    measure: Measure,
    dossier: Dossier,
    *,
    on: date | None = None,
    edition: str | None = None,
    engine: Engine | None = None,
) -> Questions:
    """Return what is still to be asked about a dossier.

    ``on``, ``edition`` and ``engine`` are those of :meth:`Measure.screen`. Raises as it does, and
    :class:`EngineUnavailableError` where Z3 is not installed.
    """
    decision = measure.screen(dossier, on=on, edition=edition, engine=engine)
    if decision.edition is None or decision.verdict not in waiting(measure.book):
        return Questions(decision, (), (), None, None, (), (), more=False, fixed=True)
    require_solver()
    from .search import Search

    search = Search(
        measure, dossier, decision.edition, on, waiting(measure.book), decision.manquants
    )
    rank = reading_order(measure.book, search.unknown)
    found = list(islice(search.paths(rank), MOST + 1))
    paths = [_sorted(one, rank) for one in found[:MOST]]
    verdict = search.best_verdict()
    hopeful = []
    if verdict is not None:
        hopeful = [_sorted(one, rank) for one in islice(search.paths(rank, verdict), MOST)]
    named = {path for one in (*paths, *hopeful) for path in one}
    useful = [path for path in rank if path in named or search.matters(path)]
    idle = tuple(path for path in rank if path not in useful)
    best = _best(paths, hopeful, rank)
    return Questions(
        decision, tuple(paths), tuple(hopeful), verdict, best, tuple(useful), idle,
        more=len(found) > MOST,
    )  # fmt: skip


def first(
    measure: Measure,
    dossier: Dossier,
    decision: Decision,
    on: date | None,
    held: frozenset[str],
) -> tuple[str | None, int]:
    """Return what to ask first, as :func:`questions` does, and how many may be asked at most.

    ``decision`` is that of the dossier, and waits for facts; what is ``held`` stays as it is.
    """
    from .search import Search

    assert decision.edition is not None  # noqa: S101 — outside editions nothing waits
    search = Search(
        measure, dossier, decision.edition, on, waiting(measure.book), decision.manquants, held
    )
    rank = reading_order(measure.book, search.unknown)
    paths = [_sorted(one, rank) for one in islice(search.paths(rank), MOST)]
    if not paths:
        return None, 0
    verdict = search.best_verdict()
    ways = () if verdict is None else islice(search.paths(rank, verdict), MOST)
    return _best(paths, [_sorted(one, rank) for one in ways], rank), len(rank)


def _sorted(chosen: Iterable[str], rank: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(chosen, key=lambda path: list(rank).index(path)))


def _best(
    paths: list[tuple[str, ...]], hopeful: list[tuple[str, ...]], rank: Mapping[str, int]
) -> str | None:
    """Return what to ask first.

    What can settle the verdict alone comes first, then what the best verdict cannot do without,
    then what is in most sets, then what costs least to obtain, then what is read first.
    """
    order = {path: place for place, path in enumerate(rank)}

    def key(path: str) -> tuple[int, ...]:
        needed = bool(hopeful) and all(path in one for one in hopeful)
        among = sum(path in one for one in (*paths, *hopeful))
        return (-((path,) in paths), -needed, -among, rank[path], order[path])

    named = {path for one in (*paths, *hopeful) for path in one}
    return min(named, key=key, default=None)
