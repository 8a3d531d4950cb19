"""What is sent to the page → dossiers: files of dossiers, exports and tables.

Runs in a worker. Files are read as ``instruire`` and ``importer`` read them; none is kept.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..engine.dossier import Dossier
from ..engine.errors import Fault, InputError, Where
from ..engine.intake.files import read_dossiers, validated
from ..engine.yaml_text import Document

if TYPE_CHECKING:
    from ..engine.intake.assemble import Source as Came
    from ..engine.intake.record import Origin
    from ..engine.measure import Measure
    from ..engine.messages import Lang

_START = 65_536
_TABLES = (b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0")

Sent = tuple[str, bytes]
"""A file: its name, its content."""


class Read(NamedTuple):
    """What was read: dossiers as plain data, and the faults of what is none."""

    dossiers: list[dict[str, Any]]
    faults: tuple[Fault, ...]


def read_files(
    measure: Measure, files: list[Sent], mapping: Sent | None, most: int, lang: Lang
) -> Read:
    """Return every dossier of these files; more than ``most`` is a fault, and so is none.

    ``mapping`` says which question of an export fills which field of a dossier.
    """
    found, faults, seen = list[dict[str, Any]](), list[Fault](), 0
    for file in files:
        for item in _items(measure, file, mapping, lang):
            if isinstance(item, Dossier):
                found.append(plain(item))
            else:
                faults += item.faults
            seen += 1  # those that are none count too: reading them is what takes time
            if seen > most:
                fault = Fault("servir.lot_trop_grand", Where(file[0]), {"maximum": most})
                raise InputError([fault])
    return Read(found, tuple(faults))


def plain(dossier: Dossier) -> dict[str, Any]:
    """Return a dossier as a file has it."""
    data: dict[str, Any] = dossier.model_dump(mode="json", exclude_none=True)
    return data


def dossier_of(measure: Measure, data: Mapping[str, Any]) -> Dossier:
    """Return the dossier that plain data is; :class:`InputError` where it is none any more.

    What a page carries was one when it was signed: other rules may since know other ids.
    """
    found = validated(Document(dict(data), {}, {}), "", measure.context)
    if isinstance(found, InputError):
        raise found
    return found


def _items(
    measure: Measure, file: Sent, mapping: Sent | None, lang: Lang
) -> Iterator[Dossier | InputError]:
    name, content = file
    if not (mapping or _is_table(content)):
        yield from read_dossiers(io.BytesIO(content), name=name, context=measure.context)
        return
    try:
        yield from _imported(measure, file, mapping, lang)
    except InputError as error:
        yield error


def _is_table(content: bytes) -> bool:
    """Whether a file is a table, or an export: what ``importer`` reads, not ``instruire``."""
    start = content[:_START].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(_TABLES):
        return True
    if start[:1] in (b"{", b"["):
        return any(word in start for word in (b'"demarche"', b'"champs"', b'"revision"'))
    head = start.partition(b"\n")[0]
    return any(head.count(mark) > 1 for mark in (b";", b"\t", b",")) and b": " not in head


class _Sink:
    def __init__(self) -> None:
        self.found: list[Dossier] = []

    def add(self, dossier: Dossier, origin: Origin, sources: list[Came]) -> None:
        """Take a dossier in."""
        del origin, sources
        self.found.append(dossier)


def _imported(
    measure: Measure, file: Sent, mapping: Sent | None, lang: Lang
) -> Iterator[Dossier | InputError]:
    from ..engine.intake.importer import assembler, run
    from ..engine.intake.journal import Journal
    from ..engine.intake.mapping_file import read_mapping
    from ..engine.intake.source import open_source

    card = None
    if mapping is not None:
        with _path_of(mapping[1]) as path:
            try:
                card = read_mapping(str(path), confirmed=True)
            except InputError as error:
                raise InputError(_renamed(error, mapping[0])) from None
    sink = _Sink()
    sheet = card.feuille if card and card.feuille else ""
    with _path_of(file[1]) as path, Journal(lang) as journal:
        source = open_source(path, file[0], sheet)
        try:
            run(source, assembler(source, card, measure.cog), sink, journal,
                context=measure.context)  # fmt: skip
        finally:
            source.close()
    yield from sink.found
    for reject in journal.rejects:
        yield InputError(
            Fault(why.code, Where(file[0], why.origin.row or reject.origin.row, 0, why.path),
                  {"valeur": why.value, **why.params})
            for why in reject.troubles
        )  # fmt: skip
    if more := journal.rejected - len(journal.rejects):
        yield InputError([Fault("page.autres_rejets", Where(file[0]), {"nombre": more})])


def _renamed(error: InputError, name: str) -> list[Fault]:
    from dataclasses import replace

    return [replace(fault, where=replace(fault.where, file=name)) for fault in error.faults]


@contextmanager
def _path_of(content: bytes) -> Iterator[Path]:
    """Give a path that leads to a content: in memory where the system can, else for a moment."""
    if hasattr(os, "memfd_create"):
        handle = os.memfd_create("fondsvert")
        try:
            with open(handle, "wb", closefd=False) as stream:
                stream.write(content)
            yield Path(f"/proc/self/fd/{handle}")
        finally:
            os.close(handle)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "envoi"
        path.write_bytes(content)
        yield path
