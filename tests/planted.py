"""Faults planted in small rule books, each with what the audit must find, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from small_books import CITATION, criterion, derived, edition, outcome, parameter, text

FIGURES = {
    "zero": parameter("zero", "personnes", 0),
    "rien": parameter("rien", "euros", 0),
    "peu": parameter("peu", "personnes", 10),
    "moyen": parameter("moyen", "personnes", 50),
    "tete": parameter("tete", "personnes", 250),
    "plafond": parameter("plafond", "euros", 1000),
    "minimum": parameter("minimum", "euros", 400_000),
    "trop": parameter("trop", "euros", 1_000_000_000_001),
}
SOUND = [
    criterion("BAS-01", exige="financement.montant_demande <= parametres.plafond"),
    criterion("BAS-02", exige="porteur.maitre_ouvrage", echec="a_apprecier"),
]
"""Criteria by which every verdict can be reached."""


@dataclass(frozen=True)
class Case:
    """A rule book and what must be found in it: (finding, rules)."""

    expected: set[tuple[str, tuple[str, ...]]]
    criteria: list[dict[str, Any]] = field(default_factory=list)
    parts: dict[str, Any] = field(default_factory=dict)
    base: bool = True

    @property
    def every(self) -> list[dict[str, Any]]:
        """The criteria of the book."""
        return [*(SOUND if self.base else ()), *self.criteria]


def rule(*, of: str = "ESS-01", **said: Any) -> dict[str, Any]:
    """Return a criterion under test."""
    return criterion(of, **said)


def one(code: str, *rules: str) -> set[tuple[str, tuple[str, ...]]]:
    """Return a single expected finding, on the criterion under test unless told."""
    return {(code, rules or ("ESS-01",))}


def table(*lines: dict[str, Any], policy: str = "first", **said: Any) -> dict[str, Any]:
    """Return a table over the component of the project, asked twice."""
    return {
        "id": "genre", "titre": text("le genre"), "politique": policy,
        "entrees": [
            {"id": "volet", "libelle": text("le volet"), "formule": "projet.volet"},
            {"id": "forme", "libelle": text("la formation"),
             "formule": "projet.volet == competences"},
            {"id": "region", "libelle": text("la région"), "formule": "site.region"},
            {"id": "zone", "libelle": text("la zone"), "formule": "site.zone"},
        ],
        "lignes": list(lines), **said,
    }  # fmt: skip


def collecting(*lines: dict[str, Any]) -> dict[str, Any]:
    """Return a table of which every line is read."""
    given = [{"donne": {"montant": "parametres.plafond"}, "source": CITATION, **line}
             for line in lines]  # fmt: skip
    amount = [{"id": "montant", "libelle": text("le montant"), "type": "euros"}]
    return table(*given, policy="collect", sorties=amount)


FIRST = {"valeurs": {"un": text("un"), "deux": text("deux"), "trois": text("trois")}}
LATER = edition("2026", "2026-01-01", "2026-12-31")
THIS = edition("2024", "2024-01-01", "2024-12-31")
ASSIETTE = "somme(financement.depenses.montant_ht, si=eligible) >= parametres.minimum"
TOTAL = "somme(financement.depenses.montant_ht) >= parametres.minimum"

BLOCKED = one("verdict_inatteignable", "eligible") | one("verdict_inatteignable", "a_apprecier")
"""What follows where a criterion blocks everybody."""
LONG = {"editions": [THIS, LATER], "fraicheur_mois": 60}
"""Two editions apart; sources stay fresh through both."""

CASES: dict[str, Case] = {
    # -- a criterion by itself
    "deux_seuils_incompatibles": Case(
        one("jamais_satisfait") | BLOCKED,
        [rule(exige="porteur.effectif < parametres.peu and porteur.effectif > parametres.tete")],
    ),
    "deux_valeurs_a_la_fois": Case(
        one("jamais_satisfait") | BLOCKED,
        [rule(exige="projet.volet == competences and projet.volet == investissement")],
    ),
    "une_somme_negative": Case(
        one("jamais_satisfait") | BLOCKED,
        [rule(exige="somme(financement.depenses.montant_ht) < parametres.rien")],
    ),
    "un_montant_hors_du_schema": Case(
        one("jamais_satisfait") | BLOCKED, [rule(exige="financement.surcout_ht >= parametres.trop")]
    ),
    "un_site_de_deux_regions": Case(
        one("jamais_satisfait") | BLOCKED, [rule(exige='site.region == "24" and site.zone == com')]
    ),
    "une_condition_que_tout_remplit": Case(
        one("jamais_en_defaut"), [rule(exige="porteur.effectif >= parametres.zero")]
    ),
    "toutes_les_valeurs": Case(
        one("jamais_en_defaut"), [rule(exige="projet.volet in [competences, investissement]")]
    ),
    "vrai_ou_faux": Case(
        one("jamais_en_defaut"),
        [rule(exige="not porteur.personne_morale or porteur.personne_morale")],
    ),
    "des_dates_dans_le_desordre": Case(
        one("jamais_en_defaut"), [rule(exige="projet.date_debut <= projet.date_fin")]
    ),
    "jamais_dans_l_edition": Case(
        one("jamais_applicable"),
        [rule(si="date_reference > edition.fin", exige="porteur.personne_morale")],
    ),
    "jamais_applicable": Case(
        one("jamais_applicable"),
        [rule(si="projet.volet == competences and projet.volet == investissement",
              exige="porteur.personne_morale")],
    ),
    "une_edition_seulement": Case(
        one("jamais_satisfait") | BLOCKED | one("date_non_couverte", "2026", "2024"),
        [rule(exige="porteur.effectif >= parametres.seuil")],
        {"parameters": [parameter("seuil", "personnes", (50, "2024-01-01", "2025-12-31"),
                                  (1_000_000_000_001, "2026-01-01", ""))], **LONG},
    ),
    # -- its cases, its texts, its parts
    "un_cas_masque": Case(
        one("cas_inatteignable"),
        [rule(exige="porteur.effectif >= parametres.moyen", sinon=[
            outcome("porteur.effectif < parametres.moyen", "a_apprecier"),
            outcome("porteur.effectif < parametres.peu", "non_satisfait"),
        ])],
    ),
    "un_texte_masque": Case(
        one("texte_jamais_affiche"),
        [rule(exige="porteur.effectif >= parametres.moyen", motifs={
            "satisfait": text("Oui."),
            "non_satisfait": [{"si": "porteur.effectif > parametres.tete", **text("Trop.")},
                              text("Non.")],
        })],
    ),
    "un_seuil_dans_l_autre": Case(
        one("seuil_sans_effet"),
        [rule(exige="porteur.effectif < parametres.moyen or porteur.effectif < parametres.tete")],
    ),
    "une_valeur_dans_l_autre": Case(
        one("partie_sans_effet"),
        [rule(exige="porteur.nature in [entreprise, association] or porteur.nature == autre"
                    " or porteur.nature not in [collectivite, entreprise, association]")],
    ),
    "deja_dit_par_la_condition": Case(
        one("partie_sans_effet"),
        [rule(si="porteur.nature == entreprise",
              exige="porteur.personne_morale and porteur.nature != association")],
    ),
    "un_seuil_d_un_fait_deduit": Case(
        one("seuil_sans_effet", "porteur.petit"),
        [rule(exige="porteur.petit")],
        {"facts": [derived("porteur.petit", "porteur.effectif < parametres.moyen and"
                                            " porteur.effectif < parametres.tete")]},
    ),
    # -- criteria together
    "un_seuil_suffit": Case(
        one("implique", "ESS-02", "ESS-01"),
        [rule(exige="porteur.effectif < parametres.moyen"),
         rule(of="ESS-02", exige="porteur.effectif < parametres.tete")],
    ),
    "la_somme_suffit": Case(
        one("implique", "ESS-02", "ESS-01"),
        [rule(exige=ASSIETTE), rule(of="ESS-02", exige=TOTAL)],
    ),
    "deux_fois_le_meme": Case(
        one("equivalent", "ESS-01", "ESS-02"),
        [rule(exige="porteur.effectif >= parametres.moyen"),
         rule(of="ESS-02", exige="not porteur.effectif < parametres.moyen")],
    ),
    "deux_seuils_opposes": Case(
        one("contradiction", "ESS-01", "ESS-02") | BLOCKED,
        [rule(exige="porteur.effectif < parametres.moyen"),
         rule(of="ESS-02", exige="porteur.effectif >= parametres.tete")],
    ),
    "opposes_pour_les_entreprises": Case(
        one("contradiction", "ESS-01", "ESS-02"),
        [rule(si="porteur.nature == entreprise", exige="projet.volet == competences"),
         rule(of="ESS-02", si="porteur.nature == entreprise",
              exige="projet.volet == investissement")],
    ),
    "a_trois": Case(
        one("contradiction_ensemble", "ESS-01", "ESS-02", "ESS-03") | BLOCKED,
        [rule(exige="porteur.personne_morale or projet.collectif"),
         rule(of="ESS-02", exige="not porteur.personne_morale"),
         rule(of="ESS-03", exige="not projet.collectif")],
    ),
    # -- verdicts
    "rien_a_apprecier": Case(
        one("verdict_inatteignable", "a_apprecier"),
        [rule(exige="porteur.personne_morale")], base=False,
    ),
    "rien_ne_refuse": Case(
        one("verdict_inatteignable", "ineligible"),
        [rule(exige="porteur.personne_morale", echec="indetermine")],
        {"verdicts": [{"id": "ineligible", "si": "bilan.non_satisfait > 0"},
                      {"id": "a_completer", "si": "bilan.indetermine > 0"},
                      {"id": "eligible"}]}, base=False,
    ),
    "trop_de_refus_demandes": Case(
        one("verdict_inatteignable", "ineligible"),
        [],
        {"verdicts": [{"id": "ineligible", "si": "bilan.non_satisfait > 3"},
                      {"id": "a_completer", "si": "bilan.indetermine > 0"},
                      {"id": "a_apprecier", "si": "bilan.a_apprecier > 0"},
                      {"id": "eligible"}]},
    ),
    # -- tables
    "une_ligne_qui_se_contredit": Case(
        one("ligne_jamais_retenue", "genre (1)"),
        [rule(exige="genre == deux")],
        {"tables": [table({"quand": {"region": "24", "zone": "com"}, "donne": "un"},
                          {"quand": {"volet": "competences"}, "donne": "deux"},
                          {"donne": "trois"}, **FIRST)]},
    ),
    "une_ligne_impossible": Case(
        one("ligne_jamais_retenue", "deux"),
        [rule(exige="existe(genre, si=applicable)")],
        {"tables": [collecting({"id": "un", "quand": {"volet": "competences"}},
                               {"id": "deux", "quand": {"volet": "investissement",
                                                        "forme": "oui"}})]},
    ),
    "une_ligne_d_avant_l_edition": Case(
        one("ligne_jamais_retenue", "deux"),
        [rule(exige="existe(genre, si=applicable)")],
        {"tables": [collecting({"id": "un", "quand": {"volet": "competences"}},
                               {"id": "deux", "debut": "2020-01-01", "fin": "2023-12-31"})]},
    ),
    # -- dates, figures, facts, sources
    "un_trou_entre_editions": Case(
        one("date_non_couverte", "2026", "2024"), [], dict(LONG)
    ),
    "un_parametre_interrompu": Case(
        one("parametre_interrompu", "seuil") | one("date_non_couverte", "2026", "2024"),
        [rule(exige="porteur.effectif < parametres.seuil")],
        {"parameters": [parameter("seuil", "personnes", (50, "2024-01-01", "2024-12-31"),
                                  (60, "2026-01-01", ""))], **LONG},
    ),
    "un_parametre_que_personne_ne_lit": Case(
        one("parametre_sans_effet", "seuil") | one("fait_deduit_inutile", "porteur.petit"),
        [],
        {"parameters": [parameter("seuil", "personnes", 50)],
         "facts": [derived("porteur.petit", "porteur.effectif < parametres.seuil")]},
    ),
    "un_fait_deduit_inutile": Case(
        one("fait_deduit_inutile", "porteur.gros"),
        [],
        {"facts": [derived("porteur.gros", "not porteur.personne_morale")]},
    ),
    "une_source_perimee": Case(
        one("source_perimee", "texte", "ESS-01"),
        [rule(exige="porteur.personne_morale",
              sources=[{**CITATION, "verifie_le": "2021-06-01"}])],
    ),
    "une_source_non_verifiee": Case(
        one("source_non_verifiee", "texte"),
        [rule(exige="porteur.personne_morale", sources=[{**CITATION, "niveau": "a_verifier"}])],
    ),
    "une_source_inutile": Case(
        one("source_inutile", "autre"),
        [],
        {"sources": [
            {"cle": key, "titre": text(key), "niveau": "lu", "verifie_le": "2024-01-01"}
            for key in ("texte", "autre")
        ]},
    ),
    "une_explication_de_trop": Case(
        one("explication_inutile", "BAS-01"),
        [],
        {"audit": [{"constat": "jamais_satisfait", "regles": ["BAS-01"],
                    "motif": text("Voulu.")}]},
    ),
}  # fmt: skip


def figures_of(case: Case) -> list[dict[str, Any]]:
    """Return the figures that a book reads: a figure that nothing reads is a fault by itself."""
    said = repr([case.every, case.parts])
    own = case.parts.get("parameters", [])
    return [*own, *(value for name, value in FIGURES.items() if f"parametres.{name}" in said)]
