"""The models of letters that ship: their titles, and the decisions that each one fits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from ..messages import Lang
from ..typography import french

if TYPE_CHECKING:
    from ..findings import Decision

FOLDER: Final = Path(__file__).parent.parent.parent / "rules" / "courriers"


class Model(NamedTuple):
    """A model: what it is called, its template, the verdicts that it fits.

    ``needs`` names lists of the letter, one of which must not be empty; ``orientations`` are those
    that lead to the engineering offer.
    """

    id: str
    titles: Mapping[str, str]
    path: Path
    verdicts: tuple[str, ...]
    needs: tuple[str, ...]
    orientations: tuple[str, ...] = ()

    def title(self, lang: Lang = "fr") -> str:
        """Return its title."""
        return french(self.titles[lang]) if lang == "fr" else self.titles[lang]


@cache
def models() -> Mapping[str, Model]:
    """Return the models that ship, by id."""
    listed = json.loads((FOLDER / "modeles.json").read_text(encoding="utf-8"))
    return {
        name: Model(
            name, each["titre"], FOLDER / each["fichier"], tuple(each["verdicts"]),
            tuple(each["exige"]), tuple(each.get("orientations", ())),
        )
        for name, each in listed.items()
    }  # fmt: skip


def engineering() -> frozenset[str]:
    """Return the ids of the orientations that lead to the engineering offer."""
    return frozenset(name for model in models().values() for name in model.orientations)


def suited(decision: Decision) -> tuple[str, ...]:
    """Return the ids of the models that may fit a decision, from its verdict and orientations."""
    led = engineering() & {each.id for each in decision.orientation}
    return tuple(
        model.id
        for model in models().values()
        if decision.edition is not None
        and decision.verdict in model.verdicts
        and (not model.orientations or led)
    )
