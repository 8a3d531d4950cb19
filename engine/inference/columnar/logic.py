"""Conditions in three-valued logic, and the values they compare, over the terms of each row."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any, TypeVar

from .terms import (
    BIT,
    FALSE,
    INT,
    NEGATED,
    NULLS,
    TEXT,
    TRUE,
    Term,
    both,
    choice,
    choose,
    computed,
    either,
    make,
    opposite,
    test,
)


class Truth:
    """A condition in three-valued logic: where it is known to hold, and known not to."""

    __slots__ = ("_null", "no", "yes")

    def __init__(self, yes: Term, no: Term | None = None, null: Term | None = None) -> None:
        self.yes = yes
        self.no = opposite(yes) if no is None else no
        self._null = FALSE if no is None else null

    @property
    def null(self) -> Term:
        """Where it is unknown."""
        return opposite(either((self.yes, self.no))) if self._null is None else self._null

    @property
    def certain(self) -> bool:
        """Whether it is known on every row."""
        return self._null is FALSE

    def __and__(self, other: Truth) -> Truth:
        return all_of((self, other))

    def __or__(self, other: Truth) -> Truth:
        return any_of((self, other))

    def __invert__(self) -> Truth:
        if self.certain:
            return Truth(self.no)
        return Truth(self.no, self.yes, self._null)

    def is_null(self) -> Truth:
        """Return whether it is unknown."""
        return Truth(self.null)


def true(condition: Truth) -> Truth:
    """Return whether a condition is known to hold."""
    return Truth(condition.yes)


def false(condition: Truth) -> Truth:
    """Return whether a condition is known not to hold."""
    return Truth(condition.no)


def all_of(conditions: Iterable[Truth]) -> Truth:
    """Return the Kleene conjunction."""
    parts = list(conditions)
    yes = both(part.yes for part in parts)
    return Truth(yes, None if all(p.certain for p in parts) else either(p.no for p in parts))


def any_of(conditions: Iterable[Truth]) -> Truth:
    """Return the Kleene disjunction."""
    parts = list(conditions)
    yes = either(part.yes for part in parts)
    return Truth(yes, None if all(p.certain for p in parts) else both(p.no for p in parts))


# -- numbers and words ------------------------------------------------------------------------


class Value:
    """A number or a word of each row, null where it is unknown."""

    __slots__ = ("term",)

    def __init__(self, term: Term) -> None:
        self.term = term

    def is_null(self) -> Truth:
        """Return whether it is unknown."""
        return Truth(self.term.null)

    def fill_null(self, value: int) -> Value:
        """Return it, or ``value`` where it is unknown."""
        return Value(choose(self.term.null, lit(value).term, self.term))

    def is_in(self, words: Iterable[str]) -> Truth:
        """Return whether it is one of some words."""
        if self.term.op != "col":
            return any_of([NO, *(self.equals(lit(word)) for word in words)])
        inside = make("in", BIT, self.term, *sorted(set(words)))
        outside = both((opposite(self.term.null), opposite(inside)))
        return Truth(inside, outside, self.term.null)

    def compared(self, op: str, other: Value) -> Truth:
        """Return a comparison, unknown where a side is."""
        yes = test(op, self.term, other.term)
        null = either((self.term.null, other.term.null))
        if null is FALSE:
            return Truth(yes)
        return Truth(yes, test(NEGATED[op], self.term, other.term), null)

    def equals(self, other: Value) -> Truth:
        """Return whether both are the same."""
        return self.compared("eq", other)

    def __lt__(self, other: Value) -> Truth:
        return self.compared("lt", other)

    def __le__(self, other: Value) -> Truth:
        return self.compared("le", other)

    def __gt__(self, other: Value) -> Truth:
        return self.compared("gt", other)

    def __ge__(self, other: Value) -> Truth:
        return self.compared("ge", other)

    def __add__(self, other: Value | int) -> Value:
        return Value(computed("add", self.term, _term(other)))

    def __sub__(self, other: Value | int) -> Value:
        return Value(computed("sub", self.term, _term(other)))

    def __mul__(self, other: Value | int) -> Value:
        return Value(computed("mul", self.term, _term(other)))

    def __floordiv__(self, other: int) -> Value:
        return Value(computed("div", self.term, _term(other)))

    def __mod__(self, other: int) -> Value:
        return Value(computed("mod", self.term, _term(other)))


def _term(value: Value | int) -> Term:
    return value.term if isinstance(value, Value) else lit(value).term


Row = TypeVar("Row", Truth, Value)


def column(name: str, kind: str) -> Any:
    """Return a column of the table: a :class:`Truth` or a :class:`Value`, null where unknown."""
    if kind == BIT:
        null = make("null", BIT, name)
        return Truth(make("yes", BIT, name), make("no", BIT, name), null)
    return Value(make("col", kind, name, null=make("null", BIT, name)))


def lit(value: int | str) -> Value:
    """Return the same number or word on every row."""
    return Value(make("lit", TEXT if isinstance(value, str) else INT, value, null=FALSE))


def unknown(kind: str) -> Value:
    """Return a number or a word that no row knows."""
    return Value(NULLS[kind])


YES, NO, UNSURE = Truth(TRUE), Truth(FALSE), Truth(FALSE, FALSE, TRUE)
"""What holds everywhere, what holds nowhere, and what no row knows."""


def when(condition: Truth, value: Row, otherwise: Row) -> Row:
    """Return ``value`` where the condition is true, else ``otherwise``: unknown is not true."""
    yes = condition.yes
    if isinstance(value, Truth):
        held = choose(yes, value.yes, otherwise.yes)
        null = choose(yes, value.null, otherwise.null)
        if null is FALSE:
            return Truth(held)
        return Truth(held, choose(yes, value.no, otherwise.no), null)
    return Value(choose(yes, value.term, otherwise.term))


def least(values: Iterable[Value]) -> Value:
    """Return the least of the values that are known."""
    return _extreme("le", values)


def greatest(values: Iterable[Value]) -> Value:
    """Return the greatest of the values that are known."""
    return _extreme("ge", values)


def _extreme(op: str, values: Iterable[Value]) -> Value:
    found = NULLS[INT]
    for term in dict.fromkeys(value.term for value in values):
        # The one so far is kept where it is further, and where the other is unknown.
        kept = either((term.null, test(op, found, term)))
        found = choice(kept, found, term, both((found.null, term.null)))
    return Value(found)


def count(conditions: Iterable[Truth]) -> Value:
    """Return how many conditions are known to hold."""
    bits = [condition.yes for condition in conditions if condition.yes is not FALSE]
    return Value(make("count", INT, *bits, null=FALSE)) if bits else lit(0)


def joined(words: Iterable[tuple[str, Truth]]) -> Value:
    """Return the words whose condition holds, one after the other, a space between."""
    kept = [(word, condition.yes) for word, condition in words if condition.yes is not FALSE]
    if not kept:
        return lit("")
    args = itertools.chain.from_iterable(kept)
    return Value(make("join", TEXT, *args, null=FALSE))
