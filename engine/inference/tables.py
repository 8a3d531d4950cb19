"""Collecting tables with the figures of an edition: each line has a status, as a criterion has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..rulebook.bounds import truth
from ..rulebook.expression import (
    FALSE,
    TRUE,
    Compare,
    Const,
    Expr,
    Fact,
    affirm,
    bind,
    conjunction,
    rebuild,
)
from ..rulebook.model import Cell, Derived, Line, Status, Table
from .results import Result


@dataclass(frozen=True, slots=True)
class BoundLine:
    """A line of a collecting table with the edition's figures.

    Its status is ``satisfait`` where every cell admits, ``non_satisfait`` where one excludes,
    ``a_apprecier`` where a person must judge. The table's own condition is its first cell.
    """

    id: str
    line: Line
    conditions: Mapping[str, Callable[[Mapping[str, Any]], bool | None]]


@dataclass(frozen=True, slots=True)
class BoundTable:
    """A collecting table with the edition's figures, and the condition on which it is read."""

    table: Table
    applies: Expr
    lines: tuple[BoundLine, ...]

    def rows(
        self, results: Mapping[str, Result], facts: Mapping[str, Any]
    ) -> tuple[dict[str, Any], ...]:
        """Return the lines as rules read them, for the statuses that an evaluator found."""
        return tuple(
            {
                "id": bound.line.id,
                "niveau": bound.line.citation.level if bound.line.citation else "lu",
                "applicable": _known(results[bound.line.id].status, admits=False),
                "admissible": _known(results[bound.line.id].status, admits=True),
                **{name: decide(facts) for name, decide in bound.conditions.items()},
            }
            for bound in self.lines
        )


def _known(status: Status, *, admits: bool) -> bool | None:
    """Whether a line holds; what a person must judge only ``admits`` it."""
    if status == "indetermine":
        return None
    return status == "satisfait" or (admits and status == "a_apprecier")


def bind_tables(
    tables: Iterable[Table],
    figures: Mapping[str, Any],
    derived: Iterable[Derived],
    definitions: Mapping[str, Expr],
) -> dict[str, BoundTable]:
    """Return the collecting tables with the figures of an edition, by their id."""
    choices = {item.path: item for item in derived if item.cases}

    def bound(expr: Expr) -> Expr:
        return _opened(bind(expr, figures), choices)

    return {
        table.id: BoundTable(
            table,
            TRUE if table.applies is None else bound(table.applies),
            tuple(_line(line, table, bound, definitions) for line in table.lines),
        )
        for table in tables
        if table.policy == "collect"
    }


def _line(
    line: Line, table: Table, bound: Callable[[Expr], Expr], definitions: Mapping[str, Expr]
) -> BoundLine:
    whole = () if table.applies is None else (Cell("", table.applies),)
    cells = tuple(
        cell._replace(
            admits=bound(affirm(cell.admits)),
            judges=None if cell.judges is None else bound(affirm(cell.judges)),
        )
        for cell in (*whole, *line.cells)
    )
    outputs = {
        name: output._replace(
            expr=bound(output.expr),
            parts=tuple((part, bound(expr)) for part, expr in output.parts),
        )
        for name, output in line.outputs.items()
    }
    conditions = {
        # What a line says nothing of does not hold for it.
        name: truth(outputs[name].expr if name in outputs else FALSE, definitions)
        for name, kind in table.outputs.items()
        if kind.kind == "bool"
    }
    whole_line = line._replace(cells=cells, outputs=outputs)
    return BoundLine(f"{table.id}/{line.id}", whole_line, conditions)


def _opened(expr: Expr, choices: Mapping[str, Derived]) -> Expr:
    """Put the condition of a derived choice in place of its comparison with one of its values.

    What holds for every value that is still possible is then known, even if the value is not.
    """
    match expr:
        case Compare("==", Fact(path, _), Const(str(wanted), _)) if path in choices:
            item = choices[path]
            condition = next((case for case, value in item.cases if value == wanted), FALSE)
            return conjunction(item.applies or TRUE, condition)
    return rebuild(expr, lambda part: _opened(part, choices))
