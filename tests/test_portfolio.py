"""The example portfolio: forty dossiers that are what their LISEZMOI says."""

from __future__ import annotations

import re
from collections import Counter
from statistics import median
from typing import Any, NamedTuple

import pytest
from places import ROOT

import fondsvert

FOLDER = ROOT / "examples" / "portefeuille"
FILES = sorted(FOLDER.glob("*.yaml"))
ROW = re.compile(
    r"^\| \[(PF-\d\d)\]\((.+?)\) \| (.+?) \| (.+?) \| ([\d ]+) € \| (\w+) \| (\w+) \| (.+) \|$"
)
OUTSIDE = "hors territoire"


class Row(NamedTuple):
    """A line of the table of LISEZMOI.md."""

    reference: str
    file: str
    projet: str
    territoire: str
    demande: str
    verdict: str
    note: str
    montre: str


class Screened(NamedTuple):
    """A dossier of the portfolio and its decision."""

    dossier: fondsvert.Dossier
    decision: fondsvert.Decision


def announced() -> list[Row]:
    """Return the lines of the table of LISEZMOI.md."""
    lines = (FOLDER / "LISEZMOI.md").read_text(encoding="utf-8").splitlines()
    return [Row(*found.groups()) for found in map(ROW.match, lines) if found]


@pytest.fixture(scope="module")
def portfolio(measure: fondsvert.Measure) -> dict[str, Screened]:
    """The forty dossiers, read as any file is, and screened."""
    dossiers = [fondsvert.read(path) for path in FILES]
    return {each.reference: Screened(each, measure.screen(each)) for each in dossiers}


def asked(portfolio: dict[str, Screened], *verdicts: str) -> int:
    """Return what the dossiers of these verdicts ask for in all, in cents."""
    return sum(
        dossier.financement.montant_demande or 0
        for dossier, decision in portfolio.values()
        if decision.verdict in verdicts and dossier.financement
    )


def test_the_table_lists_every_file() -> None:
    """Forty files, each named after its reference and listed once, in order."""
    rows = announced()
    assert [row.file for row in rows] == [path.name for path in FILES]
    assert [f"{row.reference}.yaml" for row in rows] == [row.file for row in rows]
    assert len(rows) == 40


@pytest.mark.parametrize("row", announced(), ids=lambda row: row.reference)
def test_a_dossier_is_what_the_table_announces(row: Row, portfolio: dict[str, Screened]) -> None:
    """Its project, its territory, what it asks for, its verdict and how sure its score is."""
    dossier, decision = portfolio[row.reference]
    assert dossier.projet
    assert dossier.financement
    assert decision.appreciation
    score = decision.appreciation
    assert (
        Row(
            dossier.reference,
            f"{dossier.reference}.yaml",
            dossier.projet.intitule or "",
            decision.territoire.nom or OUTSIDE,
            f"{(dossier.financement.montant_demande or 0) // 100:,}".replace(",", " "),
            decision.verdict,
            "exacte" if score.score_min == score.score_max else "fourchette",
            row.montre,
        )
        == row
    )


@pytest.mark.parametrize("row", announced(), ids=lambda row: row.reference)
def test_the_first_line_of_a_file_says_what_it_shows(row: Row) -> None:
    """The comment that opens a file is the sentence of the table, after the verdict."""
    verdicts = {"eligible": "Éligible", "a_apprecier": "À apprécier",
                "a_completer": "À compléter", "ineligible": "Inéligible"}  # fmt: skip
    first = (FOLDER / row.file).read_text(encoding="utf-8").splitlines()[0]
    opening, _, shows = first.removeprefix("# ").partition(" : ")
    assert opening.startswith(verdicts[row.verdict])
    assert shows.casefold() == row.montre.casefold()


def test_the_twelve_territories_are_covered(
    portfolio: dict[str, Screened], measure: fondsvert.Measure
) -> None:
    """Each territory at least twice, one site outside them all, one outside the region."""
    sites = Counter(decision.territoire.id for _, decision in portfolio.values())
    listed: Any = measure.book.territories
    labelled = {each["id"] for each in listed["territoires"] if each["region"] == "24"}
    assert len(labelled) == 12
    assert set(sites) == {*labelled, None}
    assert all(sites[territory] >= 2 for territory in labelled)
    regions = Counter(decision.territoire.region for _, decision in portfolio.values())
    assert regions == {"24": 39, "28": 1}


def test_every_plan_balances_and_names_its_request(portfolio: dict[str, Screened]) -> None:
    """Resources equal expenses to the cent, and the Fonds vert line is the amount requested."""
    for dossier, decision in portfolio.values():
        plan = dossier.financement
        assert plan
        assert plan.ressources
        assert decision.criteres["FIN-01"].statut == "satisfait", dossier.reference
        lines = [line.montant for line in plan.ressources if line.est_fonds_vert]
        assert lines == [plan.montant_demande], dossier.reference


def test_the_requests_exceed_the_envelope(portfolio: dict[str, Screened]) -> None:
    """Eligible dossiers alone ask for more than 5.6 M€; a choice has to be made."""
    assert asked(portfolio, "eligible") > 560_000_000
    assert 700_000_000 <= asked(portfolio, "eligible", "a_apprecier") <= 800_000_000


def test_the_requests_look_like_observed_awards(portfolio: dict[str, Screened]) -> None:
    """From 100 000 € to 374 880 €, around 234 000 €, as one region awarded in 2024."""
    amounts = [each.dossier.financement.montant_demande or 0
               for each in portfolio.values() if each.dossier.financement]  # fmt: skip
    assert (min(amounts), max(amounts)) == (10_000_000, 37_488_000)
    assert abs(median(amounts) - 23_400_000) <= 1_000_000


def test_the_portfolio_is_varied(portfolio: dict[str, Screened]) -> None:
    """Every verdict, theme and size, both components, and several kinds of applicant."""
    decisions = [each.decision for each in portfolio.values()]
    assert Counter(each.verdict for each in decisions) == {
        "eligible": 23, "a_apprecier": 6, "a_completer": 5, "ineligible": 6,
    }  # fmt: skip
    sizes = {each.categorie_entreprise for each in decisions}
    assert sizes == {"micro", "petite", "moyenne", "grande", None}
    projects = [each.dossier.projet for each in portfolio.values() if each.dossier.projet]
    assert {theme for each in projects for theme in each.thematiques or ()} == {
        "protection_environnement", "gestion_ressources", "decarbonation", "genie_ecologique",
        "competences",
    }  # fmt: skip
    holders = {each.dossier.porteur.nature for each in portfolio.values() if each.dossier.porteur}
    assert holders == {
        "entreprise", "association", "groupement_employeurs", "groupement_collectivites",
    }  # fmt: skip


def test_each_refusal_has_its_own_reason(portfolio: dict[str, Screened]) -> None:
    """Started, outside, in difficulty, too much aid, too small, opposed by the governance."""
    refused = {
        reference: {c.id for c in each.decision.criteres.values() if c.statut == "non_satisfait"}
        for reference, each in portfolio.items()
        if each.decision.verdict == "ineligible"
    }
    assert refused == {
        "PF-10": {"PRJ-02"},
        "PF-15": {"TER-01", "TER-03"},
        "PF-27": {"POR-05"},
        "PF-28": {"FIN-04"},
        "PF-34": {"PRJ-04"},
        "PF-37": {"TER-02"},
    }


def test_nobody_is_named(portfolio: dict[str, Screened]) -> None:
    """Each SIRET is another one, and begins with four zeros so as to belong to nobody."""
    numbers = [each.dossier.porteur.siret or ""
               for each in portfolio.values() if each.dossier.porteur]  # fmt: skip
    assert len(set(numbers)) == 40
    assert all(number.startswith("0000") for number in numbers)


def test_the_evaluators_agree_on_the_portfolio(
    portfolio: dict[str, Screened], measure: fondsvert.Measure
) -> None:
    """The plain evaluator finds every status that the default one found."""
    for dossier, decision in portfolio.values():
        plain = measure.screen(dossier, engine="reference")
        assert {c.id: c.statut for c in plain.criteres.values()} == {
            c.id: c.statut for c in decision.criteres.values()
        }, dossier.reference
