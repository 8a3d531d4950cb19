"""Where a register is kept: three tables in SQLite or PostgreSQL, and one writer at a time.

SQLite keeps its rollback journal (no WAL): what is deleted is overwritten in the one file that
there is, which a WAL would still hold, and a copy of that file is whole. ``synchronous=EXTRA``:
a decision that was acknowledged outlives a power cut. A writer takes the lock before it reads
the last entry (``BEGIN IMMEDIATE``, an advisory lock in PostgreSQL): two of them never follow the
same one.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import EngineUnavailableError, Fault, MissingFileError, RemoteBusyError, Where
from .entries import RegistryError

if TYPE_CHECKING:
    import psycopg

PATIENCE = 120
"""Seconds that a writer waits for its turn."""

TABLES = ("fondsvert_contenu", "fondsvert_entree", "fondsvert_piece")
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS fondsvert_entree (numero INTEGER PRIMARY KEY,"
    " entete {blob} NOT NULL, signature {blob} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS fondsvert_contenu (engagement TEXT PRIMARY KEY,"
    " sel {blob} NOT NULL, octets {blob} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS fondsvert_piece (empreinte TEXT PRIMARY KEY,"
    " octets {blob} NOT NULL)",
)
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_LOCK = 0x666F6E6473  # the advisory lock of all registers of a PostgreSQL database


class SqliteStore:
    """A register in a file."""

    def __init__(self, path: Path, *, create: bool) -> None:
        self.name = str(path)
        if not path.is_file() and (path.exists() or not create):
            raise MissingFileError([Fault("registre.absent", Where(self.name))])
        if not path.absolute().parent.is_dir():
            raise MissingFileError([Fault("registre.dossier_absent", Where(self.name))])
        if create and not path.exists():  # it will name people: its owner's alone
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        address = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
        with self.told():
            try:
                self.connection = _connected(address)
            except UnicodeDecodeError:  # the message of an error, which quotes a damaged schema
                raise RegistryError([Fault("registre.illisible", Where(self.name))]) from None
            if create:
                with self.writing():
                    for statement in _SCHEMA:
                        self.execute(statement.format(blob="BLOB"))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the only right to write; all that is written is kept, or nothing."""
        with self.told():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See the register as it is now, whoever writes meanwhile."""
        with self.told():
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """Run a statement, its values written ``?``; return the cursor."""
        return self.connection.execute(statement, values)

    def foreign(self) -> list[str]:
        """Return what the file holds that is not ours: a trigger could hide rows from us."""
        found = self.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()
        known = {text.format(blob="BLOB").replace("IF NOT EXISTS ", "") for text in _SCHEMA}
        return [
            str(name)
            for kind, name, text in found
            if text not in known and not (kind == "index" and text is None)
        ]

    def scrub(self) -> None:
        """Leave nothing of deleted rows: ``secure_delete`` has overwritten them."""

    def sound(self) -> bool:
        """Tell whether the database finds itself whole."""
        return bool(self.execute("PRAGMA integrity_check").fetchone()[0] == "ok")

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn errors of the database into ours: what is wrong, and what to do."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
            if code in _FULL:
                raise OSError(errno.ENOSPC, str(error)) from error
            if code in _BUSY:
                raise RemoteBusyError([Fault("registre.occupe", Where(self.name))]) from None
            if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}:
                raise MissingFileError(
                    [Fault("registre.non_modifiable", Where(self.name))]
                ) from None
            raise RegistryError([Fault("registre.illisible", Where(self.name))]) from None


def _connected(address: str) -> sqlite3.Connection:
    """Return a connection to a file that is a database, as far as its schema tells."""
    connection = sqlite3.connect(
        address, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        for pragma in ("synchronous=EXTRA", "secure_delete=ON", "trusted_schema=OFF"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    # A damaged name is compared as it is, never an error.
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return connection


class PostgresStore:
    """A register shared by a service."""

    def __init__(self, address: str, *, create: bool) -> None:
        if find_spec("psycopg") is None:
            raise EngineUnavailableError([Fault("registre.psycopg_absent")])
        import psycopg

        self._error = psycopg.Error
        try:
            self.connection: psycopg.Connection[Any] = psycopg.connect(
                address, autocommit=True, connect_timeout=PATIENCE
            )
        except psycopg.Error:
            # The address may hold a password: it is never repeated.
            raise RemoteBusyError([Fault("registre.base_injoignable")]) from None
        self.name = f"postgresql:{self.connection.info.dbname}"
        if create:
            with self.writing():
                for statement in _SCHEMA:
                    self.execute(statement.format(blob="BYTEA"))
        elif self.execute("SELECT to_regclass('fondsvert_entree')").fetchone()[0] is None:
            raise MissingFileError([Fault("registre.absent", Where(self.name))])

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the only right to write; all that is written is kept, or nothing."""
        with self.told(), self.connection.transaction():
            self.connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See the register as it is now, whoever writes meanwhile."""
        with self.told(), self.connection.transaction():
            self.connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """Run a statement, its values written ``?``; return the cursor."""
        return self.connection.execute(statement.replace("?", "%s"), values)

    def foreign(self) -> list[str]:
        """Return the triggers and rules on our tables: they could hide rows from us."""
        found = self.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid::regclass::text LIKE 'fondsvert_%%'"
            " UNION SELECT rulename FROM pg_rules WHERE tablename LIKE 'fondsvert_%%'"
        )
        return sorted(str(name) for (name,) in found.fetchall())

    def scrub(self) -> None:
        """Rewrite the table of contents, so that deleted rows leave its files."""
        with self.told():
            self.connection.execute("VACUUM FULL fondsvert_contenu")

    def sound(self) -> bool:
        """Say yes: a damaged page is an error when it is read."""
        return True

    def close(self) -> None:
        """Leave the server."""
        self.connection.close()

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn errors of the database into ours: what is wrong, and what to do."""
        try:
            yield
        except self._error as error:
            if error.sqlstate in {"53100", "58030"}:  # disk full, input or output error
                raise OSError(errno.ENOSPC, str(error)) from error
            if self.connection.closed:
                raise RemoteBusyError([Fault("registre.base_injoignable")]) from None
            raise RegistryError([Fault("registre.illisible", Where(self.name))]) from None


Store = SqliteStore | PostgresStore


def open_store(address: str | Path, *, create: bool = False) -> Store:
    """Return the store of a register: a file, or a database (``postgresql://…``)."""
    if str(address).startswith(("postgresql://", "postgres://")):
        return PostgresStore(str(address), create=create)
    return SqliteStore(Path(address), create=create)
