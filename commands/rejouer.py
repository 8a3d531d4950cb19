"""``fondsvert rejouer``: decisions of a register derived again, or the register itself checked."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..engine.messages import Lang, message
from .shared import echo_json, formats, lang_of, said, shared

if TYPE_CHECKING:
    from ..engine.records.journal import Journal
    from ..engine.records.replay import Replayed


@click.command(help=said("rejouer"))
@click.argument("register", metavar="REGISTRE")
@click.option("--verifier", "check", is_flag=True, help=said("rejouer_verifier"))
@click.option("--cle-publique", "keys", multiple=True, metavar="FICHIER",
              help=said("cle_publique"))  # fmt: skip
@click.option("--tete", "heads", multiple=True, metavar="FICHIER", help=said("tete_gardee"))
@click.option("--actuelles", "today", is_flag=True, help=said("rejouer_actuelles"))
@click.option("--reference", "references", multiple=True, metavar="REF",
              help=said("rejouer_reference"))  # fmt: skip
@formats
@shared
@click.pass_context
def rejouer(
    ctx: click.Context,
    register: str,
    check: bool,
    keys: tuple[str, ...],
    heads: tuple[str, ...],
    today: bool,
    references: tuple[str, ...],
    shape: str,
) -> None:
    """Exit 0 when all is as it was, 1 when something differs or was altered."""
    from ..engine.records import require_register

    require_register()
    from ..engine.records.journal import open_journal

    lang = lang_of(ctx)
    for name, given in (("--cle-publique", keys), ("--tete", heads)):
        if given and not check:
            raise click.UsageError(message("registre.aide_verifier", lang, nom=name), ctx)
    with open_journal(register) as journal:
        if check:
            sys.exit(_verify(journal, keys, heads, shape, lang))
        sys.exit(_replay(ctx, journal, today, references, shape, lang))


def _verify(
    journal: Journal, keys: Iterable[str], heads: Iterable[str], shape: str, lang: Lang
) -> int:
    from ..engine.records.heads import read_head
    from ..engine.records.keys import read_public_key
    from ..engine.records.verification import verify

    found = verify(
        journal,
        keys=[read_public_key(path) for path in keys],
        heads=[read_head(Path(path))[0] for path in heads],
    )
    if shape == "json":
        faults = [{"code": fault.code, "message": fault.message(lang)} for fault in found.faults]
        echo_json({
            "intact": not faults,
            "constats": faults,
            "entrees": found.entries,
            "decisions": found.decisions,
            "effacees": found.erased,
            "cles_de_confiance": found.pinned,
            "tete_de_confiance": found.anchored,
            "tete": found.head.as_data() if found.head else None,
        })  # fmt: skip
        return 1 if faults else 0
    for fault in found.faults:
        click.echo(fault.message(lang))
    if found.faults or found.head is None:
        click.echo(message("registre.vue_fautes", lang, nombre=len(found.faults)))
        return 1
    click.echo(message("registre.vue_intact", lang, entrees=found.entries,
                       decisions=found.decisions, effacees=found.erased, numero=found.head.number,
                       empreinte=found.head.hash))  # fmt: skip
    for proved, missing in ((found.pinned, "vue_sans_cle"), (found.anchored, "vue_sans_tete")):
        if not proved:
            click.echo(message(f"registre.{missing}", lang), err=True)
    return 0


def _replay(
    ctx: click.Context,
    journal: Journal,
    today: bool,
    references: tuple[str, ...],
    shape: str,
    lang: Lang,
) -> int:
    from ..engine.records.materials import Materials
    from ..engine.records.replay import Replayer

    options, now = ctx.ensure_object(dict), None
    if today:
        now = Materials.taken(
            options.get("regles"),
            territories=options.get("territoires"),
            afr=options.get("afr") or os.environ.get("FONDSVERT_AFR"),
        )
    found = []
    with Replayer(journal, now) as replayer:
        for replayed in replayer.all(frozenset(references)):
            found.append(replayed)
            if shape == "json":
                click.echo(json.dumps(_data(replayed, lang), ensure_ascii=False))
            else:
                for line in _lines(replayed, lang):
                    click.echo(line)
    if references and not found:
        from ..engine.errors import Fault
        from ..engine.records.entries import RegistryError

        raise RegistryError(
            Fault("registre.reference_absente", params={"reference": each}) for each in references
        )
    erased = sum(each.reference is None for each in found)
    same = sum(each.identical for each in found) - erased
    if shape == "texte":
        click.echo(message("registre.vue_somme", lang, total=len(found), identiques=same,
                           differentes=len(found) - same - erased, effacees=erased))  # fmt: skip
    return 0 if same + erased == len(found) else 1


def _lines(replayed: Replayed, lang: Lang) -> Iterable[str]:
    """Yield what a person reads of a decision derived again."""

    def say(entry: str, **values: object) -> str:
        return message(f"registre.vue_{entry}", lang, numero=replayed.number,
                       reference=replayed.reference, **values)  # fmt: skip

    if replayed.reference is None:
        yield say("effacee")
    elif replayed.identical:
        yield say("identique")
    if replayed.differences:
        yield say("differente", nombre=len(replayed.differences))
    cause = ""
    for each in replayed.differences:
        if each.cause != cause:
            cause = each.cause
            yield f"  {_cause(cause, replayed, lang)}"
        before, after = _shown(each.before, lang), _shown(each.after, lang)
        yield f"    {say('ecart', champ=each.path, avant=before, apres=after)}"
    if replayed.fault is not None:
        cause = _cause(replayed.cause, replayed, lang)
        yield say("faute", cause=cause, detail=replayed.fault.message(lang))


def _cause(cause: str, replayed: Replayed, lang: Lang) -> str:
    from .. import __version__

    versions = {"avant": replayed.version, "apres": __version__}
    return message(f"registre.cause_{cause}", lang, **versions)


def _shown(value: Any, lang: Lang) -> str:
    if value is None:
        return message("registre.vue_rien", lang)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _data(replayed: Replayed, lang: Lang) -> dict[str, Any]:
    return {
        "numero": replayed.number,
        "reference": replayed.reference,
        "version": replayed.version,
        "identique": None if replayed.reference is None else replayed.identical,
        "differences": [
            {"cause": each.cause, "champ": each.path, "avant": each.before, "apres": each.after}
            for each in replayed.differences
        ],
        "erreur": replayed.fault.message(lang) if replayed.fault else None,
    }
