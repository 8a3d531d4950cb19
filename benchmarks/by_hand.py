"""Seventeen criteria of the 2025 edition written by hand in Polars, as one would without rules.

Nulls are unknown: Polars's own « and » and « or » follow Kleene, and ``when`` takes null for
false.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import polars as pl
from polars import Expr, col, lit

STATUS = pl.Enum(["satisfait", "non_satisfait", "indetermine", "a_apprecier", "sans_objet"])
SECONDARY = ["groupement_employeurs", "association", "etablissement_formation", "collectivite",
             "groupement_collectivites"]  # fmt: skip
CHAINS = ["biosources", "mobilites", "alimentation", "relocalisation", "recyclage",
          "equipements_transition", "diversification"]  # fmt: skip
GREEN = ["protection_environnement", "gestion_ressources", "decarbonation", "genie_ecologique"]


def said(status: str) -> Expr:
    """Return a status on every row."""
    return lit(status, dtype=STATUS)


def status(
    required: Expr, applies: Expr | None = None, failed: Expr | str = "non_satisfait"
) -> Expr:
    """Return the status of a criterion: what fails it decides what it becomes then."""
    otherwise = said(failed) if isinstance(failed, str) else failed
    if applies is None:
        return pl.when(required).then(said("satisfait")).when(~required).then(otherwise).otherwise(
            said("indetermine")
        )  # fmt: skip
    return (
        pl.when(~applies).then(said("sans_objet"))
        .when(required).then(said("satisfait"))
        .when(applies & ~required).then(otherwise)
        .otherwise(said("indetermine"))
    )  # fmt: skip


def total(names: Iterable[str], rows: str, amount: str, where: str | None = None) -> Expr:
    """Return the sum of a column over a list; unknown where the list or a part of it is."""
    known = set(names)
    count = col(f"{rows}.nombre")
    amounts, doubts = [], [count.is_null()]
    for rank in range(100):
        cell = f"{rows}[{rank}].{amount}"
        if cell not in known:
            break
        inside = count > rank
        wanted = lit(value=True)
        if where == "eligible":
            wanted = col(f"{rows}[{rank}].eligible")
        elif where is not None:
            wanted = col(f"{rows}[{rank}].origine") == where
        doubts.append((inside & wanted.is_null()) | (inside & wanted.fill_null(value=True)
                                                     & col(cell).is_null()))  # fmt: skip
        amounts.append(pl.when(inside & wanted).then(col(cell)).otherwise(Decimal(0)))
    doubt = pl.any_horizontal(*(each.fill_null(value=False) for each in doubts))
    return pl.when(~doubt).then(pl.sum_horizontal(*amounts))


def screened(table: pl.LazyFrame, sites: pl.LazyFrame) -> pl.LazyFrame:
    """Return the statuses of a table of dossiers."""
    names = table.collect_schema().names()
    spent, brought = "financement.depenses", "financement.ressources"
    table = table.join(
        sites.select(
            col("site_key").alias("projet.commune"),
            "site__zone", "site__region", "territoire__statut",
        ), on="projet.commune", how="left",
    ).with_columns(
        base=total(names, spent, "montant_ht", "eligible"),
        costs=total(names, spent, "montant_ht"),
        means=total(names, brought, "montant"),
        public=total(names, brought, "montant", "publique"),
        own=total(names, brought, "montant", "autofinancement"),
        themes=pl.when(col("projet.thematiques.connu")).then(lit(value=True)),
        parts=pl.when(col("pieces.connu")).then(lit(value=True)),
        begun=pl.when(col("projet.date_premier_engagement").is_null())
        .then(col("projet.aucun_engagement")).otherwise(lit(value=False)),
    )  # fmt: skip

    def theme(name: str) -> Expr:
        held = col(f"projet.thematiques.{name}").fill_null(value=False)
        return pl.when(col("themes")).then(held)

    nature, volet = col("porteur.nature"), col("projet.volet")
    company, invests = nature == "entreprise", volet == "investissement"
    skills, kind = volet == "competences", col("projet.nature_operation")
    green = pl.any_horizontal(*(col(f"projet.thematiques.{n}").fill_null(value=False)
                                for n in GREEN))  # fmt: skip
    green = pl.when(col("themes")).then(green)
    overseas = (col("site__region") == "94") | col("site__zone").is_in(["drom", "com"])
    secondary = nature.is_in(SECONDARY)
    deal = col("gouvernance.accord")
    found = {
        "POR-01": status(col("porteur.personne_morale") & col("porteur.maitre_ouvrage")),
        "POR-02": status(company | (skills & secondary),
                         failed=pl.when(secondary.is_null()).then(said("indetermine"))
                         .when(secondary).then(said("a_apprecier"))
                         .otherwise(said("non_satisfait"))),
        "POR-06": status(col("porteur.obligations_fiscales_a_jour")
                         & col("porteur.obligations_sociales_a_jour")),
        "TER-01": status(col("territoire__statut") == "labellise"),
        "TER-02": status(deal == "favorable", company,
                         pl.when(deal == "en_attente").then(said("indetermine"))
                         .otherwise(said("non_satisfait"))),
        "PRJ-02": status(col("begun")
                         | (col("projet.date_premier_engagement") >= col("date_depot"))),
        "PRJ-03": status(~kind.is_in(["etude", "renouvellement_identique", "autre"]),
                         failed=pl.when(kind == "autre").then(said("a_apprecier"))
                         .otherwise(said("non_satisfait"))),
        "PRJ-04": status((col("base") >= Decimal(400_000)) | overseas),
        "PRJ-05": status((invests & green) | (skills & theme("competences"))),
        "PRJ-09": status(col("projet.va_au_dela_des_normes"), invests, "a_apprecier"),
        "DEC-01": status(col("projet.impacts.ges_apres_tco2e")
                         < col("projet.impacts.ges_avant_tco2e"),
                         invests & theme("decarbonation"), "a_apprecier"),
        "CMP-02": status((col("projet.impacts.personnes_formees_an") > 0)
                         & col("projet.chaine_de_valeur").is_in(CHAINS), skills,
                         "a_apprecier"),
        "FIN-01": status(col("means") == col("costs")),
        "FIN-02": status(col("public") <= col("base")),
        "FIN-03": status(col("own") * 5 >= col("public") + col("own"),
                         nature.is_in(["collectivite", "groupement_collectivites"])),
        "FIN-06": status(
            col("financement.avance_demandee").fill_null(Decimal(0)) * 100
            <= col("financement.montant_demande") * 15,
            col("financement.avance_demandee").fill_null(Decimal(0)) > 0),
        "PIE-01": status(pl.when(col("parts")).then(
            col("pieces.description").fill_null(value=False)), failed="indetermine"),
    }  # fmt: skip
    return table.select("_rang", *(expr.alias(name) for name, expr in found.items()))
