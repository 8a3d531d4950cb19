"""Collecting tables with the figures of an edition: each line has a status, as a criterion has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..rulebook.awaited import Definitions
from ..rulebook.bounds import Bounds, bounds, may_be, truth
from ..rulebook.expression import TRUE, Expr, affirm, bind
from ..rulebook.kleene import Value, ready
from ..rulebook.model import Cell, Derived, Line, Status, Table
from .results import REFUSED, Result

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BoundLine:
    """A line of a collecting table with the edition's figures.

    Its status is ``satisfait`` where every cell admits, ``non_satisfait`` where one excludes,
    ``a_apprecier`` where a person must judge. The table's own condition is its first cell.
    """

    id: str
    line: Line
    outputs: tuple[tuple[str, Bounds | Callable[[Facts], bool | None]], ...]

    @property
    def definitions(self) -> dict[str, Expr]:
        """What each output is made of."""
        return {name: output.expr for name, output in self.line.outputs.items()}


@dataclass(frozen=True, slots=True)
class BoundTable:
    """A collecting table with the edition's figures, and the condition on which it is read."""

    table: Table
    applies: Expr
    lines: tuple[BoundLine, ...]
    choices: tuple[tuple[str, tuple[tuple[Value, str], ...]], ...]
    nothing: Mapping[str, bool]

    def rows(self, results: Mapping[str, Result], facts: Facts) -> tuple[dict[str, Any], ...]:
        """Return the lines with what they give, for the statuses that an evaluator found.

        A condition is true, false or unknown, a number an interval. A line that does not hold
        gives nothing.
        """
        known = self.opened(facts)
        return tuple(self._row(bound, results[bound.line.id], known) for bound in self.lines)

    def opened(self, facts: Facts) -> dict[str, Any]:
        """Return the facts, with the values that each unknown choice may still take."""
        known = dict(facts)
        for path, cases in self.choices:
            if known.get(path) is None:
                open_ = {value for holds, value in cases if holds(facts, None) is not False}
                known[may_be(path)] = open_
        return known

    def _row(self, bound: BoundLine, result: Result, known: dict[str, Any]) -> dict[str, Any]:
        line = bound.line
        row: dict[str, Any] = {
            "id": line.id,
            "niveau": line.citation.level if line.citation else "a_verifier",
            "applicable": _known(result.status, admits=False),
            "admissible": _known(result.status, admits=True),
            **self.nothing,
        }
        if result == REFUSED:
            return row
        given = dict(known)
        for name, compute in bound.outputs:
            row[name] = given[name] = compute(given)
        return row


def _known(status: Status, *, admits: bool) -> bool | None:
    """Whether a line holds; what a person must judge only ``admits`` it."""
    if status == "indetermine":
        return None
    return status == "satisfait" or (admits and status == "a_apprecier")


def bind_tables(
    tables: Iterable[Table],
    figures: Mapping[str, Any],
    derived: Iterable[Derived],
    definitions: Definitions,
) -> dict[str, BoundTable]:
    """Return the collecting tables with the figures of an edition, by their id."""
    choices = tuple(
        (item.path, tuple((ready(condition), value) for condition, value in item.cases))
        for item in derived
        if item.cases
    )
    return {
        table.id: BoundTable(
            table,
            TRUE if table.applies is None else bind(table.applies, figures),
            tuple(_line(line, table, figures, definitions) for line in table.lines),
            choices,
            # What a line says nothing of does not hold for it.
            {name: False for name, kind in table.outputs.items() if kind.kind == "bool"},
        )
        for table in tables
        if table.policy == "collect"
    }


def _line(
    line: Line, table: Table, figures: Mapping[str, Any], definitions: Definitions
) -> BoundLine:
    whole = () if table.applies is None else (Cell("", table.applies),)
    cells = tuple(
        cell._replace(
            admits=bind(affirm(cell.admits), figures),
            judges=None if cell.judges is None else bind(affirm(cell.judges), figures),
        )
        for cell in (*whole, *line.cells)
    )
    outputs = {
        name: output._replace(
            expr=bind(output.expr, figures),
            parts=tuple((part, bind(expr, figures)) for part, expr in output.parts),
        )
        for name, output in line.outputs.items()
    }
    compute = tuple(
        (name, (truth if output.type.kind == "bool" else bounds)(output.expr, definitions))
        for name, output in outputs.items()
    )
    bound = line._replace(cells=cells, outputs=outputs)
    return BoundLine(f"{table.id}/{line.id}", bound, compute)
