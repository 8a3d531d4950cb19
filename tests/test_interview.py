"""The interview: whatever is answered it ends, asks what can matter, and decides as ``screen``."""

from __future__ import annotations

from typing import Any

import pytest

import fondsvert
from fondsvert.engine.errors import InputError
from fondsvert.engine.questions.interview import answer, interview

START = {"reference": "ESSAI", "date_depot": "2024-05-13"}


@pytest.fixture(scope="module")
def measure() -> fondsvert.Measure:
    """Return the rule book that ships."""
    return fondsvert.load()


def test_an_empty_dossier_is_asked_its_reference_then_its_day(measure: fondsvert.Measure) -> None:
    """Without them nothing is decided; they come first, and are typed."""
    first = interview(measure, {})
    assert first.question is not None
    assert (first.question.path, first.question.kind, first.decision) == ("reference", "text", None)
    data = answer(measure, {}, "reference", "FV-1")
    second = interview(measure, data, asked={"reference"})
    assert second.question is not None
    assert (second.question.path, second.question.kind) == ("date_depot", "date")
    data = answer(measure, data, "date_depot", "13/05/2024")
    assert data == {"reference": "FV-1", "date_depot": "2024-05-13"}


@pytest.mark.parametrize(
    ("path", "said", "value"),
    [
        ("porteur.personne_morale", "Oui", True),
        ("porteur.nature", "groupement d’employeurs", "groupement_employeurs"),
        ("porteur.effectif", "12,5", 12.5),
        ("porteur.difficulte.capitaux_propres", "-1 200,50 €", -1200.5),
        ("projet.commune", "Vierzon", "18279"),
        ("projet.commune", "18279", "18279"),
        ("projet.date_debut", "1er octobre 2024", "2024-10-01"),
        ("projet.thematiques", "décarbonation", ["decarbonation"]),
        ("projet.thematiques", ["decarbonation", "competences"], ["decarbonation", "competences"]),
        ("pieces", [], []),
        ("financement.montant_demande", "300 000,00 €", 300000),
        ("financement.depenses", [{"poste": "Four", "montant_ht": "1 000"}, {"poste": " "}],
         [{"poste": "Four", "montant_ht": 1000}]),
    ],
)  # fmt: skip
def test_an_answer_is_read_as_people_write_it(
    measure: fondsvert.Measure, path: str, said: Any, value: Any
) -> None:
    """Yes, names of values, amounts, dates and communes; None takes the answer back."""
    data = answer(measure, START, path, said)
    found: Any = data
    for step in path.split("."):
        found = found[step]
    assert found == value
    again = answer(measure, data, path, None)
    assert interview(measure, again).decision == interview(measure, START).decision


@pytest.mark.parametrize(
    ("path", "said", "code"),
    [
        ("porteur.personne_morale", "peut-être", "importer.rejet_booleen"),
        ("porteur.nature", "entrprise", "entretien.rejet_choix"),
        ("porteur.effectif", "-3", "entree.quantite"),
        ("porteur.siret", "73282932000075", "importer.rejet_siret"),
        ("projet.commune", "Saint-Aubin", "entretien.rejet_communes"),
        ("projet.commune", "Nulle-Part-Ailleurs", "importer.rejet_commune"),
        ("projet.commune", "1827", "importer.rejet_commune"),
        ("projet.date_debut", "32/01/2024", "importer.rejet_date"),
        ("projet.thematiques", "décarbonation, magie", "entretien.rejet_hors_table"),
        ("financement.montant_demande", "1,234", "entretien.rejet_nombre_ambigu"),
        ("financement.montant_demande", "1,2345", "entretien.rejet_decimales"),
        ("financement.montant_demande", "2000000000000", "entree.nombre_trop_grand"),
        ("financement.depenses", "un four", "entree.liste"),
        ("financement.regime", "magie", "entretien.rejet_choix"),
    ],
)  # fmt: skip
def test_a_wrong_answer_says_what_was_expected(
    measure: fondsvert.Measure, path: str, said: Any, code: str
) -> None:
    """The fault bears the path and the value, in both languages."""
    with pytest.raises(InputError) as caught:
        answer(measure, START, path, said)
    (fault,) = caught.value.faults
    assert (fault.code, fault.where.path) == (code, path)
    assert str(fault.params["valeur"]) in fault.message("fr")
    assert fault.message("en")
