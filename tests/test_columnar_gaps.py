"""Tables that lack columns are read as dossiers are: what is absent is unknown, or gathered."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fondsvert
from fondsvert.engine.bulk import Bulk
from fondsvert.engine.flat import from_columns, to_columns
from fondsvert.engine.synthesis import generate_frame
from fondsvert.engine.validity import faults_of

(TABLE,) = generate_frame(12, 5, chunk=12, texts=False)
NEEDED = {"reference", "date_depot"}
DAY = date(2024, 6, 1)


@pytest.fixture(scope="module")
def bulk(measure: fondsvert.Measure) -> Bulk:
    """A measure ready for tables."""
    return Bulk(measure)


@settings(max_examples=4)
@given(st.randoms(use_true_random=False))
def test_any_columns(bulk: Bulk, draw: object) -> None:
    """Whatever columns lack, counts, marks of known sets and whole lines among them."""
    kept = [
        name
        for name in TABLE.columns
        if name in NEEDED or draw.random() < (0.4 if name.endswith((".nombre", ".connu")) else 0.85)  # type: ignore[attr-defined]
    ]
    table = TABLE.select(kept)
    wrong = faults_of(table)
    table = table[[rank for rank in range(len(table)) if rank not in wrong]]
    same(bulk, table)


def test_more_lines_than_columns(bulk: Bulk) -> None:
    """A line that its count alone tells of is there, and all of it is unknown."""
    name = "financement.depenses.nombre"
    same(bulk, TABLE.with_columns(pl.lit(8, dtype=pl.Int64).alias(name)))


def same(bulk: Bulk, table: pl.DataFrame) -> None:
    """Check that a table is read as the dossiers that its rows are, written with every column."""
    whole = to_columns(from_columns(table))
    found, expected = (
        bulk.screen(
            each.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("_rang")), on=DAY
        ).sort("_rang")
        for each in (table, whole)
    )
    for row, other in zip(found.iter_rows(named=True), expected.iter_rows(named=True), strict=True):
        assert set(row.pop("manquants").split()) == set(other.pop("manquants").split())
        assert row == other
