"""What it would take, field for field: the key ``remede`` beside a decision."""

from __future__ import annotations

from typing import Literal

from ..findings import Part, Verdict
from ..rulebook.model import Status

Valeur = bool | float | str | list[str]
"""A value as JSON holds it: amounts in euros, dates as ISO texts."""


class Changement(Part):
    """A fact, or a sum, before and after; ``ecart`` is null for a choice, in days for a date."""

    chemin: str
    libelle: str
    avant: Valeur
    apres: Valeur
    ecart: float | None
    phrase: str


class Voie(Part):
    """Changes that are enough, none of which can be left out; ``verdict`` is what they give."""

    phrase: str
    cout: int
    verdict: Verdict
    leve: list[str]
    a_apprecier: list[str]
    a_completer: list[str]
    changements: list[Changement]


class Marge(Part):
    """How far a figure may move before a criterion changes.

    ``limite`` is the last value that leaves it as it is, ``franchi`` the first that does not.
    """

    critere: str
    chemin: str
    libelle: str
    sens: Literal["baisse", "hausse"]
    valeur: float
    limite: float
    franchi: float
    marge: float
    statut_au_dela: Status
    phrase: str


class Remede(Part):
    """What it would take to be eligible, or how far a dossier is from losing it.

    ``phrases`` says all of it; ``bloquants`` are the criteria that no change lifts, one by one or,
    with ``ensemble``, not all at once: ``voies`` then lift the others.
    """

    nature: Literal["changements", "marges", "questions", "hors_edition"]
    phrases: list[str]
    voies: list[Voie]
    autres_voies: bool
    bloquants: list[str]
    ensemble: bool
    marges: list[Marge]
