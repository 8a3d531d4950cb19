"""Workbooks of a few kilobytes that unpack without end: refused soon, by what they hold."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from importing import import_file

from fondsvert.engine.errors import FondsvertError
from fondsvert.engine.intake import workbook

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
XML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{XML}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{XML}.worksheet+xml"/></Types>'
)
SHEET = '<sheet name="Dossiers{}" sheetId="1" r:id="rId1"/>'


def relation(kind: str, target: str) -> str:
    """Return the part that points to another."""
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def cells(*texts: str) -> str:
    """Return cells that hold texts."""
    return "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)


HEADER = f"<row>{cells('reference', 'date_depot')}</row>"
ROW = f"<row>{cells('1', '2024-05-13')}</row>"


def book(
    path: Path, rows: str, *, head: str = "", sheets: int = 1, more: tuple[str, str] | None = None
) -> Path:
    """Write a workbook of one sheet, by hand: ``sheets`` says how often it is listed."""
    listed = "".join(SHEET.format(rank or "") for rank in range(sheets))
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
                           f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{MAIN}"><sheetData>{HEADER}{rows}'
                                    "</sheetData></worksheet>",
    }  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in [*parts.items(), *([more] if more else [])]:
            archive.writestr(name, text)
    return path


def code(path: Path) -> str:
    """Return why a workbook is refused."""
    with pytest.raises(FondsvertError) as caught:
        import_file(path)
    return caught.value.faults[0].code.removeprefix("importer.")


def test_a_workbook_written_by_hand_is_read(tmp_path: Path) -> None:
    """The workbooks of these tests are whole but for what each changes, copies of data included."""
    copies = ("xl/pivotCache/records1.xml", "<r/>" * 3_000_000)
    found = import_file(book(tmp_path / "bon.xlsx", ROW, more=copies))
    assert [dossier.reference for dossier in found.dossiers] == ["1"]


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE x [<!ENTITY e0 "ha">{ENTITIES}]>'
LIMITS = (
    ("empty rows", ROW + "<row/>" * workbook.MAX_ROW),
    ("a row of empty cells", f"<row>{'<c/>' * workbook.MAX_MARKS}</row>"),
    ("a text without end", f"<row>{cells('A' * (workbook.MAX_TEXT + 2**20))}</row>"),
    ("blanks without end", " " * (workbook.MAX_TEXT + 2**20) + ROW),
    ("empty rows under a prefix", "<x:row/>" * (workbook.MAX_ROW + 1)),
)


@pytest.mark.parametrize(("_name", "rows"), LIMITS, ids=[name for name, _ in LIMITS])
def test_more_than_a_sheet_can_hold(tmp_path: Path, _name: str, rows: str) -> None:
    """Rows, cells and texts beyond what spreadsheets have: refused before the sheet is read."""
    path = book(tmp_path / "bombe.xlsx", rows)
    assert path.stat().st_size < 50_000
    assert code(path) == "classeur_demesure"


def test_a_cell_far_to_the_right_of_every_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blanks that stand only for the place of another cell are counted: so many are refused."""
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(2, 40))
    path = book(tmp_path / "large.xlsx", rows)
    assert import_file(path).reasons == ["trop_de_valeurs"] * 10  # those that the journal keeps
    monkeypatch.setattr(workbook, "MAX_BLANK", 4_000_000)
    assert code(path) == "classeur_demesure"


def test_a_sheet_listed_again_and_again(tmp_path: Path) -> None:
    """The same sheet under a thousand names would be read a thousand times."""
    path = book(tmp_path / "listes.xlsx", ROW, sheets=workbook.MAX_SHEETS + 1)
    assert code(path) == "classeur_demesure"


def test_parts_that_are_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Styles, and the texts that cells share, have a limit of their own."""
    path = book(tmp_path / "styles.xlsx", ROW, more=("xl/styles.xml", " " * 3_000))
    monkeypatch.setattr(workbook, "MAX_PART", 2_000)
    assert code(path) == "classeur_demesure"
    path = book(tmp_path / "textes.xlsx", ROW, more=("xl/sharedStrings.xml", "<si/>" * 3_000))
    monkeypatch.setattr(workbook, "MAX_STRING_MARKS", 2_000)
    assert code(path) == "classeur_demesure"


def test_entities_that_grow_tenfold(tmp_path: Path) -> None:
    """Ten entities that name ten others each: the reader of XML stops, and so does the import."""
    path = book(tmp_path / "rires.xlsx", f"<row>{cells('&e9;')}</row>", head=LAUGHS)
    assert code(path) == "classeur_illisible"
