"""Every commune, as few classes: two communes that no rule tells apart are one and the same.

Likewise for codes of activity. Each class keeps a code of its own, so that a witness names a real
commune and a real activity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from ..dossier_types import NAF_TEXT
from ..facts import NAF_SECTIONS, fact_types, naf_group, naf_section, site_facts
from ..territory import locate
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    from ..afr import AfrList
    from ..communes import Cog
    from ..measure import Measure

_NAF = re.compile(NAF_TEXT)
_PLACES: WeakKeyDictionary[Measure, dict[tuple[Any, ...], tuple[Class, ...]]] = WeakKeyDictionary()
"""The classes of sites of each measure, by what rules look at: found once."""

OTHER = "*"
"""A code that no rule tells from any other: that of a company, or of a commune, like many."""


class Class(NamedTuple):
    """What a code stands for; None: no code is given."""

    code: str | None
    facts: Mapping[str, Any]


def places(measure: Measure, vocabulary: Vocabulary) -> tuple[Class, ...]:
    """Return the classes of sites: first a site that is not given, last one like most dossiers."""
    wanted = vocabulary.of_site
    codes = tuple((path, vocabulary.codes.get(path)) for path in wanted)
    known = _PLACES.setdefault(measure, {})
    if codes not in known:
        known[codes] = _places(measure, vocabulary, wanted)
    return known[codes]


def _places(measure: Measure, vocabulary: Vocabulary, wanted: tuple[str, ...]) -> tuple[Class, ...]:
    found: dict[tuple[Any, ...], Class] = {}
    for code in (None, *_codes(measure, vocabulary)) if wanted else (None,):
        one = _told(measure, vocabulary, code, wanted)
        key = (code is None, *(one.facts.get(path) for path in wanted))
        if key not in found or _is_seat(code, measure) > _is_seat(found[key].code, measure):
            found[key] = one
    unknown, *given = found.values()
    return (unknown, *sorted(given, key=lambda one: _familiar(one, measure)))


def places_of_both(
    one: Measure, two: Measure, vocabulary: Vocabulary
) -> tuple[tuple[Class, ...], tuple[Class, ...]]:
    """Return the classes of sites that neither of two measures tells apart, as each sees them.

    In the same order, each with the same code on both sides.
    """
    sides = (one, two)
    wanted = vocabulary.of_site
    if not wanted:
        return (Class(None, {}),), (Class(None, {}),)
    codes = dict.fromkeys(code for side in sides for code in _codes(side, vocabulary))
    found: dict[tuple[Any, ...], tuple[Class, Class]] = {}
    for code in (None, *codes):
        told = tuple(_told(side, vocabulary, code, wanted) for side in sides)
        key = (code is None, *(tuple(one.facts.get(p) for p in wanted) for one in told))
        if key not in found or _is_seat(code, one) > _is_seat(found[key][0].code, one):
            found[key] = (told[0], told[1])
    unknown, *given = found.values()
    given.sort(key=lambda pair: _familiar(pair[0], one))
    return tuple(zip(*(unknown, *given), strict=True))


def _told(
    measure: Measure, vocabulary: Vocabulary, code: str | None, wanted: tuple[str, ...]
) -> Class:
    """Return what a measure's rules see of a commune."""
    site = locate(code, measure.cog, measure.territories)
    facts = site_facts(site, measure.territories.complete_regions, measure.afr)
    if code is not None:
        facts["projet.commune"] = code
    return Class(code, {p: kept(vocabulary, p, facts[p]) for p in wanted if p in facts})


def _codes(measure: Measure, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield a commune of each kind, those that something names, and a code that is none."""
    told = [vocabulary.codes.get(path, frozenset()) for path in ("projet.commune", "site.commune")]
    if None in told:
        yield from (commune.code for commune in measure.cog.all())
    yield from _groups(measure.cog, measure.afr)
    for territory in measure.territories:
        yield from territory.communes
    for codes in told:
        yield from sorted(codes or ())
    numbers = (f"{number:05d}" for number in range(99_999, 0, -1))
    yield next(code for code in numbers if measure.cog.resolve(code) is None)


def _groups(cog: Cog, afr: AfrList | None) -> Iterator[str]:
    """Yield a commune for each group that belong to the same bodies, a seat rather than not."""
    found: dict[tuple[Any, ...], str] = {}
    for code, seat, bodies in _kinds(cog):
        key = (bodies, None if afr is None else afr.zone(code))
        if seat or key not in found:
            found[key] = code
    yield from found.values()


@lru_cache(maxsize=4)
def _kinds(cog: Cog) -> tuple[tuple[str, bool, tuple[str, ...]], ...]:
    return tuple(cog.kinds())


def _is_seat(code: str | None, measure: Measure) -> bool:
    commune = None if code is None else measure.cog.commune(code)
    return commune is not None and commune.code == commune.arrondissement_chef_lieu


def _familiar(one: Class, measure: Measure) -> int:
    """Tell how likely a site is: in a territory of a region whose territories are all known."""
    site = locate(one.code, measure.cog, measure.territories)
    if site.commune is None:
        return 0
    known = measure.territories.complete_regions
    inside = site.territory is not None and site.territory.region in known
    return 1 + (site.commune.region in known) + inside


def kept(vocabulary: Vocabulary, path: str, value: Any) -> Any:
    """Return what is kept of a value: that of a code that no rule tells from others is not."""
    kind = fact_types()[path].kind
    if kind == "text" or (kind == "code" and not vocabulary.distinct(path, value)):
        return OTHER
    return value


def activities(vocabulary: Vocabulary) -> tuple[Class, ...]:
    """Return the classes of codes of activity, the first of which is that of no code."""
    wanted = vocabulary.of_activity
    found: dict[tuple[Any, ...], Class] = {}
    for code in (None, *_activity_codes(vocabulary)) if wanted else (None,):
        facts: dict[str, Any] = {}
        if code is not None:
            facts = {"porteur.code_naf": code, "porteur.groupe_naf": naf_group(code)}
            if (section := naf_section(code)) is not None:
                facts["porteur.section_naf"] = section
        told = {p: kept(vocabulary, p, facts[p]) for p in wanted if p in facts}
        found.setdefault((code is None, *(told.get(p) for p in wanted)), Class(code, told))
    return tuple(found.values())


def _activity_codes(vocabulary: Vocabulary) -> Iterator[str]:
    """Yield codes of every section and every group, those of the rules first."""
    for path in ("porteur.code_naf", "porteur.groupe_naf"):
        for value in sorted(vocabulary.codes.get(path) or ()):
            code = value if path == "porteur.code_naf" else f"{value}0Z"
            if _NAF.fullmatch(code):
                yield code
    for low, high in NAF_SECTIONS.values():
        for division in range(low, high + 1):
            for group in range(1, 10):
                code = f"{division:02d}.{group}0Z"
                if _NAF.fullmatch(code):
                    yield code
