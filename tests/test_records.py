"""The register: what is written is found again, what is altered is found out."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from registers import AT, KEY, PUBLIC, add, found, kept, rows, small
from strategies import dossiers

import fondsvert
from fondsvert.engine.errors import InputError, MissingFileError
from fondsvert.engine.records.entries import Head, RegistryError, canonical
from fondsvert.engine.records.heads import read_head, write_head
from fondsvert.engine.records.journal import open_journal
from fondsvert.engine.records.keys import (
    Ed25519PrivateKey,
    create_keys,
    public_bytes,
    read_private_key,
    read_public_key,
)
from fondsvert.engine.records.verification import verify

FEW = settings(max_examples=50, deadline=None)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Head]:
    """A sound register, to be copied."""
    path = tmp_path_factory.mktemp("registre") / "r.sqlite"
    return path, small(path)


@pytest.fixture
def copy(sound: tuple[Path, Head], tmp_path: Path) -> tuple[Path, Head]:
    """A sound register, to be altered."""
    return Path(shutil.copy(sound[0], tmp_path / "r.sqlite")), sound[1]


def altered(path: Path, *statements: str) -> None:
    """Alter a register as one who holds the file, not the key."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_a_sound_register_is_found_sound(copy: tuple[Path, Head]) -> None:
    """Nothing is found where nothing was done, and what was written is there."""
    assert found(*copy) == set()
    assert kept(copy[0]) == {"A", "C", "D"}


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        (["DELETE FROM fondsvert_entree WHERE numero = 2"], "entree_manquante"),
        (["DELETE FROM fondsvert_entree WHERE numero = 0"], "entree_manquante"),
        (["DELETE FROM fondsvert_entree WHERE numero = 5"], "tete_absente"),
        (
            [
                "UPDATE fondsvert_entree SET numero = -1 WHERE numero = 1",
                "UPDATE fondsvert_entree SET numero = 1 WHERE numero = 2",
                "UPDATE fondsvert_entree SET numero = 2 WHERE numero = -1",
            ],
            "entree_deplacee",
        ),
        (
            ["INSERT INTO fondsvert_entree SELECT 6, entete, signature FROM fondsvert_entree"
             " WHERE numero = 3"],
            "entree_deplacee",
        ),
        (
            ["UPDATE fondsvert_entree SET signature = (SELECT signature FROM fondsvert_entree"
             " WHERE numero = 4) WHERE numero = 3"],
            "signature_fausse",
        ),
        (["UPDATE fondsvert_entree SET entete = x'5b5d' WHERE numero = 3"], "entete_altere"),
        (["UPDATE fondsvert_contenu SET octets = x'7b7d'"], "contenu_altere"),
        (["DELETE FROM fondsvert_contenu"], "contenu_absent"),
        (["INSERT INTO fondsvert_contenu VALUES ('aa', x'00', x'00')"], "contenu_sans_entree"),
        (["UPDATE fondsvert_piece SET octets = x'00'"], "piece_alteree"),
        (["DELETE FROM fondsvert_piece"], "piece_alteree"),
        (["DELETE FROM fondsvert_entree"], "vide"),
        (
            ["CREATE TRIGGER cache AFTER INSERT ON fondsvert_entree BEGIN"
             " DELETE FROM fondsvert_contenu; END"],
            "etranger",
        ),
    ],
)  # fmt: skip
def test_each_way_to_cheat_is_told(
    copy: tuple[Path, Head], statements: list[str], code: str
) -> None:
    """Deletion, reordering, truncation, insertion, alteration: each raises its own finding."""
    altered(copy[0], *statements)
    assert f"registre.{code}" in found(*copy)


def test_a_clean_cut_needs_a_head(copy: tuple[Path, Head]) -> None:
    """The last entry can vanish without a trace, but not from one who kept the head."""
    altered(copy[0], "DELETE FROM fondsvert_entree WHERE numero = 5")
    # The erasure was the last entry: its target is now missing without a reason.
    assert found(copy[0]) == {"registre.contenu_absent"}
    altered(
        copy[0],
        "DELETE FROM fondsvert_entree WHERE numero > 1",
        "DELETE FROM fondsvert_contenu WHERE rowid > 1",
        "DELETE FROM fondsvert_piece WHERE rowid > 1",
    )
    assert found(copy[0]) == set()
    assert found(*copy) == {"registre.tete_absente"}


def test_a_register_written_anew_with_another_key_is_found(tmp_path: Path) -> None:
    """Without a trusted key a forgery passes, and says so; with it, it does not."""
    other = Ed25519PrivateKey.generate()
    with open_journal(tmp_path / "r", create=True) as journal:
        journal.start(other, at=AT)
        free = verify(journal)
        assert (free.faults, free.pinned, free.anchored) == ((), False, False)
        pinned = verify(journal, keys=[PUBLIC])
        assert {fault.code for fault in pinned.faults} == {"registre.cle_inconnue"}
        assert not verify(journal, keys=[public_bytes(other)]).faults


@FEW
@given(data=st.data())
def test_any_stored_byte_that_changes_is_found(
    sound: tuple[Path, Head], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whatever byte of whatever column changes, verification finds something."""
    path = Path(shutil.copy(sound[0], tmp_path_factory.mktemp("o") / "r"))
    columns = [("fondsvert_entree", "entete"), ("fondsvert_entree", "signature"),
               ("fondsvert_contenu", "engagement"), ("fondsvert_contenu", "sel"),
               ("fondsvert_contenu", "octets"), ("fondsvert_piece", "empreinte"),
               ("fondsvert_piece", "octets")]  # fmt: skip
    table, column = data.draw(st.sampled_from(columns))
    with closing(sqlite3.connect(path)) as connection, connection:
        query = f"SELECT rowid, {column} FROM {table} ORDER BY rowid"  # noqa: S608
        rowid, value = data.draw(st.sampled_from(connection.execute(query).fetchall()))
        raw = bytearray(value.encode() if isinstance(value, str) else value)
        where, bits = data.draw(st.integers(0, len(raw) - 1)), data.draw(st.integers(1, 127))
        raw[where] ^= bits
        new = raw.decode() if isinstance(value, str) else bytes(raw)
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (new, rowid))  # noqa: S608
    assert found(path, sound[1])


@FEW
@given(data=st.data())
def test_any_byte_of_the_file_that_matters_is_found(
    sound: tuple[Path, Head], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A byte of the file changes: it is found, or the register still says exactly the same."""
    path = Path(shutil.copy(sound[0], tmp_path_factory.mktemp("f") / "r"))
    raw = bytearray(path.read_bytes())
    where, bits = data.draw(st.integers(0, len(raw) - 1)), data.draw(st.integers(1, 255))
    raw[where] ^= bits
    path.write_bytes(raw)
    assert found(path, sound[1]) or rows(path) == rows(sound[0])


def test_erasure_keeps_the_chain_and_leaves_nothing(tmp_path: Path) -> None:
    """The content and its salt leave the file; the chain holds; what stays names nobody."""
    path = tmp_path / "r"
    with open_journal(path, create=True) as journal:
        journal.start(KEY, at=AT)
        add(journal, "SECRET-REFERENCE")
        add(journal, "AUTRE")
        (salt, content), sealed = next(
            (journal.content(each.entry.data["contenu"]) or (b"", b""), each.entry.data["contenu"])
            for each in journal.decisions()
        )
        assert b"SECRET-REFERENCE" in content
        assert journal.erase("SECRET-REFERENCE", "demande", KEY, at=AT) == [1]
        assert journal.content(sealed) is None
        with pytest.raises(RegistryError):
            journal.erase("SECRET-REFERENCE", "demande", KEY, at=AT)
    raw = path.read_bytes()
    assert b"SECRET-REFERENCE" not in raw
    assert salt not in raw
    assert found(path) == set()
    assert kept(path) == {"AUTRE"}


def test_the_same_content_is_sealed_differently(tmp_path: Path) -> None:
    """Two entries of the same decision share no hash: a guess cannot be confirmed."""
    with open_journal(tmp_path / "r", create=True) as journal:
        journal.start(KEY, at=AT)
        add(journal, "A")
        add(journal, "A")
        assert len({each.entry.data["contenu"] for each in journal.decisions()}) == 2


def test_what_was_erased_cannot_come_back(tmp_path: Path) -> None:
    """Restoring an erased content from an old copy is found."""
    before = tmp_path / "avant"
    with open_journal(before, create=True) as journal:
        journal.start(KEY, at=AT)
        add(journal, "A")
        shutil.copy(before, tmp_path / "copie")
        journal.erase("A", "demande", KEY, at=AT)
    altered(before, f"ATTACH '{tmp_path / 'copie'}' AS copie",
            "INSERT INTO fondsvert_contenu SELECT * FROM copie.fondsvert_contenu")  # fmt: skip
    assert found(before) == {"registre.contenu_revenu"}


def test_nothing_is_added_to_a_ruin(copy: tuple[Path, Head]) -> None:
    """A last entry that was altered stops the writer."""
    altered(copy[0], "UPDATE fondsvert_entree SET signature = x'00' WHERE numero = 5")
    with open_journal(copy[0]) as journal, pytest.raises(RegistryError):
        add(journal, "E")


def test_keys_and_heads_come_back_from_their_files(tmp_path: Path) -> None:
    """A key, with or without a phrase, and a head are read as they were written; else refused."""
    plain, sealed = tmp_path / "cle.pem", tmp_path / "chiffree.pem"
    public, _ = create_keys(plain), create_keys(sealed, "phrase")
    assert public_bytes(read_private_key(plain)) == read_public_key(public)
    assert plain.stat().st_mode & 0o077 == 0
    assert read_private_key(sealed, "phrase")
    for path, phrase in ((sealed, None), (sealed, "autre"), (public, None)):
        with pytest.raises(RegistryError):
            read_private_key(path, phrase)
    for wrong in (create_keys, read_public_key):
        with pytest.raises(RegistryError):
            wrong(plain)
    head = Head("r", 3, "ab")
    write_head(tmp_path / "tete", head, KEY)
    assert read_head(tmp_path / "tete")[0] == head
    forged = json.loads((tmp_path / "tete").read_text()) | {"numero": 2}
    (tmp_path / "tete").write_text(json.dumps(forged))
    with pytest.raises(RegistryError):
        read_head(tmp_path / "tete")


def test_what_is_no_register_is_told(tmp_path: Path) -> None:
    """An absent file, a folder, another file, another database: each is one clear error."""
    (tmp_path / "texte").write_text("ceci n'est pas un registre" * 100)
    with closing(sqlite3.connect(tmp_path / "autre")) as connection, connection:
        connection.execute("CREATE TABLE t (a)")
    for name in ("absent", "."):
        with pytest.raises(MissingFileError), open_journal(tmp_path / name):
            pass
    assert found(tmp_path / "texte") == {"registre.illisible"}
    assert found(tmp_path / "autre") == {"registre.illisible", "registre.etranger"}


@settings(max_examples=40, deadline=None)
@given(data=dossiers())
def test_a_dossier_comes_back_from_its_canonical_form(data: dict[str, Any]) -> None:
    """No figure is lost on the way to the register: cents and millionths come back."""
    try:
        dossier = fondsvert.Dossier.model_validate(data)
    except ValidationError:
        return
    kept = canonical(json.loads(dossier.model_dump_json(exclude_none=True)))
    assert fondsvert.Dossier.model_validate_json(kept) == dossier


def test_the_longest_figures_come_back() -> None:
    """A quantity of fifteen digits, the most there may be, loses none."""
    data = {"reference": "R", "date_depot": "2024-05-13",
            "projet": {"impacts": {"ges_avant_tco2e": 999999999.123457}}}  # fmt: skip
    dossier = fondsvert.Dossier.model_validate(data)
    kept = canonical(json.loads(dossier.model_dump_json(exclude_none=True)))
    assert b"999999999.123457" in kept
    assert fondsvert.Dossier.model_validate_json(kept) == dossier


def test_registry_errors_are_input_errors() -> None:
    """A caller catches them as any wrong input."""
    assert issubclass(RegistryError, InputError)
