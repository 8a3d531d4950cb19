"""Answers of the filing platform's API, from a file: whole, one after the other, or a line each.

Numbers are read exactly; a key given twice, or a text cut short, is refused with its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from ..errors import Fault, InputError, Where
from ..yaml_text import shown
from . import filing
from .filing import Filed, Met, is_filed
from .record import Form, Origin

MAX_TEXT: Final = 200_000_000
"""Characters of one answer: a page holds a hundred dossiers at most."""

SAMPLE: Final = 500
MAX_DEPTH: Final = 6

_SPACE = re.compile(r"\s*")


class Refused(Exception):
    """A row or a dossier that cannot even be read; ``code`` is a key of the messages."""

    def __init__(self, code: str, origin: Origin, **params: object) -> None:
        super().__init__(code)
        self.code, self.origin, self.params = code, origin, params


class JsonSource:
    """A file of answers, read as often as needed."""

    kind = "demarche_numerique"
    encoding = ""

    def __init__(self, path: Path, file: str) -> None:
        self.path, self.file = path, file
        self.warnings: list[Fault] = []

    def records(self) -> Iterator[Filed | Refused]:
        """Yield every dossier, or why one cannot be read.

        Raises :class:`InputError` when the file is no answer of the platform.
        """
        self.warnings = []
        rank, more = 0, False
        for data in self._documents():
            found, more = self._nodes(data, 0)
            for node in found:
                rank += 1
                if is_filed(node):
                    yield filing.filed(node, self.file, rank)
                else:
                    yield Refused("dossier", Origin(self.file, row=rank), valeur=shown(node))
        if more:
            self.warnings.append(Fault("importer.page_suivante", Where(self.file)))

    def form(self) -> Form:
        """Return the form that the answers are about."""
        met, told, count = Met(), dict[str, Any](), 0
        for data in self._documents():
            answers = data.get("data") if isinstance(data, Mapping) else None
            for name, value in (answers if isinstance(answers, Mapping) else {}).items():
                told.setdefault(name, value)
            for node in self._nodes(data, 0, strict=False)[0]:
                if is_filed(node):
                    met.see(node)
                    count += 1
            if count >= SAMPLE:
                break
        return filing.form_of(told, met)

    def close(self) -> None:
        """Nothing stays open."""

    def _nodes(self, data: Any, depth: int, *, strict: bool = True) -> tuple[list[Any], bool]:
        """Return the dossiers inside an answer, and whether it says that a page follows."""
        if is_filed(data):
            return [data], False
        if isinstance(data, list) and depth < MAX_DEPTH:
            if any(map(is_filed, data)):
                return list(data), False
            parts = [self._nodes(each, depth + 1, strict=strict) for each in data]
            return [n for nodes, _ in parts for n in nodes], bool(parts) and parts[-1][1]
        if isinstance(data, Mapping) and depth < MAX_DEPTH:
            if isinstance(errors := data.get("errors"), list) and errors and not data.get("data"):
                first = errors[0]
                told = first.get("message") if isinstance(first, Mapping) else first
                raise InputError(
                    [Fault("importer.reponse_erreur", Where(self.file), {"valeur": shown(told)})]
                )
            for name in ("data", "demarche", "groupeInstructeur", "dossier"):
                if isinstance(inner := data.get(name), Mapping | list):
                    return self._nodes(inner, depth + 1, strict=strict)
            dossiers = data.get("dossiers", data)
            if isinstance(dossiers, list):
                return list(dossiers), False
            if isinstance(dossiers, Mapping):
                nodes = dossiers.get("nodes")
                if nodes is None and isinstance(edges := dossiers.get("edges"), list):
                    nodes = [e.get("node") if isinstance(e, Mapping) else e for e in edges]
                if isinstance(nodes, list):
                    page = dossiers.get("pageInfo")
                    more = isinstance(page, Mapping) and page.get("hasNextPage") is True
                    return list(nodes), more
        if strict:
            raise InputError([Fault("importer.pas_une_reponse", Where(self.file))])
        return [], False

    # -- the text ----------------------------------------------------------------------------------

    def _documents(self) -> Iterator[Any]:
        """Yield each JSON value of the file: a line each where the first line is a whole one."""
        with self.path.open(encoding="utf-8-sig", newline="\n") as stream:
            try:
                first = stream.readline(MAX_TEXT + 1)
                while first and not first.strip():
                    first = stream.readline(MAX_TEXT + 1)
                if not first:
                    raise InputError([Fault("importer.fichier_vide", Where(self.file))])
                if not _whole(first):
                    text = first + stream.read(MAX_TEXT + 1 - len(first))
                    yield from self._values(text, 1)
                    return
                number, line = 1, first
                while line:
                    yield from self._values(line, number)
                    number, line = number + 1, stream.readline(MAX_TEXT + 1)
            except UnicodeDecodeError:
                raise InputError([Fault("importer.json_pas_utf8", Where(self.file))]) from None

    def _values(self, text: str, line: int) -> Iterator[Any]:
        if len(text) > MAX_TEXT:
            raise InputError([Fault("importer.json_demesure", Where(self.file, line))])
        offset = _end_of_space(text, 0)
        while offset < len(text):
            try:
                value, offset = _DECODER.raw_decode(text, offset)
            except _Twice as twice:
                params = {"cle": shown(twice.key)}
                raise InputError(
                    [Fault("importer.json_cle", Where(self.file, line), params)]
                ) from None
            except RecursionError:
                raise InputError([Fault("importer.json_profond", Where(self.file, line))]) from None
            except ValueError as error:
                at = getattr(error, "pos", offset)
                where = Where(self.file, line + text.count("\n", 0, at))
                raise InputError([Fault("importer.json_illisible", where)]) from None
            yield value
            offset = _end_of_space(text, offset)


class _Twice(Exception):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _Twice(next(key for key in keys if keys.count(key) > 1))
    return found


def _number(text: str) -> object:
    return Decimal(text) if len(text) <= 64 else text


def _integer(text: str) -> object:
    return int(text) if len(text) <= 64 else text


_DECODER = json.JSONDecoder(
    parse_float=_number, parse_int=_integer, parse_constant=lambda text: text,
    object_pairs_hook=_pairs,
)  # fmt: skip


def _end_of_space(text: str, offset: int) -> int:
    found = _SPACE.match(text, offset)
    return found.end() if found else offset


def _whole(line: str) -> bool:
    """Whether a line is JSON by itself."""
    try:
        _DECODER.decode(line)
    except (ValueError, RecursionError, _Twice):
        return False
    return True
