"""The JSON Schema of a dossier says what the models say, as far as a schema can."""

from __future__ import annotations

import io
import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from strategies import any_json, dossiers

from fondsvert.engine.dossier import Dossier
from fondsvert.engine.errors import InputError
from fondsvert.engine.intake.files import read_dossiers
from fondsvert.engine.measure import Measure
from fondsvert.engine.schemas import dossier_schema

HEAD = {"reference": "FV-TI-0001", "date_depot": "2024-05-13"}


@pytest.fixture(scope="module")
def schema(measure: Measure) -> jsonschema.Draft202012Validator:
    document = dossier_schema(measure.book, "fr")
    jsonschema.Draft202012Validator.check_schema(document)
    return jsonschema.Draft202012Validator(document)


@settings(max_examples=200)
@given(dossiers())
def test_the_schema_accepts_what_is_accepted(
    schema: jsonschema.Draft202012Validator, data: dict[str, Any]
) -> None:
    """No editor underlines a dossier that the engine reads."""
    assert list(schema.iter_errors(data)) == []


@settings(max_examples=300)
@given(any_json())
def test_the_schema_refuses_only_what_is_refused(
    schema: jsonschema.Draft202012Validator, value: Any
) -> None:
    """Whatever the JSON, the schema is never stricter than the engine."""
    text = json.dumps(value)
    found = list(read_dossiers(io.StringIO(text)))
    whole = isinstance(value, dict) and len(found) == 1 and isinstance(found[0], Dossier)
    assert not whole or schema.is_valid(value)


@pytest.mark.parametrize(
    "sections",
    [{"reference": 3}, {"date_depot": "13/05/2024"}, {"date_depot": None}, {"inconnu": 1},
     {"porteur": []}, {"porteur": {"siret": 73282932000074}}, {"porteur": {"code_naf": "x"}},
     {"porteur": {"effectif": "84"}}, {"porteur": {"effectif": -1}},
     {"porteur": {"nature": "sarl"}}, {"porteur": {"personne_morale": "oui"}},
     {"porteur": {"difficulte": {"exercices": [{}]}}}, {"projet": {"commune": 18279}},
     {"projet": {"thematiques": ["eau"]}}, {"financement": {"montant_demande": -1}},
     {"financement": {"montant_demande": "12,5"}}, {"financement": {"montant_demande": True}},
     {"financement": {"montant_demande": 1e13}}, {"financement": {"depenses": {}}},
     {"financement": {"depenses": [None]}}, {"pieces": ["kbis"]},
     {"appreciations": {"XYZ-99": {}}}, {"appreciations": {"PRJ-08": {"avis": "oui"}}},
     {"financement": {"regime": "Art. 38"}}],
)  # fmt: skip
def test_the_schema_refuses_what_it_can_say(
    schema: jsonschema.Draft202012Validator, measure: Measure, sections: dict[str, Any]
) -> None:
    """Types, lists, patterns, bounds and names are refused by both."""
    data = {**HEAD, **sections}
    (item,) = read_dossiers(io.StringIO(json.dumps(data)), context=measure.context)
    assert isinstance(item, InputError)
    assert not schema.is_valid(data)
