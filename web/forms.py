"""Forms that people send: read once, within limits, and only with the token of their session.

The middleware reads the form of every unsafe request outside the API, so that no page can forget to
check it; a page takes it with :func:`form_of` and puts :func:`token_of` in each form, in a hidden
field called ``csrf``.
"""

from __future__ import annotations

import secrets
from hmac import compare_digest
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import Request

from .guard import SAFE
from .problems import API, Refused

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from .settings import Limits

FIELD = "csrf"
_KINDS = ("multipart/form-data", "application/x-www-form-urlencoded")


def token_of(request: Request) -> str:
    """Return the token that the forms of this session carry, made when first needed."""
    if not isinstance(request.session.get(FIELD), str):
        request.session[FIELD] = secrets.token_urlsafe(24)
    token: str = request.session[FIELD]
    return token


def form_of(request: Request) -> FormData:
    """Return the form of a request, its token checked."""
    form: FormData = request.scope["fondsvert.form"]
    return form


class Forms:
    """Reads and checks the form of every unsafe request outside the API."""

    def __init__(self, app: ASGIApp, *, limits: Limits) -> None:
        self._app, self._limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request that changes nothing, or whose form carries its token."""
        if scope["type"] != "http" or scope["method"] in SAFE or scope["path"].startswith(API):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in _KINDS:
            raise Refused(415, "formulaire")
        limits = self._limits
        try:
            form = await _parser(request, kind, limits).parse()
        except (FormParserError, MultiPartException, UnicodeError, KeyError, ValueError):
            raise Refused(400, "formulaire_illisible") from None
        try:
            _checked(request, form, limits)
            scope["fondsvert.form"] = form
            await self._app(scope, receive, send)
        finally:
            await form.close()


def _parser(request: Request, kind: str, limits: Limits) -> FormParser | MultiPartParser:
    if kind != _KINDS[0]:
        plain = FormParser(request.headers, request.stream())
        plain.max_fields, plain.max_part_size = limits.fields, limits.body
        return plain
    parser = MultiPartParser(
        request.headers, request.stream(), max_files=limits.files, max_fields=limits.fields,
        max_part_size=limits.body,
    )  # fmt: skip
    parser.spool_max_size = limits.body + 1  # in memory: what is sent never touches a disk
    return parser


def _checked(request: Request, form: FormData, limits: Limits) -> None:
    if len(form.multi_items()) > limits.fields:
        raise Refused(413, "champs", maximum=limits.fields)
    given, known = form.getlist(FIELD), request.session.get(FIELD)
    sent = given[0] if len(given) == 1 and not isinstance(given[0], UploadFile) else ""
    if not isinstance(known, str) or not compare_digest(sent.encode(), known.encode()):
        raise Refused(403, "jeton")
