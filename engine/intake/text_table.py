"""Rows of a CSV file, one at a time: its encoding and its separator are found, not asked.

UTF-8 (with or without its mark), UTF-16 with its mark, else Windows-1252; commas, semicolons,
tabs or bars. A file that is no text is refused whole; a quote that is never closed is too.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, NamedTuple

from ..errors import Fault, InputError, Where
from .record import MAX_CELL

SEPARATORS: Final = ";,\t|"
UTF8, UTF16, WINDOWS = "utf-8-sig", "utf-16", "cp1252"

_CHUNK = 1 << 20
_MAX_LINE = 8_000_000
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Line(NamedTuple):
    """A row of the file: its first line and its cells.

    ``cut`` when the file stops in it, without an end of line.
    """

    number: int
    cells: list[str]
    cut: bool


class TextTable:
    """A CSV file, whose encoding and separator were found.

    Raises :class:`InputError` when it is no text, or holds nothing.
    """

    def __init__(self, path: Path, file: str) -> None:
        self.path, self.file = path, file
        self.encoding = _encoding(path, file)
        self.separator = self._separator()

    def _separator(self) -> str:
        with self.path.open(encoding=self.encoding, newline="") as stream:
            for line in _lines(stream, self.file):
                if line.strip():
                    bare = re.sub('"[^"]*"', "", line)
                    return max(SEPARATORS, key=bare.count)
        raise InputError([Fault("importer.fichier_vide", Where(self.file))])

    def lines(self) -> Iterator[Line]:
        """Yield every row that holds something, the header first.

        Raises :class:`InputError` at the row from which the file cannot be read.
        """
        with self.path.open(encoding=self.encoding, newline="") as stream:
            watched = _Watched(_lines(stream, self.file))
            csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL))
            reader = csv.reader(watched, delimiter=self.separator, strict=True)
            start = 1
            try:
                for cells in reader:
                    cut = not watched.last.endswith(("\n", "\r"))
                    yield Line(start, cells, cut)
                    start = reader.line_num + 1
            except csv.Error:
                where = Where(self.file, start)
                raise InputError([Fault("importer.csv_illisible", where)]) from None


class _Watched:
    """Lines of a stream, the last one kept in sight."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self.last = lines, ""

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.last = line
            yield line


def _lines(stream: IO[str], file: str) -> Iterator[str]:
    """Yield lines of a bounded length."""
    number = 0
    while line := stream.readline(_MAX_LINE):
        number += 1
        if len(line) >= _MAX_LINE:
            raise InputError([Fault("importer.csv_illisible", Where(file, number))])
        yield line


def _encoding(path: Path, file: str) -> str:
    """Return the encoding in which the whole file can be read; InputError when it is no text."""
    with path.open("rb") as stream:
        start = stream.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = [UTF16]
    else:
        candidates = [UTF8, WINDOWS]
    for encoding in candidates:
        if _readable(path, encoding):
            return encoding
    raise InputError([Fault("importer.pas_un_texte", Where(file))])


def _readable(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                if _BINARY.search(decoder.decode(chunk)):
                    return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
