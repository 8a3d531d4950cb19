"""Values as people write them, in French and in English: amounts, rates, dates, quantities."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from .messages import Lang, message, template
from .rulebook.expression import bind
from .rulebook.kleene import ready
from .rulebook.model import Motive, RuleBook, Slot, Text
from .typography import NARROW, NBSP, french
from .values import FactType, unscaled

Show = Callable[[Any], str]
Render = str | Callable[[Mapping[str, Any]], str | None]
Condition = Callable[[Mapping[str, Any], None], Any]
Choice = tuple[Condition | None, Render]
"""A sentence and when it is true."""


def euros(cents: int, lang: Lang = "fr") -> str:
    """Return an amount of cents as it is written.

    >>> euros(98000000, "en")
    '€980,000.00'
    """
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    if lang == "fr":
        return f"{sign}{whole:,}".replace(",", NARROW) + f",{rest:02d}{NBSP}€"
    return f"{sign}€{whole:,}.{rest:02d}"


def number(value: Decimal | int, lang: Lang = "fr") -> str:
    """Return a number with the separators of the language, without idle zeros."""
    text = f"{value:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if lang == "fr":
        text = text.replace(",", NARROW).replace(".", ",")
    return text


def day(value: date, lang: Lang = "fr") -> str:
    r"""Return a date in letters.

    >>> day(date(2024, 5, 13)).replace("\u00a0", " "), day(date(2024, 5, 13), "en")
    ('13 mai 2024', '13 May 2024')
    """
    month = template(f"unites.mois_{value.month}", lang)
    if lang == "en":
        return f"{value.day} {month} {value.year}"
    first = "1er" if value.day == 1 else str(value.day)
    return f"{first}{NBSP}{month} {value.year}"


def listed(items: Iterable[str], lang: Lang = "fr") -> str:
    """Return the items as a list inside a sentence: « a, b et c »."""
    *head, last = list(items) or [""]
    return f"{', '.join(head)} {'et' if lang == 'fr' else 'and'} {last}" if head else last


def series(items: Iterable[str], lang: Lang = "fr") -> str:
    """Return the items one after the other, between semicolons."""
    return (f"{NARROW}; " if lang == "fr" else "; ").join(items)


class Wording:
    """Shows values and texts of one rule book in one language."""

    def __init__(self, book: RuleBook, lang: Lang) -> None:
        self.lang = lang
        self._book = book
        self._symbols: dict[str, str] = {}
        for label in book.labels.values():
            for symbol, text in label.values.items():
                self._symbols.setdefault(symbol, text.plain(lang))

    def label(self, path: str) -> str:
        """Return the name of a fact inside a sentence; a line of a list is numbered."""
        plain, line = path, ""
        if "[" in path:
            head, rest = path.split("[", 1)
            index, tail = rest.split("]", 1)
            plain, line = head + tail, message("decision.ligne", self.lang, n=int(index) + 1)
        found = self._book.labels.get(plain)
        return (found.label.plain(self.lang) if found else plain) + line

    def shower(self, path: str, kind: FactType) -> Show:
        """Return the function that shows values of this fact or parameter."""
        lang = self.lang
        if kind.kind == "number":
            return self._number_shower(kind)
        if kind.kind == "date":
            return lambda value: day(value, lang)
        if kind.kind == "bool":
            yes, no = template("unites.oui", lang), template("unites.non", lang)
            return lambda value: yes if value else no
        names = self._values(path)
        if kind.kind == "set":
            order = {name: index for index, name in enumerate(kind.values)}
            return lambda value: listed(
                (names.get(v, v) for v in sorted(value, key=lambda v: order.get(v, 0))), lang
            )
        if kind.kind == "text" and lang == "fr":
            return french
        return lambda value: names.get(value, str(value))

    def _values(self, path: str) -> Mapping[str, str]:
        label = self._book.labels.get(path)
        if label is None or not label.values:
            return self._symbols if path.startswith("parametres.") else {}
        return {symbol: text.plain(self.lang) for symbol, text in label.values.items()}

    def _number_shower(self, kind: FactType) -> Show:
        lang, scale = self.lang, kind.scale
        if kind.unit == "euros" and scale == 2:
            return lambda value: euros(value, lang)
        if kind.unit == "euros":
            return lambda value: euros(round(unscaled(value, scale - 2)), lang)
        if kind.unit == "taux":
            space = NBSP if lang == "fr" else ""
            return lambda value: f"{number(unscaled(value, scale - 2), lang)}{space}%"
        if not kind.unit:
            return lambda value: number(unscaled(value, scale), lang)
        one, many = template(f"unites.{kind.unit}", lang).split("|")

        def quantity(value: int) -> str:
            amount = unscaled(value, scale)
            singular = abs(amount) < 2 if lang == "fr" else abs(amount) == 1
            return f"{number(amount, lang)}{NBSP}{one if singular else many}"

        return quantity

    def renderer(self, text: Text, figures: Mapping[str, Any]) -> Render:
        """Return the sentence, or ``facts → sentence`` where it depends on the dossier.

        The function gives None where a slot of the text is unknown. Figures of the edition are
        written once and for all.
        """
        parts: list[str | tuple[str, Show]] = []
        for piece in text.pieces(self.lang):
            if not isinstance(piece, Slot):
                parts.append(piece)
            elif piece.path in figures:
                parts.append(self.shower(piece.path, piece.type)(figures[piece.path]))
            else:
                parts.append((piece.path, self.shower(piece.path, piece.type)))
        if all(isinstance(part, str) for part in parts):
            return "".join(part for part in parts if isinstance(part, str))
        return lambda facts: _rendered(parts, facts)

    def choices(self, motives: Iterable[Motive], figures: Mapping[str, Any]) -> tuple[Choice, ...]:
        """Return conditional sentences made ready, the first true one of which is said."""
        return tuple(
            (
                None if item.condition is None else ready(bind(item.condition, figures)),
                self.renderer(item.text, figures),
            )
            for item in motives
        )


def first_true(choices: Iterable[Choice], facts: Mapping[str, Any]) -> str | None:
    """Return the first sentence whose condition is known to hold and whose slots are known."""
    for condition, render in choices:
        if condition is not None and condition(facts, None) is not True:
            continue
        text = rendered(render, facts)
        if text is not None:
            return text
    return None


def rendered(render: Render, facts: Mapping[str, Any]) -> str | None:
    """Return the sentence for these facts, or None where one of its slots is unknown."""
    return render if isinstance(render, str) else render(facts)


def _rendered(parts: list[str | tuple[str, Show]], facts: Mapping[str, Any]) -> str | None:
    words: list[str] = []
    for part in parts:
        if isinstance(part, str):
            words.append(part)
            continue
        path, show = part
        value = facts.get(path)
        if value is None:
            return None
        words.append(show(value))
    return "".join(words)


def json_value(value: Any, kind: FactType) -> Any:
    """Return a fact as JSON has it: euros and quantities as numbers, dates in ISO form."""
    if kind.kind == "number" and value is not None:
        exact = unscaled(value, kind.scale)
        if kind.unit in {"euros", "taux"}:
            return float(exact)
        return int(exact) if exact == int(exact) else float(exact)
    if kind.kind == "date":
        return value.isoformat()
    if kind.kind == "set":
        listed_order = [item for item in kind.values if item in value]
        return listed_order or sorted(value)
    return value
