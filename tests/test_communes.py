"""The communes of France that ship: found by code, by former code, by name."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import ROOT

from fondsvert.engine.commune_names import normalise
from fondsvert.engine.communes import MILLESIME, SHIPPED, Cog

COG = Cog()


def parsed(name: str) -> list[list[str]]:
    """Return a table of the COG read the plain way, without its header."""
    lines = (SHIPPED / f"{name}.tsv").read_text(encoding="utf-8").split("\n")
    return [line.split("\t") for line in lines[1:-1]]


CURRENT = {row[0]: row for row in parsed("communes")}
FORMER = {row[0]: row for row in parsed("anciennes")}


@pytest.mark.parametrize("code", ["01001", "2A004", "2B366", "18279", "97502", "98901"])
def test_a_commune_is_read_from_its_line(code: str) -> None:
    """First, last, Corsican and overseas communes are found, with the columns of their line."""
    commune, row = COG.commune(code), CURRENT[code]
    assert commune is not None
    assert [
        commune.code,
        commune.nom,
        commune.epci or "",
        commune.arrondissement or "",
        commune.departement,
        commune.region,
        commune.zone,
        commune.siren or "",
    ] == row


def test_the_search_agrees_with_a_plain_reading_for_every_code() -> None:
    """Binary search finds each current commune, and only under its own code."""
    cog = Cog()
    found = {code: cog.commune(code) for code in [*CURRENT, *FORMER]}
    assert {code for code, commune in found.items() if commune} == set(CURRENT)
    assert all(commune is None or commune.code == code for code, commune in found.items())


@given(st.text(max_size=7) | st.from_regex(r"[0-9]{2}[0-9AB][0-9]{2}", fullmatch=True))
def test_the_search_agrees_with_a_plain_reading_for_any_text(code: str) -> None:
    """No text, however strange, finds a commune that a dictionary would not, nor fails."""
    commune, resolved = COG.commune(code), COG.resolve(code)
    assert (commune.code if commune else None) == (code if code in CURRENT else None)
    assert (resolved is None) == (code not in CURRENT and code not in FORMER)


@pytest.mark.parametrize("code", ["", "\n", "\t", "18279\t", "code", "\ud800", "99999", "é"])
def test_what_is_no_code_finds_nothing(code: str) -> None:
    """Separators, the header's own name and lone surrogates are only unknown codes."""
    assert COG.resolve(code) is None


def test_iterating_is_the_same_as_looking_up() -> None:
    """The bulk reading yields each commune once, in order, equal to the one looked up."""
    communes = list(Cog().all())
    assert [commune.code for commune in communes] == list(CURRENT)
    assert all(COG.commune(commune.code) == commune for commune in communes[::97])


def test_every_table_is_sorted_by_bytes_and_its_keys_are_unique() -> None:
    """Binary search rests on it."""
    for path in SHIPPED.glob("*.tsv"):
        keys = [line.split(b"\t")[0] for line in path.read_bytes().splitlines()[1:]]
        assert keys == sorted(set(keys)), path.name


def test_every_former_code_leads_to_a_current_commune() -> None:
    """A former code resolves in one step, and says what it was; a shared code stays current."""
    for code, (_, current, nom, _kind) in FORMER.items():
        resolved = COG.resolve(code)
        assert resolved is not None
        assert resolved.commune.code == current
        expected = (None, None) if code in CURRENT else (code, nom or None)
        assert (resolved.ancien_code, resolved.ancien_nom) == expected
    assert dict(COG.codes()) == {
        **{code: code for code in CURRENT},
        **{code: row[1] for code, row in FORMER.items() if code not in CURRENT},
    }


@pytest.mark.parametrize(
    ("code", "current", "nom", "former"),
    [
        ("41092", "41059", "Le Controis-en-Sologne", "Fougères-sur-Bièvre"),
        ("18131", "18173", "Osmery", None),
        ("75101", "75056", "Paris", "Paris 1er Arrondissement"),
        ("13201", "13055", "Marseille", "Marseille 1er Arrondissement"),
        ("69381", "69123", "Lyon", "Lyon 1er Arrondissement"),
    ],
)
def test_former_communes(code: str, current: str, nom: str, former: str | None) -> None:
    """Delegated and merged communes, and municipal arrondissements, are the commune of today."""
    resolved = COG.resolve(code)
    assert resolved is not None
    assert (resolved.commune.code, resolved.commune.nom) == (current, nom)
    assert (resolved.ancien_code, resolved.ancien_nom) == (code, former)


def test_a_delegated_commune_never_hides_the_current_one_of_its_code() -> None:
    """28319 is Neuville Saint Denis, although Rouvray-Saint-Denis, delegated, has that code."""
    resolved = COG.resolve("28319")
    assert resolved is not None
    assert resolved.commune.nom == "Neuville Saint Denis"
    assert (resolved.ancien_code, resolved.ancien_nom) == (None, None)


def test_a_cold_lookup_reads_almost_nothing() -> None:
    """One commune costs less than 2 ms, tables unopened, and imports no reader of CSV."""
    best = 1.0
    for _ in range(5):
        start = time.perf_counter()
        Cog().commune("18279")
        best = min(best, time.perf_counter() - start)
    assert best < 0.002
    code = (
        "import sys, fondsvert.engine.territory;"
        "print(*{'csv', 'pydantic', 'difflib'} & {*sys.modules})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


def test_the_licence_names_the_same_year() -> None:
    """What ships says which Code officiel géographique it is."""
    assert f"COG {MILLESIME}" in (SHIPPED / "LICENCE.md").read_text(encoding="utf-8")


# Names


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Fougères-sur-Bièvre", "41059"),
        ("FOUGERES SUR BIEVRE", "41059"),
        ("  vierzon ", "18279"),
        ("St-Amand Montrond", "18197"),
        ("L’Haÿ les Roses", "94038"),
        ("mans", "72181"),
        ("Rouvray St Denis", "28319"),
        ("Ste-Geneviève-des-Bois (45)", None),
    ],
)
def test_a_name_as_people_write_it(name: str, code: str | None) -> None:
    """Case, accents, hyphens, apostrophes, « St » and the article do not matter."""
    found = COG.find(name)
    assert [match.commune.code for match in found.matches if found.how == "exact"] == (
        [code] if code else []
    )


def test_a_former_name_says_so() -> None:
    """A commune found by a former name keeps that name, and its code if it had another."""
    (match,) = COG.search("Fougères-sur-Bièvre")
    assert (match.ancien_code, match.ancien_nom) == ("41092", "Fougères-sur-Bièvre")
    (match,) = COG.search("Rouvray-Saint-Denis")
    assert (match.ancien_code, match.ancien_nom) == (None, "Rouvray-Saint-Denis")


def test_each_way_is_tried_only_when_the_surer_ones_fail() -> None:
    """Exact names first, then beginnings, then near names; nothing for an empty name."""
    assert COG.find("Saint-Denis").how == "exact"
    assert {match.commune.nom for match in COG.search("Saint-Denis")} == {"Saint-Denis"}
    assert COG.find("Châteaurou").how == "prefixe"
    assert COG.find("Vierzom").how == "proche"
    assert "Vierzon" in [match.commune.nom for match in COG.search("Vierzom")]
    assert COG.find("xyzxyzxyz").how == COG.find(" -' ").how == "aucun"


@given(st.sampled_from(sorted(CURRENT)))
def test_every_commune_is_found_by_its_name(code: str) -> None:
    """Whatever its spelling, a current name leads exactly to its commune, each listed once."""
    found = COG.find(CURRENT[code][1].upper())
    codes = [match.commune.code for match in found.matches]
    assert found.how == "exact"
    assert code in codes
    assert len(set(codes)) == len(codes)


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    """Names and queries are compared in one form."""
    assert normalise(normalise(text)) == normalise(text)


def test_the_tables_are_what_the_script_builds(tmp_path: Path) -> None:
    """The script filters on the type first, and resolves every former code, in stable order."""
    package = tmp_path / "package"
    (package / "data").mkdir(parents=True)
    places = [
        {"code": "01002", "nom": "Neuve", "type": "commune-actuelle", "zone": "metro",
         "departement": "01", "region": "84", "anciensCodes": ["01003", "01004"]},
        {"code": "01002", "nom": "Déléguée", "type": "commune-deleguee", "chefLieu": "01002"},
        {"code": "01003", "nom": "Associée", "type": "commune-associee", "chefLieu": "01002"},
        {"code": "01001", "nom": "Ville", "type": "commune-actuelle", "zone": "metro",
         "departement": "01", "region": "84", "arrondissement": "011", "siren": "210100012"},
        {"code": "01201", "nom": "Ville 1er", "type": "arrondissement-municipal",
         "commune": "01001"},
    ]  # fmt: skip
    epci = [{"code": "244500468", "nom": "CC", "type": "CC", "membres": [{"code": "01001"}]}]
    contents = {"communes": places, "epci": epci}
    for name in ("communes", "epci", "ept", "arrondissements", "departements", "regions"):
        text = json.dumps(contents.get(name, []))
        (package / "data" / f"{name}.json").write_text(text, encoding="utf-8")
    (package / "package.json").write_text('{"version": "6.0.0"}', encoding="utf-8")
    (package / "LICENSE").write_text("MIT", encoding="utf-8")
    script = ROOT / "tools" / "build_communes.py"
    command = [sys.executable, str(script), "--paquet", str(package), "--sortie", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    assert (tmp_path / "communes.tsv").read_text(encoding="utf-8").splitlines()[1:] == [
        "01001\tVille\t244500468\t011\t01\t84\tmetro\t210100012",
        "01002\tNeuve\t\t\t01\t84\tmetro\t",
    ]
    assert (tmp_path / "anciennes.tsv").read_text(encoding="utf-8").splitlines()[1:] == [
        "01002\t01002\tDéléguée\tdeleguee",
        "01003\t01002\tAssociée\tassociee",
        "01004\t01002\t\tfusionnee",
        "01201\t01001\tVille 1er\tarrondissement-municipal",
    ]
    again = subprocess.run([*command, "--verifier"], check=False, capture_output=True)
    assert again.returncode == 0
