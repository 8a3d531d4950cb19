"""The communes that sites are drawn from: those of the Code officiel géographique that ships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from .. import yaml_text
from ..communes import SHIPPED, Table
from ..territory import Territories
from .draws import Choice, Draws, Ints
from .laws import Places

TERRITORIES: Final = Path(__file__).parents[2] / "rules" / "territoires.yaml"
REGION: Final = "24"
CORSICA: Final = "94"
NOWHERE: Final = tuple(f"{department}999" for department in ("18", "28", "36", "37", "41", "45"))
"""Codes that look like communes of the region, and are none."""


@dataclass(frozen=True, slots=True)
class Pools:
    """Groups of communes: which to choose, where each starts in ``codes``, how many it holds."""

    choice: Choice
    codes: tuple[str, ...]
    first: Ints
    count: Ints

    def commune(self, draws: Draws) -> tuple[Ints, Ints]:
        """Return, a row, its pool and the rank of its commune in ``codes``."""
        pool = draws.pick("site", self.choice)
        return pool, self.first[pool] + draws.below("commune", self.count[pool])

    def within(self, territories: tuple[str, ...]) -> Ints:
        """Return the pools of these territories."""
        ranks = [r for r, name in enumerate(self.choice.labels) if name.split()[0] in territories]
        return np.array(ranks, dtype=np.int64)


@cache
def _communes() -> Mapping[str, tuple[str, ...]]:
    """Return the communes by territory of the region, and by kind elsewhere."""
    data = yaml_text.load(TERRITORIES.read_bytes()).data
    territories = Territories.from_entries(data["territoires"], (), data["phase"])
    found: dict[str, list[str]] = {}
    regions: dict[str, str] = {}
    for code, _, epci, _, _, region, zone, _ in Table(SHIPPED / "communes.tsv").rows():
        regions[code] = region
        territory = territories.owner(code) or territories.owner(epci)
        if territory is not None and territory.region == REGION:
            place = territory.id
        elif region == REGION:
            place = "hors_territoire" if territory is None else "autre_territoire"
        else:
            place = "corse_outre_mer" if zone != "metro" or region == CORSICA else "autre_region"
        found.setdefault(place, []).append(code)
    found["ancien_code"] = [
        code
        for code, now, *_ in Table(SHIPPED / "anciennes.tsv").rows()
        if code != now and regions[now] == REGION
    ]
    found["code_inexistant"] = list(NOWHERE)
    return {place: tuple(codes) for place, codes in found.items()}


def pools_of(law: Places) -> Pools:
    """Return the pools that a law describes."""
    communes = _communes()
    towns = law.part_villes / 100
    groups = {
        name: (weight * share, codes)
        for territory, weight in law.territoires.items()
        for name, share, codes in (
            (f"{territory} villes", towns, law.villes[territory]),
            (f"{territory} toutes", 1 - towns, communes[territory]),
        )
    }
    groups |= {place: (weight, communes[place]) for place, weight in law.ailleurs.items()}
    count = np.array([len(codes) for _, codes in groups.values()], dtype=np.int64)
    return Pools(
        choice=Choice.among({"": {name: weight for name, (weight, _) in groups.items()}}),
        codes=tuple(code for _, codes in groups.values() for code in codes),
        first=np.cumsum(count) - count,
        count=count,
    )
