"""Collecting tables, column by column: the status of each line, and what it gives as spans.

Cells that several lines share are columns of their own, and so is each output once found: an
expression stays short, whatever it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ...rulebook.expression import FALSE, Expr
from ...values import CENTS
from ..tables import BoundTable
from .builder import Builder
from .columns import COUNT, safe
from .logic import NO, UNSURE, YES, Truth, Value, any_of, false, lit, true, when
from .spans import Span, Spans
from .waits import Asking

Key = tuple[Expr, Expr | None]


@dataclass(slots=True)
class Lines:
    """Adds the lines of a table to a frame: what holds, what each gives, what each waits for."""

    builder: Builder
    table: BoundTable
    spans: list[dict[str, Span]] = field(default_factory=list)
    cells: dict[Key, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The name of the list."""
        return self.table.table.id

    def add(self) -> None:
        """Add the columns by which rules read the list, and those of its amounts."""
        builder, lines = self.builder, self.table.lines
        self._cells()
        rows: dict[str, Any] = {safe(f"{self.path}.{COUNT}"): lit(len(lines))}
        none = NO
        for rank, bound in enumerate(lines):
            names = [self.cells[cell.admits, cell.judges] for cell in bound.line.cells]
            out, open_, person = (
                any_of([none, *(builder.columns[f"{name}__{kind}"] for name in names)])
                for kind in ("exclut", "doute", "juge")
            )
            sure = when(open_, UNSURE, ~person)
            may = when(open_, UNSURE, YES)
            level = bound.line.citation.level if bound.line.citation else "a_verifier"
            rows |= {
                self.name(rank, "id"): lit(bound.line.id),
                self.name(rank, "niveau"): lit(level),
                self.name(rank, "applicable"): when(out, none, sure),
                self.name(rank, "admissible"): when(out, none, may),
            }
        builder.add(rows)
        builder.lengthen(self.path, len(lines))
        self._outputs()

    def name(self, rank: int, column: str) -> str:
        """Return the column of a line."""
        return safe(f"{self.path}[{rank}].{column}")

    def _cells(self) -> None:
        """Add each different cell once: whether it excludes, is open, is left to a person."""
        builder = self.builder
        columns = builder.columns
        found = self.cells
        states: dict[str, Any] = {}
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
        builder.add(states)

    def _outputs(self) -> None:
        """Add what each line gives, output after output: one may rest on those before it."""
        builder, table = self.builder, self.table.table
        self.spans = [{} for _ in self.table.lines]
        for name, kind in table.outputs.items():
            found: dict[str, Any] = {}
            for rank, bound in enumerate(self.table.lines):
                out = false(builder.columns[self.name(rank, "admissible")])
                output = bound.line.outputs.get(name)
                if output is None:
                    if kind.kind == "bool":
                        found[self.name(rank, name)] = NO
                    continue
                reader = Spans(builder.columns, builder.choices, self.spans[rank])
                if kind.kind == "bool":
                    truth = reader.truth(output.expr)
                    found[self.name(rank, name)] = when(out, NO, truth)
                else:
                    span = reader.span(output.expr)
                    low, high = self.name(rank, f"{name}.bas"), self.name(rank, f"{name}.haut")
                    found[low], found[high] = span.low, span.high
                    builder.scales[low] = span.scale
                    self.spans[rank][name] = span
            builder.add(found)

    def ask(self, asking: Asking) -> None:
        """Ask for what the columns asked for wait for: outputs, the last first, then cells."""
        for name in reversed(list(self.table.table.outputs)):
            for rank, bound in enumerate(self.table.lines):
                rows = asking.take(f"{self.path}[{rank}].{name}")
                output = bound.line.outputs.get(name)
                if rows is not None and output is not None:
                    asking.local = {
                        each: f"{self.path}[{rank}].{each}" for each in bound.line.outputs
                    }
                    asking.inside(output.expr, rows)
                    asking.local = {}
        asked: dict[Key, list[Truth]] = {}
        for rank, bound in enumerate(self.table.lines):
            found = [asking.take(f"{self.path}[{rank}].{c}") for c in ("applicable", "admissible")]
            rows = any_of(each for each in found if each is not None)
            for cell in bound.line.cells:
                asked.setdefault((cell.admits, cell.judges), []).append(rows)
        for (admits, judges), each in asked.items():
            rows = any_of(each)
            asking.condition(admits, rows)
            if judges is not None:
                refused = false(self.builder.columns.condition(admits))
                asking.condition(judges, rows & refused)


def cents(span: Span) -> tuple[Value, Value]:
    """Return both ends of an amount in cents, rounded down as every ceiling is."""
    shift = span.scale - CENTS
    if shift <= 0:
        return span.at(CENTS)
    return span.low // 10**shift, span.high // 10**shift
