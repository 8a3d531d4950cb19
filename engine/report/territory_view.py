"""The answer to « is this commune in a Territoire d'industrie? », as data and on the terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..commune_names import NameIndex, normalise
from ..communes import MILLESIME, Cog, Commune, Resolved
from ..messages import Lang, message
from ..territory import Site, Statut, Territories, Territory, locate
from ..typography import french

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

    from ..findings import Orientation
    from ..measure import Measure

SHOWN = 20
"""How many communes a list shows on the terminal; the data holds them all."""

_TERRITORY = re.compile(r"ti-\d{4}", re.ASCII)
_CODE = re.compile(r"\d[\dAB]\d{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class TerritoryAnswer:
    """What is known of a commune or a territory, asked by code, id or name.

    Exactly one of four: a ``site``, which may be an unknown code; a ``territory``; several
    ``candidates`` of an ambiguous name; no match, with near names, if there are any, in
    ``suggestions`` (communes) and ``near`` (territories). ``communes`` counts those of the
    territory, ``lone`` names (code, name) those that it takes one by one, ``whole`` tells whether
    all its members are known.
    """

    query: str
    phase: int
    national: bool = False
    site: Site | None = None
    territory: Territory | None = None
    candidates: tuple[Site, ...] = ()
    suggestions: tuple[Site, ...] = ()
    near: tuple[Territory, ...] = ()
    communes: int = 0
    lone: tuple[tuple[str, str], ...] = ()
    whole: bool = True
    zone: str | None = None
    orientation: tuple[Orientation, ...] = ()

    @property
    def found(self) -> bool:
        """Whether the query names one commune, or one territory, and only one."""
        return self.territory is not None or bool(self.site and self.site.commune)

    @property
    def place(self) -> Territory | None:
        """The territory asked for, or that of the commune asked for."""
        return self.territory or (self.site.territory if self.site else None)

    def as_json(self) -> dict[str, Any]:
        """Return the answer as plain data; keys are always all there, null when not known."""
        cause = "nom_ambigu" if self.candidates else "nom_inconnu"
        statut: Statut = "labellise" if self.territory else "inconnu"
        site, place = self.site or Site(statut, territory=self.territory), self.place
        return {
            "requete": self.query,
            **_site_json(site),
            "cause": site.cause if self.found or self.site else cause,
            "zone_afr": self.zone,
            "membres": [{"siren": siren, "nom": nom} for siren, nom in place.epci] if place else [],
            "communes_isolees": list(place.communes) if place else [],
            "communes_du_territoire": self.communes if place else None,
            "territoire_complet": self.whole if place else None,
            "prefecture": _prefecture(site.commune) if site.commune else None,
            "orientation": [item.model_dump(mode="json") for item in self.orientation],
            "phase": self.phase,
            "liste_nationale": self.national,
            "candidats": [_site_json(each) for each in self.candidates],
            "suggestions": [_site_json(each) for each in self.suggestions],
            "territoires_proches": [{"id": each.id, "nom": each.nom} for each in self.near],
        }


def describe(query: str, measure: Measure, lang: Lang = "fr") -> TerritoryAnswer:
    """Return what is known of ``query``: an INSEE code (current or former), a name, a territory."""
    answer = _located(query, measure.cog, measure.territories)
    if not answer.found:
        return answer
    site = answer.site or Site("labellise", territory=answer.territory)
    zone = measure.afr.zone(site.commune.code) if measure.afr and site.commune else None
    if (place := answer.place) is not None:
        each = map(measure.cog.commune, place.communes)
        answer = replace(
            answer,
            communes=measure.territories.count(place, measure.cog),
            lone=tuple((commune.code, commune.nom) for commune in each if commune),
            whole=measure.territories.covers(place.region),
        )
    around = tuple(measure.around(site, lang=lang))
    return replace(answer, zone=zone, orientation=around)


def _located(query: str, cog: Cog, territories: Territories) -> TerritoryAnswer:
    blank = TerritoryAnswer(query.strip(), territories.phase, territories.national)
    if _CODE.fullmatch(code := blank.query.upper()):
        return replace(blank, site=locate(code, cog, territories))
    if _TERRITORY.fullmatch(blank.query.lower()):
        return replace(blank, territory=territories.get(blank.query.lower()))
    found = cog.find(blank.query)
    sites = tuple(_site(each, cog, territories) for each in found.matches)
    if found.how != "exact":
        # A whole name comes before the beginning of one, a commune's before a territory's.
        how, named = _by_name(blank.query, territories)
        sure = how == "exact" or (how == "prefixe" and found.how != "prefixe")
        if sure and len(named) == 1:
            return replace(blank, territory=named[0])
        if found.how != "prefixe":
            return replace(blank, suggestions=sites, near=named)
    return replace(blank, site=sites[0]) if len(sites) == 1 else replace(blank, candidates=sites)


def _by_name(query: str, territories: Territories) -> tuple[str, tuple[Territory, ...]]:
    """Return the territories that a name may mean, and how: as communes are, else by some words."""
    every = list(territories)
    how, positions = NameIndex([each.nom for each in every]).find(query)
    if how in ("exact", "prefixe"):
        return how, tuple(every[position] for position in positions)
    wanted = normalise(query)
    within = [each for each in every if wanted and f" {wanted} " in f" {normalise(each.nom)} "]
    return "proche", tuple(dict.fromkeys([*within, *(every[i] for i in positions)]))


def render(answer: TerritoryAnswer, lang: Lang = "fr") -> RenderableType:
    """Return the answer for a Rich console; it reads without colour and in 80 columns."""
    from rich.console import Group

    from .terminal import text

    def line(key: str, style: str = "", **params: object) -> Text:
        return text(message(f"territoire.{key}", lang, **params), style)

    site = answer.site
    if site and site.commune:
        key = site.cause or site.statut
        territory = site.territory
        names = {"id": territory.id, "nom": _shown(territory, lang)} if territory else {}
        head = line(key, "bold", phase=answer.phase, **names)
        return Group(head, _sheet(site, lang, answer.zone), *_surroundings(answer, lang))
    if answer.territory:
        names = {"id": answer.territory.id, "nom": _shown(answer.territory, lang)}
        head = line("territoire", "bold", phase=answer.phase, **names)
        return Group(head, *_surroundings(answer, lang))
    if site:
        return line("commune_inconnue", requete=answer.query, millesime=MILLESIME)
    if answer.candidates:
        title = line("nom_ambigu", requete=answer.query, nombre=len(answer.candidates))
        sites = answer.candidates
    else:
        title, sites = line("nom_inconnu", requete=answer.query), answer.suggestions
    parts: list[RenderableType] = [title]
    if sites and not answer.candidates:
        parts.append(line("suggestions"))
    if sites:
        parts.append(_listing(sites[:SHOWN], lang))
    if len(sites) > SHOWN:
        parts.append(line("autres", nombre=len(sites) - SHOWN))
    if answer.near:
        near = _members([(each.id, _shown(each, lang)) for each in answer.near[:SHOWN]])
        parts += [line("territoires_proches"), near]
    return Group(*parts)


def _surroundings(answer: TerritoryAnswer, lang: Lang) -> Iterator[RenderableType]:
    """Yield the territory's members, then whom to turn to."""
    from .aid_view import render_orientation
    from .terminal import text

    def title(key: str, **params: object) -> Text:
        return text(f"\n{message(f'territoire.{key}', lang, **params)}", "bold")

    place = answer.place
    if place is not None:
        counted = "membre" if answer.communes == 1 else "membres"
        key = counted if answer.whole else "membres_en_partie"
        yield title(key, nom=_shown(place, lang), communes=answer.communes)
        yield _members((*place.epci, *answer.lone))
    around = render_orientation(answer.orientation)
    if around is not None:
        yield title("orientation")
        yield around


def _members(named: Iterable[tuple[str, str]]) -> Table:
    """Return one line a member: its code, its name."""
    from .terminal import columns, text

    table = columns(9)
    for code, nom in named:
        table.add_row(text(code), text(nom))
    return table


def _sheet(site: Site, lang: Lang, zone: str | None) -> Table:
    """Return the commune, line by line, with what it belongs to."""
    from .terminal import rows

    commune = site.commune
    assert commune is not None  # noqa: S101  (only called for a site that has one)
    former = _named(site.ancien_nom or site.ancien_code, site.ancien_nom and site.ancien_code)
    fields = {
        "commune": _named(commune.nom, commune.code),
        "ancienne": former,
        "groupement": _named(commune.epci_nom, commune.epci),
        "ept": _named(commune.ept_nom, commune.ept),
        "arrondissement": commune.arrondissement_nom or "",
        "departement": _named(commune.departement_nom, commune.departement),
        "region": _named(commune.region_nom, commune.region),
        "afr": message(f"territoire.afr_{zone}", lang) if zone else "",
    }
    named = [(message(f"territoire.champ_{name}", lang), each) for name, each in fields.items()]
    return rows([pair for pair in named if pair[1]])


def _listing(sites: tuple[Site, ...], lang: Lang) -> Table:
    """Return one line a commune: what tells one from the other, then its territory."""
    from rich.table import Table

    from .terminal import text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("code", "commune", "departement", "territoire"):
        table.add_column(message(f"territoire.champ_{name}", lang))
    for site in sites:
        commune = site.commune
        assert commune is not None  # noqa: S101  (found by name: it exists)
        nom = commune.nom
        if site.ancien_nom:
            nom = message("territoire.ancien", lang, ancien=site.ancien_nom, nom=nom)
        short = {"hors_ti": "hors_ti_court", "inconnu": "inconnu_court"}.get(site.statut)
        where = message(f"territoire.{short}", lang) if short else ""
        if site.territory:
            where = site.territory.nom
        table.add_row(*map(text, (commune.code, nom, commune.departement_nom, where)))
    return table


def _shown(territory: Territory, lang: Lang) -> str:
    return french(territory.nom) if lang == "fr" else territory.nom


def _named(name: str | None, code: str | None) -> str:
    return f"{name} ({code})" if name and code else name or ""


_COMMUNE_KEYS = {
    "epci_siren": "epci",
    "epci_nom": "epci_nom",
    "commune": "code",
    "commune_nom": "nom",
    **{
        key: key
        for division in ("arrondissement", "departement", "region")
        for key in (division, f"{division}_nom")
    },
    "zone": "zone",
}
"""JSON key → attribute of the commune."""


def _prefecture(commune: Commune) -> dict[str, str | None] | None:
    """Return where the State is nearest: at the arrondissement's seat; None where there is none."""
    seat = commune.arrondissement_chef_lieu
    if seat is None:
        return None
    genre = "prefecture" if seat == commune.departement_chef_lieu else "sous_prefecture"
    return {"genre": genre, "commune": seat, "nom": commune.chef_lieu_nom}


def _site_json(site: Site) -> dict[str, Any]:
    territory, commune = site.territory, site.commune
    return {
        "statut": site.statut,
        "id": territory.id if territory else None,
        "nom": territory.nom if territory else None,
        **{key: getattr(commune, name, None) for key, name in _COMMUNE_KEYS.items()},
        "ancien_code": site.ancien_code,
        "ancien_nom": site.ancien_nom,
        "cause": site.cause,
    }


def _site(resolved: Resolved, cog: Cog, territories: Territories) -> Site:
    """Return the site of a commune found by name, keeping the former name that led to it."""
    site = locate(resolved.commune.code, cog, territories)
    return replace(site, ancien_code=resolved.ancien_code, ancien_nom=resolved.ancien_nom)
