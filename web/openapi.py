"""The description of the API, OpenAPI 3.1, made of the real JSON Schemas.

Its words are those of ``messages/api.json``. A test holds it against the addresses that exist, and
against what they answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from .. import __version__
from ..engine.messages import Lang, message
from ..engine.schemas import DIALECT, decision_schema, dossier_schema
from .desk import letter_models

if TYPE_CHECKING:
    from ..engine.rulebook.model import RuleBook

JSON: Final = "application/json"
LINES: Final = "application/x-ndjson"
PROBLEM: Final = "application/problem+json"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SCHEMA: Final = "application/schema+json"
DOSSIERS: Final = (JSON, LINES, "application/yaml", "application/x-yaml", "text/yaml")
_EXAMPLES: Final = Path(__file__).parent / "examples.json"
_SENT: Final = (400, 403, 408, 413, 415, 421, 422, 503)
_READ: Final = (400, 421, 503)

Json = dict[str, Any]


def document(book: RuleBook, lang: Lang) -> Json:
    """Return the OpenAPI document, its texts in a language."""
    return {
        "openapi": "3.1.1",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": "fondsvert",
            "version": __version__,
            "summary": message("api.resume", lang),
            "description": message("api.description", lang),
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": message(f"api.theme_{name}", lang)}
                 for name in ("dossiers", "recueil", "service")],
        "paths": _paths(lang),
        "components": {
            "schemas": _schemas(book, lang),
            "responses": _refusals(lang),
            "parameters": _parameters(book, lang),
        },
    }  # fmt: skip


def _paths(lang: Lang) -> Json:
    words = _Words(lang)
    shown: Json = json.loads(_EXAMPLES.read_text(encoding="utf-8"))
    one = _ref("Dossier")
    # Whatever an item is, the others are decided: it comes out with its own problem.
    many = {"type": "array", "items": {"anyOf": [one, {}]}, "minItems": 1}
    body = _body({"anyOf": [one, many]}, shown)
    single = _body(one, shown)
    decided = {
        JSON: {"schema": {"anyOf": [_ref("Decision"), _ref("Lot")]}},
        LINES: {"schema": {"type": "string"}},
    }
    common = ("date", "edition", "lang")
    recorded = {
        "Fondsvert-Registre": {
            "description": message("api.entete_registre", lang),
            "schema": {"type": "integer", "minimum": 0},
        }
    }
    lists = {JSON: {"schema": {"type": "array", "items": {"type": "object"}}}}
    described = {JSON: {"schema": {"type": "object"}}}
    letter = {DOCX: {"schema": {"type": "string", "format": "binary"}}}
    schema = {SCHEMA: {"schema": {"type": "object"}}}
    territory = {JSON: {"schema": _ref("Territoire")}}
    return {
        "/api/v1/decisions": {"post": words.operation(
            "decisions", "dossiers", ("enregistrer", *common), decided, (*_SENT, 409),
            body=body, headers=recorded,
        )},
        "/api/v1/questions": {"post": words.operation(
            "questions", "dossiers", common, {JSON: {"schema": _ref("Questions")}},
            (*_SENT, 501), body=single,
        )},
        "/api/v1/remede": {"post": words.operation(
            "remede", "dossiers", common, {JSON: {"schema": _ref("Remede")}},
            (*_SENT, 501), body=single,
        )},
        "/api/v1/courriers": {"post": words.operation(
            "courriers", "dossiers", ("modele", *common), letter, (*_SENT, 501), body=single,
        )},
        "/api/v1/criteres": {"get": words.operation(
            "criteres", "recueil", ("lang",), lists, _READ,
        )},
        "/api/v1/criteres/{id}": {"get": words.operation(
            "critere", "recueil", ("id", "lang"), described, (*_READ, 404),
        )},
        "/api/v1/territoires/{code}": {"get": words.operation(
            "territoires", "recueil", ("code", "lang"), territory, (*_READ, 404),
        )},
        "/api/v1/schemas/{nom}": {"get": words.operation(
            "schemas", "recueil", ("nom", "lang"), schema, (*_READ, 404),
        )},
        "/api/v1/sante": {"get": words.operation(
            "sante", "service", ("lang",), {JSON: {"schema": _ref("Sante")}}, _READ,
        )},
        "/api/v1/openapi.json": {"get": words.operation(
            "openapi", "service", ("lang",), described, _READ,
        )},
    }  # fmt: skip


class _Words:
    """Writes operations in a language."""

    def __init__(self, lang: Lang) -> None:
        self._lang: Lang = lang

    def operation(
        self, name: str, tag: str, parameters: tuple[str, ...], content: Json,
        refusals: tuple[int, ...], *, body: Json | None = None, headers: Json | None = None,
    ) -> Json:  # fmt: skip
        """Return an operation: what it takes, what it answers, how it refuses."""
        answer: Json = {"description": message("api.reponse", self._lang), "content": content}
        if headers:
            answer["headers"] = headers
        found: Json = {
            "operationId": name,
            "tags": [tag],
            "summary": message(f"api.{name}", self._lang),
            "description": message(f"api.{name}_detail", self._lang),
            "parameters": [{"$ref": f"#/components/parameters/{each}"} for each in parameters],
            "responses": {
                "200": answer,
                **{str(s): {"$ref": f"#/components/responses/{s}"} for s in sorted(refusals)},
            },
        }
        if body:
            found["requestBody"] = body
        return found


def _body(schema: Json, shown: Json) -> Json:
    content: Json = {kind: {"schema": schema} for kind in DOSSIERS if kind != LINES}
    content[JSON]["examples"] = {name: {"value": each} for name, each in shown.items()}
    content[LINES] = {"schema": {"type": "string"}}
    return {"required": True, "content": content}


def _refusals(lang: Lang) -> Json:
    statuses = sorted({*_SENT, *_READ, 404, 409, 501})
    content = {PROBLEM: {"schema": _ref("Probleme")}}
    return {
        str(status): {"description": message(f"servir.titre_{status}", lang), "content": content}
        for status in statuses
    }


def _parameters(book: RuleBook, lang: Lang) -> Json:
    def query(name: str, schema: Json, *, required: bool = False) -> Json:
        words = message(f"api.parametre_{name}", lang)
        return {"name": name, "in": "query", "required": required, "description": words,
                "schema": schema}  # fmt: skip

    def path(name: str, schema: Json, example: str) -> Json:
        words = message(f"api.parametre_{name}", lang)
        return {"name": name, "in": "path", "required": True, "description": words,
                "schema": schema, "example": example}  # fmt: skip

    text = {"type": "string", "minLength": 1}
    return {
        "lang": query("lang", {"enum": ["fr", "en"]}),
        "date": query("date", {"type": "string", "format": "date"}),
        "edition": query("edition", {"enum": list(book.editions)}),
        "enregistrer": query("enregistrer", {"type": "boolean"}),
        "modele": query("modele", {"enum": list(letter_models())}, required=True),
        "id": path("id", text, "PRJ-04"),
        "code": path("code", text, "18279"),
        "nom": path("nom", {"enum": ["dossier", "decision"]}, "dossier"),
    }


# -- schemas ---------------------------------------------------------------------------------


def _schemas(book: RuleBook, lang: Lang) -> Json:
    found: Json = {}
    for name, schema in (("Dossier", dossier_schema(book, lang)), ("Decision", decision_schema())):
        whole = _moved(schema, name)
        found |= {f"{name}.{inner}": each for inner, each in whole.pop("$defs").items()}
        whole.pop("$schema")
        found[name] = whole
    texts = {"type": "array", "items": {"type": "string"}}
    asked = _object(chemin="string", question="string", demander_a="string")
    item = {"oneOf": [
        {**_object(rang="integer"), "required": ["rang", "decision"]},
        {**_object(rang="integer"), "required": ["rang", "probleme"]},
    ]}  # fmt: skip
    item["oneOf"][0]["properties"]["decision"] = _ref("Decision")
    item["oneOf"][1]["properties"]["probleme"] = _ref("Probleme")
    return found | {
        "Lot": {"type": "array", "items": item},
        "Questions": {
            "type": "object",
            "additionalProperties": False,
            "required": ["reference", "verdict", "fixe", "premiere", "ensembles",
                         "autres_ensembles", "meilleur_verdict", "ensembles_favorables",
                         "autres_ensembles_favorables", "utiles", "inutiles"],
            "properties": {
                "reference": {"type": "string"},
                "verdict": {"type": "string"},
                "fixe": {"type": "boolean"},
                "premiere": {"anyOf": [asked, {"type": "null"}]},
                "ensembles": {"type": "array", "items": texts},
                "autres_ensembles": {"type": "boolean"},
                "meilleur_verdict": {"type": ["string", "null"]},
                "ensembles_favorables": {"type": "array", "items": texts},
                "autres_ensembles_favorables": {"type": "boolean"},
                "utiles": {"type": "array", "items": asked},
                "inutiles": texts,
            },
        },
        "Remede": {
            "type": "object",
            "additionalProperties": False,
            "required": ["nature", "phrases", "voies", "autres_voies", "bloquants", "ensemble",
                         "marges"],
            "properties": {
                "nature": {"type": "string"},
                "phrases": texts,
                "voies": {"type": "array", "items": _object(phrase="string", verdict="string")},
                "autres_voies": {"type": "boolean"},
                "bloquants": texts,
                "ensemble": {"type": "boolean"},
                "marges": {"type": "array", "items": _object(critere="string", phrase="string")},
            },
        },
        "Territoire": {
            "type": "object",
            "required": ["requete", "statut", "id", "nom", "commune", "epci_siren", "region"],
            "properties": {
                "requete": {"type": "string"},
                "statut": {"enum": ["labellise", "hors_ti", "inconnu"]},
                "id": {"type": ["string", "null"]},
                "nom": {"type": ["string", "null"]},
                "commune": {"type": ["string", "null"]},
                "epci_siren": {"type": ["string", "null"]},
                "region": {"type": ["string", "null"]},
            },
        },
        "Sante": _object(statut="string", version="string", regles_sha256="string"),
        "Probleme": _problem(),
    }  # fmt: skip


def _problem() -> Json:
    nullable = {"type": ["string", "null"]}
    place = {"type": ["integer", "null"], "minimum": 1}
    fault = {
        "type": "object",
        "additionalProperties": False,
        "required": ["code", "chemin", "ligne", "colonne", "valeur", "message", "attendu"],
        "properties": {
            "code": {"type": "string"},
            "chemin": nullable,
            "ligne": place,
            "colonne": place,
            "valeur": nullable,
            "message": {"type": "string"},
            "attendu": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    }
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "fautes": {"type": "array", "items": fault},
        },
    }


def _object(**kinds: str) -> Json:
    return {
        "type": "object",
        "required": list(kinds),
        "properties": {name: {"type": kind} for name, kind in kinds.items()},
    }


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _moved(node: Any, name: str) -> Any:
    """Return a schema whose references lead to its definitions among the components."""
    if isinstance(node, Mapping):
        return {
            key: f"#/components/schemas/{name}.{each.rpartition('/')[2]}"
            if key == "$ref" and isinstance(each, str)
            else _moved(each, name)
            for key, each in node.items()
        }
    return [_moved(each, name) for each in node] if isinstance(node, list) else node
