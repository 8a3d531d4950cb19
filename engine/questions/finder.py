"""The questions of a dossier: which to ask, which first, which no longer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from ..proof import require_solver
from ..rulebook.verdicts import waiting
from .order import reading_order

if TYPE_CHECKING:
    from ..dossier import Dossier
    from ..findings import Decision
    from ..measure import Engine, Measure
    from .search import Search

MOST = 12
"""How many sets are named: an officer reads no more."""

AVOIDED = 1_000
"""What it costs to obtain what was asked and nobody knows: more than anything that was not."""

_LAST: WeakKeyDictionary[Measure, tuple[Any, Search]] = WeakKeyDictionary()
"""The last search of each measure."""


class Questions(NamedTuple):
    """What is still to be asked about a dossier.

    ``paths`` are the minimal sets of unknown things whose answers can settle the verdict whatever
    the others are, fewest first; ``hopeful`` those that can still lead to ``best_verdict``, the
    best that can be had. ``more`` and ``more_hopeful`` say that there are other sets than those
    named, none smaller. ``best`` is what to ask first, see :func:`best_of`.
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
    more_hopeful: bool = False
    fixed: bool = False

    @property
    def settled(self) -> bool:
        """Whether the verdict no longer waits for anything."""
        return self.fixed


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
    paths, more = _named(search.paths(rank), rank)
    verdict = search.best_verdict()
    hopeful: tuple[tuple[str, ...], ...] = ()
    more_hopeful = False
    if verdict is not None:
        hopeful, more_hopeful = _named(search.paths(rank, verdict), rank)
    named = {path for one in (*paths, *hopeful) for path in one}
    useful = [path for path in rank if path in named or search.matters(path)]
    idle = tuple(path for path in rank if path not in useful)
    return Questions(
        decision, paths, hopeful, verdict, best_of(search, rank, verdict), tuple(useful), idle,
        more=more, more_hopeful=more_hopeful,
    )  # fmt: skip


def first(
    measure: Measure, dossier: Dossier, decision: Decision, on: date | None, asked: AbstractSet[str]
) -> tuple[str | None, int]:
    """Return what to ask first, as :func:`questions` does, and how many may be asked at most.

    ``decision`` is that of the dossier, and waits for facts. What was ``asked`` is not asked again,
    and ways that do without it are preferred: nobody knows it for now.
    """
    search = _searched(measure, dossier, decision, on)
    rank = reading_order(measure.book, search.unknown)
    path = best_of(search, rank, search.best_verdict(), asked)
    return path, 0 if path is None else sum(one not in asked for one in search.read())


def _searched(measure: Measure, dossier: Dossier, decision: Decision, on: date | None) -> Search:
    """Return the search of a dossier, the last one where it is the same: nobody knew the answer."""
    from .search import Search

    assert decision.edition is not None  # noqa: S101 — outside editions nothing waits
    key = (dossier, decision.edition, on)
    kept = _LAST.get(measure)
    if kept is None or kept[0] != key:
        kept = key, Search(
            measure, dossier, decision.edition, on, waiting(measure.book), decision.manquants
        )  # fmt: skip
        _LAST[measure] = kept
    return kept[1]


def best_of(
    search: Search,
    rank: Mapping[str, int],
    verdict: str | None,
    asked: AbstractSet[str] = frozenset(),
) -> str | None:
    """Return what to ask first; None: nothing that was not asked can change the verdict.

    ``verdict`` is the best that can be had. What can settle alone comes first, else what the best
    verdict cannot do without, else what is in the cheapest set that leads to it, else what can
    change the verdict at all. Among equals: what the best verdict cannot do without, then what
    costs least to obtain, then what is read first.
    """
    if verdict is None:
        return None
    places = list(rank)
    left = sorted(rank.keys() - asked, key=lambda path: (rank[path], places.index(path)))
    alone: str | None = None
    for path in left:
        if search.alone(path):
            if search.needed(path, verdict):
                return path
            alone = alone or path
    if alone is not None:
        return alone
    for path in left:
        if search.needed(path, verdict):
            return path
    costs = {path: AVOIDED if path in asked else cost for path, cost in rank.items()}
    way = next(search.paths(costs, verdict), frozenset())
    found = chain((path for path in left if path in way), filter(search.matters, left))
    return next(found, None)


def _named(
    found: Iterator[frozenset[str]], rank: Mapping[str, int]
) -> tuple[tuple[tuple[str, ...], ...], bool]:
    """Return the first sets, those that an officer reads, and whether there are others."""
    some = list(islice(found, MOST + 1))
    place = {path: number for number, path in enumerate(rank)}

    def order(one: tuple[str, ...]) -> tuple[int, int, list[int]]:
        return sum(rank[path] for path in one), len(one), [place[path] for path in one]

    named = sorted((_sorted(one, rank) for one in some[:MOST]), key=order)
    return tuple(named), len(some) > MOST


def _sorted(chosen: Iterable[str], rank: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(chosen, key=lambda path: list(rank).index(path)))
