"""What it takes to say what it would take: the dossiers that ship, then plans of many lines.

::

    python benchmarks/remedy.py [--lines 10,40,100,300] [--draws 5] [--seed 5]

Each dossier is screened beforehand; the time is that of its remedies alone, every proposal screened
by both evaluators included.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import fondsvert
from fondsvert.engine.remedy.finder import remedies

EXAMPLES = Path(__file__).parent.parent / "examples"


def seconds(measure: fondsvert.Measure, dossiers: Iterable[fondsvert.Dossier]) -> dict[str, Any]:
    """Return the times of remedies, by what they are about."""
    found: dict[str, list[float]] = {}
    for dossier in dossiers:
        decision = measure.screen(dossier)
        start = time.perf_counter()
        told = remedies(measure, dossier, decision=decision)
        found.setdefault(told.nature, []).append(time.perf_counter() - start)
    return found


def drawn(measure: fondsvert.Measure, lines: int, draw: random.Random) -> fondsvert.Dossier:
    """Return a dossier whose plan has this many expenses and resources, and does not balance."""
    data = fondsvert.read(EXAMPLES / "eligible.yaml").model_dump(mode="json", exclude_none=True)

    def amount() -> str:
        return f"{draw.randint(100, 9_000_000) / 100:.2f}"

    data["financement"]["depenses"] = [
        {"nature": draw.choice(["equipement", "batiment", "etude"]), "montant_ht": amount(),
         "eligible": draw.random() < 0.7}
        for _ in range(lines)
    ]  # fmt: skip
    data["financement"]["ressources"] = [
        {"origine": draw.choice(["autofinancement", "publique", "privee"]), "montant": amount(),
         "etat": "acquis"}
        for _ in range(lines)
    ]  # fmt: skip
    return fondsvert.Dossier.model_validate(data, context=measure.context)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", default="10,40,100,300")
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--seed", type=int, default=5)
    chosen = parser.parse_args()
    measure, draw = fondsvert.load(), random.Random(chosen.seed)  # noqa: S311 - nothing here is secret
    table = Table("dossiers", "about", "count", "median", "slowest")

    def show(name: str, found: dict[str, list[float]]) -> None:
        for nature, times in sorted(found.items()):
            table.add_row(name, nature, str(len(times)), f"{statistics.median(times):.2f} s",
                          f"{max(times):.2f} s")  # fmt: skip

    files = [*sorted(EXAMPLES.glob("*.yaml")), *sorted(EXAMPLES.glob("portefeuille/*.yaml"))]
    show("shipped", seconds(measure, map(fondsvert.read, files)))
    for lines in map(int, chosen.lines.split(",")):
        dossiers = [drawn(measure, lines, draw) for _ in range(chosen.draws)]
        show(f"{lines} lines", seconds(measure, dossiers))
    Console().print(table)


if __name__ == "__main__":
    main()
