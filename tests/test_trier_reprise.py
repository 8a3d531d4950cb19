"""``trier`` interrupted: no half file, and ``--reprendre`` comes to what one go would have."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from trying import drawn, lines, plain, sort

from fondsvert.engine.triage import documents, parts
from fondsvert.engine.triage.parts import Parts, folder_of
from fondsvert.engine.triage.results import Results
from fondsvert.engine.triage.tally import Tally

ROWS = 5
SIZE = 2
BATCHES = 3


class _KilledError(BaseException):
    """Stands for a machine that stops: nothing catches it."""


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    """Five synthetic dossiers."""
    return drawn(ROWS)


@pytest.fixture
def source(tmp_path: Path, frame: pl.DataFrame, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of five dossiers, read two at a time."""
    original = documents.RowSource.__init__
    monkeypatch.setattr(
        documents.RowSource, "__init__",
        lambda self, name, files, size=SIZE: original(self, name, files, size),
    )  # fmt: skip
    return lines(tmp_path / "d.jsonl", plain(frame))


def stop_after(monkeypatch: pytest.MonkeyPatch, done: int, error: type[BaseException]) -> list[int]:
    """Have the work stop in the batch that follows ``done`` ones; return how many are begun."""
    begun: list[int] = []
    original = Results.of

    def of(self: Results, batch: Any, before: int) -> pl.DataFrame:
        begun.append(before)
        if len(begun) > done:
            raise error
        return original(self, batch, before)

    monkeypatch.setattr(Results, "of", of)
    return begun


@pytest.fixture
def whole(source: Path, tmp_path: Path) -> bytes:
    """What one go writes."""
    assert sort(source, "-o", tmp_path / "whole.csv").code == 0
    return (tmp_path / "whole.csv").read_bytes()


@pytest.mark.parametrize("done", range(BATCHES))
def test_going_on_after_a_batch(
    source: Path, whole: bytes, tmp_path: Path, done: int
) -> None:  # fmt: skip
    """Stopped after any batch, nothing is written; going on does the rest alone, to the same."""
    out = tmp_path / "r.csv"
    with pytest.MonkeyPatch.context() as patch:
        stop_after(patch, done, KeyboardInterrupt)
        found = sort(source, "-o", out)
    assert found.code == 130
    assert not out.exists()
    assert ("--reprendre" in found.err) == (done > 0)
    with pytest.MonkeyPatch.context() as patch:
        begun = stop_after(patch, BATCHES, KeyboardInterrupt)
        found = sort(source, "-o", out, "--reprendre")
    assert found.code == 0
    assert len(begun) == BATCHES - done
    assert out.read_bytes() == whole
    assert not folder_of(out).exists()


def test_killed_at_any_write(source: Path, whole: bytes, tmp_path: Path) -> None:
    """Killed before or after any file takes its name, even the last, going on comes to the same."""
    out, seen = tmp_path / "r.csv", 0
    original = Path.replace
    for moment in range(100):
        count = iter(range(1000))

        def replace(
            self: Path, target: Path, count: Iterator[int] = count, moment: int = moment
        ) -> Path:
            if next(count) == moment // 2:
                if moment % 2:
                    original(self, target)
                raise _KilledError
            return original(self, target)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "replace", replace)
            try:
                sort(source, "-o", out)
            except _KilledError:
                seen += 1
            else:
                break
        assert not out.exists() or out.read_bytes() == whole
        assert sort(source, "-o", out, "--reprendre").code == 0
        assert out.read_bytes() == whole
        assert not folder_of(out).exists()
        out.unlink()
    # The manifest, then rows and account of each batch, then the output: before and after.
    assert seen == 2 * (1 + 2 * BATCHES + 1)


def test_a_signal_is_heard_between_two_batches(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SIGTERM ends with the batch under way, which is kept."""
    original, out = Results.of, tmp_path / "r.csv"

    def of(self: Results, batch: Any, before: int) -> pl.DataFrame:
        if before:
            os.kill(os.getpid(), signal.SIGTERM)
        return original(self, batch, before)

    monkeypatch.setattr(Results, "of", of)
    found = sort(source, "-o", out)
    assert found.code == 130
    assert not out.exists()
    assert len(list(folder_of(out).glob("partie-*.json"))) == 2


def test_another_sort_is_not_gone_on_with(
    source: Path, tmp_path: Path, frame: pl.DataFrame
) -> None:
    """Another source, other options: each difference is told, and nothing is lost or written."""
    out = tmp_path / "r.csv"
    with pytest.MonkeyPatch.context() as patch:
        stop_after(patch, 1, KeyboardInterrupt)
        sort(source, "-o", out)
    kept = sorted(path.name for path in folder_of(out).iterdir())
    lines(source, plain(frame.head(4)))
    found = sort(source, "-o", out, "--reprendre", "--edition", "2025", "--details")
    assert found.code == 65
    for name in ("source", "edition", "details"):
        assert f" {name}" in found.err
    assert "langue" not in found.err
    assert sorted(path.name for path in folder_of(out).iterdir()) == kept
    assert not out.exists()
    assert sort(source, "-o", out).code == 0
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 5


def test_damaged_parts_are_done_again(tmp_path: Path) -> None:
    """A part without its account, or with one that cannot be read, is not counted as done."""
    made = Parts(tmp_path / "r.csv", {"a": 1}, resume=False)
    for _ in range(3):
        made.add(pl.DataFrame({"a": [1]}), Tally(rows=1))
    assert len(Parts(tmp_path / "r.csv", {"a": 1}, resume=True).done) == 3
    (made.folder / "partie-000001.json").write_text("{", encoding="utf-8")
    assert len(Parts(tmp_path / "r.csv", {"a": 1}, resume=True).done) == 1
    (made.folder / parts.MANIFEST).write_text("[", encoding="utf-8")
    with pytest.raises(ValueError, match="sans --reprendre"):
        Parts(tmp_path / "r.csv", {"a": 1}, resume=True)


def test_a_full_disk_says_so(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be written is told with exit code 74, and no half file is left."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_ipc", full)
    found = sort(source, "-o", tmp_path / "r.csv")
    assert found.code == 74
    assert not (tmp_path / "r.csv").exists()


def test_standard_input_cannot_be_gone_on_with(tmp_path: Path) -> None:
    """Nothing tells standard input from another: --reprendre refuses it."""
    assert sort("-", "-o", tmp_path / "r.csv", "--reprendre").code == 2


def test_the_source_is_never_overwritten(source: Path) -> None:
    """An output that is the source itself is refused."""
    before = source.read_bytes()
    assert sort(source, "-o", source).code == 2
    assert source.read_bytes() == before
    assert json.loads(before.splitlines()[0])
