"""A graph of terms → Narwhals expressions: what several terms read becomes a column of its own.

Narwhals borrows its words from Polars: the same code makes Polars expressions when it is given
``polars`` in place of ``narwhals``, which saves a second for every table that Polars holds.
"""

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
    added: tuple[tuple[Any, ...], ...]
    results: tuple[Any, ...]

    def apply(self, frame: Any, kept: Iterable[Any]) -> Any:
        """Return the results of every row, with what is ``kept`` of the table as it is."""
        for group in self.added:
            frame = frame.with_columns(*group)
        return frame.select(*kept, *self.results)


def emit(
    roots: Mapping[str, Term], ns: Any = nw, words: Mapping[str, tuple[str, ...]] | None = None
) -> Stages:
    """Return the expressions of some terms, each under its name.

    ``ns`` makes the expressions: ``narwhals``, or ``polars``. ``words`` are all that a column can
    say, for columns to be made categories of.
    """
    closed = {name: term for name, term in roots.items() if name in (words or {})}
    conditions = [bit for term in closed.values() for bit in _conditions(term)]
    others = [term for name, term in roots.items() if name not in closed]
    order = _in_order([*conditions, *others])
    readers = Counter(part for term in order for part in set(_parts(term)))
    readers.update([*conditions, *others])
    shared = {term for term in order if readers[term] > 1 and _worth_a_column(term)}
    found: dict[Term, Any] = {}
    depth: dict[Term, int] = {}
    groups: dict[int, list[Any]] = {}
    needed: set[str] = set()
    for term in order:
        if term.op in _COLUMN:
            needed.add(term.args[0])
        expression = _expression(term, found, ns)
        level = max((depth[part] for part in _parts(term)), default=0)
        if term in shared:
            name = f"_t{len(found)}"
            groups.setdefault(level, []).append(expression.alias(name))
            expression, level = ns.col(name), level + 1
        found[term], depth[term] = expression, level
    results = {name: found[term] for name, term in roots.items() if name not in closed}
    for name, term in closed.items():
        results[name] = _word(term, (words or {})[name], found, ns)
    return Stages(
        frozenset(needed),
        tuple(tuple(groups[level]) for level in sorted(groups)),
        tuple(results[name].alias(name) for name in roots),
    )


def _conditions(term: Term) -> list[Term]:
    """Return the conditions of a choice among words."""
    if term.op != "choose":
        return []
    condition, then, otherwise = term.args
    return [condition, *_conditions(then), *_conditions(otherwise)]


def _word(term: Term, words: tuple[str, ...], found: Mapping[Term, Any], ns: Any) -> Any:
    if term.op == "choose":
        condition, then, otherwise = term.args
        chosen, other = _word(then, words, found, ns), _word(otherwise, words, found, ns)
        return ns.when(found[condition]).then(chosen).otherwise(other)
    return ns.lit(term.args[0], dtype=ns.Enum(words))


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


def _expression(term: Term, found: Mapping[Term, Any], ns: Any) -> Any:
    parts = [found[part] for part in _parts(term)]
    match term.op:
        case "lit":
            value = term.args[0]
            if value is None:
                return ns.lit(None).cast(ns.Int64 if term.kind == INT else ns.String)
            return ns.lit(value)
        case "col":
            return ns.col(term.args[0])
        case "yes":
            return ns.col(term.args[0]).fill_null(False)
        case "no":
            return ~ns.col(term.args[0]).fill_null(True)
        case "null":
            return ns.col(term.args[0]).is_null()
        case "not":
            return ~parts[0]
        case "in":
            return parts[0].is_in(list(term.args[1:])).fill_null(False)
        case "choose":
            return ns.when(parts[0]).then(parts[1]).otherwise(parts[2])
        case "join":
            return _joined(term.args[::2], parts, ns)
        case "count":
            return ns.sum_horizontal(*(part.cast(ns.Int64) for part in parts))
    found_ = reduce(_OPERATORS[term.op], parts)
    if term.op in _TESTS and any(part.null is not FALSE for part in _parts(term)):
        return found_.fill_null(False)
    return found_


def _joined(words: tuple[str, ...], bits: list[Any], ns: Any) -> Any:
    """Return the words whose bit holds; in Polars, eight looked up at once."""
    if ns is nw:
        each = zip(words, bits, strict=True)
        shown = [ns.when(bit).then(ns.lit(f"{w} ")).otherwise(ns.lit("")) for w, bit in each]
        return ns.concat_str(*shown).str.strip_chars()
    shown = []
    for first in range(0, len(words), GROUP):
        group = words[first : first + GROUP]
        numbers = range(2 ** len(group))
        told = ["".join(f"{w} " for n, w in enumerate(group) if k >> n & 1) for k in numbers]
        powers = (bit.cast(ns.Int16) * 2**n for n, bit in enumerate(bits[first : first + GROUP]))
        pattern = reduce(lambda one, two: one + two, powers)
        shown.append(pattern.replace_strict(list(numbers), told, return_dtype=ns.String))
    return ns.concat_str(*shown).str.strip_chars()


GROUP = 8
"""How many words are looked up at once: 256 combinations."""
_TESTS = {"eq", "ne", "lt", "le", "gt", "ge"}
_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
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
