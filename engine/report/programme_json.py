"""A programme as plain data: the JSON of the contract, and a little more."""

from __future__ import annotations

from typing import Any

from ..envelope.candidates import AXES, Candidate
from ..envelope.frontier import Step
from ..envelope.programme import Programme
from ..envelope.sayings import POINTS, sentences
from ..envelope.vocabulary import Vocabulary
from ..messages import Lang
from ..values import CENTS, unscaled


def as_json(made: Programme, names: Vocabulary, lang: Lang = "fr") -> dict[str, Any]:
    """Return the programme; euros and points are JSON numbers, keys never change."""
    plan, problem = made.plan, made.plan.problem
    data: dict[str, Any] = {
        "enveloppe": _euros(problem.envelope),
        "reserve": _euros(problem.terms.reserve),
        "engage": _euros(plan.engaged),
        "reliquat": _euros(plan.left),
        "mode": made.mode,
        "optimal_prouve": plan.proved,
        "departage_prouve": plan.ties_proved,
        "score_total": _points(plan.score),
        "grille_officielle": made.official,
        "retenus": [
            {
                **_scored(grant.candidate),
                "montant": _euros(grant.cents),
                "montant_demande": _euros(grant.candidate.demande),
                "part": grant.percent / 100,
                "deja_engage": grant.committed,
                **_known(grant.candidate),
            }
            for grant in plan.grants
        ],
        "ecartes": [
            {
                **_scored(left.candidate),
                "montant": _euros(left.candidate.montant),
                "motif": sentences(left.why, lang),
                **_known(left.candidate),
            }
            for left in made.left
        ],
        "contraintes": _limits(made, lang),
        "parts": _shares(made, names),
        "indecis": {
            "nombre": len(made.doubts),
            "paires": [
                {"ecarte": doubt.outside.reference, "retenu": doubt.inside.reference}
                for doubt in made.doubts[: made.shown]
            ],
        },
        "avertissements": [warning.text(lang) for warning in made.warnings],
    }
    if made.steps:
        data["frontiere"] = [_step(step, lang) for step in made.steps]
    return data


def _euros(cents: int | None) -> float | None:
    # The double nearest to an amount of cents prints as that amount.
    return None if cents is None else float(unscaled(cents, CENTS))


def _points(value: int) -> float:
    return float(unscaled(value, POINTS))


def _scored(candidate: Candidate) -> dict[str, Any]:
    return {
        "reference": candidate.reference,
        "intitule": candidate.intitule,
        "score": _points(candidate.score_min * 100),
        "score_max": _points(candidate.score_max * 100),
    }


def _known(candidate: Candidate) -> dict[str, Any]:
    return {
        "verdict": candidate.verdict,
        "volet": candidate.volet,
        "thematiques": list(candidate.thematiques),
        "departement": candidate.departement,
        "territoire": candidate.territoire,
    }


def _limits(made: Programme, lang: Lang) -> list[dict[str, Any]]:
    plan = made.plan
    prices = {price.limit: price.gain for price in made.prices}
    return [
        {
            "selon": limit.share.axis,
            "valeur": limit.share.value,
            "sens": limit.side,
            "montant": _euros(limit.cents),
            "part": None if limit.rate is None else limit.rate / 1_000_000,
            "libelle": limit.share.label,
            "texte": limit.words.text(lang),
            "engage": _euros(plan.totals[number]),
            "respectee": plan.keeps(number),
            "cout": _points(prices[number]) if number in prices else None,
        }
        for number, limit in enumerate(plan.problem.limits)
    ]


def _shares(made: Programme, names: Vocabulary) -> list[dict[str, Any]]:
    plan = made.plan
    found = []
    for axis in AXES:
        for value, grants in plan.shared(axis).items():
            cents = sum(grant.cents for grant in grants)
            found.append(
                {
                    "selon": axis,
                    "valeur": value,
                    "nom": None if value is None else names.name(axis, value),
                    "nombre": len(grants),
                    "montant": _euros(cents),
                    "part": round(cents / plan.engaged, 6) if plan.engaged else 0.0,
                }
            )
    return found


def _step(step: Step, lang: Lang) -> dict[str, Any]:
    plan, error = step.plan, step.error
    return {
        "enveloppe": _euros(step.envelope),
        "nombre": len(plan.grants) if plan else None,
        "engage": _euros(plan.engaged) if plan else None,
        "score_total": _points(plan.score) if plan else None,
        "optimal_prouve": plan.proved if plan else None,
        "entrent": list(step.entering),
        "sortent": list(step.leaving),
        "infaisable": error.messages(lang)[0] if error else None,
    }
