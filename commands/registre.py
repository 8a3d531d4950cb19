"""``fondsvert registre``: the keys of a register, what is erased from it, how far it goes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..engine.messages import Lang, message
from .shared import lang_of, language, measure_of, said, shared

if TYPE_CHECKING:
    from datetime import date

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from ..engine.dossier import Dossier
    from ..engine.findings import Decision
    from ..engine.measure import Engine, Measure

    Record = Callable[[Dossier, Decision, date | None, str | None, Engine | None, Lang], None]


def signing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the key that signs and the instant of what it writes."""
    for option in (
        click.option("--horodatage", "at", metavar="INSTANT", callback=checked_instant,
                     help=said("horodatage")),
        click.option("--cle", "key_file", metavar="FICHIER", envvar="FONDSVERT_CLE",
                     help=said("cle")),
    ):  # fmt: skip
        command = option(command)
    return command


def checked_instant(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Return an instant as it was written, or refuse it with what was expected."""
    from datetime import datetime

    if value is None:
        return None
    try:
        datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007 — Z is asked for
    except ValueError:
        text = message("registre.aide_horodatage", language(), valeur=value)
        raise click.BadParameter(text, ctx, param) from None
    return value


def instant(given: str | None) -> str:
    """Return the instant that the user gave, else the clock's, which decides nothing."""
    from datetime import UTC, datetime

    return given or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def signer(ctx: click.Context, file: str | None) -> Ed25519PrivateKey:
    """Return the key that signs; a usage error without one."""
    from ..engine.records import require_register

    require_register()
    from ..engine.records.keys import read_private_key

    if not file:
        raise click.UsageError(message("registre.aide_cle", lang_of(ctx)), ctx)
    return read_private_key(file, os.environ.get("FONDSVERT_PHRASE"))


@contextmanager
def recorder(
    ctx: click.Context, register: str, key_file: str | None, head: str | None, at: str | None
) -> Iterator[tuple[Measure, Record]]:
    """Give the measure and what records each decision made with it, then its head."""
    key = signer(ctx, key_file)
    from ..engine.errors import Fault, InputError, Where
    from ..engine.measure import default_engine
    from ..engine.records.entries import RegistryError
    from ..engine.records.heads import read_head, write_head
    from ..engine.records.journal import open_journal
    from ..engine.records.materials import Materials
    from ..engine.records.writer import Asked, Writer

    options = ctx.ensure_object(dict)

    def taken() -> Materials:
        return Materials.taken(
            options.get("regles"),
            territories=options.get("territoires"),
            afr=options.get("afr") or os.environ.get("FONDSVERT_AFR"),
        )

    materials, measure = taken(), measure_of(ctx)
    if taken() != materials:  # what is recorded must be what the measure read in between
        raise InputError([Fault("registre.materiaux_changes")])
    with open_journal(register, create=True) as journal:
        journal.start(key, at=instant(at))
        if head and Path(head).exists() and not journal.holds(before := read_head(Path(head))[0]):
            params = {"numero": before.number, "entrees": journal.head().number + 1}
            raise RegistryError([Fault("registre.tete_absente", Where(journal.name), params)])
        writer = Writer(journal, key, materials)

        def record(
            dossier: Dossier, decision: Decision, on: date | None, edition: str | None,
            engine: Engine | None, lang: Lang,
        ) -> None:  # fmt: skip
            asked = Asked(on, edition, engine or default_engine(), lang)
            reached = writer.record(dossier, decision, asked, at=instant(at))
            if head:
                write_head(Path(head), reached, key)

        yield measure, record


@click.group(help=said("registre"))
def registre() -> None:
    """Keep a register."""


@registre.command(help=said("registre_cle"))
@click.argument("file", metavar="FICHIER")
@shared
@click.pass_context
def cle(ctx: click.Context, file: str) -> None:
    """Create a pair of keys."""
    from ..engine.records import require_register

    require_register()
    from ..engine.records.keys import create_keys, fingerprint, read_public_key

    public = create_keys(Path(file), os.environ.get("FONDSVERT_PHRASE"))
    print_ = fingerprint(read_public_key(public))
    click.echo(message("registre.vue_cle", lang_of(ctx), privee=file, publique=public,
                       empreinte=print_))  # fmt: skip


@registre.command(help=said("registre_effacer"))
@click.argument("register", metavar="REGISTRE")
@click.argument("reference", metavar="REFERENCE")
@click.option("--motif", "reason", required=True, metavar="TEXTE", help=said("registre_motif"))
@signing
@shared
@click.pass_context
def effacer(
    ctx: click.Context, register: str, reference: str, reason: str, key_file: str | None,
    at: str | None,
) -> None:  # fmt: skip
    """Erase what names an applicant."""
    key = signer(ctx, key_file)
    from ..engine.records.journal import open_journal

    with open_journal(register) as journal:
        numbers = journal.erase(reference, reason, key, at=instant(at))
    click.echo(message("registre.vue_efface", lang_of(ctx), reference=reference,
                       numeros=", ".join(map(str, numbers))))  # fmt: skip


@registre.command(help=said("registre_tete"))
@click.argument("register", metavar="REGISTRE")
@click.argument("file", metavar="FICHIER")
@click.option("--cle", "key_file", metavar="FICHIER", envvar="FONDSVERT_CLE", help=said("cle"))
@shared
@click.pass_context
def tete(ctx: click.Context, register: str, file: str, key_file: str | None) -> None:
    """Write the head of a register."""
    key = signer(ctx, key_file)
    from ..engine.records.heads import write_head
    from ..engine.records.journal import open_journal

    with open_journal(register) as journal:
        write_head(Path(file), journal.head(), key)
