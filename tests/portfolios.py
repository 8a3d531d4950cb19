"""Small portfolios: cases, strategies, and the plain search that judges the solver."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import strategies as st

from fondsvert.engine.envelope.candidates import Candidate
from fondsvert.engine.envelope.plan import Plan, respects
from fondsvert.engine.envelope.problem import Problem, counts
from fondsvert.engine.envelope.programme import Programme
from fondsvert.engine.envelope.sayings import sentences
from fondsvert.engine.envelope.terms import Bound, Share, Terms

THEMES = ("decarbonation", "genie_ecologique")
DEPARTEMENTS = ("18", "28", "45")
VALUES = {
    "thematique": THEMES,
    "departement": DEPARTEMENTS,
    "volet": ("investissement", "competences"),
}


def dossier(
    reference: str, score: int | tuple[int, int], euros: float, departement: str = "18",
    *, themes: tuple[str, ...] = ("decarbonation",), plafond: float | None = 10**9,
    verdict: str = "eligible", volet: str = "investissement",
) -> Candidate:  # fmt: skip
    """Return a dossier, its score in points and its amount in euros."""
    low, high = score if isinstance(score, tuple) else (score, score)
    return Candidate(
        reference, verdict, f"Projet {reference}", low * 100, high * 100,  # type: ignore[arg-type]
        round(euros * 100), None if plafond is None else round(plafond * 100), volet, themes,
        departement, f"ti-{departement}01", f"Territoire {departement}",
    )  # fmt: skip


MODES = ("rang", "optimal")

# Three dossiers and 500 000 €: by rank, A alone; the best total is B and C.
A = dossier("A", 90, 400_000)
B = dossier("B", 60, 250_000, "28")
C = dossier("C", 55, 250_000, "45")
ENVELOPE = 500_000_00


def kept(made: Programme) -> list[str]:
    """Return the references funded."""
    return [grant.candidate.reference for grant in made.plan.grants]


def why(made: Programme, reference: str) -> str:
    """Return the motive of a dossier left out."""
    found = next(left for left in made.left if left.candidate.reference == reference)
    return plain(sentences(found.why))


def plain(text: str) -> str:
    """Return the text with ordinary spaces and apostrophes."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def said(made: Programme) -> str:
    """Return every warning."""
    return plain(" ".join(warning.text() for warning in made.warnings))


# A narrow range makes equal scores, equal amounts and exact fits frequent.
amounts = st.one_of(st.integers(1, 12).map(lambda n: n * 10_000), st.integers(1, 120_000))
scores = st.one_of(st.integers(0, 5).map(lambda n: n * 1000), st.integers(0, 10_000))


@st.composite
def candidates(draw: st.DrawFn, size: int = 8) -> list[Candidate]:
    """Portfolios of at most ``size`` dossiers, all eligible and with an amount."""
    found = []
    for number in range(draw(st.integers(0, size))):
        low = draw(scores)
        found.append(
            Candidate(
                f"D{number}",
                "eligible",
                score_min=low,
                score_max=draw(st.integers(low, 10_000)),
                demande=draw(amounts),
                plafond=None,
                volet=draw(st.sampled_from(["investissement", "competences", None])),
                thematiques=tuple(sorted(draw(st.sets(st.sampled_from(THEMES))))),
                departement=draw(st.sampled_from([*DEPARTEMENTS, None])),
            )
        )
    return draw(st.permutations(found))


bounds = st.one_of(
    st.integers(0, 300_000).map(lambda cents: Bound(cents=cents)),
    st.integers(0, 100).map(lambda percent: Bound(rate=percent * 10_000)),
)


@st.composite
def shares(draw: st.DrawFn) -> Share:
    """A share with a minimum, a maximum or both, which may contradict each other."""
    axis = draw(st.sampled_from(["thematique", "departement", "volet"]))
    value = draw(st.sampled_from(VALUES[axis]))
    low, high = draw(st.sampled_from([(True, False), (False, True), (True, True)]))
    return Share(axis, value, value, draw(bounds) if low else None, draw(bounds) if high else None)  # type: ignore[arg-type]


@st.composite
def problems(draw: st.DrawFn, size: int = 8, least_part: int = 100) -> Problem:
    """A portfolio, an envelope that pays for a part of it, and terms."""
    found = draw(candidates(size))
    envelope = draw(st.integers(0, 400_000))
    committed = {}
    reserve = draw(st.one_of(st.just(0), st.integers(0, envelope // 3)))
    free = envelope - reserve
    for candidate in found[: draw(st.integers(0, 2))]:
        stated = draw(st.one_of(st.none(), st.integers(0, free)))
        cents = candidate.demande if stated is None else stated
        if cents is not None and cents <= free:
            committed[candidate.reference] = stated
            free -= cents
    terms = Terms(reserve, committed, least_part, tuple(draw(st.lists(shares(), max_size=3))))
    return Problem.of(found, envelope, terms)


# The judge: every choice, one after the other


def choices(problem: Problem) -> Iterator[tuple[int, ...]]:
    """Yield every choice, feasible or not."""
    return product(*(
        (0, *(range(problem.least_percent(i), 101))) for i in range(len(problem.open))
    ))  # fmt: skip


def feasible(problem: Problem, percents: tuple[int, ...], binding: set[int] | None = None) -> bool:
    """Whether a choice respects reserve (-2), envelope (-1) and limits, or those in ``binding``."""
    everything = {-2, -1, *range(len(problem.limits))}
    binding = everything if binding is None else binding
    spent = sum(problem.amount(i, p) for i, p in enumerate(percents))
    spent += sum(grant.cents for grant in problem.committed)
    reserve = problem.terms.reserve if -2 in binding else 0
    if -1 in binding and spent + reserve > problem.envelope:
        return False
    for number, limit in enumerate(problem.limits):
        total = sum(g.cents for g in problem.grants(percents) if counts(g.candidate, limit))
        if number in binding and not respects(limit, total):
            return False
    return True


def best(problem: Problem) -> tuple[int, ...] | None:
    """Return the choice that the stated rule prefers, None when there is none."""
    found = [percents for percents in choices(problem) if feasible(problem, percents)]
    return max(
        found,
        key=lambda percents: (
            Plan(problem, percents).score,
            -sum(problem.amount(i, p) for i, p in enumerate(percents)),
            percents,
        ),
        default=None,
    )
