"""Why not: motives, constraints in conflict, doubts, the frontier, what is not proved."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from portfolios import ENVELOPE, MODES, A, B, C, dossier, kept, plain, said, why

from fondsvert.engine.envelope import programme as module
from fondsvert.engine.envelope import solver
from fondsvert.engine.envelope.candidates import Candidate
from fondsvert.engine.envelope.programme import programme
from fondsvert.engine.envelope.terms import Bound, Share, Terms
from fondsvert.engine.errors import EngineUnavailableError, Fault, InfeasibleError

# Motives


def test_the_motive_says_what_rise_would_suffice() -> None:
    """By rank 100 000 € remain and B asks for 250 000 €: 150 000 € more."""
    made = programme([A, B], ENVELOPE)
    assert "Entrerait, sans rien changer d'autre, avec 150 000,00 € d'enveloppe de plus." in (
        why(made, "B")
    )
    assert kept(programme([A, B], ENVELOPE + 150_000_00)) == ["A", "B"]


def test_the_motive_of_the_optimum_says_that_exchanges_are_useless() -> None:
    """A is left out because no exchange with it raises the total."""
    made = programme([A, B, C], ENVELOPE, mode="optimal")
    assert why(made, "A") == (
        "Le retenir à la place d'autres ne relèverait pas le total des scores ; il reste 0,00 €, "
        "il en faut 400 000,00 €. Entrerait, sans rien changer d'autre, avec 400 000,00 € "
        "d'enveloppe de plus."
    )


def test_the_motive_names_the_maximum_that_blocks() -> None:
    """28 may get 200 000 €: B, which asks for 250 000 €, is blocked, and no rise helps."""
    share = Share("departement", "28", "28", maximum=Bound(cents=200_000_00), label="Équilibre")
    made = programme([B, C], 1_000_000_00, Terms(shares=(share,)))
    assert kept(made) == ["C"]
    limit = "« Équilibre » (maximum de 200 000,00 € pour le département 28)"
    assert why(made, "B") == (
        f"Bloqué à son rang (1) par la contrainte {limit}, qui ne laissait que 200 000,00 € : "
        f"il en faut 250 000,00 €. Aucune hausse de l'enveloppe n'y suffirait : {limit}."
    )


def test_a_share_of_the_envelope_rises_with_it() -> None:
    """At most 20 % for 28: B's 250 000 € need an envelope of 1 250 000 €, 250 000 € more."""
    share = Share("departement", "28", "28", maximum=Bound(rate=200_000))
    made = programme([B], 1_000_000_00, Terms(shares=(share,)), mode="optimal")
    assert "avec 250 000,00 € d'enveloppe de plus" in why(made, "B")
    raised = programme([B], 1_250_000_00, Terms(shares=(share,)), mode="optimal")
    assert kept(raised) == ["B"]
    assert kept(programme([B], 1_249_999_99, Terms(shares=(share,)), mode="optimal")) == []


def test_a_rise_that_lifts_a_minimum_too_is_said_not_to_suffice() -> None:
    """C needs an envelope of 500 000 €, of which 28 must get 60 %: more than B's 250 000 €."""
    share = Share("departement", "28", "28", minimum=Bound(rate=600_000))
    made = programme([B, C], 400_000_00, Terms(shares=(share,)), mode="optimal")
    assert kept(made) == ["B"]
    assert "car elle relèverait une autre contrainte : minimum de 240 000,00 €" in why(made, "C")


def test_a_rise_that_lifts_a_minimum_as_far_as_it_is_reached_suffices() -> None:
    """At 500 000 €, half of the envelope is B's 250 000 €, exactly: C adds with 20 000 € more."""
    share = Share("departement", "28", "28", minimum=Bound(rate=500_000))
    made = programme([B, C], 480_000_00, Terms(shares=(share,)), mode="optimal")
    assert "avec 20 000,00 € d'enveloppe de plus" in why(made, "C")


def test_a_dossier_counts_in_the_minimum_that_its_own_entry_lifts() -> None:
    """At 500 000 €, 28 must get 300 000 €: with the second dossier of 28 it has 500 000 €."""
    share = Share("departement", "28", "28", minimum=Bound(rate=600_000))
    second = dossier("S", 20, 250_000, "28")
    made = programme([B, second], 400_000_00, Terms(shares=(share,)), mode="optimal")
    assert "avec 100 000,00 € d'enveloppe de plus" in why(made, "S")


def test_the_price_of_a_constraint_is_told() -> None:
    """C must be funded for 45: B, at 60, gives way to it at 55, and 5 points are lost."""
    share = Share("departement", "45", "45", minimum=Bound(cents=100_000_00))
    made = programme([B, C], 250_000_00, Terms(shares=(share,)), mode="optimal")
    assert kept(made) == ["C"]
    assert [(price.limit, price.gain) for price in made.prices] == [(0, 50000)]
    assert why(made, "B").endswith(
        "Sans la contrainte minimum de 100 000,00 € pour le département 45, un programme de "
        "meilleur score (+ 5,00 points) le retient."
    )


# Constraints that cannot hold


def conflict_of(terms: Terms, *found: Candidate, envelope: int = ENVELOPE) -> str:
    with pytest.raises(InfeasibleError) as refused:
        programme(found, envelope, terms, mode="optimal")
    assert refused.value.exit_code == 65
    return plain(str(refused.value))


def test_a_minimum_that_nobody_asks_for_is_named() -> None:
    """1 680 000 € for 28, where 900 000 € are asked for."""
    share = Share("departement", "28", "28", minimum=Bound(rate=300_000))
    asked = [dossier(f"D{n}", 50, 300_000, "28") for n in range(3)]
    assert conflict_of(Terms(shares=(share,)), *asked, envelope=5_600_000_00) == (
        "cette condition ne peut pas être tenue : minimum de 1 680 000,00 € (30 % de l'enveloppe) "
        "pour le département 28 : seuls 900 000,00 € sont demandés"
    )


def test_only_the_constraints_in_conflict_are_named() -> None:
    """Two minima exceed the envelope together; a third, harmless, is not mentioned."""
    shares = tuple(
        Share("departement", place, place, minimum=Bound(cents=cents))
        for place, cents in (("18", 300_000_00), ("28", 200_000_00), ("45", 0))
    )
    text = conflict_of(Terms(shares=shares), A, B, C)
    assert "minimum de 300 000,00 € pour le département 18 : 400 000,00 € sont demandés" in text
    assert "minimum de 200 000,00 € pour le département 28 : 250 000,00 € sont demandés" in text
    assert "l'enveloppe de 500 000,00 €" in text
    assert "45" not in text


def test_the_reserve_can_be_in_conflict() -> None:
    """A minimum that fits the envelope, but not beside the reserve."""
    share = Share("departement", "18", "18", minimum=Bound(cents=400_000_00))
    text = conflict_of(Terms(200_000_00, shares=(share,)), A)
    assert "la réserve de 200 000,00 €" in text


def test_commitments_can_exceed_a_maximum() -> None:
    """What is already committed breaks a maximum by itself."""
    share = Share("departement", "28", "28", maximum=Bound(cents=100_000_00))
    text = conflict_of(Terms(committed={"B": None}, shares=(share,)), B)
    assert "maximum de 100 000,00 € pour le département 28 : 250 000,00 € y sont déjà" in text


@pytest.mark.parametrize("mode", MODES)
def test_commitments_above_the_envelope_are_a_conflict(mode: Any) -> None:
    """Whatever the mode, the envelope and what is committed are named."""
    with pytest.raises(InfeasibleError) as refused:
        programme([A], 300_000_00, Terms(committed={"A": None}), mode=mode)
    assert "400 000,00 € déjà engagés" in plain(str(refused.value))
    assert "réserve" not in str(refused.value)


# What is undecided, and the frontier


def test_an_undecided_ranking_names_the_pair() -> None:
    """L may be worth up to 80, S is worth 50 for sure: which is better is not known."""
    wide, sure = dossier("L", (40, 80), 300_000), dossier("S", 50, 300_000)
    made = programme([wide, sure], 300_000_00)
    assert [(d.outside.reference, d.inside.reference) for d in made.doubts] == [("L", "S")]
    assert "Classement indécis (1)" in said(made)
    assert "L (jusqu'à 80,00) et S (garanti 50,00)." in said(made)


def test_a_dossier_that_could_not_take_the_place_is_no_doubt() -> None:
    """A cent too dear for the place of the other: whatever its score, it could not have it."""
    wide, sure = dossier("L", (40, 80), 300_000.01), dossier("S", 50, 300_000)
    assert programme([wide, sure], 300_000_00).doubts == ()


def test_a_decided_ranking_warns_of_nothing() -> None:
    """An interval that stays below the guaranteed score of those kept is no doubt."""
    low, sure = dossier("L", (40, 50), 300_000), dossier("S", 50, 300_000)
    assert programme([low, sure], 300_000_00).doubts == ()


def test_the_frontier_tells_who_enters_and_who_leaves() -> None:
    """From 250 000 to 650 000 €: B; then B and C; then A and B, which leaves C out."""
    made = programme([A, B, C], ENVELOPE, mode="optimal",
                     envelopes=[250_000_00, 500_000_00, 650_000_00])  # fmt: skip
    assert [(step.entering, step.leaving) for step in made.steps] == [
        ((), ()), (("C",), ()), (("A",), ("C",))
    ]  # fmt: skip
    assert [step.plan and step.plan.score for step in made.steps] == [600000, 1150000, 1500000]


def test_an_impossible_step_of_the_frontier_is_told_and_skipped() -> None:
    """Below what is committed there is no programme; the next step is compared with none."""
    terms = Terms(committed={"A": None})
    made = programme([A, B], ENVELOPE, terms, envelopes=[300_000_00, 400_000_00, 650_000_00])
    assert [step.plan is None for step in made.steps] == [True, False, False]
    assert made.steps[1].entering == ()
    assert made.steps[2].entering == ("B",)


# Without proof, without solver


def test_what_is_not_proved_is_not_called_optimal(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the limit of computation the choice is no worse than the rank, and says so."""
    monkeypatch.setattr(solver, "SCORE_LIMIT", 0.0)
    found = [dossier(f"D{n:02}", 50 + n * 7 % 40, 90_000 + n * 1_237.11) for n in range(40)]
    made = programme(found, 1_000_000_00, mode="optimal")
    assert not made.plan.proved
    assert not made.plan.ties_proved
    assert made.prices == ()
    assert made.plan.score >= programme(found, 1_000_000_00).plan.score
    assert "n'est pas prouvé" in said(made)


def test_without_the_solver_the_rank_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """The optimal mode says what to install; the mode by rank needs nothing."""
    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    assert kept(programme([A, B, C], ENVELOPE)) == ["A"]
    with pytest.raises(EngineUnavailableError) as refused:
        programme([A, B, C], ENVELOPE, mode="optimal")
    assert refused.value.exit_code == 69
    assert "fondsvert[programme]" in str(refused.value)


def test_a_search_that_finds_nothing_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an answer nor a proof of conflict: the rank if it holds, else an error."""
    monkeypatch.setattr(module.solver, "optimal", lambda *_: None)
    monkeypatch.setattr(module, "conflict", lambda _: ())
    assert kept(programme([A, B, C], ENVELOPE, mode="optimal")) == ["A"]
    share = Share("departement", "18", "18", minimum=Bound(cents=500_000_00))
    with pytest.raises(InfeasibleError) as refused:
        programme([A, B, C], ENVELOPE, Terms(shares=(share,)), mode="optimal")
    assert refused.value.faults == (Fault("enveloppe.sans_solution"),)
