"""What a condition or a formula *is*: a small, total, typed language, as a tree.

Nodes are immutable values. ``bind`` puts the figures of one edition in place of its parameters
and folds what is then constant; ``negate`` pushes a negation down to the comparisons (negation
normal form), which is how a forward-chaining engine gets both polarities of a criterion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from ..values import BOOL, FactType

Op = Literal["==", "!=", "<", "<=", ">", ">="]

OPPOSITE: Mapping[Op, Op] = {
    "==": "!=",
    "!=": "==",
    "<": ">=",
    ">=": "<",
    ">": "<=",
    "<=": ">",
}


@dataclass(frozen=True, slots=True)
class Const:
    """A value written in the rule, or a parameter once bound."""

    value: object
    type: FactType


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the dossier, of its context, or derived."""

    path: str
    type: FactType


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated parameter, before an edition is chosen."""

    id: str
    type: FactType


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the row under consideration, inside a function over a list."""

    name: str
    type: FactType


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison of two numbers, dates, symbols or codes."""

    op: Op
    left: Expr
    right: Expr
    type: FactType = BOOL


@dataclass(frozen=True, slots=True)
class Member:
    """``item in options``: a symbol or a code among those listed."""

    item: Expr
    options: Expr
    type: FactType = BOOL


@dataclass(frozen=True, slots=True)
class Contains:
    """``symbol in set``: the set, a fact, holds the symbol."""

    symbol: str
    within: Fact
    type: FactType = BOOL


@dataclass(frozen=True, slots=True)
class And:
    """Every part holds."""

    parts: tuple[Expr, ...]
    type: FactType = BOOL


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple[Expr, ...]
    type: FactType = BOOL


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Expr
    type: FactType = BOOL


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A sum, difference or product, exact on scaled integers."""

    op: Literal["+", "-", "*"]
    left: Expr
    right: Expr
    type: FactType


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of the dossier, or its ``latest`` rows by the column ``by``."""

    path: str
    by: str = ""
    latest: Expr | None = None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A function over the rows of a list: ``somme``, ``compte``, ``existe``, ``chaque``."""

    function: Literal["somme", "compte", "existe", "chaque"]
    rows: Rows
    column: str
    where: Expr | None
    type: FactType


@dataclass(frozen=True, slots=True)
class Call:
    """``max``, ``min``, ``jours``, ``annees`` or ``fourni``."""

    function: Literal["max", "min", "jours", "annees", "fourni"]
    args: tuple[Expr, ...]
    type: FactType


@dataclass(frozen=True, slots=True)
class Choose:
    """``si`` and ``selon``: the number of the one case whose condition holds.

    The conditions exclude one another and leave nothing out.
    """

    cases: tuple[tuple[Expr, Expr], ...]
    type: FactType


@dataclass(frozen=True, slots=True)
class Holds:
    """The computed status of a criterion is ``satisfait``; unknown while it is undetermined."""

    criterion: str
    type: FactType = BOOL


Expr = (
    Const
    | Fact
    | Parameter
    | Column
    | Compare
    | Member
    | Contains
    | And
    | Or
    | Not
    | Arithmetic
    | Aggregate
    | Call
    | Choose
    | Holds
)

TRUE = Const(True, BOOL)
FALSE = Const(False, BOOL)


def children(expr: Expr) -> tuple[Expr, ...]:
    """Return the direct sub-expressions."""
    match expr:
        case Compare(_, left, right) | Arithmetic(_, left, right) | Member(left, right):
            return (left, right)
        case And(parts) | Or(parts) | Call(_, parts):
            return parts
        case Not(part):
            return (part,)
        case Contains(_, within):
            return (within,)
        case Choose(cases):
            return tuple(part for case in cases for part in case)
        case Aggregate(_, rows, _, where):
            return tuple(part for part in (rows.latest, where) if part is not None)
    return ()


def walk(expr: Expr) -> Iterator[Expr]:
    """Yield the expression and all below it, from left to right."""
    yield expr
    for child in children(expr):
        yield from walk(child)


def rebuild(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """Return the expression with ``change`` applied to each direct sub-expression."""
    match expr:
        case Compare(_, left, right) | Arithmetic(_, left, right):
            return replace(expr, left=change(left), right=change(right))
        case Member(item, options):
            return Member(change(item), change(options))
        case And(parts):
            return And(tuple(change(part) for part in parts))
        case Or(parts):
            return Or(tuple(change(part) for part in parts))
        case Call(_, args):
            return replace(expr, args=tuple(change(arg) for arg in args))
        case Not(part):
            return Not(change(part))
        case Choose(cases):
            return replace(expr, cases=tuple((change(one), change(two)) for one, two in cases))
        case Aggregate(_, rows, _, where):
            latest = None if rows.latest is None else change(rows.latest)
            kept = None if where is None else change(where)
            return replace(expr, rows=replace(rows, latest=latest), where=kept)
    return expr


def bind(expr: Expr, figures: Mapping[str, object]) -> Expr:
    """Put the figures of an edition in place of parameters and constant facts, and fold.

    ``figures`` maps ``parametres.x`` and constant facts (``edition.debut``) to values.
    """

    def bound(node: Expr) -> Expr:
        if isinstance(node, Parameter):
            return Const(figures[f"parametres.{node.id}"], node.type)
        if isinstance(node, Fact) and node.path in figures:
            return Const(figures[node.path], node.type)
        return fold(rebuild(node, bound))

    return bound(expr)


def fold(expr: Expr) -> Expr:
    """Drop constant parts of ``and``, ``or`` and ``not``."""
    match expr:
        case Not(Const(bool(value), _)):
            return Const(not value, BOOL)
        case And(parts) | Or(parts):
            neutral, absorbing = (TRUE, FALSE) if isinstance(expr, And) else (FALSE, TRUE)
            if absorbing in parts:
                return absorbing
            kept = tuple(part for part in parts if part != neutral)
            if len(kept) == 1:
                return kept[0]
            return replace(expr, parts=kept) if kept else neutral
    return expr


def conjunction(*parts: Expr) -> Expr:
    """Return ``and`` of the parts, flattened and folded."""
    flat: list[Expr] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, And) else (part,))
    return fold(And(tuple(flat)))


def affirm(expr: Expr) -> Expr:
    """Return the expression with every negation pushed down to the leaves."""
    if isinstance(expr, Not):
        return negate(expr.part)
    return rebuild(expr, affirm) if isinstance(expr, And | Or) else expr


def negate(expr: Expr) -> Expr:
    """Return the negation in negation normal form: what must be *known* for it to be false."""
    match expr:
        case Const(bool(value), _):
            return Const(not value, BOOL)
        case Not(part):
            return affirm(part)
        case And(parts):
            return Or(tuple(negate(part) for part in parts))
        case Or(parts):
            return And(tuple(negate(part) for part in parts))
        case Compare(op, left, right):
            return Compare(OPPOSITE[op], left, right)
    return Not(expr)
