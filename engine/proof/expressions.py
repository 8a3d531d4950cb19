"""Rule expressions → formulas, in Kleene's logic: the same cases as :mod:`..rulebook.kleene`."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol

import z3

from ..errors import Fault, InferenceError
from ..rulebook.expression import (
    Aggregate,
    And,
    Arithmetic,
    Call,
    Choose,
    Column,
    Compare,
    Const,
    Contains,
    Expr,
    Fact,
    Holds,
    Member,
    Not,
    Op,
    Or,
    Rows,
)
from ..values import FactType
from . import terms
from .terms import Choice, Day, Formula, Held, Line, Lines, Number, Term, Truth, all_of, any_of

OPERATORS: Mapping[Op, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

DAYS_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
"""Days of a plain year before each month."""


class Known(Protocol):
    """Where the values of facts are found, derived ones included."""

    def fact(self, path: str, kind: FactType) -> Any:
        """Return the value of a fact, by its kind: Truth, Number, Choice, Day, Held or Lines."""

    def holds(self, criterion: str) -> Truth:
        """Return whether the computed status of a criterion is « satisfait »."""


class Reader:
    """Reads expressions as formulas over the facts; each is read once."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._read: dict[int, tuple[Expr, Any]] = {}

    def truth(self, expr: Expr, row: Line | None = None) -> Truth:
        """Return a condition."""
        if row is not None:
            return self._truth(expr, row)
        kept = self._read.get(id(expr))
        if kept is None:
            # The expression is kept with its value, so that its identity stays its own.
            kept = self._read[id(expr)] = (expr, self._truth(expr, None))
        found: Truth = kept[1]
        return found

    def _truth(self, expr: Expr, row: Line | None) -> Truth:
        match expr:
            case Const(bool(value), _):
                return terms.YES if value else terms.NO
            case Fact() | Column():
                found: Truth = self._named(expr, row)
                return found
            case Holds(criterion):
                return self._known.holds(criterion)
            case And(parts):
                return terms.conjunction(self.truth(part, row) for part in parts)
            case Or(parts):
                return terms.disjunction(self.truth(part, row) for part in parts)
            case Not(part):
                return terms.opposite(self.truth(part, row))
            case Compare(op, left, right):
                return self._compare(op, left, right, row)
            case Member(item, Const(tuple() | frozenset() as options, _)):
                return self.choice(item, row).among(options)
            case Contains(symbol, within):
                held: Held = self._named(within, row)
                return terms.decided(held.known, held.values.get(symbol, False))
            case Aggregate("existe" | "chaque" as function, rows, _, where) if where is not None:
                return self._among(function, rows, where)
            case Call("fourni", (inner,)):
                return Truth(self._given(inner, row), no=False)
        raise unreadable(expr)

    def _named(self, expr: Expr, row: Line | None) -> Any:
        if isinstance(expr, Column) and row is not None:
            return row.cells[expr.name]
        if isinstance(expr, Fact):
            return self._known.fact(expr.path, expr.type)
        raise unreadable(expr)

    def _given(self, expr: Expr, row: Line | None) -> Formula:
        return self._named(expr, row).known

    def _compare(self, op: Op, left: Expr, right: Expr, row: Line | None) -> Truth:
        if left.type.kind == "number":
            return compared(op, *self._aligned(left, right, row))
        if left.type.kind == "date":
            one, two = self.day(left, row), self.day(right, row)
            known = all_of((one.known, two.known))
            return terms.decided(known, OPERATORS[op](one.key, two.key))
        first, second = self.choice(left, row), self.choice(right, row)
        same = any_of(all_of((guard, second.is_(value))) for value, guard in first.values.items())
        both = all_of((first.known, second.known))
        equal = Truth(same, all_of((both, terms.no(same))))
        return equal if op == "==" else terms.opposite(equal)

    def choice(self, expr: Expr, row: Line | None = None) -> Choice:
        """Return a word or a code."""
        if isinstance(expr, Const):
            return Choice({str(expr.value): True})
        found: Choice = self._named(expr, row)
        return found

    def day(self, expr: Expr, row: Line | None = None) -> Day:
        """Return a date."""
        if isinstance(expr, Const) and isinstance(expr.value, date):
            return terms.day_of(expr.value)
        found: Day = self._named(expr, row)
        return found

    # -- numbers --------------------------------------------------------------------------

    def number(self, expr: Expr, row: Line | None = None) -> Number:
        """Return a number, counted as its type says."""
        match expr:
            case Const(int(value), _):
                return terms.figure(value)
            case Fact() | Column():
                found: Number = self._named(expr, row)
                return found
            case Arithmetic("*", left, right):
                return terms.product(self.number(left, row), self.number(right, row))
            case Arithmetic(op, left, right):
                apply = operator.add if op == "+" else operator.sub
                return terms.combined(apply, *self._aligned(left, right, row))
            case Call("max" | "min" as function, (left, right)):
                pick = greatest if function == "max" else least
                return terms.combined(pick, *self._aligned(left, right, row))
            case Call("jours", (start, end)):
                return between(ordinal, self.day(start, row), self.day(end, row))
            case Call("annees", (start, end)):
                one, two = self.day(start, row), self.day(end, row)
                return Number(all_of((one.known, two.known)), whole_years(one, two))
            case Choose(cases, kind):
                return self._choose(cases, kind, row)
            case Aggregate("somme" | "compte" as function, rows, column, where):
                return self._total(function, rows, column, where)
        raise unreadable(expr)

    def raised(self, expr: Expr, scale: int, row: Line | None = None) -> Number:
        """Return a number counted in ``10**-scale``, if that is finer than its own."""
        return self.number(expr, row).times(10 ** max(scale - expr.type.scale, 0))

    def _aligned(self, left: Expr, right: Expr, row: Line | None) -> tuple[Number, Number]:
        scale = max(left.type.scale, right.type.scale)
        return self.raised(left, scale, row), self.raised(right, scale, row)

    def _choose(
        self, cases: tuple[tuple[Expr, Expr], ...], kind: FactType, row: Line | None
    ) -> Number:
        """Return the number of the first case that holds, or that on which all open ones agree."""
        conditions = [self.truth(condition, row) for condition, _ in cases]
        values = [self.raised(value, kind.scale, row) for _, value in cases]
        none_holds = all_of(terms.no(one.yes) for one in conditions)
        first = _first(conditions)
        if all(value.cases for value in values):
            return self._fixed_choice(conditions, first, values)
        opens = [one.open for one in conditions]
        term: Term = 0
        for guard, value in zip(opens, values, strict=True):
            term = terms.either(guard, value.term, term)
        agreed = all_of(
            terms.implies(guard, all_of((value.known, terms.equal(value.term, term))))
            for guard, value in zip(opens, values, strict=True)
        )
        known = [all_of((guard, value.known)) for guard, value in zip(first, values, strict=True)]
        for guard, value in zip(first, values, strict=True):
            term = terms.either(guard, value.term, term)
        return Number(any_of([*known, all_of((none_holds, any_of(opens), agreed))]), term)

    def _fixed_choice(
        self, conditions: list[Truth], first: list[Formula], values: list[Number]
    ) -> Number:
        found: list[tuple[int, Formula]] = []
        for guard, value in zip(first, values, strict=True):
            found += [(figure, all_of((guard, when))) for figure, when in value.cases]
        none_holds = all_of(terms.no(one.yes) for one in conditions)
        possible = {figure for value in values for figure, _ in value.cases}
        some = any_of(one.open for one in conditions)
        for figure in possible:
            agreed = all_of(
                terms.implies(one.open, dict(value.cases).get(figure, False))
                for one, value in zip(conditions, values, strict=True)
            )
            found.append((figure, all_of((none_holds, some, agreed))))
        return terms.by_cases(terms.gathered(found))

    # -- lists ----------------------------------------------------------------------------

    def lines(self, rows: Rows) -> tuple[Formula, list[tuple[Line, Formula]]]:
        """Return whether the lines are known, and each line with whether it is one of them."""
        found: Lines = self._known.fact(rows.path, FactType("rows"))
        there = [line.there for line in found.lines]
        if rows.latest is None:
            return found.known, [(line, line.there) for line in found.lines]
        number = self.number(rows.latest)
        wanted = number.term
        if shift := rows.latest.type.scale:
            wanted = wanted // 10**shift if isinstance(wanted, int) else wanted / 10**shift
        keys: list[Number] = [line.cells[rows.by] for line in found.lines]
        dated = (terms.implies(one, key.known) for one, key in zip(there, keys, strict=True))
        enough = terms.total(terms.either(one, 1, 0) for one in there) >= wanted
        chosen = []
        for rank, line in enumerate(found.lines):
            before = []
            for other, key in enumerate(keys):
                if other != rank:
                    # Of two lines alike the first in the file comes first.
                    later = (operator.ge if other < rank else operator.gt)(
                        key.term, keys[rank].term
                    )
                    before.append(terms.either(all_of((there[other], later)), 1, 0))
            chosen.append((line, all_of((line.there, terms.total(before) < wanted))))
        return all_of((found.known, number.known, enough, *dated)), chosen

    def _among(self, function: str, rows: Rows, where: Expr) -> Truth:
        known, lines = self.lines(rows)
        each = [(chosen, self.truth(where, line)) for line, chosen in lines]
        if function == "existe":
            yes = any_of(all_of((chosen, one.yes)) for chosen, one in each)
            nothing = all_of(terms.implies(chosen, one.no) for chosen, one in each)
            return Truth(all_of((known, yes)), all_of((known, nothing)))
        whole = all_of(terms.implies(chosen, one.yes) for chosen, one in each)
        broken = any_of(all_of((chosen, one.no)) for chosen, one in each)
        return Truth(all_of((known, whole)), all_of((known, broken)))

    def _total(self, function: str, rows: Rows, column: str, where: Expr | None) -> Number:
        known, lines = self.lines(rows)
        certain, amounts = [known], []
        counts: dict[int, Formula] = {0: known}
        for line, chosen in lines:
            kept = terms.YES if where is None else self.truth(where, line)
            taken = all_of((chosen, kept.yes))
            left = any_of((terms.no(chosen), kept.no))
            if function == "compte":
                pairs = [(n, all_of((guard, left))) for n, guard in counts.items()]
                pairs += [(n + 1, all_of((guard, taken))) for n, guard in counts.items()]
                counts = terms.gathered(pairs)
                continue
            cell: Number = line.cells[column]
            certain.append(any_of((left, all_of((kept.yes, cell.known)))))
            amounts.append(terms.either(taken, cell.term, 0))
        if function == "compte":
            return terms.by_cases(counts)
        return Number(all_of(certain), terms.total(amounts))


def _first(conditions: list[Truth]) -> list[Formula]:
    """Return, for each condition, whether it is the first that holds."""
    found: list[Formula] = []
    before: list[Formula] = []
    for one in conditions:
        found.append(all_of((*(terms.no(other) for other in before), one.yes)))
        before.append(one.yes)
    return found


def compared(op: Op, one: Number, two: Number) -> Truth:
    """Return a comparison of numbers counted in the same unit."""
    apply = OPERATORS[op]
    if one.cases and two.cases and len(one.cases) * len(two.cases) <= terms.MANY:
        pairs = [(apply(a, b), all_of((x, y))) for a, x in one.cases for b, y in two.cases]
        found = terms.gathered(pairs)
        return Truth(found.get(True, False), found.get(False, False))
    return terms.decided(all_of((one.known, two.known)), apply(one.term, two.term))


def greatest(one: Term, two: Term) -> Term:
    """Return the greater of two numbers."""
    return max(one, two) if _fixed(one, two) else z3.If(one >= two, one, two)


def least(one: Term, two: Term) -> Term:
    """Return the lesser of two numbers."""
    return min(one, two) if _fixed(one, two) else z3.If(one <= two, one, two)


def _fixed(one: Term, two: Term) -> bool:
    return isinstance(one, int) and isinstance(two, int)


def between(count: Callable[[Day], Term], start: Day, end: Day) -> Number:
    """Return the distance between two dates, as ``count`` counts each."""
    return Number(all_of((start.known, end.known)), count(end) - count(start))


def ordinal(day: Day) -> Term:
    """Return the number of days since a day before 1900."""
    year, month = day.year, day.month
    quarter = (year - 1901) // 4 if isinstance(year, int) else (year - 1901) / 4
    # 1900 was no leap year, nor is 2100; between them every fourth year is.
    leap = all_of((equal_to(year, 1900, negate=True), equal_to(year, 2100, negate=True),
                   equal_to(year % 4, 0)))  # fmt: skip
    before: Term = 0
    for number, days in enumerate(DAYS_BEFORE, 1):
        before = terms.either(equal_to(month, number), days, before)
    extra = terms.either(all_of((leap, month > 2)), 1, 0)
    started = terms.either(year > 1900, quarter, 0)
    return terms.total((year * 365, started, before, extra, day.day))


def equal_to(term: Term, value: int, *, negate: bool = False) -> Formula:
    """Return ``term == value``, or that they differ."""
    same: Formula = term == value
    return terms.no(same) if negate else same


def whole_years(start: Day, end: Day) -> Term:
    """Return the whole years elapsed; 29 February has its anniversary on 28 February."""
    leap_day = all_of((equal_to(start.month, 2), equal_to(start.day, 29)))
    common = any_of((equal_to(end.year, 1900), equal_to(end.year, 2100),
                     equal_to(end.year % 4, 0, negate=True)))  # fmt: skip
    anniversary = terms.either(all_of((leap_day, common)), 2 * 32 + 28, start.in_year)
    reached: Formula = end.in_year >= anniversary
    return terms.total((end.year, terms.either(reached, 0, -1))) - start.year


def unreadable(expr: Expr) -> InferenceError:
    """Return the error of an expression that no formula stands for."""
    return InferenceError([Fault("preuve.sans_formule", params={"forme": type(expr).__name__})])
