"""The values that an envelope can be shared by, and their names in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import get_args

from ..dossier import Thematique
from ..messages import Lang
from ..rulebook.model import RuleBook
from ..territory import Territories
from .candidates import Axis, Candidate

_DEPARTEMENT = re.compile(r"0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-46]")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The values of each axis, id → name; any French département may be named besides."""

    names: Mapping[Axis, Mapping[str, str]]

    def resolve(self, axis: Axis, value: str) -> str | None:
        """Return the id that ``value`` means, an id or a name; None when there is none."""
        known = self.names.get(axis, {})
        if value in known:
            return value
        if axis == "departement":
            return value if _DEPARTEMENT.fullmatch(value) else None
        folded = value.casefold()
        return next((id_ for id_, name in known.items() if name.casefold() == folded), None)

    def name(self, axis: Axis, value: str) -> str:
        """Return the name of a value, itself when it has none."""
        return self.names.get(axis, {}).get(value, value)


def vocabulary(
    book: RuleBook, territories: Territories, candidates: Iterable[Candidate], lang: Lang = "fr"
) -> Vocabulary:
    """Return what a rule book, the territories and the dossiers at hand can be shared by."""
    found = list(candidates)
    places = {c.territoire: c.territoire_nom or c.territoire for c in found if c.territoire}
    return Vocabulary(
        {
            "thematique": _labelled(book, "projet.thematiques", get_args(Thematique), lang),
            "volet": _labelled(book, "projet.volet", ("investissement", "competences"), lang),
            "departement": {c.departement: c.departement for c in found if c.departement},
            "territoire": places | {territory.id: territory.nom for territory in territories},
        }
    )


def _labelled(book: RuleBook, path: str, values: Iterable[str], lang: Lang) -> dict[str, str]:
    label = book.labels.get(path)
    named = {} if label is None else label.values
    return {value: named[value].plain(lang) if value in named else value for value in values}
