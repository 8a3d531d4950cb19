"""The matrix text, rule, scenario at the terminal."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text as RichText

from ..audit.scenarios import KINDS, Kind
from ..audit.traceability import Matrix, Row
from ..messages import Lang, message, template


def render(matrix: Matrix, lang: Lang = "fr") -> Table:
    """Return the matrix as a table, readable at 80 columns: a count for each kind of scenario.

    A count that is required and is zero stands out; a kind that a rule cannot have is a dot.
    """

    def said(entry: str, **values: object) -> str:
        return message(f"tracabilite.{entry}", lang, **values)

    faults = len(matrix.findings())
    table = Table(
        title=said("titre", regles=len(matrix.rows), scenarios=len(matrix.scenarios)),
        caption=said("legende") + "\n" + said("bilan", n=faults),
        caption_style="bold red" if faults else "dim",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    table.add_column(said("colonne_regle"), ratio=1)
    table.add_column(said("colonne_texte"), width=19, overflow="fold")
    for kind in KINDS:
        table.add_column(template(f"tracabilite.court_{kind}", lang), justify="right", width=2)
    for row in matrix.rows:
        # Only a delay is entitled by a whole paragraph.
        title = row.title[lang].split(". ")[0] if row.sort == "delai" else row.title[lang]
        rule = RichText.assemble((row.tag, "bold"), f" {title}")
        texts = "\n".join(f"{c.key} ({c.level})" for c in row.citations)
        table.add_row(rule, texts, *(_count(row, kind) for kind in KINDS))
    return table


def _count(row: Row, kind: Kind) -> RichText:
    count = len(row.scenarios.get(kind, ()))
    if count:
        return RichText(str(count), style="green")
    return RichText("0", style="bold red") if kind in row.required else RichText("·", style="dim")
