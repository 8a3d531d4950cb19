"""The laws of the engine, on dossiers of any kind, facts missing at random."""

from __future__ import annotations

import copy
import gc
import tracemalloc
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import any_json, dossiers

import fondsvert
from fondsvert.engine.intake.files import read_dossiers
from fondsvert.engine.measure import default_engine

durable_only = pytest.mark.skipif(
    default_engine() != "durable", reason="durable_rules is not installed on this Python"
)


def screened(measure: fondsvert.Measure, data: dict[str, Any], **options: Any) -> Any:
    return measure.screen(fondsvert.Dossier.model_validate(data), **options)


def without_engine(decision: Any) -> dict[str, Any]:
    return decision.model_dump(exclude={"moteur"})


@durable_only
def test_the_engine_named_is_the_one_installed() -> None:
    """A decision names the version that inferred it; reading it at run time would cost 10 ms."""
    from importlib.metadata import version

    from fondsvert.engine.inference.durable import VERSION

    assert version("durable_rules") == VERSION


@durable_only
@settings(max_examples=300)
@given(dossiers())
def test_durable_and_reference_give_the_same_decision(
    measure: fondsvert.Measure, data: dict[str, Any]
) -> None:
    """Status by status, motive by motive, the two evaluators agree on every dossier."""
    one = screened(measure, data, engine="durable")
    two = screened(measure, data, engine="reference")
    assert without_engine(one) == without_engine(two)


def _leaves(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the places of every fact of a dossier that may be forgotten."""
    if isinstance(data, dict):
        inner = [leaf for key, value in data.items() for leaf in _leaves(value, (*path, key))]
        return inner or ([] if path and isinstance(path[-1], int) else [path])
    if isinstance(data, list) and data and isinstance(data[0], dict):
        rows = [leaf for n, row in enumerate(data) for leaf in _leaves(row, (*path, n))]
        return [*rows, path]
    return [path]


TELLING = {"avance_demandee", "fonds_vert", "reference", "date_depot", "annee"}


def _forget(data: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    less = copy.deepcopy(data)
    here: Any = less
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = None
    return less


@settings(max_examples=200)
@given(dossiers(), st.data())
def test_a_fact_more_never_turns_a_refusal_into_an_admission(
    measure: fondsvert.Measure, data: dict[str, Any], choices: st.DataObject
) -> None:
    """What was refused, or admitted, with a fact missing stays so once the fact is known."""
    leaves = [p for p in _leaves(data) if p and p[0] != "appreciations" and p[-1] not in TELLING]
    if not leaves:
        return
    less = _forget(data, choices.draw(st.sampled_from(leaves)))
    before = screened(measure, less, engine="reference").verdict
    after = screened(measure, data, engine="reference").verdict
    assert {before, after} != {"eligible", "ineligible"}


@settings(max_examples=150)
@given(dossiers(), st.data())
def test_a_missing_fact_never_refuses(
    measure: fondsvert.Measure, data: dict[str, Any], choices: st.DataObject
) -> None:
    """Forgetting a fact never makes a criterion fail that did not fail before."""
    data.pop("appreciations", None)
    leaves = [p for p in _leaves(data) if p and p[-1] not in TELLING]
    if not leaves:
        return
    less = _forget(data, choices.draw(st.sampled_from(leaves)))
    full = screened(measure, data, engine="reference").criteres
    for name, found in screened(measure, less, engine="reference").criteres.items():
        if found.statut == "non_satisfait":
            assert full[name].statut == "non_satisfait"


@settings(max_examples=150)
@given(dossiers())
def test_every_undetermined_criterion_says_what_it_waits_for(
    measure: fondsvert.Measure, data: dict[str, Any]
) -> None:
    """Something can be asked for, unless a list that is not loaded is what is missing."""
    decision = screened(measure, data, engine="reference")
    no_afr = any("AFR" in warning for warning in decision.avertissements)
    for found in decision.criteres.values():
        assert found.motif.strip()
        listed = found.id.startswith("TER") or (found.id == "FIN-04" and no_afr)
        if found.statut == "indetermine" and not listed:
            assert found.manquants, found
        if found.statut != "indetermine":
            assert found.manquants == []


@settings(max_examples=120)
@given(dossiers())
def test_a_decision_survives_its_own_json(measure: fondsvert.Measure, data: dict[str, Any]) -> None:
    """A decision read back from its JSON is the same decision."""
    decision = screened(measure, data)
    assert fondsvert.Decision.model_validate_json(decision.model_dump_json()) == decision


@settings(max_examples=120)
@given(dossiers(), st.sampled_from(["fr", "en"]))
def test_the_language_changes_words_alone(
    measure: fondsvert.Measure, data: dict[str, Any], lang: Any
) -> None:
    """Statuses, values and missing facts are the same in both languages."""
    decision, other = screened(measure, data), screened(measure, data, lang=lang)
    assert decision.verdict == other.verdict
    for name, found in decision.criteres.items():
        assert other.criteres[name].statut == found.statut
        assert other.criteres[name].valeurs == found.valeurs
        assert other.criteres[name].manquants == found.manquants


@settings(max_examples=200)
@given(any_json())
def test_any_json_gives_decisions_or_clean_errors(measure: fondsvert.Measure, data: Any) -> None:
    """Whatever JSON is given, each dossier is screened or each fault is said."""
    import io
    import json

    text = json.dumps(data, ensure_ascii=False)
    for item in read_dossiers(io.StringIO(text), name="x.json", context=measure.context):
        if isinstance(item, fondsvert.InputError):
            assert item.messages("fr")
            assert item.messages("en")
        else:
            assert measure.screen(item).verdict


@pytest.mark.parametrize("cents", [0, 1, 10, 99, 100, 39_999_999, 40_000_000, 10**14])
def test_money_is_exact_to_the_cent(
    measure: fondsvert.Measure, eligible: dict[str, Any], cents: int
) -> None:
    """The floor is compared in cents: one cent less fails, the very amount passes."""
    eligible["financement"]["depenses"] = [
        {"montant_ht": f"{cents // 100}.{cents % 100:02d}", "eligible": True}
    ]
    found = screened(measure, eligible).criteres["PRJ-04"]
    assert found.statut == ("satisfait" if cents >= 40_000_000 else "non_satisfait")
    assert found.valeurs["assiette_eligible"] == cents / 100


def test_a_sum_of_tenths_is_exact(measure: fondsvert.Measure, eligible: dict[str, Any]) -> None:
    """Ten lines of 40 000.10 € and their resources balance, where binary floats would not."""
    money = eligible["financement"]
    money["depenses"] = [{"montant_ht": 40000.10, "eligible": True}] * 10
    money["ressources"] = [{"origine": "autofinancement", "montant": "400001.00"}]
    found = screened(measure, eligible).criteres["FIN-01"]
    assert found.statut == "satisfait"


@pytest.mark.parametrize("engine", ["reference", pytest.param("durable", marks=durable_only)])
def test_twenty_thousand_screenings_leave_memory_flat(
    measure: fondsvert.Measure, eligible: dict[str, Any], engine: Any
) -> None:
    """Memory after 20 000 inferences is what it was after the first thousand."""
    import resource

    from fondsvert.engine.facts import facts_of
    from fondsvert.engine.territory import locate

    dossier = fondsvert.Dossier.model_validate(eligible)
    site = locate("18279", measure.cog, measure.territories)
    program = measure.program(measure.edition("2024"), dossier.date_depot)
    evaluator = measure.evaluator(program, engine)
    facts = facts_of(dossier, site, dossier.date_depot, measure.territories.complete_regions)

    def run(times: int) -> int:
        for _ in range(times):
            evaluator.infer(dict(facts))
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    first = run(1_000)
    assert run(19_000) - first < 3_000  # kilobytes


def test_a_thousand_decisions_leave_nothing_behind(
    measure: fondsvert.Measure, eligible: dict[str, Any]
) -> None:
    """A whole decision keeps no memory of the dossier once it is let go."""
    dossier = fondsvert.Dossier.model_validate(eligible)
    measure.screen(dossier)
    gc.collect()
    tracemalloc.start()
    for _ in range(500):
        measure.screen(dossier)
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 200_000
