"""Decisions in files, letters in files: everything is read before anything is written."""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from ..errors import Fault, FondsvertError, InputError, MissingFileError, Where
from ..findings import Decision

LONGEST: Final = 80
"""How many characters of a reference a name keeps."""

SHOWN: Final = 60
STDIN: Final = "-"
_BESIDE: Final = "questions"
"""What ``instruire --origines`` writes beside a decision, and is no part of it."""

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def read_decisions(names: Iterable[str]) -> list[Decision]:
    """Return the decisions of files of JSON, or of lines of JSON, in order.

    « - » is standard input. Raises :class:`InputError` with every fault of every file, or
    :class:`MissingFileError` where files cannot be read.
    """
    found: list[Decision] = []
    faults: list[Fault] = []
    missing: list[Fault] = []
    for name in names:
        try:
            content = sys.stdin.buffer.read() if name == STDIN else _content(name)
        except MissingFileError as error:
            missing += error.faults
            continue
        for each in _decisions(content, "stdin" if name == STDIN else name):
            if isinstance(each, Decision):
                found.append(each)
            else:
                faults += each
    faults += _twice(found)
    if missing:
        raise MissingFileError(missing + faults)
    if faults:
        raise InputError(faults)
    if not found:
        raise InputError([Fault("courrier.decision_absente")])
    return found


def _content(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except FileNotFoundError:
        raise MissingFileError([Fault("courrier.fichier_absent", Where(name))]) from None
    except (OSError, ValueError):  # ValueError: a name with a null character
        raise MissingFileError([Fault("courrier.fichier_illisible", Where(name))]) from None


def _decisions(content: bytes, file: str) -> Iterator[Decision | list[Fault]]:
    """Yield each decision of a text, or its faults: a line each, a list, or one alone."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield [Fault("courrier.decision_illisible", Where(file))]
        return
    whole = _parsed(text)
    if whole is not None:
        for each in whole if isinstance(whole, list) else [whole]:
            yield _decision(each, Where(file))
        return
    for rank, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield _decision(_parsed(line), Where(file, rank))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _decision(data: Any, where: Where) -> Decision | list[Fault]:
    if not isinstance(data, dict):
        return [Fault("courrier.decision_illisible", where)]
    kept = {name: value for name, value in data.items() if name != _BESIDE}
    try:
        return Decision.model_validate(kept)
    except ValidationError as error:
        return [_fault(item, where) for item in error.errors(include_url=False)]
    except (KeyError, TypeError, RecursionError):  # criteria without an id are not even criteria
        return [Fault("courrier.decision_illisible", where)]


def _fault(item: Mapping[str, Any], where: Where) -> Fault:
    path = ""
    for step in item["loc"]:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    value = json.dumps(item["input"], ensure_ascii=False, default=str)
    shown = value if len(value) <= SHOWN else f"{value[:SHOWN]}…"
    place = Where(where.file, where.line, 0, path)
    return Fault("courrier.decision_fausse", place, {"valeur": shown})


def _twice(decisions: Iterable[Decision]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for decision in decisions:
        seen[decision.reference] = seen.get(decision.reference, 0) + 1
    for reference, times in seen.items():
        if times > 1:
            yield Fault("courrier.reference_double", params={"reference": reference})


def read_dossiers_by_reference(names: Iterable[str], context: dict[str, Any]) -> dict[str, Any]:
    """Return the dossiers of files by their reference; raises with every fault of every file."""
    from ..intake.files import read_dossiers

    found: dict[str, Any] = {}
    faults: list[Fault] = []
    for name in names:
        try:
            for each in read_dossiers(name, context=context):
                if isinstance(each, FondsvertError):
                    faults += each.faults
                elif each.reference in found:
                    params = {"reference": each.reference}
                    faults.append(Fault("courrier.dossier_double", Where(name), params))
                else:
                    found[each.reference] = each
        except MissingFileError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return found


def file_names(references: Iterable[str], model: str, suffix: str) -> list[str]:
    """Return a name of file for each reference: no path, and no two the same on any system.

    >>> file_names(["FV-1", "../fv-1", "É/x"], "refus", ".docx")
    ['FV-1-refus.docx', 'fv-1-refus-2.docx', 'E_x-refus.docx']
    """
    taken: set[str] = set()
    made = []
    for reference in references:
        stem, rank = f"{_safe(reference)}-{_safe(model)}", 1
        name = f"{stem}{suffix}"
        while name.casefold() in taken:
            rank += 1
            name = f"{stem}-{rank}{suffix}"
        taken.add(name.casefold())
        made.append(name)
    return made


def _safe(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _UNSAFE.sub("_", plain).strip("._-")[:LONGEST] or "dossier"


def write_all(letters: Mapping[Path, bytes], *, overwrite: bool = False) -> None:
    """Write every letter, or none: each whole in a file of its own, then put in its place.

    Raises :class:`InputError` where one exists already, unless ``overwrite``, or where the folder
    cannot be written.
    """
    existing = [path for path in letters if os.path.lexists(path)]
    if existing and not overwrite:
        raise InputError(Fault("courrier.existe", Where(str(path))) for path in existing)
    folders = [path for path in existing if path.is_dir()]
    if folders:
        raise InputError(Fault("courrier.non_ecrit", Where(str(path))) for path in folders)
    unfinished: dict[Path, Path] = {}
    try:
        for path, content in letters.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished[path] = path.with_name(f".{os.getpid()}-{len(unfinished)}.tmp")
            unfinished[path].write_bytes(content)
        for path, temporary in unfinished.items():
            temporary.replace(path)
    except OSError as error:
        where = Where(str(error.filename or ""))
        raise InputError([Fault("courrier.non_ecrit", where)]) from error
    finally:
        for temporary in unfinished.values():
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
