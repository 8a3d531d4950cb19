"""The mutation score of a rule book: every mutant tried on every scenario, the rest asked about.

>>> found = score(fondsvert.load(), Path("features"))                   # doctest: +SKIP
>>> found.killed, len(found.equivalent), len(found.live)                # doctest: +SKIP
"""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InferenceError
from .memory import Memory, Remembered
from .mutant import Mutant
from .sentences import play
from .sites import mutants
from .telling import Scribe
from .trial import Trial

if TYPE_CHECKING:
    from ..measure import Measure
    from .solver import Judge

CHUNK = 8
"""How many mutants a process takes at a time."""
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a mutant.

    ``killer`` is the place of the scenario that sees it. Without one, ``equivalent`` says that the
    solver proved it to change no result; else ``scenario`` is one that would see it, empty where
    neither the scenarios nor the solver settle.
    """

    mutant: Mutant
    killer: str = ""
    equivalent: bool = False
    scenario: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """What the scenarios see: each mutant tried, in the rule book's order, out of ``total``."""

    tried: tuple[Tried, ...]
    total: int
    seed: int | None = None

    @property
    def killed(self) -> int:
        """How many a scenario sees."""
        return sum(bool(one.killer) for one in self.tried)

    @property
    def equivalent(self) -> tuple[Tried, ...]:
        """Those that change no result, proved so."""
        return tuple(one for one in self.tried if one.equivalent)

    @property
    def live(self) -> tuple[Tried, ...]:
        """Those that a dossier tells apart and no scenario sees."""
        return tuple(one for one in self.tried if one.scenario and not one.killer)

    @property
    def undecided(self) -> tuple[Tried, ...]:
        """Those that neither the scenarios nor the solver settle."""
        return tuple(
            one for one in self.tried if not (one.killer or one.equivalent or one.scenario)
        )

    @property
    def percent(self) -> int:
        """The score: those seen among those that are not proved without effect, rounded down."""
        counted = len(self.tried) - len(self.equivalent)
        return 100 * self.killed // counted if counted else 100


def score(
    measure: Measure,
    folder: Path,
    *,
    processes: int = 1,
    sample: int | None = None,
    seed: int = 0,
    remember: bool = True,
    told: Told | None = None,
) -> Score:
    """Return what the scenarios of a folder see of the mutants of a rule book.

    ``sample`` tries as many, drawn by ``seed``; ``remember`` keeps what was found in the user's
    cache, by content; ``told`` hears how many are done, of how many. Raises as
    :func:`~.sentences.play`, and :class:`InputError` where a scenario is not true of the rule book.
    """
    every = mutants(measure.book)
    chosen = list(range(len(every)))
    if sample is not None and sample < len(every):
        chosen = sorted(random.Random(seed).sample(chosen, sample))  # noqa: S311 — no secret
    memory = Memory.read(measure.book, folder) if remember else Memory.nothing(measure.book)
    known = {rank: memory.of(every[rank]) for rank in chosen}
    found = {rank: said for rank, said in known.items() if memory.settled(said)}
    left = {rank: said for rank, said in known.items() if rank not in found}
    for rank, said in _results(measure, folder, left, processes):
        found[rank] = said
        if told is not None:
            told(len(found), len(chosen))
    if remember:
        memory.write({every[rank]: said for rank, said in found.items()})
    tried = tuple(
        Tried(every[rank], one.killer, one.equivalent, one.scenario)
        for rank, one in sorted(found.items())
    )
    return Score(tried, len(every), None if sample is None else seed)


def _results(
    measure: Measure, folder: Path, known: dict[int, Remembered], processes: int
) -> Iterator[tuple[int, Remembered]]:
    if not known:
        return
    if processes == 1:
        bench = _Bench(measure, folder)
        for rank, before in known.items():
            yield rank, bench.tried(rank, before)
        return
    parts = (measure.book, measure.cog, measure.territories, measure.notices, measure.afr)
    items = list(known.items())
    chunks = [items[at : at + CHUNK] for at in range(0, len(items), CHUNK)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        processes, context, initializer=_start, initargs=(type(measure), parts, folder)
    ) as pool:
        for done in as_completed([pool.submit(_chunk, chunk) for chunk in chunks]):
            yield from done.result()


_bench: _Bench | None = None


def _start(kind: Callable[..., Measure], parts: tuple[Any, ...], folder: Path) -> None:
    """Make a process ready: the scenarios are played once in each."""
    global _bench
    _bench = _Bench(kind(*parts), folder)


def _chunk(items: Iterable[tuple[int, Remembered]]) -> list[tuple[int, Remembered]]:
    if _bench is None:
        raise AssertionError("a process of the pool is started before it is given anything")
    return [(rank, _bench.tried(rank, before)) for rank, before in items]


class _Bench:
    """Where mutants are tried: the scenarios played once, the solver called when it is needed."""

    def __init__(self, measure: Measure, folder: Path) -> None:
        self.measure, played = measure, play(folder)
        self.mutants = mutants(measure.book)
        self.trial = Trial(measure, played)
        self._made: tuple[Judge, Scribe] | None = None

    def tried(self, rank: int, before: Remembered) -> Remembered:
        """Return what becomes of a mutant; what was found before is looked at first."""
        mutant = self.mutants[rank]
        killer = self.trial.killer(mutant, before.killer)
        if killer:
            return before._replace(killer=killer)
        if before.answered:
            return before._replace(killer="")
        judge, scribe = self._judges()
        try:
            witness = judge.witness(mutant)
        except InferenceError:
            return Remembered(answered=True, rests=before.rests)
        if witness is None:
            return Remembered(answered=True, equivalent=True, rests=before.rests)
        told = scribe.scenario(mutant, witness)
        return Remembered(answered=True, scenario=told, rests=before.rests)

    def _judges(self) -> tuple[Judge, Scribe]:
        if self._made is None:
            from .solver import Judge

            listed = self.trial.listed(national=True, afr=True)
            self._made = (Judge(self.measure, lambda: listed), Scribe(self.measure, listed))
        return self._made
