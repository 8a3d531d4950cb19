"""Fixtures of the scenarios, and their tags turned into a mark that pytest can select.

``pytest features -m critere`` runs those about criteria; ``-k`` selects by name.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from steps.aide import *  # noqa: F403 — step definitions are fixtures: pytest wants them here
from steps.alors import *  # noqa: F403
from steps.appreciation import *  # noqa: F403
from steps.etant_donne import *  # noqa: F403
from steps.quand import *  # noqa: F403
from steps.situation import Situation


@pytest.fixture
def situation() -> Situation:
    """The dossier that a scenario tells, and the decision on it."""
    return Situation()


def pytest_bdd_apply_tag(tag: str, function: Callable[..., Any]) -> bool:
    """Mark a scenario with the rule that its tag cites."""
    pytest.mark.critere(tag)(function)
    return True


def pytest_bdd_before_scenario(request: pytest.FixtureRequest, feature: Any, scenario: Any) -> None:
    """Name the scenario in the report of the tests (``--junitxml``), which the site reads."""
    file = Path(feature.filename).relative_to(Path(__file__).parent).as_posix()
    request.node.user_properties.append(("scenario", f"{file}::{scenario.name}"))
