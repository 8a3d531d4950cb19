"""``fondsvert territoire`` as its users meet it, and the list of AFR communes that they give it."""

from __future__ import annotations

import json
from pathlib import Path

import golden
import pytest
from test_cli import EXAMPLES, run

HEADER = "insee_com;lib_com;classement_afr\n"


@pytest.fixture
def afr(tmp_path: Path) -> Path:
    """A list as it comes: latin-1, a lost zero, and seven lines that lead nowhere."""
    path = tmp_path / "afr.csv"
    nowhere = "".join(f"9900{n};Nulle part;oui\n" for n in range(7))
    rows = f"{HEADER}1004;Ambérieu-en-Bugey;intégralement\n{nowhere}28134;Dreux;INTÉGRALEMENT\n"
    path.write_bytes(rows.encode("latin-1"))
    return path


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("commune", "28134"),
        ("hors-territoire", "Blois"),
        ("territoire", "ti-2404"),
        ("autre-region", "28263"),
        ("nom-proche", "Portes Euréliennes"),
    ],
)
def test_all_that_is_known_reads_as_it_should(name: str, query: str, lang: str) -> None:
    """A commune, one of no territory, a territory, one known in part, a name that is near."""
    result = run("territoire", query, "--lang", lang)
    assert result.returncode == (1 if name == "nom-proche" else 0)
    assert result.stderr == ""
    assert all(len(line) <= 80 for line in result.stdout.splitlines())
    golden.check(f"territoire/{name}.{lang}.txt", result.stdout)


def test_the_list_comes_from_the_option_or_else_from_the_environment(
    afr: Path, tmp_path: Path
) -> None:
    """FONDSVERT_AFR loads the list of every command; --afr wins over it."""
    shown = json.loads(
        run("territoire", "Dreux", "--format", "json", FONDSVERT_AFR=str(afr)).stdout
    )
    assert shown["zone_afr"] == "integralement"
    other = tmp_path / "autre.csv"
    other.write_text(f"{HEADER}28134;Dreux;en partie\n", encoding="utf-8")
    both = run("territoire", "Dreux", "--afr", other, FONDSVERT_AFR=str(afr))
    assert (both.returncode, both.stderr) == (0, "")
    assert "classée en partie, adresse à vérifier" in both.stdout
    absent = run("territoire", "Dreux", FONDSVERT_AFR=str(tmp_path / "absent.csv"))
    assert absent.returncode == 66
    assert "absent.csv" in absent.stderr


def test_a_damaged_list_warns_shortly(afr: Path) -> None:
    """Five warnings and how many are left; all of them with --debug."""
    short = run("territoire", "Dreux", "--afr", afr).stderr.splitlines()
    assert len(short) == 6
    assert "afr.csv:3" in short[0]
    assert short[-1].endswith("2")
    every = run("territoire", "Dreux", "--afr", afr, "--debug").stderr.splitlines()
    assert len(every) == 7


def test_lines_left_aside_are_told_where_they_may_matter(afr: Path) -> None:
    """A site found outside the area may be on a line left aside: its decision says so."""
    result = run("instruire", EXAMPLES / "eligible.yaml", "--afr", afr, "--format", "json")
    (said,) = [text for text in json.loads(result.stdout)["avertissements"] if "AFR" in text]
    assert "\u00a0: 7." in said
