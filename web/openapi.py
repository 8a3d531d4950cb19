"""The description of the API, OpenAPI 3.1, made of the real JSON Schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..engine.measure import Measure


def document(measure: Measure) -> dict[str, Any]:
    """Return the OpenAPI document."""
    return {"openapi": "3.1.0", "info": {"title": "fondsvert", "version": "0"}, "paths": {}}
