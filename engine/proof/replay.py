"""A dossier that the solver wrote, screened by the evaluators: all must say the same.

A disagreement is a defect of the tool, told as such: nothing is shown that was not replayed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ..dossier import Dossier
from ..errors import Fault, InferenceError
from ..rulebook.model import Status
from .encoding import Encoding
from .pins import pins
from .solving import decides
from .witness import holds

if TYPE_CHECKING:
    from ..findings import Decision
    from ..measure import Engine, Measure


def replayed(
    encoding: Encoding, data: Mapping[str, Any], engines: Iterable[Engine] | None = None
) -> Decision:
    """Return the decision on a dossier, the same by every engine and by the encoding.

    ``engines`` are both, or the reference alone where durable_rules is not installed.

    Raises :class:`InferenceError`, naming each criterion on which they disagree.
    """
    measure = encoding.measure
    dossier = Dossier.model_validate(data, context=measure.context)
    foreseen, verdict = foretold(encoding, dossier)
    faults: list[Fault] = []
    decision: Decision | None = None
    for engine in engines or available():
        decision = screened(measure, encoding, dossier, engine)
        found = {name: item.statut for name, item in decision.criteres.items()}
        for name, status in foreseen.items():
            if found.get(name) != status:
                params = {"regle": name, "moteur": engine, "trouve": found.get(name) or "—",
                          "prevu": status}  # fmt: skip
                faults.append(Fault("preuve.desaccord", params=params))
        if decision.verdict != verdict:
            params = {"regle": "verdict", "moteur": engine, "trouve": decision.verdict,
                      "prevu": verdict}  # fmt: skip
            faults.append(Fault("preuve.desaccord", params=params))
    if faults or decision is None:
        raise InferenceError(faults)
    return decision


def available() -> tuple[Engine, ...]:
    """Return the engines that can be had here."""
    return ("durable", "reference") if find_spec("durable") else ("reference",)


def screened(measure: Measure, encoding: Encoding, dossier: Dossier, engine: Engine) -> Decision:
    """Return the decision of an engine, for the edition and the day of an encoding."""
    forced = encoding.edition.id if encoding.on or encoding.edition.base else None
    return measure.screen(dossier, on=encoding.on, edition=forced, engine=engine)


def foretold(encoding: Encoding, dossier: Dossier) -> tuple[dict[str, Status], str]:
    """Return the status of each criterion, and the verdict, by the encoding alone."""
    fixed = [one for one in pins(encoding, dossier).values() if one is not True]
    model = None if any(one is False for one in fixed) else _model(encoding, fixed)
    if model is None:
        raise InferenceError([Fault("preuve.hors_domaine", params={"dossier": dossier.reference})])
    statuses = {
        criterion: next(s for s, one in encoding.status(criterion).items() if holds(model, one))
        for criterion in encoding.criteria
    }
    return statuses, next(v for v, one in encoding.verdict().items() if holds(model, one))


def _model(encoding: Encoding, fixed: list[Any]) -> Any:
    solver = encoding.solver()
    solver.add(*fixed)
    return solver.model() if decides(solver, []) else None
