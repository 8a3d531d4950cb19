"""The audit finds each planted fault, nothing in a sound rule book, and shows it on a dossier."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import planted
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from places import ROOT
from planted import CASES, SOUND, Case, figures_of
from small_books import load, text, write

import fondsvert
from fondsvert.cli import fondsvert as program
from fondsvert.engine import proof
from fondsvert.engine.audit.auditor import audit
from fondsvert.engine.audit.finding import SEVERITIES, Report
from fondsvert.engine.audit.gherkin import flat, scenario
from fondsvert.engine.errors import EngineUnavailableError
from fondsvert.engine.messages import LANGS

EVERYONE = "fait_inutile"
"""A small rule book reads few facts: what it leaves aside is told, and is not what is tried."""


def book(folder: Path, case: Case) -> fondsvert.Measure:
    """Return the rule book of a case."""
    parts = {**case.parts, "parameters": figures_of(case)}
    return load(folder, case.every, **parts)


def found(report: Report) -> set[tuple[str, tuple[str, ...]]]:
    """Return what was found: (finding, rules)."""
    return {(item.code, item.rules) for item in report.findings if item.code != EVERYONE}


@pytest.mark.parametrize("name", CASES)
def test_a_planted_fault_is_found_and_shown(name: str, tmp_path: Path) -> None:
    """It is told at its line, in both languages, with a dossier that every engine screens alike."""
    case = CASES[name]
    report = audit(book(tmp_path, case))
    assert found(report) == case.expected
    for item in report.open:
        if item.code == EVERYONE:
            continue
        assert all(place.where.file and place.where.line for place in item.places), item
        assert {item.message(lang) for lang in LANGS}
        if item.witness is not None:
            assert item.scenario.count("\n") >= 7
            fondsvert.Dossier.model_validate(dict(item.witness))


def test_a_sound_rule_book_has_nothing_to_deal_with(tmp_path: Path) -> None:
    """Nothing is found where nothing is wrong."""
    case = Case(set(), [])
    assert found(audit(book(tmp_path, case))) == set()


def test_a_finding_of_one_edition_says_which(tmp_path: Path) -> None:
    """What is impossible under one edition alone is not said of the others."""
    report = audit(book(tmp_path, CASES["une_edition_seulement"]))
    (never,) = (item for item in report.findings if item.code == "jamais_satisfait")
    assert never.editions == ("2026",)
    assert never.witness is not None
    assert str(never.witness["date_depot"]).startswith("2026")


def test_what_is_explained_is_no_longer_to_deal_with(tmp_path: Path) -> None:
    """A reason in the rule book, for this finding on these rules, settles it."""
    case = CASES["vrai_ou_faux"]
    meant = {"constat": "jamais_en_defaut", "regles": ["ESS-01"], "motif": text("C'est voulu.")}
    open_ = audit(book(tmp_path / "un", case)).open
    report = audit(load(tmp_path / "deux", case.every, parameters=figures_of(case), audit=[meant]))
    assert {item.code for item in open_} - {item.code for item in report.open} == {
        "jamais_en_defaut"
    }
    (settled,) = (item for item in report.findings if item.explained is not None)
    assert settled.explained is not None
    assert settled.explained.plain("fr") == "C’est voulu."


def test_a_source_is_stale_from_a_day_on(tmp_path: Path) -> None:
    """Fresh for as long as the rule book says, on the day that is asked about."""
    measure = book(tmp_path, Case(set(), []))
    assert found(audit(measure, on=date(2025, 1, 1))) == set()
    assert {code for code, _ in found(audit(measure, on=date(2025, 1, 2)))} == {"source_perimee"}


def test_every_finding_there_is_has_a_planted_fault() -> None:
    """No finding goes untried, and thirty rule books at least are broken."""
    tried = {code for case in CASES.values() for code, _ in case.expected}
    assert tried == set(SEVERITIES) - {EVERYONE}
    assert len(CASES) >= 30


def test_every_finding_is_explained_to_policy_staff() -> None:
    """The page of the guide lists every finding there is, and no other."""
    page = (ROOT / "docs/verifier.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == set(SEVERITIES)


def test_a_fact_that_nobody_uses_is_told(tmp_path: Path) -> None:
    """A field that no rule reads is told by its path, a free text never."""
    report = audit(book(tmp_path, Case(set(), [])))
    facts = {item.rules[0] for item in report.findings if item.code == EVERYONE}
    assert {"porteur.effectif", "financement.depenses.montant_ht", "projet.commune"} <= facts
    assert not facts & {"financement.montant_demande", "porteur.raison_sociale", "date_depot"}


def test_a_list_too_short_hides_what_needs_more_lines(tmp_path: Path) -> None:
    """The bound on lists is the caller's: three expenses are needed to have more than two."""
    rule = planted.rule(exige="compte(financement.depenses) * 2 > 5")
    measure = load(tmp_path, [*SOUND, rule], parameters=figures_of(Case(set(), [])))
    assert ("jamais_satisfait", ("ESS-01",)) in found(audit(measure, lines=2))
    assert found(audit(measure, lines=3)) == set()


LISTS = {
    "zone_afr": "site.zone_afr == integralement",
    "hors_de_la_region": 'territoire.statut == hors_ti and site.region == "11"',
    "autre_territoire": 'territoire.statut == labellise and site.region == "11"',
}
"""What nobody knows without a list of the user's."""


@pytest.mark.parametrize("name", LISTS)
def test_what_a_list_would_make_known_is_not_impossible(name: str, tmp_path: Path) -> None:
    """Nothing is said of the rules that loading a list would belie."""
    measure = load(tmp_path, [*SOUND, planted.rule(exige=LISTS[name])],
                   parameters=figures_of(Case(set(), [])))  # fmt: skip
    assert found(audit(measure)) == set()


def test_what_no_list_would_make_possible_is_found(tmp_path: Path) -> None:
    """A commune is of one area at most, whatever the list."""
    rule = planted.rule(exige="site.zone_afr == integralement and site.zone_afr == partiel")
    measure = load(tmp_path, [*SOUND, rule], parameters=figures_of(Case(set(), [])))
    assert ("jamais_satisfait", ("ESS-01",)) in found(audit(measure))


# -- the rules that ship -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> Report:
    """The audit of the rules that ship, as they are used without any list."""
    return audit(fondsvert.load())


def test_the_rules_that_ship_are_sound_or_say_why(shipped: Report) -> None:
    """Each finding is explained in ``rules/audit.yaml``, and the solver gave up on nothing."""
    assert [item.message() for item in shipped.open] == []
    assert shipped.undecided == ()
    assert shipped.questions > 400


# -- scenarios -------------------------------------------------------------------------------------


def test_a_scenario_is_ready_to_be_pasted(measure: fondsvert.Measure) -> None:
    """The one that stands in ``features/`` is what is written for its dossier, word for word."""
    data = {
        "reference": "PREUVE",
        "date_depot": "2025-05-01",
        "porteur": {"siret": "73282932000074"},
        "projet": {"commune": "18279", "aucun_engagement": True, "thematiques": ["decarbonation"]},
        "financement": {"depenses": [{"montant_ht": "399999.99", "eligible": True}, {}]},
    }
    name = "Un dossier qui ne dit presque rien attend la suite de ses dépenses"
    said = scenario(measure.book, name, data, {"PRJ-04": "indetermine"}, "a_completer")
    assert indented(said) in (ROOT / "features/projet.feature").read_text(encoding="utf-8")


def indented(text: str) -> str:
    """Return a scenario as it stands in a block about a rule."""
    return "\n".join(f"  {line}" for line in text.splitlines()[1:])


def test_a_dossier_is_told_field_by_field() -> None:
    """Lines of lists have their rank, an empty line is kept."""
    data = {"a": {"b": True}, "c": [{"d": 1}, {}], "e": ["x", "y"], "f": []}
    assert dict(flat(data)) == {"a.b": True, "c[0].d": 1, "c[1]": {}, "e": ["x", "y"], "f": []}


# -- the command line ------------------------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str]:
    """Run the command; return its exit code and what it prints."""
    result = CliRunner().invoke(program, ["verifier", *arguments])
    return result.exit_code, result.stdout


def broken(folder: Path, name: str) -> str:
    """Return the folder of a broken rule book."""
    case = CASES[name]
    return str(write(folder, case.every, **{**case.parts, "parameters": figures_of(case)}))


def test_the_exit_code_says_whether_something_is_left(tmp_path: Path) -> None:
    """1 while a finding has no reason; the text names the rule, its line, and a scenario."""
    code, shown = run("--regles", broken(tmp_path, "deux_seuils_incompatibles"))
    assert code == 1
    assert "jamais_satisfait" in shown
    assert "ESS-01 : criteres/essai.yaml:" in shown
    assert "Alors le critère ESS-01 n'est pas satisfait" in shown


def test_json_says_all_of_it(tmp_path: Path) -> None:
    """Keys never change with the language; messages do."""
    folder = broken(tmp_path, "vrai_ou_faux")
    texts = []
    for lang in LANGS:
        code, shown = run("--regles", folder, "--format", "json", "--lang", lang)
        assert code == 1
        data = json.loads(shown)
        item = next(c for c in data["constats"] if c["code"] == "jamais_en_defaut")
        assert item["regles"][0]["id"] == "ESS-01"
        assert item["temoin"]["reference"] == "PREUVE"
        assert data["lignes_par_liste"] == 3
        texts.append(item["message"])
    assert texts[0] != texts[1]


def test_what_to_install_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the solver the command ends with 69 and names the extra."""
    monkeypatch.setattr(proof, "find_spec", lambda _name: None)
    with pytest.raises(EngineUnavailableError, match=r"fondsvert\[preuve\]") as caught:
        CliRunner().invoke(program, ["verifier"], catch_exceptions=False)
    assert caught.value.exit_code == 69


LOCATION = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation"],
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "required": ["uri"],
                    "properties": {"uri": {"type": "string", "minLength": 1}},
                    "additionalProperties": False,
                },
                "region": {
                    "type": "object",
                    "properties": {
                        "startLine": {"type": "integer", "minimum": 1},
                        "startColumn": {"type": "integer", "minimum": 1},
                    },
                    "additionalProperties": False,
                },
            },
            "additionalProperties": False,
        },
        "id": {"type": "integer", "minimum": 0},
        "message": {"type": "object", "required": ["text"]},
    },
    "additionalProperties": False,
}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "name": {"type": "string"},
                                    "semanticVersion": {"type": "string"},
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "properties": {
                                                "id": {"type": "string"},
                                                "shortDescription": {"required": ["text"]},
                                                "defaultConfiguration": {
                                                    "properties": {
                                                        "level": {
                                                            "enum": ["none", "note", "warning",
                                                                     "error"]
                                                        }
                                                    }
                                                },
                                            },
                                            "additionalProperties": False,
                                        },
                                    },
                                },
                                "additionalProperties": False,
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message"],
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": {"type": "object", "required": ["text"]},
                                "locations": {"type": "array", "items": LOCATION},
                                "relatedLocations": {"type": "array", "items": LOCATION},
                                "partialFingerprints": {
                                    "type": "object",
                                    "additionalProperties": {"type": "string"},
                                },
                                "suppressions": {
                                    "type": "array",
                                    "items": {
                                        "required": ["kind"],
                                        "properties": {"kind": {"enum": ["inSource", "external"]}},
                                    },
                                },
                                "properties": {"type": "object"},
                            },
                            "additionalProperties": False,
                        },
                    },
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}  # fmt: skip
"""What SARIF 2.1.0 requires and allows of the properties that are written."""


def sarif(*arguments: str) -> tuple[int, Any]:
    """Return the exit code and the only run of a SARIF log, checked."""
    code, shown = run("--format", "sarif", *arguments)
    data = json.loads(shown)
    Draft202012Validator(SARIF).validate(data)
    (only,) = data["runs"]
    rules = only["tool"]["driver"]["rules"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in only["results"])
    return code, only


def test_sarif_puts_findings_on_the_lines_of_the_rules(tmp_path: Path) -> None:
    """The first rule is the place, the others are related; the dossier comes along."""
    folder = broken(tmp_path, "deux_seuils_opposes")
    code, only = sarif("--regles", folder)
    assert code == 1
    item = next(r for r in only["results"] if r["ruleId"] == "contradiction")
    place = item["locations"][0]["physicalLocation"]
    line = place["region"]["startLine"]
    assert place["artifactLocation"]["uri"] == f"{folder}/criteres/essai.yaml"
    assert '"ESS-01"' in (tmp_path / "criteres/essai.yaml").read_text().splitlines()[line - 1]
    assert item["relatedLocations"][0]["message"]["text"] == "ESS-02"
    assert item["level"] == "error"
    assert item["properties"]["temoin"]["reference"] == "PREUVE"


def test_sarif_keeps_what_is_explained_as_suppressed(tmp_path: Path) -> None:
    """A code host then shows it as dealt with, with the reason."""
    case = CASES["vrai_ou_faux"]
    meant = {"constat": "jamais_en_defaut", "regles": ["ESS-01"], "motif": text("Voulu.")}
    folder = write(tmp_path, case.every, parameters=figures_of(case), audit=[meant])
    _, only = sarif("--regles", str(folder))
    item = next(r for r in only["results"] if r["ruleId"] == "jamais_en_defaut")
    assert item["suppressions"] == [{"kind": "external", "justification": "Voulu."}]


TABLES = {
    "table_trou": [{"quand": {"volet": "competences"}, "donne": "un"}],
    "table_ligne_masquee": [{"donne": "un"}, {"quand": {"volet": "competences"}, "donne": "deux"}],
    "table_recouvrement": [{"quand": {"volet": "competences"}, "donne": "un"},
                           {"quand": {"forme": "oui"}, "donne": "deux"},
                           {"quand": {"forme": "non"}, "donne": "trois"}],
}  # fmt: skip


@pytest.mark.parametrize("fault", TABLES)
def test_gaps_and_overlaps_keep_a_rule_book_from_loading(fault: str, tmp_path: Path) -> None:
    """They are told in SARIF too, at their line, with the case that shows them; code 78."""
    policy = "unique" if fault == "table_recouvrement" else "first"
    shape = planted.table(*TABLES[fault], policy=policy, **planted.FIRST)
    rule = planted.rule(exige="genre == un")
    folder = write(tmp_path, [*SOUND, rule], parameters=figures_of(Case(set(), [])),
                   tables=[shape])  # fmt: skip
    code, only = sarif("--regles", str(folder))
    assert code == 78
    assert f"regles.{fault}" in {item["ruleId"] for item in only["results"]}
    code, shown = run("--regles", str(folder), "--format", "json")
    assert code == 78
    assert f"regles.{fault}" in {item["code"] for item in json.loads(shown)["constats"]}
