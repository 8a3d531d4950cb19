"""Every fault of a decision table, planted in a copy of the rule book; kept as golden."""

from __future__ import annotations

from pathlib import Path

import golden
import pytest
from test_rulebook_errors import Edit, broken

from fondsvert.engine.errors import RulesError
from fondsvert.engine.facts import fact_types
from fondsvert.engine.messages import LANGS
from fondsvert.engine.rulebook import table_check
from fondsvert.engine.rulebook.load import load_rulebook

SIZE, AID, MEASURE = "entreprise.yaml", "aides_etat.yaml", "mesure.yaml"
MICRO = '    - {quand: {effectif: "< parametres.micro_effectif", chiffre_affaires: '
LARGE = "    - {donne: grande}\n"
LAST = "    - {donne: non}\n"
SME = "        pme: oui\n        operation:"
SOURCE_41 = "      source: {cle: rgec, section: art. 41, niveau: lu, verifie_le: 2026-11-24}\n"
CEILING_41 = (
    "moyenne=55 %, grande=45 %)\n        plafond: {taux: taux * financement.assiette_eligible}"
)

CASES: dict[str, list[Edit]] = {
    "trou": [
        (SIZE, LARGE, '    - {quand: {effectif: ">= parametres.pme_effectif"}, donne: grande}\n')
    ],
    "reponse_disparue": [(SIZE, LARGE, "")],
    "trou_oui_non": [(SIZE, LAST, "")],
    "trou_d_une_formule": [
        (SIZE, "formule: porteur.pertes_capital",
         "formule: porteur.difficulte.capitaux_propres < porteur.difficulte.capital_souscrit"),
        (SIZE, LAST, ""),
    ],
    "recouvrement": [(SIZE, "politique: first", "politique: unique")],
    "ligne_masquee": [
        (SIZE, MICRO, '    - {quand: {effectif: "< parametres.micro_effectif"}, donne: petite}\n'
         + MICRO)
    ],
    "ligne_apres_le_reste": [
        (SIZE, LAST, LAST + "    - {id: f, quand: {ratios: oui}, donne: oui}\n")
    ],
    "entree_inconnue": [(AID, SME, "        pmme: oui\n        operation:")],
    "sortie_inconnue": [
        (AID, "        plafond_haut: taux_plein", "        plafond_hot: taux_plein")
    ],
    "sortie_type": [(AID, CEILING_41, CEILING_41.replace("taux * financement", "financement")
                     .replace("assiette_eligible}", "assiette_eligible > 0}"))],
    "sortie_unite": [(AID, CEILING_41, CEILING_41.replace("taux * financement.assiette_eligible",
                                                          "taux * 2"))],
    "sortie_qui_vient_apres": [(AID, "        taux_plein: 50 %\n", "        taux_plein: taux\n")],
    "sans_source": [(AID, SOURCE_41, "")],
    "source_inconnue": [(AID, SOURCE_41, SOURCE_41.replace("rgec", "rgek"))],
    "role_inconnu": [(MEASURE, "  aide: regimes\n", "  aides: regimes\n")],
    "role_incomplet": [(MEASURE, "  aide: regimes\n", "  aide: limites\n")],
    "role_d_une_table_simple": [
        (MEASURE, "  limites: limites\n", "  limites: porteur.en_difficulte\n")
    ],
    "table_inconnue": [(MEASURE, "  limites: limites\n", "  limites: limittes\n")],
    "table_double": [(AID, "- id: limites\n", "- id: regimes\n")],
    "ligne_double": [(AID, "    - id: rgec-18\n", "    - id: rgec-17\n")],
    "ligne_sans_nom": [(AID, "    - id: rgec-18\n      titre:", "    - titre:")],
    "colonne_double": [(AID, "    - id: etudes\n", "    - id: apport\n")],
    "donne_un_mot": [(AID, "      donne: {montant: parametres.enveloppe_regionale}",
                      "      donne: enveloppe")],
    "donne_des_sorties": [(SIZE, LARGE, '    - {donne: {montant: "0"}}\n')],
    "collecte_sans_sortie": [(SIZE, "politique: first", "politique: collect")],
    "politique_inconnue": [(SIZE, "politique: first", "politique: priority")],
    "mot_inconnu": [(AID, "theme: genie_ecologique", "theme: genie_ecologik")],
    "mot_inconnu_apprecie": [(AID, "apprecie: [modernisation, equipement]",
                              "apprecie: [modernisations, equipement]")],
    "intervalle": [(AID, 'admet: "< parametres.rgec_14_cout"', 'admet: "[0 .. ["')],
    "unite_d_une_case": [(AID, 'admet: "< parametres.rgec_14_cout"', 'admet: "< 250"')],
    "formule_d_une_entree": [(AID, "formule: porteur.groupe_naf", "formule: porteur.group_naf")],
    "parametre_d_un_texte": [(AID, "{parametres.part_propre_minimale} du financement",
                              "{parametres.part_propre} du financement")],
    "fait_deja_defini": [(SIZE, "- id: porteur.en_difficulte", "- id: porteur.est_pme")],
    "cycle": [(SIZE, "formule: porteur.ratios_degrades", "formule: porteur.en_difficulte")],
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_fault_of_a_table_is_said_where_it_stands(case: str, tmp_path: Path) -> None:
    """The message names the file, the line, the table, and the case or what was expected."""
    with pytest.raises(RulesError) as caught:
        load_rulebook(broken(tmp_path, CASES[case]), fact_types())
    for lang in LANGS:
        golden.check(f"tables/{case}.{lang}.txt", "\n".join(caught.value.messages(lang)) + "\n")
    assert all(fault.where.file for fault in caught.value.faults)


def test_a_table_too_wide_to_be_checked_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Past a number of combinations, the checker asks for two tables rather than never end."""
    monkeypatch.setattr(table_check, "MOST", 100)
    with pytest.raises(RulesError) as caught:
        load_rulebook(broken(tmp_path, []), fact_types())
    found = {(fault.code, fault.params["nom"]) for fault in caught.value.faults}
    assert ("regles.table_trop_large", "porteur.categorie_entreprise") in found


def test_a_gap_is_found_for_the_figures_of_each_day(tmp_path: Path) -> None:
    """A figure that changes in 2025 may open a gap in that year alone: the message dates it."""
    edits = [
        (SIZE, LARGE, '    - {quand: {effectif: ">= parametres.seuil"}, donne: grande}\n'
         '    - {quand: {effectif: "< parametres.seuil_bas"}, donne: moyenne}\n'),
        ("parametres.yaml", "- id: pme_effectif\n", PARAMETERS + "- id: pme_effectif\n"),
    ]  # fmt: skip
    with pytest.raises(RulesError) as caught:
        load_rulebook(broken(tmp_path, edits), fact_types())
    gaps = [fault for fault in caught.value.faults if fault.code == "regles.table_trou"]
    assert [str(fault.params["jour"]) for fault in gaps] == ["2025-03-12"]


PARAMETERS = """- id: seuil
  libelle: {fr: le seuil, en: the threshold}
  type: personnes
  valeurs:
    - debut: 2024-01-01
      valeur: 250
      source: {cle: rgec, section: essai, niveau: lu, verifie_le: 2026-11-24}

- id: seuil_bas
  libelle: {fr: le seuil bas, en: the low threshold}
  type: personnes
  valeurs:
    - debut: 2024-01-01
      fin: 2025-01-31
      valeur: 250
      source: {cle: rgec, section: essai, niveau: lu, verifie_le: 2026-11-24}
    - debut: 2025-02-01
      valeur: 249
      source: {cle: rgec, section: essai, niveau: lu, verifie_le: 2026-11-24}

"""
