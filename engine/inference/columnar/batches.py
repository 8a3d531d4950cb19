"""Polars tables, batch after batch: plans are made once, then filled with the rows of each.

A batch is screened by one thread, which Polars leaves free of Python; several batches at once use
all the cores.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .facts import type_of
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
        rows = self.rows
        assert rows is not None  # noqa: S101 — only read once filled
        if columns is not None:
            rows = rows.select(columns)
        known = self._read_as
        rows = rows.with_columns(known[name][1] for name in rows.columns if name in known)
        if predicate is not None:
            rows = rows.filter(predicate)
        yield rows if limit is None else rows.head(limit)


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


class Runner:
    """A plan made ready for one thread."""

    def __init__(self, plan: Plan, sites: pl.DataFrame, schema: Mapping[str, Any]) -> None:
        import narwhals as nw

        self._table = Slot(schema, dossiers=True)
        self._facts = plan.prepare(self._table.lazy, _by_category(sites).lazy())
        prepared = self._facts.collect_schema()
        self._pieces: list[tuple[pl.Expr | None, Slot, pl.LazyFrame]] = []
        for piece in plan.pieces:
            slot = Slot(prepared)
            made = piece.results(nw.from_native(slot.lazy), plan.kept).to_native()
            self._pieces.append((_rows_of(piece), slot, made))

    def screen(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return the results of a batch."""
        import polars as pl

        self._table.rows = table
        facts = self._facts.collect()
        self._table.rows = None
        found = []
        for rows, slot, made in self._pieces:
            slot.rows = facts.filter(rows) if rows is not None else facts
            if len(slot.rows) or len(self._pieces) == 1:
                found.append(made.collect())
            slot.rows = None
        return pl.concat(found) if found else made.collect()


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


class Batches:
    """A plan for tables of one schema, screened by as many threads as wanted."""

    def __init__(self, plan: Plan, sites: pl.DataFrame, schema: Mapping[str, Any]) -> None:
        self._plan, self._sites, self._schema = plan, sites, schema
        self._idle: list[Runner] = []
        self._lock = threading.Lock()

    def screen(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return the results of a batch; safe to call from several threads at once."""
        with self._lock:
            runner = self._idle.pop() if self._idle else None
        if runner is None:
            runner = Runner(self._plan, self._sites, self._schema)
        try:
            return runner.screen(table)
        finally:
            with self._lock:
                self._idle.append(runner)
