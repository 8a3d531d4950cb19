"""What an unknown value waits for: the facts that could still decide it, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .expression import (
    TRUE,
    Aggregate,
    Choose,
    Column,
    Compare,
    Const,
    Contains,
    Expr,
    Fact,
    Holds,
    children,
)
from .kleene import Facts, Row, evaluate, ready, selected_rows

Awaited = Callable[[Facts], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Among:
    """How a choice is made: conditions tried in order, the first that holds decides."""

    conditions: tuple[Expr, ...]


Definitions = Mapping[str, Expr | Among]


def awaited(expr: Expr, definitions: Definitions) -> Awaited:
    """Return the function that says which facts an unknown value waits for, in reading order.

    Parts already decided do not matter. ``definitions`` maps derived facts to their formula, so
    that what is reported is what a person can supply, or to the conditions that choose it; a
    criterion relied upon comes out by its id.
    A name may come out twice.
    """
    value, inner = ready(expr), _awaited_inside(expr, definitions)
    return lambda facts: inner(facts) if value(facts, None) is None else ()


def _awaited_inside(expr: Expr, definitions: Definitions) -> Awaited:
    if isinstance(expr, Fact | Holds):
        name = expr.path if isinstance(expr, Fact) else expr.criterion
        made_of = definitions.get(name)
        if isinstance(made_of, Among):
            return _awaited_choice(made_of, definitions)
        return awaited(made_of, definitions) if made_of is not None else lambda _facts: (name,)
    if isinstance(expr, Contains):
        path = expr.within.path
        return lambda _facts: (path,)
    if isinstance(expr, Aggregate):
        return _awaited_rows(expr)
    if isinstance(expr, Choose):
        return _awaited_cases(expr, definitions)
    parts = tuple(awaited(child, definitions) for child in children(expr))
    return lambda facts: [name for part in parts for name in part(facts)]


def _awaited_choice(choice: Among, definitions: Definitions) -> Awaited:
    """A choice waits for the conditions that are not known false, up to one that holds."""
    conditions = [(ready(part), awaited(part, definitions)) for part in choice.conditions]

    def found(facts: Facts) -> Iterable[str]:
        names: list[str] = []
        for holds, waits in conditions:
            state = holds(facts, None)
            if state is None:
                names += waits(facts)
            elif state:
                break
        return names

    return found


def _awaited_cases(expr: Choose, definitions: Definitions) -> Awaited:
    """A choice waits for its conditions, and for the numbers of the cases that may hold."""
    subjects = {case.left for case, _ in expr.cases if isinstance(case, Compare)}
    if len(subjects) == 1 and all(isinstance(value, Const) for _, value in expr.cases):
        # ``selon`` with figures alone waits for what it looks at, once.
        return awaited(subjects.pop(), definitions)
    cases = tuple(
        (ready(condition), awaited(condition, definitions), awaited(value, definitions))
        for condition, value in expr.cases
    )

    def found(facts: Facts) -> Iterable[str]:
        names: list[str] = []
        for holds, condition, value in cases:
            if holds(facts, None) is not False:
                names += [*condition(facts), *value(facts)]
        return names

    return found


def _awaited_rows(expr: Aggregate) -> Awaited:
    path, column = expr.rows.path, expr.column
    kept = ready(TRUE if expr.where is None else expr.where)

    def found(facts: Facts) -> Iterable[str]:
        rows = selected_rows(expr.rows, facts)
        if rows is None:
            return (path,)
        names: list[str] = []
        for index, row in rows:
            chosen = kept(facts, row)
            if chosen is None and expr.where is not None:
                unknown = _unknown_columns(expr.where, facts, row)
                names += [f"{path}[{index}].{name}" for name in unknown]
            if chosen is not False and column and row[column] is None:
                names.append(f"{path}[{index}].{column}")
        return names

    return found


def _unknown_columns(expr: Expr, facts: Facts, row: Row) -> Iterable[str]:
    if evaluate(expr, facts, row) is not None:
        return
    if isinstance(expr, Column):
        yield expr.name
    for child in children(expr):
        yield from _unknown_columns(child, facts, row)
