"""The documentation runs: its commands, its Python, its capture; and its lists are complete.

In a fenced ``console`` or ``sh`` block, each line that starts with ``fondsvert`` is run, in the
order of the page, in a folder that holds ``examples/``, ``features/``, ``rules/`` and a copy of the
rules called ``essai/``. It must exit with 0, or with what ``# code N`` says in the block. A YAML
block whose first line is ``# <name>.yaml``, ``# fichier: <path>`` or ``# ajout: <path>`` is
written, or added, to that file first.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest
from places import ROOT

PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CUT = "…"


class Block(NamedTuple):
    """A fenced block: its language, its text."""

    language: str
    text: str


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page that say their language."""
    return [Block(*found) for found in FENCE.findall(page.read_text(encoding="utf-8"))]


def commands(block: Block) -> tuple[list[list[str]], int]:
    """Return the ``fondsvert`` commands of a block, as arguments, and the exit code expected."""
    if block.language not in {"console", "sh"}:
        return [], 0
    code = re.search(r"^# code (\d+)$", block.text, re.MULTILINE)
    lines = [shlex.split(line, comments=True) for line in block.text.splitlines()]
    found = [words[1:] for words in lines if words and words[0] == "fondsvert"]
    return found, int(code[1]) if code else 0


def write(block: Block, folder: Path) -> None:
    """Write the file that a YAML block shows, when it says which."""
    first, _, rest = block.text.partition("\n")
    named = re.fullmatch(r"# (?:(fichier|ajout): )?([\w./-]+\.yaml)", first)
    if block.language != "yaml" or named is None:
        return
    path = folder / named[2]
    before = path.read_text(encoding="utf-8") if named[1] == "ajout" else ""
    path.write_text(f"{before}\n{rest}", encoding="utf-8")


def run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a reader would, at 80 columns."""
    return subprocess.run(
        [sys.executable, "-m", "fondsvert.cli", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "80"},
        cwd=folder,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder in which a reader of the documentation works."""
    for name in ("examples", "features", "rules"):
        (tmp_path / name).symlink_to(ROOT / name, target_is_directory=True)
    shutil.copytree(ROOT / "rules", tmp_path / "essai")
    shutil.copy(ROOT / "features/liste_d_essai.csv", tmp_path / "liste-nationale.csv")
    shutil.copy(ROOT / "features/liste_afr_d_essai.csv", tmp_path / "communes-afr.csv")
    return tmp_path


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if any(commands(block)[0] for block in blocks(page))],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_commands_do_what_the_page_says(page: Path, folder: Path) -> None:
    """Every command of the page exits with the code that the page gives."""
    wrong = []
    for block in blocks(page):
        write(block, folder)
        found, expected = commands(block)
        for arguments in found:
            result = run(arguments, folder)
            if result.returncode != expected:
                wrong.append(f"{shlex.join(arguments)}: {result.returncode} {result.stderr}")
    assert not wrong, "\n".join(wrong)


def test_pages_show_commands() -> None:
    """The pages that readers start from do run something: the fences are read as they should."""
    shown = {page.name: sum(len(commands(block)[0]) for block in blocks(page)) for page in PAGES}
    assert shown["README.md"] >= 6
    assert shown["guide-instructeur.md"] >= 10
    assert shown["ecrire-une-regle.md"] >= 3


def test_the_capture_of_the_readme_is_what_the_command_prints(folder: Path) -> None:
    """The terminal of the README is a true one, up to where it is cut."""
    captures = [b.text for b in blocks(ROOT / "README.md") if b.text.startswith("$ fondsvert ")]
    assert len(captures) == 1
    first, _, shown = captures[0].partition("\n")
    kept = shown.split(f"\n{CUT}\n")[0]
    printed = run(shlex.split(first)[2:], folder).stdout
    assert printed.startswith(f"{kept}\n")


def test_the_python_of_the_readme_runs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The library is used as the README shows."""
    monkeypatch.chdir(folder)
    found = [block.text for block in blocks(ROOT / "README.md") if block.language == "python"]
    assert found
    for text in found:
        exec(compile(text, "README.md", "exec"), {})  # noqa: S102 — our own page
    assert capsys.readouterr().out.startswith("ineligible\nPRJ-02 ")


def test_the_scenario_of_the_guide_holds_together() -> None:
    """The scenario that policy staff copy cites the criterion that they wrote, by its title."""
    page = ROOT / "docs/ecrire-une-regle.md"
    text = "\n".join(b.text for b in blocks(page) if b.language == "yaml")
    scenario = next(b.text for b in blocks(page) if b.language == "gherkin")
    criterion = re.search(r"- id: (PRJ-\d\d)\n +titre:\n +fr: (.+)", text)
    assert criterion is not None
    assert f"@{criterion[1]}\n  Règle: {criterion[2]}\n" in scenario


def raised(catalogue: str) -> set[str]:
    """Return the codes of faults of a catalogue, as the source names them or builds them."""
    entries: dict[str, object] = json.loads(
        (ROOT / f"engine/messages/{catalogue}.json").read_text(encoding="utf-8")
    )
    if catalogue in {"entree", "regles", "moteur", "afr", "colonnes", "entretien"}:
        return {f"{catalogue}.{name}" for name in entries}
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for room in ("engine", "commands", "web")
        for path in sorted((ROOT / room).rglob("*.py"))
    )
    built = set(re.findall(rf'Fault\(\s*f?"({catalogue}\.\w+)"', source))
    if catalogue == "territoire":
        reader = (ROOT / "engine/territory_list.py").read_text(encoding="utf-8")
        built |= {f"territoire.{name}" for name in re.findall(r'\bfault\(\s*"(\w+)"', reader)}
        table = (ROOT / "engine/user_table.py").read_text(encoding="utf-8")
        built |= {f"territoire.{name}" for name in re.findall(r"\{topic\}\.(\w+)", table)}
    if catalogue == "tracabilite":
        built |= {f"{catalogue}.{name}" for name in entries if name.startswith("sans_")}
    return {code for code in built if code.partition(".")[2] in entries}


@pytest.mark.parametrize(
    "catalogue",
    ["entree", "enveloppe", "regles", "moteur", "territoire", "afr", "tracabilite", "decision",
     "colonnes", "generer", "telecharger", "importer", "preuve",
     "graphique", "registre", "trier", "comparer", "courrier", "entretien", "servir",
     "pages", "site"],
)  # fmt: skip
def test_every_error_code_is_documented(catalogue: str) -> None:
    """A code that a user can meet is in ``docs/erreurs.md``, and no code there is invented."""
    text = (ROOT / "docs/erreurs.md").read_text(encoding="utf-8")
    listed = set(re.findall(rf"^\| `({catalogue}\.\w+)` \|", text, re.MULTILINE))
    entries = json.loads((ROOT / f"engine/messages/{catalogue}.json").read_text(encoding="utf-8"))
    assert raised(catalogue) - listed == set()
    assert listed <= {f"{catalogue}.{name}" for name in entries}


def test_every_exit_code_is_documented() -> None:
    """The exit codes of the errors and of the command line are all in ``docs/erreurs.md``."""
    errors = (ROOT / "engine/errors.py").read_text(encoding="utf-8")
    text = (ROOT / "docs/erreurs.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| (\d+) \|", text, re.MULTILINE))
    assert {*re.findall(r"exit_code = (\d+)", errors), "0", "1", "2", "130"} <= documented


def test_every_dependency_is_defended() -> None:
    """A dependency that nobody can defend in a line has no place."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(need for extra in extras for need in extra)]
    names = {re.split(r"[^\w-]", need)[0] for need in wanted} - {"fondsvert"}
    text = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    assert names == set(re.findall(r"^\| `([\w-]+)` \|", text, re.MULTILINE))


def test_links_between_pages_lead_somewhere() -> None:
    """A relative link names a file that exists, and an anchor a heading of that page."""
    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            if target.startswith("http"):
                continue
            name, _, anchor = target.partition("#")
            path = (page.parent / name) if name else page
            if not path.exists() or (anchor and anchor not in anchors(path)):
                broken.append(f"{page.name}: {target}")
    assert not broken, "\n".join(broken)


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings}
