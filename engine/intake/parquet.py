"""Rows of a Parquet file, batch by batch, through the tables of dossiers of :mod:`..flat`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ..errors import Fault, InputError, Where
from ..flat import polars

BATCH: Final = 10_000


class ParquetTable:
    """A Parquet file: its columns, its rows.

    Raises :class:`InputError` when it is none, ``EngineUnavailableError`` without Polars.
    """

    def __init__(self, path: Path, file: str) -> None:
        self._polars = polars()
        self.path, self.file = path, file
        try:
            self._scan = self._polars.scan_parquet(path, glob=False)
            self.columns: list[str] = self._scan.collect_schema().names()
        except (self._polars.exceptions.PolarsError, OSError):
            raise self._unreadable() from None

    def rows(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yield (number, cells) of every row, from 1, in order.

        Raises :class:`InputError` where the file can no longer be read.
        """
        start = 0
        while True:
            try:
                batch = self._scan.slice(start, BATCH).collect()
            except (self._polars.exceptions.PolarsError, OSError):
                raise self._unreadable() from None
            if batch.is_empty():
                return
            yield from enumerate(batch.iter_rows(), start + 1)
            start += batch.height

    def _unreadable(self) -> InputError:
        return InputError([Fault("importer.parquet_illisible", Where(self.file))])
