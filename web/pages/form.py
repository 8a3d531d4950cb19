"""The whole form of a dossier, generated from its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from ...engine.errors import InputError
from ..examined import filled
from ..fields import sections, with_typed
from ..forms import form_of
from ..problems import lang_of
from ..workers import workers_of
from .decision import shown
from .shell import render, texts_of, told

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def routes() -> list[Route]:
    """Return the address of the form."""
    return [Route("/formulaire", _blank), Route("/formulaire", _sent, methods=["POST"])]


async def _blank(request: Request) -> Response:
    fields = await workers_of(request).call(sections, {}, lang_of(request))
    return render(request, "formulaire", sections=fields, fautes=())


async def _sent(request: Request) -> Response:
    form, lang = texts_of(form_of(request)), lang_of(request)
    workers = workers_of(request)
    try:
        data = await workers.call(filled, {}, form, lang)
    except InputError as error:
        fields = with_typed(await workers.call(sections, {}, lang), form)
        return render(request, "formulaire", 422, sections=fields, fautes=told(error.faults, lang))
    return await shown(request, data)
