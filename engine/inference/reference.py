"""The reference evaluator: the definition of a status, read aloud.

It is the oracle of the tests, and the inference where durable_rules cannot be installed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..rulebook.kleene import evaluate, truth
from ..rulebook.model import Derived
from .program import (
    OUT_OF_SCOPE,
    SATISFIED,
    TO_JUDGE,
    UNDETERMINED,
    Bound,
    Findings,
    Program,
    Result,
    strata,
)


class ReferenceEvaluator:
    """Evaluates each rule by walking its expression."""

    name = "reference"

    def __init__(self, program: Program) -> None:
        self._program = program
        self._ordered = tuple(bound for layer in strata(program) for bound in layer)

    def infer(self, facts: dict[str, Any]) -> Findings:
        """Derive facts in the order of their dependencies, then every criterion."""
        for item in self._program.derived:
            facts[item.path] = derive(item, facts)
        results: dict[str, Result] = {}
        for bound in self._ordered:
            result = status_of(bound, facts)
            results[bound.criterion.id] = result
            facts[bound.criterion.id] = holds(result)
        ordered = {b.criterion.id: results[b.criterion.id] for b in self._program.criteria}
        return Findings(ordered, facts)

    def verdict(self, counts: Mapping[str, int]) -> str:
        """Return the first verdict whose condition holds."""
        for verdict in self._program.verdicts:
            if verdict.condition is None or truth(verdict.condition, counts):
                return verdict.id
        raise AssertionError("the last verdict has no condition")


def derive(item: Derived, facts: Mapping[str, Any]) -> Any:
    """Return a derived fact: its formula's value, or its first case that holds."""
    if item.applies is not None and truth(item.applies, facts) is not True:
        return None
    if item.formula is not None:
        return evaluate(item.formula, facts)
    for condition, value in item.cases:
        holds = True if condition is None else truth(condition, facts)
        if holds is None:
            return None
        if holds:
            return value
    return None


def status_of(bound: Bound, facts: Mapping[str, Any]) -> Result:
    """Return the status of one criterion, exactly as the rule of the domain words it."""
    applies = truth(bound.applies, facts)
    if applies is False:
        return OUT_OF_SCOPE
    if bound.requires is None:
        return TO_JUDGE if applies else UNDETERMINED
    met = truth(bound.requires, facts)
    if met is True:
        return SATISFIED
    if applies is None or met is None:
        return UNDETERMINED
    for index, outcome in enumerate(bound.outcomes):
        case = True if outcome.condition is None else truth(outcome.condition, facts)
        if case is None:
            return UNDETERMINED
        if case:
            return bound.result(index)
    return UNDETERMINED


def holds(result: Result) -> bool | None:
    """Return what another criterion reads of this one: satisfied, not satisfied, unknown."""
    return None if result.status == "indetermine" else result.status == "satisfait"
