"""Read the national list of Territoires d'industrie that the user downloaded from the ANCT.

Columns ``id_ti;lib_ti;siren_groupement;lib_groupement;nature_juridique``, one line a member; the
last two are not needed. The separator may be a comma or a tab, the text UTF-8 or Windows-1252.

**Which phase?** Phase 1 used the same ids for other territories, and nothing in the file says
its phase. So each line is compared with the territories that ship:

* it *agrees* when it gives a member that ships to the same id;
* it *contradicts* when it gives that member to another id, or gives an id that ships, under
  another label, to a member that does not.

More contradictions than agreements, or a ``phase`` column that says so, make a list of another
phase: refused, since reading it would put whole territories in the wrong place. Fewer are errors
or news of the list: what ships wins, with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .commune_names import normalise
from .communes import Cog
from .errors import Fault, TerritoryError, Where
from .territory import NationalList, Territories, Territory
from .user_table import Line, as_code, read_lines

EXPECTED = 183
"""Territories of phase 2 (anct-2024): a shorter list is read, with a warning."""

REQUIRED = ("id_ti", "lib_ti", "siren_groupement")

_ID = re.compile(r"ti-(\d\d)\d\d")


@dataclass(frozen=True, slots=True)
class _Line:
    """One member of a territory."""

    line: Line

    def __getitem__(self, column: str) -> str:
        return self.line[column]

    @property
    def where(self) -> Where:
        return self.line.where

    def fault(self, code: str, column: str, **params: object) -> Fault:
        return self.line.fault(code, column, **params)

    @property
    def id(self) -> str:
        return self["id_ti"].lower()

    @property
    def siren(self) -> str:
        """The SIREN, repaired where no doubt is possible, or "" when it is none."""
        text = as_code(self["siren_groupement"])
        return text if is_siren(text) else ""


def is_siren(text: str) -> bool:
    """Tell whether ``text`` is nine digits that pass Luhn's check, and not all zeros.

    >>> is_siren("244500468"), is_siren("244500469")
    (True, False)
    """
    if len(text) != 9 or not (text.isascii() and text.isdigit()) or text == "0" * 9:
        return False
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in text[1::2])
    return (sum(map(int, text[::2])) + sum(doubled)) % 10 == 0


def read_territory_list(path: Path, cog: Cog, shipped: Territories) -> NationalList:
    """Return the territories of the national file at ``path``, in file order.

    ``shipped`` are the territories of the rule book, to tell the phase. MissingFileError when
    there is no such file; TerritoryError with every fault of the file, or with the one that
    matters when it is of another phase.
    """
    lines = [_Line(line) for line in read_lines(path, REQUIRED, "territoire")]
    if other := _other_phase(lines, shipped):
        raise TerritoryError([other])
    if faults := [*_invalid(lines, cog), *_twice(lines)]:
        raise TerritoryError(sorted(faults, key=lambda fault: fault.where.line))
    territories = _territories(lines, cog)
    return NationalList(territories, tuple(_warnings(lines, len(territories), cog, shipped)))


def _invalid(lines: list[_Line], cog: Cog) -> Iterator[Fault]:
    for line in lines:
        absent = [column for column in REQUIRED if not line[column]]
        for column in absent:
            yield line.fault("valeur_absente", column)
        region = _ID.fullmatch(line.id)
        if "id_ti" not in absent and not (region and region[1] in cog.region_codes):
            yield line.fault("identifiant_invalide", "id_ti")
        if "siren_groupement" not in absent and not line.siren:
            yield line.fault("siren_invalide", "siren_groupement")


def _twice(lines: list[_Line]) -> Iterator[Fault]:
    first: dict[str, _Line] = {}
    for line in lines:
        other = first.setdefault(line.siren, line) if line.siren else line
        if other.id != line.id:
            params = {"id": line.id, "autre": other.id, "ligne": other.where.line}
            yield line.fault("siren_deux_territoires", "siren_groupement", **params)


def _other_phase(lines: list[_Line], shipped: Territories) -> Fault | None:
    """Return the fault of a list of another phase, with two examples, or None."""
    here = f"phase {shipped.phase}"
    said = [(line, re.search(r"\d+", line["phase"])) for line in lines]
    against = [
        (line, f"{line.id}, phase {number[0]} ≠ {here}")
        for line, number in said
        if number and int(number[0]) != shipped.phase
    ]
    agreements = 0
    if not against:
        agreements = sum(_owner(line, shipped) == line.id for line in lines)
        against = list(_contradictions(lines, shipped))
    if len(against) <= agreements:
        return None
    line = against[0][0]
    examples = " ; ".join(dict.fromkeys(text for _, text in against[:2]))
    return Fault(
        "territoire.liste_phase_1", line.where, {"phase": shipped.phase, "exemples": examples}
    )


def _owner(line: _Line, shipped: Territories) -> str | None:
    territory = shipped.owner(line.siren)
    return territory.id if territory else None


def _contradictions(lines: list[_Line], shipped: Territories) -> Iterator[tuple[_Line, str]]:
    """Yield the lines that another phase would explain, those about a known member first."""
    for line in lines:
        owner = _owner(line, shipped)
        if owner not in (None, line.id):
            yield line, f"{line['lib_groupement']} {line.siren}, {line.id} ≠ {owner}".strip()
    for line in lines:
        known = shipped.get(line.id)
        # A territory that ships with lone communes only is not known well enough to judge.
        if known and known.epci and _owner(line, shipped) is None:
            label = line["lib_ti"]
            if normalise(label) != normalise(known.nom):
                yield line, f"{line.id}, « {label} » ≠ « {known.nom} »"


def _territories(lines: list[_Line], cog: Cog) -> tuple[Territory, ...]:
    labels: dict[str, str] = {}
    epci: dict[str, dict[str, str]] = {}
    communes: dict[str, dict[str, None]] = {}
    for line in lines:
        labels.setdefault(line.id, line["lib_ti"])
        groups = epci.setdefault(line.id, {})
        alone = communes.setdefault(line.id, {})
        if commune := cog.commune_of_siren(line.siren):
            alone[commune.code] = None
        else:
            groups[line.siren] = line["lib_groupement"] or cog.groupement(line.siren) or ""
    return tuple(
        Territory(
            id=territory,
            nom=nom,
            region=territory[3:5],
            epci=tuple(epci[territory].items()),
            communes=tuple(communes[territory]),
        )
        for territory, nom in labels.items()
    )


def _warnings(lines: list[_Line], count: int, cog: Cog, shipped: Territories) -> Iterator[Fault]:
    for line in lines:
        if cog.groupement(line.siren) is None and cog.commune_of_siren(line.siren) is None:
            yield line.fault("siren_inconnu", "siren_groupement", nom=line["lib_groupement"])
        owner = _owner(line, shipped)
        if owner not in (None, line.id):
            params = {"id": line.id, "autre": owner}
            yield line.fault("siren_contredit", "siren_groupement", **params)
    if count < EXPECTED:
        where = Where(lines[0].where.file)
        yield Fault("territoire.liste_courte", where, {"nombre": count, "attendu": EXPECTED})
