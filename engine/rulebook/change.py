"""What a person can honestly change of a dossier, as the rule book declares it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .model import Text


class Change(NamedTuple):
    """How a fact may change, what that costs, and the words that say it.

    A number rises where ``rise`` has words, falls where ``fall`` has; any other fact becomes one of
    ``to``, its values in the order of preference (a set receives them). ``along`` are the numbers
    that change by the same amount at once. ``line`` holds the cells of the line that a sum gains
    where no line of the list is counted in it; None: it gains none.
    """

    cost: int
    rise: Text | None
    fall: Text | None
    to: Mapping[Any, Text]
    along: tuple[str, ...] = ()
    line: Mapping[str, Any] | None = None
