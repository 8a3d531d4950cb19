"""A model → the least dossier that shows the same, as plain data that a file would hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import z3

from ..values import CENTS, FactType, unscaled
from . import terms
from .solving import decides
from .symbols import ADVANCE, COMMITMENT, DEPOSIT, NO_COMMITMENT, REFERENCE, Symbols
from .terms import Choice, Day, Formula, Held, Lines, Number, Term, Truth

NAME = "PREUVE"
"""The reference of a dossier that the solver wrote."""


def holds(model: z3.ModelRef, formula: Formula) -> bool:
    """Whether a formula holds in a model."""
    if isinstance(formula, bool):
        return formula
    return bool(z3.is_true(model.eval(formula, model_completion=True)))


def number(model: z3.ModelRef, term: Term) -> int:
    """Return what a term is worth in a model."""
    if isinstance(term, int):
        return term
    return int(model.eval(term, model_completion=True).as_long())


def day(model: z3.ModelRef, found: Day) -> date:
    """Return a date of a model."""
    return date(*(number(model, part) for part in (found.year, found.month, found.day)))


class Seeker:
    """Looks for the least dossier for which what is assumed holds."""

    def __init__(self, symbols: Symbols, solver: z3.Solver, assumed: Sequence[Formula]) -> None:
        self._symbols, self._solver = symbols, solver
        self._assumed = list(assumed)

    def dossier(self) -> dict[str, Any] | None:
        """Return it, or None: no dossier is such."""
        model = self.model()
        return None if model is None else written(self._symbols, model)

    def model(self) -> z3.ModelRef | None:
        """Return it as a model of the formulas."""
        model = self._model()
        return None if model is None else self._rounded(self._least(model))

    def _model(self, *more: Formula) -> z3.ModelRef | None:
        found = decides(self._solver, [*self._assumed, *more])
        return self._solver.model() if found else None

    def _least(self, model: z3.ModelRef) -> z3.ModelRef:
        """Say as little as possible: each optional thing that can be left unsaid is."""
        for optional in (self._symbols.there, self._symbols.optional):
            unsaid, waiting = _split(model, optional)
            self._assumed += [terms.no(one) for one in unsaid]
            while waiting:
                said, *waiting = waiting
                found = self._model(terms.no(said))
                if found is None:
                    self._assumed.append(said)
                    continue
                model = found
                unsaid, waiting = _split(model, waiting)
                self._assumed += [terms.no(one) for one in (said, *unsaid)]
        return model

    def _rounded(self, model: z3.ModelRef) -> z3.ModelRef:
        """Prefer figures that rules name to any other number, and the first day to any other."""
        for term, wanted in self._preferences(model):
            for value in wanted:
                if number(model, term) == value:
                    break
                found = self._model(term == value)
                if found is not None:
                    model = found
                    break
            self._assumed.append(term == number(model, term))
        return model

    def _preferences(self, model: z3.ModelRef) -> list[tuple[Term, list[int]]]:
        found: list[tuple[Term, list[int]]] = []
        facts = self._symbols.vocabulary.facts
        for path, value in self._symbols.facts.items():
            if isinstance(value, Lines):
                fields = facts[path].fields
                for line in value.lines:
                    for name, cell in line.cells.items():
                        found += self._preferred(model, cell, fields[name])
            else:
                found += self._preferred(model, value, facts.get(path))
        return found

    def _preferred(
        self, model: z3.ModelRef, value: Any, kind: FactType | None
    ) -> list[tuple[Term, list[int]]]:
        if not isinstance(value, Number | Day) or not holds(model, value.known):
            return []
        if isinstance(value, Day):
            # Any day will do, the first of a month rather than another.
            return [(value.day, [1]), (value.month, [1])]
        if isinstance(value.term, int) or kind is None:
            return []
        return [(value.term, self._figures(kind))]

    def _figures(self, kind: FactType) -> list[int]:
        figures = self._symbols.vocabulary.figures
        found = {0, 10**kind.scale}
        for given, scale in figures.get(kind.unit, ()):
            if scale <= kind.scale:
                found.add(given * 10 ** (kind.scale - scale))
        return sorted(found)


def _split(
    model: z3.ModelRef, formulas: Sequence[Formula]
) -> tuple[list[Formula], list[Formula]]:  # fmt: skip
    """Return those that do not hold in a model, then those that do."""
    false: list[Formula] = []
    true: list[Formula] = []
    for formula in formulas:
        (true if holds(model, formula) else false).append(formula)
    return false, true


# -- writing ---------------------------------------------------------------------------------


def written(symbols: Symbols, model: z3.ModelRef) -> dict[str, Any]:
    """Return the dossier of a model, as :func:`fondsvert.read` would take it."""
    dossier: dict[str, Any] = {"reference": NAME}
    skipped = {REFERENCE, "reference", *symbols.vocabulary.of_site, *symbols.vocabulary.of_activity}
    _put(dossier, DEPOSIT, day(model, symbols.facts[DEPOSIT]).isoformat())
    for path, value in symbols.facts.items():
        if path in skipped or path == DEPOSIT:
            continue
        kind = symbols.vocabulary.facts[path]
        shown = _shown(model, value, kind)
        if path == NO_COMMITMENT and _commitment(symbols, model):
            continue
        if shown is not None and not (path == ADVANCE and shown == 0):
            _put(dossier, path, shown)
    for path, classes in (
        ("projet.commune", symbols.places),
        ("porteur.code_naf", symbols.activities),
    ):
        for one, guard in classes:
            if one.code is not None and holds(model, guard):
                _put(dossier, path, one.code)
    for criterion, opinion in symbols.opinions.items():
        avis = _shown(model, opinion, None)
        if avis is not None:
            _put(dossier, f"appreciations.{criterion}.avis", avis)
    return dossier


def _commitment(symbols: Symbols, model: z3.ModelRef) -> bool:
    found = symbols.facts.get(COMMITMENT)
    return found is not None and holds(model, found.known)


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    *sections, name = path.split(".")
    for section in sections:
        data = data.setdefault(section, {})
    data[name] = value


def _rows(model: z3.ModelRef, value: Lines, kind: FactType) -> list[dict[str, Any]] | None:
    if not holds(model, value.known):
        return None
    found = []
    for line in value.lines:
        if holds(model, line.there):
            cells = {n: _shown(model, cell, kind.fields[n]) for n, cell in line.cells.items()}
            absent = ("fonds_vert", False)
            found.append({n: v for n, v in cells.items() if v is not None and (n, v) != absent})
    return found


def _shown(model: z3.ModelRef, value: Any, kind: FactType | None) -> Any:
    """Return the value of a fact as a file holds it, None where it is unknown."""
    match value:
        case Truth(yes, no):
            return True if holds(model, yes) else False if holds(model, no) else None
        case Choice(values):
            return next((name for name, guard in values.items() if holds(model, guard)), None)
        case Number(known, term) if kind is not None:
            return _amount(number(model, term), kind) if holds(model, known) else None
        case Day():
            return day(model, value).isoformat() if holds(model, value.known) else None
        case Held(known, values):
            if not holds(model, known):
                return None
            return [name for name, one in values.items() if holds(model, one)]
        case Lines() if kind is not None:
            return _rows(model, value, kind)
    raise AssertionError("a fact of a dossier is of one of these kinds")


def _amount(value: int, kind: FactType) -> int | str | float:
    exact = unscaled(value, kind.scale)
    if exact == int(exact):
        return int(exact)
    # An amount may be written as a text, which no reader rounds; a quantity may not.
    return f"{exact:f}" if kind.scale == CENTS else float(exact)
