"""How far each figure is from losing a criterion, all else the same: exact, by the solver."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import z3

from ..dossier import vocabulary
from ..proof.encoding import Encoding
from ..proof.solving import solver_of
from ..proof.stated import Stated
from ..proof.terms import Formula, Number, any_of
from ..proof.vocabulary import Vocabulary
from ..rulebook.change_load import summed
from .ground import least, said_by
from .levers import counted_total, in_range
from .search import FAVOURABLE

if TYPE_CHECKING:
    from ..dossier import Dossier
    from ..findings import Decision
    from ..measure import Measure
    from ..rulebook.model import Status
    from ..values import FactType

Sense = Literal["baisse", "hausse"]


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
        self._terms = {path: z3.Int(f"marge/{path}") for path in self._kinds}
        given = {path: Number(known=True, term=term) for path, term in self._terms.items()}
        stated = Stated(facts, frozenset())
        self._encoding = Encoding(
            measure, edition, on=day, vocabulary=read, stated=stated, given=given
        )
        self._names = {term.get_id(): path for path, term in self._terms.items()}

    def around(self, criterion: str, now: Status) -> Iterator[Margin]:
        """Yield the margins of a criterion, figure by figure."""
        status = self._encoding.status(criterion)
        lost: frozenset[Status] = frozenset({"non_satisfait"})
        if now in FAVOURABLE:
            lost = frozenset(status) - FAVOURABLE
        changed = any_of(status[name] for name in sorted(lost))
        for path in self._read(changed):
            alone = self._alone(changed, path)
            term, value = self._terms[path], self._values[path]
            solver = solver_of([alone, *in_range(term, self._kinds[path])])
            for sense, size, sign in (("baisse", value - term, -1), ("hausse", term - value, 1)):
                far = least(solver, size)
                if far is not None:
                    crossed = value + sign * far
                    then = self._then(status, lost, path, crossed)
                    yield Margin(criterion, path, sense, value, crossed - sign, crossed, then)  # type: ignore[arg-type]

    def _then(
        self, status: Mapping[Status, Formula], lost: frozenset[Status], path: str, value: int
    ) -> Status:
        fixed = (self._terms[path], z3.IntVal(value))
        return next(
            name for name in sorted(lost)
            if z3.is_true(z3.simplify(z3.substitute(self._alone(status[name], path), fixed)))
        )  # fmt: skip

    def _alone(self, formula: Formula, path: str) -> Formula:
        """Return a formula where every other figure has its value."""
        if isinstance(formula, bool):
            return z3.BoolVal(formula)
        others = [
            (term, z3.IntVal(self._values[name]))
            for name, term in self._terms.items() if name != path
        ]  # fmt: skip
        return z3.simplify(z3.substitute(formula, *others))

    def _read(self, formula: Formula) -> list[str]:
        """Return the figures that a formula reads, in the order in which they are known."""
        if isinstance(formula, bool):
            return []
        seen: set[int] = set()
        waiting: list[Any] = [formula]
        while waiting:
            node = waiting.pop()
            if node.get_id() not in seen:
                seen.add(node.get_id())
                waiting += node.children()
        return [path for key, path in self._names.items() if key in seen]
