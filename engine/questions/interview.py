"""The one interview, for the terminal and for the page: one question at a time.

::

    step = interview(measure, data, asked=asked)        # the decision so far, what to ask next
    while step.question is not None:
        said = …                                        # a text, or None: « je ne sais pas »
        if said is not None:
            data = answer(measure, data, step.question.path, said)      # or InputError
        asked |= {step.question.path}
        step = interview(measure, data, asked=asked)

Nothing is kept between two steps but what the caller carries: plain data, and what was asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

from ..dossier import Dossier
from ..errors import InferenceError
from ..intake.targets import REQUIRED
from ..messages import Lang
from ..rulebook.verdicts import waiting
from .answers import answer, checked, is_given
from .finder import first
from .order import reading_order
from .prompts import Option, Prompts, Question, Waiting

if TYPE_CHECKING:
    from ..findings import Decision
    from ..measure import Engine, Measure


class Step(NamedTuple):
    """Where an interview stands.

    ``decision`` is that of the dossier as it stands, None while its reference or its day of
    deposit is not known. ``settled``: the verdict waits for nothing more. ``question`` is the next
    one, None where nothing is left that could be of use. ``answered`` counts what was asked and is
    now known, ``left`` the questions that may still come, at most, this one included; ``skipped``
    what was asked, is still unknown and still awaited. ``exact`` says that the question was chosen
    by the solver, which proves that it can matter; without it, questions come in the order of
    reading, among those that some criterion waits for.
    """

    data: Mapping[str, Any]
    decision: Decision | None
    settled: bool
    question: Question | None
    answered: int
    left: int
    skipped: tuple[str, ...]
    exact: bool

    @property
    def ended(self) -> bool:
        """Whether nothing is left to ask."""
        return self.question is None


def interview(
    measure: Measure,
    data: Mapping[str, Any],
    *,
    asked: Iterable[str] = (),
    on: date | None = None,
    edition: str | None = None,
    engine: Engine | None = None,
    lang: Lang = "fr",
) -> Step:
    """Return where an interview stands for a dossier, given as plain data.

    ``asked`` are the paths already put to the person, answered or not: none is asked again. What
    is still unknown of them may be learnt elsewhere, so that what else matters is asked. The
    other arguments are those of
    :meth:`Measure.screen`. Raises :class:`InputError` where the data is no dossier.
    """
    put, prompts = frozenset(asked), Prompts(measure.book, lang)
    clean = checked(measure, data)
    done = sum(is_given(clean, path) for path in put)
    needed = [name for name in REQUIRED if name not in clean]
    if needed:
        left = [name for name in needed if name not in put]
        question = prompts.question(left[0]) if left else None
        return Step(clean, None, False, question, done, len(left), (), exact=False)
    dossier = Dossier.model_validate(clean, context=measure.context)
    decision = measure.screen(dossier, on=on, edition=edition, engine=engine, lang=lang)
    unknown = [path for path in decision.manquants if path in put]
    if decision.edition is None or decision.verdict not in waiting(measure.book):
        return Step(clean, decision, True, None, done, 0, (), exact=True)
    path, left_, exact = _next(measure, dossier, decision, on, put)
    question = None if path is None else prompts.question(path, decision)
    return Step(clean, decision, False, question, done, left_, tuple(unknown), exact)


def _next(
    measure: Measure, dossier: Dossier, decision: Decision, on: date | None, put: frozenset[str]
) -> tuple[str | None, int, bool]:
    """Return what to ask next, how many things may be asked at most, and whether it is proved."""
    if find_spec("z3") is not None:
        try:
            path, left = first(measure, dossier, decision, on, put)
        except InferenceError:
            pass  # the solver gave up: the order of reading asks nothing wrong
        else:
            return path, left, True
    order = reading_order(measure.book, [p for p in decision.manquants if p not in put])
    return next(iter(order), None), len(order), False


__all__ = ["Option", "Question", "Step", "Waiting", "answer", "interview"]
