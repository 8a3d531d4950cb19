"""Why a dossier is left out, and what it would take: true for this very choice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from .candidates import Candidate
from .plan import Plan, respects
from .ranking import Ledger, Obstacle
from .sayings import Money, Points, Rate, Said, said
from .terms import WHOLE


class LeftOut(NamedTuple):
    """A dossier that is not funded, and why."""

    candidate: Candidate
    why: tuple[Said, ...]


class Price(NamedTuple):
    """What a limit costs: the total gained without it, and the dossiers then funded.

    ``gain`` is in ``10**-4`` points; ``entering`` holds the dossiers that one choice of that
    greater total funds, and this one does not.
    """

    limit: int
    gain: int
    entering: frozenset[int]


def not_programmed(candidate: Candidate, admitted: Collection[str]) -> Said | None:
    """Return why a dossier cannot be programmed at all, None when it can."""
    if candidate.verdict not in admitted:
        verdict = said(f"verdict_{candidate.verdict}")
        can_be = candidate.verdict in ("a_apprecier", "a_completer")
        key = "ecarte_verdict_admissible" if can_be else "ecarte_verdict"
        return said(key, verdict=verdict, id=candidate.verdict)
    if candidate.demande is None:
        return said("ecarte_sans_montant")
    if candidate.demande == 0:
        return said("ecarte_demande_nulle")
    return said("ecarte_plafond_nul") if candidate.plafond == 0 else None


class Growth(NamedTuple):
    """What would add a dossier to a choice.

    ``cents`` more of envelope suffice; None when no more envelope does, because of ``limit``.
    """

    cents: int | None
    limit: int | None = None


def growth(plan: Plan, index: int) -> Growth:
    """Return the least rise of the envelope with which a dossier adds to the choice as it is.

    The rise moves the limits that are shares of the envelope too; every limit that the choice
    respects must stay respected.
    """
    problem = plan.problem
    need = problem.amount(index, problem.least_percent(index))
    envelope = max(problem.envelope, problem.envelope - plan.left + need)
    own = problem.limits_of[index]
    for number in own:
        limit, total = problem.limits[number], plan.totals[number] + need
        if limit.side == "maximum" and not respects(limit, total):
            if not limit.rate:
                return Growth(None, number)
            envelope = max(envelope, -(-total * WHOLE // limit.rate))
    for number, limit in enumerate(problem.limits):
        if limit.side == "minimum" and limit.rate and plan.keeps(number):
            total = plan.totals[number] + (need if number in own else 0)
            if envelope * limit.rate > total * WHOLE:
                return Growth(None, number)
    return Growth(envelope - problem.envelope)


def why_not(
    plan: Plan,
    index: int,
    passed: Mapping[int, Obstacle],
    ledger: Ledger,
    prices: tuple[Price, ...] = (),
) -> tuple[Said, ...]:
    """Return why an open dossier is not funded.

    ``passed`` holds what stopped it at its rank; ``ledger`` what the choice leaves.
    """
    problem, by_rank = plan.problem, index in passed
    obstacle = passed[index] if by_rank else ledger.obstacle(index)
    need: Said | Money = Money(obstacle.need)
    if (part := problem.least_percent(index)) < 100:
        need = said("besoin_partiel", montant=need, part=Rate(part * WHOLE // 100))
    found: list[Said] = []
    if obstacle.left < obstacle.need:
        left = Money(obstacle.left)
        bound = "ecarte_score_contraint" if problem.limits else "ecarte_score"
        key = bound if plan.proved else "ecarte_enveloppe"
        key = "ecarte_rang" if by_rank else key
        found.append(said(key, rang=index + 1, reste=left, besoin=need))
    for number, room in obstacle.limits:
        key = "ecarte_limite_rang" if by_rank else "ecarte_limite"
        limit = problem.limits[number].words
        place = Money(max(room, 0))
        found.append(said(key, rang=index + 1, limite=limit, place=place, besoin=need))
    found += _growth_in_words(plan, index)
    for price in prices:
        if index in price.entering:
            limit = problem.limits[price.limit].words
            found.append(said("ecarte_prix", limite=limit, gain=Points(price.gain)))
    if not problem.open[index].score_connu:
        found.append(said("score_inconnu"))
    return tuple(found)


def _growth_in_words(plan: Plan, index: int) -> list[Said]:
    more = growth(plan, index)
    if more.cents is not None:
        return [said("ecarte_hausse", hausse=Money(more.cents))]
    assert more.limit is not None  # noqa: S101 — a rise that does not suffice meets a limit
    limit = plan.problem.limits[more.limit]
    key = "ecarte_hausse_vaine" if limit.side == "maximum" else "ecarte_hausse_minimum"
    return [said(key, limite=limit.words)]


def in_no_share(plan: Plan) -> list[Candidate]:
    """Return the dossiers funded whose value is unknown on an axis that is limited."""
    axes = {limit.share.axis for limit in plan.problem.limits}
    return [
        grant.candidate
        for grant in plan.grants
        if any(not grant.candidate.valeurs(axis) for axis in axes)
    ]
