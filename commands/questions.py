"""``fondsvert questions``: what is left to ask before a dossier can be decided."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

import click

from ..engine.messages import message, template
from .shared import Day, complain, dossiers_of, formats, lang_of, language, measure_of, said, shared

if TYPE_CHECKING:
    from datetime import date


@click.command(help=template("interroger.aide", language()))
@click.argument("files", nargs=-1, metavar="DOSSIER...")
@click.option("--edition", metavar="ID", help=said("edition"))
@click.option("--date", "on", type=Day(), help=said("date"))
@click.option("--interactif", "interactive", is_flag=True,
              help=template("interactif.aide", language()))  # fmt: skip
@click.option("-o", "--sortie", "output", metavar="FICHIER",
              help=template("interactif.aide_sortie", language()))  # fmt: skip
@formats
@shared
@click.pass_context
def questions(
    ctx: click.Context,
    files: tuple[str, ...],
    edition: str | None,
    on: date | None,
    interactive: bool,
    output: str | None,
    shape: str,
) -> NoReturn:
    """Say, for each dossier, what is left to ask; or ask it."""
    import json

    if interactive:
        from .interviewing import interviewed

        interviewed(ctx, files, on, edition, output, shape)
    if output is not None:
        raise click.UsageError(message("interactif.sortie_seule", lang_of(ctx)), ctx)
    if not files:
        raise click.MissingParameter(ctx=ctx, param=ctx.command.params[0])

    from ..engine.errors import FondsvertError, InputError, MissingFileError
    from ..engine.questions.finder import questions as asked
    from ..engine.report.questions_view import QuestionsView
    from .shared import utf8

    lang, measure = lang_of(ctx), measure_of(ctx)
    view, worst = QuestionsView(measure.book, lang), 0
    for rank, item in enumerate(dossiers_of(files, measure)):
        try:
            if isinstance(item, FondsvertError):
                raise item
            found = asked(measure, item, on=on, edition=edition)
        except (InputError, MissingFileError) as error:
            worst = max(worst, complain(error, lang))
            continue
        if shape == "json":
            utf8()
            click.echo(json.dumps(view.as_data(found), ensure_ascii=False))
            continue
        if rank:
            click.echo()
        for line in view.lines(found):
            click.echo(line)
    sys.exit(worst)
