"""What every reader gives: records of answers, each with the place that it came from.

A record is one row of a table or one filed form. It knows its answers by the stable id of the
question, by the label of the question, or by a name for what the platform itself says of the
dossier (its number, its state…).
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Protocol

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})

MAX_CELL: Final = 1_000_000
"""Characters in a cell: more is no answer to a question, but a file whose quotes are broken."""

MAX_ROWS: Final = 20_000_000
MAX_COLUMNS: Final = 20_000

METAS: Final = (
    "numero", "etat", "date_depot", "date_passage_en_instruction", "date_traitement", "demandeur",
    "groupe_instructeur", "motivation",
)  # fmt: skip
"""What the filing platform says of a dossier, outside its questions."""

META_LABELS: Final[Mapping[str, tuple[str, ...]]] = {
    "numero": ("ID", "N° dossier", "Nº dossier", "Numéro de dossier"),
    "etat": ("État du dossier", "Statut"),
    "date_depot": ("Déposé le", "Date de dépôt"),
    "date_passage_en_instruction": ("Passé en instruction le",),
    "date_traitement": ("Traité le",),
    "demandeur": ("Établissement SIRET",),
    "groupe_instructeur": ("Groupe instructeur",),
    "motivation": ("Motivation de la décision",),
}
"""The fixed columns of an export, by the name of what the platform says."""

STATES: Final = ("en_construction", "en_instruction", "accepte", "refuse", "sans_suite")
"""The states of a filed dossier."""

_TYPED = re.compile(r"(?:Champ|TypeDeChamp)-(\d+)(?:\|.*)?")
_SPACES = re.compile(r"\s+")


class Origin(NamedTuple):
    """Where an answer stood.

    ``row`` counts from 1 (in a JSON answer: the rank of the dossier); ``column`` is a letter of a
    spreadsheet, ``champ`` the id of a question; ``label`` is the question as the form words it.
    """

    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    champ: str = ""
    label: str = ""


class Value(NamedTuple):
    """An answer as it was read, its origin, and its parts where it has several.

    ``raw`` is None where nothing was answered.
    """

    raw: Any
    origin: Origin
    parts: Mapping[str, Any] = NOTHING


class Broken(NamedTuple):
    """Stands for a cell that no program can read: ``code`` says why."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a mapping looks for: a question by id or by label, or what the platform says.

    ``rank`` chooses among questions of the same label, from 1.
    """

    champ: str = ""
    label: str = ""
    meta: str = ""
    rank: int = 0

    @property
    def key(self) -> str:
        """The canonical id of the question."""
        return champ_key(self.champ)

    def __str__(self) -> str:
        return self.label or self.champ or self.meta


class Record(Protocol):
    """One row, or one filed form."""

    @property
    def origin(self) -> Origin:
        """Where the record stands."""

    def value(self, wanted: Wanted) -> Value | None:
        """Return the answer, None when the record has no such question."""

    def rows(self, wanted: Wanted) -> Sequence[Record] | None:
        """Return the rows of a repeated block, None when the record has no such block."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a form, or a column of a table.

    ``kind`` is the type that the platform gives it, "" when unknown; ``options`` are the answers
    it offers, or those met when they are few, ``samples`` some of those met; ``children`` are the
    questions of a repeated block.
    """

    label: str
    champ: str = ""
    kind: str = ""
    required: bool | None = None
    options: tuple[str, ...] = ()
    children: tuple[Question, ...] = ()
    samples: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What tells this question from the others: its id, else its label."""
        return champ_key(self.champ) if self.champ else label_key(self.label)


@dataclass(frozen=True, slots=True)
class Form:
    """The questions that a source asks, and which revision of which form it comes from."""

    questions: tuple[Question, ...]
    number: int | None = None
    title: str = ""
    revision: str = ""
    metas: tuple[str, ...] = field(default=())


def champ_key(champ: str) -> str:
    """Return the stable id of a question, whatever way it is written; another text as it is.

    The rows of a repeated block share the id of their question.

    >>> champ_key("Q2hhbXAtMTIz"), champ_key("Champ-123"), champ_key("123")
    ('123', '123', '123')
    """
    text = champ.strip()
    if found := _TYPED.fullmatch(text):
        return found[1]
    if text.isdecimal():
        return text
    try:
        padded = text + "=" * (-len(text) % 4)
        decoded = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return text
    found = _TYPED.fullmatch(decoded)
    return found[1] if found else text


def label_key(label: str) -> str:
    """Return a label as it is compared: case, spaces and kinds of apostrophes do not matter.

    >>> label_key("  Numéro\u00a0SIRET ") == label_key("numéro siret")
    True
    """
    text = unicodedata.normalize("NFKC", label).replace("’", "'").casefold()
    return _SPACES.sub(" ", text).strip()


def letters(index: int) -> str:
    """Return the letters of a spreadsheet's column, counted from 0.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    text, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
