"""The register under blows: kills, crowds, full disks. Decisions lost: none."""

from __future__ import annotations

import shutil
import signal
import subprocess
from itertools import count
from pathlib import Path

import pytest
from registers import AT, KEY, add, child, found, kept, small

from fondsvert.engine.records.journal import open_journal


def survivors(path: Path, acknowledged: set[str]) -> set[str]:
    """Return what a register holds after a blow: it must be sound, whole, and still writable."""
    if path.exists() and path.stat().st_size:
        with open_journal(path, create=True) as journal:
            journal.start(KEY, at=AT)
    else:
        assert not acknowledged
        return set()
    assert found(path) == set()
    held = kept(path)
    assert acknowledged <= held
    with open_journal(path) as journal:
        add(journal, "apres")
    assert found(path) == set()
    return held


@pytest.mark.parametrize("used", [False, True], ids=["neuf", "en usage"])
def test_a_kill_at_every_step_loses_nothing(used: bool, tmp_path: Path) -> None:
    """Killed before each statement in turn, from the first table to the last commit."""
    small(tmp_path / "modele")
    for step in count(1):
        path = tmp_path / f"r{step}"
        if used:
            shutil.copy(tmp_path / "modele", path)
        process = child(path, count=1, step=step)
        said = set(process.communicate(timeout=60)[0].split())
        held = survivors(path, said) - {"A", "C", "D"}
        assert held in (said, {"a-0"})
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL
    assert step > 15


@pytest.mark.slow
def test_thirty_kills_in_a_row_lose_nothing(tmp_path: Path) -> None:
    """One register, killed thirty times while it is written: all that was said is there."""
    path, acknowledged = tmp_path / "r", set()
    for turn in range(30):
        process = child(path, who=f"t{turn}", count=1000)
        assert process.stdout is not None
        for _ in range(turn % 7 + 1):
            acknowledged.add(process.stdout.readline().strip())
        process.kill()
        acknowledged |= set(process.communicate(timeout=60)[0].split("\n")[:-1])
        assert found(path) == set()
        assert acknowledged <= kept(path)
    assert len(acknowledged) >= 30


def crowd(address: object, writers: int = 4, each: int = 50) -> None:
    """Have several processes write at once; every entry must be there, in one chain."""
    processes = [child(address, who=f"p{index}", count=each) for index in range(writers)]
    said: set[str] = set()
    for process in processes:
        said |= set(process.communicate(timeout=240)[0].split())
        assert process.returncode == 0
    assert len(said) == writers * each
    assert kept(address) == said


def test_a_crowd_loses_nothing(tmp_path: Path) -> None:
    """Four processes of fifty decisions each: two hundred entries, one sound chain."""
    crowd(tmp_path / "r")
    assert found(tmp_path / "r") == set()


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """When no byte can be added, what was said is kept, and writing goes on once there is room."""
    for limit in (40_000, 61_000, 90_500):
        path = tmp_path / f"r{limit}"
        process: subprocess.Popen[str] = child(path, count=1000, limit=limit)
        said = set(process.communicate(timeout=60)[0].split())
        assert process.returncode == 74
        assert survivors(path, said) == said
