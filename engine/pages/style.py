"""The stylesheet: a small base that others keep, and what these pages add to it."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

_ASSETS = Path(__file__).parent / "assets"


@cache
def stylesheet() -> str:
    """Return the whole stylesheet, to be written inside a page: nothing is fetched to show it."""
    files = ("simple.min.css", "pages.css")
    return "\n".join((_ASSETS / name).read_text(encoding="utf-8").strip() for name in files) + "\n"


def digest(text: str) -> str:
    """Return a text's hash, as a content security policy names what may be inside a page.

    >>> digest("")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
