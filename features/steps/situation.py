"""What a scenario tells: a dossier being written, then the decision on it."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

import fondsvert
from fondsvert.engine.measure import default_engine
from fondsvert.engine.wording import Wording

from .francais import plain

HERE = Path(__file__).parent.parent
ROW = re.compile(r"(.+)\[(\d+)\]\.(\w+)")


@cache
def measure(*, national: bool = False, afr: bool = False) -> fondsvert.Measure:
    """Return the measure that ships, with the lists of the scenarios that are asked for."""
    return fondsvert.load(
        territories=HERE / "liste_d_essai.csv" if national else None,
        afr=HERE / "liste_afr_d_essai.csv" if afr else None,
    )


@cache
def _complete() -> dict[str, Any]:
    return yaml.safe_load((HERE / "dossier_type.yaml").read_text(encoding="utf-8"))


@cache
def paths_by_label() -> dict[str, str]:
    """Return the path of every fact by the name that the rule book gives it in a sentence."""
    return {plain(label.label.plain("fr")): path for path, label in measure().book.labels.items()}


def path_of(label: str) -> str:
    """Return the path of a fact named in French; « (ligne 2) » picks a line of a list."""
    found = re.fullmatch(r"(.+) \(ligne (\d+)\)", label)
    name = found[1] if found else label
    assert name in paths_by_label(), f"« {name} » n'est le nom d'aucune information du dossier"
    path = paths_by_label()[name]
    if not found:
        return path
    rows, column = path.rsplit(".", 1)
    return f"{rows}[{int(found[2]) - 1}].{column}"


def label_of(path: str) -> str:
    """Return the name of a fact, as a decision says it."""
    return plain(Wording(measure().book, "fr").label(path))


@dataclass
class Situation:
    """A dossier, then what was decided; ``spoken`` is the finding last spoken of."""

    data: dict[str, Any] = field(default_factory=lambda: deepcopy(_complete()))
    national: bool = False
    afr: bool = False
    decision: fondsvert.Decision | None = None
    refusal: str = ""
    spoken: Any = None

    def write(self, path: str, value: object) -> None:
        """Write a field of the dossier; None leaves it unknown."""
        found = ROW.fullmatch(path)
        if found:
            self.read(found[1])[int(found[2])][found[3]] = value
            return
        *above, name = path.split(".")
        section = self.data
        for part in above:
            section = section.setdefault(part, {})
        section[name] = value

    def read(self, path: str) -> Any:
        """Return a field of the dossier."""
        value: Any = self.data
        for part in path.split("."):
            value = value[part]
        return value

    def list_of(self, path: str) -> list[dict[str, Any]]:
        """Return a list of lines of the dossier, empty until it is written."""
        *above, name = path.split(".")
        section = self.data
        for part in above:
            section = section.setdefault(part, {})
        lines: list[dict[str, Any]] = section.setdefault(name, [])
        return lines

    def screen(self, **options: Any) -> None:
        """Screen the dossier with both inferences, which must agree on everything."""
        chosen = measure(national=self.national, afr=self.afr)
        dossier = fondsvert.Dossier.model_validate(self.data, context=chosen.context)
        self.decision = chosen.screen(dossier, engine="reference", **options)
        if default_engine() == "durable":
            other = chosen.screen(dossier, engine="durable", **options)
            seen, expected = other.model_dump(), self.decision.model_dump()
            del seen["moteur"], expected["moteur"]
            assert seen == expected, "les deux moteurs ne concluent pas de même"

    def read_dossier(self) -> None:
        """Read the dossier, which is expected to be refused as wrong."""
        try:
            fondsvert.Dossier.model_validate(self.data)
        except ValidationError as error:
            self.refusal = plain("; ".join(each["msg"] for each in error.errors()))

    @property
    def decided(self) -> fondsvert.Decision:
        """The decision, once there is one."""
        assert self.decision is not None, "le dossier n'a pas encore été instruit"
        return self.decision

    @property
    def grid(self) -> Any:
        """The score of the decision."""
        assert self.decided.appreciation is not None, "aucune grille"
        return self.decided.appreciation

    def grid_line(self, name: str) -> Any:
        """Return a line of the grid by its id."""
        return next(item for axis in self.grid.axes for item in axis.lignes if item.id == name)

    @property
    def orientations(self) -> dict[str, str]:
        """Return what each orientation says, by its id."""
        return {item.id: f"{item.vers} {item.motif}" for item in self.decided.orientation}

    @property
    def aid(self) -> Any:
        """How much, as the decision says it."""
        assert self.decided.aide is not None, "la décision ne dit rien de l'aide"
        return self.decided.aide

    def finding(self, critere: str = "") -> Any:
        """Return the finding on a criterion, or the one last spoken of."""
        if critere:
            assert critere in self.decided.criteres, f"{critere} n'est pas dans la décision"
            self.spoken = self.decided.criteres[critere]
        return self.spoken

    def regime(self, regime: str = "") -> Any:
        """Return what is said of a regime, or of the one last spoken of."""
        if regime:
            regimes = {found.id: found for found in self.aid.regimes}
            assert regime in regimes, f"{regime} n'est pas dans la décision : {list(regimes)}"
            self.spoken = regimes[regime]
        return self.spoken
