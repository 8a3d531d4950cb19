"""What is left of the rules once what a dossier says is put into them.

Most of a rule book is decided by what is known: its formulas are computed away, once, and the
solver is left with what the unknown still bears on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import z3

from .terms import Formula


class Residual:
    """Formulas equivalent to those given, where every variable that they fix is replaced.

    ``formulas`` are what is left; :meth:`of` reads any other formula the same way.
    """

    def __init__(self, given: Iterable[Formula]) -> None:
        self._fixed: list[tuple[Any, Any]] = []
        whole = z3.simplify(z3.And(*(one for one in given if not isinstance(one, bool))))
        while True:
            units, others = _units(whole)
            if not units:
                break
            self._fixed += units
            whole = z3.simplify(z3.substitute(z3.And(*others), *units))
        self.formulas: list[Formula] = list(_conjuncts(whole))

    def of(self, formula: Formula) -> Formula:
        """Return a formula with what is fixed replaced: a plain truth where it is decided."""
        if isinstance(formula, bool):
            return formula
        found = z3.simplify(z3.substitute(formula, *self._fixed)) if self._fixed else formula
        return True if z3.is_true(found) else False if z3.is_false(found) else found

    def each(self, formulas: Mapping[str, Formula]) -> dict[str, Formula]:
        """Return each formula so."""
        return {name: self.of(formula) for name, formula in formulas.items()}


def _conjuncts(formula: Any) -> list[Any]:
    return list(formula.children()) if z3.is_and(formula) else [formula]


def _units(whole: Any) -> tuple[list[tuple[Any, Any]], list[Any]]:
    """Return the variables that a conjunction fixes, each with its value, and its other parts."""
    units: dict[int, tuple[Any, Any]] = {}
    others: list[Any] = []
    for part in _conjuncts(whole):
        unit = _unit(part)
        if unit is None or unit[0].get_id() in units:
            others.append(part)
        else:
            units[unit[0].get_id()] = unit
    return list(units.values()), others


def _unit(part: Any) -> tuple[Any, Any] | None:
    if z3.is_not(part):
        inner = part.arg(0)
        return (inner, z3.BoolVal(False)) if _is_variable(inner) else None
    if _is_variable(part):
        return part, z3.BoolVal(True)
    if z3.is_eq(part):
        for one, other in (part.children(), part.children()[::-1]):
            if _is_variable(one) and z3.is_int_value(other):
                return one, other
    return None


def _is_variable(term: Any) -> bool:
    return bool(z3.is_const(term)) and term.decl().kind() == z3.Z3_OP_UNINTERPRETED
