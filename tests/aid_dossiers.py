"""Dossiers for the laws of the aid: whole, on the boundaries, then with a few facts forgotten."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import aid_oracle as oracle
from hypothesis import strategies as st
from strategies import CHAINS, NATURES, OPERATIONS, THEMES

ZONES = {"18279": "integralement", "36088": "partiel", "28134": "hors", "99999": None}
"""Communes, and how the AFR list of the tests classifies them; the last is no commune."""
NAF = ["35.11Z", "49.41A", "53.20Z", "24.10Z", "2420Z", "24.42Z", "05.10Z", "05.20Z", "62.01Z"]
DAYS = ["2024-05-13"] * 8 + ["2023-12-31", "2026-12-31", "2027-01-01", "2027-06-30", "2027-07-01",
        "2030-12-31", "2031-01-01"]  # fmt: skip

choice, booleans = st.sampled_from, st.booleans()
amounts = choice(
    ["0", "0.01", "0.03", "100000", "199999.99", "200000", "244999.99", "245000", "300000",
     "300000.01", "400000.03", "980000", "1000000.01", "4400000", "4400000.02", "49999999.99",
     "50000000", "82500000.10"]
) | st.integers(0, 10**9).map(lambda cents: f"{cents // 100}.{cents % 100:02d}")  # fmt: skip
quantities = choice([0, 0.5, 1, 1300, 4200])
impacts = st.fixed_dictionaries(
    {
        f"{name}_{moment}_{unit}": quantities
        for name, unit in (("ges", "tco2e"), ("energie", "mwh"), ("eau", "m3"),
                           ("matieres", "t"), ("dechets", "t"))
        for moment in ("avant", "apres")
    }
)  # fmt: skip
whole = st.fixed_dictionaries(
    {
        "reference": st.just("T-1"),
        "date_depot": st.just("2024-05-13"),
        "porteur": st.fixed_dictionaries(
            {
                "nature": choice(["entreprise"] * 60 + NATURES),
                "code_naf": choice(["25.62B"] * 9 + NAF),
                "effectif": choice([0, 9, 9.5, 10, 49, 50, 249.5, 250]),
                "chiffre_affaires": choice(["0", "2000000", "2000000.01", "10000000.01",
                                            "50000000", "50000000.01"]),
                "total_bilan": choice(["2000000", "10000000", "43000000", "43000000.01"]),
            }
        ),
        "projet": st.fixed_dictionaries(
            {
                "commune": choice(["18279"] * 3 + [*ZONES]),
                "volet": choice(["investissement"] * 3 + ["competences"]),
                "thematiques": st.lists(choice(THEMES), unique=True),
                "chaine_de_valeur": choice(CHAINS),
                "nature_operation": choice(OPERATIONS[:4] * 3 + OPERATIONS),
                "va_au_dela_des_normes": choice([True, True, True, False]),
                "production_energie_renouvelable": choice([False, False, True]),
                "chaudiere_fossile": choice([False, False, False, True]),
                "impacts": impacts,
            }
        ),
        "financement": st.fixed_dictionaries(
            {
                "depenses": st.lists(
                    st.fixed_dictionaries(
                        {
                            "nature": choice(["equipement", "batiment", "etude", "ingenierie"]),
                            "montant_ht": amounts,
                            "eligible": choice([True, True, False]),
                        }
                    ),
                    min_size=1,
                    max_size=3,
                ),
                "ressources": st.lists(
                    st.fixed_dictionaries(
                        {
                            "origine": choice(["autofinancement"] * 2 + ["privee", "publique"]),
                            "montant": amounts,
                            "fonds_vert": booleans,
                        }
                    ),
                    max_size=3,
                ),
                "montant_demande": amounts,
                "surcout_ht": amounts,
                "de_minimis_3_ans": amounts,
            }
        ),
    }
)  # fmt: skip

TELLING = {"reference", "date_depot", "fonds_vert"}
"""What is never forgotten: required, or an absence that means something."""


def leaves(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the places of what may be forgotten: every field, every section, every list."""
    found: list[tuple[Any, ...]] = []
    if isinstance(data, dict):
        for key, value in data.items():
            if key not in TELLING:
                found += [(*path, key), *leaves(value, (*path, key))]
    elif isinstance(data, list) and data and isinstance(data[0], dict):
        for rank, row in enumerate(data):
            found += leaves(row, (*path, rank))
    return found


def forget(data: dict[str, Any], place: tuple[Any, ...]) -> None:
    """Leave a fact unknown; nothing happens when what holds it is already unknown."""
    here: Any = data
    for step in place[:-1]:
        here = here[step]
        if here is None:
            return
    here[place[-1]] = None


@st.composite
def partial(draw: st.DrawFn, data: dict[str, Any], most: int = 4) -> dict[str, Any]:
    """Return the dossier with a few facts forgotten."""
    less = copy.deepcopy(data)
    for place in draw(st.lists(choice(leaves(data)), max_size=most)):
        forget(less, place)
    return less


@st.composite
def dossiers(draw: st.DrawFn) -> dict[str, Any]:
    """Return a dossier with a few facts forgotten, asking for about what a regime admits."""
    data = draw(partial(draw(whole)))
    case = oracle.Case(data, date(2024, 5, 13), None)
    others = case.others.known
    ceilings = [
        int(edge - others)
        for said in oracle.regimes(case).values()
        for span in (said.ceiling, said.judged)
        for edge in span or ()
        if others is not None and edge is not None and edge >= others
    ]
    if ceilings and data["financement"] and draw(booleans):
        asked = draw(choice(ceilings)) + draw(choice([0, 0, 1]))
        data["financement"]["montant_demande"] = f"{asked // 100}.{asked % 100:02d}"
    return data
