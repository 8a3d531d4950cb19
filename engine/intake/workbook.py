"""Rows of an XLSX workbook, one at a time, by openpyxl in its reading mode.

A formula gives the value that the spreadsheet program last computed; one that was never computed
is :class:`~.record.Broken`, never a blank.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from itertools import chain, repeat
from pathlib import Path
from typing import Any, Final

from ..errors import EngineUnavailableError, Fault, InputError, Where
from .record import Broken

MAX_UNZIPPED: Final = 4_000_000_000
MAX_STRINGS: Final = 500_000_000
MAX_ROW: Final = 1_048_576
"""Rows of a sheet, as spreadsheet programs count them."""

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_CHUNK = 1 << 20

Row = tuple[int, tuple[Any, ...]]


class Workbook:
    """An XLSX workbook, opened for reading.

    Raises :class:`InputError` when it is none, :class:`EngineUnavailableError` without openpyxl.
    """

    def __init__(self, path: Path, file: str) -> None:
        try:
            import openpyxl  # type: ignore[import-untyped]
        except ImportError:
            raise EngineUnavailableError([Fault("importer.openpyxl_absent")]) from None
        self.file = file
        formulas = _inspected(path, file)
        # Opened here: openpyxl judges a name by its extension.
        self._streams = [path.open("rb") for _ in range(2 if formulas else 1)]
        try:
            self._books = [
                openpyxl.load_workbook(stream, read_only=True, data_only=values)
                for stream, values in zip(self._streams, (True, False), strict=False)
            ]
            self.sheets = [
                sheet.title for sheet in self._books[0].worksheets if hasattr(sheet, "iter_rows")
            ]
        except Exception:
            # openpyxl raises whatever its parsing of a broken part meets.
            self._release()
            raise self._unreadable() from None

    def rows(self, sheet: str) -> Iterator[Row]:
        """Yield (number, cells) of every row of a sheet that holds something.

        Raises :class:`InputError` where the sheet can no longer be read.
        """
        try:
            yield from self._rows(sheet)
        except InputError:
            raise
        except Exception:
            raise self._unreadable(sheet) from None

    def _rows(self, title: str) -> Iterator[Row]:
        sheets = [book[title] for book in self._books]
        for sheet in sheets:
            sheet.reset_dimensions()
        values = sheets[0].iter_rows(values_only=True)
        formulas = sheets[1].iter_rows() if len(sheets) > 1 else repeat(())
        for number, (cells, written) in enumerate(zip(values, formulas, strict=False), 1):
            if number > MAX_ROW:
                raise self._unreadable(title)
            if any(cell.data_type == "f" for cell in written):
                cells = tuple(
                    Broken("formule", str(cell.value))
                    if value is None and cell is not None and cell.data_type == "f" else value
                    for value, cell in zip(cells, chain(written, repeat(None)), strict=False)
                )  # fmt: skip
            if any(value is not None and value != "" for value in cells):
                yield number, cells

    def close(self) -> None:
        """Close the file."""
        for book in self._books:
            book.close()
        self._release()

    def _release(self) -> None:
        for stream in self._streams:
            stream.close()

    def _unreadable(self, sheet: str = "") -> InputError:
        return InputError([Fault("importer.classeur_illisible", Where(self.file, path=sheet))])


def _inspected(path: Path, file: str) -> bool:
    """Return whether a sheet has formulas; InputError for what no workbook should hold."""
    code = ""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            code = _refused(members)
            if not code:
                sheets = [m for m in members if _SHEET.fullmatch(m.filename)]
                return any(_has_formulas(archive, member) for member in sheets)
    except Exception:
        # zipfile raises whatever a broken archive makes it meet: zlib's errors, NotImplemented…
        code = "classeur_illisible"
    raise InputError([Fault(f"importer.{code}", Where(file))])


def _refused(members: list[zipfile.ZipInfo]) -> str:
    """Return why an archive is no workbook to read, "" when it is one."""
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        return "ods" if "content.xml" in names else "pas_un_classeur"
    total = sum(member.file_size for member in members)
    strings = sum(m.file_size for m in members if m.filename.endswith("sharedStrings.xml"))
    return "classeur_demesure" if total > MAX_UNZIPPED or strings > MAX_STRINGS else ""


def _has_formulas(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    with archive.open(member) as stream:
        tail = b""
        while chunk := stream.read(_CHUNK):
            if _FORMULA.search(tail + chunk):
                return True
            tail = chunk[-32:]
    return False
