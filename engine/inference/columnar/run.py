"""Every edition at once: the rows of each are decided by its own program, then put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import narwhals as nw

from ...rulebook.model import Edition, RuleBook
from ...values import yyyymmdd
from ..program import Program
from .columns import Columns, safe, unknown, when
from .evaluator import ColumnarEvaluator, status
from .facts import ROW, prepare


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


def screen_table(
    table: Any,
    sites: Any,
    days: Iterable[Segment],
    book: RuleBook,
    *,
    on: date | None,
    afr_loaded: bool,
    missing: bool,
) -> Any:
    """Return the results of a table of dossiers, in the engine that holds it.

    ``sites`` is the table of communes; ``on`` replaces the date of receipt as reference date.
    """
    frame, places = nw.from_native(table), nw.from_native(sites)
    if isinstance(frame, nw.LazyFrame) and isinstance(places, nw.DataFrame):
        places = places.lazy()
    names = frame.collect_schema().names()
    prepared, columns = prepare(frame, names, places, on=on, afr_loaded=afr_loaded)
    return decide_frame(prepared, columns, days, book, missing=missing).to_native()


def decide_frame(
    frame: Any, columns: Columns, found: Iterable[Segment], book: RuleBook, *, missing: bool
) -> Any:
    """Return the results of every row."""
    merged: dict[int, tuple[Program | None, str | None, list[tuple[int, int]]]] = {}
    for segment in found:
        key = id(segment.program)
        merged.setdefault(key, (segment.program, segment.edition, []))[2].append(
            (segment.start, segment.end)
        )
    pieces = []
    for program, edition, days in merged.values():
        rows = nw.lit(value=False)
        for start, end in days:
            rows = rows | ((nw.col("date_reference") >= start) & (nw.col("date_reference") <= end))
        piece = frame.filter(rows)
        if program is None:
            pieces.append(_outside(piece, columns, book, missing=missing))
        else:
            pieces.append(_inside(piece, columns, program, edition or "", book, missing=missing))
    return nw.concat(pieces, how="vertical")


def _inside(
    piece: Any, columns: Columns, program: Program, edition: str, book: RuleBook, *, missing: bool
) -> Any:
    evaluator = ColumnarEvaluator(program)
    builder = evaluator.decide(piece, columns, missing=missing)
    asked, after = evaluator.asked, builder.columns
    return builder.frame.select(
        *_kept(columns),
        nw.lit(edition).alias("edition"),
        nw.col("verdict"),
        nw.col("critere_decisif"),
        *([_listed(asked).alias("manquants")] if missing else []),
        *_amounts(after),
        *(
            (nw.col(status(c.id)) if status(c.id) in after.present else unknown(nw.String)).alias(
                c.id
            )
            for c in book.criteria
        ),
    )


def _status(name: str, columns: Columns) -> nw.Expr:
    column = status(name)
    return nw.col(column) if column in columns.present else unknown(nw.String)


def _outside(piece: Any, columns: Columns, book: RuleBook, *, missing: bool) -> Any:
    """Without an edition one criterion is left to a person, and nothing else is told."""
    name = book.outside[0]
    return piece.select(
        *_kept(columns),
        unknown(nw.String).alias("edition"),
        nw.lit("a_apprecier").alias("verdict"),
        nw.lit(name).alias("critere_decisif"),
        *([nw.lit("").alias("manquants")] if missing else []),
        unknown(nw.String).alias("regime_retenu"),
        unknown(nw.Int64).alias("montant_max"),
        *(
            (nw.lit("a_apprecier") if c.id == name else unknown(nw.String)).alias(c.id)
            for c in book.criteria
        ),
    )


def _kept(columns: Columns) -> list[nw.Expr]:
    kept = [nw.col(ROW), nw.col("_reference").alias("reference")]
    return [*kept, *(nw.col(name) for name in SHOWN if name in columns.present)]


SHOWN = ("territoire__id", "porteur__effectif")


def _amounts(columns: Columns) -> list[nw.Expr]:
    retained, amount = safe("aide.retenu"), safe("aide.montant_max")
    return [
        (nw.col(retained) if retained in columns.present else unknown(nw.String)).alias(
            "regime_retenu"
        ),
        (nw.col(amount) if amount in columns.present else unknown(nw.Int64)).alias("montant_max"),
    ]


def _listed(asked: dict[str, str]) -> nw.Expr:
    """Return the facts that a row waits for, as one text."""
    if not asked:
        return nw.lit("")
    each = [
        when(nw.col(column).fill_null(value=False), nw.lit(f"{name} "), nw.lit(""))
        for column, name in asked.items()
    ]
    return nw.concat_str(*each).str.strip_chars()
