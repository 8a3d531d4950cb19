"""The reference evaluator: the definition of a status, read aloud.

It is the oracle of the tests, and the inference where durable_rules cannot be installed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..rulebook.expression import FALSE, TRUE
from ..rulebook.kleene import ready
from ..rulebook.model import Cell, Derived
from .program import Bound, Findings, Program, strata
from .results import OUT_OF_SCOPE, REFUSED, SATISFIED, TO_JUDGE, UNDETERMINED, Result
from .tables import BoundLine

Facts = Mapping[str, Any]


class ReferenceEvaluator:
    """Computes each fact and each status from its definition, in the order of dependencies."""

    name = "reference"

    def __init__(self, program: Program) -> None:
        self._derived = [(item.path, derivation(item)) for item in program.derived]
        self._tables = program.first_tables
        self._lines = {
            name: [(bound.line.id, line_rule(bound)) for bound in table.lines]
            for name, table in program.tables.items()
        }
        self._status = [
            (bound.criterion.id, status_rule(bound)) for layer in strata(program) for bound in layer
        ]
        self._criteria = [bound.criterion.id for bound in program.criteria]
        self._verdicts = [(v.id, ready(v.condition or TRUE)) for v in program.verdicts]

    def infer(self, facts: dict[str, Any]) -> Findings:
        """Derive facts, adding them to ``facts``, then the status of every line and criterion."""
        for path, derive in self._derived:
            facts[path] = derive(facts)
        lines = {}
        for bound in self._tables:
            name = bound.table.id
            lines[name] = self.lines(name, facts)
            facts[name] = bound.rows(lines[name], facts)
        results: dict[str, Result] = {}
        for name, status in self._status:
            result = results[name] = status(facts)
            # What another criterion reads of this one: satisfied, not satisfied, unknown.
            undetermined = result.status == "indetermine"
            facts[name] = None if undetermined else result.status == "satisfait"
        return Findings({name: results[name] for name in self._criteria}, facts, lines)

    def lines(self, table: str, facts: Mapping[str, Any]) -> Mapping[str, Result]:
        """Return the status of each line of a table, by the line's id."""
        return {name: status(facts) for name, status in self._lines[table]}

    def verdict(self, counts: Mapping[str, int]) -> str:
        """Return the first verdict whose condition holds."""
        return next(name for name, condition in self._verdicts if condition(counts, None))


def derivation(item: Derived) -> Callable[[Facts], Any]:
    """Return how a derived fact is computed: its formula, or the case that holds."""
    applies = ready(item.applies or TRUE)
    formula = None if item.formula is None else ready(item.formula)
    cases = [(ready(condition), value) for condition, value in item.cases]

    def derive(facts: Facts) -> Any:
        if applies(facts, None) is not True:
            return None
        if formula is not None:
            return formula(facts, None)
        return next((value for condition, value in cases if condition(facts, None)), None)

    return derive


def line_rule(bound: BoundLine) -> Callable[[Facts], Result]:
    """Return how the status of a line is computed from its cells, the worst of which decides."""
    cells = [cell_rule(cell) for cell in bound.line.cells]

    def status(facts: Facts) -> Result:
        found = {cell(facts) for cell in cells}
        return next((result for result in _WORST_FIRST if result in found), SATISFIED)

    return status


_WORST_FIRST = (REFUSED, UNDETERMINED, TO_JUDGE, SATISFIED)


def cell_rule(cell: Cell) -> Callable[[Facts], Result]:
    """Return what a cell makes of its line: admitted, left to a person, excluded, or unknown."""
    admits, judges = ready(cell.admits), ready(cell.judges or FALSE)

    def result(facts: Facts) -> Result:
        admitted = admits(facts, None)
        if admitted is not False:
            return SATISFIED if admitted else UNDETERMINED
        judged = judges(facts, None)
        if judged is None:
            return UNDETERMINED
        return TO_JUDGE if judged else REFUSED

    return result


def status_rule(bound: Bound) -> Callable[[Facts], Result]:
    """Return how the status of a criterion is computed, exactly as the domain words it."""
    applies_ = ready(bound.applies)
    requires = None if bound.requires is None else ready(bound.requires)
    cases = [
        (ready(outcome.condition or TRUE), bound.result(index))
        for index, outcome in enumerate(bound.outcomes)
    ]

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
        for case, result in cases:
            holds = case(facts, None)
            if holds is None:
                return UNDETERMINED
            if holds:
                return result
        return UNDETERMINED

    return status
