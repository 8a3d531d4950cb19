"""Worker processes that read and judge what strangers send.

Work that lasts too long, takes too much memory or kills its process costs a worker, which is
replaced; never the server. durable_rules holds the interpreter's lock while it infers, so that
processes are also what makes use of several cores. A worker has the measure, and nothing else:
neither the key of sessions nor that of a register.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import signal
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from ..engine.errors import FondsvertError
from ..engine.measure import SHIPPED, Measure, load
from ..engine.rulebook.digest import digest

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from starlette.requests import Request

    from .settings import Limits, Sources

P = ParamSpec("P")
T = TypeVar("T")

STARTING = 60.0
"""Seconds that a worker may take to be ready: it reads the rules."""


class WorkTooLong(Exception):
    """The work lasted more than it may, and was stopped."""


class WorkTooHeavy(Exception):
    """The work took more memory than it may, or killed its process."""


class TooBusy(Exception):
    """Too much work is waiting already."""


class RulesChanged(Exception):
    """The rules, or a list, are no longer those that the server started with."""


class WorkFailed(Exception):
    """A defect, met in a worker. ``trace`` says where, never with what values."""

    def __init__(self, kind: str, trace: str) -> None:
        super().__init__(kind)
        self.kind, self.trace = kind, trace


class _Answer(NamedTuple):
    """What a worker sends back: ``how`` is value, faults, memory or defect."""

    how: str
    value: Any


@lru_cache(maxsize=1)
def measure_from(sources: Sources) -> Measure:
    """Return the measure of these sources, loaded once in a process."""
    return load(sources.rules, territories=sources.territories, afr=sources.afr)


def fingerprint(sources: Sources) -> str:
    """Return what tells these sources, as they are on disk, from any others."""
    whole = sha256(digest(Path(sources.rules) if sources.rules else SHIPPED).encode())
    for path in (sources.territories, sources.afr):
        content = Path(path).read_bytes() if path and Path(path).is_file() else b""
        whole.update(sha256(content).digest())
    return whole.hexdigest()


def workers_of(request: Request) -> Workers:
    """Return the workers of the application that a request came to."""
    crew: Workers = request.app.state.workers
    return crew


class Workers:
    """A fixed number of processes, started when first needed, each one piece of work at a time.

    ``call`` works from any event loop; ``close`` stops them all.
    """

    def __init__(self, sources: Sources, count: int, limits: Limits) -> None:
        self._sources, self._limits, self._inline = sources, limits, count == 0
        self.fingerprint = fingerprint(sources)
        self._count = max(count, 1)
        self._pool = ThreadPoolExecutor(self._count, thread_name_prefix="fondsvert-work")
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._alive: set[_Worker] = set()
        self._waiting, self._lock, self._closed = 0, Lock(), False

    async def call(
        self, work: Callable[Concatenate[Measure, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return ``work(measure, …)``, done in a worker.

        ``work`` is a function of a module; arguments and result can be pickled. Raises the
        :class:`FondsvertError` that it raises, :class:`WorkTooLong`, :class:`WorkTooHeavy`,
        :class:`TooBusy`, or :class:`WorkFailed` for a defect.
        """
        with self._lock:
            if self._closed or self._waiting >= self._limits.waiting:
                raise TooBusy
            self._waiting += 1
        loop = asyncio.get_running_loop()
        task = self._pool.submit(self._run, (work, args, kwargs))
        task.add_done_callback(self._done)
        return await asyncio.wrap_future(task, loop=loop)

    def warm(self) -> None:
        """Have every worker start, without waiting: the first request need not."""
        for _ in range(0 if self._inline else self._count):
            self._pool.submit(self._run, (_nothing, (), {}))

    def close(self) -> None:
        """Stop every worker; work that waits, or is being done, is given up."""
        self._closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        for worker in tuple(self._alive):
            worker.kill()
        self._pool.shutdown(wait=True)
        while (left := self._free()) is not None:
            left.stop()

    @property
    def measure(self) -> Measure:
        """The measure, in this process: for what is trusted and light."""
        return measure_from(self._sources)

    def _done(self, _task: object) -> None:
        with self._lock:
            self._waiting -= 1

    def _free(self) -> _Worker | None:
        """Return a worker that waits for work; one that died while it waited is forgotten."""
        while True:
            try:
                worker = self._idle.get_nowait()
            except Empty:
                return None
            if worker.lives:
                return worker
            self._dismiss(worker)

    def _run(self, job: tuple[Any, ...]) -> Any:
        if self._inline:
            return _opened(_done_here(self._sources, job))
        worker = self._free() or self._started()
        try:
            answer = worker.do(job, self._limits.seconds)
        except BaseException:
            self._dismiss(worker)
            raise
        if answer.how == "memory":
            self._dismiss(worker)
        else:
            self._idle.put(worker)
        return _opened(answer)

    def _started(self) -> _Worker:
        worker = _Worker(self._sources, self._limits)
        self._alive.add(worker)
        try:
            worker.wait(self.fingerprint)
        except BaseException:
            self._dismiss(worker)
            raise
        return worker

    def _dismiss(self, worker: _Worker) -> None:
        self._alive.discard(worker)
        worker.stop()


class _Worker:
    """One process and the pipe that leads to it."""

    def __init__(self, sources: Sources, limits: Limits) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=_work, args=(theirs, sources, limits.memory), daemon=True
        )
        self._process.start()
        theirs.close()

    def wait(self, fingerprint: str) -> None:
        """Wait until it has read the rules, those of this fingerprint."""
        if _opened(self._receive(STARTING)) != fingerprint:
            raise RulesChanged

    @property
    def lives(self) -> bool:
        """Whether the process is there."""
        return self._process.is_alive()

    def do(self, job: tuple[Any, ...], seconds: float) -> _Answer:
        """Have a piece of work done."""
        try:
            self._pipe.send(job)
        except OSError:
            raise WorkTooHeavy from None
        return self._receive(seconds)

    def kill(self) -> None:
        """End the process; whoever waits for it hears at once."""
        self._process.kill()

    def stop(self) -> None:
        """End the process and forget it."""
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _receive(self, seconds: float) -> _Answer:
        try:
            if not self._pipe.poll(seconds):
                raise WorkTooLong
            answer: _Answer = self._pipe.recv()
        except (EOFError, OSError):
            raise WorkTooHeavy from None
        return answer


def _work(pipe: Connection, sources: Sources, memory: int) -> None:
    """Do what comes through the pipe, until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's affair
    _bounded(memory)
    measure_from(sources)
    gc.freeze()  # the rules live until the end: the garbage collector need not look at them
    pipe.send(_Answer("value", fingerprint(sources)))
    while True:
        try:
            job = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(_done_here(sources, job))


def _nothing(_measure: Measure) -> None:
    """Do nothing: what a worker that starts is asked."""


def _bounded(memory: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.RLIM_INFINITY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold personal data


def _done_here(sources: Sources, job: tuple[Any, ...]) -> _Answer:
    work, args, kwargs = job
    try:
        return _Answer("value", work(measure_from(sources), *args, **kwargs))
    except FondsvertError as error:
        return _Answer("faults", (type(error), error.faults))
    except MemoryError:
        return _Answer("memory", None)
    except Exception as error:
        return _Answer("defect", (type(error).__name__, places_of(error)))


def _opened(answer: _Answer) -> Any:
    match answer.how:
        case "value":
            return answer.value
        case "faults":
            kind, faults = answer.value
            raise kind(faults)
        case "memory":
            raise WorkTooHeavy
    raise WorkFailed(*answer.value)


def places_of(error: BaseException) -> str:
    """Return where an error was met, without its message: it may quote a dossier."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{f.filename.rpartition('/')[2]}:{f.lineno} {f.name}" for f in frames[::-1])
