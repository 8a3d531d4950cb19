"""The pages: an officer's and an applicant's, rendered here, usable without a script.

``routes`` are those of the application; ``error_page`` is what people see of a refusal. What a page
knows of a dossier comes with each request and leaves with the answer (decision 0027).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from ...engine.messages import message
from . import decision, form, home, interview, portfolio
from .assets import script
from .shell import render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from ...engine.messages import Lang
    from ..problems import Problem
    from ..settings import Settings


def routes(settings: Settings) -> list[BaseRoute]:
    """Return the addresses of the pages: all of them, or those of the simulator alone."""
    static = Route("/static/page.js", script)
    if settings.simulator:
        return [static, Route("/", interview.to_simulator), *interview.simulator_routes()]
    return [
        static,
        *home.routes(),
        *decision.routes(),
        *form.routes(),
        *interview.routes(),
        *interview.simulator_routes(),
        *portfolio.routes(),
    ]


def error_page(request: Request, told: Problem, lang: Lang) -> Response:
    """Return what a person sees of a refusal; a session may not be there yet."""
    if "session" not in request.scope:
        request.scope["session"] = {}
    faults = [
        (fault.where.path, message(fault.code, lang, **fault.params)) for fault in told.faults
    ]
    return render(request, "refus", told.status, probleme=told, fautes=faults)
