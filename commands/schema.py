"""``fondsvert schema``: the JSON Schema of a dossier or of a decision."""

from __future__ import annotations

import click

from .shared import echo_json, formats, lang_of, measure_of, said, shared


@click.command(help=said("schema"))
@click.argument("what", metavar="dossier|decision", type=click.Choice(["dossier", "decision"]))
@formats
@shared
@click.pass_context
def schema(ctx: click.Context, what: str, shape: str) -> None:
    """Print the JSON Schema (2020-12) of a dossier file or of a decision."""
    from ..engine.report.terminal import rows, show
    from ..engine.schemas import decision_schema, dossier_schema, outline

    lang = lang_of(ctx)
    found = dossier_schema(measure_of(ctx).book, lang) if what == "dossier" else decision_schema()
    if shape == "json":
        echo_json(found)
    else:
        show(rows([(path, f"{kind}  {meaning}") for path, kind, meaning in outline(found)]))
