"""The same measure with the lists that are not loaded: a commune may be anywhere in them.

What cannot be known without a list of the user's is no fault of the rules: nothing is said to be
impossible that would be possible with one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..afr import AfrList, Zone
from ..territory import NationalList, Territory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..measure import Measure

ZONES: tuple[Zone, ...] = ("integralement", "partiel", "hors")
FROM_LISTS = frozenset({"site.zone_afr", "site.afr_chargee", "site.cause", "territoire.statut",
                        "territoire.id", "territoire.nom"})  # fmt: skip
"""What a list of the user's makes known."""


def completed(measure: Measure, read: Iterable[str]) -> Measure | None:
    """Return the measure with both lists made up; None where rules would see no difference."""
    if not FROM_LISTS & set(read) or (measure.afr is not None and measure.territories.national):
        return None
    found = measure
    if not measure.territories.national:
        found = found.supposing(territories=_national(measure))
    return found if found.afr is not None else found.supposing(afr=_areas(measure))


def _areas(measure: Measure) -> AfrList:
    """Put the communes of each group in every classification, in turn."""
    rank: dict[tuple[str, ...], int] = {}
    zones: dict[str, Zone] = {}
    for code, _, bodies in measure.cog.kinds():
        zones[code] = ZONES[rank.setdefault(bodies, 0) % len(ZONES)]
        rank[bodies] += 1
    return AfrList(zones)


def _national(measure: Measure) -> NationalList:
    """Label one group of communes of each region that the shipped list does not cover."""
    seen: dict[str, Territory] = {}
    for _, _, (epci, _, _, _, region, _) in measure.cog.kinds():
        if epci and region not in seen and not measure.territories.covers(region):
            name = f"{region}-{epci}"
            seen[region] = Territory(name, name, region, ((epci, name),))
    return NationalList(tuple(seen.values()))
