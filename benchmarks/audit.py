"""How long the solver takes, and how that grows with the number of criteria.

    python benchmarks/audit.py [--sizes 40,80,160] [--seed 5]

The rules that ship first, then rule books drawn over the conditions of the tests. For each: an
edition encoded, a question (the median over every status of every criterion), a least witness (the
median over one status of each), the whole audit. No figure makes the run fail.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import small_books

from fondsvert.engine.audit.auditor import audit
from fondsvert.engine.measure import Measure, load
from fondsvert.engine.proof.encoding import Encoding


def drawn(count: int, seed: int, folder: Path) -> Measure:
    """Return a rule book of so many criteria, each a disjunction of three drawn conditions."""
    draw = random.Random(seed)  # noqa: S311 - nothing here is secret
    criteria = [
        small_books.criterion(
            f"E{chr(65 + rank // 100)}A-{rank % 100:02d}",
            exige={"un": draw.sample(small_books.CONDITIONS, 3)},
            echec=draw.choice(small_books.STATUSES),
        )
        for rank in range(count)
    ]
    return small_books.load(
        folder,
        criteria,
        facts=small_books.FACTS,
        parameters=small_books.PARAMETERS,
        tables=small_books.TABLES,
    )


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds that some work takes, and what it gives."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def median(work: Iterable[Callable[[], Any]]) -> float:
    """Return the median time of several pieces of work, in milliseconds."""
    return statistics.median(timed(each)[0] for each in work) * 1000


def row(name: str, measure: Measure, edition: str) -> list[str]:
    """Return what is measured on a rule book."""
    encode, encoding = timed(lambda: Encoding(measure, edition))
    formulas = [one for c in encoding.criteria for one in encoding.status(c).values()]
    question = median([lambda f=f: encoding.possible(f) for f in formulas])
    reached = [f for f in formulas if encoding.possible(f)][:: max(1, len(formulas) // 40)]
    witness = median([lambda f=f: encoding.find(f) for f in reached])
    whole, report = timed(lambda: audit(measure))
    return [
        name, str(len(encoding.criteria)), f"{encode:.2f} s", f"{question:.1f} ms",
        f"{witness:.0f} ms", f"{whole:.1f} s", str(report.questions), str(len(report.undecided)),
    ]  # fmt: skip


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="40,80,160")
    parser.add_argument("--seed", type=int, default=5)
    chosen = parser.parse_args()
    table = Table("rules", "criteria", "encode", "question", "witness", "audit", "questions",
                  "undecided")  # fmt: skip
    table.add_row(*row("shipped, one edition", load(), "2025"))
    with tempfile.TemporaryDirectory() as folder:
        for size in map(int, chosen.sizes.split(",")):
            measure = drawn(size, chosen.seed, Path(folder) / str(size))
            table.add_row(*row("drawn", measure, "2024"))
    Console().print(table)


if __name__ == "__main__":
    main()
