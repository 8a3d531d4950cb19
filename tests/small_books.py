"""Small rule books: written from the few lines that matter to a test, drawn at random for laws."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

import fondsvert

CITATION = {"cle": "texte", "section": "art. 1", "niveau": "lu", "verifie_le": "2024-01-01"}
YEAR = {"debut": "2024-01-01", "fin": "2024-12-31"}


def text(words: str) -> dict[str, str]:
    """Return the same words in both languages."""
    return {"fr": words, "en": words}


def criterion(name: str, **said: Any) -> dict[str, Any]:
    """Return a criterion, its sentences made up."""
    statuses = ("satisfait", "non_satisfait", "a_apprecier", "indetermine", "sans_objet")
    return {
        "id": name,
        "titre": text(f"Le critère {name}"),
        "motifs": {status: text(f"Motif {status}.") for status in statuses},
        "sources": [CITATION],
        **said,
    }


def parameter(name: str, kind: str, *values: Any, **dates: str) -> dict[str, Any]:
    """Return a parameter of one value, or of several one after the other (value, start, end)."""
    periods = [
        {"debut": start, "valeur": value, "source": CITATION, **({"fin": end} if end else {})}
        for value, start, end in (
            item if isinstance(item, tuple) else (item, "2024-01-01", dates.get("fin"))
            for item in values
        )
    ]
    return {"id": name, "libelle": text(f"le paramètre {name}"), "type": kind, "valeurs": periods}


def derived(name: str, formula: Any, **said: Any) -> dict[str, Any]:
    """Return a derived fact."""
    return {"id": name, "libelle": text(f"le fait {name}"), "formule": formula, **said}


def edition(name: str, start: str, end: str, **said: Any) -> dict[str, Any]:
    """Return an edition."""
    return {"id": name, "titre": text(f"Édition {name}"), "debut": start, "fin": end,
            "source": CITATION, **said}  # fmt: skip


def outcome(condition: str, status: str) -> dict[str, Any]:
    """Return a case of ``sinon``."""
    return {"si": condition, "statut": status, "motif": text("Un cas.")}


VERDICTS = [
    {"id": "ineligible", "si": "bilan.non_satisfait > 0"},
    {"id": "a_completer", "si": "bilan.indetermine > 0"},
    {"id": "a_apprecier", "si": "bilan.a_apprecier > 0"},
    {"id": "eligible"},
]


def write(
    folder: Path,
    criteria: list[dict[str, Any]],
    *,
    facts: list[dict[str, Any]] | None = None,
    parameters: list[dict[str, Any]] | None = None,
    tables: list[dict[str, Any]] | None = None,
    editions: list[dict[str, Any]] | None = None,
    verdicts: list[dict[str, Any]] | None = None,
    sources: list[dict[str, Any]] | None = None,
    audit: list[dict[str, Any]] | None = None,
    **measure: Any,
) -> Path:
    """Write a rule book of one theme and, unless told, of one edition, 2024; return its folder.

    JSON is YAML: an entry a line, so that findings have lines to stand on.
    """
    (folder / "editions").mkdir(parents=True, exist_ok=True)
    (folder / "criteres").mkdir(exist_ok=True)
    said = [{"titre": text(v["id"]), "resume": text(v["id"]), **v} for v in verdicts or VERDICTS]
    _dump(folder / "mesure.yaml", {
        "id": "essai", "titre": text("Essai"), "themes": ["essai"], "verdicts": said,
        "hors_edition": {"critere": criteria[0]["id"], "motif": text("Hors édition.")},
        "restitue": {"categorie_entreprise": "porteur.code_naf"},
        "tables": ["tables"] if tables else [], **measure,
    })  # fmt: skip
    known = {"cle": "texte", "titre": text("Le texte"), "niveau": "lu",
             "verifie_le": "2024-01-01"}  # fmt: skip
    _dump(folder / "sources.yaml", sources or [known])
    _dump(folder / "parametres.yaml", parameters or [])
    _dump(folder / "faits_deduits.yaml", facts or [])
    _dump(folder / "faits.yaml", {"interlocuteurs": {}, "faits": {}})
    empty = {"phase": 2, "source": CITATION, "regions_completes": ["24"], "territoires": []}
    _dump(folder / "territoires.yaml", empty)
    if tables:
        _dump(folder / "tables.yaml", tables)
    if audit:
        _dump(folder / "audit.yaml", audit)
    for item in editions or [edition("2024", "2024-01-01", "2024-12-31")]:
        _dump(folder / "editions" / f"{item['id']}.yaml", item)
    theme = {"theme": "essai", "titre": text("Essai"), "criteres": criteria}
    _dump(folder / "criteres" / "essai.yaml", theme)
    return folder


def _dump(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


def load(folder: Path, criteria: list[dict[str, Any]], **parts: Any) -> fondsvert.Measure:
    """Write a small rule book and load it."""
    return fondsvert.load(write(folder, criteria, **parts))


# -- drawn at random -------------------------------------------------------------------------

CONDITIONS = [
    "projet.rebond_industriel",
    "porteur.personne_morale",
    "projet.volet == competences",
    "porteur.nature in [entreprise, association]",
    "decarbonation in projet.thematiques",
    "couts in pieces",
    "site.region == \"24\"",
    "territoire.statut == hors_ti",
    "site.zone in [drom, com]",
    "porteur.section_naf in [C, D]",
    "porteur.groupe_naf == \"24.1\"",
    "fourni(porteur.siret)",
    "fourni(porteur.raison_sociale)",
    "financement.regime == \"autre\"",
    "projet.aucun_engagement",
    "projet.date_premier_engagement >= date_depot",
    "projet.date_debut < projet.date_fin",
    "jours(projet.date_debut, projet.date_fin) <= parametres.duree",
    "annees(porteur.date_creation, date_depot) < parametres.age",
    "porteur.effectif < parametres.tete",
    "financement.montant_demande <= parametres.plafond",
    "financement.montant_demande == parametres.plafond",
    "financement.avance_demandee <= 30 % * financement.montant_demande",
    "porteur.difficulte.capitaux_propres < 50 % * porteur.difficulte.capital_souscrit",
    "somme(financement.depenses.montant_ht, si=eligible) >= parametres.plafond",
    "somme(financement.ressources.montant, si=origine == publique and not fonds_vert) <= total",
    "compte(financement.depenses, si=nature == equipement) >= 2",
    "compte(financement.depenses) * 2 > 3",
    "existe(financement.ressources, si=origine == privee and montant > 0)",
    "chaque(financement.depenses, verifie=nature in [etude, ingenierie])",
    "chaque(derniers(porteur.difficulte.exercices, annee, 2), verifie=dettes > 2 * ebitda)",
    "existe(derniers(porteur.difficulte.exercices, annee, 1), si=ebitda < 0)",
    "taux * financement.montant_demande <= parametres.plafond",
    "max(financement.montant_demande, total) - financement.surcout_ht > 0",
    "si(porteur.personne_morale, financement.montant_demande, total) >= parametres.plafond",
    "selon(taille, petite=10 %, grande=20 %) * total < parametres.plafond",
    "taille == petite",
    "existe(regimes, si=applicable and convient)",
    "existe(regimes, si=admissible and niveau == lu)",
    "petit",
    "long or vieux",
]  # fmt: skip
STATUSES = ["a_apprecier", "indetermine", "non_satisfait"]

PARAMETERS = [
    parameter("tete", "personnes", 50),
    parameter("peu", "personnes", 10),
    parameter("plafond", "euros", 1000),
    parameter("moitie", "euros", 500),
    parameter("dix", "euros", 10),
    parameter("age", "annees", 3),
    parameter("duree", "jours", 366),
]
FACTS = [
    derived("total", "somme(financement.depenses.montant_ht)"),
    derived("taux", "si(projet.rebond_industriel, 40 %, 20 %) + si(taille == grande, 5 %, 0 %)"),
    derived("vieux", "annees(porteur.date_creation, date_depot) >= parametres.age"),
    derived("long", "jours(projet.date_debut, projet.date_fin) > parametres.duree"),
    derived("petit", "porteur.effectif < parametres.tete", si="porteur.personne_morale"),
]
TABLES = [
    {
        "id": "taille", "titre": text("la taille"), "politique": "first",
        "si": "porteur.nature == entreprise",
        "entrees": [{"id": "effectif", "libelle": text("l'effectif"),
                     "formule": "porteur.effectif"},
                    {"id": "ca", "libelle": text("le chiffre d'affaires"),
                     "formule": "porteur.chiffre_affaires"}],
        "lignes": [{"quand": {"effectif": "< parametres.peu"}, "donne": "petite"},
                   {"quand": {"effectif": "< parametres.tete", "ca": "<= parametres.plafond"},
                    "donne": "petite"},
                   {"donne": "grande"}],
        "valeurs": {"petite": text("petite"), "grande": text("grande")},
    },
    {
        "id": "regimes", "titre": text("les régimes"), "politique": "collect",
        "entrees": [{"id": "taille", "libelle": text("la taille"), "formule": "taille"},
                    {"id": "volet", "libelle": text("le volet"), "formule": "projet.volet"}],
        "sorties": [{"id": "taux_", "libelle": text("le taux"), "type": "taux"},
                    {"id": "borne", "libelle": text("le plafond"), "type": "euros"},
                    {"id": "convient", "libelle": text("convient"), "type": "oui_non",
                     "formule": "financement.montant_demande <= borne"}],
        "lignes": [
            {"id": "un", "quand": {"taille": "petite"}, "source": CITATION,
             "donne": {"taux_": "selon(taille, petite=35 %, grande=15 %)",
                       "borne": "min(taux_ * total, parametres.moitie)"}},
            {"id": "deux", "quand": {"volet": {"admet": "competences",
                                               "apprecie": "investissement"}},
             "debut": "2024-02-01", "source": {**CITATION, "niveau": "secondaire"},
             "donne": {"taux_": "si(financement.surcout_ht > parametres.moitie, 50 %, 20 %)",
                       "borne": "max(taux_ * total, taux * financement.surcout_ht)"
                                " - parametres.dix"}},
        ],
    },
]  # fmt: skip


@st.composite
def conditions(draw: st.DrawFn, criteria: tuple[str, ...] = (), depth: int = 2) -> Any:
    """Return a condition: a leaf, a block, or a criterion that comes before."""
    leaves = st.sampled_from([*CONDITIONS, *criteria])
    if depth == 0:
        return draw(leaves)
    block = draw(st.sampled_from(["", "", "tous", "un", "aucun", "not"]))
    if not block:
        return draw(leaves)
    inner = conditions(criteria, depth - 1)
    if block == "not":
        return {"aucun": [draw(inner)]}
    return {block: draw(st.lists(inner, min_size=2, max_size=3))}


@st.composite
def books(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return the criteria of a rule book, each of which may read those before it."""
    found: list[dict[str, Any]] = []
    for rank in range(1, draw(st.integers(2, 5)) + 1):
        before = tuple(item["id"] for item in found)
        said: dict[str, Any] = {}
        if draw(st.booleans()):
            said["si"] = draw(conditions(before))
        if draw(st.integers(0, 5)) == 0:
            said["apprecie"] = True
        else:
            said["exige"] = draw(conditions(before))
            said["echec"] = draw(st.sampled_from(STATUSES))
            said["sinon"] = [
                {**outcome("", draw(st.sampled_from(STATUSES))), "si": draw(conditions(before, 1))}
                for _ in range(draw(st.integers(0, 2)))
            ]
        level = draw(st.sampled_from(["lu", "lu", "a_verifier"]))
        said["sources"] = [{**CITATION, "niveau": level}]
        found.append(criterion(f"ESS-{rank:02d}", **said))
    return found
