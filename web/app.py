"""The whole application, as one function of its settings.

A page is a module of ``pages/`` whose routes :func:`create_app` gathers. It judges nothing in this
process: ``await workers_of(request).call(function, …)`` has ``function(measure, …)`` done in a
worker. Its forms carry ``token_of(request)``; it reads them with ``form_of(request)``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware

from ..engine.errors import Fault, InputError
from . import api
from . import pages as shipped
from .forms import Forms
from .guard import Answers, Bodies, Errors, Hosts, Origins
from .login import Login
from .problems import as_response, lang_of, problem
from .workers import Workers, fingerprint

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from .settings import Settings

_KNOWN = frozenset({400, 404, 405})
SESSION_SECONDS = 12 * 3600


def create_app(
    settings: Settings,
    workers: Workers | None = None,
    pages: Sequence[BaseRoute] | None = None,
) -> Starlette:
    """Return the application. ``workers`` are its own unless given; it stops its own when it ends.

    ``pages`` are those that ship unless given.

    Raises what :func:`fondsvert.load` raises.
    """
    crew = workers or Workers(settings.sources, settings.workers, settings.limits)
    _ = crew.measure  # rules that do not hold are told before anything is served

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        crew.warm()
        yield
        if workers is None:
            crew.close()
        if settings.register is not None:
            settings.register.close()

    routes = [
        *(api.health(crew.measure) if settings.simulator else api.routes(crew.measure)),
        *(shipped.routes(settings) if pages is None else pages),
    ]
    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers={HTTPException: _not_here},
        middleware=[
            Middleware(Answers, https=settings.https),
            Middleware(Errors),
            Middleware(Hosts, names=settings.hosts),
            Middleware(Bodies, limits=settings.limits),
            Middleware(Origins),
            Middleware(Login, settings=settings),
            Middleware(
                SessionMiddleware, secret_key=settings.key, max_age=SESSION_SECONDS,
                session_cookie="__Host-fondsvert" if settings.https else "fondsvert",
                same_site="strict", https_only=settings.https,
            ),
            Middleware(Forms, limits=settings.limits),
        ],
    )  # fmt: skip
    if settings.register is not None and fingerprint(settings.sources) != crew.fingerprint:
        raise InputError([Fault("registre.materiaux_changes")])
    app.state.settings, app.state.workers = settings, crew
    app.state.error_page = shipped.error_page
    return app


async def _not_here(request: Request, error: Exception) -> Response:
    """Answer what the router refuses: nothing at that address, or not by that method."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    lang, headers = lang_of(request), dict(getattr(error, "headers", None) or {})
    told = problem(f"http_{status if status in _KNOWN else 400}", status if status in _KNOWN
                   else 400, lang, headers=headers)  # fmt: skip
    return as_response(request, told, lang)
