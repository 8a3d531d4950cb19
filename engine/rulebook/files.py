"""The rule book's files on disk: found, read with their positions, their shape checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from .. import yaml_text
from ..errors import Fault, InputError, RulesError, Where
from ..likeness import nearest_path
from . import schema

Content = TypeVar("Content")

_KEYS = sorted({name for shape in schema.Shape.__subclasses__() for name in shape.model_fields})


@dataclass(slots=True)
class Reading:
    """One file read: its data, and where each piece stands."""

    name: str
    document: yaml_text.Document
    lines: list[str]

    def where(self, loc: yaml_text.Loc) -> Where:
        """Return the place of a value; a quoted text starts after its quote."""
        line, column = self.document.position(loc)
        if 0 < line <= len(self.lines) and self.lines[line - 1][column - 1 : column] in {'"', "'"}:
            column += 1
        return Where(self.name, line, column, yaml_text.dotted(loc))

    def key(self, loc: yaml_text.Loc) -> Where:
        """Return the place of a key."""
        line, column = self.document.keys.get(loc) or self.document.position(loc)
        return Where(self.name, line, column, yaml_text.dotted(loc))


@dataclass(slots=True)
class Files:
    """Reads files one by one and keeps every fault met, so that all are told at once."""

    root: Path
    faults: list[Fault] = field(default_factory=list)
    sources: tuple[str, ...] = ()

    def fault(self, code: str, where: Where, **params: object) -> None:
        """Note a fault of the rule book."""
        self.faults.append(Fault(f"regles.{code}", where, params))

    def read(self, name: str, shape: type[Content]) -> tuple[Content, Reading] | None:
        """Return the file's content in its shape, or None with the faults noted."""
        path = self.root / name
        try:
            text = path.read_bytes()
        except OSError:
            self.fault("fichier_absent", Where(name))
            return None
        try:
            document = yaml_text.load(text, file=name)
        except InputError as error:
            self.faults.extend(error.faults)
            return None
        reading = Reading(name, document, text.decode("utf-8").splitlines())
        try:
            return TypeAdapter(shape).validate_python(document.data), reading
        except ValidationError as error:
            self.faults.extend(_explained(error, reading))
            return None

    def explain(self, error: ValidationError, reading: Reading, at: yaml_text.Loc) -> None:
        """Note what Pydantic refused below ``at``."""
        self.faults.extend(_explained(error, reading, at))

    def raise_faults(self) -> None:
        """Raise every fault noted so far, if any."""
        if self.faults:
            unique = {(str(fault.where), fault.code): fault for fault in self.faults}
            raise RulesError(unique.values())


def _explained(error: ValidationError, reading: Reading, at: yaml_text.Loc = ()) -> Iterator[Fault]:
    """Turn Pydantic's errors into faults at the place of the value, one for each value."""
    seen: set[tuple[Any, ...]] = set()
    for item in error.errors(include_url=False):
        loc = _inside((*at, *item["loc"]), reading.document.data)
        if loc in seen:
            continue
        seen.add(loc)
        if item["type"] == "missing":
            where = reading.where(loc[:-1])
            yield Fault("regles.champ_manquant", where, {"nom": loc[-1]})
        elif item["type"] == "extra_forbidden":
            proche = nearest_path(str(loc[-1]), _KEYS)
            suffix = "_proche" if proche else ""
            params = {"nom": loc[-1], "proche": proche}
            yield Fault(f"regles.cle_inconnue{suffix}", reading.key(loc), params)
        else:
            value = yaml_text.shown(str(item["input"]))
            params = {"valeur": value, "attendu": item["msg"]}
            yield Fault("regles.valeur_refusee", reading.where(loc), params)


def _inside(loc: tuple[int | str, ...], data: Any) -> yaml_text.Loc:
    """Keep the part of Pydantic's location that exists in the file (it adds union branches)."""
    kept: list[int | str] = []
    here = data
    for index, step in enumerate(loc):
        last = index == len(loc) - 1
        if isinstance(here, dict) and (step in here or last):
            kept.append(step)
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            kept.append(step)
            here = here[step]
    return tuple(kept)
