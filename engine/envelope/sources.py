"""Where the dossiers of a programme come from: files, folders, batches, decisions already made.

A decision is a JSON object that has « verdict » and « criteres »; anything else is read as a
dossier, to be screened. Both may be mixed, line by line.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from ..dossier import Dossier
from ..errors import Fault, FondsvertError, InputError, MissingFileError, Where
from ..intake.files import Context, read_dossiers
from ..yaml_text import dotted
from .candidates import Candidate

SUFFIXES: Final = (".yaml", ".yml", ".json", ".jsonl")
STDIN: Final = "-"

_MARKS = (b'"verdict"', b'"criteres"')


class ToScreen(NamedTuple):
    """A dossier without a decision, and where it was read."""

    dossier: Dossier
    origine: Where


Item = Candidate | ToScreen | FondsvertError


def read_sources(
    names: tuple[str, ...], stdin: IO[bytes], context: Context | None = None
) -> Iterator[Item]:
    """Yield each dossier and each decision of the sources, or the error that it is instead.

    A name is a file, a folder (every YAML or JSON file in it, by name) or ``-``.
    """
    for name in names:
        try:
            if name == STDIN:
                yield from _items(stdin.read(), "stdin", context)
                continue
            for path in _files(Path(name)):
                yield from _items(_content(path), str(path), context)
        except FondsvertError as error:
            yield error


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(
        each for each in path.iterdir()
        if each.suffix.lower() in SUFFIXES and not each.name.startswith(".") and each.is_file()
    )  # fmt: skip
    if not found:
        raise InputError([Fault("enveloppe.dossier_vide", Where(str(path)))])
    return found


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise MissingFileError([Fault("entree.fichier_absent", Where(str(path)))]) from None
    except (OSError, ValueError):  # ValueError: a name with a null character
        raise MissingFileError([Fault("entree.fichier_illisible", Where(str(path)))]) from None


def _items(content: bytes, file: str, context: Context | None) -> Iterator[Item]:
    content = content.removeprefix(b"\xef\xbb\xbf")
    marked = all(mark in content for mark in _MARKS)
    decisions, rest = _decision_lines(content, file) if marked else ([], content)
    yield from decisions
    if decisions:
        if rest.strip():
            yield from _dossiers(rest, file, context)
        return
    whole = _parsed(content) if marked else None
    if isinstance(whole, dict) and _is_decision(whole):
        yield _candidate(whole, Where(file))
    elif isinstance(whole, list) and any(map(_is_decision, whole)):
        # In an array, what is no decision is read as a dossier, at the same place.
        every = all(map(_is_decision, whole))
        others = [None] * len(whole) if every else list(_dossiers(content, file, context))
        for index, (item, other) in enumerate(zip(whole, others, strict=False)):
            if _is_decision(item):
                yield _candidate(item, Where(file, path=dotted((index,))))
            elif other is not None:
                yield other
    else:
        yield from _dossiers(content, file, context)


def _decision_lines(content: bytes, file: str) -> tuple[list[Candidate | InputError], bytes]:
    """Return the decisions that are a line each, and the text with those lines left blank."""
    decisions: list[Candidate | InputError] = []
    lines = content.split(b"\n")
    for number, line in enumerate(lines):
        if line.lstrip()[:1] == b"{" and all(mark in line for mark in _MARKS):
            data = _parsed(line)
            if isinstance(data, dict) and _is_decision(data):
                # Of a whole decision, only the little that a programme looks at is kept.
                decisions.append(_candidate(data, Where(file, number + 1)))
                lines[number] = b""
    return decisions, b"\n".join(lines)


def _parsed(text: bytes) -> Any:
    """Return what JSON says, its numbers exact; None when it is not JSON."""
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None


def _is_decision(data: object) -> bool:
    return isinstance(data, dict) and "verdict" in data and "criteres" in data


def _candidate(decision: dict[str, Any], origine: Where) -> Candidate | InputError:
    try:
        return Candidate.from_decision(decision, origine)
    except InputError as error:
        return error


def _dossiers(content: bytes, file: str, context: Context | None) -> Iterator[Item]:
    found = list(read_dossiers(io.BytesIO(content), name=file, context=context))
    for index, item in enumerate(found):
        if isinstance(item, Dossier):
            path = dotted((index,)) if len(found) > 1 else ""
            yield ToScreen(item, Where(file, path=path))
        else:
            yield item
