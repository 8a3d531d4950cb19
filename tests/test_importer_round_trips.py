"""A dossier written as any export comes back the same, but for what is listed here."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from exports import answer, as_csv, as_text, as_xlsx, csv_bytes, text, write_xlsx
from forms import mapping
from hypothesis import given, settings
from hypothesis import strategies as st
from importing import import_file
from strategies import dossiers

from fondsvert.engine.dossier import Dossier
from fondsvert.engine.flat import to_columns
from fondsvert.engine.intake.convert import ABSENT_MARKS, ERRORS
from fondsvert.engine.intake.files import read_dossiers
from fondsvert.engine.intake.output import Output
from fondsvert.engine.intake.record import Origin

CRITERIA = ("POR-07", "PRJ-07", "PRJ-08", "PRJ-09", "PRJ-11", "TER-03", "PRJ-04", "DEC-01")

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


Data = dict[str, Any]


def without_blank_lines(data: Data) -> None:
    """A line of which nothing is known cannot be told from a line that nobody filled."""
    financing = data.get("financement", {})
    for name in ("depenses", "ressources"):
        if name in financing:
            financing[name] = [line for line in financing[name] if line]


def without_empty_lists(data: Data) -> None:
    """A block without a row, or a list of which nothing is chosen, may be one nobody reached."""
    for section in (data.get("financement", {}), data.get("projet", {}),
                    data.get("porteur", {}).get("difficulte", {})):  # fmt: skip
        for name in ("depenses", "ressources", "thematiques", "exercices"):
            if section.get(name) == []:
                del section[name]


def with_known_documents(data: Data) -> None:
    """A form asks for each document: one that is not given is known to be missing."""
    data.setdefault("pieces", [])


def without_blocks(data: Data) -> None:
    """The CSV export of the platform leaves its repeated blocks out."""
    for section, names in (
        (data.get("financement", {}), ("depenses", "ressources")),
        (data.get("porteur", {}).get("difficulte", {}), ("exercices",)),
    ):
        for name in names:
            section.pop(name, None)


def without_empty_sections(data: Data) -> None:
    """A section that says nothing is no section."""
    for key, value in list(data.items()):
        if isinstance(value, dict):
            without_empty_sections(value)
            if not value:
                del data[key]


Loss = Callable[[Data], None]
TABLE: tuple[Loss, ...] = (without_empty_sections,)
FORM: tuple[Loss, ...] = (
    without_blank_lines, without_empty_lists, with_known_documents, without_empty_sections,
)  # fmt: skip
CSV: tuple[Loss, ...] = (
    without_blocks, without_empty_lists, with_known_documents, without_empty_sections,
)  # fmt: skip
"""What each form of export cannot carry, in the order in which it goes; nothing else is lost."""


def data_of(dossier: Dossier) -> Data:
    """Return all that a dossier says, as its file would."""
    return dossier.model_dump(mode="json", exclude_none=True)


def told(data: Data, losses: Iterable[Loss] = ()) -> Data:
    """Return what is left of a dossier after its losses; sets in alphabetical order."""
    left = copy.deepcopy(data)
    for loss in losses:
        loss(left)
    for section, name in ((left.get("projet", {}), "thematiques"), (left, "pieces")):
        if name in section:
            section[name] = sorted(section[name])
    return left


def all_told(found: Iterable[Dossier], losses: Iterable[Loss] = ()) -> list[Data]:
    """Return what is left of each dossier."""
    losses = tuple(losses)
    return [told(data_of(dossier), losses) for dossier in found]


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


def from_form(write: Write, batch: list[Dossier]) -> list[Dossier]:
    """Return what comes back of dossiers filed with the form."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        write(path, list(map(data_of, batch)))
        found = import_file(path, mapping(CRITERIA))
    assert not found.reasons
    return found.dossiers


@pytest.mark.parametrize("write", [write_json, write_pages, write_nodes, write_workbook])
@given(batch=batches())
@settings(max_examples=20)
def test_a_filed_dossier_comes_back(write: Write, batch: list[Dossier]) -> None:
    """JSON of one page, of several, a line each, and the workbook: all but what is listed."""
    assert all_told(from_form(write, batch)) == all_told(batch, FORM)


def from_csv(batch: list[Dossier], separator: str = ",", encoding: str = "utf-8") -> list[Dossier]:
    """Return what comes back of dossiers exported as CSV."""
    bare = mapping(CRITERIA)
    del bare["blocs"]
    rows = map(data_of, batch)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_bytes(as_csv(rows, CRITERIA, separator=separator, encoding=encoding))
        found = import_file(path, bare)
    assert not found.reasons
    return found.dossiers


@pytest.mark.parametrize(
    ("separator", "encoding"),
    [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), (";", "cp1252"), ("|", "utf-8")],
)
@given(batch=batches())
@settings(max_examples=12)
def test_the_csv_export_comes_back(separator: str, encoding: str, batch: list[Dossier]) -> None:
    """Whatever separator and encoding: all but what is listed, the blocks first."""
    if encoding == "cp1252":
        batch = [_in_windows(dossier) for dossier in batch]
    assert all_told(from_csv(batch, separator, encoding)) == all_told(batch, CSV)


def _in_windows(dossier: Dossier) -> Dossier:
    """Return a dossier whose texts are those that Windows-1252 can write."""
    data = data_of(dossier)
    data.setdefault("projet", {})["intitule"] = "Énergie : 30 % de moins, à l’œuvre"
    data.setdefault("porteur", {})["raison_sociale"] = "Œuvres d'Évreux – 5 €"
    return Dossier.model_validate(data)


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


WriteTable = Callable[[Path, list[Dossier]], None]


def from_table(write: WriteTable, batch: list[Dossier]) -> list[Dossier]:
    """Return what comes back of a table whose columns are paths."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tableau"
        write(path, batch)
        found = import_file(path)
    assert not found.reasons
    return found.dossiers


@pytest.mark.parametrize("write", [plain_csv, plain_xlsx, plain_parquet])
@given(batch=batches())
@settings(max_examples=20)
def test_a_table_of_paths_comes_back(write: WriteTable, batch: list[Dossier]) -> None:
    """CSV, XLSX and Parquet with the paths of a dossier as columns, empty lists included."""
    assert all_told(from_table(write, batch)) == all_told(batch, TABLE)


@pytest.mark.parametrize("name", ["lots.jsonl", "yaml", "json"])
@given(batch=batches())
@settings(max_examples=20)
def test_what_an_import_writes_is_the_same(name: str, batch: list[Dossier]) -> None:
    """JSON Lines, a folder of YAML or of JSON: nothing at all is lost."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        with Output(path, "json" if name == "json" else "yaml") as output:
            for dossier in batch:
                output.add(dossier, Origin("source"), [])
        files = [path] if path.is_file() else sorted(path.glob(f"*.{name}"))
        found = [each for file in files for each in read_dossiers(file)]
    assert found == batch


LOST: dict[Loss, Data] = {
    without_blank_lines: {"financement": {"depenses": [{}, {"poste": "Four"}]}},
    without_empty_lists: {"projet": {"volet": "investissement", "thematiques": []}},
    with_known_documents: {},
    without_blocks: {"financement": {"montant_demande": 5, "depenses": [{"poste": "Four"}]}},
    without_empty_sections: {"gouvernance": {}},
}
"""A dossier that shows each loss."""

EXPORTS: dict[str, tuple[tuple[Loss, ...], Callable[[list[Dossier]], list[Dossier]]]] = {
    "api": (FORM, lambda batch: from_form(write_json, batch)),
    "workbook": (FORM, lambda batch: from_form(write_workbook, batch)),
    "export.csv": (CSV, from_csv),
    "paths.csv": (TABLE, lambda batch: from_table(plain_csv, batch)),
    "paths.xlsx": (TABLE, lambda batch: from_table(plain_xlsx, batch)),
    "paths.parquet": (TABLE, lambda batch: from_table(plain_parquet, batch)),
}


@pytest.mark.parametrize("form", EXPORTS)
def test_no_loss_is_listed_in_vain(form: str) -> None:
    """Each loss of the list does happen, and none that is not in the list of the form does."""
    losses, through = EXPORTS[form]
    whole = {"reference": "1", "date_depot": "2024-05-13", "pieces": []}
    for loss, shown in LOST.items():
        data = {**whole, **shown}
        if loss is with_known_documents:
            del data["pieces"]
        (found,) = through([Dossier.model_validate(data)])
        same = told(data_of(found)) == told(data_of(Dossier.model_validate(data)))
        # A row left blank goes with its block, where the form has no block.
        assert same is (loss not in losses and not (form == "export.csv" and
                                                    loss is without_blank_lines))  # fmt: skip


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
