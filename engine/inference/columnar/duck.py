"""Tables inside DuckDB: the same expressions, as one query that DuckDB plans and runs by itself.

Chaining relations binds every column again at each step, which costs a minute for a rule book.
Here each step is written once over an empty table of its columns; the texts make one query of
common table expressions, made once for tables of the same columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import narwhals as nw

from ...errors import EngineUnavailableError, Fault
from .run import Piece, Plan

if TYPE_CHECKING:
    import polars as pl

TABLE, PLACES, FACTS = "dossiers", "lieux", "faits"
"""What the query calls the table of dossiers, that of communes, and the facts of both."""

_START, _END = "SELECT ", " FROM "


def duckdb() -> Any:
    """Return the library of DuckDB; EngineUnavailableError when it is not installed."""
    try:
        import duckdb as found
    except ImportError as error:
        raise EngineUnavailableError([Fault("colonnes.duckdb_absent")]) from error
    return found


class DuckDB:
    """A plan as one query, for relations whose columns have these types.

    ``types`` are what DuckDB calls them, by column.
    """

    def __init__(self, plan: Plan, sites: pl.DataFrame, types: Iterable[tuple[str, str]]) -> None:
        self._sites = sites.to_arrow()
        with duckdb().connect() as shapes:
            self.query = _query(shapes, plan, self._sites, types)

    def screen(self, relation: Any) -> Any:
        """Return the results of a relation, as another of the same connection."""
        lieux = self._sites  # noqa: F841 — DuckDB finds it by its name
        return relation.query(TABLE, self.query)


def types_of(relation: Any) -> tuple[tuple[str, str], ...]:
    """Return the columns of a relation with their types."""
    return tuple(zip(relation.columns, map(str, relation.types), strict=True))


def _query(shapes: Any, plan: Plan, sites: Any, types: Iterable[tuple[str, str]]) -> str:
    columns = ", ".join(f"{_quoted(name)} {type_}" for name, type_ in types)
    shapes.execute(f"CREATE TABLE {TABLE} ({columns})")
    shapes.register("places_given", sites)
    shapes.execute(f"CREATE TABLE {PLACES} AS SELECT * FROM places_given LIMIT 0")  # noqa: S608
    facts = plan.prepare(shapes.table(TABLE), shapes.table(PLACES)).sql_query()
    shapes.execute(f"CREATE TABLE {FACTS} AS {facts}")
    parts = [f"{FACTS} AS MATERIALIZED ({facts})"]
    results = []
    for rank, piece in enumerate(plan.pieces):
        *steps, result = _steps(shapes, piece, plan.kept, f"p{rank}_")
        parts += steps
        results.append(result)
    return f"WITH {', '.join(parts)} {' UNION ALL '.join(results)}"


def _steps(shapes: Any, piece: Piece, kept: Sequence[str], name: str) -> Iterator[str]:
    """Yield what is computed of the rows of a piece, a named step after the other."""
    rows = piece.rows(nw.from_native(shapes.table(FACTS))).to_native().sql_query()
    shapes.execute(f"CREATE TABLE {name}0 AS {rows}")
    yield f"{name}0 AS ({rows})"
    last = f"{name}0"
    for rank, group in enumerate(piece.stages.added, 1):
        added = f"SELECT *, {_selected(shapes, last, group)} FROM {last}"  # noqa: S608
        last = f"{name}{rank}"
        shapes.execute(f"CREATE TABLE {last} AS {added}")
        yield f"{last} AS ({added})"
    wanted = _selected(shapes, last, (*map(nw.col, kept), *piece.stages.results))
    yield f"SELECT {wanted} FROM {last}"  # noqa: S608


def _selected(shapes: Any, table: str, expressions: Iterable[Any]) -> str:
    """Return what selects some expressions, as text."""
    text = nw.from_native(shapes.table(table)).select(*expressions).to_native().sql_query()
    wanted, _, _ = text.removeprefix(_START).rpartition(_END)
    return str(wanted)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
