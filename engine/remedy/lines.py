"""The lines of a list whose sums may change: how an amount more or less falls upon them.

The same functions move plain numbers and the terms of the solver: what is proved is what is
written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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


def within(amounts: Sequence[Term], moves: Sequence[tuple[Group, Term]]) -> list[Formula]:
    """Return what must hold for every fall to find what it takes."""
    found: list[Formula] = []
    for place, (group, change) in enumerate(moves):
        before = moved(amounts, moves[:place])
        held = terms.total(before[rank] for rank in group.ranks)
        found.append(held + change >= 0)
    return found
