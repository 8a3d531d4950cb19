"""Dossiers written as each export of the filing platform, for the form of :mod:`forms`.

One JSON answer a page, with typed champs; a CSV of fixed columns then one a question; a workbook of
sheets joined on the dossier's number.
"""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from forms import Asked, blocks, questions

Data = Mapping[str, Any]

# -- reading a dossier -----------------------------------------------------------------------------


def at(data: Any, path: str) -> Any:
    """Return what stands at a path, None when nothing does."""
    for step in path.split("."):
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


# -- the API ---------------------------------------------------------------------------------------


def answer(
    dossiers: Iterable[Data], criteria: Iterable[str] = (), *, more: bool = False
) -> dict[str, Any]:
    """Return a page of the API that holds these dossiers."""
    criteria = list(criteria)
    return {
        "data": {
            "demarche": {
                "number": 90001, "title": "Fonds vert, formulaire fictif",
                "activeRevision": {"id": "R-1", **descriptors(criteria)},
                "dossiers": {
                    "pageInfo": {"hasNextPage": more, "endCursor": "MQ"},
                    "nodes": [node(data, criteria) for data in dossiers],
                },
            }
        }
    }  # fmt: skip


def descriptors(criteria: Iterable[str] = ()) -> dict[str, Any]:
    """Return the description of the form, as the API gives it."""
    names = {"Decimal": "DecimalNumber", "Integer": "IntegerNumber", "DropDown": "DropDownList",
             "MultipleDropDown": "MultipleDropDownList"}  # fmt: skip

    def described(asked: Asked) -> dict[str, Any]:
        found: dict[str, Any] = {
            "__typename": f"{names.get(asked.kind, asked.kind)}ChampDescriptor",
            "id": asked.champ, "label": asked.label, "required": False,
        }  # fmt: skip
        if asked.values:
            found["options"] = list(asked.values.values())
        return found

    listed = [described(asked) for asked in questions()]
    listed += [
        {**described(block), "champDescriptors": [described(cell) for cell in cells]}
        for block, cells in blocks()
    ]
    notes = [described(asked) for asked in questions(criteria)
             if asked.path.startswith("appreciations.")]  # fmt: skip
    return {"champDescriptors": listed, "annotationDescriptors": notes}


def node(data: Data, criteria: Iterable[str] = ()) -> dict[str, Any]:
    """Return a dossier as the API gives it."""
    champs, notes = [], []
    for asked in questions(criteria):
        into = notes if asked.path.startswith("appreciations.") else champs
        into.append(champ(asked, at(data, asked.path)))
    for block, cells in blocks():
        rows = [
            {"champs": [champ(cell, line.get(cell.path.rsplit(".", 1)[-1]), f"R{rank}")
                        for cell in cells]}
            for rank, line in enumerate(at(data, block.path) or [])
        ]  # fmt: skip
        champs.append({"id": block.champ, "__typename": "RepetitionChamp", "label": block.label,
                       "stringValue": "", "rows": rows})  # fmt: skip
    return {
        "id": "RG9zc2llci0x", "number": data["reference"], "state": "en_instruction",
        "archived": False, "dateDepot": f"{data['date_depot']}T10:30:00+02:00",
        "demandeur": {"siret": "81234567600017"}, "champs": champs, "annotations": notes,
    }  # fmt: skip


def champ(asked: Asked, value: Any, row: str = "") -> dict[str, Any]:
    """Return an answer, as the stored query of the API asks for it."""
    number = f"Champ-{asked.number}" + (f"|{row}" if row else "")
    found: dict[str, Any] = {
        "id": base64.b64encode(number.encode()).decode(), "label": asked.label,
    }  # fmt: skip
    text = "" if value is None else str(value)
    kind = asked.kind
    if kind == "YesNo":
        # A list « Oui / Non » left blank: the platform says « no » of a box that nobody ticked.
        return {**found, "__typename": "TextChamp",
                "stringValue": {True: "Oui", False: "Non"}.get(value, "")}  # fmt: skip
    if kind == "DropDown":
        return {**found, "__typename": "TextChamp",
                "stringValue": (asked.values or {}).get(text, text)}  # fmt: skip
    if kind == "MultipleDropDown":
        labels = [(asked.values or {})[each] for each in value or ()]
        return {**found, "__typename": "MultipleDropDownListChamp",
                "stringValue": ", ".join(labels), "values": labels}  # fmt: skip
    if kind == "Decimal":
        told = None if value is None else _json_number(value)
        return {**found, "__typename": "DecimalNumberChamp", "stringValue": text,
                "decimalNumber": told}  # fmt: skip
    if kind == "Integer":
        return {**found, "__typename": "IntegerNumberChamp", "stringValue": text,
                "integerNumber": text or None}  # fmt: skip
    if kind == "Date":
        return {**found, "__typename": "DateChamp", "stringValue": text, "date": text or None}
    if kind == "Siret":
        place = {"siret": text, "naf": "2341Z", "siegeSocial": True} if text else None
        return {**found, "__typename": "SiretChamp", "stringValue": text, "etablissement": place}
    if kind == "Commune":
        place = {"name": f"Commune {text}", "code": text} if text else None
        return {**found, "__typename": "CommuneChamp", "stringValue": place and place["name"],
                "commune": place, "departement": None}  # fmt: skip
    if kind == "PieceJustificative":
        given = asked.element in (value or ())
        files = [{"filename": "piece.pdf", "contentType": "application/pdf"}] if given else []
        return {**found, "__typename": "PieceJustificativeChamp", "stringValue": None,
                "files": files}  # fmt: skip
    return {**found, "__typename": "TextChamp", "stringValue": text}


def _json_number(value: Any) -> Any:
    number = Decimal(str(value))
    return int(number) if number == int(number) else float(number)


# -- exports ---------------------------------------------------------------------------------------

FIXED = ("ID", "Email", "Établissement SIRET", "À archiver", "État du dossier", "Déposé le")


def export_table(
    dossiers: Iterable[Data], criteria: Iterable[str] = ()
) -> tuple[list[str], list[list[Any]]]:
    """Return the header and the rows of the sheet of dossiers."""
    asked = questions(criteria)
    header = list(FIXED)
    for each in asked:
        header.append(each.label)
        if each.kind == "Commune":
            header += [f"{each.label} (Code INSEE)", f"{each.label} (Département)"]
    rows = []
    for data in dossiers:
        row: list[Any] = [
            str(data["reference"]), "porteur@exemple.fr", "81234567600017", "false",
            "En instruction", f"{data['date_depot']} 10:30:00 +0200",
        ]  # fmt: skip
        for each in asked:
            value = at(data, each.path)
            if each.kind == "Commune":
                row += [value and f"Commune {value} (18100)", value, value and "18 – Cher"]
            else:
                row.append(cell(each, value))
        rows.append(row)
    return header, rows


def cell(asked: Asked, value: Any) -> Any:
    """Return an answer as an export writes it."""
    if asked.kind == "PieceJustificative":
        return "piece.pdf" if asked.element in (value or ()) else ""
    if value is None:
        return ""
    if asked.kind == "YesNo":
        return "Oui" if value else "Non"
    if asked.kind == "MultipleDropDown":
        return ", ".join((asked.values or {})[each] for each in value)
    if asked.kind == "DropDown":
        return (asked.values or {}).get(str(value), value)
    return value


def as_csv(
    dossiers: Iterable[Data], criteria: Iterable[str] = (), *, separator: str = ",",
    encoding: str = "utf-8",
) -> bytes:  # fmt: skip
    """Return the CSV export; its blocks are not in it, as in the true one."""
    header, rows = export_table(dossiers, criteria)
    return csv_bytes(header, rows, separator=separator, encoding=encoding)


def csv_bytes(
    header: Iterable[str], rows: Iterable[Iterable[Any]], *, separator: str = ",",
    encoding: str = "utf-8",
) -> bytes:  # fmt: skip
    """Return a CSV file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([[text(value) for value in row] for row in rows])
    return out.getvalue().encode(encoding)


def text(value: Any) -> str:
    """Return a cell as a program writes it in a text file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def as_xlsx(path: Path, dossiers: Iterable[Data], criteria: Iterable[str] = ()) -> None:
    """Write the XLSX export: dossiers, établissements, opinions and a sheet for each block."""
    dossiers = list(dossiers)
    header, rows = export_table(dossiers, criteria)
    sheets: dict[str, tuple[list[str], list[list[Any]]]] = {
        "Dossiers": (header, rows),
        "Etablissements": (
            ["Dossier ID", "Champ", "Établissement SIRET", "Établissement NAF"],
            [[str(data["reference"]), "Dossier", "81234567600017", "2341Z"] for data in dossiers],
        ),
        "Avis": (["Dossier ID", "Question", "Réponse"], []),
    }
    for block, cells in blocks():
        lines = [
            [str(data["reference"]), rank + 1,
             *(cell(each, line.get(each.path.rsplit(".", 1)[-1])) for each in cells)]
            for data in dossiers
            for rank, line in enumerate(at(data, block.path) or [])
        ]  # fmt: skip
        title = f"({block.number}) {block.label}"[:30]
        sheets[title] = (["Dossier ID", "Ligne", *(each.label for each in cells)], lines)
    write_xlsx(path, sheets)


def write_xlsx(path: Path, sheets: Mapping[str, tuple[list[str], list[list[Any]]]]) -> None:
    """Write a workbook, every text as a text."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, (header, rows) in sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate([header, *rows], 1):
            for column, value in enumerate(row, 1):
                if value is None or value == "":
                    continue
                written = sheet.cell(number, column)
                written.value = float(value) if isinstance(value, Decimal) else value
                if isinstance(value, str):
                    written.data_type = "s"
                if isinstance(value, date):
                    written.number_format = "yyyy-mm-dd"
    book.save(path)


def as_text(data: Any) -> str:
    """Return JSON, exact decimals included."""
    return json.dumps(data, ensure_ascii=False, default=str)
