"""``fondsvert instruire``: screen dossiers."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

import click

from ..engine.messages import Lang
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

    from ..engine.findings import Decision
    from ..engine.measure import Engine, Measure
    from ..engine.report.questions import Asked


@click.command(help=said("instruire"))
@click.argument("files", nargs=-1, required=True, metavar="FICHIER...")
@click.option("--edition", metavar="ID", help=said("edition"))
@click.option("--date", "on", type=Day(), help=said("date"))
@click.option("--moteur", "engine", type=click.Choice(["durable", "reference"]),
              help=said("moteur"))  # fmt: skip
@click.option("--origines", "origins_file", metavar="FICHIER", help=said("origines"))
@click.option("--exiger-eligible", is_flag=True, help=said("exiger_eligible"))
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
    shape: str,
) -> NoReturn:
    """Screen each dossier of each file; an invalid one never stops the others."""
    from ..engine.errors import FondsvertError, InputError, MissingFileError

    lang, measure = lang_of(ctx), measure_of(ctx)
    # What is loaded lives until the end: the garbage collector need not look at it, nor undo it.
    gc.freeze()
    if edition is not None:
        try:
            measure.edition(edition)
        except FondsvertError as error:
            raise click.UsageError("\n".join(error.messages(lang)), ctx) from None
    show, worst, verdicts = _printer(measure, shape, lang, _questions(origins_file)), 0, []
    for item in dossiers_of(files, measure):
        try:
            if isinstance(item, FondsvertError):
                raise item
            decision = measure.screen(item, on=on, edition=edition, engine=engine, lang=lang)
        except (InputError, MissingFileError) as error:
            worst = max(worst, complain(error, lang))
            continue
        show(decision, item)
        verdicts.append((decision.reference, decision.verdict, decision.deciding))
    if shape == "texte" and len(verdicts) > 1:
        from ..engine.report.decision_view import summary
        from ..engine.report.terminal import show as print_summary

        print_summary(summary(verdicts, measure.book, lang))
    if exiger_eligible and any(verdict != "eligible" for _, verdict, _ in verdicts):
        worst = max(worst, 1)
    gc.freeze()
    sys.exit(worst)


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
