"""Programming an envelope: 40, 400 and 2 000 dossiers, from decisions to the proved optimum.

Run with ``python benchmarks/programmer.py``. Portfolios are made from a seed, half of them with
scores nearly proportional to amounts, which is where solvers struggle. Every result is checked
before its time is printed: the sum stays within the envelope, the optimum is proved or said not to
be, and it is no worse than the rank. Nothing here asserts a time.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

import fondsvert
from fondsvert.engine.envelope.candidates import Candidate
from fondsvert.engine.envelope.programme import Mode, Programme, programme
from fondsvert.engine.envelope.terms import Bound, Share, Terms

ROOT = Path(__file__).parent.parent
ENVELOPE = 5_600_000_00
SIZES = (40, 400, 2000)
DEPARTEMENTS = ("18", "28", "36", "37", "41", "45")
SHARES = (
    Share("departement", "28", "28", minimum=Bound(rate=200_000)),
    Share("departement", "45", "45", maximum=Bound(rate=250_000)),
    Share("thematique", "decarbonation", "décarbonation", minimum=Bound(rate=300_000)),
)
CASES = {
    "scores of all kinds": ("free", Terms()),
    "the same, three shares": ("free", Terms(shares=SHARES)),
    "the same, in part from 60 %": ("free", Terms(least_part=60)),
    "scores nearly proportional to amounts": ("proportional", Terms()),
    "the same, three shares ": ("proportional", Terms(shares=SHARES)),
    "whole thousands, nearly proportional": ("thousands", Terms()),
}


class Run(NamedTuple):
    """What a search came to, and how long it took."""

    seconds: float
    made: Programme


def portfolio(kind: str, count: int, seed: int) -> list[Candidate]:
    """Return ``count`` dossiers of 100 000 to 400 000 €, the same for the same seed."""
    chance = random.Random(f"{kind}-{count}-{seed}")  # noqa: S311
    found = []
    for number in range(count):
        step = 1_000_00 if kind == "thousands" else 1
        cents = chance.randrange(100_000_00, 400_000_00) // step * step
        low = chance.randrange(20_00, 90_00)
        if kind != "free":
            low = round(cents * 90_00 / 400_000_00) + chance.randrange(-3, 4)
        themes = chance.sample(("decarbonation", "gestion_ressources", "genie_ecologique"), 2)
        found.append(
            Candidate(
                reference=f"FV-{number:05}",
                verdict="eligible",
                score_min=low,
                score_max=min(100_00, low + chance.choice((0, 0, 5_00, 15_00))),
                demande=cents,
                plafond=cents,
                volet="investissement",
                thematiques=tuple(sorted(themes[: chance.randint(1, 2)])),
                departement=DEPARTEMENTS[number % len(DEPARTEMENTS)],
            )
        )
    return found


def measured(found: list[Candidate], terms: Terms, mode: Mode) -> Run:
    """Return the programme, checked, and the seconds it took, explanations included."""
    start = time.perf_counter()
    made = programme(found, ENVELOPE, terms, mode=mode)
    seconds = time.perf_counter() - start
    plan = made.plan
    assert sum(grant.cents for grant in plan.grants) + terms.reserve <= ENVELOPE
    assert len(plan.grants) + len(made.left) == len(found)
    if mode == "optimal":
        assert not plan.broken
    return Run(seconds, made)


def compared(count: int, seed: int, rounds: int) -> Table:
    """Return what each case takes for this many dossiers: medians over ``rounds`` seeds."""
    table = Table(title=f"{count} dossiers, candidates → programme", title_justify="left")
    for head in ("portfolio", "rank, s", "optimal, s", "min – max", "proved", "ties", "gain"):
        table.add_column(head, justify="left" if head == "portfolio" else "right")
    for name, (kind, terms) in CASES.items():
        ranks, bests, gains = [], [], []
        for turn in range(rounds):
            found = portfolio(kind, count, seed + turn)
            rank, best = (measured(found, terms, mode) for mode in ("rang", "optimal"))
            if not rank.made.plan.broken:
                assert best.made.plan.score >= rank.made.plan.score, name
                gains.append(best.made.plan.score / rank.made.plan.score - 1)
            ranks.append(rank.seconds)
            bests.append(best)
        times = sorted(run.seconds for run in bests)
        table.add_row(
            name,
            f"{sorted(ranks)[rounds // 2]:.2f}",
            f"{times[rounds // 2]:.2f}",
            f"{times[0]:.2f} – {times[-1]:.2f}",
            f"{sum(run.made.plan.proved for run in bests)}/{rounds}",
            f"{sum(run.made.plan.ties_proved for run in bests)}/{rounds}",
            f"{max(gains, default=0):.1%}",
        )
    return table


def whole_command(count: int, seed: int) -> tuple[float, dict[str, Any], int]:
    """Return the time of the whole command on decisions already made, as complete as ours are."""
    measure = fondsvert.load()
    model = measure.screen(fondsvert.read(ROOT / "examples/eligible.yaml"))
    plain = json.loads(model.model_dump_json())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "decisions.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for each in portfolio("free", count, seed):
                assert each.demande is not None
                plain["reference"] = each.reference
                plain["projet"]["departement"] = each.departement
                plain["projet"]["thematiques"] = list(each.thematiques)
                plain["aide"] |= {"montant_demande": each.demande / 100, "montant_max": None}
                plain["appreciation"] |= {"score_min": each.score_min / 100,
                                          "score_max": each.score_max / 100}  # fmt: skip
                file.write(json.dumps(plain, ensure_ascii=False) + "\n")
        command = [sys.executable, "-m", "fondsvert.cli", "programmer", str(path), "--enveloppe",
                   "5600000", "--mode", "optimal", "--format", "json"]  # fmt: skip
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, check=True)
        seconds = time.perf_counter() - start
        return seconds, json.loads(done.stdout), path.stat().st_size


def main() -> None:
    """Check, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    console = Console(width=110) if not sys.stdout.isatty() else Console()
    with contextlib.redirect_stdout(io.StringIO()):
        measured(portfolio("free", 10, 0), Terms(), "optimal")  # imports are not what is measured
    load_average = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    console.print(
        f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, "
        f"{os.cpu_count()} cores{load_average}; ortools {version('ortools')}, one worker\n"
        f"{options.rounds} portfolios a line, envelope of 5.6 M€; every sum within the envelope, "
        "every optimum no worse than the rank\n"
    )
    for count in options.sizes:
        console.print(compared(count, options.seed, options.rounds))
    for count in options.sizes:
        seconds, data, size = whole_command(count, options.seed)
        console.print(
            f"fondsvert programmer on {count} decisions ({size / 1e6:.0f} MB), optimal, whole "
            f"process: {seconds:.1f} s, proved: {data['optimal_prouve']}"
        )


if __name__ == "__main__":
    main()
