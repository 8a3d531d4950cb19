"""The shape of the rule book's YAML files: what may be written, before it is given a meaning."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from .model import HitPolicy, Level, VerdictId


def _iso_date(value: object) -> object:
    """Dates stand unquoted in YAML; our reader keeps them as text."""
    return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else value


Day = Annotated[date, BeforeValidator(_iso_date)]
Condition = str | bool | dict[str, Any]
ParameterKind = Literal[
    "euros", "taux", "nombre", "personnes", "annees", "mois", "jours", "code", "codes", "choix"
]


class Shape(BaseModel):
    """A mapping of the rule book: unknown keys are refused, nothing is coerced."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TextShape(Shape):
    """A text in French, English beside it."""

    fr: str
    en: str


class MotiveShape(TextShape):
    """A text and the condition under which it may be shown."""

    si: Condition | None = None


class CitationShape(Shape):
    """A reference to a source."""

    cle: str
    section: str
    niveau: Level
    verifie_le: Day
    editions: list[str] = []


class SourceShape(Shape):
    """An entry of ``sources.yaml``."""

    cle: str
    titre: TextShape
    niveau: Level
    verifie_le: Day
    date: Day | None = None
    url: str = ""
    note: TextShape | None = None


class PeriodShape(Shape):
    """A dated value of a parameter."""

    debut: Day
    fin: Day | None = None
    valeur: int | Decimal | str | list[str]
    source: CitationShape


class ParameterShape(Shape):
    """An entry of ``parametres.yaml``."""

    id: str
    libelle: TextShape
    type: ParameterKind
    valeurs: Annotated[list[PeriodShape], Field(min_length=1)]


class OutcomeShape(Shape):
    """A case of ``sinon``."""

    si: Condition
    statut: Literal["a_apprecier", "indetermine", "non_satisfait"]
    attend: list[str] = []
    motif: TextShape | list[MotiveShape]


Motives = TextShape | list[MotiveShape]


class MotivesShape(Shape):
    """The texts of a criterion, by status."""

    satisfait: Motives | None = None
    non_satisfait: Motives | None = None
    a_apprecier: Motives | None = None
    indetermine: Motives | None = None
    sans_objet: Motives | None = None


class WarningShape(Shape):
    """A warning and when it is given."""

    si: Condition
    texte: TextShape


class CriterionShape(Shape):
    """An entry of a ``criteres/*.yaml`` file."""

    id: Annotated[str, Field(pattern=r"^[A-Z]{3}-[0-9]{2}$")]
    titre: TextShape
    editions: list[str] = []
    si: Condition | None = None
    exige: Condition | None = None
    apprecie: bool = False
    echec: Literal["a_apprecier", "indetermine", "non_satisfait"] = "non_satisfait"
    attend: list[str] = []
    sinon: list[OutcomeShape] = []
    motifs: MotivesShape
    preuves: list[str] = []
    avertissements: list[WarningShape] = []
    sources: Annotated[list[CitationShape], Field(min_length=1)]
    note: TextShape | None = None


class ThemeShape(Shape):
    """A ``criteres/*.yaml`` file."""

    theme: str
    titre: TextShape
    criteres: list[CriterionShape]


class OverrideShape(Shape):
    """A figure that a derived edition changes."""

    valeur: int | Decimal | str | list[str]
    source: CitationShape


class EditionShape(Shape):
    """An ``editions/*.yaml`` file."""

    id: str
    titre: TextShape
    debut: Day
    fin: Day
    source: CitationShape
    notes: TextShape | None = None
    derive_de: str = ""
    decide_par: str = ""
    decide_le: Day | None = None
    parametres: dict[str, OverrideShape] = {}
    criteres: dict[str, dict[str, Any]] = {}


class ChangeShape(Shape):
    """How a person may change a fact: what that costs, and the words that say it."""

    cout: Annotated[int, Field(ge=1, le=100)]
    hausse: TextShape | None = None
    baisse: TextShape | None = None
    vers: dict[str, TextShape] = {}
    entraine: list[str] = []
    nouvelle_ligne: dict[str, bool | str] | None = None


class DerivedShape(Shape):
    """An entry of ``faits_deduits.yaml``."""

    id: str
    libelle: TextShape
    formule: Condition
    si: Condition | None = None
    modifiable: ChangeShape | None = None


class ExceptShape(Shape):
    """A test that holds for every value but these."""

    sauf: Annotated[list[str], Field(min_length=1)]


Test = bool | str | list[str] | ExceptShape


class CellShape(Shape):
    """A cell that leaves something to a person."""

    admet: Test | None = None
    apprecie: Test


class ColumnShape(Shape):
    """An input of a table."""

    id: str
    libelle: TextShape
    formule: str
    refus: Motives | None = None
    a_apprecier: Motives | None = None
    inconnu: Motives | None = None


class OutputShape(Shape):
    """An output of a collecting table; ``formule`` is that of lines that give none."""

    id: str
    libelle: TextShape
    type: Literal["oui_non", "euros", "taux"]
    formule: str | None = None


class LineShape(Shape):
    """A line of a table."""

    id: str = ""
    titre: TextShape | None = None
    si: Condition | None = None
    quand: dict[str, Test | CellShape] = {}
    donne: bool | str | dict[str, str | dict[str, str]] | None = None
    debut: Day | None = None
    fin: Day | None = None
    tolere_jusqu_au: Day | None = None
    textes: dict[str, Motives] = {}
    source: CitationShape | None = None
    note: TextShape | None = None


class TableShape(Shape):
    """A decision table."""

    id: str
    titre: TextShape
    politique: HitPolicy
    si: Condition | None = None
    entrees: list[ColumnShape] = []
    sorties: list[OutputShape] = []
    textes: dict[str, Motives] = {}
    valeurs: dict[str, TextShape] = {}
    lignes: Annotated[list[LineShape], Field(min_length=1)]


class AskingShape(Shape):
    """What it takes to obtain an answer: 1 where the person asked knows it."""

    cout: Annotated[int, Field(ge=1, le=100)]


class FactShape(Shape):
    """An entry of ``faits.yaml``."""

    libelle: TextShape
    demander_a: str = ""
    demande: AskingShape | None = None
    modifiable: ChangeShape | None = None
    question: TextShape | None = None
    valeurs: dict[str, TextShape] = {}


class FactsShape(Shape):
    """The file ``faits.yaml``."""

    interlocuteurs: dict[str, TextShape]
    faits: dict[str, FactShape]


class VerdictShape(Shape):
    """A verdict of ``mesure.yaml``."""

    id: VerdictId
    si: Condition | None = None
    titre: TextShape
    resume: TextShape


class OutsideShape(Shape):
    """What is said when no edition covers the date."""

    critere: str
    motif: TextShape


class DelayShape(Shape):
    """A delay of ``mesure.yaml``."""

    id: str
    depuis: str
    mois: Annotated[int, Field(ge=0, le=600)]
    texte: TextShape
    source: CitationShape


class ReminderShape(Shape):
    """A reminder of ``mesure.yaml``."""

    si: Condition | None = None
    texte: TextShape
    source: CitationShape | None = None


class MeasureShape(Shape):
    """The file ``mesure.yaml``."""

    id: str
    titre: TextShape
    themes: Annotated[list[str], Field(min_length=1)]
    verdicts: Annotated[list[VerdictShape], Field(min_length=1)]
    hors_edition: OutsideShape
    restitue: dict[str, str] = {}
    delais: list[DelayShape] = []
    rappels: list[ReminderShape] = []
    tables: list[str] = []
    roles: dict[str, str] = {}
    fraicheur_mois: Annotated[int, Field(ge=1)] = 12


class ExplainedShape(Shape):
    """An entry of ``audit.yaml``."""

    constat: str
    regles: Annotated[list[str], Field(min_length=1)]
    motif: TextShape


class MemberShape(Shape):
    """An EPCI of a territory."""

    siren: Annotated[str, Field(pattern=r"^[0-9]{9}$")]
    nom: str


class TerritoryShape(Shape):
    """A territory of ``territoires.yaml``."""

    id: str
    nom: str
    region: str
    epci: list[MemberShape] = []
    communes: list[str] = []


class TerritoriesShape(Shape):
    """The file ``territoires.yaml``."""

    phase: int
    source: CitationShape
    regions_completes: list[str]
    territoires: list[TerritoryShape]
