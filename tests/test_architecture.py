"""The house: floors that import only from below, and public names that are what is exported."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest
from places import ROOT

import fondsvert

FLOORS = {
    "errors": 1,
    "likeness": 1,
    "messages": 1,
    "typography": 1,
    "_document": 2,
    "_json_text": 2,
    "yaml_text": 2,
    "values": 2,
    "frozen": 2,
    "commune_names": 2,
    "communes": 2,
    "territory": 2,
    "territory_list": 2,
    "user_table": 2,
    "afr": 2,
    "rulebook": 3,
    "dossier_types": 3,
    "dossier": 3,
    "cache": 4,
    "facts": 4,
    "flat": 4,
    "flat_files": 4,
    "inference": 4,
    "intake": 4,
    "audit": 4,
    "proof": 4,
    "validity": 4,
    "wording": 4,
    "findings": 5,
    "lines": 5,
    "aid": 5,
    "orientation": 5,
    "assessment": 5,
    "explain": 5,
    "decision": 5,
    "envelope": 5,
    "synthesis": 5,
    "comparison": 5,
    "questions": 5,
    "remedy": 5,
    "simulation": 5,
    "triage": 5,
    "mutation": 5,
    "letters": 6,
    "schemas": 6,
    "pages": 6,
    "report": 6,
    "measure": 7,
    "bulk": 7,
    "records": 7,
    "simulator": 7,
    "site": 7,
}
ONLY = {
    "cryptography": "records/",
    "duckdb": "inference/columnar/",
    "docx": "letters/",
    "docxtpl": "letters/",
    "durable": "inference/durable.py",
    "durable_rules_engine": "inference/durable.py",
    "gherkin": "audit/scenarios.py",
    "jinja2": ("pages/", "site/", "letters/"),
    "httpx": "intake/graphql/client.py",
    "matplotlib": "report/chart.py",
    "narwhals": "inference/columnar/",
    "numpy": "synthesis/",
    "openpyxl": "intake/workbook.py",
    "ortools": "envelope/solver.py",
    "pytest_bdd": "mutation/sentences.py",
    "polars": ("flat.py", "flat_files.py", "inference/columnar/"),
    "psycopg": "records/store.py",
    "pyspark": "inference/columnar/",
    "rapidfuzz": "intake/likely.py",
    "rfc8785": "records/entries.py",
    "rich": "report/",
    "xlsxwriter": ("report/programme_workbook.py", "report/triage_workbook.py"),
    "z3": "proof/",
}
MODULES = sorted((ROOT / "engine").rglob("*.py"))


def room(path: Path) -> str:
    """Return the room of the house that a module is in."""
    return path.relative_to(ROOT / "engine").parts[0].removesuffix(".py")


def imports(path: Path) -> list[tuple[str, int, str]]:
    """Return (module, level, first name) of each import; those for type checkers are left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found = []
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.ImportFrom):
            found += [(node.module or "", node.level, alias.name) for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [(alias.name, 0, "") for alias in node.names]
    return found


def target(path: Path, module: str, level: int, name: str) -> str | None:
    """Return the room that a relative import leads to, None outside the engine."""
    if level == 0:
        return None
    here = path.relative_to(ROOT / "engine").parts[:-1]
    base = here[: len(here) - (level - 1)]
    if level - 1 > len(here):
        return None
    parts = [*base, *module.split(".")] if module else [*base, name]
    return parts[0] or None


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_floor_imports_only_from_below(path: Path) -> None:
    """No module imports from a floor above its own."""
    if room(path) == "__init__":
        return
    for module, level, name in imports(path):
        other = target(path, module, level, name)
        if other is not None and other != room(path):
            assert FLOORS[other] <= FLOORS[room(path)], f"{path.name} imports {other}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_engine_knows_no_face(path: Path) -> None:
    """Neither the command line nor the page: they are above it."""
    depth = len(path.relative_to(ROOT).parts)
    for module, level, name in imports(path):
        above = level == depth and (module or name).split(".")[0] in {"cli", "commands", "web"}
        assert not above, f"{path.name} imports {module or name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_library_is_met_in_one_place(path: Path) -> None:
    """Only one room knows durable_rules, Rich or the Gherkin parser."""
    for module, level, _ in imports(path):
        allowed = ONLY.get(module.split(".")[0]) if level == 0 else None
        if allowed:
            assert str(path.relative_to(ROOT / "engine")).startswith(allowed), module


@pytest.mark.parametrize(
    "path",
    [p for p in ROOT.rglob("*.py") if not {".venv", "build", "dist"} & set(p.parts)],
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_files_stay_short(path: Path) -> None:
    """A file of more than about 400 lines is two nouns in one."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 420


def test_public_names_are_what_is_exported() -> None:
    """Every name of ``__all__`` can be imported, and is documented."""
    for name in fondsvert.__all__:
        value = getattr(fondsvert, name)
        assert name == "__version__" or value.__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    """The lazy module behaves like any other."""
    with pytest.raises(AttributeError, match="no attribute"):
        _ = fondsvert.nothing  # type: ignore[attr-defined]


def test_every_package_is_declared() -> None:
    """A folder of modules that pyproject.toml forgets would be missing from the wheel."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = set(config["tool"]["setuptools"]["packages"])
    found = {
        ".".join(["fondsvert", *path.parent.relative_to(ROOT).parts])
        for room in ("commands", "engine", "web")
        for path in (ROOT / room).rglob("__init__.py")
    }
    assert found <= declared


def test_no_clock_decides() -> None:
    """No code of the engine reads today's date."""
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        for clock in ("date.today", "datetime.now", "time.time("):
            assert clock not in text, f"{path.name} reads the clock"
