"""What a dossier says: strict models, where what is absent stays unknown (None).

>>> dossier = Dossier.model_validate({"reference": "FV-TI-0001", "date_depot": "2024-05-13",
...                                   "financement": {"montant_demande": 300000.00}})
>>> dossier.financement.montant_demande, dossier.porteur      # cents, unknown
(30000000, None)
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from .dossier_types import (
    DISTINCT_YEARS,
    MAX_ITEMS,
    ROWS,
    Annee,
    Commune,
    CritereId,
    Euros,
    EurosSignes,
    Hectares,
    Jour,
    Kilogrammes,
    Megawattheures,
    Metres,
    MetresCarres,
    MetresCubes,
    Naf,
    Personnes,
    Reference,
    RegimeId,
    Siret,
    Texte,
    Tonnes,
    TonnesCO2e,
    refusal,
)
from .values import BOOL, FactType

CHOICE: Final = FactType("enum")
CHOICES: Final = FactType("set")

Booleen = Annotated[bool, BOOL]

NaturePorteur = Annotated[
    Literal[
        "entreprise",
        "groupement_employeurs",
        "association",
        "etablissement_formation",
        "collectivite",
        "groupement_collectivites",
        "autre",
    ],
    CHOICE,
]
Volet = Annotated[Literal["investissement", "competences"], CHOICE]
Thematique = Literal[
    "protection_environnement",
    "gestion_ressources",
    "decarbonation",
    "genie_ecologique",
    "competences",
]
ChaineDeValeur = Annotated[
    Literal[
        "biosources",
        "mobilites",
        "alimentation",
        "relocalisation",
        "recyclage",
        "equipements_transition",
        "diversification",
        "autre",
        "aucune",
    ],
    CHOICE,
]
NatureOperation = Annotated[
    Literal[
        "creation_site",
        "extension",
        "modernisation",
        "equipement",
        "ecole_production",
        "centre_formation",
        "plateau_technique",
        "etude",
        "renouvellement_identique",
        "autre",
    ],
    CHOICE,
]
Permis = Annotated[Literal["obtenu", "depose", "a_deposer", "non_requis"], CHOICE]
Accord = Annotated[Literal["favorable", "defavorable", "en_attente"], CHOICE]
NatureDepense = Annotated[
    Literal["equipement", "batiment", "foncier", "etude", "ingenierie", "autre"], CHOICE
]
Origine = Annotated[Literal["autofinancement", "privee", "publique"], CHOICE]
Etat = Annotated[Literal["acquis", "sollicite"], CHOICE]
Avis = Annotated[Literal["favorable", "defavorable"], CHOICE]
Piece = Literal[
    "description",
    "calendrier",
    "couts",
    "plan_financement",
    "declaration_honneur",
    "identite",
    "aides_recues",
    "accord_gouvernance",
]


class Section(BaseModel):
    """A group of fields: nothing coerced, nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


class Exercice(Section):
    """One accounting period of a porteur that is not an SME."""

    annee: Annee
    dettes: Euros | None = None
    capitaux_propres: EurosSignes | None = None
    ebitda: EurosSignes | None = None
    charges_interets: Euros | None = None


class Difficulte(Section):
    """What tells an undertaking in difficulty (RGEC art. 2(18))."""

    capital_souscrit: Euros | None = None
    capitaux_propres: EurosSignes | None = None
    procedure_collective: Booleen | None = None
    aide_sauvetage_en_cours: Booleen | None = None
    exercices: Annotated[tuple[Exercice, ...], ROWS, DISTINCT_YEARS] | None = None
    sortie_acceptee_ademe: Booleen | None = None


class Porteur(Section):
    """Who carries the project; figures are consolidated."""

    raison_sociale: Texte | None = None
    siret: Siret | None = None
    nature: NaturePorteur | None = None
    personne_morale: Booleen | None = None
    maitre_ouvrage: Booleen | None = None
    immatriculee_france: Booleen | None = None
    code_naf: Naf | None = None
    date_creation: Jour | None = None
    effectif: Personnes | None = None
    chiffre_affaires: Euros | None = None
    total_bilan: Euros | None = None
    obligations_fiscales_a_jour: Booleen | None = None
    obligations_sociales_a_jour: Booleen | None = None
    aide_a_recuperer: Booleen | None = None
    difficulte: Difficulte | None = None


class Impacts(Section):
    """Effects per year, before and after the project; jobs and people trained."""

    ges_avant_tco2e: TonnesCO2e | None = None
    ges_apres_tco2e: TonnesCO2e | None = None
    energie_avant_mwh: Megawattheures | None = None
    energie_apres_mwh: Megawattheures | None = None
    eau_avant_m3: MetresCubes | None = None
    eau_apres_m3: MetresCubes | None = None
    matieres_avant_t: Tonnes | None = None
    matieres_apres_t: Tonnes | None = None
    dechets_avant_t: Tonnes | None = None
    dechets_apres_t: Tonnes | None = None
    pollution_avant_kg: Kilogrammes | None = None
    pollution_apres_kg: Kilogrammes | None = None
    artificialisation_avant_m2: MetresCarres | None = None
    artificialisation_apres_m2: MetresCarres | None = None
    surface_restauree_ha: Hectares | None = None
    lineaire_restaure_m: Metres | None = None
    emplois_crees: Personnes | None = None
    emplois_maintenus: Personnes | None = None
    personnes_formees_an: Personnes | None = None


class Maturite(Section):
    """How ready the project is."""

    permis: Permis | None = None
    etudes_achevees: Booleen | None = None
    devis: Booleen | None = None
    financement_boucle: Booleen | None = None


class Projet(Section):
    """What is to be done, where and when."""

    intitule: Texte | None = None
    resume: Texte | None = None
    commune: Commune | None = None
    volet: Volet | None = None
    rebond_industriel: Booleen | None = None
    thematiques: Annotated[tuple[Thematique, ...], ROWS, CHOICES] | None = None
    chaine_de_valeur: ChaineDeValeur | None = None
    nature_operation: NatureOperation | None = None
    va_au_dela_des_normes: Booleen | None = None
    production_energie_renouvelable: Booleen | None = None
    photovoltaique_injection: Booleen | None = None
    chaudiere_fossile: Booleen | None = None
    solution_fondee_sur_la_nature: Booleen | None = None
    collectif: Booleen | None = None
    date_debut: Jour | None = None
    date_fin: Jour | None = None
    aucun_engagement: Booleen | None = None
    date_premier_engagement: Jour | None = None
    contrefactuel: Booleen | None = None
    impacts: Impacts | None = None
    maturite: Maturite | None = None

    @field_validator("date_fin", mode="after")
    @classmethod
    def _ends_after_it_begins(cls, end: date | None, info: ValidationInfo) -> date | None:
        begin = info.data.get("date_debut")
        if end and begin and end < begin:
            raise refusal("date_fin_avant_debut", end, debut=begin.isoformat())
        return end

    @field_validator("date_premier_engagement", mode="after")
    @classmethod
    def _agrees_with_no_commitment(cls, day: date | None, info: ValidationInfo) -> date | None:
        if day and info.data.get("aucun_engagement") is True:
            raise refusal("engagement_contradictoire", day)
        return day

    @property
    def sans_engagement(self) -> bool | None:
        """Whether nothing is signed yet: the date of a first commitment alone says no."""
        return False if self.date_premier_engagement else self.aucun_engagement


class Gouvernance(Section):
    """What the governance of the Territoire d'industrie thinks of the project."""

    accord: Accord | None = None
    date_accord: Jour | None = None


class Depense(Section):
    """One line of expense, without VAT."""

    poste: Texte | None = None
    nature: NatureDepense | None = None
    montant_ht: Euros | None = None
    eligible: Booleen | None = None


class Ressource(Section):
    """One line of the financing plan."""

    financeur: Texte | None = None
    origine: Origine | None = None
    montant: Euros | None = None
    etat: Etat | None = None
    fonds_vert: Booleen | None = None

    @property
    def est_fonds_vert(self) -> bool:
        """Whether this is the Fonds vert itself: absent means no."""
        return self.fonds_vert is True


class Financement(Section):
    """Expenses, resources and what is asked for."""

    depenses: Annotated[tuple[Depense, ...], ROWS] | None = None
    ressources: Annotated[tuple[Ressource, ...], ROWS] | None = None
    montant_demande: Euros | None = None
    surcout_ht: Euros | None = None
    avance_demandee: Euros | None = None
    de_minimis_3_ans: Euros | None = None
    regime: RegimeId | None = None

    @property
    def avance(self) -> int:
        """The advance asked for, in cents: absent means none."""
        return self.avance_demandee or 0


class Appreciation(Section):
    """A person's opinion on a criterion; without ``avis`` it is not given yet."""

    avis: Avis | None = None
    auteur: Texte | None = None
    date: Jour | None = None
    motif: Texte | None = None


class Dossier(Section):
    """One request for a grant. Only ``reference`` and ``date_depot`` are required.

    ``model_validate(data, context={"criteres": ids, "regimes": ids})`` also checks that the
    criteria and the regime named exist in a rule book. Raises ``pydantic.ValidationError``;
    :func:`fondsvert.read` says the same with lines and columns.
    """

    reference: Reference
    date_depot: Jour
    porteur: Porteur | None = None
    projet: Projet | None = None
    gouvernance: Gouvernance | None = None
    financement: Financement | None = None
    pieces: Annotated[tuple[Piece, ...], ROWS, CHOICES] | None = None
    appreciations: (
        Annotated[dict[CritereId, Appreciation | None], Field(max_length=MAX_ITEMS)] | None
    ) = None


@cache
def vocabulary() -> dict[str, FactType]:
    """Return the type of every fact a dossier may state, by its dotted path.

    Lists of lines are of kind ``rows``; opinions are no facts and are left out.

    >>> vocabulary()["porteur.effectif"].unit, vocabulary()["pieces"].kind
    ('personnes', 'set')
    """
    return dict(_facts(Dossier, ""))


def _facts(section: type[Section], prefix: str) -> Iterator[tuple[str, FactType]]:
    for name, field in section.model_fields.items():
        annotation = field.annotation
        metadata: tuple[Any, ...] = tuple(field.metadata)
        while get_origin(annotation) in (Union, types.UnionType, Annotated):
            metadata += getattr(annotation, "__metadata__", ())
            annotation = get_args(annotation)[0]  # the type itself: None always comes last
        if section_of(annotation):
            yield from _facts(annotation, f"{prefix}{name}.")  # type: ignore[arg-type]
        elif get_origin(annotation) is tuple and section_of(item := get_args(annotation)[0]):
            yield prefix + name, FactType("rows", fields=dict(_facts(item, "")))
        else:
            for fact_type in metadata:
                if isinstance(fact_type, FactType):
                    yield prefix + name, _with_values(fact_type, annotation)


def section_of(annotation: object) -> type[Section] | None:
    """Return ``annotation`` if it is a section of the dossier."""
    is_section = isinstance(annotation, type) and issubclass(annotation, Section)
    return annotation if is_section else None  # type: ignore[return-value]


def _with_values(fact_type: FactType, annotation: object) -> FactType:
    """Return ``fact_type`` with the values that the Literal inside ``annotation`` lists."""
    if fact_type.kind not in ("enum", "set"):
        return fact_type
    choices = get_args(annotation)[0] if fact_type.kind == "set" else annotation
    return replace(fact_type, values=get_args(choices))
