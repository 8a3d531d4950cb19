"""The lines of a list whose sums may change: how an amount more or less falls upon them.

The same functions move plain numbers and the terms of the solver: what is proved is what is
written.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..proof import terms
from ..proof.expressions import greatest, least
from ..proof.terms import Formula, Term
from ..rulebook.expression import bind
from ..rulebook.kleene import ready

if TYPE_CHECKING:
    from ..rulebook.expression import Aggregate

Row = Mapping[str, Any]


class Group(NamedTuple):
    """The lines that a sum counts: their ranks, those of the largest amounts first.

    ``fresh`` is the rank of the line that the sum gains where it counts none; None: it gains none.
    """

    ranks: tuple[int, ...]
    fresh: int | None
    total: int


def counted(
    total: Aggregate, rows: Sequence[Row], facts: Mapping[str, Any], figures: Mapping[str, Any]
) -> list[int] | None:
    """Return the ranks of the lines that a sum counts; None where the sum is unknown."""
    where = None if total.where is None else ready(bind(total.where, figures))
    found = []
    for rank, row in enumerate(rows):
        kept = True if where is None else where(facts, row)
        if kept is None or (kept and row[total.column] is None):
            return None
        if kept:
            found.append(rank)
    return sorted(found, key=lambda rank: (-rows[rank][total.column], rank))


def moved(amounts: Sequence[Term], moves: Iterable[tuple[Group, Term]]) -> list[Term]:
    """Return the amounts of lines once each sum has changed by so much, one after the other.

    A rise goes to the largest line, or to the fresh one; a fall takes the largest line first.
    """
    found = list(amounts)
    for group, change in moves:
        up, left = greatest(change, 0), greatest(-change, 0)
        if group.fresh is not None:
            found[group.fresh] = found[group.fresh] + up
            continue
        for place, rank in enumerate(group.ranks):
            taken = least(found[rank], left)
            found[rank], left = found[rank] - taken, left - taken
            if place == 0:
                found[rank] = found[rank] + up
    return found


class Kind(NamedTuple):
    """Lines that rules cannot tell apart but by adding up their amounts, the largest first."""

    ranks: tuple[int, ...]

    @property
    def first(self) -> int:
        """The line that stands for all of them."""
        return self.ranks[0]

    def gathered(self, amounts: Sequence[int]) -> list[int]:
        """Return the amounts as if the first line held all of them."""
        found = list(amounts)
        for rank in self.ranks:
            found[rank] = 0
        found[self.first] = sum(amounts[rank] for rank in self.ranks)
        return found

    def spread(self, amounts: Sequence[int], gathered: Sequence[int]) -> list[int]:
        """Return the amounts of the lines, moved by as much as what stands for them."""
        total = sum(amounts[rank] for rank in self.ranks)
        return moved(amounts, [(Group(self.ranks, None, total), gathered[self.first] - total)])


def kinds_of(amounts: Sequence[int], likeness: Mapping[int, Hashable]) -> list[Kind]:
    """Return the kinds of lines, given what tells each from others."""
    found: dict[Hashable, list[int]] = {}
    for rank in sorted(likeness, key=lambda one: (-amounts[one], one)):
        found.setdefault(likeness[rank], []).append(rank)
    return [Kind(tuple(ranks)) for ranks in found.values()]


def within(amounts: Sequence[Term], moves: Sequence[tuple[Group, Term]]) -> list[Formula]:
    """Return what must hold for every fall to find what it takes."""
    found: list[Formula] = []
    for place, (group, change) in enumerate(moves):
        before = moved(amounts, moves[:place])
        held = terms.total(before[rank] for rank in group.ranks)
        found.append(held + change >= 0)
    return found
