"""Text ↔ rule ↔ scenario: what proves each rule, and what proves none.

>>> matrix = trace(fondsvert.load().book, Path("features"))       # doctest: +SKIP
>>> matrix.findings()                                             # doctest: +SKIP
()

A rule is a criterion, a line of a decision table, or one of the things that a decision also says:
an edition, a verdict, a legal delay, a fact given back. What each must have: :mod:`.rows`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import Fault
from ..messages import Lang
from ..rulebook.model import RuleBook
from ..typography import french
from .rows import SENTENCED, Row, rows_of
from .scenarios import ANSWERS, PHRASES, Scenario, pattern, read_scenarios

WORDED = frozenset({"regime", "orientation", "reponse", "grille"})
"""The sorts of rules of which a missing scenario is said in words of their own."""

__all__ = ["ANSWERS", "PHRASES", "Matrix", "Row", "pattern", "trace", "unreached"]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every rule of a book with its scenarios, every scenario of a folder."""

    rows: tuple[Row, ...]
    scenarios: tuple[Scenario, ...]
    sources: frozenset[str]

    def row(self, tag: str) -> Row | None:
        """Return the rule that this tag cites."""
        return next((row for row in self.rows if row.tag == tag), None)

    def findings(self) -> tuple[Fault, ...]:
        """Return what breaks the traceability, rules first, then scenarios."""
        return (*self._of_rules(), *self._of_scenarios())

    def _of_rules(self) -> Iterator[Fault]:
        for row in self.rows:
            sort = f"_{row.sort}" if row.sort in WORDED else ""
            for kind in row.lacking:
                yield Fault(f"tracabilite.sans_{kind}{sort}", params={"regle": row.tag})
            for key in dict.fromkeys(c.key for c in row.citations):
                if key not in self.sources:
                    params = {"regle": row.tag, "source": key}
                    yield Fault("tracabilite.source_inconnue", params=params)

    def _of_scenarios(self) -> Iterator[Fault]:
        known = {row.tag: row for row in self.rows}
        named: set[tuple[str, str]] = set()
        for scenario in self.scenarios:
            params = {"scenario": scenario.name}
            if (scenario.file, scenario.name) in named:
                # Of two such scenarios pytest-bdd runs only the last, without a word.
                yield Fault("tracabilite.nom_double", scenario.where, params)
            named.add((scenario.file, scenario.name))
            if not scenario.cites:
                yield Fault("tracabilite.ne_cite_rien", scenario.where, params)
            for tag in scenario.cites:
                row = known.get(tag)
                if row is None:
                    yield Fault("tracabilite.cite_inconnu", scenario.where, {"regle": tag})
                elif row.sort in SENTENCED and tag not in scenario.asserts:
                    sentence = next(s for s in PHRASES if f"{{{row.sort}}}" in s)
                    told = {**params, "regle": tag, "phrase": sentence.format(**{row.sort: tag})}
                    yield Fault("tracabilite.n_affirme_rien", scenario.where, told)
            for tag in scenario.asserts:
                if tag not in known:
                    yield Fault("tracabilite.cite_inconnu", scenario.where, {"regle": tag})
        yield from self._of_titles(known)

    def _of_titles(self, known: Mapping[str, Row]) -> Iterator[Fault]:
        """A block of scenarios about one rule bears its title, so that both stay alike."""
        seen: set[tuple[str, str]] = set()
        for scenario in self.scenarios:
            block = (scenario.file, scenario.rule)
            about = [known[tag] for tag in scenario.about if tag in known]
            if not scenario.rule or block in seen or len(about) != 1:
                continue
            seen.add(block)
            row, title = about[0], about[0].title["fr"]
            if row.sort in SENTENCED and french(scenario.rule) != title:
                params = {"regle": row.tag, "titre": scenario.rule, "attendu": title}
                yield Fault("tracabilite.titre_different", scenario.where, params)

    def as_json(self, lang: Lang = "fr") -> dict[str, Any]:
        """Return the matrix as plain data; keys never change with the language."""
        return {
            "regles": [_row_json(row, lang) for row in self.rows],
            "scenarios": [
                {"fichier": s.file, "ligne": s.line, "nom": s.name, "cite": list(s.cites)}
                for s in self.scenarios
            ],
            "constats": [
                {"code": fault.code, "lieu": str(fault.where), "message": fault.message(lang)}
                for fault in self.findings()
            ],
        }


def trace(book: RuleBook, folder: str | Path) -> Matrix:
    """Return the matrix of a rule book and of the scenarios of a folder.

    Raises what :func:`~.scenarios.read_scenarios` does.
    """
    scenarios = read_scenarios(Path(folder))
    return Matrix(tuple(rows_of(book, scenarios)), scenarios, frozenset(book.sources))


def unreached(
    definitions: Mapping[str, Callable[[str], bool]], scenarios: Iterable[Scenario]
) -> tuple[Fault, ...]:
    """Return the step definitions that match no sentence of the scenarios.

    ``definitions`` maps the name of each to its test of a sentence.
    """
    sentences = tuple(dict.fromkeys(step for s in scenarios for step in s.steps))
    return tuple(
        Fault("tracabilite.etape_sans_scenario", params={"etape": name})
        for name, matches in definitions.items()
        if not any(map(matches, sentences))
    )


def _row_json(row: Row, lang: Lang) -> dict[str, Any]:
    return {
        "id": row.tag,
        "sorte": row.sort,
        "titre": row.title[lang],
        "editions": list(row.editions),
        "condition": dict(row.condition),
        "sources": [
            {
                "cle": c.key,
                "section": c.section,
                "niveau": c.level,
                "verifie_le": c.verified.isoformat(),
                "editions": list(c.editions),
            }
            for c in row.citations
        ],
        "attendus": list(row.required),
        "manquants": list(row.lacking),
        "scenarios": {
            kind: [{"fichier": s.file, "ligne": s.line, "nom": s.name} for s in found]
            for kind, found in row.scenarios.items()
        },
    }
