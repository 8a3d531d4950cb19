"""The solver's side: the cheapest sets of changes that lift a refusal, then the least of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from ..proof import terms
from ..proof.encoding import Encoding
from ..proof.pins import pinned
from ..proof.smallest import Refuting, smallest
from ..proof.solving import decides, solver_of
from ..proof.stated import said_by
from ..proof.terms import Formula, Held, all_of, any_of, no
from ..proof.vocabulary import Vocabulary
from ..proof.witness import day as day_in
from ..proof.witness import holds, number
from ..rulebook.model import Status
from ..rulebook.verdicts import refusing
from .ground import least
from .levers import Lever, Levers

if TYPE_CHECKING:
    from ..dossier import Dossier
    from ..findings import Decision
    from ..measure import Measure

FAVOURABLE: frozenset[Status] = frozenset({"satisfait", "sans_objet"})


class Found(NamedTuple):
    """A set of changes: what each lever comes to, and what the solver foresees of it.

    A number, a sum or a date comes to a change, in its own units; a choice to a value.
    """

    cost: int
    moves: Mapping[str, int]
    choices: Mapping[str, Any]
    statuses: Mapping[str, Status]


class Search:
    """Finds what lifts the refusal of a dossier, among what its rule book lets change."""

    def __init__(
        self, measure: Measure, dossier: Dossier, decision: Decision, on: date | None
    ) -> None:
        assert decision.edition is not None  # noqa: S101 — outside editions nothing refuses
        day = on or dossier.date_depot
        program = measure.program(measure.edition(decision.edition), day)
        read = Vocabulary.of([program])
        self.facts = said_by(measure, dossier, day)
        self.levers = Levers(program, read, self.facts, measure.book.changes)
        self.encoding = Encoding(
            measure, decision.edition, on=day, vocabulary=read,
            stated=self.levers.stated, given=self.levers.given,
        )  # fmt: skip
        self.levers.bound(self.encoding)
        self._now = {name: found.statut for name, found in decision.criteres.items()}
        self._refusing = refusing(measure.book)
        self._solver = solver_of([*self.encoding.constraints, *self.levers.constraints])
        self.refused = tuple(n for n, status in self._now.items() if status == "non_satisfait")

    # -- what is wanted -------------------------------------------------------------------

    def lifting(self) -> Formula:
        """Return that nothing refuses any more, and that no criterion is worse than it was."""
        return all_of((self.any_way(), *(self._kept(name) for name in self._now)))

    def any_way(self) -> Formula:
        """Return that nothing refuses any more."""
        verdicts = self.encoding.verdict()
        return no(any_of(verdicts[name] for name in sorted(self._refusing)))

    def beside(self, blocking: tuple[str, ...]) -> Formula:
        """Return that nothing refuses any more but what is blocking, and that nothing is worse."""
        return all_of(self._kept(name) for name in self._now if name not in blocking)

    def _kept(self, criterion: str) -> Formula:
        """Return that a criterion is met, or as it was where it did not refuse."""
        status, now = self.encoding.status(criterion), self._now[criterion]
        wanted = FAVOURABLE | ({now} - {"non_satisfait"})
        return any_of(status[name] for name in sorted(wanted))

    def possible(self, wanted: Formula) -> bool:
        """Whether some changes make a formula hold."""
        return wanted is not False and decides(self._solver, [] if wanted is True else [wanted])

    def blocking(self) -> tuple[str, ...]:
        """Return the refused criteria that no change lifts, each on its own."""
        return tuple(
            name for name in self.refused
            if not self.possible(no(self.encoding.status(name)["non_satisfait"]))
        )  # fmt: skip

    # -- what gives it --------------------------------------------------------------------

    def ways(self, wanted: Formula, most: int) -> tuple[list[Found], bool]:
        """Return the cheapest minimal sets of changes, and whether there are others."""
        if wanted is False:
            return [], False
        levers = self.levers.levers
        costs = {path: lever.declared.cost for path, lever in levers.items()}
        refuting = Refuting(self._solver, {p: lever.held for p, lever in levers.items()}, wanted)
        found = list(islice(smallest(refuting, costs, cheapest=True), most + 1))
        return [self._least(one, wanted) for one in found[:most]], len(found) > most

    def _least(self, chosen: frozenset[str], wanted: Formula) -> Found:
        """Return the preferred values, then the least changes, the costliest lever first."""
        levers = self.levers.levers
        kept = [lever.held for path, lever in levers.items() if path not in chosen]
        assumed = [one for one in (wanted, *kept) if one is not True]
        moved = [levers[path] for path in levers if path in chosen]
        choices = {}
        for lever in (one for one in moved if one.change is None):
            choices[lever.path], fixed = self._preferred(lever, assumed)
            assumed += fixed
        for lever in sorted(
            (one for one in moved if one.change is not None), key=lambda one: -one.declared.cost
        ):
            size = least(self._solver, lever.size, assumed)
            rise, fall = lever.change == size, lever.change == -(size or 0)
            assumed.append(rise if decides(self._solver, [*assumed, rise]) else fall)
        decides(self._solver, assumed)
        model = self._solver.model()
        moves = {
            one.path: number(model, one.change)
            for one in moved if one.change is not None
        }  # fmt: skip
        statuses = {
            name: next(s for s, one in self.encoding.status(name).items() if holds(model, one))
            for name in self._now
        }
        for lever in (one for one in moved if isinstance(one.value, terms.Day)):
            choices[lever.path] = day_in(model, lever.value)
        cost = sum(levers[path].declared.cost for path in chosen)
        return Found(cost, moves, choices, statuses)

    def _preferred(self, lever: Lever, assumed: list[Formula]) -> tuple[Any, list[Formula]]:
        """Return the first value that will do, or what a set must gain, and what fixes it."""
        if isinstance(lever.value, Held):
            return self._added(lever, lever.value, assumed)
        for value in lever.declared.to:
            fixed = pinned(lever.value, value)
            if value != lever.before and decides(self._solver, [*assumed, fixed]):
                return value, [fixed]
        raise AssertionError("a change that is enough has a value")

    def _added(
        self, lever: Lever, value: Held, assumed: list[Formula]
    ) -> tuple[tuple[str, ...], list[Formula]]:
        fixed: list[Formula] = []
        added = []
        for name in reversed([one for one in lever.declared.to if one not in lever.before]):
            without = no(value.values[name])
            if decides(self._solver, [*assumed, *fixed, without]):
                fixed.append(without)
            else:
                fixed.append(value.values[name])
                added.append(name)
        return tuple(reversed(added)), fixed
