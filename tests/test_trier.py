"""``fondsvert trier``: a row out for each row in, whatever the source and the sink."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import ROOT
from trying import drawn, lines, plain, read, sort

import fondsvert
from fondsvert.engine.bulk import Bulk
from fondsvert.engine.triage import batch, sorter
from fondsvert.engine.triage.engines import screening
from fondsvert.engine.triage.results import Results

PORTFOLIO = ROOT / "examples/portefeuille"


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    """Twelve synthetic dossiers."""
    return drawn(12)


@pytest.fixture(scope="module")
def results(measure: fondsvert.Measure) -> Results:
    """What makes rows of results, the rules compiled once for the module."""
    bulk = Bulk(measure)
    return Results(
        measure.book,
        bulk.screen,
        lambda dossier: measure.screen(dossier, engine="reference"),
        details=True,
    )


def test_columns_and_single_dossiers_give_the_same_rows(
    measure: fondsvert.Measure, results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row says the same whether its dossier was screened on its own or with others."""
    dossiers = [fondsvert.Dossier.model_validate(data) for data in plain(drawn(40))]
    alone = results.of(batch.Columns().batch(dossiers), 5)
    monkeypatch.setattr(batch, "FEW", 1)
    monkeypatch.setattr(batch, "MANY_LINES", 3)
    mixed = batch.Columns().batch(dossiers)
    assert mixed.single
    assert mixed.frame is not None
    together = results.of(mixed, 5)
    assert together.rows(named=True) == alone.rows(named=True)
    assert together["ligne"].to_list() == list(range(6, 46))
    decision = measure.screen(dossiers[0], engine="reference")
    assert together["verdict"][0] == decision.verdict
    wanted = [f"{c.id} — {c.motif}" for c in decision.criteres.values()
              if c.statut in ("non_satisfait", "indetermine", "a_apprecier")]  # fmt: skip
    assert (together["motifs"][0] or "").splitlines() == wanted


def sources(folder: Path, frame: pl.DataFrame) -> dict[str, Path]:
    """Write the same dossiers in every form that is read; return where."""
    dossiers = plain(frame)
    found = {"jsonl": lines(folder / "d.jsonl", dossiers)}
    found["parquet"] = folder / "d.parquet"
    frame.write_parquet(found["parquet"])
    found["parties"] = folder / "parties"
    found["parties"].mkdir()
    for rank, part in enumerate(frame.iter_slices(5)):
        part.write_parquet(found["parties"] / f"part-{rank}.parquet")
    (found["parties"] / "_SUCCESS").touch()
    found["csv"] = folder / "d.csv"
    frame.write_csv(found["csv"])
    found["dossiers"] = folder / "dossiers"
    found["dossiers"].mkdir()
    for rank, line in enumerate(found["jsonl"].read_text(encoding="utf-8").splitlines()):
        (found["dossiers"] / f"{rank:03}.json").write_text(line, encoding="utf-8")
    return found


def test_every_source_gives_the_same(
    tmp_path: Path, frame: pl.DataFrame, measure: fondsvert.Measure, results: Results
) -> None:
    """JSON Lines, Parquet, its parts, CSV and a folder of files say the same of dossiers."""
    told = {}
    for name, path in sources(tmp_path, frame).items():
        source = sorter.open_source(path, measure.context, measure.cog, "fr", details=True)
        rows, before = [], 0
        for each in source.batches(0):
            rows += results.of(each, before).rows(named=True)
            before += each.height
        told[name] = rows
    assert len(told["jsonl"]) == frame.height
    assert all(rows == told["jsonl"] for rows in told.values()), told.keys()


def test_every_sink_holds_the_same(tmp_path: Path, frame: pl.DataFrame) -> None:
    """CSV, JSON Lines, Parquet and XLSX hold the same rows, amounts to the cent."""
    source = lines(tmp_path / "d.jsonl", plain(frame))
    for form in ("csv", "jsonl", "parquet", "xlsx"):
        assert sort(source, "-o", tmp_path / f"r.{form}").code == 0
    rows = read(tmp_path / "r.jsonl")
    amounts = [row["montant_max"] for row in rows]
    assert any(amounts)
    table = pl.read_parquet(tmp_path / "r.parquet")
    assert table.schema["montant_max"] == pl.Decimal(18, 2)
    exact = [None if a is None else Decimal(str(a)).quantize(Decimal("0.01")) for a in amounts]
    assert table["montant_max"].to_list() == exact
    assert table["manquants"].to_list() == [row["manquants"] for row in rows]
    text = (tmp_path / "r.csv").read_bytes().decode("utf-8-sig")
    written = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").active
    heads, *cells = sheet.iter_rows(values_only=True)
    assert list(heads) == list(rows[0])
    for row, told, shown in zip(rows, written, cells, strict=True):
        assert [told["reference"], told["verdict"]] == [row["reference"], row["verdict"]]
        assert told["montant_max"].replace(",", ".") == (
            "" if row["montant_max"] is None else f"{row['montant_max']:.2f}"
        )
        assert shown[1:3] == (row["reference"], row["verdict"])
        assert shown[heads.index("montant_max")] == row["montant_max"]


def test_a_row_that_is_no_dossier_comes_out_in_its_place(
    tmp_path: Path, frame: pl.DataFrame
) -> None:
    """What is wrong stops nothing: no verdict, a reason with its line, exit 65, a closed sum."""
    dossiers = plain(frame)
    dossiers[3]["porteur"]["effectif"] = -4
    source = lines(tmp_path / "d.jsonl", dossiers)
    source.write_bytes(source.read_bytes() + b'{"cut": \n\n{"reference": "SANS-DATE"}\n')
    found = sort(source, "-o", tmp_path / "r.jsonl", "--format", "json")
    assert found.code == 65
    told = json.loads(found.out)
    assert (told["lignes"], told["decides"], told["rejets"]) == (14, 11, 3)
    assert told["somme_juste"]
    rows = read(tmp_path / "r.jsonl")
    assert [row["ligne"] for row in rows if row["verdict"] is None] == [4, 13, 14]
    assert rows[3]["reference"] == dossiers[3]["reference"]
    assert f"{source}:4:" in rows[3]["faute"][0]
    assert "porteur.effectif" in rows[3]["faute"][0]
    assert rows[13]["reference"] == "SANS-DATE"
    assert "date_depot" in rows[13]["faute"][0]


def test_a_wrong_row_of_parquet_is_rejected(tmp_path: Path, frame: pl.DataFrame) -> None:
    """A row of Parquet that contradicts itself, or is no dossier, is told, not screened."""
    wrong = frame.with_columns(
        pl.when(pl.int_range(pl.len()) == 2).then(-5).otherwise(1).alias("porteur.effectif")
        .cast(frame.schema["porteur.effectif"])
    )  # fmt: skip
    wrong.write_parquet(tmp_path / "d.parquet")
    assert sort(tmp_path / "d.parquet", "-o", tmp_path / "r.jsonl").code == 65
    rows = read(tmp_path / "r.jsonl")
    assert [row["ligne"] for row in rows if row["faute"]] == [3]
    assert "porteur.effectif" in rows[2]["faute"][0]


def test_everything_wrong_in_the_columns_is_told_at_once(tmp_path: Path) -> None:
    """Unknown names with the likely one, wrong types, what lacks: together, and nothing made."""
    table = pl.DataFrame({
        "reference": ["A"], "porteur.efectif": [3], "porteur.siret": [73282932000074],
        "financement.montant_demande": [1.5],
    })  # fmt: skip
    table.write_parquet(tmp_path / "d.parquet")
    found = sort(tmp_path / "d.parquet", "-o", tmp_path / "r.csv")
    assert found.code == 65
    assert "porteur.effectif" in found.err
    assert "porteur.siret" in found.err
    assert "financement.montant_demande" in found.err
    assert "date_depot" in found.err
    table.write_csv(tmp_path / "d.csv")
    found = sort(tmp_path / "d.csv", "-o", tmp_path / "r.csv")
    assert found.code == 65
    assert "porteur.effectif" in found.err
    assert "date_depot" in found.err
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith((".", "r."))] == []


def test_texts_are_no_formulas(tmp_path: Path, eligible: dict[str, Any]) -> None:
    """A reference that a spreadsheet would compute is written as a text."""
    starts = ("=", "+", "-", "@")
    dossiers = [{**eligible, "reference": f"{start}1+1"} for start in starts]
    source = lines(tmp_path / "d.jsonl", dossiers)
    assert sort(source, "-o", tmp_path / "r.csv").code == 0
    assert sort(source, "-o", tmp_path / "r.xlsx").code == 0
    text = (tmp_path / "r.csv").read_text(encoding="utf-8-sig")
    told = [row["reference"] for row in csv.DictReader(io.StringIO(text), delimiter=";")]
    assert told == [f"'{start}1+1" for start in starts]
    cells = openpyxl.load_workbook(tmp_path / "r.xlsx").active["B"][1:]
    assert [(cell.value, cell.data_type) for cell in cells] == [
        (f"{start}1+1", "s") for start in starts
    ]


def test_the_summary_counts_what_the_rows_say(tmp_path: Path) -> None:
    """Verdicts, refusals, missing facts and the total are those of the rows written."""
    found = sort(PORTFOLIO, "-o", tmp_path / "r.jsonl", "--format", "json")
    rows, told = read(tmp_path / "r.jsonl"), json.loads(found.out)
    assert len(rows) == told["lignes"] == 40
    for verdict, count in told["verdicts"].items():
        assert count == sum(row["verdict"] == verdict for row in rows)
    eligible = [row["montant_max"] or 0 for row in rows if row["verdict"] == "eligible"]
    assert told["montant_max_eligibles"] == pytest.approx(sum(eligible), abs=0.001)
    for each in told["refus"]:
        assert each["dossiers"] == sum(row[each["critere"]] == "non_satisfait" for row in rows)
    for each in told["manquants"]:
        assert each["dossiers"] == sum(each["champ"] in row["manquants"] for row in rows)


def test_the_chart_is_the_same_each_time(tmp_path: Path) -> None:
    """The same portfolio gives the same SVG, without a date; PNG is written too."""
    for name in ("a.svg", "b.svg", "c.png"):
        found = sort(PORTFOLIO, "-o", tmp_path / "r.csv", "--graphique", tmp_path / name)
        assert found.code == 0
    first = (tmp_path / "a.svg").read_bytes()
    assert first == (tmp_path / "b.svg").read_bytes()
    assert b"<dc:date>" not in first
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")
    assert sort(PORTFOLIO, "-o", tmp_path / "r.csv", "--graphique", "x.gif").code == 65


@given(cut=st.floats(0, 1, exclude_max=True), form=st.sampled_from(["csv", "parquet", "jsonl"]),
       flip=st.booleans())  # fmt: skip
@settings(max_examples=15)
def test_a_damaged_file_is_a_clean_error_or_a_closed_sum(
    tmp_path_factory: pytest.TempPathFactory, frame: pl.DataFrame, cut: float, form: str,
    flip: bool,
) -> None:  # fmt: skip
    """Cut short or with a byte changed, no file makes the command fail otherwise than it says."""
    folder = tmp_path_factory.mktemp("abime")
    whole = sources(folder, frame.head(3))[form].read_bytes()
    at = int(cut * len(whole))
    rest = bytes([whole[at] ^ 0x15]) + whole[at + 1 :] if flip else b""
    damaged = folder / f"x.{form}"
    damaged.write_bytes(whole[:at] + rest)
    found = sort(damaged, "-o", folder / "r.jsonl", "--format", "json")
    assert found.code in (0, 65)
    if found.out:
        told = json.loads(found.out)
        assert told["lignes"] == told["decides"] + told["rejets"] == len(read(folder / "r.jsonl"))
    else:
        assert found.code == 65
        assert found.err
        assert not (folder / "r.jsonl").exists()


def test_duckdb_gives_its_rows_back() -> None:
    """A batch is handed to DuckDB as its own relation, and its results are read back."""
    pytest.importorskip("duckdb")
    seen: list[str] = []

    def screen(table: Any) -> Any:
        seen.append(type(table).__name__)
        return table.project("_rang, reference, 'eligible' AS verdict")

    with screening("duckdb", screen) as inside:
        found = inside(pl.DataFrame({"_rang": [0, 1], "reference": ["a", "b"]}))
    assert seen == ["DuckDBPyRelation"]
    assert found.rows() == [(0, "a", "eligible"), (1, "b", "eligible")]
