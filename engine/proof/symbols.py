"""A variable for each fact of a dossier, and what the schema asks of them.

Every model of the constraints is a dossier that is read without a fault; see
:mod:`.witness` for the way back. Names of variables are those of the facts, so that two encodings
over the same vocabulary speak of the same dossier.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

import z3

from ..dossier import Avis
from ..dossier_types import FIRST_YEAR, LAST_YEAR, MAX_NUMBER, SIGNIFICANT_DIGITS
from ..values import BOOL, MILLIONTHS, PURE, FactType
from . import terms
from .places import OTHER, Class, activities, kept, places
from .stated import Stated, constant
from .terms import Choice, Day, Formula, Held, Line, Lines, Number, Truth, all_of, any_of
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    from ..measure import Measure

ADVANCE = "financement.avance_demandee"
NO_COMMITMENT = "projet.aucun_engagement"
COMMITMENT = "projet.date_premier_engagement"
DEPOSIT = "date_depot"
REFERENCE = "date_reference"
OPINIONS: tuple[str, ...] = get_args(get_args(Avis)[0])
AVIS = FactType("enum", values=OPINIONS)
ALWAYS = frozenset({"reference", DEPOSIT, ADVANCE})
"""Facts that are known whatever the dossier says."""
SIRET = "73282932000074"
SAMPLE: Mapping[str, str] = {"porteur.siret": SIRET, "financement.regime": "autre"}
"""A code that reads without a fault and that no rule tells from another."""


class Symbols:
    """The variables of a vocabulary, and the constraints on them."""

    def __init__(
        self,
        measure: Measure,
        vocabulary: Vocabulary,
        lines: int,
        sites: tuple[Class, ...] | None = None,
        stated: Stated | None = None,
    ) -> None:
        self.vocabulary, self.lines, self.stated = vocabulary, lines, stated
        self.constraints: list[Formula] = []
        self.facts: dict[str, Any] = {}
        self.optional: list[Formula] = []
        """What a dossier does not need to say: a witness says as little of it as it can."""
        self.there: list[Formula] = []
        """The lines of lists: a witness has as few as it can, before its lines say little."""
        site, activity = self._stated("projet.commune"), self._stated("porteur.code_naf")
        self.places = self._classes("projet.commune", sites or site or places(measure, vocabulary))
        self.activities = self._classes("porteur.code_naf", activity or activities(vocabulary))
        self._regimes = measure.book.regimes
        self.opinions: dict[str, Choice] = {}
        decided = {REFERENCE, *vocabulary.of_site, *vocabulary.of_activity}
        for path, kind in vocabulary.facts.items():
            if path not in decided:
                self.facts[path] = self._fact(path, kind)
        if DEPOSIT not in self.facts:
            self.facts[DEPOSIT] = self._day(DEPOSIT)
        for path in vocabulary.of_site:
            self.facts[path] = self._of_class(path, self.places)
        for path in vocabulary.of_activity:
            self.facts[path] = self._of_class(path, self.activities)
        self._across()

    def opinion(self, criterion: str) -> Choice:
        """Return what a person says of a criterion, if anything."""
        if criterion not in self.opinions:
            name = f"appreciations.{criterion}.avis"
            fixed = self.stated is not None and self.stated.fixes(name)
            made = self._fixed(name, AVIS) if fixed else self._choice(name, OPINIONS)
            self.opinions[criterion] = made
        return self.opinions[criterion]

    # -- one variable a fact --------------------------------------------------------------

    def _constrain(self, *formulas: Formula) -> None:
        self.constraints += [formula for formula in formulas if formula is not True]

    def _known(self, path: str) -> Formula:
        if path in ALWAYS:
            return True
        known = z3.Bool(f"{path}?")
        self.optional.append(known)
        return known

    def _fact(self, path: str, kind: FactType) -> Any:
        if self.stated is not None and (self.stated.fixes(path) or path in self.stated.facts):
            return self._said(path, kind, self.stated)
        if kind.kind == "rows":
            return self._rows(path, kind.fields)
        if path == "reference":
            return Choice({OTHER: True})
        return self._simple(path, kind)

    def _simple(self, path: str, kind: FactType) -> Any:
        match kind.kind:
            case "bool":
                return self._truth(path)
            case "number":
                return self._number(path, kind)
            case "date":
                return self._day(path)
            case "set":
                return self._set(path, kind.values)
            case "enum":
                return self._choice(path, kind.values)
            case "code":
                return self._choice(path, self._codes(path))
        return self._choice(path, (OTHER,))

    def _truth(self, path: str) -> Truth:
        yes, no = z3.Bool(f"{path}=oui"), z3.Bool(f"{path}=non")
        self._constrain(terms.at_most_one([yes, no]))
        self.optional += [yes, no]
        return Truth(yes, no)

    def _number(self, path: str, kind: FactType) -> Number:
        known, term = self._known(path), z3.Int(path)
        if kind == PURE:
            self._constrain(term >= FIRST_YEAR, term <= LAST_YEAR)
            return Number(known, term)
        top = MAX_NUMBER * 10**kind.scale
        self._constrain(term <= top, term >= (-top if kind.signed else 0))
        if kind.scale == MILLIONTHS:
            # No more digits than a JSON number keeps: a very large quantity is a round one.
            coarse = 10 ** (len(str(top)) - 1 - SIGNIFICANT_DIGITS)
            round_ = term == z3.Int(f"{path}/{coarse}") * coarse
            self._constrain(any_of((term < 10**SIGNIFICANT_DIGITS, round_)))
        return Number(known, term)

    def _day(self, path: str) -> Day:
        known = self._known(path)
        year, month, day = (z3.Int(f"{path}.{part}") for part in ("annee", "mois", "jour"))
        short = any_of(month == number for number in (4, 6, 9, 11))
        leap = all_of((year % 4 == 0, year != 1900, year != 2100))
        self._constrain(
            year >= FIRST_YEAR, year <= LAST_YEAR, month >= 1, month <= 12, day >= 1, day <= 31,
            terms.implies(short, day <= 30),
            terms.implies(month == 2, all_of((day <= 29, any_of((day <= 28, leap))))),
        )  # fmt: skip
        return Day(known, year, month, day)

    def _set(self, path: str, values: Iterable[str]) -> Held:
        held = {value: z3.Bool(f"{path}~{value}") for value in values}
        known = self._known(path)
        self._constrain(*(terms.implies(one, known) for one in held.values()))
        self.optional += held.values()
        return Held(known, held)

    def _choice(self, path: str, values: Iterable[str]) -> Choice:
        found = {value: z3.Bool(f"{path}={value}") for value in values}
        self._constrain(terms.at_most_one(list(found.values())))
        self.optional += found.values()
        return Choice(found)

    def _codes(self, path: str) -> tuple[str, ...]:
        """Return the codes of a fact that rules tell apart, and one that stands for all others."""
        if path == "financement.regime" and self._regimes:
            return self._regimes
        told = self.vocabulary.codes.get(path) or frozenset()
        sample = SAMPLE.get(path, OTHER)
        return tuple(dict.fromkeys((*sorted(told), sample)))

    # -- what a dossier says --------------------------------------------------------------

    def _said(self, path: str, kind: FactType, stated: Stated) -> Any:
        """Return a fact that is given, or known not to be."""
        given = stated.facts.get(path)
        if kind.kind == "rows":
            return self._said_rows(path, kind.fields, given)
        if stated.fixes(path):
            return self._fixed(path, kind)
        if kind.kind == "set" and given is not None:
            more = self._set(path, [one for one in kind.values if one not in given])
            return Held(known=True, values={**dict.fromkeys(given, True), **more.values})
        return self._simple(path, kind)

    def _fixed(self, path: str, kind: FactType) -> Any:
        return constant(kind, None if self.stated is None else self.stated.facts.get(path))

    def _said_rows(
        self, path: str, fields: Mapping[str, FactType], given: tuple[Mapping[str, Any], ...] | None
    ) -> Lines:
        """Return a list whose lines are those given; a cell of theirs may be open."""
        if given is None:
            return Lines(known=False)
        read = self.vocabulary.columns.get(path, frozenset())
        wanted = {name: kind for name, kind in fields.items() if name in read or name == "annee"}
        lines = []
        for rank, line in enumerate(given):
            cells = {}
            for name, kind in wanted.items():
                cell = f"{path}[{rank}].{name}"
                fixed = self.stated is None or self.stated.fixes(cell)
                cells[name] = constant(kind, line[name]) if fixed else self._simple(cell, kind)
            lines.append(Line(there=True, cells=cells))
        return Lines(known=True, lines=tuple(lines))

    def _stated(self, code: str) -> tuple[Class, ...] | None:
        """Return the only class there is where a dossier says the code, or is known not to."""
        if self.stated is None or not self.stated.fixes(code):
            return None
        facts, wanted = self.stated.facts, self.vocabulary.of_site
        if code != "projet.commune":
            wanted = self.vocabulary.of_activity
        told = {p: kept(self.vocabulary, p, facts[p]) for p in wanted if p in facts}
        return (Class(facts.get(code), told),)

    # -- lists ----------------------------------------------------------------------------

    def _rows(self, path: str, fields: Mapping[str, FactType]) -> Lines:
        known = self._known(path)
        read = self.vocabulary.columns.get(path, frozenset())
        lines: list[Line] = []
        there: Formula = known
        room = max(self.lines, self.vocabulary.latest.get(path, 0))
        presents = [z3.Bool(f"{path}[{rank}]") for rank in range(room)]
        self.there += reversed(presents)
        for rank, present in enumerate(presents):
            self._constrain(terms.implies(present, there))
            cells = {
                name: self._cell(f"{path}[{rank}].{name}", name, kind, present)
                for name, kind in fields.items()
                if name in read or name == "annee"
            }
            lines.append(Line(present, cells))
            there = present
        if "annee" in fields:
            years = [(line.there, line.cells["annee"].term) for line in lines]
            for rank, (one, year) in enumerate(years):
                for other, same in years[:rank]:
                    both = all_of((one, other))
                    self._constrain(terms.implies(both, year != same))
        return Lines(known, tuple(lines))

    def _cell(self, path: str, name: str, kind: FactType, present: Formula) -> Any:
        if name == "annee":
            number = self._number(path, kind)
            self.optional.pop()
            self._constrain(number.known == present)
            return number
        if name == "fonds_vert" and kind == BOOL:
            # Absent on a line means no: the other telling absence.
            yes = z3.Bool(f"{path}=oui")
            self.optional.append(yes)
            self._constrain(terms.implies(yes, present))
            return Truth(yes, all_of((present, terms.no(yes))))
        return self._simple(path, kind)

    # -- what a code decides --------------------------------------------------------------

    def _classes(self, name: str, classes: tuple[Class, ...]) -> tuple[tuple[Class, Formula], ...]:
        if len(classes) == 1:
            return ((classes[0], True),)
        guards = [z3.Bool(f"{name}={one.code}") for one in classes]
        self._constrain(any_of(guards), terms.at_most_one(guards))
        self.optional += guards[1:]
        return tuple(zip(classes, guards, strict=True))

    def _of_class(self, path: str, classes: tuple[tuple[Class, Formula], ...]) -> Any:
        values = terms.gathered(
            (one.facts[path], guard) for one, guard in classes if path in one.facts
        )
        if self.vocabulary.facts[path].kind == "bool":
            return Truth(values.get(True, False), values.get(False, False))
        return Choice(values)

    # -- between fields -------------------------------------------------------------------

    def _across(self) -> None:
        """What the schema asks of two fields together."""
        start, end = self.facts.get("projet.date_debut"), self.facts.get("projet.date_fin")
        if start is not None and end is not None:
            both = all_of((start.known, end.known))
            self._constrain(terms.implies(both, end.key >= start.key))
        commitment, none = self.facts.get(COMMITMENT), self.facts.get(NO_COMMITMENT)
        if commitment is not None and none is not None:
            # The date of a first commitment alone says that there is one.
            self._constrain(terms.implies(commitment.known, none.no))


def dated(day: Day, value: date) -> Formula:
    """Return that a date is this one."""
    return all_of((day.year == value.year, day.month == value.month, day.day == value.day))
