"""The columnar evaluator gives, row by row, what the reference one gives."""

from __future__ import annotations

from datetime import date
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from strategies import dossiers

import fondsvert
from fondsvert.engine.bulk import Bulk
from fondsvert.engine.flat import to_columns
from fondsvert.engine.inference.columnar import batches
from fondsvert.engine.inference.columnar.columns import days
from fondsvert.engine.inference.columnar.emit import emit
from fondsvert.engine.inference.columnar.logic import column
from fondsvert.engine.inference.columnar.terms import INT
from fondsvert.engine.values import yyyymmdd

CASES = 150


def drawn() -> list[dict[str, Any]]:
    """Return dossiers of both editions and of none, facts missing at random."""
    found: list[dict[str, Any]] = []

    @seed(20240513)
    @settings(max_examples=CASES, phases=[Phase.generate], database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(dossiers())
    def keep(data: dict[str, Any]) -> None:
        found.append(data)

    keep()
    return found


@given(
    st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.dates(date(1990, 1, 1), date(2100, 12, 31))
)
def test_days_between_dates_written_as_integers(one: date, two: date) -> None:
    """The calendar is computed on integers, the same on every engine."""
    table = nw.from_native(pl.DataFrame({"un": [yyyymmdd(one)], "deux": [yyyymmdd(two)]}))
    gap = days(column("deux", INT)) - days(column("un", INT))
    assert emit({"n": gap.term}).apply(table, [])["n"][0] == (two - one).days


@pytest.fixture(scope="module")
def cases() -> list[fondsvert.Dossier]:
    """The dossiers to screen both ways."""
    return [fondsvert.Dossier.model_validate(data) for data in drawn()]


@pytest.mark.parametrize("on", [None, date(2027, 1, 15)], ids=["as-received", "adjustment"])
def test_cell_by_cell(
    measure: fondsvert.Measure,
    cases: list[fondsvert.Dossier],
    on: date | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Statuses, verdict, deciding criterion, missing facts, regime and amount are the same."""
    monkeypatch.setattr(batches, "PART", 40)
    edition = None if on is None else "2025"
    table = to_columns(cases).with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("_rang"))
    rows = Bulk(measure).screen(table, on=on, edition=edition)
    assert len(rows) == len(cases)
    for row, dossier in zip(rows.iter_rows(named=True), cases, strict=True):
        found = measure.screen(dossier, on=on, edition=edition, engine="reference")
        statuses = {name: item.statut for name, item in found.criteres.items()}
        assert {name: row[name] for name in statuses} == statuses
        assert row["verdict"] == found.verdict
        assert row["edition"] == found.edition
        assert set(row["manquants"].split()) == set(found.manquants)
        if found.edition is not None:
            assert row["critere_decisif"] == (found.deciding or [None])[0]
        if found.aide is not None:
            assert row["regime_retenu"] == found.aide.retenu
            amount = None if row["montant_max"] is None else row["montant_max"] / 100
            assert amount == found.aide.montant_max
