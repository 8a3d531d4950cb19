"""Changes, as a dossier holds them: written into its data, then screened by the evaluators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from ..dossier import Dossier, vocabulary
from ..errors import Fault, InferenceError
from ..proof.replay import available, screened
from ..values import CENTS, FactType, unscaled
from .levers import Levers
from .search import Found, Search

if TYPE_CHECKING:
    from ..findings import Decision
    from ..measure import Measure


class Altered(NamedTuple):
    """A fact, or a sum, before and after: numbers in their own units, ``change`` too (days)."""

    path: str
    before: Any
    after: Any
    change: int | None


class Way(NamedTuple):
    """Changes that are enough, none of which can be left out.

    ``data`` is the dossier with them, ``decision`` what is then decided, ``lifts`` the criteria
    that no longer refuse.
    """

    changes: tuple[Altered, ...]
    cost: int
    data: Mapping[str, Any]
    decision: Decision
    lifts: tuple[str, ...]


def way(measure: Measure, dossier: Dossier, search: Search, found: Found) -> Way:
    """Return what the solver found, told as changes and screened by every evaluator.

    Raises :class:`InferenceError`, naming each criterion on which they disagree.
    """
    data = written(dossier, search.levers, found)
    decision = _screened(measure, search, data, found)
    statuses = {name: one.statut for name, one in decision.criteres.items()}
    lifts = tuple(name for name in search.refused if statuses[name] != "non_satisfait")
    return Way(tuple(_changes(search.levers, found)), found.cost, data, decision, lifts)


def written(dossier: Dossier, levers: Levers, found: Found) -> dict[str, Any]:
    """Return the data of a dossier with changes made, as a file would hold it."""
    data: dict[str, Any] = dossier.model_dump(mode="json", exclude_none=True)
    kinds = vocabulary()
    moves = _all(levers, found)
    for path in dict.fromkeys([*moves, *(o for p in moves for o in _along(levers, p))]):
        plain = levers.sum_of(path) is None and path in kinds
        if plain and levers.before(path) is not None and levers.total(path, moves):
            _put(data, path, amount(levers.moved(path, moves), kinds[path]))
    for path, value in found.choices.items():
        _put(data, path, _plain(value, levers.before(path), kinds[path]))
    for rows, lines in levers.rows.items():
        own = _get(data, rows)
        for column, amounts in levers.amounts(rows, moves).items():
            kind = kinds[rows].fields[column]
            for rank, value in enumerate(amounts):
                if rank < len(own) and value != lines[rank][column]:
                    own[rank][column] = amount(value, kind)
                elif rank >= len(own) and value:
                    cells = {n: v for n, v in lines[rank].items() if v not in (None, False)}
                    own.append({**cells, column: amount(value, kind)})
    return data


def _all(levers: Levers, found: Found) -> dict[str, int]:
    return {path: found.moves.get(path, 0) for path in levers.moves}


def _along(levers: Levers, path: str) -> tuple[str, ...]:
    return levers.levers[path].declared.along


def _changes(levers: Levers, found: Found) -> list[Altered]:
    told = []
    for path in levers.levers:
        before = levers.before(path)
        if path in found.choices:
            after = found.choices[path]
            days = after.toordinal() - before.toordinal() if isinstance(after, date) else None
            after = frozenset(after) | before if isinstance(after, tuple) else after
            told.append(Altered(path, before, after, days))
        elif found.moves.get(path):
            change = levers.total(path, _all(levers, found))
            told.append(Altered(path, before, before + change, change))
    return told


def _screened(measure: Measure, search: Search, data: Mapping[str, Any], found: Found) -> Decision:
    """Return the decision, the same by every evaluator and as the solver foresaw it."""
    dossier = Dossier.model_validate(data, context=measure.context)
    faults, decision = [], None
    for engine in available():
        decision = screened(measure, search.encoding, dossier, engine)
        for name, status in found.statuses.items():
            if decision.criteres[name].statut != status:
                params = {"regle": name, "moteur": engine, "prevu": status,
                          "trouve": decision.criteres[name].statut}  # fmt: skip
                faults.append(Fault("preuve.desaccord", params=params))
    if faults or decision is None:
        raise InferenceError(faults)
    return decision


def amount(value: int, kind: FactType) -> int | str | float:
    """Return a number as a file holds it: an amount may be a text, which no reader rounds."""
    exact = unscaled(value, kind.scale)
    if exact == int(exact):
        return int(exact)
    return f"{exact:f}" if kind.scale == CENTS else float(exact)


def _plain(value: Any, before: Any, kind: FactType) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [one for one in kind.values if one in before or one in value]
    return value


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    *sections, name = path.split(".")
    for section in sections:
        data = data.setdefault(section, {})
    data[name] = value


def _get(data: Mapping[str, Any], path: str) -> list[dict[str, Any]]:
    held: Any = data
    for name in path.split("."):
        held = held[name]
    lines: list[dict[str, Any]] = held
    return lines
