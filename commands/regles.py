"""``fondsvert regles``: the rules, and their traceability."""

from __future__ import annotations

import sys

import click

from ..engine.messages import message
from .shared import echo_json, formats, lang_of, measure_of, said, shared


@click.command(help=said("regles_commande"))
@click.argument("name", metavar="[ID]", required=False)
@click.option("--matrice", is_flag=True, help=said("matrice"))
@click.option("--scenarios", metavar="DOSSIER", default="features", show_default=True,
              help=said("scenarios"))  # fmt: skip
@formats
@shared
@click.pass_context
def regles(ctx: click.Context, name: str | None, matrice: bool, scenarios: str, shape: str) -> None:
    """Show the rules, one rule, or the matrix text ↔ rule ↔ scenario."""
    from ..engine.report import rules_view
    from ..engine.report.terminal import show

    lang, book = lang_of(ctx), measure_of(ctx).book
    if matrice:
        from ..engine.audit import traceability
        from ..engine.report import traceability_view

        matrix = traceability.trace(book, scenarios)
        if shape == "json":
            echo_json(matrix.as_json(lang))
        else:
            show(traceability_view.render(matrix, lang))
        sys.exit(1 if matrix.findings() else 0)
    known = rules_view.names(book)
    if name is not None and name not in known:
        from ..engine.likeness import nearest

        proche = nearest(name.upper(), known) or nearest(name, known) or "—"
        raise click.UsageError(
            message("terminal.regle_inconnue", lang, valeur=name, proche=proche), ctx
        )
    if shape == "json":
        echo_json(rules_view.rules_json(book, name, lang))
    else:
        show(rules_view.render(book, name, lang))
