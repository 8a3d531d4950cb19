"""A file to import → its records: content decides which reader, never the extension."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from ..errors import Fault, InputError, MissingFileError, Where
from .json_source import JsonSource, Refused
from .record import Form, Origin, Question, Record, label_key
from .sides import JOIN_LABELS, RANK_LABEL, Sides
from .tables import SAMPLE, Header, TableRecord, form_of, joined
from .text_table import TextTable
from .workbook import Workbook

MAIN_SHEET: Final = "Dossiers"
"""What the filing platform calls the sheet of its dossiers."""


class Source(Protocol):
    """A file that holds dossiers to import."""

    file: str
    encoding: str
    warnings: list[Fault]

    @property
    def kind(self) -> str:
        """``demarche_numerique``, ``csv``, ``xlsx`` or ``parquet``."""

    def records(self) -> Iterator[Record | Refused]:
        """Yield every row that holds something; InputError where the file cannot be read on."""

    def form(self) -> Form:
        """Return the questions that the file answers."""

    def close(self) -> None:
        """Let the file go."""


def open_source(path: Path, file: str = "", sheet: str = "") -> Source:
    """Return the source that ``path`` is; ``file`` is the name that people are shown.

    ``sheet`` chooses the sheet of a workbook. Raises :class:`MissingFileError`,
    :class:`InputError`, or ``EngineUnavailableError`` when its reader is not installed.
    """
    file = file or str(path)
    try:
        with path.open("rb") as stream:
            start = stream.read(4096)
    except FileNotFoundError:
        raise MissingFileError([Fault("entree.fichier_absent", Where(file))]) from None
    except (OSError, ValueError):
        raise MissingFileError([Fault("entree.fichier_illisible", Where(file))]) from None
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise InputError([Fault("importer.fichier_vide", Where(file))])
    if start.startswith(b"PK\x03\x04"):
        return _WorkbookSource(path, file, sheet)
    if start.startswith(b"PAR1"):
        from .parquet import ParquetTable

        return _ParquetSource(ParquetTable(path, file))
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError([Fault("importer.xls", Where(file))])
    if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return JsonSource(path, file)
    return _TextSource(TextTable(path, file))


class TableSource:
    """What the three kinds of tables share; ``header`` is read at once."""

    kind = ""
    encoding = ""

    def __init__(self, file: str, header: Header, sides: Sides | None = None) -> None:
        self.file, self.header, self.sides = file, header, sides
        self.warnings: list[Fault] = []

    def records(self) -> Iterator[TableRecord | Refused]:
        """Yield every row that holds something."""
        self.warnings = []
        width, sides = len(self.header.labels), self.sides
        number_at = self.header.metas.get("numero", 0)
        for row, cells, cut in self._rows():
            where = Origin(self.file, self.header.sheet, row)
            if cut and len(cells) < width:
                yield Refused("ligne_coupee", where, nombre=len(cells), attendu=width)
            elif len(cells) > width and any(map(_filled, cells[width:])):
                yield Refused("trop_de_valeurs", where, nombre=len(cells), attendu=width)
            else:
                if sides:
                    sides.saw(joined(cells[number_at] if number_at < len(cells) else None))
                yield TableRecord(self.header, row, cells, sides)
        if sides:
            self.warnings += [
                Fault("importer.lignes_orphelines", Where(self.file, path=title), {"nombre": count})
                for title, count in sides.orphans()
            ]

    def form(self) -> Form:
        """Return the columns as questions, with the values met in the first rows."""
        blocks = [
            Question(title, children=_children(header, rows))
            for title, header, rows in (self.sides.blocks(SAMPLE) if self.sides else ())
        ]
        return form_of(self.header, (cells for _, cells, _ in self._rows()), blocks)

    def close(self) -> None:
        """Let the file go."""
        if self.sides is not None:
            self.sides.close()

    def _rows(self) -> Iterator[tuple[int, Sequence[Any], bool]]:
        """Yield (row, cells, whether the file stops in it) of every row that holds something."""
        raise NotImplementedError


class _TextSource(TableSource):
    kind = "csv"

    def __init__(self, table: TextTable) -> None:
        self._table = table
        self.encoding = table.encoding
        first = next((line for line in table.lines() if any(map(_filled, line.cells))), None)
        if first is None:
            raise InputError([Fault("importer.fichier_vide", Where(table.file))])
        self._first = first.number
        super().__init__(table.file, Header(table.file, "", first.cells))

    def _rows(self) -> Iterator[tuple[int, Sequence[Any], bool]]:
        for line in self._table.lines():
            if line.number > self._first and any(map(_filled, line.cells)):
                yield line.number, line.cells, line.cut


class _WorkbookSource(TableSource):
    kind = "xlsx"

    def __init__(self, path: Path, file: str, sheet: str) -> None:
        self._book = Workbook(path, file)
        sheets = self._book.sheets
        if sheet and sheet not in sheets:
            params = {"valeur": sheet, "feuilles": ", ".join(sheets)}
            raise InputError([Fault("importer.feuille_inconnue", Where(file), params)])
        if not sheets:
            raise InputError([Fault("importer.fichier_vide", Where(file))])
        self._sheet = sheet or (MAIN_SHEET if MAIN_SHEET in sheets else sheets[0])
        found = self._header(file, self._sheet)
        if found is None:
            raise InputError([Fault("importer.fichier_vide", Where(file, path=self._sheet))])
        self._first, header = found
        sides = Sides()
        for title in sheets:
            if title != self._sheet and (other := self._header(file, title)):
                first, columns = other
                rows = (row for row in self._book.rows(title) if row[0] > first)
                sides.add(title, columns, rows)
        sides.index()
        super().__init__(file, header, sides or None)
        if not sides:
            sides.close()

    def _header(self, file: str, sheet: str) -> tuple[int, Header] | None:
        found = next(self._book.rows(sheet), None)
        return None if found is None else (found[0], Header(file, sheet, found[1]))

    def _rows(self) -> Iterator[tuple[int, Sequence[Any], bool]]:
        for row, cells in self._book.rows(self._sheet):
            if row > self._first:
                yield row, cells, False

    def close(self) -> None:
        """Let the workbook and its other sheets go."""
        super().close()
        self._book.close()


class _ParquetSource(TableSource):
    kind = "parquet"

    def __init__(self, table: Any) -> None:
        self._table = table
        super().__init__(table.file, Header(table.file, "", table.columns))

    def _rows(self) -> Iterator[tuple[int, Sequence[Any], bool]]:
        for row, cells in self._table.rows():
            if any(map(_filled, cells)):
                yield row, cells, False


def _children(header: Header, rows: Iterator[Sequence[Any]]) -> tuple[Question, ...]:
    """Return the questions of a block: whose its rows are, and their rank, are none."""
    found = form_of(header, rows, ()).questions
    return tuple(q for q in found if label_key(q.label) not in (*JOIN_LABELS, RANK_LABEL))


def _filled(cell: object) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))
