"""The other sheets of an export, kept on disk and found again by the dossier's number."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from .record import Broken, Wanted, label_key

if TYPE_CHECKING:
    from .tables import Header

JOIN_LABELS: Final = tuple(
    map(label_key, ("Dossier ID", "ID dossier", "N° dossier", "Nº dossier", "Référence"))
)
"""The column by which the row of a block says whose it is."""

RANK_LABEL: Final = label_key("Ligne")
"""The column that counts the rows of a block."""

OPINIONS: Final = "Avis"
"""What the filing platform calls the sheet of the opinions that were asked for."""

_TITLE = re.compile(r"\((\d+)\)\s*(.*)")
_FULL = 28
"""A sheet's name this long may have been cut: spreadsheets allow 31 characters, exports 30."""


class Sides:
    """Sheets joined to the dossiers, in a private file of SQLite that vanishes when closed."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")
        self._database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE TABLE side (sheet INTEGER, dossier TEXT, row INTEGER, cells TEXT);"
            "CREATE TABLE seen (dossier TEXT PRIMARY KEY) WITHOUT ROWID;"
        )
        self._titles: list[str] = []
        self._headers: list[Header] = []
        self._sheets: dict[Wanted, int | None] = {}
        self.places: int | None = None

    def __bool__(self) -> bool:
        return bool(self._titles)

    def add(self, title: str, header: Header, rows: Iterable[tuple[int, Sequence[Any]]]) -> None:
        """Take a sheet in, whose first row was ``header``; one that joins nothing is left out."""
        from .tables import joined

        join = next((f[0] for name in JOIN_LABELS if (f := header.by_label.get(name))), None)
        if join is None:
            return
        sheet = len(self._titles)
        self._titles.append(title)
        self._headers.append(header)
        if label_key("Champ") in header.by_label and "siret" in header.applicant:
            self.places = sheet
        self._database.executemany(
            "INSERT INTO side VALUES (?, ?, ?, ?)",
            (
                (sheet, joined(cells[join] if join < len(cells) else None), row, _packed(cells))
                for row, cells in rows
            ),
        )

    def index(self) -> None:
        """Make the rows easy to find, once all sheets are in."""
        self._database.execute("CREATE INDEX by_dossier ON side (sheet, dossier, row)")

    def sheet_of(self, wanted: Wanted) -> int | None:
        """Return the sheet of a repeated block, by its id or by its label, None without one."""
        if wanted not in self._sheets:
            self._sheets[wanted] = next(
                (i for i, title in enumerate(self._titles) if names(title, wanted)), None
            )
        return self._sheets[wanted]

    def header(self, sheet: int) -> Header:
        """Return the columns of a sheet."""
        return self._headers[sheet]

    def blocks(self, most: int) -> Iterator[tuple[str, Header, Iterator[Sequence[Any]]]]:
        """Yield each sheet that is a block: its name, its columns, its first rows.

        Opinions and establishments are no blocks.
        """
        for sheet, (title, header) in enumerate(zip(self._titles, self._headers, strict=True)):
            if sheet != self.places and title != OPINIONS:
                found = self._database.execute(
                    "SELECT cells FROM side WHERE sheet = ? LIMIT ?", (sheet, most)
                )
                yield title, header, (_unpacked(cells) for (cells,) in found)

    def rows(self, sheet: int, dossier: str) -> list[tuple[int, Sequence[Any]]]:
        """Return the rows of a sheet that bear a dossier's number, in order."""
        found = self._database.execute(
            "SELECT row, cells FROM side WHERE sheet = ? AND dossier = ? ORDER BY row",
            (sheet, dossier),
        )
        return [(row, _unpacked(cells)) for row, cells in found]

    def saw(self, dossier: str) -> None:
        """Note that a dossier was read."""
        self._database.execute("INSERT OR IGNORE INTO seen VALUES (?)", (dossier,))

    def orphans(self) -> list[tuple[str, int]]:
        """Return how many rows of each sheet belong to no dossier that was read."""
        found = self._database.execute(
            "SELECT sheet, count(*) FROM side WHERE dossier NOT IN (SELECT dossier FROM seen)"
            " GROUP BY sheet ORDER BY sheet"
        )
        return [(self._titles[sheet], count) for sheet, count in found]

    def close(self) -> None:
        """Forget everything."""
        self._database.close()


def names(title: str, wanted: Wanted) -> bool:
    """Whether a sheet is that of a block: by its id, else by its label, without accents, cut.

    A label may be the name of the sheet itself.
    """
    champ, told = block_of(title)
    key, label = (wanted.key, wanted.label) if wanted.champ else block_of(wanted.label)
    if champ and champ == key:
        return True
    if not label:
        return False
    told, label = _plain(told), _plain(label)
    return told == label or (len(title) >= _FULL and bool(told) and label.startswith(told))


def block_of(title: str) -> tuple[str, str]:
    """Return the id, "" without one, and the label that the name of a sheet says.

    >>> block_of("(4000) Dépenses prévisionnelle")
    ('4000', 'Dépenses prévisionnelle')
    """
    found = _TITLE.fullmatch(title)
    return (found[1], found[2]) if found else ("", title)


def _plain(label: str) -> str:
    decomposed = unicodedata.normalize("NFD", label_key(label))
    return re.sub(
        r"[/\\*?\[\]]", "", "".join(c for c in decomposed if not unicodedata.combining(c))
    )


def _packed(cells: Sequence[Any]) -> str:
    return json.dumps(list(cells), default=_told)


def _told(value: object) -> Any:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, Decimal):
        return {"n": str(value)}
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)


def _unpacked(text: str) -> list[Any]:
    cells: list[Any] = json.loads(text)
    return [_read(cell) if isinstance(cell, dict | list) else cell for cell in cells]


def _read(cell: Any) -> Any:
    if isinstance(cell, list):
        return Broken(*cell)
    (kind, text), *_ = cell.items()
    readers: dict[str, Any] = {
        "t": datetime.fromisoformat, "d": date.fromisoformat, "n": Decimal,
    }  # fmt: skip
    return readers[kind](text)
