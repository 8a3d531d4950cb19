"""Interviews, the simulator and the portfolio, without a script."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest
from serving import Client, served
from starlette.datastructures import FormData
from test_web_pages import example, sound, spaced
from web_pages import EXAMPLES, Visit

import fondsvert
from fondsvert.engine.dossier import vocabulary
from fondsvert.engine.envelope.candidates import candidate_of
from fondsvert.engine.envelope.programme import programme
from fondsvert.engine.messages import message
from fondsvert.web.asking import State, simulated, step
from fondsvert.web.desk import Asked
from fondsvert.web.fields import value_at
from fondsvert.web.lot import Envelope, Filters, as_csv, judged, narrowed, planned
from fondsvert.web.uploads import plain

PORTFOLIO = sorted((EXAMPLES / "portefeuille").glob("*.yaml"))


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """Give the application."""
    with served() as found:
        yield found


@pytest.fixture(scope="module")
def measure() -> fondsvert.Measure:
    """Give the measure that ships."""
    return fondsvert.load()


@pytest.fixture(scope="module")
def rows(measure: fondsvert.Measure) -> list[dict[str, Any]]:
    """Give what is kept of the decisions on the portfolio of the examples."""
    found, faults = judged(measure, [plain(fondsvert.read(each)) for each in PORTFOLIO], Asked())
    assert faults == []
    return found


# -- the interview -----------------------------------------------------------------------------


def said(data: Mapping[str, Any], path: str) -> list[tuple[str, str]] | None:
    """Return how a person types what a dossier says at a path; None: they do not know."""
    value = value_at(data, path) if "[" not in path else None
    if value is None:
        return None
    kind = vocabulary()[path].kind
    if kind == "bool":
        return [(f"v.{path}", "oui" if value else "non")]
    if kind == "set":
        return [(f"v.{path}", each) for each in value] or [(f"aucun.{path}", "oui")]
    if kind == "rows":
        return [
            (f"v.{path}.{rank}.{key}", {True: "oui", False: "non"}.get(cell, str(cell)))
            for rank, row in enumerate(value) for key, cell in row.items()
        ]  # fmt: skip
    if kind == "number":
        return [(f"v.{path}", format(Decimal(str(value)), "f").replace(".", ","))]
    return [(f"v.{path}", str(value))]


def test_the_interview_comes_to_the_verdict(measure: fondsvert.Measure) -> None:
    """Answered as a dossier is, the interview comes to that dossier's verdict and asks less."""
    dossier = fondsvert.read(example("hors-territoire"))
    data = plain(dossier)
    found = step(measure, State({}, []), "commencer", FormData(), "fr")
    while found.state.path is not None:
        typed = said(data, found.state.path)
        gesture = "sauter" if typed is None else "repondre"
        found = step(measure, found.state, gesture, FormData(typed or []), "fr")
        assert found.faults == ()
    assert found.view["verdict"]["id"] == measure.screen(dossier).verdict
    assert len(found.state.asked) < len(vocabulary())


def test_the_interview_by_its_pages(client: Client) -> None:
    """Questions follow each other; one goes back; a wrong answer is told and asked again."""
    visit = Visit(client, "/entretien")
    page = visit.send("/entretien", "geste=repondre")
    assert page.status == 422
    assert spaced(message("page.sans_reponse")) in page.text
    sound(page)
    page = visit.send("/entretien", "geste=repondre", {"v.reference": "FV <1>"})
    page = visit.send("/entretien", "geste=repondre", {"v.date_depot": "demain"})
    assert page.status == 422
    assert "demain" in page.source
    page = visit.send("/entretien", "geste=repondre", {"v.date_depot": "13/05/2024"})
    assert "Le porteur est-il une entreprise" in page.text
    assert "À compléter" in page.text
    sound(page)
    page = visit.send("/entretien", "geste=retour")
    assert visit.form("/entretien").has("v.date_depot")
    page = visit.send("/entretien", "geste=repondre", {"v.date_depot": "2024-05-13"})
    page = visit.send("/entretien", "geste=sauter")
    assert "Le porteur est-il une entreprise" not in page.text
    page = visit.send("/dossier")
    assert "FV <1> — À compléter" in page.text


def test_the_interview_of_a_dossier(client: Client) -> None:
    """From a decision, only what is missing is asked."""
    visit = Visit(client)
    visit.drop(example("a-completer"))
    page = visit.send("/entretien/dossier")
    assert page.status == 200
    assert "Quelle est la référence" not in page.text
    assert "geste" in visit.form("/entretien").buttons[0]


def test_an_interview_without_a_date_stops(measure: fondsvert.Measure) -> None:
    """Who knows neither the reference nor the day of deposit is told why it stops."""
    state = State({}, [])
    for gesture in ("commencer", "sauter", "sauter"):
        found = step(measure, state, gesture, FormData(), "fr")
        state = found.state
    assert state.path is None
    assert found.view["verdict"] is None
    back = step(measure, state, "retour", FormData(), "fr")
    assert back.state.path == "date_depot"


# -- the simulator -----------------------------------------------------------------------------


def test_the_simulator_speaks_to_applicants(client: Client) -> None:
    """It says what would be, why, and never that anybody is refused; nothing of it is filed."""
    visit = Visit(client, "/simulateur")
    visit.send("/simulateur")
    page = visit.send("/simulateur/question", "geste=repondre", {"v.porteur.nature": "entreprise"})
    while not page.source.count("porteur.personne_morale"):
        page = visit.send("/simulateur/question", "geste=sauter")
    answer = {"v.porteur.personne_morale": "non"}
    page = visit.send("/simulateur/question", "geste=repondre", answer)
    assert "ne serait pas éligible" in page.text
    for word in ("refus", "rejet de votre", "inéligible"):
        assert word not in page.text.lower().replace("rejet implicite", "")
    assert "/dossier" not in [each.action for each in page.forms]
    sound(page)


def test_the_simulator_says_which_days_it_knows(client: Client, measure: fondsvert.Measure) -> None:
    """A day that no edition covers is told, and so is what is no day."""
    visit = Visit(client, "/simulateur")
    for day in ("2026-05-01", "hier", ""):
        page = visit.send("/simulateur", "", {"date_depot": day})
        assert page.status == 422
        assert "#f-date_depot" in page.links
        sound(page)
    assert simulated(measure, "2025-06-01", "fr").state.path is not None


def test_the_simulator_alone() -> None:
    """Served alone, it is all that is served: no page of the officer."""
    with served(simulator=True) as client:
        assert client.get("/").headers["location"] == "/simulateur"
        page = Visit(client, "/simulateur").page
        assert page.status == 200
        assert "/portefeuille" not in page.links
        for path in ("/formulaire", "/entretien", "/portefeuille"):
            assert client.get(path).status_code == 404


# -- the portfolio -----------------------------------------------------------------------------


def test_the_portfolio(client: Client, measure: fondsvert.Measure) -> None:
    """It counts the verdicts, fills the envelope as the library does, and opens each dossier."""
    visit = Visit(client)
    page = visit.drop(*PORTFOLIO)
    decisions = [measure.screen(fondsvert.read(each)) for each in PORTFOLIO]
    assert "40 dossiers examinés" in page.text
    for verdict in measure.book.verdicts:
        counted = sum(each.verdict == verdict.id for each in decisions)
        assert spaced(f"{verdict.title.plain('fr')} : {counted}") in page.text
    made = programme([candidate_of(each) for each in decisions], 5_600_000_00)
    assert f"Dossiers retenus : {len(made.plan.grants)}." in page.text
    sound(page)
    page = visit.send("/portefeuille", "", {"verdict": "ineligible", "tri": "score"})
    assert "Dossiers affichés : 6 sur 40" in page.text
    sound(page)
    page = visit.send(
        "/portefeuille", "", {"verdict": "", "texte": "FONDERIE", "enveloppe": "1 000 000,50"}
    )
    assert "Dossiers affichés : 1 sur 40" in page.text
    assert "1 000 000,50 €" in page.text
    table = visit.answer("/portefeuille", "quoi=csv").content.decode("utf-8-sig")
    assert [row["reference"] for row in csv.DictReader(io.StringIO(table), delimiter=";")] == [
        "PF-12"
    ]
    made = visit.answer("/portefeuille", "quoi=programme").json()
    assert made["enveloppe"] == 1000000.5
    lines = visit.answer("/portefeuille", "quoi=decisions").text.splitlines()
    assert [json.loads(line)["verdict"] for line in lines] == [each.verdict for each in decisions]
    page = visit.send("/portefeuille", "rang=11")
    assert "PF-12 — À apprécier" in page.text


def test_filters(rows: list[dict[str, Any]]) -> None:
    """Each filter keeps what it says and nothing else; each sort is an order of the same rows."""
    everything = narrowed(rows, Filters())
    assert len(everything) == len(rows)
    kept = narrowed(rows, Filters(verdict="eligible", department="18"))
    assert kept
    assert {row["verdict"] for row in kept} == {"eligible"}
    place = rows[0]["territoire"]["id"]
    assert {row["territoire"]["id"] for row in narrowed(rows, Filters(territory=place))} == {place}
    for sort in ("verdict", "score", "demande", "plafond"):
        found = narrowed(rows, Filters(sort=sort))
        assert sorted(row["rang"] for row in found) == sorted(row["rang"] for row in rows)
    scores = [row["appreciation"]["score_min"] for row in narrowed(rows, Filters(sort="score"))]
    assert scores == sorted(scores, reverse=True)


def test_a_table_holds_no_formula(rows: list[dict[str, Any]]) -> None:
    """A name that a spreadsheet would compute is written so that it does not."""
    evil = [rows[0] | {"porteur": "=HYPERLINK(1)"}]
    assert "'=HYPERLINK(1)" in as_csv(evil).decode("utf-8-sig")


def test_a_reference_given_twice(
    client: Client, measure: fondsvert.Measure, rows: list[dict[str, Any]]
) -> None:
    """Two dossiers of one reference are shown, and why no programme can be made is told."""
    told = planned(measure, [rows[0], rows[0]], Envelope(1), "fr")["fautes"]
    assert "PF-01" in told[0]
    page = Visit(client).drop(PORTFOLIO[0], PORTFOLIO[0])
    assert "2 dossiers examinés" in page.text
    assert spaced(message("page.programme_impossible")) in page.text
    sound(page)


def test_a_portfolio_asked_wrongly(client: Client) -> None:
    """What no button of the page sends is refused, and never fails."""
    visit = Visit(client)
    visit.drop(*PORTFOLIO[:3])
    fields = dict(visit.form("/portefeuille").fields)
    for rank in ("3", "-1", "x", "", "²", "9" * 40):
        answer = client.post("/portefeuille/dossier", data=fields | {"rang": rank})
        assert answer.status_code == 400
    assert client.post("/portefeuille/fichier", data=fields | {"quoi": "x"}).status_code == 400
    odd = fields | {"page": "999999", "tri": "x", "enveloppe": "beaucoup", "mode": "x"}
    assert client.post("/portefeuille", data=odd).status_code == 200
