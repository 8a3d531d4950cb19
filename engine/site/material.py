"""All that the site tells, looked at once: the rules, their scenarios, what proves them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..audit.scenarios import read_features
from ..audit.traceability import Matrix, trace
from ..errors import EngineUnavailableError, Fault, InputError, MissingFileError, Where
from ..messages import Lang
from ..report.comparison_view import ComparisonView
from .results import Results, read_results

if TYPE_CHECKING:
    from ..audit.finding import Report
    from ..measure import Measure

Features = tuple[tuple[str, Mapping[str, Any]], ...]
COUNTS = ("mutants", "essayes", "tues", "equivalents", "vivants", "indecis")


@dataclass(frozen=True)
class Material:
    """What the pages are made of. What was not given, or cannot be had, is None or empty.

    ``folder`` is where the rules are written; ``mutations`` is what ``verifier --mutations
    --format json`` printed.
    """

    measure: Measure
    folder: Path
    lang: Lang = "fr"
    matrix: Matrix | None = None
    features: Features = ()
    results: Results = field(default_factory=dict)
    audit: Report | None = None
    comparisons: tuple[ComparisonView, ...] = ()
    mutations: Mapping[str, Any] | None = None


def gather(
    measure: Measure,
    folder: Path,
    *,
    lang: Lang = "fr",
    scenarios: Path | None = None,
    results: Path | None = None,
    mutations: Path | None = None,
    proofs: bool = True,
    told: Callable[[str], None] = lambda _: None,
) -> Material:
    """Return all that the site tells. ``told`` is called with what is being looked at.

    Raises :class:`MissingFileError` and :class:`InputError` for a file that was given and cannot
    be read.
    """
    given = read_results(results) if results else {}
    counted = _mutations(mutations) if mutations else None
    matrix = trace(measure.book, scenarios) if scenarios else None
    features = read_features(scenarios) if scenarios else ()
    audit: Report | None = None
    comparisons: tuple[ComparisonView, ...] = ()
    if proofs:
        with suppress(EngineUnavailableError):
            audit, comparisons = _proved(measure, lang, told)
    read = (matrix, features, given)
    return Material(measure, folder, lang, *read, audit, comparisons, counted)


def _proved(
    measure: Measure, lang: Lang, told: Callable[[str], None]
) -> tuple[Report, tuple[ComparisonView, ...]]:
    """Return the audit of the rules, and each edition compared with the one before it."""
    from ..proof import require_solver

    require_solver()
    from ..audit.auditor import audit
    from ..comparison.comparing import compare
    from ..comparison.difference import Side

    told("audit")
    report = audit(measure)
    plain = sorted((e for e in measure.book.editions.values() if not e.base), key=lambda e: e.start)
    views = []
    for one, two in pairwise(plain):
        told("editions")
        sides = (Side(measure, one, one.id), Side(measure, two, two.id))
        views.append(ComparisonView(compare(*sides), lang))
    return report, tuple(views)


def _mutations(path: Path) -> Mapping[str, Any]:
    """Return what the mutations gave, as ``verifier --mutations --format json`` printed it."""
    where = Where(path.name)
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise MissingFileError([Fault("site.mutations_absentes_fichier", where)]) from None
    except (ValueError, RecursionError):
        raise InputError([Fault("site.mutations_illisibles", where)]) from None
    counts = [found.get(name) for name in COUNTS] if isinstance(found, dict) else [None]
    details = isinstance(found, dict) and isinstance(found.get("details", []), list)
    if not details or not all(type(count) is int and count >= 0 for count in counts):
        raise InputError([Fault("site.mutations_illisibles", where)])
    return dict(found)
