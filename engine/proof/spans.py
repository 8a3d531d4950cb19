"""Between what and what a number lies, as formulas: the same cases as :mod:`..rulebook.bounds`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from ..rulebook.awaited import Among, Definitions
from ..rulebook.bounds import ANYTHING, Interval, product
from ..rulebook.expression import (
    Aggregate,
    And,
    Arithmetic,
    Call,
    Choose,
    Compare,
    Const,
    Expr,
    Fact,
    Not,
    Op,
    Or,
    Rows,
)
from ..values import FactType
from . import terms
from .expressions import Reader, greatest, least
from .terms import Formula, Number, Span, Term, Truth, all_of, any_of

POSITIVE = Interval(0, None)


class Spans:
    """Reads numbers as spans, and conditions as soon as the bounds of their sides decide."""

    def __init__(
        self,
        reader: Reader,
        definitions: Definitions,
        may_be: Callable[[str, str], Formula | None],
        local: Mapping[str, Span | Truth],
        read: dict[str, Span],
    ) -> None:
        self._reader, self._definitions, self._may_be = reader, definitions, may_be
        self._local, self._read = local, read

    # -- conditions -----------------------------------------------------------------------

    def truth(self, expr: Expr) -> Truth:
        """Return a condition, a comparison decided by the bounds of its sides."""
        match expr:
            case And(parts):
                return terms.conjunction(self.truth(part) for part in parts)
            case Or(parts):
                return terms.disjunction(self.truth(part) for part in parts)
            case Not(part):
                return terms.opposite(self.truth(part))
            case Fact(path, kind) if kind.kind == "bool" and path in self._local:
                return cast("Truth", self._local[path])
            case Call("fourni", (Fact(path),)) if path in self._local:
                found = self._local[path]
                return Truth(found.known if isinstance(found, Truth) else True, no=False)
            case Compare("==", Fact(path, kind), Const(wanted, _)) if kind.kind == "enum":
                return self._choice(expr, path, str(wanted))
            case Compare(op, left, right) if left.type.kind == "number":
                scale = max(left.type.scale, right.type.scale)
                return compared(op, self._to(left, scale), self._to(right, scale))
        return self._reader.truth(expr)

    def _choice(self, expr: Compare, path: str, wanted: str) -> Truth:
        known = self._reader.truth(expr)
        still = self._may_be(path, wanted)
        if still is None:
            return known
        closed = all_of((terms.no(self._reader.choice(expr.left).known), terms.no(still)))
        return Truth(known.yes, any_of((known.no, closed)))

    # -- numbers --------------------------------------------------------------------------

    def span(self, expr: Expr) -> Span:
        """Return the bounds of a number, counted as its type says."""
        match expr:
            case Arithmetic(op, left, right):
                scale = 0 if op == "*" else expr.type.scale
                one, two = self._to(left, scale), self._to(right, scale)
                return multiplied(one, two) if op == "*" else added(one, two, op)
            case Call("max" | "min" as function, (left, right)):
                scale = expr.type.scale
                return extreme(function, self._to(left, scale), self._to(right, scale))
            case Choose(cases):
                return self._choose(cases, expr.type.scale)
            case Aggregate("somme", rows, column, where, kind):
                return self._sum(rows, column, where, signed=kind.signed)
            case Fact(path, kind):
                if path in self._local:
                    return cast("Span", self._local[path])
                if path not in self._read:
                    self._read[path] = self._fact(expr, kind)
                return self._read[path]
        return known_or(self._reader.number(expr), terms.spanned({ANYTHING: True}))

    def _fact(self, expr: Fact, kind: FactType) -> Span:
        made_of = self._definitions.get(expr.path)
        if isinstance(made_of, Among | None):
            otherwise = terms.spanned({ANYTHING if kind.signed else POSITIVE: True})
        else:
            otherwise = self.span(made_of)
        return known_or(self._reader.number(expr), otherwise)

    def _to(self, expr: Expr, scale: int) -> Span:
        return self.span(expr).times(10 ** max(scale - expr.type.scale, 0))

    def _choose(self, cases: tuple[tuple[Expr, Expr], ...], scale: int) -> Span:
        """Return the span of the cases that may hold, up to one that does."""
        conditions = [self.truth(condition) for condition, _ in cases]
        spans = [self._to(value, scale) for _, value in cases]
        before: Formula = True
        first = []
        for one in conditions:
            first.append(all_of((before, one.yes)))
            before = all_of((before, terms.no(one.yes)))
        opens = [all_of((before, one.open)) for one in conditions]
        if all(span.cases for span in spans):
            return _few_cases(first, opens, spans, before)
        some = any_of(opens)
        low_ok = any_of((
            *(all_of((guard, span.bounded_low)) for guard, span in zip(first, spans, strict=True)),
            all_of((some, *(terms.implies(guard, span.bounded_low)
                            for guard, span in zip(opens, spans, strict=True)))),
        ))  # fmt: skip
        high_ok = any_of((
            *(all_of((guard, span.bounded_high)) for guard, span in zip(first, spans, strict=True)),
            all_of((some, *(terms.implies(guard, span.bounded_high)
                            for guard, span in zip(opens, spans, strict=True)))),
        ))  # fmt: skip
        low = _among(first, opens, [span.low for span in spans], least)
        high = _among(first, opens, [span.high for span in spans], greatest)
        positive = all(span.positive for span in spans)
        return Span(low_ok, low, high_ok, high, positive=positive)

    def _sum(self, rows: Rows, column: str, where: Expr | None, *, signed: bool) -> Span:
        """A sum is at least that of the lines known to count; it has no top while one may be."""
        known, lines = self._reader.lines(rows)
        lows: list[Term] = []
        highs: list[Term] = []
        missing: list[Formula] = []
        for line, chosen in lines:
            kept = terms.YES if where is None else self._reader.truth(where, line)
            amount: Number = line.cells[column]
            counted = all_of((chosen, terms.no(kept.no)))
            there = all_of((counted, amount.known))
            missing.append(all_of((counted, terms.no(amount.known))))
            low = terms.either(kept.yes, amount.term, least(amount.term, 0))
            high = terms.either(kept.yes, amount.term, greatest(amount.term, 0))
            lows.append(terms.either(there, low, 0))
            highs.append(terms.either(there, high, 0))
        whole = terms.no(any_of(missing))
        bounded = all_of((known, whole))
        if signed:
            return Span(bounded, terms.total(lows), bounded, terms.total(highs))
        low = terms.either(known, terms.total(lows), 0)
        high = terms.total(highs)
        return Span(bounded_low=True, low=low, bounded_high=bounded, high=high, positive=True)


def known_or(number: Number, otherwise: Span) -> Span:
    """Return the number where it is known, else what bounds it, which is true of it too."""
    if number.known is True and not number.cases:
        return Span(
            bounded_low=True, low=number.term, bounded_high=True, high=number.term,
            positive=otherwise.positive,
        )  # fmt: skip
    if number.cases and otherwise.cases:
        unknown = terms.no(number.known)
        pairs = [(Interval(value, value), guard) for value, guard in number.cases]
        pairs += [(value, all_of((unknown, guard))) for value, guard in otherwise.cases]
        return terms.spanned(terms.gathered(pairs))
    return Span(
        any_of((number.known, otherwise.bounded_low)),
        terms.either(number.known, number.term, otherwise.low),
        any_of((number.known, otherwise.bounded_high)),
        terms.either(number.known, number.term, otherwise.high),
        positive=otherwise.positive,
    )


def _few_cases(
    first: list[Formula], opens: list[Formula], spans: list[Span], nothing: Formula
) -> Span:
    """Return the union of the open cases, each of which is one of few intervals."""
    pairs: list[tuple[Any, Formula]] = []
    union: dict[Interval | None, Formula] = {None: nothing}
    for taken, open_, span in zip(first, opens, spans, strict=True):
        pairs += [(value, all_of((taken, guard))) for value, guard in span.cases]
        wider = [(so_far, all_of((guard, terms.no(open_)))) for so_far, guard in union.items()]
        wider += [
            (_union(so_far, value), all_of((guard, open_, when)))
            for so_far, guard in union.items()
            for value, when in span.cases
        ]
        union = terms.gathered(wider)
    pairs += [(ANYTHING if value is None else value, guard) for value, guard in union.items()]
    return terms.spanned(terms.gathered(pairs))


def _union(one: Interval | None, two: Interval) -> Interval:
    if one is None:
        return two
    return Interval(
        None if one.low is None or two.low is None else min(one.low, two.low),
        None if one.high is None or two.high is None else max(one.high, two.high),
    )


def _among(
    first: list[Formula], opens: list[Formula], values: list[Term], pick: Callable[..., Term]
) -> Term:
    """Return the value of the case that holds, else the extreme of those that may."""
    found: Term = values[-1]
    seen: Formula = opens[-1]
    for open_, value in list(zip(opens, values, strict=True))[-2::-1]:
        found = terms.either(open_, terms.either(seen, pick(found, value), value), found)
        seen = any_of((seen, open_))
    for guard, value in zip(first, values, strict=True):
        found = terms.either(guard, value, found)
    return found


def _by_cases(apply: Callable[[Interval, Interval], Interval], one: Span, two: Span) -> Span | None:
    if not one.cases or not two.cases or len(one.cases) * len(two.cases) > terms.MANY:
        return None
    return terms.spanned(
        terms.gathered(
            (apply(a, b), all_of((x, y))) for a, x in one.cases for b, y in two.cases
        )
    )  # fmt: skip


def added(one: Span, two: Span, op: str) -> Span:
    """Return the bounds of a sum, or of a difference."""
    if op == "-":
        two = negated(two)
    fixed = _by_cases(_sum_of, one, two)
    return fixed or Span(
        all_of((one.bounded_low, two.bounded_low)),
        one.low + two.low,
        all_of((one.bounded_high, two.bounded_high)),
        one.high + two.high,
        positive=one.positive and two.positive,
    )


def _sum_of(one: Interval, two: Interval) -> Interval:
    return Interval(
        None if one.low is None or two.low is None else one.low + two.low,
        None if one.high is None or two.high is None else one.high + two.high,
    )


def negated(span: Span) -> Span:
    """Return the bounds of the opposite number."""
    if span.cases:
        return terms.spanned(
            {
                Interval(
                    None if value.high is None else -value.high,
                    None if value.low is None else -value.low,
                ): guard
                for value, guard in span.cases
            }
        )
    return Span(span.bounded_high, -span.high, span.bounded_low, -span.low)


def multiplied(one: Span, two: Span) -> Span:
    """Return the bounds of a product: linear as soon as one side has few intervals."""
    fixed = _by_cases(product, one, two)
    if fixed is not None:
        return fixed
    if two.cases and not one.cases:
        one, two = two, one
    if not one.cases:
        return _times(one, two)
    low_ok, high_ok = [], []
    low: Term = 0
    high: Term = 0
    for rank, (value, guard) in enumerate(one.cases):
        part = _times_fixed(value, two)
        low_ok.append(all_of((guard, part.bounded_low)))
        high_ok.append(all_of((guard, part.bounded_high)))
        low = part.low if rank == 0 else terms.either(guard, part.low, low)
        high = part.high if rank == 0 else terms.either(guard, part.high, high)
    return Span(any_of(low_ok), low, any_of(high_ok), high, positive=one.positive and two.positive)


def _times_fixed(value: Interval, other: Span) -> Span:
    if value == Interval(0, 0):
        return terms.spanned({value: True})
    if other.positive and value.low is not None and value.low >= 0:
        nothing = False if value.high is not None else all_of(
            (other.bounded_high, terms.equal(other.high, 0))
        )  # fmt: skip
        bounded = nothing if value.high is None else other.bounded_high
        high = 0 if value.high is None else other.high * value.high
        return Span(
            bounded_low=True, low=other.low * value.low, bounded_high=bounded, high=high,
            positive=True,
        )  # fmt: skip
    if value.exact and value.low is not None and value.low > 0:
        return other.times(value.low)
    return _times(terms.spanned({value: True}), other)


def _times(one: Span, two: Span) -> Span:
    """Return the bounds of any product, case after case as the evaluators do."""
    zeros = [all_of((s.exact, terms.equal(s.low, 0))) for s in (one, two)]
    plain = all_of((one.bounded_low, two.bounded_low, one.low >= 0, two.low >= 0))
    complete = all_of(
        (one.bounded_low, one.bounded_high, two.bounded_low, two.bounded_high)
    )  # fmt: skip
    ends = [a * b for a in (one.low, one.high) for b in (two.low, two.high)]
    lowest, highest = ends[0], ends[0]
    for end in ends[1:]:
        lowest, highest = least(lowest, end), greatest(highest, end)
    both_high = all_of((one.bounded_high, two.bounded_high))
    low_ok: Formula = any_of((plain, complete))
    high_ok: Formula = any_of((all_of((plain, both_high)), complete))
    low = terms.either(plain, one.low * two.low, lowest)
    high = terms.either(plain, one.high * two.high, highest)
    # The order of the cases is that of the evaluators, the last of them being written first.
    for known, other in ((two, one), (one, two)):
        factor = all_of((known.exact, known.low > 0))
        low_ok = _pick(factor, other.bounded_low, low_ok)
        high_ok = _pick(factor, other.bounded_high, high_ok)
        low = terms.either(factor, other.low * known.low, low)
        high = terms.either(factor, other.high * known.low, high)
    zero = any_of(zeros)
    return Span(
        any_of((zero, low_ok)), terms.either(zero, 0, low),
        any_of((zero, high_ok)), terms.either(zero, 0, high),
    )  # fmt: skip


def _pick(condition: Formula, one: Formula, two: Formula) -> Formula:
    return any_of((all_of((condition, one)), all_of((terms.no(condition), two))))


def extreme(function: str, one: Span, two: Span) -> Span:
    """``max`` has no higher bound where one side has none; ``min``, the lower of those known."""
    if function == "min":
        return negated(extreme("max", negated(one), negated(two)))
    fixed = _by_cases(_greater, one, two)
    if fixed is not None:
        return fixed
    both = greatest(one.low, two.low)
    low = terms.either(
        all_of((one.bounded_low, two.bounded_low)), both,
        terms.either(one.bounded_low, one.low, two.low),
    )  # fmt: skip
    return Span(
        any_of((one.bounded_low, two.bounded_low)), low,
        all_of((one.bounded_high, two.bounded_high)), greatest(one.high, two.high),
        positive=one.positive or two.positive,
    )  # fmt: skip


def _greater(one: Interval, two: Interval) -> Interval:
    lows = [low for low in (one.low, two.low) if low is not None]
    both = one.high is not None and two.high is not None
    high = max(one.high, two.high) if both else None  # type: ignore[type-var]
    return Interval(max(lows, default=None), high)


def compared(op: Op, one: Span, two: Span) -> Truth:
    """Return a comparison, as soon as the bounds tell."""
    match op:
        case "<" | "<=":
            return _below(one, two, strict=op == "<")
        case ">" | ">=":
            return _below(two, one, strict=op == ">")
    apart = any_of((_below(one, two, strict=True).yes, _below(two, one, strict=True).yes))
    same = all_of((one.exact, two.exact, terms.equal(one.low, two.low)))
    equal = Truth(same, all_of((apart, terms.no(same))))
    return equal if op == "==" else terms.opposite(equal)


def _below(one: Span, two: Span, *, strict: bool) -> Truth:
    """Whether one < two (strict) or one <= two."""
    surely = one.high < two.low if strict else one.high <= two.low
    never = one.low >= two.high if strict else one.low > two.high
    return Truth(
        all_of((one.bounded_high, two.bounded_low, surely)),
        all_of((one.bounded_low, two.bounded_high, never)),
    )
