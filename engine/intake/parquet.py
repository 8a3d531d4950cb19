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
        library = polars()
        self.path, self.file = path, file
        # A damaged file also makes the library panic, or gives days that no calendar has.
        self._errors = (
            library.exceptions.PolarsError, library.exceptions.PanicException, OSError,
            ValueError, OverflowError,
        )  # fmt: skip
        try:
            self._scan = library.scan_parquet(path, glob=False)
            self.columns: list[str] = self._scan.collect_schema().names()
        except self._errors:
            raise self._unreadable() from None

    def rows(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yield (number, cells) of every row, from 1, in order.

        Raises :class:`InputError` where the file can no longer be read.
        """
        start = 0
        while True:
            try:
                rows: list[tuple[Any, ...]] = self._scan.slice(start, BATCH).collect().rows()
            except self._errors:
                raise self._unreadable() from None
            if not rows:
                return
            yield from enumerate(rows, start + 1)
            start += len(rows)

    def _unreadable(self) -> InputError:
        return InputError([Fault("importer.parquet_illisible", Where(self.file))])
