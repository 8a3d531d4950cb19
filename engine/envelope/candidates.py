"""The dossiers that ask for a part of the envelope, read from the decisions on them.

Amounts are integer cents, scores integer hundredths of a point. A score is an interval: what is
guaranteed whatever is still unknown, and the most that it can become.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Final, Literal, cast, get_args

from ..errors import Fault, InputError, Where
from ..findings import Decision, Verdict
from ..values import CENTS, scaled
from ..yaml_text import shown

Axis = Literal["thematique", "departement", "territoire", "volet"]
"""What an envelope can be shared by."""
AXES: Final[tuple[Axis, ...]] = get_args(Axis)

TOP_SCORE: Final = 100_00
MAX_EUROS: Final = 10**12

_READ: Final[dict[str, Any]] = {
    "reference": True,
    "verdict": True,
    "territoire": {"id", "nom"},
    "projet": True,
    "aide": {"montant_demande", "montant_max"},
    "appreciation": {"score_min", "score_max", "officielle"},
}
"""The fields of a decision that a programme looks at."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A dossier as a programme sees it.

    ``demande`` is the amount asked for and ``plafond`` the most that may be granted, both in cents
    and None when unknown. ``score_min`` and ``score_max`` are hundredths of a point over 100;
    ``score_connu`` is false when the decision holds no score at all: then 0 to 100.
    ``officielle`` says whether the grid of the score is an official one, ``origine`` where the
    decision, or the dossier, was read.
    """

    reference: str
    verdict: Verdict
    intitule: str | None = None
    score_min: int = 0
    score_max: int = TOP_SCORE
    demande: int | None = None
    plafond: int | None = None
    volet: str | None = None
    thematiques: tuple[str, ...] = ()
    departement: str | None = None
    territoire: str | None = None
    territoire_nom: str | None = None
    score_connu: bool = True
    officielle: bool = False
    origine: Where = field(default_factory=Where, compare=False)

    @property
    def montant(self) -> int | None:
        """What may be granted, in cents: what is asked for, within the ceiling if it is known."""
        if self.demande is None or self.plafond is None:
            return self.demande
        return min(self.demande, self.plafond)

    @property
    def rang(self) -> tuple[int, int, str]:
        """The canonical order: guaranteed score, then possible score, then reference."""
        return (-self.score_min, -self.score_max, self.reference)

    def valeurs(self, axis: Axis) -> tuple[str, ...]:
        """Return what the dossier counts in on ``axis``: several themes, none when unknown."""
        if axis == "thematique":
            return self.thematiques
        value = cast("str | None", getattr(self, axis))
        return () if value is None else (value,)

    @classmethod
    def from_decision(cls, decision: Mapping[str, Any], origine: Where | None = None) -> Candidate:
        """Return the candidate that a decision, as plain JSON data, describes.

        What is absent or null is unknown. Raises :class:`InputError` with every fault.
        """
        return _Reader(decision, origine or Where()).candidate()


def candidate_of(decision: Decision, origine: Where | None = None) -> Candidate:
    """Return the candidate that a decision just made describes."""
    return Candidate.from_decision(decision.model_dump(mode="json", include=_READ), origine)


def check_unique(candidates: Iterable[Candidate]) -> None:
    """Raise :class:`InputError` for each reference that two dossiers have, naming both places."""
    first: dict[str, Candidate] = {}
    faults = []
    for candidate in candidates:
        known = first.setdefault(candidate.reference, candidate)
        if known is not candidate:
            params = {"reference": shown(candidate.reference), "premier": str(known.origine)}
            faults.append(Fault("enveloppe.reference_en_double", candidate.origine, params))
    if faults:
        raise InputError(faults)


class _Reader:
    """Reads one decision, noting every fault before it refuses."""

    def __init__(self, decision: Mapping[str, Any], origine: Where) -> None:
        self.decision, self.origine = decision, origine
        self.faults: list[Fault] = []

    def candidate(self) -> Candidate:
        place, project = self._section("territoire"), self._section("projet")
        aid, grade = self._section("aide"), self._section("appreciation")
        low, high = self._score(grade, "score_min"), self._score(grade, "score_max")
        if low is not None and high is not None and low > high:
            self._fault("enveloppe.score_inverse", "appreciation.score_min", grade["score_min"])
        # A name for each value read, so that all are read, and all faults found, before any use.
        read = {
            "reference": self._reference(),
            "verdict": self._verdict(),
            "intitule": self._text(project, "projet", "intitule"),
            "demande": self._amount(aid, "montant_demande"),
            "plafond": self._amount(aid, "montant_max"),
            "volet": self._text(project, "projet", "volet"),
            "thematiques": self._themes(project),
            "departement": self._text(project, "projet", "departement"),
            "territoire": self._text(place, "territoire", "id"),
            "territoire_nom": self._text(place, "territoire", "nom"),
        }
        if self.faults:
            raise InputError(self.faults)
        return Candidate(
            **read,
            score_min=low or 0,
            score_max=TOP_SCORE if high is None else high,
            score_connu=low is not None or high is not None,
            officielle=grade.get("officielle") is True,
            origine=self.origine,
        )

    def _fault(self, code: str, path: str, value: object, **params: object) -> None:
        prefix = self.origine.path
        joint = "." if prefix and not path.startswith("[") else ""
        where = Where(self.origine.file, self.origine.line, 0, f"{prefix}{joint}{path}")
        self.faults.append(Fault(code, where, {"valeur": shown(value), **params}))

    def _section(self, name: str) -> Mapping[str, Any]:
        found = self.decision.get(name)
        if found is None:
            return {}
        if not isinstance(found, Mapping):
            self._fault("entree.section", name, found)
            return {}
        return found

    def _reference(self) -> Any:
        value = self.decision.get("reference")
        if not isinstance(value, str) or not value.strip() or "\n" in value:
            self._fault("entree.reference", "reference", value)
        return value

    def _verdict(self) -> Any:
        value = self.decision.get("verdict")
        if value not in get_args(Verdict):
            self._fault("entree.choix", "verdict", value, valeurs=", ".join(get_args(Verdict)))
        return value

    def _text(self, section: Mapping[str, Any], name: str, key: str) -> Any:
        value = section.get(key)
        if value is not None and not isinstance(value, str):
            self._fault("entree.texte", f"{name}.{key}", value)
        return value

    def _themes(self, project: Mapping[str, Any]) -> tuple[str, ...]:
        value = project.get("thematiques")
        if value is None:
            return ()
        if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
            self._fault("entree.liste", "projet.thematiques", value)
            return ()
        return tuple(sorted(set(value)))

    def _amount(self, aid: Mapping[str, Any], key: str) -> int | None:
        value = aid.get(key)
        if value is None:
            return None
        number = _exact(value)
        if number is None or not 0 <= number <= MAX_EUROS:
            self._fault("entree.montant", f"aide.{key}", value)
            return None
        try:
            return scaled(number, CENTS)
        except ValueError:
            self._fault("entree.montant", f"aide.{key}", value)
            return None

    def _score(self, grade: Mapping[str, Any], key: str) -> int | None:
        """Return the score in hundredths: the lowest rounded down, the highest rounded up."""
        value = grade.get(key)
        if value is None:
            return None
        number = _exact(value)
        if number is None or not 0 <= number <= 100:
            self._fault("enveloppe.score", f"appreciation.{key}", value)
            return None
        rounding = ROUND_FLOOR if key == "score_min" else ROUND_CEILING
        return int((number * 100).to_integral_value(rounding))


def _exact(value: object) -> Decimal | None:
    """Return the number that ``value`` shows, a float through its shortest text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, int):
        return Decimal(value) if abs(value) <= MAX_EUROS else None
    return value if isinstance(value, Decimal) and value.is_finite() else None
