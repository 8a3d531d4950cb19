"""The rules that a simulation tries: an edition, and values of parameters written by a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Final, NamedTuple

from ..errors import Fault, InputError, Where
from ..rulebook.model import Edition, RuleBook
from ..rulebook.supposed import figures

MOST: Final = 50
"""Scenarios of one simulation."""
_NUMBER = r"\d[\d_ ]*(?:[.,]\d+)?"
_RANGE: Final = re.compile(rf"({_NUMBER})\.\.({_NUMBER}):({_NUMBER}) ?(%|€)?")


class Scenario(NamedTuple):
    """The values that are tried, as they were written, by parameter."""

    values: Mapping[str, str]


def values_of(text: str) -> list[str]:
    """Return the values of a sweep: a list, or a range with its step.

    >>> values_of("200000..400000:100000"), values_of("10 %,15 %")
    (['200000', '300000', '400000'], ['10 %', '15 %'])
    """
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        return [item.strip() for item in text.split(",") if item.strip()]
    low, high, step = (
        Decimal(re.sub("[_ ]", "", part).replace(",", ".")) for part in found.groups()[:3]
    )
    if not step or low > high or (high - low) / step > MOST:
        return []
    unit = f" {found[4]}" if found[4] else ""
    return [f"{low + step * rank:f}{unit}" for rank in range(int((high - low) / step) + 1)]


def scenarios(asked: Sequence[str]) -> list[Scenario]:
    """Return every combination of the values of ``name=values`` texts, in the order written.

    Raises InputError with every text that is not one, a name given twice, or too many scenarios.
    """
    faults: list[Fault] = []
    found: dict[str, list[str]] = {}
    for text in asked:
        name, equal, written = text.partition("=")
        name = name.strip().removeprefix("parametres.")
        values = list(dict.fromkeys(values_of(written)))
        if not (equal and name and values):
            faults.append(Fault("simuler.parametre_mal_ecrit", Where(path=name), {"valeur": text}))
        elif name in found:
            faults.append(Fault("simuler.parametre_double", Where(path=name), {"nom": name}))
        else:
            found[name] = values
    if faults:
        raise InputError(faults)
    made = [Scenario(dict(zip(found, each, strict=True))) for each in product(*found.values())]
    if len(made) > MOST:
        params = {"nombre": len(made), "maximum": MOST}
        raise InputError([Fault("simuler.trop_de_scenarios", params=params)])
    return made


def check_values(book: RuleBook, made: Iterable[Scenario]) -> None:
    """Refuse what is wrong with the values of all scenarios, each told once.

    Raises InputError with names that no rule has and values of another type.
    """
    faults: dict[tuple[str, str], Fault] = {}
    for name, value in dict.fromkeys(pair for each in made for pair in each.values.items()):
        try:
            figures(book, {name: value})
        except InputError as error:
            for fault in error.faults:
                said = value if name in book.parameters else ""
                faults.setdefault((name, said), fault)
    if faults:
        raise InputError(faults.values())


def brought_into(day: date, edition: Edition) -> date:
    """Return the day of an edition's window that is the nearest to ``day``."""
    return min(max(day, edition.start), edition.end)
