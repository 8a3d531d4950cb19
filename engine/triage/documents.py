"""Files of dossiers as a source of rows: JSON Lines of any size, YAML, JSON, a folder of them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

from ..dossier import Dossier
from ..errors import Fault, FondsvertError, InputError, MissingFileError, Where
from ..intake.files import Context, read_dossiers
from ..messages import Lang
from ..yaml_text import MAX_BYTES
from .batch import Batch, Columns, Rejected, Row

BATCH: Final = 5_000
LINES: Final = (".jsonl", ".ndjson")
TEXTS: Final = (".yaml", ".yml", ".json")


class RowSource:
    """A source that gives its rows one by one; ``files`` tell it from another."""

    total: int | None = None

    def __init__(self, name: str, files: Sequence[Path], size: int = BATCH) -> None:
        self.name, self.files, self.size = name, files, size

    def identity(self) -> list[dict[str, Any]]:
        """Return the name, the size and the digest of each file."""
        return [identity_of(path) for path in self.files]

    def batches(self, after: int) -> Iterator[Batch]:
        """Yield the batches, the first ``after`` ones left out."""
        rows, columns = iter(self.rows()), Columns()
        for _ in islice(rows, after * self.size):
            pass
        while taken := list(islice(rows, self.size)):
            yield columns.batch(taken)

    def rows(self) -> Iterator[Row]:
        """Yield every row, in order."""
        raise NotImplementedError


def identity_of(path: Path) -> dict[str, Any]:
    """Return the name, the size and the digest of a file; MissingFileError if it has none."""
    try:
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
            return {"fichier": path.name, "octets": file.tell(), "sha256": digest}
    except OSError:
        raise MissingFileError([Fault("entree.fichier_illisible", Where(str(path)))]) from None


class Documents(RowSource):
    """Files of dossiers, one after the other."""

    def __init__(self, name: str, files: Sequence[Path], context: Context, lang: Lang) -> None:
        super().__init__(name, files)
        self._context, self._lang = context, lang

    def rows(self) -> Iterator[Row]:
        """Yield the dossiers of each file."""
        for path in self.files:
            if path.suffix.lower() in LINES:
                try:
                    with path.open("rb") as stream:
                        yield from lines_of(stream, str(path), self._context, self._lang)
                except OSError:
                    where = Where(str(path))
                    raise MissingFileError([Fault("entree.fichier_illisible", where)]) from None
            else:
                found = read_dossiers(path, name=str(path), context=self._context)
                yield from (_row(item, self._lang) for item in found)


class Lines(RowSource):
    """JSON Lines on an open stream, read once."""

    def __init__(self, stream: IO[bytes], name: str, context: Context, lang: Lang) -> None:
        super().__init__(name, ())
        self._stream, self._context, self._lang = stream, context, lang

    def rows(self) -> Iterator[Row]:
        """Yield the dossier of each line."""
        return lines_of(self._stream, self.name, self._context, self._lang)


def lines_of(stream: IO[bytes], file: str, context: Context, lang: Lang) -> Iterator[Row]:
    """Yield the dossier of each line that holds something, or why it is none."""
    number = 0
    while line := stream.readline(MAX_BYTES + 1):
        number += 1
        while len(line) > MAX_BYTES and not line.endswith(b"\n"):
            # Too long to be a dossier: the reader refuses its beginning, the rest is passed over.
            rest = stream.readline(MAX_BYTES)
            if not rest or rest.endswith(b"\n"):
                break
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            found = list(read_dossiers(io.BytesIO(line), name=file, context=context))
            yield _line(found, line, file, number, lang)


def _line(
    found: list[Dossier | InputError], line: bytes, file: str, number: int, lang: Lang
) -> Row:
    if len(found) != 1:
        several = Fault("trier.plusieurs_par_ligne", Where(file, number), {"nombre": len(found)})
        return Rejected("", (several.message(lang),))
    if isinstance(found[0], Dossier):
        return found[0]
    faults = [replace(f, where=replace(f.where, line=number)) for f in found[0].faults]
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        told = None
    reference = told.get("reference") if isinstance(told, dict) else None
    return Rejected(
        reference if isinstance(reference, str) else "", messages(InputError(faults), lang)
    )


def _row(item: Dossier | InputError, lang: Lang) -> Row:
    return item if isinstance(item, Dossier) else Rejected("", messages(item, lang))


def messages(error: FondsvertError, lang: Lang) -> tuple[str, ...]:
    """Return each thing wrong, once."""
    return tuple(dict.fromkeys(error.messages(lang)))


def in_folder(folder: Path, endings: Iterable[str]) -> list[Path]:
    """Return the files of a folder that end so, in order; hidden ones and marks are left out."""
    wanted = tuple(endings)
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in wanted and path.is_file() and path.name[0] not in "._"
    )
