"""A programme, by cases computed by hand: the two modes, ties, candidates, terms."""

from __future__ import annotations

from typing import Any

import pytest
from portfolios import ENVELOPE, MODES, A, B, C, dossier, kept, said, why

from fondsvert.engine.envelope.candidates import Candidate
from fondsvert.engine.envelope.programme import Programme, programme
from fondsvert.engine.envelope.terms import Bound, Share, Terms
from fondsvert.engine.errors import InputError, Where

# The two modes


def test_by_rank_the_best_score_goes_first() -> None:
    """A takes 400 000 €, and the 100 000 € that remain are too little for B and for C."""
    made = programme([C, B, A], ENVELOPE, mode="rang")
    assert kept(made) == ["A"]
    assert (made.plan.engaged, made.plan.left, made.plan.score) == (40000000, 10000000, 900000)
    assert not made.plan.proved


def test_the_optimum_is_the_best_total() -> None:
    """B and C bring 115 points where A brings 90."""
    made = programme([A, B, C], ENVELOPE, mode="optimal")
    assert kept(made) == ["B", "C"]
    assert (made.plan.engaged, made.plan.left, made.plan.score) == (50000000, 0, 1150000)
    assert made.plan.proved
    assert made.plan.ties_proved


def test_by_rank_the_next_ones_are_tried() -> None:
    """A dossier that no longer fits is passed over; a smaller one, further down, is taken."""
    made = programme([A, B, dossier("D", 20, 80_000)], ENVELOPE)
    assert kept(made) == ["A", "D"]
    assert why(made, "B").startswith(
        "Passé à son rang (2) : il restait 100 000,00 €, il en faut 250 000,00 €."
    )


def test_the_guaranteed_score_ranks() -> None:
    """Between 40 to 95 and 50, the second is ahead: only what is guaranteed counts."""
    wide, sure = dossier("L", (40, 95), 300_000), dossier("S", 50, 300_000)
    for mode in MODES:
        assert kept(programme([wide, sure], 300_000_00, mode=mode)) == ["S"]  # type: ignore[arg-type]


def test_the_amount_is_what_is_asked_within_the_ceiling() -> None:
    """400 000 € asked for, 300 000 € allowed: 300 000 € are programmed."""
    made = programme([dossier("P", 50, 400_000, plafond=300_000)], 350_000_00)
    assert made.plan.engaged == 300_000_00


# Ties


@pytest.mark.parametrize("mode", MODES)
def test_equal_dossiers_are_told_apart_by_their_reference(mode: Any) -> None:
    """Same score, same amount: the first reference is funded, whatever the order of the files."""
    one, two = dossier("R1", 50, 300_000), dossier("R2", 50, 300_000)
    assert kept(programme([two, one], 300_000_00, mode=mode)) == ["R1"]


@pytest.mark.parametrize("mode", MODES)
def test_the_possible_score_comes_before_the_reference(mode: Any) -> None:
    """Same guaranteed score: the one that may turn out better is ahead."""
    one, two = dossier("R1", 50, 300_000), dossier("R2", (50, 80), 300_000)
    assert kept(programme([one, two], 300_000_00, mode=mode)) == ["R2"]


def test_equal_totals_prefer_the_smaller_amount() -> None:
    """60 points for 200 000 € rather than for 300 000 €, though the other is first by reference."""
    one, two = dossier("R1", 60, 300_000), dossier("R2", 60, 200_000)
    assert kept(programme([one, two], 300_000_00, mode="optimal")) == ["R2"]


def test_equal_totals_and_amounts_prefer_the_best_ranked() -> None:
    """70 + 30 or 50 + 50 points, both for 200 000 €: the choice that holds the best ranked."""
    found = [dossier("W", 70, 150_000), dossier("X", 50, 100_000),
             dossier("Y", 50, 100_000), dossier("Z", 30, 50_000)]  # fmt: skip
    assert kept(programme(found, 200_000_00, mode="optimal")) == ["W", "Z"]


def test_the_best_ranked_come_before_the_number_of_good_ones() -> None:
    """70 + 40 + 40 or 60 + 60 + 30 for the same money: the first dossier decides, not the last."""
    scores = {"U": 70, "V": 60, "W": 60, "X": 40, "Y": 40, "Z": 30}
    found = [dossier(name, score, score * 1000) for name, score in scores.items()]
    assert kept(programme(found, 150_000_00, mode="optimal")) == ["U", "X", "Y"]


def test_a_dossier_without_a_guaranteed_score_gets_what_remains() -> None:
    """It adds nothing to the total, but money is not left for want of a score."""
    unknown = Candidate("U", "eligible", demande=100_000_00, score_connu=False)
    made = programme([B, unknown], 400_000_00, mode="optimal")
    assert kept(made) == ["B", "U"]
    assert "Retenus sans score connu, compté pour 0 (1) : U." in said(made)


# Who is a candidate


@pytest.mark.parametrize("mode", MODES)
def test_only_eligible_dossiers_are_programmed(mode: Any) -> None:
    """Others are left out with their verdict, which the motive says how to admit."""
    others = [
        dossier(verdict, 99, 10_000, verdict=verdict)
        for verdict in ("a_apprecier", "a_completer", "ineligible")
    ]
    made = programme([A, *others], ENVELOPE, mode=mode)
    assert kept(made) == ["A"]
    assert why(made, "a_apprecier") == (
        "Verdict « à apprécier » : seuls les dossiers éligibles sont programmés, "
        "sauf avec --inclure a_apprecier."
    )
    assert "--inclure" not in why(made, "ineligible")
    admitted = programme([A, *others], ENVELOPE, mode=mode, include=["a_apprecier"])
    assert kept(admitted) == ["a_apprecier", "A"]
    assert "une personne doit encore les apprécier (1) : a_apprecier." in said(admitted)


def test_a_dossier_without_an_amount_is_left_out() -> None:
    """An unknown amount, or nothing to give, is a motive and no error."""
    made = programme(
        [
            Candidate("N", "eligible", score_min=9000),
            dossier("Z", 90, 0),
            dossier("P", 90, 100_000, plafond=0),
        ],
        ENVELOPE,
    )
    assert kept(made) == []
    assert why(made, "N").startswith("Le montant demandé n'est pas connu")
    assert why(made, "Z").startswith("Il ne demande rien")
    assert why(made, "P").startswith("Aucune aide ne peut lui être accordée")


def test_two_dossiers_of_one_reference_are_an_error() -> None:
    """The error names both places."""
    one = Candidate("A", "eligible", demande=1, origine=Where("un.yaml", 3))
    two = Candidate("A", "eligible", demande=2, origine=Where("deux.yaml", 9))
    with pytest.raises(InputError) as refused:
        programme([one, two], 100)
    (fault,) = refused.value.faults
    assert fault.code == "enveloppe.reference_en_double"
    assert {str(fault.where), fault.params["premier"]} == {"un.yaml:3", "deux.yaml:9"}


# Terms


def test_the_reserve_is_given_to_nobody() -> None:
    """With 300 000 € kept aside, 200 000 € remain: neither A nor B fits."""
    made = programme([A, B], ENVELOPE, Terms(reserve=300_000_00))
    assert kept(made) == []
    assert made.plan.left == 200_000_00


@pytest.mark.parametrize("mode", MODES)
def test_what_is_committed_comes_first(mode: Any) -> None:
    """C, ineligible since, keeps the 200 000 € committed to it; the rest is for the others."""
    before = dossier("C", 10, 250_000, "45", verdict="ineligible")
    made = programme([A, B, before], ENVELOPE, Terms(committed={"C": 200_000_00}), mode=mode)
    assert kept(made) == ["B", "C"]
    assert [grant.cents for grant in made.plan.grants] == [250_000_00, 200_000_00]
    # 60 points, and 10 points at 80 %.
    assert made.plan.score == 600000 + 80000
    assert "Déjà engagés sans être éligibles (1) : C." in said(made)


def test_a_minimum_is_served_first_by_rank() -> None:
    """45 must get 200 000 €: C is taken before A, which then no longer fits; B does."""
    share = Share("departement", "45", "45", minimum=Bound(cents=200_000_00))
    made = programme([A, B, C], ENVELOPE, Terms(shares=(share,)))
    assert kept(made) == ["B", "C"]


def test_a_minimum_just_reached_takes_no_more() -> None:
    """C alone gives 45 its 250 000 €: the money that remains goes to B, by rank."""
    share = Share("departement", "45", "45", minimum=Bound(cents=250_000_00))
    low = dossier("L", 10, 250_000, "45")
    assert kept(programme([B, C, low], ENVELOPE, Terms(shares=(share,)))) == ["B", "C"]


def test_a_minimum_missed_by_rank_is_said() -> None:
    """Nothing is asked for in 18: the choice by rank says that it misses the minimum."""
    share = Share("departement", "18", "18", minimum=Bound(cents=1))
    made = programme([B], ENVELOPE, Terms(shares=(share,)))
    assert "n'atteint pas la contrainte minimum de 0,01 € pour le département 18" in said(made)


def test_a_dossier_of_two_themes_counts_in_each() -> None:
    """Either maximum blocks it."""
    both = dossier("T", 80, 100_000, themes=("decarbonation", "genie_ecologique"))
    for theme in ("decarbonation", "genie_ecologique"):
        share = Share("thematique", theme, theme, maximum=Bound(cents=99_999_99))
        assert kept(programme([both], ENVELOPE, Terms(shares=(share,)))) == []


def test_an_unknown_department_counts_in_no_share_and_is_said() -> None:
    """Unknown is not « elsewhere »: the warning names the dossier."""
    share = Share("departement", "28", "28", maximum=Bound(cents=0))
    nowhere = Candidate("U", "eligible", score_min=5000, demande=100)
    made = programme([nowhere], ENVELOPE, Terms(shares=(share,)))
    assert kept(made) == ["U"]
    assert "le dossier n'y est pas compté (1) : U." in said(made)


def given(made: Programme) -> list[tuple[int, int]]:
    return [(grant.cents, grant.percent) for grant in made.plan.grants]


def test_partial_funding_by_rank_is_a_whole_percentage() -> None:
    """100 000 € are left for B: 40 % of 250 000 €, and 40 % of its 60 points."""
    made = programme([A, B], ENVELOPE, Terms(least_part=40))
    assert given(made) == [(400_000_00, 100), (100_000_00, 40)]
    assert made.plan.score == 900000 + 240000


def test_partial_funding_can_do_better_than_the_rank() -> None:
    """A at 63 % and B at 99 % bring 56,7 + 59,4 points, more than the 114 of the rank."""
    made = programme([A, B], ENVELOPE, Terms(least_part=40), mode="optimal")
    assert given(made) == [(252_000_00, 63), (247_500_00, 99)]
    assert made.plan.score == 567000 + 594000


def test_a_part_is_counted_without_the_cents() -> None:
    """Half of 100 001,99 € is half of 100 001 €: no grant has a fraction of a cent."""
    made = programme([dossier("P", 60, 100_001.99)], 50_001_00, Terms(least_part=50))
    assert given(made) == [(50_000_50, 50)]


def test_below_the_least_part_nothing_is_given() -> None:
    """At 41 % at least, B needs 102 500 €: the motive says so."""
    made = programme([A, B], ENVELOPE, Terms(least_part=41))
    assert kept(made) == ["A"]
    assert "il en faut au moins 102 500,00 € (41 % de son montant)" in why(made, "B")
