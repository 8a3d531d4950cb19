"""Hypothesis strategies shared by the tests: dossiers with facts missing at random.

Values sit on the boundaries of the rules more often than chance would put them there.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

COMMUNES = ["18279", "37261", "27230", "89350", "18049", "28263", "2A004", "97411", "99999",
            "41092", "18131", "75056", "41018", "36088", "28134", "97502"]  # fmt: skip
DATES = ["2023-12-31", "2024-01-01", "2024-02-29", "2024-05-13", "2024-12-31", "2025-01-01",
         "2025-03-11", "2025-03-12", "2025-12-31", "2026-01-01", "2021-05-13", "2021-05-14",
         "2022-03-12"]  # fmt: skip
DEPOSITS = ["2024-01-01", "2024-05-13", "2024-12-31", "2025-03-12", "2025-06-01", "2025-12-31"]
NATURES = ["entreprise", "groupement_employeurs", "association", "etablissement_formation",
           "collectivite", "groupement_collectivites", "autre"]  # fmt: skip
THEMES = ["protection_environnement", "gestion_ressources", "decarbonation", "genie_ecologique",
          "competences"]  # fmt: skip
NAF = ["25.62B", "05.10Z", "24.10Z", "24.20Z", "35.11Z", "39.00Z", "41.20A", "49.41A", "62.01Z"]
CHAINS = ["biosources", "mobilites", "alimentation", "relocalisation", "recyclage",
          "equipements_transition", "diversification", "autre", "aucune"]  # fmt: skip
OPERATIONS = ["creation_site", "extension", "modernisation", "equipement", "ecole_production",
              "centre_formation", "plateau_technique", "etude", "renouvellement_identique",
              "autre"]  # fmt: skip
PIECES = ["description", "calendrier", "couts", "plan_financement", "declaration_honneur",
          "identite", "aides_recues", "accord_gouvernance"]  # fmt: skip

booleans = st.booleans()
amounts = st.sampled_from(
    ["0", "0.01", "399999.99", "400000.00", "400000.01", "1000000", "10000000", "10000000.01",
     "43000000", "50000000.01", "1000000000000"]
) | st.integers(0, 10**14).map(lambda cents: f"{cents // 100}.{cents % 100:02d}")  # fmt: skip
signed = st.sampled_from([-100000, -1, 0, 1, 250000, 249999, 1900000, 10**12, -(10**12)])
head_counts = st.sampled_from([0, 9, 9.5, 10, 49, 49.5, 50, 249, 249.5, 250, 12000])
quantities = st.sampled_from([0, 0.1, 1, 1300, 4200, 4200.5, 10**12]) | st.floats(
    0, 10**6, allow_nan=False
).map(lambda number: round(number, 3))


def choice(values: list[str]) -> st.SearchStrategy[str]:
    """Return a strategy for one value of a list."""
    return st.sampled_from(values)


def some(values: list[str]) -> st.SearchStrategy[list[str]]:
    """Return a strategy for part of a list."""
    return st.lists(st.sampled_from(values), unique=True)


def partial(fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Return a mapping in which every field may be absent, or null."""
    return st.fixed_dictionaries({}, optional={k: v | st.none() for k, v in fields.items()})


exercises = st.lists(
    st.fixed_dictionaries(
        {"annee": st.integers(2019, 2025)},
        optional={"dettes": amounts, "capitaux_propres": signed, "ebitda": signed,
                  "charges_interets": amounts},
    ),
    max_size=3,
    unique_by=lambda row: row["annee"],
)  # fmt: skip
difficulty = partial(
    {"capital_souscrit": amounts, "capitaux_propres": signed, "procedure_collective": booleans,
     "aide_sauvetage_en_cours": booleans, "exercices": exercises,
     "sortie_acceptee_ademe": booleans}
)  # fmt: skip
applicants = partial(
    {
        "siret": st.just("73282932000074"),
        "nature": choice(["entreprise"] * 6 + NATURES),
        "personne_morale": booleans,
        "maitre_ouvrage": booleans,
        "immatriculee_france": booleans,
        "code_naf": choice(NAF),
        "date_creation": choice(DATES),
        "effectif": head_counts,
        "chiffre_affaires": amounts,
        "total_bilan": amounts,
        "obligations_fiscales_a_jour": booleans,
        "obligations_sociales_a_jour": booleans,
        "aide_a_recuperer": booleans,
        "difficulte": difficulty,
    }
)
impacts = partial(
    {
        f"{name}_{moment}_{unit}": quantities
        for name, unit in [("ges", "tco2e"), ("energie", "mwh"), ("eau", "m3"), ("matieres", "t"),
                           ("dechets", "t"), ("pollution", "kg"), ("artificialisation", "m2")]
        for moment in ("avant", "apres")
    }
    | dict.fromkeys(["surface_restauree_ha", "lineaire_restaure_m", "emplois_crees",
                     "personnes_formees_an"], quantities)
)  # fmt: skip


def _one_commitment(project: dict[str, Any]) -> dict[str, Any]:
    """A commitment's date and « no commitment » exclude each other in a file."""
    if project.get("date_premier_engagement") and project.get("aucun_engagement"):
        project["aucun_engagement"] = False
    return project


projects = partial(
    {
        "commune": choice(COMMUNES),
        "volet": choice(["investissement", "competences"]),
        "rebond_industriel": booleans,
        "thematiques": some(THEMES),
        "chaine_de_valeur": choice(CHAINS),
        "nature_operation": choice(OPERATIONS),
        "va_au_dela_des_normes": booleans,
        "production_energie_renouvelable": booleans,
        "contrefactuel": booleans,
        "photovoltaique_injection": booleans,
        "chaudiere_fossile": booleans,
        "solution_fondee_sur_la_nature": booleans,
        "date_debut": choice(DATES),
        "aucun_engagement": booleans,
        "date_premier_engagement": choice(DATES),
        "impacts": impacts,
    }
).map(_one_commitment)
expenses = st.lists(
    partial({"nature": choice(["equipement", "batiment", "etude", "ingenierie"]),
             "montant_ht": amounts, "eligible": booleans}),
    max_size=4,
)  # fmt: skip
resources = st.lists(
    partial({"origine": choice(["autofinancement", "privee", "publique"]), "montant": amounts,
             "etat": choice(["acquis", "sollicite"]), "fonds_vert": booleans}),
    max_size=4,
)  # fmt: skip
financing = partial(
    {"depenses": expenses, "ressources": resources, "montant_demande": amounts,
     "avance_demandee": amounts, "surcout_ht": amounts, "de_minimis_3_ans": amounts}
)  # fmt: skip
opinions = st.dictionaries(
    choice(["POR-07", "PRJ-07", "PRJ-08", "PRJ-09", "PRJ-11", "TER-03", "PRJ-04", "DEC-01"]),
    st.fixed_dictionaries({"avis": choice(["favorable", "defavorable"])}),
)


@st.composite
def dossiers(draw: st.DrawFn) -> dict[str, Any]:
    """Return a dossier as plain data, facts missing at random, every value acceptable."""
    accords = partial({"accord": choice(["favorable", "defavorable", "en_attente"])})
    sections = {
        "porteur": applicants,
        "projet": projects,
        "financement": financing,
        "gouvernance": accords,
        "pieces": some(PIECES),
        "appreciations": opinions,
    }
    rest = draw(partial(sections))
    return {"reference": "T-1", "date_depot": draw(choice(DEPOSITS)), **rest}


def any_json() -> st.SearchStrategy[Any]:
    """Return any JSON whatsoever, dossier-like keys included."""
    keys = st.text(max_size=8) | choice(
        ["reference", "date_depot", "porteur", "projet", "financement", "depenses", "montant_ht",
         "pieces", "appreciations", "siret", "impacts", "exercices", "commune"]
    )  # fmt: skip
    leaves = (
        st.none() | booleans | st.integers() | st.floats() | st.text(max_size=20) | choice(DATES)
    )
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6),
        max_leaves=25,
    )
