"""``fondsvert generer``: a portfolio of synthetic dossiers, for trials and benchmarks."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..engine.messages import message, template
from .shared import lang_of, language, shared

if TYPE_CHECKING:
    import polars as pl

    from ..engine.flat_files import Form
    from ..engine.report.progress import Bar

STANDARD_OUTPUT = "-"
MOST = 50_000_000
"""As in ``engine/synthesis``, which is not imported for a help text."""


class _NotWritten(click.ClickException):
    """The file could not be written."""

    exit_code = 74


def _said(key: str) -> str:
    return template(f"generer.{key}", language())


def _form(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, Form]:
    """Return the file to write and its form, which its name tells."""
    from ..engine.flat_files import FORMS

    if value == STANDARD_OUTPUT:
        return value, "jsonl"
    for form in FORMS:
        if value.lower().endswith(f".{form}"):
            return value, form
    text = message("generer.aide_forme", language(), valeur=value,
                   formes=", ".join(f".{form}" for form in FORMS))  # fmt: skip
    raise click.BadParameter(text, ctx, param)


@click.command(help=_said("commande"))
@click.option("-n", "--nombre", "count", type=click.IntRange(1, MOST), default=1000,
              show_default=True, help=_said("aide_nombre"))  # fmt: skip
@click.option("--graine", "seed", type=click.IntRange(min=0), default=1, show_default=True,
              help=_said("aide_graine"))  # fmt: skip
@click.option("-o", "--sortie", "output", default=STANDARD_OUTPUT, show_default=True,
              metavar="FICHIER", callback=_form, help=_said("aide_sortie"))  # fmt: skip
@click.option("--sans-textes", "bare", is_flag=True, help=_said("aide_sans_textes"))
@shared
@click.pass_context
def generer(
    ctx: click.Context, count: int, seed: int, output: tuple[str, Form], bare: bool
) -> None:
    """Draw dossiers; the file is written whole or not at all."""
    from ..engine.flat_files import write_frames, write_lines
    from ..engine.report.programme_files import replace_file
    from ..engine.report.progress import bar
    from ..engine.synthesis import generate_frame, synthetic_columns
    from ..engine.wording import number

    lang = lang_of(ctx)
    name, form = output
    frames = generate_frame(count, seed, texts=not bare)
    if name == STANDARD_OUTPUT:
        write_lines(sys.stdout.buffer, frames)
        return
    columns = synthetic_columns(texts=not bare)
    with bar(_say("en_cours", lang), _say("unite", lang), lang) as shown:
        told = _told(frames, shown, count)
        try:
            replace_file(Path(name), lambda path: write_frames(path, form, told, columns))
        except OSError as error:
            text = _say("non_ecrit", lang, fichier=name, detail=error.strerror or str(error))
            raise _NotWritten(text) from None
    key = "fait_un" if count == 1 else "fait"
    text = _say(key, lang, dossiers=number(count, lang), fichier=name, graine=seed)
    click.echo(text, err=True)


def _say(key: str, lang: Any, **values: object) -> str:
    return message(f"generer.{key}", lang, **values)


def _told(frames: Iterable[pl.DataFrame], shown: Bar, total: int) -> Iterator[pl.DataFrame]:
    """Yield the tables, and show how many dossiers they come to."""
    done = 0
    for frame in frames:
        yield frame
        done += frame.height
        shown.reach(done, total)
