"""The HTTP API: the JSON of the contract, to other services.

Every address is described in :mod:`.openapi`; a test holds the two together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response
from starlette.routing import Route

from .. import __version__
from ..engine.errors import EngineUnavailableError, Fault, InputError
from ..engine.intake.files import MAX_FAULTS
from ..engine.messages import LANGS
from ..engine.schemas import decision_schema, dossier_schema
from . import desk
from .desk import Asked, Judged
from .openapi import document
from .problems import MEDIA as PROBLEM
from .problems import Refused, lang_of, problem, tidy
from .workers import workers_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from ..engine.measure import Measure
    from .register import Register
    from .settings import Settings

ROOT: Final = "/api/v1"
JSON: Final = "application/json"
LINES: Final = "application/x-ndjson"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BODIES: Final = frozenset({JSON, LINES, "application/yaml", "application/x-yaml", "text/yaml"})
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def routes(measure: Measure) -> list[Route]:
    """Return the addresses of the API."""
    schemas = {
        "decision": _dumped(decision_schema()),
        **{f"dossier.{lang}": _dumped(dossier_schema(measure.book, lang)) for lang in LANGS},
    }
    described = {lang: _dumped(document(measure.book, lang)) for lang in LANGS}

    async def schema(request: Request) -> Response:
        lang, what = _asked(request, ()).lang, request.path_params["nom"]
        text = schemas.get(what if what == "decision" else f"{what}.{lang}")
        if text is None:
            raise Refused(404, "http_404")
        return Response(text, media_type="application/schema+json")

    async def openapi(request: Request) -> Response:
        return Response(described[_asked(request, ()).lang], media_type=JSON)

    return [
        Route(f"{ROOT}/decisions", _decisions, methods=["POST"]),
        Route(f"{ROOT}/questions", _questions, methods=["POST"]),
        Route(f"{ROOT}/remede", _remedy, methods=["POST"]),
        Route(f"{ROOT}/courriers", _letters, methods=["POST"]),
        Route(f"{ROOT}/criteres", _criteria),
        Route(f"{ROOT}/criteres/{{id}}", _criteria),
        Route(f"{ROOT}/territoires/{{code}}", _territory),
        Route(f"{ROOT}/schemas/{{nom}}", schema),
        *health(measure),
        Route(f"{ROOT}/openapi.json", openapi),
    ]


def health(measure: Measure) -> list[Route]:
    """Return the address that says whether the service answers."""
    told = {"statut": "ok", "version": __version__, "regles_sha256": measure.book.sha256}

    async def answer(request: Request) -> Response:
        _asked(request, ())
        return _json(told)

    return [Route(f"{ROOT}/sante", answer)]


async def _decisions(request: Request) -> Response:
    asked = _asked(request, ("date", "edition", "enregistrer"))
    keep = request.query_params.get("enregistrer") == "true"
    settings: Settings = request.app.state.settings
    if keep and settings.register is None:
        raise Refused(409, "sans_registre")
    body, most = await _body(request), settings.limits.dossiers
    found, batch = await workers_of(request).call(desk.judge, body, asked, most, keep=keep)
    headers = await _recorded(settings.register, found, asked) if keep else {}
    if all(each.decision is None for each in found):
        raise InputError([fault for each in found for fault in each.faults][:MAX_FAULTS])
    if not batch:
        return Response(found[0].decision, headers=headers, media_type=JSON)
    items = [_item(rank, each, asked) for rank, each in enumerate(found)]
    if request.headers.get("accept", "").partition(";")[0].strip().lower() == LINES:
        return Response("\n".join([*items, ""]), headers=headers, media_type=LINES)
    return Response(f"[{','.join(items)}]", headers=headers, media_type=JSON)


async def _recorded(register: Register | None, found: list[Judged], asked: Asked) -> dict[str, str]:
    """Record what was decided, before it is told; return how far the register then goes."""
    headers: dict[str, str] = {}
    for each in found:
        if register is not None and each.kept is not None:
            head = await register.record(*each.kept, **asked._asdict())
            headers["Fondsvert-Registre"] = str(head.number)
    return headers


def _item(rank: int, each: Judged, asked: Asked) -> str:
    """Return one dossier of a batch: its rank, its decision or its problem."""
    if each.decision is not None:
        return f'{{"rang":{rank},"decision":{each.decision}}}'
    told = problem("dossier", 422, asked.lang, faults=tidy(each.faults))
    return _dumped({"rang": rank, "probleme": told.as_json(asked.lang)})


async def _questions(request: Request) -> Response:
    asked, body = _asked(request, ("date", "edition")), await _body(request)
    return _json(await workers_of(request).call(desk.questions, body, asked))


async def _remedy(request: Request) -> Response:
    asked, body = _asked(request, ("date", "edition")), await _body(request)
    return _json(await workers_of(request).call(desk.remedy, body, asked))


async def _letters(request: Request) -> Response:
    asked = _asked(request, ("date", "edition", "modele"))
    name = request.query_params.get("modele")
    if name is None:
        raise Refused(400, "parametre_manquant", nom="modele")
    known = desk.letter_models()
    if not known:
        raise EngineUnavailableError([Fault("courrier.bibliotheque_absente")])
    if name not in known:  # an id and never a path: nobody chooses which file is read
        raise Refused(400, "parametre_modele", modeles=", ".join(known))
    body = await _body(request)
    content = await workers_of(request).call(desk.letter, body, asked, name)
    headers = {"Content-Disposition": f'attachment; filename="{name}.docx"'}
    return Response(content, headers=headers, media_type=DOCX)


async def _criteria(request: Request) -> Response:
    asked = _asked(request, ())
    name = request.path_params.get("id")
    found = await workers_of(request).call(desk.criteria, name, asked.lang)
    if found is None:
        raise Refused(404, "critere_inconnu")
    return _json(found)


async def _territory(request: Request) -> Response:
    asked, code = _asked(request, ()), request.path_params["code"]
    if len(code) > 100:
        raise Refused(404, "territoire_inconnu")
    found, exists = await workers_of(request).call(desk.territory, code, asked.lang)
    if exists:
        return _json(found)
    told = problem("territoire_inconnu", 404, asked.lang).as_json(asked.lang)
    return Response(_dumped(told | {"territoire": found}), 404, media_type=PROBLEM)


# -- parts -----------------------------------------------------------------------------------


def _asked(request: Request, more: tuple[str, ...]) -> Asked:
    """Return what the query asks for; an unknown or a repeated parameter is refused."""
    query = request.query_params
    known = ("lang", *more)
    for name, value in query.multi_items():
        if name not in known:
            raise Refused(400, "parametre_inconnu", nom=name[:40], connus=", ".join(known))
        if len(query.getlist(name)) > 1 and name == "modele":
            raise Refused(400, "parametre_inconnu", nom=name, connus=", ".join(known))
        if len(query.getlist(name)) > 1 or not _right(name, value):
            raise Refused(400, f"parametre_{name}")
    on = query.get("date")
    return Asked(date.fromisoformat(on) if on else None, query.get("edition"), lang_of(request))


def _right(name: str, value: str) -> bool:
    if name == "lang":
        return value in LANGS
    if name == "enregistrer":
        return value in {"true", "false"}
    if name == "modele":
        return True  # judged where the models are known
    if name == "edition":
        return 0 < len(value) <= 40 and value.isprintable()
    try:
        return bool(_DAY.fullmatch(value) and date.fromisoformat(value))
    except ValueError:
        return False


async def _body(request: Request) -> bytes:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in BODIES:
        raise Refused(415, "contenu", {"Accept": ", ".join(sorted(BODIES))})
    return await request.body()


def _dumped(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _json(data: Any, status: int = 200) -> Response:
    return Response(_dumped(data), status, media_type=JSON)
