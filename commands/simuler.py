"""``fondsvert simuler``: a portfolio under the rules as they might be."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from ..engine.messages import message, template
from .shared import echo_json, formats, lang_of, language, measure_of, shared

if TYPE_CHECKING:
    from ..engine.report.simulation_view import SimulationView

REJECTED = 65


class _NotWritten(click.ClickException):
    """A file could not be written."""

    exit_code = 74


def _said(key: str) -> str:
    return template(f"simuler.{key}", language())


def _output(ctx: click.Context, param: click.Parameter, value: str | None) -> Path | None:
    """Return the file to write, whose name tells its form."""
    if value is None or value.lower().endswith(".csv"):
        return None if value is None else Path(value)
    raise click.BadParameter(message("simuler.aide_forme", language(), valeur=value), ctx, param)


@click.command(help=_said("aide"))
@click.argument("names", metavar="PORTEFEUILLE...", nargs=-1, required=True)
@click.option("--edition", metavar="ID", help=_said("aide_edition"))
@click.option("--contre", "against", metavar="ID", help=_said("aide_contre"))
@click.option("--parametre", "asked", metavar="NOM=VALEUR", multiple=True,
              help=_said("aide_parametre"))  # fmt: skip
@click.option("--details", is_flag=True, help=_said("aide_details"))
@click.option("-o", "--sortie", "output", metavar="FICHIER", callback=_output,
              help=_said("aide_sortie"))  # fmt: skip
@click.option("--graphique", "chart", metavar="FICHIER", type=click.Path(path_type=Path),
              help=_said("aide_graphique"))  # fmt: skip
@formats
@shared
@click.pass_context
def simuler(
    ctx: click.Context,
    names: tuple[str, ...],
    edition: str | None,
    against: str | None,
    asked: tuple[str, ...],
    details: bool,
    output: Path | None,
    chart: Path | None,
    shape: str,
) -> NoReturn:
    """Simulate other rules on a portfolio."""
    from ..engine.report.chart import check_chart
    from ..engine.report.progress import bar
    from ..engine.report.simulation_files import as_data
    from ..engine.report.simulation_view import SimulationView
    from ..engine.report.terminal import show
    from ..engine.simulation.scenario import check_values, scenarios
    from ..engine.simulator import simulate
    from ..engine.triage.sorter import open_source

    if against is None and not asked:
        raise click.UsageError(_said("aide_rien"), ctx)
    lang = lang_of(ctx)
    if chart is not None:
        check_chart(chart)
    tried = scenarios(asked)
    measure = measure_of(ctx)
    check_values(measure.book, tried)
    sources = [open_source(Path(name), measure.context, measure.cog, lang) for name in names]
    with bar(message("simuler.en_cours", lang), message("simuler.unite", lang), lang) as shown:
        accounts = simulate(
            measure, sources, tried, edition=edition, against=against, progress=shown.reach
        )
    view = SimulationView(measure.book, tried, accounts, (edition, against), lang)
    written = _written(view, output, chart, details)
    if shape == "json":
        echo_json({**dict(written), **as_data(view, details=details)})
    else:
        show(view.render(written, details=details))
    sys.exit(REJECTED if accounts[0].rejected else 0)


def _written(
    view: SimulationView, output: Path | None, chart: Path | None, details: bool
) -> list[tuple[str, str]]:
    """Write the files that were asked for; return them by the key of their name."""
    from ..engine.report.chart import write_chart
    from ..engine.report.simulation_files import note, panels, title, write_csv

    made = []
    try:
        if output is not None:
            write_csv(output, view, summary=len(view.accounts) > 1 and not details)
            made.append(("sortie", str(output)))
        if chart is not None:
            write_chart(chart, title(view), panels(view), note(view))
            made.append(("graphique", str(chart)))
    except OSError as error:
        text = message("simuler.non_ecrit", view.lang, fichier=error.filename or output or chart,
                       detail=error.strerror or "")  # fmt: skip
        raise _NotWritten(text) from None
    return made
