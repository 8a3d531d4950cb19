"""What a programme says, before a language is chosen: a key of the catalogue and its values.

Amounts and scores stay numbers until they are worded, so that the same programme reads in French
and in English.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ..errors import Fault
from ..messages import Lang, message
from ..typography import NBSP
from ..values import unscaled
from ..wording import euros, listed, number, series

POINTS = 4
"""Decimal places of a total of scores: a score in hundredths times a percentage of funding."""


class Money(int):
    """An amount in cents, to be written in euros."""


class Points(int):
    """Points of score in ``10**-POINTS``."""


class Rate(int):
    """A share in millionths, to be written as a percentage."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, or a part of one: ``key`` of the topic ``programme`` and what fills it.

    A value may be a text (shown as it is), a number above, another :class:`Said`, or a tuple of
    them, worded as a list.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: Lang = "fr") -> str:
        """Return the sentence in ``lang``."""
        shown = {name: _shown(value, lang) for name, value in self.values.items()}
        return message(f"programme.{self.key}", lang, **shown)


def said(key: str, **values: object) -> Said:
    """Return the sentence ``programme.<key>`` filled with ``values``."""
    return Said(key, values)


def points(value: int, lang: Lang = "fr") -> str:
    """Return points of score as they are written: two decimals, four where they matter.

    >>> points(615000), points(615075, "en")
    ('61,50', '61.5075')
    """
    whole, rest = divmod(value, 10**POINTS)
    decimals = f"{rest // 100:02d}" if rest % 100 == 0 else f"{rest:0{POINTS}d}"
    return f"{number(Decimal(whole), lang)}{',' if lang == 'fr' else '.'}{decimals}"


def percentage(millionths: int, lang: Lang = "fr") -> str:
    """Return a share as a percentage.

    >>> percentage(300000, "en")
    '30%'
    """
    space = NBSP if lang == "fr" else ""
    return f"{number(unscaled(millionths, POINTS), lang)}{space}%"


def sentences(parts: Iterable[Said], lang: Lang = "fr") -> str:
    """Return the sentences one after the other."""
    return " ".join(part.text(lang) for part in parts)


def _shown(value: object, lang: Lang) -> object:
    if isinstance(value, Money):
        return euros(value, lang)
    if isinstance(value, Points):
        return points(value, lang)
    if isinstance(value, Rate):
        return percentage(value, lang)
    if isinstance(value, Said):
        return value.text(lang)
    if isinstance(value, tuple):
        shown = [str(_shown(item, lang)) for item in value]
        return (
            series(shown, lang) if any(isinstance(v, Said) for v in value) else listed(shown, lang)
        )
    return value


class SaidFault(Fault):
    """A fault whose values are worded in the language that it is told in."""

    __slots__ = ()

    def message(self, lang: Lang = "fr") -> str:
        """Return the fault as one line, its amounts written as the language writes them."""
        shown = {name: _shown(value, lang) for name, value in self.params.items()}
        return Fault(self.code, self.where, shown).message(lang)
