"""How fast: dossiers screened, inference against other engines, and start-up, in one run.

    python benchmarks/screening.py [--count 500] [--rounds 7] [--json FILE]

Results are checked equal first: the decisions of both paths, then the status of every criterion
and every derived fact of every engine, on the whole portfolio. Rates are medians of processor
time over rounds in which the contenders take turns; start-up is wall time. No figure makes the
run fail; a difference does.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dossiers import portfolio
from problem import Problem
from rich.console import Console
from rich.table import Table
from rivals import RIVALS
from startup import start_up

from fondsvert.engine.dossier import Dossier
from fondsvert.engine.facts import facts_of
from fondsvert.engine.inference.program import Findings, Program
from fondsvert.engine.measure import Engine, Measure, load
from fondsvert.engine.territory import locate

ENGINES: tuple[Engine, ...] = ("durable", "reference")
BASELINE = "zen-engine (Rust)"
EXPLICIT = "facts made explicit"


@dataclass(frozen=True, slots=True)
class Case:
    """One dossier ready to be inferred: its program, its facts, the same made explicit."""

    program: Program
    problem: Problem
    facts: dict[str, Any]
    explicit: dict[str, Any]
    text: str


@dataclass(frozen=True, slots=True)
class Rate:
    """Items a second: the median of the rounds, the slowest and the fastest."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, seconds: list[float], count: int) -> Rate:
        """Return the rate of ``count`` items done in each of these times."""
        return cls(count / statistics.median(seconds), count / max(seconds), count / min(seconds))


Contenders = Mapping[str, Callable[[], Callable[[], None]]]
"""For each name, what prepares a pass over the portfolio, outside the timing, and returns it."""


def race(contenders: Contenders, count: int, rounds: int) -> dict[str, Rate]:
    """Return the rate of each contender, turn by turn: a busy machine slows them all."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, prepare in contenders.items():
            one_pass = prepare()
            gc.collect()
            start = time.process_time()
            one_pass()
            seconds[name].append(time.process_time() - start)
    return {name: Rate.of(times, count) for name, times in seconds.items()}


# -- 1. from a dossier to a decision ------------------------------------------------------------


def check_decisions(measure: Measure, dossiers: list[Dossier]) -> None:
    """Assert that both paths give every dossier the same decision, the engine's name apart."""
    for dossier in dossiers:
        one, two = (measure.screen(dossier, engine=name) for name in ENGINES)
        assert one.model_copy(update={"moteur": two.moteur}) == two, dossier.reference


def decisions(measure: Measure, dossiers: list[Dossier], rounds: int) -> dict[str, Rate]:
    """Return how many complete decisions a second each path makes."""

    def screen_all(engine: Engine) -> None:
        for dossier in dossiers:
            measure.screen(dossier, engine=engine)

    contenders = {
        name: lambda name=name: partial(screen_all, name)  # type: ignore[misc]
        for name in ENGINES
    }
    return race(contenders, len(dossiers), rounds)


# -- 2. inference alone -------------------------------------------------------------------------


def cases_of(measure: Measure, dossiers: list[Dossier]) -> list[Case]:
    """Return the dossiers as facts, and as the explicit facts that rivals get."""
    problems: dict[int, Problem] = {}
    cases = []
    for dossier in dossiers:
        commune = dossier.projet.commune if dossier.projet else None
        site = locate(commune, measure.cog, measure.territories)
        day = dossier.date_depot
        edition = measure.book.edition_on(day)
        assert edition is not None, dossier.reference
        program = measure.program(edition, day)
        problem = problems.get(id(program)) or Problem.of(program)
        problems[id(program)] = problem
        facts = facts_of(dossier, site, day, measure.territories.complete_regions)
        # The lines of tables are made by ours: rivals find them among the facts.
        complete = dict(facts)
        measure.evaluator(program, "reference").infer(complete)
        lines = {name: complete[name] for name in program.tables if name in complete}
        explicit = problem.explicit(facts | lines)
        cases.append(Case(program, problem, facts, explicit, json.dumps(explicit)))
    return cases


def inference(
    measure: Measure, cases: list[Case], rounds: int
) -> tuple[dict[str, Rate], dict[str, str]]:
    """Return how many dossiers a second each engine infers, and the version of each."""
    expected = [
        measure.evaluator(case.program, "reference").infer(dict(case.facts)) for case in cases
    ]
    contenders: dict[str, Callable[[], Callable[[], None]]] = {}
    versions: dict[str, str] = {}
    for name in ENGINES:
        evaluators = [measure.evaluator(case.program, name) for case in cases]
        infer = [evaluator.infer for evaluator in evaluators]
        for case, one, known in zip(cases, infer, expected, strict=True):
            check(one(dict(case.facts)), known, name)
        contenders[name] = partial(_on_facts, infer, cases)
        versions[name] = evaluators[0].name
    for rival in RIVALS:
        loaded = rival.load()
        if loaded is None:
            versions[rival.name] = "not installed"
            continue
        build, versions[rival.name] = loaded
        built = {id(case.problem): build(case.problem) for case in cases}
        work = [(built[id(case.problem)], case.explicit, case.text) for case in cases]
        for case, (infer, facts, text), known in zip(cases, work, expected, strict=True):
            check(case.problem.findings(infer(facts, text), case.facts), known, rival.name)
        contenders[rival.name] = partial(lambda work: partial(_on_explicit, work), work)
    contenders[EXPLICIT] = lambda: partial(_explicit, cases)
    return race(contenders, len(cases), rounds), versions


def check(found: Findings, known: Findings, engine: str) -> None:
    """Assert that an engine found every status, and every derived fact.

    Lists of lines (the aid regimes) are made for all of them by our tables.
    """
    assert found.results == known.results, engine
    for name, value in known.facts.items():
        if name not in known.results and not isinstance(value, list | tuple):
            assert found.facts.get(name) == value, (engine, name)


def _on_facts(infer: list[Callable[[dict[str, Any]], Any]], cases: list[Case]) -> Any:
    """An evaluator adds what it derives to the facts: each pass has its own copies."""
    work = [(one, dict(case.facts)) for one, case in zip(infer, cases, strict=True)]

    def one_pass() -> None:
        for one, facts in work:
            one(facts)

    return one_pass


def _on_explicit(work: list[tuple[Any, dict[str, Any], str]]) -> None:
    for infer, facts, text in work:
        infer(facts, text)


def _explicit(cases: list[Case]) -> None:
    for case in cases:
        json.dumps(case.problem.explicit(case.facts))


# -- what is printed ----------------------------------------------------------------------------


def machine() -> str:
    """Return what this ran on."""
    load_average = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, "
        f"{os.cpu_count()} cores{load_average}; fondsvert {version('fondsvert')}, "
        f"pydantic {version('pydantic')}"
    )


def table_of(title: str, rates: Mapping[str, Rate], versions: Mapping[str, str]) -> Table:
    """Return a table of rates; those of inference compare to zen-engine, in two ways."""
    table = Table(title=title, title_justify="left")
    table.add_column("engine")
    compared = BASELINE in rates
    heads = ["version", "dossiers/s", "min – max"] + ["× zen", "all in", "× zen"] * compared
    for head in heads:
        table.add_column(head, justify="right")
    whole = {name: all_in(name, rates) for name in rates}
    for name in dict.fromkeys([*rates, *versions]):
        cells = [versions.get(name, "")]
        if name in rates:
            rate = rates[name]
            cells += [f"{rate.median:,.0f}", f"{rate.low:,.0f} – {rate.high:,.0f}"]
            if compared and name != EXPLICIT:
                cells += [f"{rate.median / rates[BASELINE].median:.2f}"]
                cells += [f"{whole[name]:,.0f}", f"{whole[name] / whole[BASELINE]:.2f}"]
        table.add_row(name, *cells)
    return table


def all_in(name: str, rates: Mapping[str, Rate]) -> float:
    """Return the rate from our facts on: a rival needs them made explicit before."""
    own = name in ENGINES or name == EXPLICIT
    return rates[name].median if own else 1 / (1 / rates[name].median + 1 / rates[EXPLICIT].median)


def start_table(started: Mapping[str, tuple[float, float, float]]) -> Table:
    """Return the table of start-up times."""
    table = Table(title="Start-up, whole process, wall time", title_justify="left")
    table.add_column("command")
    table.add_column("ms", justify="right")
    table.add_column("min – max", justify="right")
    for name, (median, least, most) in started.items():
        table.add_row(name, f"{median:.0f}", f"{least:.0f} – {most:.0f}")
    return table


def main() -> None:
    """Check, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=500, help="dossiers in the portfolio")
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    measure = load()
    dossiers = portfolio(measure, options.count, options.seed)
    console = Console(width=110) if not sys.stdout.isatty() else Console()
    check_decisions(measure, dossiers)
    decided = decisions(measure, dossiers, options.rounds)
    inferred, versions = inference(measure, cases_of(measure, dossiers), options.rounds)

    console.print(machine())
    console.print(
        f"{len(dossiers)} distinct dossiers (seed {options.seed}), {options.rounds} rounds in "
        "turn; every decision, status and derived fact equal beforehand\n"
    )
    console.print(table_of("Dossier → decision (Measure.screen)", decided, {}))
    console.print(table_of("Inference alone", inferred, versions))
    console.print(
        "Rivals get the facts made explicit and written as JSON outside the timing, and answer "
        "with ranks;\nours read the facts themselves, and answer with statuses and derived "
        "facts. “All in” adds to\nthe rivals the time of making facts explicit.\n"
    )
    started = start_up()
    console.print(start_table(started))
    if options.json:
        figures = {
            "machine": machine(),
            "seed": options.seed,
            "count": len(dossiers),
            "rounds": options.rounds,
            "decisions_per_second": {name: asdict(rate) for name, rate in decided.items()},
            "inferences_per_second": {name: asdict(rate) for name, rate in inferred.items()},
            "versions": versions,
            "startup_ms": started,
        }
        options.json.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
