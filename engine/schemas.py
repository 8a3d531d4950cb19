"""The JSON Schemas (2020-12) of a dossier file and of a decision, for editors and for programs.

Names of facts come from the rule book, so that an editor shows the words of policy staff.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .dossier import Dossier
from .findings import Decision
from .messages import Lang
from .remedy.told import Remede
from .rulebook.model import RuleBook
from .wording import Wording

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def dossier_schema(book: RuleBook, lang: Lang) -> dict[str, Any]:
    """Return the schema of one dossier; what only a reader can check (a SIRET's key) is left."""
    schema = _bare(Dossier.model_json_schema())
    wording = Wording(book, lang)
    for path, field in _fields(schema, schema, ""):
        field.pop("title", None)
        field.pop("default", None)
        if path in book.labels:
            field["description"] = wording.label(path)
    ids = [criterion.id for criterion in book.criteria]
    opinions = schema["properties"]["appreciations"]["anyOf"][0]
    opinions.pop("patternProperties", None)
    opinions["propertyNames"] = {"enum": ids}
    opinions["additionalProperties"] = {
        "anyOf": [{"$ref": "#/$defs/Appreciation"}, {"type": "null"}]
    }
    if book.regimes:
        regime = schema["$defs"]["Financement"]["properties"]["regime"]
        regime["anyOf"][0] = {"type": "string", "enum": list(book.regimes)}
    return {"$schema": DIALECT, **schema}


def decision_schema() -> dict[str, Any]:
    """Return the schema of a decision as ``instruire --format json`` prints it.

    ``remede`` is there only where it was asked for, ``questions`` where those of a form are known.
    """
    schema = _bare(Decision.model_json_schema(mode="serialization"))
    beside = _bare(Remede.model_json_schema(mode="serialization"))
    schema["$defs"] |= beside.pop("$defs") | {"Remede": beside}
    schema["properties"]["remede"] = {"$ref": "#/$defs/Remede"}
    texts = {"type": "object", "additionalProperties": {"type": "string"}}
    schema["properties"]["questions"] = texts
    return {"$schema": DIALECT, **schema}


def _bare(schema: dict[str, Any]) -> dict[str, Any]:
    """Leave out the docstrings of the models: they speak to programmers."""
    for node in (schema, *schema["$defs"].values()):
        node.pop("description", None)
    return schema


def outline(schema: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (path, type, meaning) of every field: a schema as people read it."""
    rows = []
    for path, field in _fields(schema, schema, ""):
        kinds = [_kind(choice) for choice in field.get("anyOf", [field])]
        shown = " | ".join(dict.fromkeys(kind for kind in kinds if kind not in {"null", "object"}))
        if shown:
            rows.append((path, shown, field.get("description", "")))
    return rows


def _kind(field: Mapping[str, Any]) -> str:
    if "enum" in field:
        return " | ".join(map(str, field["enum"]))
    if "$ref" in field:
        return "object"
    if field.get("type") == "array":
        items = field.get("items", {})
        return "[]" if "$ref" in items else f"[{_kind(items)}]"
    return str(field.get("format") or field.get("type", ""))


def _fields(
    root: Mapping[str, Any], node: Mapping[str, Any], prefix: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every field below ``node`` with its dotted path, through references and lists."""
    for name, field in node.get("properties", {}).items():
        path = f"{prefix}{name}"
        yield path, field
        for choice in field.get("anyOf", [field]):
            reference = choice.get("$ref") or choice.get("items", {}).get("$ref")
            if reference:
                inner = root["$defs"][reference.rsplit("/", 1)[-1]]
                yield from _fields(root, inner, f"{path}.")
