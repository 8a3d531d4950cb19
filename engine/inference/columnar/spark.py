"""Tables inside Spark: the same expressions, cut where its planner would slow down."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import TYPE_CHECKING, Any

import narwhals as nw

from ...errors import EngineUnavailableError, Fault
from .columns import safe
from .run import Piece, Plan

if TYPE_CHECKING:
    import polars as pl

STEPS = 6
"""Groups of columns added before the rows are kept: a longer plan takes Spark minutes to make."""


def pyspark() -> Any:
    """Return the library of Spark; EngineUnavailableError when it is not installed."""
    try:
        import pyspark.sql as found  # type: ignore[import-not-found,unused-ignore]
    except ImportError as error:
        raise EngineUnavailableError([Fault("colonnes.spark_absent")]) from error
    return found


class Spark:
    """A plan over the tables of Spark sessions."""

    def __init__(self, plan: Plan, sites: pl.DataFrame) -> None:
        self._plan, self._sites = plan, sites

    def screen(self, table: Any) -> Any:
        """Return the results of a table, as another of the same session."""
        places = _table_of(table.sparkSession, self._sites)
        renamed = table.toDF(*map(safe, table.columns))
        facts = self._plan.prepare(renamed, places).localCheckpoint()
        found = [_results(piece, facts, self._plan.kept) for piece in self._plan.pieces]
        return reduce(lambda one, two: one.unionByName(two), found)


def _table_of(session: Any, sites: pl.DataFrame) -> Any:
    """Return the table of communes in a session."""
    types = pyspark().types
    kinds = {"Boolean": types.BooleanType(), "String": types.StringType()}
    schema = types.StructType(
        [types.StructField(name, kinds[str(kind)]) for name, kind in sites.schema.items()]
    )
    return session.createDataFrame(sites.rows(), schema=schema)


def _results(piece: Piece, facts: Any, kept: Iterable[str]) -> Any:
    """Return the results of the rows of a piece."""
    frame = piece.rows(nw.from_native(facts))
    for rank, group in enumerate(piece.stages.added, 1):
        frame = frame.with_columns(*group)
        if rank % STEPS == 0:
            frame = nw.from_native(frame.to_native().localCheckpoint())
    return frame.select(*kept, *piece.stages.results).to_native()
