"""Which rows of a table are dossiers, and what is wrong with the others.

Expressions set apart the rows that are dossiers for certain, a million at once; every other row is
read one at a time by what reads any dossier, and may still be found valid. So the answer is always
that of :class:`~.dossier.Dossier`: an expression that doubts too much only costs time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from .dossier import Exercice, vocabulary
from .dossier_types import (
    COMMUNE_TEXT,
    FIRST_YEAR,
    LAST_YEAR,
    MAX_ITEMS,
    MAX_NUMBER,
    MAX_TEXT,
    NAF_TEXT,
    REGIME_TEXT,
    SIGNIFICANT_DIGITS,
    SIRET_TEXT,
)
from .errors import Fault, InputError
from .flat import Column, RowReader, column_of, dtype, polars
from .intake.files import Context, validated
from .values import MILLIONTHS
from .yaml_text import Document

if TYPE_CHECKING:
    import polars as pl

_SHOWN: Final = r"^[\t\n -~\x{a0}-\x{d7ff}\x{e000}-\x{fffd}]*$"
"""Texts without control characters; those with a carriage return are read apart."""
_REFERENCE: Final = "^[!-~]+(?: [!-~]+)*$"
_YEARS: Final = "porteur.difficulte.exercices"
REQUIRED: Final = ("reference", "date_depot")


def faults_of(frame: pl.DataFrame, context: Context | None = None) -> dict[int, list[Fault]]:
    """Return what is wrong with the rows that are no dossiers, by their rank in the table.

    Columns that no dossier has are let be. ``context`` lists the criteria and the regimes that
    exist, as for :meth:`Dossier.model_validate`.
    """
    known = [name for name in frame.columns if column_of(name) is not None]
    table = frame.select(known)
    doubtful = table.select(polars().arg_where(doubt(table.schema, context))).to_series()
    read, found = RowReader(known), {}
    for rank, values in zip(doubtful, table[doubtful].iter_rows(), strict=True):
        try:
            wrong = validated(Document(read(values), {}, {}), "", context)
        except InputError as error:
            wrong = error
        if isinstance(wrong, InputError):
            found[rank] = list(wrong.faults)
    return found


def doubt(schema: Mapping[str, Any], context: Context | None = None) -> pl.Expr:
    """Return the rows that may be no dossier, as an expression over a table of these columns."""
    pl = polars()
    columns = {name: column for name in schema if (column := column_of(name)) is not None}
    doubts: list[Any] = [_absent(name, columns) for name in REQUIRED]
    for column in columns.values():
        if schema[column.name] != dtype(column.kind):
            doubts.append(pl.col(column.name).is_not_null())
        else:
            doubts += _cell(column, context)
    doubts += _groups(columns)
    doubts += _together(columns)
    found = (each.fill_null(value=False) for each in doubts)
    return pl.any_horizontal(*found)  # type: ignore[no-any-return]


def _absent(name: str, columns: Collection[str]) -> Any:
    pl = polars()
    return pl.col(name).is_null() if name in columns else pl.lit(value=True)


# -- one cell -----------------------------------------------------------------------------------


def _cell(column: Column, context: Context | None) -> Iterator[pl.Expr]:
    """Yield where a cell may be wrong; null where it is empty."""
    pl = polars()
    value, kind = pl.col(column.name), column.kind
    if column.role == "opinion":
        names = (context or {}).get("criteres")
        if names is not None and column.path not in names:
            yield value.is_not_null()
    if kind.kind == "number":
        low, high = (bound * 10**kind.scale for bound in _bounds(column))
        yield ~value.to_physical().is_between(low, high)
    elif kind.kind == "date":
        yield ~value.is_between(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
    elif kind.kind == "enum":
        # Quicker than to look for each value in a list.
        yield value.is_not_null() & value.cast(pl.Enum(kind.values), strict=False).is_null()
    elif column.path in _CODES:
        yield from _CODES[column.path](value, context)
    elif kind.kind == "text":
        yield value.str.len_bytes() > MAX_TEXT
        yield ~value.str.contains(_REFERENCE if column.path == "reference" else _SHOWN)
    elif kind.kind == "code":
        yield value.is_not_null()


def _bounds(column: Column) -> tuple[int, int]:
    if column.role == "count":
        return 0, MAX_ITEMS
    if column.field == "annee":
        return FIRST_YEAR, LAST_YEAR
    if column.kind.scale == MILLIONTHS:
        # Beyond, a quantity may have more digits than are accepted.
        return 0, 10 ** (SIGNIFICANT_DIGITS - MILLIONTHS) - 1
    return (-MAX_NUMBER if column.kind.signed else 0), MAX_NUMBER


def _siret(value: pl.Expr, _context: Context | None) -> Iterator[pl.Expr]:
    pl = polars()
    yield ~value.str.contains(f"^{SIRET_TEXT}$")
    digits = value.cast(pl.Int64, strict=False)
    yield digits == 0
    # Luhn's sum, four digits at a time: the first of each four is doubled.
    sums = pl.lit(pl.Series([_luhn(four) for four in range(10_000)], dtype=pl.Int64))
    parts = [digits % 100, *(digits // 10**place % 10_000 for place in (2, 6, 10))]
    told = [sums.gather(part.fill_null(0)) for part in parts]
    yield reduce(lambda one, two: one + two, told) % 10 != 0


def _luhn(four: int) -> int:
    doubled = (int(digit) * (2 - rank % 2) for rank, digit in enumerate(f"{four:04}"))
    return sum(value - 9 if value > 9 else value for value in doubled)


def _text(pattern: str) -> Callable[[pl.Expr, Context | None], Iterator[pl.Expr]]:
    def doubts(value: pl.Expr, _context: Context | None) -> Iterator[pl.Expr]:
        yield ~value.str.contains(f"^{pattern}$")

    return doubts


def _regime(value: pl.Expr, context: Context | None) -> Iterator[pl.Expr]:
    yield ~value.str.contains(f"^{REGIME_TEXT}$")
    known = (context or {}).get("regimes")
    if known is not None:
        yield ~value.is_in(sorted(known))


_CODES: Final = {
    "porteur.siret": _siret,
    "porteur.code_naf": _text(NAF_TEXT),
    "projet.commune": _text(COMMUNE_TEXT),
    "financement.regime": _regime,
}


# -- several cells ------------------------------------------------------------------------------


def _groups(columns: Mapping[str, Column]) -> Iterator[pl.Expr]:
    """Yield the rows whose lists or sets contradict their count, or lack what a line must say."""
    pl = polars()
    for path, kind in vocabulary().items():
        if kind.kind == "set":
            members = [c.name for c in columns.values() if c.path == path and c.role == "member"]
            if f"{path}.connu" in columns and members:
                yield pl.any_horizontal(*members) & ~pl.col(f"{path}.connu").fill_null(value=False)
        elif kind.kind == "rows":
            cells: dict[int, list[str]] = {}
            for column in columns.values():
                if column.path == path and column.role == "cell":
                    cells.setdefault(column.line, []).append(column.name)
            yield from _lines(path, cells, counted=f"{path}.nombre" in columns)


def _lines(path: str, cells: Mapping[int, Sequence[str]], *, counted: bool) -> Iterator[pl.Expr]:
    pl = polars()
    filled = {
        line: pl.any_horizontal(*(pl.col(name).is_not_null() for name in names))
        for line, names in cells.items()
    }
    count = pl.col(f"{path}.nombre").fill_null(0)
    if counted:
        yield from (told & (count <= line) for line, told in filled.items())
    required = [n for n, f in Exercice.model_fields.items() if f.is_required()]
    if path != _YEARS:
        return
    highest = max(cells, default=-1)
    if counted:
        yield count > highest + 1
    for line in range(highest + 1):
        later = [told for other, told in filled.items() if other >= line]
        there = count > line if counted else pl.any_horizontal(*later)
        for name in required:
            yield there & _absent(f"{path}[{line}].{name}", cells.get(line, ()))
    years = [f"{path}[{line}].annee" for line, names in cells.items()]
    told_years = [year for year in years if any(year in names for names in cells.values())]
    yield from (pl.col(one) == pl.col(two) for one, two in combinations(told_years, 2))


def _together(columns: Collection[str]) -> Iterator[pl.Expr]:
    """Yield the rows of which two answers exclude each other."""
    col = polars().col
    if {"projet.date_debut", "projet.date_fin"} <= set(columns):
        yield col("projet.date_fin") < col("projet.date_debut")
    if {"projet.aucun_engagement", "projet.date_premier_engagement"} <= set(columns):
        yield col("projet.aucun_engagement") & col("projet.date_premier_engagement").is_not_null()
