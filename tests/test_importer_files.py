"""Whole files with their dirt: rows blank, cut, doubled, too long; files that are no sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from exports import csv_bytes, write_xlsx
from importing import Imported, import_file

from fondsvert.engine.errors import InputError

EUROS = "financement.montant_demande"


def table(tmp_path: Path, rows: Sequence[Sequence[Any]], *columns: str) -> Imported:
    """Import a table of paths; number and date come first."""
    path = tmp_path / "tableau.csv"
    header = ["reference", "date_depot", *columns]
    path.write_bytes(csv_bytes(header, rows))
    return import_file(path)


def test_empty_rows_are_no_rows(tmp_path: Path) -> None:
    """Blank rows, in the middle and at the end, are neither dossiers nor rejects."""
    found = table(tmp_path, [["1", "2024-05-13"], ["", " "], ["2", "2024-05-13"], ["", ""]])
    assert (found.journal.rows, found.journal.dossiers, found.journal.rejected) == (2, 2, 0)


def test_a_number_given_twice(tmp_path: Path) -> None:
    """The first is kept, the second is rejected and says where the first is."""
    found = table(tmp_path, [["1", "2024-05-13"], ["1", "2024-06-01"], ["2", "2024-05-13"]])
    assert [dossier.reference for dossier in found.dossiers] == ["1", "2"]
    assert found.reasons == ["double"]
    assert found.journal.rejects[0].origin.row == 3
    assert "ligne 2" in found.journal.message(found.journal.rejects[0].troubles[0])


def test_everything_wrong_in_a_row_is_told(tmp_path: Path) -> None:
    """Conversions and the checks of the dossier, together, each with its column."""
    row = ["1", "2024-05-13", "732829320", "Vierzon", "-5", "2025-01-01", "2024-01-01"]
    found = table(tmp_path, [row], "porteur.siret", "projet.commune", "porteur.effectif",
                  "projet.date_debut", "projet.date_fin")  # fmt: skip
    assert sorted(found.reasons) == [
        "commune", "entree.date_fin_avant_debut", "entree.quantite", "siren"
    ]  # fmt: skip
    columns = {t.path: t.origin.column for t in found.journal.rejects[0].troubles}
    assert columns == {"porteur.siret": "C", "projet.commune": "D", "porteur.effectif": "E",
                       "projet.date_fin": "G"}  # fmt: skip


def test_cells_of_32_kilobytes(tmp_path: Path) -> None:
    """A text that fills a cell was cut: it is kept, and the report says so; more is no answer."""
    rows = [["1", "2024-05-13", "x" * 32_767], ["2", "2024-05-13", "x" * 100_001]]
    found = table(tmp_path, rows, "projet.resume")
    assert found.journal.repairs == {"tronque": 1}
    assert found.reasons == ["entree.texte_trop_long"]


def test_formulas_are_texts(tmp_path: Path) -> None:
    """What looks like a formula in a CSV is a text like another: nothing is ever computed."""
    evil = '=HYPERLINK("http://exemple.fr";"clic")'
    found = table(tmp_path, [["1", "2024-05-13", evil], ["2", "2024-05-13", "@SUM(1)"]],
                  "projet.intitule")  # fmt: skip
    assert [d.projet and d.projet.intitule for d in found.dossiers] == [evil, "@SUM(1)"]


def test_a_formula_without_its_result(tmp_path: Path) -> None:
    """A workbook never computed: its formulas are no blanks, their rows are rejected."""
    path = tmp_path / "tableau.xlsx"
    book = openpyxl.Workbook()
    for row in (["reference", "date_depot", EUROS], ["1", date(2024, 5, 13), "=1000+500"],
                ["2", date(2024, 5, 13), 1500]):  # fmt: skip
        book.active.append(row)
    book.save(path)
    found = import_file(path)
    assert [dossier.reference for dossier in found.dossiers] == ["2"]
    assert found.reasons == ["formule"]


def test_values_of_a_workbook(tmp_path: Path) -> None:
    """Numbers, dates and booleans typed by the spreadsheet come through exactly."""
    path = tmp_path / "tableau.xlsx"
    header = ["reference", "date_depot", EUROS, "projet.commune", "projet.collectif",
              "porteur.date_creation", "porteur.siret"]  # fmt: skip
    row = [12.0, datetime(2024, 5, 13, 9, 0), 21667.1, 1004, True, "13/05/2001",  # noqa: DTZ001
           73282932000074]  # fmt: skip
    write_xlsx(path, {"Feuil1": (header, [row])})
    (dossier,) = import_file(path).dossiers
    assert dossier.reference == "12"
    assert dossier.financement is not None
    assert dossier.projet is not None
    assert dossier.porteur is not None
    assert dossier.financement.montant_demande == 2166710
    assert (dossier.projet.commune, dossier.projet.collectif) == ("01004", True)
    assert dossier.porteur.date_creation == date(2001, 5, 13)
    assert dossier.porteur.siret == "73282932000074"


def test_rows_too_short_or_too_long(tmp_path: Path) -> None:
    """A row cut by the end of the file is rejected; a separator out of place too."""
    path = tmp_path / "tableau.csv"
    path.write_text(
        "reference;date_depot;projet.intitule;porteur.effectif\n"
        "1;2024-05-13\n"
        "2;2024-05-13;Four; rapide;12\n"
        "3;2024-05-13;Four;1",
        encoding="utf-8",
    )
    found = import_file(path)
    assert [dossier.reference for dossier in found.dossiers] == ["1", "3"]
    assert found.reasons == ["trop_de_valeurs"]
    path.write_text(path.read_text(encoding="utf-8")[:-2], encoding="utf-8")
    assert import_file(path).reasons == ["trop_de_valeurs", "ligne_coupee"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "fichier_vide"),
        (b"\xef\xbb\xbf\n \n", "fichier_vide"),
        (b"\x00\x01\x02\x03", "pas_un_texte"),
        (b"\x81\x8d;\x90", "pas_un_texte"),
        (b'reference;date_depot\n"1;2024-05-13\n2;2024-05-13\n', "csv_illisible"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
        (b"PK\x03\x04", "classeur_illisible"),
        (b"PAR1 PAR1", "parquet_illisible"),
        (b'{"data": {"demarche": {"dossiers"', "json_illisible"),
        (b'{"data": {"x": 1}}', "pas_une_reponse"),
        (b'{"data": null, "errors": [{"message": "Not allowed"}]}', "reponse_erreur"),
        (b'{"number": 1, "number": 2, "champs": []}', "json_cle"),
        (b'{"number": 1, "champs": "\xff"}', "json_pas_utf8"),
        (b"nom;prenom\na;b\n", "pas_de_chemins"),
        (b"reference;date_depot;porteur.efectif\n1;2024-05-13;3\n", "colonne_hors_dossier_proche"),
        (b"reference;date_depot;reference\n1;2024-05-13;1\n", "colonne_double"),
    ],
)
def test_files_that_are_not_sources(content: bytes, code: str, tmp_path: Path) -> None:
    """Each says what it is, and what to do."""
    path = tmp_path / "source"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        import_file(path, {"champs": {}} if code.startswith(("json", "pas_une", "rep")) else None)
    assert code in [fault.code.removeprefix("importer.") for fault in caught.value.faults]
