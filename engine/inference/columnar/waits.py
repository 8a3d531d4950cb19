"""What to ask for: fact → the rows where something undetermined waits for it.

The counterpart of :mod:`~fondsvert.engine.rulebook.awaited`, for all rows at once and the other
way round: from what is undetermined down to the facts, so that each part of a rule is met once,
whatever the number of facts below it.
"""

from __future__ import annotations

from collections.abc import Mapping

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
from .columns import Columns, kind_of
from .logic import YES, Truth, any_of, false, true


class Asking:
    """What is asked for so far, over the columns of a table."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.local: Mapping[str, str] = {}
        """The columns that stand for what a line gave before, by the name it has there."""
        self._asked: dict[str, list[Truth]] = {}

    def ask(self, name: str, rows: Truth) -> None:
        """Ask some rows for a fact, or for a column of a computed list."""
        self._asked.setdefault(name, []).append(rows)

    def take(self, name: str) -> Truth | None:
        """Return the rows asked for something computed, to be asked for its parts instead."""
        found = self._asked.pop(name, None)
        return None if found is None else any_of(found)

    def facts(self) -> dict[str, Truth]:
        """Return the rows to ask for each fact."""
        return {name: any_of(rows) for name, rows in self._asked.items()}

    def definition(self, made_of: Expr | Among, rows: Truth) -> None:
        """Ask some rows for what a derived fact is made of."""
        if not isinstance(made_of, Among):
            self.any(made_of, rows)
            return
        # A choice waits for its conditions in order, up to one that holds.
        for part in made_of.conditions:
            state = self.columns.condition(part)
            self.inside(part, rows & state.is_null())
            rows = rows & ~true(state)

    def condition(self, expr: Expr, rows: Truth) -> None:
        """Ask some rows for what a condition waits for, where it is unknown."""
        self.inside(expr, rows & self.columns.condition(expr).is_null())

    def any(self, expr: Expr, rows: Truth) -> None:
        """Ask some rows for what a part of any kind waits for, where it is unknown."""
        if isinstance(expr, Const | Column) or expr.type.kind == "set":
            return
        if expr.type.kind == "number":
            if not isinstance(expr, Choose):
                rows = rows & self.columns.number(expr).expr.is_null()
            self.inside(expr, rows)
        elif expr.type.kind == "bool":
            self.condition(expr, rows)
        else:
            self.inside(expr, rows & self.columns.symbol(expr).is_null())

    def inside(self, expr: Expr, rows: Truth) -> None:
        """Ask rows where an expression is unknown for what it waits for."""
        match expr:
            case Fact(path, _):
                self.ask(self.local.get(path, path), rows)
            case Holds():
                # That criterion is undetermined there: it asks by itself.
                return
            case Contains(_, within):
                self.ask(within.path, rows)
            case Aggregate():
                self._rows(expr, rows)
            case Choose(cases):
                self._cases(cases, rows)
            case _:
                for child in children(expr):
                    self.any(child, rows)

    def _cases(self, cases: tuple[tuple[Expr, Expr], ...], rows: Truth) -> None:
        subjects = {case.left for case, _ in cases if isinstance(case, Compare)}
        if len(subjects) == 1 and all(isinstance(value, Const) for _, value in cases):
            self.any(subjects.pop(), rows)
            return
        for condition, value in cases:
            possible = rows & ~false(self.columns.condition(condition))
            self.condition(condition, possible)
            self.any(value, possible)

    def _rows(self, expr: Aggregate, rows: Truth) -> None:
        path, column = expr.rows.path, expr.column
        nobody_knows, lines = self.columns.lines(expr.rows)
        self.ask(path, rows & nobody_knows)
        for rank, line in enumerate(lines):
            there = rows & ~nobody_knows & line
            chosen = YES
            if expr.where is not None:
                chosen = self.columns.condition(expr.where, (path, rank))
                self._cells(expr.where, (path, rank), there & chosen.is_null())
            if column:
                missing = self.columns.cell(path, rank, column).is_null()
                self.ask(f"{path}[{rank}].{column}", there & ~false(chosen) & missing)

    def _cells(self, expr: Expr, row: tuple[str, int], rows: Truth) -> None:
        """Ask for the columns of a line that an unknown condition on it rests on."""
        if isinstance(expr, Const):
            return
        if isinstance(expr, Column):
            missing = self.columns.cell(*row, expr.name, kind_of(expr.type)).is_null()
            self.ask(f"{row[0]}[{row[1]}].{expr.name}", rows & missing)
            return
        if expr.type.kind == "bool":
            rows = rows & self.columns.condition(expr, row).is_null()
        for child in children(expr):
            self._cells(child, row, rows)
