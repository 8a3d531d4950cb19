"""What a forward-chaining engine must infer, as variables with alternatives.

Each alternative is a condition that must be *known* to hold for its value to be given; both
polarities of every rule are there, so that exactly one alternative holds, or none: unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..rulebook.expression import (
    TRUE,
    Compare,
    Const,
    Expr,
    Fact,
    Not,
    Or,
    affirm,
    conjunction,
    fold,
    negate,
    rebuild,
)
from ..rulebook.model import Derived
from ..values import FactType
from .program import Bound, Program
from .results import OUT_OF_SCOPE, REFUSED, SATISFIED, TO_JUDGE

ADMITS, JUDGED, EXCLUDES = "admet", "juge", "exclut"
CELL = FactType("enum", values=(ADMITS, JUDGED, EXCLUDES))
"""What a cell makes of its line."""


@dataclass(slots=True)
class Variable:
    """Something to infer: the first alternative known to hold gives its value."""

    name: str
    alternatives: list[tuple[Any, Expr]]


def inliner(program: Program) -> Callable[[Expr], Expr]:
    """Return what puts the formula of each derived boolean in its place."""
    booleans = {
        item.path: item.formula
        for item in program.derived
        if item.formula is not None and item.type.kind == "bool" and item.applies is None
    }

    def inlined(expr: Expr) -> Expr:
        if isinstance(expr, Fact) and expr.path in booleans:
            return inlined(booleans[expr.path])
        return rebuild(expr, inlined)

    return inlined


def derived_variable(item: Derived, inlined: Callable[[Expr], Expr]) -> Variable:
    """Return the alternatives of a derived boolean or choice."""
    applies = TRUE if item.applies is None else inlined(item.applies)
    if item.formula is not None:
        formula = inlined(item.formula)
        pair = [(True, _all(applies, formula)), (False, _all(applies, Not(formula)))]
        return Variable(item.path, pair)
    return Variable(
        item.path,
        [(value, _all(applies, inlined(condition))) for condition, value in item.cases],
    )


def _all(*parts: Expr) -> Expr:
    return conjunction(*(affirm(part) for part in parts))


def cell_variable(name: str, admits: Expr, judges: Expr | None) -> Variable:
    """Return the alternatives of a cell: it admits, leaves to a person, or excludes."""
    refused = negate(affirm(admits))
    if judges is None:
        return Variable(name, [(ADMITS, affirm(admits)), (EXCLUDES, refused)])
    alternatives = [
        (ADMITS, affirm(admits)),
        (JUDGED, _all(refused, judges)),
        (EXCLUDES, _all(refused, Not(judges))),
    ]
    return Variable(name, alternatives)


def line_variable(name: str, cells: list[Fact]) -> Variable:
    """Return the alternatives of a line: all cells admit, one excludes, or a person judges."""

    def is_(cell: Fact, state: str) -> Expr:
        return Compare("==", cell, Const(state, CELL))

    open_ = [Or((is_(cell, ADMITS), is_(cell, JUDGED))) for cell in cells]
    return Variable(
        name,
        [
            (SATISFIED, _all(*(is_(cell, ADMITS) for cell in cells))),
            (REFUSED, fold(Or(tuple(is_(cell, EXCLUDES) for cell in cells)))),
            (TO_JUDGE, _all(*open_, fold(Or(tuple(is_(cell, JUDGED) for cell in cells))))),
        ],
    )


def criterion_variable(bound: Bound) -> Variable:
    """Return the alternatives of a criterion, in the order in which they win."""
    applies = affirm(bound.applies)
    out = (OUT_OF_SCOPE, negate(applies))
    if bound.requires is None:
        return Variable(bound.criterion.id, [out, (TO_JUDGE, applies)])
    requires = affirm(bound.requires)
    alternatives: list[tuple[Any, Expr]] = [out, (SATISFIED, requires)]
    earlier: list[Expr] = [applies, negate(requires)]
    for index, outcome in enumerate(bound.outcomes):
        condition = outcome.condition or TRUE
        alternatives.append((bound.result(index), _all(*earlier, condition)))
        earlier.append(negate(condition))
    return Variable(bound.criterion.id, alternatives)
