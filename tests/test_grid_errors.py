"""Every fault of an assessment grid, where it stands; and what a grid asks of the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import golden
import pytest
from test_rulebook_errors import broken

import fondsvert
from fondsvert.engine.errors import RulesError
from fondsvert.engine.facts import fact_types
from fondsvert.engine.messages import LANGS
from fondsvert.engine.rulebook.load import load_rulebook

GRID = "appreciation.yaml"
JOBS = "mesure: projet.impacts.emplois_crees\n"
COLLECTIVE = "condition: projet.collectif\n"

CASES: dict[str, list[tuple[str, str]]] = {
    "fait_inconnu": [(JOBS, "mesure: projet.impacts.emplois_cres\n")],
    "condition_qui_est_un_nombre": [(COLLECTIVE, "condition: projet.impacts.emplois_crees\n")],
    "mesure_qui_est_une_condition": [(JOBS, "mesure: projet.collectif\n")],
    "unites_differentes": [
        ("numerateur: financement.montant_demande",
         "numerateur: financement.montant_demande - projet.impacts.emplois_crees")
    ],
    "mots_hors_de_la_liste": [
        ("permis in [obtenu, non_requis]", "permis in parametres.chaines_cles")
    ],
    "fait_dans_un_texte": [('"projet mené à plusieurs"', '"projet {projet.collectif}"')],
    "seuil_en_taux": [("{a_partir_de: 25, points: 8}", "{a_partir_de: 25 %, points: 8}")],
    "seuil_infini": [("{a_partir_de: 25, points: 8}", "{a_partir_de: .inf, points: 8}")],
    "seuil_trop_fin": [("{a_partir_de: 25, points: 8}", "{a_partir_de: 25.0000001, points: 8}")],
    "seuil_nul_d_un_rapport": [("{a_partir_de: 2, points: 1}", "{a_partir_de: 0, points: 1}")],
    "seuils_dans_le_desordre": [("{a_partir_de: 5, points: 4}", "{a_partir_de: 15, points: 4}")],
    "points_dans_le_desordre": [("{a_partir_de: 5, points: 4}", "{a_partir_de: 5, points: 7}")],
    "seuils_qui_ne_baissent_pas": [("{jusqu_a: 250, points: 8}", "{jusqu_a: 750, points: 8}")],
    "seuils_des_deux_sortes": [("{a_partir_de: 5, points: 4}", "{jusqu_a: 5, points: 4}")],
    "seuil_double": [("{a_partir_de: 5, points: 4}", "{a_partir_de: 5, jusqu_a: 9, points: 4}")],
    "bareme_sous_le_poids": [("{a_partir_de: 25, points: 8}", "{a_partir_de: 25, points: 7}")],
    "points_a_virgule": [("{a_partir_de: 25, points: 8}", "{a_partir_de: 25, points: 7.5}")],
    "poids": [("sur: 100", "sur: 90")],
    "ligne_en_double": [("- id: APP-02", "- id: APP-01")],
    "axe_en_double": [("- id: territorial", "- id: ecologique")],
    "deux_facons_de_valoir": [(COLLECTIVE, f"{COLLECTIVE}        {JOBS}")],
    "condition_avec_bareme": [
        (COLLECTIVE, f"{COLLECTIVE}        bareme: [{{a_partir_de: 1, points: 4}}]\n")
    ],
    "mesure_sans_bareme": [(COLLECTIVE, JOBS)],
    "source_inconnue": [("source: {cle: dreets-cvl-2024", "source: {cle: dreets-cvl-2023")],
    "cle_inconnue": [("officielle: false", "officiel: false")],
}  # fmt: skip


def refused(tmp_path: Path, edits: list[tuple[str, str]]) -> RulesError:
    """Return the error of the rule book that ships, its grid so edited."""
    copy = broken(tmp_path, [(GRID, old, new) for old, new in edits])
    with pytest.raises(RulesError) as caught:
        load_rulebook(copy, fact_types())
    return caught.value


@pytest.mark.parametrize("case", CASES)
def test_a_fault_of_the_grid_is_said_where_it_stands(case: str, tmp_path: Path) -> None:
    """The message names file, line and column, and what was expected."""
    error = refused(tmp_path, CASES[case])
    for lang in LANGS:
        golden.check(f"grille/{case}.{lang}.txt", "\n".join(error.messages(lang)) + "\n")
    assert all(fault.where.file == GRID and fault.where.line for fault in error.faults)


def test_every_fault_of_the_grid_is_told_at_once(tmp_path: Path) -> None:
    """A weight, a name and a scale that are wrong come out together."""
    edits = [edit for case in ("poids", "fait_inconnu", "seuils_qui_ne_baissent_pas")
             for edit in CASES[case]]  # fmt: skip
    codes = {fault.code for fault in refused(tmp_path, edits).faults}
    wanted = {"regles.grille_poids", "regles.fait_inconnu_proche", "regles.grille_bareme"}
    assert codes == wanted


def test_a_grid_has_a_line_for_any_dossier(tmp_path: Path) -> None:
    """Were every line conditional, a dossier could have no score at all."""
    copy = broken(tmp_path, [(GRID, "sur: 100", "sur: 12")])
    text = (copy / GRID).read_text(encoding="utf-8")
    first, _, _ = text.partition("      - id: APP-02")
    assert "        si:" in first
    (copy / GRID).write_text(first, encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        load_rulebook(copy, fact_types())
    assert [fault.code for fault in caught.value.faults] == ["regles.grille_conditionnelle"]
    assert caught.value.faults[0].where.file == GRID


PARAMETER = """
- id: emplois_de_la_grille
  libelle: {fr: les emplois attendus, en: the jobs expected}
  type: personnes
  valeurs:
    - debut: 2020-01-01
      valeur: 5
      source: {cle: dreets-cvl-2024, section: essai, niveau: a_verifier, verifie_le: 2026-11-24}
"""


def test_what_the_grid_reads_is_of_use(tmp_path: Path) -> None:
    """A parameter that only the grid reads is not idle; unread, it is."""
    copy = broken(tmp_path, [])
    figures = copy / "parametres.yaml"
    figures.write_text(figures.read_text(encoding="utf-8") + PARAMETER, encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        load_rulebook(copy, fact_types())
    assert [fault.code for fault in caught.value.faults] == ["regles.parametre_inutile"]
    grid = copy / GRID
    text = grid.read_text(encoding="utf-8")
    reads = "condition: projet.impacts.emplois_crees >= parametres.emplois_de_la_grille\n"
    grid.write_text(text.replace(COLLECTIVE, reads), encoding="utf-8")
    assert load_rulebook(copy, fact_types()).grid is not None


def test_a_rule_book_may_have_no_grid(tmp_path: Path, eligible: dict[str, Any]) -> None:
    """Without the file, decisions have no score; and the rule book is another one."""
    copy = broken(tmp_path, [])
    whole = load_rulebook(copy, fact_types())
    (copy / GRID).unlink()
    book = load_rulebook(copy, fact_types())
    assert book.grid is None
    assert book.sha256 != whole.sha256
    decision = fondsvert.load(copy).screen(fondsvert.Dossier.model_validate(eligible))
    assert decision.appreciation is None
