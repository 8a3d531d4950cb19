"""What is drawn of a chunk of dossiers: columns of whole numbers, and what of them is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .. import flat
from .draws import Bools, Draws, Ints

if TYPE_CHECKING:
    import polars as pl

Values = Ints | Bools


class Cells(NamedTuple):
    """A column: amounts in cents, quantities in millionths, days since 1970, ranks of ``labels``.

    ``known`` is None when every value is. With ``digits``, a number is written in so many of
    them, after ``prefix``.
    """

    values: Values
    known: Bools | None = None
    labels: tuple[str, ...] = ()
    digits: int = 0
    prefix: str = ""


Sheet = dict[str, Cells]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Texts by group: where each group starts in ``texts``, how many it has."""

    texts: tuple[str, ...]
    first: Ints
    count: Ints

    @classmethod
    def of(cls, groups: Iterable[Sequence[str]]) -> Phrases:
        """Build from the texts of each group."""
        found = [tuple(group) for group in groups]
        count = np.array([len(group) for group in found], dtype=np.int64)
        texts = tuple(text for group in found for text in group)
        return cls(texts, np.cumsum(count) - count, count)

    def drawn(self, draws: Draws, name: str, group: Ints, known: Bools | None = None) -> Cells:
        """Return a text a row, of the group that it belongs to."""
        rank = self.first[group] + draws.below(name, self.count[group])
        return Cells(rank, known, self.texts)


def narrowed(cells: Cells, known: Bools) -> Cells:
    """Return the cells, those that are not ``known`` forgotten."""
    return cells._replace(known=known if cells.known is None else cells.known & known)


def frame_of(sheet: Mapping[str, Cells], columns: Iterable[flat.Column]) -> pl.DataFrame:
    """Return the table of these columns, in their order."""
    tables = flat.polars()
    frame: pl.DataFrame = tables.DataFrame([_series(sheet[each.name], each) for each in columns])
    return frame


def _series(cells: Cells, column: flat.Column) -> Any:
    pl = flat.polars()
    values = pl.Series(column.name, cells.values)
    if cells.known is not None:
        # On the plain numbers: what they are turned into is wider.
        nothing = pl.Series(column.name, [None], dtype=values.dtype).new_from_index(0, len(values))
        values = values.zip_with(pl.Series(cells.known), nothing)
    if cells.digits:
        written = cells.prefix + values.cast(pl.String).str.zfill(cells.digits)
        return written.alias(column.name)
    if cells.labels:
        return pl.Series(column.name, cells.labels, dtype=pl.String).gather(values)
    if column.kind.kind == "date":
        return values.cast(pl.Int32).cast(pl.Date)
    return flat.exact(values, column.kind) if column.kind.kind == "number" else values
