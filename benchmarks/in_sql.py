"""The criteria of :mod:`by_hand` in SQL, for DuckDB: nulls are unknown there too."""

from __future__ import annotations

from collections.abc import Iterable

from by_hand import CHAINS, GREEN, SECONDARY


def words(values: Iterable[str]) -> str:
    """Return a list of words."""
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"


def status(required: str, applies: str = "true", failed: str = "'non_satisfait'") -> str:
    """Return the status of a criterion."""
    return (
        f"case when not ({applies}) then 'sans_objet' when ({required}) then 'satisfait' "
        f"when ({applies}) and not ({required}) then {failed} else 'indetermine' end"
    )


def total(names: set[str], rows: str, amount: str, where: str | None = None) -> str:
    """Return the sum of a column over a list; unknown where the list or a part of it is."""
    count = f'"{rows}.nombre"'
    amounts, doubts = [], [f"{count} is null"]
    for rank in range(100):
        cell = f"{rows}[{rank}].{amount}"
        if cell not in names:
            break
        wanted = "true"
        if where == "eligible":
            wanted = f'"{rows}[{rank}].eligible"'
        elif where is not None:
            wanted = f"\"{rows}[{rank}].origine\" = '{where}'"
        inside = f"{count} > {rank}"
        doubts.append(f"({inside} and ({wanted}) is null)")
        doubts.append(f'({inside} and coalesce({wanted}, true) and "{cell}" is null)')
        amounts.append(f'case when {inside} and {wanted} then "{cell}" else 0 end')
    doubt = " or ".join(f"coalesce({each}, false)" for each in doubts)
    return f"case when not ({doubt}) then {' + '.join(amounts)} end"


def query(names: Iterable[str], source: str, sites: str, *, tell: str = "_rang") -> str:
    """Return the query of the statuses of ``source``; ``tell`` is kept of it as it is."""
    known = set(names)
    spent, brought = "financement.depenses", "financement.ressources"

    def theme(name: str) -> str:
        return f'(case when themes then coalesce("projet.thematiques.{name}", false) end)'

    green = " or ".join(theme(name) for name in GREEN)
    company, volet = "\"porteur.nature\" = 'entreprise'", '"projet.volet"'
    invests, skills = f"{volet} = 'investissement'", f"{volet} = 'competences'"
    kind, deal = '"projet.nature_operation"', '"gouvernance.accord"'
    secondary = f'"porteur.nature" in {words(SECONDARY)}'
    advance = 'coalesce("financement.avance_demandee", 0)'
    found = {
        "POR-01": status('"porteur.personne_morale" and "porteur.maitre_ouvrage"'),
        "POR-02": status(
            f"{company} or ({skills} and {secondary})",
            failed=f"case when {secondary} then 'a_apprecier' "
            f"when not ({secondary}) then 'non_satisfait' else 'indetermine' end",
        ),
        "POR-06": status(
            '"porteur.obligations_fiscales_a_jour" and "porteur.obligations_sociales_a_jour"'
        ),
        "TER-01": status("territoire__statut = 'labellise'"),
        "TER-02": status(
            f"{deal} = 'favorable'",
            company,
            f"case when {deal} = 'en_attente' then 'indetermine' else 'non_satisfait' end",
        ),
        "PRJ-02": status('begun or "projet.date_premier_engagement" >= date_depot'),
        "PRJ-03": status(
            f"{kind} not in ('etude', 'renouvellement_identique', 'autre')",
            failed=f"case when {kind} = 'autre' then 'a_apprecier' else 'non_satisfait' end",
        ),
        "PRJ-04": status("base >= 400000 or site__region = '94' or site__zone in ('drom', 'com')"),
        "PRJ-05": status(f"({invests} and ({green})) or ({skills} and {theme('competences')})"),
        "PRJ-09": status('"projet.va_au_dela_des_normes"', invests, "'a_apprecier'"),
        "DEC-01": status(
            '"projet.impacts.ges_apres_tco2e" < "projet.impacts.ges_avant_tco2e"',
            f"{invests} and {theme('decarbonation')}",
            "'a_apprecier'",
        ),
        "CMP-02": status(
            '"projet.impacts.personnes_formees_an" > 0 '
            f'and "projet.chaine_de_valeur" in {words(CHAINS)}',
            skills,
            "'a_apprecier'",
        ),
        "FIN-01": status("means = costs"),
        "FIN-02": status("public <= base"),
        "FIN-03": status(
            "own * 5 >= public + own",
            "\"porteur.nature\" in ('collectivite', 'groupement_collectivites')",
        ),
        "FIN-06": status(
            f'{advance} * 100 <= "financement.montant_demande" * 15', f"{advance} > 0"
        ),
        "PIE-01": status(
            'case when parts then coalesce("pieces.description", false) end',
            failed="'indetermine'",
        ),
    }
    return f"""
    with facts as (
      select dossiers.*, site__zone, site__region, territoire__statut,
        {total(known, spent, "montant_ht", "eligible")} as base,
        {total(known, spent, "montant_ht")} as costs,
        {total(known, brought, "montant")} as means,
        {total(known, brought, "montant", "publique")} as public,
        {total(known, brought, "montant", "autofinancement")} as own,
        case when "projet.thematiques.connu" then true end as themes,
        case when "pieces.connu" then true end as parts,
        case when "projet.date_premier_engagement" is null then "projet.aucun_engagement"
          else false end as begun
      from {source} as dossiers left join {sites} as sites
        on dossiers."projet.commune" = sites.site_key)
    select {tell}, {", ".join(f'{sql} as "{name}"' for name, sql in found.items())} from facts
    """  # noqa: S608 — our own names alone
