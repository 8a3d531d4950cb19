"""Criteria taken together: one that another implies, two that no dossier satisfies at once.

A dossier on which many criteria are satisfied rules out many pairs at once, so that few are asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from ..errors import InferenceError
from ..proof.encoding import Encoding
from ..proof.terms import Formula, all_of, any_of, no
from ..proof.witness import holds
from .finding import Place
from .reach import Formulas, Question, can, fails, passes


def questions(encoding: Encoding) -> Iterator[Question]:
    """Yield the pairs, and the sets, of criteria that an encoding rules out."""
    names = _tried(encoding)
    yield from _implied(encoding, names)
    yield from _contradicted(encoding, names)
    yield from _together(encoding)


def again(encoding: Encoding, question: Question) -> Formulas:
    """Return what a question on pairs or sets asks, in another encoding."""
    names = [place.rule for place in question.places]
    match question.code:
        case "implique" | "equivalent":
            return _alone(encoding, *names)
        case "contradiction":
            return tuple(encoding.computed(name)["satisfait"] for name in names)
    return tuple(_passed(encoding, name) for name in names)


def _passed(encoding: Encoding, name: str) -> Formula:
    """Return that a criterion is passed, opinions heard."""
    status = encoding.status(name)
    return any_of((status["satisfait"], status["sans_objet"]))


def _tried(encoding: Encoding) -> list[str]:
    """Return the criteria that can be satisfied, and can fail: of others it is said already."""
    found = []
    for bound in encoding.program.criteria:
        name = bound.criterion.id
        if bound.requires is None:
            continue
        met = encoding.computed(name)["satisfait"]
        if can(encoding, met) and can(encoding, fails(encoding, name)):
            found.append(name)
    return found


def _places(encoding: Encoding, *names: str) -> tuple[Place, ...]:
    where = {b.criterion.id: b.criterion.where for b in encoding.program.criteria}
    return tuple(Place(name, where[name]) for name in names)


def _implied(encoding: Encoding, names: list[str]) -> Iterator[Question]:
    """A criterion that fails only where another fails as gravely adds nothing to it."""
    implied: set[tuple[str, str]] = set()
    for one in names:
        others = [passes(encoding, two) for two in names if two != one]
        if can(encoding, fails(encoding, one), *others):
            continue
        waiting = {two: _alone(encoding, one, two) for two in names if two != one}
        while waiting:
            two, (weaker,) = waiting.popitem()
            if not can(encoding, weaker):
                implied.add((one, two))
            elif (model := _model(encoding, (weaker,))) is not None:
                # The dossier that shows it of one criterion shows it of many.
                waiting = {name: asked for name, asked in waiting.items()
                           if not holds(model, asked[0])}  # fmt: skip
    for one, two in sorted(implied):
        if (two, one) in implied and two < one:
            continue
        code = "equivalent" if (two, one) in implied else "implique"
        both = (fails(encoding, one), fails(encoding, two))
        yield Question(code, _places(encoding, one, two), _alone(encoding, one, two),
                       (both, (fails(encoding, one),)), {"autre": two})  # fmt: skip


def _alone(encoding: Encoding, one: str, two: str) -> tuple[Formula, ...]:
    """Return that a criterion fails and the other does not, or less gravely."""
    first, second = encoding.computed(one), encoding.computed(two)
    lenient = any_of((passes(encoding, two), second["a_apprecier"]))
    weaker = any_of((
        all_of((first["non_satisfait"], lenient)),
        all_of((fails(encoding, one), passes(encoding, two))),
    ))  # fmt: skip
    return (weaker,)


def _contradicted(encoding: Encoding, names: list[str]) -> Iterator[Question]:
    """Two criteria that apply together, and that no dossier satisfies together."""
    met = {name: encoding.computed(name)["satisfait"] for name in names}
    easy = [passes(encoding, name) for name in names]
    seen: set[tuple[str, str]] = set()
    for name in names:
        model = _model(encoding, (met[name], *easy)) or _model(encoding, (met[name],))
        if model is not None:
            satisfied = [other for other in names if holds(model, met[other])]
            seen.update(combinations(satisfied, 2))
    applies = {
        b.criterion.id: encoding.condition(b.applies).yes for b in encoding.program.criteria
    }  # fmt: skip
    for one, two in combinations(names, 2):
        if (one, two) in seen:
            continue
        if can(encoding, met[one], met[two]):
            if (model := _model(encoding, (met[one], met[two]))) is not None:
                satisfied = [name for name in names if holds(model, met[name])]
                seen.update(combinations(satisfied, 2))
            continue
        if can(encoding, applies[one], applies[two]):
            shows = ((met[one], applies[two]), (applies[one], applies[two]))
            yield Question("contradiction", _places(encoding, one, two), (met[one], met[two]),
                           shows, {"autre": two})  # fmt: skip


def _model(encoding: Encoding, formulas: tuple[Formula, ...]) -> Any:
    """Return a dossier for which the formulas hold, as a model, if one is found."""
    try:
        return encoding.check(*formulas)
    except InferenceError:
        return None


def _together(encoding: Encoding) -> Iterator[Question]:
    """A smallest set of criteria that no dossier passes at once, opinions heard."""
    passed = {name: _passed(encoding, name) for name in encoding.criteria}
    if can(encoding, *passed.values()):
        return
    core = list(passed)
    for name in list(core):
        left = [passed[other] for other in core if other != name]
        if len(core) > 1 and not can(encoding, *left):
            core.remove(name)
    if len(core) > 2:
        most = (*(passed[name] for name in core[:-1]), no(passed[core[-1]]))
        yield Question("contradiction_ensemble", _places(encoding, *core),
                       tuple(passed[name] for name in core), (most, ()))  # fmt: skip
