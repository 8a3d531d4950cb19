"""Where a project's site lies: commune, then EPCI, then Territoire d'industrie.

A territory is known by the SIRENs of its EPCI and the codes of its lone communes, within one
phase of the programme. Never by its id alone: phase 1 gave the same ids other meanings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from .communes import Cog, Commune
from .errors import Fault, RulesError

Statut = Literal["labellise", "hors_ti", "inconnu"]
Cause = Literal["commune_absente", "commune_inconnue", "liste_nationale_non_chargee"]


@dataclass(frozen=True, slots=True)
class Territory:
    """A Territoire d'industrie: its id within its phase, and the region that carries it.

    ``epci`` holds (SIREN, name) of its EPCI and établissements publics territoriaux;
    ``communes`` the INSEE codes of the communes it takes one by one.
    """

    id: str
    nom: str
    region: str
    epci: tuple[tuple[str, str], ...] = ()
    communes: tuple[str, ...] = ()

    @property
    def members(self) -> Iterator[str]:
        """The SIRENs, then the commune codes."""
        yield from (siren for siren, _ in self.epci)
        yield from self.communes


@dataclass(frozen=True, slots=True)
class NationalList:
    """The territories read from the national file, and what there is to say about it."""

    territories: tuple[Territory, ...]
    warnings: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """Where a site lies. ``cause`` says why when ``statut`` is ``inconnu``, else None.

    ``ancien_code`` and ``ancien_nom`` are those of :class:`~.communes.Resolved`.
    """

    statut: Statut
    commune: Commune | None = None
    territory: Territory | None = None
    ancien_code: str | None = None
    ancien_nom: str | None = None
    cause: Cause | None = None


class Territories:
    """The territories of one phase, and the regions where this list of them is complete.

    Outside those regions, a commune of no known territory is unknown, not outside: only the
    national list can tell.
    """

    def __init__(
        self,
        territories: Iterable[Territory],
        complete_regions: Iterable[str],
        phase: int,
        *,
        national: bool = False,
    ) -> None:
        self.phase = phase
        self.national = national
        self.complete_regions = frozenset(complete_regions)
        self._by_id = {territory.id: territory for territory in territories}
        self._owner = {
            member: territory for territory in self._by_id.values() for member in territory.members
        }

    @classmethod
    def from_entries(
        cls, entries: Iterable[Mapping[str, Any]], complete_regions: Iterable[str], phase: int
    ) -> Territories:
        """Build from the entries of ``rules/territoires.yaml``; keys not used here are left alone.

        RulesError, with every fault, when an id is given twice or a member belongs to two.
        """
        territories = [
            Territory(
                id=entry["id"],
                nom=entry["nom"],
                region=entry["region"],
                epci=tuple((each["siren"], each["nom"]) for each in entry.get("epci", ())),
                communes=tuple(entry.get("communes", ())),
            )
            for entry in entries
        ]
        if faults := list(_overlaps(territories)):
            raise RulesError(faults)
        return cls(territories, complete_regions, phase)

    def with_national_list(self, national: NationalList) -> Territories:
        """Return these territories completed by the national list: the country is then complete.

        What ships was checked and wins on the members it knows; the file adds all others, to a
        territory that ships when it has the same id.
        """
        merged = dict(self._by_id)
        for added in national.territories:
            epci = tuple(pair for pair in added.epci if pair[0] not in self._owner)
            communes = tuple(code for code in added.communes if code not in self._owner)
            if not epci and not communes:
                continue
            known = merged.get(added.id, replace(added, epci=(), communes=()))
            merged[added.id] = replace(
                known, epci=known.epci + epci, communes=known.communes + communes
            )
        return Territories(merged.values(), self.complete_regions, self.phase, national=True)

    def __iter__(self) -> Iterator[Territory]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, territory_id: str) -> Territory | None:
        """Return the territory of this id, in this phase."""
        return self._by_id.get(territory_id)

    def owner(self, member: str) -> Territory | None:
        """Return the territory that lists this SIREN, or this commune code, as its member."""
        return self._owner.get(member)

    def of(self, commune: Commune) -> Territory | None:
        """Return the commune's territory: its own membership first, then its EPT's and EPCI's."""
        return self._first(commune.code, commune.ept, commune.epci)

    def count(self, territory: Territory, cog: Cog) -> int:
        """Return how many communes of today lie in ``territory``."""
        return sum(self._first(*members) is territory for members in cog.belonging())

    def _first(self, *members: str | None) -> Territory | None:
        for member in members:
            if member is not None and (territory := self._owner.get(member)):
                return territory
        return None

    def covers(self, region: str) -> bool:
        """Tell whether every territory of ``region`` is known, so that absence means outside."""
        return self.national or region in self.complete_regions


def locate(code: str | None, cog: Cog, territories: Territories) -> Site:
    """Return where the commune ``code`` (INSEE, current or former) lies; None is a missing fact.

    Never fails. Answers are remembered for as long as ``cog`` and ``territories`` are the same
    objects.
    """
    if code is None:
        return Site("inconnu", cause="commune_absente")
    return _locate(code, cog, territories)


@lru_cache(maxsize=1 << 16)
def _locate(code: str, cog: Cog, territories: Territories) -> Site:
    resolved = cog.resolve(code)
    if resolved is None:
        return Site("inconnu", cause="commune_inconnue")
    commune = resolved.commune
    territory = territories.of(commune)
    statut: Statut = "labellise"
    cause: Cause | None = None
    if territory is None and territories.covers(commune.region):
        statut = "hors_ti"
    elif territory is None:
        statut, cause = "inconnu", "liste_nationale_non_chargee"
    return Site(statut, commune, territory, resolved.ancien_code, resolved.ancien_nom, cause)


def _overlaps(territories: Iterable[Territory]) -> Iterator[Fault]:
    ids: set[str] = set()
    owner: dict[str, str] = {}
    for territory in territories:
        if territory.id in ids:
            yield Fault("territoire.identifiant_en_double", params={"id": territory.id})
        ids.add(territory.id)
        for member in territory.members:
            other = owner.setdefault(member, territory.id)
            if other != territory.id:
                yield Fault(
                    "territoire.membre_de_deux",
                    params={"membre": member, "id": territory.id, "autre": other},
                )
