"""The findings of an audit: as lines to read, as JSON, as SARIF 2.1.0 for code hosts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..audit.finding import SEVERITIES, Finding, Report, Severity
from ..errors import Fault, Where
from ..messages import Lang, message, template

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
LEVELS: Mapping[Severity, str] = {"erreur": "error", "avertissement": "warning", "note": "note"}


def lines(report: Report, lang: Lang = "fr") -> Iterator[str]:
    """Yield what a person reads: each finding with its dossier, then what is meant, then a sum."""

    def said(entry: str, **values: object) -> str:
        return message(f"audit.vue_{entry}", lang, **values)

    for found in report.open:
        yield f"{said(found.severity)} {found.code} — {found.message(lang)}"
        for place in found.places:
            yield f"  {place.rule} : {_placed(place.where)}"
        if found.scenario:
            yield f"  {said('temoin')}"
            yield found.scenario.rstrip()
        yield ""
    meant = [found for found in report.findings if found.explained is not None]
    if meant:
        yield said("expliques", n=len(meant))
        for found in meant:
            yield f"  {found.code} — {found.message(lang)}"
            yield f"    {_reason(found, lang)}"
        yield ""
    if report.undecided:
        yield said("indecis", regles=", ".join(report.undecided))
    yield said("bornes", questions=report.questions, lignes=report.lines,
               editions=", ".join(report.editions))  # fmt: skip
    yield said("bilan" if report.open else "bilan_sain", n=len(report.open))


def _placed(where: Where) -> str:
    return ":".join(str(part) for part in (where.file, where.line, where.column) if part)


def _reason(found: Finding, lang: Lang) -> str:
    return "" if found.explained is None else found.explained.plain(lang)


def as_json(report: Report, lang: Lang = "fr") -> dict[str, Any]:
    """Return the audit as plain data; keys never change with the language."""
    return {
        "editions": list(report.editions),
        "lignes_par_liste": report.lines,
        "questions": report.questions,
        "constats": [_finding(found, lang) for found in report.findings],
        "indecis": list(report.undecided),
    }


def _finding(found: Finding, lang: Lang) -> dict[str, Any]:
    return {
        "code": found.code,
        "gravite": found.severity,
        "message": found.message(lang),
        "regles": [
            {
                "id": place.rule,
                "fichier": place.where.file,
                "ligne": place.where.line,
                "colonne": place.where.column,
            }
            for place in found.places
        ],
        "editions": list(found.editions),
        "temoin": None if found.witness is None else dict(found.witness),
        "scenario": found.scenario or None,
        "explication": _reason(found, lang) or None,
    }


# -- SARIF ---------------------------------------------------------------------------------------


def as_sarif(report: Report, root: str, version: str, lang: Lang = "fr") -> dict[str, Any]:
    """Return the audit as a SARIF log; ``root`` is the folder of rules as the user names it."""
    rules = [
        _rule(code, template(f"audit.vue_quoi_{code}", lang), LEVELS[severity])
        for code, severity in SEVERITIES.items()
    ]
    codes = list(SEVERITIES)
    results = [_result(found, codes, root, lang) for found in report.findings]
    return _log(rules, results, version)


def faults_as_sarif(
    faults: Iterable[Fault], root: str, version: str, lang: Lang = "fr"
) -> dict[str, Any]:  # fmt: skip
    """Return the faults of a rule book that does not load as a SARIF log."""
    found = list(faults)
    codes = list(dict.fromkeys(fault.code for fault in found))
    rules = [_rule(code, code, "error") for code in codes]
    results = [
        {
            "ruleId": fault.code,
            "ruleIndex": codes.index(fault.code),
            "level": "error",
            "message": {"text": message(fault.code, lang, **fault.params)},
            "locations": [_location(fault.where, root)],
        }
        for fault in found
    ]
    return _log(rules, results, version)


def _log(
    rules: list[dict[str, Any]], results: list[dict[str, Any]], version: str
) -> dict[str, Any]:  # fmt: skip
    driver = {
        "name": "fondsvert verifier",
        "semanticVersion": version,
        "rules": rules,
    }
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints",
                  "results": results}],
    }  # fmt: skip


def _rule(code: str, what: str, level: str) -> dict[str, Any]:
    return {
        "id": code,
        "shortDescription": {"text": what},
        "defaultConfiguration": {"level": level},
    }


def _result(found: Finding, codes: list[str], root: str, lang: Lang) -> dict[str, Any]:
    first, *others = found.places
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": codes.index(found.code),
        "level": LEVELS[found.severity],
        "message": {"text": found.message(lang)},
        "locations": [_location(first.where, root)],
        "partialFingerprints": {"regles/v1": f"{found.code}:{'+'.join(found.rules)}"},
    }
    if others:
        result["relatedLocations"] = [
            {"id": rank, "message": {"text": place.rule}, **_location(place.where, root)}
            for rank, place in enumerate(others, 1)
        ]
    if found.witness is not None:
        result["properties"] = {"temoin": dict(found.witness), "scenario": found.scenario}
    if found.explained is not None:
        reason = _reason(found, lang)
        result["suppressions"] = [{"kind": "external", "justification": reason}]
    return result


def _location(where: Where, root: str) -> dict[str, Any]:
    """Return a place; a finding without a line is about the whole file."""
    uri = "/".join(part for part in (root.rstrip("/"), where.file) if part).replace("\\", "/")
    place: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if where.line:
        place["region"] = {"startLine": where.line, "startColumn": max(where.column, 1)}
    return {"physicalLocation": place}
