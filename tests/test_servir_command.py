"""``fondsvert servir``: its options, and what it says when it cannot serve."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import click.testing
import pytest

import fondsvert
from fondsvert.engine.errors import InputError, MissingFileError
from fondsvert.web.login import Users
from fondsvert.web.settings import read_key


def command(*arguments: str, **given: Any) -> click.testing.Result:
    """Run the command in this process."""
    from fondsvert.cli import fondsvert as group

    return click.testing.CliRunner().invoke(group, ["servir", *arguments], **given)


def test_a_port_that_is_taken_is_told() -> None:
    """One line, which says what to do."""
    with socket.socket() as there:
        there.bind(("127.0.0.1", 0))
        there.listen()
        result = command("--port", str(there.getsockname()[1]))
    assert isinstance(result.exception, InputError)
    assert result.exception.faults[0].code == "servir.port_pris"
    elsewhere = command("--hote", "203.0.113.7", "--port", "1")
    assert isinstance(elsewhere.exception, InputError)
    assert elsewhere.exception.faults[0].code == "servir.adresse_refusee"


def test_a_user_is_added_with_a_hashed_password(tmp_path: Path) -> None:
    """The file has no password in it, nobody else may read it, and a name is there once."""
    path = tmp_path / "utilisateurs"
    given = ["--utilisateurs", str(path), "--ajouter-utilisateur"]
    result = command(*given, "anne", input="sésame\nsésame\n")
    assert result.exit_code == 0, result.output
    assert "sésame" not in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o077 == 0
    assert Users.read(path).admits("anne", "sésame")
    assert command(*given, "anne", input="a\na\n").exit_code == 2
    assert command(*given, "a:b", input="a\na\n").exit_code == 2
    assert command("--ajouter-utilisateur", "anne").exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [("--utilisateurs", "a", "--entete-utilisateur", "X"), ("--mandataire", "10.0.0.300"),
     ("--tete", "a"), ("--port", "70000"), ("--ouvriers", "0")],
)  # fmt: skip
def test_options_that_make_no_sense_are_refused(arguments: tuple[str, ...]) -> None:
    """Before anything is served."""
    assert command("--port", "0", *arguments).exit_code == 2


def test_a_key_of_sessions_is_long_enough(tmp_path: Path) -> None:
    """A short key can be guessed, and with it a session forged."""
    path = tmp_path / "cle"
    path.write_text("court", encoding="utf-8")
    result = command("--port", "0", "--cle-sessions", str(path))
    assert isinstance(result.exception, MissingFileError)
    path.write_text("x" * 32 + "\n", encoding="utf-8")
    assert read_key(path) == "x" * 32


def test_the_libraries_may_be_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install is said."""
    from fondsvert.commands import servir

    monkeypatch.setattr(servir, "find_spec", lambda _name: None)
    result = command("--port", "0")
    assert isinstance(result.exception, fondsvert.EngineUnavailableError)
    assert "fondsvert[web]" in str(result.exception)
