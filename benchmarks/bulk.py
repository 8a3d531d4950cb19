"""How fast tables of dossiers are screened, beside what one would write by hand, in one run.

    python benchmarks/bulk.py [--rows 10000,1000000] [--files 10000,1000000] [--rounds 5]

1. The whole rule book, Parquet to Parquet, by the command: wall time and peak memory.
2. Seventeen criteria, from columns in memory: ours, Polars by hand, DuckDB, OpenFisca-Core.
3. The whole rule book, from columns in memory, beside the best scalar rival on one core.

Every status is checked equal first. Times are wall times, medians of rounds in turn; no figure
makes the run fail, a difference does.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import in_openfisca
import in_sql
import polars as pl
from by_hand import screened
from dossiers import portfolio
from rich.console import Console
from rich.table import Table
from screening import BASELINE, cases_of, inference, machine

from fondsvert.engine.bulk import Bulk
from fondsvert.engine.measure import load

SEED = 1
Times = dict[str, list[float]]


def drawn(folder: Path, rows: int) -> Path:
    """Return a file of synthetic dossiers, made by the command."""
    path = folder / f"{rows}.parquet"
    if not path.exists():
        command = ["generer", "-n", str(rows), "--graine", str(SEED), "--sans-textes", "-o", path]
        subprocess.run([_program(), *map(str, command)], check=True, capture_output=True)
    return path


def _program() -> str:
    return str(Path(sys.executable).with_name("fondsvert"))


def timed(contenders: dict[str, Callable[[], Any]], rounds: int) -> Times:
    """Return the seconds of each contender, turn by turn: a busy machine slows them all."""
    found: Times = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            start = time.perf_counter()
            run()
            found[name].append(time.perf_counter() - start)
    return found


# -- 2. some criteria, by hand ------------------------------------------------------------------


def by_hand(bulk: Bulk, path: Path, rounds: int) -> Times:
    """Return the seconds of each way to decide the seventeen criteria."""
    table = pl.read_parquet(path).with_row_index("_rang").with_columns(
        pl.col("_rang").cast(pl.Int64)
    )  # fmt: skip
    # Opinions change statuses once they are computed: left out of what is compared.
    table = table.select(name for name in table.columns if not name.startswith("appreciations"))
    lazy = screened(table.lazy(), bulk.sites.lazy())
    names = [name for name in lazy.collect_schema().names() if name != "_rang"]
    ours = partial(bulk.screen, table, edition="2025", only=frozenset(names))
    hand = partial(lazy.collect, engine="streaming")
    base = duckdb.connect()
    base.register("dossiers_given", table.to_arrow())
    base.register("sites_given", bulk.sites.to_arrow())
    query = in_sql.query(table.columns, "dossiers_given", "sites_given")
    arrays = in_openfisca.inputs(table, bulk.sites)
    system = in_openfisca.System(arrays)

    known = ours().select(names).cast(pl.String)
    for name, found in {
        "by hand": hand().sort("_rang"),
        "DuckDB": base.sql(query).pl().sort("_rang"),
        "OpenFisca": in_openfisca.told(system.run(arrays)),
    }.items():
        assert known.equals(found.select(names).cast(pl.String)), name

    def whole() -> None:
        system.run(in_openfisca.inputs(table, bulk.sites))

    return timed(
        {
            "fondsvert": ours,
            "Polars by hand": hand,
            "DuckDB SQL": lambda: base.sql(query).to_arrow_table(),
            "OpenFisca-Core, arrays made before": lambda: system.run(arrays),
            "OpenFisca-Core, from the same columns": whole,
        },
        rounds,
    )


# -- 3. all of it ---------------------------------------------------------------------------------


def whole_book(bulk: Bulk, path: Path, rounds: int) -> Times:
    """Return the seconds of the whole rule book, with and without what is missing."""
    table = pl.read_parquet(path).with_row_index("_rang").with_columns(
        pl.col("_rang").cast(pl.Int64)
    )  # fmt: skip
    every = partial(bulk.screen, table)
    fewer = partial(bulk.screen, table, missing=False)
    every(), fewer()
    return timed({"all results": every, "without the facts awaited": fewer}, rounds)


def scalar(rounds: int) -> dict[str, float]:
    """Return dossiers a second, on one core, of the engines that take one at a time."""
    measure = load()
    rates, _ = inference(measure, cases_of(measure, portfolio(measure, 300, 2024)), rounds)
    return {name: rate.median for name, rate in rates.items() if name in (BASELINE, "reference")}


# -- 1. from file to file -------------------------------------------------------------------------


def from_file_to_file(folder: Path, path: Path) -> tuple[float, float]:
    """Return the seconds of the command, start-up included, and its peak memory in MB."""
    out = folder / "out.parquet"
    out.unlink(missing_ok=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    start = time.perf_counter()
    command = [_program(), "trier", str(path), "-o", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert pl.scan_parquet(out).select(pl.len()).collect().item() == int(path.stem)
    # The peak of children only grows: files are taken from the smallest to the largest.
    return seconds, (max(before, peak)) / 1024


# -- what is printed ------------------------------------------------------------------------------


def table_of(title: str, rows: int, times: Times, baseline: str | None) -> Table:
    """Return the table of some contenders."""
    table = Table(title=f"{title}, {rows:,} rows", title_justify="left")
    table.add_column("contender")
    heads = ["seconds", "min – max", "rows/s"] + (["× ours"] if baseline else [])
    for head in heads:
        table.add_column(head, justify="right")
    for name, seconds in times.items():
        middle = statistics.median(seconds)
        cells = [
            f"{middle:.3f}",
            f"{min(seconds):.3f} – {max(seconds):.3f}",
            f"{rows / middle:,.0f}",
        ]
        if baseline:
            cells.append(f"{middle / statistics.median(times[baseline]):.2f}")
        table.add_row(name, *cells)
    return table


def counts(text: str) -> list[int]:
    """Return numbers of rows, the least first."""
    return sorted(int(part) for part in text.split(",") if part)


def main() -> None:
    """Check, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=counts, default=[10_000, 1_000_000])
    parser.add_argument("--files", type=counts, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where drawn files are kept")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    console = Console(width=100)
    console.print(machine())
    figures: dict[str, Any] = {"machine": machine(), "by_hand": {}, "whole": {}, "files": {}}
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        # First of all: the peak of a child counts what its parent held when it began.
        for rows in options.files:
            path = drawn(folder, rows)
            seconds, peak = from_file_to_file(folder, path)
            figures["files"][rows] = {"seconds": seconds, "peak_mb": peak}
            console.print(
                f"Parquet to Parquet, {rows:,} rows: {seconds:.1f} s, "
                f"{rows / seconds:,.0f} rows/s, peak {peak:,.0f} MB"
            )
        bulk = Bulk(load())
        for rows in options.rows:
            times = by_hand(bulk, drawn(folder, rows), options.rounds)
            figures["by_hand"][rows] = times
            console.print(table_of("Seventeen criteria, from columns", rows, times, "fondsvert"))
        for rows in options.rows:
            times = whole_book(bulk, drawn(folder, rows), options.rounds)
            figures["whole"][rows] = times
            console.print(table_of("The whole rule book, from columns", rows, times, None))
        figures["scalar"] = scalar(options.rounds)
        for name, rate in figures["scalar"].items():
            console.print(f"{name}: {rate:,.0f} dossiers/s on one core, one at a time")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
