"""``fondsvert instruire``: screen dossiers."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click

from ..engine.messages import Lang, message
from .registre import checked_instant
from .shared import (
    Day,
    complain,
    dossiers_of,
    formats,
    lang_of,
    measure_of,
    said,
    shared,
    utf8,
)

if TYPE_CHECKING:
    from datetime import date

    from ..engine.findings import Decision, Verdict
    from ..engine.measure import Engine, Measure
    from ..engine.report.questions import Asked
    from .registre import Record


@click.command(help=said("instruire"))
@click.argument("files", nargs=-1, required=True, metavar="FICHIER...")
@click.option("--edition", metavar="ID", help=said("edition"))
@click.option("--date", "on", type=Day(), help=said("date"))
@click.option("--moteur", "engine", type=click.Choice(["durable", "reference"]),
              help=said("moteur"))  # fmt: skip
@click.option("--origines", "origins_file", metavar="FICHIER", help=said("origines"))
@click.option("--exiger-eligible", is_flag=True, help=said("exiger_eligible"))
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
    register: str | None,
    key_file: str | None,
    head: str | None,
    at: str | None,
    shape: str,
) -> NoReturn:
    """Screen each dossier of each file; an invalid one never stops the others."""
    lang = lang_of(ctx)
    with _opened(ctx, register, key_file, head, at) as (measure, record):
        # What is loaded lives until the end: the garbage collector need not look at it.
        gc.freeze()
        asked = Options(on, edition, engine, lang)
        _checked(ctx, measure, edition)
        show = _printer(measure, shape, lang, _questions(origins_file))
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
    from ..engine.errors import FondsvertError, InputError, MissingFileError

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
        show(decision, item)
        verdicts.append((decision.reference, decision.verdict, decision.deciding))
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


def _printer(
    measure: Measure, shape: str, lang: Lang, questions: Callable[[str], Asked]
) -> Callable[[Any, Any], None]:
    if shape == "json":
        utf8()
        return lambda decision, _dossier: click.echo(_as_json(decision, questions))
    from ..engine.report.decision_view import render
    from ..engine.report.terminal import show

    return lambda decision, dossier: show(
        render(decision, measure.book, lang, dossier, questions(decision.reference))
    )


def _as_json(decision: Decision, questions: Callable[[str], Asked]) -> str:
    """Return a decision as a line of JSON, the questions of the form after it if they are known."""
    text = decision.model_dump_json()
    asked = questions(decision.reference)
    if not asked:
        return text
    import json

    from ..engine.report.questions import as_data

    told = json.dumps(as_data(decision, asked), ensure_ascii=False, separators=(",", ":"))
    return f'{text.removesuffix("}")},"questions":{told}}}'
