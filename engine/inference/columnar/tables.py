"""Collecting tables, column by column: the status of each line, and what it gives as spans.

Cells that several lines share are columns of their own, and so is each output once found: an
expression stays short, whatever it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import narwhals as nw

from ...rulebook.expression import FALSE, Expr
from ...values import CENTS
from ..tables import BoundTable
from .builder import Builder
from .columns import COUNT, any_of, false, safe, true, unknown, when
from .spans import Span, Spans
from .waits import Waiting, Waits, merged, only

Key = tuple[Expr, Expr | None]


@dataclass(slots=True)
class Lines:
    """Adds the lines of a table to a frame: what holds, what each gives, what each waits for."""

    builder: Builder
    table: BoundTable
    spans: list[dict[str, Span]] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The name of the list."""
        return self.table.table.id

    def add(self, *, waits: bool) -> None:
        """Add the columns by which rules read the list, and those of its amounts."""
        builder, lines = self.builder, self.table.lines
        cells = self._cells(waits=waits)
        rows: dict[str, nw.Expr] = {safe(f"{self.path}.{COUNT}"): nw.lit(len(lines)).cast(nw.Int64)}
        none = nw.lit(value=False)
        for rank, bound in enumerate(lines):
            names = [cells[cell.admits, cell.judges] for cell in bound.line.cells]
            out, open_, person = (
                any_of([none, *(nw.col(f"{name}__{kind}") for name in names)])
                for kind in ("exclut", "doute", "juge")
            )
            sure = when(open_, unknown(nw.Boolean), ~person)
            may = when(open_, unknown(nw.Boolean), nw.lit(value=True))
            level = bound.line.citation.level if bound.line.citation else "a_verifier"
            rows |= {
                self.name(rank, "id"): nw.lit(bound.line.id),
                self.name(rank, "niveau"): nw.lit(level),
                self.name(rank, "applicable"): when(out, none, sure),
                self.name(rank, "admissible"): when(out, none, may),
            }
            if waits:
                found = merged(builder.stored.get(name, {}) for name in names)
                for column in ("applicable", "admissible"):
                    builder.stored[f"{self.path}[{rank}].{column}"] = found
        builder.add(rows)
        builder.lengthen(self.path, len(lines))
        self._outputs(waits=waits)

    def name(self, rank: int, column: str) -> str:
        """Return the column of a line."""
        return safe(f"{self.path}[{rank}].{column}")

    def _cells(self, *, waits: bool) -> dict[Key, str]:
        """Add each different cell once: whether it excludes, is open, is left to a person."""
        builder = self.builder
        columns = builder.columns
        found: dict[Key, str] = {}
        states: dict[str, nw.Expr] = {}
        waiting = Waiting(columns, builder.stored, builder.keep)
        for bound in self.table.lines:
            for cell in bound.line.cells:
                key = (cell.admits, cell.judges)
                if key in found:
                    continue
                name = found[key] = safe(f"case.{self.path}.{len(found)}")
                admits = columns.condition(cell.admits)
                judges = columns.condition(cell.judges or FALSE)
                refused = false(admits)
                states[f"{name}__exclut"] = refused & false(judges)
                states[f"{name}__doute"] = admits.is_null() | (refused & judges.is_null())
                states[f"{name}__juge"] = refused & true(judges)
                if waits:
                    parts = [waiting.condition(cell.admits)]
                    if cell.judges is not None:
                        parts.append(only(refused, waiting.condition(cell.judges)))
                    builder.pend(name, merged(parts))
        builder.add(states)
        builder.settle()
        return found

    def _outputs(self, *, waits: bool) -> None:
        """Add what each line gives, output after output: one may rest on those before it."""
        builder, table = self.builder, self.table.table
        self.spans = [{} for _ in self.table.lines]
        local: list[dict[str, Waits]] = [{} for _ in self.table.lines]
        for name, kind in table.outputs.items():
            found: dict[str, nw.Expr] = {}
            for rank, bound in enumerate(self.table.lines):
                out = (
                    ~true(nw.col(self.name(rank, "admissible")))
                    & ~nw.col(self.name(rank, "admissible")).is_null()
                )
                output = bound.line.outputs.get(name)
                if output is None:
                    if kind.kind == "bool":
                        found[self.name(rank, name)] = nw.lit(value=False)
                    continue
                reader = Spans(builder.columns, builder.choices, self.spans[rank])
                if kind.kind == "bool":
                    truth = reader.truth(output.expr)
                    found[self.name(rank, name)] = when(out, nw.lit(value=False), truth)
                else:
                    span = reader.span(output.expr)
                    low, high = self.name(rank, f"{name}.bas"), self.name(rank, f"{name}.haut")
                    found[low], found[high] = span.low, span.high
                    builder.scales[low] = span.scale
                    self.spans[rank][name] = Span(nw.col(low), nw.col(high), span.scale)
                if waits:
                    inner = Waiting(
                        builder.columns, {**builder.stored, **local[rank]}, builder.keep
                    )
                    builder.pend(f"{self.path}[{rank}].{name}", inner.inside(output.expr))
            builder.add(found)
            builder.settle()
            for rank in range(len(self.table.lines)):
                key = f"{self.path}[{rank}].{name}"
                if key in builder.stored:
                    local[rank][name] = builder.stored[key]


def cents(span: Span) -> tuple[nw.Expr, nw.Expr]:
    """Return both ends of an amount in cents, rounded down as every ceiling is."""
    shift = span.scale - CENTS
    if shift <= 0:
        return span.at(CENTS)
    return span.low // 10**shift, span.high // 10**shift
