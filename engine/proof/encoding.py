"""One edition of a rule book as formulas, and the solver that answers questions about them.

>>> encoding = Encoding(fondsvert.load(), "2025")                       # doctest: +SKIP
>>> refused = encoding.status("PRJ-04")["non_satisfait"]                # doctest: +SKIP
>>> encoding.find(refused)                          # the least dossier    # doctest: +SKIP
{'reference': 'PREUVE', 'date_depot': '2025-03-12', 'financement': {'depenses': []}}

A formula is a Python ``bool`` or a Z3 Boolean term. ``None`` from :meth:`Encoding.check` or
:meth:`Encoding.find` is a proof that no dossier is such, among all that the schema allows and whose
lists have at most ``lines`` lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import z3

from ..errors import Fault, InferenceError
from ..rulebook.expression import And, Compare, Const, Expr, Fact, Not, Or
from ..rulebook.model import Edition, Status
from . import terms
from .expressions import OPERATORS
from .places import Class
from .rules import STATUSES, Rules
from .solving import decides, solver_of
from .stated import Stated
from .symbols import DEPOSIT, REFERENCE, Symbols
from .terms import Choice, Formula, all_of, any_of
from .vocabulary import Vocabulary
from .witness import Seeker

if TYPE_CHECKING:
    from ..measure import Measure

LINES = 3
"""How many lines a list of a dossier may have, unless told: see the decision record."""


class Window(NamedTuple):
    """Days of an edition on which every figure is the same, both included."""

    start: date
    end: date


def windows(measure: Measure, edition: Edition) -> tuple[Window, ...]:
    """Return the windows of an edition, in order: one, where no figure changes under way."""
    starts = {edition.start}
    for parameter in measure.book.parameters.values():
        for period in parameter.periods:
            starts.add(period.start)
            if period.end is not None:
                starts.add(period.end + timedelta(days=1))
    inside = sorted(day for day in starts if edition.covers(day))
    ends = [day - timedelta(days=1) for day in inside[1:]] + [edition.end]
    found: list[Window] = []
    for start, end in zip(inside, ends, strict=True):
        program = measure.program(edition, start)
        if found and measure.program(edition, found[-1].start) is program:
            found[-1] = Window(found[-1].start, end)
        else:
            found.append(Window(start, end))
    return tuple(found)


def vocabulary_of(measure: Measure, edition: str) -> Vocabulary:
    """Return what an edition reads; merge those of two books to speak of the same dossiers."""
    found = measure.edition(edition)
    return Vocabulary.of(measure.program(found, w.start) for w in windows(measure, found))


class Encoding:
    """The rules of one edition, for the figures of one window or of one day.

    Without ``on``, a dossier is deposited within ``window``, the edition's first by default, and
    the day of deposit is the reference date. With ``on``, the reference date is that day, whatever
    the day of deposit: the edition is then forced, as by ``instruire --edition --date``.

    ``reference`` is given where the reference date is a variable of the caller's, who says what it
    may be, and the day of deposit with it; ``sites``, where the classes of communes are.

    ``vocabulary`` is given where several encodings speak of the same dossier; ``name`` then keeps
    their statuses apart. ``lines`` bounds the lists of a dossier. ``stated`` is given where one
    dossier is spoken of: what it fixes is computed at once, its lists have their own lines.
    ``given`` are values of the caller's, by fact, derived ones included, in place of what the
    dossier or the rules would make of them; what they may be is the caller's to constrain.
    """

    def __init__(
        self,
        measure: Measure,
        edition: str,
        *,
        on: date | None = None,
        window: Window | None = None,
        vocabulary: Vocabulary | None = None,
        lines: int = LINES,
        name: str = "",
        reference: terms.Day | None = None,
        sites: tuple[Class, ...] | None = None,
        stated: Stated | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        self.measure, self.edition, self.on = measure, measure.edition(edition), on
        self.window = window or windows(measure, self.edition)[0]
        self.program = measure.program(self.edition, on or self.window.start)
        self.vocabulary = vocabulary or Vocabulary.of([self.program])
        self.symbols = Symbols(measure, self.vocabulary, lines, sites, stated)
        self.name = name or edition
        deposit = self.symbols.facts[DEPOSIT]
        today = reference or (deposit if on is None else terms.day_of(on))
        self.rules = Rules(self.program, self.symbols, {REFERENCE: today, **(given or {})})
        self._definitions: list[Formula] = []
        if on is None and reference is None:
            first, last = (terms.day_of(day).key for day in self.window)
            self._definitions += [deposit.key >= first, deposit.key <= last]
        self._literals: dict[int, tuple[Formula, Formula]] = {}
        self._solver: z3.Solver | None = None
        self.criteria = tuple(bound.criterion.id for bound in self.program.criteria)
        self._statuses = {criterion: self._status(criterion) for criterion in self.criteria}
        self._verdicts = self._named("verdict", self._verdict())
        statuses = {
            f"statut.{name.replace('-', '_')}": Choice({str(k): f for k, f in found.items()})
            for name, found in self._statuses.items()
        }
        self.conclusions = {"verdict": Choice(self._verdicts), **statuses}
        self.rules.concluded(self.conclusions)

    # -- formulas -------------------------------------------------------------------------

    def status(self, criterion: str) -> Mapping[Status, Formula]:
        """Return when each status is the one that a decision shows, opinions heard."""
        return self._statuses[criterion]

    def computed(self, criterion: str) -> Mapping[Status, Formula]:
        """Return when each status is the one that the rules give, opinions aside."""
        return self.rules.computed(criterion)

    def verdict(self) -> Mapping[str, Formula]:
        """Return when each verdict is given."""
        return self._verdicts

    def known(self, path: str) -> Formula:
        """Return whether a fact is known: of the dossier, of its place, or derived."""
        found = self.value(path)
        return found.known

    def value(self, path: str) -> Any:
        """Return the value of a fact by its kind: see :mod:`.terms`.

        Raises KeyError where no rule reads the fact: it makes no difference.
        """
        derived = {item.path: item.type for item in self.program.derived}
        if path == REFERENCE:
            return self.rules.fact(path, self.program.book.facts[path])
        kind = derived[path] if path in derived else self.vocabulary.facts[path]
        return self.rules.fact(path, kind)

    def opinion(self, criterion: str) -> Choice:
        """Return the opinion of a person on a criterion, if any."""
        return self.symbols.opinion(criterion)

    def line(self, table: str, line: str) -> Mapping[Status, Formula]:
        """Return when each status is that of a line of a table."""
        return self.rules.line(table, line)

    def condition(self, expr: Expr) -> terms.Truth:
        """Return any condition of the rule language, parameters bound, over this dossier."""
        return self.rules.reader.truth(expr)

    @property
    def constraints(self) -> list[Formula]:
        """What every dossier respects, and what the names of statuses stand for.

        To be added to a solver of one's own; those of two encodings may be added together.
        """
        return [*self.symbols.constraints, *self._definitions]

    # -- questions ------------------------------------------------------------------------

    def solver(self) -> z3.Solver:
        """Return a new solver that knows the constraints, to be pushed and popped at will."""
        return solver_of(self.constraints)

    def literal(self, formula: Formula) -> Formula:
        """Return a name for a formula, that a solver can assume at no cost."""
        if isinstance(formula, bool) or _is_literal(formula):
            return formula
        key = formula.get_id()
        if key not in self._literals:
            name = z3.Bool(f"{self.name}/{len(self._literals)}")
            self._literals[key] = (formula, name)
            self._define(name == formula)
        return self._literals[key][1]

    def possible(self, *formulas: Formula) -> bool:
        """Whether some dossier makes all formulas hold.

        Raises :class:`InferenceError` when the solver gives up.
        """
        assumed = [self.literal(formula) for formula in formulas]
        if any(one is False for one in assumed):
            return False
        return decides(self._own(), [one for one in assumed if one is not True])

    def check(self, *formulas: Formula) -> z3.ModelRef | None:
        """Return a dossier, as a model, for which all formulas hold; None: there is none.

        Raises as :meth:`possible`, which costs less where the answer alone matters.
        """
        return self._own().model() if self.possible(*formulas) else None

    def find(self, *formulas: Formula) -> dict[str, Any] | None:
        """Return the least dossier, as plain data, for which all formulas hold; None: none does.

        No fact can be taken from it and the formulas still hold.
        """
        assumed = [one for one in map(self.literal, formulas) if one is not True]
        if any(one is False for one in assumed):
            return None
        return Seeker(self.symbols, self._own(), assumed).dossier()

    # -- how they are made ------------------------------------------------------------------

    def _own(self) -> z3.Solver:
        if self._solver is None:
            self._solver = self.solver()
        return self._solver

    def _define(self, formula: Formula) -> None:
        self._definitions.append(formula)
        if self._solver is not None:
            self._solver.add(formula)

    def _named(self, label: str, found: Mapping[Any, Formula]) -> dict[Any, Formula]:
        """Return each formula under a name that can be read in a model; one dossier needs none."""
        if self.symbols.stated is not None:
            return dict(found)
        named: dict[Any, Formula] = {}
        for key, formula in found.items():
            named[key] = formula
            if not isinstance(formula, bool):
                named[key] = z3.Bool(f"{self.name}/{label}={key}")
                self._define(named[key] == formula)
        return named

    def _status(self, criterion: str) -> dict[Status, Formula]:
        computed = self.rules.computed(criterion)
        judged = computed["a_apprecier"]
        if judged is not False:
            opinion = self.symbols.opinion(criterion)
            heard = {"satisfait": opinion.is_("favorable"),
                     "non_satisfait": opinion.is_("defavorable")}  # fmt: skip
            for status, given in heard.items():
                computed[status] = any_of((computed[status], all_of((judged, given))))  # type: ignore[index]
            computed["a_apprecier"] = all_of((judged, terms.no(opinion.known)))
        return self._named(criterion, computed)

    def _verdict(self) -> dict[str, Formula]:
        found: dict[str, Formula] = {}
        before: Formula = True
        for verdict in self.program.verdicts:
            holds = True if verdict.condition is None else self._count(verdict.condition)
            found[verdict.id] = all_of((before, holds))
            before = all_of((before, terms.no(holds)))
        return found

    def _count(self, expr: Expr) -> Formula:
        """Return a condition on how many criteria have each status; all counts are known."""
        match expr:
            case And(parts):
                return all_of(self._count(part) for part in parts)
            case Or(parts):
                return any_of(self._count(part) for part in parts)
            case Not(part):
                return terms.no(self._count(part))
            case Const(bool(value), _):
                return value
            case Compare(">", Fact(path), Const(0, _)):
                return any_of(self._having(path))
            case Compare("==" | "<=", Fact(path), Const(0, _)):
                return terms.no(any_of(self._having(path)))
            case Compare(op, left, right):
                return OPERATORS[op](self._figure(left), self._figure(right))
        raise InferenceError([Fault("preuve.sans_formule", params={"forme": type(expr).__name__})])

    def _having(self, path: str) -> list[Formula]:
        status = path.removeprefix("bilan.")
        return [found[status] for found in self._statuses.values() if status in STATUSES]

    def _figure(self, expr: Expr) -> terms.Term:
        if isinstance(expr, Fact):
            return terms.total(terms.either(one, 1, 0) for one in self._having(expr.path))
        return self.rules.reader.number(expr).term


def _is_literal(formula: Formula) -> bool:
    inner = formula.arg(0) if z3.is_not(formula) else formula
    return bool(z3.is_const(inner))
