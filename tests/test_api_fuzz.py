"""Schemathesis drives the API from its own description: it never fails, never lies about itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from serving import KEY

from fondsvert.web.app import create_app
from fondsvert.web.settings import Settings, Sources
from fondsvert.web.workers import Workers

OPERATIONS = [
    ("POST", "/api/v1/decisions"),
    ("POST", "/api/v1/questions"),
    ("POST", "/api/v1/remede"),
    ("POST", "/api/v1/courriers"),
    ("GET", "/api/v1/criteres"),
    ("GET", "/api/v1/criteres/{id}"),
    ("GET", "/api/v1/territoires/{code}"),
    ("GET", "/api/v1/schemas/{nom}"),
    ("GET", "/api/v1/sante"),
    ("GET", "/api/v1/openapi.json"),
]

NOT_FOR_DOSSIERS = [positive_data_acceptance]
"""A schema cannot say all that makes a dossier right (the key of a SIRET, dates in order)."""


@pytest.fixture(scope="module")
def described() -> Iterator[Any]:
    """The description of the API, asked from the API."""
    asked = Settings(key=KEY, workers=0, hosts=("testserver", "localhost"))
    crew = Workers(Sources(), 0, asked.limits)
    yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", create_app(asked, crew))
    crew.close()


def driven(described: Any, method: str, path: str, mode: GenerationMode, examples: int) -> None:
    """Send what the description of an operation allows, or forbids; judge each answer."""

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    def sent(case: Any) -> None:
        case.call_and_validate(excluded_checks=NOT_FOR_DOSSIERS if method == "POST" else [])

    sent()


def test_every_operation_is_driven(described: Any) -> None:
    """No address is left out."""
    found = {
        (method.upper(), path)
        for path, each in described.raw_schema["paths"].items()
        for method in each
    }
    assert found == set(OPERATIONS)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_the_api_keeps_to_its_description(
    described: Any, method: str, path: str, mode: GenerationMode
) -> None:
    """Whatever is sent, the answer is one that the description announces, and no failure."""
    driven(described, method, path, mode, 4)


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_the_api_keeps_to_its_description_at_length(
    described: Any, method: str, path: str, mode: GenerationMode
) -> None:
    """The same, at length."""
    driven(described, method, path, mode, 100)
