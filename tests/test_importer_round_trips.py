"""A dossier written as any export comes back the same: nothing is lost on the way."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from exports import answer, as_csv, as_text, as_xlsx, csv_bytes, plain, text, write_xlsx
from forms import mapping
from hypothesis import given, settings
from hypothesis import strategies as st
from importing import import_file
from strategies import dossiers

from fondsvert.engine.dossier import Dossier
from fondsvert.engine.flat import to_columns
from fondsvert.engine.intake.convert import ABSENT_MARKS, ERRORS

CRITERIA = ("POR-07", "PRJ-07", "PRJ-08", "PRJ-09", "PRJ-11", "TER-03", "PRJ-04", "DEC-01")
IN_BLOCKS = ("depenses", "ressources", "exercices")

words = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")), min_size=1, max_size=40
).filter(
    lambda found: (
        found.strip(" \u00a0\u202f\ufeff") == found and found not in {*ABSENT_MARKS, *ERRORS}
    )
)
"""Texts that people may type; marks of absence are tested apart."""


@st.composite
def batches(draw: st.DrawFn) -> list[Dossier]:
    """Return dossiers of distinct numbers, with texts that nobody thought of."""
    batch = []
    for rank, data in enumerate(draw(st.lists(dossiers(), min_size=1, max_size=4))):
        data["reference"] = str(1000 + rank)
        if draw(st.booleans()):
            data["projet"] = {**(data.get("projet") or {}), "intitule": draw(words)}
            data["porteur"] = {**(data.get("porteur") or {}), "raison_sociale": draw(words)}
        batch.append(Dossier.model_validate(data))
    return batch


def filed(batch: Iterable[Dossier], *, blocks: bool = True) -> list[dict[str, Any]]:
    """Return what a form can say of dossiers: a document not given is known to be missing."""
    kept = []
    for dossier in batch:
        data = plain(dossier)
        data["pieces"] = sorted(dossier.pieces or ())
        for section in ("financement", "porteur"):
            inner = data.get(section, {})
            if not blocks:
                inner.pop("depenses", None)
                inner.pop("ressources", None)
                inner.get("difficulte", {}).pop("exercices", None)
        _without_blank_lines(data)
        kept.append(plain(Dossier.model_validate(data)) | {"pieces": data["pieces"]})
    return kept


def _without_blank_lines(data: dict[str, Any]) -> None:
    """A line of which nothing is known cannot be told from a line that nobody filled."""
    financing = data.get("financement", {})
    for name in ("depenses", "ressources"):
        if name in financing:
            financing[name] = [line for line in financing[name] if line]


Write = Callable[[Path, list[dict[str, Any]]], None]


def write_json(path: Path, batch: list[dict[str, Any]]) -> None:
    """Write one answer of the API."""
    path.write_text(as_text(answer(batch, CRITERIA)), encoding="utf-8")


def write_pages(path: Path, batch: list[dict[str, Any]]) -> None:
    """Write an answer a dossier, one after the other."""
    pages = [answer([data], CRITERIA, more=True) for data in batch[:-1]]
    pages.append(answer(batch[-1:], CRITERIA))
    path.write_text("\n".join(map(as_text, pages)), encoding="utf-8")


def write_nodes(path: Path, batch: list[dict[str, Any]]) -> None:
    """Write a dossier a line, as ``fondsvert telecharger`` does."""
    page = answer(batch, CRITERIA)["data"]["demarche"]["dossiers"]["nodes"]
    path.write_text("".join(f"{as_text(node)}\n" for node in page), encoding="utf-8")


def write_workbook(path: Path, batch: list[dict[str, Any]]) -> None:
    """Write the workbook of the platform."""
    as_xlsx(path, batch, CRITERIA)


@pytest.mark.parametrize("write", [write_json, write_pages, write_nodes, write_workbook])
@given(batch=batches())
@settings(max_examples=25)
def test_a_filed_dossier_comes_back(write: Write, batch: list[Dossier]) -> None:
    """JSON of one page, of several, a line each, and the workbook: the same dossiers come back."""
    expected = filed(batch)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        write(path, expected)
        found = import_file(path, mapping(CRITERIA))
    assert not found.reasons
    assert [with_pieces(dossier) for dossier in found.dossiers] == expected


def with_pieces(dossier: Dossier) -> dict[str, Any]:
    """Return what a dossier says, an empty list of documents included."""
    return plain(dossier) | {"pieces": sorted(dossier.pieces or ())}


@pytest.mark.parametrize(
    ("separator", "encoding"),
    [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), (";", "cp1252"), ("|", "utf-8")],
)
@given(batch=batches())
@settings(max_examples=15)
def test_the_csv_export_comes_back(separator: str, encoding: str, batch: list[Dossier]) -> None:
    """Whatever separator and encoding; the CSV export holds no block."""
    expected = filed(batch, blocks=False)
    if encoding == "cp1252":
        for data in expected:
            data.setdefault("projet", {})["intitule"] = "Énergie : 30 % de moins, à l’œuvre"
            data.setdefault("porteur", {})["raison_sociale"] = "Œuvres d'Évreux – 5 €"
    bare = mapping(CRITERIA)
    del bare["blocs"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_bytes(as_csv(expected, CRITERIA, separator=separator, encoding=encoding))
        found = import_file(path, bare)
    assert not found.reasons
    assert [with_pieces(dossier) for dossier in found.dossiers] == expected


def plain_csv(path: Path, batch: list[Dossier]) -> None:
    """Write a table of paths as CSV."""
    frame = to_columns(batch)
    path.write_bytes(csv_bytes(frame.columns, frame.rows()))


def plain_xlsx(path: Path, batch: list[Dossier]) -> None:
    """Write a table of paths as a workbook."""
    frame = to_columns(batch)
    write_xlsx(path, {"Feuil1": (frame.columns, [list(row) for row in frame.rows()])})


def plain_parquet(path: Path, batch: list[Dossier]) -> None:
    """Write a table of paths as Parquet."""
    to_columns(batch).write_parquet(path)


@pytest.mark.parametrize("write", [plain_csv, plain_xlsx, plain_parquet])
@given(batch=batches())
@settings(max_examples=25)
def test_a_table_of_paths_comes_back(
    write: Callable[[Path, list[Dossier]], None], batch: list[Dossier]
) -> None:
    """CSV, XLSX and Parquet with the paths of a dossier as columns, empty lists included."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tableau"
        write(path, batch)
        found = import_file(path)
    assert not found.reasons
    assert list(map(plain, found.dossiers)) == list(map(plain, batch))


def test_a_set_may_be_listed_in_one_cell(tmp_path: Path) -> None:
    """« decarbonation, competences » in the column of the set itself."""
    path = tmp_path / "tableau.csv"
    rows: list[Mapping[str, str]] = [
        {"reference": "A", "date_depot": "2024-05-13",
         "projet.thematiques": "competences; decarbonation"},
    ]  # fmt: skip
    path.write_bytes(csv_bytes(rows[0], [list(map(text, row.values())) for row in rows]))
    (found,) = import_file(path).dossiers
    assert found.projet is not None
    assert found.projet.thematiques == ("decarbonation", "competences")
