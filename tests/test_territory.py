"""Where a site lies: the territories of the rule book, and the answer that people read."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from places import ROOT

import fondsvert
from fondsvert.engine import yaml_text
from fondsvert.engine.communes import Cog
from fondsvert.engine.errors import RulesError
from fondsvert.engine.report.terminal import show
from fondsvert.engine.report.territory_view import TerritoryAnswer, describe, render
from fondsvert.engine.territory import NationalList, Territories, Territory, locate

if TYPE_CHECKING:
    from fondsvert.engine.messages import Lang

COG = Cog()
Ask = Callable[[str], TerritoryAnswer]
Printed = Callable[..., str]


@pytest.fixture(scope="module")
def territories() -> Territories:
    """The territories that ship."""
    data = yaml_text.load((ROOT / "rules/territoires.yaml").read_bytes()).data
    return Territories.from_entries(data["territoires"], data["regions_completes"], data["phase"])


def members(region: str, territories: Territories) -> set[str]:
    """Return the communes labelled in the territories that ``region`` carries."""
    sites = (locate(commune.code, COG, territories) for commune in COG.all())
    return {
        site.commune.code
        for site in sites
        if site.commune and site.territory and site.territory.region == region
    }


def test_the_communes_of_the_region(territories: Territories) -> None:
    """832 communes in the 12 territories, 825 of the 1 754 of the region, and the 9 exceptions."""
    labelled = members("24", territories)
    region = {commune.code for commune in COG.all() if commune.region == "24"}
    assert sum(territory.region == "24" for territory in territories) == 12
    assert (len(labelled), len(labelled & region), len(region)) == (832, 825, 1754)
    assert labelled - region == {"27230", "27355", "27376", "27378", "27438", "27543", "89350"}
    elsewhere = {code: locate(code, COG, territories).territory for code in region - labelled}
    assert {code: each.id for code, each in elsewhere.items() if each} == {
        "18049": "ti-2707",
        "28263": "ti-2808",
    }


def test_every_epci_that_ships_exists(territories: Territories) -> None:
    """No SIREN of the rule book is unknown to the Code officiel géographique."""
    sirens = [siren for territory in territories for siren, _ in territory.epci]
    assert [siren for siren in sirens if COG.groupement(siren) is None] == []


@pytest.mark.parametrize("nom", ["Tours", "Blois", "Vendôme", "Saint-Amand-Montrond", "Loches"])
def test_towns_of_the_region_outside(nom: str, territories: Territories) -> None:
    """In a region whose territories are all known, a commune of none is outside."""
    (match,) = COG.search(nom)
    site = locate(match.commune.code, COG, territories)
    assert (site.statut, site.territory, site.cause) == ("hors_ti", None, None)


def test_unknown_is_never_outside(territories: Territories) -> None:
    """A missing code, an unknown one, a commune of a region not described: each says why."""
    causes = {code: locate(code, COG, territories) for code in (None, "99999", "93066", "97502")}
    assert {code: (site.statut, site.cause) for code, site in causes.items()} == {
        None: ("inconnu", "commune_absente"),
        "99999": ("inconnu", "commune_inconnue"),
        "93066": ("inconnu", "liste_nationale_non_chargee"),
        "97502": ("inconnu", "liste_nationale_non_chargee"),
    }


def test_a_former_code_is_located_as_the_current_commune(territories: Territories) -> None:
    """41092 lies in Sologne Val de Cher, under the code of today."""
    site = locate("41092", COG, territories)
    assert site.commune is not None
    assert site.territory is not None
    assert (site.statut, site.territory.id) == ("labellise", "ti-2411")
    assert (site.commune.code, site.ancien_code) == ("41059", "41092")


def test_a_warm_lookup_serves_bulk_screening(territories: Territories) -> None:
    """5 000 sites take far less than a second once known."""
    locate("18279", COG, territories)
    start = time.perf_counter()
    for _ in range(5_000):
        locate("18279", COG, territories)
    assert time.perf_counter() - start < 0.1


def test_what_ships_wins_over_the_national_list(territories: Territories) -> None:
    """The list adds territories and members; it moves no member that ships."""
    added = NationalList(
        (
            Territory("ti-1199", "Plaine", "11", epci=(("200057867", "EPT Plaine Commune"),)),
            Territory("ti-2499", "Ailleurs", "24", epci=(("244500468", "Orléans Métropole"),)),
            Territory("ti-2707", "Nevers", "27", epci=(("200068088", "CC Les Bertranges"),)),
        )
    )
    completed = territories.with_national_list(added)
    ids = {code: locate(code, COG, completed).territory for code in ("45234", "18049", "93066")}
    assert {code: each.id for code, each in ids.items() if each} == {
        "45234": "ti-2408",
        "18049": "ti-2707",
        "93066": "ti-1199",
    }
    assert completed.get("ti-2499") is None
    assert len(completed) == len(territories) + 1
    assert completed.get("ti-2707") == Territory(
        "ti-2707", "Nevers Val de Loire", "27", (("200068088", "CC Les Bertranges"),), ("18049",)
    )
    assert locate("2A004", COG, completed).statut == "hors_ti"
    assert locate("2A004", COG, territories).statut == "inconnu"


def test_a_rule_book_that_repeats_itself_is_refused() -> None:
    """An id given twice and a member of two territories are both reported."""
    entry = {"id": "ti-2401", "nom": "A", "region": "24", "communes": ["18279"]}
    with pytest.raises(RulesError) as caught:
        Territories.from_entries([entry, entry, {**entry, "id": "ti-2402"}], ["24"], 2)
    assert [fault.code for fault in caught.value.faults] == [
        "territoire.identifiant_en_double",
        "territoire.membre_de_deux",
    ]


# The answer


@pytest.fixture(scope="module")
def ask(measure: fondsvert.Measure) -> Ask:
    """Ask about a commune or a territory, the national list not loaded."""
    return lambda query: describe(query, measure)


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    """Show an answer as when it is piped: 80 columns, no colour."""

    def show_answer(answer: TerritoryAnswer, lang: Lang = "fr") -> str:
        show(render(answer, lang))
        return capsys.readouterr().out

    return show_answer


def test_one_commune_is_the_answer(ask: Ask, printed: Printed) -> None:
    """A code, in either case, or a name of one commune gives its sheet."""
    answer = ask("18279")
    assert answer.found
    data = answer.as_json()
    assert data["statut"] == "labellise"
    assert (data["id"], data["nom"], data["phase"]) == ("ti-2401", "Berry Sologne", 2)
    assert (data["commune"], data["epci_siren"]) == ("18279", "200090561")
    assert (data["departement"], data["arrondissement"], data["region"]) == ("18", "183", "24")
    assert data["candidats"] == data["suggestions"] == []
    assert {**ask(" vierzon ").as_json(), "requete": "18279"} == data
    assert ask("2a004").as_json()["commune_nom"] == "Ajaccio"
    assert "Berry Sologne (ti-2401)" in printed(answer)


def test_a_territory_is_an_answer(ask: Ask, printed: Printed) -> None:
    """By its id or its name: its members, how many communes, and all that is known of it."""
    answer = ask("TI-2411")
    data = answer.as_json()
    assert answer.found
    assert (data["statut"], data["id"], data["cause"]) == ("labellise", "ti-2411", None)
    assert [each["siren"] for each in data["membres"]] == ["244100806", "200018406", "200072064"]
    assert data["commune"] is None
    assert {each["id"] for each in data["orientation"]} == {"ORI-05", "ORI-06"}
    assert {**ask("sologne val de cher").as_json(), "requete": "TI-2411"} == data
    text = " ".join(printed(answer).split())
    assert "CC du Romorantinais et du Monestois" in text
    assert "février 2024" in text
    assert not ask("ti-2499").found


def test_the_communes_of_the_region_s_territories_are_counted(ask: Ask) -> None:
    """The twelve territories count 832 communes on this COG, as the domain says."""
    counts = [ask(f"ti-24{n:02d}").as_json()["communes_du_territoire"] for n in range(1, 13)]
    assert sum(counts) == 832


def test_communes_are_counted_where_they_are_located(territories: Territories) -> None:
    """The quick count agrees with asking each commune of France for its territory."""
    owners = Counter(owner.id for each in COG.all() if (owner := territories.of(each)))
    assert {each.id: territories.count(each, COG) for each in territories} == owners


def test_a_territory_known_by_a_commune_is_not_shown_as_whole(ask: Ask, printed: Printed) -> None:
    """Another region's territory is known by one commune until the national list is loaded."""
    data = ask("ti-2707").as_json()
    assert (data["communes_isolees"], data["territoire_complet"]) == (["18049"], False)
    text = " ".join(printed(ask("ti-2707")).split())
    assert "La Chapelle-Montlinard" in text
    assert "liste nationale" in text
    assert ask("18279").as_json()["territoire_complet"] is True
    assert ask("41018").as_json()["territoire_complet"] is None


def test_a_territory_is_found_by_the_beginning_of_its_name(ask: Ask) -> None:
    """Taken when it is the only one, unless a commune has that name; else proposed, never taken."""
    assert ask("pays de dreux").as_json()["id"] == "ti-2409"
    assert ask("Issoudun").as_json()["commune"] == "36088"
    for query, near in [
        ("portes eureliennes", ["ti-2409"]),
        ("Sologne Val de Chers", ["ti-2411"]),
        ("Métropole", ["ti-2402", "ti-2408"]),
        ("xyzxyzxyz", []),
        ("?", []),
    ]:
        answer = ask(query)
        assert not answer.found
        assert [each["id"] for each in answer.as_json()["territoires_proches"]] == near


def test_the_prefecture_as_data(ask: Ask) -> None:
    """The seat of the site's arrondissement; none for a territory, nor where there is none."""
    seats = {
        query: ask(query).as_json()["prefecture"]
        for query in ("41018", "18279", "97502", "ti-2401")
    }
    assert seats["41018"] == {"genre": "prefecture", "commune": "41018", "nom": "Blois"}
    assert seats["18279"] == {"genre": "sous_prefecture", "commune": "18279", "nom": "Vierzon"}
    assert seats["97502"] is seats["ti-2401"] is None


def test_whom_to_see_follows_the_arrondissement(ask: Ask, printed: Printed) -> None:
    """A préfecture at the département's seat, a sous-préfecture elsewhere."""
    assert "La préfecture (Blois)" in printed(ask("41018"))
    assert "La sous-préfecture (Vierzon)" in printed(ask("18279"))
    assert "rebond industriel" in printed(ask("41018"))


def test_an_ambiguous_name_gives_candidates(ask: Ask, printed: Printed) -> None:
    """Four communes are called Saint-Denis: none is chosen."""
    answer = ask("Saint-Denis")
    assert not answer.found
    assert [each["commune"] for each in answer.as_json()["candidats"]] == [
        "11339", "30247", "93066", "97411",
    ]  # fmt: skip
    assert answer.as_json()["cause"] == "nom_ambigu"
    assert "La Réunion" in printed(answer)


def test_a_long_list_is_cut_on_the_terminal_only(ask: Ask, printed: Printed) -> None:
    """The terminal shows twenty and counts the others; the data holds them all."""
    answer = ask("saint-j")
    assert len(answer.as_json()["candidats"]) == len(answer.candidates) > 100
    assert f"{len(answer.candidates) - 20} more" in printed(answer, "en")


def test_nothing_found_is_said(ask: Ask, printed: Printed) -> None:
    """A near name is suggested, never taken; an unknown code is not taken for a postcode."""
    near, nothing, unknown = ask("Vierzom"), ask("xyzxyzxyz"), ask("99999")
    assert [near.found, nothing.found, unknown.found] == [False, False, False]
    assert "Vierzon" in [each["commune_nom"] for each in near.as_json()["suggestions"]]
    assert (near.as_json()["statut"], near.as_json()["cause"]) == ("inconnu", "nom_inconnu")
    assert nothing.as_json()["suggestions"] == []
    assert unknown.as_json()["cause"] == "commune_inconnue"
    assert "code postal" in " ".join(printed(unknown).split())


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "query",
    [
        "18279",
        "41092",
        "Rouvray-Saint-Denis",
        "93066",
        "saint",
        "97502",
        "99999",
        "Viersonne",
        "ti-2401",
        "Perche Industrie",
        "ti-2499",
        "ti-2707",
        "Métropole",
    ],
)
def test_every_answer_fits_and_serialises(
    query: str, lang: Lang, ask: Ask, printed: Printed
) -> None:
    """80 columns, no colour, both languages; the data is JSON whose keys never change."""
    answer = ask(query)
    text = printed(answer, lang)
    assert text.strip()
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80
    assert set(json.loads(json.dumps(answer.as_json()))) == set(ask("18279").as_json())
