"""A mutant that no scenario contradicts: a dossier that would, or the proof that none does.

The mutant's rules are read over the same variables as the rule book's: what may differ is what a
decision shows of criteria, of lines of tables, of amounts, of the facts given back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from ..aid import CEILING, INDICATIVE, JUDGED, RATE
from ..audit.supposed import FROM_LISTS
from ..errors import InferenceError
from ..inference.program import Program, bind_criterion
from ..inference.tables import BoundLine
from ..orientation import REASON
from ..proof import terms
from ..proof.encoding import Encoding, Window, windows
from ..proof.rules import Rules
from ..proof.solving import solver_of
from ..proof.symbols import DEPOSIT, REFERENCE
from ..proof.terms import Formula, Span, Truth, all_of, any_of
from ..proof.vocabulary import Vocabulary
from ..proof.witness import Seeker
from ..rulebook.expression import Expr, bind
from ..rulebook.model import Edition, RuleBook, Slot
from .frame import Frame
from .mutant import Mutant

if TYPE_CHECKING:
    from ..measure import Measure

SHOWN = (RATE, CEILING, INDICATIVE, JUDGED, "montant")
"""The numbers of a line that a decision shows."""
OUTSIDE = ("aide.", "echeance.")
"""Facts that only a decision makes: the solver does not see them."""


class Found(NamedTuple):
    """A dossier that tells a mutant from the rule book, and how it must be screened.

    ``on`` and ``edition`` are given where they are forced; ``listed`` where lists are loaded.
    """

    dossier: Mapping[str, Any]
    on: date | None
    edition: str
    listed: bool


class Context(NamedTuple):
    """Dossiers of an edition: of a window, or of a day that is forced."""

    measure: Measure
    edition: Edition
    window: Window | None
    on: date | None
    listed: bool


class Judge:
    """Asks the solver about mutants; what is encoded once serves them all."""

    def __init__(self, measure: Measure, lists: Callable[[], Measure]) -> None:
        self.measure, self.book, self._lists = measure, measure.book, lists
        self._encodings: dict[tuple[object, ...], Encoding] = {}
        self._vocabularies: dict[tuple[object, ...], Vocabulary] = {}

    def witness(self, mutant: Mutant) -> Found | None:
        """Return a dossier that tells the mutant from the rule book; None: proved, none does.

        Raises :class:`InferenceError` where the solver gives up, or cannot see what is changed.
        """
        book = mutant.make(self.book)
        if mutant.sort == "edition":
            return self._at_the_edge(mutant, book)
        blind = False
        for context in self._contexts(mutant):
            found, unseen = self._asked(mutant, book, context)
            if found is not None:
                return found
            blind = blind or unseen
        if blind:
            raise InferenceError([])
        return None

    # -- where to look --------------------------------------------------------------------------

    def _contexts(self, mutant: Mutant) -> Iterator[Context]:
        plain = list(self._of_measure(self.measure, mutant, listed=False))
        yield from plain
        read = {path for c in plain for path in self._vocabulary(c).facts}
        if read & FROM_LISTS:
            yield from self._of_measure(self._lists(), mutant, listed=True)

    def _of_measure(self, measure: Measure, mutant: Mutant, *, listed: bool) -> Iterator[Context]:
        for edition in self.book.editions.values():
            if mutant.kind == "frontiere":
                for day in mutant.days:
                    if edition.covers(day):
                        yield Context(measure, edition, Window(day, day), None, listed)
                continue
            for window in windows(measure, edition):
                yield Context(measure, edition, window, None, listed)
        for day in () if mutant.kind == "frontiere" else mutant.days:
            for edition in self.book.editions.values():
                yield Context(measure, edition, None, day, listed)

    def _program(self, context: Context) -> Program:
        day = context.on or (context.window.start if context.window else context.edition.start)
        return context.measure.program(context.edition, day)

    def _vocabulary(self, context: Context) -> Vocabulary:
        program = self._program(context)
        key = (context.edition.id, id(program))
        if key not in self._vocabularies:
            self._vocabularies[key] = Vocabulary.of([program], whole=True)
        return self._vocabularies[key]

    # -- what to ask ----------------------------------------------------------------------------

    def _asked(self, mutant: Mutant, book: RuleBook, context: Context) -> tuple[Found | None, bool]:
        """Return a dossier that differs there, if any; and whether the solver could not see all."""
        encoding = self._encoding(context)
        program = self._changed(mutant, book, context)
        frame = Frame.of(program, Frame.of(encoding.program))
        if mutant.sort == "verdict":
            return self._of_verdicts(encoding, book, context), False
        if not frame.altered and not frame.later:
            return None, False
        rules = Rules(program, encoding.symbols, self._given(encoding))
        rules.concluded(encoding.conclusions)
        differences = list(self._differences(encoding, rules, frame))
        found = self._sought(encoding, any_of(differences), context)
        return found, found is None and self._unseen(program, encoding.program)

    def _encoding(self, context: Context) -> Encoding:
        key = (context.listed, context.edition.id, context.window, context.on)
        if key not in self._encodings:
            self._encodings[key] = Encoding(
                context.measure, context.edition.id, on=context.on, window=context.window,
                vocabulary=self._vocabulary(context),
            )  # fmt: skip
        return self._encodings[key]

    def _given(self, encoding: Encoding) -> dict[str, Any]:
        deposit = encoding.symbols.facts[DEPOSIT]
        return {REFERENCE: deposit if encoding.on is None else terms.day_of(encoding.on)}

    def _changed(self, mutant: Mutant, book: RuleBook, context: Context) -> Program:
        """Return the program of the mutant, of which a criterion alone may be bound again."""
        program = self._program(context)
        edition = book.editions[context.edition.id]
        if mutant.sort != "critere":
            measure = context.measure.reading(book)
            day = context.on or (context.window.start if context.window else edition.start)
            return measure.program(edition, day)
        changed = {c.id: c for c in book.criteria_of(edition)}
        criteria = tuple(
            bind_criterion(changed[b.criterion.id], edition, program.figures, book)
            if b.criterion.id == mutant.rule
            else b
            for b in program.criteria
        )
        return replace(program, book=book, criteria=criteria)

    def _differences(self, encoding: Encoding, rules: Rules, frame: Frame) -> Iterator[Formula]:
        reached = frame.reached()
        base, programs = encoding.rules, (encoding.program, frame.program)
        for name in encoding.criteria:
            if name in reached:
                yield from _unlike(base.computed(name), rules.computed(name))
        for path in self.book.returns.values():
            if path in reached:
                yield _facts_differ(encoding.value(path), rules.fact(path, _kind(frame, path)))
        for name, bound in programs[0].tables.items():
            first = bound in programs[0].first_tables
            if first and name not in reached:
                continue
            for one, two in zip(bound.lines, programs[1].tables[name].lines, strict=True):
                statuses = [r.line(name, one.line.id) for r in (base, rules)]
                if name == self.book.roles.get("orientation"):
                    yield all_of((self._worded(base, one), any_of(_unlike(*statuses))))
                    continue
                yield from _unlike(*statuses)
                held = all_of(terms.no(found["non_satisfait"]) for found in statuses)
                yield all_of((held, any_of(_spans_differ(base.given(one), rules.given(two),
                                                         statuses[0]["a_apprecier"]))))  # fmt: skip

    def _worded(self, rules: Rules, bound: BoundLine) -> Formula:
        """Return when an orientation has a reason to give: without one it is not given."""
        found: list[Formula] = []
        for motive in bound.line.texts.get(REASON, ()):
            condition = motive.condition
            holds = True if condition is None else _bound_truth(rules, condition)
            slots = [p for p in motive.text.pieces("fr") if isinstance(p, Slot)]
            figures = rules.program.figures
            known = [rules.fact(p.path, p.type).known for p in slots if p.path not in figures]
            found.append(all_of((holds, *known)))
        return any_of(found)

    def _unseen(self, program: Program, base: Program) -> bool:
        """Whether what is changed rests on what the solver does not see."""
        for name, table in program.tables.items():
            for one, two in zip(table.lines, base.tables[name].lines, strict=True):
                if (one.line.cells, one.line.outputs) == (two.line.cells, two.line.outputs):
                    continue
                told = repr((one.line.cells, one.line.outputs))
                if any(f"path='{prefix}" in told for prefix in OUTSIDE):
                    return True
        return False

    def _sought(self, encoding: Encoding, wanted: Formula, context: Context) -> Found | None:
        if wanted is False:
            return None
        solver = solver_of(encoding.constraints)
        assumed: list[Formula] = []
        if wanted is not True:
            solver.add(wanted)
        dossier = Seeker(encoding.symbols, solver, assumed).dossier()
        if dossier is None:
            return None
        forced = context.edition.id if context.on or context.edition.base else ""
        return Found(dossier, context.on, forced, context.listed)

    def _of_verdicts(self, encoding: Encoding, book: RuleBook, context: Context) -> Found | None:
        other = Encoding(
            context.measure.reading(book), context.edition.id, on=context.on,
            window=context.window, vocabulary=encoding.vocabulary, name="mutant",
        )  # fmt: skip
        wanted = any_of(_unlike(encoding.verdict(), other.verdict()))
        return self._sought(encoding, all_of((wanted, *other.constraints)), context)

    def _at_the_edge(self, mutant: Mutant, book: RuleBook) -> Found | None:
        """Return the dossier received on a day that the change takes from an edition, or gives."""
        for day in mutant.days:
            one, two = self.book.edition_on(day), book.edition_on(day)
            if (one and one.id) != (two and two.id):
                dossier = {"reference": "PREUVE", "date_depot": day.isoformat()}
                return Found(dossier, None, "", listed=False)
        return None


def _bound_truth(rules: Rules, condition: Expr) -> Formula:
    return rules.reader.truth(bind(condition, rules.program.figures)).yes


def _kind(frame: Frame, path: str) -> Any:
    return next(part.of.type for part in frame.derived if part.name == path)


def _unlike(one: Mapping[Any, Formula], two: Mapping[Any, Formula]) -> Iterator[Formula]:
    """Yield, for each answer, that one gives it and the other does not."""
    for key in {**one, **two}:
        yield _xor(one.get(key, False), two.get(key, False))


def _xor(one: Formula, two: Formula) -> Formula:
    if not isinstance(one, bool) and not isinstance(two, bool) and one.eq(two):
        return False
    return any_of((all_of((one, terms.no(two))), all_of((terms.no(one), two))))


def _facts_differ(one: Any, two: Any) -> Formula:
    if isinstance(one, terms.Choice):
        return any_of(_unlike(one.values, two.values))
    if isinstance(one, Truth):
        return any_of((_xor(one.yes, two.yes), _xor(one.no, two.no)))
    if isinstance(one, terms.Number):
        same = terms.equal(one.term, two.term)
        return any_of((_xor(one.known, two.known), all_of((one.known, terms.no(same)))))
    return False


def _spans_differ(
    one: Mapping[str, Span | Truth], two: Mapping[str, Span | Truth], judged: Formula
) -> Iterator[Formula]:
    for name in SHOWN:
        before, after = one.get(name), two.get(name)
        if not isinstance(before, Span) or not isinstance(after, Span):
            continue
        differs = any_of((
            _bounds_differ(before.bounded_low, before.low, after.bounded_low, after.low),
            _bounds_differ(before.bounded_high, before.high, after.bounded_high, after.high),
        ))  # fmt: skip
        yield all_of((judged, differs)) if name == JUDGED else differs


def _bounds_differ(known: Formula, term: Any, also: Formula, other: Any) -> Formula:
    apart = terms.no(terms.equal(term, other))
    return any_of((_xor(known, also), all_of((known, also, apart))))
