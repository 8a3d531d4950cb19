"""What is missing: whole groups of fields or single ones, more in some dossiers than in others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

import numpy as np

from .. import flat
from .cells import Sheet, narrowed
from .draws import Bools, Choice, Draws, side
from .laws import Gap, Gaps

AT_MOST: Final = 95
ALWAYS: Final = frozenset({"reference", "date_depot"})
"""Without them there is no dossier."""
KEPT: Final = frozenset({"annee", "fonds_vert"})
"""Without the first an accounting period is no line; the second's absence would mean no."""


def forget(draws: Draws, law: Gaps, columns: Iterable[flat.Column], sheet: Sheet) -> None:
    """Forget what the laws say is missing, in place."""
    kinds = law.completude
    choice = Choice.among({"": {name: each.poids for name, each in kinds.items()}})
    factors = [each.facteur for each in kinds.values()]
    kind = draws.pick("complétude", choice)

    def missing(name: str, percent: Decimal) -> Bools:
        bounds = [side(min(percent * factor, Decimal(AT_MOST))) for factor in factors]
        return draws.happens(f"lacune {name}", np.array(bounds, dtype=np.int64)[kind])

    whole = {name: ~missing(name, gap.groupe) for name, gap in law.groupes.items()}
    fields: dict[str, Bools] = {}
    for column in columns:
        if column.name in ALWAYS:
            continue
        name, gap = group_of(column, law)
        for field in _fields(column):
            if field not in fields:
                fields[field] = ~missing(field, gap.champ)
        known = whole[name]
        for field in _fields(column):
            known = known & fields[field]
        sheet[column.name] = narrowed(sheet[column.name], known)


def group_of(column: flat.Column, law: Gaps) -> tuple[str, Gap]:
    """Return the group that a column goes missing with; LookupError when it has none."""
    for name, gap in law.groupes.items():
        if any(f"{column.name}.".startswith((f"{field}.", f"{field}[")) for field in gap.champs):
            return name, gap
    raise LookupError(column.name)


def _fields(column: flat.Column) -> Iterator[str]:
    """Yield the fields whose absence takes the column away: its list or set, then itself."""
    if column.role in ("cell", "count", "member", "known"):
        yield column.path
    if column.role == "cell" and column.field not in KEPT:
        yield column.name
    if column.role in ("leaf", "opinion"):
        yield column.name
