"""Screening tables of dossiers: every row at once, in the engine that holds the table.

The rule book is compiled to Narwhals expressions. Compiling costs seconds, whatever the number of
rows: for a handful of dossiers, :meth:`Measure.screen` answers sooner.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

from .facts import site_facts
from .territory import locate

if TYPE_CHECKING:
    import polars as pl

    from .inference.columnar.batches import Batches
    from .inference.columnar.engines import Screen
    from .inference.columnar.run import Plan
    from .measure import Measure


class Bulk:
    """A measure ready to screen tables."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self._plans: dict[Any, Plan] = {}
        self._batches: dict[Any, Batches] = {}
        self._engines: dict[Any, Screen] = {}
        self._lock = Lock()

    @cached_property
    def sites(self) -> pl.DataFrame:
        """The table of communes: every code, current or old, and the facts of its place."""
        from .inference.columnar.sites import site_table

        measure = self.measure
        regions = measure.territories.complete_regions
        measure.cog.remember()

        def facts_of(code: str) -> dict[str, Any]:
            site = locate(code, measure.cog, measure.territories)
            return site_facts(site, regions, measure.afr)

        return site_table((code for code, _ in measure.cog.codes()), facts_of)

    def screen(
        self,
        table: Any,
        *,
        on: date | None = None,
        edition: str | None = None,
        missing: bool = True,
        only: frozenset[str] | None = None,
    ) -> Any:
        """Return a row of results for each row of a table of dossiers.

        ``table`` has the columns of :mod:`~fondsvert.engine.flat`, and ``_rang`` that numbers its
        rows; results bear it, in no order. They are the verdict, the first criterion that it
        rests on, the status of each criterion, the regime retained and the highest amount in
        cents; ``missing`` adds the facts awaited. With ``only``, these results alone are given,
        and what they do not need is not computed. Other options are those of
        :meth:`Measure.screen`.
        """
        from .inference.columnar.batches import Batches, counted_columns, is_polars
        from .inference.columnar.engines import is_renamed
        from .inference.columnar.run import names_of
        from .inference.columnar.widths import widened

        table = widened(table)
        if not is_polars(table):
            renamed = is_renamed(table)
            plan = self._plan(
                names_of(table), on, edition, missing=missing, only=only, renamed=renamed
            )
            return self._elsewhere(plan, table)
        schema = table.schema
        key = (tuple(schema.items()), on, edition, missing, only)
        with self._lock:
            if key not in self._batches:
                counted = counted_columns(schema)
                plan = self._plan(
                    tuple(schema),
                    on,
                    edition,
                    missing=missing,
                    only=only,
                    counted=counted,
                    polars=True,
                )
                self._batches[key] = Batches(plan, self.sites, schema)
        return self._batches[key].screen(table)

    def _elsewhere(self, plan: Plan, table: Any) -> Any:
        """Return the results of a table that another engine holds."""
        from .inference.columnar.engines import prepared, shape_of

        key = (id(plan), shape_of(table))
        with self._lock:
            if key not in self._engines:
                self._engines[key] = prepared(plan, self.sites, table)
        return self._engines[key](table)

    def _plan(
        self,
        names: tuple[str, ...],
        on: date | None,
        edition: str | None,
        *,
        missing: bool,
        only: frozenset[str] | None,
        counted: frozenset[str] = frozenset(),
        polars: bool = False,
        renamed: bool = False,
    ) -> Plan:
        from .inference.columnar.run import compile_plan, segments

        key = (names, on, edition, missing, only, counted, polars, renamed)
        if key not in self._plans:
            measure = self.measure
            forced = None if edition is None else measure.edition(edition)
            self._plans[key] = compile_plan(
                names,
                segments(measure.book, measure.program, forced),
                measure.book,
                on=on,
                afr_loaded=measure.afr is not None,
                missing=missing,
                only=only,
                counted=counted,
                polars=polars,
                renamed=renamed,
            )
        return self._plans[key]
