"""Bounds hold whatever the missing facts turn out to be, and are exact once all are known.

Expressions are drawn as text and parsed, so that the whole language is met; facts are drawn whole,
then forgotten at random.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fondsvert.engine.errors import Where
from fondsvert.engine.rulebook import bounds as bounding
from fondsvert.engine.rulebook.bounds import ANYTHING, Interval, bounds, may_be
from fondsvert.engine.rulebook.expression import Expr
from fondsvert.engine.rulebook.kleene import ready
from fondsvert.engine.rulebook.parse import parse_formula
from fondsvert.engine.rulebook.scope import Scope
from fondsvert.engine.values import BOOL, EUROS, RATE, SIGNED_EUROS, FactType

SIZES = ("petite", "moyenne", "grande")
FIELDS = {"montant": EUROS, "solde": SIGNED_EUROS, "eligible": BOOL}
SCOPE = Scope(
    {
        "a": EUROS,
        "b": EUROS,
        "perte": SIGNED_EUROS,
        "taux": RATE,
        "taille": FactType("enum", values=SIZES),
        "oui": BOOL,
        "lignes": FactType("rows", fields=FIELDS),
        "total": EUROS,
    }
)


def parsed(text: str) -> Expr:
    """Return the expression that a text says."""
    tree, faults = parse_formula(text, SCOPE, Where("essai"))
    assert tree is not None, [fault.message() for fault in faults]
    return tree


TOTAL = "somme(lignes.montant, si=eligible)"
DEFINITIONS = {"total": parse_formula(TOTAL, SCOPE, Where("essai"))[0]}
"""A derived fact is bounded by what it is made of."""

RATES = ["0 %", "12.5 %", "50 %", "100 %", "taux"]
AMOUNTS = ["a", "b", "perte", "total", "somme(lignes.montant)", TOTAL,
           "somme(lignes.solde, si=eligible)"]  # fmt: skip
CONDITIONS = ["oui", "taille == moyenne", "taille in [petite, grande]"]
RATE_FORMS = [
    "R",
    "(R + R)",
    "R * R",
    "si(C, R, R)",
    "selon(taille, petite=R, moyenne=R, grande=R)",
]
AMOUNT_FORMS = ["A", "(A + A)", "(A - A)", "R * A", "max(A, A)", "min(A, A)", "max(A - A, 0 * A)",
                "si(C, A, A)", "selon(taille, petite=A, moyenne=A, grande=A)"]  # fmt: skip
CONDITION_FORMS = ["A < A", "A <= A", "A > A", "A >= A", "A == A", "A != A", "(not C)",
                   "(C and C)", "(C or C)", "C"]  # fmt: skip
GRAMMAR = {
    "R": (RATES, RATE_FORMS),
    "A": (AMOUNTS, AMOUNT_FORMS),
    "C": (CONDITIONS, CONDITION_FORMS),
}


@st.composite
def formula(draw: st.DrawFn, kind: str, depth: int = 3) -> str:
    """Return a formula of a rate (R), an amount (A) or a condition (C): a form filled in."""
    leaves, forms = GRAMMAR[kind]
    if depth == 0:
        return draw(st.sampled_from(leaves))
    text = draw(st.sampled_from(forms))
    parts = re.split(r"\b([RAC])\b", text)
    return "".join(
        draw(formula(part, depth - 1)) if index % 2 else part for index, part in enumerate(parts)
    )


numbers = formula("A") | formula("R")
amounts = formula("A")
conditions = formula("C")

plain = st.sampled_from([0, 1, 50, 100, 12_345]) | st.integers(0, 10**12)
signed = plain | plain.map(lambda value: -value)
lines = st.lists(
    st.fixed_dictionaries({"montant": plain, "solde": signed, "eligible": st.booleans()}),
    max_size=3,
)
whole = st.fixed_dictionaries(
    {
        "a": plain,
        "b": plain,
        "perte": signed,
        "taux": st.sampled_from([0, 1, 125_000, 1_000_000]),
        "taille": st.sampled_from(SIZES),
        "oui": st.booleans(),
        "lignes": lines,
    }
)


def completed(facts: dict[str, Any]) -> dict[str, Any]:
    """Return whole facts with the derived one."""
    total = sum(row["montant"] for row in facts["lignes"] if row["eligible"])
    return {**facts, "total": total}


@st.composite
def forgetting(draw: st.DrawFn, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts with some of them unknown, at random."""
    less = deepcopy(facts)
    for name in draw(st.sets(st.sampled_from([*facts]))):
        del less[name]
    for row in less.get("lignes", ()):
        for column in draw(st.sets(st.sampled_from([*FIELDS]))):
            row[column] = None
    total = ready(DEFINITIONS["total"])(less, None)
    if total is not None:
        less["total"] = total
    if "taille" not in less:
        others = draw(st.none() | st.sets(st.sampled_from(SIZES)))
        if others is not None:
            less[may_be("taille")] = {facts["taille"], *others}
    return less


def inside(value: int, span: Interval) -> bool:
    """Whether a value lies in an interval."""
    return (span.low is None or span.low <= value) and (span.high is None or value <= span.high)


@settings(max_examples=250)
@given(numbers, whole, st.data())
def test_the_value_lies_inside_its_bounds_whatever_is_missing(
    text: str, facts: dict[str, Any], data: st.DataObject
) -> None:
    """Whatever the missing facts turn out to be, the value was announced."""
    expr, facts = parsed(text), completed(facts)
    less = data.draw(forgetting(facts))
    span = bounds(expr, DEFINITIONS)(less)
    assert inside(ready(expr)(facts, None), span)
    known = ready(expr)(less, None)
    if known is not None:
        assert span == Interval(known, known)


@settings(max_examples=120)
@given(numbers, whole)
def test_bounds_are_exact_when_everything_is_known(text: str, facts: dict[str, Any]) -> None:
    """With nothing missing, both bounds are the value itself."""
    expr, facts = parsed(text), completed(facts)
    value = ready(expr)(facts, None)
    span = bounds(expr, DEFINITIONS)(facts)
    assert span == Interval(value, value)
    assert span.exact


@settings(max_examples=250)
@given(conditions, whole, st.data())
def test_what_bounds_decide_stays_decided(
    text: str, facts: dict[str, Any], data: st.DataObject
) -> None:
    """A condition decided by bounds is what it is once all is known; Kleene decides no more."""
    expr, facts = parsed(text), completed(facts)
    less = data.draw(forgetting(facts))
    decided = bounding.truth(expr, DEFINITIONS)(less)
    if decided is not None:
        assert decided == ready(expr)(facts, None)
    by_kleene = ready(expr)(less, None)
    if by_kleene is not None:
        assert decided == by_kleene


@settings(max_examples=120)
@given(amounts, whole, st.data())
def test_a_fact_more_only_tightens_the_bounds(
    text: str, facts: dict[str, Any], data: st.DataObject
) -> None:
    """What one knows is never loosened by knowing more."""
    expr, facts = parsed(text), completed(facts)
    less = data.draw(forgetting(facts))
    more = dict(less)
    missing = [name for name in ("a", "b", "perte", "taux", "oui") if name not in less]
    if missing:
        name = data.draw(st.sampled_from(missing))
        more[name] = facts[name]
    wide, tight = bounds(expr, DEFINITIONS)(less), bounds(expr, DEFINITIONS)(more)
    assert wide.low is None or (tight.low is not None and tight.low >= wide.low)
    assert wide.high is None or (tight.high is not None and tight.high <= wide.high)


@pytest.mark.parametrize(
    ("text", "facts", "low", "high"),
    [
        ("a", {}, 0, None),
        ("perte", {}, None, None),
        ("a - b", {"a": 500}, None, 500),
        ("max(a - b, 0 * a)", {"a": 500}, 0, 500),
        ("50 % * a", {"a": 300}, 150, 150),
        ("taux * a", {"a": 300}, 0, None),
        ("0 % * a", {}, 0, 0),
        ("taux * perte", {"perte": -500}, None, None),
        ("si(oui, 50 %, 100 %) * perte", {"perte": -500}, -500, -250),
        ("si(oui, 50 %, 100 %) * si(oui, a, perte)", {"a": 300, "perte": -500}, -500, 300),
        ("min(a, b)", {"a": 300}, 0, 300),
        ("max(a, b)", {"a": 300}, 300, None),
        ("si(oui, a, b)", {"a": 300, "b": 200}, 200, 300),
        ("si(oui, a, b)", {"a": 300, "b": 300}, 300, 300),
        ("si(a < b, a, b)", {"a": 300}, 0, None),
        ("selon(taille, petite=a, moyenne=b, grande=0 * a)", {"a": 300, "b": 200}, 0, 300),
        (
            "selon(taille, petite=a, moyenne=b, grande=0 * a)",
            {"a": 300, "b": 200, may_be("taille"): {"petite", "moyenne"}},
            200,
            300,
        ),
        (
            "total",
            {"lignes": [{"montant": 200, "solde": 0, "eligible": True},
                        {"montant": 300, "solde": 0, "eligible": None}]},
            200,
            500,
        ),
        (
            "total",
            {"lignes": [{"montant": 200, "solde": 0, "eligible": True},
                        {"montant": None, "solde": 0, "eligible": True}]},
            200,
            None,
        ),
        ("total", {}, 0, None),
        (
            "somme(lignes.solde, si=eligible)",
            {"lignes": [{"montant": 0, "solde": -50, "eligible": None}]},
            -50,
            0,
        ),
    ],
)  # fmt: skip
def test_bounds_by_hand(
    text: str, facts: dict[str, Any], low: int | None, high: int | None
) -> None:
    """Bounds are as tight as what is known allows."""
    span = bounds(parsed(text), DEFINITIONS)(facts)
    scale = parsed(text).type.scale - 2
    assert span == Interval(scaled(low, scale), scaled(high, scale))


def scaled(cents: int | None, scale: int) -> int | None:
    """Return an amount counted finer than in cents."""
    return cents if cents is None or scale <= 0 else cents * 10**scale


def test_what_nobody_can_bound_is_said_so() -> None:
    """A number made of dates has no bounds while one of them is missing."""
    scope = Scope({"debut": FactType("date"), "fin": FactType("date")})
    tree, _ = parse_formula("jours(debut, fin)", scope, Where("essai"))
    assert tree is not None
    assert bounds(tree, {})({}) == ANYTHING
