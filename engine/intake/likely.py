"""How likely a question is to be about a place of the dossier: likeness of words, and of kinds.

RapidFuzz is met here alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from types import ModuleType
from typing import Final, NamedTuple

from ..errors import EngineUnavailableError, Fault
from ..messages import Lang, template
from ..rulebook.model import RuleBook
from .convert import NO, YES, Converter
from .record import Question, label_key
from .targets import Target, cell_of, targets
from .unreadable import Unreadable

_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "Siret": ("siret",),
    "Commune": ("commune",),
    "Address": ("commune",),
    "Datetime": ("date",),
    "Date": ("date",),
    "DecimalNumber": ("number",),
    "IntegerNumber": ("number",),
    "Number": ("number",),
    "Checkbox": ("bool",),
    "YesNo": ("bool",),
    "MultipleDropDownList": ("set", "enum"),
    "LinkedDropDownList": ("enum", "set", "text"),
    "DropDownList": ("enum", "bool", "set", "text"),
    "Text": ("text", "naf", "code", "number", "date"),
    "Textarea": ("text",),
    "Formatted": ("text", "naf", "number"),
}
"""What each kind of question can fill; a question of another kind is not proposed."""

_ANYTHING: Final = ("text", "siret", "naf", "commune", "code", "date", "number", "bool", "enum",
                    "set")  # fmt: skip
_ARTICLES: Final = {"le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "the", "of", "a",
                    "votre", "vos", "your"}  # fmt: skip
_FILES: Final = "PieceJustificative"
_FILENAMES: Final = re.compile(r"[^,;|\n]+\.(?:pdf|docx?|xlsx?|od[ts]|jpe?g|png|zip)([,;|\n].*)?",
                               re.IGNORECASE)  # fmt: skip
_BLOCK: Final = "Repetition"


class Likeness(NamedTuple):
    """A place that a question may fill, from 0 to 100."""

    score: float
    target: Target


def fuzz() -> ModuleType:
    """Return RapidFuzz; EngineUnavailableError when it is not installed."""
    try:
        from rapidfuzz import fuzz as found
    except ImportError:
        raise EngineUnavailableError([Fault("importer.rapidfuzz_absent")]) from None
    return found


class Likely:
    """Knows what a place of a dossier may be called, by a rule book and by forms."""

    def __init__(self, book: RuleBook, converter: Converter, lang: Lang = "fr") -> None:
        self._fuzz = fuzz()
        self._converter = converter
        self._book, self._lang = book, lang
        self._names: dict[str, tuple[str, ...]] = {}
        for path, target in targets().items():
            self._names[path] = self._called(path)
            for name in target.kind.fields:
                self._names[f"{path}.{name}"] = self._called(f"{path}.{name}")

    def _called(self, path: str) -> tuple[str, ...]:
        names: list[str] = [path.rsplit(".", 1)[-1].replace("_", " ")]
        if label := self._book.labels.get(path):
            names += [label.label.plain(self._lang), label.question.plain(self._lang)]
        with suppress(KeyError):
            names += template(f"questions.{path}", self._lang).split("|")
        return tuple(filter(None, map(words, names)))

    def places(self, question: Question) -> list[Likeness]:
        """Return the places outside lists that a question may fill, the likeliest first."""
        if _collects(question) or _is(question, _BLOCK) or question.children:
            return []
        return self._ranked(question, targets().values())

    def cells(self, question: Question, rows: str) -> list[Likeness]:
        """Return the columns of a list of lines that a question may fill."""
        fields = targets()[rows].kind.fields
        found = (cell_of(rows, name) for name in fields)
        return self._ranked(question, (target for target in found if target))

    def lists(self, question: Question) -> list[Likeness]:
        """Return the lists that a repeated block may fill, by its label and its questions."""
        ranked = []
        for target in targets().values():
            if target.kind.kind != "rows":
                continue
            fits = [
                max((found.score for found in self.cells(child, target.path)), default=0.0)
                for child in question.children
            ]
            inside = sum(fits) / len(fits) if fits else 0.0
            score = 0.6 * self._likeness(question.label, target.path) + 0.4 * inside
            ranked.append(Likeness(score, target))
        return sorted(ranked, key=lambda each: -each.score)

    def files(self, question: Question) -> list[tuple[float, str]]:
        """Return the documents of a request that a question may collect, the likeliest first."""
        if not _collects(question):
            return []
        names = self._book.labels["pieces"].values
        scored = [
            (self.likeness(question.label, names[piece].plain(self._lang)), piece)
            for piece in targets()["pieces"].kind.values
            if piece in names
        ]
        return sorted(scored, reverse=True)

    def values(self, options: Iterable[str], target: Target) -> dict[str, object]:
        """Return a table of values for the options of a question: None where none is like one."""
        if target.kind.kind == "bool":
            return {o: True if label_key(o) in YES else False if label_key(o) in NO else None
                    for o in options}  # fmt: skip
        label = self._book.labels.get(target.path)
        names = {
            value: label.values[value].plain(self._lang) if label and value in label.values
            else value.replace("_", " ")
            for value in target.kind.values
        }  # fmt: skip
        table: dict[str, object] = {}
        for option in options:
            score, value = max(
                (self.likeness(option, name), value) for value, name in names.items()
            )
            table[option] = value if score >= 60 else None
        return table

    def likeness(self, one: str, other: str) -> float:
        """Return how alike two texts are, from 0 to 100."""
        return self._alike(words(one), words(other))

    def _likeness(self, label: str, path: str) -> float:
        text = words(label)
        return max((self._alike(text, name) for name in self._names[path]), default=0.0)

    def _alike(self, one: str, other: str) -> float:
        if not one or not other:
            return 0.0
        sorted_, set_ = (
            self._fuzz.token_sort_ratio(one, other),
            self._fuzz.token_set_ratio(one, other),
        )
        return float(0.55 * sorted_ + 0.45 * set_)

    def _ranked(self, question: Question, places: Iterable[Target]) -> list[Likeness]:
        allowed = _allowed(question)
        ranked = [
            Likeness(self._likeness(question.label, target.path), target)
            for target in places
            if _sort(target) in allowed and self._readable(question, target)
        ]
        return sorted(ranked, key=lambda each: -each.score)

    def _readable(self, question: Question, target: Target) -> bool:
        """Whether most answers met can be read for a place, where no table of values is needed."""
        met = question.samples or question.options
        if target.kind.kind in ("enum", "set", "text") or not met:
            return True
        return 2 * sum(self._reads(answer, target) for answer in met) >= len(met)

    def _reads(self, answer: str, target: Target) -> bool:
        try:
            self._converter.convert(answer, target)
        except Unreadable:
            return False
        return True


def words(text: str) -> str:
    """Return a text as words to compare: no accents, no punctuation, no articles."""
    plain = "".join(
        c for c in unicodedata.normalize("NFD", label_key(text)) if not unicodedata.combining(c)
    )
    kept = "".join(c if c.isalnum() else " " for c in plain).split()
    return " ".join(word for word in kept if word not in _ARTICLES) or " ".join(kept)


def _is(question: Question, kind: str) -> bool:
    return question.kind.startswith(kind) or question.kind.replace("_", "").startswith(kind.lower())


def _collects(question: Question) -> bool:
    """Whether a question collects files: it says so, or an export only has their names."""
    if question.kind:
        return _is(question, _FILES)
    return bool(question.samples) and all(map(_FILENAMES.fullmatch, question.samples))


def _allowed(question: Question) -> tuple[str, ...]:
    if not question.kind:
        return _ANYTHING
    return next((sorts for kind, sorts in _KINDS.items() if _is(question, kind)), ())


def _sort(target: Target) -> str:
    return target.code or target.kind.kind
