"""Text ↔ rule ↔ scenario: what proves each rule, and what proves none.

>>> matrix = trace(fondsvert.load().book, Path("features"))       # doctest: +SKIP
>>> matrix.findings()                                             # doctest: +SKIP
()

A rule is a criterion, or one of the things that a decision also says: an edition, a verdict, a
legal delay, a fact given back. A criterion must have a scenario for every status it can come to,
unknown ones apart; the other rules, a scenario that cites them.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ..errors import Fault
from ..messages import Lang
from ..rulebook.model import Citation, Criterion, RuleBook
from ..typography import french
from .scenarios import KINDS, PHRASES, Kind, Scenario, read_scenarios

__all__ = ["PHRASES", "Matrix", "Row", "trace", "unreached"]

Sort = Literal["critere", "edition", "verdict", "delai", "fait"]


@dataclass(frozen=True, slots=True)
class Row:
    """A rule: where it was read, what it says, the scenarios that show it.

    ``tag`` is how a scenario cites it; ``required`` are the kinds of scenario it must have.
    """

    tag: str
    sort: Sort
    title: Mapping[Lang, str]
    editions: tuple[str, ...]
    condition: Mapping[str, str]
    citations: tuple[Citation, ...]
    required: tuple[Kind, ...]
    scenarios: Mapping[Kind, tuple[Scenario, ...]]

    @property
    def lacking(self) -> tuple[Kind, ...]:
        """The kinds of scenario that it must have and has not."""
        return tuple(kind for kind in self.required if not self.scenarios.get(kind))


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
            for kind in row.lacking:
                yield Fault(f"tracabilite.sans_{kind}", params={"regle": row.tag})
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
                elif row.sort == "critere" and tag not in scenario.asserts:
                    yield Fault(
                        "tracabilite.n_affirme_rien", scenario.where, {**params, "regle": tag}
                    )
            for criterion in scenario.asserts:
                if criterion not in known:
                    yield Fault("tracabilite.cite_inconnu", scenario.where, {"regle": criterion})
        yield from self._of_titles(known)

    def _of_titles(self, known: Mapping[str, Row]) -> Iterator[Fault]:
        """A block of scenarios about one criterion bears its sentence, so that both stay alike."""
        seen: set[tuple[str, str]] = set()
        for scenario in self.scenarios:
            block = (scenario.file, scenario.rule)
            about = [known[tag] for tag in scenario.about if tag in known]
            if not scenario.rule or block in seen or len(about) != 1:
                continue
            seen.add(block)
            row, title = about[0], about[0].title["fr"]
            if row.sort == "critere" and french(scenario.rule) != title:
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
    return Matrix(tuple(_rows(book, scenarios)), scenarios, frozenset(book.sources))


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


# -- rows ---------------------------------------------------------------------------------------


def _rows(book: RuleBook, scenarios: tuple[Scenario, ...]) -> Iterator[Row]:
    by_tag: dict[str, list[Scenario]] = {}
    for scenario in scenarios:
        for tag in scenario.cites:
            by_tag.setdefault(tag, []).append(scenario)

    def other(
        tag: str, sort: Sort, title: Any, citations: tuple[Citation, ...], editions: tuple[str, ...]
    ) -> Row:
        found: dict[Kind, tuple[Scenario, ...]] = {"cite": tuple(by_tag.get(tag, ()))}
        texts: dict[Lang, str] = {"fr": title.plain("fr"), "en": title.plain("en")}
        return Row(tag, sort, texts, editions, {}, citations, ("cite",), found)

    for criterion in book.criteria:
        yield _criterion_row(criterion, book, by_tag.get(criterion.id, []))
    every = _base_editions(book)
    for edition in book.editions.values():
        if not edition.base:
            tag = f"edition-{edition.id}"
            yield other(tag, "edition", edition.title, (edition.citation,), (edition.id,))
    for verdict in book.verdicts:
        yield other(f"verdict-{verdict.id}", "verdict", verdict.title, (), every)
    for delay in book.delays:
        yield other(f"delai-{delay.id}", "delai", delay.text, (delay.citation,), every)
    for key, path in book.returns.items():
        label = next((d.label for d in book.derived if d.path == path), book.title)
        yield other(key, "fait", label, (), every)


def _criterion_row(criterion: Criterion, book: RuleBook, cited: list[Scenario]) -> Row:
    shown: dict[Kind, tuple[Scenario, ...]] = {
        kind: tuple(s for s in cited if kind in s.asserts.get(criterion.id, ())) for kind in KINDS
    }
    editions = criterion.editions or _base_editions(book)
    return Row(
        criterion.id,
        "critere",
        {"fr": criterion.title.plain("fr"), "en": criterion.title.plain("en")},
        editions,
        {key: _readable(text) for key, text in criterion.source_text.items()},
        criterion.citations,
        required_kinds(criterion, editions),
        {kind: found for kind, found in shown.items() if found},
    )


def required_kinds(criterion: Criterion, editions: Iterable[str]) -> tuple[Kind, ...]:
    """Return the kinds of scenario a criterion must have: one for each end it can come to.

    A rule whose source is ``a_verifier`` never refuses: it must show that it asks instead. What
    an unknown fact does is left to the laws, unless the criterion says it in so many words.
    """
    ends: set[Kind] = {"a_apprecier", "tranche"} if criterion.judged else {"satisfait"}
    for edition in editions:
        level = next(
            (c.level for c in criterion.citations if not c.editions or edition in c.editions), None
        )
        for outcome in criterion.outcomes:
            refuses = outcome.status == "non_satisfait"
            ends.add("a_apprecier" if refuses and level == "a_verifier" else outcome.status)
    if criterion.applies is not None:
        ends.add("sans_objet")
    return tuple(kind for kind in KINDS if kind in ends)


def _base_editions(book: RuleBook) -> tuple[str, ...]:
    return tuple(edition.id for edition in book.editions.values() if not edition.base)


def _readable(text: str) -> str:
    """Return a condition as one line: blocks keep their name, ``un : a ; b``."""
    if not text.startswith(("{", "[")):
        return text
    return _block(ast.literal_eval(text))


def _block(node: Any) -> str:
    if isinstance(node, dict):
        return " ; ".join(f"{name} : ({_block(parts)})" for name, parts in node.items())
    if isinstance(node, list):
        return " ; ".join(_block(part) for part in node)
    return str(node)


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
