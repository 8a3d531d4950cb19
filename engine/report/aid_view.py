"""How much, on the terminal: the amount and what binds it, then each regime and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType

from ..messages import Lang, message
from ..typography import french
from .terminal import columns, text

if TYPE_CHECKING:
    from ..findings import Aide, Orientation, Regime

SIGNS = {"oui": "✓", "non": "–", "inconnu": "?", "a_apprecier": "◦"}
ORDER = ("oui", "a_apprecier", "inconnu", "non")
STYLES = {"oui": "green", "non": "dim", "inconnu": "yellow", "a_apprecier": "cyan"}


def render_aid(aid: Aide, lang: Lang) -> RenderableType:
    """Return the aid of a dossier: readable at 80 columns, without colour."""
    lines = [text(aid.motif, style="bold")]
    if aid.fourchette is not None and aid.fourchette.texte != aid.motif:
        lines.append(text(aid.fourchette.texte))
    table = columns(1, 10)
    for regime in sorted(aid.regimes, key=lambda item: ORDER.index(item.applicable)):
        sign = text(SIGNS[regime.applicable], style=STYLES[regime.applicable])
        table.add_row(sign, text(regime.id), _regime(regime, aid.retenu, lang))
    return Group(*lines, table) if aid.regimes else Group(*lines)


def _regime(regime: Regime, chosen: str | None, lang: Lang) -> RenderableType:
    if regime.applicable == "non":
        return text(regime.motif, style="dim")
    title = regime.titre
    if regime.id == chosen:
        title += message("terminal.regime_retenu", lang)
    body = text(title, style="bold")
    shown = [regime.motif]
    if regime.fourchette is not None:
        shown.append(regime.fourchette.texte)
    if regime.note:
        shown.append(regime.note)
    for line in shown:
        body.append_text(text(f"\n{line}", style="not bold"))
    source = regime.source
    section = french(source.section) if lang == "fr" else source.section
    level = message(f"terminal.niveau_{source.niveau}", lang)
    reference = f"{source.cle}, {section} ({level})"
    said = message("terminal.source", lang, reference=reference)
    return body.append_text(text(f"\n{said}", style="not bold dim"))


def render_orientation(found: Iterable[Orientation]) -> RenderableType | None:
    """Return where else to turn, one entry a line; None when there is nowhere."""
    table = columns(1)
    for item in found:
        body = text(item.vers, style="bold")
        body.append_text(text(f"\n{item.motif}", style="not bold"))
        table.add_row("→", body)
    return table if table.row_count else None
