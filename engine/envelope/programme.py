"""The programme: one call from candidates to who is funded, who is not, and why.

>>> one = Candidate("A", "eligible", score_min=6000, score_max=6000, demande=300_000_00)
>>> two = Candidate("B", "eligible", score_min=5000, score_max=5000, demande=300_000_00)
>>> made = programme([two, one], 500_000_00)
>>> [grant.candidate.reference for grant in made.plan.grants], made.plan.left
(['A'], 20000000)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from ..errors import Fault, InfeasibleError
from . import solver
from .candidates import Candidate, check_unique
from .conflict import conflict, infeasible
from .doubt import SHOWN, Doubt, doubts
from .frontier import Step, frontier
from .plan import Plan
from .problem import Problem
from .ranking import Ledger, Obstacle, by_rank
from .reasons import LeftOut, Price, in_no_share, not_programmed, why_not
from .sayings import Points, Said, said
from .terms import Terms

Mode = Literal["rang", "optimal"]

PRICE_LIMIT: Final = 3.0
"""Deterministic time given to the best total without one limit."""


@dataclass(frozen=True)
class Programme:
    """What is proposed for an envelope, and everything that explains it.

    ``left`` holds the dossiers left out in canonical order, ``prices`` what each limit costs,
    ``doubts`` the pairs whose order is undecided, ``steps`` the frontier if it was asked for.
    """

    mode: Mode
    plan: Plan
    left: tuple[LeftOut, ...]
    prices: tuple[Price, ...]
    doubts: tuple[Doubt, ...]
    warnings: tuple[Said, ...]
    steps: tuple[Step, ...]
    shown: int = SHOWN

    @property
    def official(self) -> bool:
        """Whether every score comes from an official grid."""
        everyone = [grant.candidate for grant in self.plan.grants]
        everyone += [left.candidate for left in self.left]
        return all(candidate.officielle for candidate in everyone)


def programme(
    candidates: Iterable[Candidate],
    envelope: int,
    terms: Terms | None = None,
    *,
    mode: Mode = "rang",
    include: Collection[str] = (),
    envelopes: Sequence[int] = (),
) -> Programme:
    """Return the programme of ``envelope`` cents among ``candidates``.

    ``include`` lists verdicts admitted beside *eligible*; ``envelopes`` those of the frontier.
    Raises :class:`InputError` when two dossiers have the same reference, :class:`InfeasibleError`
    when the terms cannot hold together, :class:`EngineUnavailableError` without the solver.
    """
    everyone = sorted(candidates, key=lambda candidate: candidate.rang)
    check_unique(everyone)
    terms = terms or Terms()
    admitted = {"eligible", *include}
    refused = {
        candidate.reference: why
        for candidate in everyone
        if candidate.reference not in terms.committed
        and (why := not_programmed(candidate, admitted)) is not None
    }
    chosen = [candidate for candidate in everyone if candidate.reference not in refused]
    problem = Problem.of(chosen, envelope, terms)
    plan, passed = choose(problem, mode)
    prices = _prices(plan) if mode == "optimal" else ()
    ledger = Ledger(problem, plan.percents)
    reasons = {
        candidate.reference: why_not(plan, index, passed, ledger, prices)
        for index, candidate in enumerate(problem.open)
        if not plan.percents[index]
    } | {reference: (why,) for reference, why in refused.items()}
    undecided = tuple(doubts(plan))
    return Programme(
        mode=mode,
        plan=plan,
        left=tuple(
            LeftOut(candidate, reasons[candidate.reference])
            for candidate in everyone
            if candidate.reference in reasons
        ),
        prices=prices,
        doubts=undecided,
        warnings=tuple(_warnings(plan, mode, undecided)),
        steps=frontier(problem, envelopes, lambda other: choose(other, mode)[0]),
    )


def choose(problem: Problem, mode: Mode) -> tuple[Plan, Mapping[int, Obstacle]]:
    """Return the choice, and by rank what stopped each dossier passed over.

    Raises :class:`InfeasibleError`, or :class:`EngineUnavailableError` without the solver.
    """
    if problem.available < 0:
        alone = problem.available + problem.terms.reserve < 0
        raise infeasible(
            problem, (solver.ENVELOPE,) if alone else (solver.RESERVE, solver.ENVELOPE)
        )
    ranked, passed = by_rank(problem)
    if mode == "rang":
        return ranked, passed
    best = solver.optimal(problem, ranked.percents)
    if best is None:
        if numbers := conflict(problem):
            raise infeasible(problem, numbers)
        if ranked.broken:
            raise InfeasibleError([Fault("enveloppe.sans_solution")])
        best = ranked
    elif not best.proved and not ranked.broken and ranked.score > best.score:
        best = replace(ranked, ceiling=best.ceiling)
    return _filled(best), {}


def _filled(plan: Plan) -> Plan:
    """Return the choice completed, in canonical order, by what still fits.

    When the total is proved, only dossiers of no guaranteed score can be: they add nothing to it,
    but money should not stay for want of a score.
    """
    ledger = Ledger(plan.problem, plan.percents)
    ledger.fill(list(range(len(plan.problem.open))))
    return replace(plan, percents=tuple(ledger.percents))


def _prices(plan: Plan) -> tuple[Price, ...]:
    """Return what each limit costs, where that is proved and not nothing."""
    problem, found = plan.problem, []
    if not plan.proved:
        return ()
    for number in range(len(problem.limits)):
        binding = set(solver.everything(problem)) - {number}
        freed = solver.greatest(problem, plan.percents, binding, PRICE_LIMIT)
        if freed.percents is None or not freed.proved:
            continue
        better = replace(plan, percents=freed.percents)
        if better.score > plan.score:
            pairs = enumerate(zip(freed.percents, plan.percents, strict=True))
            entering = frozenset(index for index, (new, old) in pairs if new and not old)
            found.append(Price(number, better.score - plan.score, entering))
    return tuple(found)


def _warnings(plan: Plan, mode: Mode, undecided: tuple[Doubt, ...]) -> Iterable[Said]:
    """Yield what must be said beside the figures."""
    problem = plan.problem
    if mode == "optimal" and not plan.proved:
        if plan.ceiling is None:
            yield said("non_prouve")
        else:
            yield said("non_prouve_borne", borne=Points(plan.ceiling - plan.score))
    elif mode == "optimal" and not plan.ties_proved:
        yield said("departage_non_prouve")
    for number in plan.broken:
        key = "minimum_non_atteint" if mode == "rang" else "limite_non_tenue"
        side = problem.limits[number].side
        yield said(key if side == "minimum" else "limite_non_tenue",
                   limite=problem.limits[number].words)  # fmt: skip
    for key, names in _named(plan).items():
        if names:
            yield said(key, references=_some(names), nombre=len(names))
    if undecided:
        pairs = tuple(
            said("paire", dehors=d.outside.reference, dedans=d.inside.reference,
                 haut=Points(d.outside.score_max * 100), bas=Points(d.inside.score_min * 100))
            for d in undecided[:SHOWN]
        )  # fmt: skip
        more = len(undecided) - len(pairs)
        rest = said("paires_autres", nombre=more) if more else ""
        yield said("indecis", nombre=len(undecided), paires=pairs, reste=rest)


def _named(plan: Plan) -> dict[str, list[str]]:
    """Return the dossiers funded that each warning is about."""
    grants = plan.grants
    free = [grant.candidate for grant in grants if not grant.committed]
    bound = [grant.candidate for grant in grants if grant.committed]
    return {
        "engages_non_eligibles": [c.reference for c in bound if c.verdict != "eligible"],
        "retenus_a_apprecier": [c.reference for c in free if c.verdict == "a_apprecier"],
        "retenus_a_completer": [c.reference for c in free if c.verdict == "a_completer"],
        "plafond_inconnu": [c.reference for c in free if c.plafond is None],
        "scores_inconnus": [c.reference for c in free if not c.score_connu],
        "sans_part": [c.reference for c in in_no_share(plan)],
    }


def _some(names: Sequence[str]) -> tuple[str, ...]:
    return (*names[:SHOWN], "…") if len(names) > SHOWN else tuple(names)
