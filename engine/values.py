"""The values rules talk about: three-valued logic, typed facts, money without binary floats.

``None`` is *unknown* everywhere below, and unknown is never false.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["bool", "number", "date", "enum", "set", "code", "text", "rows"]

CENTS = 2
"""Decimal places of an amount in euros: amounts are integer cents."""

MILLIONTHS = 6
"""Decimal places of a physical quantity or a head count: rules see integer millionths."""


@dataclass(frozen=True, slots=True)
class FactType:
    """What a fact may hold.

    A number is an integer counted in ``10**-scale`` of its ``unit``, so that comparisons are
    exact, and never negative unless it is ``signed``. ``values`` lists what an enum or a set may
    contain; ``fields`` the columns of a list of rows.
    """

    kind: Kind
    unit: str = ""
    scale: int = 0
    values: tuple[str, ...] = ()
    fields: Mapping[str, FactType] = field(default_factory=dict, hash=False)
    signed: bool = False

    def __str__(self) -> str:
        if self.kind == "number":
            return self.unit or "nombre"
        names = {"bool": "oui/non", "enum": "choix", "set": "ensemble", "rows": "liste"}
        return names.get(self.kind, self.kind)


BOOL = FactType("bool")
DATE = FactType("date")
CODE = FactType("code")
TEXT = FactType("text")
EUROS = FactType("number", "euros", CENTS)
SIGNED_EUROS = FactType("number", "euros", CENTS, signed=True)
RATE = FactType("number", "taux", MILLIONTHS)
PURE = FactType("number", "", 0)


def quantity(unit: str) -> FactType:
    """Return the type of a physical quantity or head count in ``unit``."""
    return FactType("number", unit, MILLIONTHS)


def kleene_not(value: bool | None) -> bool | None:
    """Return the negation: unknown stays unknown."""
    return None if value is None else not value


def kleene_and(values: Iterable[bool | None]) -> bool | None:
    """Return the conjunction: one false decides, else one unknown leaves it unknown."""
    unknown = False
    for value in values:
        if value is False:
            return False
        unknown = unknown or value is None
    return None if unknown else True


def kleene_or(values: Iterable[bool | None]) -> bool | None:
    """Return the disjunction: one true decides, else one unknown leaves it unknown."""
    unknown = False
    for value in values:
        if value is True:
            return True
        unknown = unknown or value is None
    return None if unknown else False


def scaled(value: Decimal | int, scale: int) -> int:
    """Return ``value`` counted in ``10**-scale``; ValueError when that loses a digit.

    >>> scaled(Decimal("12.5"), 2)
    1250
    """
    exact = Decimal(value).scaleb(scale)
    whole = int(exact)
    if whole != exact:
        raise ValueError(f"{value} has more than {scale} decimals")
    return whole


def unscaled(value: int, scale: int) -> Decimal:
    """Return the number that ``value`` counts in ``10**-scale``.

    >>> unscaled(1250, 2)
    Decimal('12.50')
    """
    return Decimal(value).scaleb(-scale)


def yyyymmdd(day: date) -> int:
    """Return the date as an integer that orders as dates do.

    >>> yyyymmdd(date(2024, 5, 13))
    20240513
    """
    return day.year * 10000 + day.month * 100 + day.day
