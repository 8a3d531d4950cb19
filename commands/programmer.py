"""``fondsvert programmer``: which dossiers to fund within an envelope, and why not the others."""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from ..engine.messages import Lang, message
from .shared import (
    Day,
    complain,
    echo_json,
    formats,
    lang_of,
    language,
    measure_of,
    said,
    shared,
)

if TYPE_CHECKING:
    from datetime import date

    from ..engine.envelope.candidates import Candidate
    from ..engine.envelope.programme import Mode
    from ..engine.measure import Engine, Measure

CANNOT_WRITE = 74
DEFAULT_FRONTIER = "4000000:7000000:500000"
_EUROS = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,2})?")
_STEPS = re.compile(r"[^:]*:[^:]*:[^:]*")


def _cents(value: str) -> int | None:
    """Return the cents of an amount in euros, None when it is not one."""
    if not _EUROS.fullmatch(value):
        return None
    whole, _, rest = value.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0"))


class _Amount(click.ParamType):  # type: ignore[type-arg,unused-ignore] # generic since click 8.4
    """An amount in euros."""

    name = "EUROS"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the cents, or refuse the value with what was expected."""
        cents = value if isinstance(value, int) else _cents(value)
        if cents is None:
            self.fail(message("programme.aide_montant", language(), valeur=value), param, ctx)
        return cents


class _Frontier(click.ParamType):  # type: ignore[type-arg,unused-ignore] # generic since click 8.4
    """Envelopes from one amount to another, by steps."""

    name = "DE:A:PAS"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the envelopes in cents, or refuse the value with what was expected."""
        from ..engine.envelope.frontier import MAX_STEPS

        if not isinstance(value, str):
            return value
        amounts = [_cents(part) for part in value.split(":")]
        if len(amounts) == 3 and None not in amounts:
            start, end, step = (amount or 0 for amount in amounts)
            if step and start <= end and (end - start) // step < MAX_STEPS:
                return tuple(range(start, end + 1, step))
        text = message("programme.aide_frontiere", language(), valeur=value, nombre=MAX_STEPS)
        return self.fail(text, param, ctx)


class _Programmer(click.Command):
    """The command; ``--frontiere`` alone, before a file, keeps its default."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line: a name after ``--frontiere`` is a file, not its value."""
        given = [
            f"{word}={DEFAULT_FRONTIER}"
            if word == "--frontiere" and not _STEPS.fullmatch("".join(args[rank + 1 : rank + 2]))
            else word
            for rank, word in enumerate(args)
        ]
        return super().parse_args(ctx, given)


def _verdicts(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> list[str]:
    """Return the verdicts listed, one an option or several between commas."""
    found = [name.strip() for item in value for name in item.split(",")]
    known = ("a_apprecier", "a_completer")
    for name in found:
        if name not in known:
            text = message("terminal.aide_choix", language(), valeur=name, choix=", ".join(known))
            raise click.BadParameter(text, ctx, param)
    return found


@click.command(cls=_Programmer, help=said("programmer"))
@click.argument("files", nargs=-1, required=True, metavar="DOSSIERS...")
@click.option("--enveloppe", "envelope", type=_Amount(), help=said("enveloppe"))
@click.option("--mode", type=click.Choice(["rang", "optimal"]), default="rang", show_default=True,
              help=said("mode"))  # fmt: skip
@click.option("--inclure", "include", multiple=True, metavar="VERDICT", callback=_verdicts,
              help=said("inclure"))  # fmt: skip
@click.option("--contraintes", "terms_file", metavar="FICHIER", help=said("contraintes"))
@click.option("--frontiere", "envelopes", type=_Frontier(), help=said("frontiere"))
@click.option("--csv", "csv_file", metavar="FICHIER", help=said("csv"))
@click.option("--xlsx", "xlsx_file", metavar="FICHIER", help=said("xlsx"))
@click.option("--edition", metavar="ID", help=said("edition"))
@click.option("--date", "on", type=Day(), help=said("date"))
@click.option("--moteur", "engine", type=click.Choice(["durable", "reference"]),
              help=said("moteur"))  # fmt: skip
@formats
@shared
@click.pass_context
def programmer(
    ctx: click.Context,
    files: tuple[str, ...],
    envelope: int | None,
    mode: Mode,
    include: list[str],
    terms_file: str | None,
    envelopes: tuple[int, ...] | None,
    csv_file: str | None,
    xlsx_file: str | None,
    edition: str | None,
    on: date | None,
    engine: Engine | None,
    shape: str,
) -> NoReturn:
    """Propose which dossiers to fund; an invalid one never stops the others."""
    from ..engine.envelope.programme import programme
    from ..engine.envelope.terms_file import read_terms
    from ..engine.envelope.vocabulary import vocabulary
    from ..engine.report import programme_files
    from ..engine.report.programme_json import as_json

    lang, measure = lang_of(ctx), measure_of(ctx)
    gc.freeze()
    if xlsx_file:
        from ..engine.report.programme_workbook import check_available

        check_available()
    if envelope is None:
        envelope = _regional_envelope(measure, on, ctx)
    how = {"edition": edition, "on": on, "engine": engine, "lang": lang}
    candidates, worst = _candidates(ctx, files, measure, how)
    if not candidates:
        sys.exit(worst)
    names = vocabulary(measure.book, measure.territories, candidates, lang)
    terms = read_terms(terms_file, candidates, envelope, names) if terms_file else None
    made = programme(candidates, envelope, terms, mode=mode, include=include,
                     envelopes=envelopes or ())  # fmt: skip
    if csv_file:
        worst = max(worst, _save(csv_file, programme_files.write_csv, made, names, lang))
    if xlsx_file:
        from ..engine.report.programme_workbook import write_xlsx

        worst = max(worst, _save(xlsx_file, write_xlsx, made, names, lang))
    if shape == "json":
        echo_json(as_json(made, names, lang))
    else:
        from ..engine.report.programme_view import render
        from ..engine.report.terminal import show

        show(render(made, names, lang))
    sys.exit(worst)


def _candidates(
    ctx: click.Context, files: tuple[str, ...], measure: Measure, how: dict[str, Any]
) -> tuple[list[Candidate], int]:
    """Return what the sources hold, dossiers screened; errors are told, the worst code returned."""
    from ..engine.envelope.candidates import Candidate, candidate_of
    from ..engine.envelope.sources import read_sources
    from ..engine.errors import FondsvertError, InputError, MissingFileError

    lang, worst = how["lang"], 0
    if how["edition"] is not None:
        try:
            measure.edition(how["edition"])
        except FondsvertError as error:
            raise click.UsageError("\n".join(error.messages(lang)), ctx) from None
    found: list[Candidate] = []
    for item in read_sources(files, sys.stdin.buffer, measure.context):
        try:
            if isinstance(item, FondsvertError):
                raise item
            if isinstance(item, Candidate):
                found.append(item)
                continue
            found.append(candidate_of(measure.screen(item.dossier, **how), item.origine))
        except (InputError, MissingFileError) as error:
            worst = max(worst, complain(error, lang))
    return found, worst


def _regional_envelope(measure: Measure, on: date | None, ctx: click.Context) -> int:
    """Return the envelope that the rule book states: its latest figure, or that of a date."""
    stated = measure.book.parameters.get("enveloppe_regionale")
    period = None if stated is None else stated.on(on) if on else stated.periods[-1]
    if period is None or not isinstance(period.value, int):
        text = message("programme.aide_enveloppe", lang_of(ctx))
        raise click.UsageError(text, ctx)
    return period.value


def _save(
    file: str, write: Callable[[Path, Any, Any, Lang], None], made: Any, names: Any, lang: Lang
) -> int:
    """Write a file of the programme; return 0, or the exit code when it cannot be written."""
    try:
        write(Path(file), made, names, lang)
    except OSError as error:
        text = message("programme.fichier_non_ecrit", lang, fichier=file,
                       detail=error.strerror or "")  # fmt: skip
        click.echo(f"{message('terminal.erreur', lang)} {text}", err=True)
        return CANNOT_WRITE
    return 0
