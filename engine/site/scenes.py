"""Scenarios as pages show them: their sentences, their tables, what they gave the last time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..audit.traceability import Matrix
from .results import Result, Results


class Table(NamedTuple):
    """A table of a step or of an outline's examples."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Step(NamedTuple):
    """A sentence of a scenario."""

    keyword: str
    text: str
    rows: tuple[tuple[str, ...], ...] = ()


class Scene(NamedTuple):
    """A scenario: the rules it cites, its sentences, the examples of an outline."""

    file: str
    line: int
    name: str
    outline: bool
    cites: tuple[str, ...]
    steps: tuple[Step, ...]
    examples: tuple[Table, ...]
    result: Result | None


class Block(NamedTuple):
    """Scenarios under one rule, or under none."""

    title: str
    cites: tuple[str, ...]
    background: tuple[Step, ...]
    scenes: tuple[Scene, ...]


class FeatureView(NamedTuple):
    """A file of scenarios."""

    file: str
    name: str
    text: str
    background: tuple[Step, ...]
    blocks: tuple[Block, ...]

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """Every scenario of the file."""
        return tuple(scene for block in self.blocks for scene in block.scenes)


def features(
    read: tuple[tuple[str, Mapping[str, Any]], ...], results: Results, matrix: Matrix | None
) -> tuple[FeatureView, ...]:
    """Return the files of scenarios; ``matrix`` tells what each cites."""
    cites = {(s.file, s.line): s.cites for s in (matrix.scenarios if matrix else ())}
    return tuple(_feature(file, feature, results, cites) for file, feature in read)


Cites = Mapping[tuple[str, int], tuple[str, ...]]


def _feature(
    file: str, feature: Mapping[str, Any], results: Results, cites: Cites
) -> FeatureView:  # fmt: skip
    background: tuple[Step, ...] = ()
    blocks: list[Block] = []
    loose: list[Scene] = []
    for child in feature["children"]:
        if found := child.get("background"):
            background = tuple(_steps(found))
        elif rule := child.get("rule"):
            blocks.append(_block(file, rule, results, cites))
        elif scenario := child.get("scenario"):
            loose.append(_scene(file, scenario, results, cites))
    if loose:
        blocks.insert(0, Block("", (), (), tuple(loose)))
    text = " ".join((feature.get("description") or "").split())
    return FeatureView(file, feature["name"], text, background, tuple(blocks))


def _block(file: str, rule: Mapping[str, Any], results: Results, cites: Cites) -> Block:
    background: tuple[Step, ...] = ()
    scenes = []
    for child in rule["children"]:
        if found := child.get("background"):
            background = tuple(_steps(found))
        elif scenario := child.get("scenario"):
            scenes.append(_scene(file, scenario, results, cites))
    tags = tuple(tag["name"].removeprefix("@") for tag in rule["tags"])
    return Block(rule["name"], tags, background, tuple(scenes))


def _scene(file: str, scenario: Mapping[str, Any], results: Results, cites: Cites) -> Scene:
    line, name = scenario["location"]["line"], scenario["name"]
    return Scene(
        file,
        line,
        name,
        bool(scenario["examples"]),
        cites.get((file, line), ()),
        tuple(_steps(scenario)),
        tuple(_examples(scenario)),
        results.get((file, name)),
    )


def _steps(block: Mapping[str, Any]) -> Iterator[Step]:
    for step in block["steps"]:
        rows = step.get("dataTable", {}).get("rows", ())
        yield Step(step["keyword"].strip(), step["text"], tuple(map(_cells, rows)))


def _examples(scenario: Mapping[str, Any]) -> Iterator[Table]:
    for table in scenario["examples"]:
        if "tableHeader" in table:
            rows = tuple(map(_cells, table["tableBody"]))
            yield Table(table["name"], _cells(table["tableHeader"]), rows)


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(cell["value"] for cell in row["cells"])
