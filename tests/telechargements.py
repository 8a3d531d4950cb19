"""What the tests of the download share: a clock that does not sleep, and how results are read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from plateforme import DEMARCHE, TOKEN, Platform

from fondsvert.engine.errors import FondsvertError
from fondsvert.engine.intake.graphql.client import Client
from fondsvert.engine.intake.graphql.download import download
from fondsvert.engine.intake.graphql.query import Asked
from fondsvert.engine.intake.graphql.store import Progress

if TYPE_CHECKING:
    import pytest


class FakeClock:
    """A clock that passes time without taking any."""

    def __init__(self) -> None:
        self.now, self.slept = 0.0, list[float]()

    def monotonic(self) -> float:
        """Return the time it is."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Be later."""
        self.slept.append(seconds)
        self.now += seconds


class Stop(Exception):
    """The end of the program, anywhere."""


def fetch(
    server: Platform,
    path: Path,
    *,
    asked: Asked | None = None,
    clock: FakeClock | None = None,
    token: str = TOKEN,
    resume: bool = False,
    tell: Callable[[Progress], None] = lambda _: None,
    **how: Any,
) -> Progress:
    """Download from the platform of the tests, without ever waiting, even for the disk."""
    how.setdefault("rate", 1000.0)
    with (
        patch("os.fsync"),
        Client(server.url, token, clock=clock or FakeClock(), **how) as client,
    ):
        return download(client, asked or Asked(DEMARCHE), path, resume=resume, tell=tell)


def numbers(path: Path) -> list[int]:
    """Return the numbers of the dossiers of a file, in order."""
    return [json.loads(line)["number"] for line in path.read_bytes().splitlines()]


def alone(path: Path) -> bool:
    """Whether a file is all that its folder holds."""
    return list(path.parent.iterdir()) == [path]


def faults(error: pytest.ExceptionInfo[FondsvertError]) -> list[tuple[str, str]]:
    """Return the code and the path of each fault."""
    return [(fault.code.partition(".")[2], fault.where.path) for fault in error.value.faults]


def answered(*nodes: str, info: str = '{"hasNextPage": false, "endCursor": null}') -> bytes:
    """Return an answer with these dossiers, in JSON."""
    dossiers = f'{{"pageInfo": {info}, "nodes": [{", ".join(nodes)}]}}'
    demarche = f'{{"number": {DEMARCHE}, "title": "t", "dossiers": {dossiers}}}'
    return f'{{"data": {{"demarche": {demarche}}}}}'.encode()
