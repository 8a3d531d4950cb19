"""Tables of one hit, tested exhaustively at their boundaries against oracles in plain Python.

An oracle reads the domain, never the rule book. What is unknown is completed in every way that
matters: the answer is known exactly when all completions give the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from test_rulebook_errors import broken

import fondsvert
from fondsvert.engine.inference.program import Evaluator
from fondsvert.engine.inference.reference import derivation
from fondsvert.engine.measure import default_engine, make_evaluator

DEPOSIT = date(2024, 5, 13)
PERSON = 10**6
"""A head count is in millionths."""
EURO = 100
"""An amount is in cents."""

ENGINES = ["reference", "durable"] if default_engine() == "durable" else ["reference"]


def agreed(answers: Iterable[Any]) -> Any:
    """Return the answer that all give, None when two differ."""
    found = set(answers)
    return found.pop() if len(found) == 1 else None


def around(*thresholds: int) -> list[int]:
    """Return each threshold with the values just below and just above it."""
    return sorted({value + step for value in thresholds for step in (-1, 0, 1)})


def evaluator(measure: fondsvert.Measure, engine: Any) -> Evaluator:
    """Return an evaluator of the 2024 edition."""
    return make_evaluator(measure.program(measure.edition("2024"), DEPOSIT), engine)


# -- size -----------------------------------------------------------------------------------

HEADS = around(10 * PERSON, 50 * PERSON, 250 * PERSON)
TURNOVERS = around(2_000_000 * EURO, 10_000_000 * EURO, 50_000_000 * EURO)
BALANCES = around(2_000_000 * EURO, 10_000_000 * EURO, 43_000_000 * EURO)


def size(heads: int, turnover: int, balance: int) -> str:
    """Return the size class of RGEC annexe I, from consolidated figures."""
    for name, fewer, turnover_top, balance_top in (
        ("micro", 10, 2_000_000, 2_000_000),
        ("petite", 50, 10_000_000, 10_000_000),
        ("moyenne", 250, 50_000_000, 43_000_000),
    ):
        small = turnover <= turnover_top * EURO or balance <= balance_top * EURO
        if heads < fewer * PERSON and small:
            return name
    return "grande"


@pytest.mark.parametrize("engine", ENGINES)
def test_the_size_class_is_exact_at_every_threshold(
    measure: fondsvert.Measure, engine: Any
) -> None:
    """Every combination of figures one step around each threshold, and of figures unknown."""
    infer = evaluator(measure, engine).infer
    seen = set()
    for heads, turnover, balance in product([None, *HEADS], [None, *TURNOVERS], [None, *BALANCES]):
        facts = {
            "date_reference": DEPOSIT,
            "porteur.nature": "entreprise",
            "porteur.effectif": heads,
            "porteur.chiffre_affaires": turnover,
            "porteur.total_bilan": balance,
        }
        expected = agreed(
            size(*figures)
            for figures in product(
                HEADS if heads is None else [heads],
                TURNOVERS if turnover is None else [turnover],
                BALANCES if balance is None else [balance],
            )
        )
        found = infer(known(facts)).facts.get("porteur.categorie_entreprise")
        assert found == expected, facts
        seen.add(found)
    assert seen == {"micro", "petite", "moyenne", "grande", None}


def known(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts that are known: an unknown one is absent."""
    return {path: value for path, value in facts.items() if value is not None}


@pytest.mark.parametrize("nature", ["association", None])
def test_only_a_company_has_a_size_class(measure: fondsvert.Measure, nature: str | None) -> None:
    """Outside its condition, or while that is unknown, a table gives no answer."""
    facts = {"porteur.nature": nature, "porteur.effectif": 5 * PERSON,
             "porteur.chiffre_affaires": 1, "porteur.total_bilan": 1}  # fmt: skip
    found = evaluator(measure, "reference").infer(known({**facts, "date_reference": DEPOSIT}))
    assert found.facts.get("porteur.categorie_entreprise") is None


# -- difficulty -----------------------------------------------------------------------------

CAPITAL = 500_000_01
"""An odd number of cents: half of it falls between two."""
YOUNG = {date(2021, 5, 12): False, date(2021, 5, 13): False, date(2021, 5, 14): True, None: None}
"""Whether a company is younger than three years on the day of deposit, by its date of creation."""
SMES = {249 * PERSON: True, 250 * PERSON: False, None: None}

Line = tuple[int | None, int | None, int | None, int | None]
"""Debt, equity, EBITDA and interest of a year."""
BAD: Line = (7_500_001, 1_000_000, 99_999, 100_000)
YEARS: list[list[Line] | None] = [
    None,
    [],
    [BAD],
    [BAD, BAD],
    [BAD, (7_500_000, 1_000_000, 0, 100_000)],
    [(7_500_001, 1_000_000, 100_000, 100_000), BAD],
    [BAD, (1, 0, -1, 0)],
    [BAD, (1, -1, -1, 0)],
    [BAD, (0, -1, -1, 0)],
    [BAD, (None, 1_000_000, 0, 1)],
    [BAD, (7_500_001, None, 0, 1)],
    [BAD, (7_500_001, 1_000_000, None, 1)],
    [BAD, (7_500_001, 1_000_000, 1, None)],
    [BAD, (None, 1_000_000, 5, 1)],
    [(0, 1, 5, 1), BAD, BAD],
]


def both(*values: bool | None) -> bool | None:
    """Whether all hold: one false decides."""
    return False if False in values else None if None in values else True


def compared(test: Callable[..., bool], *values: int | None) -> bool | None:
    """Return the result of a test, unknown when a value is."""
    return None if None in values else test(*values)


def worsened(years: list[Line] | None) -> bool | None:
    """Whether the two latest years are beyond both ratios of test e)."""
    if years is None or len(years) < 2:
        return None
    return both(
        *(
            both(
                compared(lambda debt: debt > 0, debt),
                compared(lambda debt, equity: 2 * debt > 15 * equity, debt, equity),
                compared(lambda ebitda, interest: ebitda < interest, ebitda, interest),
            )
            for debt, equity, ebitda, interest in years[-2:]
        )
    )


def in_difficulty(
    lost: bool, young: bool, sme: bool, insolvent: bool, rescued: bool, bad: bool
) -> bool:
    """RGEC art. 2(18): one of the tests is enough."""
    return (lost and not (young and sme)) or insolvent or rescued or (not sme and bad)


def test_difficulty_is_exact_at_every_boundary(measure: fondsvert.Measure) -> None:
    """Every combination of equity, age, size, proceedings, rescue and ratios, known or not."""
    infer = evaluator(measure, "reference").infer
    states = [True, False, None]
    seen = set()
    for equity, created, heads, insolvent, rescued, years in product(
        [CAPITAL // 2, CAPITAL // 2 + 1, -1, None], YOUNG, SMES, states, states, YEARS
    ):
        facts = {
            "date_reference": DEPOSIT,
            "date_depot": DEPOSIT,
            "porteur.nature": "entreprise",
            "porteur.effectif": heads,
            "porteur.chiffre_affaires": 0,
            "porteur.total_bilan": 0,
            "porteur.date_creation": created,
            "porteur.difficulte.capital_souscrit": CAPITAL,
            "porteur.difficulte.capitaux_propres": equity,
            "porteur.difficulte.procedure_collective": insolvent,
            "porteur.difficulte.aide_sauvetage_en_cours": rescued,
            "porteur.difficulte.exercices": rows(years),
        }
        tests = (
            compared(lambda own: 2 * own < CAPITAL, equity),
            YOUNG[created],
            SMES[heads],
            insolvent,
            rescued,
            worsened(years),
        )
        expected = agreed(
            in_difficulty(*answers)
            for answers in product(*([True, False] if t is None else [t] for t in tests))
        )
        found = infer(known(facts)).facts.get("porteur.en_difficulte")
        assert found == expected, facts
        seen.add(found)
    assert seen == {True, False, None}


def rows(years: list[Line] | None) -> tuple[dict[str, int | None], ...] | None:
    """Return the accounting periods as facts hold them."""
    if years is None:
        return None
    names = ("dettes", "capitaux_propres", "ebitda", "charges_interets")
    return tuple(
        {"annee": 2020 + rank, **dict(zip(names, line, strict=True))}
        for rank, line in enumerate(years)
    )


# -- unique ---------------------------------------------------------------------------------

BANDS = """
- id: porteur.tranche
  titre: {fr: la tranche d'effectif, en: the headcount band}
  politique: unique
  entrees:
    - {id: effectif, libelle: {fr: l'effectif, en: the headcount}, formule: porteur.effectif}
    - {id: nature, libelle: {fr: la nature, en: the kind}, formule: porteur.nature}
  lignes:
    - {quand: {effectif: ">= parametres.petite_effectif", nature: {sauf: [autre]}}, donne: haute}
    - {quand: {effectif: "[parametres.micro_effectif .. parametres.petite_effectif["}, donne: basse}
    - {quand: {effectif: "< parametres.micro_effectif"}, donne: basse}
    - {quand: {effectif: ">= parametres.petite_effectif", nature: autre}, donne: hors}
  valeurs:
    basse: {fr: basse, en: low}
    haute: {fr: haute, en: high}
    hors: {fr: hors tranche, en: out}
"""


@pytest.fixture
def bands(tmp_path: Path) -> fondsvert.Measure:
    """A rule book with one table more, whose lines exclude one another in any order."""
    copy = broken(tmp_path, [("mesure.yaml", "  - aides_etat\n", "  - aides_etat\n  - essai\n")])
    (copy / "essai.yaml").write_text(BANDS, encoding="utf-8")
    return fondsvert.load(copy)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_unique_table_gives_the_answer_of_its_one_line(
    bands: fondsvert.Measure, engine: Any
) -> None:
    """Intervals, exceptions and the order of lines: each value meets its line and no other."""
    infer = evaluator(bands, engine).infer
    for heads, nature in product(
        [None, *around(10 * PERSON, 50 * PERSON)], [None, "autre", "association"]
    ):
        expected: str | None
        if heads is None:
            expected = None
        elif heads < 50 * PERSON:
            expected = "basse"
        else:
            expected = {None: None, "autre": "hors"}.get(nature, "haute")
        facts = {"porteur.effectif": heads, "porteur.nature": nature, "date_reference": DEPOSIT}
        assert infer(known(facts)).facts.get("porteur.tranche") == expected, facts


def test_a_table_answers_as_soon_as_the_lines_that_may_hold_agree(
    bands: fondsvert.Measure,
) -> None:
    """Two lines that give the same word need not be told apart."""
    program = bands.program(bands.edition("2024"), DEPOSIT)
    item = next(each for each in program.derived if each.path == "porteur.tranche")
    assert [value for _, value in item.cases] == ["haute", "basse", "hors"]
    derive = derivation(item)
    assert derive({"porteur.effectif": 9 * PERSON}) == "basse"
    assert derive({"porteur.effectif": 10 * PERSON}) == "basse"
    assert derive({"porteur.effectif": 50 * PERSON}) is None
