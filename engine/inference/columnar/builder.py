"""A frame under way: columns are added to it stage after stage, so that expressions stay short."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw

from .columns import Columns, safe
from .waits import Waits


class Builder:
    """A frame, what it has, and what is known to wait for what."""

    def __init__(self, frame: Any, columns: Columns, choices: frozenset[str]) -> None:
        self.frame, self.columns, self.choices = frame, columns, choices
        self.stored: dict[str, Waits] = {}
        self.scales: dict[str, int] = {}
        self._pending: dict[str, Waits] = {}

    def add(self, found: Mapping[str, nw.Expr]) -> None:
        """Add columns; none of them may read another."""
        if found:
            self.frame = self.frame.with_columns(*(e.alias(name) for name, e in found.items()))
            self.columns = self.columns.with_names(found)

    def lengthen(self, path: str, count: int) -> None:
        """Say how many lines a computed list has."""
        self.columns = Columns(self.columns.present, {**self.columns.lengths, path: count})

    def keep(self, expr: nw.Expr) -> nw.Expr:
        """Make a column of an expression, and return it."""
        name = f"_garde_{len(self.columns.present)}"
        self.add({name: expr})
        return nw.col(name)

    def pend(self, name: str, waits: Waits) -> None:
        """Keep what something waits for, to be added as columns by :meth:`settle`."""
        self._pending[name] = waits

    def settle(self) -> None:
        """Add what is pending as columns."""
        found: dict[str, nw.Expr] = {}
        for name, waits in self._pending.items():
            stored: Waits = {}
            for path, rows in waits.items():
                column = safe(f"attend.{name}.{path}")
                found[column] = rows.fill_null(value=False)
                stored[path] = nw.col(column)
            self.stored[name] = stored
        self._pending = {}
        self.add(found)
