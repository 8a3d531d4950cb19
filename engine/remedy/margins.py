"""How far each figure is from losing a criterion, all else the same: exact, by the solver."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..dossier import vocabulary
from ..proof.encoding import Encoding
from ..proof.figures import Figures
from ..proof.solving import solver_of
from ..proof.stated import Stated, said_by
from ..proof.terms import Number, any_of
from ..proof.vocabulary import Vocabulary
from ..rulebook.change_load import summed
from .ground import least
from .levers import counted_total, in_range
from .search import FAVOURABLE

if TYPE_CHECKING:
    from ..dossier import Dossier
    from ..findings import Decision
    from ..measure import Measure
    from ..rulebook.model import Status
    from ..values import FactType

Sense = Literal["baisse", "hausse"]
SENSES: Mapping[Sense, int] = {"baisse": -1, "hausse": 1}


class Margin(NamedTuple):
    """How far a figure may move one way before a criterion changes; numbers in their own units.

    ``limit`` is the last value that leaves the criterion as it is, ``crossed`` the first that does
    not, ``status`` what the criterion then is.
    """

    criterion: str
    path: str
    sense: Sense
    value: int
    limit: int
    crossed: int
    status: Status

    @property
    def margin(self) -> int:
        """How far the figure may move."""
        return abs(self.limit - self.value)


def margins(
    measure: Measure, dossier: Dossier, decision: Decision, on: date | None
) -> tuple[Margin, ...]:
    """Return the margins of a dossier, in the order of its criteria.

    A figure is a number of the dossier, or the sum of a column of one of its lists, moved as a
    whole. A criterion that is met, or does not apply, changes when it no longer is so; any other,
    when it refuses.
    """
    assert decision.edition is not None  # noqa: S101 — outside editions there is no margin
    figures = _Figures(measure, dossier, decision.edition, on or dossier.date_depot)
    return tuple(
        found
        for name, item in decision.criteres.items()
        if item.statut != "non_satisfait"
        for found in figures.around(name, item.statut)
    )


class _Figures:
    """The figures of a dossier, each a variable that all others leave alone."""

    def __init__(self, measure: Measure, dossier: Dossier, edition: str, day: date) -> None:
        program = measure.program(measure.edition(edition), day)
        read, facts = Vocabulary.of([program]), said_by(measure, dossier, day)
        own = vocabulary()
        self._kinds: dict[str, FactType] = {
            path: kind for path, kind in read.facts.items()
            if kind.kind == "number" and path in own and facts.get(path) is not None
        }  # fmt: skip
        self._values: dict[str, int] = {path: facts[path] for path in self._kinds}
        for item in program.derived:
            total = summed(item)
            amount = None if total is None else counted_total(total, facts, program.figures)
            if total is not None and amount is not None:
                self._kinds[item.path], self._values[item.path] = total.type, amount
        self._figures = Figures(self._values, "marge")
        given = {path: Number(known=True, term=t) for path, t in self._figures.terms.items()}
        stated = Stated(facts, frozenset())
        self._encoding = Encoding(
            measure, edition, on=day, vocabulary=read, stated=stated, given=given
        )

    def around(self, criterion: str, now: Status) -> Iterator[Margin]:
        """Yield the margins of a criterion, figure by figure."""
        status = self._encoding.status(criterion)
        lost: list[Status] = ["non_satisfait"]
        if now in FAVOURABLE:
            lost = [name for name in status if name not in FAVOURABLE]
        changed = any_of(status[name] for name in lost)
        for path in self._figures.read(changed):
            term, value = self._figures.terms[path], self._values[path]
            alone = self._figures.alone(changed, path)
            solver = solver_of([alone, *in_range(term, self._kinds[path])])
            for sense, sign in SENSES.items():
                far = least(solver, (term - value) * sign)
                if far is not None:
                    crossed = value + sign * far
                    then = next(n for n in lost if self._figures.holds(status[n], path, crossed))
                    yield Margin(criterion, path, sense, value, crossed - sign, crossed, then)
