"""The results of a sort as CSV, JSON Lines, Parquet or a workbook, part after part."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..flat import polars
from ..messages import Lang
from ..values import CENTS, unscaled
from .programme_files import harmless
from .triage_workbook import MAX_ROWS, check_workbook, write_workbook

if TYPE_CHECKING:
    import polars as pl

    from ..triage.parts import Parts

FORMS: Final = (".csv", ".jsonl", ".parquet", ".xlsx")
AMOUNT: Final = "montant_max"
MISSING: Final = "manquants"
TEXTS: Final = ("faute", "motifs")
GROUP: Final = 65_536


def check_form(path: Path) -> int | None:
    """Return how many rows a file of this form holds, None when there is no limit.

    Raises ``EngineUnavailableError`` when what writes it is not installed.
    """
    if path.suffix.lower() != ".xlsx":
        return None
    check_workbook()
    return MAX_ROWS


def write_results(path: Path, form: str, parts: Parts, lang: Lang) -> None:
    """Write every part at ``path``, in order.

    Raises OSError when it cannot be written.
    """
    if form == ".parquet":
        _write_parquet(path, parts)
    elif form == ".xlsx":
        heads, rows = _read(parts)
        write_workbook(path, heads, rows, lang)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            for rank, frame in enumerate(parts.frames()):
                file.write(_csv(frame, first=rank == 0) if form == ".csv" else _lines(frame))


def _write_parquet(path: Path, parts: Parts) -> None:
    """Write amounts as decimals of euros, the facts awaited as lists."""
    pl = polars()
    amount = pl.col(AMOUNT).cast(pl.Decimal(38, CENTS)) / 10**CENTS
    try:
        pl.scan_ipc(parts.files, glob=False).with_columns(
            amount.cast(pl.Decimal(18, CENTS)),
            pl.col(MISSING).fill_null("").str.split(" ").list.filter(pl.element() != ""),
        ).sink_parquet(path, row_group_size=GROUP)
    except pl.exceptions.ComputeError as error:
        raise OSError(str(error)) from error


def _lines(frame: pl.DataFrame) -> str:
    out = []
    for row in frame.iter_rows(named=True):
        cents = row[AMOUNT]
        told: dict[str, Any] = {
            **row,
            # Fifteen digits at most: the nearest double is written with the same ones.
            AMOUNT: None if cents is None else float(unscaled(cents, CENTS)),
            MISSING: (row[MISSING] or "").split(),
        }
        told |= {name: (row[name] or "").splitlines() for name in TEXTS if name in row}
        out.append(json.dumps(told, ensure_ascii=False, separators=(",", ":")))
    return "".join(f"{line}\n" for line in out)


def _csv(frame: pl.DataFrame, *, first: bool) -> str:
    """Return rows as French spreadsheets open them: semicolons, decimal commas, a mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    if first:
        out.write("\ufeff")
        writer.writerow(frame.columns)
    at = frame.columns.index(AMOUNT)
    texts = _texts(frame.columns)
    for row in frame.iter_rows():
        cells = [harmless(each) if isinstance(each, str) else each for each in row]
        cents = row[at]
        cells[at] = None if cents is None else f"{unscaled(cents, CENTS):.2f}".replace(".", ",")
        for index, between in texts:
            if cells[index]:
                cells[index] = between.join(cells[index].split("\n" if between != ", " else " "))
        writer.writerow(cells)
    return out.getvalue()


def _texts(names: Sequence[str]) -> list[tuple[int, str]]:
    """Return the columns that list several things, and what stands between two of them."""
    kept = [(names.index(name), " | ") for name in TEXTS if name in names]
    return [(names.index(MISSING), ", "), *kept]


def _read(parts: Parts) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    frames = parts.frames()
    first = next(frames)

    def rows() -> Iterator[tuple[Any, ...]]:
        yield from _cells(first)
        for frame in frames:
            yield from _cells(frame)

    return first.columns, rows()


def _cells(frame: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    at, missing = frame.columns.index(AMOUNT), frame.columns.index(MISSING)
    for row in frame.iter_rows():
        cells = list(row)
        cells[at] = None if row[at] is None else unscaled(row[at], CENTS)
        cells[missing] = ", ".join((row[missing] or "").split())
        yield tuple(cells)
