"""The HTTP API: the JSON of the contract, its refusals, its description."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from places import ROOT
from serving import Client, served

import fondsvert

YAML = {"content-type": "application/yaml"}
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """A client of the application."""
    with served() as found:
        yield found


def post(client: Client, body: bytes, query: str = "", **headers: str) -> Any:
    """Send dossiers, as YAML unless told."""
    return client.post(f"/api/v1/decisions{query}", content=body, headers=headers or YAML)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_dossier_gives_its_decision(
    client: Client, path: Any, measure: fondsvert.Measure
) -> None:
    """The API answers what the library decides, byte for byte."""
    expected = measure.screen(fondsvert.read(path)).model_dump_json()
    answer = post(client, path.read_bytes())
    assert answer.status_code == 200
    assert answer.text == expected


def test_the_options_are_those_of_the_command(
    client: Client, eligible: dict[str, Any], measure: fondsvert.Measure
) -> None:
    """Date, edition and language are taken from the query."""
    from datetime import date

    body = (ROOT / "examples/eligible.yaml").read_bytes()
    answer = post(client, body, "?date=2025-06-01&edition=2025&lang=en")
    dossier = fondsvert.Dossier.model_validate(eligible, context=measure.context)
    expected = measure.screen(dossier, on=date(2025, 6, 1), edition="2025", lang="en")
    assert answer.text == expected.model_dump_json()


def test_a_batch_gives_each_its_decision_or_its_problem(client: Client) -> None:
    """One invalid dossier never stops the others, whatever the form of the batch."""
    bodies = [path.read_text(encoding="utf-8") for path in EXAMPLES[:2]]
    several = "\n---\n".join([bodies[0], "reference: 1", bodies[1]])
    items = post(client, several.encode()).json()
    assert [item["rang"] for item in items] == [0, 1, 2]
    assert ["decision" in item for item in items] == [True, False, True]
    assert items[1]["probleme"]["fautes"][0]["code"] == "entree.champ_manquant"
    dossier = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/decisions"]["post"][
        "requestBody"]["content"]["application/json"]["examples"]["eligible"]["value"]  # fmt: skip
    lines = "\n".join([json.dumps(dossier)] * 2)
    answer = post(client, lines.encode(), **{"content-type": "application/x-ndjson",
                                             "accept": "application/x-ndjson"})  # fmt: skip
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert [json.loads(line)["rang"] for line in answer.text.splitlines()] == [0, 1]
    alone = client.post("/api/v1/decisions", json=[dossier]).json()
    assert [item["decision"]["verdict"] for item in alone] == ["eligible"]


def test_every_fault_is_told_with_its_place(client: Client) -> None:
    """A refusal is a problem of RFC 9457: all faults, each with path, value, what was expected."""
    body = b'{"reference": "X", "date_depot": "2024-13-01", "porteur": {"nature": "sas"}}'
    answer = post(client, body, **{"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["type"] == "urn:fondsvert:probleme:dossier"
    faults = {fault["chemin"]: fault for fault in told["fautes"]}
    assert set(faults) == {"date_depot", "porteur.nature"}
    assert faults["date_depot"]["valeur"] == "2024-13-01"
    assert "entreprise" in faults["porteur.nature"]["attendu"]["valeurs"]
    assert faults["porteur.nature"]["ligne"] == 1


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?couleur=bleu", "parametre_inconnu"),
        ("?date=20240101", "parametre_date"),
        ("?date=2024-02-30", "parametre_date"),
        ("?date=2024-01-01&date=2024-01-02", "parametre_date"),
        ("?lang=de", "parametre_lang"),
        ("?edition=", "parametre_edition"),
        ("?enregistrer=oui", "parametre_enregistrer"),
    ],
)
def test_a_wrong_parameter_is_refused(client: Client, query: str, code: str) -> None:
    """A parameter that is unknown, repeated or of no sense is never ignored."""
    answer = post(client, EXAMPLES[0].read_bytes(), query)
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (400, code)


def test_an_unknown_edition_is_refused(client: Client) -> None:
    """The editions that exist are named."""
    answer = post(client, EXAMPLES[0].read_bytes(), "?edition=1999")
    assert answer.status_code == 422
    assert answer.json()["fautes"][0]["code"] == "moteur.edition_inconnue"


def test_nothing_is_recorded_without_a_register(client: Client) -> None:
    """Asking for it is a conflict, told before anything is read."""
    answer = post(client, b"\0", "?enregistrer=true")
    assert answer.status_code == 409


def test_rules_and_territories_are_told(client: Client) -> None:
    """The rule book and the territories, one by one or whole; what does not exist is not found."""
    rules = client.get("/api/v1/criteres").json()
    alone = client.get("/api/v1/criteres/PRJ-04").json()
    assert next(each for each in rules if each["id"] == "PRJ-04").items() <= alone.items()
    assert client.get("/api/v1/criteres/PRJ-99").status_code == 404
    assert client.get("/api/v1/territoires/18279").json()["id"] == "ti-2401"
    assert client.get("/api/v1/territoires/ti-2401").json()["nom"] == "Berry Sologne"
    unknown = client.get("/api/v1/territoires/00000")
    assert unknown.status_code == 404
    assert unknown.json()["territoire"]["statut"] == "inconnu"
    assert client.get(f"/api/v1/territoires/{'x' * 200}").status_code == 404


def test_questions_are_those_of_the_command(client: Client) -> None:
    """What is left to ask about a dossier, proved by the solver."""
    body = (ROOT / "examples/a-completer.yaml").read_bytes()
    told = client.post("/api/v1/questions", content=body, headers=YAML).json()
    assert told["verdict"] == "a_completer"
    assert told["premiere"]["chemin"] in told["utiles"][0]["chemin"] or told["ensembles"]


def test_remedies_are_those_of_the_command(client: Client, measure: fondsvert.Measure) -> None:
    """What would lift a refusal, proved by the solver."""
    from fondsvert.engine.report.remedy_view import RemedyView

    path = ROOT / "examples/ineligible.yaml"
    told = client.post("/api/v1/remede?lang=en", content=path.read_bytes(), headers=YAML).json()
    found = measure.remedy(fondsvert.read(path))
    assert told == RemedyView(measure.book, "en").as_data(found)


def test_a_letter_rests_on_a_decision_made_here(client: Client) -> None:
    """A letter is a DOCX; a model is an id, never a path; one that does not fit is refused."""
    body = (ROOT / "examples/ineligible.yaml").read_bytes()
    letter = client.post("/api/v1/courriers?modele=refus", content=body, headers=YAML)
    assert letter.status_code == 200, letter.text
    assert letter.content.startswith(b"PK")
    for name in ("../../etc/passwd", "refus.docx", "", "inconnu"):
        answer = client.post("/api/v1/courriers", params={"modele": name}, content=body,
                             headers=YAML)  # fmt: skip
        assert answer.status_code == 400
    fits = (ROOT / "examples/eligible.yaml").read_bytes()
    wrong = client.post("/api/v1/courriers?modele=refus", content=fits, headers=YAML)
    assert wrong.status_code == 422


def test_a_part_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install is said; the description still holds, without models of letters."""
    from fondsvert.web import desk

    monkeypatch.setattr(desk, "find_spec", lambda _name: None)
    with served() as client:
        body = (ROOT / "examples/ineligible.yaml").read_bytes()
        answer = client.post("/api/v1/courriers?modele=refus", content=body, headers=YAML)
        told = client.get("/api/v1/openapi.json").json()
    assert answer.status_code == 501
    assert "fondsvert[courrier]" in answer.json()["fautes"][0]["message"]
    OpenAPIV31SpecValidator(told).validate()


def test_schemas_are_those_of_the_command(client: Client) -> None:
    """The schemas served are true JSON Schemas, and the example fits the first."""
    for name in ("dossier", "decision"):
        schema = client.get(f"/api/v1/schemas/{name}").json()
        Draft202012Validator.check_schema(schema)
    assert client.get("/api/v1/schemas/autre").status_code == 404


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_description_holds(client: Client, lang: str) -> None:
    """The OpenAPI document is valid, its examples fit, and it describes every address."""
    told = client.get(f"/api/v1/openapi.json?lang={lang}").json()
    OpenAPIV31SpecValidator(told).validate()
    described = {(path, method.upper()) for path, each in told["paths"].items() for method in each}
    exist = {
        (route.path, method)
        for route in client.app.routes  # type: ignore[attr-defined]
        if route.path.startswith("/api/")
        for method in route.methods - {"HEAD"}
    }
    assert described == exist
    schema = {"$ref": "#/components/schemas/Dossier", "components": told["components"]}
    content = told["paths"]["/api/v1/decisions"]["post"]["requestBody"]["content"]
    for shown in content["application/json"]["examples"].values():
        Draft202012Validator(schema).validate(shown["value"])


def test_answers_fit_their_schemas(client: Client) -> None:
    """What is answered is what the description says."""
    told = client.get("/api/v1/openapi.json").json()

    def fits(name: str, value: Any) -> None:
        schema = {"$ref": f"#/components/schemas/{name}", "components": told["components"]}
        Draft202012Validator(schema).validate(value)

    for path in EXAMPLES:
        fits("Decision", post(client, path.read_bytes()).json())
    several = "\n---\n".join([EXAMPLES[0].read_text(encoding="utf-8"), "reference: 1"])
    fits("Lot", post(client, several.encode()).json())
    fits("Probleme", post(client, b"reference: 1").json())
    fits("Sante", client.get("/api/v1/sante").json())
    body = (ROOT / "examples/a-completer.yaml").read_bytes()
    for name in ("eligible", "ineligible", "a-completer"):
        body = (ROOT / f"examples/{name}.yaml").read_bytes()
        fits("Remede", client.post("/api/v1/remede", content=body, headers=YAML).json())
    fits("Questions", client.post("/api/v1/questions", content=body, headers=YAML).json())
