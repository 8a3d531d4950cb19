"""A comparison for programs, and its witnesses as files: dossiers in YAML, scenarios in Gherkin."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..audit.gherkin import plain, scenario
from ..comparison.difference import Cause, Resting, Shift, Side, Value
from ..errors import Fault, InputError, Where
from ..intake.output import as_yaml
from ..messages import message
from ..proof.both import Seen
from ..rulebook.model import Status
from ..values import FactType
from ..wording import day, json_value
from .comparison_view import ComparisonView

LANGUAGE = "# language: fr"
"""The first line of a file of scenarios."""
_UNSAFE = re.compile(r"[^\w-]+")


class Shown(NamedTuple):
    """A witness, the rule it is about ("" for the verdict), and a name for its file."""

    rule: str
    shift: Shift
    name: str


def witnesses(view: ComparisonView) -> Iterator[Shown]:
    """Yield every witness of a comparison: those of the criteria, then those of the verdict."""
    head = "-".join(view.labels)
    named = [(item.criterion, shift) for item in view.found.differences for shift in item.shifts]
    for rule, shift in [*named, *(("", shift) for shift in view.found.verdicts)]:
        told = "-".join((head, rule or "verdict", shift.before, shift.after))
        yield Shown(rule, shift, _UNSAFE.sub("_", told).replace("_-", "-"))


def scenarios(view: ComparisonView, shown: Shown) -> list[str]:
    """Return the French scenarios of a witness, one a side."""
    made = []
    for side, seen in zip(view.found.sides, shown.shift.witness.seen, strict=True):
        rules = [shown.rule] if shown.rule else list(shown.shift.causes)
        statuses: dict[str, Status] = {
            rule: seen.statuses[rule] for rule in rules if rule in seen.statuses
        }
        name = message("comparer.scenario_nom", "fr", objet=", ".join(rules) or "verdict",
                       edition=side.label)  # fmt: skip
        edition, on = _forced(side, seen, shown.shift.witness.dossier)
        told = scenario(side.measure.book, plain(name), shown.shift.witness.dossier, statuses,
                        seen.verdict, edition=edition, day=on)  # fmt: skip
        made.append(told)
    return made


def _forced(side: Side, seen: Seen, dossier: Mapping[str, Any]) -> tuple[str, str]:
    """Return the edition and the day to force for a dossier to be seen so, "" where they need not.

    An edition is told with its day wherever the day of receipt is not in its window.
    """
    own = dossier["date_depot"] == seen.on.isoformat()
    edition = "" if own and not side.edition.base else side.edition.id
    return edition, "" if own else plain(day(seen.on))


def write_witnesses(folder: Path, views: Iterable[ComparisonView]) -> int:
    """Write each witness of comparisons into a folder, whole or not at all; return how many.

    Raises :class:`InputError` when the folder holds something, ``OSError``.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        params = {"dossier": str(folder)}
        raise InputError([Fault("comparer.temoins_pleins", Where(str(folder)), params)])
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")
    unfinished.mkdir(parents=True)
    count = 0
    try:
        for view in views:
            for shown in witnesses(view):
                data = shown.shift.witness.dossier
                head = plain(message("comparer.scenario_fichier", "fr", objet=shown.name))
                played = "\n".join((LANGUAGE, head, "", *scenarios(view, shown)))
                for suffix, text in (("yaml", as_yaml(data)), ("feature", played)):
                    path = unfinished / f"{shown.name}.{suffix}"
                    path.write_text(text, encoding="utf-8", newline="\n")
                count += 1
        if folder.exists():
            folder.rmdir()
        unfinished.replace(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return count


def as_data(view: ComparisonView) -> dict[str, Any]:
    """Return a comparison as plain data; keys and ids never change with the language."""
    found = view.found
    return {
        "avant": _side(found.sides[0]),
        "apres": _side(found.sides[1]),
        "identiques": found.alike,
        "differences": [
            {
                "critere": item.criterion,
                "titre": view.title(item.criterion),
                "changements": [
                    {
                        **_shift(shift),
                        "phrase": view.sentence(item.criterion, shift),
                        "dates_seules": shift.dates,
                    }
                    for shift in item.shifts
                ],
                "causes": [_cause(cause) for cause in item.causes],
                "textes": {
                    key: _resting(resting)
                    for key, resting in zip(("avant", "apres"), item.resting, strict=True)
                },
                "consequence_de": list(item.follows),
            }
            for item in found.differences
        ],
        "verdicts": [
            {
                **_shift(shift),
                "phrase": view.verdict_sentence(shift),
                "criteres": list(shift.causes),
            }
            for shift in found.verdicts
        ],
        "inchanges": list(found.same),
        "selon_les_listes": list(found.listed),
        "reecrits": [
            {"critere": name, "causes": [_cause(cause) for cause in causes]}
            for name, causes in found.rewritten
        ],
        "reformules": list(found.worded),
        "parametres_sans_effet": [_cause(cause) for cause in found.idle],
        "lignes_par_liste": found.lines,
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "edition": side.edition.id,
        "nom": side.label,
        "debut": side.edition.start.isoformat(),
        "fin": side.edition.end.isoformat(),
        "regles_sha256": side.measure.book.sha256,
    }


def _shift(shift: Shift) -> dict[str, Any]:
    one, two = shift.witness.seen
    return {
        "avant": shift.before,
        "apres": shift.after,
        "temoin": dict(shift.witness.dossier),
        "dates_reference": [one.on.isoformat(), two.on.isoformat()],
        "verdicts": [one.verdict, two.verdict],
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "genre": cause.kind,
        "nom": cause.name,
        "partie": cause.part or None,
        "avant": _value(cause.before),
        "apres": _value(cause.after),
    }


def _value(value: Value | None) -> dict[str, Any] | None:
    if value is None:
        return None
    return {"valeur": _plain(value.shown, value.type), **_where(value.where)}


def _plain(value: Any, kind: FactType | None) -> Any:
    return value if kind is None or value is None else json_value(value, kind)


def _resting(resting: Resting | None) -> dict[str, Any] | None:
    if resting is None:
        return None
    sources = [
        {
            "cle": one.key,
            "section": one.section,
            "niveau": one.level,
            "verifie_le": one.verified.isoformat(),
        }
        for one in resting.citations
    ]
    return {**_where(resting.where), "sources": sources}


def _where(where: Where) -> dict[str, Any]:
    return {"fichier": where.file, "ligne": where.line or None}
