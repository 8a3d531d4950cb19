"""What each row is asked, as a graph of terms: shared where it repeats, simplified as it is built.

A condition in three-valued logic is a pair of plain ones, « known true » and « known false »
(:class:`~.logic.Truth`): unknown is neither. So connectives need no null, and much that would be
computed row by row is decided once for all rows: a comparison with a choice among words becomes
the conditions of that choice, and words are only made where they are shown.

Terms are interned: equal ones are the same object. :mod:`.emit` makes columns of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any
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


def make(op: str, kind: str, *args: Any, null: Term | None = None) -> Term:
    """Return the one term of this operation on these arguments."""
    key = (op, kind, *args)
    found = _INTERNED.get(key)
    if found is None:
        found = Term()
        found.op, found.kind, found.args = op, kind, args
        found.null = found if null is None else null
        found.rank, found.flat, found.against = next(_RANKS), None, None
        _INTERNED[key] = found
    return found


TRUE = make("lit", BIT, True)
FALSE = make("lit", BIT, False)
NULLS = {kind: make("lit", kind, None, null=TRUE) for kind in (INT, TEXT)}

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
    return parts_[0] if len(parts_) == 1 else make(op, BIT, *parts_)


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
    if bit.op in NEGATED and both_known(bit) is TRUE:
        return make(NEGATED[bit.op], BIT, *bit.args)
    return make("not", BIT, bit)


def both_known(bit: Term) -> Term:
    """Return where both sides of a comparison are known."""
    return opposite(either(arg.null for arg in bit.args))


NEGATED = {"eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt"}
_TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda one, two: one == two,
    "ne": lambda one, two: one != two,
    "lt": lambda one, two: one < two,
    "le": lambda one, two: one <= two,
    "gt": lambda one, two: one > two,
    "ge": lambda one, two: one >= two,
}


def test(op: str, one: Term, two: Term) -> Term:
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
                test(op, *((other, part) if flipped else (part, other)))
                for part in (then, otherwise)
            )
            return choose(condition, first, second)
    if one is two:
        return opposite(one.null) if op in {"eq", "le", "ge"} else FALSE
    if one.op == "count" and two.op == "lit" and (two.args[0], op) in _ANY:
        return either(one.args) if _ANY[two.args[0], op] else opposite(either(one.args))
    return make(op, BIT, one, two)


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
    return choice(condition, then, otherwise, None)


def choice(condition: Term, then: Term, otherwise: Term, null: Term | None) -> Term:
    """Return a choice of values; ``null`` is where it is known to be null, when that is simpler."""
    if condition is TRUE or then is otherwise:
        return then
    if condition is FALSE:
        return otherwise
    if condition.op == "not":
        return choice(condition.args[0], otherwise, then, null)
    if otherwise.op == "choose" and otherwise.args[0] is condition:
        otherwise = otherwise.args[2]
    if then.op == "choose" and then.args[0] is condition:
        then = then.args[1]
    if then is otherwise:
        return then
    if null is None:
        null = choose(condition, then.null, otherwise.null)
    return make("choose", then.kind, condition, then, otherwise, null=null)


# -- numbers ----------------------------------------------------------------------------------

_RESULTS: Mapping[str, Callable[[int, int], int]] = {
    "add": lambda one, two: one + two,
    "sub": lambda one, two: one - two,
    "mul": lambda one, two: one * two,
    "div": lambda one, two: one // two,
    "mod": lambda one, two: one % two,
}
_NEUTRAL = {"add": 0, "sub": 0, "mul": 1, "div": 1}


def computed(op: str, one: Term, two: Term) -> Term:
    """Return a sum, a difference, a product, a floored quotient or its remainder."""
    if one.null is TRUE or two.null is TRUE:
        return NULLS[INT]
    if one.op == two.op == "lit":
        return make("lit", INT, _RESULTS[op](one.args[0], two.args[0]), null=FALSE)
    if two.op == "lit" and _NEUTRAL.get(op) == two.args[0]:
        return one
    if one.op == "lit" and op in {"add", "mul"}:
        return computed(op, two, one)
    return make(op, INT, one, two, null=either((one.null, two.null)))
