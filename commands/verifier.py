"""``fondsvert verifier``: the rule book proved sound, over every dossier there may be."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

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
@shared
@click.pass_context
def verifier(ctx: click.Context, day: date | None, count: int, shape: str) -> None:
    """Look for what no dossier can reach, what adds nothing, what nobody uses."""
    from ..engine.errors import RulesError
    from ..engine.proof import require_solver

    lang = lang_of(ctx)
    require_solver()
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
