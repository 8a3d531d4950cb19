"""The same criteria for other rule engines, each in its own language, in its fastest use.

Conditions come from :mod:`problem`; every language guards its comparisons against null, so that
what is unknown stays unknown. An engine gives, for each choice, the rank of the first condition
that holds, or null.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from problem import Among, Both, Choice, Condition, Problem, names

Found = list[Any]
Infer = Callable[[dict[str, Any], str], Found]
"""Explicit facts, as a mapping and as JSON text made beforehand → a rank for each choice."""


@dataclass(frozen=True, slots=True)
class Rival:
    """An engine: how it is called here, its package, its module, how it takes a problem."""

    name: str
    package: str
    module: str
    build: Callable[[Any, Problem], Infer]

    def load(self) -> tuple[Callable[[Problem], Infer], str] | None:
        """Return what takes a problem, and the engine's version; None when not installed."""
        try:
            module = importlib.import_module(self.module)
        except ImportError:
            return None
        return (lambda problem: self.build(module, problem)), version(self.package)


# -- infix languages ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Infix:
    """How a language with infix operators writes conditions."""

    both: str
    either: str
    outside: str
    results: str = ""

    def layer(self, choices: list[Choice]) -> str:
        """Return the list of the ranks of choices."""
        return f"[{', '.join(self._rank(choice) for choice in choices)}]"

    def _rank(self, choice: Choice) -> str:
        text = "null"
        for rank in reversed(range(len(choice.conditions))):
            text = f"({self._write(choice.conditions[rank])} ? {rank} : {text})"
        return text

    def _write(self, condition: Condition) -> str:
        if isinstance(condition, bool):
            return _literal(condition)
        if isinstance(condition, Both):
            word = self.both if condition.every else self.either
            return f"({f' {word} '.join(self._write(part) for part in condition.parts)})"
        name = condition.name
        if name[0] == "l" and "[" in name:
            name = self.results + name
        known = f"{name} != null {self.both} "
        if isinstance(condition, Among):
            options = f"[{', '.join(map(_literal, condition.values))}]"
            if condition.within:
                return f"({name} in {options})"
            return f"({known}{self.outside.format(name=name, options=options)})"
        test = f"{name} {condition.op} {_literal(condition.value)}"
        return f"({test})" if condition.op == "==" else f"({known}{test})"


def _literal(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _zen(zen: Any, problem: Problem) -> Infer:
    """The graph in a static loader, which keeps it compiled: the fastest way in."""
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"rules": _graph(problem)}}})
    return _zen_infer(problem, lambda text: engine.evaluate("rules", text))


def _zen_decision(zen: Any, problem: Problem) -> Infer:
    """The graph as a decision object, as its documentation begins: compiled at every call."""
    return _zen_infer(
        problem, zen.ZenEngine().create_decision(json.dumps(_graph(problem))).evaluate
    )


def _graph(problem: Problem) -> dict[str, Any]:
    """Return one decision graph with one expression node, one expression a layer."""
    language = Infix("and", "or", "not ({name} in {options})", "$.")
    expressions = [
        {"id": f"l{depth}", "key": f"l{depth}", "value": language.layer(layer)}
        for depth, layer in enumerate(problem.layers)
    ]
    nodes = [
        {"id": "facts", "name": "facts", "type": "inputNode"},
        {"id": "rules", "name": "rules", "type": "expressionNode",
         "content": {"expressions": expressions}},
        {"id": "ranks", "name": "ranks", "type": "outputNode"},
    ]  # fmt: skip
    edges = [
        {"id": f"{one}-{two}", "type": "edge", "sourceId": one, "targetId": two}
        for one, two in (("facts", "rules"), ("rules", "ranks"))
    ]
    return {"nodes": nodes, "edges": edges}


def _zen_infer(problem: Problem, evaluate: Callable[[str], Any]) -> Infer:
    keys = [f"l{depth}" for depth in range(len(problem.layers))]

    def infer(_facts: dict[str, Any], text: str) -> Found:
        ranks = evaluate(text)["result"]
        return [rank for key in keys for rank in ranks[key]]

    return infer


def _cel(cel: Any, problem: Problem) -> Infer:
    """One compiled program a layer."""
    language = Infix("&&", "||", "!({name} in {options})")
    programs = [cel.compile(language.layer(layer)) for layer in problem.layers]
    return _layered(problem, [program.execute for program in programs])


def _rule_engine(rule_engine: Any, problem: Problem) -> Infer:
    """One compiled rule a layer."""
    language = Infix("and", "or", "not ({name} in {options})")
    rules = [rule_engine.Rule(language.layer(layer)) for layer in problem.layers]
    return _layered(problem, [rule.evaluate for rule in rules])


def _layered(
    problem: Problem, evaluate: list[Callable[[Any], Any]], *, text_first: bool = False
) -> Infer:
    """Return what evaluates layer upon layer; those above get only what they read."""
    first, *above = evaluate
    reads = [
        sorted({name for choice in layer for name in names(choice)} & problem.readers.keys())
        for layer in problem.layers[1:]
    ]

    def infer(facts: dict[str, Any], text: str) -> Found:
        found = list(first(text if text_first else facts))
        context: dict[str, Any] = {"l0": found}
        for depth, (layer, needed) in enumerate(zip(above, reads, strict=True), 1):
            context.update({name: facts[name] for name in needed})
            context[f"l{depth}"] = ranks = layer(context)
            found = [*found, *ranks]
        return found

    return infer


# -- JSON Logic ---------------------------------------------------------------------------------


def _logic(choices: list[Choice]) -> list[Any]:
    """Return the JSON Logic of the ranks of choices."""
    return [
        {"if": [part for rank, condition in enumerate(choice.conditions)
                for part in (_rule(condition), rank)] + [None]}
        for choice in choices
    ]  # fmt: skip


def _rule(condition: Condition) -> Any:
    if isinstance(condition, bool):
        return condition
    if isinstance(condition, Both):
        return {"and" if condition.every else "or": [_rule(part) for part in condition.parts]}
    read = {"var": condition.name.replace("[", ".").rstrip("]")}
    known = {"!==": [read, None]}
    if isinstance(condition, Among):
        among = {"in": [read, list(condition.values)]}
        return among if condition.within else {"and": [known, {"!": [among]}]}
    if condition.op == "==":
        return {"===": [read, condition.value]}
    op = "!==" if condition.op == "!=" else condition.op
    return {"and": [known, {op: [read, condition.value]}]}


def _datalogic(datalogic: Any, problem: Problem) -> Infer:
    """One compiled rule a layer, in a session, the first on JSON text."""
    engine = datalogic.Engine()
    session = engine.session()
    rules = [engine.compile(_logic(layer)) for layer in problem.layers]
    evaluate = [lambda data, rule=rule: session.evaluate(rule, data) for rule in rules]
    return _layered(problem, evaluate, text_first=True)


def _panzi(json_logic: Any, problem: Problem) -> Infer:
    """Plain interpretation: it has nothing to compile."""
    rules = [_logic(layer) for layer in problem.layers]
    return _layered(
        problem, [lambda facts, rule=rule: json_logic.jsonLogic(rule, facts) for rule in rules]
    )


RIVALS = (
    Rival("zen-engine (Rust)", "zen-engine", "zen", _zen),
    Rival("zen-engine, decision object", "zen-engine", "zen", _zen_decision),
    Rival("CEL (Rust)", "common-expression-language", "cel", _cel),
    Rival("JSON Logic (Rust)", "datalogic-py", "datalogic_py", _datalogic),
    Rival("JSON Logic (Python)", "panzi-json-logic", "json_logic", _panzi),
    Rival("rule-engine (Python)", "rule-engine", "rule_engine", _rule_engine),
)
