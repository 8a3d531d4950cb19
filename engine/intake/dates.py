"""Dates as forms and spreadsheets write them → days, when there is one way to read them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from .unreadable import Unreadable

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_FRENCH = re.compile(
    r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: (?:à )?\d{1,2}[:h]\d{2}(?::\d{2})?)?"
)
_LETTERS = re.compile(r"(\d{1,2})(?:er)? ([a-zéû]+)\.? (\d{4})")
_TIMED = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
                    r" ?(Z|UTC|[+-]\d{2}:?\d{2})?")  # fmt: skip

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("janvier janv", "février fevrier févr fevr", "mars", "avril avr", "mai", "juin",
         "juillet juil", "août aout", "septembre sept", "octobre oct", "novembre nov",
         "décembre decembre déc dec"),
        1,
    )
    for name in names.split()
}  # fmt: skip


def read_day(value: object) -> tuple[date, bool]:
    """Return the day that a value says, and whether it is written as dossiers do not.

    A moment is the day that it was in France. Raises :class:`Unreadable`.
    """
    if isinstance(value, datetime):
        return _in_france(value), False
    if isinstance(value, date):
        return value, False
    if not isinstance(value, str):
        raise Unreadable("date")
    text = " ".join(value.split())
    try:
        if found := _ISO.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3])), False
        if found := _FRENCH.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1])), True
        if (found := _LETTERS.fullmatch(text.casefold())) and found[2] in _MONTHS:
            return date(int(found[3]), _MONTHS[found[2]], int(found[1])), True
        if found := _TIMED.fullmatch(text):
            zone = found[1] or ""
            bare = text[: found.start(1)].strip() if zone else text
            moment = datetime.fromisoformat(bare.replace(",", "."))
            return _in_france(moment.replace(tzinfo=_zone(zone))), False
    except ValueError:
        pass
    raise Unreadable("date")


def _zone(text: str) -> timezone | None:
    if not text:
        return None
    if text in ("Z", "UTC"):
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


def _in_france(moment: datetime) -> date:
    """Return the day in metropolitan France; a moment without a zone is already there.

    >>> _in_france(datetime(2024, 5, 12, 22, 30, tzinfo=UTC))
    datetime.date(2024, 5, 13)
    """
    if moment.tzinfo is None:
        return moment.date()
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    summer = _last_sunday(utc.year, 3) <= utc < _last_sunday(utc.year, 10)
    return (utc + timedelta(hours=2 if summer else 1)).date()


def _last_sunday(year: int, month: int) -> datetime:
    """Return when summer time begins or ends: one o'clock UTC, on the last Sunday of a month."""
    last = date(year, month, 31)
    return datetime.combine(last - timedelta(days=(last.weekday() + 1) % 7), datetime.min.time()
                            ) + timedelta(hours=1)  # fmt: skip
