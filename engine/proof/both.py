"""Two editions, of one rule book or of two, over the same dossier: what tells them apart, proved.

    both = Both(View(measure, "2024", window), View(other, "2025", window))
    both.one.computed("PRJ-04"), both.two.computed("PRJ-04")    # formulas over the same facts
    both.possible(formula, …)                                   # whether some dossier is such
    both.find(formula, …)                                       # the least one, and both results

The dossier is received on a day of either edition. Each side takes it on the day of its own window
that is the nearest, as if it had been filed then: the window itself refuses nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import z3

from ..dossier import Dossier
from ..errors import Fault, InferenceError
from ..rulebook.model import Edition, Status
from ..values import CENTS, FactType
from . import terms
from .encoding import LINES, Encoding, Window
from .places import Class, places, places_of_both
from .replay import available
from .solving import decides, solver_of
from .symbols import DEPOSIT
from .terms import Choice, Day, Formula, Held, Number, all_of, any_of, no
from .vocabulary import Vocabulary
from .witness import Seeker, day, holds, written

if TYPE_CHECKING:
    from ..findings import Decision
    from ..measure import Measure


class View(NamedTuple):
    """An edition of a rule book, on days when its figures are those of one window."""

    measure: Measure
    edition: Edition
    window: Window


class Seen(NamedTuple):
    """What one side makes of a dossier: the reference date, each status, the verdict."""

    on: date
    statuses: Mapping[str, Status]
    verdict: str


@dataclass(frozen=True, slots=True)
class Witness:
    """A dossier, as plain data, and what each side makes of it, as both engines say."""

    dossier: Mapping[str, Any]
    seen: tuple[Seen, Seen]


class Both:
    """The encodings of two sides, which speak of the same dossiers."""

    def __init__(self, one: View, two: View, *, lines: int = LINES) -> None:
        self.views = (one, two)
        vocabulary = _vocabulary(one).merged(_vocabulary(two))
        classes = _classes(one.measure, two.measure, vocabulary)
        self._days = (_day("un/date_reference"), _day("deux/date_reference"))
        self.one, self.two = (
            Encoding(view.measure, view.edition.id, window=view.window, vocabulary=vocabulary,
                     lines=lines, name=name, reference=day_, sites=sites)
            for view, name, day_, sites in zip(
                self.views, ("un", "deux"), self._days, classes, strict=True)
        )  # fmt: skip
        self.symbols = self.one.symbols
        self._nearest, self._same = z3.Bool("jour/proche"), z3.Bool("jour/meme")
        self._literals: dict[int, tuple[Formula, Formula]] = {}
        self._solver = solver_of([*self._shared(), *self._dated()])

    # -- questions ----------------------------------------------------------------------------

    def possible(self, *formulas: Formula, same_day: bool = False) -> bool:
        """Whether some dossier makes all formulas hold.

        With ``same_day``, both sides take it on the day of its receipt, within their window or
        not. Raises :class:`InferenceError` when the solver gives up.
        """
        assumed = self._assumed(formulas, same_day=same_day)
        return assumed is not None and decides(self._solver, assumed)

    def find(self, *formulas: Formula) -> Witness | None:
        """Return the least dossier for which all formulas hold; None: there is none, proved.

        Received within the first side's window, where some such dossier is. Both engines have
        screened it under each side. Raises :class:`InferenceError` where they say otherwise.
        """
        assumed = self._assumed(formulas, same_day=False)
        if assumed is None:
            return None
        usual = [*assumed, self._literal(self._received_in(self.views[0]))]
        found = None
        for tried in (usual, assumed):
            seeker = _Plain(self.symbols, self._solver, tried)
            seeker.years = tuple(view.edition.start.year for view in self.views)
            found = seeker.model()
            if found is not None:
                break
        return None if found is None else self._replayed(found)

    # -- how they are made ----------------------------------------------------------------------

    def _assumed(self, formulas: Iterable[Formula], *, same_day: bool) -> list[Formula] | None:
        found = [self._same if same_day else self._nearest]
        for formula in formulas:
            if formula is False:
                return None
            if formula is not True:
                found.append(self._literal(formula))
        return found

    def _literal(self, formula: Formula) -> Formula:
        key = formula.get_id()
        if key not in self._literals:
            name = z3.Bool(f"les-deux/{len(self._literals)}")
            self._literals[key] = (formula, name)
            self._solver.add(name == formula)
        return self._literals[key][1]

    def _shared(self) -> list[Formula]:
        """Return what both sides ask of a dossier; a value that one refuses is not given."""
        mine, other = self.one.symbols, self.two.symbols
        found = [*self.one.constraints, *self.two.constraints]
        by_code = {*mine.vocabulary.of_site, *mine.vocabulary.of_activity}
        for path, value in mine.facts.items():
            if path not in by_code:
                found += _only_common(value, other.facts[path])
        known = [{item.id for item in view.measure.book.criteria} for view in self.views]
        for symbols, theirs in ((mine, known[1]), (other, known[0])):
            found += [no(o.known) for name, o in symbols.opinions.items() if name not in theirs]
        mine.opinions.update(other.opinions)
        said = {one.get_id() for one in mine.optional}
        mine.optional += [one for one in other.optional if one.get_id() not in said]
        return found

    def _dated(self) -> list[Formula]:
        """Return how the day of receipt gives each side's reference date."""
        deposit = self.symbols.facts[DEPOSIT]
        found = [any_of(self._received_in(view) for view in self.views)]
        for view, reference in zip(self.views, self._days, strict=True):
            start, end = view.edition.start, view.edition.end
            early, late = deposit.key < _key(start), deposit.key > _key(end)
            nearest = [
                terms.implies(early, _is(reference, terms.day_of(start))),
                terms.implies(late, _is(reference, terms.day_of(end))),
                any_of((early, late, _is(reference, deposit))),
            ]
            found += [terms.implies(self._nearest, one) for one in nearest]
            found.append(terms.implies(self._same, _is(reference, deposit)))
            if view.window.start > start:
                found.append(deposit.key >= _key(view.window.start))
            if view.window.end < end:
                found.append(deposit.key <= _key(view.window.end))
        return found

    def _received_in(self, view: View) -> Formula:
        deposit = self.symbols.facts[DEPOSIT]
        return all_of((deposit.key >= _key(view.edition.start),
                       deposit.key <= _key(view.edition.end)))  # fmt: skip

    # -- what engines say -------------------------------------------------------------------------

    def _replayed(self, model: z3.ModelRef) -> Witness:
        data = written(self.symbols, model)
        seen, faults = [], []
        for encoding, view, reference in zip(
            (self.one, self.two), self.views, self._days, strict=True
        ):
            foreseen = _foreseen(encoding, model, day(model, reference))
            dossier = Dossier.model_validate(data, context=view.measure.context)
            for engine in available():
                found = view.measure.screen(
                    dossier, on=foreseen.on, edition=view.edition.id, engine=engine
                )
                faults += _disagreements(foreseen, found, engine)
            seen.append(foreseen)
        if faults:
            raise InferenceError(faults)
        return Witness(data, (seen[0], seen[1]))


class _Plain(Seeker):
    """Prefers figures that rules name, then round ones, large rather than tiny; near years."""

    years: tuple[int, ...] = ()

    def model(self) -> z3.ModelRef | None:
        """Return the least dossier, in a commune like most where one must be told."""
        found = self._model()
        if found is None:
            return None
        unsaid, *said = [guard for _, guard in self._symbols.places]
        if said and self._model(unsaid) is None:
            likely = next(guard for guard in reversed(said) if self._model(guard) is not None)
            self._assumed.append(likely)
        return super().model()

    def _least(self, model: z3.ModelRef) -> z3.ModelRef:
        """Leave unsaid all that can be, each in its turn: the same whatever model comes first."""
        for said in (*self._symbols.there, *self._symbols.optional):
            if holds(model, said):
                found = self._model(no(said))
                if found is None:
                    self._assumed.append(said)
                    continue
                model = found
            self._assumed.append(no(said))
        return model

    def _figures(self, kind: FactType) -> list[int]:
        unit = 10**kind.scale
        named = [value for value in super()._figures(kind) if value not in {0, unit}]
        powers = range(6, -1, -1) if kind.scale == CENTS else range(4)
        return [*named, *(head * 10**power * unit for power in powers for head in (1, 5, 2)), 0]

    def _preferred(
        self, model: z3.ModelRef, value: Any, kind: FactType | None
    ) -> list[tuple[terms.Term, list[int]]]:
        found = super()._preferred(model, value, kind)
        if isinstance(value, Day) and found:
            return [(value.year, list(self.years)), *found]
        if isinstance(value, Number) and value.known is True:
            # Absent, it is nothing: said only where it matters.
            return [(term, [0, *figures]) for term, figures in found]
        return found


def _vocabulary(view: View) -> Vocabulary:
    return Vocabulary.of([view.measure.program(view.edition, view.window.start)])


def _classes(
    one: Measure, two: Measure, vocabulary: Vocabulary
) -> tuple[tuple[Class, ...], tuple[Class, ...]]:
    """Return the classes of sites of each side, of the same communes."""
    if one is two:
        found = places(one, vocabulary)
        return found, found
    return places_of_both(one, two, vocabulary)


def _day(name: str) -> Day:
    return Day(True, *(z3.Int(f"{name}.{part}") for part in ("annee", "mois", "jour")))


def _is(one: Day, two: Day) -> Formula:
    parts = ((one.year, two.year), (one.month, two.month), (one.day, two.day))
    return all_of(terms.equal(mine, other) for mine, other in parts)


def _key(value: date) -> int:
    key: int = terms.day_of(value).key
    return key


def _only_common(one: Any, two: Any) -> list[Formula]:
    """Return that a fact has no value that one side alone knows."""
    if isinstance(one, Choice | Held) and isinstance(two, Choice | Held):
        pairs = ((one.values, two.values), (two.values, one.values))
        return [no(guard) for mine, other in pairs for value, guard in mine.items()
                if value not in other and not isinstance(guard, bool)]  # fmt: skip
    return []


def _foreseen(encoding: Encoding, model: z3.ModelRef, on: date) -> Seen:
    statuses = {
        name: next(s for s, one in encoding.status(name).items() if holds(model, one))
        for name in encoding.criteria
    }
    return Seen(on, statuses, next(v for v, f in encoding.verdict().items() if holds(model, f)))


def _disagreements(seen: Seen, found: Decision, engine: str) -> list[Fault]:
    said = {name: item.statut for name, item in found.criteres.items()}
    expected = {**seen.statuses, "verdict": seen.verdict}
    given: dict[str, str] = {**said, "verdict": found.verdict}
    return [
        Fault("preuve.desaccord", params={"regle": name, "moteur": engine,
              "trouve": given.get(name) or "—", "prevu": status})
        for name, status in expected.items()
        if given.get(name) != status
    ]  # fmt: skip


def differ(one: Mapping[Any, Formula], two: Mapping[Any, Formula]) -> Formula:
    """Return when what excludes each other on both sides is not the same."""
    return any_of(
        all_of((formula, no(two.get(key, False)))) for key, formula in one.items()
    )  # fmt: skip
