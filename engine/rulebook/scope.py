"""The names that a condition may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..values import FactType


@dataclass(frozen=True, slots=True)
class Scope:
    """The names a condition may use."""

    facts: Mapping[str, FactType]
    parameters: Mapping[str, FactType] = field(default_factory=dict)
    criteria: frozenset[str] = frozenset()

    @property
    def names(self) -> list[str]:
        """Every name that can be written, for the nearest one to be suggested."""
        lists = [f"{p}.{c}" for p, t in self.facts.items() for c in t.fields]
        return [*self.facts, *lists, *(f"parametres.{name}" for name in self.parameters)]
