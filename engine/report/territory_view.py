"""The answer to « is this commune in a Territoire d'industrie? », as data and on the terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..commune_names import normalise
from ..communes import MILLESIME, Cog, Resolved
from ..messages import Lang, message
from ..territory import Site, Statut, Territories, Territory, locate
from ..typography import french

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """What is known of a commune asked by code or by name.

    Exactly one of four: a ``site``, which may be an unknown code; a ``territory`` asked by its id
    or its name; several ``candidates`` of an ambiguous name; no match, with near names in
    ``suggestions`` if there are any. ``communes`` counts those of the territory.
    """

    query: str
    phase: int
    national: bool = False
    site: Site | None = None
    territory: Territory | None = None
    candidates: tuple[Site, ...] = ()
    suggestions: tuple[Site, ...] = ()
    communes: int = 0
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
            "orientation": [item.model_dump(mode="json") for item in self.orientation],
            "phase": self.phase,
            "liste_nationale": self.national,
            "candidats": [_site_json(each) for each in self.candidates],
            "suggestions": [_site_json(each) for each in self.suggestions],
        }


def describe(query: str, measure: Measure, lang: Lang = "fr") -> TerritoryAnswer:
    """Return what is known of ``query``: an INSEE code (current or former), a name, a territory."""
    answer = _located(query, measure.cog, measure.territories)
    if not answer.found:
        return answer
    site = answer.site or Site("labellise", territory=answer.territory)
    zone = measure.afr.zone(site.commune.code) if measure.afr and site.commune else None
    count = 0
    if answer.place is not None:
        territories = measure.territories
        count = sum(territories.of(each) is answer.place for each in measure.cog.all())
    around = tuple(measure.around(site, lang=lang))
    return replace(answer, zone=zone, communes=count, orientation=around)


def _located(query: str, cog: Cog, territories: Territories) -> TerritoryAnswer:
    blank = TerritoryAnswer(query.strip(), territories.phase, territories.national)
    if _CODE.fullmatch(code := blank.query.upper()):
        return replace(blank, site=locate(code, cog, territories))
    if _TERRITORY.fullmatch(blank.query.lower()):
        return replace(blank, territory=territories.get(blank.query.lower()))
    found = cog.find(blank.query)
    sites = tuple(_site(each, cog, territories) for each in found.matches)
    if found.how in ("proche", "aucun"):
        wanted = normalise(blank.query)
        named = [each for each in territories if normalise(each.nom) == wanted]
        if len(named) == 1:
            return replace(blank, territory=named[0])
        return replace(blank, suggestions=sites)
    return replace(blank, site=sites[0]) if len(sites) == 1 else replace(blank, candidates=sites)


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
    if not sites:
        return title
    parts: list[RenderableType] = [title, _listing(sites[:SHOWN], lang)]
    if not answer.candidates:
        parts.insert(1, line("suggestions"))
    if len(sites) > SHOWN:
        parts.append(line("autres", nombre=len(sites) - SHOWN))
    return Group(*parts)


def _surroundings(answer: TerritoryAnswer, lang: Lang) -> Iterator[RenderableType]:
    """Yield the territory's members, then whom to turn to."""
    from .aid_view import render_orientation
    from .terminal import columns, text

    def title(key: str, **params: object) -> Text:
        return text(f"\n{message(f'territoire.{key}', lang, **params)}", "bold")

    place = answer.place
    if place is not None:
        yield title("membres", nom=_shown(place, lang), communes=answer.communes)
        table = columns(9)
        for member, nom in (*place.epci, *((code, "") for code in place.communes)):
            table.add_row(text(member), text(nom))
        yield table
    around = render_orientation(answer.orientation)
    if around is not None:
        yield title("orientation")
        yield around


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
