"""Values as scenarios write them: « 399 999,99 € », « 13 mai 2024 », « 249,5 »."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

AMOUNT = r"-?\d[\d ]*(?:,\d{2})? €"
DAY = rf"\d{{1,2}}(?:er)? (?:{'|'.join(MONTHS)}) \d{{4}}"
NUMBER = r"\d[\d ]*(?:,\d+)?"


def plain(text: str) -> str:
    """Return a text with ordinary spaces and apostrophes, so that typography never matters."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def amount(text: str) -> str:
    """Return an amount as a dossier writes it, exactly.

    >>> amount("399 999,99 €")
    '399999.99'
    """
    return plain(text).removesuffix("€").replace(" ", "").replace(",", ".")


def signed_amount(text: str) -> Decimal:
    """Return an amount that may be negative, exactly."""
    return Decimal(amount(text))


def number(text: str) -> Decimal:
    """Return a quantity, exactly."""
    return Decimal(plain(text).replace(" ", "").replace(",", "."))


def day(text: str) -> date:
    """Return a date.

    >>> day("1er juin 2025")
    datetime.date(2025, 6, 1)
    """
    first, month, year = plain(text).split()
    return date(int(year), MONTHS.index(month) + 1, int(first.removesuffix("er")))
