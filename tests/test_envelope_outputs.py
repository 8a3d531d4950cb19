"""What a programme looks like: terminal, JSON, CSV, and a workbook whose totals are alive."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import golden
import pytest
from portfolios import A, B, C, dossier, plain

from fondsvert.engine.envelope.candidates import Candidate
from fondsvert.engine.envelope.programme import Programme, programme
from fondsvert.engine.envelope.terms import Bound, Share, Terms
from fondsvert.engine.envelope.vocabulary import Vocabulary
from fondsvert.engine.errors import EngineUnavailableError
from fondsvert.engine.report import programme_files, programme_view, terminal
from fondsvert.engine.report.programme_json import as_json
from fondsvert.engine.report.programme_workbook import check_available, write_xlsx

NAMES = Vocabulary(
    {
        "thematique": {"decarbonation": "décarbonation", "genie_ecologique": "génie écologique"},
        "volet": {"investissement": "investissement", "competences": "compétences"},
        "departement": {},
        "territoire": {f"ti-{d}01": f"Territoire {d}" for d in ("18", "28", "45")},
    }
)
TERMS = Terms(
    reserve=50_000_00,
    committed={"C": 200_000_00},
    least_part=50,
    shares=(
        Share("departement", "28", "28", Bound(rate=200_000), Bound(rate=500_000), "Équilibre"),
        Share("thematique", "decarbonation", "décarbonation", maximum=Bound(cents=700_000_00)),
        Share("volet", "investissement", "investissement", minimum=Bound(cents=1)),
    ),
)


def made(mode: Any = "optimal") -> Programme:
    found = [
        A, B, C,
        dossier("D", (30, 70), 333_333.33, "28", themes=("decarbonation", "genie_ecologique")),
        dossier("E", (35, 45), 90_000, "18", themes=("genie_ecologique",), plafond=None),
        dossier("F", 99, 300_000, verdict="a_completer"),
        Candidate("G", "eligible", demande=None, intitule="=1+1"),
    ]  # fmt: skip
    return programme(found, 900_000_00, TERMS, mode=mode,
                     envelopes=[200_000_00, 600_000_00, 900_000_00])  # fmt: skip


# The terminal


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("mode", ["rang", "optimal"])
def test_a_programme_reads_as_it_should(
    mode: str, lang: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Piped, at 80 columns and without colour, in both languages."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    terminal.console.cache_clear()
    terminal.show(programme_view.render(made(mode), NAMES, lang))
    terminal.console.cache_clear()
    shown = capsys.readouterr().out
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert "\x1b" not in shown
    golden.check(f"programme/{mode}.{lang}.txt", shown)


def test_a_programme_of_nobody_is_shown_too() -> None:
    """No dossier to fund, an envelope of nothing: no division by zero."""
    empty = programme([Candidate("G", "ineligible")], 0)
    assert programme_view.render(empty, NAMES)
    assert as_json(empty, NAMES)["retenus"] == []


@pytest.mark.parametrize(
    ("parts", "bar"),
    [
        ((("░", 0), ("█", 1)), "█·········"),
        ((("░", 99), ("█", 1)), "░░░░░░░░░░"),
        ((("░", 95), ("█", 5)), "░░░░░░░░░░"),
        ((("░", 94), ("█", 6)), "░░░░░░░░░█"),
        ((("█", 100),), "██████████"),
        ((("█", 200),), "██████████"),
    ],
)
def test_a_bar_never_exceeds_its_width(parts: Any, bar: str) -> None:
    """Whatever the amounts, ten signs."""
    assert programme_view.filled(10, 100, *parts) == bar


# JSON


def test_the_json_is_that_of_the_contract() -> None:
    """The keys of the contract, amounts that add up to the cent, a motive for everyone left out."""
    data = json.loads(json.dumps(as_json(made(), NAMES)))
    contract = ("enveloppe", "engage", "mode", "optimal_prouve", "retenus", "ecartes")
    assert tuple(key for key in data if key in contract) == contract
    assert (data["enveloppe"], data["mode"], data["optimal_prouve"]) == (900000.0, "optimal", True)
    cents = [round(item["montant"] * 100) for item in data["retenus"]]
    assert sum(cents) == round(data["engage"] * 100)
    assert round((data["engage"] + data["reliquat"] + data["reserve"]) * 100) == 900_000_00
    assert all({"reference", "score", "montant"} <= set(item) for item in data["retenus"])
    for item in data["ecartes"]:
        assert {"reference", "score", "montant", "motif"} <= set(item)
        assert item["motif"]
    everyone = [item["reference"] for item in data["retenus"] + data["ecartes"]]
    assert sorted(everyone) == list("ABCDEFG")
    assert data["grille_officielle"] is False


def test_the_json_tells_constraints_shares_and_frontier() -> None:
    """Each limit with what it gets; each theme of a dossier; each step, possible or not."""
    data = as_json(made(), NAMES)
    assert [(c["selon"], c["sens"], c["respectee"]) for c in data["contraintes"]] == [
        ("departement", "minimum", True), ("departement", "maximum", True),
        ("thematique", "maximum", True), ("volet", "minimum", True),
    ]  # fmt: skip
    themes = {p["nom"]: p["nombre"] for p in data["parts"] if p["selon"] == "thematique"}
    kept = data["retenus"]
    assert themes["décarbonation"] == sum("decarbonation" in k["thematiques"] for k in kept)
    steps = data["frontiere"]
    assert [step["enveloppe"] for step in steps] == [200000.0, 600000.0, 900000.0]
    assert steps[0]["nombre"] is None
    assert "déjà engagés" in plain(steps[0]["infaisable"])
    assert steps[2]["engage"] == data["engage"]


# CSV


def test_the_csv_opens_in_a_french_spreadsheet(tmp_path: Path) -> None:
    """UTF-8 with its mark, semicolons, decimal commas; everyone, those funded first."""
    path = tmp_path / "programme.csv"
    programme_files.write_csv(path, made(), NAMES)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert [row["decision"] for row in table] == sorted(
        (row["decision"] for row in table), reverse=True
    )
    by_reference = {row["reference"]: row for row in table}
    assert by_reference["C"]["montant"] == "200000,00"
    assert by_reference["C"]["deja_engage"] == "oui"
    assert by_reference["F"]["motif"].startswith("Verdict")
    assert by_reference["G"]["montant_demande"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_becomes_a_formula(start: str, tmp_path: Path) -> None:
    """A reference that starts like a formula is a text, in CSV and in XLSX."""
    openpyxl = pytest.importorskip("openpyxl")
    evil = f"{start}SUM(1)"
    one = programme([Candidate(evil, "eligible", evil, 5000, 5000, 100_00)], 200_00)
    (row,) = list(csv.DictReader(io.StringIO(programme_files.csv_text(one, NAMES), newline=""),
                                 delimiter=";"))  # fmt: skip
    assert row["reference"] == row["intitule"] == f"'{evil}"
    write_xlsx(tmp_path / "p.xlsx", one, NAMES)
    cell = openpyxl.load_workbook(tmp_path / "p.xlsx")["Retenus"]["A2"]
    assert cell.data_type in {"s", "inlineStr"}


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """When writing fails, what was there remains, and no temporary file is left."""
    path = tmp_path / "programme.csv"
    path.write_text("avant", encoding="utf-8")

    def fail(temporary: Path) -> None:
        temporary.write_text("moitié", encoding="utf-8")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        programme_files.replace_file(path, fail)
    assert path.read_text(encoding="utf-8") == "avant"
    assert list(tmp_path.iterdir()) == [path]


# The workbook


def test_the_totals_of_the_workbook_are_formulas(tmp_path: Path) -> None:
    """Every total is a formula over the amounts granted, with its present value beside it."""
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path / "programme.xlsx"
    program = made()
    write_xlsx(path, program, NAMES)
    live = openpyxl.load_workbook(path)
    seen = openpyxl.load_workbook(path, data_only=True)
    assert live.sheetnames == ["Programme", "Retenus", "Répartition", "Contraintes", "Écartés"]
    count = len(program.plan.grants)
    total = f"H{count + 2}"
    assert live["Retenus"][total].value == f"=SUM(H2:H{count + 1})"
    assert live["Programme"]["B6"].value == f"='Retenus'!$H${count + 2}"
    assert live["Programme"]["B7"].value == "=B4-B5-B6"
    for cell, cents in (("B6", program.plan.engaged), ("B7", program.plan.left)):
        assert round(seen["Programme"][cell].value * 100) == cents
    shares = [row[2].value for row in live["Répartition"].iter_rows(min_row=2) if row[1].value]
    assert all(formula.startswith("=SUMIF('Retenus'!") for formula in shares)
    verdicts = [row[3].value for row in live["Contraintes"].iter_rows(min_row=2)]
    assert all(formula.startswith("=IF(") for formula in verdicts)


def test_the_same_programme_is_the_same_workbook(tmp_path: Path) -> None:
    """No date of the day in the file: byte for byte the same."""
    one, two = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    write_xlsx(one, made(), NAMES)
    write_xlsx(two, made(), NAMES)
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_computes_what_the_engine_computed(tmp_path: Path) -> None:
    """LibreOffice finds the same totals; and they follow when an amount is changed."""
    openpyxl = pytest.importorskip("openpyxl")
    program = made()
    for delta in (0, 10_000):
        path = tmp_path / f"{delta}.xlsx"
        write_xlsx(path, program, NAMES)
        book = openpyxl.load_workbook(path)  # formulas alone: the values must be computed again
        book["Retenus"]["H2"].value += delta
        book.save(path)
        out = tmp_path / f"calcul-{delta}"
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profil",  # noqa: S607
             "--convert-to", "xlsx", "--outdir", str(out), str(path)],
            check=True, capture_output=True,
        )  # fmt: skip
        seen = openpyxl.load_workbook(out / path.name, data_only=True)
        plan = program.plan
        engaged = plan.engaged + delta * 100
        assert round(seen["Programme"]["B6"].value * 100) == engaged
        assert round(seen["Programme"]["B7"].value * 100) == plan.left - delta * 100
        assert seen["Programme"]["B8"].value == len(plan.grants)
        assert round(seen["Programme"]["B9"].value * 10_000) == plan.score
        rows = list(seen["Contraintes"].iter_rows(min_row=2, values_only=True))
        changed = plan.grants[0].candidate
        for number, (limit, row) in enumerate(zip(plan.problem.limits, rows, strict=True)):
            inside = limit.share.value in changed.valeurs(limit.share.axis)
            total = plan.totals[number] + (delta * 100 if inside else 0)
            assert round(row[1] * 100) == limit.cents
            assert round(row[2] * 100) == total
            kept = total >= limit.cents if limit.side == "minimum" else total <= limit.cents
            assert row[3] == ("oui" if kept else "NON")
        parts = [row for row in seen["Répartition"].iter_rows(min_row=2, values_only=True)
                 if row[1] is not None]  # fmt: skip
        assert {round(p[2] * 100) for p in parts if p[0] == "investissement"} == {engaged}


def test_without_the_library_the_workbook_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The CSV does without it."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(EngineUnavailableError, match=r"fondsvert\[programme\]"):
        check_available()
