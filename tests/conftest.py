"""What tests share: the measure, loaded once, and a cache of their own."""

from __future__ import annotations

import os
from typing import Any

import pytest
from browsing import browse, chromium
from hypothesis import HealthCheck, settings
from places import ROOT

import fondsvert

__all__ = ["browse", "chromium"]

settings.register_profile(
    "fondsvert",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("fondsvert")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Tests never read or write the user's cache."""
    os.environ["FONDSVERT_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    os.environ.pop("FONDSVERT_LANG", None)


@pytest.fixture(scope="session")
def measure(_own_cache: None) -> fondsvert.Measure:
    """The measure that ships."""
    return fondsvert.load()


@pytest.fixture
def eligible() -> dict[str, Any]:
    """An eligible dossier as plain data, free to be changed."""
    from fondsvert.engine import yaml_text

    data: dict[str, Any] = yaml_text.load((ROOT / "examples/eligible.yaml").read_bytes()).data
    return data


@pytest.fixture(scope="session")
def server() -> Any:
    """A filing platform on this machine, for those that download."""
    from plateforme import running

    with running() as platform:
        yield platform
