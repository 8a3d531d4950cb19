"""Other engines than Polars for the columns of a batch: handed over, and read back, as Parquet."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from ..flat import polars
from ..inference.columnar.duck import duckdb
from ..inference.columnar.spark import pyspark

if TYPE_CHECKING:
    import polars as pl

    from .results import Screen

Engine = Literal["polars", "duckdb", "spark"]

SPARK: Final = {
    # Days are days wherever the machine is; generated code of so many terms is beyond the limits.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.codegen.wholeStage": "false",
}


@contextmanager
def screening(engine: Engine, screen: Callable[[Any], Any]) -> Iterator[Screen]:
    """Give what screens tables of Polars in this engine; ``screen`` takes its own tables.

    Raises ``EngineUnavailableError`` when the engine is not installed.
    """
    if engine == "polars":
        yield screen
        return
    with tempfile.TemporaryDirectory() as folder:
        given, found = Path(folder) / "dossiers.parquet", Path(folder) / "resultats"
        if engine == "duckdb":
            with duckdb().connect() as connection:

                def in_duckdb(table: pl.DataFrame) -> pl.DataFrame:
                    table.write_parquet(given)
                    relation = screen(connection.read_parquet(str(given)))
                    relation.write_parquet(str(found))
                    return polars().read_parquet(found, glob=False)  # type: ignore[no-any-return]

                yield in_duckdb
            return
        builder = pyspark().SparkSession.builder
        for name, value in SPARK.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()

        def in_spark(table: pl.DataFrame) -> pl.DataFrame:
            table.write_parquet(given)
            screen(session.read.parquet(str(given))).write.mode("overwrite").parquet(str(found))
            return polars().read_parquet(found / "*.parquet")  # type: ignore[no-any-return]

        try:
            yield in_spark
        finally:
            session.stop()
