"""Two completions of one dossier, side by side: whether one thing makes any difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import z3

from .solving import decides, solver_of
from .terms import Formula, all_of, any_of, no

MARK = "'"
"""What tells the second completion's variables from the first's."""

_PARTS = (".annee", ".mois", ".jour")
_FOLLOWS = ("?", "=", "~", "[", "/")


class Twins:
    """Two completions that agree on whatever is held the same, and differ in their verdict."""

    def __init__(
        self, known: Iterable[Formula], unknown: Iterable[str], verdicts: Mapping[str, Formula]
    ) -> None:
        constraints = [one for one in known if not isinstance(one, bool)]
        found = _variables([*constraints, *verdicts.values()])
        pairs = [(one, z3.Const(f"{name}{MARK}", one.sort())) for name, one in found.items()]
        named = [(name, *pair) for name, pair in zip(found, pairs, strict=True)]
        self._solver = solver_of(constraints)
        if constraints:
            self._solver.add(z3.substitute(z3.And(*constraints), *pairs))
        self._same = {}
        for path in unknown:
            guard = z3.Bool(f"pareil/{path}")
            own = [one == other for name, one, other in named if _belongs(name, path)]
            self._solver.add(z3.Implies(guard, all_of(own)))
            self._same[path] = guard
        kept = [one for one in verdicts.values() if not isinstance(one, bool)]
        differs = any_of(all_of((one, no(z3.substitute(one, *pairs)))) for one in kept)
        self._solver.add(differs)

    def differ(self, path: str) -> bool:
        """Whether two completions that differ in nothing else can have two verdicts."""
        return decides(self._solver, [g for name, g in self._same.items() if name != path])


def _belongs(variable: str, path: str) -> bool:
    """Whether a variable tells something of a fact."""
    if not variable.startswith(path):
        return False
    rest = variable[len(path) :]
    return not rest or rest.startswith(_FOLLOWS) or rest in _PARTS


def _variables(formulas: Iterable[Any]) -> dict[str, Any]:
    """Return the variables of formulas, by name."""
    found: dict[str, Any] = {}
    seen: set[int] = set()
    waiting = [one for one in formulas if not isinstance(one, bool)]
    while waiting:
        one = waiting.pop()
        key = one.get_id()
        if key in seen:
            continue
        seen.add(key)
        children = one.children()
        waiting += children
        if not children and one.decl().kind() == z3.Z3_OP_UNINTERPRETED:
            found[one.decl().name()] = one
    return found
