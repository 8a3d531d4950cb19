"""Polars tables, batch after batch: plans are made once, then filled with the rows of each.

Polars uses all the cores for each; reading the next batch or writing the last may go on beside.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .facts import ROW, type_of
from .run import Piece, Plan
from .sites import SITE_KEY

if TYPE_CHECKING:
    import polars as pl


def is_polars(table: Any) -> bool:
    """Tell whether a table is one of Polars, in memory."""
    try:
        import polars as pl
    except ImportError:
        return False
    return isinstance(table, pl.DataFrame)


def counted_columns(schema: Mapping[str, Any]) -> frozenset[str]:
    """Return the decimal columns that are whole numbers of cents, or of millionths, inside.

    Taking these numbers as they are is faster than multiplying decimals.
    """
    return frozenset(
        name
        for name, dtype in schema.items()
        if dtype.is_decimal()
        and (kind := type_of(name)) is not None
        and kind.kind == "number"
        and dtype.scale <= kind.scale
    )


PART = 1 << 17
"""Rows that a core takes at once."""


class Slot:
    """A lazy table whose rows are given later, as many times as there are batches."""

    def __init__(self, schema: Mapping[str, Any], *, dossiers: bool = False) -> None:
        import polars as pl
        from polars.io.plugins import register_io_source

        self.rows: pl.DataFrame | None = None
        self._read_as = _readings(schema) if dossiers else {}
        given = {n: d for n, (d, _) in self._read_as.items()}
        self.lazy: pl.LazyFrame = register_io_source(
            self._read, schema=pl.Schema({**schema, **given})
        )

    def _read(
        self, columns: list[str] | None, predicate: Any, limit: int | None, _size: int | None
    ) -> Iterator[pl.DataFrame]:
        rows, known = self.rows, self._read_as
        assert rows is not None  # noqa: S101 — only read once filled
        if limit is not None:
            rows = rows.head(limit)
        for part in rows.iter_slices(PART) if len(rows) else (rows,):
            found = part if columns is None else part.select(columns)
            found = found.with_columns(known[n][1] for n in found.columns if n in known)
            yield found if predicate is None else found.filter(predicate)


def _readings(schema: Mapping[str, Any]) -> dict[str, tuple[Any, pl.Expr]]:
    """Return how columns are read faster: amounts as whole numbers, choices as categories."""
    import polars as pl

    found: dict[str, tuple[Any, pl.Expr]] = {}
    counted = counted_columns(schema)
    for name, dtype in schema.items():
        kind = type_of(name)
        if kind is None:
            continue
        if name in counted:
            units = 10 ** (kind.scale - dtype.scale)
            found[name] = (pl.Int64(), pl.col(name).to_physical().cast(pl.Int64) * units)
        elif kind.kind == "enum" and dtype == pl.String:
            words = pl.Enum(kind.values)
            found[name] = (words, pl.col(name).cast(words, strict=False))
    return found


class Batches:
    """A plan for tables of one schema, made once for any number of them, one after the other."""

    def __init__(self, plan: Plan, sites: pl.DataFrame, schema: Mapping[str, Any]) -> None:
        self._lock = threading.Lock()
        self._table = Slot(schema, dossiers=True)
        facts = plan.prepare(self._table.lazy, _by_category(sites).lazy())
        self._whole: pl.LazyFrame | None = None
        self._pieces: list[tuple[pl.Expr, Slot, pl.LazyFrame]] = []
        for piece in plan.pieces:
            rows = _rows_of(piece)
            if rows is None:
                # One program for all rows: nothing to part, hence nothing to keep half-way.
                self._whole = piece.results(facts, plan.kept)
                return
            slot = Slot(facts.collect_schema())
            self._pieces.append((rows, slot, piece.results(slot.lazy, plan.kept)))
        self._facts = facts

    def screen(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return the results of a batch, its rows in order."""
        import polars as pl

        with self._lock:
            if self._whole is not None:
                whole = _filled(self._table, table, self._whole)
            else:
                facts = _filled(self._table, table, self._facts)
                found: list[pl.DataFrame] = []
                for rows, slot, made in self._pieces:
                    part = facts.filter(rows)
                    if len(part) or not found:
                        found.append(_filled(slot, part, made))
                whole = pl.concat(found)
        return whole if whole[ROW].is_sorted() else whole.sort(ROW)


def _filled(slot: Slot, rows: pl.DataFrame, lazy: pl.LazyFrame) -> pl.DataFrame:
    slot.rows = rows
    try:
        return lazy.collect()
    finally:
        slot.rows = None


def _by_category(sites: pl.DataFrame) -> pl.DataFrame:
    """Return the table of communes with few words as categories, but for its key and the cause."""
    import polars as pl

    words = [c for c, d in sites.schema.items() if d == pl.String]
    return sites.with_columns(pl.col(words).exclude(SITE_KEY, "site__cause").cast(pl.Categorical))


def _rows_of(piece: Piece) -> pl.Expr | None:
    """Return the rows that a piece is about; None for all."""
    import polars as pl

    if piece.days is None:
        return None
    day = pl.col("date_reference")
    return pl.any_horizontal(*(day.is_between(start, end) for start, end in piece.days))
