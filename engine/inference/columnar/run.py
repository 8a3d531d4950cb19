"""Every edition at once: the rows of each are decided by its own program, then put together."""

from __future__ import annotations

import operator
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import Any, get_args

import narwhals as nw

from ...rulebook.model import Edition, RuleBook, Status
from ...values import yyyymmdd
from ..program import Program
from .columns import Columns, safe
from .emit import Stages, emit
from .evaluator import ColumnarEvaluator, status
from .facts import ROW, Facts, facts_of
from .logic import Value, joined, lit, unknown
from .terms import INT, TEXT, Term


@dataclass(frozen=True, slots=True)
class Segment:
    """Days, both included, on which one program decides; None where no edition covers them."""

    start: int
    end: int
    program: Program | None
    edition: str | None


EVER = (0, 99_991_231)


def segments(
    book: RuleBook, program_of: Callable[[Edition, date], Program], edition: Edition | None
) -> Iterator[Segment]:
    """Yield the days of each program, in order, without a gap.

    A forced ``edition`` keeps its own figures on any day.
    """
    if edition is not None:
        days = _cuts(book, edition)
        for rank, (start, end) in enumerate(days):
            first = EVER[0] if rank == 0 else yyyymmdd(start)
            last = EVER[1] if rank == len(days) - 1 else yyyymmdd(end)
            yield Segment(first, last, program_of(edition, start), edition.id)
        return
    after = EVER[0]
    for item in sorted((e for e in book.editions.values() if not e.base), key=lambda e: e.start):
        if after < yyyymmdd(item.start):
            yield Segment(after, yyyymmdd(item.start - timedelta(days=1)), None, None)
        for start, end in _cuts(book, item):
            yield Segment(yyyymmdd(start), yyyymmdd(end), program_of(item, start), item.id)
        after = yyyymmdd(item.end + timedelta(days=1))
    yield Segment(after, EVER[1], None, None)


def _cuts(book: RuleBook, edition: Edition) -> list[tuple[date, date]]:
    """Return the periods of an edition on which every figure is the same."""
    starts = {edition.start}
    for parameter in book.parameters.values():
        for period in parameter.periods:
            starts.add(period.start)
            if period.end is not None:
                starts.add(period.end + timedelta(days=1))
    days = sorted(day for day in starts if edition.start <= day <= edition.end)
    ends = [day - timedelta(days=1) for day in days[1:]] + [edition.end]
    return list(zip(days, ends, strict=True))


@dataclass(frozen=True, slots=True)
class Plan:
    """How tables of some columns are screened: compiled once, for any number of tables."""

    facts: Facts
    pieces: tuple[Piece, ...]
    kept: tuple[str, ...]

    def prepare(self, table: Any, sites: Any) -> Any:
        """Return the facts that rules read of a table; ``sites`` is the table of communes."""
        needed = {name for piece in self.pieces for name in piece.stages.needed}
        frame, places = nw.from_native(table), nw.from_native(sites)
        if isinstance(frame, nw.LazyFrame) and isinstance(places, nw.DataFrame):
            places = places.lazy()
        return self.facts.frame(frame, places, needed, self.kept).to_native()

    def apply(self, table: Any, sites: Any) -> Any:
        """Return the results of a table of dossiers, in the engine that holds it."""
        frame = nw.from_native(self.prepare(table, sites))
        found = [piece.results(piece.rows(frame), self.kept) for piece in self.pieces]
        return (found[0] if len(found) == 1 else nw.concat(found, how="vertical")).to_native()


@dataclass(frozen=True, slots=True)
class Piece:
    """The rows of some days, and what is computed of them."""

    days: tuple[tuple[int, int], ...] | None
    stages: Stages

    def rows(self, frame: Any) -> Any:
        """Return the rows of a frame that it is about."""
        if self.days is None:
            return frame
        day = nw.col("date_reference")
        rows = [(day >= start) & (day <= end) for start, end in self.days]
        return frame.filter(reduce(operator.or_, rows))

    def results(self, frame: Any, kept: Iterable[str]) -> Any:
        """Return the results of its rows."""
        return self.stages.apply(frame, kept)


def compile_plan(
    names: Iterable[str],
    days: Iterable[Segment],
    book: RuleBook,
    *,
    on: date | None,
    afr_loaded: bool,
    missing: bool,
    only: Container[str] | None = None,
    counted: Container[str] = (),
    polars: bool = False,
    renamed: bool = False,
) -> Plan:
    """Compile the rules for tables whose columns bear these names.

    ``on`` replaces the date of receipt as reference date; ``only`` are the results wanted, when
    they are not all; ``counted`` are the columns of numbers counted as rules do. With ``polars``,
    the plan is one of Polars alone, whose columns of few words are categories.
    """
    given = list(names)
    facts = facts_of(given, on=on, afr_loaded=afr_loaded, counted=counted, renamed=renamed)
    made = _polars(book) if polars else (nw, None)
    wanted = None if on is None else yyyymmdd(on)
    merged: dict[int, tuple[Segment, list[tuple[int, int]]]] = {}
    for segment in days:
        if wanted is None or segment.start <= wanted <= segment.end:
            periods = merged.setdefault(id(segment.program), (segment, []))[1]
            periods.append((segment.start, segment.end))
    pieces = []
    for segment, periods in merged.values():
        results = _results(segment, facts, book, missing=missing)
        if only is not None:
            results = {name: term for name, term in results.items() if name in only}
        pieces.append(Piece(None if on else tuple(periods), emit(results, *made)))
    kept = (ROW, "reference") if "reference" in given else (ROW,)
    return Plan(facts, tuple(pieces), kept)


def _polars(book: RuleBook) -> tuple[Any, dict[str, tuple[str, ...]]]:
    import polars as pl

    return pl, words_of(book)


def words_of(book: RuleBook) -> dict[str, tuple[str, ...]]:
    """Return all that each column of few words can say."""
    statuses = tuple(sorted(get_args(Status)))
    found = {criterion.id: statuses for criterion in book.criteria}
    found["verdict"] = tuple(verdict.id for verdict in book.verdicts)
    found["critere_decisif"] = tuple(criterion.id for criterion in book.criteria)
    found["edition"] = tuple(book.editions)
    table = book.tables.get(book.roles.get("aide", ""))
    if table is not None:
        found["regime_retenu"] = tuple(line.id for line in table.lines)
    return found


def _results(segment: Segment, facts: Facts, book: RuleBook, *, missing: bool) -> dict[str, Term]:
    """Return what is told of a row, column after column."""
    columns = facts.columns.copy()
    shown: dict[str, Any] = {
        "territoire__id": columns.named("territoire__id", TEXT),
        "porteur__effectif": columns.named("porteur__effectif", INT),
        "edition": unknown(TEXT) if segment.edition is None else lit(segment.edition),
    }
    if segment.program is None:
        shown |= _outside(book, missing=missing)
    else:
        shown |= _inside(columns, segment.program, book, missing=missing)
    return {name: value.term for name, value in shown.items()}


def _inside(
    columns: Columns, program: Program, book: RuleBook, *, missing: bool
) -> dict[str, Value]:
    evaluator = ColumnarEvaluator(program)
    found = evaluator.decide(columns, missing=missing).columns
    shown = {"verdict": found["verdict"], "critere_decisif": found["critere_decisif"]}
    if missing:
        shown["manquants"] = joined(
            (name, found[column]) for column, name in evaluator.asked.items()
        )
    shown["regime_retenu"] = found.named(safe("aide.retenu"), TEXT)
    shown["montant_max"] = found.named(safe("aide.montant_max"), INT)
    for criterion in book.criteria:
        shown[criterion.id] = found.named(status(criterion.id), TEXT)
    return shown


def _outside(book: RuleBook, *, missing: bool) -> dict[str, Value]:
    """Without an edition one criterion is left to a person, and nothing else is told."""
    name = book.outside[0]
    shown = {"verdict": lit("a_apprecier"), "critere_decisif": lit(name)}
    if missing:
        shown["manquants"] = lit("")
    shown |= {"regime_retenu": unknown(TEXT), "montant_max": unknown(INT)}
    for criterion in book.criteria:
        shown[criterion.id] = lit("a_apprecier") if criterion.id == name else unknown(TEXT)
    return shown


def names_of(table: Any) -> tuple[str, ...]:
    """Return the names of the columns of a table, whatever the engine that holds it."""
    return tuple(nw.from_native(table).collect_schema().names())
