"""Twenty thousand dossiers with facts missing: reference, durable and every engine agree.

Slow, hence apart: ``make equality``. Skipped parts say what they lack.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from test_columnar_engines import differing, portfolio

import fondsvert
from fondsvert.engine.bulk import Bulk
from fondsvert.engine.flat import from_columns

pytestmark = pytest.mark.slow
DOSSIERS, SEED = 20_000, 20_260_101


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    """The dossiers, received from before the first edition to after the last."""
    days = pl.date_range(date(2023, 7, 1), date(2026, 6, 30), interval="1d", eager=True)
    made = portfolio(DOSSIERS, SEED)
    spread = days.gather(pl.int_range(DOSSIERS, eager=True) * 7 % len(days))
    return made.with_columns(spread.alias("date_depot"))


@pytest.fixture(scope="module")
def bulk(measure: fondsvert.Measure) -> Bulk:
    """A measure ready for tables."""
    return Bulk(measure)


@pytest.fixture(scope="module")
def columnar(bulk: Bulk, table: pl.DataFrame) -> pl.DataFrame:
    """What Polars finds."""
    found: pl.DataFrame = bulk.screen(table)
    return found.sort("_rang")


@pytest.mark.parametrize("engine", ["reference", "durable"])
def test_row_by_row(
    measure: fondsvert.Measure, table: pl.DataFrame, columnar: pl.DataFrame, engine: Any
) -> None:
    """Statuses, verdict, deciding criterion, missing facts, regime and amount are the same."""
    if engine == "durable":
        pytest.importorskip("durable_rules_engine")
    dossiers = from_columns(table.drop("_rang"))
    for row, data in zip(columnar.iter_rows(named=True), dossiers, strict=True):
        found = measure.screen(fondsvert.Dossier.model_validate(data), engine=engine)
        statuses = {name: item.statut for name, item in found.criteres.items()}
        assert {name: row[name] for name in statuses} == statuses, data
        assert (row["verdict"], row["edition"]) == (found.verdict, found.edition), data
        assert set(row["manquants"].split()) == set(found.manquants), data
        if found.edition is not None:
            assert row["critere_decisif"] == (found.deciding or [None])[0], data
        if found.aide is not None:
            assert row["regime_retenu"] == found.aide.retenu, data
            amount = None if row["montant_max"] is None else row["montant_max"] / 100
            assert amount == found.aide.montant_max, data


def test_duckdb(bulk: Bulk, table: pl.DataFrame, columnar: pl.DataFrame, tmp_path: Path) -> None:
    """DuckDB, from a Parquet file, gives what Polars gives."""
    duckdb = pytest.importorskip("duckdb")
    table.write_parquet(tmp_path / "portefeuille.parquet")
    with duckdb.connect() as connection:
        relation = connection.read_parquet(str(tmp_path / "portefeuille.parquet"))
        assert differing(columnar, bulk.screen(relation).pl()) == []


@pytest.fixture
def session() -> Iterator[Any]:
    """A Spark session on this machine alone."""
    if shutil.which("java") is None:
        pytest.skip("no Java")
    sql = pytest.importorskip("pyspark.sql")
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.memory": "4g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.session.timeZone": "UTC",
    }
    builder = sql.SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    found = builder.getOrCreate()
    yield found
    found.stop()


@pytest.mark.filterwarnings("default")  # those of PySpark about its own dependencies
def test_spark(
    bulk: Bulk, table: pl.DataFrame, columnar: pl.DataFrame, tmp_path: Path, session: Any
) -> None:
    """Spark in local mode, from a Parquet file, gives what Polars gives."""
    table.write_parquet(tmp_path / "portefeuille.parquet")
    given = session.read.parquet(str(tmp_path / "portefeuille.parquet"))
    bulk.screen(given).write.parquet(str(tmp_path / "resultats"))
    found = pl.read_parquet(tmp_path / "resultats" / "*.parquet")
    assert differing(columnar, found) == []
