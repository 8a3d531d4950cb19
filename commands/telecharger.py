"""``fondsvert telecharger``: a démarche's dossiers, fetched from the State's filing platform."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..engine.messages import Lang, message
from .shared import Day, echo_json, formats, lang_of, language, said, shared

if TYPE_CHECKING:
    from datetime import date

    from ..engine.intake.graphql.query import State
    from ..engine.intake.graphql.store import Progress

MAX_RATE = 20.0


class _NotWritten(click.ClickException):
    """A file could not be written."""

    exit_code = 74


def _file(ctx: click.Context, param: click.Parameter, value: str) -> Path:
    """Return the file to write; a device, a folder or standard output cannot be taken up again."""
    path = Path(value)
    if value == "-" or "\0" in value or not path.name or (path.exists() and not path.is_file()):
        text = message("telecharger.aide_sortie", language(), valeur=value)
        raise click.BadParameter(text, ctx, param)
    return path


@click.command(help=said("telecharger"))
@click.argument("demarche", type=click.IntRange(min=1), metavar="DEMARCHE")
@click.option("-o", "--sortie", "output", required=True, metavar="FICHIER", callback=_file,
              help=said("sortie_dossiers"))  # fmt: skip
@click.option("--reprendre", "resume", is_flag=True, help=said("reprendre_telechargement"))
@click.option("--etat", "state",
              type=click.Choice(["en_construction", "en_instruction", "accepte", "refuse",
                                 "sans_suite"]), help=said("etat"))  # fmt: skip
@click.option("--depuis", "since", type=Day(), help=said("depuis"))
@click.option("--debit", "rate", type=click.FloatRange(min=0, max=MAX_RATE, min_open=True),
              default=2.0, show_default=True, help=said("debit"))  # fmt: skip
@click.option("--par-page", "size", type=click.IntRange(1, 100), default=100, show_default=True,
              help=said("par_page"))  # fmt: skip
@click.option("--url", metavar="ADRESSE", help=said("url"))
@formats
@shared
@click.pass_context
def telecharger(
    ctx: click.Context,
    demarche: int,
    output: Path,
    resume: bool,
    state: State | None,
    since: date | None,
    rate: float,
    size: int,
    url: str | None,
    shape: str,
) -> None:
    """Fetch dossiers page by page; what came before an interruption is kept."""
    from ..engine.errors import FondsvertError, InputError
    from ..engine.intake.graphql.client import VARIABLE, Client, checked_url
    from ..engine.intake.graphql.download import download
    from ..engine.intake.graphql.query import URL, Asked
    from ..engine.report.progress import bar

    lang = lang_of(ctx)
    try:
        url = checked_url(url or URL)
    except InputError as error:
        raise click.UsageError("\n".join(error.messages(lang)), ctx) from None
    label = message("telecharger.en_cours", lang, demarche=demarche)
    try:
        with (
            bar(label, message("telecharger.unite", lang), lang) as shown,
            Client(url, os.environ.get(VARIABLE, ""), rate=rate, size=size,
                   notify=lambda cause, wait: shown.note(
                       f"{cause.message(lang)} {wait.message(lang)}")) as client,
        ):  # fmt: skip
            done = download(client, Asked(demarche, state, since), output, resume=resume,
                            tell=lambda progress: shown.reach(progress.dossiers))  # fmt: skip
    except FondsvertError as error:
        # The error is told by who called us, after what the user can do about it.
        if not isinstance(error, InputError):
            _tell_kept(output, lang)
        raise
    except KeyboardInterrupt:
        _tell_kept(output, lang)
        raise
    except OSError as error:
        _tell_kept(output, lang)
        text = message("telecharger.fichier_non_ecrit", lang, fichier=output,
                       detail=error.strerror or "")  # fmt: skip
        raise _NotWritten(text) from None
    _report(done, output, shape, lang)


def _tell_kept(output: Path, lang: Lang) -> None:
    """Tell how many dossiers are kept for the next time, if any."""
    from ..engine.errors import FondsvertError
    from ..engine.intake.graphql.store import read_progress
    from ..engine.wording import number

    try:
        found = read_progress(output)
    except FondsvertError:
        return
    if found is not None and found.dossiers:
        text = message("telecharger.gardes", lang, dossiers=number(found.dossiers, lang))
        click.echo(text, err=True)


def _report(done: Progress, output: Path, shape: str, lang: Lang) -> None:
    from ..engine.wording import number

    if shape == "json":
        echo_json({"fichier": str(output), "demarche": done.demarche, "titre": done.titre,
                   "dossiers": done.dossiers, "pages": done.pages})  # fmt: skip
        return
    key = {0: "fait_aucun", 1: "fait_un"}.get(done.dossiers, "fait")
    click.echo(message(f"telecharger.{key}", lang, dossiers=number(done.dossiers, lang),
                       demarche=done.demarche, titre=done.titre, fichier=output))  # fmt: skip
