"""The score by hand, at every step of every scale; what each line says, and what it waits for."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from test_rulebook_errors import broken

import fondsvert


def plain(text: str) -> str:
    """Return a text with ordinary spaces and apostrophes."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


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


# -- what a line says ------------------------------------------------------------------------


def test_a_figure_is_told_with_its_bounds(
    measure: fondsvert.Measure, eligible: dict[str, Any]
) -> None:
    """Known, at most, at least, between; as words with the unit, and as numbers."""
    effects = eligible["projet"]["impacts"]
    known = line(measure, eligible, "APP-02")
    assert plain(known.valeur) == "103,45 € par tCO₂e évitée chaque année"
    assert known.valeur_min == known.valeur_max == 103.448276
    effects |= {"ges_avant_tco2e": 600, "ges_apres_tco2e": None}
    most = line(measure, eligible, "APP-01")
    assert plain(most.valeur) == "au plus 600 tCO₂e"
    assert (most.valeur_min, most.valeur_max, most.unite) == (None, 600.0, "tCO₂e")
    assert plain(most.motif).startswith(
        "Au plus 600 tCO₂e : entre 0 et 8 points sur 12 ; il manque"
    )
    base = eligible["financement"]["depenses"]
    base[:] = [
        {"montant_ht": 600_000, "eligible": True},
        {"montant_ht": 300_000},
    ]
    between = line(measure, eligible, "APP-18")
    assert (between.valeur_min, between.valeur_max) == (2.0, 3.0)
    assert between.manquants == ["financement.depenses[1].eligible"]
    base[1] = {"eligible": True}
    least = line(measure, eligible, "APP-18")
    assert plain(least.valeur) == "au moins 2 € d'assiette par € d'aide"
    assert (least.points_min, least.points_max) == (1, 6)


def test_what_is_decided_whatever_is_missing_is_not_asked(
    measure: fondsvert.Measure, eligible: dict[str, Any]
) -> None:
    """A base of 900 000 € at least is enough; one of 200 000 € at least is not, just after."""
    eligible["financement"] |= {"montant_demande": 100_000}
    known = {"montant_ht": 900_000, "eligible": True}
    eligible["financement"]["depenses"] = [known, {"eligible": True}]
    enough = line(measure, eligible, "APP-18")
    assert (enough.points_min, enough.points_max, enough.manquants) == (6, 6, [])
    assert plain(enough.motif) == "Au moins 9 € d'assiette par € d'aide : 6 points sur 6."
    known["montant_ht"] = 200_000
    open_ = line(measure, eligible, "APP-18")
    assert (open_.points_min, open_.points_max) == (1, 6)
    assert open_.manquants == ["financement.depenses[1].montant_ht"]


def test_a_line_that_may_not_count_says_what_tells(
    measure: fondsvert.Measure, eligible: dict[str, Any]
) -> None:
    """Without the themes, the line is worth something only if it counts; they are asked for."""
    eligible["projet"]["thematiques"] = None
    eligible["projet"]["impacts"] |= {"personnes_formees_an": 0, "eau_avant_m3": 0}
    found = line(measure, eligible, "APP-01")
    assert found.applicable is None
    assert (found.points_min, found.points_max) == (0, 10)
    assert found.manquants == ["projet.thematiques"]
    axis = assessed(measure, eligible).axes[0]
    most = 10 + 8 + 6 + 0 + 4 + 4 + 5  # no water to save; the rest may still be anything
    assert (axis.points_min, axis.points_max, axis.sur) == (0, most, 45)
    said = "2 900 tCO₂e : jusqu'à 10 points sur 12, si la ligne compte"
    assert plain(found.motif).startswith(said)


@pytest.mark.parametrize(
    ("count", "fr", "en"),
    [(1, "1 personne : 2 points", "1 person: 2 points"), (0.5, "0,5 personne", "0.5 people"),
     (6, "6 personnes : 4 points", "6 people: 4 points")],
)  # fmt: skip
def test_a_figure_agrees_with_its_unit(
    measure: fondsvert.Measure, eligible: dict[str, Any], count: float, fr: str, en: str
) -> None:
    """One person is not people, in either language."""
    eligible["projet"]["impacts"]["emplois_crees"] = count
    for lang, expected in (("fr", fr), ("en", en)):
        axes = assessed(measure, eligible, lang=lang).axes
        found = next(item for axis in axes for item in axis.lignes if item.id == "APP-11")
        assert plain(found.motif).startswith(expected)


def test_a_ratio_to_nothing_says_so(measure: fondsvert.Measure, eligible: dict[str, Any]) -> None:
    """No points, and the reason; where nobody knows whether there is anything, no figure."""
    effects = eligible["projet"]["impacts"]
    effects["ges_apres_tco2e"] = effects["ges_avant_tco2e"]
    found = line(measure, eligible, "APP-02")
    assert plain(found.motif) == "Rien à quoi rapporter le numérateur : 0 point sur 10."
    effects["ges_apres_tco2e"] = None
    open_ = line(measure, eligible, "APP-02")
    assert (open_.valeur, open_.points_min, open_.points_max) == ("", 0, 10)


def test_what_no_dossier_can_tell_is_not_asked(
    measure: fondsvert.Measure, eligible: dict[str, Any]
) -> None:
    """Outside the region and without the national list, the line stays open: nobody is asked."""
    eligible["projet"]["commune"] = "44109"
    found = line(measure, eligible, "APP-08")
    assert (found.points_min, found.points_max) == (0, 5)
    assert found.manquants == []
    said = "Entre 0 et 5 points sur 5 ; ce qui est connu ne permet pas de le dire."
    assert plain(found.motif) == said


def test_nothing_is_said_of_a_figure_of_which_nothing_is_known(
    measure: fondsvert.Measure, eligible: dict[str, Any]
) -> None:
    """At least nought is not a figure."""
    eligible["projet"]["impacts"]["emplois_crees"] = None
    found = line(measure, eligible, "APP-11")
    assert (found.valeur, found.valeur_min, found.valeur_max) == ("", 0.0, None)
    assert plain(found.motif) == "Entre 0 et 8 points sur 8 ; il manque les emplois créés."


def test_a_line_may_read_a_list(tmp_path: Path, eligible: dict[str, Any]) -> None:
    """What is counted in one dossier is counted anew in the next."""
    edit = ("mesure: projet.impacts.emplois_crees", "mesure: compte(financement.depenses)")
    own = fondsvert.load(broken(tmp_path, [("appreciation.yaml", *edit)]))
    assert points(own, eligible, "APP-11") == (2, 2)
    eligible["financement"]["depenses"] *= 3
    assert points(own, eligible, "APP-11") == (4, 4)
    eligible["financement"]["depenses"] = None
    assert points(own, eligible, "APP-11") == (0, 8)


def test_a_score_cannot_be_changed(measure: fondsvert.Measure, eligible: dict[str, Any]) -> None:
    """Lines are shared between decisions: what they list refuses to be edited."""
    found = line(measure, eligible, "APP-13")
    with pytest.raises(TypeError):
        found.manquants.append("autre")
    assert line(measure, eligible, "APP-13") is found


def test_outside_every_edition_there_is_no_score(
    measure: fondsvert.Measure, eligible: dict[str, Any]
) -> None:
    """What cannot be screened is not scored either."""
    dossier = fondsvert.Dossier.model_validate(eligible)
    assert measure.screen(dossier, on=date(2026, 6, 1)).appreciation is None


# -- laws ------------------------------------------------------------------------------------
