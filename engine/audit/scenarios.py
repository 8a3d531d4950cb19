"""Read the French scenarios of a folder: what each cites, and what it asserts of each rule.

Reading needs ``gherkin-official`` (extra ``audit``), imported only when it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ..errors import EngineUnavailableError, Fault, InputError, MissingFileError, Where
from ..rulebook.model import Status

Kind = Literal[Status, "tranche", "cite"]
"""What a scenario shows of a rule: a status, a status that an opinion settled, or just the rule."""

KINDS: tuple[Kind, ...] = (
    "satisfait",
    "non_satisfait",
    "a_apprecier",
    "tranche",
    "indetermine",
    "sans_objet",
    "cite",
)

PHRASES: Mapping[str, Kind] = {
    "le critère {critere} est satisfait": "satisfait",
    "le critère {critere} n'est pas satisfait": "non_satisfait",
    "le critère {critere} est à apprécier": "a_apprecier",
    "le critère {critere} reste à déterminer": "indetermine",
    "le critère {critere} est sans objet": "sans_objet",
    "le critère {critere} est satisfait par l'avis favorable": "tranche",
    "le critère {critere} est écarté par l'avis défavorable": "tranche",
    "la saisie se contredit sur le critère {critere}": "cite",
    "le régime {regime} s'applique": "satisfait",
    "le régime {regime} ne s'applique pas": "non_satisfait",
    "le régime {regime} est à apprécier": "a_apprecier",
    "le régime {regime} reste à déterminer": "indetermine",
    "l'orientation {orientation} est donnée": "satisfait",
    "l'orientation {orientation} n'est pas donnée": "non_satisfait",
    "la ligne {grille} vaut 0 point": "non_satisfait",
    "la ligne {grille} vaut {points}": "satisfait",
    "la ligne {grille} vaut entre {bas} et {points}": "indetermine",
    "la ligne {grille} ne compte pas": "sans_objet",
}
"""The sentences by which a scenario asserts something of a rule, and what it then shows."""

ANSWERS: Mapping[str, tuple[str, str]] = {
    "l'entreprise est une microentreprise": ("categorie_entreprise", "micro"),
    "l'entreprise est une petite entreprise": ("categorie_entreprise", "petite"),
    "l'entreprise est une moyenne entreprise": ("categorie_entreprise", "moyenne"),
    "l'entreprise est une grande entreprise": ("categorie_entreprise", "grande"),
}
"""The sentences that assert a fact that the decision gives back: its name, and the answer."""

SUBJECTS: Mapping[str, str] = {
    "critere": r"[A-Z]{3}-[0-9]{2}",
    "regime": r"[a-z]+-[a-z0-9]+",
    "orientation": r"ORI-[0-9]{2}",
    "grille": r"APP-[0-9]{2}",
    "points": r"[1-9][0-9]* points?",
    "bas": r"[0-9]+",
}
"""How each sort of rule is named in a sentence, and the numbers said of it."""


def pattern(phrase: str) -> str:
    """Return a sentence of the tables above as a regular expression that names its subject.

    >>> pattern("le régime {regime} s'applique")
    "le régime (?P<regime>[a-z]+-[a-z0-9]+) s'applique"
    """
    for name, form in SUBJECTS.items():
        phrase = phrase.replace(f"{{{name}}}", f"(?P<{name}>{form})")
    return phrase


_SENTENCES = tuple((re.compile(pattern(phrase)), kind) for phrase, kind in PHRASES.items())


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario. ``steps`` are its sentences with the examples of an outline filled in.

    ``rule`` is the title of the block it stands in, ``about`` what that block cites by itself.
    ``asserts`` says what it shows of each rule: a kind, or the answer that a fact takes.
    """

    file: str
    line: int
    name: str
    rule: str
    about: tuple[str, ...]
    cites: tuple[str, ...]
    asserts: Mapping[str, frozenset[str]]
    steps: tuple[str, ...]

    @property
    def where(self) -> Where:
        """Return its place."""
        return Where(self.file, self.line)


def read_scenarios(folder: Path) -> tuple[Scenario, ...]:
    """Return the scenarios of every ``.feature`` file under a folder, in file order.

    Raises as :func:`read_features`.
    """
    return tuple(
        scenario
        for name, feature in read_features(folder)
        for scenario in _scenarios(feature, name)
    )


def read_features(folder: Path) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Return each ``.feature`` file under a folder, by name, as its parser gives it.

    Raises :class:`MissingFileError` when there is none, :class:`InputError` with every file that
    cannot be read, :class:`EngineUnavailableError` without ``gherkin-official``.
    """
    files = sorted(folder.rglob("*.feature"))
    if not files:
        raise MissingFileError([Fault("tracabilite.aucun_scenario", Where(folder.name))])
    faults: list[Fault] = []
    found: list[tuple[str, Mapping[str, Any]]] = []
    for path in files:
        name = path.relative_to(folder).as_posix()
        document = _parsed(path, name, faults)
        if document.get("feature"):
            found.append((name, document["feature"]))
    if faults:
        raise InputError(faults)
    return tuple(found)


def _parsed(path: Path, name: str, faults: list[Fault]) -> Mapping[str, Any]:
    try:
        from gherkin.errors import CompositeParserException, ParserException
        from gherkin.parser import Parser
    except ImportError:
        raise EngineUnavailableError([Fault("tracabilite.gherkin_absent")]) from None
    try:
        return Parser().parse(path.read_text(encoding="utf-8-sig"))
    except CompositeParserException as error:
        wrong: Sequence[Any] = error.errors
    except ParserException as error:
        wrong = [error]
    except UnicodeDecodeError:
        faults.append(Fault("tracabilite.pas_un_texte", Where(name)))
        return {}
    faults.extend(
        Fault("tracabilite.illisible", Where(name, each.location["line"])) for each in wrong
    )
    return {}


def _scenarios(feature: Mapping[str, Any], file: str) -> Iterator[Scenario]:
    yield from _of(feature, file, "", _tags(feature), ())


def _of(
    block: Mapping[str, Any],
    file: str,
    rule: str,
    tags: tuple[str, ...],
    before: tuple[str, ...],
) -> Iterator[Scenario]:
    for child in block["children"]:
        if background := child.get("background"):
            before += tuple(step["text"] for step in background["steps"])
        elif inner := child.get("rule"):
            yield from _of(inner, file, inner["name"], tags + _tags(inner), before)
        elif scenario := child.get("scenario"):
            cites = tuple(dict.fromkeys(tags + _tags(scenario)))
            asserts, steps = _told(scenario, before)
            place = (file, scenario["location"]["line"])
            yield Scenario(*place, scenario["name"], rule, _tags(block), cites, asserts, steps)


def _told(
    scenario: Mapping[str, Any], before: Iterable[str]
) -> tuple[Mapping[str, frozenset[str]], tuple[str, ...]]:
    """Return what a scenario asserts of each rule, and its sentences."""
    rows = list(examples(scenario["examples"])) if scenario["examples"] else [{}]
    asserts: dict[str, set[str]] = {}
    steps: dict[str, None] = dict.fromkeys(before)
    for row in rows:
        asserting = False
        for step in scenario["steps"]:
            text = filled(step["text"], row)
            steps[text] = None
            if step["keywordType"] != "Conjunction":
                asserting = step["keywordType"] == "Outcome"
            if asserting and (said := asserted(text)):
                rule, shown = said
                asserts.setdefault(rule, set()).add(shown)
    return {name: frozenset(kinds) for name, kinds in asserts.items()}, tuple(steps)


def asserted(text: str) -> tuple[str, str] | None:
    """Return the rule that a sentence asserts something of, and what it shows.

    >>> asserted("le critère PRJ-04 n'est pas satisfait")
    ('PRJ-04', 'non_satisfait')
    >>> asserted("l'entreprise est une petite entreprise")
    ('categorie_entreprise', 'petite')
    >>> asserted("le dossier est inéligible")
    """
    text = text.replace("’", "'")
    for sentence, kind in _SENTENCES:
        if found := sentence.fullmatch(text):
            return found[1], kind
    return ANSWERS.get(text)


def examples(tables: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, str]]:
    """Yield the rows of the examples of an outline, by the names of their columns."""
    for table in tables:
        if "tableHeader" not in table:
            continue
        header = [cell["value"] for cell in table["tableHeader"]["cells"]]
        for row in table["tableBody"]:
            yield dict(zip(header, (cell["value"] for cell in row["cells"]), strict=True))


def filled(text: str, row: Mapping[str, str]) -> str:
    """Return a sentence of an outline with the words of a row of its examples."""
    for name, value in row.items():
        text = text.replace(f"<{name}>", value)
    return text


def _tags(node: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(tag["name"].removeprefix("@") for tag in node["tags"])
