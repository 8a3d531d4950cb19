"""Dossiers written to a folder, a file each, or to one file of JSON Lines: whole, or not at all."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Literal, Self

from ..dossier import Dossier
from ..errors import Fault, InputError, Where
from .assemble import Source
from .origins import NAME, line_of
from .record import Origin

Shape = Literal["yaml", "json"]

LINES: Final = (".jsonl", ".ndjson")

_UNSAFE = re.compile(r"[^\w.-]+")
_YAML_LINE = str.maketrans({"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029",
                            "\ufeff": "\\ufeff"})  # fmt: skip
_PLAIN = re.compile(r"[a-z][a-z_]*")
_WORDS: Final = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


class Output:
    """What is written, under a temporary name until all is: use it as a context.

    A folder holds a file a dossier and ``origines.jsonl``; a file of lines has its origins in
    ``<name>.origines.jsonl`` beside it. Raises :class:`InputError` when the folder exists and
    holds something, unless it is to be replaced; ``OSError`` when it cannot be written.
    """

    def __init__(self, path: Path, shape: Shape = "yaml", *, replace: bool = False) -> None:
        self.path, self._shape = path, shape
        self.lines = path.suffix.lower() in LINES
        taken = path.is_dir() and (self.lines or any(path.iterdir()))
        if (taken or (path.exists() and not path.is_dir() and not self.lines)) and not (
            replace and path.is_dir() != self.lines
        ):
            raise InputError([Fault("importer.sortie_existe", Where(str(path)))])
        self.origins = path.with_name(f"{path.stem}.{NAME}") if self.lines else path / NAME
        mark = f".{path.name}.{os.getpid()}"
        self._temporary = path.with_name(f"{mark}.tmp")
        self._aside = path.with_name(f"{mark}.origines.tmp") if self.lines else None
        self._old = path.with_name(f"{mark}.old")
        self._names: set[str] = set()
        self._dossiers: IO[str] | None = None
        self._origins: IO[str] | None = None

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self._aside is not None:
            self._dossiers = self._temporary.open("w", encoding="utf-8", newline="\n")
            self._origins = self._aside.open("w", encoding="utf-8", newline="\n")
        else:
            self._temporary.mkdir()
            self._origins = (self._temporary / NAME).open("w", encoding="utf-8", newline="\n")
        return self

    def add(self, dossier: Dossier, origin: Origin, sources: Iterable[Source]) -> None:
        """Write a dossier and where its fields come from."""
        assert self._origins is not None  # noqa: S101 — inside the context
        data = dossier.model_dump(mode="json", exclude_none=True)
        if self._dossiers is not None:
            text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
            self._dossiers.write(f"{text}\n")
        else:
            name = self._name(dossier.reference)
            text = as_yaml(data) if self._shape == "yaml" else json.dumps(
                data, ensure_ascii=False, indent=2
            ) + "\n"  # fmt: skip
            path = self._temporary / f"{name}.{self._shape}"
            path.write_text(text, encoding="utf-8", newline="\n")
        self._origins.write(f"{line_of(dossier.reference, origin, sources)}\n")

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:  # fmt: skip
        try:
            self._close()
            if kind is None:
                self._settle()
        finally:
            for left in (self._temporary, self._aside, self._old):
                if left is not None and left.is_dir():
                    shutil.rmtree(left, ignore_errors=True)
                elif left is not None:
                    left.unlink(missing_ok=True)

    def _close(self) -> None:
        for stream in (self._dossiers, self._origins):
            if stream is not None:
                stream.close()

    def _settle(self) -> None:
        if self._aside is not None:
            self._aside.replace(self.origins)
            self._temporary.replace(self.path)
            return
        if self.path.exists():
            self.path.replace(self._old)
        try:
            self._temporary.replace(self.path)
        except OSError:
            if self._old.exists():
                self._old.replace(self.path)
            raise

    def _name(self, reference: str) -> str:
        """Return the name of a dossier's file: its reference, made safe, never one already used."""
        safe = _UNSAFE.sub("_", reference).strip("._-")[:100] or "dossier"
        name, number = safe, 1
        while name.casefold() in self._names:
            number += 1
            name = f"{safe}-{number}"
        self._names.add(name.casefold())
        return name


def as_yaml(data: Mapping[str, Any]) -> str:
    """Return plain data as YAML that reads back the same: texts are quoted as JSON quotes them.

    >>> print(as_yaml({"a": {"b": "01004"}, "c": [{"d": 1, "e": "x"}], "f": []}), end="")
    a:
      b: "01004"
    c:
      - d: 1
        e: x
    f: []
    """
    return "".join(f"{line}\n" for line in _lines(data))


def _lines(data: Mapping[str, Any]) -> list[str]:
    lines: list[str] = []
    for key, value in data.items():
        name = key if _PLAIN.fullmatch(key) and key not in _WORDS else quoted(key)
        if isinstance(value, dict) and value:
            lines.append(f"{name}:")
            lines += [f"  {line}" for line in _lines(value)]
        elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
            lines.append(f"{name}:")
            for each in value:
                inner = _lines(each) or ["{}"]
                lines += [f"  - {inner[0]}", *(f"    {line}" for line in inner[1:])]
        elif isinstance(value, list):
            lines.append(f"{name}: [{', '.join(map(_scalar, value))}]")
        else:
            lines.append(f"{name}: {_scalar(value)}")
    return lines


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) and value not in _WORDS else quoted(value)
    return json.dumps(value)


def quoted(text: str) -> str:
    """Return a text between quotes, for YAML and JSON alike."""
    return json.dumps(text, ensure_ascii=False).translate(_YAML_LINE)
