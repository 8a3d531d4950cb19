"""Two completions of one dossier, side by side: whether one thing makes any difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import z3

from .solving import decides, solver_of
from .terms import Formula, Term, either

MARK = "'"
"""What tells the second completion's variables from the first's."""


class Twins:
    """Two completions that agree on all but one thing, and differ in their verdict.

    What does not depend on that thing is the same formula for both: it is not solved for twice.
    ``variables`` gives those of a thing; others made for it are named ``path/…``. Nothing is to
    stand for a formula by name among what is ``known``.
    """

    def __init__(
        self,
        known: Iterable[Formula],
        verdicts: Mapping[str, Formula],
        variables: Callable[[str], Iterable[Any]],
    ) -> None:
        self._known = [one for one in known if not isinstance(one, bool)]
        self._verdict = _ranked(list(verdicts.values()))
        self._solver = solver_of(self._known)
        self._own = variables
        self._within = [(one, _variables(one)) for one in self._known]
        self._all = {name: one for _, inside in self._within for name, one in inside.items()}

    def differ(self, path: str) -> bool:
        """Whether two completions that differ in nothing else can have two verdicts."""
        own = {one.decl().name(): one for one in self._own(path)}
        own |= {name: one for name, one in self._all.items() if name.startswith(f"{path}/")}
        pairs = [(one, z3.Const(f"{name}{MARK}", one.sort())) for name, one in own.items()]
        other = z3.substitute(self._verdict, *pairs)
        if other.eq(self._verdict):
            return False
        self._solver.push()
        for one, inside in self._within:
            if not own.keys().isdisjoint(inside):
                self._solver.add(z3.substitute(one, *pairs))
        self._solver.add(self._verdict != other)
        try:
            return decides(self._solver, [])
        finally:
            self._solver.pop()


def _ranked(verdicts: list[Formula]) -> Any:
    """Return a number that tells which formula holds."""
    rank: Term = len(verdicts)
    for place in reversed(range(len(verdicts))):
        rank = either(verdicts[place], place, rank)
    return z3.IntVal(rank) if isinstance(rank, int) else rank


def _variables(formula: Any) -> dict[str, Any]:
    """Return the variables of a formula, by name."""
    found: dict[str, Any] = {}
    seen: set[int] = set()
    waiting = [formula]
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
