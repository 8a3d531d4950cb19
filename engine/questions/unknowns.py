"""What a dossier does not say, thing by thing, and what holds as long as it does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..facts import facts_of
from ..proof.encoding import Encoding
from ..proof.pins import ACTIVITY, PLACE, pinned, pins
from ..proof.terms import Formula, Held, Lines, all_of, no
from ..territory import locate

if TYPE_CHECKING:
    from ..dossier import Dossier

ADDED = frozenset({"pieces"})
"""Sets to which a dossier may add: a document may still come, what was answered does not change."""


class Open(NamedTuple):
    """A dossier as formulas: what it says, and what holds while each unknown thing stays so."""

    said: tuple[Formula, ...]
    unknown: Mapping[str, Formula]


def open_of(
    encoding: Encoding, dossier: Dossier, missing: Iterable[str], held: frozenset[str] = frozenset()
) -> Open:
    """Return what a dossier says and does not, of what rules read, by path.

    ``missing`` is what its decision waits for: a fact that is given and still waited for (an
    agreement that is pending) is to be asked again. What is ``held`` stays as it is, unknown or
    not: it was asked, and nobody knows.
    A cell of a list is ``financement.depenses[0].montant_ht``. Opinions are held as they are: they
    are given, not asked of the applicant. Raises :class:`~.pins.TooLongError`.
    """
    measure = encoding.measure
    fixed = pins(encoding, dossier)
    commune = dossier.projet.commune if dossier.projet else None
    site = locate(commune, measure.cog, measure.territories)
    day = encoding.on or dossier.date_depot
    facts = facts_of(dossier, site, day, measure.territories.complete_regions, measure.afr)
    waited = frozenset(missing)
    said: list[Formula] = []
    unknown: dict[str, Formula] = {}
    for path, formula in fixed.items():
        value = encoding.symbols.facts.get(path)
        given = facts.get(path)
        if path.startswith("appreciations.") or formula is True:
            said.append(formula)
        elif path in (PLACE, ACTIVITY):
            (said.append(formula) if given is not None else unknown.update({path: formula}))
        elif given is None:
            unknown[path] = formula
        elif path in ADDED and isinstance(value, Held) and not value.values.keys() <= set(given):
            said += [value.known, *(one for name, one in value.values.items() if name in given)]
            unknown[path] = all_of(no(o) for name, o in value.values.items() if name not in given)
        elif path in waited:
            unknown[path] = formula
        elif isinstance(value, Lines):
            _lines(path, value, given, said, unknown)
        else:
            said.append(formula)
    said += [unknown.pop(path) for path in held if path in unknown]
    return Open(tuple(one for one in said if one is not True), unknown)


def _lines(
    path: str,
    value: Lines,
    given: tuple[Mapping[str, Any], ...],
    said: list[Formula],
    unknown: dict[str, Formula],
) -> None:
    """Note a list that is given: its lines are those, each of their cells is known or not."""
    said.append(value.known)
    for rank, line in enumerate(value.lines):
        if rank >= len(given):
            said.append(no(line.there))
            continue
        said.append(line.there)
        for name, cell in line.cells.items():
            known = given[rank][name]
            if known is None:
                unknown[f"{path}[{rank}].{name}"] = pinned(cell, None)
            else:
                said.append(pinned(cell, known))
