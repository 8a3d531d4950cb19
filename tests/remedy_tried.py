"""What would lift a refusal, found by trying everything: the oracle of the remedies."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, NamedTuple

from small_books import text, write

import fondsvert

if TYPE_CHECKING:
    from pathlib import Path

    from fondsvert.engine.findings import Decision

SAID: dict[str, Any] = {"reference": "ESSAI", "date_depot": "2024-05-13"}
GOOD = {"satisfait", "sans_objet"}
VOLETS = ("investissement", "competences")
PIECES = ("description", "calendrier", "couts", "plan_financement", "declaration_honneur",
          "identite", "aides_recues", "accord_gouvernance")  # fmt: skip


def book(
    folder: Path, criteria: list[dict[str, Any]], changes: Mapping[str, Mapping[str, Any]],
    **parts: Any,
) -> fondsvert.Measure:  # fmt: skip
    """Write a small rule book in which these facts may be changed, and load it."""
    write(folder, criteria, **parts)
    facts: dict[str, Any] = {}
    values = {"projet.volet": VOLETS, "pieces": PIECES}
    for path, change in changes.items():
        named = {one: text(one) for one in values.get(path, ())}
        facts[path] = {"libelle": text(path), "valeurs": named, "modifiable": change}
    content = json.dumps({"interlocuteurs": {}, "faits": facts})
    (folder / "faits.yaml").write_text(content, encoding="utf-8")
    return fondsvert.load(folder)


def to(cost: int, *values: str) -> dict[str, Any]:
    """Return the declaration of a choice that may become one of these values."""
    return {"cout": cost, "vers": {value: text(value) for value in values}}


def dossier(measure: fondsvert.Measure, values: Mapping[str, Any]) -> fondsvert.Dossier:
    """Return a dossier that says these facts and no other."""
    data: dict[str, Any] = dict(SAID)
    for path, value in values.items():
        *sections, name = path.split(".")
        held = data
        for section in sections:
            held = held.setdefault(section, {})
        if value is not None:
            held[name] = value
    return fondsvert.Dossier.model_validate(data, context=measure.context)


class Tried(NamedTuple):
    """Every set of changes that the reference evaluator finds enough, the minimal ones."""

    minimal: set[frozenset[str]]

    @classmethod
    def of(
        cls, measure: fondsvert.Measure, known: Mapping[str, Any], levers: Mapping[str, list[Any]]
    ) -> Tried:
        """Try every set of levers, with every value that each may take."""
        now = measure.screen(dossier(measure, known), engine="reference")
        for enough in (lifted, unrefused):
            found: list[frozenset[str]] = []
            for size in range(1, len(levers) + 1):
                for chosen in map(frozenset, combinations(levers, size)):
                    if any(one <= chosen for one in found):
                        continue
                    if any(enough(now, one) for one in _screens(measure, known, levers, chosen)):
                        found.append(chosen)
            if found:
                return cls(set(found))
        return cls(set())


def _screens(
    measure: fondsvert.Measure, known: Mapping[str, Any], levers: Mapping[str, list[Any]],
    chosen: frozenset[str],
) -> Iterator[Decision]:  # fmt: skip
    paths = sorted(chosen)
    for values in product(*(levers[path] for path in paths)):
        said = {**known, **dict(zip(paths, values, strict=True))}
        yield measure.screen(dossier(measure, said), engine="reference")


def lifted(now: Decision, then: Decision) -> bool:
    """Whether nothing refuses any more, and no criterion is worse than it was."""
    return unrefused(now, then) and all(
        item.statut in GOOD | ({now.criteres[name].statut} - {"non_satisfait"})
        for name, item in then.criteres.items()
    )


def unrefused(_now: Decision, then: Decision) -> bool:
    """Whether nothing refuses any more."""
    return then.verdict != "ineligible"
