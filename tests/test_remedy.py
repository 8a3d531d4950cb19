"""Remedies: the cheapest minimal changes are those that trying everything finds, and no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from remedy_tried import VOLETS, Tried, book, dossier, to
from small_books import criterion, derived, parameter, text

import fondsvert
from fondsvert.engine import proof
from fondsvert.engine.errors import EngineUnavailableError
from fondsvert.engine.remedy.finder import MOST, Remedies, remedies

if TYPE_CHECKING:
    from pathlib import Path


# -- choices ---------------------------------------------------------------------------------

FACTS = ("porteur.personne_morale", "porteur.maitre_ouvrage", "projet.collectif")
ATOMS = [*FACTS, *(f"(not {fact})" for fact in FACTS), "projet.volet == competences",
         "couts in pieces", "identite in pieces"]  # fmt: skip
formulas = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
        lambda three: f"({' '.join(three)})"
    ),
    max_leaves=4,
)
CHANGES = {
    "porteur.personne_morale": to(2, "oui", "non"),
    "porteur.maitre_ouvrage": to(1, "oui"),
    "projet.collectif": to(1, "non"),
    "projet.volet": to(3, "competences", "investissement"),
    "pieces": to(2, "couts", "identite"),
}
known_facts = st.fixed_dictionaries(
    {
        **dict.fromkeys(FACTS, st.none() | st.booleans()),
        "projet.volet": st.none() | st.sampled_from(VOLETS),
        "pieces": st.none() | st.just([]) | st.just(["couts"]),
    }
)
drawn_criteria = st.lists(
    st.tuples(st.none() | formulas, formulas, st.sampled_from(["non_satisfait", "a_apprecier"])),
    min_size=1, max_size=4,
)  # fmt: skip


def values_of(known: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return, for each fact that is known and may change, the values that it may take."""
    open_to: dict[str, list[Any]] = {
        "porteur.personne_morale": [True, False], "porteur.maitre_ouvrage": [True],
        "projet.collectif": [False], "projet.volet": list(VOLETS),
        "pieces": [["couts"], ["identite"], ["couts", "identite"]],
    }  # fmt: skip
    found = {}
    for path, values in open_to.items():
        now = known[path]
        kept = [v for v in values if v != now and (path != "pieces" or set(now or ()) < set(v))]
        if now is not None and kept:
            found[path] = kept
    return found


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn_criteria, known_facts)
def test_the_ways_are_those_that_trying_everything_finds(
    tmp_path_factory: pytest.TempPathFactory,
    drawn: list[tuple[str | None, str, str]],
    known: dict[str, Any],
) -> None:
    """The cheapest minimal sets of changes are told, and that there are others or none."""
    written = [
        criterion(f"ESS-{rank:02d}", exige=formula, echec=fails, **({"si": when} if when else {}))
        for rank, (when, formula, fails) in enumerate(drawn, 1)
    ]
    measure = book(tmp_path_factory.mktemp("recueil"), written, CHANGES)
    found = remedies(measure, dossier(measure, known), engine="reference")
    if found.decision.verdict != "ineligible":
        assert not found.ways
        assert found.nature != "changements"
        return
    tried = Tried.of(measure, known, values_of(known))
    told = [frozenset(one.path for one in way.changes) for way in found.ways]
    if not tried.minimal:
        assert found.blocking
        assert all(way.decision.verdict == "ineligible" for way in found.ways)
        return
    costs = sorted(sum(CHANGES[path]["cout"] for path in one) for one in tried.minimal)
    assert set(told) <= tried.minimal
    assert len(set(told)) == len(told) == min(MOST, len(tried.minimal))
    assert [way.cost for way in found.ways] == costs[:MOST]
    assert found.more == (len(tried.minimal) > MOST)


# -- figures ---------------------------------------------------------------------------------

FIGURED = {
    "seuil": parameter("seuil", "euros", 0.03),
    "haut": parameter("haut", "euros", 0.05),
    "part": parameter("part", "taux", "50 %"),
}
RETENU = {"cout": 3, "hausse": text("a"), "baisse": text("b"),
          "nouvelle_ligne": {"eligible": True}}  # fmt: skip
PROPRE = {"cout": 2, "hausse": text("a"), "baisse": text("b")}
SUMS = [
    derived("retenu", "somme(financement.depenses.montant_ht, si=eligible)", modifiable=RETENU),
    derived("total", "somme(financement.depenses.montant_ht)"),
    derived("aides", "somme(financement.ressources.montant, si=origine == publique)"),
    derived("propre", "somme(financement.ressources.montant, si=origine == autofinancement)",
            modifiable=PROPRE),
]  # fmt: skip
FIGURES = {
    "financement.montant_demande": {"cout": 1, "baisse": text("b"), "entraine": ["aides"]},
}
NUMBERS = [
    "retenu >= parametres.seuil", "retenu <= parametres.haut", "total == aides + propre",
    "aides <= parametres.part * retenu", "financement.montant_demande <= parametres.seuil",
    "propre > financement.montant_demande", "not aides > parametres.seuil",
    "existe(financement.depenses, si=eligible and montant_ht > parametres.seuil)",
]  # fmt: skip
SPREAD = range(-9, 10)


def cents(value: int) -> str:
    """Return an amount of cents as a file holds it."""
    return f"{value / 100:.2f}"


class Plan(NamedTuple):
    """The lines of a small financing plan, in cents."""

    kept: tuple[int, ...]
    other: int
    own: int
    public: int
    asked: int

    def facts(self) -> dict[str, Any]:
        """Return what a dossier says of it."""
        lines = [{"montant_ht": cents(one), "eligible": True} for one in self.kept]
        lines.append({"montant_ht": cents(self.other), "eligible": False})
        resources = [{"origine": "autofinancement", "montant": cents(self.own)},
                     {"origine": "publique", "montant": cents(self.public)}]  # fmt: skip
        return {"financement.depenses": lines, "financement.ressources": resources,
                "financement.montant_demande": cents(self.asked)}  # fmt: skip

    def moved(self, retenu: int, propre: int, demande: int) -> Plan | None:
        """Return the plan with its sums changed, None where some of it would be below zero."""
        lines = list(self.kept)
        if retenu >= 0 and lines:
            lines[lines.index(max(lines))] += retenu
        elif retenu > 0:
            lines = [retenu]
        left = max(-retenu, 0)
        for rank in sorted(range(len(lines)), key=lambda one: -lines[one]):
            taken = min(left, lines[rank])
            lines[rank], left = lines[rank] - taken, left - taken
        moved = (self.own + propre, self.asked + demande)
        if left or min(moved) < 0 or demande > 0:
            return None
        # What only follows stops at nothing.
        return Plan(tuple(lines), self.other, moved[0], max(self.public + demande, 0), moved[1])


plans = st.builds(
    Plan, st.lists(st.integers(1, 5), max_size=2).map(tuple), st.integers(0, 2),
    st.integers(0, 4), st.integers(0, 4), st.integers(0, 5),
)  # fmt: skip


class Moves(NamedTuple):
    """By how many cents each sum changes: the costliest first, as they are made least."""

    retenu: int
    propre: int
    demande: int

    @property
    def levers(self) -> frozenset[str]:
        """The levers that move."""
        names = ("retenu", "propre", "financement.montant_demande")
        return frozenset(name for name, one in zip(names, self, strict=True) if one)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=3, unique=True), plans)
def test_the_least_changes_are_those_that_trying_everything_finds(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[str], plan: Plan
) -> None:
    """Sets are minimal; in each, the costliest figure moves least, to the cent, then the next."""
    written = [criterion(f"ESS-{rank:02d}", exige=one) for rank, one in enumerate(drawn, 1)]
    read = [said for name, said in FIGURED.items() if f".{name}" in " ".join(drawn)]
    folder = tmp_path_factory.mktemp("recueil")
    measure = book(folder, written, FIGURES, facts=SUMS, parameters=read)
    found = remedies(measure, dossier(measure, plan.facts()), engine="reference")
    if found.decision.verdict != "ineligible":
        return
    enough = [moves for moves in _moves(drawn, plan) if _holds(measure, plan, moves)]
    minimal = {m.levers for m in enough if not any(o.levers < m.levers for o in enough)}
    for way in found.ways:
        if way.decision.verdict == "ineligible":
            assert not enough
            continue
        chosen = frozenset(one.path for one in way.changes)
        assert chosen in minimal
        same = [moves for moves in enough if moves.levers == chosen]
        least = min(same, key=lambda moves: [abs(one) for one in moves])
        told = {one.path: abs(one.change or 0) for one in way.changes}
        names = ("retenu", "propre", "financement.montant_demande")
        assert told == {n: abs(one) for n, one in zip(names, least, strict=True) if one}
    if minimal:
        told_sets = {frozenset(one.path for one in way.changes) for way in found.ways}
        assert len(told_sets) == min(MOST, len(minimal)) or found.more


def _moves(drawn: list[str], plan: Plan) -> Iterator[Moves]:
    """Yield the moves that may matter: those of sums that a criterion reads."""
    read = " ".join(drawn)
    retenu = SPREAD if "retenu" in read or "total" in read or "depenses" in read else (0,)
    propre = SPREAD if "propre" in read else (0,)
    demande = range(-plan.asked, 1) if "demande" in read or "aides" in read else (0,)
    yield from (Moves(*one) for one in product(retenu, propre, demande))


def _holds(measure: fondsvert.Measure, plan: Plan, moves: Moves) -> bool:
    moved = plan.moved(*moves)
    if moved is None:
        return False
    found = measure.screen(dossier(measure, moved.facts()), engine="reference")
    return found.verdict == "eligible"


def test_the_cheapest_comes_first_even_where_it_takes_more(tmp_path: Path) -> None:
    """Two cheap changes come before a dear one; both ways are told."""
    measure = book(
        tmp_path,
        [criterion("ESS-01", exige="projet.collectif or projet.contrefactuel"
                                   " and porteur.maitre_ouvrage")],
        {"projet.collectif": to(9, "oui"), "projet.contrefactuel": to(2, "oui"),
         "porteur.maitre_ouvrage": to(3, "oui")},
    )  # fmt: skip
    paths = ("projet.collectif", "projet.contrefactuel", "porteur.maitre_ouvrage")
    found = remedies(measure, dossier(measure, dict.fromkeys(paths, False)))
    told = [(way.cost, len(way.changes)) for way in found.ways]
    assert told == [(5, 2), (9, 1)]


def test_a_fall_goes_through_several_lines(tmp_path: Path) -> None:
    """The largest kind of line goes first, and in it the largest line; others are left alone."""
    measure = book(
        tmp_path,
        [criterion("ESS-01", exige="retenu <= parametres.seuil"),
         criterion("ESS-02", exige="somme(financement.depenses.montant_ht, si=nature == etude)"
                                   " >= parametres.peu", echec="a_apprecier")],
        {}, facts=[one for one in SUMS if one["id"] == "retenu"],
        parameters=[parameter("seuil", "euros", 30), parameter("peu", "euros", 5)],
    )  # fmt: skip
    amounts = [(40, "etude"), (70, "batiment"), (10, "etude"), (90, "batiment"), (25, "autre")]
    lines = [{"montant_ht": one, "nature": nature, "eligible": nature != "autre"}
             for one, nature in amounts]  # fmt: skip
    (way,) = remedies(measure, dossier(measure, {"financement.depenses": lines})).ways
    ((path, before, after, change),) = way.changes
    assert (path, before, after, change) == ("retenu", 21000, 3000, -18000)
    left = [float(line["montant_ht"]) for line in way.data["financement"]["depenses"]]
    assert left == [20, 0, 10, 0, 25]


def test_what_follows_a_figure_stops_at_nothing(tmp_path: Path) -> None:
    """The amount requested may fall further than the line that the plan has for it."""
    measure = book(
        tmp_path,
        [criterion("ESS-01", exige="financement.montant_demande + aides <= parametres.peu")],
        FIGURES, facts=[one for one in SUMS if one["id"] == "aides"],
        parameters=[parameter("peu", "euros", 5)],
    )  # fmt: skip
    for public, asked in ((2, 5), (8, 3)):
        resources = [{"origine": "publique", "montant": public}]
        said = {"financement.ressources": resources, "financement.montant_demande": 9}
        (way,) = remedies(measure, dossier(measure, said)).ways
        assert [one.after for one in way.changes] == [asked * 100]
        held = way.data["financement"]["ressources"][0]["montant"]
        assert float(held) == max(public - 9 + asked, 0)


def test_a_day_moves_by_the_fewest_days(tmp_path: Path) -> None:
    """A date that may be put off is, to the first day that will do, through a leap year's end."""
    measure = book(
        tmp_path, [criterion("ESS-01", exige="projet.date_fin >= date_depot")],
        {"projet.date_fin": {"cout": 1, "hausse": text("fin le")}},
    )  # fmt: skip
    said = {"projet.date_debut": "2024-02-01", "projet.date_fin": "2024-02-27"}
    (way,) = remedies(measure, dossier(measure, said)).ways
    (change,) = way.changes
    assert (str(change.after), change.change) == ("2024-05-13", 76)


def test_what_blocks_together_is_said_so(tmp_path: Path) -> None:
    """Two criteria that want opposite things can each be met, and not both."""
    measure = book(
        tmp_path,
        [criterion("ESS-01", exige="projet.collectif and porteur.personne_morale"),
         criterion("ESS-02", exige="not projet.collectif and porteur.personne_morale")],
        {"projet.collectif": to(1, "oui", "non"), "porteur.personne_morale": to(1, "oui")},
    )  # fmt: skip
    said = {"projet.collectif": True, "porteur.personne_morale": False}
    found = remedies(measure, dossier(measure, said))
    assert found == Remedies(
        found.decision, "changements", blocking=("ESS-01", "ESS-02"), together=True
    )


def test_a_worse_criterion_is_accepted_only_where_nothing_else_lifts(tmp_path: Path) -> None:
    """What leaves every other criterion as it was is preferred to what is cheaper."""
    criteria = [
        criterion("ESS-01", exige="projet.collectif or porteur.maitre_ouvrage"),
        criterion("ESS-02", exige="not projet.collectif", echec="a_apprecier"),
    ]
    said = {"projet.collectif": False, "porteur.maitre_ouvrage": False}
    cheap, dear = to(1, "oui"), to(9, "oui")
    both = book(tmp_path / "deux", criteria,
                {"projet.collectif": cheap, "porteur.maitre_ouvrage": dear})  # fmt: skip
    alone = book(tmp_path / "un", criteria, {"projet.collectif": cheap})
    for measure, path, verdict in (
        (both, "porteur.maitre_ouvrage", "eligible"), (alone, "projet.collectif", "a_apprecier"),
    ):  # fmt: skip
        (way,) = remedies(measure, dossier(measure, said)).ways
        assert ([one.path for one in way.changes], way.decision.verdict) == ([path], verdict)


def test_without_z3_what_to_install_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Remedies need the solver, and say so."""
    measure = book(tmp_path, [criterion("ESS-01", exige="projet.collectif")], {})
    monkeypatch.setattr(proof, "find_spec", lambda _name: None)
    with pytest.raises(EngineUnavailableError, match="pip install"):
        measure.remedy(dossier(measure, {"projet.collectif": False}))
