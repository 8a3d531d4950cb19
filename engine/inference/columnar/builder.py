"""What is found of a table under way: columns added stage after stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .columns import Columns


class Builder:
    """The columns so far; ``scales`` says in what unit the amounts of lines are counted."""

    def __init__(self, columns: Columns, choices: frozenset[str]) -> None:
        self.columns, self.choices = columns, choices
        self.scales: dict[str, int] = {}

    def add(self, found: Mapping[str, Any]) -> None:
        """Add columns; none of them may read another."""
        self.columns.terms.update(found)

    def lengthen(self, path: str, count: int) -> None:
        """Say how many lines a computed list has."""
        self.columns.lengths[path] = count
