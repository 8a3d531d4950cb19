"""Read a table that a user downloaded: a CSV of unsure encoding and separator, line by line.

Faults bear the codes of a topic of the message catalogue, which says what the table should be.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import Fault, MissingFileError, TerritoryError, Where

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_DECIMALS = re.compile(r"[.,]0+$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table, as the file says it; "" where it says nothing."""

    where: Where
    values: Mapping[str, str]
    topic: str

    def __getitem__(self, column: str) -> str:
        return " ".join(self.values.get(column, "").split())

    def fault(self, code: str, column: str, /, **params: object) -> Fault:
        """Return a fault of this line, with the value of the column that is wrong."""
        where = Where(self.where.file, self.where.line, path=column)
        return Fault(f"{self.topic}.{code}", where, {"valeur": self[column], **params})


def as_code(text: str) -> str:
    """Return a code without what a spreadsheet did to it: spaces, decimals, text marks.

    >>> as_code('="01004"'), as_code("1 004,00"), as_code("'2a004")
    ('01004', '1004', '2A004')
    """
    return _DECIMALS.sub("", "".join(text.split()).strip("='\"")).upper()


def read_lines(path: Path, required: Sequence[str], topic: str) -> list[Line]:
    """Return the lines of the table at ``path``, blank ones left out.

    ``required`` are the columns that it must have. Raises MissingFileError when there is no such
    file; TerritoryError, with every fault, when it is no table, or an empty one.
    """
    text = _text(path, topic)
    separator = max(";,\t", key=text.lstrip().partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    header: list[str] = []
    lines: list[Line] = []
    faults: list[Fault] = []
    try:
        for row in reader:
            where = Where(path.name, reader.line_num)
            if not any(value.strip() for value in row):
                continue
            if not header:
                header = [name.strip().lower() for name in row]
                faults += [
                    Fault(f"{topic}.colonne_manquante", where, {"colonne": name})
                    for name in required
                    if name not in header
                ]
            elif any(value.strip() for value in row[len(header) :]):
                params = {"nombre": len(row), "attendu": len(header)}
                faults.append(Fault(f"{topic}.trop_de_colonnes", where, params))
            else:
                lines.append(Line(where, dict(zip(header, row, strict=False)), topic))
    except csv.Error as error:
        where = Where(path.name, reader.line_num)
        raise TerritoryError([Fault(f"{topic}.liste_illisible", where)]) from error
    if not lines and not faults:
        faults = [Fault(f"{topic}.liste_vide", Where(path.name))]
    if faults:
        raise TerritoryError(faults)
    return lines


def _text(path: Path, topic: str) -> str:
    where = Where(path.name)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MissingFileError([Fault(f"{topic}.liste_absente", where)]) from error
    try:
        text = _decoded(data.removeprefix(codecs.BOM_UTF8))
    except UnicodeDecodeError as error:
        raise TerritoryError([Fault(f"{topic}.liste_pas_un_texte", where)]) from error
    if _CONTROL.search(text):
        raise TerritoryError([Fault(f"{topic}.liste_pas_un_texte", where)])
    if not text.strip():
        raise TerritoryError([Fault(f"{topic}.liste_vide", where)])
    return text


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252")
