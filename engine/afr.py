"""The communes in a regional aid area (zone AFR), from the list that a user supplies.

The decree's annexe that lists them ships with nobody's rules: it is a file with the columns
``insee_com;lib_com;classement_afr``, known for its damage. Leading zeros lost by a spreadsheet are
put back where the result is a commune; old codes lead to the commune of today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .commune_names import normalise
from .communes import Cog, Resolved
from .errors import Fault, TerritoryError, Where
from .messages import Lang, message
from .user_table import Line, as_code, read_lines

Zone = Literal["integralement", "partiel", "hors"]

REQUIRED = ("insee_com", "classement_afr")
WHOLLY = "integralement"
"""The word, accents and case apart, for a commune that is wholly in the area."""


@dataclass(frozen=True, slots=True)
class AfrList:
    """The classification of each commune listed, and what there is to say about the file."""

    zones: Mapping[str, Zone]
    warnings: tuple[Fault, ...] = ()

    def zone(self, code: str) -> Zone:
        """Return the classification of a current commune: outside when the list leaves it out."""
        return self.zones.get(code, "hors")

    def doubts(self, code: str, lang: Lang) -> list[str]:
        """Return why a commune found outside may be inside: it may stand on a line left aside."""
        aside = sum(fault.code == "afr.commune_inconnue" for fault in self.warnings)
        if not aside or self.zone(code) != "hors":
            return []
        return [message("decision.lignes_afr_de_cote", lang, nombre=aside)]


def read_afr(path: Path, cog: Cog) -> AfrList:
    """Return the list in the file at ``path``.

    MissingFileError when there is no such file; TerritoryError with every fault: no table, a
    commune classified in two ways, no line that leads to a commune (all of France would pass for
    outside). One such line is a warning: it changes nothing for the others.
    """
    zones: dict[str, Zone] = {}
    first: dict[str, Line] = {}
    former: dict[str, Zone] = {}
    faults: list[Fault] = []
    warnings: list[Fault] = []
    lines = read_lines(path, REQUIRED, "afr")
    for line in lines:
        found, zone = _commune(line["insee_com"], cog), _zone(line["classement_afr"])
        if found is None:
            warnings.append(line.fault("commune_inconnue", "insee_com", nom=line["lib_com"]))
        elif zone is None:
            continue
        elif found.ancien_code is not None:
            # Only a part of the commune of today was classified: the address must be looked at.
            former[found.commune.code] = "partiel"
            nom, code = line["lib_com"], found.commune.code
            warnings.append(line.fault("ancienne_commune", "insee_com", nom=nom, code=code))
        else:
            other = first.setdefault(found.commune.code, line)
            if zones.setdefault(found.commune.code, zone) != zone:
                twice = line.fault(
                    "classement_double",
                    "classement_afr",
                    ligne=other.where.line,
                    autre=other["classement_afr"],
                )
                faults.append(twice)
    if len(warnings) == len(lines) and not former:
        params: dict[str, object] = {"nombre": len(lines), "exemple": lines[0]["insee_com"]}
        faults.append(Fault("afr.aucune_commune", Where(path.name), params))
    if faults:
        raise TerritoryError(faults)
    return AfrList({**former, **zones}, tuple(warnings))


def _commune(text: str, cog: Cog) -> Resolved | None:
    """Return the commune that a code leads to, its lost zeros put back; None when there is none."""
    code = as_code(text)
    if code.isascii() and code.isdigit():
        code = code.zfill(5)
    return cog.resolve(code) if len(code) == 5 else None


def _zone(word: str) -> Zone | None:
    """Return what a word says: nothing when it is empty, partly for all but one word."""
    if not word:
        return None
    return "integralement" if normalise(word) == WHOLLY else "partiel"
