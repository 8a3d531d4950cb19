"""A rule as its file writes it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from textwrap import dedent

from ..errors import Where


def excerpt(folder: Path, where: Where) -> str:
    """Return the item of a list that a place is in, as the file has it; "" where it cannot be."""
    lines = _lines(folder / where.file) if where.file and where.line else ()
    start = where.line - 1
    while 0 <= start < len(lines) and not lines[start].lstrip().startswith("- "):
        start -= 1
    if not 0 <= start < len(lines):
        return ""
    depth = _depth(lines[start])
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or _depth(lines[end]) > depth):
        end += 1
    kept = lines[start:end]
    while kept and (not kept[-1].strip() or kept[-1].lstrip().startswith("#")):
        kept = kept[:-1]
    return dedent("\n".join(kept))


def whole(folder: Path, where: Where) -> str:
    """Return a whole file."""
    return "\n".join(_lines(folder / where.file)) if where.file else ""


@cache
def _lines(path: Path) -> tuple[str, ...]:
    try:
        return tuple(path.read_text(encoding="utf-8").splitlines())
    except OSError:
        return ()


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
