"""``fondsvert simuler``: who changes verdict under other rules; laws, both ways, faults, files."""

from __future__ import annotations

import csv
import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from places import ROOT
from strategies import dossiers
from trying import drawn, lines, plain

import fondsvert
from fondsvert.cli import main
from fondsvert.engine.errors import InputError
from fondsvert.engine.simulation import Account, Scenario, scenarios, values_of
from fondsvert.engine.simulation.account import SEVERITY
from fondsvert.engine.simulator import simulate
from fondsvert.engine.triage import batch
from fondsvert.engine.triage.sorter import open_source

PORTFOLIO = ROOT / "examples/portefeuille"


SMALL: dict[str, Any] = {
    "reference": "D-1",
    "date_depot": "2024-05-13",
    "porteur": {},
    "projet": {"commune": "18279"},
    "financement": {
        "depenses": [
            {"poste": "Four", "nature": "equipement", "montant_ht": 1000, "eligible": True}
        ]
    },
}
"""A dossier whose base is below the minimum, which refuses it."""
FLOORS = ("0", "200000", "400000", "1000000", "5000000")


def run(*arguments: object) -> tuple[int, str, str]:
    """Run ``fondsvert simuler`` in this process; return its exit code and what it printed."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.object(sys, "argv", ["fondsvert", "simuler", *map(str, arguments)]),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as stop,
    ):
        main()
    assert isinstance(stop.value.code, int)
    return stop.value.code, out.getvalue(), err.getvalue()


def over(
    measure: fondsvert.Measure, path: Path, *values: dict[str, str], **options: Any
) -> list[Account]:
    """Return the accounts of scenarios over a portfolio."""
    source = open_source(path, measure.context, measure.cog, "fr")
    return simulate(measure, [source], [Scenario(each) for each in values or ({},)], **options)


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty synthetic dossiers as JSON Lines."""
    return lines(tmp_path_factory.mktemp("p") / "p.jsonl", plain(drawn(60)))


# -- figures that are supposed ----------------------------------------------------------------


def test_a_supposed_figure_is_followed_and_told(measure: fondsvert.Measure) -> None:
    """A decision under a supposed figure follows it, says so, and bears another digest."""
    dossier = fondsvert.read(PORTFOLIO / "PF-06.yaml")
    other = measure.with_parameters({"assiette_minimale": "600 000 €"})
    before, after = (each.screen(dossier, engine="reference") for each in (measure, other))
    assert (before.verdict, after.verdict) == ("eligible", "ineligible")
    assert "600" in after.criteres["PRJ-04"].motif
    assert before.moteur.regles_sha256 == measure.book.sha256
    assert after.moteur.regles_sha256 not in {measure.book.sha256, ""}
    told = [line for line in after.avertissements if line.startswith("Simulation")]
    assert len(told) == 1
    assert not [line for line in before.avertissements if line.startswith("Simulation")]
    listed = measure.with_parameters({"assiette_minimale": 600_000})
    assert listed.book.sha256 == other.book.sha256


def test_the_rules_that_ship_stay_as_they_are(measure: fondsvert.Measure) -> None:
    """Supposing changes neither the measure it is asked of nor what is loaded afterwards."""
    before = measure.book.parameters["assiette_minimale"].periods
    measure.with_parameters({"assiette_minimale": "1"})
    assert measure.book.parameters["assiette_minimale"].periods == before
    assert fondsvert.load().book.sha256 == measure.book.sha256
    assert not fondsvert.load().book.supposed


def test_the_same_value_is_the_same_rule_book(measure: fondsvert.Measure) -> None:
    """A value that the rules have already supposes nothing."""
    same = measure.with_parameters({"assiette_minimale": "400000"})
    assert same.book is measure.book


def test_tables_follow_figures(measure: fondsvert.Measure) -> None:
    """A size class, which a table gives, follows the figures that its lines read."""
    dossier = fondsvert.read(PORTFOLIO / "PF-06.yaml")
    values = {"pme_effectif": 2, "petite_effectif": 2, "micro_effectif": 1}
    other = measure.with_parameters(values)
    sizes = [each.screen(dossier, engine="reference").categorie_entreprise
             for each in (measure, other)]  # fmt: skip
    assert sizes == ["petite", "grande"]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("assiete_minimale", "300000", "simuler.parametre_inconnu"),
        ("assiette_minimale", "30 %", "regles.figure_refusee"),
        ("assiette_minimale", "beaucoup", "regles.figure_refusee"),
        ("assiette_minimale", "0,001", "regles.trop_de_decimales"),
        ("assiette_minimale", "-1", "simuler.valeur_negative"),
        ("assiette_minimale", True, "regles.figure_refusee"),
        ("assiette_minimale", 0.5, "regles.figure_refusee"),
        ("assiette_minimale", "3 personnes", "regles.figure_refusee"),
        ("avance_maximale", "0,3", "regles.figure_refusee"),
        ("pme_effectif", "250 €", "regles.figure_refusee"),
        ("chaines_cles", "recyclage+truc", "regles.symbole_inconnu"),
    ],
)
def test_a_value_of_another_type_is_refused(
    measure: fondsvert.Measure, name: str, value: object, code: str
) -> None:
    """A name that no rule has, another unit, a loss of digits, an unknown item are refused."""
    with pytest.raises(InputError) as wrong:
        measure.with_parameters({name: value})
    assert {fault.code for fault in wrong.value.faults} == {code}


def test_all_faults_are_told_at_once() -> None:
    """Each parameter that cannot be tried is told, with the likely name."""
    code, out, err = run(PORTFOLIO, "--parametre", "assiete_minimale=1",
                         "--parametre", "avance_maximale=3,20 %")  # fmt: skip
    assert (code, out) == (65, "")
    assert [line.split(":")[1].strip() for line in err.splitlines()] == [
        "assiete_minimale", "avance_maximale",
    ]  # fmt: skip
    assert "assiette_minimale" in err


def test_values_as_people_write_them() -> None:
    """Lists, ranges with a step, rates and several parameters together make the scenarios."""
    assert values_of("1..2:0,5") == ["1.0", "1.5", "2.0"]
    assert values_of("10..20:5 %") == ["10 %", "15 %", "20 %"]
    made = scenarios(["a=1,2", "parametres.b=x+y"])
    assert [each.values for each in made] == [{"a": "1", "b": "x+y"}, {"a": "2", "b": "x+y"}]
    for wrong in ("a", "a=", "=1", "a=3..1:1", "a=1..9:0", "a=1..99:1"):
        with pytest.raises(InputError, match="attendu"):
            scenarios([wrong])
    with pytest.raises(InputError, match="deux fois"):
        scenarios(["a=1", "a=2"])
    with pytest.raises(InputError, match="au plus"):
        scenarios(["a=1..10:1", "b=1..10:1"])


# -- laws -------------------------------------------------------------------------------------


def test_the_same_rules_change_nobody(measure: fondsvert.Measure, portfolio: Path) -> None:
    """The same edition, or the same value, changes no verdict, no status and no amount."""
    for options in ({"edition": "2024", "against": "2024"}, {}):
        same = over(measure, portfolio, {"assiette_minimale": "400000"}, **options)[0]
        assert (same.changes, same.still, same.amounts) == ([], {}, 0)
        assert same.closed
        assert same.eligible_before == same.eligible_after


@pytest.mark.parametrize(
    ("values", "options"),
    [({"assiette_minimale": "1500000"}, {}), ({}, {"edition": "2024", "against": "2025"})],
    ids=["parametre", "edition"],
)
def test_sums_close(
    measure: fondsvert.Measure, portfolio: Path, values: dict[str, str], options: dict[str, str]
) -> None:
    """Each dossier is in one transition; territories and sizes come to the same total."""
    account = over(measure, portfolio, values, **options)[0]
    assert account.closed
    assert account.changes
    assert account.rows == 60 == account.verdicts(after=False).total()
    assert account.rows == account.verdicts(after=True).total()
    for groups in (account.moves(), account.by_territory(), account.by_size()):
        found = [group for _, group in groups]
        assert sum(group.count for group in found) == account.changed
        gap = sum(group.after.cents - group.before.cents for group in found)
        known = account.possible_after.cents - account.possible_before.cents
        assert gap + account.amounts_cents == known
    assert all(change.causes for change in account.changes)


def test_both_ways_of_screening_give_the_same(
    measure: fondsvert.Measure, portfolio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dossiers one by one and by columns make the same account, change by change."""
    values, options = {"assiette_minimale": "1500000"}, {"edition": "2024", "against": "2025"}
    alone = over(measure, portfolio, values, **options)[0]
    monkeypatch.setattr(batch, "FEW", 1)
    assert over(measure, portfolio, values, **options)[0] == alone
    assert alone.changes


@pytest.fixture(scope="module")
def floors(measure: fondsvert.Measure) -> list[fondsvert.Measure]:
    """The measure under a minimum base that rises."""
    return [measure.with_parameters({"assiette_minimale": floor}) for floor in FLOORS]


@settings(max_examples=40, deadline=None)
@given(data=dossiers())
def test_a_higher_floor_makes_nobody_more_eligible(
    floors: list[fondsvert.Measure], data: dict[str, Any]
) -> None:
    """Raising the minimum base never gives a dossier a better verdict."""
    dossier = fondsvert.Dossier.model_validate(data)
    found = [each.screen(dossier, edition="2025", engine="reference").verdict for each in floors]
    severities = [SEVERITY.index(verdict) for verdict in found]
    assert severities == sorted(severities)


def test_another_edition_takes_a_dossier_as_if_filed_then(measure: fondsvert.Measure) -> None:
    """The window of the edition that is tried refuses nobody: what differs is its rules."""
    account = over(measure, PORTFOLIO, against="2025")[0]
    assert {cause for change in account.changes for cause in change.causes} == {"FIN-06"}
    assert "PRJ-01" not in {still.criterion for still in account.still}


def test_a_criterion_masked_by_another_refusal_is_told(
    measure: fondsvert.Measure, tmp_path: Path
) -> None:
    """A dossier that would pass a criterion but is refused by another keeps its verdict."""
    small = lines(
        tmp_path / "d.jsonl", [{**SMALL, "porteur": {"obligations_fiscales_a_jour": False}}]
    )
    account = over(measure, small, {"assiette_minimale": "0"})[0]
    assert (account.changed, account.rows) == (0, 1)
    assert account.held == {"PRJ-04": {"POR-06": 1}}
    code, out, _ = run(small, "--parametre", "assiette_minimale=0")
    assert code == 0
    assert "Aucun dossier ne change de verdict" in out
    assert "reste refusé par POR-06 (1)" in " ".join(out.split())


# -- what is shown and written ----------------------------------------------------------------


def test_json_and_csv_say_the_same(tmp_path: Path) -> None:
    """The CSV has a row for each change that JSON tells, amounts as French spreadsheets read."""
    path = tmp_path / "s.csv"
    code, out, _ = run(PORTFOLIO, "--parametre", "assiette_minimale=600000", "--details",
                       "--format", "json", "-o", path)  # fmt: skip
    told = json.loads(out)["scenarios"][0]
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";"))
    assert code == 0
    assert told["somme_juste"]
    assert [row["reference"] for row in rows] == [c["reference"] for c in told["changements"]]
    assert rows[0]["montant_avant"] == "156000,00"
    assert told["changements"][0]["montant_avant"] == 156000.0
    assert told["changements"][0]["criteres"] == ["PRJ-04"]


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    """A reference that a spreadsheet would take for a formula is written as text."""
    source = lines(tmp_path / "d.jsonl", [{**SMALL, "reference": "=1+1"}])
    path = tmp_path / "s.csv"
    code, _, _ = run(source, "--parametre", "assiette_minimale=0", "-o", path)
    assert code == 0
    assert ";'=1+1;" in path.read_text(encoding="utf-8-sig")


def test_a_sweep_has_a_row_a_value(tmp_path: Path) -> None:
    """A sweep tells each value, at the terminal and in the CSV; its chart is the same twice."""
    charts = [tmp_path / "a.svg", tmp_path / "b.svg"]
    for chart in charts:
        code, out, _ = run(PORTFOLIO, "--parametre", "assiette_minimale=200000..600000:200000",
                           "-o", tmp_path / "s.csv", "--graphique", chart)  # fmt: skip
        assert code == 0
    for value in ("200 000", "400 000", "600 000"):
        assert value in out.replace("\u202f", " ")
    rows = (tmp_path / "s.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 4
    assert rows[3].startswith("600000;40;0;5;23;20;")
    assert rows[3].split(";")[-3] == "-901000,00"
    assert charts[0].read_bytes() == charts[1].read_bytes()


def test_nothing_to_try_is_a_usage_error() -> None:
    """Without an edition nor a parameter there is nothing to simulate; a wrong form is refused."""
    assert run(PORTFOLIO)[0] == 2
    assert run(PORTFOLIO, "--contre", "2025", "-o", "x.xlsx")[0] == 2
    assert run(PORTFOLIO, "--contre", "2030")[0] == 65
    assert run("nulle-part", "--contre", "2025")[0] == 66


def test_an_empty_portfolio_is_refused(tmp_path: Path) -> None:
    """A portfolio without any dossier is an error, not a simulation where nothing changes."""
    (tmp_path / "d.jsonl").write_text("", encoding="utf-8")
    assert run(tmp_path / "d.jsonl", "--contre", "2025")[0] == 65


def test_rows_that_are_no_dossier_are_counted(tmp_path: Path) -> None:
    """A row that is rejected is counted apart, the others are simulated, and the code is 65."""
    path = lines(tmp_path / "d.jsonl", [SMALL, {"reference": "D-2"}])
    code, out, _ = run(path, "--contre", "2025", "--format", "json")
    told = json.loads(out)["scenarios"][0]
    assert (code, told["dossiers"], told["rejets"]) == (65, 2, 1)
    assert told["somme_juste"]
