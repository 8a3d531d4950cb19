"""The command line as its users meet it: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import golden
import pytest
from places import ROOT

EXAMPLES = ROOT / "examples"
Result = subprocess.CompletedProcess[str]


def run(*arguments: str | Path, stdin: str = "", **env: str) -> Result:
    """Run the command in a process of its own, as users do."""
    return subprocess.run(
        [sys.executable, "-m", "fondsvert.cli", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "80", **env},
        cwd=ROOT,
        check=False,
    )


def rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def without_versions(text: str) -> str:
    """Leave out the line that names the versions and the rule book's hash."""
    return "\n".join(line for line in text.split("\n") if not line.startswith("fondsvert "))


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", ["eligible", "ineligible", "a-completer", "a-apprecier"])
def test_a_decision_reads_as_it_should(name: str, lang: str) -> None:
    """The four verdicts, piped, at 80 columns and without colour, in both languages."""
    result = run("instruire", EXAMPLES / f"{name}.yaml", "--lang", lang)
    assert result.returncode == 0
    assert result.stderr == ""
    assert all(len(line) <= 80 for line in result.stdout.splitlines())
    assert "\x1b" not in result.stdout
    golden.check(f"decisions/{name}.{lang}.txt", without_versions(result.stdout))


def test_the_demonstration_shows_each_of_the_four_verdicts() -> None:
    """A file of examples named after a verdict gets it."""
    names = ["eligible", "ineligible", "a-completer", "a-apprecier"]
    result = run("instruire", *(EXAMPLES / f"{name}.yaml" for name in names), "--format", "json")
    assert [row["verdict"] for row in rows(result)] == [name.replace("-", "_") for name in names]


def test_json_gives_one_object_a_line() -> None:
    """Each dossier is one line of JSON, in the order of the files."""
    result = run("instruire", EXAMPLES / "eligible.yaml", EXAMPLES / "ineligible.yaml",
                 "--format", "json")  # fmt: skip
    assert [row["verdict"] for row in rows(result)] == ["eligible", "ineligible"]
    first = rows(result)[0]
    assert first["territoire"] == {
        "statut": "labellise", "id": "ti-2401", "nom": "Berry Sologne",
        "epci_siren": "200090561", "commune": "18279", "region": "24",
    }  # fmt: skip
    assert first["echeances"] == {"recevabilite": "2024-07-13", "decision": "2025-01-13"}
    assert first["criteres"][0]["id"] == "POR-01"
    floor = next(c for c in first["criteres"] if c["id"] == "PRJ-04")
    assert floor["valeurs"]["assiette_eligible"] == 1100000.0
    assert floor["source"]["cle"] == "tee-2024"
    assert floor["source"]["niveau"] == "secondaire"


def test_an_invalid_dossier_never_stops_the_others(tmp_path: Path) -> None:
    """The others are screened, the fault is said on standard error, and the exit code is 65."""
    good = (EXAMPLES / "eligible.yaml").read_text(encoding="utf-8")
    batch = tmp_path / "lot.yaml"
    batch.write_text(f"reference: A\ndate_depot: demain\n---\n{good}", encoding="utf-8")
    result = run("instruire", batch, "--format", "json")
    assert result.returncode == 65
    assert [row["reference"] for row in rows(result)] == ["FV-TI-0001"]
    assert "date_depot" in result.stderr
    assert "« demain »" in result.stderr.replace("\u00a0", " ")


def test_the_largest_exit_code_wins(tmp_path: Path) -> None:
    """A missing file (66) beside an invalid dossier (65) ends in 66, the rest screened."""
    bad = tmp_path / "faux.yaml"
    bad.write_text("reference: 1", encoding="utf-8")
    result = run("instruire", bad, "absent.yaml", EXAMPLES / "eligible.yaml", "--format", "json")
    assert result.returncode == 66
    assert len(rows(result)) == 1
    assert "absent.yaml" in result.stderr


@pytest.mark.parametrize(("name", "code"), [("eligible", 0), ("ineligible", 1), ("a-completer", 1)])
def test_eligibility_can_be_required(name: str, code: int) -> None:
    """``--exiger-eligible`` tells a script whether every dossier is eligible."""
    path = EXAMPLES / f"{name}.yaml"
    assert run("instruire", path, "--exiger-eligible", "--format", "json").returncode == code


def test_standard_input_and_json_lines() -> None:
    """``-`` reads standard input; JSON Lines give one decision a line."""
    lines = "\n".join(
        json.dumps({"reference": f"R{n}", "date_depot": "2025-04-01"}) for n in range(3)
    )
    result = run("instruire", "-", "--format", "json", stdin=lines)
    assert [row["reference"] for row in rows(result)] == ["R0", "R1", "R2"]
    assert {row["verdict"] for row in rows(result)} == {"a_completer"}


def test_the_date_chooses_the_edition_and_an_edition_can_be_forced() -> None:
    """``--date`` and ``--edition`` are said among the warnings."""
    path = EXAMPLES / "eligible.yaml"
    dated = rows(run("instruire", path, "--date", "2025-06-01", "--format", "json"))[0]
    assert (dated["edition"], dated["date_reference"]) == ("2025", "2025-06-01")
    assert dated["echeances"]["recevabilite"] == "2024-07-13"
    forced = rows(run("instruire", path, "--edition", "2025", "--format", "json"))[0]
    assert (forced["edition"], forced["date_reference"]) == ("2025", "2024-05-13")
    assert forced["avertissements"]


def test_no_edition_covers_2026() -> None:
    """Nothing is guessed: PRJ-01 alone, to be judged, territory and size still told."""
    path = EXAMPLES / "eligible.yaml"
    decision = rows(run("instruire", path, "--date", "2026-06-01", "--format", "json"))[0]
    assert decision["edition"] is None
    assert decision["verdict"] == "a_apprecier"
    assert [(c["id"], c["statut"]) for c in decision["criteres"]] == [("PRJ-01", "a_apprecier")]
    assert decision["territoire"]["id"] == "ti-2401"
    assert decision["categorie_entreprise"] == "moyenne"


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    ("case", "arguments"),
    [
        ("option", ["instruire", "x.yaml", "--editon", "2025"]),
        ("commande", ["instruir", "x.yaml"]),
        ("argument", ["instruire"]),
        ("choix", ["instruire", "x.yaml", "--format", "xml"]),
        ("date", ["instruire", "x.yaml", "--date", "hier"]),
        ("edition", ["instruire", "examples/eligible.yaml", "--edition", "2019"]),
        ("regle", ["regles", "PRJ-4"]),
        ("regles_absentes", ["instruire", "examples/eligible.yaml", "--regles", "nulle-part"]),
        ("fichier", ["instruire", "nulle-part.yaml"]),
        ("schema", ["schema", "dossiers"]),
    ],
)
def test_usage_errors_are_clear(case: str, arguments: list[str], lang: str) -> None:
    """One line says what is wrong and what was expected, in the user's language."""
    result = run(*arguments, "--lang", lang)
    assert result.returncode in {2, 65, 66}
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    golden.check(f"usage/{case}.{lang}.txt", f"{result.returncode}\n{result.stderr}")


def test_territory_answers() -> None:
    """Old codes and old names lead to today's commune; an ambiguous name lists candidates."""
    for query in ("41092", "Fougères-sur-Bièvre"):
        answer = json.loads(run("territoire", query, "--format", "json").stdout)
        assert (answer["commune"], answer["id"]) == ("41059", "ti-2411")
    ambiguous = run("territoire", "Saint-Denis", "--format", "json")
    assert ambiguous.returncode == 1
    assert len(json.loads(ambiguous.stdout)["candidats"]) > 1


def test_rules_can_be_read() -> None:
    """One rule with its figures and sources, or all of them."""
    one = json.loads(run("regles", "PRJ-04", "--format", "json").stdout)
    assert one["parametres"][0]["valeurs"][0]["valeur"] == 400000.0
    everything = json.loads(run("regles", "--format", "json").stdout)
    assert len(everything) == len({rule["id"] for rule in everything})
    assert "PRJ-04" in run("regles").stdout


def test_the_grid_can_be_read() -> None:
    """The whole grid, which says that it is not official, or one line with its scale."""
    for whole in (run("regles", "appreciation").stdout, run("regles").stdout):
        assert "Grille non officielle" in whole
        assert "APP-18" in whole
    grid = json.loads(run("regles", "appreciation", "--format", "json").stdout)
    lines = [line for axis in grid["axes"] for line in axis["lignes"]]
    assert grid["officielle"] is False
    assert sum(line["poids"] for line in lines) == grid["sur"] == 100
    cost = json.loads(run("regles", "APP-02", "--format", "json").stdout)
    assert cost in lines
    assert cost["bareme"][0] == {"jusqu_a": 1000, "points": 2}
    assert cost["source"]["niveau"] == "a_verifier"
    shown = run("regles", "APP-02", "--lang", "en").stdout.replace("\u00a0", " ")
    assert "up to 1,000 € per tCO₂e avoided each year: 2 points" in shown


def test_both_engines_can_be_asked_for() -> None:
    """Every decision says which inferred."""
    path = EXAMPLES / "eligible.yaml"
    found = rows(run("instruire", path, "--moteur", "reference", "--format", "json"))[0]
    assert found["moteur"]["inference"] == "reference"
    assert len(found["moteur"]["regles_sha256"]) == 64


def test_version_imports_next_to_nothing() -> None:
    """``--version`` loads neither Pydantic, Rich, YAML nor durable_rules."""
    code = (
        "import sys; sys.argv = ['fondsvert', '--version']\n"
        "from fondsvert.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'pydantic', 'rich', 'yaml', 'durable', 'z3'} & set(sys.modules)\n"
        "print(sorted(heavy))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                            check=True)  # fmt: skip
    assert result.stdout.endswith("[]\n")


def test_a_defect_is_one_line_unless_debugged() -> None:
    """A traceback reaches nobody who did not ask for it."""
    code = (
        "import sys; sys.argv = ['fondsvert', 'regles'] + sys.argv[1:]\n"
        "import fondsvert.cli as cli\n"
        "def broken(*_a): raise ZeroDivisionError('x')\n"
        "import fondsvert.commands.regles as regles\n"
        "regles.measure_of = broken\n"
        "cli.main()"
    )
    quiet = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                           check=False)  # fmt: skip
    assert quiet.returncode == 70
    assert "Traceback" not in quiet.stderr
    assert "ZeroDivisionError" in quiet.stderr
    loud = subprocess.run([sys.executable, "-c", code, "--debug"], capture_output=True,
                          text=True, check=False)  # fmt: skip
    assert "Traceback" in loud.stderr


def test_a_reader_who_leaves_is_no_error() -> None:
    """``| head -1`` on a long batch of JSON ends well: 1 is kept for ``--exiger-eligible``."""
    lines = "\n".join(
        json.dumps({"reference": f"R{n}", "date_depot": "2025-04-01"}) for n in range(40)
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "fondsvert.cli", "instruire", "-", "--format", "json"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write(lines.encode())
    process.stdin.close()
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0
    process.stderr.close()


def test_a_terminal_that_lacks_characters_still_shows_the_decision() -> None:
    """An ASCII output shows « ? » where it must; JSON stays UTF-8."""
    path = EXAMPLES / "ineligible.yaml"
    shown = run("instruire", path, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "PRJ-04" in shown.stdout
    exact = run("instruire", path, "--format", "json", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "î" in rows(exact)[0]["criteres"][0]["motif"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this platform")
def test_a_full_disk_is_said() -> None:
    """The result that cannot be written is not called a defect of the software."""
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "fondsvert.cli", "instruire", EXAMPLES / "eligible.yaml"],
            stdout=full, stderr=subprocess.PIPE, text=True, encoding="utf-8", check=False, cwd=ROOT,
        )  # fmt: skip
    assert result.returncode == 74
    assert "défaut" not in result.stderr


@pytest.mark.parametrize("day", ["20250101", "2025-W01-1", "2025-1-1"])
def test_a_date_has_one_spelling(day: str) -> None:
    """The option takes what a dossier takes: AAAA-MM-JJ."""
    assert run("instruire", EXAMPLES / "eligible.yaml", "--date", day).returncode == 2


def test_schemas_are_printed_without_noise() -> None:
    """Neither warnings on standard error, nor programmers' words in the descriptions."""
    for what in ("dossier", "decision"):
        result = run("schema", what, "--format", "json")
        assert result.stderr == ""
        assert "``" not in result.stdout
