"""The places that a template of a letter may have, at the terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding

from ..letters.fields import places
from ..messages import Lang
from .terminal import text


def render_places(lang: Lang) -> RenderableType:
    """Return every place, as it is written in a template, with what it holds under it."""
    parts: list[RenderableType] = []
    for place in places(lang):
        inside = 2 * place.path.count("[].")
        parts.append(Padding(text(place.usage, style="bold"), (0, 0, 0, inside)))
        parts.append(Padding(text(place.meaning), (0, 0, 0, inside + 4)))
    return Group(*parts)
