"""What each row is asked, as a graph of terms: shared where it repeats, simplified as it is built.

A condition in three-valued logic is a pair of plain ones, « known true » and « known false »
(:class:`Truth`): unknown is neither. So connectives need no null, and much that would be computed
row by row is decided once for all rows: a comparison with a choice among words becomes the
conditions of that choice, and words are only made where they are shown.

Terms are interned: equal ones are the same object. :mod:`.emit` makes columns of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any, TypeVar
from weakref import WeakValueDictionary

BIT, INT, TEXT = "bit", "int", "text"


class Term:
    """A node of the graph. A ``bit`` is true or false on every row; others may be null."""

    __slots__ = ("__weakref__", "against", "args", "flat", "kind", "null", "op", "rank")

    op: str
    args: tuple[Any, ...]
    kind: str
    null: Term
    """Where it is null, as a bit; itself for a bit, which never is."""
    flat: frozenset[Term] | None
    """What a conjunction or a disjunction is made of in the end, once it was asked for."""
    against: Term | None
    """Its negation, once it was asked for."""
    rank: int
    """Its place in the order of creation: an argument comes before what reads it."""


_INTERNED: WeakValueDictionary[tuple[Any, ...], Term] = WeakValueDictionary()
_RANKS = itertools.count()


def _make(op: str, kind: str, *args: Any, null: Term | None = None) -> Term:
    key = (op, kind, *args)
    found = _INTERNED.get(key)
    if found is None:
        found = Term()
        found.op, found.kind, found.args = op, kind, args
        found.null = found if null is None else null
        found.rank, found.flat, found.against = next(_RANKS), None, None
        _INTERNED[key] = found
    return found


TRUE = _make("lit", BIT, True)
FALSE = _make("lit", BIT, False)
_NULLS = {kind: _make("lit", kind, None, null=TRUE) for kind in (INT, TEXT)}

# -- bits -------------------------------------------------------------------------------------


def both(bits: Iterable[Term]) -> Term:
    """Return the conjunction of bits."""
    return _connect("and", bits, TRUE, FALSE)


def either(bits: Iterable[Term]) -> Term:
    """Return the disjunction of bits."""
    return _connect("or", bits, FALSE, TRUE)


def _connect(op: str, bits: Iterable[Term], neutral: Term, absorbing: Term) -> Term:
    kept = dict.fromkeys(bit for bit in bits if bit is not neutral)
    if absorbing in kept:
        return absorbing
    if len(kept) < 2:
        return next(iter(kept), neutral)
    made_of = {bit: _all(bit, op) for bit in kept}
    whole = frozenset().union(*made_of.values())
    if any(opposite(part) in whole for part in whole):
        return absorbing
    dual = "or" if op == "and" else "and"
    for bit in sorted(kept, key=lambda bit: len(made_of[bit])):
        implied = _all(bit, dual)
        for other, parts in made_of.items():
            if other is not bit and (bit in parts or not implied.isdisjoint(parts)):
                # Said already, or weaker than what is.
                del made_of[bit]
                break
    # In a fixed order, so that the same parts are the same term.
    parts_ = sorted(made_of, key=attrgetter("rank"))
    return parts_[0] if len(parts_) == 1 else _make(op, BIT, *parts_)


def _all(bit: Term, op: str) -> frozenset[Term]:
    """Return the bits that a conjunction, or a disjunction, is made of in the end."""
    if bit.op != op:
        return frozenset((bit,))
    if bit.flat is None:
        bit.flat = frozenset().union(*(_all(part, op) for part in bit.args))
    return bit.flat


def opposite(bit: Term) -> Term:
    """Return the negation of a bit."""
    if bit.against is None:
        bit.against = _opposite(bit)
    return bit.against


def _opposite(bit: Term) -> Term:
    if bit is TRUE or bit is FALSE:
        return FALSE if bit is TRUE else TRUE
    if bit.op == "not":
        found: Term = bit.args[0]
        return found
    if bit.op in _NEGATED and both_known(bit) is TRUE:
        return _make(_NEGATED[bit.op], BIT, *bit.args)
    return _make("not", BIT, bit)


def both_known(bit: Term) -> Term:
    """Return where both sides of a comparison are known."""
    return opposite(either(arg.null for arg in bit.args))


_NEGATED = {"eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt"}
_TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda one, two: one == two,
    "ne": lambda one, two: one != two,
    "lt": lambda one, two: one < two,
    "le": lambda one, two: one <= two,
    "gt": lambda one, two: one > two,
    "ge": lambda one, two: one >= two,
}


def _test(op: str, one: Term, two: Term) -> Term:
    """Return where both sides are known and the comparison holds."""
    if one.op == two.op == "lit":
        known = one.args[0] is not None and two.args[0] is not None
        return TRUE if known and _TESTS[op](one.args[0], two.args[0]) else FALSE
    if one.null is TRUE or two.null is TRUE:
        return FALSE
    for side, other, flipped in ((one, two, False), (two, one, True)):
        if other.op == "lit" and _worth_splitting(side):
            condition, then, otherwise = side.args
            first, second = (
                _test(op, *((other, part) if flipped else (part, other)))
                for part in (then, otherwise)
            )
            return choose(condition, first, second)
    if one is two:
        return opposite(one.null) if op in {"eq", "le", "ge"} else FALSE
    if one.op == "count" and two.op == "lit" and (two.args[0], op) in _ANY:
        return either(one.args) if _ANY[two.args[0], op] else opposite(either(one.args))
    return _make(op, BIT, one, two)


_ANY = {(0, "gt"): True, (1, "ge"): True, (0, "eq"): False, (0, "le"): False, (1, "lt"): False}
"""Comparisons of a count that only ask whether it is zero."""


def _worth_splitting(term: Term) -> bool:
    """Return whether comparing each branch of a choice is simpler than making its values."""
    if term.op != "choose":
        return False
    if term.kind == TEXT:
        return True
    return any(branch.op == "lit" for branch in term.args[1:])


def choose(condition: Term, then: Term, otherwise: Term) -> Term:
    """Return ``then`` where a bit holds, else ``otherwise``."""
    if condition is TRUE or then is otherwise:
        return then
    if condition is FALSE:
        return otherwise
    if then.kind == BIT:
        return either((both((condition, then)), both((opposite(condition), otherwise))))
    return _choice(condition, then, otherwise, None)


def _choice(condition: Term, then: Term, otherwise: Term, null: Term | None) -> Term:
    if condition is TRUE or then is otherwise:
        return then
    if condition is FALSE:
        return otherwise
    if condition.op == "not":
        return _choice(condition.args[0], otherwise, then, null)
    if otherwise.op == "choose" and otherwise.args[0] is condition:
        otherwise = otherwise.args[2]
    if then.op == "choose" and then.args[0] is condition:
        then = then.args[1]
    if then is otherwise:
        return then
    if null is None:
        null = choose(condition, then.null, otherwise.null)
    return _make("choose", then.kind, condition, then, otherwise, null=null)


# -- truths -----------------------------------------------------------------------------------


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
        inside = _make("in", BIT, self.term, *sorted(set(words)))
        outside = both((opposite(self.term.null), opposite(inside)))
        return Truth(inside, outside, self.term.null)

    def compared(self, op: str, other: Value) -> Truth:
        """Return a comparison, unknown where a side is."""
        yes = _test(op, self.term, other.term)
        null = either((self.term.null, other.term.null))
        if null is FALSE:
            return Truth(yes)
        return Truth(yes, _test(_NEGATED[op], self.term, other.term), null)

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
        return Value(_computed("add", self.term, _term(other)))

    def __sub__(self, other: Value | int) -> Value:
        return Value(_computed("sub", self.term, _term(other)))

    def __mul__(self, other: Value | int) -> Value:
        return Value(_computed("mul", self.term, _term(other)))

    def __floordiv__(self, other: int) -> Value:
        return Value(_computed("div", self.term, _term(other)))

    def __mod__(self, other: int) -> Value:
        return Value(_computed("mod", self.term, _term(other)))


def _term(value: Value | int) -> Term:
    return value.term if isinstance(value, Value) else lit(value).term


_RESULTS: Mapping[str, Callable[[int, int], int]] = {
    "add": lambda one, two: one + two,
    "sub": lambda one, two: one - two,
    "mul": lambda one, two: one * two,
    "div": lambda one, two: one // two,
    "mod": lambda one, two: one % two,
}
_NEUTRAL = {"add": 0, "sub": 0, "mul": 1, "div": 1}


def _computed(op: str, one: Term, two: Term) -> Term:
    if one.null is TRUE or two.null is TRUE:
        return _NULLS[INT]
    if one.op == two.op == "lit":
        return _make("lit", INT, _RESULTS[op](one.args[0], two.args[0]), null=FALSE)
    if two.op == "lit" and _NEUTRAL.get(op) == two.args[0]:
        return one
    if one.op == "lit" and op in {"add", "mul"}:
        return _computed(op, two, one)
    return _make(op, INT, one, two, null=either((one.null, two.null)))


Row = TypeVar("Row", Truth, Value)


def column(name: str, kind: str) -> Any:
    """Return a column of the table: a :class:`Truth` or a :class:`Value`, null where unknown."""
    if kind == BIT:
        null = _make("null", BIT, name)
        return Truth(_make("yes", BIT, name), _make("no", BIT, name), null)
    return Value(_make("col", kind, name, null=_make("null", BIT, name)))


def lit(value: int | str) -> Value:
    """Return the same number or word on every row."""
    return Value(_make("lit", TEXT if isinstance(value, str) else INT, value, null=FALSE))


def unknown(kind: str) -> Value:
    """Return a number or a word that no row knows."""
    return Value(_NULLS[kind])


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
    found = _NULLS[INT]
    for term in dict.fromkeys(value.term for value in values):
        # The one so far is kept where it is further, and where the other is unknown.
        kept = either((term.null, _test(op, found, term)))
        found = _choice(kept, found, term, both((found.null, term.null)))
    return Value(found)


def count(conditions: Iterable[Truth]) -> Value:
    """Return how many conditions are known to hold."""
    bits = [condition.yes for condition in conditions if condition.yes is not FALSE]
    return Value(_make("count", INT, *bits, null=FALSE)) if bits else lit(0)


def joined(words: Iterable[tuple[str, Truth]]) -> Value:
    """Return the words whose condition holds, one after the other, a space between."""
    kept = [(word, condition.yes) for word, condition in words if condition.yes is not FALSE]
    if not kept:
        return lit("")
    args = itertools.chain.from_iterable(kept)
    return Value(_make("join", TEXT, *args, null=FALSE))
