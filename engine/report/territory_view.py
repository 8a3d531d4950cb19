"""The answer of ``fondsvert territoire``: where a commune lies, or which ones a name may mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..communes import Cog, Resolved
from ..messages import Lang, message
from ..territory import Site, Territories, locate

if TYPE_CHECKING:
    from rich.console import RenderableType

COG_YEAR = 2026
SHOWN = 20
_CODE = re.compile(r"\d{5}|2[ABab]\d{3}")


@dataclass(frozen=True, slots=True)
class TerritoryAnswer:
    """One site, or the candidates of an ambiguous name, or names near one that does not exist."""

    query: str
    territories: Territories
    site: Site | None = None
    candidates: tuple[Site, ...] = ()
    suggestions: tuple[Site, ...] = ()

    @property
    def found(self) -> bool:
        """Whether one commune is the answer."""
        return self.site is not None and self.site.commune is not None

    def as_json(self) -> dict[str, Any]:
        """Return the answer as JSON has it; keys never change with the language."""
        empty = Site("inconnu", cause="commune_inconnue")
        return {
            "requete": self.query,
            "phase": self.territories.phase,
            "liste_nationale": self.territories.national,
            **_site_json(self.site or empty),
            "candidats": [_site_json(site) for site in self.candidates],
            "suggestions": [_site_json(site) for site in self.suggestions],
        }

    def render(self, lang: Lang) -> RenderableType:
        """Return the answer for the terminal."""
        from rich.console import Group

        from .terminal import text

        if self.found and self.site is not None:
            return _card(self.site, self.territories, lang)
        if self.candidates:
            head = self._say("nom_ambigu", lang, nombre=len(self.candidates))
            return Group(text(head, "bold"), *_lines(self.candidates, lang))
        is_code = bool(_CODE.fullmatch(self.query))
        key = "commune_inconnue" if is_code else "nom_inconnu"
        parts: list[RenderableType] = [text(self._say(key, lang, millesime=COG_YEAR), "bold")]
        if self.suggestions:
            parts += [text(self._say("suggestions", lang)), *_lines(self.suggestions, lang)]
        return Group(*parts)

    def _say(self, key: str, lang: Lang, **values: object) -> str:
        return message(f"territoire.{key}", lang, requete=self.query, **values)


def describe(query: str, cog: Cog, territories: Territories) -> TerritoryAnswer:
    """Return what is known of the commune called ``query``: an INSEE code or a name."""
    query = query.strip()
    if _CODE.fullmatch(query):
        return TerritoryAnswer(query, territories, locate(query.upper(), cog, territories))
    found = cog.find(query)
    sites = tuple(_site(resolved, cog, territories) for resolved in found.matches)
    if found.how == "exact" and len(sites) == 1:
        return TerritoryAnswer(query, territories, sites[0])
    if found.how in {"exact", "prefixe"}:
        if len(sites) == 1:
            return TerritoryAnswer(query, territories, sites[0])
        return TerritoryAnswer(query, territories, candidates=sites)
    return TerritoryAnswer(query, territories, suggestions=sites)


def _site(resolved: Resolved, cog: Cog, territories: Territories) -> Site:
    """Return the site, keeping by which former name it was found."""
    from dataclasses import replace

    site = locate(resolved.commune.code, cog, territories)
    return replace(site, ancien_code=resolved.ancien_code, ancien_nom=resolved.ancien_nom)


def _site_json(site: Site) -> dict[str, Any]:
    commune, territory = site.commune, site.territory
    return {
        "statut": site.statut,
        "id": territory.id if territory else None,
        "nom": territory.nom if territory else None,
        "cause": site.cause,
        "commune": commune.code if commune else None,
        "commune_nom": commune.nom if commune else None,
        "ancien_code": site.ancien_code,
        "ancien_nom": site.ancien_nom,
        "epci_siren": commune.epci if commune else None,
        "epci_nom": commune.epci_nom if commune else None,
        "arrondissement": commune.arrondissement if commune else None,
        "arrondissement_nom": commune.arrondissement_nom if commune else None,
        "departement": commune.departement if commune else None,
        "departement_nom": commune.departement_nom if commune else None,
        "region": commune.region if commune else None,
        "region_nom": commune.region_nom if commune else None,
    }


def _status(site: Site, territories: Territories, lang: Lang) -> str:
    territory = site.territory
    if territory is not None:
        return message("territoire.labellise", lang, nom=territory.nom, id=territory.id,
                       phase=territories.phase)  # fmt: skip
    key = "hors_ti" if site.statut == "hors_ti" else "liste_nationale_non_chargee"
    return message(f"territoire.{key}", lang, phase=territories.phase)


def _card(site: Site, territories: Territories, lang: Lang) -> RenderableType:
    from rich.console import Group

    from .terminal import rows, text

    commune = site.commune
    assert commune is not None  # noqa: S101 — only a found site has a card
    pairs = [("champ_commune", commune.nom), ("champ_code", commune.code)]
    if site.ancien_code or site.ancien_nom:
        former = " ".join(part for part in (site.ancien_nom, site.ancien_code) if part)
        pairs.append(("champ_ancienne", former))
    if commune.epci:
        pairs.append(("champ_groupement", f"{commune.epci_nom} ({commune.epci})"))
    if commune.ept:
        pairs.append(("champ_ept", f"{commune.ept_nom} ({commune.ept})"))
    if commune.arrondissement_nom:
        pairs.append(("champ_arrondissement", commune.arrondissement_nom))
    pairs.append(("champ_departement", f"{commune.departement_nom} ({commune.departement})"))
    pairs.append(("champ_region", f"{commune.region_nom} ({commune.region})"))
    return Group(
        text(_status(site, territories, lang), "bold"),
        rows([(message(f"territoire.{key}", lang), value) for key, value in pairs]),
    )


def _lines(sites: tuple[Site, ...], lang: Lang) -> list[RenderableType]:
    from .terminal import columns, text

    table = columns(5)
    table.add_column(overflow="fold")
    for site in sites[:SHOWN]:
        commune = site.commune
        assert commune is not None  # noqa: S101 — found by its name in the table of communes
        name = commune.nom
        if site.ancien_nom and site.ancien_nom != commune.nom:
            name = message("territoire.ancien", lang, ancien=site.ancien_nom, nom=commune.nom)
        short = {"hors_ti": "hors_ti_court", "inconnu": "inconnu_court"}.get(site.statut)
        status = message(f"territoire.{short}", lang) if short else ""
        place = site.territory.nom if site.territory else status
        table.add_row(text(commune.code), text(f"{name} ({commune.departement_nom})"), text(place))
    rest = len(sites) - SHOWN
    more = [text(message("territoire.autres", lang, nombre=rest))] if rest > 0 else []
    return [table, *more]
