"""The synthetic portfolio: the same everywhere, always valid, balanced, and as its laws say."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import signal
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import golden
import numpy as np
import polars as pl
import pytest
from places import ROOT
from polars.testing import assert_frame_equal
from test_cli import run

import fondsvert
from fondsvert.engine import flat, yaml_text
from fondsvert.engine.communes import Cog
from fondsvert.engine.dossier_types import is_siret
from fondsvert.engine.flat_files import FORMS, Form, json_line, write_frames
from fondsvert.engine.synthesis import generate, generate_frame, synthetic_columns
from fondsvert.engine.synthesis.draws import SIDES, Choice, Draws, bounds, rounded
from fondsvert.engine.synthesis.gaps import group_of
from fondsvert.engine.synthesis.laws import PATH, laws
from fondsvert.engine.territory import locate

SEED = 42
MANY = 20_000


@pytest.fixture(scope="module")
def many() -> pl.DataFrame:
    """Enough dossiers for shares to be near what their laws say."""
    return pl.concat(generate_frame(MANY, SEED))


@pytest.fixture(scope="module")
def some() -> list[dict[str, Any]]:
    """A few hundred dossiers as plain data."""
    return list(generate(600, SEED))


# -- the same everywhere ------------------------------------------------------------------------


def test_the_first_dossiers_of_a_seed_never_change() -> None:
    """On every platform and Python, seed 42 gives these: a digest, and the first to read."""
    lines = [json_line(dossier) for dossier in generate(200, SEED)]
    digest = hashlib.sha256(b"".join(lines)).hexdigest()
    first = json.dumps(json.loads(lines[0]), ensure_ascii=False, indent=1)
    golden.check("synthese/graine-42.txt", f"{digest}\n{first}\n")


@pytest.mark.parametrize("chunk", [1, 7, 100])
def test_a_dossier_depends_on_its_rank_alone(chunk: int) -> None:
    """Neither the chunks nor how many are asked for change a dossier."""
    whole = next(generate_frame(100, 3))
    assert_frame_equal(pl.concat(generate_frame(31, 3, chunk=chunk)), whole.head(31))


def test_another_seed_gives_other_dossiers() -> None:
    """Seeds do not share their draws."""
    first, second = (next(generate_frame(200, seed))["projet.commune"] for seed in (1, 2))
    assert (first != second).mean() > 0.8  # type: ignore[operator]


def test_a_stream_is_the_one_of_its_name() -> None:
    """The raw draws are PCG64's, by name and rank: written here once and for all."""
    drawn = [2684010368, 2932785483, 2970678607, 2691142071]
    assert Draws(SEED, 0, 4).sides("site").tolist() == drawn
    assert Draws(SEED, 2, 2).sides("site").tolist() == drawn[2:]
    assert Draws(SEED, 0, 4).sides("commune").tolist() != drawn


# -- valid --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 1, 2**80])
def test_every_dossier_is_valid(seed: int, measure: fondsvert.Measure) -> None:
    """Each one is a dossier, and the criteria and regimes that it names are the rule book's."""
    for data in generate(300, seed):
        fondsvert.Dossier.model_validate(data, context=measure.context)


def test_references_and_sirets_are_unique_and_plainly_fictional(many: pl.DataFrame) -> None:
    """``SYN-0000001`` and so on; SIRETs start with four zeros, and both their keys are right."""
    assert many["reference"].to_list()[:2] == ["SYN-0000001", "SYN-0000002"]
    assert many["reference"].n_unique() == MANY
    sirets = many["porteur.siret"].drop_nulls().to_list()
    assert len(set(sirets)) == len(sirets) > MANY * 0.9
    assert all(siret.startswith("0000") and is_siret(siret) for siret in sirets)
    assert all(_luhn(siret[:9]) for siret in sirets[:2000])


def _luhn(digits: str) -> bool:
    doubled = (int(d) * (1 + rank % 2) for rank, d in enumerate(reversed(digits)))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def test_a_plan_whose_lines_are_known_balances(some: list[dict[str, Any]]) -> None:
    """Resources equal expenses to the cent, and hold what is asked of the Fonds vert."""
    seen = 0
    for dossier in some:
        plan = dossier.get("financement", {})
        spent = [line.get("montant_ht") for line in plan.get("depenses", [])]
        paid = [line.get("montant") for line in plan.get("ressources", [])]
        if spent and paid and None not in (*spent, *paid):
            assert sum(spent) == sum(paid)
            assert sum(line.get("fonds_vert") is True for line in plan["ressources"]) == 1
            seen += 1
    assert seen > len(some) / 2


def test_accounts_hold_together(some: list[dict[str, Any]]) -> None:
    """Own funds never exceed the balance sheet; periods follow each other, the latest first."""
    for dossier in some:
        who = dossier.get("porteur", {})
        hardship = who.get("difficulte", {})
        if {"total_bilan"} <= who.keys() and "capitaux_propres" in hardship:
            assert hardship["capitaux_propres"] <= who["total_bilan"]
        years = [period["annee"] for period in hardship.get("exercices", [])]
        assert years == [int(str(dossier["date_depot"])[:4]) - 1 - n for n in range(len(years))]


def test_sites_are_real_communes(many: pl.DataFrame, measure: fondsvert.Measure) -> None:
    """Each territory has its share, the towns named are its own, and what is outside is outside."""
    law, cog = laws().site, Cog()
    for territory, towns in law.villes.items():
        for town in towns:
            place = locate(town, cog, measure.territories).territory
            assert place is not None
            assert place.id == territory
    sites = [
        locate(code, cog, measure.territories)
        for code in many["projet.commune"].drop_nulls().to_list()
    ]
    weight = float(sum(law.territoires.values()) + sum(law.ailleurs.values()))
    for territory, part in law.territoires.items():
        found = sum(site.territory is not None and site.territory.id == territory for site in sites)
        # Former codes lead to communes of the territories too.
        assert float(part) / weight == pytest.approx(found / len(sites), abs=0.008)
    assert any(site.cause == "commune_inconnue" for site in sites)
    assert any(site.ancien_code for site in sites)
    assert {site.commune.zone for site in sites if site.commune} == {"metro", "drom", "com"}


# -- as the laws say ----------------------------------------------------------------------------


def test_amounts_are_around_the_awards_observed(many: pl.DataFrame) -> None:
    """The median is that of the 19 awards observed; most are between the least and the greatest."""
    asked = many["financement.montant_demande"].drop_nulls().cast(pl.Float64)
    assert asked.median() == pytest.approx(234_000, rel=0.03)
    assert asked.is_between(100_000, 374_880).mean() > 0.7  # type: ignore[operator]


@pytest.mark.parametrize(
    ("column", "value", "share"),
    [
        ("projet.volet", "competences", 0.12),
        ("porteur.personne_morale", False, 0.004),
        ("gouvernance.accord", "defavorable", 0.04),
        ("financement.regime", "rgec-36", 0.11 / 0.38),
        ("projet.collectif", True, 0.14),
    ],
)
def test_values_come_as_often_as_said(
    many: pl.DataFrame, column: str, value: object, share: float
) -> None:
    """The share of a value among those known is that of its law."""
    assert (many[column].drop_nulls() == value).mean() == pytest.approx(share, abs=0.012)


def test_some_projects_have_started(many: pl.DataFrame) -> None:
    """A few say that something was signed before the deposit: contradictions for the rules."""
    signed, deposit = many["projet.date_premier_engagement"], many["date_depot"]
    assert (signed < deposit).sum() / MANY == pytest.approx(0.04, abs=0.008)
    assert (signed >= deposit).sum() > 0
    both = many.filter(pl.col("projet.aucun_engagement") & signed.is_not_null())
    assert both.is_empty()


def test_absences_go_together(many: pl.DataFrame) -> None:
    """A dossier that lacks one group often lacks another; about half lack nothing."""
    size, accounts = (many[name].is_null() for name in ("porteur.chiffre_affaires", "pieces.connu"))
    assert accounts.filter(size).mean() > 1.5 * accounts.mean()  # type: ignore[operator]
    always = [
        column.name
        for column in synthetic_columns()
        if column.role in ("known", "count") and "exercices" not in column.name
    ]
    complete = many.select(pl.all_horizontal(pl.col(always).is_not_null())).to_series().mean()
    assert 0.6 < complete < 0.9  # type: ignore[operator]


def test_an_unknown_list_or_set_has_no_cell(many: pl.DataFrame) -> None:
    """What is unknown as a whole is unknown in each of its columns, so that it reads back."""
    for column in synthetic_columns():
        if column.role == "cell":
            beyond = (many[f"{column.path}.nombre"] <= column.line).fill_null(value=True)
            assert many[column.name].filter(beyond).null_count() == beyond.sum()
        elif column.role == "member":
            known = many[f"{column.path}.connu"]
            assert (many[column.name].is_null() == known.is_null()).all()


def test_every_field_can_be_missing_but_two(many: pl.DataFrame) -> None:
    """Each column belongs to a group that goes missing; reference and deposit never do."""
    for column in synthetic_columns():
        if column.name in ("reference", "date_depot"):
            assert many[column.name].null_count() == 0
        else:
            assert group_of(column, laws().lacunes)
            assert 0 < many[column.name].null_count() < MANY, column.name


def test_every_verdict_and_most_refusals_occur(
    some: list[dict[str, Any]], measure: fondsvert.Measure
) -> None:
    """The portfolio is worth screening: all four verdicts, and refusals by many criteria."""
    verdicts, refusing = set(), set()
    for data in some[:300]:
        decision = measure.screen(fondsvert.Dossier.model_validate(data), engine="reference")
        verdicts.add(decision.verdict)
        refusing |= {c.id for c in decision.criteres.values() if c.statut == "non_satisfait"}
    assert verdicts == {"eligible", "ineligible", "a_completer", "a_apprecier"}
    assert {"PRJ-02", "PRJ-04", "TER-01", "TER-02", "TER-03", "POR-05", "FIN-04"} <= refusing


# -- draws --------------------------------------------------------------------------------------


def test_bounds_are_exact_shares() -> None:
    """Weights become shares of the sides without a float; none is given to a weight of nothing."""
    assert bounds([1, 1]) == [SIDES // 2]
    assert bounds([0, 1, 0]) == [0, SIDES]
    assert bounds([Decimal("0.1"), Decimal("0.2")]) == [SIDES // 3]
    for nothing in ([0, 0], [-1, 2]):
        with pytest.raises(ValueError, match="nothing"):
            bounds(nothing)


def test_a_case_draws_from_its_own_weights() -> None:
    """A value that weighs nothing in a case never comes in that case."""
    choice = Choice.among({"a": {"x": 1}, "b": {"y": 2, "x": 0}})
    draws = Draws(1, 0, 50)
    case = draws.below("case", 2)
    assert (draws.pick("value", choice, case) == case).all()
    assert set(case.tolist()) == {0, 1}


def test_rounding_goes_to_the_nearest_multiple() -> None:
    """Halves go up, negative amounts too."""
    values = np.array([149, 150, -151, -150], dtype=np.int64)
    assert rounded(values, 100).tolist() == [100, 200, -200, -100]


# -- what is asked ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "seed", "chunk", "said"),
    [(-1, 0, 1, "^n:"), (50_000_001, 0, 1, "^n:"), (1, -1, 1, "^seed:"), (1, 0, 0, "^chunk:")],
)
def test_arguments_are_checked_at_once(n: int, seed: int, chunk: int, said: str) -> None:
    """What makes no sense is refused before anything is drawn."""
    with pytest.raises(ValueError, match=said):
        generate_frame(n, seed, chunk=chunk)


def test_texts_can_be_left_out(many: pl.DataFrame) -> None:
    """Without names and titles the rest is the same."""
    bare = next(generate_frame(50, SEED, texts=False))
    assert "projet.intitule" not in bare.columns
    assert_frame_equal(bare, many.select(bare.columns).head(50))
    assert list(generate(0, SEED)) == []


@pytest.mark.parametrize("gone", ["numpy", "polars"])
def test_without_the_optional_part_the_message_says_what_to_install(
    gone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each library is named with the extra that brings it."""
    for name in [name for name in sys.modules if ".engine.synthesis." in name]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, gone, None)
    with pytest.raises(fondsvert.EngineUnavailableError, match=r"fondsvert\[bulk\]"):
        generate(1, 1)


# -- files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_a_file_holds_the_dossiers(form: Form, tmp_path: Path, some: list[dict[str, Any]]) -> None:
    """Each form reads back as the same dossiers."""
    path = tmp_path / f"portefeuille.{form}"
    columns = synthetic_columns()
    write_frames(path, form, generate_frame(60, SEED, chunk=25), columns)
    expected = [fondsvert.Dossier.model_validate(each) for each in some[:60]]
    if form == "jsonl":
        assert list(fondsvert.read_all(path)) == expected
        return
    schema = {column.name: flat.dtype(column.kind) for column in columns}
    frame = pl.read_csv(path, schema=schema) if form == "csv" else pl.read_parquet(path)
    assert dict(frame.schema) == schema
    assert [fondsvert.Dossier.model_validate(d) for d in flat.from_columns(frame)] == expected


@pytest.mark.parametrize("form", FORMS)
def test_an_interruption_stops_the_writing(form: Form, tmp_path: Path) -> None:
    """Ctrl-C ends the work between two tables, and is raised once."""
    drawn = 0

    def frames() -> Iterator[pl.DataFrame]:
        nonlocal drawn
        table = next(generate_frame(1, SEED))
        for drawn in itertools.count(1):
            if drawn == 2:
                signal.raise_signal(signal.SIGINT)
            if drawn > 100_000:
                return
            yield table

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        write_frames(tmp_path / "x", form, frames(), synthetic_columns())
    assert drawn < 100_000
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
@pytest.mark.parametrize("form", FORMS)
def test_a_full_disk_is_an_os_error(form: Form) -> None:
    """Whatever writes, a full disk is told as one."""
    with pytest.raises(OSError, match="space"):
        write_frames(Path("/dev/full"), form, generate_frame(3000, SEED), synthetic_columns())


def test_the_command_writes_and_says_so(tmp_path: Path) -> None:
    """The file named is there, whole; the summary goes to standard error, in both languages."""
    path = tmp_path / "portefeuille.jsonl"
    result = run("generer", "-n", "1", "--graine", "42", "-o", path, "--sans-textes")
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr == f"Un dossier synthétique écrit dans {path} (graine 42).\n"
    assert json.loads(path.read_text(encoding="utf-8"))["reference"] == "SYN-0000001"
    result = run("generer", "-n", "1200", "-o", tmp_path / "p.parquet", "--lang", "en")
    assert (
        result.stderr == f"1,200 synthetic dossiers written to {tmp_path / 'p.parquet'} (seed 1).\n"
    )
    assert sorted(each.name for each in tmp_path.iterdir()) == ["p.parquet", "portefeuille.jsonl"]


def test_what_the_command_draws_is_screened() -> None:
    """Dossiers go from one command to the other through a pipe."""
    drawn = run("generer", "-n", "3", "--graine", "42")
    screened = run("instruire", "-", "--format", "json", stdin=drawn.stdout)
    references = [json.loads(line)["reference"] for line in screened.stdout.splitlines()]
    assert references == ["SYN-0000001", "SYN-0000002", "SYN-0000003"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["-o", "x.xlsx"], 2, ".jsonl, .parquet, .csv"),
        (["-n", "0"], 2, "-n"),
        (["--graine", "-1"], 2, "--graine"),
        (["-n", "1", "-o", "absent/x.parquet"], 74, "absent/x.parquet n’a pas pu être écrit"),
    ],
)
def test_what_the_command_cannot_do_it_says(arguments: list[str], code: int, said: str) -> None:
    """A refusal names the option or the file."""
    result = run("generer", *arguments)
    assert (result.returncode, result.stdout) == (code, "")
    assert said in result.stderr


def test_every_law_is_told_in_the_documentation() -> None:
    """The page names each part of the file of laws, and no part that is not there."""
    page = (ROOT / "docs/portefeuille-synthetique.md").read_text(encoding="utf-8")
    data = yaml_text.load(PATH.read_bytes()).data
    there = {
        f"{part}.{name}" if isinstance(inner, dict) else part
        for part, inner in data.items()
        for name in (inner if isinstance(inner, dict) else [""])
    }
    tables = page.partition("## Les lois, une à une")[2]
    told = set(re.findall(r"`((?:depot|site|porteur|projet|financement|gouvernance|appreciations"
                          r"|lacunes)(?:\.\w+)?)`", tables))  # fmt: skip
    assert told == there
