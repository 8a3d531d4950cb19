"""``fondsvert site``: the rule book as a static site, to read from a folder or any server."""

from __future__ import annotations

from pathlib import Path

import click

from ..engine.messages import message, template
from .shared import lang_of, language, measure_of, shared

FEATURES = Path("features")
"""Where scenarios are looked for when no folder is named."""


class _NotWritten(click.ClickException):
    """The site could not be written."""

    exit_code = 74


def _said(key: str) -> str:
    return template(f"site.{key}", language())


@click.command(help=_said("commande"))
@click.option("-o", "--sortie", "folder", metavar="DOSSIER", required=True,
              type=click.Path(path_type=Path), help=_said("option_dossier"))  # fmt: skip
@click.option("--scenarios", metavar="DOSSIER", type=click.Path(path_type=Path),
              help=_said("option_scenarios"))  # fmt: skip
@click.option("--resultats", "results", metavar="FICHIER", type=click.Path(path_type=Path),
              help=_said("option_resultats"))  # fmt: skip
@click.option("--mutations", metavar="FICHIER", type=click.Path(path_type=Path),
              help=_said("option_mutations"))  # fmt: skip
@click.option("--sans-preuves", "unproved", is_flag=True, help=_said("option_sans_preuves"))
@shared
@click.pass_context
def site(
    ctx: click.Context, folder: Path, scenarios: Path | None, results: Path | None,
    mutations: Path | None, unproved: bool,
) -> None:  # fmt: skip
    """Write the site into a folder, whole or not at all."""
    from ..engine.site import gather, pages, write
    from ..rules import __file__ as shipped

    lang, given = lang_of(ctx), ctx.ensure_object(dict).get("regles")

    def told(key: str) -> None:
        click.echo(message(f"site.en_cours_{key}", lang), err=True)

    if scenarios is None and FEATURES.is_dir():
        scenarios = FEATURES
    material = gather(
        measure_of(ctx), Path(given) if given else Path(shipped).parent, lang=lang,
        scenarios=scenarios, results=results, mutations=mutations, proofs=not unproved, told=told,
    )  # fmt: skip
    if not unproved and material.audit is None:
        click.echo(message("site.sans_solveur", lang), err=True)
    files = pages(material)
    try:
        write(folder, files)
    except OSError as error:
        params = {"fichier": error.filename or folder, "detail": error.strerror or ""}
        raise _NotWritten(message("site.non_ecrit", lang, **params)) from None
    told_ = message("site.ecrit", lang, dossier=folder, n=len(files), accueil=folder / "index.html")
    click.echo(told_)
