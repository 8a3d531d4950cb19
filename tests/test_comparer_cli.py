"""The editions that ship, compared; and the command: two folders, two revisions, a portfolio."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import golden
import pytest
from compared import FOUR, THREE, YEARS, moves, within
from places import ROOT
from small_books import criterion, write

import fondsvert
from fondsvert.cli import main
from fondsvert.engine.comparison.difference import ABSENT, Comparison
from fondsvert.engine.report.comparison_view import ComparisonView
from fondsvert.engine.yaml_text import load as read_yaml


@pytest.fixture(scope="module")
def shipped(measure: fondsvert.Measure) -> Comparison:
    """The editions that ship, compared."""
    return within(measure, "2024", "2025")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_editions_that_ship(
    shipped: Comparison, lang: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """What changed from 2024 to 2025, as policy staff read it."""
    from fondsvert.engine.report.terminal import show

    show(ComparisonView(shipped, lang).render())
    golden.check(f"comparer/2024-2025.{lang}.txt", capsys.readouterr().out)


def test_what_changed_in_2025(shipped: Comparison) -> None:
    """The advance, the volet rebond, the equipment excluded: nothing else, and none by dates."""
    assert moves(shipped) == {
        "TER-04": [("non_satisfait", ABSENT), ("indetermine", ABSENT)],
        "PRJ-10": [(ABSENT, "a_apprecier"), (ABSENT, "indetermine")],
        "FIN-06": [("satisfait", "non_satisfait")],
    }
    assert not any(item.dates for item in shipped.differences)
    assert shipped.idle == ()
    assert len(shipped.same) == 41
    assert shipped.listed == ()


class Ran(NamedTuple):
    """What a command came to."""

    exit_code: int
    stdout: str
    stderr: str


def run(*arguments: object) -> Ran:
    """Run the command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.object(sys, "argv", ["fondsvert", "comparer", *map(str, arguments)]),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as stop,
    ):
        main()
    assert isinstance(stop.value.code, int)
    plain = out.getvalue().replace("\u00a0", " ").replace("\u202f", " ")
    return Ran(stop.value.code, plain, err.getvalue())


@pytest.fixture
def books(tmp_path: Path) -> tuple[Path, Path]:
    """Two rule books that differ by a threshold, and of which one has an edition more."""
    rule = criterion("ESS-01", exige="financement.montant_demande >= parametres.minimum")
    return (
        write(tmp_path / "un", [rule], parameters=[FOUR], editions=YEARS),
        write(tmp_path / "deux", [rule], parameters=[THREE], editions=YEARS[:1]),
    )


def test_two_folders(books: tuple[Path, Path]) -> None:
    """Every edition that both have is compared; those of one alone are named; 1 says a change."""
    one, two = books
    found = run("--regles", one, "--contre", two)
    assert found.exit_code == 1, found.stderr
    assert "2024 (un) comparé à 2024 (deux)" in found.stdout
    assert "L’édition 2025 n’est que dans un." in found.stdout
    assert "refusé en 2024 (un), admis en 2024 (deux) (ESS-01)" in " ".join(found.stdout.split())
    assert run("--regles", one, "--contre", one, "2024").exit_code == 0


def test_json(books: tuple[Path, Path]) -> None:
    """Keys do not change with the language; amounts are numbers, places are lines of files."""
    one, two = books
    found = run("--regles", one, "--contre", two, "2024", "--format", "json", "--lang", "en")
    (comparison,) = json.loads(found.stdout)["comparaisons"]
    (difference,) = comparison["differences"]
    assert difference["critere"] == "ESS-01"
    assert difference["changements"][0]["temoin"]["financement"] == {"montant_demande": 300_000}
    assert difference["changements"][0]["verdicts"] == ["ineligible", "eligible"]
    (cause,) = difference["causes"]
    assert (cause["avant"]["valeur"], cause["apres"]["valeur"]) == (400_000.0, 300_000.0)
    assert cause["avant"]["fichier"] == "parametres.yaml"
    assert comparison["identiques"] is False


def test_witnesses_are_dossiers(books: tuple[Path, Path], tmp_path: Path) -> None:
    """Each witness written reads as a dossier and shows what its name says, on both sides."""
    one, two = books
    folder = tmp_path / "temoins"
    assert run("--regles", one, "--contre", two, "2024", "--temoins", folder).exit_code == 1
    names = sorted(path.name for path in folder.glob("*ESS-01*"))
    assert names == ["2024_un-2024_deux-ESS-01-non_satisfait-satisfait.feature",
                     "2024_un-2024_deux-ESS-01-non_satisfait-satisfait.yaml"]  # fmt: skip
    data = read_yaml((folder / names[1]).read_bytes()).data
    statuses = [
        measure.screen(fondsvert.Dossier.model_validate(data)).criteres["ESS-01"].statut
        for measure in map(fondsvert.load, books)
    ]
    assert statuses == ["non_satisfait", "satisfait"]
    played = (folder / names[0]).read_text(encoding="utf-8")
    assert played.startswith("# language: fr\nFonctionnalité: ")
    assert "le critère ESS-01 n'est pas satisfait" in played
    again = run("--regles", one, "--contre", two, "2024", "--temoins", folder)
    assert again.exit_code == 65
    assert "contient déjà des fichiers" in again.stderr


def test_a_portfolio(tmp_path: Path) -> None:
    """With dossiers: who changes between two rule books, and why."""
    rule = criterion("ESS-01", exige="financement.montant_demande >= parametres.minimum")
    more = criterion("ESS-02", exige="financement.montant_demande <= parametres.minimum")
    one = write(tmp_path / "un", [rule], parameters=[THREE])
    two = write(tmp_path / "deux", [rule, more], parameters=[FOUR])
    portfolio = tmp_path / "dossiers.jsonl"
    portfolio.write_text(
        "".join(
            json.dumps({"reference": f"D{n}", "date_depot": "2024-05-13",
                        "financement": {"montant_demande": n}}) + "\n"
            for n in (100_000, 350_000, 400_000)
        ),
        encoding="utf-8",
    )  # fmt: skip
    found = run("--regles", one, "--contre", two, "2024", "2024", portfolio, "--format", "json",
                "--details")  # fmt: skip
    assert found.exit_code == 1, found.stderr
    told_ = json.dumps(json.loads(found.stdout)["portefeuille"])
    assert '"D350000"' in told_
    assert '"D100000"' not in told_
    assert "ESS-01" in told_


def test_what_is_badly_asked(books: tuple[Path, Path]) -> None:
    """One edition alone, an unknown one, two ways at once: each is told."""
    one, two = books
    assert run("2024").exit_code == 2
    assert run("2024", "2077").exit_code == 65
    assert run("--regles", one, "--contre", two, "--revision", "a", "b").exit_code == 2
    assert run("--regles", one, "--contre", two, "nulle-part").exit_code == 66


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_two_revisions(tmp_path: Path) -> None:
    """The rules are read from git, whatever the working tree holds."""
    rule = criterion("ESS-01", exige="financement.montant_demande >= parametres.minimum")

    def git(*words: str) -> None:
        who = ("-c", "user.name=essai", "-c", "user.email=essai@example.org")
        words = ("git", *who, *words)
        subprocess.run(words, cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    for tag, figure in (("avant", FOUR), ("apres", THREE)):
        write(tmp_path / "regles", [rule], parameters=[figure])
        git("add", "regles")
        git("commit", "-q", "-m", tag)
        git("tag", tag)
    (tmp_path / "regles/mesure.yaml").write_text("rien", encoding="utf-8")
    found = run("--regles", tmp_path / "regles", "--revision", "avant", "apres")
    assert found.exit_code == 1, found.stderr
    assert "2024 (avant) comparé à 2024 (apres)" in found.stdout
    wrong = run("--regles", tmp_path / "regles", "--revision", "avant", "--output=x")
    assert wrong.exit_code == 2
    assert "avant" not in [path.name for path in ROOT.iterdir()]
