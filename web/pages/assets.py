"""The one script of the pages: what makes them handier, and nothing that they need."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.responses import FileResponse, Response

if TYPE_CHECKING:
    from starlette.requests import Request

_SCRIPT: Final = Path(__file__).parent.parent / "assets" / "page.js"


async def script(_request: Request) -> Response:
    """Return the script."""
    return FileResponse(_SCRIPT, media_type="text/javascript")
