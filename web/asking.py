"""One step of the interview, for a page: what was answered, what comes next.

Runs in a worker. The state of an interview is plain data that the page carries: the dossier so far,
what was asked, in order, and what is being asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ..engine.errors import Fault, InputError, Where
from ..engine.questions.answers import answer
from ..engine.questions.interview import interview
from ..engine.questions.prompts import Prompts
from ..engine.typography import french
from .decided import decide
from .desk import Asked
from .fields import field_of, retyped, said_of, value_at

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from ..engine.measure import Measure
    from ..engine.messages import Lang
    from ..engine.questions.interview import Step
    from ..engine.questions.prompts import Waiting

Gesture = Literal["commencer", "repondre", "sauter", "retour"]

SIMULATED = "SIMULATION"
"""The reference of a dossier that nobody files."""


class State(NamedTuple):
    """Where an interview stands: what a page carries."""

    data: dict[str, Any]
    asked: list[str]
    path: str | None = None


class Shown(NamedTuple):
    """What the next page shows: the state to carry, the question, the decision at the end."""

    state: State
    view: dict[str, Any]
    faults: tuple[Fault, ...] = ()


def step(measure: Measure, state: State, gesture: Gesture, form: FormData, lang: Lang) -> Shown:
    """Return what a page shows once a person has answered, skipped or gone back.

    An answer that does not hold is asked again, with every fault.
    """
    data, asked, path = state
    try:
        if gesture == "retour" and asked:
            *asked, last = asked
            return _asked(measure, State(_without(measure, data, last, lang), asked, last), lang)
        if gesture == "repondre" and path:
            data = _answered(measure, data, path, form, lang)
    except InputError as error:
        shown = _asked(measure, state, lang)
        retyped(shown.view["champ"], form)
        return shown._replace(faults=error.faults)
    if gesture in {"repondre", "sauter"} and path:
        asked = [*asked, path]
    return _next(measure, data, asked, lang)


def _answered(
    measure: Measure, data: Mapping[str, Any], path: str, form: FormData, lang: Lang
) -> dict[str, Any]:
    said = said_of(form, _field(measure, data, path, lang))
    if said is None:
        raise InputError([Fault("page.sans_reponse", Where(path=path))])
    return answer(measure, data, path, said, lang=lang)


def _without(measure: Measure, data: Mapping[str, Any], path: str, lang: Lang) -> dict[str, Any]:
    return answer(measure, data, path, None, lang=lang)


def _field(measure: Measure, data: Mapping[str, Any], path: str, lang: Lang) -> dict[str, Any]:
    held = None if "[" in path else value_at(data, path)
    return field_of(Prompts(measure.book, lang).question(path), held, lang)


def _next(measure: Measure, data: Mapping[str, Any], asked: list[str], lang: Lang) -> Shown:
    found = interview(measure, data, asked=asked, lang=lang)
    path = found.question.path if found.question else None
    return _shown(measure, State(dict(found.data), asked, path), found, lang)


def _asked(measure: Measure, state: State, lang: Lang) -> Shown:
    """Return the page that asks a question again."""
    found = interview(measure, state.data, asked=state.asked, lang=lang)
    return _shown(measure, state._replace(data=dict(found.data)), found, lang)


def _shown(measure: Measure, state: State, found: Step, lang: Lang) -> Shown:
    prompts, decision, path = Prompts(measure.book, lang), found.decision, state.path
    verdicts = {each.id: each for each in measure.book.verdicts}
    view: dict[str, Any] = {
        "verdict": None if decision is None else {
            "id": decision.verdict, "titre": verdicts[decision.verdict].title.plain(lang)},
        "fixe": found.settled,
        "exact": found.exact,
        "repondues": found.answered,
        "restent": found.left,
        "posees": len(state.asked),
        "sautees": [prompts.label(each) for each in found.skipped],
        "champ": None,
        "attendent": [],
        "d": None,
    }  # fmt: skip
    if path is not None:
        question = prompts.question(path, decision)
        view["champ"] = _field(measure, state.data, path, lang)
        view["attendent"] = [_waiting(measure, each, lang) for each in question.waiting]
    elif decision is not None:
        view["d"] = decide(measure, state.data, Asked(lang=lang), plainly=True)
    return Shown(state, view)


def _waiting(measure: Measure, each: Waiting, lang: Lang) -> dict[str, str]:
    title = measure.book.sources[each.source.cle].title.plain(lang)
    section = french(each.source.section) if lang == "fr" else each.source.section
    return {"id": each.id, "titre": each.title, "source": f"{title}, {section}"}


# -- the simulator -----------------------------------------------------------------------------


def windows(measure: Measure) -> list[tuple[str, date, date]]:
    """Return the editions that a simulated request may be filed under, the latest first."""
    found = [(each.id, each.start, each.end) for each in measure.book.editions.values()
             if not each.base]  # fmt: skip
    return sorted(found, key=lambda each: each[1], reverse=True)


def simulated(measure: Measure, said: str, lang: Lang) -> Shown:
    """Return the first question of a simulation filed on a day that an edition covers."""
    data = answer(measure, {"reference": SIMULATED}, "date_depot", said, lang=lang)
    day = data.get("date_depot")
    if day is None or measure.book.edition_on(date.fromisoformat(day)) is None:
        raise InputError([Fault("page.hors_editions", Where(path="date_depot"))])
    return _next(measure, data, [], lang)
