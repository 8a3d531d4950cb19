"""The rows judged invalid are those that the reader of dossiers refuses, whatever is spoilt."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from fondsvert.engine.dossier import Dossier
from fondsvert.engine.errors import InputError
from fondsvert.engine.flat import RowReader, column_of
from fondsvert.engine.synthesis import generate_frame
from fondsvert.engine.validity import doubt, faults_of

(TABLE,) = generate_frame(60, 11, chunk=60)
CONTEXT = {"criteres": {"PRJ-07", "POR-07"}, "regimes": {"de-minimis"}}
SPOILT: dict[str, list[Any]] = {
    "String": ["", " ", "a\u0007", "x\r\ny", "\ue000", "é\u0301", "73282932000075", "2A004",
               "99.9Z", "25.11Z\n", "35600000012347", "73282932000074", "00000000000000",
               "de-minimis", "favorable", "A" * 100_001],
    "Boolean": [True, False, None],
    "Int64": [-1, 0, 1, 2, 7, 1900, 1899, 2023, 2101, 10_001],
    "Date": [date(1899, 12, 31), date(1900, 1, 1), date(2101, 1, 1), date(2024, 5, 1)],
    "Decimal": [Decimal("-0.01"), Decimal("1000000000000.00"), Decimal("1000000000000.01"),
                Decimal(0), Decimal("12345678901.55"), Decimal("1234567890.25")],
}  # fmt: skip


def spoilt(draw: random.Random) -> pl.DataFrame:
    """Return the table with cells written over at random, and columns left out."""
    kept = [name for name in TABLE.columns if draw.random() < 0.97]
    table = TABLE.select(kept)
    for name in draw.sample(kept, 25):
        dtype = table.schema[name]
        values = table[name].to_list()
        for _ in range(2):
            options = SPOILT["Decimal" if dtype.is_decimal() else str(dtype)]
            values[draw.randrange(len(values))] = draw.choice([*options, None])
        table = table.with_columns(pl.Series(name, values, dtype=dtype))
    return table


def refused(table: pl.DataFrame, context: dict[str, set[str]] | None) -> set[int]:
    """Return the rows that the reader of dossiers refuses."""
    read, found = RowReader(table.columns), set()
    for rank, values in enumerate(table.iter_rows()):
        try:
            Dossier.model_validate(read(values), context=context)
        except (InputError, ValidationError):
            found.add(rank)
    return found


@settings(max_examples=25)
@given(st.randoms(use_true_random=False), st.sampled_from([None, CONTEXT]))
def test_rows_refused_are_those_of_the_reader(
    draw: random.Random, context: dict[str, set[str]] | None
) -> None:
    """Neither more nor fewer, whatever cells are spoilt and whatever columns are absent."""
    table = spoilt(draw)
    found = faults_of(table.with_columns(pl.lit(0).alias("_rang")), context)
    assert set(found) == refused(table, context)
    assert all(found.values())


def test_what_is_drawn_is_not_doubted() -> None:
    """The expressions alone settle valid dossiers: none is read one at a time."""
    assert TABLE.select(doubt(TABLE.schema)).to_series().sum() == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("projet.thematiques.connu", False), ("porteur.difficulte.exercices.nombre", 9),
     ("projet.date_fin", date(1999, 1, 1)), ("date_depot", None)],
)  # fmt: skip
def test_cells_that_contradict_each_other(name: str, value: object) -> None:
    """A set said unknown that holds something, lines without a year, an end before the start."""
    column = column_of(name)
    assert column is not None
    table = TABLE.with_columns(pl.lit(value, dtype=TABLE.schema[name]).alias(name))
    assert set(faults_of(table)) == refused(table, None) != set()
