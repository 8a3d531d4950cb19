"""What was found of each mutant, kept by content in the user's cache, never at the price of truth.

The scenario that saw a mutant is tried first the next time: if it still does, nothing else is. What
the solver said holds as long as all that it looked at is the same.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from ..cache import directory
from ..rulebook.model import Criterion, RuleBook
from .mutant import Mutant

MOST = 5000
"""How many mutants a rule book's memory keeps."""


class Remembered(NamedTuple):
    """What was found: the scenario that saw it, else what the solver ``answered``.

    ``rests`` is the digest of what that answer rests on, ``scenes`` that of the scenarios tried.
    """

    killer: str = ""
    answered: bool = False
    equivalent: bool = False
    scenario: str = ""
    rests: str = ""
    scenes: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of the mutants of a rule book, by the digest of what each rests on."""

    path: Path | None
    found: Mapping[str, Remembered]
    whole: str
    ground: str
    criteria: Mapping[str, str]
    scenes: str

    @classmethod
    def nothing(cls, book: RuleBook) -> Memory:
        """Return an empty memory that is never written."""
        return cls._of(book, None, {}, "")

    @classmethod
    def read(cls, book: RuleBook, folder: Path) -> Memory:
        """Return what the user's cache holds; what cannot be read is as if it were not there."""
        name = sha256(f"{book.id}\n{folder.resolve()}".encode()).hexdigest()[:16]
        path = directory() / f"mutations-{name}.json"
        found: dict[str, Remembered] = {}
        with suppress(OSError, ValueError, TypeError):
            found = {
                key: Remembered(*said)
                for key, said in json.loads(path.read_text(encoding="utf-8")).items()
            }
        return cls._of(book, path, found, _scenes(folder))

    @classmethod
    def _of(
        cls, book: RuleBook, path: Path | None, found: Mapping[str, Remembered], scenes: str
    ) -> Memory:
        ground = _ground(book)
        criteria = {c.id: _digest(_tests(c)) for c in book.criteria}
        whole = _digest((ground, criteria, [v.condition for v in book.verdicts]))
        return cls(path, found, whole, ground, criteria, scenes)

    def of(self, mutant: Mutant) -> Remembered:
        """Return what is remembered of a mutant, a solver's answer only if it still stands."""
        found = self.found.get(_digest(mutant.key), Remembered())
        rests = self._rests(mutant)
        return found if found.rests == rests else Remembered(killer=found.killer, rests=rests)

    def settled(self, found: Remembered) -> bool:
        """Whether neither the rules nor the scenarios have changed since it was found."""
        answered = bool(found.killer) or found.answered
        return answered and bool(self.scenes) and found.scenes == self.scenes

    def write(self, found: Mapping[Mutant, Remembered]) -> None:
        """Keep what was found; a cache that cannot be written is no fault."""
        if self.path is None:
            return
        fresh = {
            _digest(mutant.key): said._replace(scenes=self.scenes) for mutant, said in found.items()
        }
        known = {**self.found, **fresh}
        kept = dict(list(known.items())[-MOST:])
        with suppress(OSError):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished = self.path.with_suffix(f".{os.getpid()}")
            unfinished.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
            unfinished.replace(self.path)

    def _rests(self, mutant: Mutant) -> str:
        if mutant.sort == "critere":
            return f"{self.ground}{self.criteria.get(mutant.rule, self.whole)}"
        return self.whole


def _ground(book: RuleBook) -> str:
    """Return the digest of what criteria stand on: figures, facts, tables, editions, the code."""
    figures = [(p.id, [(q.start, q.end, q.value) for q in p.periods])
               for p in book.parameters.values()]  # fmt: skip
    facts = [(d.path, d.formula, d.applies, d.cases, d.lines) for d in book.derived]
    tables = [
        (t.id, t.policy, t.applies, [(line.id, line.cells, list(line.outputs.items()))
                                     for line in t.lines])
        for t in book.tables.values()
    ]  # fmt: skip
    editions = [
        (e.id, e.start, e.end, e.base, [(n, p.value) for n, p in e.parameters.items()],
         [_tests(c) for c in e.criteria])
        for e in book.editions.values()
    ]  # fmt: skip
    returned = sorted(book.returns.items())
    return _digest((figures, facts, tables, editions, returned, _code()))


def _scenes(folder: Path) -> str:
    """Return the digest of the scenarios of a folder, and of what stands beside them."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    kept = (path for path in files if path.suffix in {".feature", ".py", ".yaml", ".csv"})
    return _digest([(path.name, sha256(path.read_bytes()).hexdigest()) for path in kept])


def _tests(item: Criterion) -> tuple[Any, ...]:
    outcomes = [(outcome.condition, outcome.status) for outcome in item.outcomes]
    levels = [(citation.level, citation.editions) for citation in item.citations]
    return (item.id, item.applies, item.requires, outcomes, levels, item.editions)


def _code() -> list[tuple[str, int]]:
    """Identify the code that answers: a development tree changes without a version."""
    here = Path(__file__).parent
    engine = here.parent
    rooms = (here, engine, *(engine / name for name in ("inference", "proof", "rulebook")))
    return [(p.name, p.stat().st_mtime_ns) for room in rooms for p in sorted(room.glob("*.py"))]


def _digest(what: object) -> str:
    return sha256(repr(what).encode()).hexdigest()
