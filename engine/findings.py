"""What a decision says, field for field: the JSON of the contract, in the users' French."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from .frozen import FrozenDict, FrozenList
from .rulebook.model import Citation, Status

Verdict = Literal["eligible", "ineligible", "a_completer", "a_apprecier"]


class Part(BaseModel):
    """A part of a decision: never changed once made."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Source(Part):
    """What a criterion rests on, how surely, and when that was last checked."""

    cle: str
    section: str
    niveau: Literal["lu", "secondaire", "a_verifier"]
    verifie_le: date

    @classmethod
    def of(cls, citation: Citation) -> Source:
        """Return the citation of a rule book as a decision shows it."""
        return cls(
            cle=citation.key,
            section=citation.section,
            niveau=citation.level,
            verifie_le=citation.verified,
        )


class Avis(Part):
    """A person's opinion on a criterion; ``retenu`` when it settled the status."""

    avis: Literal["favorable", "defavorable"] | None
    auteur: str | None
    date: date | None
    motif: str | None
    retenu: bool


class Critere(Part):
    """The finding on one criterion."""

    id: str
    titre: str
    statut: Status
    motif: str
    valeurs: Annotated[dict[str, Any], AfterValidator(FrozenDict)]
    manquants: Annotated[list[str], AfterValidator(FrozenList)]
    source: Source
    autres_sources: Annotated[list[Source], AfterValidator(FrozenList)] = Field(
        default_factory=FrozenList
    )
    preuves: str = ""
    note: str = ""
    appreciation: Avis | None = None


class Territoire(Part):
    """Where the site lies; ``id`` and ``nom`` are null outside every territory."""

    statut: Literal["labellise", "hors_ti", "inconnu"]
    id: str | None
    nom: str | None
    epci_siren: str | None
    commune: str | None
    region: str | None


class Moteur(Part):
    """What inferred the decision, from which rules."""

    version: str
    inference: str
    regles_sha256: str


def _by_id(value: object) -> object:
    return {item["id"]: item for item in value} if isinstance(value, list) else value


Criteres = Annotated[
    dict[str, Critere],
    BeforeValidator(_by_id, json_schema_input_type=list[Critere]),
    PlainSerializer(lambda found: list(found.values()), return_type=list[Critere]),
]


class Decision(Part):
    """The whole answer on one dossier. ``criteres`` is a list in JSON, by id in Python."""

    reference: str
    mesure: str
    edition: str | None
    date_reference: date
    verdict: Verdict
    territoire: Territoire
    categorie_entreprise: str | None
    criteres: Criteres
    manquants: list[str]
    echeances: dict[str, date]
    avertissements: list[str]
    rappels: list[str] = Field(default_factory=list)
    moteur: Moteur

    @property
    def deciding(self) -> list[str]:
        """The criteria that the verdict rests on, in the rule book's order."""
        wanted = {
            "ineligible": "non_satisfait",
            "a_completer": "indetermine",
            "a_apprecier": "a_apprecier",
        }.get(self.verdict)
        return [found.id for found in self.criteres.values() if found.statut == wanted]
