"""The register in PostgreSQL, in a cluster of its own, without a network; skipped without one."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from registers import AT, KEY, PUBLIC, add
from test_records_crash import crowd

from fondsvert.engine.records.journal import open_journal
from fondsvert.engine.records.verification import verify


def tool(name: str) -> str | None:
    """Return where a program of PostgreSQL is."""
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(beside[-1]) if beside else None)


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """A cluster that listens to one socket, in a folder of its own."""
    initdb, control = tool("initdb"), tool("pg_ctl")
    if initdb is None or control is None:
        pytest.skip("PostgreSQL is not installed")
    who: dict[str, int] = {}
    folder = Path(tempfile.mkdtemp(prefix="fv"))
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        nobody = pwd.getpwnam("nobody")
        who = {"user": nobody.pw_uid, "group": nobody.pw_gid}
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    data = folder / "data"

    def run(*arguments: str) -> None:
        subprocess.run(arguments, check=True, capture_output=True, cwd=folder, **who)  # type: ignore[call-overload]

    started = False
    try:
        run(
            initdb, "-D", str(data), "-U", "essai", "-A", "trust", "-N", "--no-locale", "-E", "UTF8"
        )
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        run(control, "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        started = True
        yield f"postgresql://essai@/{{base}}?host={folder}"
    finally:
        if started:
            run(control, "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture
def address(cluster: str, request: pytest.FixtureRequest) -> str:
    """A database of its own."""
    name = f"t{abs(hash(request.node.name))}"
    with psycopg.connect(cluster.format(base="postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
    return cluster.format(base=name)


def codes(address: str) -> set[str]:
    """Return what verification finds."""
    with open_journal(address) as journal:
        return {fault.code for fault in verify(journal, keys=[PUBLIC]).faults}


def test_a_crowd_loses_nothing_in_postgres(address: str) -> None:
    """Four processes, one chain, every entry."""
    crowd(address, each=15)
    assert codes(address) == set()


def test_what_is_erased_or_altered_in_postgres(address: str) -> None:
    """Erasure keeps the chain; an alteration is found."""
    with open_journal(address, create=True) as journal:
        journal.start(KEY, at=AT)
        add(journal, "A")
        add(journal, "B")
        assert journal.erase("A", "demande", KEY, at=AT) == [1]
    assert codes(address) == set()
    with psycopg.connect(address) as server:
        server.execute("UPDATE fondsvert_contenu SET octets = '{}'")
    assert codes(address) == {"registre.contenu_altere"}
    with psycopg.connect(address) as server:
        server.execute("DELETE FROM fondsvert_entree WHERE numero = 2")
    assert {"registre.entree_manquante", "registre.chaine_rompue"} <= codes(address)
