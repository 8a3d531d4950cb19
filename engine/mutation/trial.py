"""The scenarios of a measure, screened once; then each mutant: which of them contradicts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..decision import deadlines
from ..dossier import Dossier
from ..errors import Fault, InputError, Where
from ..inference.program import Findings, Program, bind_criterion
from ..inference.reference import ReferenceEvaluator
from ..inference.tables import bind_tables
from ..rulebook.model import Edition
from .frame import Delta, Frame
from .mutant import Mutant
from .sentences import Case, Played
from .watch import Watch, watches

if TYPE_CHECKING:
    from ..measure import Measure


@dataclass(frozen=True, slots=True)
class Screened:
    """A case as the rules find it: what is stated of it, and what it comes to."""

    case: Case
    dossier: Dossier
    measure: Measure
    edition: Edition | None
    program: Program | None
    found: Findings | None
    watched: tuple[Watch, ...]

    @property
    def slow(self) -> bool:
        """Whether something is stated that only the whole decision tells."""
        return any(watch.sort == "lent" for watch in self.watched)


class Trial:
    """The scenarios as the rule book finds them, ready for mutants."""

    def __init__(self, measure: Measure, played: Played) -> None:
        self.measure, self.book, self.played = measure, measure.book, played
        self._listed: dict[tuple[bool, bool], Measure] = {}
        self.frames: dict[int, Frame] = {}
        self._attested: set[int] = set()
        self.screened = [self._screened(case) for case in played.cases]

    def listed(self, *, national: bool, afr: bool) -> Measure:
        """Return the measure with the lists of the scenarios that are asked for."""
        key = (national, afr)
        if key not in self._listed:
            found = self.measure
            if any(key):
                found = self.played.lists(national=national, afr=afr).reading(self.book)
            self._listed[key] = found
        return self._listed[key]

    def _screened(self, case: Case) -> Screened:
        measure = self.listed(national=case.national, afr=case.afr)
        dossier = Dossier.model_validate(case.data, context=measure.context)
        reference = case.options.get("on") or dossier.date_depot
        forced = case.options.get("edition")
        book = self.book
        edition = book.edition_on(reference) if forced is None else measure.edition(forced)
        watched = tuple(dict.fromkeys(w for _, w in watches(said.text for said in case.said)))
        if edition is None:
            return Screened(case, dossier, measure, None, None, None, watched)
        _, facts = measure.facts(dossier, reference)
        program = self.measure.program(edition, reference)
        frame = self.frames.get(id(program))
        if frame is None:
            frame = self.frames[id(program)] = Frame.of(program)
        found = self._evaluator(program).infer(facts)
        return Screened(case, dossier, measure, edition, program, found, watched)

    def _evaluator(self, program: Program) -> ReferenceEvaluator:
        found = self.measure.evaluator(program, "reference")
        assert isinstance(found, ReferenceEvaluator)  # noqa: S101 — told apart by its name
        return found

    # -- mutants --------------------------------------------------------------------------------

    def killer(self, mutant: Mutant, first: str = "") -> str:
        """Return the place of a scenario that contradicts a mutant; empty: none does.

        ``first`` is the place of one that did before. Raises :class:`InputError` where that
        scenario is not true of the rule book either.
        """
        found = _Run(self, mutant).killer(first)
        if found is None:
            return ""
        self._attest(found)
        return found.case.place

    def _attest(self, one: Screened) -> None:
        """Check that a scenario is true of the rule book as it is: else it proves nothing.

        Raises :class:`InputError`.
        """
        place = id(one)
        if place in self._attested:
            return
        if phrase := untrue(one, one.measure, self.played):
            where = Where(one.case.file, one.case.line)
            raise InputError([Fault("mutation.scenario_faux", where, {"phrase": phrase})])
        self._attested.add(place)


class _Run:
    def __init__(self, trial: Trial, mutant: Mutant) -> None:
        self.trial, self.mutant = trial, mutant
        self.book = mutant.make(trial.book)
        self._frames: dict[int, Frame] = {}
        self._measures: dict[int, Measure] = {}
        self._own = trial.measure.reading(self.book)

    def killer(self, first: str) -> Screened | None:
        # Who saw it before, then those that are about it: most mutants need look no further.
        cases = sorted(
            self.trial.screened,
            key=lambda one: (one.case.place != first, self.mutant.rule not in one.case.tags),
        )
        waiting: list[Screened] = []
        for one in cases:
            if self.mutant.sort == "edition":
                if self._edition_differs(one):
                    waiting.append(one)
                continue
            if self._seen(one, waiting):
                return one
        for one in waiting:
            if self._contradicted(one):
                return one
        return None

    def _edition_differs(self, one: Screened) -> bool:
        forced = one.case.options.get("edition")
        if forced is not None:
            # PRJ-01 and the texts look at the window itself.
            return bool(forced == self.mutant.unit)
        day = one.case.options.get("on") or one.dossier.date_depot
        found = self.book.edition_on(day)
        return (found and found.id) != (one.edition and one.edition.id)

    def _seen(self, one: Screened, waiting: list[Screened]) -> bool:
        """Whether what is stated of a case is contradicted; those left to see go to ``waiting``."""
        if self.mutant.sort == "delai":
            return self._delayed(one)
        if one.program is None or one.found is None:
            return False
        frame = self._frame(one)
        found = one.found
        delta = frame.delta(found.facts, found.lines, found.results)
        if delta is None:
            if frame.later and one.slow:
                waiting.append(one)
            if self.mutant.sort != "verdict":
                return False
            delta = Delta(found.facts, found.lines, found.results, frozenset())
        if any(self._contradicts(watch, one, delta, frame) for watch in one.watched):
            return True
        if one.slow:
            waiting.append(one)
        return False

    def _delayed(self, one: Screened) -> bool:
        wanted = {watch.name for watch in one.watched if watch.sort == "delai"}
        if not wanted or one.found is None:
            return False
        before, after = (deadlines(b, one.found.facts) for b in (self.trial.book, self.book))
        return any(before.get(name) != after.get(name) for name in wanted)

    def _frame(self, one: Screened) -> Frame:
        assert one.program is not None  # noqa: S101 — a case without an edition has no frame
        assert one.edition is not None  # noqa: S101
        base = self.trial.frames[id(one.program)]
        if self.mutant.sort == "critere":
            if id(one.program) not in self._frames:
                self._frames[id(one.program)] = self._of_criterion(one, base)
            return self._frames[id(one.program)]
        if self.mutant.sort == "table" and self.mutant.unit in base.program.tables:
            if id(one.program) not in self._frames:
                self._frames[id(one.program)] = self._of_table(base)
            return self._frames[id(one.program)]
        # A day may have another program than its neighbours that share one in the rule book.
        reference = one.case.options.get("on") or one.dossier.date_depot
        program = self._own.program(one.edition, reference)
        if id(program) not in self._frames:
            self._frames[id(program)] = Frame.of(program, base)
        return self._frames[id(program)]

    def _of_table(self, base: Frame) -> Frame:
        """Return the frame of the mutant, of which some lines of one table alone differ."""
        program, name = base.program, self.mutant.unit
        before, after = self.trial.book.tables[name], self.book.tables[name]
        kept = () if before.applies != after.applies else before.lines
        lines = tuple(line for line in after.lines if line not in kept)
        part = after._replace(lines=lines)
        bound = bind_tables([part], program.figures, program.derived, program.definitions)[name]
        new = {one.line.id: one for one in bound.lines}
        whole = tuple(new.get(one.line.id, one) for one in program.tables[name].lines)
        table = replace(bound, table=after, lines=whole)
        tables = {**program.tables, name: table}
        return Frame.of(replace(program, book=self.book, tables=tables), base)

    def _of_criterion(self, one: Screened, base: Frame) -> Frame:
        assert one.edition is not None  # noqa: S101
        edition = self.book.editions[one.edition.id]
        name = self.mutant.rule
        changed = next((c for c in self.book.criteria_of(edition) if c.id == name), None)
        if changed is None:
            return base
        bound = bind_criterion(changed, edition, base.program.figures, self.book)
        return base.with_criterion(bound)

    def _contradicts(self, watch: Watch, one: Screened, delta: Delta, frame: Frame) -> bool:
        found = one.found
        assert found is not None  # noqa: S101
        match watch.sort:
            case "critere":
                name = watch.name
                if name not in delta.changed:
                    return False
                if watch.output and delta.results[name].status != found.results[name].status:
                    return True
                return _heard(one, name, delta.results) != _heard(one, name, found.results)
            case "verdict":
                base = self.trial.frames[id(one.program)]
                return _verdict(one, delta.results, frame) != _verdict(one, found.results, base)
            case "refus":
                return any(_heard(one, n, delta.results) == "non_satisfait" for n in delta.changed)
            case "retour":
                path = self.book.returns.get(watch.name, "")
                return bool(delta.facts.get(path) != found.facts.get(path))
            case "regime" | "montant":
                return self._of_regime(watch, found, delta)
        return False

    def _of_regime(self, watch: Watch, found: Findings, delta: Delta) -> bool:
        table = self.book.roles.get("aide", "")
        if table not in delta.lines or watch.name not in delta.lines[table]:
            return False
        if watch.sort == "regime":
            one, two = (lines[table][watch.name] for lines in (delta.lines, found.lines))
            return one.status != two.status
        rows = [
            next(row for row in facts[table] if row["id"] == watch.name)
            for facts in (delta.facts, found.facts)
        ]
        return bool(rows[0].get(watch.output) != rows[1].get(watch.output))

    def _contradicted(self, one: Screened) -> bool:
        """Whether the whole decision contradicts what is stated, sentence by sentence."""
        key = id(one.measure)
        if key not in self._measures:
            self._measures[key] = one.measure.reading(self.book)
        try:
            return bool(untrue(one, self._measures[key], self.trial.played))
        except (KeyError, ArithmeticError):
            # No rule book would be so: a figure is missing on that day.
            return True


def untrue(one: Screened, measure: Measure, played: Played) -> str:
    """Return the first sentence on a result that the decision of a measure contradicts, if any."""
    results = {text for text, _ in watches(said.text for said in one.case.said)}
    situation = played.situation()
    situation.decision = measure.screen(one.dossier, engine="reference", **one.case.options)
    for said in one.case.said:
        try:
            said.check(situation)
        except (AssertionError, StopIteration, AttributeError):
            if said.text.replace("’", "'") in results:
                return said.text
    return ""


def _heard(one: Screened, name: str, results: Mapping[str, Any]) -> str:
    status: str = results[name].status
    opinion = (one.dossier.appreciations or {}).get(name)
    if status != "a_apprecier" or opinion is None or opinion.avis is None:
        return status
    return "satisfait" if opinion.avis == "favorable" else "non_satisfait"


def _verdict(one: Screened, results: Mapping[str, Any], frame: Frame) -> str:
    statuses = [_heard(one, name, results) for name in results]
    counts = {
        f"bilan.{status}": statuses.count(status)
        for status in ("non_satisfait", "indetermine", "a_apprecier")
    }
    return next(name for name, holds in frame.verdicts if holds(counts, None))
