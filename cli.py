"""The command line: each command parses, calls the library and prints; nothing is decided here.

Results go to standard output, progress and errors to standard error. Imports stay inside the
commands, so that ``--version`` answers in milliseconds.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from . import __version__
from .commands import COMMANDS
from .commands.shared import complain, lang_of, language, said, shared
from .engine.messages import Lang, message, template

DEFECT = 70
_CANNOT_WRITE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


class _NotWritten(click.ClickException):
    """The result could not be written: a full disk."""

    exit_code = 74


class _Commands(click.Group):
    """The commands, loaded when they are called; an unknown one is refused in the user's words."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 # click's signature
        """Return the names of the commands, in order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command, from the module that bears its name."""
        if name not in COMMANDS:
            return None
        module = import_module(f".commands.{name}", __package__)
        command: click.Command = getattr(module, name)
        return command

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
            text = message("terminal.ecriture", lang_of(ctx), detail=error.strerror or "")
            raise _NotWritten(text) from None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Return the command named first in ``args``."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            known = ", ".join(self.list_commands(ctx))
            text = message("terminal.aide_commande", lang_of(ctx), nom=args[0], connues=known)
            raise click.UsageError(text, ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]}, help=said("groupe")
)
@click.version_option(__version__, "--version", prog_name="fondsvert", help=said("version"))
@shared
def fondsvert() -> None:
    """Screen dossiers of a public grant."""


def main() -> NoReturn:
    """Run the command line: every error is one clear line, never a traceback unless asked."""
    _spare_plugins()
    for stream in (sys.stdout, sys.stderr):
        # A terminal or a pipe that lacks a character shows « ? », and the decision is still read.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if len(sys.argv) == 1:
        sys.argv.append("--help")
    lang, debug = language(), "--debug" in sys.argv
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
            sys.exit(complain(error, lang))
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
