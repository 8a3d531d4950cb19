"""Printing at the terminal, with French no-break spaces respected.

Rich wraps lines at any white space, no-break ones included, which would cut « 400 000,00 € » in
two. They travel through Rich as characters of no meaning and are put back on the way out.
"""

from __future__ import annotations

import sys
from functools import cache

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from ..typography import NARROW, NBSP

_HIDE = str.maketrans({NBSP: "\ue000", NARROW: "\ue001"})
_SHOW = str.maketrans({"\ue000": NBSP, "\ue001": NARROW})


def text(content: str, style: str = "") -> Text:
    """Return plain text in a style: never markup, never cut at a no-break space."""
    return Text(content.translate(_HIDE), style=style)


@cache
def console() -> Console:
    """Return the console of standard output; piped, it is 80 columns wide."""
    return Console(highlight=False)


def columns(*widths: int) -> Table:
    """Return a borderless table: columns of fixed widths, then one that takes the rest.

    All widths are given, the space after each column included: Rich then need neither measure
    nor pad every cell.
    """
    table = Table.grid()
    for width in widths:
        table.add_column(width=width + 1, no_wrap=True)
    rest = console().width - sum(widths) - len(widths)
    table.add_column(width=max(rest, 20), overflow="fold")
    return table


def rows(pairs: list[tuple[str, str]]) -> Table:
    """Return a table of names and values."""
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for name, value in pairs:
        table.add_row(text(name), text(value))
    return table


def show(renderable: RenderableType) -> None:
    """Print on standard output; piped, 80 columns without colour or trailing spaces."""
    with console().capture() as captured:
        console().print(renderable)
    printed = captured.get().translate(_SHOW)
    if not console().is_terminal:
        printed = "\n".join(line.rstrip() for line in printed.split("\n"))
    sys.stdout.write(printed)
    sys.stdout.flush()
