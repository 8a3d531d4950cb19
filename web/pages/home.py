"""The first page: send what is to be examined, or begin from nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from ...engine.errors import Fault, InputError
from ..forms import form_of
from ..problems import lang_of
from ..uploads import read_files
from ..workers import workers_of
from .decision import shown
from .portfolio import opened_lot
from .shell import files_of, render, told

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..uploads import Read

MOST = 2_000
"""Dossiers that the page takes at once."""


def routes() -> list[Route]:
    """Return the addresses of the first page."""
    return [Route("/", _home), Route("/deposer", _sent, methods=["POST"])]


async def _home(request: Request) -> Response:
    return render(request, "accueil", fautes=(), lus=0)


async def _sent(request: Request) -> Response:
    """Show the decision on the only dossier sent, the portfolio of several, or every fault."""
    lang = lang_of(request)
    try:
        read = await _read(request)
    except InputError as error:
        faults = told(error.faults, lang)
        return render(request, "accueil", 422, fautes=faults, lus=0)
    if len(read.dossiers) == 1 and not read.faults:
        return await shown(request, read.dossiers[0])
    if not read.dossiers:
        return render(request, "accueil", 422, fautes=told(read.faults, lang), lus=0)
    return await opened_lot(request, read)


async def _read(request: Request) -> Read:
    form, lang = form_of(request), lang_of(request)
    files = await files_of(form, "fichiers")
    if not files:
        raise InputError([Fault("page.aucun_fichier")])
    mapping = await files_of(form, "correspondance")
    return await workers_of(request).call(
        read_files, files, mapping[0] if mapping else None, MOST, lang
    )
