"""``fondsvert servir``: the officer's page and the HTTP API."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..engine.messages import message, template
from .shared import lang_of, language, measure_of, said, shared

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

    from ..web.login import Users
    from ..web.register import Register
    from ..web.settings import Sources

_NEEDED = ("itsdangerous", "jinja2", "python_multipart", "starlette", "uvicorn")


def _help(key: str) -> str:
    return template(f"servir.aide{key}", language())


@click.command(help=_help(""))
@click.option(
    "--hote", "host", default="127.0.0.1", show_default=True, metavar="ADRESSE", help=_help("_hote")
)
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    metavar="PORT",
    help=_help("_port"),
)
@click.option("--nom", "names", multiple=True, metavar="NOM", help=_help("_nom"))
@click.option("--utilisateurs", "users_file", metavar="FICHIER", help=_help("_utilisateurs"))
@click.option("--ajouter-utilisateur", "new_user", metavar="NOM", help=_help("_ajouter"))
@click.option("--entete-utilisateur", "user_header", metavar="EN-TETE", help=_help("_entete"))
@click.option("--mandataire", "proxies", multiple=True, metavar="RESEAU", help=_help("_mandataire"))
@click.option("--cle-sessions", "session_key", metavar="FICHIER", help=_help("_cle_sessions"))
@click.option("--registre", "register", metavar="REGISTRE", help=_help("_registre"))
@click.option("--cle", "key_file", metavar="FICHIER", envvar="FONDSVERT_CLE", help=said("cle"))
@click.option("--tete", "head", metavar="FICHIER", help=said("tete"))
@click.option("--simulateur", "simulator", is_flag=True, help=_help("_simulateur"))
@click.option("--https", is_flag=True, help=_help("_https"))
@click.option(
    "--ouvriers",
    "workers",
    default=2,
    show_default=True,
    type=click.IntRange(1, 64),
    metavar="NOMBRE",
    help=_help("_ouvriers"),
)
@shared
@click.pass_context
def servir(
    ctx: click.Context,
    host: str,
    port: int,
    names: tuple[str, ...],
    users_file: str | None,
    new_user: str | None,
    user_header: str | None,
    proxies: tuple[str, ...],
    session_key: str | None,
    register: str | None,
    key_file: str | None,
    head: str | None,
    simulator: bool,
    https: bool,
    workers: int,
) -> None:  # fmt: skip
    """Serve until interrupted."""
    from secrets import token_urlsafe

    lang = lang_of(ctx)
    _require()
    if new_user is not None:
        _add(ctx, users_file, new_user)
        return
    if users_file and user_header:
        raise click.UsageError(message("servir.usage_deux_entrees", lang), ctx)
    if head and not register:
        raise click.UsageError(message("servir.usage_registre", lang, nom="--tete"), ctx)
    from ..web.app import create_app
    from ..web.serving import bound, serve
    from ..web.settings import LOOPBACK, LOOPBACK_NAMES, Settings, is_loopback

    sources, users = _sources(ctx.ensure_object(dict)), _users(users_file)
    networks = _networks(ctx, proxies) or LOOPBACK
    key = _key(session_key) if session_key else token_urlsafe(32)
    measure_of(ctx)  # what is doubtful of the lists is told, at the terminal
    hosts = names or (LOOPBACK_NAMES if is_loopback(host) else (*LOOPBACK_NAMES, host))
    with bound(host, port) as place:
        settings = Settings(
            sources=sources,
            lang=lang,
            hosts=hosts,
            key=key,
            workers=workers,
            https=https,
            simulator=simulator,
            users=users,
            user_header=user_header or "",
            proxies=networks,
            register=_register(ctx, sources, register, key_file, head) if register else None,
        )
        app = create_app(settings)
        if not is_loopback(host):
            click.echo(message("servir.ouvert", lang), err=True)
            if not names:
                click.echo(message("servir.sans_nom", lang, noms=", ".join(hosts)), err=True)
        shown, port = f"[{host}]" if ":" in host else host, place.getsockname()[1]
        address = f"http://{shown}:{port}/"
        serve(app, place, lambda: click.echo(message("servir.adresse", lang, adresse=address)))
    click.echo(message("servir.arrete", lang), err=True)


def _require() -> None:
    from ..engine.errors import EngineUnavailableError, Fault

    if any(find_spec(name) is None for name in _NEEDED):
        raise EngineUnavailableError([Fault("servir.bibliotheques_absentes")])


def _sources(options: dict[str, Any]) -> Sources:
    from ..web.settings import Sources

    afr = options.get("afr") or os.environ.get("FONDSVERT_AFR")
    return Sources(options.get("regles"), options.get("territoires"), afr)


def _register(
    ctx: click.Context, sources: Sources, address: str, key_file: str | None, head: str | None
) -> Register:
    from .registre import instant, signer

    key = signer(ctx, key_file)
    from ..web.register import Register

    return Register(address, key, sources, lambda: instant(None), head)


def _key(file: str) -> str:
    from ..engine.errors import Fault, MissingFileError, Where
    from ..web.settings import read_key

    try:
        return read_key(Path(file))
    except (OSError, ValueError):
        raise MissingFileError([Fault("servir.cle_illisible", Where(file))]) from None


def _users(file: str | None) -> Users | None:
    if file is None:
        return None
    from ..web.login import Users

    return Users.read(Path(file))


def _networks(ctx: click.Context, given: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    from ipaddress import ip_network

    found = []
    for text in given:
        try:
            found.append(ip_network(text))
        except ValueError:
            said = message("servir.usage_reseau", lang_of(ctx), valeur=text)
            raise click.UsageError(said, ctx) from None
    return tuple(found)


def _add(ctx: click.Context, file: str | None, name: str) -> None:
    """Add a user to the file, which nobody else can read."""
    from ..web.login import Users, acceptable, hashed

    lang = lang_of(ctx)
    if file is None:
        raise click.UsageError(message("servir.usage_fichier", lang), ctx)
    path = Path(file)
    if not acceptable(name):
        said = message("servir.usage_nom_utilisateur", lang, valeur=name)
        raise click.UsageError(said, ctx)
    if path.exists() and name in Users.read(path):
        raise click.UsageError(message("servir.usage_deja", lang, valeur=name, fichier=file), ctx)
    password = click.prompt(
        template("servir.mot_de_passe", lang), hide_input=True, confirmation_prompt=True, err=True
    )
    line = f"{name}:{hashed(password)}\n"
    with open(path, "a", opener=lambda p, f: os.open(p, f, 0o600), encoding="utf-8") as stream:
        stream.write(line)
    click.echo(message("servir.utilisateur_ajoute", lang, nom=name, fichier=file))
