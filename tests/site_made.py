"""The site, made once for the tests of a process, from material that is true but quick to get."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from places import ROOT

import fondsvert
from fondsvert.engine.audit.finding import Finding, Place, Report
from fondsvert.engine.comparison.difference import ABSENT, Comparison, Difference, Shift, Side
from fondsvert.engine.errors import Where
from fondsvert.engine.proof.both import Seen, Witness
from fondsvert.engine.report.comparison_view import ComparisonView
from fondsvert.engine.rulebook.model import Text
from fondsvert.engine.site import Material, gather, pages
from fondsvert.engine.site.results import Result

KINDS = (
    "index.html",
    "criteres.html",
    "criteres/PRJ-04.html",
    "criteres/FIN-06.html",
    "parametres.html",
    "tables.html",
    "tables/limites.html",
    "tables/porteur.categorie_entreprise.html",
    "grille.html",
    "informations.html",
    "editions.html",
    "territoires.html",
    "territoires/ti-2401.html",
    "scenarios.html",
    "scenarios/ambition.html",
    "tracabilite.html",
    "etat.html",
    "sources.html",
    "glossaire.html",
    "recherche.html",
    "index-alphabetique.html",
)
"""One page of each kind."""


def scenarios_played(material: Material) -> dict[tuple[str, str], Result]:
    """Return results for the scenarios: all passed, but one that failed and one left out."""
    assert material.matrix is not None
    found = {(s.file, s.name): Result(2, 2, 0) for s in material.matrix.scenarios}
    first, second, *_ = (key for key in found if key[0] == "projet.feature")
    return {**found, first: Result(2, 1, 1), second: Result(1, 0, 0)}


@cache
def material() -> Material:
    """Return what the site tells, with an audit and a comparison told by hand: no solver runs."""
    measure = fondsvert.load()
    read = gather(measure, ROOT / "rules", scenarios=ROOT / "features", proofs=False)
    meant = Text(("Voulu.",), ("Meant.",))
    place = (Place("POR-04", Where("criteres/porteur.yaml", 78)),)
    report = Report(
        (
            Finding("jamais_en_defaut", place, editions=("2024",), explained=meant),
            Finding("jamais_en_defaut", place, editions=("2025",)),
        ),
        ("2024", "2025"), 3, 551,
    )  # fmt: skip
    counts = {"mutants": 9, "essayes": 8, "tues": 5, "equivalents": 1, "vivants": 1, "indecis": 1}
    details = [{"regle": "PRJ-04", "etat": "vivant", "message": "Passe inaperçu : 400 000 €."}]
    return Material(
        measure, read.folder, "fr", read.matrix, read.features, scenarios_played(read), report,
        (_compared(measure),), {**counts, "details": details},
    )  # fmt: skip


def _compared(measure: fondsvert.Measure) -> ComparisonView:
    """Return two editions that differ by one criterion and by what it makes of the verdict."""
    one, two = (Side(measure, measure.book.editions[name], name) for name in ("2024", "2025"))
    dossier = {"reference": "T", "date_depot": "2025-03-12",
               "projet": {"photovoltaique_injection": True}}  # fmt: skip
    seen = (
        Seen(date(2024, 12, 31), {}, "a_completer"),
        Seen(date(2025, 3, 12), {"PRJ-10": "a_apprecier"}, "ineligible"),
    )
    witness = Witness(dossier, seen)
    shift = Shift(ABSENT, "a_apprecier", witness)
    verdict = Shift("a_completer", "ineligible", witness, causes=("PRJ-10",))
    difference = Difference("PRJ-10", (shift,), (), (None, None))
    same = tuple(item.id for item in measure.book.criteria if item.id != "PRJ-10")
    found = Comparison((one, two), (difference,), (verdict,), same, (), (), (), (), 3)
    return ComparisonView(found, "fr")


@cache
def files() -> Mapping[str, str]:
    """Return every file of the site."""
    return pages(material())


def written(folder: Path) -> Path:
    """Write the site below a folder, and return where."""
    from fondsvert.engine.site import write

    where = folder / "site"
    write(where, files())
    return where
