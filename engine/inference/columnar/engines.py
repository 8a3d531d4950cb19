"""Which engine holds a table, and how a plan runs there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import narwhals as nw

from .run import Plan

if TYPE_CHECKING:
    import polars as pl

Screen = Callable[[Any], Any]
"""From a table of dossiers to the table of their results, in the engine that holds it."""


def shape_of(table: Any) -> Any:
    """Return what a way to screen depends on, so that it serves again for tables alike."""
    if _engine(table).is_duckdb():
        from .duck import types_of

        return types_of(table)
    return None


def prepared(plan: Plan, sites: pl.DataFrame, table: Any) -> Screen:
    """Return how a plan screens tables of the engine that holds this one, of the same shape."""
    engine = _engine(table)
    if engine.is_duckdb():
        from .duck import DuckDB, types_of

        return DuckDB(plan, sites, types_of(table)).screen
    if engine.is_pyspark():
        from .spark import Spark

        return Spark(plan, sites).screen
    return lambda given: plan.apply(given, sites)


def is_renamed(table: Any) -> bool:
    """Return whether the columns of a table must bear safe names for its engine to read them."""
    return _engine(table).is_pyspark()


def _engine(table: Any) -> nw.Implementation:
    found: nw.Implementation = nw.from_native(table).implementation
    return found
