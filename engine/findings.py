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


Applicable = Literal["oui", "non", "inconnu", "a_apprecier"]


class Fourchette(Part):
    """Between what and what an amount lies while facts are missing, in euros.

    ``max`` is null where nothing bounds it; ``selon`` lists what it depends on, as paths of the
    dossier where there is one to ask for.
    """

    min: float
    max: float | None
    selon: list[str]
    texte: str


class Regime(Part):
    """A State-aid regime on this dossier.

    ``plafond`` is what it guarantees whatever is still unknown, null where it guarantees nothing;
    ``limite`` names what binds it; ``plafond_haut`` is indicative.
    """

    id: str
    titre: str
    applicable: Applicable
    motif: str
    taux_max: float | None
    plafond: float | None
    plafond_haut: float | None
    limite: str | None
    fourchette: Fourchette | None
    niveau: Literal["lu", "secondaire", "a_verifier"]
    manquants: list[str]
    source: Source
    note: str = ""


class Limite(Part):
    """An amount that binds the grant, in euros."""

    id: str
    titre: str
    montant: float


class Aide(Part):
    """How much: the regimes, the best of them, and the amount that nothing forbids.

    ``montant_max`` is null while it cannot be told; ``limite`` says what binds it.
    """

    assiette_eligible: float | None
    montant_demande: float | None
    autres_aides: float | None
    regimes: list[Regime]
    retenu: str | None
    montant_max: float | None
    limite: str | None
    limites: list[Limite]
    fourchette: Fourchette | None
    motif: str


class Projet(Part):
    """What a programme of dossiers looks at."""

    intitule: str | None
    volet: str | None
    thematiques: list[str]
    departement: str | None


class Orientation(Part):
    """Where else to turn, and why."""

    id: str
    vers: str
    motif: str
    source: Source | None


class LigneGrille(Part):
    """A line of the assessment grid: its points, and the figure they come from.

    ``valeur`` is the figure in words, ``valeur_min`` and ``valeur_max`` its bounds as numbers.
    """

    id: str
    titre: str
    poids: int
    applicable: bool | None
    points_min: int
    points_max: int
    formule: str
    valeur: str
    valeur_min: float | None
    valeur_max: float | None
    unite: str
    motif: str
    manquants: Annotated[list[str], AfterValidator(FrozenList)]
    source: Source


class AxeGrille(Part):
    """An axis of the assessment grid; ``sur`` sums the weights of the lines that may apply."""

    id: str
    titre: str
    sur: int
    points_min: int
    points_max: int
    lignes: list[LigneGrille]


class Grille(Part):
    """The score of a dossier: from ``score_min`` to ``score_max``, as wide as what is missing."""

    titre: str
    officielle: bool
    mention: str
    sur: int
    score_min: float
    score_max: float
    axes: list[AxeGrille]
    manquants: list[str]


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
    aide: Aide | None = None
    appreciation: Grille | None = None
    orientation: list[Orientation] = Field(default_factory=list)
    projet: Projet | None = None
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
