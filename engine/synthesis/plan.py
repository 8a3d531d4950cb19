"""The financing plan: what is asked for, of which expenses, and who pays the rest, to the cent."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np

from .applicant import COMPANY, Applicant
from .cells import Cells, Phrases, Sheet
from .draws import RATIO, Bools, Draws, Ints, ranks, rounded
from .laws import Expenses, Plans, Resources, laws

SLOTS: Final = ("autofinancement", "emprunt", "publique", "publique", "fonds_vert")
"""The resources that a plan may have, in the order of its lines."""
OWN, LOAN, FIRST, SECOND, GRANT = range(len(SLOTS))
ORIGINS: Final = ("autofinancement", "privee", "publique")
STATES: Final = ("acquis", "sollicite")
_ORIGIN: Final = np.array([0, 1, 2, 2, 2], dtype=np.int64)
MAX_EXPENSES: Final = 6
HEAVIEST: Final = 9


def plans(draws: Draws, law: Plans, who: Applicant, operation: Ints, sheet: Sheet) -> None:
    """Draw the amounts: a plan whose lines are all known balances."""
    unit = law.arrondi_demande.numbers()[draws.pick("arrondi demande", law.arrondi_demande)]
    asked = rounded(draws.level("financement.montant_demande", law.montant_demande), unit)
    base = asked * 10**RATIO // draws.level("taux", law.taux)
    base, total = _expenses(draws, law.depenses, base, operation, sheet)
    _resources(draws, law.ressources, who.company, (base, asked, total), sheet)
    other = rounded(draws.times("écart", asked, law.ecart_demande), 100)
    differs = draws.happens("demande différente", law.demande_differente)
    case = draws.pick("avance", law.avance)
    advance = rounded(draws.times("avance montant", asked, law.avance_sur_demande), 100)
    nothing, wanted = (case == law.avance.labels.index(name) for name in ("nulle", "demandee"))
    surplus = rounded(draws.times("surcoût", base, law.surcout_sur_assiette), 100)
    received = rounded(draws.level("de minimis", law.de_minimis), 100)
    never = draws.happens("de minimis nul", law.de_minimis_nul)
    regime = draws.pick("financement.regime", law.regime)
    sheet |= {
        "financement.montant_demande": Cells(np.where(differs, other, asked)),
        "financement.surcout_ht": Cells(surplus, draws.happens("surcoût dit", law.surcout_connu)),
        "financement.avance_demandee": Cells(advance * wanted, nothing | wanted),
        "financement.de_minimis_3_ans": Cells(np.where(never, 0, received), who.company),
        "financement.regime": Cells(
            regime, regime != law.regime.labels.index("aucun"), law.regime.labels
        ),
    }


@cache
def _posts() -> Phrases:
    return Phrases.of(laws().financement.depenses.postes.values())


def _expenses(
    draws: Draws, law: Expenses, about: Ints, operation: Ints, sheet: Sheet
) -> tuple[Ints, Ints]:
    """Draw lines whose eligible ones come to ``about`` so much.

    Return what these come to, and what all lines come to.
    """
    path = "financement.depenses"
    natures = tuple(law.postes)
    operations = ranks(laws().projet.nature_operation.labels, law.premiere.cases)
    eligible = law.nombre.numbers()[draws.pick("dépenses", law.nombre)]
    extra = draws.happens("dépense non éligible", law.part_non_eligible)
    unit = law.arrondi.numbers()[draws.pick("arrondi dépenses", law.arrondi)]
    base = rounded(about, unit)
    aside = rounded(draws.times("non éligible", base, law.non_eligible_sur_assiette), unit) * extra
    weights = [
        (draws.below(f"poids {line}", HEAVIEST) + 1) * (eligible > line)
        for line in range(MAX_EXPENSES)
    ]
    whole, rest = np.sum(weights, axis=0), base
    count = eligible + extra
    sheet[f"{path}.nombre"] = Cells(count)
    for line in range(MAX_EXPENSES):
        counts, known, cell = eligible > line, count > line, f"{path}[{line}]"
        share: Ints = np.where(
            line + 1 == eligible, rest, base * weights[line] // whole // unit * unit
        )
        rest = rest - share * counts
        if line == 0:
            kind = draws.pick(cell, law.premiere, operations[operation])
            kind = ranks(law.premiere.labels, natures)[kind]
        else:
            kind = ranks(law.suivantes.labels, natures)[draws.pick(cell, law.suivantes)]
        sheet[f"{cell}.poste"] = _posts().drawn(draws, f"poste {line}", kind, known)
        sheet[f"{cell}.nature"] = Cells(kind, known, natures)
        sheet[f"{cell}.montant_ht"] = Cells(np.where(counts, share, aside), known)
        sheet[f"{cell}.eligible"] = Cells(counts, known)
    return base, base + aside


@cache
def _funders() -> Phrases:
    funders = laws().financement.ressources.financeurs
    return Phrases.of(funders[slot] for slot in SLOTS)


def _resources(
    draws: Draws, law: Resources, company: Bools, amounts: tuple[Ints, Ints, Ints], sheet: Sheet
) -> None:
    """Draw resources that come to the total of the expenses, the grant among them."""
    base, asked, total = amounts
    path = "financement.ressources"
    public = law.autres_publiques.numbers()[draws.pick("aides publiques", law.autres_publiques)]
    rest = total - asked
    paid = [np.zeros_like(base)] * len(SLOTS)
    paid[GRANT] = asked
    for nth, asks in ((FIRST, public > 0), (SECOND, public > 1)):
        aid = rounded(draws.times(f"aide publique {nth}", base, law.publique_sur_assiette), 10_000)
        paid[nth] = np.minimum(aid, rest) * asks
        rest = rest - paid[nth]
    bound = np.where(company, law.emprunt[COMPANY], law.emprunt["autre"])
    loan = rounded(draws.times("emprunt", rest, law.emprunt_sur_reste), 100_000)
    paid[LOAN] = np.minimum(loan, rest) * draws.happens("emprunteur", bound)
    paid[OWN] = rest - paid[LOAN]

    amount = np.stack(paid, axis=1)
    there = amount > 0
    # The lines that are there come first, in the order of the slots.
    order = np.argsort(~there, axis=1, kind="stable")
    amount, count = np.take_along_axis(amount, order, axis=1), there.sum(axis=1)
    granted = np.array([law.acquis[slot] for slot in SLOTS], dtype=np.int64)
    sheet[f"{path}.nombre"] = Cells(count)
    for line in range(len(SLOTS)):
        slot: Ints = order[:, line]
        known, cell = count > line, f"{path}[{line}]"
        pending = ~draws.happens(f"acquis {line}", granted[slot])
        own = slot == GRANT
        said = own | draws.happens(f"fonds vert dit {line}", law.fonds_vert_dit)
        sheet[f"{cell}.financeur"] = _funders().drawn(draws, f"financeur {line}", slot, known)
        sheet[f"{cell}.origine"] = Cells(_ORIGIN[slot], known, ORIGINS)
        sheet[f"{cell}.montant"] = Cells(amount[:, line], known)
        sheet[f"{cell}.etat"] = Cells(pending.astype(np.int64), known, STATES)
        sheet[f"{cell}.fonds_vert"] = Cells(own, known & said)
