"""How a thing is asked: its question, what may be answered, whom to ask, who waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from ..dossier import vocabulary
from ..messages import Lang
from ..wording import Wording
from .order import plain

if TYPE_CHECKING:
    from ..findings import Decision, Source
    from ..rulebook.model import RuleBook, Text
    from ..values import FactType, Kind

EUROS = "euros"


class Option(NamedTuple):
    """A value that a choice may take: its code in a dossier, its name for people."""

    code: str
    label: str


class Waiting(NamedTuple):
    """A criterion that waits for an answer: why the question is asked, and on what ground."""

    id: str
    title: str
    motive: str
    source: Source


class Question(NamedTuple):
    """One thing to ask, ready to be shown.

    ``kind`` is that of the fact: ``bool`` (yes or no), ``enum`` (one of ``options``), ``set``
    (several of them, or none), ``number``, ``date``, ``text``, ``code``, ``rows`` (a list, a line
    at a time, each with ``columns``). ``unit`` is what a number counts: ``euros``, ``personnes``,
    ``tco2e``… ``contact`` is whom to ask, "" where the rule book does not say; ``waiting`` the
    criteria that wait for the answer now, none where it only decides what is asked next.
    """

    path: str
    text: str
    label: str
    kind: Kind
    options: tuple[Option, ...] = ()
    unit: str = ""
    signed: bool = False
    contact: str = ""
    waiting: tuple[Waiting, ...] = ()
    columns: tuple[Question, ...] = ()

    @property
    def is_amount(self) -> bool:
        """Whether the answer is an amount in euros."""
        return self.unit == EUROS


class Prompts:
    """Words every question of a rule book in one language."""

    def __init__(self, book: RuleBook, lang: Lang) -> None:
        self._book, self._lang, self._wording = book, lang, Wording(book, lang)

    def question(self, path: str, decision: Decision | None = None) -> Question:
        """Return how a thing is asked, given the decision so far."""
        return self._asked(path, kind_of(path), decision)

    def label(self, path: str) -> str:
        """Return the name of a thing inside a sentence; the line of a list is numbered."""
        return self._wording.label(path)

    def _asked(self, path: str, kind: FactType, decision: Decision | None) -> Question:
        bare, named = plain(path), self._book.labels.get(plain(path))
        asked = named.question.plain(self._lang) if named else ""
        names = named.values if named else {}
        codes = kind.values or (self._book.regimes if bare == "financement.regime" else ())
        return Question(
            path,
            # The question of a line says which; its name alone does.
            asked if asked and "[" not in path else self._wording.label(path),
            self._wording.label(path),
            kind.kind,
            tuple(Option(code, self._named(code, names)) for code in codes),
            kind.unit,
            kind.signed,
            self._contact(bare),
            tuple(_waiting(path, decision)) if decision else (),
            tuple(self._asked(f"{path}.{n}", k, None) for n, k in kind.fields.items()),
        )

    def _contact(self, path: str) -> str:
        named = self._book.labels.get(path)
        found = self._book.contacts.get(named.ask) if named else None
        return found.plain(self._lang) if found else ""

    def _named(self, code: str, names: Mapping[str, Text]) -> str:
        regimes = self._book.labels.get("aide.retenu")
        text = names.get(code) or (regimes.values.get(code) if regimes else None)
        return text.plain(self._lang) if text else code


def kind_of(path: str) -> FactType:
    """Return the type of a fact or of a cell; KeyError where no dossier has it."""
    known = vocabulary()
    if path in known:
        return known[path]
    rows, _, column = plain(path).rpartition(".")
    return known[rows].fields[column]


def _waiting(path: str, decision: Decision) -> list[Waiting]:
    return [
        Waiting(found.id, found.titre, found.motif, found.source)
        for found in decision.criteres.values()
        if found.statut == "indetermine" and path in found.manquants
    ]
