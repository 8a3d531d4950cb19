"""The account of a simulation: each dossier in one transition, those that change one by one.

Only dossiers that change verdict are told one by one. Amounts are integer cents; an amount that
cannot be told is counted apart, never as nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeVar

Key = TypeVar("Key", str, tuple[str, str])

SEVERITY: Final = ("eligible", "a_apprecier", "a_completer", "ineligible")
"""Verdicts, the most favourable first."""
DECIDING: Final = {
    "ineligible": "non_satisfait", "a_completer": "indetermine", "a_apprecier": "a_apprecier",
}  # fmt: skip
"""The status that a verdict rests on."""


@dataclass(slots=True)
class Money:
    """Amounts added up: ``unknown`` counts the dossiers whose amount cannot be told."""

    cents: int = 0
    unknown: int = 0

    def add(self, cents: int | None, dossiers: int = 1) -> None:
        """Take an amount in, or dossiers that have none."""
        if cents is None:
            self.unknown += dossiers
        else:
            self.cents += cents


class Change(NamedTuple):
    """A dossier that changes verdict: amounts in cents, None when they cannot be told.

    A refused dossier is granted nothing: its amount is 0. ``causes`` are the criteria whose status
    changed and which made the verdict that is left, or make the one that comes.
    """

    row: int
    reference: str
    before: str
    after: str
    causes: tuple[str, ...]
    cents_before: int | None
    cents_after: int | None
    territory: str
    place: str
    size: str


class Still(NamedTuple):
    """A criterion whose status changes on dossiers that keep their verdict."""

    criterion: str
    before: str
    after: str


@dataclass(slots=True)
class Group:
    """The changes of one territory, of one size class, or of one criterion."""

    better: int = 0
    worse: int = 0
    before: Money = field(default_factory=Money)
    after: Money = field(default_factory=Money)

    @property
    def count(self) -> int:
        """How many dossiers change."""
        return self.better + self.worse

    def add(self, change: Change) -> None:
        """Take a dossier in."""
        if is_better(change.before, change.after):
            self.better += 1
        else:
            self.worse += 1
        self.before.add(change.cents_before)
        self.after.add(change.cents_after)


def is_better(before: str, after: str) -> bool:
    """Whether a verdict is more favourable than the one before."""
    return SEVERITY.index(after) < SEVERITY.index(before)


def causes(
    before: str, after: str, statuses: Iterable[tuple[str, str | None, str | None]]
) -> tuple[str, ...]:
    """Return the criteria that make a verdict another: (criterion, status before, status after).

    A worse verdict is due to what came to bear it; a better one to what no longer bears the old.

    >>> causes("eligible", "ineligible", [("A", "satisfait", "non_satisfait")])
    ('A',)
    """
    better = is_better(before, after)
    wanted = DECIDING.get(before if better else after)
    return tuple(
        name for name, old, new in statuses if old != new and wanted == (old if better else new)
    )


@dataclass(slots=True)
class Account:
    """What one scenario does to a portfolio."""

    rows: int = 0
    rejected: int = 0
    transitions: Counter[tuple[str, str]] = field(default_factory=Counter)
    eligible_before: Money = field(default_factory=Money)
    eligible_after: Money = field(default_factory=Money)
    possible_before: Money = field(default_factory=Money)
    possible_after: Money = field(default_factory=Money)
    changes: list[Change] = field(default_factory=list)
    still: Counter[Still] = field(default_factory=Counter)
    held: dict[str, Counter[str]] = field(default_factory=dict)
    """By criterion that passes without effect, the criteria that still refuse."""
    amounts: int = 0
    """Dossiers that keep their verdict, but not their amount."""
    amounts_cents: int = 0
    """What that comes to, where both amounts are known."""

    @property
    def changed(self) -> int:
        """How many dossiers change verdict."""
        return len(self.changes)

    @property
    def closed(self) -> bool:
        """Whether each row is in one transition or rejected, and each change in a transition."""
        moved = sum(n for (before, after), n in self.transitions.items() if before != after)
        return self.rows == self.transitions.total() + self.rejected and moved == self.changed

    def verdicts(self, *, after: bool) -> Counter[str]:
        """Return how many dossiers have each verdict, before or after."""
        found: Counter[str] = Counter()
        for pair, count in self.transitions.items():
            found[pair[after]] += count
        return found

    def moves(self) -> Iterator[tuple[tuple[str, str], Group]]:
        """Yield the changes by transition, the worse verdicts left first."""
        return self._grouped(lambda change: ((change.before, change.after),), _by_severity)

    def by_territory(self) -> Iterator[tuple[tuple[str, str], Group]]:
        """Yield the changes by territory, its id and its name; empty ones where there is none."""
        return self._grouped(lambda change: ((change.territory, change.place),))

    def by_size(self) -> Iterator[tuple[str, Group]]:
        """Yield the changes by size class; an empty name where there is none."""
        return self._grouped(lambda change: (change.size,))

    def by_cause(self) -> Iterator[tuple[str, Group]]:
        """Yield the changes by criterion; a dossier counts for each of its own."""
        return self._grouped(lambda change: change.causes)

    def _grouped(
        self,
        keys: Callable[[Change], Iterable[Key]],
        rank: Callable[[tuple[Key, Group]], Any] = lambda item: (-item[1].count, item[0]),
    ) -> Iterator[tuple[Key, Group]]:
        groups: dict[Key, Group] = {}
        for change in self.changes:
            for key in keys(change):
                groups.setdefault(key, Group()).add(change)
        return iter(sorted(groups.items(), key=rank))


def _by_severity(item: tuple[tuple[str, str], Group]) -> tuple[int, int]:
    before, after = item[0]
    return (-SEVERITY.index(before), SEVERITY.index(after))
