"""``fondsvert territoire``: where a commune lies."""

from __future__ import annotations

import sys

import click

from .shared import echo_json, formats, lang_of, measure_of, said, shared


@click.command(help=said("territoire"))
@click.argument("query", metavar="CODE_OU_NOM")
@formats
@shared
@click.pass_context
def territoire(ctx: click.Context, query: str, shape: str) -> None:
    """Tell where a commune lies, and in which Territoire d'industrie."""
    from ..engine.report.terminal import show
    from ..engine.report.territory_view import describe, render

    lang, measure = lang_of(ctx), measure_of(ctx)
    answer = describe(query, measure, lang)
    if shape == "json":
        echo_json(answer.as_json())
    else:
        show(render(answer, lang))
    if not answer.found:
        sys.exit(1)
