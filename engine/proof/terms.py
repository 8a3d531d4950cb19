"""The values of the encoding, each with what says whether it is known.

A formula is a Python ``bool`` or a Z3 Boolean term, a number a Python ``int`` or a Z3 integer
term: what does not depend on the dossier is computed at once and never reaches the solver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import z3

from ..rulebook.bounds import Interval

Formula = Any
"""``bool`` or a Z3 Boolean term."""

Term = Any
"""``int`` or a Z3 integer term."""

MANY = 64
"""Beyond so many values a number is no longer told case by case."""


def all_of(parts: Iterable[Formula]) -> Formula:
    """Return the conjunction."""
    left = []
    for part in parts:
        if part is False:
            return False
        if part is not True:
            left.append(part)
    return True if not left else left[0] if len(left) == 1 else _made(z3.Z3_mk_and, left)


def any_of(parts: Iterable[Formula]) -> Formula:
    """Return the disjunction."""
    left = []
    for part in parts:
        if part is True:
            return True
        if part is not False:
            left.append(part)
    return False if not left else left[0] if len(left) == 1 else _made(z3.Z3_mk_or, left)


def no(part: Formula) -> Formula:
    """Return the negation."""
    if isinstance(part, bool):
        return not part
    context = part.ctx
    return z3.BoolRef(z3.Z3_mk_not(context.ref(), part.as_ast()), context)


def _made(make: Callable[..., Any], parts: list[Formula]) -> Formula:
    """Return what ``make`` makes of formulas; z3.And and z3.Or check at length what we know."""
    context = parts[0].ctx
    terms = (z3.Ast * len(parts))(*(part.as_ast() for part in parts))
    return z3.BoolRef(make(context.ref(), len(parts), terms), context)


def implies(one: Formula, two: Formula) -> Formula:
    """Return ``one → two``."""
    return any_of((no(one), two))


def either(condition: Formula, one: Term, two: Term) -> Term:
    """Return ``one`` where the condition holds, else ``two``."""
    if isinstance(condition, bool):
        return one if condition else two
    if isinstance(one, int) and isinstance(two, int) and one == two:
        return one
    first, second = _whole(one), _whole(two)
    context = condition.ctx
    made = z3.Z3_mk_ite(context.ref(), condition.as_ast(), first.as_ast(), second.as_ast())
    return z3.ArithRef(made, context)


def _whole(term: Term) -> Any:
    return z3.IntVal(term) if isinstance(term, int) else term


def total(terms: Iterable[Term]) -> Term:
    """Return the sum."""
    fixed, left = 0, []
    for term in terms:
        if isinstance(term, int):
            fixed += term
        else:
            left.append(term)
    if not left:
        return fixed
    return z3.Sum(*left, fixed) if fixed else z3.Sum(*left)


def at_most_one(parts: list[Formula]) -> Formula:
    """Return that no two of the parts hold together."""
    if len(parts) > 8:
        return z3.AtMost(*parts, 1)
    pairs = [(one, two) for n, one in enumerate(parts) for two in parts[:n]]
    return all_of(any_of((no(one), no(two))) for one, two in pairs)


class Truth(NamedTuple):
    """A condition: known to hold, known not to hold, or neither."""

    yes: Formula
    no: Formula

    @property
    def known(self) -> Formula:
        """Whether it is decided."""
        return any_of((self.yes, self.no))

    @property
    def open(self) -> Formula:
        """Whether it is unknown."""
        return all_of((no(self.yes), no(self.no)))


YES = Truth(yes=True, no=False)
NO = Truth(yes=False, no=True)
UNKNOWN = Truth(yes=False, no=False)


def decided(known: Formula, holds: Formula) -> Truth:
    """Return the condition that is decided where ``known``, as ``holds`` says."""
    return Truth(all_of((known, holds)), all_of((known, no(holds))))


def opposite(truth: Truth) -> Truth:
    """Return Kleene's negation."""
    return Truth(truth.no, truth.yes)


def conjunction(truths: Iterable[Truth]) -> Truth:
    """Return Kleene's conjunction."""
    found = list(truths)
    return Truth(all_of(t.yes for t in found), any_of(t.no for t in found))


def disjunction(truths: Iterable[Truth]) -> Truth:
    """Return Kleene's disjunction."""
    found = list(truths)
    return Truth(any_of(t.yes for t in found), all_of(t.no for t in found))


Cases = tuple[tuple[Any, Formula], ...]
"""Values fixed beforehand, each with when it is the one: no two hold together."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number; ``cases`` lists its values when they are few and fixed: its products are linear."""

    known: Formula
    term: Term
    cases: Cases = ()

    def times(self, factor: int) -> Number:
        """Return it counted in a finer unit."""
        if factor == 1:
            return self
        cases = tuple((value * factor, guard) for value, guard in self.cases)
        return Number(self.known, self.term * factor, cases)


def figure(value: int) -> Number:
    """Return a number that is the same for all."""
    return Number(known=True, term=value, cases=((value, True),))


def by_cases(found: Mapping[int, Formula]) -> Number:
    """Return the number that takes each value where its guard holds, unknown elsewhere."""
    cases = tuple(found.items())
    return Number(any_of(guard for _, guard in cases), case_term(cases), cases)


def case_term(cases: Iterable[tuple[int, Formula]]) -> Term:
    """Return the term of a number told case by case."""
    term: Term = 0
    for rank, (value, guard) in enumerate(cases):
        term = value if rank == 0 else either(guard, value, term)
    return term


def gathered(pairs: Iterable[tuple[Any, Formula]]) -> dict[Any, Formula]:
    """Return the guards of each value, taken together."""
    found: dict[Any, list[Formula]] = {}
    for value, guard in pairs:
        if guard is not False:
            found.setdefault(value, []).append(guard)
    return {value: any_of(guards) for value, guards in found.items()}


def combined(apply: Callable[[Any, Any], Any], one: Number, two: Number) -> Number:
    """Return ``apply`` on both numbers, unknown where either is."""
    if one.cases and two.cases and len(one.cases) * len(two.cases) <= MANY:
        return by_cases(
            gathered(
                (apply(a, b), all_of((x, y)))
                for a, x in one.cases
                for b, y in two.cases
            )
        )  # fmt: skip
    return Number(all_of((one.known, two.known)), apply(one.term, two.term))


def product(one: Number, two: Number) -> Number:
    """Return the product: linear as soon as one side has few values."""
    if one.cases and two.cases and len(one.cases) * len(two.cases) <= MANY:
        return combined(lambda a, b: a * b, one, two)
    if two.cases and not one.cases:
        one, two = two, one
    known = all_of((one.known, two.known))
    if one.cases:
        term: Term = 0
        for rank, (value, guard) in enumerate(one.cases):
            part = two.term * value
            term = part if rank == 0 else either(guard, part, term)
        return Number(known, term)
    return Number(known, one.term * two.term)


@dataclass(frozen=True, slots=True)
class Span:
    """Between what and what a number lies; ``low`` and ``high`` mean something where bounded.

    ``cases`` lists the intervals when they are few and fixed; ``positive`` says that the number is
    never below zero, and always bounded so.
    """

    bounded_low: Formula
    low: Term
    bounded_high: Formula
    high: Term
    cases: Cases = ()
    positive: bool = False

    @property
    def exact(self) -> Formula:
        """Whether the number is known."""
        if self.cases:
            return any_of(guard for value, guard in self.cases if value.exact)
        same = equal(self.low, self.high)
        return all_of((self.bounded_low, self.bounded_high, same))

    def times(self, factor: int) -> Span:
        """Return it counted in a finer unit."""
        if factor == 1:
            return self
        if self.cases:
            return spanned({_times(value, factor): guard for value, guard in self.cases})
        return Span(
            self.bounded_low, self.low * factor, self.bounded_high, self.high * factor,
            positive=self.positive,
        )  # fmt: skip


def _times(span: Interval, factor: int) -> Interval:
    low, high = span
    return Interval(
        None if low is None else low * factor, None if high is None else high * factor
    )  # fmt: skip


def equal(one: Term, two: Term) -> Formula:
    """Return that both numbers are the same."""
    return one is two or one == two


def spanned(found: Mapping[Interval, Formula]) -> Span:
    """Return the span that is each interval where its guard holds; one of them always does."""
    cases = tuple(found.items())
    lows = [(value.low, guard) for value, guard in cases if value.low is not None]
    highs = [(value.high, guard) for value, guard in cases if value.high is not None]
    return Span(
        True if len(lows) == len(cases) else any_of(guard for _, guard in lows),
        case_term(lows),
        True if len(highs) == len(cases) else any_of(guard for _, guard in highs),
        case_term(highs),
        cases,
        positive=all(value.low is not None and value.low >= 0 for value, _ in cases),
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A word or a code: one formula a value, no two of which hold together."""

    values: Mapping[str, Formula]

    @property
    def known(self) -> Formula:
        """Whether one of the values is taken."""
        return any_of(self.values.values())

    def is_(self, value: str) -> Formula:
        """Whether this value is taken."""
        return self.values.get(value, False)

    def among(self, values: Iterable[str]) -> Truth:
        """Whether the value is one of these."""
        wanted = set(values)
        return Truth(
            any_of(guard for value, guard in self.values.items() if value in wanted),
            any_of(guard for value, guard in self.values.items() if value not in wanted),
        )


@dataclass(frozen=True, slots=True)
class Day:
    """A date as year, month and day."""

    known: Formula
    year: Term
    month: Term
    day: Term

    @property
    def key(self) -> Term:
        """A number that orders as dates do."""
        return self.year * 512 + self.month * 32 + self.day

    @property
    def in_year(self) -> Term:
        """A number that orders as the days of a year do."""
        return self.month * 32 + self.day


def day_of(value: date) -> Day:
    """Return a date that is the same for all."""
    return Day(known=True, year=value.year, month=value.month, day=value.day)


@dataclass(frozen=True, slots=True)
class Held:
    """A set: whether it is known, and what it then holds."""

    known: Formula
    values: Mapping[str, Formula]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: whether it is there, and its cells."""

    there: Formula
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lines:
    """A list: whether it is known, and its lines, those there coming first."""

    known: Formula
    lines: tuple[Line, ...] = field(default_factory=tuple)


def variables(value: Any) -> Iterator[Any]:
    """Yield the variables that the value of a fact is made of."""
    parts: Iterable[Any] = ()
    match value:
        case Truth():
            parts = value
        case Number(known, term):
            parts = (known, term)
        case Day(known, year, month, day):
            parts = (known, year, month, day)
        case Choice(values):
            parts = values.values()
        case Held(known, values):
            parts = (known, *values.values())
        case Lines(known, lines):
            parts = (known, *(line.there for line in lines))
            for line in lines:
                for cell in line.cells.values():
                    yield from variables(cell)
    for one in parts:
        if not isinstance(one, bool | int) and z3.is_const(one):
            yield one
