"""``fondsvert telecharger`` as its users meet it: what it says, where, and with which exit code."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import click
import pytest
from places import ROOT
from plateforme import DEMARCHE, TOKEN, Platform, Said, dossier
from rich.console import Console
from telechargements import alone, numbers

from fondsvert.cli import main
from fondsvert.commands.telecharger import telecharger
from fondsvert.engine.errors import EngineUnavailableError
from fondsvert.engine.intake.graphql import client as carrier
from fondsvert.engine.intake.graphql.store import beside
from fondsvert.engine.report import progress

ENV = {**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "80"}
COMMAND = [sys.executable, "-m", "fondsvert.cli", "telecharger"]


class Result(NamedTuple):
    """What a command printed, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


def call(*arguments: str, token: str = TOKEN) -> Result:
    """Run the command line in this process, as ``main`` does."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.object(sys, "argv", ["fondsvert", "telecharger", *arguments]),
        patch.dict(os.environ, {"FONDSVERT_JETON": token}),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as stop,
    ):
        main()
    assert isinstance(stop.value.code, int)
    return Result(stop.value.code, out.getvalue(), err.getvalue())


def run(
    server: Platform, out: Path, *more: str, token: str = TOKEN, demarche: int = DEMARCHE
) -> Result:
    """Run the command against the platform of the tests."""
    arguments = [str(demarche), "-o", str(out), "--url", server.url, "--debit", "20", *more]
    return call(*arguments, token=token)


@pytest.mark.parametrize(
    ("count", "fr", "en"),
    [
        (0, "aucun dossier", "no such dossier"),
        (1, "Un dossier", "One dossier"),
        (3, "3 dossiers", "3 dossiers"),
    ],
)
def test_the_result_is_told_in_a_sentence(
    server: Platform, tmp_path: Path, count: int, fr: str, en: str
) -> None:
    """One line on standard output, nothing on standard error when it is not a terminal."""
    server.reset([dossier(number) for number in range(1, count + 1)])
    for lang, told in (("fr", fr), ("en", en)):
        result = run(server, tmp_path / "d.jsonl", "--lang", lang)
        assert (result.returncode, result.stderr) == (0, "")
        assert told in result.stdout
        assert "d.jsonl" in result.stdout
        assert len(result.stdout.splitlines()) == 1
    assert len(numbers(tmp_path / "d.jsonl")) == count


def test_json_gives_the_account(server: Platform, tmp_path: Path) -> None:
    """With ``--format json`` a program reads what was done."""
    server.reset([dossier(1), dossier(2)])
    out = tmp_path / "d.jsonl"
    result = run(server, out, "--format", "json", "--par-page", "1", "--etat", "en_instruction",
                 "--depuis", "2024-01-01")  # fmt: skip
    assert json.loads(result.stdout) == {
        "fichier": str(out), "demarche": DEMARCHE, "titre": "Fonds vert « essai »",
        "dossiers": 2, "pages": 2,
    }  # fmt: skip
    asked = server.requests[0]["variables"]
    assert (asked["state"], asked["first"]) == ("en_instruction", 1)
    assert asked["updatedSince"].startswith("2024-01-01T")


@pytest.mark.parametrize(
    ("demarche", "token", "code"),
    [(DEMARCHE, "", 77), (DEMARCHE, "mauvais-jeton", 77), (DEMARCHE + 1, TOKEN, 77),
     (DEMARCHE + 2, TOKEN, 66)],
)  # fmt: skip
def test_refusals_have_their_exit_code(
    server: Platform, tmp_path: Path, demarche: int, token: str, code: int
) -> None:
    """A token that is missing, wrong or without the right, a démarche that does not exist."""
    server.reset([dossier(1)])
    result = run(server, tmp_path / "d.jsonl", demarche=demarche, token=token)
    assert result.returncode == code
    assert result.stdout == ""
    assert result.stderr.startswith("Erreur")
    assert not token or token not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_failure_says_how_to_go_on(server: Platform, tmp_path: Path) -> None:
    """What is kept is told with the error; ``--reprendre`` then finishes, asking only the rest."""
    server.reset([dossier(n) for n in (1, 2, 3)], None, None, Said(200, b"<html>"))
    out = tmp_path / "d.jsonl"
    failed = run(server, out, "--par-page", "1")
    assert failed.returncode == 76
    assert failed.stderr.startswith("2 dossiers déjà reçus sont gardés")
    assert "--reprendre" in failed.stderr
    again = run(server, out, "--par-page", "1")
    assert again.returncode == 65
    assert "--reprendre" in again.stderr
    server.requests.clear()
    assert run(server, out, "--par-page", "1", "--reprendre").returncode == 0
    assert (numbers(out), len(server.requests), alone(out)) == ([1, 2, 3], 1, True)


def test_an_hour_to_wait_is_exit_75(server: Platform, tmp_path: Path) -> None:
    """A service that must be left alone is told with the code of what may be tried again."""
    server.reset([dossier(1)], Said(429, b"", {"retry-after": "3600"}))
    result = run(server, tmp_path / "d.jsonl", "--lang", "en")
    assert result.returncode == 75
    assert "60 minutes" in result.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_ctrl_c_keeps_what_came(server: Platform, tmp_path: Path) -> None:
    """Interrupted while it waits, the command keeps what came, says so, and exits with 130."""
    server.reset([dossier(1), dossier(2)], None, Said(503, b"", {"retry-after": "599"}))
    out = tmp_path / "d.jsonl"
    arguments = [str(DEMARCHE), "-o", str(out), "--url", server.url, "--par-page", "1"]
    with subprocess.Popen(
        [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        encoding="utf-8", env={**ENV, "FONDSVERT_JETON": TOKEN}, cwd=ROOT,
        # Where the tests run in the background, children are born deaf to Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:  # fmt: skip
        assert process.stderr is not None
        waiting = process.stderr.readline()
        assert "599 s" in waiting
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "--reprendre" in told
    assert not out.exists()
    assert run(server, out, "--reprendre").returncode == 0
    assert numbers(out) == [1, 2]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["abc", "-o", "d.jsonl"], "abc"),
        (["0", "-o", "d.jsonl"], "0"),
        (["1"], "FICHIER"),
        (["1", "-o", "-"], "-\u00a0»"),
        (["1", "-o", "."], ".\u00a0»"),
        (["1", "-o", "d.jsonl", "--etat", "brouillon"], "en_construction"),
        (["1", "-o", "d.jsonl", "--debit", "0"], "--debit"),
        (["1", "-o", "d.jsonl", "--par-page", "101"], "--par-page"),
        (["1", "-o", "d.jsonl", "--depuis", "hier"], "hier"),
        (["1", "-o", "d.jsonl", "--url", "http://exemple.fr/"], "https://"),
        (["1", "-o", "d.jsonl", "--url", "https://moi:secret@exemple.fr/"], "exemple.fr"),
    ],
)
def test_a_command_badly_written_is_exit_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], expected: str
) -> None:
    """Nothing is asked of anybody, nothing is written, and the error says what was expected."""
    monkeypatch.chdir(tmp_path)
    result = call(*arguments)
    assert result.returncode == 2
    assert expected in result.stderr
    assert "secret" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_exit_74(server: Platform, tmp_path: Path) -> None:
    """The file is named before anything is asked of the platform."""
    server.reset([dossier(1)])
    result = run(server, tmp_path / "absent" / "d.jsonl")
    assert result.returncode == 74
    assert "d.jsonl" in result.stderr
    assert server.requests == []


def test_a_full_disk_loses_nothing(
    server: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that could not be written is asked again; those before it are kept."""
    server.reset([dossier(1), dossier(2), dossier(3)])
    out, calls = tmp_path / "d.jsonl", 0

    def fsync(_descriptor: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 4:  # the state at first, a page and its state, then the second page
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fsync)
    monkeypatch.setenv("FONDSVERT_JETON", TOKEN)
    arguments = [str(DEMARCHE), "-o", str(out), "--url", server.url, "--par-page", "1",
                 "--debit", "20"]  # fmt: skip
    with pytest.raises(click.ClickException) as error:
        telecharger.main(arguments, standalone_mode=False)
    assert error.value.exit_code == 74
    assert "No space left" in error.value.message
    assert json.loads(beside(out)[1].read_text())["dossiers"] == 1
    telecharger.main([*arguments, "--reprendre"], standalone_mode=False)
    assert numbers(out) == [1, 2, 3]


def test_without_httpx_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where httpx is not installed, the error says what to install, with exit code 69."""
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(EngineUnavailableError, match=r"fondsvert\[telecharger\]") as error:
        carrier.checked_url("https://exemple.fr/")
    assert error.value.exit_code == 69


def test_a_bar_counts_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """At a terminal the bar shows the count and the notes; elsewhere only the notes."""
    screen = io.StringIO()
    monkeypatch.setattr(progress, "Console", lambda **_: Console(
        file=screen, force_terminal=True, width=80, highlight=False))  # fmt: skip
    with progress.bar("Démarche [1]", "dossiers") as shown:
        shown.reach(1234)
        shown.note("Nouvel essai [bientôt].")
    told = screen.getvalue()
    assert "Démarche [1]" in told
    assert "1\u202f234 dossiers" in told
    assert "Nouvel essai [bientôt]." in told


def test_no_bar_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Piped, standard error holds the notes alone."""
    screen = io.StringIO()
    monkeypatch.setattr("sys.stderr", screen)
    with progress.bar("Démarche 1", "dossiers") as shown:
        shown.reach(3)
        shown.note("Nouvel essai.")
    assert screen.getvalue() == "Nouvel essai.\n"
