"""Every fault of a rule book: its file, line, column and the nearest known name, kept as golden.

Each case edits one file of a copy of the rule book that ships.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import golden
import pytest
from places import ROOT

from fondsvert.engine.errors import RulesError
from fondsvert.engine.facts import fact_types
from fondsvert.engine.messages import LANGS
from fondsvert.engine.rulebook.load import load_rulebook

PROJECT = "criteres/projet.yaml"
BASE = "financement.assiette_eligible"
FLOOR = "financement.assiette_eligible >= parametres.assiette_minimale or site.corse_ou_outre_mer"
Edit = tuple[str, str, str]

CASES: dict[str, list[Edit]] = {
    "fait_inconnu": [(PROJECT, FLOOR, "financement.assiete_eligible >= 0")],
    "parametre_inconnu": [(PROJECT, FLOOR, "financement.assiette_eligible >= parametres.assiete")],
    "unite_differente": [(PROJECT, FLOOR, "porteur.effectif >= parametres.assiette_minimale")],
    "chiffre_sans_unite": [(PROJECT, FLOOR, "financement.assiette_eligible >= 400000")],
    "types_differents": [(PROJECT, FLOOR, "porteur.nature >= parametres.assiette_minimale")],
    "pas_une_condition": [(PROJECT, FLOOR, "financement.assiette_eligible")],
    "ordre_sans_sens": [(PROJECT, FLOOR, "porteur.nature < entreprise")],
    "symbole_inconnu": [(PROJECT, FLOOR, "porteur.nature == entreprize")],
    "symbole_inconnu_ensemble": [(PROJECT, FLOOR, "decarbonatation in projet.thematiques")],
    "division": [(PROJECT, FLOOR, f"{BASE} / 2 >= parametres.assiette_minimale")],
    "comparaison_enchainee": [(PROJECT, FLOOR, "0 < financement.assiette_eligible < 1")],
    "syntaxe": [(PROJECT, FLOOR, "financement.assiette_eligible >= ")],
    "python_refuse": [(PROJECT, FLOOR, "pieces[0] == description")],
    "appel_refuse": [(PROJECT, FLOOR, "open('/etc/passwd')")],
    "produit_d_unites": [
        (PROJECT, FLOOR, "financement.assiette_eligible * porteur.effectif > 0")
    ],
    "liste_seule": [(PROJECT, FLOOR, "financement.depenses")],
    "colonne_inconnue": [(PROJECT, FLOOR, "somme(financement.depenses.montent, si=eligible) > 0")],
    "liste_inconnue": [(PROJECT, FLOOR, "existe(financement.depense, si=eligible)")],
    "arguments": [(PROJECT, FLOOR, "jours(date_depot) > 0")],
    "critere_inconnu": [(PROJECT, FLOOR, "DEC-02 or RES-01")],
    "cycle_de_criteres": [
        ("criteres/decarbonation.yaml", "exige: projet.impacts.ges_apres_tco2e <",
         "exige: PRJ-11 or projet.impacts.ges_apres_tco2e <")
    ],
    "cycle_de_faits": [
        ("faits_deduits.yaml", "formule: somme(financement.depenses.montant_ht, si=eligible)",
         "formule: financement.assiette_eligible")
    ],
    "source_inconnue": [(PROJECT, "{cle: tee-2024, section: autres critères",
                         "{cle: tee-2042, section: autres critères")],
    "cle_inconnue": [(PROJECT, "    exige: " + FLOOR, "    exigence: " + FLOOR)],
    "identifiant_double": [(PROJECT, "  - id: PRJ-05", "  - id: PRJ-04")],
    "motif_inconnu": [(PROJECT, "{financement.assiette_eligible} ≥", "{financement.assiette} ≥")],
    "edition_inconnue": [(PROJECT, '    editions: ["2025"]', '    editions: ["2052"]')],
    "periodes_chevauchantes": [
        ("parametres.yaml", "debut: 2025-01-01", "debut: 2024-12-01")
    ],
    "parametre_non_couvert": [
        ("parametres.yaml", "fin: 2024-12-31", "fin: 2024-11-30")
    ],
    "parametre_type": [("parametres.yaml", "valeur: 400000", "valeur: beaucoup")],
    "taux_mal_ecrit": [("parametres.yaml", "valeur: 30 %", "valeur: 0.30")],
    "editions_chevauchantes": [
        ("editions/2025.yaml", "\ndebut: 2025-03-12", "\ndebut: 2024-03-12")
    ],
    "dates_inversees": [("editions/2025.yaml", "\ndebut: 2025-03-12", "\ndebut: 2026-03-12")],
    "cle_en_double": [(PROJECT, "theme: projet\n", "theme: projet\ntheme: projet\n")],
    "verdict_dernier": [
        ("mesure.yaml", "- id: eligible\n", "- id: eligible\n    si: bilan.a_apprecier == 0\n")
    ],
    "modifiable_genre": [
        ("faits_deduits.yaml", "  formule: somme(financement.depenses.montant_ht, si=eligible)",
         "  formule: somme(financement.depenses.montant_ht, si=eligible) * 100 %")
    ],
    "modifiable_sens": [
        ("faits.yaml", "      baisse: {fr: l'avance", "      vers: {zéro: {fr: zéro, en: zero}}\n"
         "      baisse: {fr: l'avance")
    ],
    "modifiable_vers": [
        ("faits.yaml", "      cout: 8\n      vers:\n        oui:",
         "      cout: 8\n      hausse:")
    ],
    "modifiable_valeur": [
        ("faits.yaml", "        favorable: {fr: la", "        favorables: {fr: la")
    ],
    "modifiable_entraine": [
        ("faits.yaml", "entraine: [financement.ligne_fonds_vert]", "entraine: [porteur.effectif]")
    ],
    "modifiable_ligne": [
        ("faits_deduits.yaml", "{origine: autofinancement}", "{origine: fonds_propres}")
    ],
    "modifiable_cout": [("faits.yaml", "      cout: 12", "      cout: 0")],
    "libelle_manquant": [("faits.yaml", "investissement: {", "investissements: {")],
}  # fmt: skip


def broken(tmp_path: Path, edits: list[Edit]) -> Path:
    """Return a copy of the rule book with the edits made, each exactly as asked."""
    copy = tmp_path / "regles"
    shutil.copytree(
        ROOT / "rules", copy, ignore=shutil.ignore_patterns("references", "__pycache__")
    )
    for name, old, new in edits:
        text = (copy / name).read_text(encoding="utf-8")
        assert old in text, f"{name} no longer says: {old}"
        (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_said_where_it_stands(case: str, tmp_path: Path) -> None:
    """The message names file, line and column, and what was expected."""
    with pytest.raises(RulesError) as caught:
        load_rulebook(broken(tmp_path, CASES[case]), fact_types())
    for lang in LANGS:
        golden.check(f"regles/{case}.{lang}.txt", "\n".join(caught.value.messages(lang)) + "\n")
    assert all(fault.where.file for fault in caught.value.faults)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Three faults in three files come out together."""
    edits = [*CASES["fait_inconnu"], *CASES["parametre_type"], *CASES["source_inconnue"]]
    with pytest.raises(RulesError) as caught:
        load_rulebook(broken(tmp_path, edits), fact_types())
    assert {fault.code for fault in caught.value.faults} >= {
        "regles.fait_inconnu_proche",
        "regles.figure_refusee",
        "regles.source_inconnue",
    }


def test_a_rule_book_has_an_edition(tmp_path: Path) -> None:
    """Without any edition there is no window, and nothing to screen with."""
    copy = broken(tmp_path, [])
    for path in (copy / "editions").glob("*.yaml"):
        path.unlink()
    with pytest.raises(RulesError) as caught:
        load_rulebook(copy, fact_types())
    assert "regles.aucune_edition" in {fault.code for fault in caught.value.faults}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A rule book without its parameters says which file is not there."""
    copy = broken(tmp_path, [])
    (copy / "parametres.yaml").unlink()
    with pytest.raises(RulesError) as caught:
        load_rulebook(copy, fact_types())
    assert caught.value.faults[0].code == "regles.fichier_absent"
    assert caught.value.faults[0].where.file == "parametres.yaml"
