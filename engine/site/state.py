"""How far the rules can be relied on: audit, mutations, scenarios, the age of what they rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ..audit.unused import cited
from ..rulebook.model import Citation, RuleBook, Source
from .material import Material
from .scenes import FeatureView


class Tally(NamedTuple):
    """How the scenarios went."""

    total: int
    passed: int
    failed: int
    unknown: int
    runs: int


class SourceView(NamedTuple):
    """A source: what rests on it, until when what was read of it is fresh."""

    source: Source
    uses: tuple[tuple[str, Citation], ...]
    oldest: date
    fresh_until: date
    levels: tuple[tuple[str, int], ...]


def tally(features: tuple[FeatureView, ...]) -> Tally:
    """Return how the scenarios went."""
    results = [scene.result for feature in features for scene in feature.scenes]
    outcomes = Counter(result.outcome if result else "" for result in results)
    return Tally(len(results), outcomes["reussi"], outcomes["echoue"],
                 outcomes[""] + outcomes["ignore"], sum(r.runs for r in results if r))  # fmt: skip


def sources(book: RuleBook) -> tuple[SourceView, ...]:
    """Return the sources in the order of the rules, each with what rests on it."""
    return tuple(_sources(book))


def _sources(book: RuleBook) -> Iterator[SourceView]:
    found = cited(book)
    for key, source in book.sources.items():
        uses = tuple((use.rule, use.citation) for use in found.get(key, ()))
        oldest = min((citation.verified for _, citation in uses), default=source.verified)
        levels = Counter(citation.level for _, citation in uses)
        told = tuple((level, levels[level]) for level in ("lu", "secondaire", "a_verifier")
                     if levels[level])  # fmt: skip
        until = months_after(oldest, book.freshness_months)
        yield SourceView(source, uses, oldest, until, told)


def months_after(day: date, months: int) -> date:
    """Return the day so many months later, the last of its month where it has no such day.

    >>> months_after(date(2026, 11, 24), 12), months_after(date(2024, 1, 31), 1)
    (datetime.date(2027, 11, 24), datetime.date(2024, 2, 29))
    """
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    nextmonth = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (nextmonth - first).days))


def verified(book: RuleBook) -> tuple[date, date]:
    """Return the oldest and the latest day on which something was checked."""
    days = [use.citation.verified for uses in cited(book).values() for use in uses]
    return min(days), max(days)


def levels(book: RuleBook) -> dict[str, int]:
    """Return how many criteria rest first on what was read, quoted, or not checked."""
    counted = Counter(item.citations[0].level for item in book.criteria if item.citations)
    return {level: counted[level] for level in ("lu", "secondaire", "a_verifier")}


def survivors(material: Material) -> list[tuple[str, str]]:
    """Return the mutants that no scenario saw, or on which the solver gave up: rule, sentence."""
    details = (material.mutations or {}).get("details", [])
    return [
        (str(one.get("regle", "")), str(one.get("message", "")))
        for one in details
        if isinstance(one, dict) and one.get("etat") in ("vivant", "indecis")
    ]
