"""The laws of a programme, on portfolios that nobody thought of, against a search of everything."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from portfolios import best, candidates, choices, feasible, problems

from fondsvert.engine.envelope import solver
from fondsvert.engine.envelope.candidates import Candidate
from fondsvert.engine.envelope.conflict import conflict
from fondsvert.engine.envelope.doubt import doubts
from fondsvert.engine.envelope.plan import Plan
from fondsvert.engine.envelope.problem import Problem
from fondsvert.engine.envelope.programme import choose, programme
from fondsvert.engine.envelope.ranking import Ledger, by_rank
from fondsvert.engine.envelope.reasons import growth
from fondsvert.engine.errors import InfeasibleError

pytest.importorskip("ortools")


def judge(problem: Problem) -> None:
    """Compare the solver's choice with the one that a search of everything finds."""
    expected = best(problem)
    found = solver.optimal(problem, by_rank(problem)[0].percents)
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert found.percents == expected
    assert found.proved
    assert found.ties_proved
    assert found.ceiling == found.score


@given(problems())
@settings(max_examples=200)
def test_no_better_choice_exists(problem: Problem) -> None:
    """Whole dossiers: the solver's choice is the first by the stated rule, shares and all."""
    judge(problem)


@given(st.one_of(problems(5, 98), problems(2, 50)))
@settings(max_examples=100)
def test_no_better_choice_exists_in_part(problem: Problem) -> None:
    """The same where dossiers may be funded in part."""
    judge(problem)


@given(st.one_of(problems(), problems(5, 60)))
def test_the_envelope_is_never_exceeded(problem: Problem) -> None:
    """By rank or optimal, what is given stays within the envelope, to the cent."""
    for mode in ("rang", "optimal"):
        try:
            plan, _ = choose(problem, mode)
        except InfeasibleError:
            continue
        spent = sum(grant.cents for grant in plan.grants)
        assert spent == plan.engaged
        assert spent + problem.terms.reserve <= problem.envelope
        assert all(
            plan.totals[n] <= max(limit.cents, problem.already[n])
            for n, limit in enumerate(problem.limits)
            if limit.side == "maximum"
        )


@given(st.one_of(problems(), problems(5, 60)))
def test_the_optimum_is_no_worse_than_the_rank(problem: Problem) -> None:
    """Where the choice by rank respects the constraints, the optimum has no smaller total."""
    ranked, _ = by_rank(problem)
    if not ranked.broken:
        assert choose(problem, "optimal")[0].score >= ranked.score


@given(problems())
def test_a_conflict_is_true_and_minimal(problem: Problem) -> None:
    """Constraints named as contradictory are so, and no longer when any one of them is lifted."""
    found = conflict(problem)
    everyone = list(choices(problem))
    assert bool(found) == (not any(feasible(problem, percents) for percents in everyone))
    for size in {len(found), max(len(found) - 1, 0)}:
        for named in combinations(found, size):
            holds = any(feasible(problem, percents, set(named)) for percents in everyone)
            assert holds == (len(named) < len(found) or not found)


@given(candidates(), st.integers(0, 400_000), st.randoms(use_true_random=False))
def test_the_order_of_the_files_changes_nothing(found: list[Candidate], envelope: int,
                                                chance: object) -> None:  # fmt: skip
    """The same dossiers in another order give the same programme."""
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    for mode in ("rang", "optimal"):
        one, two = (programme(each, envelope, mode=mode) for each in (found, shuffled))  # type: ignore[arg-type]
        assert one == two


def rises(plan: Plan, index: int) -> list[int]:
    """Return the rises at which something starts to hold: if one suffices, one of these does."""
    problem = plan.problem
    need = problem.amount(index, problem.least_percent(index))
    found = [max(need - plan.left, 0)]
    for number in problem.limits_of[index]:
        limit = problem.limits[number]
        if limit.side == "maximum" and limit.rate:
            enough = ceil(Fraction((plan.totals[number] + need) * 1_000_000, limit.rate))
            found.append(max(enough - problem.envelope, 0))
    return found


@given(st.one_of(problems(), problems(4, 60)), st.sampled_from(["rang", "optimal"]))
def test_a_rise_of_the_envelope_is_the_least_that_suffices(problem: Problem, mode: str) -> None:
    """With what the motive says, the dossier adds to the choice; with a cent less, it does not."""
    try:
        plan, _ = choose(problem, mode)  # type: ignore[arg-type]
    except InfeasibleError:
        return
    kept = {number for number in range(len(problem.limits)) if plan.keeps(number)}
    for index, percent in enumerate(plan.percents):
        if percent:
            continue
        # A maximum that commitments already exceed still stands in the way of those it is about.
        own = {n for n in problem.limits_of[index] if problem.limits[n].side == "maximum"}
        binding = {-2, -1, *kept, *own}
        added = list(plan.percents)
        added[index] = problem.least_percent(index)
        more = growth(plan, index)
        tried = rises(plan, index) if more.cents is None else [more.cents - 1]
        for cents in tried:
            assert not feasible(problem.within(problem.envelope + cents), tuple(added), binding)
        if more.cents is not None:
            assert more.cents > 0
            enough = problem.within(problem.envelope + more.cents)
            assert feasible(enough, tuple(added), binding)


@given(problems())
def test_by_rank_a_dossier_passed_over_did_not_fit(problem: Problem) -> None:
    """What the motive says was left at its rank is too little for the dossier."""
    plan, passed = by_rank(problem)
    assert set(passed) == {index for index, percent in enumerate(plan.percents) if not percent}
    for obstacle in passed.values():
        assert obstacle.left < obstacle.need or obstacle.limits
        assert all(room < obstacle.need for _, room in obstacle.limits)


@given(problems())
def test_nothing_that_fits_is_left_out(problem: Problem) -> None:
    """Whatever the mode, no dossier left out could be added to the choice as it is."""
    for mode in ("rang", "optimal"):
        try:
            plan, _ = choose(problem, mode)
        except InfeasibleError:
            continue
        ledger = Ledger(problem, plan.percents)
        assert not any(ledger.largest(i) for i, percent in enumerate(plan.percents) if not percent)


@given(problems())
@settings(max_examples=50)
def test_doubtful_pairs_could_be_exchanged(problem: Problem) -> None:
    """Each pair named can be exchanged within the constraints, and its order is undecided."""
    plan, _ = by_rank(problem)
    kept = {number for number in range(len(problem.limits)) if plan.keeps(number)}
    named = {(d.outside.reference, d.inside.reference) for d in doubts(plan)}
    for out, percent in enumerate(plan.percents):
        for inside, taken in enumerate(plan.percents):
            if percent or not taken:
                continue
            swapped = list(plan.percents)
            swapped[out], swapped[inside] = 100, 0
            one, other = problem.open[out], problem.open[inside]
            undecided = one.score_min <= other.score_min < one.score_max
            expected = undecided and feasible(problem, tuple(swapped), {-2, -1, *kept})
            assert ((one.reference, other.reference) in named) == expected


@given(problems(6))
@settings(max_examples=60)
def test_the_price_of_a_limit_is_what_is_gained_without_it(problem: Problem) -> None:
    """A limit's price is the difference between the best totals with and without it."""
    everyone = list(choices(problem))
    totals = [Plan(problem, p).score for p in everyone if feasible(problem, p)]
    if not totals:
        return
    candidates_ = [grant.candidate for grant in problem.committed] + list(problem.open)
    made = programme(candidates_, problem.envelope, problem.terms, mode="optimal")
    prices = {price.limit: price for price in made.prices}
    for number in range(len(problem.limits)):
        binding = {-2, -1, *range(len(problem.limits))} - {number}
        free = max(Plan(problem, p).score for p in everyone if feasible(problem, p, binding))
        gain = prices[number].gain if number in prices else 0
        assert gain == free - max(totals)
