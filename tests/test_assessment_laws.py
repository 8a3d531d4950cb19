"""The laws of a score: an interval that holds whatever is learnt, one number once all is known."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import CHAINS, THEMES, amounts, booleans, choice, dossiers, quantities, some
from test_laws import _forget, _leaves

import fondsvert
from fondsvert.engine.assessment import Assessor, Points, score
from fondsvert.engine.explain import Explainer
from fondsvert.engine.facts import facts_of
from fondsvert.engine.inference.program import Program
from fondsvert.engine.rulebook.bounds import Interval
from fondsvert.engine.rulebook.scale import Scale, ratio
from fondsvert.engine.territory import locate

FLOWS = ("ges_{}_tco2e", "energie_{}_mwh", "eau_{}_m3", "matieres_{}_t", "dechets_{}_t")
COUNTS = ("surface_restauree_ha", "emplois_crees", "emplois_maintenus", "personnes_formees_an")
IMPACTS = [flow.format(moment) for flow in FLOWS for moment in ("avant", "apres")] + [*COUNTS]
EXPENSES = st.lists(
    st.fixed_dictionaries({"montant_ht": amounts, "eligible": booleans}), min_size=1, max_size=3
)


@st.composite
def complete(draw: st.DrawFn) -> dict[str, Any]:
    """Return a dossier of which all that the grid reads is known."""
    return {
        "reference": "T-1",
        "date_depot": "2024-05-13",
        "projet": {
            "commune": draw(choice(["18279", "45208", "45234", "41018", "37261"])),
            "thematiques": draw(some(THEMES)),
            "chaine_de_valeur": draw(choice(CHAINS)),
            "collectif": draw(booleans),
            "date_debut": draw(choice(["2024-06-01", "2025-05-13", "2025-05-14", "2027-01-01"])),
            "impacts": draw(st.fixed_dictionaries(dict.fromkeys(IMPACTS, quantities))),
            "maturite": {
                "permis": draw(choice(["obtenu", "depose", "a_deposer", "non_requis"])),
                "financement_boucle": draw(booleans),
            },
        },
        "gouvernance": {"accord": draw(choice(["favorable", "defavorable", "en_attente"]))},
        "financement": {"depenses": draw(EXPENSES), "montant_demande": draw(amounts)},
    }


def assessed(measure: fondsvert.Measure, data: dict[str, Any]) -> Any:
    """Return the score of a dossier."""
    dossier = fondsvert.Dossier.model_validate(data)
    return measure.screen(dossier, engine="reference").appreciation


def without(data: dict[str, Any], paths: list[tuple[Any, ...]]) -> dict[str, Any]:
    """Return the dossier with facts forgotten, those that stand in what is forgotten with it."""
    for path in sorted(paths, key=len, reverse=True):
        data = _forget(data, path)
    return data


@settings(max_examples=150)
@given(dossiers(), st.data())
def test_what_is_learnt_stays_inside_the_interval(
    measure: fondsvert.Measure, data: dict[str, Any], choices: st.DataObject
) -> None:
    """Forgetting a fact widens the score on both sides; it never moves it."""
    leaves = [p for p in _leaves(data) if p and p[0] != "appreciations"
              and p[-1] not in {"reference", "date_depot", "annee", "fonds_vert"}]  # fmt: skip
    if not leaves:
        return
    less = _forget(data, choices.draw(st.sampled_from(leaves)))
    full, wide = assessed(measure, data), assessed(measure, less)
    if full is None or wide is None:
        return
    assert wide.score_min <= full.score_min <= full.score_max <= wide.score_max
    assert wide.score_min >= 0
    assert wide.score_max <= wide.sur
    if wide.score_max - wide.score_min > 0.011:
        assert wide.manquants or less["projet"] is None or not less["projet"].get("commune")


LINES = st.lists(
    st.tuples(st.sampled_from([True, False, None]), st.integers(0, 9), st.integers(0, 9),
              st.integers(1, 9)),
    max_size=6,
)  # fmt: skip


@given(LINES)
def test_the_bounds_are_those_of_every_way_it_can_turn_out(
    drawn: list[tuple[bool | None, int, int, int]],
) -> None:
    """With lines that may not apply, the score's bounds are the worst and the best of all cases."""
    lines = [
        Points(applies, min(one, two, w), min(max(one, two), w), None)
        for applies, one, two, w in drawn
    ]
    weights = [w for *_, w in drawn]
    ways = product(*([True, False] if p.applies is None else [p.applies] for p in lines))
    lows, highs = [], []
    for way in ways:
        kept = [(p, w) for p, w, counts in zip(lines, weights, way, strict=True) if counts]
        total = sum(w for _, w in kept)
        lows.append(Fraction(sum(p.low for p, _ in kept), total) if total else None)
        highs.append(Fraction(sum(p.high for p, _ in kept), total) if total else None)
    low, high = score(zip(lines, weights, strict=True))
    known_lows = [v for v in lows if v is not None]
    known_highs = [v for v in highs if v is not None]
    assert low == min(known_lows, default=Fraction(0))
    assert high == max(known_highs, default=Fraction(0))


@settings(max_examples=100)
@given(complete())
def test_a_score_of_which_all_is_known_is_one_number(
    measure: fondsvert.Measure, data: dict[str, Any]
) -> None:
    """Nothing missing, nothing open: the lowest score is the highest."""
    grid = assessed(measure, data)
    assert grid.manquants == []
    assert grid.score_min == grid.score_max
    assert all(item.points_min == item.points_max for axis in grid.axes for item in axis.lignes)


@settings(max_examples=100)
@given(complete(), st.data())
def test_a_score_stays_inside_what_was_said_before_anything_was_known(
    measure: fondsvert.Measure, data: dict[str, Any], choices: st.DataObject
) -> None:
    """Of a dossier that most is missing from, the interval holds the score once all is known."""
    leaves = [p for p in _leaves(data) if p and p[-1] not in {"reference", "date_depot"}]
    less = without(data, choices.draw(st.lists(st.sampled_from(leaves), max_size=12, unique=True)))
    known = assessed(measure, data)
    wide = assessed(measure, less)
    assert wide.score_min <= known.score_min <= wide.score_max
    for before, after in zip(wide.axes, known.axes, strict=True):
        for one, other in zip(before.lignes, after.lignes, strict=True):
            assert one.applicable in {None, other.applicable}
            if other.applicable and one.applicable:
                assert one.points_min <= other.points_min <= one.points_max


@settings(max_examples=60)
@given(st.lists(dossiers(), min_size=2, max_size=4))
def test_lines_made_once_are_those_that_would_be_made_again(
    measure: fondsvert.Measure, several: list[dict[str, Any]]
) -> None:
    """What the memory of an assessor gives is what another, fresh, would say."""
    for data in several:
        dossier = fondsvert.Dossier.model_validate(data)
        day = dossier.date_depot
        edition = measure.book.edition_on(day)
        if edition is None:
            continue
        program = measure.program(edition, day)
        commune = dossier.projet.commune if dossier.projet else None
        site = locate(commune, measure.cog, measure.territories)
        facts = facts_of(dossier, site, day, measure.territories.complete_regions)
        found = measure.evaluator(program, "reference").infer(facts).facts
        fresh = Assessor(explainer(program)).assess(found)
        assert assessed(measure, data) == fresh


EXPLAINERS: dict[int, Explainer] = {}


def explainer(program: Program) -> Explainer:
    """Return the explainer of a program, made once: it is long to prepare."""
    if id(program) not in EXPLAINERS:
        EXPLAINERS[id(program)] = Explainer(program, "fr")
    return EXPLAINERS[id(program)]


ENDS = st.none() | st.integers(-6, 6)


def _interval(ends: tuple[int | None, int | None]) -> Interval:
    one, two = ends
    return Interval(one, two) if one is None or two is None or one <= two else Interval(two, one)


@given(st.tuples(ENDS, ENDS).map(_interval), st.tuples(ENDS, ENDS).map(_interval),
       st.booleans(), st.lists(st.integers(1, 9), min_size=1, max_size=3, unique=True))  # fmt: skip
def test_the_points_of_a_ratio_are_bounded_by_all_that_it_can_be(
    over: Interval, under: Interval, rising: bool, thresholds: list[int]
) -> None:
    """Every numerator over every denominator gives points between the two that are said."""
    ordered = sorted(thresholds, reverse=not rising)
    steps = tuple((Fraction(value, 3), rank) for rank, value in enumerate(ordered, 1))
    scale = Scale(steps, rising)
    low, high = scale.points(ratio(over, under))

    def inside(value: Interval) -> list[int]:
        least = -20 if value.low is None else value.low
        most = 20 if value.high is None else value.high
        return list(range(least, most + 1))

    got = {
        scale.points(ratio(Interval(n, n), Interval(d, d)))
        for n in inside(over)
        for d in inside(under)
    }
    assert all(one == two for one, two in got)
    assert low <= min(one for one, _ in got)
    assert max(two for _, two in got) <= high
    if None not in (*over, *under):
        assert low == min(one for one, _ in got)
