"""What is answered when something is refused: RFC 9457 to programs, a sober page to people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, Response

from ..engine.errors import EngineUnavailableError, Fault, FondsvertError, InputError
from ..engine.messages import LANGS, Lang, message
from .workers import RulesChanged, TooBusy, WorkTooHeavy, WorkTooLong

if TYPE_CHECKING:
    from starlette.requests import Request

API = "/api/"
MEDIA = "application/problem+json"
_FAULTY = 422


class Refused(Exception):
    """A request that is refused: its status and, in ``servir.json``, its words."""

    def __init__(
        self, status: int, code: str, headers: Mapping[str, str] | None = None, **params: object
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.params = status, code, params
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class Problem:
    """What is told of a refusal: ``code`` is stable, ``title`` and ``detail`` are for people."""

    status: int
    code: str
    title: str
    detail: str
    faults: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """Return the problem as RFC 9457 has it, every fault with it."""
        found: dict[str, Any] = {
            "type": f"urn:fondsvert:probleme:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.faults:
            found["fautes"] = [fault_json(fault, lang) for fault in self.faults]
        return found


def fault_json(fault: Fault, lang: Lang) -> dict[str, Any]:
    """Return a fault as plain data: where, the value, what is wrong and what was expected."""
    where, params = fault.where, dict(fault.params)
    value = params.pop("valeur", None)
    return {
        "code": fault.code,
        "chemin": where.path or None,
        "ligne": where.line or None,
        "colonne": where.column or None,
        "valeur": None if value is None else str(value),
        "message": message(fault.code, lang, **fault.params),
        "attendu": {name: str(each) for name, each in params.items() if each not in ("", None)},
    }


def problem(code: str, status: int, lang: Lang, **more: Any) -> Problem:
    """Return the problem whose words are ``servir.refus_<code>``."""
    params = more.pop("params", {})
    title = message(f"servir.titre_{status}", lang)
    return Problem(status, code, title, message(f"servir.refus_{code}", lang, **params), **more)


def problem_of(error: BaseException, lang: Lang) -> Problem | None:
    """Return what to tell of an error; None for a defect."""
    match error:
        case Refused():
            return problem(
                error.code, error.status, lang, headers=error.headers, params=error.params
            )
        case InputError():
            return problem("dossier", _FAULTY, lang, faults=tidy(error.faults))
        case EngineUnavailableError():
            return problem("absent", 501, lang, faults=error.faults)
        case FondsvertError():
            return problem("indisponible", 503, lang, faults=tidy(error.faults))
        case WorkTooLong():
            return problem("trop_long", 413, lang)
        case WorkTooHeavy():
            return problem("trop_lourd", 413, lang)
        case RulesChanged():
            return problem("regles_changees", 503, lang)
        case TooBusy():
            return problem("occupe", 503, lang, headers={"Retry-After": "2"})
    return None


def tidy(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return the faults without the name that a stranger gave to what he sent."""
    from dataclasses import replace

    return tuple(replace(f, where=replace(f.where, file="")) for f in faults)


def lang_of(request: Request) -> Lang:
    """Return the language that a request asks for, else that of the settings."""
    asked = request.query_params.get("lang")
    own: Lang = request.app.state.settings.lang
    return next((lang for lang in LANGS if lang == asked), own)


def bare_page(_request: Request, told: Problem, lang: Lang) -> Response:
    """Return a page without any look: for when there is none, or it fails."""
    title, detail = escape(told.title), escape(told.detail)
    head = f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>{title}</title>'
    return HTMLResponse(f"{head}<h1>{title}</h1><p>{detail}</p></html>", told.status)


def as_response(request: Request, told: Problem, lang: Lang) -> Response:
    """Return a problem to a program, or a page to a person."""
    if request.url.path.startswith(API):
        text = json.dumps(told.as_json(lang), ensure_ascii=False)
        return Response(text, told.status, dict(told.headers), MEDIA)
    shown: Response = request.app.state.error_page(request, told, lang)
    shown.headers.update(told.headers)
    return shown
