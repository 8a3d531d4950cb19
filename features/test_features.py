"""The scenarios as tests; and no step definition is left over."""

from __future__ import annotations

from pathlib import Path

from pytest_bdd import scenarios
from pytest_bdd.steps import step_function_context_registry

from fondsvert.engine.audit.scenarios import read_scenarios
from fondsvert.engine.audit.traceability import unreached

HERE = Path(__file__).parent

scenarios(".")


def test_every_step_definition_is_used_by_a_scenario() -> None:
    """A sentence that no scenario says is dead weight, in ``phrases.yaml`` as in ``steps/``."""
    definitions = {
        getattr(context.parser, "sentence", context.parser.name): context.parser.is_matching
        for context in step_function_context_registry.values()
        if context.step_func.__module__.startswith("steps.")
    }
    assert len(definitions) > 100
    left_over = unreached(definitions, read_scenarios(HERE))
    assert not left_over, "\n".join(fault.message() for fault in left_over)
