"""Editions, dated figures, local adaptations: rules are data, wherever they live."""

from __future__ import annotations

import pickle
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from places import ROOT

import fondsvert

LOCAL = """
id: 2025-loiret
titre: {fr: Édition 2025 adaptée au Loiret, en: Edition 2025 adapted to Loiret}
debut: 2025-03-12
fin: 2025-12-31
derive_de: "2025"
decide_par: préfet du Loiret
decide_le: 2025-04-01
source: {cle: instruction-2025, section: "§ 2.6", niveau: lu, verifie_le: 2026-11-24}
parametres:
  assiette_minimale:
    valeur: 250000
    source: {cle: instruction-2025, section: "§ 2.6", niveau: lu, verifie_le: 2026-11-24}
criteres:
  TER-02:
    echec: a_apprecier
    sinon: []
    motifs:
      satisfait: {fr: La gouvernance est d'accord., en: The governance agrees.}
      a_apprecier: {fr: La gouvernance n'est pas d'accord., en: The governance does not agree.}
"""

JOBS = """
  - id: EMP-01
    titre: {fr: Le projet crée des emplois, en: The project creates jobs}
    exige: projet.impacts.emplois_crees >= parametres.emplois_minimum
    motifs:
      satisfait:
        fr: Le projet crée {projet.impacts.emplois_crees}, au moins {parametres.emplois_minimum}.
        en: The project creates {projet.impacts.emplois_crees}, at least
          {parametres.emplois_minimum}.
      non_satisfait:
        fr: Le projet crée {projet.impacts.emplois_crees}, moins de {parametres.emplois_minimum}.
        en: The project creates {projet.impacts.emplois_crees}, less than
          {parametres.emplois_minimum}.
    sources:
      - {cle: cahier-2024, section: emplois, niveau: lu, verifie_le: 2026-11-24}
"""

MINIMUM = """
- id: emplois_minimum
  libelle: {fr: le minimum d'emplois créés, en: the minimum of jobs created}
  type: personnes
  valeurs:
    - debut: 2024-01-01
      valeur: 3
      source: {cle: cahier-2024, section: emplois, niveau: lu, verifie_le: 2026-11-24}
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the rule book, outside the package, without the tables that ship."""
    copy = tmp_path / "regles"
    unwanted = shutil.ignore_patterns("references", "__pycache__", "*.py")
    shutil.copytree(ROOT / "rules", copy, ignore=unwanted)
    return copy


def screened(rules: Path, data: dict[str, Any], **options: Any) -> fondsvert.Decision:
    return fondsvert.load(rules).screen(fondsvert.Dossier.model_validate(data), **options)


def test_a_new_criterion_is_data(rules: Path, eligible: dict[str, Any]) -> None:
    """A figure and a criterion in YAML are enough: no Python, both engines obey."""
    with (rules / "parametres.yaml").open("a", encoding="utf-8") as figures:
        figures.write(MINIMUM)
    with (rules / "criteres/projet.yaml").open("a", encoding="utf-8") as criteria:
        criteria.write(JOBS)
    for jobs, status in ((3, "satisfait"), (2.5, "non_satisfait"), (None, "indetermine")):
        eligible["projet"]["impacts"]["emplois_crees"] = jobs
        for engine in ("reference", None):
            found = screened(rules, eligible, engine=engine).criteres["EMP-01"]
            assert found.statut == status
    assert "3 personnes" in screened(rules, eligible).model_dump_json().replace("\u00a0", " ") or (
        found.manquants == ["projet.impacts.emplois_crees"]
    )


CHAIN = """
- id: essai.petite_structure
  libelle: {fr: la petite structure, en: the small structure}
  formule: porteur.categorie_entreprise in [micro, petite]
- id: essai.depenses_de_petite
  libelle: {fr: les dépenses d'une petite structure, en: the expenses of a small structure}
  formule: somme(financement.depenses.montant_ht, si=eligible and essai.petite_structure)
"""
CHOICE = """
- id: essai.palier
  titre: {fr: le palier, en: the step}
  politique: first
  lignes:
    - {si: essai.depenses_de_petite > parametres.assiette_minimale, donne: haut}
    - {si: essai.petite_structure, donne: bas}
    - {donne: aucun}
"""


def test_derived_facts_may_read_one_another(rules: Path, eligible: dict[str, Any]) -> None:
    """A boolean on a choice, a sum on that boolean, a choice on both: the engines agree."""
    with (rules / "faits_deduits.yaml").open("a", encoding="utf-8") as derived:
        derived.write(CHAIN)
    with (rules / "entreprise.yaml").open("a", encoding="utf-8") as tables:
        tables.write(CHOICE)
    path = rules / "criteres/projet.yaml"
    text = path.read_text(encoding="utf-8")
    floor = "exige: financement.assiette_eligible >= parametres.assiette_minimale"
    assert floor in text
    path.write_text(text.replace(floor, "exige: essai.palier == haut"), encoding="utf-8")
    measure = fondsvert.load(rules)
    cases = ((84, "non_satisfait"), (12, "satisfait"), (None, "indetermine"))
    for headcount, status in cases:
        eligible["porteur"]["effectif"] = headcount
        eligible["porteur"]["total_bilan"] = 1000000
        dossier = fondsvert.Dossier.model_validate(eligible)
        one = measure.screen(dossier, engine="reference")
        two = measure.screen(dossier)
        assert one.criteres["PRJ-04"].statut == status
        assert one.model_dump(exclude={"moteur"}) == two.model_dump(exclude={"moteur"})


def test_an_edition_may_be_adapted_locally(rules: Path, eligible: dict[str, Any]) -> None:
    """A derived edition changes figures and criteria, says who decided, and must be asked for."""
    (rules / "editions/2025-loiret.yaml").write_text(LOCAL, encoding="utf-8")
    eligible["date_depot"] = "2025-06-01"
    eligible["gouvernance"] = {"accord": "defavorable"}
    eligible["financement"]["depenses"] = [{"montant_ht": 300000, "eligible": True}]
    national = screened(rules, eligible)
    assert national.edition == "2025"
    assert national.criteres["PRJ-04"].statut == "non_satisfait"
    local = screened(rules, eligible, edition="2025-loiret")
    assert local.criteres["PRJ-04"].statut == "satisfait"
    assert local.criteres["TER-02"].statut == "a_apprecier"
    assert any("préfet du Loiret" in warning for warning in local.avertissements)
    assert list(local.criteres) == list(national.criteres)


def test_a_forced_edition_keeps_its_own_figures(
    measure: fondsvert.Measure, eligible: dict[str, Any]
) -> None:
    """The advance of 2025 is 15 %, even for a dossier of 2024 screened under it."""
    eligible["financement"]["avance_demandee"] = 60000  # 20 % of what is asked for
    dossier = fondsvert.Dossier.model_validate(eligible)
    assert measure.screen(dossier).criteres["FIN-06"].statut == "satisfait"
    forced = measure.screen(dossier, edition="2025")
    assert forced.criteres["FIN-06"].statut == "non_satisfait"
    assert forced.criteres["FIN-06"].valeurs["avance_maximale"] == 0.15
    assert forced.criteres["PRJ-01"].statut == "non_satisfait"
    dated = measure.screen(dossier, on=date(2025, 6, 1))
    assert dated.edition == "2025"
    assert dated.criteres["PRJ-01"].statut == "satisfait"
    assert dated.criteres["PRJ-02"].statut == "satisfait"


def test_a_stale_figure_is_said(rules: Path, eligible: dict[str, Any]) -> None:
    """A figure last checked more than twelve months before the reference date raises a warning."""
    path = rules / "parametres.yaml"
    text = path.read_text(encoding="utf-8")
    old = "section: autres critères, niveau: secondaire, verifie_le: 2026-11-24"
    for checked, warned in (("2023-05-12", True), ("2023-05-13", False)):
        path.write_text(text.replace(old, old.replace("2026-11-24", checked)), encoding="utf-8")
        warnings = screened(rules, eligible).avertissements
        assert any("à revérifier" in warning for warning in warnings) is warned


def test_an_unknown_criterion_in_an_opinion_is_an_input_error(
    measure: fondsvert.Measure, eligible: dict[str, Any]
) -> None:
    """A library user who skips the validation context is told just the same."""
    eligible["appreciations"] = {"PRJ-98": {"avis": "favorable"}}
    dossier = fondsvert.Dossier.model_validate(eligible)
    with pytest.raises(fondsvert.InputError, match="PRJ-98"):
        measure.screen(dossier)


def test_a_measure_may_be_shared_by_threads(
    measure: fondsvert.Measure, eligible: dict[str, Any]
) -> None:
    """Eight threads screen the same measure and all decide alike."""
    dossier = fondsvert.Dossier.model_validate(eligible)
    expected = measure.screen(dossier)
    with ThreadPoolExecutor(8) as pool:
        decisions = list(pool.map(lambda _: measure.screen(dossier), range(200)))
    assert all(decision == expected for decision in decisions)


def test_the_cache_is_never_stale(rules: Path, eligible: dict[str, Any]) -> None:
    """A change of one figure is seen at once, and so is going back."""
    path = rules / "parametres.yaml"
    text = path.read_text(encoding="utf-8")
    for figure, status in (
        (400000, "satisfait"),
        (9000000, "non_satisfait"),
        (400000, "satisfait"),
    ):
        path.write_text(text.replace("valeur: 400000", f"valeur: {figure}"), encoding="utf-8")
        assert screened(rules, eligible).criteres["PRJ-04"].statut == status


def test_a_damaged_cache_is_read_again(rules: Path, eligible: dict[str, Any]) -> None:
    """A cache cut short is no fault: the rules are read from their files."""
    from fondsvert.engine import cache

    before = screened(rules, eligible)
    for entry in cache.directory().glob("*.pickle"):
        entry.write_bytes(entry.read_bytes()[:100])
    assert screened(rules, eligible) == before


def test_an_unknown_commune_is_not_called_missing(
    measure: fondsvert.Measure, eligible: dict[str, Any]
) -> None:
    """The motive of the floor says that the code is unknown, not that none was given."""
    eligible["projet"]["commune"] = "99999"
    eligible["financement"]["depenses"] = [{"montant_ht": 1, "eligible": True}]
    found = measure.screen(fondsvert.Dossier.model_validate(eligible)).criteres["PRJ-04"]
    assert found.statut == "indetermine"
    assert "99999" in found.motif
    assert "Il manque" not in found.motif


def test_the_values_used_are_those_the_motive_quotes(
    measure: fondsvert.Measure, eligible: dict[str, Any]
) -> None:
    """A refusal for difficulty shows the capital, the equity and the share that decided."""
    eligible["porteur"]["difficulte"] |= {"capitaux_propres": 100, "sortie_acceptee_ademe": False}
    found = measure.screen(fondsvert.Dossier.model_validate(eligible)).criteres["POR-05"]
    assert found.statut == "non_satisfait"
    assert found.valeurs["capitaux_propres"] == 100.0
    assert found.valeurs["capital_souscrit"] == 500000.0
    assert found.valeurs["part_capital_a_conserver"] == 0.5


def test_a_finding_cannot_be_changed(measure: fondsvert.Measure, eligible: dict[str, Any]) -> None:
    """Findings are shared between decisions, so nobody can change another dossier's."""
    found = measure.screen(fondsvert.Dossier.model_validate(eligible)).criteres["PIE-01"]
    with pytest.raises(TypeError):
        found.valeurs["pieces"] = []
    with pytest.raises(TypeError):
        found.valeurs["pieces"].append("x")
    with pytest.raises(TypeError):
        found.manquants.append("x")
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 — our own bytes
