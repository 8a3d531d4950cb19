"""The solver's side of questions: one dossier, let open where it says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..proof.encoding import LINES, Encoding, windows
from ..proof.residual import Residual
from ..proof.smallest import Refuting, smallest
from ..proof.solving import decides, solver_of
from ..proof.terms import Formula, any_of, no
from ..proof.twins import Twins
from ..rulebook.model import RuleBook
from .unknowns import open_of

if TYPE_CHECKING:
    from ..dossier import Dossier
    from ..measure import Measure


def encoding_for(
    measure: Measure, dossier: Dossier, edition: str, on: date | None, *, room: int = 0
) -> Encoding:
    """Return the rules that decide this dossier as formulas, with room for its lists."""
    found = measure.edition(edition)
    day = on or dossier.date_depot
    lines = max(LINES, room + longest(dossier))
    covering = [w for w in windows(measure, found) if w.start <= day <= w.end]
    if on is not None or not covering:
        return Encoding(measure, edition, on=day, lines=lines)
    return Encoding(measure, edition, window=covering[0], lines=lines)


def longest(dossier: Dossier) -> int:
    """Return the length of the longest list of lines."""
    money, carrier = dossier.financement, dossier.porteur
    lists: list[Any] = []
    if money is not None:
        lists += [money.depenses, money.ressources]
    if carrier is not None and carrier.difficulte is not None:
        lists.append(carrier.difficulte.exercices)
    return max((len(each) for each in lists if each), default=0)


class Search:
    """Finds what can settle the verdict of a dossier that waits for facts."""

    def __init__(
        self,
        measure: Measure,
        dossier: Dossier,
        edition: str,
        on: date | None,
        waiting: frozenset[str],
        missing: Iterable[str],
        held: frozenset[str] = frozenset(),
    ) -> None:
        self._encoding = encoding_for(measure, dossier, edition, on)
        opened = open_of(self._encoding, dossier, missing, held)
        left = Residual([*self._encoding.constraints, *opened.said])
        self._left = left.formulas
        self._verdicts = left.each(self._encoding.verdict())
        self.unknown: Mapping[str, Formula] = left.each(opened.unknown)
        """What the dossier does not say, by path, each with what holds while it does not."""
        self._waiting = waiting
        self._book: RuleBook = measure.book

    def paths(
        self, costs: Mapping[str, int], verdict: str | None = None
    ) -> Iterator[frozenset[str]]:
        """Yield each minimal set whose answers can give the verdict, any settled one if None."""
        wanted = self._settled if verdict is None else self._verdicts[verdict]
        return smallest(Refuting(self._solver(), self.unknown, wanted), costs)

    def best_verdict(self) -> str | None:
        """Return the best verdict that some answers still give; None: none is settled."""
        solver = self._solver()
        for verdict in reversed(self._book.verdicts):
            formula = self._verdicts[verdict.id]
            if verdict.id in self._waiting or formula is False:
                continue
            if decides(solver, [] if formula is True else [formula]):
                return verdict.id
        return None

    def matters(self, path: str) -> bool:
        """Whether, for some completion, saying this thing or another changes the verdict."""
        return self._twins.differ(path)

    @property
    def _settled(self) -> Formula:
        return no(any_of(self._verdicts[name] for name in sorted(self._waiting)))

    def _solver(self) -> Any:
        return solver_of(self._left)

    @cached_property
    def _twins(self) -> Twins:
        return Twins(self._left, self.unknown, self._verdicts)
