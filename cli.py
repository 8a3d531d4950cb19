"""The command line: each command parses, calls the library and prints; nothing is decided here.

Results go to standard output, progress and errors to standard error. Imports stay inside the
commands, so that ``--version`` answers in milliseconds.
"""

from __future__ import annotations

import errno
import gc
import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn

import click

from . import __version__
from .engine.messages import LANGS, Lang, message, template

if TYPE_CHECKING:
    from datetime import date

    from .engine.errors import FondsvertError
    from .engine.measure import Engine, Measure

DEFECT = 70
_CANNOT_WRITE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class _NotWritten(click.ClickException):
    """The result could not be written: a full disk."""

    exit_code = 74


def _language() -> Lang:
    """Return the language of messages before the command line is read."""
    asked = os.environ.get("FONDSVERT_LANG", "fr")
    for index, argument in enumerate(sys.argv[1:], 1):
        if argument == "--lang" and index + 1 < len(sys.argv):
            asked = sys.argv[index + 1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return next((lang for lang in LANGS if lang == asked), "fr")


def _help(key: str) -> str:
    return template(f"cli.{key}", _language())


class Day(click.ParamType):  # type: ignore[type-arg,unused-ignore] # generic since click 8.4
    """A date in ISO form."""

    name = "AAAA-MM-JJ"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the date, or refuse the value with what was expected."""
        from datetime import date

        try:
            if isinstance(value, date):
                return value
            # 20250101 and 2025-W01-1 are ISO dates too, but not ours.
            return date.fromisoformat(value if _DAY.fullmatch(value) else "")
        except ValueError:
            self.fail(message("terminal.aide_date", _language(), valeur=value), param, ctx)


def _shared(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that the whole program has."""
    for option in (
        click.option("--debug", is_flag=True, expose_value=False, callback=_remember,
                     help=_help("debug")),
        click.option("--lang", type=click.Choice(LANGS), expose_value=False, callback=_remember,
                     help=_help("lang")),
        click.option("--territoires", metavar="FICHIER", expose_value=False, callback=_remember,
                     help=_help("territoires")),
        click.option("--regles", metavar="DOSSIER", expose_value=False, callback=_remember,
                     help=_help("regles")),
    ):  # fmt: skip
        command = option(command)
    return command


def _remember(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    shared = ctx.ensure_object(dict)
    if value:
        shared[param.name] = value


def _lang(ctx: click.Context) -> Lang:
    lang: Lang = ctx.ensure_object(dict).get("lang") or _language()
    return lang


def _measure(ctx: click.Context) -> Measure:
    from .engine.measure import load

    shared = ctx.ensure_object(dict)
    measure = load(shared.get("regles"), territories=shared.get("territoires"))
    for fault in measure.notices:
        click.echo(fault.message(_lang(ctx)), err=True)
    return measure


def _format(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--format", "shape", type=click.Choice(["texte", "json"]), default="texte",
                        show_default=True, help=_help("format"))(command)  # fmt: skip


def _complain(error: FondsvertError, lang: Lang) -> int:
    """Print every fault of an error; return its exit code."""
    for line in error.messages(lang):
        click.echo(f"{template('terminal.erreur', lang)} {line}", err=True)
    return error.exit_code


class _Commands(click.Group):
    """The commands; an unknown one is refused in the user's language."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a reader who leaves is no error, a full disk is one."""
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as error:
            if error.errno not in _CANNOT_WRITE:
                raise
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            text = message("terminal.ecriture", _lang(ctx), detail=error.strerror or "")
            raise _NotWritten(text) from None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Return the command named first in ``args``."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            known = ", ".join(self.list_commands(ctx))
            text = message("terminal.aide_commande", _lang(ctx), nom=args[0], connues=known)
            raise click.UsageError(text, ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]}, help=_help("groupe")
)
@click.version_option(__version__, "--version", prog_name="fondsvert", help=_help("version"))
@_shared
def fondsvert() -> None:
    """Screen dossiers of a public grant."""


@fondsvert.command(help=_help("instruire"))
@click.argument("files", nargs=-1, required=True, metavar="FICHIER...")
@click.option("--edition", metavar="ID", help=_help("edition"))
@click.option("--date", "on", type=Day(), help=_help("date"))
@click.option("--moteur", "engine", type=click.Choice(["durable", "reference"]),
              help=_help("moteur"))  # fmt: skip
@click.option("--exiger-eligible", is_flag=True, help=_help("exiger_eligible"))
@_format
@_shared
@click.pass_context
def instruire(
    ctx: click.Context,
    files: tuple[str, ...],
    edition: str | None,
    on: date | None,
    engine: Engine | None,
    exiger_eligible: bool,
    shape: str,
) -> NoReturn:
    """Screen each dossier of each file; an invalid one never stops the others."""
    from .engine.errors import FondsvertError, InputError, MissingFileError

    lang, measure = _lang(ctx), _measure(ctx)
    # What is loaded lives until the end: the garbage collector need not look at it, nor undo it.
    gc.freeze()
    if edition is not None:
        try:
            measure.edition(edition)
        except FondsvertError as error:
            raise click.UsageError("\n".join(error.messages(lang)), ctx) from None
    show, worst, verdicts = _decision_printer(measure, shape, lang), 0, []
    for item in _dossiers(files, measure):
        try:
            if isinstance(item, FondsvertError):
                raise item
            decision = measure.screen(item, on=on, edition=edition, engine=engine, lang=lang)
        except (InputError, MissingFileError) as error:
            worst = max(worst, _complain(error, lang))
            continue
        show(decision, item)
        verdicts.append((decision.reference, decision.verdict, decision.deciding))
    if shape == "texte" and len(verdicts) > 1:
        from .engine.report.decision_view import summary
        from .engine.report.terminal import show as print_summary

        print_summary(summary(verdicts, measure.book, lang))
    if exiger_eligible and any(verdict != "eligible" for _, verdict, _ in verdicts):
        worst = max(worst, 1)
    gc.freeze()
    sys.exit(worst)


def _dossiers(files: tuple[str, ...], measure: Measure) -> Iterator[Any]:
    """Yield every dossier of the files, and the error of each that is not one."""
    from .engine.errors import FondsvertError
    from .engine.intake.files import read_dossiers

    for name in files:
        source = sys.stdin.buffer if name == "-" else name
        try:
            yield from read_dossiers(source, name=name if name != "-" else "stdin",
                                     context=measure.context)  # fmt: skip
        except FondsvertError as error:
            yield error


def _decision_printer(measure: Measure, shape: str, lang: Lang) -> Callable[[Any, Any], None]:
    if shape == "json":
        _utf8()
        return lambda decision, _dossier: click.echo(decision.model_dump_json())
    from .engine.report.decision_view import render
    from .engine.report.terminal import show

    return lambda decision, dossier: show(render(decision, measure.book, lang, dossier))


@fondsvert.command(help=_help("territoire"))
@click.argument("query", metavar="CODE_OU_NOM")
@_format
@_shared
@click.pass_context
def territoire(ctx: click.Context, query: str, shape: str) -> None:
    """Tell where a commune lies, and in which Territoire d'industrie."""
    from .engine.report.terminal import show
    from .engine.report.territory_view import describe, render

    lang, measure = _lang(ctx), _measure(ctx)
    answer = describe(query, measure.cog, measure.territories)
    if shape == "json":
        _echo_json(answer.as_json())
    else:
        show(render(answer, lang))
    if not answer.found:
        sys.exit(1)


@fondsvert.command(help=_help("regles_commande"))
@click.argument("name", metavar="[ID]", required=False)
@click.option("--matrice", is_flag=True, help=_help("matrice"))
@click.option("--scenarios", metavar="DOSSIER", default="features", show_default=True,
              help=_help("scenarios"))  # fmt: skip
@_format
@_shared
@click.pass_context
def regles(ctx: click.Context, name: str | None, matrice: bool, scenarios: str, shape: str) -> None:
    """Show the rules, one rule, or the matrix text ↔ rule ↔ scenario."""
    from .engine.report import rules_view
    from .engine.report.terminal import show

    lang, book = _lang(ctx), _measure(ctx).book
    if matrice:
        from .engine.audit import traceability
        from .engine.report import traceability_view

        matrix = traceability.trace(book, scenarios)
        if shape == "json":
            _echo_json(matrix.as_json(lang))
        else:
            show(traceability_view.render(matrix, lang))
        sys.exit(1 if matrix.findings() else 0)
    known = rules_view.names(book)
    if name is not None and name not in known:
        from .engine.likeness import nearest

        proche = nearest(name.upper(), known) or nearest(name, known) or "—"
        raise click.UsageError(
            message("terminal.regle_inconnue", lang, valeur=name, proche=proche), ctx
        )
    if shape == "json":
        _echo_json(rules_view.rules_json(book, name, lang))
    else:
        show(rules_view.render(book, name, lang))


@fondsvert.command(help=_help("schema"))
@click.argument("what", metavar="dossier|decision", type=click.Choice(["dossier", "decision"]))
@_format
@_shared
@click.pass_context
def schema(ctx: click.Context, what: str, shape: str) -> None:
    """Print the JSON Schema (2020-12) of a dossier file or of a decision."""
    from .engine.report.terminal import rows, show
    from .engine.schemas import decision_schema, dossier_schema, outline

    lang = _lang(ctx)
    found = dossier_schema(_measure(ctx).book, lang) if what == "dossier" else decision_schema()
    if shape == "json":
        _echo_json(found)
    else:
        show(rows([(path, f"{kind}  {meaning}") for path, kind, meaning in outline(found)]))


def _echo_json(data: Any) -> None:
    import json

    _utf8()
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _utf8() -> None:
    """JSON is UTF-8, whatever the terminal's encoding."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")


def main() -> NoReturn:
    """Run the command line: every error is one clear line, never a traceback unless asked."""
    _spare_plugins()
    for stream in (sys.stdout, sys.stderr):
        # A terminal or a pipe that lacks a character shows « ? », and the decision is still read.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if len(sys.argv) == 1:
        sys.argv.append("--help")
    lang, debug = _language(), "--debug" in sys.argv
    try:
        fondsvert.main(prog_name="fondsvert", standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        click.echo(template("terminal.interrompu", lang), err=True)
        sys.exit(130)
    except click.ClickException as error:
        click.echo(f"{template('terminal.erreur', lang)} {_usage(error, lang)}", err=True)
        sys.exit(error.exit_code)
    except Exception as error:
        if debug:
            raise
        from .engine.errors import FondsvertError

        if isinstance(error, FondsvertError):
            sys.exit(_complain(error, lang))
        click.echo(message("terminal.defaut", lang, type=type(error).__name__), err=True)
        sys.exit(DEFECT)
    sys.exit(0)


def _spare_plugins() -> None:
    """Spare Pydantic its search for plugins among all installed packages: a tenth of a start."""
    from importlib.util import LazyLoader, find_spec, module_from_spec

    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    spec = find_spec("importlib.metadata")
    if "importlib.metadata" not in sys.modules and spec is not None and spec.loader is not None:
        spec.loader = LazyLoader(spec.loader)
        module = sys.modules["importlib.metadata"] = module_from_spec(spec)
        spec.loader.exec_module(module)


def _usage(error: click.ClickException, lang: Lang) -> str:
    """Return a usage error in the user's language, with what was expected."""

    def say(key: str, **values: object) -> str:
        return message(f"terminal.aide_{key}", lang, **values)

    text = error.format_message()
    param, context = getattr(error, "param", None), getattr(error, "ctx", None)
    label = getattr(error, "param_hint", None) or (param and param.make_metavar(context)) or ""
    if isinstance(error, click.NoSuchOption):
        proche = say("proche", nom=error.possibilities[0]) if error.possibilities else ""
        text = say("option", nom=error.option_name, proche=proche)
    elif isinstance(error, click.MissingParameter):
        text = say("manque", nom=label)
    elif isinstance(error, click.BadParameter):
        option = isinstance(param, click.Option)
        name = param.opts[0] if param is not None and option else label
        detail = error.message
        if param is not None and isinstance(param.type, click.Choice):
            detail = say("choix", valeur=_given(error), choix=", ".join(param.type.choices))
        text = say("valeur", nom=name, detail=detail)
    return f"{text}\n{say('voir', commande=context.command_path)}" if context else text


def _given(error: click.BadParameter) -> str:
    quoted = error.message.split("'")
    return quoted[1] if len(quoted) > 2 else ""


if __name__ == "__main__":
    main()
