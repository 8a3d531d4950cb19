"""What is done of a sort, kept beside its output until all is: part after part, each whole.

A hidden folder, ``.<output>.trier``, holds a manifest and, for each batch, its rows in Arrow's
format then its account in JSON. Both are written aside then renamed, the account last: a part
counts when its account is there, whatever instant the program was killed at.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..errors import Fault, InputError, Where
from ..flat import polars
from .tally import Tally

if TYPE_CHECKING:
    import polars as pl

MANIFEST: Final = "manifeste.json"
VERSION: Final = 1


def folder_of(output: Path) -> Path:
    """Return the folder that keeps the parts of an output."""
    return output.with_name(f".{output.name}.trier")


class Parts:
    """The parts of one sort. ``about`` is what they hold good for: source, rules, options.

    Without ``resume``, those left by another sort are dropped. With it, they are kept; raises
    InputError, with all that differs, when they are those of another source, other rules or
    other options. Raises OSError when the folder cannot be written.
    """

    def __init__(self, output: Path, about: Mapping[str, Any], *, resume: bool) -> None:
        self.folder = folder_of(output)
        self.done: list[Tally] = []
        manifest = {"version": VERSION, **about}
        if resume and (self.folder / MANIFEST).exists():
            self._compare(manifest)
            self._find()
            return
        self.remove()
        self.folder.mkdir()
        _write_json(self.folder / MANIFEST, manifest)

    def _compare(self, manifest: Mapping[str, Any]) -> None:
        before = _read_json(self.folder / MANIFEST)
        wanted = json.loads(json.dumps(manifest))
        if not isinstance(before, dict):
            raise InputError([Fault("trier.reprise_illisible", Where(str(self.folder)))])
        faults = [
            Fault(
                "trier.reprise_differe",
                Where(str(self.folder), path=name),
                {"avant": _shown(before.get(name)), "maintenant": _shown(wanted.get(name))},
            )
            for name in dict.fromkeys((*wanted, *before))
            if before.get(name) != wanted.get(name)
        ]
        if faults:
            raise InputError(faults)

    def _find(self) -> None:
        """Count the parts done, up to the first that is not."""
        while self._rows(len(self.done)).exists():
            told = _read_json(self._account(len(self.done)))
            if not isinstance(told, dict):
                return
            try:
                self.done.append(Tally.from_data(told))
            except (KeyError, TypeError, ValueError):
                return

    def add(self, rows: pl.DataFrame, tally: Tally) -> None:
        """Keep a part."""
        number = len(self.done)
        _whole(self._rows(number), lambda path: rows.write_ipc(path, compression="lz4"))
        _write_json(self._account(number), tally.as_data())
        self.done.append(tally)

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield the rows of each part, in order."""
        for number in range(len(self.done)):
            yield polars().read_ipc(self._rows(number))

    @property
    def files(self) -> list[Path]:
        """The files of rows, in order."""
        return [self._rows(number) for number in range(len(self.done))]

    def remove(self) -> None:
        """Drop the folder and all that it holds."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _rows(self, number: int) -> Path:
        return self.folder / f"partie-{number:06}.arrow"

    def _account(self, number: int) -> Path:
        return self.folder / f"partie-{number:06}.json"


def _whole(path: Path, write: Callable[[Path], Any]) -> None:
    temporary = path.with_suffix(".tmp")
    write(temporary)
    temporary.replace(path)


def _write_json(path: Path, data: Mapping[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=1)
    _whole(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:199]}…"
