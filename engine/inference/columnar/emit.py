"""A graph of terms → Narwhals expressions: what several terms read becomes a column of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import narwhals as nw

from .terms import FALSE, INT, Term

_COLUMN = {"col", "yes", "no", "null"}


@dataclass(frozen=True, slots=True)
class Stages:
    """What to add to a table, a group of columns after the other, and what to keep of it all."""

    needed: frozenset[str]
    added: tuple[tuple[nw.Expr, ...], ...]
    results: tuple[nw.Expr, ...]

    def apply(self, frame: Any, kept: Iterable[nw.Expr]) -> Any:
        """Return the results of every row, with what is ``kept`` of the table as it is."""
        for group in self.added:
            frame = frame.with_columns(*group)
        return frame.select(*kept, *self.results)


def emit(roots: Mapping[str, Term], words: Mapping[str, tuple[str, ...]] | None = None) -> Stages:
    """Return the expressions of some terms, each under its name.

    ``words`` are all that a column can say, for columns to be made categories of.
    """
    closed = {name: term for name, term in roots.items() if name in (words or {})}
    conditions = [bit for term in closed.values() for bit in _conditions(term)]
    others = [term for name, term in roots.items() if name not in closed]
    order = _in_order([*conditions, *others])
    readers = Counter(part for term in order for part in set(_parts(term)))
    readers.update([*conditions, *others])
    shared = {term for term in order if readers[term] > 1 and _worth_a_column(term)}
    found: dict[Term, nw.Expr] = {}
    depth: dict[Term, int] = {}
    groups: dict[int, list[nw.Expr]] = {}
    needed: set[str] = set()
    for term in order:
        if term.op in _COLUMN:
            needed.add(term.args[0])
        expression = _expression(term, found, by_group=words is not None)
        level = max((depth[part] for part in _parts(term)), default=0)
        if term in shared:
            name = f"_t{len(found)}"
            groups.setdefault(level, []).append(expression.alias(name))
            expression, level = nw.col(name), level + 1
        found[term], depth[term] = expression, level
    return Stages(
        frozenset(needed),
        tuple(tuple(groups[level]) for level in sorted(groups)),
        tuple(
            (_word(term, words[name], found) if words and name in closed else found[term]).alias(
                name
            )
            for name, term in roots.items()
        ),
    )


def _conditions(term: Term) -> list[Term]:
    """Return the conditions of a choice among words."""
    if term.op != "choose":
        return []
    condition, then, otherwise = term.args
    return [condition, *_conditions(then), *_conditions(otherwise)]


def _word(term: Term, words: tuple[str, ...], found: Mapping[Term, nw.Expr]) -> nw.Expr:
    if term.op == "choose":
        condition, then, otherwise = term.args
        chosen, other = _word(then, words, found), _word(otherwise, words, found)
        return nw.when(found[condition]).then(chosen).otherwise(other)
    return nw.lit(term.args[0], dtype=nw.Enum(words))


def _parts(term: Term) -> tuple[Term, ...]:
    return tuple(part for part in term.args if isinstance(part, Term))


def _in_order(roots: Iterable[Term]) -> list[Term]:
    """Return all that some terms read, each after its parts."""
    seen: set[Term] = set()
    waiting = list(roots)
    while waiting:
        term = waiting.pop()
        if term not in seen:
            seen.add(term)
            waiting.extend(_parts(term))
    return sorted(seen, key=lambda term: term.rank)


def _worth_a_column(term: Term) -> bool:
    if term.op == "not":
        return False
    return term.op not in {"lit", "col", "null"}


def _expression(term: Term, found: Mapping[Term, nw.Expr], *, by_group: bool) -> nw.Expr:
    parts = [found[part] for part in _parts(term)]
    match term.op:
        case "lit":
            value = term.args[0]
            if value is None:
                return nw.lit(None).cast(nw.Int64 if term.kind == INT else nw.String)
            return nw.lit(value)
        case "col":
            return nw.col(term.args[0])
        case "yes":
            return nw.col(term.args[0]).fill_null(value=False)
        case "no":
            return ~nw.col(term.args[0]).fill_null(value=True)
        case "null":
            return nw.col(term.args[0]).is_null()
        case "not":
            return ~parts[0]
        case "in":
            return parts[0].is_in(list(term.args[1:])).fill_null(value=False)
        case "choose":
            return nw.when(parts[0]).then(parts[1]).otherwise(parts[2])
        case "join":
            return _joined(term.args[::2], parts, by_group=by_group)
        case "count":
            return nw.sum_horizontal(*(part.cast(nw.Int64) for part in parts))
    found_ = reduce(_OPERATORS[term.op], parts)
    if term.op in _TESTS and any(part.null is not FALSE for part in _parts(term)):
        return found_.fill_null(value=False)
    return found_


def _joined(words: tuple[str, ...], bits: list[nw.Expr], *, by_group: bool) -> nw.Expr:
    """Return the words whose bit holds; ``by_group``, eight of them looked up at once."""
    if not by_group:
        each = zip(words, bits, strict=True)
        shown = [nw.when(bit).then(nw.lit(f"{w} ")).otherwise(nw.lit("")) for w, bit in each]
        return nw.concat_str(*shown).str.strip_chars()
    shown = []
    for first in range(0, len(words), GROUP):
        group = words[first : first + GROUP]
        numbers = range(2 ** len(group))
        told = ["".join(f"{w} " for n, w in enumerate(group) if k >> n & 1) for k in numbers]
        powers = (bit.cast(nw.Int16) * 2**n for n, bit in enumerate(bits[first : first + GROUP]))
        pattern = reduce(lambda one, two: one + two, powers)
        shown.append(pattern.replace_strict(list(numbers), told, return_dtype=nw.String))
    return nw.concat_str(*shown).str.strip_chars()


GROUP = 8
"""How many words are looked up at once: 256 combinations."""
_TESTS = {"eq", "ne", "lt", "le", "gt", "ge"}
_OPERATORS: Mapping[str, Callable[[nw.Expr, nw.Expr], nw.Expr]] = {
    "and": lambda one, two: one & two,
    "or": lambda one, two: one | two,
    "eq": lambda one, two: one == two,
    "ne": lambda one, two: one != two,
    "lt": lambda one, two: one < two,
    "le": lambda one, two: one <= two,
    "gt": lambda one, two: one > two,
    "ge": lambda one, two: one >= two,
    "add": lambda one, two: one + two,
    "sub": lambda one, two: one - two,
    "mul": lambda one, two: one * two,
    "div": lambda one, two: one // two,
    "mod": lambda one, two: one % two,
}
