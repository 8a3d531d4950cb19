"""Decisions derived again: identical, or what differs, and because of what.

One thing is changed at a time. First all is as recorded, but for this program: what differs comes
from its version. Then, where asked, the rules of today take the place of those recorded, then each
list: what differs at a step comes from what the step changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Self

from ..dossier import Dossier
from ..errors import EngineUnavailableError, Fault, FondsvertError
from ..measure import Measure, default_engine
from .entries import RegistryError
from .journal import Journal, Recorded
from .materials import PARTS, Materials
from .writer import Asked

_ABSENT = object()


@dataclass(frozen=True)
class Difference:
    """A field that is no longer what was decided; ``cause`` is « version » or a part."""

    cause: str
    path: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Replayed:
    """A decision derived again; ``reference`` is None where it was erased."""

    number: int
    reference: str | None
    version: str
    differences: tuple[Difference, ...] = ()
    fault: Fault | None = None
    cause: str = ""

    @property
    def identical(self) -> bool:
        """Whether the same was found again."""
        return not self.differences and self.fault is None


class Replayer:
    """Derives decisions again, with what was recorded, then with what there is ``today``."""

    def __init__(self, journal: Journal, today: Materials | None = None) -> None:
        self._journal, self._today = journal, today
        self._open = ExitStack()
        self._measures: dict[tuple[tuple[str, str], ...], Measure] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def all(self, references: frozenset[str] = frozenset()) -> Iterator[Replayed]:
        """Yield each decision, or those on some dossiers only."""
        for recorded in self._journal.decisions():
            told = recorded.content
            if not references or (told and told["dossier"].get("reference") in references):
                yield self.one(recorded)

    def one(self, recorded: Recorded) -> Replayed:
        """Return a decision derived again."""
        number, header = recorded.entry.number, recorded.entry.data
        version = header["version"]
        if recorded.content is None:
            return Replayed(number, None, version)
        reference = recorded.content["dossier"]["reference"]
        before = _compared(recorded.content["decision"])
        differences: list[Difference] = []
        cause = "version"
        try:
            for cause, materials in self._steps(header["pieces"]):
                after = _compared(self._derive(recorded.content, materials))
                differences += _differences(before, after, cause)
                before = after
        except FondsvertError as error:
            return Replayed(number, reference, version, tuple(differences), error.faults[0], cause)
        return Replayed(number, reference, version, tuple(differences))

    def _steps(self, hashes: dict[str, str]) -> Iterator[tuple[str, Materials]]:
        """Yield what to derive with, one thing changed at a time."""
        pieces = {part: self._piece(digest) for part, digest in hashes.items()}
        now = Materials(pieces)
        yield "version", now
        if self._today is None:
            return
        for cause, parts in PARTS.items():
            changed = now.mixed(self._today, *parts)
            if changed != now:
                now = changed
                yield cause, now

    def _piece(self, digest: str) -> bytes:
        piece = self._journal.piece(digest)
        if piece is None:
            raise RegistryError(
                [Fault("registre.piece_alteree", params={"empreinte": digest[:16]})]
            )
        return piece

    def _derive(self, content: dict[str, Any], materials: Materials) -> dict[str, Any]:
        key = tuple(sorted(materials.hashes().items()))
        if key not in self._measures:
            self._measures[key] = self._open.enter_context(materials.measure())
        measure, asked = self._measures[key], Asked.of(content["demande"])
        dossier = Dossier.model_validate_json(json.dumps(content["dossier"]),
                                              context=measure.context)  # fmt: skip
        options: dict[str, Any] = {"on": asked.on, "edition": asked.edition, "lang": asked.lang}
        try:
            decision = measure.screen(dossier, engine=asked.engine, **options)
        except EngineUnavailableError:  # the evaluators agree: another serves as well
            decision = measure.screen(dossier, engine=default_engine(), **options)
        found: dict[str, Any] = json.loads(decision.model_dump_json())
        return found


def _compared(decision: dict[str, Any]) -> dict[str, Any]:
    """Return what is compared: all but who decided, which is told as a cause."""
    return {key: value for key, value in decision.items() if key != "moteur"}


def _differences(before: Any, after: Any, cause: str, path: str = "") -> Iterator[Difference]:
    """Yield the leaves that differ; items of a list that have an id are told by it."""
    if before == after and type(before) is type(after):
        return
    left, right = _keyed(before), _keyed(after)
    if left is None or right is None:
        yield Difference(cause, path, *(None if v is _ABSENT else v for v in (before, after)))
        return
    for key in left | right:
        inner = f"{path}{key}" if key.startswith("[") or not path else f"{path}.{key}"
        yield from _differences(left.get(key, _ABSENT), right.get(key, _ABSENT), cause, inner)


def _keyed(value: Any) -> dict[str, Any] | None:
    """Return an object, or a list of objects that have ids, by name; None for anything else."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and value and all(isinstance(v, dict) and "id" in v for v in value):
        return {f"[{item['id']}]": item for item in value}
    return None
