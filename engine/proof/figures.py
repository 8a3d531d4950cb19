"""Integer variables of a caller's own, and formulas in which all but one of them are fixed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import z3

from .terms import Formula, Term


def variable(name: str) -> Term:
    """Return an integer variable."""
    return z3.Int(name)


def magnitude(term: Term) -> Term:
    """Return the absolute value of a term."""
    return z3.If(term >= 0, term, -term)


class Figures:
    """Named variables, each with the value that it has: any can be let move while others stay."""

    def __init__(self, values: Mapping[str, int], prefix: str) -> None:
        self.values = values
        self.terms: dict[str, Term] = {name: variable(f"{prefix}/{name}") for name in values}
        self._names = {term.get_id(): name for name, term in self.terms.items()}

    def alone(self, formula: Formula, name: str) -> Formula:
        """Return a formula in which every figure but one has its value."""
        if isinstance(formula, bool):
            return z3.BoolVal(formula)
        others = [
            (term, z3.IntVal(self.values[other]))
            for other, term in self.terms.items()
            if other != name
        ]
        return z3.simplify(z3.substitute(formula, *others))

    def holds(self, formula: Formula, name: str, value: int) -> bool:
        """Whether a formula holds where a figure has another value and all others their own."""
        fixed = (self.terms[name], z3.IntVal(value))
        return bool(z3.is_true(z3.simplify(z3.substitute(self.alone(formula, name), fixed))))

    def read(self, formula: Formula) -> Iterator[str]:
        """Yield the figures that a formula reads, in their order."""
        seen: set[int] = set()
        waiting: list[Any] = [] if isinstance(formula, bool) else [formula]
        while waiting:
            node = waiting.pop()
            if node.get_id() not in seen:
                seen.add(node.get_id())
                waiting += node.children()
        yield from (name for key, name in self._names.items() if key in seen)
