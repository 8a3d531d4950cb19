"""Where every commune lies, as a table to be joined to the table of dossiers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ...errors import EngineUnavailableError, Fault
from .columns import safe

if TYPE_CHECKING:
    import polars as pl

SITE_FACTS = (
    "site.commune",
    "site.epci",
    "site.departement",
    "site.arrondissement",
    "site.region",
    "site.zone",
    "site.territoire_regional",
    "site.zone_afr",
    "site.cause",
    "territoire.statut",
    "territoire.id",
)
"""What rules may read of a place."""

SITE_KEY = "site_key"
"""The column that holds every code, current or old."""

SITE_COLUMNS = tuple(safe(path) for path in SITE_FACTS)
SITE_BITS = frozenset({"site__territoire_regional"})
"""Those that are true or false; others are words."""


def site_table(codes: Iterable[str], facts_of: Callable[[str], Mapping[str, Any]]) -> pl.DataFrame:
    """Return a row for each commune code, current or old, with the facts of its place.

    Raises :class:`EngineUnavailableError` without Polars.
    """
    try:
        import polars as pl
    except ImportError:
        raise EngineUnavailableError([Fault("colonnes.polars_absent")]) from None
    rows: list[tuple[Any, ...]] = []
    for code in codes:
        facts = facts_of(code)
        rows.append((code, True, *(facts.get(path) for path in SITE_FACTS)))
    names = (SITE_KEY, "site__trouve", *SITE_COLUMNS)
    bits = {"site__trouve", *SITE_BITS}
    schema = {name: pl.Boolean if name in bits else pl.String for name in names}
    return pl.DataFrame(dict(zip(names, zip(*rows, strict=True), strict=True)), schema=schema)
