"""Reading a decision as a candidate: exactly, and with every fault at its place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from fondsvert.engine.envelope.candidates import Candidate
from fondsvert.engine.errors import InputError, Where


def decision(**changes: Any) -> dict[str, Any]:
    return {
        "reference": "FV-1",
        "verdict": "eligible",
        "territoire": {"id": "ti-2401", "nom": "Berry Sologne"},
        "projet": {"intitule": "Four", "volet": "investissement",
                   "thematiques": ["decarbonation"], "departement": "18"},
        "aide": {"montant_demande": 300000.1, "montant_max": Decimal("299999.99")},
        "appreciation": {"officielle": False, "score_min": 41.509, "score_max": 63.001},
        **changes,
    }  # fmt: skip


def test_a_decision_is_read_exactly() -> None:
    """Euros become cents without a detour; scores are rounded outwards."""
    found = Candidate.from_decision(decision())
    assert (found.demande, found.plafond, found.montant) == (30000010, 29999999, 29999999)
    assert (found.score_min, found.score_max) == (4150, 6301)
    assert (found.departement, found.territoire, found.volet) == ("18", "ti-2401", "investissement")


def test_what_is_absent_from_a_decision_is_unknown() -> None:
    """No amount, no ceiling, a score of 0 to 100: nothing refuses."""
    found = Candidate.from_decision({"reference": "R", "verdict": "eligible", "aide": None})
    assert (found.demande, found.plafond, found.montant) == (None, None, None)
    assert (found.score_min, found.score_max, found.score_connu) == (0, 10000, False)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"reference": 3}, "reference"),
        ({"verdict": "peut-être"}, "verdict"),
        ({"aide": []}, "aide"),
        ({"aide": {"montant_demande": -1}}, "aide.montant_demande"),
        ({"aide": {"montant_demande": True}}, "aide.montant_demande"),
        ({"aide": {"montant_max": 0.001}}, "aide.montant_max"),
        ({"aide": {"montant_max": float("nan")}}, "aide.montant_max"),
        ({"aide": {"montant_max": 10**13}}, "aide.montant_max"),
        ({"appreciation": {"score_min": 101}}, "appreciation.score_min"),
        ({"appreciation": {"score_min": 60, "score_max": 40}}, "appreciation.score_min"),
        ({"projet": {"volet": 3}}, "projet.volet"),
        ({"projet": {"thematiques": "decarbonation"}}, "projet.thematiques"),
    ],
)
def test_a_faulty_decision_is_refused(changes: dict[str, Any], path: str) -> None:
    """Each fault is told with its place in the decision."""
    with pytest.raises(InputError) as refused:
        Candidate.from_decision(decision(**changes), Where("lot.jsonl", 7))
    (fault,) = refused.value.faults
    assert (fault.where.file, fault.where.line, fault.where.path) == ("lot.jsonl", 7, path)


def test_every_fault_of_a_decision_is_told_at_once() -> None:
    """Three faults, three lines."""
    with pytest.raises(InputError) as refused:
        Candidate.from_decision(decision(reference="", verdict=None, aide=3))
    assert [fault.where.path for fault in refused.value.faults] == ["aide", "reference", "verdict"]
