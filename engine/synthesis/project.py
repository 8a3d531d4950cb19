"""What is asked for: the project, its calendar, its maturity, what it changes."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

import numpy as np

from ..dossier import vocabulary
from .applicant import MILLION, Applicant
from .cells import Cells, Phrases, Sheet
from .draws import Bools, Draws, Ints, picked, rounded
from .laws import Commitment, Impacts, Projects, Readiness, laws
from .places import Pools

THEMES: Final = vocabulary()["projet.thematiques"].values


class Project(NamedTuple):
    """What the rest of a dossier depends on: ranks of laws, and which themes are declared."""

    operation: Ints
    themes: Ints


@cache
def _themes() -> Bools:
    """Return, for the rank of each combination, the themes that it holds."""
    held = [set(combined.split("+")) for combined in laws().projet.thematiques.labels]
    return np.array([[theme in each for theme in THEMES] for each in held])


@cache
def _titles() -> Phrases:
    """Return the titles of each combination: those of the theme named first."""
    law = laws().projet
    return Phrases.of(law.intitules[each.split("+")[0]] for each in law.thematiques.labels)


def has(themes: Ints, among: tuple[str, ...]) -> Bools:
    """Tell, a row, whether one of these themes is declared."""
    held = _themes()[:, [THEMES.index(theme) for theme in among]]
    some: Bools = np.any(held, axis=1)[themes]
    return some


def projects(
    draws: Draws, law: Projects, places: Pools, deposit: Ints, side: Ints, sheet: Sheet
) -> Project:
    """Draw the projects, whose component of the measure is ``side``."""
    pool, commune = places.commune(draws)
    inside = np.isin(pool, places.within(law.rebond_territoires))
    themes = draws.pick("projet.thematiques", law.thematiques, side)
    operation = draws.pick("projet.nature_operation", law.nature_operation, side)
    chain = draws.pick("projet.chaine_de_valeur", law.chaine_de_valeur, side)
    natural = np.where(
        has(themes, ("genie_ecologique",)), law.solution_fondee_avec, law.solution_fondee_sans
    )
    start = deposit + draws.level("date de début", law.delai_debut_jours)

    def answer(name: str, bound: int | Ints) -> Cells:
        return Cells(draws.happens(name, bound))

    sheet |= {
        "projet.intitule": _titles().drawn(draws, "intitulé", themes),
        "projet.resume": Cells(np.zeros(draws.size, dtype=np.int64), labels=(law.resume,)),
        "projet.commune": Cells(commune, labels=places.codes),
        "projet.volet": Cells(side, labels=law.volet.labels),
        "projet.rebond_industriel": answer(
            "rebond", np.where(inside, law.rebond_dedans, law.rebond_ailleurs)
        ),
        "projet.thematiques.connu": Cells(np.ones(draws.size, dtype=np.bool_)),
        "projet.chaine_de_valeur": Cells(chain, labels=law.chaine_de_valeur.labels),
        "projet.nature_operation": Cells(operation, labels=law.nature_operation.labels),
        "projet.va_au_dela_des_normes": answer("normes", law.va_au_dela_des_normes),
        "projet.production_energie_renouvelable": answer(
            "renouvelable", law.production_energie_renouvelable
        ),
        "projet.photovoltaique_injection": answer("injection", law.photovoltaique_injection),
        "projet.chaudiere_fossile": answer("chaudière", law.chaudiere_fossile),
        "projet.solution_fondee_sur_la_nature": answer("nature", natural),
        "projet.collectif": answer("collectif", law.collectif),
        "projet.contrefactuel": answer("contrefactuel", law.contrefactuel),
        "projet.date_debut": Cells(start),
        "projet.date_fin": Cells(start + draws.level("durée", law.duree_jours)),
    }
    sheet |= {
        f"projet.thematiques.{theme}": Cells(_themes()[themes, rank])
        for rank, theme in enumerate(THEMES)
    }
    _commitment(draws, law.engagement, deposit, sheet)
    _readiness(draws, law.maturite, sheet)
    return Project(operation, themes)


def _commitment(draws: Draws, law: Commitment, deposit: Ints, sheet: Sheet) -> None:
    """Draw what is signed: a date tells that something is, so the two never contradict."""
    case = draws.pick("engagement", law.cas)
    before, after = (case == law.cas.labels.index(name) for name in ("avant", "apres"))
    early = deposit - draws.level("engagement avant", law.jours_avant)
    late = deposit + draws.level("engagement après", law.jours_apres)
    sheet["projet.aucun_engagement"] = Cells(case == law.cas.labels.index("aucun"))
    sheet["projet.date_premier_engagement"] = Cells(np.where(before, early, late), before | after)


def _readiness(draws: Draws, law: Readiness, sheet: Sheet) -> None:
    ready = draws.sides("maturité")

    def leaning(name: str) -> Ints:
        return draws.leaning(name, ready, law.part_commune)

    path = "projet.maturite"
    sheet |= {
        f"{path}.permis": Cells(picked(leaning("permis"), law.permis), labels=law.permis.labels),
        f"{path}.etudes_achevees": Cells(leaning("études") < law.etudes_achevees),
        f"{path}.devis": Cells(leaning("devis") < law.devis),
        f"{path}.financement_boucle": Cells(leaning("bouclage") < law.financement_boucle),
    }


def impacts(
    draws: Draws, law: Impacts, who: Applicant, what: Project, side: Ints, sheet: Sheet
) -> None:
    """Draw what the projects change: more often told of the themes that they declare."""
    path = "projet.impacts"
    for name, pair in law.avant_apres.items():
        kind, unit = name.rsplit("_", 1)
        bound = np.where(has(what.themes, pair.themes), pair.part_avec, pair.part_sans)
        told = draws.happens(f"{name} dit", bound)
        finer = draws.happens(f"{name} décimal", pair.part_decimale)
        tenths = draws.below(f"{name} dixièmes", 10) * finer
        before = draws.level(name, pair.avant) * MILLION + tenths * (MILLION // 10)
        after = draws.times(f"{name} après", before, pair.apres_sur_avant)
        after = rounded(after, np.where(finer, MILLION // 10, MILLION))
        sheet[f"{path}.{kind}_avant_{unit}"] = Cells(before, told)
        sheet[f"{path}.{kind}_apres_{unit}"] = Cells(after, told)
    for name, single in law.seules.items():
        bound = np.where(has(what.themes, single.themes), single.part_avec, single.part_sans)
        value = draws.level(name, single.valeur) * (MILLION // 10)
        sheet[f"{path}.{name}"] = Cells(value, draws.happens(f"{name} dit", bound))
    people = law.personnes
    told = draws.happens("emplois dits", people.part)
    kept = draws.times("emplois maintenus", who.head_count, people.maintenus_sur_effectif)
    for name, count in (
        ("emplois_crees", draws.level("emplois créés", people.emplois_crees) * MILLION),
        ("emplois_maintenus", rounded(kept, MILLION)),
        ("personnes_formees_an", draws.level("formées", people.formees, side) * MILLION),
    ):
        sheet[f"{path}.{name}"] = Cells(count, told)
