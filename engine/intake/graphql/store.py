"""What has come so far, beside the file to be: an interruption loses no dossier and doubles none.

For ``dossiers.jsonl``: ``dossiers.jsonl.partiel`` takes each page as it comes, then
``dossiers.jsonl.etat`` says where it ends and which cursor comes next. What lies beyond that end is
a page cut in the middle: it is cut off and asked again. The file itself appears, whole, at the end.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...errors import Fault, InputError, MissingFileError, RemoteError, Where
from .answers import Node, Page
from .query import Asked, State

PRIVATE: Final = 0o600
"""Dossiers hold what is not for everybody: only who fetches them may read them."""


class Progress(BaseModel):
    """The state file: what was asked, how far it went. ``octets`` measures the partial file."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    version: Literal[1] = 1
    url: str
    demarche: int = Field(ge=1)
    etat: State | None = None
    depuis: date | None = None
    titre: str = ""
    curseur: str | None = None
    pages: int = Field(default=0, ge=0)
    dossiers: int = Field(default=0, ge=0)
    octets: int = Field(default=0, ge=0)
    complet: bool = False


class Store:
    """The files of one download. Use as a context manager; nothing is lost if it is left early.

    ``resume`` goes on from the state file, if there is one. Raises :class:`InputError` when there
    is one and it is not asked to go on, when it is about something else, or when the files do not
    agree; OSError when they cannot be written.
    """

    def __init__(self, path: Path, asked: Asked, url: str, *, resume: bool = False) -> None:
        self.path = path.resolve()
        self._partial, self._state = beside(self.path)
        self._seen: dict[int, str] = {}
        self._file: BinaryIO | None = None
        self.replaced = 0
        found = read_progress(self.path)
        if found is None or not found.pages:
            self.progress = Progress(
                url=url, demarche=asked.demarche, etat=asked.etat, depuis=asked.depuis
            )
            self._open("wb")
            self._save(self.progress)
            return
        if not resume:
            raise InputError([Fault("telecharger.deja_commence", Where(str(self._state)),
                                    {"dossiers": found.dossiers})])  # fmt: skip
        self.progress = found
        self._check(asked, url)
        if not self._partial.exists():
            if not (found.complet and self.path.exists()):
                raise InputError([self._fault("partiel_absent")])
            return
        self._reread()
        self._open("r+b")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
            if not self.progress.pages:  # nothing came: nothing to take up again
                self._partial.unlink(missing_ok=True)
                self._state.unlink(missing_ok=True)

    def add(self, page: Page) -> None:
        """Keep a page.

        A dossier that comes again, because it was modified meanwhile, takes the place of the
        first. Raises :class:`RemoteError` when a page that announces another brings nothing new:
        its cursor leads nowhere.
        """
        assert self._file is not None  # noqa: S101 # a complete download asks for no page
        before = self.progress
        new = [node for node in page.nodes if self._news(node)]
        if page.next is not None and (not new or page.next == before.curseur):
            params = {"page": before.pages + 1}
            raise RemoteError([Fault("telecharger.boucle", Where(before.url), params)])
        lines = "".join(f"{node.line}\n" for node in new).encode("utf-8")
        self._file.write(lines)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._save(before.model_copy(update={
            "titre": page.title,
            "curseur": page.next,
            "pages": before.pages + 1,
            "dossiers": len(self._seen),
            "octets": before.octets + len(lines),
            "complet": page.next is None,
        }))  # fmt: skip

    def finish(self) -> None:
        """Put the complete file in its place, and take the others away."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._partial.exists():
            if self.replaced:
                self._compact()
            else:
                self._partial.replace(self.path)
        self._partial.unlink(missing_ok=True)
        self._state.unlink()

    def _news(self, node: Node) -> bool:
        """Return whether a dossier, or this version of it, is new; remember it."""
        known = self._seen.get(node.number)
        self._seen[node.number] = node.modified
        self.replaced += known is not None and known != node.modified
        return known != node.modified

    def _open(self, mode: Literal["wb", "r+b"]) -> None:
        """Open the partial file at the end of what the state knows."""

        def opener(name: str, flags: int) -> int:
            return os.open(name, flags, PRIVATE)

        self._file = open(self._partial, mode, opener=opener)  # noqa: SIM115 # private
        self._file.truncate(self.progress.octets)
        self._file.seek(0, os.SEEK_END)

    def _save(self, progress: Progress) -> None:
        write(self._state, [f"{progress.model_dump_json(indent=1)}\n".encode()])
        self.progress = progress

    def _check(self, asked: Asked, url: str) -> None:
        """Refuse to go on with something else than what was begun."""
        given = {"url": url, "demarche": asked.demarche, "etat": asked.etat, "depuis": asked.depuis}
        faults = [
            self._fault("autre_demande", champ=name, valeur=_shown(value),
                        attendu=_shown(getattr(self.progress, name)))
            for name, value in given.items()
            if getattr(self.progress, name) != value
        ]  # fmt: skip
        if faults:
            raise InputError(faults)

    def _reread(self) -> None:
        """Learn again which dossiers the partial file holds, and that it is what the state says."""
        left = self.progress.octets
        with self._partial.open("rb") as file:
            for line in file:
                if left <= 0:
                    break
                left -= len(line)
                node = _node(line)
                if node is None:
                    raise InputError([self._fault("partiel_different")])
                self._news(node)
        if left or len(self._seen) != self.progress.dossiers:
            raise InputError([self._fault("partiel_different")])

    def _compact(self) -> None:
        """Write the file with the last version of each dossier alone."""
        with self._partial.open("rb") as file:
            last = {node.number: rank for rank, line in enumerate(file) if (node := _node(line))}
        kept = set(last.values())
        with self._partial.open("rb") as file:
            lines = (line for rank, line in enumerate(file) if rank in kept)
            write(self.path, lines)

    def _fault(self, code: str, **params: object) -> Fault:
        return Fault(f"telecharger.{code}", Where(str(self._state)), params)


def beside(path: Path) -> tuple[Path, Path]:
    """Return the names of the partial file and of the state file of ``path``."""
    return path.with_name(f"{path.name}.partiel"), path.with_name(f"{path.name}.etat")


def read_progress(path: Path) -> Progress | None:
    """Return how far a download went; None without one, :class:`InputError` when unreadable."""
    _, state = beside(path.resolve())
    try:
        return Progress.model_validate_json(state.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError:
        raise InputError([Fault("telecharger.etat_illisible", Where(str(state)))]) from None
    except OSError:
        raise MissingFileError([Fault("entree.fichier_illisible", Where(str(state)))]) from None


def write(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file beside ``path``, then put it in its place, whole."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _node(line: bytes) -> Node | None:
    """Return the dossier of a line of the partial file, None when it is not one."""
    try:
        data = json.loads(line)
        number, modified = data["number"], data["dateDerniereModification"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    whole = line.endswith(b"\n") and type(number) is int and isinstance(modified, str)
    return Node(number, modified, "") if whole else None


def _shown(value: object) -> str:
    return "—" if value is None else str(value)
