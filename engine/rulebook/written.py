"""An expression → its text, as a rule book writes it: a message can quote part of a rule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from ..values import unscaled
from .expression import (
    Aggregate,
    And,
    Arithmetic,
    Call,
    Choose,
    Column,
    Compare,
    Const,
    Contains,
    Expr,
    Fact,
    Holds,
    Member,
    Not,
    Or,
    Parameter,
    Rows,
)


def written(expr: Expr) -> str:
    """Return the text of an expression.

    >>> from ..values import EUROS
    >>> written(Compare(">=", Fact("total", EUROS), Parameter("minimum", EUROS)))
    'total >= parametres.minimum'
    """
    match expr:
        case Const(value, kind):
            return _constant(value, kind.kind, kind.scale)
        case Fact(path) | Column(path):
            return path
        case Parameter(name):
            return f"parametres.{name}"
        case Holds(criterion):
            return criterion
        case Compare(op, left, right):
            return f"{_inner(left)} {op} {_inner(right)}"
        case Member(item, options):
            return f"{written(item)} in {written(options)}"
        case Contains(symbol, within):
            return f"{symbol} in {within.path}"
        case And(parts):
            return _joined(" and ", parts)
        case Or(parts):
            return _joined(" or ", parts)
        case Not(Member(item, options)):
            return f"{written(item)} not in {written(options)}"
        case Not(part):
            return f"not {_inner(part)}"
        case Arithmetic(op, left, right):
            return f"{_inner(left)} {op} {_inner(right)}"
        case Aggregate(function, rows, column, where):
            return _aggregate(function, rows, column, where)
        case Call(function, args):
            return f"{function}({', '.join(map(written, args))})"
        case Choose(cases):
            return _choice(cases)
    raise AssertionError("every kind of expression is written")


def _constant(value: Any, kind: str, scale: int) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return f"{unscaled(value, scale).normalize():f}"
    if isinstance(value, str):
        return f'"{value}"' if kind == "code" else value
    return f"[{', '.join(sorted(value) if isinstance(value, frozenset) else value)}]"


def _inner(expr: Expr) -> str:
    """Return the text of a part, in parentheses where it needs them."""
    text = written(expr)
    simple = not isinstance(expr, And | Or | Compare | Member | Contains | Arithmetic | Not)
    return text if simple else f"({text})"


def _joined(word: str, parts: Iterable[Expr]) -> str:
    texts = (f"({written(p)})" if isinstance(p, And | Or) else written(p) for p in parts)
    return word.join(texts)


def _aggregate(function: str, rows: Rows, column: str, where: Expr | None) -> str:
    path = f"{rows.path}.{column}" if column else rows.path
    if rows.latest is not None:
        path = f"derniers({path}, {rows.by}, {written(rows.latest)})"
    kept = "verifie" if function == "chaque" else "si"
    return (
        f"{function}({path})" if where is None else f"{function}({path}, {kept}={written(where)})"
    )


def _choice(cases: tuple[tuple[Expr, Expr], ...]) -> str:
    subjects = {case.left for case, _ in cases if isinstance(case, Compare)}
    if len(subjects) == 1 and all(isinstance(case, Compare) for case, _ in cases):
        given = (
            f"{written(case.right)}={written(value)}"
            for case, value in cases
            if isinstance(case, Compare)
        )
        return f"selon({written(subjects.pop())}, {', '.join(given)})"
    (condition, one), (_, two) = cases
    return f"si({written(condition)}, {written(one)}, {written(two)})"
