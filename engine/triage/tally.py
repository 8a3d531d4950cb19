"""What a portfolio comes to: counted part by part, added up at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

from ..flat import polars

if TYPE_CHECKING:
    import polars as pl

MOST: Final = 10
"""Lines of a list of the summary."""


@dataclass(slots=True)
class Tally:
    """The account of a sort: ``rows`` are those decided, one verdict each, and ``rejected``."""

    rows: int = 0
    rejected: int = 0
    cents: int = 0
    """The highest amounts of the eligible, added up, in cents."""
    verdicts: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)

    @property
    def decided(self) -> int:
        """How many rows have a verdict."""
        return self.verdicts.total()

    @property
    def closed(self) -> bool:
        """Whether every row has a verdict or is rejected."""
        return self.rows == self.decided + self.rejected

    def add(self, other: Tally) -> None:
        """Take another account in."""
        self.rows += other.rows
        self.rejected += other.rejected
        self.cents += other.cents
        self.verdicts += other.verdicts
        self.refusals += other.refusals
        self.missing += other.missing

    def as_data(self) -> dict[str, Any]:
        """Return plain data, which :meth:`from_data` reads."""
        return {
            "lignes": self.rows, "rejets": self.rejected, "centimes": self.cents,
            "verdicts": dict(self.verdicts), "refus": dict(self.refusals),
            "manquants": dict(self.missing),
        }  # fmt: skip

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """Return the account that plain data hold."""
        return cls(
            data["lignes"], data["rejets"], data["centimes"], Counter(data["verdicts"]),
            Counter(data["refus"]), Counter(data["manquants"]),
        )  # fmt: skip


def most(counts: Counter[str]) -> list[tuple[str, int]]:
    """Return the greatest counts, in order; equal ones by name.

    >>> most(Counter({"b": 2, "a": 2, "c": 3}))
    [('c', 3), ('a', 2), ('b', 2)]
    """
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:MOST]


def tally(part: pl.DataFrame, criteria: tuple[str, ...]) -> Tally:
    """Return the account of a table of results."""
    pl = polars()
    refusals = part.select((pl.col(name) == "non_satisfait").sum() for name in criteria)
    missing = part.select(pl.col("manquants").drop_nulls().str.split(" ").explode())
    eligible = part.filter(pl.col("verdict") == "eligible")["montant_max"]
    return Tally(
        part.height,
        part["verdict"].null_count(),
        int(eligible.sum() or 0),
        Counter(dict(part["verdict"].drop_nulls().value_counts().iter_rows())),
        Counter({name: count for name, count in refusals.row(0, named=True).items() if count}),
        Counter(dict(missing["manquants"].drop_nulls().value_counts().iter_rows())),
    )
