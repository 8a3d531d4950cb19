"""In which order things are asked, and what each answer costs."""

from __future__ import annotations

from collections.abc import Iterable

from ..rulebook.model import RuleBook


def plain(path: str) -> str:
    """Return the path of a cell without its line: ``financement.depenses.montant_ht``."""
    head, _, tail = path.partition("[")
    return head + tail.partition("]")[2] if tail else head


def reading_order(book: RuleBook, paths: Iterable[str]) -> dict[str, int]:
    """Return the paths in the order in which the rule book names them, each with its cost.

    A cost is the one that the rule book declares (``demande: {cout: N}``), 1 otherwise.
    """
    known = {path: place for place, path in enumerate(book.labels)}
    ordered = sorted(paths, key=lambda path: (known.get(plain(path), len(known)), path))
    named = ((path, book.labels.get(plain(path))) for path in ordered)
    return {path: 1 if label is None else label.cost for path, label in named}
