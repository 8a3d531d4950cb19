"""The reference evaluator: the definition of a status, read aloud.

It is the oracle of the tests, and the inference where durable_rules cannot be installed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..rulebook.expression import TRUE
from ..rulebook.kleene import ready
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

Facts = Mapping[str, Any]


class ReferenceEvaluator:
    """Computes each fact and each status from its definition, in the order of dependencies."""

    name = "reference"

    def __init__(self, program: Program) -> None:
        self._derived = [(item.path, derivation(item)) for item in program.derived]
        self._status = [
            (bound.criterion.id, status_rule(bound)) for layer in strata(program) for bound in layer
        ]
        self._criteria = [bound.criterion.id for bound in program.criteria]
        self._verdicts = [(v.id, ready(v.condition or TRUE)) for v in program.verdicts]

    def infer(self, facts: dict[str, Any]) -> Findings:
        """Derive facts, adding them to ``facts``, then the status of every criterion."""
        for path, derive in self._derived:
            facts[path] = derive(facts)
        results: dict[str, Result] = {}
        for name, status in self._status:
            result = results[name] = status(facts)
            # What another criterion reads of this one: satisfied, not satisfied, unknown.
            undetermined = result.status == "indetermine"
            facts[name] = None if undetermined else result.status == "satisfait"
        return Findings({name: results[name] for name in self._criteria}, facts)

    def verdict(self, counts: Mapping[str, int]) -> str:
        """Return the first verdict whose condition holds."""
        return next(name for name, condition in self._verdicts if condition(counts, None))


def derivation(item: Derived) -> Callable[[Facts], Any]:
    """Return how a derived fact is computed: its formula, or its first case that holds."""
    applies = ready(item.applies or TRUE)
    formula = None if item.formula is None else ready(item.formula)
    cases = [(ready(condition or TRUE), value) for condition, value in item.cases]

    def derive(facts: Facts) -> Any:
        if applies(facts, None) is not True:
            return None
        if formula is not None:
            return formula(facts, None)
        for condition, value in cases:
            holds = condition(facts, None)
            if holds is None:
                return None
            if holds:
                return value
        return None

    return derive


def status_rule(bound: Bound) -> Callable[[Facts], Result]:
    """Return how the status of a criterion is computed, exactly as the domain words it."""
    applies_ = ready(bound.applies)
    requires = None if bound.requires is None else ready(bound.requires)
    cases = [ready(outcome.condition or TRUE) for outcome in bound.outcomes]
    results = [bound.result(index) for index in range(len(bound.outcomes))]

    def status(facts: Facts) -> Result:
        applies = applies_(facts, None)
        if applies is False:
            return OUT_OF_SCOPE
        if requires is None:
            return TO_JUDGE if applies else UNDETERMINED
        met = requires(facts, None)
        if met is True:
            return SATISFIED
        if applies is None or met is None:
            return UNDETERMINED
        for case, result in zip(cases, results, strict=True):
            holds = case(facts, None)
            if holds is None:
                return UNDETERMINED
            if holds:
                return result
        return UNDETERMINED

    return status
