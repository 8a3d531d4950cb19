"""What every page has: its look, its language, and the dossier that its forms carry.

Nothing is kept here between two requests: a page holds, signed, what its forms need. What comes
back was checked before it was signed, and comes back as it left.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itsdangerous import BadData, URLSafeSerializer
from starlette.datastructures import FormData, UploadFile
from starlette.responses import HTMLResponse, Response

from ... import __version__
from ...engine.messages import Lang, message
from ...engine.pages import environment
from ..fields import field_id
from ..forms import form_of, token_of
from ..problems import Refused, fault_json, lang_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import Environment
    from starlette.requests import Request

    from ...engine.errors import Fault
    from ..settings import Settings

TEMPLATES = Path(__file__).parent.parent / "templates"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@cache
def _pages(lang: Lang) -> Environment:
    return environment(lang, TEMPLATES)


def settings_of(request: Request) -> Settings:
    """Return the settings of the application that a request came to."""
    found: Settings = request.app.state.settings
    return found


def address(request: Request, path: str) -> str:
    """Return an address of ours that keeps the language asked for."""
    return f"{path}?lang={lang_of(request)}" if "lang" in request.query_params else path


def render(request: Request, name: str, status: int = 200, /, **given: Any) -> Response:
    """Return a page: ``name`` is that of its template, without ``.html``."""
    lang, only = lang_of(request), settings_of(request).simulator
    template = _pages(lang).get_template(f"{name}.html")
    words = {
        "root": "",
        "home": address(request, "/"),
        "site": message("page.site_simulateur" if only else "page.site", lang),
        "menu": [] if only else _menu(request, lang),
        "nonce": request.state.nonce,
        "csrf": token_of(request),
        "url": lambda path: address(request, path),
        "other": _other_language(request, lang),
        "registre": settings_of(request).register is not None,
        "seul": only,
    }
    return HTMLResponse(template.render(words | given), status)


def _menu(request: Request, lang: Lang) -> list[tuple[str, str, bool]]:
    here = request.url.path
    entries = (
        ("dossier", "/"), ("entretien", "/entretien"), ("formulaire", "/formulaire"),
        ("portefeuille", "/portefeuille"), ("simulateur", "/simulateur"),
    )  # fmt: skip
    return [
        (message(f"page.menu_{key}", lang), address(request, path),
         here == path or (path != "/" and here.startswith(f"{path}/")))
        for key, path in entries
    ]  # fmt: skip


def _other_language(request: Request, lang: Lang) -> tuple[str, str] | None:
    """Return how to read a page in the other language, where it can be asked for again."""
    if request.method != "GET":
        return None
    other: Lang = "en" if lang == "fr" else "fr"
    return other, f"{request.url.path}?lang={other}"


# -- what a page carries -----------------------------------------------------------------------


def packed(request: Request, kind: str, data: Any) -> str:
    """Return data as a form of ours carries it: signed, compressed, only good as ``kind``."""
    return str(_signer(request, kind).dumps(data))


def unpacked(request: Request, kind: str, field: str = "porte") -> Any:
    """Return what a form carries; :class:`Refused` where it is not what we signed."""
    return opened(request, kind, text_of(form_of(request), field))


def opened(request: Request, kind: str, text: str) -> Any:
    """Return what was packed as ``kind``; :class:`Refused` where it was not."""
    try:
        return _signer(request, kind).loads(text)
    except BadData:
        raise Refused(403, "jeton") from None


def _signer(request: Request, kind: str) -> URLSafeSerializer:
    return URLSafeSerializer(settings_of(request).key, salt=f"fondsvert {__version__} {kind}")


def text_of(form: FormData, field: str) -> str:
    """Return the text of a field, "" where there is none."""
    found = form.get(field)
    return found if isinstance(found, str) else ""


def texts_of(form: FormData) -> FormData:
    """Return the texts of a form: what may go to a worker."""
    return FormData([(key, text) for key, text in form.multi_items() if isinstance(text, str)])


async def files_of(form: FormData, field: str) -> list[tuple[str, bytes]]:
    """Return the files of a field, each with the name that people know it by."""
    found = [each for each in form.getlist(field) if isinstance(each, UploadFile) and each.filename]
    return [(_shown(each.filename or ""), await each.read()) for each in found]


def _shown(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2][:120]


# -- faults ------------------------------------------------------------------------------------


def told(faults: Iterable[Fault], lang: Lang) -> list[dict[str, Any]]:
    """Return faults as a page shows them: the place, the value, what was expected."""
    found = []
    for fault in faults:
        each = fault_json(fault, lang)
        each["fichier"] = fault.where.file
        each["id"] = field_id(fault.where.path)
        found.append(each)
    return found


def attachment(content: bytes | str, media: str, name: str) -> Response:
    """Return a file to save. ``name`` is one of ours: nothing that was sent goes into it."""
    return Response(content, media_type=media,
                    headers={"Content-Disposition": f'attachment; filename="{name}"'})  # fmt: skip
