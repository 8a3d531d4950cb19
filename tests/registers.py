"""What tests of the register share: small ones, children that write, what verification finds."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from fondsvert.engine.errors import FondsvertError
from fondsvert.engine.records.entries import Head
from fondsvert.engine.records.journal import Journal, open_journal
from fondsvert.engine.records.keys import Ed25519PrivateKey, public_bytes
from fondsvert.engine.records.store import SqliteStore
from fondsvert.engine.records.verification import verify

AT = "2026-11-26T12:00:00Z"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = public_bytes(KEY)

CHILD = """
import os, resource, signal, sqlite3, sys
sys.path.insert(0, {tests!r})
from registers import add, KEY, AT
from fondsvert.engine.records.journal import open_journal
who, count, step, limit = sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
seen, connect = 0, sqlite3.connect
class Mortal(sqlite3.Connection):
    def execute(self, *arguments):
        global seen
        seen += 1
        if seen == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().execute(*arguments)
def mortal(*arguments, **options):
    opened = connect(*arguments, **options, factory=Mortal)
    sqlite3.Connection.execute(opened, "PRAGMA cache_size=1")  # pages are written before the end
    return opened
if step:
    sqlite3.connect = mortal
try:
    with open_journal(sys.argv[1], create=True) as journal:
        journal.start(KEY, at=AT)
        for index in range(count):
            add(journal, f"{{who}}-{{index}}", b"x" * 9000 + str(index % 3).encode())
            print(f"{{who}}-{{index}}", flush=True)
except OSError:
    sys.exit(74)
"""
"""Writes entries one by one, saying each once it is kept; dies at a step, or of a full disk."""


def add(journal: Journal, reference: str, piece: bytes = b"rules") -> Head:
    """Add a decision that looks like one, without screening anything."""
    from hashlib import sha256

    digest = sha256(piece).hexdigest()
    header = {"pieces": {"regles": digest}, "version": "0", "edition": "2024"}
    content = {"dossier": {"reference": reference}, "decision": {"verdict": "eligible"}}
    return journal.add(KEY, header, content, {digest: piece}, at=AT)


def small(path: Path) -> Head:
    """Write a register of four decisions, one of them erased; return its head."""
    with open_journal(path, create=True) as journal:
        journal.start(KEY, at=AT)
        for name in ("A", "B", "C", "D"):
            add(journal, name, name.encode())
        journal.erase("B", "demande", KEY, at=AT)
        return journal.head()


def child(address: object, who: str = "a", count: int = 3, step: int = 0, limit: int = 0,
          ) -> subprocess.Popen[str]:  # fmt: skip
    """Start a process that writes."""
    program = CHILD.format(tests=str(Path(__file__).parent))
    arguments = [str(address), who, str(count), str(step), str(limit)]
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE, text=True
    )


def found(path: Path, *heads: Head) -> set[str]:
    """Return the codes of what verification finds, whatever the state of the file."""
    try:
        with open_journal(path) as journal:
            return {fault.code for fault in verify(journal, keys=[PUBLIC], heads=heads).faults}
    except FondsvertError as error:
        return {fault.code for fault in error.faults}
    except OSError:
        return {"registre.illisible"}


def kept(address: object) -> set[str]:
    """Return the references that a register holds."""
    with open_journal(str(address)) as journal:
        return {
            each.content["dossier"]["reference"] for each in journal.decisions() if each.content
        }


def rows(path: Path) -> Any:
    """Return all that a register says, None when the file cannot be read."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            tables = ("fondsvert_entree", "fondsvert_contenu", "fondsvert_piece")
            found = [
                sorted(connection.execute(f"SELECT * FROM {table}").fetchall())  # noqa: S608
                for table in tables
            ]
        with closing(SqliteStore(path, create=False)) as store:
            return found, store.foreign()
    except (sqlite3.DatabaseError, FondsvertError, TypeError, OSError, UnicodeDecodeError):
        return None
