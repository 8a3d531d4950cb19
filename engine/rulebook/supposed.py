"""A rule book as if some of its figures were others: what a simulation screens with.

The rule book given is left as it is; the other one has its own digest, and names what differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..errors import Fault, InputError, Where
from ..likeness import nearest_path
from ..values import FactType
from . import check
from .dated import figure
from .files import Files
from .model import Period, RuleBook

BETWEEN: Final = "+"
"""What stands between the items of a list written as a text."""
_FIGURE: Final = re.compile(r"(-?\d[\d \u00a0\u202f]*(?:[.,]\d+)?)[ \u00a0\u202f]*([^\d\s].*)?")
_SPACES: Final = re.compile(r"[ \u00a0\u202f]")
_EUROS: Final = ("€", "euro", "euros")

Given = Mapping[str, Any]
"""Values by parameter: a number, a rate written ``15 %``, a list, or any of them as a text."""


class Supposed(NamedTuple):
    """A figure that is not the one of the rules: its values there, in order, and here."""

    parameter: str
    before: tuple[object, ...]
    after: object


def figures(book: RuleBook, given: Given) -> dict[str, object]:
    """Return values as rules see them: integer cents, millionths, tuples.

    Raises InputError with every name that is unknown and every value that has not the type of its
    parameter.
    """
    files = Files(Path())
    found: dict[str, object] = {}
    for name, value in given.items():
        where = Where(path=name)
        if name not in book.parameters:
            proche = nearest_path(name, book.parameters) or ", ".join(book.parameters)
            fault = Fault("simuler.parametre_inconnu", where, {"nom": name, "proche": proche})
            files.faults.append(fault)
            continue
        kind = book.parameters[name].type
        read = figure(_plain(value, kind), kind, files, where)
        if isinstance(read, int) and read < 0:
            files.faults.append(Fault("simuler.valeur_negative", where, {"valeur": str(value)}))
        elif read is not None:
            found[name] = read
    if files.faults:
        raise InputError(files.faults)
    return found


def supposing(book: RuleBook, given: Given) -> RuleBook:
    """Return the rule book with these values on every day; ``supposed`` tells what differs.

    Values that change nothing leave the same rule book. Raises InputError as :func:`figures`
    does, and with every fault of the rule book that the values would make: a table with a gap,
    two lines that overlap, an item that no dossier can have.
    """
    wanted = figures(book, given)
    before = {name: tuple(_values(book, name)) for name in book.parameters if name in wanted}
    differing = tuple(
        Supposed(name, values, wanted[name])
        for name, values in before.items()
        if any(each != wanted[name] for each in values)
    )
    if not differing:
        return book
    changed = {each.parameter: each.after for each in differing}
    parameters = {
        name: item
        if name not in changed
        else item._replace(periods=tuple(_with(each, changed[name]) for each in item.periods))
        for name, item in book.parameters.items()
    }
    editions = {
        name: item._replace(
            parameters={
                key: _with(period, changed[key]) if key in changed else period
                for key, period in item.parameters.items()
            }
        )
        for name, item in book.editions.items()
    }
    told = "".join(f"\0{name}\0{value!r}" for name, value in sorted(changed.items()))
    other = book._replace(
        sha256=sha256(f"{book.sha256}{told}".encode()).hexdigest(),
        parameters=parameters,
        editions=editions,
        supposed=(*book.supposed, *differing),
    )
    files = Files(Path())
    check.cross_check(other, files)
    if files.faults:
        raise InputError(files.faults)
    return other


def _values(book: RuleBook, name: str) -> Iterator[object]:
    """Yield the values of a parameter, each once: its periods', then those of derived editions."""
    seen: list[object] = []
    adapted = (e.parameters[name] for e in book.editions.values() if name in e.parameters)
    for period in (*book.parameters[name].periods, *adapted):
        if period.value not in seen:
            seen.append(period.value)
            yield period.value


def _with(period: Period, value: object) -> Period:
    return period._replace(value=value)


def _plain(value: object, kind: FactType) -> object:
    """Return a value as a rule file gives it; :func:`figure` refuses what it cannot be."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (list, tuple, set, frozenset)):
        return sorted(value) if isinstance(value, (set, frozenset)) else list(value)
    if not isinstance(value, str):
        return value
    text = value.strip()
    if kind.kind == "set":
        return [item.strip() for item in text.split(BETWEEN) if item.strip()]
    if kind.kind != "number":
        return text
    found = _FIGURE.fullmatch(text)
    if found is None:
        return text
    number, unit = _SPACES.sub("", found[1]).replace(",", "."), (found[2] or "").strip()
    if kind.unit == "taux":
        return f"{number} %" if unit == "%" else text
    if unit and unit not in (_EUROS if kind.unit == "euros" else (kind.unit,)):
        return text
    try:
        return Decimal(number)
    except InvalidOperation:
        return text
