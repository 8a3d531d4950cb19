"""Tables → records: CSV, XLSX and Parquet, plain ones and the exports of the filing platform.

An export has fixed columns, then one a question; a workbook has besides a sheet of
établissements, one of opinions and one for each repeated block, joined on the dossier's number.
These are kept on disk while the dossiers are read, so that no size of file fills the memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ..errors import Fault, InputError, Where
from .record import (
    MAX_COLUMNS,
    META_LABELS,
    METAS,
    Form,
    Origin,
    Question,
    Value,
    Wanted,
    label_key,
    letters,
)
from .sides import Sides

APPLICANT_LABELS: Final[Mapping[str, str]] = {
    "siret": "Établissement SIRET",
    "naf": "Établissement NAF",
    "commune": "Établissement code INSEE localité",
    "code_postal": "Établissement code postal",
    "siren": "Entreprise SIREN",
    "raison_sociale": "Entreprise raison sociale",
    "forme_juridique": "Entreprise forme juridique",
    "capital_social": "Entreprise capital social",
    "date_creation": "Entreprise date de création",
}
"""The columns of an établissement, by the part of the answer that they are."""

PART_SUFFIXES: Final[Mapping[str, str]] = {
    "code insee": "commune",
    "code": "code",
    "code postal": "code_postal",
    "département": "departement",
    "commune": "nom",
    "primaire": "primaire",
    "secondaire": "secondaire",
}
"""« Commune (Code INSEE) » is a part of the answer to « Commune »."""

MAX_OPTIONS: Final = 40
SAMPLE: Final = 2_000

_FIXED: Final = frozenset(map(label_key, (
    "Email", "FranceConnect ?", "Civilité", "Nom", "Prénom", "Dépôt pour un tiers",
    "Nom du mandataire", "Prénom du mandataire", "Archivé", "À archiver", "Dernière mise à jour le",
    "Dernière mise à jour du dossier le", "Motivation de la décision", "Instructeurs",
    "Groupe instructeur", "Labels",
)))  # fmt: skip
"""The other columns by which an export begins."""

_APPLICANT = label_key("Dossier")
"""What the sheet of établissements calls the one that files, where a question has its label."""


class Header:
    """The columns of a table: where each label stands, and the parts of each."""

    def __init__(self, file: str, sheet: str, labels: Sequence[object]) -> None:
        if len(labels) > MAX_COLUMNS:
            params = {"nombre": len(labels), "maximum": MAX_COLUMNS}
            raise InputError([Fault("importer.trop_de_colonnes", Where(file), params)])
        self.file, self.sheet = file, sheet
        self.labels = ["" if label is None else str(label).strip() for label in labels]
        self._letters = [letters(index) for index in range(len(labels))]
        self.by_label: dict[str, list[int]] = {}
        for index, label in enumerate(self.labels):
            if label:
                self.by_label.setdefault(label_key(label), []).append(index)
        self.metas: dict[str, int] = {}
        for meta, names in META_LABELS.items():
            for name in names:
                if found := self.by_label.get(label_key(name)):
                    self.metas.setdefault(meta, found[0])
        self.applicant = {
            part: found[0]
            for part, name in APPLICANT_LABELS.items()
            if (found := self.by_label.get(label_key(name)))
        }
        self.parts = self._parts()
        self._found: dict[Wanted, int | None] = {}

    def _parts(self) -> dict[int, dict[str, int]]:
        parts: dict[int, dict[str, int]] = {}
        for key, (index, *_) in self.by_label.items():
            base, _, suffix = key.rpartition(" (") if key.endswith(")") else key.rpartition("/")
            part = PART_SUFFIXES.get(suffix.removesuffix(")"))
            if base and part and base in self.by_label:
                for owner in self.by_label[base]:
                    parts.setdefault(owner, {})[part] = index
        return parts

    def index(self, wanted: Wanted) -> int | None:
        """Return the column of a question, None when there is none, or several to choose from."""
        if wanted not in self._found:
            self._found[wanted] = self._index(wanted)
        return self._found[wanted]

    def _index(self, wanted: Wanted) -> int | None:
        if wanted.meta:
            return self.metas.get(wanted.meta)
        found = self.by_label.get(label_key(wanted.label), []) if wanted.label else []
        if wanted.rank:
            return found[wanted.rank - 1] if wanted.rank <= len(found) else None
        return found[0] if len(found) == 1 else None

    def fixed(self) -> set[int]:
        """Return the columns that are no question: the platform's own, and parts of an answer."""
        fixed = {*self.metas.values(), *self.applicant.values()}
        fixed |= {column for parts in self.parts.values() for column in parts.values()}
        if not {"numero", "etat"} <= self.metas.keys():
            return fixed
        # An export begins with them: further on, a question may well be called « Email ».
        for index, label in enumerate(self.labels):
            if index not in fixed and label_key(label) not in _FIXED:
                break
            fixed.add(index)
        return fixed

    def ambiguous(self, wanted: Wanted) -> tuple[str, ...]:
        """Return the letters of the columns among which a label does not choose."""
        found = self.by_label.get(label_key(wanted.label), []) if wanted.label else []
        return tuple(map(letters, found)) if len(found) > 1 and not wanted.rank else ()

    def origin(self, index: int, row: int) -> Origin:
        """Return the place of a cell."""
        return Origin(self.file, self.sheet, row, self._letters[index], "", self.labels[index])


class TableRecord:
    """A row of a table."""

    __slots__ = ("cells", "header", "row", "sides")

    def __init__(
        self, header: Header, row: int, cells: Sequence[Any], sides: Sides | None = None
    ) -> None:
        self.header, self.row, self.cells, self.sides = header, row, cells, sides

    @property
    def origin(self) -> Origin:
        """The file, the sheet and the row."""
        return Origin(self.header.file, self.header.sheet, self.row)

    def value(self, wanted: Wanted) -> Value | None:
        """Return the cell of a question, None when the table has no such column."""
        header = self.header
        index = header.index(wanted)
        if wanted.meta == "demandeur":
            return self._applicant(index)
        if index is None:
            return None
        parts: Mapping[str, Any] = {
            part: self._cell(column) for part, column in header.parts.get(index, {}).items()
        }
        if self.sides and not parts:
            parts = self._place_parts(label_key(header.labels[index]))
        return Value(self._cell(index), header.origin(index, self.row), parts)

    def rows(self, wanted: Wanted) -> Sequence[TableRecord] | None:
        """Return the rows of the sheet of a repeated block that bear this dossier's number."""
        if self.sides is None or (sheet := self.sides.sheet_of(wanted)) is None:
            return None
        header = self.sides.header(sheet)
        found = self.sides.rows(sheet, self._number())
        return [TableRecord(header, row, cells) for row, cells in found]

    def _applicant(self, index: int | None) -> Value | None:
        header = self.header
        parts = {part: self._cell(column) for part, column in header.applicant.items()}
        if self.sides:
            parts |= self._place_parts(_APPLICANT)
        if not parts:
            return None
        siret = parts.get("siret")
        where = header.origin(index, self.row) if index is not None else self.origin
        return Value(siret, where, parts)

    def _place_parts(self, question: str) -> Mapping[str, Any]:
        """Return the établissement that answers a question, from the sheet that holds them."""
        sides = self.sides
        if sides is None or sides.places is None:
            return {}
        header = sides.header(sides.places)
        named = header.by_label[label_key("Champ")][0]
        for _, cells in sides.rows(sides.places, self._number()):
            if named < len(cells) and label_key(str(cells[named] or "")) == question:
                return {
                    part: cells[column] if column < len(cells) else None
                    for part, column in header.applicant.items()
                }
        return {}

    def _number(self) -> str:
        index = self.header.metas.get("numero", 0)
        return joined(self._cell(index))

    def _cell(self, index: int) -> Any:
        return self.cells[index] if index < len(self.cells) else None


def joined(number: object) -> str:
    """Return a dossier's number as the sheets of a workbook are joined on it."""
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    return str(number if number is not None else "").strip()


def form_of(header: Header, sample: Iterator[Sequence[Any]], blocks: Sequence[Question]) -> Form:
    """Return the questions that the columns of a table are, with the values met."""
    met: list[dict[str, None]] = [{} for _ in header.labels]
    for cells, _ in zip(sample, range(SAMPLE), strict=False):
        for values, cell in zip(met, cells, strict=False):
            if cell is not None and cell != "" and len(values) <= MAX_OPTIONS:
                values[str(cell).strip()] = None
    fixed = header.fixed()
    questions = [
        Question(
            label,
            options=tuple(met[index]) if len(met[index]) <= MAX_OPTIONS else (),
            # « Commune » shows a name, and its code in a column beside it.
            samples=tuple(met[header.parts.get(index, {}).get("commune", index)]),
        )
        for index, label in enumerate(header.labels)
        if label and index not in fixed
    ]
    metas = tuple(meta for meta in METAS if meta in header.metas)
    return Form((*questions, *blocks), metas=metas)
