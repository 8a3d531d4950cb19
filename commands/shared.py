"""What all commands share: options, language, the measure, how results and errors are printed."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from ..engine.messages import LANGS, Lang, message, template

if TYPE_CHECKING:
    from ..engine.errors import Fault, FondsvertError
    from ..engine.measure import Measure

WARNINGS = 5
"""How many warnings of a list are shown; --debug shows them all."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def language() -> Lang:
    """Return the language of messages before the command line is read."""
    asked = os.environ.get("FONDSVERT_LANG", "fr")
    for index, argument in enumerate(sys.argv[1:], 1):
        if argument == "--lang" and index + 1 < len(sys.argv):
            asked = sys.argv[index + 1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return next((lang for lang in LANGS if lang == asked), "fr")


def said(key: str) -> str:
    """Return the help text of this key, in the language of the command line."""
    return template(f"cli.{key}", language())


class Day(click.ParamType):  # type: ignore[type-arg,unused-ignore] # generic since click 8.4
    """A date in ISO form."""

    name = "AAAA-MM-JJ"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the date, or refuse the value with what was expected."""
        from datetime import date

        try:
            if isinstance(value, date):
                return value
            # 20250101 and 2025-W01-1 are ISO dates too, but not ours.
            return date.fromisoformat(value if _DAY.fullmatch(value) else "")
        except ValueError:
            self.fail(message("terminal.aide_date", language(), valeur=value), param, ctx)


def shared(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that the whole program has."""
    for option in (
        click.option("--debug", is_flag=True, expose_value=False, callback=remember,
                     help=said("debug")),
        click.option("--lang", type=click.Choice(LANGS), expose_value=False, callback=remember,
                     help=said("lang")),
        click.option("--territoires", metavar="FICHIER", expose_value=False, callback=remember,
                     help=said("territoires")),
        click.option("--afr", metavar="FICHIER", expose_value=False,
                     callback=remember, help=said("afr")),
        click.option("--regles", metavar="DOSSIER", expose_value=False, callback=remember,
                     help=said("regles")),
    ):  # fmt: skip
        command = option(command)
    return command


def remember(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Keep an option that the whole program has, wherever it stands on the line."""
    shared = ctx.ensure_object(dict)
    if value:
        shared[param.name] = value


def lang_of(ctx: click.Context) -> Lang:
    """Return the language that the user asked for."""
    lang: Lang = ctx.ensure_object(dict).get("lang") or language()
    return lang


def measure_of(ctx: click.Context) -> Measure:
    """Return the measure for the options given; what is doubtful of a list is told."""
    from ..engine.measure import load

    shared = ctx.ensure_object(dict)
    measure = load(
        shared.get("regles"),
        territories=shared.get("territoires"),
        afr=shared.get("afr") or os.environ.get("FONDSVERT_AFR"),
    )
    for warnings in (measure.notices, measure.afr.warnings if measure.afr else ()):
        _warn(warnings, ctx)
    return measure


def _warn(warnings: Sequence[Fault], ctx: click.Context) -> None:
    """Tell what is doubtful of one list, shortly: a damaged one has hundreds of such lines."""
    lang = lang_of(ctx)
    shown = len(warnings) if ctx.ensure_object(dict).get("debug") else WARNINGS
    for fault in warnings[:shown]:
        click.echo(fault.message(lang), err=True)
    if warnings[shown:]:
        left, file = len(warnings) - shown, warnings[0].where.file
        click.echo(message("terminal.autres_avis", lang, fichier=file, nombre=left), err=True)


def formats(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the choice between text and JSON."""
    return click.option("--format", "shape", type=click.Choice(["texte", "json"]), default="texte",
                        show_default=True, help=said("format"))(command)  # fmt: skip


def complain(error: FondsvertError, lang: Lang) -> int:
    """Print every fault of an error; return its exit code."""
    for line in error.messages(lang):
        click.echo(f"{template('terminal.erreur', lang)} {line}", err=True)
    return error.exit_code


def echo_json(data: Any) -> None:
    """Print plain data as JSON."""
    import json

    utf8()
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def utf8() -> None:
    """JSON is UTF-8, whatever the terminal's encoding."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")


def dossiers_of(files: tuple[str, ...], measure: Measure) -> Iterator[Any]:
    """Yield every dossier of the files, and the error of each that is not one."""
    from ..engine.errors import FondsvertError
    from ..engine.intake.files import read_dossiers

    for name in files:
        source = sys.stdin.buffer if name == "-" else name
        try:
            yield from read_dossiers(source, name=name if name != "-" else "stdin",
                                     context=measure.context)  # fmt: skip
        except FondsvertError as error:
            yield error
