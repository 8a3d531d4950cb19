"""``fondsvert importer``: dossiers from exports, answers of the filing platform and tables."""

from __future__ import annotations

import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

import click

from ..engine.messages import Lang, message, template
from .shared import echo_json, formats, lang_of, language, measure_of, shared, utf8

if TYPE_CHECKING:
    from ..engine.intake.journal import Journal
    from ..engine.intake.mapping import MappingFile
    from ..engine.intake.output import Output
    from ..engine.intake.source import Source
    from ..engine.measure import Measure

REJECTED = 65
EVERY = 500


class _NotWritten(click.ClickException):
    """A file could not be written."""

    exit_code = 74


def _said(key: str) -> str:
    return template(f"importer.{key}", language())


@click.command(help=_said("aide"))
@click.argument("name", metavar="SOURCE")
@click.option("-o", "--sortie", "output", metavar="CHEMIN", help=_said("aide_sortie"))
@click.option("--correspondance", "mapping_file", metavar="CARTE.yaml",
              help=_said("aide_correspondance"))  # fmt: skip
@click.option("--proposer", "propose", is_flag=True, help=_said("aide_proposer"))
@click.option("--verifier", "verify", is_flag=True, help=_said("aide_verifier"))
@click.option("--rapport", "report", metavar="FICHIER", help=_said("aide_rapport"))
@click.option("--feuille", "sheet", metavar="NOM", default="", help=_said("aide_feuille"))
@click.option("--forme", "form", type=click.Choice(["yaml", "json"]), default="yaml",
              show_default=True, help=_said("aide_forme"))  # fmt: skip
@click.option("--remplacer", "replace", is_flag=True, help=_said("aide_remplacer"))
@formats
@shared
@click.pass_context
def importer(
    ctx: click.Context,
    name: str,
    output: str | None,
    mapping_file: str | None,
    propose: bool,
    verify: bool,
    report: str | None,
    sheet: str,
    form: Literal["yaml", "json"],
    replace: bool,
    shape: str,
) -> NoReturn:
    """Import a source, draft a mapping for it, or check one."""
    from ..engine.intake.mapping_file import read_mapping

    _check(ctx, output, mapping_file, propose, verify)
    lang, measure = lang_of(ctx), measure_of(ctx)
    mapping = read_mapping(mapping_file, confirmed=not verify) if mapping_file else None
    chosen = sheet or (mapping.feuille if mapping and mapping.feuille else "")
    with _opened(name, chosen) as source:
        if propose:
            sys.exit(_propose(source, measure, output, lang))
        if verify and mapping is not None:
            sys.exit(_verify(source, mapping, measure, shape, lang))
        journal = _import(source, mapping, measure, str(output), form, replace, report, shape, lang)
    sys.exit(REJECTED if journal.rejected else 0)


def _check(
    ctx: click.Context, output: str | None, mapping: str | None, propose: bool, verify: bool
) -> None:
    """Refuse a command line that does not say enough, or says too much."""
    wrong = ""
    if propose and verify:
        wrong = "aide_deux_modes"
    elif verify and mapping is None:
        wrong = "aide_manque_carte"
    elif output is None and not propose and not verify:
        wrong = "aide_manque_sortie"
    if wrong:
        raise click.UsageError(_said(wrong), ctx)


@contextmanager
def _opened(name: str, sheet: str) -> Iterator[Source]:
    """Open a source; standard input is kept in a temporary file, to be read more than once."""
    from ..engine.intake.source import open_source

    if name != "-":
        source = open_source(Path(name), sheet=sheet)
        try:
            yield source
        finally:
            source.close()
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stdin"
        with path.open("wb") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
        source = open_source(path, "stdin", sheet)
        try:
            yield source
        finally:
            source.close()


def _import(
    source: Source,
    mapping: MappingFile | None,
    measure: Measure,
    output: str,
    form: Literal["yaml", "json"],
    replace: bool,
    report: str | None,
    shape: str,
    lang: Lang,
) -> Journal:
    """Import a source; return the account of it."""
    from ..engine.intake.importer import assembler, run
    from ..engine.intake.journal import Journal
    from ..engine.intake.output import Output
    from ..engine.report.progress import bar

    make = assembler(source, mapping, measure.cog)
    target = Output(Path(output), form, replace=replace)
    written = [("sortie", target.path), ("origines", target.origins)]
    label, unit = message("importer.en_cours", lang), message("importer.unite", lang)
    with Journal(lang) as journal:
        try:
            with bar(label, unit, lang) as shown, target:
                run(source, make, target, journal, context=measure.context,
                    progress=lambda n: shown.reach(n) if n % EVERY == 0 else None)  # fmt: skip
            if report is not None:
                written.append(("rapport", Path(report)))
                journal.write(Path(report), {"source": source.file, "sortie": output})
        except OSError as error:
            raise _not_written(error, output, lang) from None
    _show(journal, source.file, written, shape, _next(target, form) if journal.dossiers else "")
    return journal


def _next(target: Output, form: str) -> str:
    """Return the command that screens what was imported, and names the questions of the form."""
    dossiers = shlex.quote(str(target.path)) + ("" if target.lines else f"/*.{form}")
    return f"fondsvert instruire {dossiers} --origines {shlex.quote(str(target.origins))}"


def _show(
    journal: Journal, file: str, written: list[tuple[str, Path]], shape: str, then: str
) -> None:
    if shape == "json":
        echo_json({"source": file, **{key: str(path) for key, path in written},
                   **journal.summary()})  # fmt: skip
        return
    from ..engine.report.import_view import render
    from ..engine.report.terminal import show

    named = [(key, str(path)) for key, path in written]
    show(render(journal, file, [*named, ("suite", then)] if then else named))


def _propose(source: Source, measure: Measure, output: str | None, lang: Lang) -> int:
    """Print a draft of a mapping, or write it to a file."""
    from ..engine.intake.convert import Converter
    from ..engine.intake.likely import Likely
    from ..engine.intake.proposal import propose

    draft = propose(source.form(), Likely(measure.book, Converter(measure.cog), lang), lang)
    if output is None:
        utf8()
        click.echo(draft, nl=False)
        return 0
    from ..engine.report.programme_files import replace_file

    path = Path(output)
    if path.exists():
        raise click.UsageError(message("importer.aide_existe", lang, fichier=output))
    try:
        replace_file(path, lambda temporary: temporary.write_text(draft, encoding="utf-8"))
    except OSError as error:
        raise _not_written(error, output, lang) from None
    click.echo(message("importer.projet_ecrit", lang, fichier=output), err=True)
    return 0


def _verify(source: Source, mapping: MappingFile, measure: Measure, shape: str, lang: Lang) -> int:
    """Print what a mapping misses; return 1 when it misses something that it looks for."""
    from ..engine.intake.verification import as_data, verify

    check = verify(mapping, source.form())
    if shape == "json":
        echo_json({"source": source.file, **dict(as_data(check))})
    else:
        from ..engine.report.import_view import render_check
        from ..engine.report.terminal import show

        show(render_check(check, source.file, measure.book, lang))
    return 0 if check.complete else 1


def _not_written(error: OSError, file: str, lang: Lang) -> _NotWritten:
    return _NotWritten(message("importer.non_ecrit", lang, fichier=error.filename or file,
                               detail=error.strerror or ""))  # fmt: skip
