"""A table of dossiers → the facts of rules, as columns: integers, words and booleans.

What one dossier's :func:`~fondsvert.engine.facts.facts_of` does, for all rows at once. The table is
that of :mod:`~fondsvert.engine.flat`: a column a leaf, named by its path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from ...dossier import vocabulary
from ...facts import NAF_SECTIONS
from ...values import FactType, yyyymmdd
from . import logic as rows
from .columns import COUNT, KNOWN, Columns, kind_of, safe
from .logic import NO, UNSURE, YES, column, lit
from .sites import SITE_BITS, SITE_COLUMNS, SITE_KEY
from .terms import BIT, INT, TEXT

_CELL = re.compile(r"(?P<path>[a-z_.]+)\[(?P<rank>\d+)\]\.(?P<field>\w+)")
_OPINION = re.compile(r"appreciations\.[A-Z]{3}-\d\d\.avis")
ROW = "_rang"
"""The column that numbers the rows of a table."""


RESOURCES = "financement.ressources"
"""The list whose lines are not those of the Fonds vert unless they say so."""


def unknown(dtype: Any) -> nw.Expr:
    """Return a value that no row knows."""
    return nw.lit(None).cast(dtype)


def when(condition: nw.Expr, value: nw.Expr, otherwise: nw.Expr) -> nw.Expr:
    """Return ``value`` where the condition is true, else ``otherwise``."""
    return nw.when(condition).then(value).otherwise(otherwise)


def lengths_of(names: Iterable[str]) -> dict[str, int]:
    """Return how many lines the longest list of each path has."""
    found: dict[str, int] = {}
    for name in names:
        if cell := _CELL.fullmatch(name):
            rank = int(cell["rank"]) + 1
            found[cell["path"]] = max(found.get(cell["path"], 0), rank)
    return found


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts that a table states: how each is read from it, and as rules see them."""

    read: Mapping[str, nw.Expr]
    columns: Columns

    def frame(self, table: Any, sites: Any, needed: Iterable[str], kept: Iterable[str]) -> Any:
        """Return the facts of a table as columns: those ``needed``, and what is ``kept`` of it.

        ``sites`` is the table of communes, in the same engine.
        """
        wanted = {"date_reference", *needed}
        places = [name for name in SITE_COLUMNS if name in wanted]
        code = self.read.get("projet__commune", unknown(nw.String))
        frame = table.select(
            *(nw.col(name) for name in kept),
            *(expr.alias(name) for name, expr in self.read.items() if name in wanted),
            *([code.alias(SITE_KEY)] if places else []),
        )
        if not places:
            return frame
        columns = dict.fromkeys([SITE_KEY, "site__trouve", "site__cause", *places])
        frame = frame.join(sites.select(*columns), on=SITE_KEY, how="left")
        absent, known = nw.col(SITE_KEY).is_null(), ~nw.col("site__trouve").is_null()
        cause = when(known, nw.col("site__cause"), nw.lit("commune_inconnue"))
        return frame.with_columns(
            when(absent, nw.lit("commune_absente"), cause).alias("site__cause")
        )


def facts_of(
    names: Iterable[str],
    *,
    on: date | None,
    afr_loaded: bool,
    counted: Container[str] = (),
    renamed: bool = False,
) -> Facts:
    """Return the facts of a table whose columns bear these names.

    ``on`` replaces the date of receipt as reference date; ``counted`` are the columns of numbers
    that are counted already as rules count them. With ``renamed``, the columns of the table bear
    the safe name of each: Spark reads dots as something else.
    """
    given = list(names)
    lengths = lengths_of(given)
    read: dict[str, nw.Expr] = {}
    terms: dict[str, Any] = {}
    for name, expr, kind in _facts(given, lengths, counted, safe if renamed else str):
        read[name], terms[name] = expr, column(name, kind)
    for name, expr, kind in _gathered(given, safe if renamed else str):
        read[name], terms[name] = expr, column(name, kind)
    for line in range(lengths.get(RESOURCES, 0)):
        terms.setdefault(safe(f"{RESOURCES}[{line}].fonds_vert"), NO)
    _implied(terms)
    _activity(read, terms)
    day = nw.lit(yyyymmdd(on)).cast(nw.Int64) if on else read["date_depot"]
    read["date_reference"] = day
    terms["date_reference"] = lit(yyyymmdd(on)) if on else terms["date_depot"]
    for name in SITE_COLUMNS:
        terms[name] = column(name, BIT if name in SITE_BITS else TEXT)
    terms["site__afr_chargee"] = YES if afr_loaded else NO
    return Facts(read, Columns(terms, lengths))


def _facts(
    names: Iterable[str],
    lengths: Mapping[str, int],
    counted: Container[str],
    called: Callable[[str], str],
) -> Iterable[tuple[str, nw.Expr, str]]:
    """Yield each fact that the columns state: its safe name, how it is read, its kind."""
    types = vocabulary()
    for name in names:
        column = nw.col(called(name))
        if cell := _CELL.fullmatch(name):
            kind = types[cell["path"]].fields[cell["field"]]
            value = column if name in counted else converted(column, kind)
            if cell["field"] == "fonds_vert":
                value = value.fill_null(value=False)
            yield safe(name), value, kind_of(kind)
        elif _OPINION.fullmatch(name):
            yield safe(name), column, TEXT
        elif name in types and types[name].kind not in {"rows", "set"}:
            value = column if name in counted else converted(column, types[name])
            yield safe(name), value, kind_of(types[name])
        else:
            path, _, tail = name.rpartition(".")
            if (tail == COUNT and path in lengths) or (tail == COUNT and path in types):
                yield safe(name), column.cast(nw.Int64), INT
            elif path in types and types[path].kind == "set" and (
                tail == KNOWN or tail in types[path].values
            ):  # fmt: skip
                yield safe(name), column, BIT


def _gathered(
    names: Iterable[str], called: Callable[[str], str]
) -> Iterable[tuple[str, nw.Expr, str]]:
    """Yield what columns that lack are gathered from: counts from lines, the known from members."""
    given = list(names)
    for path, kind in vocabulary().items():
        if kind.kind == "rows" and f"{path}.{COUNT}" not in given:
            count, told = unknown(nw.Int64), False
            for line in range(lengths_of(given).get(path, 0)):
                cells = [n for f in kind.fields if (n := f"{path}[{line}].{f}") in given]
                if cells:
                    count, told = when(_filled(map(called, cells)), nw.lit(line + 1), count), True
            if told:
                yield safe(f"{path}.{COUNT}"), count.cast(nw.Int64), INT
        elif kind.kind == "set" and f"{path}.{KNOWN}" not in given:
            members = [n for value in kind.values if (n := f"{path}.{value}") in given]
            if members:
                yield safe(f"{path}.{KNOWN}"), _filled(map(called, members)), BIT


def _filled(names: Iterable[str]) -> nw.Expr:
    """Return whether one of some columns is told."""
    return nw.any_horizontal(*(~nw.col(name).is_null() for name in names), ignore_nulls=False)


def type_of(name: str) -> FactType | None:
    """Return the type of the fact that a column states; None for what is not a leaf or a cell."""
    types = vocabulary()
    if cell := _CELL.fullmatch(name):
        return types[cell["path"]].fields.get(cell["field"]) if cell["path"] in types else None
    if _OPINION.fullmatch(name):
        return OPINIONS
    return types.get(name)


OPINIONS = FactType("enum", values=("favorable", "defavorable"))
"""What an opinion says."""


def converted(column: nw.Expr, kind: FactType) -> nw.Expr:
    """Return a column as rules count it."""
    if kind.kind == "number":
        return (column * 10**kind.scale).cast(nw.Int64) if kind.scale else column.cast(nw.Int64)
    if kind.kind == "date":
        year, month, day = column.dt.year(), column.dt.month(), column.dt.day()
        return year.cast(nw.Int64) * 10_000 + month.cast(nw.Int64) * 100 + day.cast(nw.Int64)
    return column


def _implied(terms: dict[str, Any]) -> None:
    """Add the facts that follow: a commitment has a date, no advance is none asked for."""
    started = terms.get("projet__date_premier_engagement")
    said = terms.get("projet__aucun_engagement", UNSURE)
    if started is not None:
        held = rows.when(started.is_null(), said, NO)
        terms["projet__aucun_engagement"] = held
    advance = terms.get("financement__avance_demandee", rows.unknown(INT))
    terms["financement__avance_demandee"] = advance.fill_null(0)


def _activity(read: dict[str, nw.Expr], terms: dict[str, Any]) -> None:
    """Add the section and the group of the NAF code."""
    code = read.get("porteur__code_naf")
    if code is None:
        return
    digits = code.str.replace_all(".", "", literal=True)
    read["porteur__division_naf"] = digits.str.slice(0, 2).cast(nw.Int64)
    division = column("porteur__division_naf", INT)
    section = rows.unknown(TEXT)
    for name, (low, high) in NAF_SECTIONS.items():
        inside = (division >= lit(low)) & (division <= lit(high))
        section = rows.when(inside, lit(name), section)
    terms["porteur__section_naf"] = section
    group = nw.concat_str(digits.str.slice(0, 2), nw.lit("."), digits.str.slice(2, 1))
    read["porteur__groupe_naf"] = when(code.is_null(), unknown(nw.String), group)
    terms["porteur__groupe_naf"] = column("porteur__groupe_naf", TEXT)
