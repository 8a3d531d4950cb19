"""How long whole processes take to start and answer."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLE = Path(__file__).parent.parent / "examples" / "eligible.yaml"


def start_up(times: int = 11) -> dict[str, tuple[float, float, float]]:
    """Return milliseconds of wall time (median, least, most) of whole processes, in turn."""
    python, command = sys.executable, str(Path(sys.executable).with_name("fondsvert"))
    with tempfile.TemporaryDirectory() as folder:
        warm = f"{folder}/warm"
        runs = {
            "python -c pass": ([python, "-c", "pass"], warm),
            'python -c "import pydantic, click"': ([python, "-c", "import pydantic, click"], warm),
            "fondsvert --version": ([command, "--version"], warm),
            "fondsvert instruire FILE": ([command, "instruire", str(EXAMPLE)], warm),
            "fondsvert instruire FILE, empty cache": ([command, "instruire", str(EXAMPLE)], ""),
        }
        taken: dict[str, list[float]] = {name: [] for name in runs}
        for turn in range(-1, times):  # the first turn warms the caches up
            for name, (arguments, cache) in runs.items():
                env = os.environ | {"FONDSVERT_CACHE": cache or f"{folder}/empty{turn}"}
                start = time.perf_counter()
                done = subprocess.run(arguments, env=env, capture_output=True, check=False)
                seconds = time.perf_counter() - start

                assert done.returncode == 0, done.stderr.decode()
                if turn >= 0:
                    taken[name].append(seconds * 1000)
    return {name: (statistics.median(t), min(t), max(t)) for name, t in taken.items()}
