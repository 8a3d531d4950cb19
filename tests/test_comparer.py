"""Two editions compared: each change found with its witness, nothing else, and proved so."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import small_books
from compared import BASE, FIFTY, FOUR, THREE, YEARS, between, moves, only, told, within
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_books import CITATION, criterion, edition, load, parameter, write
from strategies import dossiers

import fondsvert
from fondsvert.engine.audit.gherkin import flat
from fondsvert.engine.comparison.comparing import compare
from fondsvert.engine.comparison.difference import ABSENT, Side
from fondsvert.engine.report.comparison_view import ComparisonView

if TYPE_CHECKING:
    import pytest

# -- one thing planted ---------------------------------------------------------------------------


def test_a_threshold(tmp_path: Path) -> None:
    """The witness is between both thresholds, says nothing else, and the figure is the cause."""
    rule = criterion("ESS-01", exige=f"{BASE} >= parametres.minimum")
    found = between(tmp_path, {"criteria": [rule], "parameters": [FOUR]},
                    {"criteria": [rule], "parameters": [THREE]})  # fmt: skip
    shift = only(found).shifts[0]
    assert moves(found) == {"ESS-01": [("non_satisfait", "satisfait")]}
    assert shift.witness.dossier == {
        "reference": "PREUVE",
        "date_depot": "2024-01-01",
        "financement": {"depenses": [{"montant_ht": 300_000, "eligible": True}]},
    }
    assert [seen.verdict for seen in shift.witness.seen] == ["ineligible", "eligible"]
    assert [(c.kind, c.name) for c in only(found).causes] == [("parametre", "minimum")]
    assert [(s.before, s.after, s.causes) for s in found.verdicts] == [
        ("ineligible", "eligible", ("ESS-01",))
    ]
    assert not found.alike


def test_a_threshold_is_told_in_a_sentence(tmp_path: Path) -> None:
    """A derived amount is told rather than the lines it comes from, with the place."""
    base = small_books.derived("financement.assiette", BASE)
    rule = criterion("ESS-01", exige="financement.assiette >= parametres.minimum",
                     si='site.region == "94"')  # fmt: skip
    one, two = ({"criteria": [rule], "facts": [base], "parameters": [p]} for p in (FOUR, THREE))
    found = between(tmp_path, one, two)
    assert (
        "Un dossier à Ajaccio (2A004, Corse) dont le fait financement.assiette est de "
        "300 000,00 € : refusé en A, admis en B (ESS-01)."
    ) in told(found)


def test_an_operator(tmp_path: Path) -> None:
    """A strict comparison and a loose one differ at the threshold exactly."""
    one, two = (
        {"criteria": [criterion("ESS-01", exige=f"porteur.effectif {op} parametres.tete")],
         "parameters": [FIFTY]}
        for op in ("<", "<=")
    )  # fmt: skip
    found = between(tmp_path, one, two)
    assert moves(found) == {"ESS-01": [("non_satisfait", "satisfait")]}
    assert only(found).shifts[0].witness.dossier["porteur"] == {"effectif": 50}
    (cause,) = only(found).causes
    assert (cause.part, cause.before and cause.before.shown) == (
        "exige", "porteur.effectif < parametres.tete",
    )  # fmt: skip


def test_an_entry_of_a_list(tmp_path: Path) -> None:
    """What leaves a list is the witness."""
    one, two = (
        {"criteria": [criterion("ESS-01", exige=f"porteur.nature in [{names}]")]}
        for names in ("entreprise, association", "entreprise")
    )
    found = between(tmp_path, one, two)
    assert moves(found) == {"ESS-01": [("satisfait", "non_satisfait")]}
    assert told(found) == [
        "Un dossier (porteur.nature : association) : admis en A, refusé en B (ESS-01)."
    ]


def test_a_date_of_a_line(tmp_path: Path) -> None:
    """A text that applies a month later: the witness is received in between, and is told so."""
    rule = criterion(
        "ESS-01", exige="existe(regimes, si=admissible)", si="projet.volet == competences"
    )
    later = deepcopy(small_books.TABLES)
    later[1]["lignes"][1]["debut"] = "2024-03-01"
    parts = {"criteria": [rule], "facts": small_books.FACTS, "parameters": small_books.PARAMETERS}
    found = between(tmp_path, {**parts, "tables": small_books.TABLES}, {**parts, "tables": later})
    days = {s.witness.dossier["date_depot"] for s in only(found).shifts}
    assert days == {"2024-02-01"}
    assert all("reçu le 1er février 2024" in sentence for sentence in told(found))
    assert not any(shift.dates for shift in only(found).shifts)
    assert [cause.kind for cause in only(found).causes] == ["table"]


def test_a_window(tmp_path: Path) -> None:
    """A period of deposit that moves refuses nobody by itself: it is told apart."""
    rule = criterion("ESS-01", exige="date_reference >= edition.debut")
    one, two = (
        {"criteria": [rule], "editions": [edition("2024", "2024-01-01", end)]}
        for end in ("2024-12-31", "2024-11-30")
    )
    found = between(tmp_path, one, two)
    assert found.alike
    assert found.windows_differ
    assert "31 décembre 2024" in ComparisonView(found, "fr").windows().replace("\u00a0", " ")


def test_what_comes_of_the_dates_alone(tmp_path: Path) -> None:
    """Two editions of the same rules, one after a text expired: told as a matter of dates."""
    rule = criterion(
        "ESS-01", exige="existe(regimes, si=admissible)", si="projet.volet == competences"
    )
    tables = deepcopy(small_books.TABLES)
    tables[1]["lignes"] = tables[1]["lignes"][1:]
    tables[1]["lignes"][0] |= {"debut": "2024-01-01", "fin": "2024-12-31"}
    measure = load(tmp_path, [rule], facts=small_books.FACTS, tables=tables, editions=YEARS,
                   parameters=small_books.PARAMETERS)  # fmt: skip
    found = within(measure, "2024", "2025")
    assert only(found).dates
    assert only(found).causes == ()
    assert [seen.on for seen in only(found).shifts[0].witness.seen] == [
        date(2024, 1, 1), date(2025, 3, 12),
    ]  # fmt: skip
    assert within(measure, "2025", "2025").alike


def test_the_same_said_otherwise(tmp_path: Path) -> None:
    """A condition written another way is proved the same, and told as rewritten."""
    one, two = (
        {"criteria": [criterion("ESS-01", exige=exige)], "parameters": [FIFTY]}
        for exige in (
            "not (projet.collectif or porteur.effectif >= parametres.tete)",
            "porteur.effectif < parametres.tete and not projet.collectif",
        )
    )
    found = between(tmp_path, one, two)
    assert found.alike
    assert found.same == ("ESS-01",)
    assert [(name, [c.part for c in causes]) for name, causes in found.rewritten] == [
        ("ESS-01", ["exige"])
    ]


def test_equal_books(tmp_path: Path) -> None:
    """A rule book differs from its copy in nothing."""
    rules = [criterion("ESS-01", exige=f"{BASE} >= parametres.minimum"),
             criterion("ESS-02", exige="site.region == \"24\"")]  # fmt: skip
    found = between(tmp_path, *[{"criteria": rules, "parameters": [FOUR]}] * 2)
    assert found.alike
    assert (found.rewritten, found.worded, found.idle) == ((), (), ())


def test_words_alone(tmp_path: Path) -> None:
    """Another title changes no result, and is told."""
    rule = criterion("ESS-01", exige="porteur.personne_morale")
    other = {**rule, "titre": small_books.text("Autrement dit")}
    found = between(tmp_path, {"criteria": [rule]}, {"criteria": [other]})
    assert found.alike
    assert found.worded == ("ESS-01",)


def test_a_figure_without_effect(tmp_path: Path) -> None:
    """A figure that no result can feel is told as such, where it is and what it was."""
    rule = criterion("ESS-01", exige="porteur.effectif >= 0 or porteur.effectif > parametres.tete")
    one, two = ({"criteria": [rule], "parameters": [parameter("tete", "personnes", n)]}
                for n in (50, 60))  # fmt: skip
    found = between(tmp_path, one, two)
    assert found.alike
    assert [
        (c.name, c.before and c.before.shown, c.after and c.after.shown) for c in found.idle
    ] == [("tete", 50_000_000, 60_000_000)]


def test_a_consequence(tmp_path: Path) -> None:
    """A criterion that changes only because it reads another one says so."""
    first = [criterion("ESS-01", exige=f"porteur.nature == {n}") for n in ("autre", "entreprise")]
    rest = [criterion("ESS-02", exige="ESS-01 or projet.collectif")]
    found = between(tmp_path, {"criteria": [first[0], *rest]}, {"criteria": [first[1], *rest]})
    assert [(d.criterion, d.follows) for d in found.differences] == [
        ("ESS-01", ()), ("ESS-02", ("ESS-01",)),
    ]  # fmt: skip


def test_a_criterion_of_one_side(tmp_path: Path) -> None:
    """A new criterion: what it can do to a verdict, opinions of people included."""
    old = criterion("ESS-01", exige="porteur.personne_morale")
    new = criterion("ESS-02", apprecie=True)
    found = between(tmp_path, {"criteria": [old]}, {"criteria": [old, new]})
    assert moves(found) == {"ESS-02": [(ABSENT, "a_apprecier")]}
    assert only(found).resting[0] is None
    assert ("eligible", "a_apprecier") in [(s.before, s.after) for s in found.verdicts]


def test_another_list_of_territories(tmp_path: Path) -> None:
    """A territory that one rule book alone has: its communes are the witnesses."""
    rule = criterion("ESS-01", exige="territoire.statut == labellise")
    one, two = (write(tmp_path / name, [rule]) for name in ("un", "deux"))
    listed = json.loads((two / "territoires.yaml").read_text(encoding="utf-8"))
    body = {"siren": "243600236", "nom": "CC du Pays d'Issoudun"}
    listed["territoires"] = [{"id": "ti-2406", "nom": "Issoudun", "region": "24", "epci": [body]}]
    (two / "territoires.yaml").write_text(json.dumps(listed), encoding="utf-8")
    sides = (Side(m, m.edition("2024"), m.book.id) for m in map(fondsvert.load, (one, two)))
    found = compare(*sides)
    assert moves(found) == {"ESS-01": [("non_satisfait", "satisfait")]}
    assert only(found).shifts[0].witness.dossier["projet"] == {"commune": "36088"}
    assert [cause.kind for cause in only(found).causes] == ["liste"]


def test_what_a_list_would_show(tmp_path: Path) -> None:
    """Nothing is said proved that the list of regional aid areas would belie."""
    one, two = (
        {"criteria": [criterion("ESS-01", exige=f"site.zone_afr == {zone}")]}
        for zone in ("integralement", "partiel")
    )
    found = between(tmp_path, one, two)
    assert found.listed == ("ESS-01",)
    assert not found.alike
    assert found.same == ()


def test_an_adapted_edition(tmp_path: Path) -> None:
    """An edition that a prefect adapted is compared with the one it derives from."""
    adapted = edition(
        "2024-essai", "2024-01-01", "2024-12-31", derive_de="2024", decide_par="préfète",
        decide_le="2024-02-01", parametres={"minimum": {"valeur": 10, "source": CITATION}},
    )  # fmt: skip
    rule = criterion("ESS-01", exige="financement.montant_demande >= parametres.minimum")
    measure = load(tmp_path, [rule], parameters=[FOUR], editions=[YEARS[0], adapted])
    found = within(measure, "2024", "2024-essai")
    assert moves(found) == {"ESS-01": [("non_satisfait", "satisfait")]}


# -- laws ----------------------------------------------------------------------------------------


@settings(max_examples=3, suppress_health_check=list(HealthCheck))
@given(small_books.books(), small_books.books(), st.lists(dossiers(), min_size=6, max_size=6))
def test_any_two_books(
    tmp_path_factory: pytest.TempPathFactory,
    one: list[dict[str, Any]], two: list[dict[str, Any]], cases: list[dict[str, Any]],
) -> None:  # fmt: skip
    """No dossier differs on what is proved the same; each change of status met was told.

    That witnesses are true is checked by both engines before they are given.
    """
    folder = tmp_path_factory.mktemp("recueils")
    parts = {"facts": small_books.FACTS, "parameters": small_books.PARAMETERS,
             "tables": small_books.TABLES}  # fmt: skip
    measures = [load(folder / name, rules, **parts) for name, rules in (("un", one), ("deux", two))]
    found = compare(*(Side(m, m.edition("2024"), m.book.id) for m in measures), lines=4)
    known, verdicts = moves(found), {(s.before, s.after) for s in found.verdicts}
    for data in cases:
        case = {**data, "date_depot": "2024-05-13", "appreciations": {}}
        before, after = (
            m.screen(fondsvert.Dossier.model_validate(case, context=m.context), engine="reference")
            for m in measures
        )
        for name in found.same:
            assert before.criteres[name].statut == after.criteres[name].statut
        for name in before.criteres.keys() & after.criteres.keys():
            pair = (before.criteres[name].statut, after.criteres[name].statut)
            assert pair[0] == pair[1] or name in found.listed or pair in known[name]
        if before.verdict != after.verdict and not found.listed:
            assert (before.verdict, after.verdict) in verdicts


def test_no_fact_can_be_left_out_of_a_witness(tmp_path: Path) -> None:
    """Without any one of its facts, both sides say the same of the dossier."""
    one, two = (
        {"criteria": [criterion("ESS-01", exige=f"{BASE} >= parametres.minimum or projet.collectif",
                                si="porteur.nature == entreprise")], "parameters": [p]}
        for p in (FOUR, THREE)
    )  # fmt: skip
    found = between(tmp_path, one, two)
    for shift in only(found).shifts:
        for path, _ in flat(shift.witness.dossier):
            *above, name = path.split(".")
            if "[" in path or not above:
                continue
            less = deepcopy(dict(shift.witness.dossier))
            section: Any = less
            for part in above:
                section = section[part]
            del section[name]
            statuses = [
                side.measure.screen(fondsvert.Dossier.model_validate(less))
                .criteres["ESS-01"]
                .statut
                for side in found.sides
            ]
            assert statuses != [shift.before, shift.after], path


def test_a_figure_that_changes_under_way(tmp_path: Path) -> None:
    """A figure that one book raises in July: the witness is received in July, not before."""
    rule = criterion("ESS-01", exige="porteur.effectif < parametres.tete")
    raised = parameter(
        "tete", "personnes", (50, "2024-01-01", "2024-06-30"), (60, "2024-07-01", "")
    )
    found = between(tmp_path, {"criteria": [rule], "parameters": [FIFTY]},
                    {"criteria": [rule], "parameters": [raised]})  # fmt: skip
    assert moves(found) == {"ESS-01": [("non_satisfait", "satisfait")]}
    witness = only(found).shifts[0].witness.dossier
    assert (witness["date_depot"], witness["porteur"]) == ("2024-07-01", {"effectif": 50})


def test_a_comparison_is_always_the_same(tmp_path: Path) -> None:
    """The same books give the same witnesses, whatever the solver did before."""
    few = "porteur.effectif < parametres.tete or existe(financement.depenses, si=eligible)"
    rules = [
        criterion("ESS-01", exige=f"porteur.nature == {n} or projet.collectif", si=few)
        for n in ("autre", "association")
    ]
    parts = [{"criteria": [rule], "parameters": [FIFTY]} for rule in rules]
    found = [between(tmp_path, *parts) for _ in range(3)]
    assert found[0].differences
    assert told(found[0]) == told(found[1]) == told(found[2])
