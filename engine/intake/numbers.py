"""Numbers as people type them → exact decimals, when there is one way to read them.

>>> read_number("21 667,00 €")
Number(value=Decimal('21667.00'), unit='€', typed=True)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from .unreadable import Unreadable

Mark = Literal[",", ".", ""]
"""The decimal mark that a mapping declares; "" lets the text say."""

UNITS: Final[Mapping[str, tuple[str, int]]] = {
    "€": ("euros", 0), "eur": ("euros", 0), "euro": ("euros", 0), "euros": ("euros", 0),
    "€ ht": ("euros", 0), "euros ht": ("euros", 0), "€ h.t.": ("euros", 0),
    "k€": ("euros", 3), "keur": ("euros", 3), "k euros": ("euros", 3), "k€ ht": ("euros", 3),
    "m€": ("euros", 6), "meur": ("euros", 6), "m€ ht": ("euros", 6),
    "tco2e": ("co2", 0), "t co2e": ("co2", 0), "tco2eq": ("co2", 0), "t co2 eq": ("co2", 0),
    "teqco2": ("co2", 0), "t eq co2": ("co2", 0), "tco2": ("co2", 0), "t co2": ("co2", 0),
    "kgco2e": ("co2", -3), "kg co2e": ("co2", -3), "kg co2": ("co2", -3), "ktco2e": ("co2", 3),
    "mwh": ("energie", 0), "kwh": ("energie", -3), "gwh": ("energie", 3),
    "m3": ("volume", 0), "l": ("volume", -3), "litres": ("volume", -3),
    "t": ("masse", 0), "tonnes": ("masse", 0), "tonne": ("masse", 0), "kt": ("masse", 3),
    "kg": ("masse", -3), "g": ("masse", -6),
    "m2": ("surface", 0), "ha": ("surface", 4), "hectares": ("surface", 4), "km2": ("surface", 6),
    "m": ("longueur", 0), "ml": ("longueur", 0), "mètres": ("longueur", 0), "km": ("longueur", 3),
    "personnes": ("personnes", 0), "personne": ("personnes", 0), "salariés": ("personnes", 0),
    "etp": ("personnes", 0), "emplois": ("personnes", 0),
}  # fmt: skip
"""What each unit measures, and the power of ten between it and the first unit of its kind."""

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007\t\n\r", " "))
_MINUS = str.maketrans({"−": "-", "–": "-"})
_SHAPE = re.compile(r"([+-]?) ?([0-9](?:[0-9 .,'’]*[0-9])?)[.,]? ?([^0-9\s.,+-].*)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[ '’][0-9]{3})+(?:[.,][0-9]+)?")
_DIGITS: Final = 60


class Number(NamedTuple):
    """A number read from a text; ``typed`` when the text is not how programs write it."""

    value: Decimal
    unit: str
    typed: bool


def read_number(text: str, mark: Mark = "") -> Number:
    """Return the number that a text says; :class:`Unreadable` when it may say several, or none."""
    plain = text.translate(_SPACES).translate(_MINUS).strip()
    found = _SHAPE.fullmatch(plain)
    if found is None or len(plain) > _DIGITS:
        raise Unreadable("nombre")
    sign, digits, unit = found[1], found[2], unit_key(found[3] or "")
    if unit not in UNITS and any(c.isdigit() for c in unit):
        raise Unreadable("nombre")  # « 10 à 20 », « 2,17E+07 »
    number = _value(digits, mark)
    value = -number if sign == "-" else number
    return Number(value, unit, plain != f"{sign}{digits}" or not _canonical(digits))


def unit_key(unit: str) -> str:
    """Return a unit as it is compared."""
    return unicodedata.normalize("NFKC", unit).strip().casefold().removesuffix(".")


def _canonical(digits: str) -> bool:
    return re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", digits) is not None


def _value(digits: str, mark: Mark) -> Decimal:
    if any(space in digits for space in " '’"):
        if not _GROUPED.fullmatch(digits):
            raise Unreadable("nombre")
        digits = re.sub("[ '’]", "", digits)
        return Decimal(digits.replace(",", "."))
    dots, commas = digits.count("."), digits.count(",")
    if not dots and not commas:
        return Decimal(digits)
    if mark:
        other = "." if mark == "," else ","
        digits = _ungrouped(digits, other) if other in digits else digits
        if digits.count(mark) > 1:
            raise Unreadable("nombre")
        return Decimal(digits.replace(",", "."))
    if dots and commas:
        last = max(digits.rfind("."), digits.rfind(","))
        decimal = digits[last]
        if digits.count(decimal) > 1:
            raise Unreadable("nombre")
        return Decimal(_ungrouped(digits, "," if decimal == "." else ".").replace(",", "."))
    sign = "." if dots else ","
    if dots + commas > 1:
        return Decimal(_ungrouped(digits, sign))
    whole, _, rest = digits.partition(sign)
    # « 1,234 »: a French decimal, or an English thousand? A dot is how programs write decimals.
    if sign == "," and len(rest) == 3 and 1 <= len(whole) <= 3 and whole.strip("0"):
        raise Unreadable("nombre_ambigu")
    return Decimal(f"{whole}.{rest}")


def _ungrouped(digits: str, sign: str) -> str:
    """Return the number without its signs of thousands, which must be every three digits."""
    whole = re.match(rf"[0-9]{{1,3}}(?:{re.escape(sign)}[0-9]{{3}})+(?![0-9])", digits)
    rest = digits[whole.end() :] if whole else ""
    if whole is None or sign in rest:
        raise Unreadable("nombre")
    return whole[0].replace(sign, "") + rest


def shift(unit: str, into: str) -> int | None:
    """Return the power of ten from one unit to another, None when they measure other things.

    >>> shift("kwh", "mwh"), shift("k€", "euros"), shift("kg", "mwh")
    (-3, 3, None)
    """
    told, wanted = UNITS.get(unit), UNITS.get(into)
    if told is None or wanted is None or told[0] != wanted[0]:
        return None
    return told[1] - wanted[1]
