"""The forward-chaining evaluator: durable_rules over strata of one wide fact.

Every derived fact and criterion becomes a *variable* with alternatives, each a condition that
must be *known* to hold; one rule an alternative. A comparison on an absent attribute never
matches, so with both polarities compiled exactly one alternative fires, or none: unknown.
Strata run in turn — facts, criteria, criteria on criteria, verdict — each asserting one wide
fact of explicit integers and tokens, reading what fired, retracting it.

The only module that meets durable_rules; it keeps to the part of it that is fast and safe (no
joins, no ``post``, no free text, no arithmetic, at most 60 rules behind a guard attribute).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import durable.engine  # type: ignore[import-untyped]
import durable_rules_engine as core  # type: ignore[import-not-found]

from ..errors import Fault, InferenceError
from ..rulebook.expression import (
    FALSE,
    TRUE,
    And,
    Compare,
    Const,
    Contains,
    Expr,
    Fact,
    Holds,
    Member,
    Not,
    Or,
    affirm,
    walk,
)
from ..rulebook.kleene import Value, ready, sign
from ..values import yyyymmdd
from .program import Findings, Program, strata
from .results import UNDETERMINED, Result
from .tables import BoundTable
from .variables import (
    CELL,
    Variable,
    cell_variable,
    criterion_variable,
    derived_variable,
    inliner,
    line_variable,
)

VERSION = "2.0.28"
_PER_GUARD = 60
_OPERATORS = {"<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte", "!=": "$neq"}
Reader = Callable[[Mapping[str, Any]], "str | None"]
_LAST = 1_000_000
_SID = '{"id":"d","sid":"0"}'
_WIDE_FACT = '{"id":"d","sid":"0","g":1'
_GUARD = {"g": 1}


class _QuietHost(durable.engine.Host):  # type: ignore[misc]
    """A host without its two background threads: rules are driven by hand."""

    def _run(self) -> None:
        pass

    def get_action(self, _name: str) -> Callable[[Any], None]:
        return lambda _context: None


@dataclass(slots=True)
class _Attributes:
    """The attributes of a stratum's wide fact and how each is read from the facts."""

    names: dict[object, str] = field(default_factory=dict)
    readers: list[tuple[str, Reader]] = field(default_factory=list)

    def attribute(self, key: object, reader: Reader) -> str:
        """Return the attribute for ``key``, made at its first use."""
        if key not in self.names:
            self.names[key] = f"a{len(self.names)}"
            self.readers.append((f',"{self.names[key]}":', reader))
        return self.names[key]


def _fact_reader(path: str, kind: str) -> Reader:
    """Return the reader of a fact: a token for a choice or a code, an integer for the rest."""

    def read(facts: Mapping[str, Any]) -> str | None:
        value = facts.get(path)
        return None if value is None else write(value)

    writers: Mapping[str, Callable[[Any], str]] = {
        "date": lambda day: str(yyyymmdd(day)),
        "bool": lambda truth: "1" if truth else "0",
        "number": str,
    }
    write = writers.get(kind, '"{}"'.format)
    return read


def _value_reader(value: Value) -> Reader:
    def read(facts: Mapping[str, Any]) -> str | None:
        found = value(facts, None)
        return None if found is None else str(int(found))

    return read


class _Conditions:
    """Conditions in durable_rules' JSON, for one stratum."""

    def __init__(self) -> None:
        self.attributes = _Attributes()

    def compile(self, expr: Expr) -> dict[str, Any]:
        """Return the JSON of a condition in negation normal form."""
        match expr:
            case And(parts):
                return {"$and": [self.compile(part) for part in parts]}
            case Or(parts):
                return {"$or": [self.compile(part) for part in parts]}
            case Not(part):
                return self._leaf(part, holds=False)
        return self._leaf(expr, holds=True)

    def _leaf(self, expr: Expr, *, holds: bool) -> dict[str, Any]:
        match expr:
            case Fact(path, kind):
                name = self.attributes.attribute(path, _fact_reader(path, kind.kind))
                return {name: int(holds)}
            case Holds(criterion):
                name = self.attributes.attribute(criterion, _fact_reader(criterion, "bool"))
                return {name: int(holds)}
            case Compare(op, Fact(path, kind), Const(value, const)) if (
                kind.kind != "number" or const.scale <= kind.scale
            ):
                name = self.attributes.attribute(path, _fact_reader(path, kind.kind))
                return _test(op, name, literal(value, kind.kind, kind.scale - const.scale))
            case Compare(op, left, right):
                name = self.attributes.attribute(("sign", left, right), _value_reader(sign(expr)))
                return _test(op, name, 0)
            case Member(Fact(path, kind), Const(tuple(options), _)) if options:
                name = self.attributes.attribute(path, _fact_reader(path, kind.kind))
                if holds:
                    tests = [_test("==", name, option) for option in options]
                    return tests[0] if len(tests) == 1 else {"$or": tests}
                tests = [_test("!=", name, option) for option in options]
                return tests[0] if len(tests) == 1 else {"$and": tests}
            case Contains(symbol, within):
                key = ("holds", within.path, symbol)
                name = self.attributes.attribute(key, _value_reader(ready(expr)))
                return {name: int(holds)}
        name = self.attributes.attribute(("value", expr), _value_reader(ready(expr)))
        return {name: int(holds)}


def literal(value: Any, kind: str, shift: int) -> Any:
    """Return a figure as the wide fact has it: integers for dates and for scaled numbers."""
    if kind == "date":
        return yyyymmdd(value)
    return value * 10**shift if kind == "number" else value


def _test(op: str, name: str, value: Any) -> dict[str, Any]:
    return {name: value} if op == "==" else {_OPERATORS[op]: {name: value}}


class _Room:
    """One ruleset of at most 60 rules: what it fires on one wide fact, asserted then retracted."""

    def __init__(self, name: str, rules: list[tuple[str, int, Any, Expr]]) -> None:
        conditions = _Conditions()
        self._meaning: dict[str, tuple[str, int, Any]] = {}
        definitions: dict[str, Any] = {}
        for variable, rank, value, expr in rules:
            rule = f"r{len(definitions)}"
            tests = [_GUARD] if expr == TRUE else [_GUARD, conditions.compile(expr)]
            definitions[rule] = {"all": [{"m": {"$and": tests}}], "run": "none"}
            self._meaning[rule] = (variable, rank, value)
        self._readers = conditions.attributes.readers
        _refuse_collisions([*definitions, *conditions.attributes.names.values()])
        host = _QuietHost()
        ruleset = durable.engine.Ruleset(name, host, definitions)
        self._handle, self._kept = ruleset._handle, (host, ruleset)

    def fire(self, facts: Mapping[str, Any]) -> Iterator[tuple[str, int, Any]]:
        """Yield (variable, rank, value) of each alternative known to hold."""
        pieces = [_WIDE_FACT]
        for name, read in self._readers:
            value = read(facts)
            if value is not None:
                pieces.append(name + value)
        pieces.append("}")
        meaning = self._meaning
        for rule in self._fired("".join(pieces)):
            yield meaning[rule]

    def _fired(self, text: str) -> list[str]:
        handle, following = self._handle, core.complete_and_start_action
        code, offset = core.assert_fact(handle, text)
        if code not in (0, 1):  # 0: some rule matched; 1: none did
            raise InferenceError([Fault("moteur.echec", params={"code": code})])
        fired: list[str] = []
        try:
            started = core.start_action_for_state(handle, offset)
            matched = started[1] if started else None
            while matched:
                # What matched begins with the rule's name: {"r12":{"m":{…
                fired.append(matched[2 : matched.index('"', 2)])
                matched = following(handle, offset)
        finally:
            core.retract_fact(handle, _SID)
        return fired


class _Stratum:
    """Variables that do not read one another, in as many rooms as their rules need.

    Rooms of a fair size also keep the wide facts short: each rule that fires gives its fact back.
    """

    def __init__(self, name: str, variables: Iterable[Variable]) -> None:
        rules = [
            (variable.name, rank, value, expr)
            for variable in variables
            for rank, (value, expr) in enumerate(variable.alternatives)
            if expr != FALSE
        ]
        count = -(-len(rules) // _PER_GUARD)
        size = -(-len(rules) // max(count, 1))
        self._rooms = [_Room(f"{name}.{n}", rules[n * size : (n + 1) * size]) for n in range(count)]

    def run(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the value of every variable: its first alternative known to hold."""
        found: dict[str, Any] = {}
        ranks: dict[str, int] = {}
        for room in self._rooms:
            for name, rank, value in room.fire(facts):
                if rank < ranks.get(name, _LAST):
                    ranks[name], found[name] = rank, value
        return found


class _Lines:
    """The lines of a collecting table: its cells as one stratum, its lines as another.

    A cell that several lines share is inferred once.
    """

    def __init__(self, bound: BoundTable) -> None:
        self.bound = bound
        cells: dict[tuple[Expr, Expr | None], Fact] = {}
        for line in bound.lines:
            for cell in line.line.cells:
                name = f"cell{len(cells)}"
                cells.setdefault((cell.admits, cell.judges), Fact(name, CELL))
        variables = [cell_variable(fact.path, *tests) for tests, fact in cells.items()]
        self._cells = _Stratum(f"t.{bound.table.id}.cells", variables)
        lines = [
            line_variable(line.id, [cells[cell.admits, cell.judges] for cell in line.line.cells])
            for line in bound.lines
        ]
        self._lines = _Stratum(f"t.{bound.table.id}.lines", lines)

    def run(self, facts: Mapping[str, Any]) -> dict[str, Result]:
        """Return the status of each line by its id."""
        found = self._lines.run(self._cells.run(facts))
        return {line.line.id: found.get(line.id, UNDETERMINED) for line in self.bound.lines}


def _refuse_collisions(names: Iterable[str]) -> None:
    """durable_rules knows names by a 32-bit FNV-1a hash alone: two alike would be one."""
    seen: dict[int, str] = {}
    for name in names:
        digest = 2166136261
        for byte in name.encode():
            digest = (digest ^ byte) * 16777619 & 0xFFFFFFFF
        if seen.setdefault(digest, name) != name:
            raise InferenceError([Fault("moteur.collision", params={"noms": name})])


class DurableEvaluator:
    """Runs a program on durable_rules. One instance a thread."""

    name = f"durable_rules {VERSION}"

    def __init__(self, program: Program) -> None:
        self._steps: list[tuple[str, Value] | _Lines | _Stratum] = [*_derived_steps(program)]
        self._tables = {name: _Lines(table) for name, table in program.tables.items()}
        self._steps += [self._tables[bound.table.id] for bound in program.first_tables]
        for n, layer in enumerate(strata(program)):
            variables = [criterion_variable(bound) for bound in layer]
            self._steps.append(_Stratum(f"c{n}", variables))
        self._criteria = [bound.criterion.id for bound in program.criteria]
        verdicts = [(v.id, affirm(v.condition or TRUE)) for v in program.verdicts]
        self._verdict = _Stratum("verdict", [Variable("verdict", verdicts)])
        self._verdicts: dict[tuple[int, ...], str] = {}

    def infer(self, facts: dict[str, Any]) -> Findings:
        """Derive facts, then the status of every line and criterion, stratum after stratum."""
        results: dict[str, Result] = {}
        lines: dict[str, Mapping[str, Result]] = {}
        for step in self._steps:
            if isinstance(step, _Lines):
                name = step.bound.table.id
                lines[name] = step.run(facts)
                facts[name] = step.bound.rows(lines[name], facts)
                continue
            if isinstance(step, tuple):
                path, number = step
                facts[path] = number(facts, None)
                continue
            for name, value in step.run(facts).items():
                if not isinstance(value, Result):
                    facts[name] = value
                    continue
                results[name] = value
                if value.status != "indetermine":
                    facts[name] = value.status == "satisfait"
        return Findings({c: results.get(c, UNDETERMINED) for c in self._criteria}, facts, lines)

    def lines(self, table: str, facts: Mapping[str, Any]) -> Mapping[str, Result]:
        """Return the status of each line of a table, by the line's id."""
        return self._tables[table].run(facts)

    def verdict(self, counts: Mapping[str, int]) -> str:
        """Return the first verdict whose condition holds."""
        key = tuple(counts.values())
        if key not in self._verdicts:
            self._verdicts[key] = str(self._verdict.run(counts)["verdict"])
        return self._verdicts[key]


def _derived_steps(program: Program) -> Iterator[tuple[str, Value] | _Stratum]:
    """Yield what derives the facts, in order: a number alone, or a stratum of booleans and choices.

    A boolean's formula takes its place wherever it is read, so that one stratum is nearly always
    enough; a choice, or a number that reads what the stratum infers, closes it first.
    """
    inlined = inliner(program)
    batch: list[Variable] = []
    count = 0
    for item in program.derived:
        number = item.formula is not None and item.type.kind != "bool"
        read = {node.path for part in item.parts for node in walk(part)
                if isinstance(node, Fact)}  # fmt: skip
        if not number:
            inside = (inlined(part) for part in item.parts)
            read = {n.path for part in inside for n in walk(part) if isinstance(n, Fact)}
        if batch and read & {variable.name for variable in batch}:
            yield _Stratum(f"d{count}", batch)
            batch, count = [], count + 1
        if number and item.formula is not None:
            yield item.path, ready(item.formula)
        else:
            batch.append(derived_variable(item, inlined))
    if batch:
        yield _Stratum(f"d{count}", batch)
