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
MAX_PART: Final = 50_000_000
"""Bytes of a part that is read whole: styles, the list of sheets…"""

MAX_SHEETS: Final = 500
MAX_ROW: Final = 1_048_576
"""Rows of a sheet, as spreadsheet programs count them."""

MAX_BLANK: Final = 500_000_000
"""Cells left blank before another of their row: those of a row wider than any form weigh ten."""

WIDE: Final = 2_000

MAX_TEXT: Final = 2_000_000
"""Bytes without a mark: a cell holds 32 767 characters at most."""

MAX_MARKS: Final = 2_000_000
MAX_STRING_MARKS: Final = 20_000_000
"""Marks of XML in a row, and in the texts that cells share."""

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_LISTED = re.compile(rb"<(?:\w+:)?sheet[\s>/]")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_WHOLE = re.compile(r"\[Content_Types\]\.xml|(?:.*/)?_rels/.*|docProps/.*|xl/[^/]*|xl/theme/.*")
_STRINGS = "sharedStrings.xml"
_UNREAD = ("xl/pivotCache/", "xl/externalLinks/")
"""Copies of data, as long as they like, that no import reads."""
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
        blank = 0
        for number, (cells, written) in enumerate(zip(values, formulas, strict=False), 1):
            if number > MAX_ROW:
                raise self._unreadable(title)
            if any(cell.data_type == "f" for cell in written):
                cells = tuple(
                    Broken("formule", str(cell.value))
                    if value is None and cell is not None and cell.data_type == "f" else value
                    for value, cell in zip(cells, chain(written, repeat(None)), strict=False)
                )  # fmt: skip
            missing = cells.count(None)
            blank += missing if len(cells) <= WIDE else 10 * missing
            if blank > MAX_BLANK:
                raise InputError([Fault("importer.classeur_demesure", Where(self.file))])
            if missing + cells.count("") < len(cells):
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
    code, formulas = "", False
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            code = _refused(members)
            for member in members if not code else ():
                name = member.filename
                if name.endswith((".xml", ".rels")) and not name.startswith(_UNREAD):
                    found = _scanned(archive, member)
                    formulas = formulas or (found and bool(_SHEET.fullmatch(name)))
    except _TooMuch:
        code = "classeur_demesure"
    except Exception:
        # zipfile raises whatever a broken archive makes it meet: zlib's errors, NotImplemented…
        code = "classeur_illisible"
    if code:
        raise InputError([Fault(f"importer.{code}", Where(file))])
    return formulas


class _TooMuch(Exception):
    """A part unpacks into more than a workbook can hold."""


def _refused(members: list[zipfile.ZipInfo]) -> str:
    """Return why an archive is no workbook to read, "" when it is one."""
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        return "ods" if "content.xml" in names else "pas_un_classeur"
    total = sum(member.file_size for member in members)
    strings = sum(m.file_size for m in members if m.filename.endswith(_STRINGS))
    whole = max(
        (m.file_size for m in members
         if _WHOLE.fullmatch(m.filename) and not m.filename.endswith(_STRINGS)),
        default=0,
    )  # fmt: skip
    much = total > MAX_UNZIPPED or strings > MAX_STRINGS or whole > MAX_PART
    return "classeur_demesure" if much else ""


def _scanned(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Return whether a part has formulas; :class:`_TooMuch` for more than a sheet can hold.

    A few kilobytes may unpack into millions of empty rows, or into one cell without end: this reads
    marks, not XML, and so costs a fraction of what the reader of the workbook would.
    """
    most = MAX_STRING_MARKS if member.filename.endswith(_STRINGS) else MAX_MARKS
    formulas, tail, rows, sheets, marks = False, b"", 0, 0, 0
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            text = tail + chunk
            # Up to the last mark, which may be cut: it is looked at with what follows.
            cut = max(text.rfind(b"<"), 0)
            tail = text[cut:]
            if len(tail) > MAX_TEXT:
                raise _TooMuch
            text = text[:cut]
            formulas = formulas or _FORMULA.search(text) is not None
            last = None
            for last in _ROW.finditer(text):  # noqa: B007 — counted, and the last one kept
                rows += 1
            marks = text.count(b"<", last.start()) if last else marks + text.count(b"<")
            sheets += len(_LISTED.findall(text)) if member.filename == "xl/workbook.xml" else 0
            if rows > MAX_ROW or marks > most or sheets > MAX_SHEETS:
                raise _TooMuch
    return formulas or _FORMULA.search(tail) is not None
