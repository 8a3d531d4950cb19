"""The register itself: entries added one after the other, contents erased, heads given."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Fault, Where
from . import require_register
from .entries import FORMAT, SALT, Entry, Head, RegistryError, canonical, commitment
from .keys import fingerprint, public_bytes, sign, signed_by
from .store import Store, open_store

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True)
class Recorded:
    """A decision of the register: its header, and what it says, None once erased."""

    entry: Entry
    content: dict[str, Any] | None


class Journal:
    """A register that is open. One thread at a time; as many processes as wished."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._kept: set[str] = set()

    @property
    def name(self) -> str:
        """How the register is named to its user."""
        return self.store.name

    # -- reading ----------------------------------------------------------------------------

    def entries(self) -> Iterator[Entry]:
        """Yield every row in order, as it is stored: nothing is checked here."""
        query = "SELECT numero, entete, signature FROM fondsvert_entree ORDER BY numero"
        for number, header, signature in self.store.execute(query):
            yield Entry(_whole(number), _bytes(header), _bytes(signature))

    def decisions(self) -> Iterator[Recorded]:
        """Yield the decisions in order, with what they say where it was not erased."""
        for entry in self.entries():
            if entry.data.get("genre") == "decision":
                found = self.content(entry.data["contenu"])
                yield Recorded(entry, None if found is None else json.loads(found[1]))

    def content(self, sealed: str) -> tuple[bytes, bytes] | None:
        """Return the salt and the bytes under a salted hash, None when there are none."""
        query = "SELECT sel, octets FROM fondsvert_contenu WHERE engagement = ?"
        found = self.store.execute(query, (sealed,)).fetchone()
        return None if found is None else (_bytes(found[0]), _bytes(found[1]))

    def piece(self, digest: str) -> bytes | None:
        """Return the bytes of a piece, None when it is not there."""
        query = "SELECT octets FROM fondsvert_piece WHERE empreinte = ?"
        found = self.store.execute(query, (digest,)).fetchone()
        return None if found is None else _bytes(found[0])

    def named(self, table: str, column: str) -> set[str]:
        """Return the names under which a table keeps its rows."""
        return {str(name) for (name,) in self.store.execute(f"SELECT {column} FROM {table}")}  # noqa: S608 — our own names

    @cached_property
    def id(self) -> str:
        """The name that the register drew when it was opened for the first time."""
        return str(self._header(self._row("ASC")).get("registre"))

    def head(self) -> Head:
        """Return how far the register goes."""
        last = self._row("DESC")
        return Head(self.id, last.number, last.hash)

    def holds(self, head: Head) -> bool:
        """Tell whether the register still has, where it was, the entry that a head names."""
        query = "SELECT entete FROM fondsvert_entree WHERE numero = ?"
        found = self.store.execute(query, (head.number,)).fetchone()
        return found is not None and sha256(_bytes(found[0])).hexdigest() == head.hash

    # -- writing ----------------------------------------------------------------------------

    def start(self, key: Ed25519PrivateKey, *, at: str) -> None:
        """Write the first entry if there is none: the register's name and its first key."""
        with self.store.writing():
            if self.store.execute("SELECT count(*) FROM fondsvert_entree").fetchone()[0] == 0:
                self._insert(
                    key,
                    {
                        "format": FORMAT,
                        "genre": "ouverture",
                        "registre": secrets.token_hex(16),
                        "numero": 0,
                        "precedente": "",
                        "le": at,
                        "cle_publique": public_bytes(key).hex(),
                    },
                )

    def add(
        self,
        key: Ed25519PrivateKey,
        header: Mapping[str, Any],
        content: Any,
        pieces: Mapping[str, bytes],
        *,
        at: str,
    ) -> Head:
        """Add a decision: whole once this returns, absent if it does not."""
        with self.store.writing():
            for digest, piece in pieces.items():
                if digest not in self._kept and self.piece(digest) is None:
                    self.store.execute("INSERT INTO fondsvert_piece VALUES (?, ?)", (digest, piece))
            salt, told = secrets.token_bytes(SALT), canonical(content)
            sealed = commitment(salt, told)
            row = (sealed, salt, told)
            self.store.execute("INSERT INTO fondsvert_contenu VALUES (?, ?, ?)", row)
            head = self._append(key, {**header, "genre": "decision", "contenu": sealed}, at)
        self._kept.update(pieces)
        return head

    def erase(self, reference: str, reason: str, key: Ed25519PrivateKey, *, at: str) -> list[int]:
        """Delete all that the register says of a dossier; return the numbers of those entries.

        The headers stay, and an entry says which contents went, when and why. ``reason`` stays
        for ever: it must name nobody. RegistryError when nothing is known of this reference.
        """
        with self.store.writing():
            found = [
                recorded.entry
                for recorded in list(self.decisions())
                if recorded.content and recorded.content["dossier"].get("reference") == reference
            ]
            if not found:
                params = {"reference": reference}
                raise RegistryError([Fault("registre.reference_absente", params=params)])
            for entry in found:
                query = "DELETE FROM fondsvert_contenu WHERE engagement = ?"
                self.store.execute(query, (entry.data["contenu"],))
            numbers = [entry.number for entry in found]
            self._append(key, {"genre": "effacement", "cibles": numbers, "motif": reason}, at)
        self.store.scrub()
        return numbers

    def close(self) -> None:
        """Let go of the register."""
        self.store.close()

    def _append(self, key: Ed25519PrivateKey, header: Mapping[str, Any], at: str) -> Head:
        """Add an entry after the last one, which must be sound: nothing is built on a ruin."""
        last = self._row("DESC")
        before = self._header(last)
        if before.get("numero") != last.number:
            raise RegistryError([Fault("registre.dernier_altere", Where(self.name))])
        if before.get("cle") == fingerprint(public_bytes(key)) and not signed_by(
            public_bytes(key), last.signature, last.header
        ):
            raise RegistryError([Fault("registre.dernier_altere", Where(self.name))])
        added = self._insert(
            key,
            {
                **header,
                "format": FORMAT,
                "registre": self.id,
                "numero": last.number + 1,
                "precedente": last.hash,
                "le": at,
            },
        )
        return Head(self.id, added.number, added.hash)

    def _insert(self, key: Ed25519PrivateKey, header: dict[str, Any]) -> Entry:
        text = canonical({**header, "cle": fingerprint(public_bytes(key))})
        entry = Entry(header["numero"], text, sign(key, text))
        row = (entry.number, entry.header, entry.signature)
        self.store.execute("INSERT INTO fondsvert_entree VALUES (?, ?, ?)", row)
        return entry

    def _row(self, order: str) -> Entry:
        query = f"SELECT numero, entete, signature FROM fondsvert_entree ORDER BY numero {order} LIMIT 1"  # noqa: E501, S608 — our own words
        found = self.store.execute(query).fetchone()
        if found is None:
            raise RegistryError([Fault("registre.vide", Where(self.name))])
        return Entry(_whole(found[0]), _bytes(found[1]), _bytes(found[2]))

    def _header(self, entry: Entry) -> dict[str, Any]:
        try:
            return entry.data
        except ValueError:
            raise RegistryError([Fault("registre.dernier_altere", Where(self.name))]) from None


@contextmanager
def open_journal(address: str | Path, *, create: bool = False) -> Iterator[Journal]:
    """Open a register, a file or a PostgreSQL address; ``create`` makes the tables if need be.

    MissingFileError when there is none, RegistryError when it cannot be read as one,
    EngineUnavailableError without the libraries, RemoteBusyError when its turn does not come,
    OSError when the disk is full.
    """
    require_register()
    journal = Journal(open_store(address, create=create))
    try:
        with journal.store.told():
            yield journal
    finally:
        journal.close()


def _bytes(value: object) -> bytes:
    """Return a stored value as bytes; one of another type was not written by us: it is altered."""
    return value if isinstance(value, bytes) else repr(value).encode()


def _whole(value: object) -> int:
    return value if isinstance(value, int) else -1
