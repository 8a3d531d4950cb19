"""The criteria as any engine can take them: choices over explicit facts.

A program becomes, for each derived fact and each criterion, the conditions under which it takes
its values, first come first served: those that durable_rules gets, from the same functions. A
condition is true only when it is *known* to hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fondsvert.engine.inference import durable
from fondsvert.engine.inference.program import Bound, Findings, Program, strata
from fondsvert.engine.inference.results import UNDETERMINED, Result
from fondsvert.engine.rulebook.expression import (
    And,
    Compare,
    Const,
    Expr,
    Fact,
    Holds,
    Member,
    Not,
    Or,
)
from fondsvert.engine.rulebook.kleene import ready, sign
from fondsvert.engine.values import yyyymmdd

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Test:
    """The fact is known, and compares so with the value."""

    name: str
    op: str
    value: Any


@dataclass(frozen=True, slots=True)
class Among:
    """The fact is known, and is one of the values, or none of them."""

    name: str
    values: tuple[Any, ...]
    within: bool = True


@dataclass(frozen=True, slots=True)
class Both:
    """Every part holds, or at least one does."""

    every: bool
    parts: tuple[Condition, ...]


Condition = Test | Among | Both | bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A derived fact or a criterion: its value is that of the first condition that holds."""

    name: str
    conditions: tuple[Condition, ...]
    values: tuple[Any, ...]


def names(choice: Choice) -> Iterator[str]:
    """Yield the names of the facts that a choice reads."""
    waiting = list(choice.conditions)
    while waiting:
        condition = waiting.pop()
        if isinstance(condition, Both):
            waiting += condition.parts
        elif not isinstance(condition, bool):
            yield condition.name


@dataclass(slots=True)
class Problem:
    """A program as choices, layer upon layer, over numbers, tokens, truths and signs.

    A choice of an earlier layer is read as ``l0[3]``: its rank, in a list.
    """

    layers: list[list[Choice]] = field(default_factory=list)
    readers: dict[str, Callable[[Facts], Any]] = field(default_factory=dict)
    _numbers: list[tuple[str, Callable[..., Any]]] = field(default_factory=list)
    _places: dict[str, tuple[str, Choice]] = field(default_factory=dict)

    @classmethod
    def of(cls, program: Program) -> Problem:
        """Return the choices of a program."""
        problem = cls()
        problem._numbers = [
            (item.path, ready(item.formula))
            for item in program.derived
            if item.formula is not None and item.type.kind != "bool"
        ]
        inlined = durable.inliner(program)
        first, *above = strata(program)
        variables = [
            durable.derived_variable(item, inlined)
            for item in program.derived
            if item.formula is None or item.type.kind == "bool"
        ]
        flat = (_flattened(bound, inlined) for bound in first)
        problem._add([*variables, *map(durable.criterion_variable, flat)])
        for layer in above:
            problem._add([durable.criterion_variable(bound) for bound in layer])
        return problem

    def explicit(self, facts: Facts) -> dict[str, Any]:
        """Return the facts as every rival gets them; what is unknown is null."""
        complete = self._with_numbers(facts)
        return {name: read(complete) for name, read in self.readers.items()}

    def findings(self, ranks: list[Any], facts: Facts) -> Findings:
        """Return what the ranks found mean: the status of criteria, and derived facts."""
        results: dict[str, Result] = {}
        found = self._with_numbers(facts)
        choices = [choice for layer in self.layers for choice in layer]
        for choice, rank in zip(choices, ranks, strict=True):
            value = None if rank is None else choice.values[int(rank)]
            if isinstance(choice.values[0], Result):
                results[choice.name] = value or UNDETERMINED
            else:
                found[choice.name] = value
        return Findings(results, found)

    def _with_numbers(self, facts: Facts) -> dict[str, Any]:
        complete = dict(facts)
        for path, value in self._numbers:
            complete[path] = value(complete, None)
        return complete

    def _add(self, variables: list[durable.Variable]) -> None:
        choices = [
            Choice(
                variable.name,
                tuple(self._condition(expr) for _, expr in variable.alternatives),
                tuple(value for value, _ in variable.alternatives),
            )
            for variable in variables
        ]
        depth = len(self.layers)
        self._places |= {c.name: (f"l{depth}[{n}]", c) for n, c in enumerate(choices)}
        self.layers.append(choices)

    def _condition(self, expr: Expr) -> Condition:
        match expr:
            case Const(bool(value), _):
                return value
            case And(parts) | Or(parts):
                return Both(isinstance(expr, And), tuple(map(self._condition, parts)))
            case Not(part):
                return self._leaf(part, holds=False)
        return self._leaf(expr, holds=True)

    def _leaf(self, expr: Expr, *, holds: bool) -> Condition:
        match expr:
            case Holds(name) | Fact(name, _) if name in self._places:
                place, choice = self._places[name]
                met = (rank for rank, v in enumerate(choice.values) if _truth(v) is holds)
                return Among(place, tuple(met))
            case Fact(path, kind):
                return Test(self._fact(path, kind.kind), "==", holds)
            case Compare(op, Fact(path, kind), Const(value, const)) if (
                kind.kind != "number" or const.scale <= kind.scale
            ):
                literal = durable.literal(value, kind.kind, kind.scale - const.scale)
                return Test(self._fact(path, kind.kind), op, literal)
            case Compare(op, left, right):
                return Test(self._computed(("sign", left, right), sign(expr)), op, 0)
            case Member(Fact(path, kind), Const(tuple(options), _)) if options:
                return Among(self._fact(path, kind.kind), options, holds)
        return Test(self._computed(expr, ready(expr)), "==", holds)

    def _fact(self, path: str, kind: str) -> str:
        def day(facts: Facts) -> int | None:
            return None if (value := facts.get(path)) is None else yyyymmdd(value)

        name = path.replace(".", "_")
        self.readers[name] = day if kind == "date" else lambda facts: facts.get(path)
        return name

    def _computed(self, key: object, value: Callable[..., Any]) -> str:
        name = f"computed_{hash(key) & 0xFFFF_FFFF_FFFF:x}"
        self.readers[name] = lambda facts: value(facts, None)
        return name


def _truth(value: Any) -> bool | None:
    """Return what another criterion reads of a value: satisfied, not, or unknown."""
    if isinstance(value, Result):
        return None if value.status == "indetermine" else value.status == "satisfait"
    return value


def _flattened(bound: Bound, inlined: Callable[[Expr], Expr]) -> Bound:
    """Return a criterion over facts alone: derived booleans give way to their formulas."""
    return replace(
        bound,
        applies=inlined(bound.applies),
        requires=None if bound.requires is None else inlined(bound.requires),
        outcomes=tuple(
            case._replace(condition=None if case.condition is None else inlined(case.condition))
            for case in bound.outcomes
        ),
    )
