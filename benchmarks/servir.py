"""``fondsvert servir`` under load: concurrent screenings, their latencies, and memory over time.

    python benchmarks/servir.py [--connexions 200] [--secondes 60] [--requetes 50000]

The generator keeps its connections open and asks again as soon as it is answered; it shares the
machine with the server. Memory is that of the server and of its workers, added up, as Linux tells.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
FILES = ("eligible", "ineligible", "a-completer", "a-apprecier", "competences", "hors-territoire")
SAMPLES = 10


class Load(NamedTuple):
    """What came of a load: seconds a request, seconds in all, answers that were no decision."""

    latencies: list[float]
    seconds: float
    errors: int


@contextmanager
def serving(workers: int) -> Iterator[tuple[int, int]]:
    """Run the command; give its port and its process."""
    command = [sys.executable, "-m", "fondsvert.cli", "servir", "--port", "0"]
    with subprocess.Popen(
        [*command, "--ouvriers", str(workers)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        found = re.search(rb":(\d+)/", process.stdout.readline())
        assert found is not None
        yield int(found[1]), process.pid
        process.send_signal(signal.SIGINT)


def requests() -> list[bytes]:
    """Return what is asked, one after the other: every example."""
    found = []
    for name in FILES:
        body = (ROOT / f"examples/{name}.yaml").read_bytes()
        head = (
            "POST /api/v1/decisions HTTP/1.1\r\nHost: localhost\r\n"
            f"Content-Type: application/yaml\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        found.append(head.encode() + body)
    return found


async def load(port: int, connections: int, *, seconds: float = 0, count: int = 0) -> Load:
    """Ask, for so long or so many times; a lost connection is an error."""
    asked, latencies, errors = requests(), [], 0
    start = time.perf_counter()
    left = count

    async def client(rank: int) -> None:
        nonlocal errors, left
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (time.perf_counter() - start < seconds) if seconds else left > 0:
            left -= 1
            rank += 1
            sent = time.perf_counter()
            try:
                writer.write(asked[rank % len(asked)])
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"content-length: (\d+)", head)
                body = await reader.readexactly(int(length[1]) if length else 0)
            except (OSError, asyncio.IncompleteReadError):
                errors += 1
                break
            latencies.append(time.perf_counter() - sent)
            errors += not (head.startswith(b"HTTP/1.1 200") and b'"verdict":' in body)
        writer.close()

    await asyncio.gather(*[client(rank) for rank in range(connections)])
    return Load(latencies, time.perf_counter() - start, errors)


def memory(process: int) -> int:
    """Return the resident memory of a process and of its children, in bytes."""
    pids = [process, *_children(process)]
    page = os.sysconf("SC_PAGE_SIZE")
    return sum(int(Path(f"/proc/{p}/statm").read_text().split()[1]) * page for p in pids)


def _children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(each) for task in tasks for each in task.read_text().split()]


def processor(process: int) -> float:
    """Return the seconds of processor that a process and its children have taken."""
    ticks = 0
    for pid in (process, *_children(process)):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def told(name: str, found: Load) -> None:
    """Print what came of a load."""
    cuts = quantiles(found.latencies, n=100)
    rate = len(found.latencies) / found.seconds
    print(
        f"{name}: {len(found.latencies)} screenings in {found.seconds:.0f} s, {rate:.0f}/s, "
        f"errors {found.errors}, p50 {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms, "
        f"worst {max(found.latencies) * 1000:.0f} ms; load average {os.getloadavg()[0]:.1f}"
    )


def main() -> None:
    """Measure latencies, then memory."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--connexions", type=int, default=200)
    parser.add_argument("--secondes", type=float, default=60)
    parser.add_argument("--requetes", type=int, default=50_000)
    parser.add_argument("--ouvriers", type=int, default=2)
    given = parser.parse_args()
    with serving(given.ouvriers) as (port, process):
        asyncio.run(load(port, given.ouvriers, count=200))
        told("one at a time", asyncio.run(load(port, 1, count=500)))
        before = processor(process)
        found = asyncio.run(load(port, given.connexions, seconds=given.secondes))
        told(f"{given.connexions} at once", found)
        taken = (processor(process) - before) / len(found.latencies)
        print(f"processor: {taken * 1000:.1f} ms a screening, server and workers")
        print(f"memory: {memory(process) / 1e6:.0f} MB after the load")
        for rank in range(SAMPLES if given.requetes else 0):
            found = asyncio.run(load(port, 20, count=given.requetes // SAMPLES))
            done = (rank + 1) * given.requetes // SAMPLES
            print(f"memory: {memory(process) / 1e6:.0f} MB after {done} more, "
                  f"errors {found.errors}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
