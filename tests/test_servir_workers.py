"""Worker processes: what they do, what they cost when it goes wrong."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest
from places import ROOT

import fondsvert
from fondsvert.engine.errors import InputError
from fondsvert.web.settings import Limits, Sources
from fondsvert.web.workers import (
    RulesChanged,
    TooBusy,
    Workers,
    WorkFailed,
    WorkTooHeavy,
    WorkTooLong,
)

SAID = "Zébulon-Confidentiel"


def broken(_measure: fondsvert.Measure, text: str) -> None:
    """Fail, with what was sent in the message."""
    raise RuntimeError(text)


def endless(_measure: fondsvert.Measure) -> None:
    """Never end."""
    threading.Event().wait()


def greedy(_measure: fondsvert.Measure) -> int:
    """Take all the memory there is."""
    return len([bytes(10**8) for _ in range(1000)])


def deadly(_measure: fondsvert.Measure) -> None:
    """Kill the process, as a defect of a library in C would."""
    os.kill(os.getpid(), 9)


def process(_measure: fondsvert.Measure) -> int:
    """Return which process works."""
    return os.getpid()


RELEASED = threading.Event()


def held(_measure: fondsvert.Measure) -> None:
    """Wait to be released."""
    RELEASED.wait(60)


def faulty(measure: fondsvert.Measure) -> None:
    """Fail as the engine does."""
    measure.edition("1999")


@contextmanager
def crew(**limits: Any) -> Iterator[Workers]:
    """One worker process, within limits."""
    found = Workers(Sources(), 1, Limits(**limits))
    yield found
    found.close()


def test_work_that_fails_costs_a_worker_and_no_more() -> None:
    """Greedy or deadly work is given up, and the next is done by another process."""

    async def driven(workers: Workers) -> None:
        before = await workers.call(process)
        assert before not in {os.getpid(), 0}
        for work in (greedy, deadly):
            with pytest.raises(WorkTooHeavy):
                await workers.call(work)
        assert await workers.call(process) != before

    with crew() as workers:
        asyncio.run(driven(workers))


def test_work_without_end_is_given_up() -> None:
    """Its process is ended, and left to nobody."""
    with crew(seconds=0.5) as workers, pytest.raises(WorkTooLong):
        asyncio.run(workers.call(endless))
    assert not active_children()


def test_a_worker_outlives_faults_and_defects() -> None:
    """A fault comes back as it is, a defect without what was sent; one that is gone is replaced."""

    async def driven(workers: Workers) -> None:
        os.kill(await workers.call(process), 9)  # by the system, while it waits
        for child in active_children():  # none, where it is gone already
            child.join(30)
        before = await workers.call(process)
        with pytest.raises(InputError) as told:
            await workers.call(faulty)
        assert told.value.faults[0].code == "moteur.edition_inconnue"
        with pytest.raises(WorkFailed) as failed:
            await workers.call(broken, SAID)
        assert failed.value.kind == "RuntimeError"
        assert SAID not in failed.value.trace
        assert await workers.call(process) == before

    with crew() as workers:
        asyncio.run(driven(workers))


def test_too_much_waiting_is_refused() -> None:
    """Beyond what may wait, and once stopped, work is refused at once."""

    async def driven(workers: Workers) -> None:
        asked = [asyncio.ensure_future(workers.call(held)) for _ in range(8)]
        await asyncio.sleep(0)
        RELEASED.set()
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert sum(isinstance(each, TooBusy) for each in found) == 5

    workers = Workers(Sources(), 0, Limits(waiting=3))
    asyncio.run(driven(workers))
    workers.close()
    with pytest.raises(TooBusy):
        asyncio.run(workers.call(process))


def test_other_rules_than_at_the_start_are_refused(tmp_path: Path) -> None:
    """A worker that starts later never judges by rules that the server did not start with."""
    listed = tmp_path / "territoires.csv"
    listed.write_bytes((ROOT / "features/liste_d_essai.csv").read_bytes())
    workers = Workers(Sources(territories=str(listed)), 1, Limits())
    with listed.open("ab") as stream:
        stream.write(b"\n")
    with pytest.raises(RulesChanged):
        asyncio.run(workers.call(process))
    workers.close()
