"""The scenarios of a folder, played by their own sentences: dossiers, and what is said of each.

The sentences are those of ``steps/``, in the folder or above it, as pytest-bdd registers them: what
kills a mutant is what would fail the suite. Needs ``pytest-bdd``, imported only when it is used.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ..audit.scenarios import examples, filled, read_features
from ..errors import EngineUnavailableError, Fault, MissingFileError, Where

MODULES = ("etant_donne", "quand", "alors", "aide", "appreciation")


class Said(NamedTuple):
    """A sentence « Alors »: its text, and the check that it makes of a situation."""

    text: str
    check: Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier that a scenario screens, how, and all that it then says of the decision.

    ``data`` is the dossier as plain data; ``options`` what was forced; ``national`` and ``afr``
    whether the lists of the scenarios are loaded.
    """

    file: str
    line: int
    name: str
    tags: tuple[str, ...]
    data: Mapping[str, Any]
    national: bool
    afr: bool
    options: Mapping[str, Any]
    said: tuple[Said, ...]

    @property
    def place(self) -> str:
        """Where it is written."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Played:
    """All that the scenarios of a folder screen; ``lists`` gives the measure with their lists."""

    cases: tuple[Case, ...]
    situation: Callable[[], Any]
    lists: Callable[..., Any]


Place = tuple[str, int, str, tuple[str, ...]]
"""Where a scenario is: its file, its line; then its name and its tags."""


class _Step(NamedTuple):
    kind: str
    text: str
    table: list[list[str]] | None


def play(folder: Path) -> Played:
    """Return every dossier that the scenarios of a folder screen.

    Raises as :func:`~..audit.scenarios.read_features`, :class:`MissingFileError` where no folder
    ``steps`` says what the sentences mean, :class:`EngineUnavailableError` without pytest-bdd.
    """
    features = read_features(folder)
    player = _Player(_home(folder))
    cases = tuple(
        case
        for name, feature in features
        for place, steps in _scenarios(feature, name, (), ())
        for case in player.play(place, steps)
    )
    return Played(cases, player.situation, player.lists)


def _home(folder: Path) -> Path:
    """Return the folder whose ``steps`` hold the sentences."""
    for place in (folder.resolve(), *folder.resolve().parents):
        if (place / "steps" / "situation.py").is_file():
            # Sentences read what stands beside them, wherever a link leads.
            return (place / "steps").resolve().parent
    raise MissingFileError([Fault("mutation.sans_phrases", Where(folder.name))])


class _Player:
    def __init__(self, home: Path) -> None:
        try:
            from pytest_bdd.steps import step_function_context_registry as registry
        except ImportError:
            raise EngineUnavailableError([Fault("mutation.pytest_bdd_absent")]) from None
        situation = _imported(home, "steps.situation")
        for name in MODULES:
            _imported(home, f"steps.{name}")
        self.situation, self.lists = situation.Situation, situation.measure
        # Sentences of other folders that are loaded too (a suite under way) are not ours.
        self._contexts = [
            c for c in list(registry.values()) if c.step_func.__module__.startswith("steps.")
        ]
        self._known: dict[tuple[str, str], tuple[Any, dict[str, Any]]] = {}

    def play(self, place: Place, steps: Sequence[_Step]) -> Iterator[Case]:
        situation = self.situation()
        screened: list[Mapping[str, Any]] = []
        situation.screen = lambda **options: screened.append(options)
        situation.read_dossier = lambda: None
        said: list[Said] = []
        cases: list[Case] = []

        def close() -> None:
            if screened:
                cases.append(Case(*place, deepcopy(situation.data), situation.national,
                                  situation.afr, screened.pop(), tuple(said)))  # fmt: skip
                said.clear()

        for step in steps:
            context, words = self._found(step)
            if step.kind == "then":
                said.append(Said(step.text, self._check(context, words, step)))
                continue
            close()
            self._run(context, words, step, situation)
        close()
        yield from cases

    def _found(self, step: _Step) -> tuple[Any, dict[str, Any]]:
        key = (step.kind, step.text)
        if key not in self._known:
            for context in self._contexts:
                if context.type == step.kind and context.parser.is_matching(step.text):
                    self._known[key] = (
                        context,
                        dict(context.parser.parse_arguments(step.text) or {}),
                    )
                    break
            else:
                params = {"phrase": step.text}
                raise MissingFileError([Fault("mutation.phrase_inconnue", params=params)])
        return self._known[key]

    def _check(self, context: Any, words: dict[str, Any], step: _Step) -> Callable[[Any], None]:
        return lambda situation: self._run(context, words, step, situation)

    def _run(self, context: Any, words: dict[str, Any], step: _Step, situation: Any) -> None:
        wanted = inspect.signature(context.step_func).parameters
        given: dict[str, Any] = {**words, "situation": situation, "datatable": step.table}
        context.step_func(**{name: given[name] for name in wanted if name in given})


def _imported(home: Path, name: str) -> Any:
    sys.path.insert(0, str(home))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(home))


def _scenarios(
    block: Mapping[str, Any], file: str, tags: tuple[str, ...], before: tuple[Any, ...]
) -> Iterator[tuple[Place, list[_Step]]]:
    """Yield each scenario, or each row of examples of one, with all its steps."""
    tags += tuple(tag["name"].removeprefix("@") for tag in block["tags"])
    for child in block["children"]:
        if background := child.get("background"):
            before += tuple(background["steps"])
        elif inner := child.get("rule"):
            yield from _scenarios(inner, file, tags, before)
        elif scenario := child.get("scenario"):
            own = tags + tuple(tag["name"].removeprefix("@") for tag in scenario["tags"])
            line = scenario["location"]["line"]
            rows = list(examples(scenario["examples"])) if scenario["examples"] else [{}]
            for row in rows:
                steps = list(_steps((*before, *scenario["steps"]), row))
                yield (file, line, scenario["name"], own), steps


KINDS = {"Context": "given", "Action": "when", "Outcome": "then"}


def _steps(steps: Sequence[Mapping[str, Any]], row: Mapping[str, str]) -> Iterator[_Step]:
    kind = "given"
    for step in steps:
        kind = KINDS.get(step["keywordType"], kind)
        table = step.get("dataTable")
        rows = (
            None
            if table is None
            else [[filled(cell["value"], row) for cell in line["cells"]] for line in table["rows"]]
        )
        yield _Step(kind, filled(step["text"], row), rows)
