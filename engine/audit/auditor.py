"""The audit of a rule book: every question put, every answer shown, every witness replayed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ..dossier import Dossier
from ..errors import InferenceError
from ..messages import template
from ..proof import replay
from ..proof.encoding import LINES, Encoding, Window, windows
from ..proof.vocabulary import Vocabulary
from ..rulebook.model import Edition, RuleBook, Status
from . import pairs, reach
from .finding import Finding, Place, Report
from .gherkin import scenario
from .reach import Question
from .supposed import completed
from .unused import Reads, cited, unread_facts

if TYPE_CHECKING:
    from ..findings import Decision
    from ..measure import Measure


def audit(measure: Measure, *, on: date | None = None, lines: int = LINES) -> Report:
    """Return what is wrong with a rule book, over every dossier that it may be given.

    ``on`` is the day for which sources must be fresh: by default, the later of the end of the last
    edition and of the last day on which a source was checked. Raises :class:`InferenceError` when
    a witness is not what the engines say: a defect of the tool.
    """
    return _Audit(measure, on, lines).report()


class _Audit:
    def __init__(self, measure: Measure, on: date | None, lines: int) -> None:
        self.measure, self.book, self.lines = measure, measure.book, lines
        self.on = on or _latest(self.book)
        self.encodings: list[tuple[Edition, Encoding]] = []
        self.asked = 0
        self.undecided: dict[str, None] = {}

    def report(self) -> Report:
        """Return the findings, those that the rule book explains among them."""
        for edition in self.book.editions.values():
            for window in windows(self.measure, edition):
                encoding = self._encoding(self.measure, edition, window)
                self.encodings.append((edition, encoding))
        found = [*self._impossible(), *self._uncovered(), *self._unused(), *self._sources()]
        findings = tuple(sorted(self._explained(found), key=_order))
        return Report(findings, tuple(self.book.editions), self.lines, self.asked,
                      tuple(self.undecided))  # fmt: skip

    def _encoding(self, measure: Measure, edition: Edition, window: Window) -> Encoding:
        vocabulary = Vocabulary.of([measure.program(edition, window.start)], whole=True)
        return Encoding(measure, edition.id, window=window, vocabulary=vocabulary,
                        lines=self.lines)  # fmt: skip

    # -- what the solver says ---------------------------------------------------------------

    def _impossible(self) -> Iterator[Finding]:
        """Yield what is possible nowhere, or in no window of an edition."""
        met: dict[tuple[object, ...], list[tuple[str, Encoding, Question | None]]] = {}
        for edition, encoding in self.encodings:
            for question, never in self._put(encoding):
                scope = "" if question.everywhere else edition.id
                answers = met.setdefault((*question.key, scope), [])
                answers.append((edition.id, encoding, question if never else None))
        found = [
            (question, encoding, tuple(dict.fromkeys(edition for edition, _, _ in answers)))
            for answers in met.values()
            for _, encoding, question in answers[:1]
            if question is not None and all(never is not None for _, _, never in answers)
        ]
        for question, encoding, editions in _told_once(found):
            yield self._shown(question, encoding, editions)

    def _put(self, encoding: Encoding) -> Iterator[tuple[Question, bool]]:
        """Yield each question with whether nothing answers it, lists that are not loaded or not."""
        asked = list(reach.questions(encoding))
        pairs_ = list(pairs.questions(encoding))
        never = [(question, self._never(encoding, question)) for question in (*asked, *pairs_)]
        other = self._supposed(encoding) if any(impossible for _, impossible in never) else None
        if other is not None:
            again = {question.key: question.asked for question in reach.questions(other)}
            again |= {question.key: pairs.again(other, question) for question in pairs_}
            never = [
                (question, impossible and not reach.can(other, *again[question.key]))
                for question, impossible in never
            ]
        yield from never

    def _supposed(self, encoding: Encoding) -> Encoding | None:
        """Return the same encoding as if all lists were loaded, where it would differ."""
        measure = completed(self.measure, encoding.vocabulary.facts)
        return (
            None if measure is None else self._encoding(measure, encoding.edition, encoding.window)
        )

    def _never(self, encoding: Encoding, question: Question) -> bool:
        self.asked += 1
        try:
            return not encoding.possible(*question.asked)
        except InferenceError:
            self.undecided[question.places[0].rule] = None
            return False

    def _shown(
        self, question: Question, encoding: Encoding, editions: tuple[str, ...]
    ) -> Finding:  # fmt: skip
        found = Finding(question.code, question.places, question.params, editions)
        for formulas in question.shows:
            witness = _found(encoding, formulas)
            if witness is not None:
                decision = replay.replayed(encoding, witness)
                forced = encoding.edition.id if encoding.edition.base else ""
                return self._with(found, witness, decision, forced)
        return found

    def _with(
        self, found: Finding, witness: Mapping[str, Any], decision: Decision, edition: str = ""
    ) -> Finding:
        statuses: dict[str, Status] = {
            rule: decision.criteres[rule].statut
            for rule in found.rules
            if rule in decision.criteres
        }
        name = f"{template(f'audit.vue_quoi_{found.code}')} ({', '.join(found.rules)})"
        told = scenario(self.book, name, witness, statuses, decision.verdict, edition=edition)
        return replace(found, witness=witness, scenario=told)

    # -- what needs no solver -----------------------------------------------------------------

    def _uncovered(self) -> Iterator[Finding]:
        """Yield the days between two editions, and between two periods of a figure."""
        plain = sorted(
            (e for e in self.book.editions.values() if not e.base), key=lambda e: e.start
        )
        for one, two in pairwise(plain):
            first, last = one.end + timedelta(days=1), two.start - timedelta(days=1)
            if first > last:
                continue
            places = (Place(two.id, two.where), Place(one.id, one.where))
            told: dict[str, object] = {"debut": first, "fin": last}
            told |= {"avant": one.id, "apres": two.id}
            found = Finding("date_non_couverte", places, told, (one.id, two.id))
            witness = {"reference": "PREUVE", "date_depot": first.isoformat()}
            yield self._with(found, witness, self._screened(witness))
        for parameter in self.book.parameters.values():
            for before, after in pairwise(sorted(parameter.periods, key=lambda p: p.start)):
                first = (before.end or date.max - timedelta(days=1)) + timedelta(days=1)
                last = after.start - timedelta(days=1)
                if first <= last:
                    here = Place(parameter.id, parameter.where)
                    told_ = {"debut": first, "fin": last}
                    yield Finding("parametre_interrompu", (here,), told_)

    def _screened(self, witness: Mapping[str, Any]) -> Decision:
        """Return the decision on a dossier that no edition covers, the same by every engine."""
        dossier = Dossier.model_validate(witness, context=self.measure.context)
        found = [self.measure.screen(dossier, engine=engine) for engine in replay.available()]
        return found[0]

    def _unused(self) -> Iterator[Finding]:
        reads = Reads(self.book)
        for name, parameter in self.book.parameters.items():
            if name not in reads.parameters:
                yield Finding("parametre_sans_effet", (Place(name, parameter.where),))
        for item in self.book.derived:
            if item.path not in reads.facts:
                yield Finding("fait_deduit_inutile", (Place(item.path, item.where),))
        whole = Place(self.book.id, self.book.verdicts[0].where)
        for path in unread_facts(reads):
            yield Finding("fait_inutile", (Place(path, replace(whole.where, path=path)),))

    def _sources(self) -> Iterator[Finding]:
        found = cited(self.book)
        for key, source in self.book.sources.items():
            here = Place(key, source.where)
            uses = found.get(key, [])
            if not uses:
                yield Finding("source_inutile", (here,))
                continue
            unverified = dict.fromkeys(
                use.rule for use in uses if use.citation.level == "a_verifier"
            )
            if unverified or source.level == "a_verifier":
                told = {"citee": ", ".join(unverified or dict.fromkeys(use.rule for use in uses))}
                yield Finding("source_non_verifiee", (here,), told)
            oldest = min(uses, key=lambda use: use.citation.verified)
            if _months_later(oldest.citation.verified, self.book.freshness_months) < self.on:
                places = (here, Place(oldest.rule, oldest.where))
                when = {"verifie": oldest.citation.verified, "jour": self.on, "citee": oldest.rule}
                yield Finding("source_perimee", places, when)

    # -- what is meant --------------------------------------------------------------------------

    def _explained(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield the findings with their reason; a reason that explains nothing is one too."""
        reasons = {(item.finding, frozenset(item.rules)): item for item in self.book.explained}
        used = set()
        for found in findings:
            key = (found.code, frozenset(found.rules))
            item = reasons.get(key)
            used.add(key)
            yield found if item is None else replace(found, explained=item.reason)
        for key, item in reasons.items():
            if key not in used:
                places = tuple(Place(rule, item.where) for rule in item.rules)
                yield Finding("explication_inutile", places, {"constat": item.finding})


def _found(encoding: Encoding, formulas: reach.Formulas) -> dict[str, Any] | None:
    """Return a dossier for which the formulas hold, if the solver finds one."""
    try:
        return encoding.find(*formulas)
    except InferenceError:
        return None


def _told_once(
    found: list[tuple[Question, Encoding, tuple[str, ...]]],
) -> Iterator[tuple[Question, Encoding, tuple[str, ...]]]:
    """Yield each question once with all its editions, without what follows from a graver one."""
    whole: dict[tuple[object, ...], tuple[Question, Encoding, tuple[str, ...]]] = {}
    for question, encoding, editions in found:
        kept = whole.get(question.key)
        told = editions if kept is None else tuple(dict.fromkeys((*kept[2], *editions)))
        whole[question.key] = (question, encoding, told) if kept is None else (*kept[:2], told)
    never = {q.places[0].rule for q, _, _ in whole.values() if q.code == "jamais_applicable"}
    flat = {"jamais_satisfait", "jamais_en_defaut"}
    idle = never | {q.places[0].rule for q, _, _ in whole.values() if q.code in flat}
    for question, encoding, editions in whole.values():
        follows = question.code in {"cas_inatteignable", "texte_jamais_affiche",
                                    "partie_sans_effet", "seuil_sans_effet"}  # fmt: skip
        rule = question.places[0].rule
        if not ((follows and rule in idle) or (question.code in flat and rule in never)):
            yield question, encoding, editions


def _latest(book: RuleBook) -> date:
    checked = [use.citation.verified for uses in cited(book).values() for use in uses]
    return max([*checked, *(edition.end for edition in book.editions.values())])


def _months_later(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, 28))


def _order(found: Finding) -> tuple[object, ...]:
    where = found.places[0].where
    grave = ("erreur", "avertissement", "note").index(found.severity)
    return (grave, where.file, where.line, where.column, found.code, found.rules)
