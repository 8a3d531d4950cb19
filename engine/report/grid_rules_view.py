"""A line of the assessment grid as a rule: at the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.console import Group, RenderableType

from ..messages import Lang, message, template
from ..rulebook.grid import POINTS, Grid, GridLine
from ..rulebook.model import Citation, RuleBook
from ..rulebook.scale import Step
from ..typography import NBSP
from ..wording import Wording, json_value
from .terminal import columns, text
from .terminal import rows as pairs

GRID = "appreciation"
"""The name under which the whole grid is asked for: that of its file."""


def grid_line(book: RuleBook, name: str) -> GridLine | None:
    """Return the line of the grid that bears this id."""
    lines = book.grid.lines if book.grid else ()
    return next((line for line in lines if line.id == name), None)


def render_grid_line(
    book: RuleBook, line: GridLine, lang: Lang, cite: Callable[[Citation], str]
) -> RenderableType:
    """Return a line in full: when it counts, what it looks at, its scale, its source."""
    rows = [(template("regle.poids", lang), str(line.weight))]
    if line.applies_source:
        rows.append((template("regle.si", lang), line.applies_source))
    rows.append((template("regle.formule", lang), line.formula.plain(lang)))
    rows.append(("", line.source))
    for rank, step in enumerate(line.steps):
        label = template("regle.bareme", lang) if not rank else ""
        rows.append((label, _step(line, step, Wording(book, lang))))
    rows.append((template("regle.sources", lang), cite(line.citation)))
    rows.append((template("regle.fichier", lang), f"{line.where.file}:{line.where.line}"))
    return Group(text(f"{line.id}  {line.title.plain(lang)}", style="bold"), pairs(rows))


def _step(line: GridLine, step: Step, wording: Wording) -> str:
    key = "palier_a_partir_de" if line.rising else "palier_jusqu_a"
    threshold = wording.shower("", line.kind)(step.threshold)
    if unit := line.unit.plain(wording.lang):
        threshold = f"{threshold}{NBSP if wording.lang == 'fr' else ' '}{unit}"
    points = wording.shower("", POINTS)(step.points)
    return message(f"regle.{key}", wording.lang, seuil=threshold, points=points)


def render_grid_list(grid: Grid, lang: Lang) -> list[RenderableType]:
    """Return the grid's lines, axis by axis, with its own warning."""
    heading = text(f"{grid.title.plain(lang)} [{GRID}]", style="bold")
    parts: list[RenderableType] = [heading, text(grid.mention.plain(lang), style="italic")]
    for axis in grid.axes:
        table = columns(6)
        for line in axis.lines:
            weight = message("regle.sur", lang, poids=line.weight)
            table.add_row(text(line.id), text(f"{line.title.plain(lang)} ({weight})"))
        parts += [text(axis.title.plain(lang), style="bold"), table]
    return parts


def grid_json(grid: Grid, lang: Lang) -> dict[str, Any]:
    """Return the whole grid as plain data."""
    return {
        "id": GRID,
        "titre": grid.title.plain(lang),
        "officielle": grid.official,
        "mention": grid.mention.plain(lang),
        "sur": grid.total,
        "axes": [
            {
                "id": axis.id,
                "titre": axis.title.plain(lang),
                "lignes": [grid_line_json(line, lang) for line in axis.lines],
            }
            for axis in grid.axes
        ],
    }


def grid_line_json(line: GridLine, lang: Lang) -> dict[str, Any]:
    """Return a line as plain data."""
    key = "a_partir_de" if line.rising else "jusqu_a"
    return {
        "id": line.id,
        "titre": line.title.plain(lang),
        "poids": line.weight,
        "si": line.applies_source or None,
        "calcul": line.source,
        "formule": line.formula.plain(lang),
        "unite": line.unit.plain(lang) or line.kind.unit,
        "bareme": [
            {key: json_value(step.threshold, line.kind), "points": step.points}
            for step in line.steps
        ],
        "source": {
            "cle": line.citation.key,
            "section": line.citation.section,
            "niveau": line.citation.level,
            "verifie_le": line.citation.verified.isoformat(),
        },
        "fichier": line.where.file,
        "ligne": line.where.line,
    }
