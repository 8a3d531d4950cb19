"""The score of a dossier at the terminal: the grid's own warning first, then a bar an axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType

from ..messages import Lang, message
from ..wording import number
from .terminal import columns, text

if TYPE_CHECKING:
    from ..findings import AxeGrille, Grille

WIDTH = 20
SURE, POSSIBLE, REST = "█", "░", "·"
"""What is gained for certain, what may still be, and the rest of the axis."""


def render_grid(grid: Grille, lang: Lang) -> RenderableType:
    """Return the score, its mention and its lines; a missing figure shows as an open bar."""

    def say(key: str, **values: object) -> str:
        return message(f"appreciation.{key}", lang, **values)

    low, high = (number_of(value, lang) for value in (grid.score_min, grid.score_max))
    key = "score_exact" if grid.score_min == grid.score_max else "score"
    parts: list[RenderableType] = [
        text(say(key, min=low, max=high, sur=grid.sur), style="bold"),
        text(grid.mention, style="italic"),
    ]
    for axis in grid.axes:
        parts.append(_axis(axis, lang))
        table = columns(6)
        for line in axis.lignes:
            if line.applicable is False:
                continue
            body = text(line.titre)
            body.append_text(text(f" ({line.formule})", style="dim"))
            body.append_text(text(f"\n{line.motif}"))
            table.add_row(text(line.id), body)
        parts.append(table)
    return Group(*parts)


def _axis(axis: AxeGrille, lang: Lang) -> RenderableType:
    if not axis.sur:
        said = message("appreciation.hors", lang)
        return text(f"{axis.titre} ({said})", style="dim")
    exact = axis.points_min == axis.points_max
    key = "points_exacts" if exact else "points"
    said = message(
        f"appreciation.{key}", lang, min=axis.points_min, max=axis.points_max, sur=axis.sur
    )
    return text(f"{bar(axis.points_min, axis.points_max, axis.sur)} {axis.titre}, {said}", "bold")


def bar(low: float, high: float, total: float) -> str:
    """Return a bar of a fixed width: gained, possible, and the rest.

    >>> bar(5, 10, 20)
    '█████░░░░░··········'
    """
    sure = round(WIDTH * low / total)
    possible = max(round(WIDTH * high / total) - sure, 0)
    return SURE * sure + POSSIBLE * possible + REST * (WIDTH - sure - possible)


def number_of(value: float, lang: Lang) -> str:
    """Return a score as people write it."""
    from decimal import Decimal

    return number(Decimal(str(value)), lang)
