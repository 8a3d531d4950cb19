"""What the tests of comparisons share: small rule books, and how a comparison is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from small_books import edition, load, parameter

import fondsvert
from fondsvert.engine.comparison.comparing import compare
from fondsvert.engine.comparison.difference import Comparison, Difference, Side
from fondsvert.engine.report.comparison_view import ComparisonView

BASE = "somme(financement.depenses.montant_ht, si=eligible)"
FOUR, THREE = (parameter("minimum", "euros", amount) for amount in (400_000, 300_000))
FIFTY = parameter("tete", "personnes", 50)
YEARS = [edition("2024", "2024-01-01", "2024-12-31"), edition("2025", "2025-03-12", "2025-12-31")]


def between(
    folder: Path,
    one: dict[str, Any],
    two: dict[str, Any],
    names: tuple[str, str] = ("2024", "2024"),
) -> Comparison:
    """Return the comparison of two small rule books, each given by its parts."""
    sides = (
        Side(measure, measure.edition(name), label)
        for measure, name, label in zip(
            (load(folder / "un", **one), load(folder / "deux", **two)), names, "AB", strict=True
        )
    )
    return compare(*sides)


def within(measure: fondsvert.Measure, one: str, two: str) -> Comparison:
    """Return the comparison of two editions of one rule book."""
    return compare(*(Side(measure, measure.edition(name), name) for name in (one, two)))


def only(found: Comparison) -> Difference:
    """Return the only criterion that differs."""
    (difference,) = found.differences
    return difference


def told(found: Comparison) -> list[str]:
    """Return the changes of status as people read them."""
    view = ComparisonView(found, "fr")
    return [
        view.sentence(item.criterion, shift).replace("\u00a0", " ").replace("\u202f", " ")
        for item in found.differences
        for shift in item.shifts
    ]


def moves(found: Comparison) -> dict[str, list[tuple[str, str]]]:
    """Return each criterion's changes of status."""
    return {d.criterion: [(s.before, s.after) for s in d.shifts] for d in found.differences}
