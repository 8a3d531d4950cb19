"""A table of dossiers → the facts of rules, as columns: integers, words and booleans.

What one dossier's :func:`~fondsvert.engine.facts.facts_of` does, for all rows at once. The table is
that of :mod:`~fondsvert.engine.flat`: a column a leaf, named by its path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import narwhals as nw

from ...dossier import vocabulary
from ...facts import NAF_SECTIONS
from ...values import FactType, yyyymmdd
from .columns import COUNT, KNOWN, Columns, safe, true, unknown, when

_CELL = re.compile(r"(?P<path>[a-z_.]+)\[(?P<rank>\d+)\]\.(?P<field>\w+)")
_OPINION = re.compile(r"appreciations\.[A-Z]{3}-\d\d\.avis")
ROW = "_rang"
"""The column that numbers the rows of a table."""

SITE_KEY = "site_key"
"""The column of the table of communes that holds every code, current or old."""


def lengths_of(names: Iterable[str]) -> dict[str, int]:
    """Return how many lines the longest list of each path has."""
    found: dict[str, int] = {}
    for name in names:
        if cell := _CELL.fullmatch(name):
            rank = int(cell["rank"]) + 1
            found[cell["path"]] = max(found.get(cell["path"], 0), rank)
    return found


def prepare(
    frame: Any, names: Iterable[str], sites: Any, *, on: date | None, afr_loaded: bool
) -> tuple[Any, Columns]:
    """Return the facts of a frame of dossiers, and what it has.

    ``names`` are its columns; ``sites`` the table of communes, in the same engine; ``on`` replaces
    the date of receipt as reference date.
    """
    given = list(names)
    lengths = lengths_of(given)
    facts = dict(_facts(given, lengths))
    reference = nw.lit(yyyymmdd(on)).cast(nw.Int64) if on else facts["date_depot"]
    facts["date_reference"] = reference
    facts |= _implied(facts)
    facts |= _activity(facts)
    kept = ["reference"] if "reference" in given else []
    code = facts.get("projet__commune", unknown(nw.String))
    frame = frame.select(
        nw.col(ROW),
        *(nw.col(name).alias(f"_{name}") for name in kept),
        *(expr.alias(name) for name, expr in facts.items()),
        code.alias(SITE_KEY),
    )
    site_names = [name for name in sites.collect_schema().names() if name != SITE_KEY]
    frame = frame.join(sites, on=SITE_KEY, how="left")
    absent, known = nw.col(SITE_KEY).is_null(), ~nw.col("site__trouve").is_null()
    cause = when(known, nw.col("site__cause"), nw.lit("commune_inconnue"))
    frame = frame.with_columns(
        when(absent, nw.lit("commune_absente"), cause).alias("site__cause"),
        nw.lit(afr_loaded).alias("site__afr_chargee"),
    )
    present = frozenset([*facts, *site_names, "site__afr_chargee"])
    return frame, Columns(present, lengths)


def _facts(names: Iterable[str], lengths: Mapping[str, int]) -> Iterable[tuple[str, nw.Expr]]:
    """Yield each fact that the columns state, under its safe name."""
    types = vocabulary()
    for name in names:
        column = nw.col(name)
        if cell := _CELL.fullmatch(name):
            kind = types[cell["path"]].fields[cell["field"]]
            value = converted(column, kind)
            if cell["field"] == "fonds_vert":
                value = value.fill_null(value=False)
            yield safe(name), value
        elif _OPINION.fullmatch(name):
            yield safe(name), column
        elif name in types and types[name].kind not in {"rows", "set"}:
            yield safe(name), converted(column, types[name])
        else:
            path, _, tail = name.rpartition(".")
            if (tail == COUNT and path in lengths) or (tail == COUNT and path in types):
                yield safe(name), column.cast(nw.Int64)
            elif path in types and types[path].kind == "set" and (
                tail == KNOWN or tail in types[path].values
            ):  # fmt: skip
                yield safe(name), column


def converted(column: nw.Expr, kind: FactType) -> nw.Expr:
    """Return a column as rules count it."""
    if kind.kind == "number":
        return (column * 10**kind.scale).cast(nw.Int64) if kind.scale else column.cast(nw.Int64)
    if kind.kind == "date":
        year, month, day = column.dt.year(), column.dt.month(), column.dt.day()
        return year.cast(nw.Int64) * 10_000 + month.cast(nw.Int64) * 100 + day.cast(nw.Int64)
    return column


def _implied(facts: Mapping[str, nw.Expr]) -> dict[str, nw.Expr]:
    """Return the facts that follow: a commitment has a date, no advance is none asked for."""
    started = facts.get("projet__date_premier_engagement")
    said = facts.get("projet__aucun_engagement", unknown(nw.Boolean))
    found = {}
    if started is not None:
        found["projet__aucun_engagement"] = when(started.is_null(), said, nw.lit(value=False))
    advance = facts.get("financement__avance_demandee", unknown(nw.Int64))
    found["financement__avance_demandee"] = advance.fill_null(0)
    return found


def _activity(facts: Mapping[str, nw.Expr]) -> dict[str, nw.Expr]:
    """Return the section and the group of the NAF code."""
    code = facts.get("porteur__code_naf")
    if code is None:
        return {}
    digits = code.str.replace_all(".", "", literal=True)
    division = digits.str.slice(0, 2).cast(nw.Int64)
    section = unknown(nw.String)
    for name, (low, high) in NAF_SECTIONS.items():
        section = when(true((division >= low) & (division <= high)), nw.lit(name), section)
    group = nw.concat_str(digits.str.slice(0, 2), nw.lit("."), digits.str.slice(2, 1))
    return {
        "porteur__section_naf": section,
        "porteur__groupe_naf": when(code.is_null(), unknown(nw.String), group),
    }
