"""The score: computed by hand, at every step of every scale, and as wide as what is missing."""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import dossiers
from test_laws import _forget, _leaves

import fondsvert
from fondsvert.engine.assessment import Points, score


def assessed(measure: fondsvert.Measure, data: dict[str, Any], **options: Any) -> Any:
    grid = measure.screen(fondsvert.Dossier.model_validate(data), **options).appreciation
    assert grid is not None
    return grid


def line(measure: fondsvert.Measure, data: dict[str, Any], name: str) -> Any:
    axes = assessed(measure, data).axes
    return next(item for axis in axes for item in axis.lignes if item.id == name)


def points(measure: fondsvert.Measure, data: dict[str, Any], name: str) -> tuple[int, int]:
    found = line(measure, data, name)
    return found.points_min, found.points_max


def test_a_score_by_hand(measure: fondsvert.Measure, eligible: dict[str, Any]) -> None:
    """28 + 15 + 20 + 20 points are at stake for a decarbonation alone; the rest is left out."""
    eligible["projet"]["thematiques"] = ["decarbonation"]
    eligible["projet"]["impacts"] |= {
        "ges_avant_tco2e": 4200, "ges_apres_tco2e": 1300,  # 2 900 t: 10 of 12
        "energie_avant_mwh": 14800, "energie_apres_mwh": 9100,  # 5 700 MWh: 6 of 6
        "emplois_crees": 6, "emplois_maintenus": 84, "personnes_formees_an": 0,  # 4, 2, 0
    }  # fmt: skip
    # 300 000 € for 2 900 t, 103.45 € a tonne: 8 of 10. Base 1 100 000 €, leverage 3.67: 2 of 6.
    # Vierzon is in a « rebond » territory (5), governance favourable (6), not collective (0).
    # Permit (5), financing (6), start within a year (3), key chain (4).
    grid = assessed(measure, eligible)
    expected = Fraction(10 + 6 + 8 + 5 + 6 + 4 + 2 + 0 + 4 + 5 + 6 + 3 + 2, 83) * 100
    assert grid.score_min == grid.score_max == round(float(expected), 2)
    assert [axis.sur for axis in grid.axes] == [28, 15, 20, 20]
    assert grid.manquants == []
    assert grid.officielle is False
    assert grid.mention


Change = Callable[[dict[str, Any], Decimal], None]


def _impact(before: str, after: str | None, theme: str) -> Change:
    def change(data: dict[str, Any], value: Decimal) -> None:
        data["projet"]["thematiques"] = [theme]
        data["projet"]["impacts"] |= {before: value} | ({after: 0} if after else {})

    return change


def _leverage(data: dict[str, Any], value: Decimal) -> None:
    data["financement"]["montant_demande"] = 100_000
    data["financement"]["depenses"] = [
        {"montant_ht": str((value * 100_000).quantize(Decimal("0.01"))), "eligible": True}
    ]


def _tonne(data: dict[str, Any], value: Decimal) -> None:
    data["projet"]["thematiques"] = ["decarbonation"]
    data["projet"]["impacts"] |= {"ges_avant_tco2e": 1000, "ges_apres_tco2e": 0}
    data["financement"]["montant_demande"] = str((value * 1000).quantize(Decimal("0.01")))


def _start(data: dict[str, Any], value: Decimal) -> None:
    from datetime import date, timedelta

    start = date.fromisoformat(str(data["date_depot"])) + timedelta(days=int(value))
    data["projet"] |= {"date_debut": start.isoformat(), "date_fin": None}


ONE = Decimal(1)
CENTI = Decimal("0.01")
MEASURES: dict[str, tuple[Change, Decimal]] = {
    "APP-01": (_impact("ges_avant_tco2e", "ges_apres_tco2e", "decarbonation"), Decimal("0.000001")),
    "APP-02": (_tonne, Decimal("0.00001")),
    "APP-03": (_impact("energie_avant_mwh", "energie_apres_mwh", "decarbonation"), CENTI),
    "APP-04": (_impact("eau_avant_m3", "eau_apres_m3", "gestion_ressources"), CENTI),
    "APP-05": (_impact("matieres_avant_t", "matieres_apres_t", "gestion_ressources"), CENTI),
    "APP-06": (_impact("dechets_avant_t", "dechets_apres_t", "gestion_ressources"), CENTI),
    "APP-07": (_impact("surface_restauree_ha", None, "genie_ecologique"), Decimal("0.0001")),
    "APP-11": (_impact("emplois_crees", None, "decarbonation"), Decimal("0.1")),
    "APP-12": (_impact("emplois_maintenus", None, "decarbonation"), Decimal("0.1")),
    "APP-13": (_impact("personnes_formees_an", None, "decarbonation"), Decimal("0.1")),
    "APP-17": (_start, ONE),
    "APP-18": (_leverage, Decimal("0.0000001")),
}  # fmt: skip


def test_every_scale_of_the_grid_has_its_boundaries_tested(measure: fondsvert.Measure) -> None:
    """A new line with a scale must be added to the table above."""
    assert measure.book.grid is not None
    assert {item.id for item in measure.book.grid.lines if item.steps} == set(MEASURES)


@pytest.mark.parametrize("name", MEASURES)
def test_each_step_begins_at_its_threshold(
    measure: fondsvert.Measure, eligible: dict[str, Any], name: str
) -> None:
    """On the threshold its points, just short of it those of the step before."""
    assert measure.book.grid is not None
    change, unit = MEASURES[name]
    item = next(item for item in measure.book.grid.lines if item.id == name)
    before = 0
    for step in item.steps:
        threshold = Decimal(step.threshold).scaleb(-item.kind.scale)
        short = threshold - unit if item.rising else threshold + unit
        for value, expected in ((threshold, step.points), (short, before)):
            data = copy.deepcopy(eligible)
            change(data, value)
            assert points(measure, data, name) == (expected, expected), (name, value)
        before = step.points


def test_a_ratio_to_nothing_is_the_worst(
    measure: fondsvert.Measure, eligible: dict[str, Any]
) -> None:
    """No tonne avoided, or more emitted, is no cheap tonne."""
    eligible["projet"]["thematiques"] = ["decarbonation"]
    for after in (4200, 5000):
        eligible["projet"]["impacts"] |= {"ges_avant_tco2e": 4200, "ges_apres_tco2e": after}
        assert points(measure, eligible, "APP-02") == (0, 0)
        assert points(measure, eligible, "APP-01") == (0, 0)


def test_a_missing_figure_opens_its_line_alone(
    measure: fondsvert.Measure, eligible: dict[str, Any]
) -> None:
    """The line says what it waits for, in words and as a path; a known part still bounds it."""
    eligible["projet"]["thematiques"] = ["decarbonation"]
    eligible["projet"]["impacts"] |= {"ges_avant_tco2e": 600, "ges_apres_tco2e": None}
    found = line(measure, eligible, "APP-01")
    assert (found.points_min, found.points_max) == (0, 8)  # 600 t at the very most
    assert found.manquants == ["projet.impacts.ges_apres_tco2e"]
    assert "les émissions annuelles après le projet" in found.motif
    grid = assessed(measure, eligible)
    assert grid.score_min < grid.score_max


def test_a_line_that_does_not_apply_counts_for_nothing(
    measure: fondsvert.Measure, eligible: dict[str, Any]
) -> None:
    """Water is not asked of a decarbonation: its line is neutral, neither won nor lost."""
    eligible["projet"]["thematiques"] = ["decarbonation"]
    found = line(measure, eligible, "APP-04")
    assert found.applicable is False
    assert found.manquants == []


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
    full = measure.screen(fondsvert.Dossier.model_validate(data), engine="reference").appreciation
    wide = measure.screen(fondsvert.Dossier.model_validate(less), engine="reference").appreciation
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
