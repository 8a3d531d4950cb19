"""A batch of rows of a source: dossiers in columns, and the rows that are none, each with why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from ..dossier import Dossier, vocabulary
from ..flat import polars, to_columns

if TYPE_CHECKING:
    import polars as pl

RANK: Final = "_rang"
MANY_LINES: Final = 32
"""A dossier with a longer list is screened on its own: columns would be many, and mostly empty."""
FEW: Final = 200
"""Dossiers fewer than this are screened one by one: compiling the rules takes longer."""


class Rejected(NamedTuple):
    """A row that is no dossier: its reference, when it tells one, and each thing wrong."""

    reference: str
    faults: tuple[str, ...]


Row = Dossier | Rejected


class Batch(NamedTuple):
    """Rows of a source, by their rank in the batch, from 0.

    ``frame`` holds dossiers in columns, :data:`RANK` first; ``single`` those to screen on their
    own. Each row is in one of ``frame``, ``single`` and ``rejected``. ``dossiers`` are those of
    ``frame`` when the source has made them.
    """

    height: int
    frame: pl.DataFrame | None
    single: Mapping[int, Dossier]
    rejected: Mapping[int, Rejected]
    dossiers: Mapping[int, Dossier]


class Source(Protocol):
    """Where rows come from, in batches that are the same each time."""

    @property
    def name(self) -> str:
        """How people call it."""

    @property
    def total(self) -> int | None:
        """How many rows it has, when that is known before they are read."""

    def identity(self) -> list[dict[str, Any]]:
        """Return what tells this source from another: its files, their sizes and digests."""

    def batches(self, after: int) -> Iterator[Batch]:
        """Yield the batches, the first ``after`` ones left out.

        Raises InputError where the source can no longer be read.
        """


class Columns:
    """Makes batches whose columns are few and change little: rules are compiled for each set."""

    def __init__(self) -> None:
        self._lines = {path: 4 for path, kind in vocabulary().items() if kind.kind == "rows"}
        self._opinions: set[str] = set()

    def batch(self, rows: Sequence[Row]) -> Batch:
        """Return rows as a batch."""
        rejected = {rank: row for rank, row in enumerate(rows) if isinstance(row, Rejected)}
        valid = {rank: row for rank, row in enumerate(rows) if isinstance(row, Dossier)}
        if len(valid) < FEW:
            return Batch(len(rows), None, valid, rejected, {})
        single: dict[int, Dossier] = {}
        kept: dict[int, Dossier] = {}
        for rank, dossier in valid.items():
            longest = {path: _length(dossier, path) for path in self._lines}
            if max(longest.values()) > MANY_LINES:
                single[rank] = dossier
                continue
            kept[rank] = dossier
            self._opinions |= (dossier.appreciations or {}).keys()
            for path, length in longest.items():
                while self._lines[path] < length:
                    self._lines[path] *= 2
        frame = to_columns(kept.values(), lines=self._lines, opinions=self._opinions)
        return Batch(len(rows), ranked(frame, list(kept)), single, rejected, kept)


def ranked(frame: pl.DataFrame, ranks: Sequence[int]) -> pl.DataFrame:
    """Return a table whose rows bear these ranks."""
    pl = polars()
    return frame.insert_column(0, pl.Series(RANK, ranks, dtype=pl.UInt32))


def _length(dossier: Dossier, path: str) -> int:
    value: Any = dossier
    for step in path.split("."):
        value = getattr(value, step, None)
        if value is None:
            return 0
    return len(value)
