"""Who asks: nature, size, accounts, regularity."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

import numpy as np

from .cells import Cells, Phrases, Sheet
from .draws import Bools, Draws, Ints, ranks, rounded
from .laws import Accounts, Applicants, Hardship, laws

COMPANY: Final = "entreprise"
MILLION: Final = 10**6
PERIODS: Final = 3

OWN_FUNDS_AT_MOST: Final = 85
"""Percent of the balance sheet: the rest of it is owed."""

SERIALS: Final = 9999 * 9999
"""How many fictional SIRETs there are; no dossier shares its own with another."""
_STRIDE: Final = 61_803_399
"""Prime to ``SERIALS``: neighbours do not look alike, and none comes twice."""


class Applicant(NamedTuple):
    """What the rest of a dossier depends on: ranks, millionths of people, cents."""

    nature: Ints
    company: Bools
    head_count: Ints
    turnover: Ints
    balance: Ints


def applicants(draws: Draws, law: Applicants, deposit: Ints, side: Ints, sheet: Sheet) -> Applicant:
    """Draw the applicants, whose component of the measure is ``side``."""
    nature = draws.pick("porteur.nature", law.nature, side)
    company = nature == law.nature.labels.index(COMPANY)
    size = draws.pick("taille", law.taille, _case(law.taille.cases, company))
    half = draws.happens("effectif demi", law.effectif_demi)
    heads = draws.level("porteur.effectif", law.effectif, size) * MILLION + half * (MILLION // 2)
    unit = law.arrondi_comptes.numbers()[draws.pick("arrondi comptes", law.arrondi_comptes)]
    each = draws.level("chiffre d'affaires par personne", law.chiffre_affaires_par_personne)
    turnover = rounded(heads // (MILLION // 2) * each // 2, unit)
    balance = rounded(draws.times("bilan", turnover, law.bilan_sur_chiffre_affaires), unit)
    natures = ranks(law.nature.labels, law.code_naf.cases)
    naf = draws.pick("porteur.code_naf", law.code_naf, natures[nature])
    regular = draws.sides("régularité")

    def up_to_date(name: str, bound: int) -> Cells:
        return Cells(draws.leaning(name, regular, law.regularite_commune) < bound)

    sheet |= {
        "porteur.raison_sociale": _names().drawn(draws, "raison sociale", nature),
        "porteur.siret": Cells(_siret(draws), digits=14),
        "porteur.nature": Cells(nature, labels=law.nature.labels),
        "porteur.personne_morale": Cells(draws.happens("personne morale", law.personne_morale)),
        "porteur.maitre_ouvrage": Cells(draws.happens("maître d'ouvrage", law.maitre_ouvrage)),
        "porteur.immatriculee_france": Cells(
            draws.happens("immatriculée", law.immatriculee_france), company
        ),
        "porteur.code_naf": Cells(naf, labels=law.code_naf.labels),
        "porteur.date_creation": Cells(deposit - draws.level("ancienneté", law.anciennete_jours)),
        "porteur.effectif": Cells(heads),
        "porteur.chiffre_affaires": Cells(turnover),
        "porteur.total_bilan": Cells(balance),
        "porteur.obligations_fiscales_a_jour": up_to_date("impôts", law.obligations_fiscales),
        "porteur.obligations_sociales_a_jour": up_to_date("cotisations", law.obligations_sociales),
        "porteur.aide_a_recuperer": Cells(
            draws.happens("aide à récupérer", law.aide_a_recuperer), company
        ),
    }
    applicant = Applicant(nature, company, heads, turnover, balance)
    own_funds = _hardship(draws, law.difficulte, applicant, unit, sheet)
    accounts = law.difficulte.exercices
    sizes = ranks(law.taille.labels, accounts.nombre.cases)
    lines = draws.pick("exercices", accounts.nombre, sizes[size])
    count = accounts.nombre.numbers()[lines] * company
    _periods(draws, accounts, applicant, own_funds, (unit, count, deposit), sheet)
    return applicant


def _case(cases: tuple[str, ...], company: Bools) -> Ints:
    """Return the case of a law that tells companies from all others."""
    return np.where(company, cases.index(COMPANY), 1 - cases.index(COMPANY))


def _hardship(draws: Draws, law: Hardship, who: Applicant, unit: Ints, sheet: Sheet) -> Ints:
    path = "porteur.difficulte"
    capital = rounded(draws.times("capital", who.balance, law.capital_sur_bilan), unit)
    own = draws.times("capitaux propres", capital, law.capitaux_propres_sur_capital)
    own = rounded(np.minimum(own, who.balance * OWN_FUNDS_AT_MOST // 100), unit)
    told = who.company & draws.happens("sortie connue", law.sortie_connue)
    sheet |= {
        f"{path}.capital_souscrit": Cells(capital, who.company),
        f"{path}.capitaux_propres": Cells(own, who.company),
        f"{path}.procedure_collective": Cells(
            draws.happens("procédure", law.procedure_collective), who.company
        ),
        f"{path}.aide_sauvetage_en_cours": Cells(
            draws.happens("sauvetage", law.aide_sauvetage), who.company
        ),
        f"{path}.sortie_acceptee_ademe": Cells(draws.happens("sortie", law.sortie_acceptee), told),
    }
    return own


def _periods(
    draws: Draws,
    law: Accounts,
    who: Applicant,
    own_funds: Ints,
    frame: tuple[Ints, Ints, Ints],
    sheet: Sheet,
) -> None:
    """Draw the latest accounting periods, the earlier ones from the later."""
    unit, count, deposit = frame
    path = "porteur.difficulte.exercices"
    year = deposit.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    accounts = {
        "dettes": rounded(
            draws.times("dettes", who.balance - own_funds, law.dettes_sur_reste), unit
        ),
        "capitaux_propres": own_funds,
        "ebitda": rounded(
            draws.times("ebitda", who.turnover, law.ebitda_sur_chiffre_affaires), unit
        ),
    }
    sheet[f"{path}.nombre"] = Cells(count, count > 0)
    for line in range(PERIODS):
        there, cell = count > line, f"{path}[{line}]"
        interest = draws.times(f"intérêts {line}", accounts["dettes"], law.interets_sur_dettes)
        sheet[f"{cell}.annee"] = Cells(year - 1 - line, there)
        sheet |= {f"{cell}.{name}": Cells(values, there) for name, values in accounts.items()}
        sheet[f"{cell}.charges_interets"] = Cells(rounded(interest, unit), there)
        accounts = {
            name: rounded(draws.times(f"{name} {line}", values, law.annee_precedente), unit)
            for name, values in accounts.items()
        }


@cache
def _names() -> Phrases:
    law = laws().porteur
    named = [law.raison_sociale[nature] for nature in law.nature.labels]
    return Phrases.of(
        [f"{form} {name}" for form in each.formes for name in each.noms] for each in named
    )


def _siret(draws: Draws) -> Ints:
    """Return fictional SIRETs, each once: 0000, a serial, Luhn's keys of SIREN and SIRET."""
    offset = int(Draws(draws.seed, 0, 1).below("siret", SERIALS)[0])
    rank = np.arange(draws.start, draws.start + draws.size, dtype=np.int64)
    serial = (rank * _STRIDE + offset) % SERIALS
    siren = _keyed(serial // 9999 + 1)
    return _keyed(siren * 10_000 + serial % 9999 + 1)


def _keyed(number: Ints) -> Ints:
    """Return ``number`` followed by its Luhn key."""
    total, rest, doubled = np.zeros_like(number), number, True
    while rest.any():
        digit = rest % 10 * (2 if doubled else 1)
        total += digit // 10 + digit % 10
        rest, doubled = rest // 10, not doubled
    key: Ints = number * 10 + -total % 10
    return key
