"""What tests of ``fondsvert trier`` share: small portfolios, and the command in this process."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import polars as pl
import pytest

import fondsvert
from fondsvert.cli import main
from fondsvert.engine.flat import from_columns
from fondsvert.engine.flat_files import json_line
from fondsvert.engine.synthesis import generate_frame

MEASURE = cache(fondsvert.load)
"""Loaded once: a hundred commands are run."""


class Result(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def sort(*arguments: object) -> Result:
    """Run ``fondsvert trier`` in this process, as ``main`` does."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch("fondsvert.commands.trier.measure_of", lambda _ctx: MEASURE()),
        patch.object(sys, "argv", ["fondsvert", "trier", *map(str, arguments)]),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as stop,
    ):
        main()
    assert isinstance(stop.value.code, int)
    return Result(stop.value.code, out.getvalue(), err.getvalue())


def drawn(count: int) -> pl.DataFrame:
    """Return synthetic dossiers as columns."""
    return pl.concat(generate_frame(count, 7, texts=False))


def lines(path: Path, dossiers: Iterable[dict[str, Any]]) -> Path:
    """Write dossiers as JSON Lines."""
    path.write_bytes(b"".join(map(json_line, dossiers)))
    return path


def plain(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the dossiers of a table."""
    return list(from_columns(frame))


def read(path: Path) -> list[dict[str, Any]]:
    """Return the rows of JSON Lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
