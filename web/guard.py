"""What stands before every request: headers, hosts, sizes, origins, errors that tell nothing.

Plain ASGI, from the outside in, as :mod:`.app` lists them.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request

from .problems import Refused, as_response, bare_page, lang_of, problem, problem_of
from .workers import WorkFailed, places_of

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from .problems import Problem
    from .settings import Limits

LOG = logging.getLogger("fondsvert.web")
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
STATIC: Final = "/static/"

_POLICY: Final = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: a browser would then send « Origin: null » with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "X-Permitted-Cross-Domain-Policies": "none",
}


class Answers:
    """Gives every answer its headers, and each request the nonce of its own scripts."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app, self._https = app, https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; complete the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers[name] = value
                headers["Content-Security-Policy"] = _POLICY.format(nonce=nonce)
                if self._https:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
                if not scope["path"].startswith(STATIC):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, receive, completed)


class Errors:
    """Turns whatever goes wrong into an answer, and a request into a line of the log.

    Neither says what was sent: no query, no body, no name, no message of a defect.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer in its place when that fails."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            pass  # nobody is there to be answered
        except Exception as error:
            request = Request(scope)
            told = problem_of(error, lang_of(request)) or _defect(error, request)
            if status:  # too late to tell: the connection is cut
                LOG.warning("interrupted: %s", told.code)
                raise _Cut from None
            await _answer(request, told)(scope, receive, watched)
        finally:
            LOG.info("%s %s %d", scope["method"], _route(scope), status)


def _answer(request: Request, told: Problem) -> Response:
    lang = lang_of(request)
    try:
        return as_response(request, told, lang)
    except Exception as error:  # the page of errors has one: it is told without it
        kind, places = type(error).__name__, places_of(error)
        LOG.log(logging.ERROR, "defect of the page of errors: %s at %s", kind, places)
        shown = bare_page(request, told, lang)
        shown.headers.update(told.headers)
        return shown


class _Cut(Exception):
    """An answer that had begun cannot be completed."""


def _route(scope: Scope) -> str:
    """Return the pattern of the page asked for: a path may hold what a person typed."""
    route = scope.get("route")
    found = getattr(route, "path", None)
    return str(found) if found else "-"


def _defect(error: Exception, request: Request) -> Problem:
    number = secrets.token_hex(4)
    kind, places = type(error).__name__, places_of(error)
    if isinstance(error, WorkFailed):
        kind, places = error.kind, error.trace
    LOG.error("defect %s: %s at %s", number, kind, places)
    return problem("defaut", 500, lang_of(request), params={"numero": number})


class Hosts:
    """Refuses a name that is not ours: a page elsewhere may have made it lead here."""

    def __init__(self, app: ASGIApp, *, names: tuple[str, ...]) -> None:
        self._app = app
        self._names = frozenset(host_name(_bracketed(name)) for name in names) - {""}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request that names us."""
        if scope["type"] == "http":
            given = [v for k, v in scope["headers"] if k == b"host"]
            name = host_name(given[0].decode("latin-1")) if len(given) == 1 else ""
            if name not in self._names:
                raise Refused(421, "hote")
        await self._app(scope, receive, send)


def host_name(value: str) -> str:
    """Return the name of a Host header, its port aside, "" when it is none."""
    try:
        parts = urlsplit(f"//{value}")
        name, _ = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.netloc != value or parts.username is not None or parts.path or parts.query:
        return ""
    return f"[{name}]" if ":" in name else name


def _bracketed(name: str) -> str:
    return f"[{name}]" if name.count(":") > 1 and not name.startswith("[") else name


class Bodies:
    """Counts the bytes of a body as they come, and the time that they take.

    A compressed body is refused: nothing here unpacks one.
    """

    def __init__(self, app: ASGIApp, *, limits: Limits) -> None:
        self._app, self._limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, its body under watch."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, limits = Headers(scope=scope), self._limits
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise Refused(415, "compresse")
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length[:20]) > limits.body:
            raise Refused(413, "taille", maximum=limits.body)
        seen, whole = 0, False
        deadline = asyncio.get_running_loop().time() + limits.body_seconds

        async def counted() -> Message:
            nonlocal seen, whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise Refused(408, "lent", {"Connection": "close"}) from None
            seen += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if seen > limits.body:
                raise Refused(413, "taille", {"Connection": "close"}, maximum=limits.body)
            return message

        await self._app(scope, counted, send)


class Origins:
    """Refuses what another site makes a browser send, API included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request that comes from ourselves, or from no browser."""
        if scope["type"] == "http" and scope["method"] not in SAFE:
            headers = Headers(scope=scope)
            origin, host = headers.get("origin"), headers.get("host", "")
            site = headers.get("sec-fetch-site", "none")
            if site not in {"same-origin", "none"}:
                raise Refused(403, "origine")
            if origin == "null" and site == "same-origin":
                origin = None  # a page of ours that gives no referrer
            if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
                raise Refused(403, "origine")
        await self._app(scope, receive, send)
