"""The places of a dossier that a mapping may fill, with the type of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from ..dossier import vocabulary
from ..dossier_types import CRITERION_TEXT
from ..flat import OPINION
from ..likeness import nearest_path
from ..values import FactType

Code = Literal["", "siret", "naf", "commune"]

REQUIRED: Final = ("reference", "date_depot")

_CODES: Final[Mapping[str, Code]] = {
    "porteur.siret": "siret",
    "porteur.code_naf": "naf",
    "projet.commune": "commune",
}
_PARTS: Final[Mapping[str, str]] = {
    "porteur.siret": "siret",
    "porteur.code_naf": "naf",
    "porteur.raison_sociale": "raison_sociale",
    "porteur.date_creation": "date_creation",
    "projet.commune": "commune",
}
"""The part of a composite answer that a place takes when the mapping does not say."""

_OPINION = re.compile(rf"appreciations\.({CRITERION_TEXT})\.([a-z]+)")


@dataclass(frozen=True, slots=True)
class Target:
    """A place of a dossier: its path, its type, and the kind of code that it holds."""

    path: str
    kind: FactType
    code: Code = ""

    @property
    def part(self) -> str:
        """The part of a composite answer that this place takes unless told otherwise."""
        return _PARTS.get(self.path, "")

    @property
    def steps(self) -> tuple[str, ...]:
        """The path, key by key."""
        return tuple(self.path.split("."))


@cache
def targets() -> dict[str, Target]:
    """Return every place by its path; those of opinions are found by :func:`target_of`."""
    return {path: Target(path, kind, _CODES.get(path, "")) for path, kind in vocabulary().items()}


def target_of(path: str) -> Target | None:
    """Return the place of this path, None when no dossier has it.

    >>> target_of("projet.commune").code, target_of("projet.comune")
    ('commune', None)
    """
    if found := targets().get(path):
        return found
    if (opinion := _OPINION.fullmatch(path)) and (kind := OPINION.get(opinion[2])):
        return Target(path, kind)
    return None


def cell_of(rows: str, field: str) -> Target | None:
    """Return the place of a field in the lines of a list, None when there is none."""
    found = targets().get(rows)
    kind = found.kind.fields.get(field) if found else None
    return Target(f"{rows}.{field}", kind) if kind else None


def nearest_target(path: str) -> str:
    """Return the path most like an unknown one, "" when none is like it."""
    return nearest_path(path, targets())
