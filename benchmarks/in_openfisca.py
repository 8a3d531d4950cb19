"""The criteria of :mod:`by_hand` for OpenFisca-Core, each a variable computed on numpy arrays.

OpenFisca knows no unknown: a truth is -1, 0 or 1 here, a word its rank or -1, and an amount is in
cents beside a variable that says whether it is known. Its numbers have 32 bits, which do not hold
every amount: amounts are declared wider. Where the site lies is given to it, ready to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import polars as pl
from by_hand import CHAINS, GREEN, SECONDARY, STATUS

Arrays = Mapping[str, Any]
SATISFIED, FAILED, UNKNOWN, JUDGED, OUT = range(5)
NATURES = ["entreprise", *SECONDARY]
WORDS: Mapping[str, list[str]] = {
    "porteur.nature": NATURES,
    "projet.volet": ["investissement", "competences"],
    "projet.nature_operation": ["etude", "renouvellement_identique", "autre"],
    "projet.chaine_de_valeur": CHAINS,
    "gouvernance.accord": ["favorable", "en_attente"],
    "territoire__statut": ["labellise"],
    "site__region": ["94"],
    "site__zone": ["drom", "com"],
}
TRUTHS = ["porteur.personne_morale", "porteur.maitre_ouvrage", "projet.aucun_engagement",
          "porteur.obligations_fiscales_a_jour", "porteur.obligations_sociales_a_jour",
          "projet.va_au_dela_des_normes", "projet.thematiques.connu", "pieces.connu",
          "pieces.description", "projet.thematiques.competences",
          *(f"projet.thematiques.{name}" for name in GREEN)]  # fmt: skip
NUMBERS = ["projet.impacts.ges_apres_tco2e", "projet.impacts.ges_avant_tco2e",
           "projet.impacts.personnes_formees_an", "financement.avance_demandee",
           "financement.montant_demande", "financement.depenses.nombre",
           "financement.ressources.nombre", "projet.date_premier_engagement",
           "date_depot"]  # fmt: skip
MISSING = np.iinfo(np.int64).min


def inputs(table: pl.DataFrame, sites: pl.DataFrame) -> dict[str, Any]:
    """Return the arrays that OpenFisca is given."""
    places = sites.select(
        pl.col("site_key").alias("projet.commune"),
        "site__zone", "site__region", "territoire__statut",
    )  # fmt: skip
    table = table.join(places, on="projet.commune", how="left", maintain_order="left")
    found: dict[str, Any] = {}
    for name, column in ((name, table[name]) for name in table.columns):
        if name in TRUTHS or name.endswith(".eligible"):
            found[name] = column.cast(pl.Int8).fill_null(-1).cast(pl.Int32).to_numpy()
        elif name in WORDS or name.endswith(".origine"):
            ranks = WORDS.get(name, ["publique", "autofinancement"])
            codes = pl.col(name).replace_strict(ranks, list(range(len(ranks))), default=99)
            known = pl.when(pl.col(name).is_null()).then(-1).otherwise(codes)
            found[name] = table.select(known.cast(pl.Int32)).to_series().to_numpy()
        elif name in NUMBERS or name.endswith((".montant_ht", ".montant")):
            wide = column.to_physical() if column.dtype.is_decimal() else column
            found[name] = wide.cast(pl.Int64).fill_null(MISSING).to_numpy()
    return found


def both(*parts: Any) -> Any:
    """Return the Kleene conjunction of truths: its least certain part."""
    least = np.minimum.reduce([np.where(part == -1, 0.5, part) for part in parts])
    return np.where(least == 0.5, -1, least).astype(np.int32)


def either(*parts: Any) -> Any:
    """Return the Kleene disjunction."""
    most = np.maximum.reduce([np.where(part == -1, 0.5, part) for part in parts])
    return np.where(most == 0.5, -1, most).astype(np.int32)


def among(word: Any, *ranks: int) -> Any:
    """Return whether a word is one of these."""
    return np.where(word == -1, -1, np.isin(word, ranks))


def compared(one: Any, two: Any, test: Callable[[Any, Any], Any]) -> Any:
    """Return a comparison of numbers, unknown where a side is."""
    known = (one != MISSING) & (two != MISSING)
    return np.where(known, test(one, two), -1)


def status(required: Any, applies: Any | None = None, failed: Any = FAILED) -> Any:
    """Return the status of a criterion."""
    if applies is None:
        return np.select([required == 1, required == 0], [SATISFIED, failed], UNKNOWN)
    cases = [applies == 0, required == 1, (applies == 1) & (required == 0)]
    return np.select(cases, [OUT, SATISFIED, failed], UNKNOWN)


def formulas(names: set[str]) -> dict[str, Callable[[Callable[[str], Any]], Any]]:
    """Return the formula of each computed variable, from what gives the value of another."""

    def total(rows: str, amount: str, where: str | None = None) -> Any:
        def formula(get: Callable[[str], Any]) -> Any:
            count = get(f"{rows}.nombre")
            doubt, whole = count == MISSING, 0
            rank = 0
            while (cell := f"{rows}[{rank}].{amount}") in names:
                inside = count > rank
                wanted: Any = 1
                if where == "eligible":
                    wanted = get(f"{rows}[{rank}].eligible")
                elif where is not None:
                    rank_ = ["publique", "autofinancement"].index(where)
                    wanted = among(get(f"{rows}[{rank}].origine"), rank_)
                value = get(cell)
                doubt |= inside & (wanted == -1)
                doubt |= inside & (wanted != 0) & (value == MISSING)
                whole = whole + np.where(inside & (wanted == 1) & (value != MISSING), value, 0)
                rank += 1
            return np.where(doubt, MISSING, whole)

        return formula

    def theme(get: Callable[[str], Any], name: str) -> Any:
        held = get(f"projet.thematiques.{name}")
        return np.where(get("projet.thematiques.connu") == 1, np.maximum(held, 0), -1)

    def times(value: Any, factor: int) -> Any:
        return np.where(value == MISSING, MISSING, value * factor)

    def plus(one: Any, two: Any) -> Any:
        return np.where((one == MISSING) | (two == MISSING), MISSING, one + two)

    def begun(get: Callable[[str], Any]) -> Any:
        day = get("projet.date_premier_engagement")
        none = np.where(day == MISSING, get("projet.aucun_engagement"), 0)
        after = compared(day, get("date_depot"), np.greater_equal)
        return status(either(none, after))

    def advance(get: Callable[[str], Any]) -> Any:
        asked = get("financement.avance_demandee")
        asked = np.where(asked == MISSING, 0, asked)
        most = times(get("financement.montant_demande"), 15)
        return status(compared(asked * 100, most, np.less_equal), (asked > 0).astype(np.int32))

    def nature(get: Callable[[str], Any]) -> Any:
        kind = get("porteur.nature")
        other = among(kind, *range(1, len(NATURES)))
        held = either(among(kind, 0), both(among(get("projet.volet"), 1), other))
        failed = np.select([other == 1, other == 0], [JUDGED, FAILED], UNKNOWN)
        return status(held, failed=failed)

    def accord(get: Callable[[str], Any]) -> Any:
        deal = get("gouvernance.accord")
        failed = np.where(deal == 1, UNKNOWN, FAILED)
        return status(among(deal, 0), among(get("porteur.nature"), 0), failed)

    def floor(get: Callable[[str], Any]) -> Any:
        enough = compared(get("base"), np.int64(40_000_000), np.greater_equal)
        away = either(among(get("site__region"), 0), among(get("site__zone"), 0, 1))
        return status(either(enough, away))

    def operation(get: Callable[[str], Any]) -> Any:
        kind = get("projet.nature_operation")
        held = np.where(kind == -1, -1, 1 - among(kind, 0, 1, 2))
        return status(held, failed=np.where(kind == 2, JUDGED, FAILED))

    def themes(get: Callable[[str], Any]) -> Any:
        volet = get("projet.volet")
        green = either(*(theme(get, name) for name in GREEN))
        skills = both(among(volet, 1), theme(get, "competences"))
        return status(either(both(among(volet, 0), green), skills))

    def carbon(get: Callable[[str], Any]) -> Any:
        less = compared(get("projet.impacts.ges_apres_tco2e"),
                        get("projet.impacts.ges_avant_tco2e"), np.less)  # fmt: skip
        applies = both(among(get("projet.volet"), 0), theme(get, "decarbonation"))
        return status(less, applies, JUDGED)

    def trained(get: Callable[[str], Any]) -> Any:
        some = compared(get("projet.impacts.personnes_formees_an"), np.int64(0), np.greater)
        chain = among(get("projet.chaine_de_valeur"), *range(len(CHAINS)))
        return status(both(some, chain), among(get("projet.volet"), 1), JUDGED)

    def own_share(get: Callable[[str], Any]) -> Any:
        own = get("own")
        least = compared(times(own, 5), plus(get("public"), own), np.greater_equal)
        local = [NATURES.index(n) for n in ("collectivite", "groupement_collectivites")]
        return status(least, among(get("porteur.nature"), *local))

    def described(get: Callable[[str], Any]) -> Any:
        held = np.maximum(get("pieces.description"), 0)
        return status(np.where(get("pieces.connu") == 1, held, -1), failed=UNKNOWN)

    spent, brought = "financement.depenses", "financement.ressources"
    return {
        "base": total(spent, "montant_ht", "eligible"),
        "costs": total(spent, "montant_ht"),
        "means": total(brought, "montant"),
        "public": total(brought, "montant", "publique"),
        "own": total(brought, "montant", "autofinancement"),
        "POR-01": lambda get: status(
            both(get("porteur.personne_morale"), get("porteur.maitre_ouvrage"))
        ),
        "POR-02": nature,
        "POR-06": lambda get: status(
            both(get("porteur.obligations_fiscales_a_jour"),
                 get("porteur.obligations_sociales_a_jour"))
        ),
        "TER-01": lambda get: status(among(get("territoire__statut"), 0)),
        "TER-02": accord,
        "PRJ-02": begun,
        "PRJ-03": operation,
        "PRJ-04": floor,
        "PRJ-05": themes,
        "PRJ-09": lambda get: status(
            get("projet.va_au_dela_des_normes"), among(get("projet.volet"), 0), JUDGED
        ),
        "DEC-01": carbon,
        "CMP-02": trained,
        "FIN-01": lambda get: status(compared(get("means"), get("costs"), np.equal)),
        "FIN-02": lambda get: status(compared(get("public"), get("base"), np.less_equal)),
        "FIN-03": own_share,
        "FIN-06": advance,
        "PIE-01": described,
    }  # fmt: skip


class System:
    """The criteria as a tax-benefit system of OpenFisca."""

    def __init__(self, arrays: Arrays) -> None:
        from openfisca_core.entities import build_entity
        from openfisca_core.periods import YEAR
        from openfisca_core.taxbenefitsystems import TaxBenefitSystem
        from openfisca_core.variables import Variable

        self.entity = build_entity("dossier", "dossiers", "Dossier", is_person=True)
        self.system = TaxBenefitSystem([self.entity])
        computed = formulas(set(arrays))
        self.criteria = [name for name in computed if "-" in name]
        for name in [*arrays, *computed]:
            body: dict[str, Any] = {
                "value_type": int, "entity": self.entity, "definition_period": YEAR,
                "label": name,
            }  # fmt: skip
            if name in computed:
                body["formula"] = _formula(computed[name])
            self.system.add_variable(type(_safe(name), (Variable,), body))
            wide = name in NUMBERS or "montant" in name or name in {"base", "costs", "means",
                                                                    "public", "own"}  # fmt: skip
            if wide:
                self.system.get_variable(_safe(name)).dtype = np.dtype(np.int64)

    def run(self, arrays: Arrays) -> dict[str, Any]:
        """Return the status of every criterion, as ranks."""
        from openfisca_core.simulations import SimulationBuilder

        count = len(next(iter(arrays.values())))
        simulation = SimulationBuilder().build_default_simulation(self.system, count=count)
        for name, values in arrays.items():
            simulation.set_input(_safe(name), "2025", values)
        return {name: simulation.calculate(_safe(name), "2025") for name in self.criteria}


def told(ranks: Mapping[str, Any]) -> pl.DataFrame:
    """Return statuses by name."""
    words = STATUS.categories
    return pl.DataFrame({
        name: words.gather(pl.Series(values, dtype=pl.UInt32)).cast(STATUS)
        for name, values in ranks.items()
    })  # fmt: skip


def _safe(name: str) -> str:
    return "".join(char if char.isalnum() else "_" for char in name)


def _formula(compute: Callable[[Callable[[str], Any]], Any]) -> Callable[..., Any]:
    def formula(dossier: Any, period: Any) -> Any:
        return compute(lambda name: dossier(_safe(name), period))

    return formula
