"""Which verdicts wait, and which refuse: read off the conditions that give them."""

from __future__ import annotations

from .expression import Fact, walk
from .model import RuleBook


def waiting(book: RuleBook) -> frozenset[str]:
    """Return the verdicts that wait for facts: those given because criteria are undetermined."""
    return _reading(book, "bilan.indetermine")


def refusing(book: RuleBook) -> frozenset[str]:
    """Return the verdicts that refuse: those given because criteria are not met."""
    return _reading(book, "bilan.non_satisfait")


def _reading(book: RuleBook, count: str) -> frozenset[str]:
    return frozenset(
        verdict.id
        for verdict in book.verdicts
        if verdict.condition is not None
        and any(isinstance(n, Fact) and n.path == count for n in walk(verdict.condition))
    )
