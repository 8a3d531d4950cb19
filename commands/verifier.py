"""``fondsvert verifier``: the rule book proved sound, over every dossier; its scenarios, tried."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click

from ..engine.messages import message
from .shared import Day, echo_json, lang_of, measure_of, said, shared

if TYPE_CHECKING:
    from datetime import date

    from ..engine.errors import RulesError


@click.command(help=said("verifier_commande"))
@click.option("--date", "day", type=Day(), help=said("verifier_date"))
@click.option("--lignes", "count", type=click.IntRange(1, 12), default=3, show_default=True,
              help=said("verifier_lignes"))  # fmt: skip
@click.option("--format", "shape", type=click.Choice(["texte", "json", "sarif"]), default="texte",
              show_default=True, help=said("format"))  # fmt: skip
@click.option("--mutations", is_flag=True, help=said("verifier_mutations"))
@click.option("--scenarios", metavar="DOSSIER", default="features", show_default=True,
              help=said("scenarios"))  # fmt: skip
@click.option("--processus", "processes", type=click.IntRange(1, 64), default=1,
              show_default=True, help=said("verifier_processus"))  # fmt: skip
@click.option("--echantillon", "sample", type=click.IntRange(1), help=said("verifier_echantillon"))
@click.option("--graine", "seed", type=int, default=0, show_default=True,
              help=said("verifier_graine"))  # fmt: skip
@shared
@click.pass_context
def verifier(
    ctx: click.Context, day: date | None, count: int, shape: str, mutations: bool,
    scenarios: str, processes: int, sample: int | None, seed: int,
) -> None:  # fmt: skip
    """Look for what no dossier can reach, what adds nothing, what nobody uses."""
    from ..engine.errors import RulesError
    from ..engine.proof import require_solver

    lang = lang_of(ctx)
    require_solver()
    if mutations:
        _mutate(ctx, scenarios, processes, sample, seed, shape)
    try:
        measure = measure_of(ctx)
    except RulesError as error:
        if shape == "texte":
            raise
        echo_json(_broken(error, shape, ctx))
        sys.exit(error.exit_code)
    from ..engine.audit.auditor import audit
    from ..engine.report import audit_view

    if shape == "texte":
        click.echo(message("audit.vue_en_cours", lang), err=True)
    report = audit(measure, on=day, lines=count)
    if shape == "json":
        echo_json(audit_view.as_json(report, lang))
    elif shape == "sarif":
        from .. import __version__

        echo_json(audit_view.as_sarif(report, _root(ctx), __version__, lang))
    else:
        for line in audit_view.lines(report, lang):
            click.echo(line)
    sys.exit(1 if report.open else 0)


def _mutate(
    ctx: click.Context, scenarios: str, processes: int, sample: int | None, seed: int, shape: str
) -> NoReturn:
    """Change each rule a little, and tell which changes no scenario sees."""
    from pathlib import Path

    from ..engine.mutation.score import score
    from ..engine.report import mutation_view

    lang, measure = lang_of(ctx), measure_of(ctx)
    if shape == "sarif":
        raise click.UsageError(message("mutation.vue_sarif", lang), ctx)

    def told(done: int, total: int) -> None:
        if shape == "texte" and (done % 50 == 0 or done == total):
            click.echo(message("mutation.vue_en_cours", lang, faits=done, total=total), err=True)

    found = score(measure, Path(scenarios), processes=processes, sample=sample, seed=seed,
                  told=told)  # fmt: skip
    if shape == "json":
        echo_json(mutation_view.as_json(found, measure.book, lang))
    else:
        for line in mutation_view.lines(found, measure.book, lang):
            click.echo(line)
    sys.exit(1 if found.live or found.undecided else 0)


def _root(ctx: click.Context) -> str:
    """Return the folder of rules as the user names it."""
    return str(ctx.ensure_object(dict).get("regles") or "rules")


def _broken(error: RulesError, shape: str, ctx: click.Context) -> dict[str, Any]:
    """Return what is wrong with a rule book that does not load."""
    from .. import __version__
    from ..engine.report import audit_view

    lang = lang_of(ctx)
    if shape == "sarif":
        return audit_view.faults_as_sarif(error.faults, _root(ctx), __version__, lang)
    return {
        "constats": [
            {
                "code": fault.code,
                "gravite": "erreur",
                "message": message(fault.code, lang, **fault.params),
                "regles": [
                    {
                        "id": fault.where.path,
                        "fichier": fault.where.file,
                        "ligne": fault.where.line,
                        "colonne": fault.where.column,
                    }
                ],
            }
            for fault in error.faults
        ]
    }
