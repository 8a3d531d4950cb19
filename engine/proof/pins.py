"""A given dossier → the formulas that fix its facts, each on its own: any can be let free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import terms
from .encoding import Encoding
from .places import kept
from .symbols import REFERENCE, dated
from .terms import Choice, Day, Formula, Held, Lines, Number, Truth, all_of

if TYPE_CHECKING:
    from ..dossier import Dossier

PLACE, ACTIVITY = "projet.commune", "porteur.code_naf"


class TooLongError(ValueError):
    """A list of the dossier has more lines than the encoding has room for."""


def pins(encoding: Encoding, dossier: Dossier) -> dict[str, Formula]:
    """Return, for each fact of a dossier that rules read, the formula that fixes it.

    An unknown fact is fixed as unknown; the place comes under ``projet.commune``, the activity
    under ``porteur.code_naf``, an opinion under ``appreciations.X.avis``. Raises
    :class:`TooLongError`: make the encoding with more ``lines``.
    """
    symbols, vocabulary = encoding.symbols, encoding.vocabulary
    _, facts = encoding.measure.facts(dossier, encoding.on or dossier.date_depot)
    by_code = {*vocabulary.of_site, *vocabulary.of_activity, REFERENCE}
    found: dict[str, Formula] = {}
    for path, value in symbols.facts.items():
        if path not in by_code:
            found[path] = pinned(value, facts.get(path))
    for name, classes, wanted in (
        (PLACE, symbols.places, vocabulary.of_site),
        (ACTIVITY, symbols.activities, vocabulary.of_activity),
    ):
        if not wanted:
            continue
        known = {p: kept(vocabulary, p, facts[p]) for p in wanted if p in facts}
        given = facts.get(name) is not None
        found[name] = terms.any_of(
            guard
            for one, guard in classes
            if one.facts == known and (one.code is not None) == given
        )
    for criterion, opinion in symbols.opinions.items():
        said = (dossier.appreciations or {}).get(criterion)
        found[f"appreciations.{criterion}.avis"] = pinned(opinion, said.avis if said else None)
    return found


def pinned(value: Any, given: Any) -> Formula:
    """Return the formula that a fact has this value; None: that it is unknown."""
    if isinstance(value, Truth):
        if given is None:
            return value.open
        return value.yes if given else value.no
    if given is None:
        return terms.no(value.known)
    match value:
        case Choice(values):
            return value.is_(given) if given in values else value.known
        case Number(known, term):
            return all_of((known, terms.equal(term, given)))
        case Day(known):
            return all_of((known, dated(value, given)))
        case Held(known, values):
            same = (one if name in given else terms.no(one) for name, one in values.items())
            return all_of((known, *same))
        case Lines():
            return _pinned_lines(value, given)
    raise AssertionError("a fact of a dossier is of one of these kinds")


def _pinned_lines(value: Lines, given: tuple[Mapping[str, Any], ...]) -> Formula:
    if len(given) > len(value.lines):
        raise TooLongError(len(given))
    parts = [value.known]
    for rank, line in enumerate(value.lines):
        there = rank < len(given)
        parts.append(line.there if there else terms.no(line.there))
        for name, cell in line.cells.items():
            parts.append(pinned(cell, given[rank][name] if there else None))
    return all_of(parts)
