"""``fondsvert questions --interactif``: the interview at the terminal, from a dossier or none."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click

from ..engine.messages import Lang, message, template
from .shared import complain, dossiers_of, lang_of, measure_of, utf8

if TYPE_CHECKING:
    from datetime import date

    from ..engine.measure import Measure
    from ..engine.questions.interview import Step
    from .prompting import Terminal

INTERRUPTED = 130


class _NotWritten(click.ClickException):
    """The completed dossier could not be written."""

    exit_code = 74


class Asked(NamedTuple):
    """How decisions are asked for, and where the dossier is written."""

    on: date | None
    edition: str | None
    output: str | None
    shape: str
    lang: Lang


def interviewed(
    ctx: click.Context, files: tuple[str, ...], on: date | None, edition: str | None,
    output: str | None, shape: str,
) -> NoReturn:  # fmt: skip
    """Ask until the verdict waits for nothing more; show the decision as it then is."""
    lang = lang_of(ctx)
    if len(files) > 1:
        raise click.UsageError(_say("un_seul", lang), ctx)
    if files == ("-",) or not sys.stdin.isatty():
        raise click.UsageError(_say("terminal", lang), ctx)
    terminal_of = _prompting()
    measure = measure_of(ctx)
    asked = Asked(on, edition, output, shape, lang)
    step = conduct(measure, terminal_of(measure, lang), started(files, measure), asked)
    told(measure, step, asked)
    sys.exit(0)


def _prompting() -> type[Terminal]:
    from ..engine.errors import EngineUnavailableError, Fault

    try:
        from .prompting import Terminal
    except ImportError:
        raise EngineUnavailableError([Fault("entretien.questionary_absent")]) from None
    return Terminal


def started(files: tuple[str, ...], measure: Measure) -> dict[str, Any]:
    """Return the plain data of the only dossier of a file, none where no file is named."""
    from ..engine.errors import Fault, FondsvertError, InputError, Where

    found = list(dossiers_of(files, measure))
    for item in found:
        if isinstance(item, FondsvertError):
            raise item
    if len(found) > 1:
        raise InputError([Fault("entree.plusieurs_documents", Where(files[0]))])
    data: dict[str, Any] = found[0].model_dump(mode="json", exclude_none=True) if found else {}
    return data


def conduct(measure: Measure, terminal: Terminal, data: dict[str, Any], options: Asked) -> Step:
    """Ask one question after the other; return the last step.

    Each answer is written at once where a file was named, so that nothing given is lost. Exits
    with 130 when the person leaves.
    """
    from ..engine.errors import InputError
    from ..engine.questions.interview import answer, interview
    from .prompting import Back

    asked: frozenset[str] = frozenset()
    before: list[tuple[dict[str, Any], frozenset[str]]] = []
    while True:
        step = interview(measure, data, asked=asked, on=options.on, edition=options.edition,
                         lang=options.lang)  # fmt: skip
        if step.question is None:
            return step
        _announce(measure, step, options.lang)
        try:
            said = terminal.ask(step.question, step.data)
            given = data if said is None else answer(
                measure, data, step.question.path, said, lang=options.lang
            )  # fmt: skip
        except InputError as error:  # two answers that contradict one another
            complain(error, options.lang)
            continue
        except Back:
            data, asked = before.pop() if before else (data, asked)
            continue
        except (KeyboardInterrupt, EOFError):
            _left(options, kept=bool(before))
        before.append((data, asked))
        data, asked = given, asked | {step.question.path}
        if options.output is not None and said is not None:
            write(options.output, data, options.lang)


def write(name: str, data: dict[str, Any], lang: Lang) -> None:
    """Write a dossier whole, or leave what was there."""
    from ..engine.intake.output import as_yaml
    from ..engine.report.programme_files import replace_file

    text = as_yaml(data)
    try:
        replace_file(
            Path(name), lambda path: path.write_text(text, encoding="utf-8", newline="\n")
        )  # fmt: skip
    except OSError as error:
        detail = error.strerror or str(error)
        raise _NotWritten(_say("non_ecrit", lang, fichier=name, detail=detail)) from None


def _left(options: Asked, *, kept: bool) -> NoReturn:
    key = "garde" if options.output is not None and kept else "perdu"
    click.echo(_say(key, options.lang, fichier=options.output), err=True)
    sys.exit(INTERRUPTED)


def _announce(measure: Measure, step: Step, lang: Lang) -> None:
    """Say where the interview stands, before the next question."""
    question = step.question
    if question is None or step.decision is None:
        return
    verdict = next(v.title.plain(lang) for v in measure.book.verdicts
                   if v.id == step.decision.verdict)  # fmt: skip
    one, many = template("interactif.questions", lang).split("|")
    left = f"{step.left} {one if step.left < 2 else many}"
    lines = ["", _say("etape", lang, verdict=verdict.lower(), reste=left)]
    if not step.exact:
        lines.append(_say("sans_preuve", lang))
    if question.contact:
        lines.append(_say("demander_a", lang, interlocuteur=question.contact))
    if question.waiting:
        names = ", ".join(f"{one.id} ({one.title})" for one in question.waiting)
        lines.append(_say("utile_a", lang, criteres=names))
    click.echo("\n".join(lines), err=True)


def told(measure: Measure, step: Step, options: Asked) -> None:
    """Say why nothing is left to ask, then show the decision."""
    lang, decision = options.lang, step.decision
    from ..engine.questions.prompts import Prompts

    if decision is None:
        click.echo(_say("fin_sans_debut", lang), err=True)
        return
    if step.settled:
        ending = _say("fin_fixe", lang)
    elif step.skipped:
        from ..engine.wording import listed

        names = listed([Prompts(measure.book, lang).label(path) for path in step.skipped], lang)
        ending = _say("fin_inconnu", lang, faits=names)
    else:
        ending = _say("fin_sans_issue", lang)
    click.echo(f"\n{ending}", err=True)
    if options.output is not None:
        write(options.output, dict(step.data), lang)
        click.echo(_say("ecrit", lang, fichier=options.output), err=True)
    if options.shape == "json":
        utf8()
        click.echo(decision.model_dump_json())
        return
    from ..engine.dossier import Dossier
    from ..engine.report.decision_view import render
    from ..engine.report.terminal import show

    dossier = Dossier.model_validate(step.data, context=measure.context)
    show(render(decision, measure.book, lang, dossier, {}))


def _say(key: str, lang: Lang, **values: object) -> str:
    return message(f"interactif.{key}", lang, **values)
