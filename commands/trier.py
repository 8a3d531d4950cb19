"""``fondsvert trier``: a whole portfolio, a row of results a dossier."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from ..engine.messages import Lang, message, template
from .shared import Day, echo_json, formats, lang_of, language, measure_of, shared

if TYPE_CHECKING:
    from datetime import date

    from ..engine.measure import Measure
    from ..engine.triage.batch import Source
    from ..engine.triage.engines import Engine
    from ..engine.triage.tally import Tally

STANDARD_INPUT = "-"
FORMS = (".csv", ".jsonl", ".parquet", ".xlsx")
REJECTED = 65


class _NotWritten(click.ClickException):
    """A file could not be written."""

    exit_code = 74


def _said(key: str) -> str:
    return template(f"trier.{key}", language())


def _output(ctx: click.Context, param: click.Parameter, value: str) -> Path:
    """Return the file to write, whose name tells its form."""
    path = Path(value)
    if path.suffix.lower() in FORMS:
        return path
    text = message("trier.aide_forme", language(), valeur=value, formes=", ".join(FORMS))
    raise click.BadParameter(text, ctx, param)


@click.command(help=_said("aide"))
@click.argument("name", metavar="SOURCE")
@click.option("-o", "--sortie", "output", required=True, metavar="FICHIER", callback=_output,
              help=_said("aide_sortie"))  # fmt: skip
@click.option("--edition", metavar="ID", help=template("cli.edition", language()))
@click.option("--date", "on", type=Day(), help=template("cli.date", language()))
@click.option("--details", is_flag=True, help=_said("aide_details"))
@click.option("--feuille", "sheet", metavar="NOM", default="", help=_said("aide_feuille"))
@click.option("--graphique", "chart", metavar="FICHIER", type=click.Path(path_type=Path),
              help=_said("aide_graphique"))  # fmt: skip
@click.option("--moteur", "engine", type=click.Choice(["polars", "duckdb", "spark"]),
              default="polars", show_default=True, help=_said("aide_moteur"))  # fmt: skip
@click.option("--reprendre", "resume", is_flag=True, help=_said("aide_reprendre"))
@formats
@shared
@click.pass_context
def trier(
    ctx: click.Context,
    name: str,
    output: Path,
    edition: str | None,
    on: date | None,
    details: bool,
    sheet: str,
    chart: Path | None,
    engine: Engine,
    resume: bool,
    shape: str,
) -> NoReturn:
    """Sort a portfolio; the output is written whole or not at all."""
    from ..engine.report.chart import check_chart
    from ..engine.report.triage_files import check_form, write_results
    from ..engine.triage.parts import Parts

    lang = lang_of(ctx)
    _check(ctx, name, output, resume)
    if chart is not None:
        check_chart(chart)
    most = check_form(output)
    measure = measure_of(ctx)
    source = _source(name, measure, lang, sheet, details)
    about = {"source": source.identity(), **_about(ctx, measure, edition, on, details, sheet, lang)}
    try:
        parts = Parts(output, about, resume=resume)
        with _results(measure, edition, on, lang, details, engine) as results:
            whole = _sort(source, results, parts, most, lang)
        made = parts.folder / f"sortie{output.suffix.lower()}"
        write_results(made, output.suffix.lower(), parts, lang)
        made.replace(output)
        parts.remove()
        _show(whole, measure, output, chart, shape, lang)
    except OSError as error:
        if isinstance(error, BrokenPipeError) or error.errno is None:
            raise
        text = message("trier.non_ecrit", lang, fichier=error.filename or output,
                       detail=error.strerror or "")  # fmt: skip
        raise _NotWritten(text) from None
    sys.exit(REJECTED if whole.rejected else 0)


def _check(ctx: click.Context, name: str, output: Path, resume: bool) -> None:
    """Refuse a command line that would read nothing, or lose its source."""
    if name == STANDARD_INPUT:
        if resume:
            raise click.UsageError(_said("aide_reprendre_flux"), ctx)
    elif output.exists() and Path(name).exists() and output.samefile(name):
        raise click.UsageError(_said("aide_meme_fichier"), ctx)


def _source(name: str, measure: Measure, lang: Lang, sheet: str, details: bool) -> Source:
    if name == STANDARD_INPUT:
        from ..engine.triage.documents import Lines

        return Lines(sys.stdin.buffer, "stdin", measure.context, lang)
    from ..engine.triage.sorter import open_source

    return open_source(Path(name), measure.context, measure.cog, lang, sheet=sheet, details=details)


def _about(
    ctx: click.Context, measure: Measure, edition: str | None, on: date | None, details: bool,
    sheet: str, lang: Lang,
) -> dict[str, Any]:  # fmt: skip
    """Return what results depend on besides the source."""
    from .. import __version__
    from ..engine.triage.documents import identity_of

    shared = ctx.ensure_object(dict)
    if edition is not None:
        measure.edition(edition)
    lists = {key: shared[key] for key in ("territoires", "afr") if shared.get(key)}
    return {
        "regles": measure.book.sha256,
        "logiciel": __version__,
        "listes": {key: identity_of(Path(path)) for key, path in lists.items()},
        "edition": edition,
        "date": None if on is None else on.isoformat(),
        "details": details,
        "feuille": sheet,
        "langue": lang,
    }


@contextmanager
def _results(
    measure: Measure, edition: str | None, on: date | None, lang: Lang, details: bool,
    engine: Engine,
) -> Iterator[Any]:  # fmt: skip
    from ..engine.bulk import Bulk
    from ..engine.triage.engines import screening
    from ..engine.triage.results import Results

    bulk = Bulk(measure)
    with screening(engine, lambda table: bulk.screen(table, on=on, edition=edition)) as screen:
        yield Results(
            measure.book,
            screen,
            lambda dossier: measure.screen(
                dossier, on=on, edition=edition, engine="reference", lang=lang
            ),
            details=details,
            get_ready=lambda: bulk.sites,
        )


def _sort(source: Source, results: Any, parts: Any, most: int | None, lang: Lang) -> Tally:
    """Sort what is not sorted yet; an interruption tells how to go on."""
    from ..engine.errors import InputError
    from ..engine.report.progress import bar
    from ..engine.triage.sorter import sort
    from ..engine.wording import number

    done = sum(each.rows for each in parts.done)
    if done:
        click.echo(message("trier.repris", lang, lignes=number(done, lang)), err=True)
    try:
        with bar(message("trier.en_cours", lang), message("trier.unite", lang), lang) as shown:
            return sort(source, results, parts, shown.reach, most)
    except InputError:
        if not parts.done:
            parts.remove()
        raise
    except KeyboardInterrupt:
        done = sum(each.rows for each in parts.done)
        if done and source.identity():
            click.echo(message("trier.garde", lang, lignes=number(done, lang)), err=True)
        else:
            parts.remove()
        raise


def _show(
    whole: Tally, measure: Measure, output: Path, chart: Path | None, shape: str, lang: Lang
) -> None:
    from ..engine.report.chart import write_chart
    from ..engine.report.terminal import show
    from ..engine.report.triage_view import TriageView

    view = TriageView(whole, measure.book, lang)
    written = [("sortie", str(output))]
    if chart is not None:
        write_chart(chart, view.title(), view.panels(), view.note(measure.book.sha256[:12]))
        written.append(("graphique", str(chart)))
    if shape == "json":
        echo_json({**dict(written), **view.data()})
    else:
        show(view.render(written))
