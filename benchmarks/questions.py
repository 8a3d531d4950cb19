"""How long it takes to say what is left to ask, and how that grows with what is unknown.

    python benchmarks/questions.py [--unknown 10,20,30,40] [--draws 5] [--seed 5]

From the eligible example, completed, facts are taken away in a drawn order, as long as nothing
refuses, until the dossier says nothing of so many things that the rules read. For each dossier:
all questions, exactly; one step of the interview; the whole command, start-up included: medians,
and the longest. Last, an interview from an empty dossier to its end. Seconds are those of the
processor: all this is one thread, and what else runs then matters less. No figure makes the run
fail.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from fondsvert.engine import yaml_text
from fondsvert.engine.dossier import Dossier, vocabulary
from fondsvert.engine.intake.output import as_yaml
from fondsvert.engine.measure import Measure, load
from fondsvert.engine.proof.vocabulary import Vocabulary
from fondsvert.engine.questions import finder
from fondsvert.engine.questions.answers import answer
from fondsvert.engine.questions.interview import interview
from fondsvert.engine.questions.unknowns import stated_by

EXAMPLE = Path(__file__).parent.parent / "examples" / "eligible.yaml"
SAID = {"bool": "oui", "number": "500000", "date": "2019-10-21", "text": "essai"}
NO = ("rebond", "recuperer", "collective", "sauvetage", "energie_renouvelable", "fossile")


def unknown(measure: Measure, dossier: Dossier) -> int:
    """Return how many things the rules read and the dossier does not say."""
    decision = measure.screen(dossier)
    day = dossier.date_depot
    program = measure.program(measure.edition(decision.edition or ""), day)
    found = stated_by(measure, dossier, day, Vocabulary.of([program]), decision.manquants)
    return len(found.open)


def completed() -> dict[str, Any]:
    """Return the example with all that the rules read, a first commitment aside."""
    data: dict[str, Any] = deepcopy(yaml_text.load(EXAMPLE.read_bytes()).data)
    impacts = data["projet"]["impacts"]
    for path in vocabulary():
        if path.startswith("projet.impacts."):
            impacts.setdefault(path.rpartition(".")[2], 0)
    years = [{"annee": year, "dettes": 3_000_000, "capitaux_propres": 1_900_000, "ebitda": 900_000,
              "charges_interets": 60_000} for year in (2022, 2023)]  # fmt: skip
    data["porteur"]["difficulte"] |= {"sortie_acceptee_ademe": False, "exercices": years}
    data["financement"]["surcout_ht"] = 800_000
    return data


def drawn(measure: Measure, count: int, draw: random.Random) -> dict[str, Any]:
    """Return the example with so many facts unknown, or nearly."""
    data = completed()
    paths = list(leaves(data))
    draw.shuffle(paths)
    for section, *path in paths:
        held = data[section]
        for step in path[:-1]:
            held = held[step]
        value = held.pop(path[-1])
        dossier = Dossier.model_validate(data)
        if measure.screen(dossier).verdict == "ineligible":
            held[path[-1]] = value
        elif unknown(measure, dossier) >= count:
            break
    return data


def leaves(data: dict[str, Any], above: tuple[str, ...] = ()) -> Any:
    """Yield the path of every fact of a section."""
    for name, value in data.items():
        if isinstance(value, dict):
            yield from leaves(value, (*above, name))
        elif above and above[0] != "appreciations":
            yield (*above, name)


def timed(work: Callable[[], Any]) -> float:
    """Return the seconds of processor that some work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def command(data: dict[str, Any]) -> float:
    """Return the seconds of processor that the whole command takes."""
    plain = Dossier.model_validate(data).model_dump(mode="json", exclude_none=True)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "dossier.yaml")
        file.write_text(as_yaml(plain), encoding="utf-8")
        words = [sys.executable, "-m", "fondsvert.cli", "questions", str(file)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(words, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def conducted(measure: Measure) -> list[float]:
    """Return the seconds of each step of an interview from nothing, answered as most would."""
    data: dict[str, Any] = {"reference": "ESSAI", "date_depot": "2024-10-21"}
    asked: set[str] = set()
    steps: list[float] = []
    while True:
        start = time.process_time()
        question = interview(measure, data, asked=asked).question
        steps.append(time.process_time() - start)
        if question is None:
            return steps
        said: Any = SAID.get(question.kind)
        if question.kind == "bool" and any(word in question.path for word in NO):
            said = "non"
        elif question.options:
            codes = [option.code for option in question.options]
            said = codes if question.kind == "set" else codes[0]
        elif question.kind == "code":
            said = {"projet.commune": "18279", "porteur.code_naf": "25.62B"}.get(question.path)
        if said is not None:
            data = answer(measure, data, question.path, said)
        asked.add(question.path)


def shown(times: list[float]) -> str:
    """Return a median and the longest, in seconds."""
    return f"{statistics.median(times):.2f} ({max(times):.2f})"


def main() -> None:
    """Draw, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unknown", default="10,20,30,40")
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    measure, draw = load(), random.Random(options.seed)  # noqa: S311 - nothing here is secret
    interview(measure, {"reference": "ESSAI", "date_depot": "2024-10-21"})  # the solver is loaded
    table = Table("unknown", "all questions", "a step", "the whole command")
    for count in map(int, options.unknown.split(",")):
        found: list[dict[str, Any]] = []
        while len(found) < options.draws:
            data = drawn(measure, count, draw)
            # A fact that others hang on may leave one more open.
            if unknown(measure, Dossier.model_validate(data)) in range(count, count + 3):
                found.append(data)
        dossiers = [Dossier.model_validate(data) for data in found]
        table.add_row(
            str(count),
            shown([timed(lambda d=d: finder.questions(measure, d)) for d in dossiers]),  # type: ignore[misc]
            shown([timed(lambda d=d: interview(measure, d)) for d in found]),  # type: ignore[misc]
            shown([command(data) for data in found]),
        )
    steps = conducted(measure)
    console = Console()
    console.print(table)
    console.print(f"an interview from nothing: {len(steps)} steps, {shown(steps)} each")


if __name__ == "__main__":
    main()
