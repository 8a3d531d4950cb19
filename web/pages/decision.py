"""The decision on one dossier: read it, judge, suppose, keep what comes of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from ...engine.errors import InputError
from ...engine.intake.output import as_yaml
from .. import desk
from ..decided import compare
from ..desk import Asked
from ..examined import examined, judged_with, tried
from ..fields import with_typed
from ..forms import form_of
from ..problems import Refused, lang_of
from ..workers import workers_of
from .shell import DOCX, attachment, packed, render, settings_of, text_of, texts_of, told, unpacked

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

KIND = "dossier"


def routes() -> list[Route]:
    """Return the addresses of a decision."""
    return [
        Route("/dossier", _again, methods=["POST"]),
        Route("/dossier/essai", _supposed, methods=["POST"]),
        Route("/dossier/avis", _opinions, methods=["POST"]),
        Route("/dossier/fichier", _file, methods=["POST"]),
        Route("/dossier/courrier", _letter, methods=["POST"]),
        Route("/dossier/registre", _record, methods=["POST"]),
    ]


async def shown(
    request: Request,
    data: Mapping[str, Any],
    status: int = 200,
    *,
    margins: bool = False,
    **more: Any,
) -> Response:
    """Return the page of the decision on a dossier, given as plain data."""
    asked = Asked(lang=lang_of(request))
    view, form = await workers_of(request).call(examined, data, asked, margins=margins)
    given: dict[str, Any] = {
        "porte": packed(request, KIND, data),
        "sections": form,
        "essai": None,
        "fautes": (),
        "avis_dit": {},
        "inscrit": None,
    }
    return render(request, "decision", status, d=view, **(given | more))


async def _again(request: Request) -> Response:
    margins = text_of(form_of(request), "geste") == "marges"
    return await shown(request, unpacked(request, KIND), margins=margins)


async def _supposed(request: Request) -> Response:
    """Show what other values would change beside the decision, or keep these values."""
    data, form, lang = unpacked(request, KIND), texts_of(form_of(request)), lang_of(request)
    asked, workers = Asked(lang=lang), workers_of(request)
    try:
        made = await workers.call(tried, data, form, asked)
    except InputError as error:
        if text_of(form, "partie"):
            return render(request, "essai", essai=None, fautes=told(error.faults, lang))
        view, fields = await workers.call(examined, data, asked)
        return render(
            request, "decision", 422, d=view, porte=packed(request, KIND, data), essai=None,
            sections=with_typed(fields, form), fautes=told(error.faults, lang), avis_dit={},
            inscrit=None,
        )  # fmt: skip
    if text_of(form, "geste") == "garder":
        return await shown(request, made.data)
    trial = {"d": made.after, "ecarts": compare(made.before, made.after),
             "changes": made.changes, "porte": packed(request, KIND, made.data)}  # fmt: skip
    if text_of(form, "partie"):
        return render(request, "essai", d=made.before, essai=trial)
    return render(
        request, "decision", d=made.before, porte=packed(request, KIND, data), essai=trial,
        sections=made.form, fautes=(), avis_dit={}, inscrit=None,
    )  # fmt: skip


async def _opinions(request: Request) -> Response:
    """Write what a person thinks into the dossier that the page carries."""
    data, lang = unpacked(request, KIND), lang_of(request)
    given = {key: text for key, text in form_of(request).items() if isinstance(text, str)}
    try:
        made = await workers_of(request).call(judged_with, data, given)
    except InputError as error:
        return await shown(request, data, 422, fautes=told(error.faults, lang), avis_dit=given)
    return await shown(request, made)


async def _file(request: Request) -> Response:
    """Return the dossier, or the decision on it, as a file."""
    data, what = unpacked(request, KIND), text_of(form_of(request), "quoi")
    if what == "yaml":
        return attachment(as_yaml(data), "application/yaml", "dossier.yaml")
    if what == "dossier":
        return attachment(_dumped(data), "application/json", "dossier.json")
    if what != "decision":
        raise Refused(400, "http_400")
    asked = Asked(lang=lang_of(request))
    found, _ = await workers_of(request).call(desk.judge, _dumped(data).encode(), asked, 1)
    return attachment(found[0].decision or "", "application/json", "decision.json")


async def _letter(request: Request) -> Response:
    data, model = unpacked(request, KIND), text_of(form_of(request), "modele")
    known = desk.letter_models()
    if model not in known:  # an id and never a path
        raise Refused(400, "parametre_modele", modeles=", ".join(known))
    asked, lang = Asked(lang=lang_of(request)), lang_of(request)
    try:
        content = await workers_of(request).call(desk.letter, _dumped(data).encode(), asked, model)
    except InputError as error:
        return await shown(request, data, 422, fautes=told(error.faults, lang))
    return attachment(content, DOCX, f"{model}.docx")


async def _record(request: Request) -> Response:
    """Record the decision in the register that the server has open."""
    data, register = unpacked(request, KIND), settings_of(request).register
    if register is None:
        raise Refused(409, "sans_registre")
    asked = Asked(lang=lang_of(request))
    found, _ = await workers_of(request).call(
        desk.judge, _dumped(data).encode(), asked, 1, keep=True
    )
    kept = found[0].kept
    if kept is None:
        raise InputError(found[0].faults)
    head = await register.record(*kept, **asked._asdict())
    return await shown(request, data, inscrit=head.number)


def _dumped(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)
