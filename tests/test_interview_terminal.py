"""The interview at the terminal: prompts that check what is typed, leaving, the real command."""

from __future__ import annotations

import io
import os
import select
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from places import ROOT

import fondsvert
from fondsvert.cli import main
from fondsvert.commands import interviewing
from fondsvert.commands.interviewing import Asked, conduct, started, told, write
from fondsvert.engine import yaml_text
from fondsvert.engine.errors import EngineUnavailableError, InputError
from fondsvert.engine.questions.answers import answer
from fondsvert.engine.questions.prompts import Prompts, Question

pytest.importorskip("questionary")
pty = pytest.importorskip("pty", reason="no pseudo-terminals here")

from prompt_toolkit.input import PipeInput, create_pipe_input  # noqa: E402
from prompt_toolkit.output import DummyOutput  # noqa: E402

from fondsvert.commands.prompting import Back, Terminal  # noqa: E402

UP, DOWN, ENTER, SPACE, LEAVE, CLEAR = "\x1b[A", "\x1b[B", "\r", " ", "\x03", "\x15"
LAST, LAST_BUT_ONE = UP + ENTER, UP + UP + ENTER
OPTIONS = Asked(None, None, None, "texte", "fr")


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    """What is typed."""
    with create_pipe_input() as typed:
        yield typed


@pytest.fixture
def terminal(measure: fondsvert.Measure, keys: PipeInput) -> Terminal:
    """A terminal on which a test types."""
    return Terminal(measure, "fr", keys, DummyOutput())


class Typist(Terminal):
    """Types what a function answers to each question, and remembers what was asked."""

    def __init__(
        self, measure: fondsvert.Measure, keys: PipeInput, script: Callable[[Question], str]
    ) -> None:
        super().__init__(measure, "fr", keys, DummyOutput())
        self.keys, self.script, self.asked = keys, script, []  # type: ignore[var-annotated]

    def ask(self, question: Question, data: Any) -> Any:
        """Type, then ask."""
        self.asked.append(question.path)
        self.keys.send_text(self.script(question))
        return super().ask(question, data)


def skipping(question: Question) -> str:
    """Answer « je ne sais pas »."""
    if question.kind == "set":
        return (UP + UP) + SPACE + ENTER
    return LAST_BUT_ONE if question.kind in {"bool", "enum", "rows"} else ENTER


def data_of(name: str, measure: fondsvert.Measure) -> dict[str, Any]:
    """Return an example as plain data."""
    return started((str(ROOT / "examples" / name),), measure)


@pytest.mark.parametrize(
    ("path", "typed", "said"),
    [
        ("porteur.personne_morale", ENTER, "oui"),
        ("porteur.personne_morale", DOWN + ENTER, "non"),
        ("porteur.personne_morale", LAST_BUT_ONE, None),
        ("projet.volet", DOWN + ENTER, "competences"),
        ("projet.thematiques", DOWN + SPACE + DOWN + SPACE + ENTER,
         ["gestion_ressources", "decarbonation"]),
        ("projet.thematiques", ENTER, []),
        ("projet.thematiques", UP + UP + SPACE + ENTER, None),
        # « je ne sais pas » beside an answer is refused; it is unticked, and the answer stays.
        ("projet.thematiques", SPACE + UP + UP + SPACE + ENTER + SPACE + ENTER,
         ["protection_environnement"]),
        ("financement.montant_demande", f"300 000 €{ENTER}", "300 000 €"),
        ("financement.montant_demande", f"beaucoup{ENTER}{CLEAR}12{ENTER}", "12"),
        ("financement.montant_demande", ENTER, None),
        ("projet.commune", f"Nulle-Part{ENTER}{CLEAR}Vierzon{ENTER}", "Vierzon"),
        ("projet.date_debut", f"32/01/2024{ENTER}{CLEAR}1/10/2024{ENTER}", "1/10/2024"),
        ("financement.depenses", DOWN + ENTER, []),
        ("financement.depenses", LAST_BUT_ONE, None),
        ("porteur.difficulte.exercices",
         f"{ENTER}23{ENTER}{CLEAR}2023{ENTER}1000{ENTER}{ENTER}{ENTER}{ENTER}{DOWN}{ENTER}",
         [{"annee": "2023", "dettes": "1000"}]),
        ("financement.depenses",
         f"{ENTER}Four{ENTER}{ENTER}-5{ENTER}{CLEAR}980 000{ENTER}{ENTER}{DOWN}{ENTER}",
         [{"poste": "Four", "nature": "equipement", "montant_ht": "980 000", "eligible": "oui"}]),
    ],
)  # fmt: skip
def test_what_is_typed(
    measure: fondsvert.Measure, terminal: Terminal, keys: PipeInput, path: str, typed: str,
    said: Any,
) -> None:  # fmt: skip
    """Each kind of question is answered with arrows or in words; what is wrong is typed again."""
    keys.send_text(typed)
    found = terminal.ask(Prompts(measure.book, "fr").question(path), {})
    assert found == said
    assert found is None or answer(measure, {}, path, found)


@pytest.mark.parametrize(
    ("path", "typed"),
    [("projet.volet", LAST), ("projet.commune", f"<{ENTER}"), ("pieces", UP + SPACE + ENTER)],
)
def test_the_previous_question_can_be_asked_again(
    measure: fondsvert.Measure, terminal: Terminal, keys: PipeInput, path: str, typed: str
) -> None:
    """From a choice, a text or boxes."""
    keys.send_text(typed)
    with pytest.raises(Back):
        terminal.ask(Prompts(measure.book, "fr").question(path), {})


def test_it_stops_as_soon_as_the_verdict_is_settled(
    measure: fondsvert.Measure, keys: PipeInput, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Gone back once, then the governance refuses: no more is asked, the dossier is written."""
    output = tmp_path / "complet.yaml"
    answers = iter([ENTER, LAST, DOWN + ENTER])
    typist = Typist(measure, keys, lambda _question: next(answers))
    options = OPTIONS._replace(output=str(output), shape="json")
    step = conduct(measure, typist, data_of("a-completer.yaml", measure), options)
    assert step.settled
    assert typist.asked[0] == typist.asked[2] == "gouvernance.accord"
    told(measure, step, options)
    shown = capsys.readouterr()
    assert '"verdict":"ineligible"' in shown.out
    assert "Plus rien à demander" in shown.err
    written = fondsvert.read(output)
    assert written.gouvernance is not None
    assert written.gouvernance.accord == "defavorable"
    assert written.model_dump(mode="json", exclude_none=True) == step.data
    assert list(tmp_path.iterdir()) == [output]


def test_nobody_knows(
    measure: fondsvert.Measure, keys: PipeInput, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each thing is asked once at most, then what is still unknown is named."""
    typist = Typist(measure, keys, skipping)
    step = conduct(measure, typist, data_of("a-completer.yaml", measure), OPTIONS)
    assert len(set(typist.asked)) == len(typist.asked)
    assert not step.settled
    assert set(step.skipped) == set(typist.asked)
    told(measure, step, OPTIONS)
    assert "Reste inconnu" in capsys.readouterr().err


def test_without_a_reference_nothing_is_screened(
    measure: fondsvert.Measure, keys: PipeInput, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty dossier whose reference nobody knows ends at once, and says why."""
    step = conduct(measure, Typist(measure, keys, skipping), started((), measure), OPTIONS)
    told(measure, step, OPTIONS)
    assert step.decision is None
    assert "Sans la référence" in capsys.readouterr().err


def test_an_answer_that_does_not_go_with_the_others(
    measure: fondsvert.Measure, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is wrong is told, the question asked again, and leaving keeps nothing without -o."""

    class Wrong:
        said = iter(["peut-être"])

        def ask(self, question: Question, _data: Any) -> str:
            assert question.path == "gouvernance.accord"
            for text in self.said:
                return text
            raise EOFError

    terminal: Any = Wrong()
    with pytest.raises(SystemExit) as left:
        conduct(measure, terminal, data_of("a-completer.yaml", measure), OPTIONS)
    assert left.value.code == 130
    shown = capsys.readouterr().err
    assert "n’est pas l’une des réponses possibles" in shown
    assert shown.count("Verdict à ce stade") == 2
    assert "rien n’est gardé" in shown


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    """It is said, with exit code 74, and what was there stays."""
    with pytest.raises(click.ClickException, match="absent") as caught:
        write(str(tmp_path / "absent" / "dossier.yaml"), {"reference": "X"}, "fr")
    assert caught.value.exit_code == 74


def called(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the command; return its exit code."""
    monkeypatch.setattr("sys.argv", ["fondsvert", "questions", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--interactif"], "dans un terminal"),
        (["--interactif", "a.yaml", "b.yaml"], "un seul dossier"),
        (["-o", "x.yaml", "examples/eligible.yaml"], "qu’avec --interactif"),
        ([], "DOSSIER"),
    ],
)
def test_a_command_that_makes_no_sense_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str],
    words: str,
) -> None:  # fmt: skip
    """No terminal, two dossiers, or nowhere to ask: exit code 2, and what was expected."""
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert called(monkeypatch, *arguments) == 2
    assert words in capsys.readouterr().err


def test_without_questionary(monkeypatch: pytest.MonkeyPatch) -> None:
    """The part to install is named."""
    monkeypatch.setitem(sys.modules, "fondsvert.commands.prompting", None)
    with pytest.raises(EngineUnavailableError, match=r"fondsvert\[interactif\]"):
        interviewing._prompting()


def test_a_batch_is_not_interviewed(measure: fondsvert.Measure, tmp_path: Path) -> None:
    """Several dossiers in one file, or a file that is none, are refused before any question."""
    batch = tmp_path / "lot.yaml"
    batch.write_text("- {reference: A, date_depot: 2024-05-13}\n" * 2, encoding="utf-8")
    with pytest.raises(InputError, match="un seul"):
        started((str(batch),), measure)


def test_leaving_the_real_command_keeps_the_answers(tmp_path: Path) -> None:
    """At a terminal, Ctrl-C after one answer: it is in the file, and the exit code is 130."""
    output = tmp_path / "complet.yaml"
    command = [sys.executable, "-m", "fondsvert.cli", "questions", "--interactif", "-o",
               str(output), str(ROOT / "examples" / "a-completer.yaml")]  # fmt: skip
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(command[0], command, {**os.environ, "TERM": "xterm", "COLUMNS": "200"})  # noqa: S606
    shown = _until(terminal, "avec le projet", "")
    os.write(terminal, ENTER.encode())
    shown = _until(terminal, "Verdict à ce stade", shown.rpartition("avec le projet")[2])
    shown = _until(terminal, "précédente", shown.rpartition("Verdict à ce stade")[2])
    os.write(terminal, LEAVE.encode())
    assert "sont dans" in _until(terminal, "sont dans", "")
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 130
    os.close(terminal)
    data = yaml_text.load(output.read_bytes()).data
    assert data["gouvernance"] == {"accord": "favorable"}


def _until(terminal: int, words: str, shown: str) -> str:
    """Read a terminal until it shows some words; fail after a minute without them."""
    while words not in shown:
        ready, _, _ = select.select([terminal], [], [], 60)
        assert ready, f"{words!r} never came: {shown[-500:]}"
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # the command has left
            piece = b""
        assert piece, f"{words!r} never came: {shown[-500:]}"
        if b"\x1b[6n" in piece:  # it asks where the cursor is
            os.write(terminal, b"\x1b[1;1R")
        shown += piece.decode("utf-8", "replace")
    return shown
