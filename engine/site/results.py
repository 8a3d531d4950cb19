"""What the scenarios gave the last time they were run: pytest's own report (JUnit XML), read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple
from xml.etree import ElementTree as ET

from ..errors import Fault, InputError, MissingFileError, Where

Outcome = Literal["reussi", "echoue", "ignore"]

PROPERTY = "scenario"
"""The property of a test that names its scenario, as ``file::name``."""
LARGEST = 64 * 1024 * 1024


class Result(NamedTuple):
    """How often a scenario was run, once an example, and how many runs passed."""

    runs: int
    passed: int
    failed: int

    @property
    def outcome(self) -> Outcome:
        """What to say of it in a word."""
        if self.failed:
            return "echoue"
        return "reussi" if self.passed == self.runs else "ignore"


Results = Mapping[tuple[str, str], Result]
"""By file and name of the scenario."""


def read_results(path: Path) -> Results:
    """Return what each scenario gave.

    Raises :class:`MissingFileError`, and :class:`InputError` where it is no report of tests, or
    one that names no scenario.
    """
    where = Where(path.name)
    try:
        content = path.read_bytes()
    except OSError:
        raise MissingFileError([Fault("site.resultats_absents", where)]) from None
    # An entity could grow without end; pytest writes none.
    if len(content) > LARGEST or b"<!" in content[:4096]:
        raise InputError([Fault("site.resultats_illisibles", where)])
    try:
        tree = ET.fromstring(content)  # noqa: S314 — a declaration is refused above
    except ET.ParseError:
        raise InputError([Fault("site.resultats_illisibles", where)]) from None
    found: dict[tuple[str, str], Result] = {}
    for key, passed, failed in _runs(tree):
        runs, good, bad = found.get(key, Result(0, 0, 0))
        found[key] = Result(runs + 1, good + passed, bad + failed)
    if not found:
        raise InputError([Fault("site.resultats_sans_scenario", where)])
    return found


def _runs(tree: ET.Element) -> Iterator[tuple[tuple[str, str], bool, bool]]:
    for case in tree.iter("testcase"):
        failed = case.find("failure") is not None or case.find("error") is not None
        skipped = case.find("skipped") is not None
        for told in case.iter("property"):
            if told.get("name") == PROPERTY:
                file, _, name = told.get("value", "").partition("::")
                yield (file, name), not (failed or skipped), failed
