"""``fondsvert comparer``: two editions, of one rule book or of two, over every dossier."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from ..engine.messages import message, template
from .shared import echo_json, formats, lang_of, language, measure_of, shared

if TYPE_CHECKING:
    from ..engine.comparison.difference import Side
    from ..engine.measure import Measure
    from ..engine.report.comparison_view import ComparisonView
    from ..engine.report.simulation_view import SimulationView

REJECTED = 65


class _NotWritten(click.ClickException):
    """A file could not be written."""

    exit_code = 74


def _said(key: str) -> str:
    return template(f"comparer.{key}", language())


@click.command(help=_said("aide"))
@click.argument("names", metavar="[A] [B] [PORTEFEUILLE]...", nargs=-1)
@click.option("--contre", "against", metavar="RECUEIL", help=_said("aide_contre"))
@click.option("--revision", "revisions", nargs=2, metavar="A B", help=_said("aide_revision"))
@click.option("--temoins", "folder", metavar="DOSSIER", type=click.Path(path_type=Path),
              help=_said("aide_temoins"))  # fmt: skip
@click.option("--details", is_flag=True, help=_said("aide_details"))
@click.option("--lignes", "count", type=click.IntRange(1, 12), default=3, show_default=True,
              help=_said("aide_lignes"))  # fmt: skip
@formats
@shared
@click.pass_context
def comparer(
    ctx: click.Context, names: tuple[str, ...], against: str | None,
    revisions: tuple[str, str] | None, folder: Path | None, details: bool, count: int, shape: str,
) -> NoReturn:  # fmt: skip
    """Tell what changes from an edition to another, with witnesses, and prove the rest the same."""
    from ..engine.comparison.comparing import compare
    from ..engine.proof import require_solver
    from ..engine.report.comparison_files import as_data, write_witnesses
    from ..engine.report.comparison_view import ComparisonView

    lang = lang_of(ctx)
    if against and revisions:
        raise click.UsageError(_said("aide_deux"), ctx)
    require_solver()
    with ExitStack() as stack:
        measures, books = _measures(ctx, against, revisions, stack)
        pairs, alone, portfolio = _pairs(ctx, measures, books, names)
        views = []
        for one, two in pairs:
            if shape == "texte":
                told = message("comparer.en_cours", lang, avant=one.label, apres=two.label)
                click.echo(told, err=True)
            views.append(ComparisonView(compare(one, two, lines=count), lang))
        written = None
        try:
            written = folder and write_witnesses(folder, views)
        except OSError as error:
            params = {"fichier": error.filename or folder, "detail": error.strerror or ""}
            raise _NotWritten(message("comparer.non_ecrit", lang, **params)) from None
        simulated = _simulated(ctx, measures, pairs, portfolio) if portfolio else None
    if shape == "json":
        data: dict[str, Any] = {"comparaisons": [as_data(view) for view in views]}
        data["editions_seules"] = [{"edition": name, "recueil": where} for name, where in alone]
        if simulated:
            from ..engine.report.simulation_files import as_data as simulation_data

            data["portefeuille"] = simulation_data(simulated, details=details)
        echo_json(data)
    else:
        _show(ctx, views, alone, simulated, details=details)
        if folder is not None:
            click.echo(message("comparer.temoins_ecrits", lang, n=written, dossier=folder))
    same = not alone and all(view.found.alike for view in views)
    rejected = bool(simulated and simulated.accounts[0].rejected)
    sys.exit(REJECTED if rejected else 0 if same else 1)


def _measures(
    ctx: click.Context, against: str | None, revisions: tuple[str, str] | None, stack: ExitStack
) -> tuple[tuple[Measure, Measure], tuple[str, str]]:
    """Return both rule books, and how each is called; the same twice where there is one."""
    given = ctx.ensure_object(dict)
    own = given.get("regles")
    if revisions:
        from .revisions import checked_out

        folders = [str(stack.enter_context(checked_out(own or "rules", name, ctx)))
                   for name in revisions]  # fmt: skip
        return (_read(ctx, folders[0]), _read(ctx, folders[1])), revisions
    measure = measure_of(ctx)
    if against is None:
        return (measure, measure), ("", "")
    name = Path(own).name if own else _said("livre")
    other = Path(against).name
    return (measure, _read(ctx, against)), (own or name, against) if name == other else (
        name,
        other,
    )


def _read(ctx: click.Context, folder: str) -> Measure:
    """Return the measure of another folder of rules, with the same lists of the user's."""
    given = ctx.ensure_object(dict)
    kept = given.get("regles")
    given["regles"] = folder
    try:
        return measure_of(ctx)
    finally:
        given["regles"] = kept


def _pairs(
    ctx: click.Context, measures: tuple[Measure, Measure], books: tuple[str, str],
    names: tuple[str, ...],
) -> tuple[list[tuple[Side, Side]], list[tuple[str, str]], tuple[str, ...]]:  # fmt: skip
    """Return what to compare, the editions that one book alone has, and the portfolio."""
    from ..engine.comparison.difference import Side

    one, two = measures
    if one is two:
        if len(names) < 2:
            raise click.UsageError(_said("aide_rien"), ctx)
        sides = [Side(one, one.edition(name), name) for name in names[:2]]
        return [(sides[0], sides[1])], [], names[2:]
    editions = (one.book.editions, two.book.editions)
    asked = []
    for name in names[:2]:
        if not any(name in known for known in editions):
            break
        asked.append(name)
    rest = names[len(asked) :]
    alone: list[tuple[str, str]] = []
    if asked:
        wanted = [(asked[0], asked[-1])]
    else:
        wanted = [(name, name) for name in editions[0] if name in editions[1]]
        alone += [(name, books[0]) for name in editions[0] if name not in editions[1]]
        alone += [(name, books[1]) for name in editions[1] if name not in editions[0]]
    lang = lang_of(ctx)
    pairs = []
    for pair in wanted:
        labels = [message("comparer.nom", lang, edition=name, recueil=book)
                  for name, book in zip(pair, books, strict=True)]  # fmt: skip
        pairs.append((Side(one, one.edition(pair[0]), labels[0]),
                      Side(two, two.edition(pair[1]), labels[1])))  # fmt: skip
    return pairs, alone, rest


def _simulated(
    ctx: click.Context, measures: tuple[Measure, Measure], pairs: list[tuple[Side, Side]],
    names: tuple[str, ...],
) -> SimulationView:  # fmt: skip
    """Return who changes in a portfolio; each dossier under its own edition where none is told."""
    from ..engine.report.simulation_view import SimulationView
    from ..engine.simulation.scenario import scenarios
    from ..engine.simulator import simulate
    from ..engine.triage.sorter import open_source

    lang, (one, two) = lang_of(ctx), measures
    editions = tuple(side.edition.id for side in pairs[0]) if len(pairs) == 1 else (None, None)
    sources = [open_source(Path(name), one.context, one.cog, lang) for name in names]
    tried = scenarios(())
    accounts = simulate(one, sources, tried, edition=editions[0], against=editions[1],
                        other=None if one is two else two)  # fmt: skip
    return SimulationView(two.book, tried, accounts, (editions[0], editions[1]), lang)


def _show(
    ctx: click.Context, views: list[ComparisonView], alone: list[tuple[str, str]],
    simulated: SimulationView | None, *, details: bool,
) -> None:  # fmt: skip
    from ..engine.report.comparison_files import scenarios, witnesses
    from ..engine.report.terminal import show

    lang = lang_of(ctx)
    for view in views:
        show(view.render(details=details))
        for shown in witnesses(view) if details else ():
            for told in scenarios(view, shown):
                click.echo(told)
    for name, where in alone:
        click.echo(message("comparer.edition_seule", lang, edition=name, recueil=where))
    if not views and not alone:
        click.echo(message("comparer.aucune_commune", lang))
    if simulated:
        click.echo(message("comparer.portefeuille", lang))
        show(simulated.render([], details=details))
