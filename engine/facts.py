"""A dossier and where its site lies → one flat, typed mapping of facts: the rules' vocabulary.

A path that is absent from the mapping is an unknown fact. Amounts are integer cents, quantities
integer millionths, so that every evaluator compares exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from .dossier import Dossier, Section, section_of, vocabulary
from .territory import Site
from .values import BOOL, CODE, DATE, MILLIONTHS, TEXT, FactType

if TYPE_CHECKING:
    from .afr import AfrList

NAF_SECTIONS: Mapping[str, tuple[int, int]] = {
    "A": (1, 3),
    "B": (5, 9),
    "C": (10, 33),
    "D": (35, 35),
    "E": (36, 39),
    "F": (41, 43),
    "G": (45, 47),
    "H": (49, 53),
    "I": (55, 56),
    "J": (58, 63),
    "K": (64, 66),
    "L": (68, 68),
    "M": (69, 75),
    "N": (77, 82),
    "O": (84, 84),
    "P": (85, 85),
    "Q": (86, 88),
    "R": (90, 93),
    "S": (94, 96),
    "T": (97, 98),
    "U": (99, 99),
}
"""Divisions of each section of the nomenclature d'activités française, révision 2 (INSEE)."""

CONTEXT: Mapping[str, FactType] = {
    "date_reference": DATE,
    "edition.debut": DATE,
    "edition.fin": DATE,
    "porteur.section_naf": FactType("enum", values=tuple(NAF_SECTIONS)),
    "porteur.groupe_naf": CODE,
    "site.commune": CODE,
    "site.nom": TEXT,
    "site.epci": CODE,
    "site.epci_nom": TEXT,
    "site.departement": CODE,
    "site.arrondissement": CODE,
    "site.chef_lieu": TEXT,
    "site.prefecture": BOOL,
    "site.region": CODE,
    "site.region_nom": TEXT,
    "site.zone": FactType("enum", values=("metro", "drom", "com")),
    "site.territoire_regional": BOOL,
    "site.cause": FactType(
        "enum", values=("commune_absente", "commune_inconnue", "liste_nationale_non_chargee")
    ),
    "site.zone_afr": FactType("enum", values=("integralement", "partiel", "hors")),
    "site.afr_chargee": BOOL,
    "territoire.statut": FactType("enum", values=("labellise", "hors_ti")),
    "territoire.id": CODE,
    "territoire.nom": TEXT,
}
"""Facts that no dossier states, but that follow from it and from the tables that ship."""


@cache
def fact_types() -> dict[str, FactType]:
    """Return the type of every fact that rules may name, derived ones apart."""
    return {**vocabulary(), **CONTEXT}


def asked_as(path: str, facts: Mapping[str, Any]) -> str | None:
    """Return the dossier path to ask for when ``path`` is unknown; None: no dossier can tell."""
    if path == "site.zone_afr" and not facts.get("site.afr_chargee"):
        return None
    if path.startswith(("site.", "territoire.")):
        no_list = facts.get("site.cause") == "liste_nationale_non_chargee"
        return None if no_list else "projet.commune"
    return "porteur.code_naf" if path in {"porteur.section_naf", "porteur.groupe_naf"} else path


def facts_of(
    dossier: Dossier,
    site: Site,
    day: date,
    complete_regions: frozenset[str],
    afr: AfrList | None = None,
) -> dict[str, Any]:
    """Return what is known of a dossier whose reference date is ``day``."""
    facts: dict[str, Any] = {"date_reference": day}
    _flatten(dossier, _plan(Dossier, ""), facts)
    if dossier.projet is not None and (started := dossier.projet.sans_engagement) is not None:
        facts["projet.aucun_engagement"] = started
    # Absent means that no advance is asked for: one of the two absences that say something.
    facts.setdefault("financement.avance_demandee", 0)
    if (code := facts.get("porteur.code_naf")) is not None:
        facts["porteur.groupe_naf"] = naf_group(code)
    if (section := naf_section(code)) is not None:
        facts["porteur.section_naf"] = section
    facts.update(site_facts(site, complete_regions, afr))
    return facts


def naf_section(code: str | None) -> str | None:
    """Return the section of a NAF code, whose first two digits are its division."""
    if code is None:
        return None
    division = int(code[:2])
    return next((s for s, (low, high) in NAF_SECTIONS.items() if low <= division <= high), None)


def naf_group(code: str) -> str:
    """Return the group of a NAF code, its first three digits.

    >>> naf_group("25.62B")
    '25.6'
    """
    digits = code.replace(".", "")
    return f"{digits[:2]}.{digits[2]}"


def site_facts(
    site: Site, complete_regions: frozenset[str], afr: AfrList | None = None
) -> dict[str, Any]:
    """Return what is known of where a site lies."""
    facts: dict[str, Any] = {"site.afr_chargee": afr is not None}
    if afr is not None and site.commune is not None:
        facts["site.zone_afr"] = afr.zone(site.commune.code)
    if site.cause is not None:
        facts["site.cause"] = site.cause
    commune, territory = site.commune, site.territory
    if territory is not None:
        facts["territoire.nom"] = territory.nom
    if site.statut != "inconnu":
        facts["territoire.statut"] = site.statut
        facts["territoire.id"] = territory.id if territory else ""
    if commune is None:
        return facts
    facts |= {
        "site.commune": commune.code,
        "site.nom": commune.nom,
        "site.epci": commune.epci or "",
        "site.departement": commune.departement,
        "site.arrondissement": commune.arrondissement or "",
        "site.region": commune.region,
        "site.region_nom": commune.region_nom,
        "site.zone": commune.zone,
        "site.territoire_regional": territory is not None and territory.region in complete_regions,
    }
    if commune.chef_lieu_nom is not None:
        seat = commune.arrondissement_chef_lieu
        facts["site.chef_lieu"] = commune.chef_lieu_nom
        facts["site.prefecture"] = seat == commune.departement_chef_lieu
    if commune.epci_nom is not None:
        facts["site.epci_nom"] = commune.epci_nom
    return facts


# -- flattening ---------------------------------------------------------------------------------

Convert = Callable[[Any], Any]
Step = tuple[str, str, "Plan | None", Convert | None]
Plan = tuple[Step, ...]


@cache
def _plan(section: type[Section], prefix: str) -> Plan:
    """Return, for each field of a section, its path and how its value becomes a fact."""
    types = fact_types()
    steps: list[Step] = []
    for name, field in section.model_fields.items():
        path = prefix + name
        # A section is optional at most: the opinions, a mapping of sections, are no facts.
        choices = (field.annotation, *get_args(field.annotation))
        inner = next(filter(None, map(section_of, choices)), None)
        if path in types:
            steps.append((name, path, None, _converter(types[path])))
        elif inner is not None:
            steps.append((name, path, _plan(inner, f"{path}."), None))
    return tuple(steps)


def _flatten(section: Section, plan: Plan, facts: dict[str, Any]) -> None:
    values = section.__dict__
    for name, path, inner, convert in plan:
        value = values[name]
        if value is None:
            continue
        if inner is not None:
            _flatten(value, inner, facts)
        else:
            facts[path] = value if convert is None else convert(value)


def _converter(kind: FactType) -> Convert | None:
    if kind.kind == "set":
        return frozenset
    if kind.kind == "rows":
        columns = tuple((name, _converter(column)) for name, column in kind.fields.items())
        return lambda rows: tuple(_row(row, columns) for row in rows)
    return _millionths if kind.kind == "number" and kind.scale == MILLIONTHS else None


def _millionths(value: Decimal) -> int:
    return int(value.scaleb(MILLIONTHS))


def _row(row: Section, columns: tuple[tuple[str, Convert | None], ...]) -> dict[str, Any]:
    values = row.__dict__
    line = {
        name: values[name] if convert is None or values[name] is None else convert(values[name])
        for name, convert in columns
    }
    if line.get("fonds_vert", ...) is None:
        line["fonds_vert"] = False  # absent on a line means no: the other telling absence
    return line
