"""What an unknown value of a row waits for: fact → whether this row waits for it.

The counterpart of :mod:`~fondsvert.engine.rulebook.awaited`, column by column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import narwhals as nw

from ...rulebook.awaited import Among
from ...rulebook.expression import (
    Aggregate,
    Choose,
    Column,
    Compare,
    Const,
    Contains,
    Expr,
    Fact,
    Holds,
    children,
)
from .columns import Columns, any_of, dtype_of, false, true

Waits = dict[str, nw.Expr]
"""The facts that a value may wait for, each with the rows that do."""


def merged(found: Iterable[Waits]) -> Waits:
    """Return all that is waited for, in order."""
    whole: dict[str, list[nw.Expr]] = {}
    for each in found:
        for path, rows in each.items():
            whole.setdefault(path, []).append(rows)
    return {path: any_of(rows) for path, rows in whole.items()}


def only(rows: nw.Expr, found: Waits) -> Waits:
    """Return what is waited for by some rows alone."""
    return {path: rows & each for path, each in found.items()}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What expressions wait for, over the columns of a frame.

    ``stored`` says what a fact, an output of a line or a column of a computed list waits for,
    where that was found already: it is then a matter of columns. ``keep`` makes a column of an
    expression that many others would repeat.
    """

    columns: Columns
    stored: Mapping[str, Waits] = field(default_factory=dict)
    keep: Callable[[nw.Expr], nw.Expr] = lambda expr: expr

    def choice(self, choice: Among) -> Waits:
        """Return what a choice waits for: its conditions in order, up to one that holds."""
        before = nw.lit(value=True)
        found = []
        for part in choice.conditions:
            state = self.columns.condition(part)
            found.append(only(before, self.condition(part)))
            before = before & ~true(state)
        return merged(found)

    def condition(self, expr: Expr) -> Waits:
        """Return what a condition waits for, where it is unknown."""
        return self._where_unknown(expr, self.columns.condition(expr))

    def resolved(self, waits: Waits) -> Waits:
        """Put what a criterion waits for in place of its name."""
        return merged(
            only(rows, self.stored.get(path, {path: rows})) for path, rows in waits.items()
        )

    def _where_unknown(self, expr: Expr, value: nw.Expr) -> Waits:
        return only(value.is_null(), self.inside(expr))

    def any(self, expr: Expr) -> Waits:
        """Return what a part of any kind waits for, where it is unknown."""
        if isinstance(expr, Const | Column):
            return {}
        if expr.type.kind == "set":
            return {}
        if expr.type.kind == "number":
            if isinstance(expr, Choose):
                return self.inside(expr)
            return self._where_unknown(expr, self.columns.number(expr).expr)
        if expr.type.kind == "bool":
            return self.condition(expr)
        return self._where_unknown(expr, self.columns.symbol(expr))

    def inside(self, expr: Expr) -> Waits:
        """Return what an expression waits for, on rows where it is unknown."""
        match expr:
            case Fact(path, _):
                return self.stored.get(path, {path: nw.lit(value=True)})
            case Holds(criterion):
                return {criterion: nw.lit(value=True)}
            case Contains(_, within):
                return {within.path: nw.lit(value=True)}
            case Aggregate():
                return self._rows(expr)
            case Choose(cases):
                return self._cases(cases)
        return merged(self.any(child) for child in children(expr))

    def _cases(self, cases: tuple[tuple[Expr, Expr], ...]) -> Waits:
        subjects = {case.left for case, _ in cases if isinstance(case, Compare)}
        if len(subjects) == 1 and all(isinstance(value, Const) for _, value in cases):
            return self.any(subjects.pop())
        found = []
        for condition, value in cases:
            possible = ~false(self.columns.condition(condition))
            found.append(only(possible, self.condition(condition)))
            found.append(only(possible, self.any(value)))
        return merged(found)

    def _rows(self, expr: Aggregate) -> Waits:
        path, column = expr.rows.path, expr.column
        nobody_knows, lines = self.columns.lines(expr.rows)
        found: list[Waits] = [{path: nobody_knows}]
        for rank, line in enumerate(lines):
            chosen = nw.lit(value=True)
            if expr.where is not None:
                chosen = self.columns.condition(expr.where, (path, rank))
                unknown_columns = self._cells(expr.where, (path, rank))
                doubtful = self.keep(~nobody_knows & line & chosen.is_null())
                found.append(only(doubtful, unknown_columns))
            if column:
                missing = self.columns.cell(path, rank, column).is_null()
                name = f"{path}[{rank}].{column}"
                found.append({name: ~nobody_knows & line & ~false(chosen) & missing})
        return merged(found)

    def _cells(self, expr: Expr, row: tuple[str, int]) -> Waits:
        """Return the columns of a line that an unknown condition on it rests on."""
        if isinstance(expr, Const):
            return {}
        if isinstance(expr, Column):
            missing = self.columns.cell(*row, expr.name, dtype_of(expr.type)).is_null()
            name = f"{row[0]}[{row[1]}].{expr.name}"
            return only(missing, self.stored.get(name, {name: nw.lit(value=True)}))
        if expr.type.kind == "bool":
            value = self.keep(self.columns.condition(expr, row))
            inner = merged(self._cells(child, row) for child in children(expr))
            return only(value.is_null(), inner)
        return merged(self._cells(child, row) for child in children(expr))
