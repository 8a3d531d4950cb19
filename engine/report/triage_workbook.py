"""The results of a sort as a workbook, written row by row: texts are texts, amounts are euros."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from ..errors import EngineUnavailableError, Fault
from ..messages import Lang, message

MAX_ROWS: Final = 1_048_575
"""Rows of a sheet, its heads apart."""
MAX_CELL: Final = 32_000
WIDTHS: Final[dict[str, int]] = {
    "ligne": 8, "reference": 18, "verdict": 13, "critere_decisif": 14, "manquants": 40,
    "regime_retenu": 14, "montant_max": 16, "edition": 9, "faute": 40, "motifs": 80,
}  # fmt: skip
_MADE = datetime(1980, 1, 1)  # noqa: DTZ001 — as in a zip: the same results, the same file


def check_workbook() -> None:
    """Raise :class:`EngineUnavailableError` when XlsxWriter is not installed."""
    _library()


def write_workbook(
    path: Path, heads: Sequence[str], rows: Iterable[Sequence[Any]], lang: Lang
) -> None:
    """Write a workbook of one sheet at ``path``. Raises OSError when it cannot be written."""
    library = _library()
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "tmpdir": str(path.parent),
    }  # fmt: skip
    book = library.Workbook(str(path), options)
    book.set_properties({"created": _MADE})
    bold = book.add_format({"bold": True, "bg_color": "#D9E1F2"})
    money = book.add_format({"num_format": "#,##0.00 €"})
    sheet = book.add_worksheet(message("trier.feuille", lang))
    for column, name in enumerate(heads):
        sheet.set_column(column, column, WIDTHS.get(name, 15))
        sheet.write_string(0, column, name, bold)
    sheet.freeze_panes(1, 2)
    last = 0
    for last, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(last, column, cell[:MAX_CELL])
            elif isinstance(cell, Decimal):
                sheet.write_number(last, column, cell, money)
            elif cell is not None:
                sheet.write_number(last, column, cell)
    sheet.autofilter(0, 0, last, len(heads) - 1)
    try:
        book.close()
    except library.exceptions.FileCreateError as error:
        raise OSError(*error.args[0].args) from None


def _library() -> Any:
    try:
        import xlsxwriter  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        raise EngineUnavailableError([Fault("trier.tableur_absent")]) from None
    return xlsxwriter
