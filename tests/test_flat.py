"""Dossiers as a table: exact both ways, through files too, and no contradiction read in silence."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from places import ROOT
from polars.testing import assert_frame_equal

import fondsvert
from fondsvert.engine import flat
from fondsvert.engine.dossier import Dossier, vocabulary
from fondsvert.engine.errors import InputError

ROW = {"reference": "T-1", "date_depot": date(2024, 5, 13)}


def told(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a dossier says, checked: no null, no empty section, sets in one order."""

    def clean(value: Any) -> Any:
        if isinstance(value, dict):
            inner = {key: clean(each) for key, each in value.items()}
            return {key: each for key, each in inner.items() if each not in (None, {})}
        if isinstance(value, tuple) and value and isinstance(value[0], str):
            return sorted(set(value))
        return [clean(each) for each in value] if isinstance(value, tuple) else value

    found: dict[str, Any] = clean(Dossier.model_validate(data).model_dump())
    return found


def read(**cells: Any) -> dict[str, Any]:
    """Return the dossier of a table of one row."""
    return next(flat.from_columns(pl.DataFrame([{**ROW, **cells}])))


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    """Return the codes of an error's faults."""
    return [fault.code for fault in error.value.faults]


@given(st.lists(strategies.dossiers(), max_size=3))
def test_a_dossier_comes_back_as_it_was(dossiers: list[dict[str, Any]]) -> None:
    """To a table and back says the same, to the last cent and the last null."""
    back = list(flat.from_columns(flat.to_columns(dossiers)))
    assert [told(each) for each in back] == [told(each) for each in dossiers]


@given(strategies.dossiers())
def test_parquet_keeps_a_table_exactly(dossier: dict[str, Any]) -> None:
    """A file of columns gives back the same values in the same types."""
    frame, file = flat.to_columns([dossier]), io.BytesIO()
    frame.write_parquet(file)
    file.seek(0)
    assert_frame_equal(pl.read_parquet(file), frame)


def test_every_leaf_of_the_examples_comes_back() -> None:
    """Whole dossiers, texts and opinions included, survive the table."""
    paths = [*(ROOT / "examples").glob("*.yaml"), *(ROOT / "examples/portefeuille").glob("*.yaml")]
    dossiers = [fondsvert.read(path) for path in sorted(paths)]
    back = flat.from_columns(flat.to_columns(dossiers))
    assert len(dossiers) > 40
    for before, after in zip(dossiers, back, strict=True):
        assert told(after) == told(before.model_dump())


def test_the_widest_figures_are_exact() -> None:
    """The bounds of the contract fit in the columns: 10¹² euros, nineteen digits of a quantity."""
    dossier = {
        **ROW,
        "porteur": {"chiffre_affaires": 10**12, "effectif": 10**12,
                    "difficulte": {"capitaux_propres": Decimal("-999999999999.99")}},
        "projet": {"impacts": {"eau_avant_m3": Decimal("0.000001")}},
    }  # fmt: skip
    frame = flat.to_columns([dossier])
    assert frame["porteur.chiffre_affaires"].to_list() == [Decimal("1000000000000.00")]
    assert frame["porteur.effectif"].to_list() == [Decimal("1000000000000.000000")]
    assert told(next(flat.from_columns(frame))) == told(dossier)


def test_the_types_of_columns_are_fixed() -> None:
    """No amount is a float; an empty table has the types of a full one."""
    frame = flat.to_columns([], lines=dict.fromkeys(["financement.depenses"], 1))
    types = dict(frame.schema)
    assert types["financement.depenses[0].montant_ht"] == pl.Decimal(18, 2)
    assert types["porteur.effectif"] == pl.Decimal(21, 6)
    assert types["financement.depenses.nombre"] == pl.Int64
    assert types["date_depot"] == pl.Date
    assert types["projet.thematiques.connu"] == pl.Boolean
    assert types["projet.commune"] == pl.String
    assert not any(each.is_float() for each in types.values())


def test_every_fact_of_a_dossier_has_its_column() -> None:
    """The columns cover the vocabulary, and each name leads back to its column."""
    found = flat.columns({path: 2 for path, kind in vocabulary().items() if kind.kind == "rows"},
                         ["PRJ-07"])  # fmt: skip
    assert {each.path for each in found} == {*vocabulary(), "PRJ-07"}
    assert [flat.column_of(each.name) for each in found] == list(found)


def test_a_list_is_unknown_empty_or_counted() -> None:
    """The three say different things, and a line of which nothing is known is a line."""
    dossiers = [
        {**ROW, "financement": {"depenses": lines, "montant_demande": 1}}
        for lines in (None, [], [{}, {"montant_ht": 2}, {}])
    ]
    frame = flat.to_columns(dossiers)
    assert frame["financement.depenses.nombre"].to_list() == [None, 0, 3]
    back = [each["financement"].get("depenses") for each in flat.from_columns(frame)]
    assert back == [None, [], [{}, {"montant_ht": Decimal("2.00")}, {}]]


def test_a_table_without_counts_is_read() -> None:
    """By hand: the last line filled tells the number, any value told makes a set known."""
    assert "financement" not in read(**{"financement.depenses[0].montant_ht": None})
    cells = {"financement.depenses[2].nature": "etude", "projet.thematiques.decarbonation": True}
    found = read(**cells)
    assert found["financement"]["depenses"] == [{}, {}, {"nature": "etude"}]
    assert found["projet"]["thematiques"] == ["decarbonation"]
    assert read(**{"pieces.couts": False})["pieces"] == []
    assert "pieces" not in read(**{"pieces.couts": None})
    assert read(**{"pieces.connu": True, "pieces.couts": None})["pieces"] == []


def test_lines_that_no_column_describes_are_there() -> None:
    """A count beyond the columns leaves lines of which nothing is known."""
    assert read(**{"financement.depenses.nombre": 2})["financement"]["depenses"] == [{}, {}]


@pytest.mark.parametrize(
    ("cells", "code", "path"),
    [
        ({"pieces.connu": False, "pieces.couts": True}, "ensemble_inconnu", "pieces.couts"),
        ({"pieces.connu": None, "pieces.couts": True}, "ensemble_inconnu", "pieces.couts"),
        (
            {"financement.depenses.nombre": 0, "financement.depenses[0].poste": "x"},
            "ligne_en_trop",
            "financement.depenses[0].poste",
        ),
        (
            {"financement.depenses.nombre": None, "financement.depenses[0].poste": "x"},
            "ligne_en_trop",
            "financement.depenses[0].poste",
        ),
        ({"financement.depenses.nombre": -1}, "nombre", "financement.depenses.nombre"),
        ({"financement.depenses.nombre": 10_001}, "nombre", "financement.depenses.nombre"),
        ({"financement.depenses.nombre": 1.5}, "nombre", "financement.depenses.nombre"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(
    cells: dict[str, Any], code: str, path: str
) -> None:
    """What a row says is never dropped in silence: the fault names the row and the column."""
    with pytest.raises(InputError) as error:
        read(**cells)
    assert codes(error) == [f"colonnes.{code}"]
    assert (error.value.faults[0].where.line, error.value.faults[0].where.path) == (1, path)
    assert str(cells[path]) in error.value.messages()[0] or code == "ensemble_inconnu"


def test_faults_of_a_row_come_all_at_once_and_the_next_row_is_read() -> None:
    """A reader of rows gives every fault of a row, then goes on."""
    names = [*ROW, "financement.depenses.nombre", "pieces.connu", "pieces.couts"]
    reader = flat.RowReader(names)
    with pytest.raises(InputError) as error:
        reader((*ROW.values(), -1, False, True), 7)
    assert codes(error) == ["colonnes.nombre", "colonnes.ensemble_inconnu"]
    assert {fault.where.line for fault in error.value.faults} == {7}
    assert reader((*ROW.values(), 0, True, True))["pieces"] == ["couts"]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("porteur.efectif", "porteur.effectif"),
        ("financement.depenses[0].montant", "financement.depenses[0].montant_ht"),
        ("financement.depenses[10000].nature", "financement.depenses[0].nature"),
        ("financement.depenses[00].nature", "financement.depenses[0].nature"),
        ("appreciations.prj-07.avis", ""),
        ("projet.thematiques", "projet.thematiques.connu"),
        ("verdict", ""),
    ],
)
def test_a_column_that_no_dossier_has_is_refused(name: str, near: str) -> None:
    """A misspelt column would be a fact lost: it is refused, with the nearest name."""
    assert flat.column_of(name) is None
    with pytest.raises(InputError) as error:
        read(**{name: None})
    fault = error.value.faults[0]
    assert fault.where.path == name
    assert fault.params.get("proche", "") == near


def test_other_columns_are_left_alone_on_request() -> None:
    """A table with columns of its own can be read all the same."""
    frame = pl.DataFrame([{**ROW, "verdict": "eligible"}])
    assert list(flat.from_columns(frame, others="ignore")) == [ROW]


def test_what_is_no_dossier_makes_no_table() -> None:
    """Plain data is checked before it becomes cells."""
    with pytest.raises(ValueError, match="date_depot"):
        flat.to_columns([{"reference": "T-1"}])


def test_without_polars_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The optional part is named, with its extra."""
    monkeypatch.setitem(__import__("sys").modules, "polars", None)
    with pytest.raises(fondsvert.EngineUnavailableError, match=r"fondsvert\[bulk\]"):
        flat.to_columns([])


def test_a_csv_reads_back_as_dossiers(tmp_path: Path) -> None:
    """The same names serve in a CSV, where every cell is a text until its column types it."""
    before = {**ROW, "porteur": {"siret": "73282932000074", "chiffre_affaires": Decimal("1.10")},
              "projet": {"commune": "01004"}, "pieces": ["couts"]}  # fmt: skip
    path = tmp_path / "dossiers.csv"
    frame = flat.to_columns([before])
    frame.write_csv(path)
    again = pl.read_csv(path, schema=frame.schema)
    assert told(next(flat.from_columns(again))) == told(before)
