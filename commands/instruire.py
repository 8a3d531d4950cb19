"""``fondsvert instruire``: screen dossiers."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click

from ..engine.messages import Lang, message, template
from .registre import checked_instant
from .shared import (
    Day,
    complain,
    dossiers_of,
    formats,
    lang_of,
    language,
    measure_of,
    said,
    shared,
    utf8,
)

if TYPE_CHECKING:
    from datetime import date

    from ..engine.findings import Decision, Verdict
    from ..engine.measure import Engine, Measure
    from ..engine.remedy.finder import Remedies
    from ..engine.report.questions import Asked
    from ..engine.report.remedy_view import RemedyView
    from .registre import Record


@click.command(help=said("instruire"))
@click.argument("files", nargs=-1, required=True, metavar="FICHIER...")
@click.option("--edition", metavar="ID", help=said("edition"))
@click.option("--date", "on", type=Day(), help=said("date"))
@click.option("--moteur", "engine", type=click.Choice(["durable", "reference"]),
              help=said("moteur"))  # fmt: skip
@click.option("--origines", "origins_file", metavar="FICHIER", help=said("origines"))
@click.option("--exiger-eligible", is_flag=True, help=said("exiger_eligible"))
@click.option("--remede", "remedy", is_flag=True, help=template("remede.aide", language()))
@click.option("--registre", "register", metavar="REGISTRE", help=said("registre_option"))
@click.option("--cle", "key_file", metavar="FICHIER", envvar="FONDSVERT_CLE", help=said("cle"))
@click.option("--tete", "head", metavar="FICHIER", help=said("tete"))
@click.option("--horodatage", "at", metavar="INSTANT", callback=checked_instant,
              help=said("horodatage"))  # fmt: skip
@formats
@shared
@click.pass_context
def instruire(
    ctx: click.Context,
    files: tuple[str, ...],
    edition: str | None,
    on: date | None,
    engine: Engine | None,
    origins_file: str | None,
    exiger_eligible: bool,
    remedy: bool,
    register: str | None,
    key_file: str | None,
    head: str | None,
    at: str | None,
    shape: str,
) -> NoReturn:
    """Screen each dossier of each file; an invalid one never stops the others."""
    lang = lang_of(ctx)
    if remedy:
        from ..engine.proof import require_solver

        require_solver()
    with _opened(ctx, register, key_file, head, at) as (measure, record):
        # What is loaded lives until the end: the garbage collector need not look at it.
        gc.freeze()
        asked = Options(on, edition, engine, lang)
        _checked(ctx, measure, edition)
        advice = _advice(measure, asked) if remedy else None
        show = _printer(measure, shape, lang, _questions(origins_file), advice)
        found = _screened(files, measure, asked, record, show)
        book = measure.book
    if shape == "texte" and len(found.verdicts) > 1:
        from ..engine.report.decision_view import summary
        from ..engine.report.terminal import show as print_summary

        print_summary(summary(found.verdicts, book, lang))
    worst = found.worst
    if exiger_eligible and any(verdict != "eligible" for _, verdict, _ in found.verdicts):
        worst = max(worst, 1)
    gc.freeze()
    sys.exit(worst)


class Options(NamedTuple):
    """How decisions are asked for."""

    on: date | None
    edition: str | None
    engine: Engine | None
    lang: Lang


class Screened(NamedTuple):
    """What came of the dossiers: the largest exit code, and each verdict."""

    worst: int
    verdicts: list[tuple[str, Verdict, list[str]]]


def _screened(
    files: tuple[str, ...], measure: Measure, asked: Options, record: Record | None,
    show: Callable[[Any, Any], None],
) -> Screened:  # fmt: skip
    """Screen, record, then show each dossier: what was shown is in the register."""
    from ..engine.errors import FondsvertError, InferenceError, InputError, MissingFileError

    worst, verdicts = 0, []
    for item in dossiers_of(files, measure):
        try:
            if isinstance(item, FondsvertError):
                raise item
            decision = measure.screen(item, **asked._asdict())
        except (InputError, MissingFileError) as error:
            worst = max(worst, complain(error, asked.lang))
            continue
        if record is not None:
            record(item, decision, *asked)
        verdicts.append((decision.reference, decision.verdict, decision.deciding))
        try:
            show(decision, item)
        except InferenceError as error:
            # The decision is shown; only what it would take could not be told.
            worst = max(worst, complain(error, asked.lang))
    return Screened(worst, verdicts)


def _checked(ctx: click.Context, measure: Measure, edition: str | None) -> None:
    """Refuse an edition that does not exist before anything is screened."""
    from ..engine.errors import FondsvertError

    if edition is not None:
        try:
            measure.edition(edition)
        except FondsvertError as error:
            raise click.UsageError("\n".join(error.messages(lang_of(ctx))), ctx) from None


@contextmanager
def _opened(
    ctx: click.Context, register: str | None, key_file: str | None, head: str | None, at: str | None
) -> Iterator[tuple[Measure, Record | None]]:
    """Give the measure, and what records a decision where a register was asked for."""
    if register is None:
        for name, value in (("--tete", head), ("--horodatage", at)):
            if value:
                text = message("registre.aide_registre", lang_of(ctx), nom=name)
                raise click.UsageError(text, ctx)
        yield measure_of(ctx), None
        return
    from .registre import recorder

    with recorder(ctx, register, key_file, head, at) as opened:
        yield opened


def _questions(file: str | None) -> Callable[[str], Asked]:
    """Return what finds the questions of the form behind a dossier, by its reference."""
    if file is None:
        return lambda _reference: {}
    from ..engine.intake.origins import Origins

    return Origins(file).questions


class Advice(NamedTuple):
    """What finds the remedies of a dossier, and what says them."""

    find: Callable[[Any, Decision], Remedies]
    view: RemedyView


def _advice(measure: Measure, asked: Options) -> Advice:
    from ..engine.remedy.finder import remedies
    from ..engine.report.remedy_view import RemedyView

    return Advice(
        lambda dossier, decision: remedies(measure, dossier, on=asked.on, decision=decision),
        RemedyView(measure.book, asked.lang),
    )


def _printer(
    measure: Measure, shape: str, lang: Lang, questions: Callable[[str], Asked],
    advice: Advice | None,
) -> Callable[[Any, Any], None]:  # fmt: skip
    if shape == "json":
        utf8()
        return lambda decision, dossier: _print_json(decision, dossier, questions, advice)
    from ..engine.report.decision_view import render
    from ..engine.report.terminal import show

    def told(decision: Decision, dossier: Any) -> None:
        show(render(decision, measure.book, lang, dossier, questions(decision.reference)))
        if advice is not None:
            show(advice.view.render(advice.find(dossier, decision)))

    return told


def _print_json(
    decision: Decision, dossier: Any, questions: Callable[[str], Asked], advice: Advice | None
) -> None:
    """Print a decision as a line of JSON, with what was asked for beside it."""
    from ..engine.report.questions import as_data

    beside: dict[str, Any] = {}
    if asked := questions(decision.reference):
        beside["questions"] = as_data(decision, asked)
    try:
        if advice is not None:
            beside["remede"] = advice.view.as_data(advice.find(dossier, decision))
    finally:
        click.echo(_with(decision.model_dump_json(), beside))


def _with(text: str, beside: dict[str, Any]) -> str:
    """Return an object in JSON with more keys at its end."""
    import json

    for name, data in beside.items():
        told = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        text = f'{text.removesuffix("}")},"{name}":{told}}}'
    return text
