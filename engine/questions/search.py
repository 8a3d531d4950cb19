"""The solver's side of questions: one dossier, let open where it says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..proof.encoding import Encoding
from ..proof.pins import ACTIVITY, PLACE
from ..proof.residual import Residual
from ..proof.smallest import Refuting, smallest
from ..proof.solving import decides, solver_of
from ..proof.terms import Formula, any_of, no, variables
from ..proof.twins import Twins
from ..proof.vocabulary import Vocabulary
from ..rulebook.model import RuleBook
from .order import plain
from .unknowns import stated_by, unknown_of

if TYPE_CHECKING:
    from ..dossier import Dossier
    from ..measure import Measure


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
    ) -> None:
        day = on or dossier.date_depot
        self._program = measure.program(measure.edition(edition), day)
        vocabulary = Vocabulary.of([self._program])
        stated = stated_by(measure, dossier, day, vocabulary, missing)
        encoding = Encoding(measure, edition, on=day, vocabulary=vocabulary, stated=stated)
        self._encoding, self._left = encoding, encoding.constraints
        self._verdicts = encoding.verdict()
        self.unknown: Mapping[str, Formula] = unknown_of(encoding, stated)
        """What the dossier does not say, by path, each with what holds while it does not."""
        self._waiting = waiting
        self._book: RuleBook = measure.book
        self._solver = solver_of(self._left)
        self._refuting: dict[str | None, Refuting] = {}
        self._matter: dict[str, bool] = {}

    def paths(
        self, costs: Mapping[str, int], verdict: str | None = None
    ) -> Iterator[frozenset[str]]:
        """Yield each minimal set whose answers can give the verdict, any settled one if None."""
        return smallest(self._wanting(verdict), costs, cheapest=True)

    def alone(self, path: str) -> bool:
        """Whether something can settle the verdict alone."""
        return self._wanting(None).enough(frozenset({path}))

    def needed(self, path: str, verdict: str) -> bool:
        """Whether, without something, no answers to all the rest give the verdict."""
        return not self._wanting(verdict).enough(frozenset(self.unknown) - {path})

    def best_verdict(self) -> str | None:
        """Return the best verdict that some answers still give; None: none is settled."""
        for verdict in reversed(self._book.verdicts):
            formula = self._verdicts[verdict.id]
            if verdict.id in self._waiting or formula is False:
                continue
            if decides(self._solver, [] if formula is True else [formula]):
                return verdict.id
        return None

    def read(self) -> list[str]:
        """Return what is unknown and read by criteria that are not decided: the rest is idle."""
        undecided = tuple(
            bound for bound in self._program.criteria
            if not all(isinstance(one, bool)
                       for one in self._encoding.status(bound.criterion.id).values())
        )  # fmt: skip
        vocabulary = Vocabulary.of([replace(self._program, criteria=undecided)])
        reads = {
            PLACE: bool(vocabulary.of_site),
            ACTIVITY: bool(vocabulary.of_activity),
            **{f"{rows}.{name}": True for rows, names in vocabulary.columns.items()
               for name in names},
        }  # fmt: skip
        return [p for p in self.unknown if reads.get(plain(p), plain(p) in vocabulary.facts)]

    def matters(self, path: str) -> bool:
        """Whether, for some completion, saying this thing or another changes the verdict."""
        if path not in self._matter:
            self._matter[path] = self._twins.differ(path)
        return self._matter[path]

    def _wanting(self, verdict: str | None) -> Refuting:
        """Return what says of a set whether it can give a verdict, any settled one if None."""
        if verdict not in self._refuting:
            waited = any_of(self._verdicts[name] for name in sorted(self._waiting))
            wanted = no(waited) if verdict is None else self._verdicts[verdict]
            self._refuting[verdict] = Refuting(self._solver, self.unknown, wanted)
        return self._refuting[verdict]

    @cached_property
    def _twins(self) -> Twins:
        left = Residual(self._left)
        return Twins(left.formulas, left.each(self._verdicts), self._variables)

    def _variables(self, path: str) -> Iterator[Any]:
        """Yield the variables of an unknown thing."""
        symbols = self._encoding.symbols
        classes = {PLACE: symbols.places, ACTIVITY: symbols.activities}
        if path in classes:
            yield from (guard for _, guard in classes[path])
        elif "[" in path:
            rows, _, rest = path.partition("[")
            rank, _, name = rest.partition("].")
            yield from variables(symbols.facts[rows].lines[int(rank)].cells[name])
        else:
            yield from variables(symbols.facts[path])
