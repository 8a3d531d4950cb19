"""A dossier → the French scenario that plays it, ready to be pasted in a ``.feature`` file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..messages import template
from ..rulebook.model import RuleBook, Status
from .scenarios import PHRASES

LIMIT = 100
"""The longest name of a scenario, on one line of the house."""


def scenario(
    book: RuleBook,
    name: str,
    dossier: Mapping[str, Any],
    statuses: Mapping[str, Status],
    verdict: str,
    *,
    edition: str = "",
    day: str = "",
) -> str:
    """Return the scenario of a dossier: what it says, then what is concluded.

    ``statuses`` are those to assert, by criterion; ``edition`` and ``day`` are given where they
    are forced (the day in French words).
    """
    lines = [f"@{criterion}" for criterion in statuses]
    tags = " ".join(lines) or f"@verdict-{verdict}"
    steps = [_say("dossier")]
    rows = [(path, _value(value), label(book, path)) for path, value in flat(dossier)]
    steps += _table([("champ", "valeur", "information"), *rows])
    steps.append(_when(edition, day))
    then = [_asserted(criterion, status) for criterion, status in statuses.items()]
    then.append(_say(f"verdict_{verdict}"))
    steps += [f"{_say('alors' if n == 0 else 'et')} {text}" for n, text in enumerate(then)]
    title = f"{_say('titre')} {plain(name)[:LIMIT]}"
    return "\n".join([f"  {tags}", f"  {title}", *(f"    {step}" for step in steps)]) + "\n"


def plain(text: str) -> str:
    """Return a text with ordinary spaces and apostrophes, as scenarios are written."""
    for typographic, ordinary in (("\u00a0", " "), ("\u202f", " "), ("’", "'"), ("\n", " ")):
        text = text.replace(typographic, ordinary)
    return text


def _say(key: str) -> str:
    return plain(template(f"audit.scenario_{key}"))


def _when(edition: str, day: str) -> str:
    kind = "_".join(["quand", *(["jour"] if day else []), *(["edition"] if edition else [])])
    return _say(kind).format(edition=edition, jour=day)


def _asserted(criterion: str, status: Status) -> str:
    phrase = next(p for p, kind in PHRASES.items() if "{critere}" in p and kind == status)
    return phrase.format(critere=criterion)


def flat(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the fields of a dossier by path; a list of lines, line by line.

    >>> dict(flat({"a": {"b": 1}, "c": [{"d": 2}], "e": ["x"]}))
    {'a.b': 1, 'c[0].d': 2, 'e': ['x']}
    """
    for name, value in data.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping):
            yield from flat(value, f"{path}.")
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            for rank, item in enumerate(value):
                if item:
                    yield from flat(item, f"{path}[{rank}].")
                else:
                    yield f"{path}[{rank}]", {}
        else:
            yield path, value


def _value(value: Any) -> str:
    """Return a value as a file of dossier holds it; a code is between quotes."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False) if value[:1].isdigit() else value
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    return json.dumps(value)


def label(book: RuleBook, path: str) -> str:
    """Return what a person calls a field, or nothing."""
    name = path.partition("[")[0] + path.partition("]")[2]
    found = book.labels.get(name)
    return "" if found is None else plain(found.label.plain("fr"))


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return [
        "  | "
        + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        + " |"
        for row in rows
    ]
