"""The same expressions inside other engines: what Polars finds, cell by cell."""

from __future__ import annotations

import builtins
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl
import pytest

import fondsvert
from fondsvert.engine.bulk import Bulk
from fondsvert.engine.errors import EngineUnavailableError
from fondsvert.engine.inference.columnar import duck
from fondsvert.engine.synthesis import generate_frame

DOSSIERS, DAY = 300, date(2024, 6, 1)


@pytest.fixture(scope="module")
def bulk(measure: fondsvert.Measure) -> Bulk:
    """A measure ready for tables."""
    return Bulk(measure)


def portfolio(n: int = DOSSIERS, seed: int = 7) -> pl.DataFrame:
    """Return synthetic dossiers with facts missing, the last rows of amounts as large as can be."""
    (table,) = generate_frame(n, seed, chunk=n, texts=False)
    ranks = pl.int_range(pl.len(), dtype=pl.Int64)
    most = pl.lit(Decimal("999999999999.99"), dtype=pl.Decimal(18, 2))
    amounts = [c for c, d in table.schema.items() if d == pl.Decimal(18, 2)]
    large = [
        pl.when((ranks >= n - 20) & pl.col(name).is_not_null())
        .then(most)
        .otherwise(pl.col(name))
        .alias(name)
        for name in amounts
    ]
    return table.with_columns(*large, ranks.alias("_rang"))


def differing(one: pl.DataFrame, two: pl.DataFrame) -> list[str]:
    """Return the columns that differ, the rows of both taken in order."""
    one, two = one.sort("_rang"), two.sort("_rang").select(one.columns)
    assert len(one) == len(two)
    return [
        name
        for name in one.columns
        if not one[name].cast(pl.String).eq_missing(two[name].cast(pl.String)).all()
    ]


def test_a_relation_of_duckdb_gives_what_polars_gives(bulk: Bulk) -> None:
    """Every result of every row is the same, the largest amounts included, in any order of rows."""
    table = portfolio()
    with duckdb.connect() as connection:
        connection.register("portefeuille", table.to_arrow())
        relation = connection.sql("SELECT * FROM portefeuille ORDER BY hash(_rang)")
        found = bulk.screen(relation, on=DAY)
        assert isinstance(found, duckdb.DuckDBPyRelation)
        assert differing(bulk.screen(table, on=DAY), found.pl()) == []


def test_without_duckdb_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the optional part."""
    real = builtins.__import__

    def absent(name: str, *args: Any) -> Any:
        if name == "duckdb":
            raise ImportError(name)
        return real(name, *args)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(EngineUnavailableError, match=r"fondsvert\[duckdb\]"):
        duck.duckdb()
