"""The State aid against an oracle in plain Python, and the laws that amounts obey."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import aid_oracle as oracle
import pytest
from aid_dossiers import DAYS, ZONES, booleans, choice, dossiers, partial, whole
from hypothesis import given, settings
from hypothesis import strategies as st
from test_rulebook_errors import broken

import fondsvert
from fondsvert.engine.measure import default_engine

AFR = (
    "insee_com;lib_com;classement_afr\n18279;Vierzon;Intégralement\n36088;Issoudun;Partiellement\n"
)


@pytest.fixture(scope="session")
def listed(measure: fondsvert.Measure, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The measure that ships, with a list of AFR communes."""
    path = tmp_path_factory.mktemp("afr") / "afr.csv"
    path.write_text(AFR, encoding="latin-1")
    return measure.with_afr(path)


def screened(measure: fondsvert.Measure, data: dict[str, Any], **options: Any) -> Any:
    """Return the decision on a dossier, in the 2025 edition whatever the date."""
    dossier = fondsvert.Dossier.model_validate(data)
    return measure.screen(dossier, edition="2025", **{"engine": "reference", **options})


def cents(value: float | None) -> int | None:
    """Return an amount of a decision in cents."""
    return None if value is None else int(Fraction(str(value)) * 100)


# -- the oracle --------------------------------------------------------------------------------


@settings(max_examples=700)
@given(dossiers(), booleans, choice(DAYS).map(date.fromisoformat))
def test_each_regime_and_fin_04_are_what_the_domain_says(
    measure: fondsvert.Measure,
    listed: fondsvert.Measure,
    dossier: dict[str, Any],
    afr: bool,
    day: date,
) -> None:
    """Applicability, ceilings to the cent, the regime retained and FIN-04, facts missing or not."""
    project = dossier["projet"] or {}
    zone = ZONES.get(project.get("commune") or "") if afr else None
    case = oracle.Case(dossier, day, zone)
    expected = oracle.regimes(case)
    decision = screened(listed if afr else measure, dossier, on=day)
    found = {regime.id: regime for regime in decision.aide.regimes}
    assert [*found] == [*expected]
    for name, said in expected.items():
        regime = found[name]
        assert regime.applicable == said.status, name
        assert cents(regime.plafond) == said.guaranteed, name
        high = oracle.cents(said.indicative) if said.status != "non" else None
        assert cents(regime.plafond_haut) == (high or None), name
    assert decision.aide.retenu == oracle.best(expected)
    assert decision.criteres["FIN-04"].statut == oracle.fits(case, expected)


# -- laws --------------------------------------------------------------------------------------


@settings(max_examples=150)
@given(whole, st.data(), booleans)
def test_a_missing_fact_never_excludes_a_regime(
    measure: fondsvert.Measure,
    listed: fondsvert.Measure,
    full: dict[str, Any],
    data: st.DataObject,
    afr: bool,
) -> None:
    """A regime excluded with facts missing, or without the AFR list, is excluded with them too."""
    less = data.draw(partial(full))
    before = screened(listed if afr else measure, less).aide.regimes
    after = {regime.id: regime for regime in screened(listed, full).aide.regimes}
    for regime in before:
        if regime.applicable == "non":
            assert after.get(regime.id, regime).applicable == "non", regime.id


@settings(max_examples=300)
@given(whole, st.data(), booleans)
def test_what_facts_missing_leave_open_is_announced(
    measure: fondsvert.Measure,
    listed: fondsvert.Measure,
    full: dict[str, Any],
    data: st.DataObject,
    afr: bool,
) -> None:
    """The ceilings and the amount of the whole dossier lie inside the spans of the partial one."""
    less = data.draw(partial(full))
    partly, wholly = (
        screened(listed if afr else measure, less).aide,
        screened(listed, full).aide,
    )
    ends = {regime.id: regime for regime in wholly.regimes}
    for regime in partly.regimes:
        end = ends.get(regime.id)
        if end is not None and end.applicable != "non":
            assert_inside(end.plafond, regime.plafond, regime)
    assert_inside(wholly.montant_max, partly.montant_max, partly)


def assert_inside(amount: float | None, sure: float | None, told: Any) -> None:
    """Check an amount against what was announced: a sure one, or a span."""
    span = told.fourchette
    low, high = (sure, sure) if span is None else (span.min, span.max)
    assert (low or 0) <= (amount or 0), told
    assert high is None or (amount or 0) <= high or (span is None and sure is None), told


@settings(max_examples=150)
@given(dossiers(), booleans)
def test_what_binds_is_the_least_of_what_limits(
    measure: fondsvert.Measure, listed: fondsvert.Measure, data: dict[str, Any], afr: bool
) -> None:
    """The amount is the least limit; for a company, the ceiling less other aid is one of them."""
    aid = screened(listed if afr else measure, data).aide
    if aid.montant_max is not None:
        assert aid.montant_max == min(limit.montant for limit in aid.limites)
        assert aid.limite is not None
        assert aid.motif
    retained = next((regime for regime in aid.regimes if regime.id == aid.retenu), None)
    if retained is not None:
        assert retained.applicable == "oui"
        assert all(
            (other.plafond or 0) <= retained.plafond
            for other in aid.regimes
            if other.applicable == "oui"
        )
    base, others = cents(aid.assiette_eligible), cents(aid.autres_aides)
    if retained is not None and base is not None and others is not None:
        limits = {limit.id: cents(limit.montant) for limit in aid.limites}
        assert limits == {
            "regime": max((cents(retained.plafond) or 0) - others, 0),
            "assiette": max(base - others, 0),
            "enveloppe": 5_600_000_00,
        }


@pytest.mark.skipif(default_engine() != "durable", reason="durable_rules is not installed")
@settings(max_examples=150)
@given(dossiers(), choice(DAYS).map(date.fromisoformat))
def test_both_engines_tell_the_same_aid(
    listed: fondsvert.Measure, data: dict[str, Any], day: date
) -> None:
    """Every regime, ceiling, span and sentence, whichever engine inferred them."""
    one = screened(listed, data, on=day, engine="durable")
    two = screened(listed, data, on=day)
    assert one.aide == two.aide
    assert one.criteres["FIN-04"] == two.criteres["FIN-04"]


@settings(max_examples=100)
@given(dossiers(), choice([*oracle.regimes(oracle.Case({}, date(2024, 5, 13), None))]))
def test_the_regime_asked_for_orders_and_changes_nothing_else(
    listed: fondsvert.Measure, data: dict[str, Any], wanted: str
) -> None:
    """The asked regime comes first; what each is worth, the amount and FIN-04 stay the same."""
    data["financement"] = data["financement"] or {}
    plain = screened(listed, data)
    data["financement"]["regime"] = wanted
    asked = screened(listed, data)
    order = [regime.id for regime in plain.aide.regimes]
    if order:
        expected = [wanted, *(name for name in order if name != wanted)]
        assert [regime.id for regime in asked.aide.regimes] == expected
    by_id = {regime.id: regime for regime in plain.aide.regimes}
    assert all(regime == by_id[regime.id] for regime in asked.aide.regimes)
    hidden = {"regimes"}
    assert asked.aide.model_dump(exclude=hidden) == plain.aide.model_dump(exclude=hidden)
    assert asked.criteres["FIN-04"] == plain.criteres["FIN-04"]


# -- the strength of sources -------------------------------------------------------------------

RGEC_41 = "section: art. 41, niveau: lu"


@pytest.fixture
def rules_of_41(tmp_path: Path, request: pytest.FixtureRequest) -> fondsvert.Measure:
    """A rule book whose article 41 is known less surely."""
    edit = ("aides_etat.yaml", RGEC_41, RGEC_41.replace("lu", request.param))
    return fondsvert.load(broken(tmp_path, [edit]))


@pytest.fixture
def renewable(eligible: dict[str, Any]) -> dict[str, Any]:
    """A dossier that article 41 admits for 55 % of 1 100 000 €, and de minimis for 300 000 €."""
    eligible["projet"]["production_energie_renouvelable"] = True
    eligible["financement"]["surcout_ht"] = 0
    return eligible


@pytest.mark.parametrize("rules_of_41", ["secondaire"], indirect=True)
def test_a_stronger_source_comes_before_a_higher_amount(
    rules_of_41: fondsvert.Measure, renewable: dict[str, Any]
) -> None:
    """A text that was read is retained before a secondary one, which FIN-04 accepts too."""
    renewable["financement"]["montant_demande"] = 605_000
    decision = screened(rules_of_41, renewable)
    assert decision.aide.retenu == "de-minimis"
    assert decision.aide.montant_max == 300_000
    assert decision.criteres["FIN-04"].statut == "satisfait"


@pytest.mark.parametrize("rules_of_41", ["a_verifier"], indirect=True)
def test_an_unverified_regime_is_shown_and_never_chosen(
    rules_of_41: fondsvert.Measure, renewable: dict[str, Any]
) -> None:
    """What only an unverified text admits is left to a person, neither met nor refused."""
    renewable["financement"]["de_minimis_3_ans"] = 300_000
    renewable["projet"]["va_au_dela_des_normes"] = False
    decision = screened(rules_of_41, renewable)
    regime = next(found for found in decision.aide.regimes if found.id == "rgec-41")
    assert (regime.applicable, regime.plafond, regime.niveau) == ("oui", 605_000, "a_verifier")
    assert decision.aide.retenu is None
    assert decision.criteres["FIN-04"].statut == "a_apprecier"


# -- the contract ------------------------------------------------------------------------------

CONTRACT = """
reference: FV-TI-0001
date_depot: 2024-05-13
porteur: {nature: entreprise, code_naf: 25.62B, effectif: 84, chiffre_affaires: 12500000,
          total_bilan: 9800000}
projet:
  commune: "18279"
  volet: investissement
  thematiques: [decarbonation]
  nature_operation: modernisation
  va_au_dela_des_normes: true
  production_energie_renouvelable: false
  chaudiere_fossile: false
  contrefactuel: true
  impacts: {ges_avant_tco2e: 4200, ges_apres_tco2e: 1300, energie_avant_mwh: 10,
            energie_apres_mwh: 8}
financement:
  depenses: [{poste: Four, nature: equipement, montant_ht: 980000.00, eligible: true}]
  ressources:
    - {origine: autofinancement, montant: 680000.00, etat: acquis}
    - {origine: publique, montant: 300000.00, etat: sollicite, fonds_vert: true}
  montant_demande: 300000.00
  surcout_ht: null
  de_minimis_3_ans: 0
  regime: rgec-38
"""


@pytest.mark.parametrize(
    "engine",
    ["reference", *(["durable"] if default_engine() == "durable" else [])],
)
def test_the_example_of_the_contract(measure: fondsvert.Measure, engine: Any) -> None:
    """The aid of the dossier that the contract shows, number by number."""
    import yaml

    dossier = fondsvert.Dossier.model_validate(yaml.safe_load(CONTRACT), context=measure.context)
    aid = measure.screen(dossier, engine=engine).model_dump(mode="json")["aide"]
    assert (aid["assiette_eligible"], aid["montant_demande"]) == (980000.0, 300000.0)
    found = {regime["id"]: regime for regime in aid["regimes"]}
    first = {
        "id": "rgec-38",
        "applicable": "oui",
        "taux_max": 0.2,
        "plafond": 196000.0,
        "plafond_haut": 392000.0,
        "limite": "taux",
        "niveau": "lu",
    }
    assert first.items() <= found["rgec-38"].items()
    assert aid["regimes"][0]["id"] == "rgec-38"
    last = {
        "id": "de-minimis",
        "applicable": "oui",
        "taux_max": None,
        "plafond": 300000.0,
        "plafond_haut": None,
        "limite": "plafond",
        "niveau": "lu",
        "manquants": [],
    }
    assert last.items() <= found["de-minimis"].items()
    assert (aid["retenu"], aid["montant_max"]) == ("de-minimis", 300000.0)
