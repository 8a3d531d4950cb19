"""The interview: whatever is answered it ends, asks what can matter, and decides as ``screen``."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from places import ROOT
from small_books import criterion, load
from test_questions import FACTS, Tried, criteria
from test_questions import dossier as said_in

import fondsvert
from fondsvert.engine.errors import InputError
from fondsvert.engine.questions import finder
from fondsvert.engine.questions import interview as interviews
from fondsvert.engine.questions.answers import is_given
from fondsvert.engine.questions.interview import Question, Step, answer, interview

START = {"reference": "ESSAI", "date_depot": "2024-05-13"}
SAID: dict[str, Any] = {
    "porteur.siret": "73282932000074", "porteur.code_naf": "25.62B",
    "porteur.difficulte.exercices": [{"annee": "2023", "dettes": "10", "ebitda": "-3"}],
    "financement.depenses": [{"nature": "equipement", "montant_ht": "500 000"}],
    "financement.ressources": [{"origine": "privee", "montant": "500 000", "etat": "acquis"}],
    "financement.regime": "de-minimis",
}  # fmt: skip


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
    assert answer(measure, data, path, None) == START


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


def spoken(question: Question, draw: st.DataObject) -> Any:
    """Return an answer of the kind that a question asks for, None where nobody knows."""
    if draw.draw(st.integers(0, 4)) == 0:
        return None
    codes = [option.code for option in question.options]
    if question.path in SAID or "exercices[" in question.path:
        return SAID.get(question.path)
    match question.kind:
        case "bool":
            return draw.draw(st.sampled_from(["oui", "non"]))
        case "set":
            return draw.draw(st.lists(st.sampled_from(codes), unique=True))
        case "number":
            return draw.draw(st.sampled_from(["0", "12", "400 000", "1 000 000"]))
        case "date":
            return draw.draw(st.sampled_from(["13/05/2019", "01/10/2024"]))
        case "code":
            return draw.draw(st.sampled_from(["Vierzon", "75056"]))
    return draw.draw(st.sampled_from(codes)) if codes else "x"


def conducted(
    measure: fondsvert.Measure, data: dict[str, Any], draw: st.DataObject, most: int
) -> tuple[Step, list[tuple[str, frozenset[str], Step]]]:
    """Answer until nothing is asked; return the last step, and the others with what was asked."""
    asked: frozenset[str] = frozenset()
    steps: list[tuple[str, frozenset[str], Step]] = []
    while True:
        step = interview(measure, data, asked=asked, engine="reference")
        if step.question is None:
            return step, steps
        assert len(steps) < most, "it never ends"
        path = step.question.path
        assert path not in asked, "asked twice"
        assert step.left >= 1
        assert not step.settled
        steps.append((path, asked, step))
        said = spoken(step.question, draw)
        if said is not None:
            try:
                data = answer(measure, data, path, said)
            except InputError:
                said = None  # two answers that contradict one another
        asked |= {path}


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(criteria, st.data())
def test_whatever_is_answered(
    tmp_path_factory: pytest.TempPathFactory,
    drawn: list[tuple[str | None, str]],
    draw: st.DataObject,
) -> None:
    """It ends; each question can matter; at the end none that was not asked can."""
    written = [
        criterion(f"ESS-{rank:02d}", exige=formula, **({} if when is None else {"si": when}))
        for rank, (when, formula) in enumerate(drawn, 1)
    ]
    measure = load(tmp_path_factory.mktemp("recueil"), written)
    last, steps = conducted(measure, dict(START), draw, len(FACTS))
    for path, asked, step in steps:
        known = facts_of(step)
        useful = Tried(measure, known).useful()
        assert path in useful
        assert len(useful - asked) <= step.left
    assert last.decision is not None
    known = facts_of(last)
    tried, waited = Tried(measure, known), finder.waiting(measure.book)
    assert tried.useful() <= {path for path, _, _ in steps}
    if last.settled:
        assert set(tried.verdicts.values()) == {last.decision.verdict}
    whole = said_in(measure, known)
    decided = measure.screen(whole, engine="reference")
    assert decided.verdict == last.decision.verdict
    assert last.settled == (decided.verdict not in waited)


def facts_of(step: Step) -> dict[str, bool]:
    """Return the facts that a step knows."""
    return {
        path: step.data[section][name]
        for path in FACTS
        for section, name in [path.split(".")]
        if name in step.data.get(section, {})
    }


@settings(max_examples=2)
@given(st.data())
def test_the_rules_that_ship_can_be_interviewed(
    measure: fondsvert.Measure, draw: st.DataObject
) -> None:
    """To the end, by the solver: the verdict is that of the completed dossier."""
    example = fondsvert.read(ROOT / "examples" / "a-completer.yaml")
    data = example.model_dump(mode="json", exclude_none=True)
    for section, *names in (("gouvernance",), ("projet", "impacts", "volet"), ("pieces",),
                            ("porteur", "difficulte", "obligations_fiscales_a_jour")):  # fmt: skip
        gone = data[section] if names else data
        for name in names or [section]:
            del gone[name]
    last, steps = conducted(measure, data, draw, 80)
    assert all(step.exact for _, _, step in steps)
    whole = fondsvert.Dossier.model_validate(last.data, context=measure.context)
    decided = measure.screen(whole, engine="reference")
    assert last.decision == decided
    assert last.settled == (decided.verdict != "a_completer")
    paths = [path for path, _, _ in steps]
    assert last.answered == sum(is_given(last.data, path) for path in paths)
    assert set(last.skipped) <= set(paths)


@settings(max_examples=10)
@given(draw=st.data())
def test_without_the_solver_questions_come_in_reading_order(
    measure: fondsvert.Measure, draw: st.DataObject
) -> None:
    """It says that nothing is proved; each question is awaited by a criterion; it ends as well."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(interviews, "find_spec", lambda _name: None)
        last, steps = conducted(measure, dict(START), draw, 80)
    for path, _, step in steps:
        assert not step.exact
        assert step.decision is not None
        assert path in step.decision.manquants
        assert step.question is not None
        assert step.question.waiting
    assert last.decision is not None
    assert last.settled == (last.decision.verdict != "a_completer")


def test_what_is_pending_is_asked_again_once(measure: fondsvert.Measure) -> None:
    """An agreement still pending, documents still to come: asked once, then left as they are."""
    example = fondsvert.read(ROOT / "examples" / "a-completer.yaml")
    data = example.model_dump(mode="json", exclude_none=True)
    asked: list[str] = []
    step = interview(measure, data)
    while step.question is not None and len(asked) < 80:
        asked.append(step.question.path)
        step = interview(measure, data, asked=asked)
    assert {"gouvernance.accord", "pieces"} <= set(asked)
    assert len(asked) == len(set(asked))
    assert {"gouvernance.accord", "pieces"} <= set(step.skipped)


def test_a_question_says_all_that_a_form_needs(measure: fondsvert.Measure) -> None:
    """Words, values, unit, whom to ask, the criteria that wait and the text each rests on."""
    step = interview(measure, START)
    question = step.question
    assert question is not None
    assert (question.path, question.kind) == ("porteur.nature", "enum")
    assert ("groupement_employeurs", "groupement d’employeurs") in question.options
    assert question.contact == "le porteur"
    assert "POR-02" in {one.id for one in question.waiting}
    assert all(one.source.cle and one.title and one.motive for one in question.waiting)
    english = interview(measure, START, lang="en").question
    assert english is not None
    assert english.text.startswith("Is the applicant a company")
    rows = interviews.Prompts(measure.book, "fr").question("financement.depenses")
    assert [one.kind for one in rows.columns] == ["text", "enum", "number", "bool"]
    assert rows.columns[2].is_amount
    regime = interviews.Prompts(measure.book, "fr").question("financement.regime")
    assert "de-minimis" in {one.code for one in regime.options}


def test_a_path_that_no_dossier_has(measure: fondsvert.Measure) -> None:
    """It is a mistake of the caller's, said as such."""
    with pytest.raises(KeyError):
        answer(measure, START, "porteur.couleur", "bleu")


def test_data_that_is_no_dossier_is_refused(measure: fondsvert.Measure) -> None:
    """With every fault, each with its path."""
    data = {**START, "projet": {"volet": "magie"}, "pieces": "toutes"}
    with pytest.raises(InputError) as caught:
        interview(measure, data)
    assert [fault.where.path for fault in caught.value.faults] == ["projet.volet", "pieces"]


def test_the_python_of_the_guide_runs() -> None:
    """The page on questions shows code that does what it says."""
    page = (ROOT / "docs/questions.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    exec(compile(code, "docs/questions.md", "exec"), {})  # noqa: S102 — our own page
