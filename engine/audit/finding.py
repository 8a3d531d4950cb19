"""What the audit of a rule book finds: which rules, where they stand, a dossier that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from ..errors import Fault, Where
from ..messages import Lang, message
from ..rulebook.model import Text
from ..wording import day

Severity = Literal["erreur", "avertissement", "note"]

SEVERITIES: Mapping[str, Severity] = {
    "jamais_satisfait": "erreur",
    "jamais_en_defaut": "avertissement",
    "jamais_applicable": "erreur",
    "cas_inatteignable": "avertissement",
    "texte_jamais_affiche": "note",
    "implique": "avertissement",
    "equivalent": "avertissement",
    "contradiction": "erreur",
    "contradiction_ensemble": "erreur",
    "verdict_inatteignable": "erreur",
    "ligne_jamais_retenue": "avertissement",
    "partie_sans_effet": "avertissement",
    "seuil_sans_effet": "avertissement",
    "date_non_couverte": "avertissement",
    "parametre_interrompu": "avertissement",
    "parametre_sans_effet": "avertissement",
    "fait_deduit_inutile": "avertissement",
    "fait_inutile": "note",
    "source_perimee": "avertissement",
    "source_non_verifiee": "note",
    "source_inutile": "note",
    "explication_inutile": "avertissement",
}
"""Every finding there is, and how grave it is."""


@dataclass(frozen=True, slots=True)
class Place:
    """A rule, and where it stands in the rule book."""

    rule: str
    where: Where


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. ``code`` is a key of :data:`SEVERITIES`.

    ``witness`` is a dossier that shows it, replayed by every engine, and ``scenario`` the French
    scenario that plays it; both are absent where no dossier can show it. ``explained`` is the
    reason that the rule book gives (``audit.yaml``), where it is meant.
    """

    code: str
    places: tuple[Place, ...]
    params: Mapping[str, object] = field(default_factory=dict)
    editions: tuple[str, ...] = ()
    witness: Mapping[str, Any] | None = None
    scenario: str = ""
    explained: Text | None = None

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules it is about."""
        return tuple(place.rule for place in self.places)

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return SEVERITIES[self.code]

    @property
    def fault(self) -> Fault:
        """The finding as a fault at the place of its first rule."""
        rules = ", ".join(self.rules)
        editions = ", ".join(self.editions)
        values = {"regle": self.rules[0], "regles": rules, "editions": editions, **self.params}
        return Fault(f"audit.{self.code}", self.places[0].where, values)

    def message(self, lang: Lang = "fr") -> str:
        """Return it in words, without its place."""
        fault = self.fault
        words = {
            name: day(value, lang) if isinstance(value, date) else value
            for name, value in fault.params.items()
        }
        return message(fault.code, lang, **words)


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of an audit, and the bounds within which it proves that there are no others.

    ``lines`` is how long the lists of a dossier may be; ``undecided`` names the rules on which the
    solver gave up.
    """

    findings: tuple[Finding, ...]
    editions: tuple[str, ...]
    lines: int
    questions: int
    undecided: tuple[str, ...] = field(default_factory=tuple)

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that nothing explains."""
        return tuple(found for found in self.findings if found.explained is None)
