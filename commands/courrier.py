"""``fondsvert courrier``: letters, from decisions and templates that officers edit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click

from ..engine.messages import Lang, message
from .shared import Day, lang_of, language, measure_of, shared

if TYPE_CHECKING:
    from datetime import date

    from ..engine.findings import Decision
    from ..engine.letters import Letter, Writer


def _said(key: str, **values: object) -> str:
    return message(f"courrier.{key}", language(), **values)


@click.command(help=_said("aide"))
@click.argument("names", metavar="[DECISION]...", nargs=-1)
@click.option("--modele", "model", metavar="MODELE", help=_said("aide_modele"))
@click.option("-o", "--sortie", "output", metavar="FICHIER", help=_said("aide_sortie"))
@click.option("--format", "shape", type=click.Choice(["docx", "pdf"]), default="docx",
              show_default=True, help=_said("aide_format"))  # fmt: skip
@click.option("--dossier", "dossiers", metavar="FICHIER", multiple=True, help=_said("aide_dossier"))
@click.option("--date-courrier", "on", type=Day(), help=_said("aide_date"))
@click.option("--passer", "skip", is_flag=True, help=_said("aide_passer"))
@click.option("--ecraser", "overwrite", is_flag=True, help=_said("aide_ecraser"))
@click.option("--extraire", "extracted", metavar="FICHIER", help=_said("aide_extraire"))
@click.option("--verifier", "checked", metavar="GABARIT", help=_said("aide_verifier"))
@click.option("--champs", is_flag=True, help=_said("aide_champs"))
@shared
@click.pass_context
def courrier(
    ctx: click.Context, names: tuple[str, ...], model: str | None, output: str | None, shape: str,
    dossiers: tuple[str, ...], on: date | None, skip: bool, overwrite: bool,
    extracted: str | None, checked: str | None, champs: bool,
) -> NoReturn:  # fmt: skip
    """Write a letter for each decision, or tell of templates."""
    lang = lang_of(ctx)
    if checked or champs:
        if names or model or extracted or (checked and champs):
            raise click.UsageError(_said("usage_seul"), ctx)
        _about_templates(checked, lang)
    elif extracted:
        _extract(ctx, names, model, Path(extracted), overwrite=overwrite)
    elif not (names or dossiers) or not model:
        raise click.UsageError(_said("usage_rien"), ctx)
    else:
        _write(ctx, names, Asked(model, output, shape, dossiers, on, skip, overwrite))
    ctx.exit(0)


class Asked(NamedTuple):
    """How letters are asked for."""

    model: str
    output: str | None
    shape: str
    dossiers: tuple[str, ...]
    on: date | None
    skip: bool
    overwrite: bool


def _about_templates(checked: str | None, lang: Lang) -> None:
    """Check a template, or list what one may say."""
    if checked is None:
        from ..engine.report.letters_view import render_places
        from ..engine.report.terminal import show

        show(render_places(lang))
        return
    from ..engine.letters.template import Template

    found = Template(Path(checked))
    told = {"fichier": checked, "nombre": len(found.named)}
    click.echo(message("courrier.gabarit_bon", lang, **told))


def _extract(
    ctx: click.Context, names: tuple[str, ...], model: str | None, path: Path, *, overwrite: bool
) -> None:
    """Copy a template that ships, for an officer to adapt."""
    from ..engine.letters.files import write_all
    from ..engine.letters.models import models

    known = models()
    if names or model is None or model not in known:
        raise click.UsageError(_said("usage_extraire", connus=", ".join(known)), ctx)
    write_all({path: known[model].path.read_bytes()}, overwrite=overwrite)
    click.echo(message("courrier.extrait", lang_of(ctx), fichier=path))


def _write(ctx: click.Context, names: tuple[str, ...], asked: Asked) -> None:
    from ..engine.letters import Writer, as_pdf
    from ..engine.letters.files import read_decisions, read_dossiers_by_reference, write_all
    from ..engine.letters.pdf import converter

    if asked.shape == "pdf":
        converter()  # What is missing is told before any work.
    lang = lang_of(ctx)
    decisions = read_decisions(names) if names else []
    measure = measure_of(ctx)
    known = read_dossiers_by_reference(asked.dossiers, measure.context)
    if not names:
        decisions = [measure.screen(dossier) for dossier in known.values()]
    folder = _folder(ctx, asked.output, len(decisions))
    writer = Writer(measure, asked.model)
    letters, skipped = _letters(writer, decisions, known, asked, lang)
    if asked.dossiers:
        for letter in letters:
            if letter.reference not in known:
                told = message("courrier.sans_dossier", lang, reference=letter.reference)
                click.echo(told, err=True)
    contents = [letter.content for letter in letters]
    if asked.shape == "pdf":
        contents = as_pdf(contents)
    paths = _paths(letters, writer, folder, asked)
    write_all(dict(zip(paths, contents, strict=True)), overwrite=asked.overwrite)
    _tell(letters, paths, writer, len(skipped), asked.output, lang)


def _folder(ctx: click.Context, output: str | None, count: int) -> Path | None:
    """Return the folder that letters go to; None where one letter goes to a file of its own."""
    if output is None:
        if count > 1:
            raise click.UsageError(_said("usage_dossier"), ctx)
        return Path()
    path = Path(output)
    if path.is_dir() or output.endswith(("/", "\\")):
        return path
    return path if count > 1 else None


def _letters(
    writer: Writer, decisions: list[Decision], known: dict[str, Any], asked: Asked, lang: Lang
) -> tuple[list[Letter], list[str]]:
    """Return every letter, and the references passed over; what does not fit is told at once."""
    from ..engine.errors import Fault, InputError

    letters: list[Letter] = []
    faults: list[Fault] = []
    skipped: list[str] = []
    for decision in decisions:
        try:
            letter = writer.write(decision, known.get(decision.reference), asked.on)
        except InputError as error:
            if not asked.skip:
                faults += error.faults
                continue
            skipped.append(decision.reference)
            for line in error.messages(lang):
                click.echo(message("courrier.passee", lang, raison=line), err=True)
            continue
        letters.append(letter)
        if letter.left_out:
            told = {"reference": letter.reference, "criteres": ", ".join(letter.left_out)}
            click.echo(message("courrier.motif_ecarte", lang, **told), err=True)
    if faults:
        raise InputError(faults)
    return letters, skipped


def _paths(letters: list[Letter], writer: Writer, folder: Path | None, asked: Asked) -> list[Path]:
    from ..engine.letters.files import file_names

    if folder is None:
        return [Path(asked.output or "") for _ in letters]
    references = [letter.reference for letter in letters]
    return [folder / name for name in file_names(references, writer.model.id, f".{asked.shape}")]


def _tell(
    letters: list[Letter], paths: list[Path], writer: Writer, skipped: int, output: str | None,
    lang: Lang,
) -> None:  # fmt: skip
    told = {"modele": writer.model.title(lang), "passees": skipped,
            "marques": sum(letter.marks for letter in letters)}  # fmt: skip
    if not letters:
        click.echo(message("courrier.bilan_aucune", lang, **told))
    elif len(letters) == 1 and not skipped:
        click.echo(message("courrier.bilan_une", lang, sortie=paths[0], **told))
    else:
        click.echo(
            message("courrier.bilan", lang, nombre=len(letters), sortie=output or ".", **told)
        )
