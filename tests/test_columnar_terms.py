"""Terms are simplified as they are built, and still mean what three-valued logic says."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import narwhals as nw
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fondsvert.engine.inference.columnar.emit import emit
from fondsvert.engine.inference.columnar.logic import (
    Truth,
    all_of,
    any_of,
    column,
    count,
    false,
    greatest,
    least,
    lit,
    true,
    unknown,
    when,
)
from fondsvert.engine.inference.columnar.terms import (
    BIT,
    INT,
    TEXT,
    TRUE,
    Term,
    both,
    either,
    opposite,
)

STATES = (True, False, None)
ROWS = [
    {"a": a, "b": b, "n": n, "m": m, "t": t}
    for a, b, n, m, t in product(STATES, STATES, (0, 1, 3, None), (1, 2, None), ("x", "y", None))
]
TABLE = pl.DataFrame(
    ROWS, schema={"a": pl.Boolean, "b": pl.Boolean, "n": pl.Int64, "m": pl.Int64, "t": pl.String}
)
Row = dict[str, Any]


def shown(roots: dict[str, Term]) -> list[Row]:
    """Return what terms give on every row."""
    frame = nw.from_native(TABLE.lazy())
    found = emit(roots).apply(frame, [nw.col("a").alias("kept")]).to_native().collect()
    own = emit(roots, pl).apply(TABLE.lazy(), [pl.col("a").alias("kept")]).collect()
    assert_frame_equal(own, found)
    return found.drop("kept").to_dicts()


Built = tuple[Any, Callable[[Row], Any]]


def compared(op: str, one: Any, two: Any) -> bool | None:
    """Return a comparison of two values, either of them unknown."""
    if one is None or two is None:
        return None
    answers = {"eq": one == two, "ne": one != two}
    if isinstance(one, int):
        answers |= {"lt": one < two, "le": one <= two, "gt": one > two, "ge": one >= two}
    return answers[op]


def connected(parts: list[bool | None], *, conjunction: bool) -> bool | None:
    """Return Kleene's conjunction or disjunction."""
    if (not conjunction) in parts:
        return not conjunction
    return None if None in parts else conjunction


def added(one: Any, two: Any) -> Any:
    """Return a sum, unknown where a part is."""
    return None if one is None or two is None else one + two


def extreme(pick: Callable[..., int], parts: list[Built], row: Row) -> int | None:
    """Return the least or the greatest of what is known."""
    known = [found for part in parts if (found := part[1](row)) is not None]
    return pick(known) if known else None


@st.composite
def programs(draw: st.DrawFn) -> tuple[list[Built], list[Built]]:
    """Conditions and values built step by step, each with what it means on a row."""
    conditions: list[Built] = [
        (column("a", BIT), lambda row: row["a"]),
        (column("b", BIT), lambda row: row["b"]),
        (column("t", TEXT).is_in(["x", "z"]), lambda row: row["t"] and row["t"] in "xz"),
    ]
    values: dict[str, list[Built]] = {
        INT: [
            (column("n", INT), lambda row: row["n"]),
            (column("m", INT), lambda row: row["m"]),
            (lit(0), lambda _row: 0),
            (lit(1), lambda _row: 1),
            (unknown(INT), lambda _row: None),
        ],
        TEXT: [
            (column("t", TEXT), lambda row: row["t"]),
            (lit("x"), lambda _row: "x"),
            (lit("z"), lambda _row: "z"),
        ],
    }

    def one(pool: list[Built]) -> Built:
        return draw(st.sampled_from(pool))

    for _ in range(draw(st.integers(1, 9))):
        kind = draw(st.sampled_from([INT, INT, TEXT]))
        pool = values[kind]
        match draw(st.sampled_from(STEPS)):
            case "and" | "or" as step:
                found = [one(conditions) for _ in range(draw(st.integers(1, 3)))]
                conditions.append(
                    (
                        (all_of if step == "and" else any_of)([each for each, _ in found]),
                        lambda row, found=found, step=step: connected(
                            [means(row) for _, means in found], conjunction=step == "and"
                        ),
                    )
                )
            case "one sided" as step:
                (truth, means), wanted = one(conditions), draw(st.sampled_from(STATES))
                told = {True: true, False: false, None: Truth.is_null}[wanted](truth)
                conditions.append((told, lambda row, m=means, w=wanted: m(row) is w))
            case "not":
                truth, means = one(conditions)
                conditions.append((~truth, lambda row, m=means: _not(m(row))))
            case "compare":
                ops = ["eq", "ne", *(["lt", "le", "gt", "ge"] if kind == INT else [])]
                op, (left, lm), (right, rm) = draw(st.sampled_from(ops)), one(pool), one(pool)
                conditions.append(
                    (
                        left.compared(op, right),
                        lambda row, op=op, lm=lm, rm=rm: compared(op, lm(row), rm(row)),
                    )
                )
            case "choose":
                (truth, means), (then, tm), (other, om) = one(conditions), one(pool), one(pool)
                pool.append(
                    (
                        when(truth, then, other),
                        lambda row, m=means, tm=tm, om=om: tm(row) if m(row) else om(row),
                    )
                )
            case "choose condition":
                (truth, means), (then, tm), (other, om) = (one(conditions) for _ in range(3))
                conditions.append(
                    (
                        when(truth, then, other),
                        lambda row, m=means, tm=tm, om=om: tm(row) if m(row) else om(row),
                    )
                )
            case "extreme":
                found = [one(values[INT]) for _ in range(draw(st.integers(1, 3)))]
                low = draw(st.booleans())
                values[INT].append(
                    (
                        (least if low else greatest)(each for each, _ in found),
                        lambda row, found=found, low=low: extreme(min if low else max, found, row),
                    )
                )
            case "add":
                (left, lm), (right, rm) = one(values[INT]), one(values[INT])
                values[INT].append(
                    (left + right, lambda row, lm=lm, rm=rm: added(lm(row), rm(row)))
                )
            case "count":
                found = [one(conditions) for _ in range(draw(st.integers(0, 3)))]
                values[INT].append(
                    (
                        count(each for each, _ in found),
                        lambda row, found=found: sum(means(row) is True for _, means in found),
                    )
                )
    return conditions, [*values[INT], *values[TEXT]]


STEPS = ("and", "or", "one sided", "not", "compare", "choose", "choose condition", "extreme",
         "add", "count")  # fmt: skip


def _not(state: bool | None) -> bool | None:
    return None if state is None else not state


@settings(max_examples=120)
@given(programs())
def test_terms_mean_what_they_say(program: tuple[list[Built], list[Built]]) -> None:
    """Known true, known false, unknown, or a value: on every row, as three-valued logic has it."""
    conditions, values = program
    roots: dict[str, Term] = {}
    for rank, (truth, _) in enumerate(conditions):
        roots |= {f"yes{rank}": truth.yes, f"no{rank}": truth.no, f"null{rank}": truth.null}
    for rank, (value, _) in enumerate(values):
        roots |= {f"value{rank}": value.term, f"unknown{rank}": value.term.null}
    for row, told in zip(ROWS, shown(roots), strict=True):
        for rank, (_, means) in enumerate(conditions):
            said = means(row)
            assert told[f"yes{rank}"] is (said is True)
            assert told[f"no{rank}"] is (said is False)
            assert told[f"null{rank}"] is (said is None)
        for rank, (_, means) in enumerate(values):
            assert told[f"value{rank}"] == means(row)
            assert told[f"unknown{rank}"] is (means(row) is None)


def test_what_repeats_is_one_term() -> None:
    """The same parts make the same term, and what they imply is not said again."""
    a, b = column("a", BIT).yes, column("b", BIT).yes
    assert both((a, b)) is both((b, a))
    assert both((a, either((a, b)))) is a
    assert both((a, both((a, b)))) is both((a, b))
    assert either((a, opposite(a))) is TRUE
    choice = when(Truth(a), lit("x"), lit("y"))
    assert choice.equals(lit("x")).yes is a
    assert choice.equals(lit("z")).no is TRUE
