"""Text ↔ rule ↔ scenario: every rule is proved, and the checker catches what it must."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from fondsvert.engine.audit.scenarios import asserted, read_scenarios
from fondsvert.engine.audit.traceability import ANSWERS, PHRASES, Matrix, trace, unreached
from fondsvert.engine.errors import EngineUnavailableError, InputError, MissingFileError
from fondsvert.engine.report.traceability_view import render

if TYPE_CHECKING:
    import fondsvert

FEATURES = Path(__file__).parent.parent / "features"

ALWAYS_KNOWN = {"PRJ-01", "POR-07", "PRJ-07"}
"""Criteria that read nothing a dossier may leave out."""


@pytest.fixture(scope="module")
def matrix(measure: fondsvert.Measure) -> Matrix:
    """The matrix of the rule book and the scenarios that ship."""
    return trace(measure.book, FEATURES)


@pytest.fixture
def traced(measure: fondsvert.Measure, tmp_path: Path) -> Any:
    """Trace the rule book against scenarios written on the spot."""

    def run(body: str, **files: str) -> Matrix:
        for name, text in {"essai": body, **files}.items():
            head = "# language: fr\nFonctionnalité: Essai\n"
            (tmp_path / f"{name}.feature").write_text(head + text, encoding="utf-8")
        return trace(measure.book, tmp_path)

    return run


def of_scenarios(matrix: Matrix) -> list[tuple[str, int]]:
    """Return the code and the line of each fault of a scenario."""
    return [(f.code.split(".")[1], f.where.line) for f in matrix.findings() if f.where.file]


def test_every_rule_has_its_scenarios_and_every_scenario_a_rule(matrix: Matrix) -> None:
    """The build fails on any gap between texts, rules and scenarios."""
    assert not matrix.findings(), "\n".join(fault.message() for fault in matrix.findings())


def test_every_criterion_shows_what_a_missing_fact_does(matrix: Matrix) -> None:
    criteria = [row for row in matrix.rows if row.sort == "critere"]
    silent = {row.tag for row in criteria if "indetermine" not in row.scenarios}
    assert silent == ALWAYS_KNOWN


def test_a_rule_that_never_refuses_has_no_refusing_scenario(matrix: Matrix) -> None:
    """A refusal would be the person's, shown as an opinion that settles, never the rule's."""
    for row in matrix.rows:
        if row.sort == "critere" and "non_satisfait" not in row.required:
            assert "non_satisfait" not in row.scenarios, row.tag


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("Scénario: A\n Alors le critère PRJ-04 est satisfait\n", "ne_cite_rien", 3),
        ("@PRJ-99\nScénario: A\n Alors le dossier est éligible\n", "cite_inconnu", 4),
        (
            (
                "@PRJ-04\nScénario: A\n Alors le critère PRJ-04 est satisfait\n"
                " Et le critère PRJ-99 est satisfait\n"
            ),
            "cite_inconnu",
            4,
        ),
        ("@PRJ-04\nScénario: A\n Alors le dossier est éligible\n", "n_affirme_rien", 4),
        (
            "@PRJ-04\nScénario: A\n Étant donné que le critère PRJ-04 est satisfait\n",
            "n_affirme_rien",
            4,
        ),
        (
            "@PRJ-04\nPlan du scénario: A\n Alors le critère PRJ-04 <fin>\n Exemples:\n  | fin |\n",
            "n_affirme_rien",
            4,
        ),
        ("@rgec-38\nScénario: A\n Alors le dossier est éligible\n", "n_affirme_rien", 4),
        ("@ORI-01\nScénario: A\n Alors le dossier est éligible\n", "n_affirme_rien", 4),
        ("@APP-01\nScénario: A\n Alors la note est connue\n", "n_affirme_rien", 4),
        ("@PIE-01\nScénario: A\n Alors la ligne APP-99 vaut 1 point\n", "cite_inconnu", 4),
        ("@rgec-99\nScénario: A\n Alors le dossier est éligible\n", "cite_inconnu", 4),
        ("@PIE-01\nScénario: A\n Alors le régime rgec-99 s'applique\n", "cite_inconnu", 4),
        (
            "@rgec-38\nRègle: Un autre titre\n Scénario: A\n  Alors le régime rgec-38 s'applique\n",
            "titre_different",
            5,
        ),
        (
            (
                "@PRJ-04\nRègle: Un autre titre\n"
                " Scénario: A\n  Alors le critère PRJ-04 est satisfait\n"
            ),
            "titre_different",
            5,
        ),
        (
            (
                "@PRJ-04\nScénario: A\n Alors le critère PRJ-04 est satisfait\n"
                "@PRJ-04\nScénario: A\n Alors le critère PRJ-04 n'est pas satisfait\n"
            ),
            "nom_double",
            7,
        ),
    ],
)
def test_a_fault_planted_in_a_scenario_is_found(
    traced: Any, body: str, code: str, line: int
) -> None:
    assert (code, line) in of_scenarios(traced(body))


def test_a_sound_scenario_has_no_fault(traced: Any) -> None:
    body = (
        "@PRJ-04\nRègle: L'assiette éligible atteint le minimum\n"
        " Plan du scénario: A\n  Alors le critère PRJ-04 <fin>\n"
        "  Exemples:\n   | fin |\n   | est satisfait |\n   | n’est pas satisfait |\n"
    )
    matrix = traced(body)
    assert of_scenarios(matrix) == []
    row = matrix.row("PRJ-04")
    assert set(row.scenarios) == {"satisfait", "non_satisfait"}
    assert row.lacking == ()


@pytest.mark.parametrize(
    ("criterion", "shown", "lacking"),
    [
        ("PRJ-04", "est satisfait", ["non_satisfait"]),
        ("PRJ-04", "n'est pas satisfait", ["satisfait"]),
        ("POR-02", "est satisfait", ["non_satisfait", "a_apprecier"]),
        ("POR-03", "est satisfait", ["non_satisfait", "sans_objet"]),
        ("POR-04", "est satisfait", ["indetermine"]),
        ("POR-07", "est à apprécier", ["tranche"]),
        ("POR-07", "est écarté par l'avis défavorable", ["a_apprecier"]),
        ("POR-09", "est satisfait", ["a_apprecier", "sans_objet"]),
        ("DEC-01", "est satisfait", ["a_apprecier", "sans_objet"]),
        ("FIN-05", "est à apprécier", ["satisfait"]),
        ("PIE-01", "est satisfait", ["indetermine"]),
    ],
)
def test_a_rule_without_a_scenario_that_it_needs_is_found(
    traced: Any, criterion: str, shown: str, lacking: list[str]
) -> None:
    """Refusing for a rule that refuses, to-judge for one that does not, settled for a person's."""
    body = f"@{criterion}\nScénario: A\n Alors le critère {criterion} {shown}\n"
    found = [f.code for f in traced(body).findings() if f.params.get("regle") == criterion]
    assert found == [f"tracabilite.sans_{kind}" for kind in lacking]


@pytest.mark.parametrize(
    "tag",
    ["edition-2025", "verdict-ineligible", "delai-decision", "categorie_entreprise"],
)
def test_what_a_decision_also_says_must_be_cited(traced: Any, tag: str) -> None:
    matrix = traced("@PRJ-04\nScénario: A\n Alors le critère PRJ-04 est satisfait\n")
    said = [f.code for f in matrix.findings() if f.params.get("regle") == tag]
    assert said == ["tracabilite.sans_cite"]
    cited = traced(f"@{tag}\nScénario: A\n Alors le dossier est éligible\n")
    assert not [f for f in cited.findings() if f.params.get("regle") == tag]


@pytest.mark.parametrize(
    ("tag", "said", "lacking"),
    [
        (
            "rgec-14",
            "le régime rgec-14 s'applique",
            ["non_satisfait_regime", "a_apprecier_regime", "indetermine_regime"],
        ),
        (
            "rgec-17",
            "le régime rgec-17 est à apprécier",
            ["satisfait_regime", "non_satisfait_regime", "indetermine_regime"],
        ),
        (
            "rgec-38",
            "le régime rgec-38 reste à déterminer",
            ["satisfait_regime", "non_satisfait_regime"],
        ),
        (
            "de-minimis",
            "le régime de-minimis ne s'applique pas",
            ["satisfait_regime", "indetermine_regime"],
        ),
        ("limite-enveloppe", "le dossier est éligible", []),
        ("en_difficulte-c", "le dossier est éligible", []),
        ("ORI-01", "l'orientation ORI-01 est donnée", ["non_satisfait_orientation"]),
        ("ORI-01", "l'orientation ORI-01 n'est pas donnée", ["satisfait_orientation"]),
    ],
)
def test_a_line_of_a_table_must_be_shown_at_each_end(
    traced: Any, tag: str, said: str, lacking: list[str]
) -> None:
    """A regime is shown at each of its ends, an orientation given and not, the others cited."""
    body = f"@{tag}\nScénario: A\n Alors {said}\n"
    found = [f.code for f in traced(body).findings() if f.params.get("regle") == tag]
    assert found == [f"tracabilite.sans_{kind}" for kind in lacking]


@pytest.mark.parametrize("tag", ["limite-enveloppe", "en_difficulte-c", "rgec-38", "ORI-01"])
def test_a_line_of_a_table_that_nobody_tells_is_found(traced: Any, tag: str) -> None:
    matrix = traced("@PRJ-04\nScénario: A\n Alors le critère PRJ-04 est satisfait\n")
    row = matrix.row(tag)
    assert row.lacking == row.required
    assert {f.params.get("regle") for f in matrix.findings()} >= {tag}


def test_each_answer_that_a_decision_gives_back_must_be_come_to(traced: Any) -> None:
    """The scenario must cite the fact and say the answer: saying it elsewhere shows nothing."""
    body = "@categorie_entreprise\nScénario: A\n Alors l'entreprise est une petite entreprise\n"
    body += "@PRJ-04\nScénario: B\n Alors l'entreprise est une grande entreprise\n"
    codes = {
        f.params["regle"]: f.code
        for f in traced(body).findings()
        if str(f.params.get("regle")).startswith("categorie_entreprise")
    }
    assert codes == dict.fromkeys(
        [f"categorie_entreprise={answer}" for answer in ("micro", "moyenne", "grande")],
        "tracabilite.sans_cite_reponse",
    )


def test_a_row_says_the_tests_and_the_source_of_its_line(matrix: Matrix) -> None:
    row = matrix.row("rgec-17")
    assert row is not None
    assert row.condition["pme"] == "oui"
    assert row.condition["operation"] == (
        "creation_site, extension ; apprecie : modernisation, equipement"
    )
    assert [c.key for c in row.citations] == ["rgec"]
    limit = matrix.row("limite-assiette")
    assert limit is not None
    assert "100" in limit.title["fr"]


def test_a_source_that_does_not_exist_is_found(measure: fondsvert.Measure) -> None:
    first, *others = measure.book.criteria
    citation = first.citations[0]._replace(key="inventee")
    book = measure.book._replace(criteria=(first._replace(citations=(citation,)), *others))
    findings = [(f.code, f.params["regle"]) for f in trace(book, FEATURES).findings()]
    assert findings == [("tracabilite.source_inconnue", first.id)]


def test_a_step_that_no_scenario_reaches_is_found(traced: Any) -> None:
    matrix = traced(
        "Contexte:\n Étant donné un dossier\n"
        "@PRJ-04\nPlan du scénario: A\n Étant donné une assiette de <m>\n"
        " Alors le critère PRJ-04 est satisfait\n Exemples:\n  | m |\n  | 10 € |\n"
    )
    known = ("un dossier", "une assiette de 10 €", "le critère PRJ-04 est satisfait", "jamais dit")
    left_over = unreached({text: text.__eq__ for text in known}, matrix.scenarios)
    assert [fault.params["etape"] for fault in left_over] == ["jamais dit"]


def test_every_unreadable_file_is_reported_with_its_lines(traced: Any, tmp_path: Path) -> None:
    (tmp_path / "latin.feature").write_bytes("# language: fr\nFonctionnalité: é".encode("latin-1"))
    with pytest.raises(InputError) as caught:
        traced("Scénario: A\n Quand un\n bizarre\n", autre="n'importe quoi\n")
    places = [str(fault.where) for fault in caught.value.faults]
    assert "essai.feature:5" in places
    assert "latin.feature" in places
    assert all("\n" not in fault.message("en") for fault in caught.value.faults)


def test_a_folder_without_scenarios_is_an_error(measure: fondsvert.Measure, tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        trace(measure.book, tmp_path)
    with pytest.raises(MissingFileError):
        trace(measure.book, tmp_path / "absent")


def test_the_missing_reader_is_said_with_what_to_install(monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "gherkin.parser", None)
    with pytest.raises(EngineUnavailableError, match=r"fondsvert\[audit\]"):
        read_scenarios(FEATURES)


def test_each_sentence_of_the_table_is_told_from_the_others() -> None:
    names = {
        "critere": "PRJ-04", "regime": "rgec-38", "orientation": "ORI-01", "grille": "APP-01"
    }  # fmt: skip
    for phrase, kind in PHRASES.items():
        subject = next(name for sort, name in names.items() if f"{{{sort}}}" in phrase)
        assert asserted(phrase.format(**names, bas="0", points="12 points")) == (subject, kind)
    for phrase, (name, answer) in ANSWERS.items():
        assert asserted(phrase) == (name, answer)
    assert asserted("l'avis rendu sur le critère PRJ-04 est sans effet") is None
    assert asserted("le régime retenu est rgec-38") is None


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_matrix_fits_in_eighty_columns(matrix: Matrix, lang: Any) -> None:
    console = Console(width=80)
    with console.capture() as capture:
        console.print(render(matrix, lang))
    text = capture.get()
    assert max(map(len, text.splitlines())) <= 80
    assert all(row.tag in text for row in matrix.rows)


def test_the_matrix_as_json_keeps_its_keys_in_every_language(matrix: Matrix) -> None:
    french, english = matrix.as_json("fr"), matrix.as_json("en")
    json.dumps(french)
    assert french.keys() == english.keys()
    for one, other in zip(french["regles"], english["regles"], strict=True):
        assert one.keys() == other.keys()
        assert one["scenarios"] == other["scenarios"]
        assert one["titre"] != other["titre"]
    assert french["constats"] == []
