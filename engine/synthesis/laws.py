"""``distributions.yaml`` as typed laws: what is drawn, and how often.

Shares are in percent. A law is a list of quantiles, ``[percent, value]``, or a log-normal one: its
median, its dispersion (what the 84th percentile is to the median) and its bounds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from statistics import NormalDist
from typing import Annotated, Any, Final

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict

from .. import yaml_text
from .draws import CELLS, RATIO, Choice, Levels, side

PATH: Final = Path(__file__).parent / "distributions.yaml"

_NORMAL: Final = NormalDist()


def _choice(weights: Any) -> Choice:
    return Choice.among({"": weights})


def _curve(law: Any, scale: int) -> list[int]:
    """Return the quantiles of a law, at the bounds of each cell, in ``10**-scale``."""
    unit = 10**scale
    if isinstance(law, list):
        shares = [share for share, _ in law]
        if shares[0] != 0 or shares[-1] != 100 or sorted(set(shares)) != shares:
            raise ValueError(f"quantiles from 0 to 100, in order: {shares}")
        values = [int(value * unit) for _, value in law]
        points = [int(share * CELLS * 1000) for share in shares]
        return [_between(rank * 100_000, points, values) for rank in range(CELLS + 1)]
    low, high = int(law["minimum"] * unit), int(law["maximum"] * unit)
    middle, spread = math.log(law["mediane"]), math.log(law["dispersion"])
    inside = (
        # Rounded: the last digits of an exponential are the processor's own.
        round(math.exp(middle + spread * _NORMAL.inv_cdf(rank / CELLS)) * unit)
        for rank in range(1, CELLS)
    )
    return [low, *(min(max(value, low), high) for value in inside), high]


def _between(at: int, points: list[int], values: list[int]) -> int:
    """Return the value at a point, in proportion between the two that surround it."""
    above = next(rank for rank, point in enumerate(points) if point >= at)
    if points[above] == at:
        return values[above]
    (left, right), (low, high) = points[above - 1 : above + 1], values[above - 1 : above + 1]
    return low + (high - low) * (at - left) // (right - left)


def _levels(scale: int) -> BeforeValidator:
    return BeforeValidator(lambda law: Levels(np.array([_curve(law, scale)], dtype=np.int64)))


def _levels_by(scale: int) -> BeforeValidator:
    def read(cases: Mapping[str, Any]) -> Levels:
        curves = [_curve(law, scale) for law in cases.values()]
        return Levels(np.array(curves, dtype=np.int64), tuple(cases))

    return BeforeValidator(read)


Part = Annotated[int, BeforeValidator(side)]
"""A share in percent, as the side below which it happens."""
Weights = Annotated[Choice, BeforeValidator(_choice)]
WeightsBy = Annotated[Choice, BeforeValidator(Choice.among)]
Whole = Annotated[Levels, _levels(0)]
WholeBy = Annotated[Levels, _levels_by(0)]
Cents = Annotated[Levels, _levels(2)]
Ratio = Annotated[Levels, _levels(RATIO)]
Texts = tuple[str, ...]


class Law(BaseModel):
    """A part of the file: nothing unknown, nothing left out."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Period(Law):
    """Days of deposit, both included, and how much they weigh."""

    du: date
    au: date
    poids: Decimal


class Places(Law):
    """Where the sites are."""

    territoires: dict[str, Decimal]
    part_villes: Decimal
    villes: dict[str, Texts]
    ailleurs: dict[str, Decimal]


class Names(Law):
    """How an applicant is called: a form, then a name."""

    formes: Texts
    noms: Texts


class Accounts(Law):
    """Accounting periods of those that are no SME."""

    nombre: WeightsBy
    dettes_sur_reste: Ratio
    ebitda_sur_chiffre_affaires: Ratio
    interets_sur_dettes: Ratio
    annee_precedente: Ratio


class Hardship(Law):
    """What tells an undertaking in difficulty."""

    capital_sur_bilan: Ratio
    capitaux_propres_sur_capital: Ratio
    procedure_collective: Part
    aide_sauvetage: Part
    sortie_connue: Part
    sortie_acceptee: Part
    exercices: Accounts


class Applicants(Law):
    """Who asks."""

    nature: WeightsBy
    taille: WeightsBy
    raison_sociale: dict[str, Names]
    code_naf: WeightsBy
    personne_morale: Part
    maitre_ouvrage: Part
    immatriculee_france: Part
    regularite_commune: Part
    obligations_fiscales: Part
    obligations_sociales: Part
    aide_a_recuperer: Part
    anciennete_jours: Whole
    effectif: WholeBy
    effectif_demi: Part
    chiffre_affaires_par_personne: Cents
    bilan_sur_chiffre_affaires: Ratio
    arrondi_comptes: Weights
    difficulte: Hardship


class Readiness(Law):
    """How ready projects are."""

    part_commune: Part
    permis: Weights
    etudes_achevees: Part
    devis: Part
    financement_boucle: Part


class Pair(Law):
    """A quantity before and after: as often told when the theme calls for it, or not."""

    themes: Texts
    part_avec: Part
    part_sans: Part
    avant: Annotated[Levels, _levels(0)]
    apres_sur_avant: Ratio
    part_decimale: Part


class Single(Law):
    """A quantity of its own."""

    themes: Texts
    part_avec: Part
    part_sans: Part
    valeur: Annotated[Levels, _levels(1)]


class People(Law):
    """Jobs and people trained."""

    part: Part
    emplois_crees: Whole
    maintenus_sur_effectif: Ratio
    formees: WholeBy


class Impacts(Law):
    """What projects change, a year."""

    avant_apres: dict[str, Pair]
    seules: dict[str, Single]
    personnes: People


class Commitment(Law):
    """What is signed, and when."""

    cas: Weights
    jours_avant: Whole
    jours_apres: Whole


class Projects(Law):
    """What is asked for."""

    volet: Weights
    rebond_territoires: Texts
    rebond_dedans: Part
    rebond_ailleurs: Part
    thematiques: WeightsBy
    chaine_de_valeur: WeightsBy
    nature_operation: WeightsBy
    va_au_dela_des_normes: Part
    production_energie_renouvelable: Part
    photovoltaique_injection: Part
    chaudiere_fossile: Part
    solution_fondee_avec: Part
    solution_fondee_sans: Part
    collectif: Part
    contrefactuel: Part
    delai_debut_jours: Whole
    duree_jours: Whole
    engagement: Commitment
    intitules: dict[str, Texts]
    resume: str
    maturite: Readiness
    impacts: Impacts


class Expenses(Law):
    """Lines of expense."""

    nombre: Weights
    premiere: WeightsBy
    suivantes: Weights
    postes: dict[str, Texts]
    part_non_eligible: Part
    non_eligible_sur_assiette: Ratio
    arrondi: Weights


class Resources(Law):
    """Lines of the financing plan."""

    autres_publiques: Weights
    publique_sur_assiette: Ratio
    emprunt: dict[str, Part]
    emprunt_sur_reste: Ratio
    acquis: dict[str, Part]
    fonds_vert_dit: Part
    financeurs: dict[str, Texts]


class Plans(Law):
    """Amounts: what is asked for, of what, and who pays the rest."""

    montant_demande: Cents
    taux: Ratio
    arrondi_demande: Weights
    depenses: Expenses
    ressources: Resources
    demande_differente: Part
    ecart_demande: Ratio
    avance: Weights
    avance_sur_demande: Ratio
    surcout_connu: Part
    surcout_sur_assiette: Ratio
    de_minimis_nul: Part
    de_minimis: Cents
    regime: Weights


class Opinions(Law):
    """Opinions on the criteria that a person judges."""

    instruits: Part
    criteres: dict[str, Part]
    favorable: dict[str, Part]
    delai_jours: Whole
    auteurs: Texts
    motifs: dict[str, Texts]


class Governance(Law):
    """What the Territoire d'industrie thinks, and the pieces joined."""

    accord: Weights
    date_connue: Part
    delai_jours: Whole
    pieces_completes: Part
    piece_jointe: Part


class Gap(Law):
    """Fields that go missing together, or one by one."""

    groupe: Decimal
    champ: Decimal
    champs: Texts


class Completeness(Law):
    """A kind of dossier: how frequent, and how much it multiplies what is missing."""

    poids: Decimal
    facteur: Decimal


class Gaps(Law):
    """What is missing."""

    completude: dict[str, Completeness]
    groupes: dict[str, Gap]


class Laws(Law):
    """The whole file."""

    depot: tuple[Period, ...]
    site: Places
    porteur: Applicants
    projet: Projects
    financement: Plans
    gouvernance: Governance
    appreciations: Opinions
    lacunes: Gaps


@cache
def laws() -> Laws:
    """Return the laws that ship."""
    return Laws.model_validate(yaml_text.load(PATH.read_bytes(), file=PATH.name).data)
