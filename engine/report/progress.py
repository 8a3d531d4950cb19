"""Progress on standard error: a bar at a terminal, nothing but the notes elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from ..messages import Lang
from ..wording import number
from .terminal import text


class Bar:
    """What a long work tells: how many it has done, and notes along the way."""

    def __init__(self, live: Progress | None, task: TaskID | None, lang: Lang) -> None:
        self._live, self._task, self._lang = live, task, lang

    def reach(self, done: int, total: int | None = None) -> None:
        """Show how many are done, of how many when that is known."""
        if self._live is not None and self._task is not None:
            shown = number(done, self._lang)
            self._live.update(self._task, completed=done, total=total, shown=shown)

    def note(self, line: str) -> None:
        """Print a line above the bar."""
        if self._live is not None:
            self._live.console.print(text(line))
        else:
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()


@contextmanager
def bar(label: str, unit: str, lang: Lang = "fr") -> Iterator[Bar]:
    """Show a bar while the block runs; it goes away at the end."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield Bar(None, None, lang)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[shown]} " + unit, markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as live:
        yield Bar(live, live.add_task(label, total=None, shown="0"), lang)
