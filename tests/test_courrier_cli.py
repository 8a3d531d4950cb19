"""``fondsvert courrier``: one letter or a folder, everything or nothing, in both languages."""

from __future__ import annotations

import io
import json
import shutil
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from letters import example, said, template
from places import ROOT

import fondsvert
from fondsvert.cli import main
from fondsvert.engine.letters.files import file_names, write_all

NAMES = ("a-completer", "competences", "eligible", "hors-territoire", "ineligible")


class Ran(NamedTuple):
    """What a command came to."""

    exit_code: int
    stdout: str
    stderr: str


def run(*arguments: object, stdin: bytes = b"") -> Ran:
    """Run the command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.object(sys, "argv", ["fondsvert", "courrier", *map(str, arguments)]),
        patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as stop,
    ):
        main()
    plain = [each.getvalue().replace("\u00a0", " ").replace("\u202f", " ") for each in (out, err)]
    return Ran(int(stop.value.code or 0), *plain)


@pytest.fixture(autouse=True)
def _loaded_once(measure: fondsvert.Measure, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules are read once for all; the commands of the guide read them as users do."""
    monkeypatch.setattr("fondsvert.commands.courrier.measure_of", lambda _: measure)


@pytest.fixture(scope="module")
def lines(measure: fondsvert.Measure) -> dict[str, str]:
    """The decisions on the dossiers that ship, as lines of JSON."""
    return {name: measure.screen(example(name, measure)).model_dump_json() for name in NAMES}


@pytest.fixture
def portfolio(lines: dict[str, str], tmp_path: Path) -> Path:
    """A file of decisions, a line each, blank lines and a byte order mark included."""
    path = tmp_path / "decisions.jsonl"
    path.write_text("\ufeff" + "\n\n".join(lines.values()) + "\n", encoding="utf-8")
    return path


def test_one_letter(lines: dict[str, str], tmp_path: Path) -> None:
    """A decision on standard input makes a file of the name given, dated as told."""
    path = tmp_path / "lettre.docx"
    dossier = ROOT / "examples/ineligible.yaml"
    ran = run("-", "--modele", "refus", "-o", path, "--dossier", dossier,
              "--date-courrier", "2026-11-26", stdin=lines["ineligible"].encode())  # fmt: skip
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"« {path} » est écrite (Refus motivé)")
    text = said(path.read_bytes())
    assert "le 26\u00a0novembre 2026" in text
    assert "Mécanique du Pays d'Issoudun" in text


def test_a_folder_of_letters(portfolio: Path, tmp_path: Path) -> None:
    """The decisions that the model fits make a letter each; the others are named."""
    folder = tmp_path / "lettres"
    ran = run(portfolio, "--modele", "refus", "-o", folder, "--passer")
    assert ran.exit_code == 0
    assert sorted(each.name for each in folder.iterdir()) == [
        "FV-TI-0003-refus.docx",
        "FV-TI-0005-refus.docx",
    ]
    assert ran.stdout.startswith("2 lettres écrites")
    assert "Décisions passées : 3." in ran.stdout
    assert ran.stderr.count("passée : FV-TI-") == 3


def test_all_or_nothing(portfolio: Path, tmp_path: Path) -> None:
    """Where one decision does not fit, every such one is told and nothing is written."""
    folder = tmp_path / "lettres"
    ran = run(portfolio, "--modele", "refus", "-o", folder, "--lang", "en")
    assert ran.exit_code == 65
    assert ran.stderr.count('the model "refus" does not fit') == 3
    assert not folder.exists()


def test_a_letter_is_never_replaced_unasked(lines: dict[str, str], tmp_path: Path) -> None:
    """An officer may have completed it: --ecraser is needed."""
    path = tmp_path / "d.jsonl"
    path.write_text(lines["ineligible"] + "\n" + lines["hors-territoire"], encoding="utf-8")
    arguments = (path, "--modele", "refus", "-o", tmp_path / "x")
    assert run(*arguments).exit_code == 0
    kept = tmp_path / "x/FV-TI-0003-refus.docx"
    kept.write_bytes(b"mine")
    (tmp_path / "x/FV-TI-0005-refus.docx").unlink()
    ran = run(*arguments)
    assert ran.exit_code == 65
    assert "FV-TI-0003-refus.docx : cette lettre existe déjà" in ran.stderr
    assert [each.read_bytes() for each in (tmp_path / "x").iterdir()] == [b"mine"]
    assert run(*arguments, "--ecraser").exit_code == 0
    assert kept.read_bytes() != b"mine"


def test_nothing_half_written(tmp_path: Path) -> None:
    """A folder that cannot be written leaves nothing behind, not even an unfinished file."""
    (tmp_path / "file").write_text("x")
    wanted = {tmp_path / "a.docx": b"1", tmp_path / "file/b.docx": b"2"}
    with pytest.raises(fondsvert.InputError, match="ne peut pas être écrit"):
        write_all(wanted)
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_decisions_are_read_strictly(lines: dict[str, str], tmp_path: Path) -> None:
    """Every fault of every line is told with its place; a dossier is no decision."""
    wrong = json.loads(lines["eligible"])
    wrong["verdict"] = "peut-être"
    wrong["criteres"][0]["statut"] = 3
    path = tmp_path / "d.jsonl"
    text = "\n".join([lines["ineligible"], json.dumps(wrong), "{oops", "[1]", '{"criteres": [{}]}',
                      lines["ineligible"]])  # fmt: skip
    path.write_text(text, encoding="utf-8")
    ran = run(path, ROOT / "examples/eligible.yaml", "--modele", "refus", "-o", tmp_path / "x")
    assert ran.exit_code == 65
    assert f'{path}:2 verdict : « "peut-être" » n’est pas accepté' in ran.stderr
    assert f"{path}:2 criteres." in ran.stderr
    for line in (3, 4, 5):
        assert f"{path}:{line} : ce n’est pas une décision" in ran.stderr
    assert "FV-TI-0003 est donnée plusieurs fois" in ran.stderr
    assert "eligible.yaml:1 : ce n’est pas une décision" in ran.stderr
    assert run(tmp_path / "none", "--modele", "refus").exit_code == 66
    assert run("-", "--modele", "refus").exit_code == 65


def test_json_of_any_shape(lines: dict[str, str], tmp_path: Path) -> None:
    """A list of decisions, or one over several lines with its questions beside it, is read too."""
    data = [json.loads(lines[name]) for name in ("ineligible", "hors-territoire")]
    path = tmp_path / "d.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert run(path, "--modele", "refus", "-o", tmp_path / "x").exit_code == 0
    path.write_text(json.dumps({**data[0], "questions": []}, indent=2), encoding="utf-8")
    assert run(path, "--modele", "refus", "-o", f"{tmp_path}/y/").exit_code == 0
    assert [each.name for each in (tmp_path / "y").iterdir()] == ["FV-TI-0003-refus.docx"]


def test_what_the_officer_is_told(measure: fondsvert.Measure, tmp_path: Path) -> None:
    """A dossier that was not given, and a ground left out, are told apart from the letter."""
    from test_letters import AWARDED, UNVERIFIED

    dossier = example("ineligible", measure, financement=AWARDED, appreciations=UNVERIFIED)
    line = measure.screen(dossier).model_dump_json()
    ran = run("-", "--modele", "refus", "-o", tmp_path / "a.docx",
              "--dossier", ROOT / "examples/eligible.yaml", stdin=line.encode())  # fmt: skip
    assert ran.exit_code == 0
    assert "FIN-05 n’est pas cité comme motif de refus" in ran.stderr
    assert "FV-TI-0003 : absent des dossiers donnés" in ran.stderr


def test_dossiers_alone(tmp_path: Path) -> None:
    """Without a decision, the dossiers are screened; the same one twice is a fault."""
    files = [ROOT / f"examples/{name}.yaml" for name in ("ineligible", "hors-territoire")]
    asked = [part for path in files for part in ("--dossier", path)]
    ran = run("--modele", "refus", *asked, "-o", tmp_path / "x")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert len(list((tmp_path / "x").iterdir())) == 2
    ran = run("--modele", "refus", *asked, "--dossier", files[0], "-o", tmp_path / "y")
    assert ran.exit_code == 65
    assert "FV-TI-0003 est donné plusieurs fois" in ran.stderr


@pytest.mark.parametrize(
    ("references", "names"),
    [(["../../etc/passwd", "a/b", "a\\b"], ["etc_passwd-m.docx", "a_b-m.docx", "a_b-m-2.docx"]),
     (["FV 1", "fv_1", "…"], ["FV_1-m.docx", "fv_1-m-2.docx", "dossier-m.docx"]),
     (["x" * 300, "CON", ".x"], ["x" * 80 + "-m.docx", "CON-m.docx", "x-m.docx"])],
)  # fmt: skip
def test_names_are_no_paths(references: list[str], names: list[str]) -> None:
    """A reference never chooses where a letter goes, and no two letters share a file."""
    assert file_names(references, "m", ".docx") == names


def test_templates_from_the_command_line(tmp_path: Path, lines: dict[str, str]) -> None:
    """A model is copied, checked, changed, used; its fields are listed."""
    path = tmp_path / "mien.docx"
    assert run("--modele", "pieces", "--extraire", path).exit_code == 0
    assert run("--modele", "pieces", "--extraire", path).exit_code == 65
    ran = run("--verifier", path)
    assert ran.exit_code == 0
    assert "est un gabarit correct" in ran.stdout
    template(path, "{{ refrence }}")
    ran = run("--verifier", path)
    assert ran.exit_code == 65
    assert "vouliez-vous dire « reference » ?" in ran.stderr
    template(path, "{{ reference }}")
    ran = run("-", "--modele", path, "-o", f"{tmp_path}/x/", stdin=lines["eligible"].encode())
    assert ran.exit_code == 0
    assert (tmp_path / "x/FV-TI-0001-mien.docx").exists()
    ran = run("--champs")
    assert ran.exit_code == 0
    assert "{%p for x in motifs_de_refus %}" in ran.stdout


def test_usage(portfolio: Path) -> None:
    """What cannot be meant is refused before anything is read."""
    wrong: list[tuple[Any, ...]] = [
        (), (portfolio,), ("--champs", portfolio), ("--champs", "--verifier", "x"),
        ("--extraire", "x"), ("--modele", "autre.docx", "--extraire", "x"),
        (portfolio, "--modele", "refus"),
    ]  # fmt: skip
    assert [run(*arguments).exit_code for arguments in wrong] == [2] * len(wrong)


def test_pdf_without_libreoffice(
    portfolio: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PDF without LibreOffice is told before any letter is written."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    ran = run(portfolio, "--modele", "refus", "-o", tmp_path / "x", "--format", "pdf", "--passer")
    assert ran.exit_code == 69
    assert "LibreOffice" in ran.stderr
    assert not (tmp_path / "x").exists()
