"""A seeded portfolio: varied dossiers in which any fact may be missing.

Plain :class:`random.Random`, so that a seed gives the same dossiers on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from random import Random
from typing import Any, get_args

from fondsvert.engine.dossier import (
    Accord,
    ChaineDeValeur,
    Dossier,
    Etat,
    NatureDepense,
    NatureOperation,
    NaturePorteur,
    Origine,
    Permis,
    Piece,
    Thematique,
    Volet,
)
from fondsvert.engine.measure import Measure

JUDGED = ("POR-07", "PRJ-07", "PRJ-08")
LABELLED = ("18033", "18279", "37261", "41059", "37063", "28085", "36044", "89350", "41092")
# Outside any territory, in another region, in Corsica, overseas, former, unknown.
ELSEWHERE = ("18049", "28263", "45234", "36088", "27230", "75056", "2A004", "97411", "97502",
             "99999")  # fmt: skip
NAF = ("25.62B", "24.51Z", "17.12Z", "05.10Z", "35.11Z", "39.00Z", "41.20A", "62.01Z", "85.32Z")
SIRET = "73282932000074"
IMPACTS = ("ges_{}_tco2e", "energie_{}_mwh", "eau_{}_m3", "matieres_{}_t", "dechets_{}_t",
           "pollution_{}_kg", "artificialisation_{}_m2")  # fmt: skip
REGIMES = ("rgec-14", "rgec-36", "rgec-38", "de-minimis")


class Chance(Random):
    """Chance for one portfolio; each dossier is more or less complete, more or less sound."""

    known = sound = 1.0

    def draw_quality(self) -> None:
        """Draw how complete and how sound the next dossier is."""
        self.known = self.choice([1.0, 0.99, 0.95, 0.85])
        self.sound = self.choice([1.0, 0.98, 0.9])

    def some(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields with some missing."""
        return {name: value for name, value in fields.items() if self.random() < self.known}

    def good(self) -> bool:
        """Return True, most of the time."""
        return self.random() < self.sound

    def usual(self, value: str, others: tuple[str, ...]) -> str:
        """Return the usual value two times in three, else any of the others."""
        return value if self.random() < 0.66 else self.choice(others)

    def day(self, year: int, first: int, last: int) -> str:
        """Return a day of a year, between two months."""
        return f"{year}-{self.randint(first, last):02d}-{self.randint(1, 28):02d}"

    def part(self, names: tuple[str, ...], share: float) -> list[str]:
        """Return some of the names."""
        return [name for name in names if self.random() < share]


def portfolio(measure: Measure, count: int, seed: int) -> list[Dossier]:
    """Return ``count`` distinct, validated dossiers."""
    chance = Chance(seed)
    seen: set[str] = set()
    found: list[Dossier] = []
    while len(found) < count:
        data = dossier(chance)
        content = json.dumps(data, sort_keys=True)
        if content not in seen:
            seen.add(content)
            data["reference"] = f"FV-TI-{len(found) + 1:04d}"
            found.append(Dossier.model_validate(data, context=measure.context))
    return found


def dossier(chance: Chance) -> dict[str, Any]:
    """Return a dossier as its file would say it, without its reference."""
    chance.draw_quality()
    deposit = chance.choice([chance.day(2024, 1, 12), chance.day(2025, 4, 12)])
    opinion = {"avis": "favorable", "auteur": "DREETS", "date": deposit}
    if not chance.good():
        opinion["avis"] = "defavorable"
    opinions = dict.fromkeys(JUDGED, opinion) if chance.random() < 0.5 else {}
    return {
        "reference": "FV-TI-0000",
        "date_depot": deposit,
        **chance.some(
            {
                "porteur": _applicant(chance),
                "projet": _project(chance, deposit),
                "gouvernance": chance.some(
                    {
                        "accord": chance.usual("favorable", _values(Accord)),
                        "date_accord": deposit,
                    },
                ),
                "financement": _financing(chance),
                "pieces": chance.part(get_args(Piece), chance.sound),
            },
        ),
        **({"appreciations": opinions} if opinions else {}),
    }  # fmt: skip


def _applicant(chance: Chance) -> dict[str, Any]:
    return chance.some(
        {
            "raison_sociale": "Exemple SAS",
            "siret": SIRET,
            "nature": chance.usual("entreprise", _values(NaturePorteur)),
            "personne_morale": chance.good(),
            "maitre_ouvrage": chance.good(),
            "immatriculee_france": chance.good(),
            "code_naf": chance.usual("25.62B", NAF),
            "date_creation": chance.day(chance.choice([1987, 2012, 2022, 2023]), 1, 12),
            "effectif": chance.choice([4, 9.5, 30, 84, 146, 212, 260, 900]),
            "chiffre_affaires": chance.randrange(100_000, 90_000_000),
            "total_bilan": chance.randrange(100_000, 60_000_000),
            "obligations_fiscales_a_jour": chance.good(),
            "obligations_sociales_a_jour": chance.good(),
            "aide_a_recuperer": not chance.good(),
            "difficulte": chance.some(
                {
                    "capital_souscrit": chance.randrange(10_000, 3_000_000),
                    "capitaux_propres": chance.randrange(-300_000, 9_000_000),
                    "procedure_collective": not chance.good(),
                    "aide_sauvetage_en_cours": not chance.good(),
                    "exercices": [_period(chance, year) for year in (2022, 2023)],
                    "sortie_acceptee_ademe": not chance.good(),
                },
            ),
        },
    )


def _period(chance: Chance, year: int) -> dict[str, Any]:
    figures = {
        "dettes": chance.randrange(20_000_000),
        "capitaux_propres": chance.randrange(-500_000, 5_000_000),
        "ebitda": chance.randrange(-500_000, 2_000_000),
        "charges_interets": chance.randrange(900_000),
    }
    return {"annee": year, **chance.some(figures)}


def _project(chance: Chance, deposit: str) -> dict[str, Any]:
    started = chance.random() < 0.1
    commitment = {"date_premier_engagement": chance.day(2024, 1, 12)} if started else {
        "aucun_engagement": chance.good()
    }  # fmt: skip
    return chance.some(
        {
            "intitule": "Récupération de chaleur fatale",
            "resume": "Des échangeurs récupèrent la chaleur des fumées.",
            "commune": chance.usual(chance.choice(LABELLED), ELSEWHERE),
            "volet": chance.usual("investissement", _values(Volet)),
            "rebond_industriel": not chance.good(),
            "thematiques": chance.part(get_args(Thematique), 0.45),
            "chaine_de_valeur": chance.usual("recyclage", _values(ChaineDeValeur)),
            "nature_operation": chance.usual("modernisation", _values(NatureOperation)),
            "va_au_dela_des_normes": chance.good(),
            "production_energie_renouvelable": not chance.good(),
            "photovoltaique_injection": not chance.good(),
            "chaudiere_fossile": not chance.good(),
            "solution_fondee_sur_la_nature": not chance.good(),
            "collectif": not chance.good(),
            "date_debut": f"{int(deposit[:4]) + chance.choice([0, 1])}-{deposit[5:8]}15",
            "date_fin": f"{int(deposit[:4]) + chance.choice([2, 3])}-06-30",
            **commitment,
            "contrefactuel": chance.good(),
            "impacts": _impacts(chance),
            "maturite": chance.some(
                {
                    "permis": chance.usual("obtenu", _values(Permis)),
                    "etudes_achevees": chance.good(),
                    "devis": chance.good(),
                    "financement_boucle": chance.good(),
                },
            ),
        },
    )


def _impacts(chance: Chance) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for pattern in IMPACTS:
        before = chance.randrange(10, 20_000)
        found[pattern.format("avant")] = before
        found[pattern.format("apres")] = round(before * chance.uniform(0.3, 1.1), 1)
    for name in ("surface_restauree_ha", "lineaire_restaure_m", "emplois_crees",
                 "emplois_maintenus", "personnes_formees_an"):  # fmt: skip
        found[name] = chance.choice([0, 6, 84])
    return chance.some(found)


def _financing(chance: Chance) -> dict[str, Any]:
    expenses = [
        chance.some(
            {
                "poste": "Poste",
                "nature": chance.choice(_values(NatureDepense)),
                "montant_ht": f"{chance.randrange(20_000, 1_500_000)}.{chance.randrange(100):02d}",
                "eligible": chance.good(),
            }
        )
        for _ in range(chance.randrange(1, 6))
    ]
    asked = chance.randrange(50_000, 900_000)
    total = sum(float(line.get("montant_ht", 0)) for line in expenses)
    rest = f"{max(total - asked, 0) if chance.good() else total:.2f}"
    resources = [
        {"financeur": "Fonds propres", "origine": "autofinancement", "montant": rest,
         "etat": "acquis"},
        {"financeur": "Fonds vert", "origine": "publique", "montant": f"{asked}.00",
         "etat": chance.usual("sollicite", _values(Etat)), "fonds_vert": True},
    ]  # fmt: skip
    if chance.random() < 0.3:
        line = {"financeur": "Région", "origine": chance.choice(_values(Origine)),
                "montant": f"{chance.randrange(200_000)}.50", "etat": "sollicite"}  # fmt: skip
        resources.append(line)
    return chance.some(
        {
            "depenses": expenses,
            "ressources": resources,
            "montant_demande": f"{asked}.00",
            "surcout_ht": chance.randrange(1_000_000),
            "avance_demandee": chance.choice([0, 0, asked // 10, asked // 5]),
            "de_minimis_3_ans": chance.choice([0, 150_000, 320_000]),
            "regime": chance.choice(REGIMES),
        },
    )


def _values(choice: Any) -> tuple[str, ...]:
    """Return the values of a choice of the dossier."""
    return get_args(get_args(choice)[0])
