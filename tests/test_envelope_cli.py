"""``fondsvert programmer`` as its users meet it: sources, options, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from places import ROOT
from portfolios import plain

EXAMPLES = ROOT / "examples"
PORTFOLIO = EXAMPLES / "portefeuille"
Result = subprocess.CompletedProcess[str]


def run(*arguments: str | Path, stdin: str = "", command: str = "programmer") -> Result:
    """Run the command in a process of its own, as users do."""
    return subprocess.run(
        [sys.executable, "-m", "fondsvert.cli", command, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "80"},
        cwd=ROOT,
        check=False,
    )


def programmed(*arguments: str | Path, stdin: str = "", code: int = 0) -> dict[str, Any]:
    """Return the programme, as JSON."""
    result = run(*arguments, "--format", "json", stdin=stdin)
    assert result.returncode == code, result.stderr
    data: dict[str, Any] = json.loads(result.stdout)
    return data


@pytest.fixture(scope="module")
def decisions() -> str:
    """The decisions on the portfolio, one a line."""
    result = run(*sorted(PORTFOLIO.glob("*.yaml")), "--format", "json", command="instruire")
    assert result.returncode == 0
    return result.stdout


def references(data: dict[str, Any]) -> list[str]:
    return [item["reference"] for item in data["retenus"]]


def test_a_folder_is_screened_then_programmed() -> None:
    """Forty dossiers, the envelope of the rule book, by rank: everyone is kept or has a motive."""
    pytest.importorskip("ortools")
    ranked = programmed(PORTFOLIO)
    best = programmed(PORTFOLIO, "--mode", "optimal", "--enveloppe", "5600000")
    assert ranked["enveloppe"] == best["enveloppe"] == 5600000.0
    for data in (ranked, best):
        assert len(data["retenus"]) + len(data["ecartes"]) == 40
        assert all(item["motif"] for item in data["ecartes"])
        assert {item["verdict"] for item in data["retenus"]} == {"eligible"}
        assert sum(round(item["montant"] * 100) for item in data["retenus"]) <= 5_600_000_00
    assert (ranked["optimal_prouve"], best["optimal_prouve"]) == (False, True)
    assert best["score_total"] > ranked["score_total"]


def test_decisions_already_made_give_the_same_programme(decisions: str, tmp_path: Path) -> None:
    """JSON Lines, a JSON array, standard input, or a mix with dossiers: one and the same."""
    expected = programmed(PORTFOLIO, "--inclure", "a_apprecier")
    lines = decisions.splitlines()
    (tmp_path / "lot.jsonl").write_text("\n".join(reversed(lines)), encoding="utf-8")
    array = json.dumps([json.loads(line) for line in lines], indent=1)
    (tmp_path / "tableau.json").write_text(array, encoding="utf-8")
    last = max(PORTFOLIO.glob("*.yaml"))
    options = ("--inclure", "a_apprecier")
    assert programmed(tmp_path / "lot.jsonl", *options) == expected
    assert programmed(tmp_path / "tableau.json", *options) == expected
    assert programmed("-", *options, stdin=decisions) == expected
    assert programmed("-", last, *options, stdin="\n".join(lines[:-1])) == expected


def test_dossiers_and_decisions_share_a_file(decisions: str, tmp_path: Path) -> None:
    """Line by line, or item by item; a fault keeps its line."""
    decision = decisions.splitlines()[0]
    reference = json.loads(decision)["reference"]
    dossier = json.dumps({"reference": "N-1", "date_depot": "2024-05-13"})
    wrong = json.dumps({"reference": "N-2", "date_depot": "demain"})
    path = tmp_path / "lot.jsonl"
    path.write_text("\n".join([dossier, decision, wrong]), encoding="utf-8")
    result = run(path, "--format", "json")
    assert result.returncode == 65
    assert f"{path}:3:" in result.stderr
    data = json.loads(result.stdout)
    found = {item["reference"] for item in data["retenus"] + data["ecartes"]}
    assert found == {reference, "N-1"}
    path.write_text(f"[{dossier}, {decision}]", encoding="utf-8")
    data = programmed(path)
    assert {i["reference"] for i in data["retenus"] + data["ecartes"]} == {reference, "N-1"}


def test_an_invalid_decision_never_stops_the_others(decisions: str) -> None:
    """It is told with its line, the rest is programmed, and the exit code is 65."""
    lines = decisions.splitlines()
    broken = {**json.loads(lines[0]), "verdict": "oui"}
    result = run("-", "--format", "json", stdin="\n".join([json.dumps(broken), *lines[1:]]))
    assert result.returncode == 65
    assert "stdin:1 verdict" in result.stderr
    data = json.loads(result.stdout)
    assert len(data["retenus"]) + len(data["ecartes"]) == len(lines) - 1


def test_the_same_reference_twice_is_an_error() -> None:
    """Both places are named, and there is no programme."""
    path = EXAMPLES / "eligible.yaml"
    result = run(path, "-", stdin=path.read_text(encoding="utf-8"))
    assert result.returncode == 65
    assert result.stdout == ""
    assert "FV-TI-0001" in result.stderr
    assert str(path) in result.stderr
    assert "stdin" in result.stderr


def test_a_missing_file_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    """66 for a file, 65 for a folder without dossiers; the others are programmed."""
    good = EXAMPLES / "eligible.yaml"
    result = run("absent.yaml", good, "--format", "json")
    assert result.returncode == 66
    assert references(json.loads(result.stdout)) == ["FV-TI-0001"]
    assert run(tmp_path, good, "--format", "json").returncode == 65
    alone = run(tmp_path)
    assert (alone.returncode, alone.stdout) == (65, "")


def test_a_folder_gives_its_files_whatever_their_kind(tmp_path: Path) -> None:
    """YAML, JSON and JSON Lines by name; hidden files and others are left alone."""
    dossier = {"reference": "J-1", "date_depot": "2024-05-13"}
    (tmp_path / "b.json").write_text(json.dumps(dossier), encoding="utf-8")
    (tmp_path / "c.jsonl").write_text(json.dumps({**dossier, "reference": "L-1"}), encoding="utf-8")
    (tmp_path / "a.yaml").write_text("reference: Y-1\ndate_depot: 2024-05-13\n", encoding="utf-8")
    (tmp_path / ".cache.yaml").write_text("rien", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("rien", encoding="utf-8")
    data = programmed(tmp_path)
    assert {item["reference"] for item in data["ecartes"]} == {"J-1", "L-1", "Y-1"}


def test_dossiers_are_screened_with_the_options_of_instruire() -> None:
    """In 2026 no edition applies: what was eligible is to be assessed."""
    data = programmed(EXAMPLES / "eligible.yaml", "--date", "2026-06-01")
    assert [item["verdict"] for item in data["ecartes"]] == ["a_apprecier"]
    assert run(EXAMPLES / "eligible.yaml", "--edition", "2019").returncode == 2


def test_constraints_are_read_and_named(tmp_path: Path) -> None:
    """A fault has its line; what cannot hold is named, in figures; both end in 65."""
    pytest.importorskip("ortools")
    files = (EXAMPLES / "eligible.yaml", EXAMPLES / "competences.yaml")
    terms = tmp_path / "contraintes.yaml"
    terms.write_text('parts:\n  - {selon: departement, valeur: "45", minimum: 400000}\n', "utf-8")
    result = run(*files, "--contraintes", terms, "--mode", "optimal")
    assert result.returncode == 65
    assert result.stdout == ""
    assert (
        f"{terms}:2:5 : cette condition ne peut pas être tenue : minimum de 400 000,00 € pour le "
        "département 45 : seuls 250 000,00 € sont demandés"
    ) in plain(result.stderr)
    terms.write_text("reserve: -1\n", encoding="utf-8")
    result = run(*files, "--contraintes", terms)
    assert result.returncode == 65
    assert f"{terms}:1:10 reserve" in result.stderr
    assert run(*files, "--contraintes", tmp_path / "absent.yaml").returncode == 66


def test_the_frontier_can_be_asked_for_without_a_value() -> None:
    """Alone, even before a file, it goes from 4 to 7 M€ by 500 000 €."""
    data = programmed("--frontiere", EXAMPLES / "eligible.yaml")
    assert [step["enveloppe"] for step in data["frontiere"]] == [
        4000000.0 + 500000.0 * n for n in range(7)
    ]
    short = programmed(EXAMPLES / "eligible.yaml", "--frontiere", "100000:300000.50:100000.25")
    assert [step["nombre"] for step in short["frontiere"]] == [0, 0, 1]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--enveloppe", "5,6M"],
        ["--enveloppe", "-1"],
        ["--frontiere", "7:4:1"],
        ["--frontiere", "4:7:0"],
        ["--frontiere", "1:1000000:1"],
        ["--frontiere", "4M:7M:1M"],
        ["--inclure", "ineligible"],
        ["--mode", "hasard"],
    ],
)
def test_usage_errors_are_clear(arguments: list[str]) -> None:
    """A wrong option ends in 2 and says what was expected."""
    result = run(EXAMPLES / "eligible.yaml", *arguments)
    assert result.returncode == 2
    assert "attendu" in result.stderr
    assert "Traceback" not in result.stderr


def test_files_are_written_beside_the_result(tmp_path: Path) -> None:
    """CSV and XLSX; a folder that does not exist ends in 74, the result is still printed."""
    pytest.importorskip("xlsxwriter")
    good = EXAMPLES / "eligible.yaml"
    result = run(good, "--csv", tmp_path / "p.csv", "--xlsx", tmp_path / "p.xlsx")
    assert result.returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == {"p.csv", "p.xlsx"}
    failed = run(good, "--csv", tmp_path / "absent" / "p.csv")
    assert failed.returncode == 74
    assert "FV-TI-0001" in failed.stdout
    assert "n’a pas pu être écrit" in failed.stderr


def test_english_is_spoken() -> None:
    """Texts change with the language, keys do not."""
    result = run(EXAMPLES / "eligible.yaml", "--lang", "en")
    assert "Programme of an envelope of €5,600,000.00" in result.stdout
    data = programmed(EXAMPLES / "ineligible.yaml", "--lang", "en")
    assert data["ecartes"][0]["motif"].startswith('Verdict "ineligible"')
