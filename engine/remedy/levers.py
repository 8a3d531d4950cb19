"""What may be changed of one dossier: each lever with what holds while it is left alone.

A number, or the sum of a list, moves by a variable; a choice takes one of the values declared.
What is unknown is no lever: it is asked for, not changed.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..dossier import vocabulary
from ..dossier_types import MAX_NUMBER, SIGNIFICANT_DIGITS
from ..proof import terms
from ..proof.expressions import greatest, ordinal
from ..proof.figures import magnitude, variable
from ..proof.pins import pinned
from ..proof.stated import Stated, constant
from ..proof.terms import Day, Formula, Held, Line, Lines, Number, Term, all_of, any_of
from ..proof.vocabulary import columns_in
from ..rulebook.change import Change
from ..rulebook.change_load import summed
from ..values import MILLIONTHS, FactType
from .lines import Group, Kind, counted, kinds_of, moved, within

if TYPE_CHECKING:
    from ..inference.program import Program
    from ..proof.encoding import Encoding
    from ..proof.vocabulary import Vocabulary
    from ..rulebook.expression import Aggregate


class Lever(NamedTuple):
    """A thing that may change: ``held`` holds while it does not.

    ``change`` is by how much a number, a sum or a date moves, in its own units (days for a date);
    None: a choice. ``value`` is the formula of a choice, or of a date.
    """

    path: str
    declared: Change
    before: Any
    held: Formula
    change: Term = None
    value: Any = None

    @property
    def size(self) -> Term:
        """How much it moves, whichever way."""
        return magnitude(self.change)


class Sum(NamedTuple):
    """A sum of the dossier's lines that may move, and the lines that it counts."""

    rows: str
    column: str
    group: Group


class Levers:
    """The levers of a dossier, as an encoding of it needs them.

    ``stated`` and ``given`` are for that encoding; :meth:`bound` is called once it is made.
    """

    def __init__(
        self,
        program: Program,
        read: Vocabulary,
        facts: Mapping[str, Any],
        changes: Mapping[str, Change],
    ) -> None:
        self._facts, self._read, self._figures = facts, read, program.figures
        sums = {item.path: summed(item) for item in program.derived}
        self._sums: dict[str, Aggregate] = {p: a for p, a in sums.items() if a is not None}
        self._counted: dict[str, Sum] = {}
        self._alike: dict[tuple[str, str], list[Kind]] = {}
        self.rows: dict[str, list[dict[str, Any]]] = {}
        """The lines of each list that may change, fresh ones at their end with nothing in them."""
        own = {path for path, declared in changes.items() if self._prepare(path, declared)}
        self._declared = {p: c for p, c in changes.items() if p in own or self._pulls(p, c)}
        for declared in self._declared.values():
            for other in declared.along:
                self._prepare(other, None)
        self.moves: dict[str, Term] = {p: variable(f"remede/{p}") for p in self._moving()}
        self.constraints: list[Formula] = []
        self.given = {**self._numbers(), **self._lists()}
        chosen = {p for p in self._declared if p not in self.moves}
        self.stated = Stated(facts, frozenset(chosen))
        self.levers: dict[str, Lever] = {}

    def bound(self, encoding: Encoding) -> None:
        """Make the levers, over the variables of an encoding made with what this one gave it."""
        for path, declared in self._declared.items():
            if path in self.moves:
                change = self.moves[path]
                self._one_way(change, declared)
                self.levers[path] = Lever(path, declared, self.before(path), change == 0, change)
                continue
            value = encoding.symbols.facts[path]
            lever = self._chosen(path, declared, value)
            if lever is not None:
                self.levers[path] = lever
            else:
                self.constraints.append(pinned(value, self._facts[path]))

    def before(self, path: str) -> Any:
        """Return what a fact, or a sum, is worth in the dossier."""
        found = self._counted.get(path)
        return self._facts[path] if found is None else found.group.total

    def sum_of(self, path: str) -> Sum | None:
        """Return the lines that a sum counts; None: it is no sum, or it is unknown."""
        return self._counted.get(path)

    def sums(self, rows: str) -> list[tuple[str, Sum]]:
        """Return the sums of a list that may change, in the order in which their changes fall."""
        return [(path, found) for path, found in self._counted.items() if found.rows == rows]

    def total(self, path: str, moves: Mapping[str, Any]) -> Any:
        """Return by how much a number changes, given by how much each lever does."""
        along = [moves[p] for p, c in self._declared.items() if p in moves and path in c.along]
        return terms.total([*([moves[path]] if path in moves else []), *along])

    def moved(self, path: str, moves: Mapping[str, Any]) -> Any:
        """Return what a plain number comes to; one that only follows never falls below zero."""
        found = self._facts[path] + self.total(path, moves)
        follows = path not in self.moves and not vocabulary()[path].signed
        return greatest(found, 0) if follows else found

    # -- which ----------------------------------------------------------------------------

    def _pulls(self, path: str, declared: Change) -> bool:
        """Whether a known number that no rule reads is followed by one that is read."""
        return self._facts.get(path) is not None and any(
            self._prepare(other, None) for other in declared.along
        )

    def _prepare(self, path: str, change: Change | None) -> bool:
        total = self._sums.get(path)
        if total is None:
            return path in self._read.facts and self._facts.get(path) is not None
        if path in self._counted:
            return True
        rows = total.rows.path
        if self._facts.get(rows) is None or total.column not in self._read.columns.get(rows, ()):
            return False
        lines = self.rows.setdefault(rows, [dict(row) for row in self._facts[rows]])
        ranks = counted(total, self._facts[rows], self._facts, self._figures)
        if ranks is None:
            return False
        fresh = None
        if not ranks and change is not None and change.line is not None:
            fresh = len(lines)
            lines.append(_blank(rows, change.line, total.column))
        if not ranks and fresh is None:
            return False
        amount = sum(self._facts[rows][rank][total.column] for rank in ranks)
        self._counted[path] = Sum(rows, total.column, Group(tuple(ranks), fresh, amount))
        return True

    def _moving(self) -> Iterator[str]:
        kinds = vocabulary()
        for path in self._declared:
            if path in self._counted or kinds[path].kind == "number":
                yield path

    # -- what the encoding is given -----------------------------------------------------------

    def _numbers(self) -> dict[str, Number]:
        """Return the plain numbers that move, each within what a dossier may say."""
        wanted = [*self.moves, *(o for p in self.moves for o in self._declared[p].along)]
        found = {}
        for path in dict.fromkeys(wanted):
            if path in self._sums or self._facts.get(path) is None:
                continue
            kind = vocabulary()[path]
            term = self.moved(path, self.moves)
            found[path] = Number(known=True, term=term)
            self.constraints += in_range(term, kind)
        return found

    def _lists(self) -> dict[str, Lines]:
        """Return the lists of which a sum moves, the amounts of their lines moved."""
        found = {}
        for path, rows in self.rows.items():
            columns = self._columns(path, self.moves)
            read = self._read.columns.get(path, frozenset())
            own, fields = len(self._facts[path]), vocabulary()[path].fields
            lines = []
            for rank, row in enumerate(rows):
                cells = {
                    n: constant(fields[n], row[n]) for n in fields if n in read or n == "annee"
                }
                for column, amounts in columns.items():
                    if row[column] is not None:
                        cells[column] = Number(known=True, term=amounts[rank])
                        self.constraints += in_range(amounts[rank], fields[column])
                there = True if rank < own else any_of(a[rank] > 0 for a in columns.values())
                lines.append(Line(there, cells))
            found[path] = Lines(known=True, lines=tuple(lines))
            for column, sums in _by_column(self.sums(path)):
                shifts = self._shifts(path, column, self.moves)
                self.constraints += within(
                    self._gathered(path, column),
                    [(g, t) for (name, _), (g, t) in zip(sums, shifts, strict=True)
                     if name in self.moves],
                )  # fmt: skip
        return found

    def amounts(self, rows: str, moves: Mapping[str, int]) -> dict[str, list[int]]:
        """Return the amounts of each column that moves, given by how much each lever does."""
        found = {}
        for column, gathered in self._columns(rows, moves).items():
            amounts = [row[column] or 0 for row in self.rows[rows]]
            for kind in self._kinds(rows, column):
                amounts = kind.spread(amounts, gathered)
            found[column] = amounts
        for path, one in self._counted.items():
            if one.rows == rows and one.group.fresh is not None:
                found[one.column][one.group.fresh] = self.total(path, moves)
        return found

    def _columns(self, rows: str, moves: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Return the amounts of each column that moves, lines of a kind held by the first."""
        return {
            column: moved(self._gathered(rows, column), self._shifts(rows, column, moves))
            for column, _ in _by_column(self.sums(rows))
        }

    def _shifts(self, rows: str, column: str, moves: Mapping[str, Any]) -> list[tuple[Group, Any]]:
        """Return by how much each sum changes, over the lines that stand for a kind."""
        amounts = self._gathered(rows, column)
        firsts = [kind.first for kind in self._kinds(rows, column)]
        found = []
        for name, one in self.sums(rows):
            if one.column == column:
                ranks = sorted(set(firsts) & set(one.group.ranks), key=lambda r: (-amounts[r], r))
                found.append((one.group._replace(ranks=tuple(ranks)), self.total(name, moves)))
        return found

    def _gathered(self, rows: str, column: str) -> list[int]:
        amounts = [row[column] or 0 for row in self.rows[rows]]
        for kind in self._kinds(rows, column):
            amounts = kind.gathered(amounts)
        return amounts

    def _kinds(self, rows: str, column: str) -> list[Kind]:
        """Return the lines that some sum counts, those that rules cannot tell apart together."""
        if (rows, column) not in self._alike:
            sums = [one for _, one in self.sums(rows) if one.column == column]
            wheres = [self._sums[name].where for name, _ in self.sums(rows)]
            tested = self._read.tested.get(rows, frozenset()).union(*map(columns_in, wheres))
            told = sorted((self._read.columns.get(rows, frozenset()) | tested) - {column})
            likeness: dict[int, Hashable] = {}
            for rank in {rank for one in sums for rank in one.group.ranks}:
                row = self.rows[rows][rank]
                counts = tuple(rank in one.group.ranks for one in sums)
                apart = rank if column in tested else None
                likeness[rank] = (apart, counts, *(row[name] for name in told))
            amounts = [row[column] or 0 for row in self.rows[rows]]
            self._alike[rows, column] = kinds_of(amounts, likeness)
        return self._alike[rows, column]

    def _one_way(self, change: Term, declared: Change) -> None:
        if declared.rise is None:
            self.constraints.append(change <= 0)
        if declared.fall is None:
            self.constraints.append(change >= 0)

    def _chosen(self, path: str, declared: Change, value: Any) -> Lever | None:
        before = self._facts[path]
        if isinstance(value, Day):
            change = ordinal(value) - ordinal(terms.day_of(before))
            self.constraints.append(value.known)
            self._one_way(change, declared)
            return Lever(path, declared, before, pinned(value, before), change, value)
        if isinstance(value, Held):
            added = {one: held for one, held in value.values.items() if one not in before}
            left = [one for one in added if one not in declared.to]
            self.constraints += [value.known, *(terms.no(added[one]) for one in left)]
            held = all_of(terms.no(one) for one in added.values())
            return (
                Lever(path, declared, before, held, None, value) if len(left) < len(added) else None
            )
        held = pinned(value, before)
        others = [pinned(value, one) for one in declared.to if one != before]
        self.constraints.append(any_of((held, *others)))
        return Lever(path, declared, before, held, None, value) if others else None


def counted_total(
    total: Aggregate, facts: Mapping[str, Any], figures: Mapping[str, Any]
) -> int | None:
    """Return what a sum is worth in a dossier; None where it is unknown."""
    rows = facts.get(total.rows.path)
    if rows is None:
        return None
    ranks = counted(total, rows, facts, figures)
    return None if ranks is None else sum(rows[rank][total.column] for rank in ranks)


def _by_column(sums: list[tuple[str, Sum]]) -> Iterator[tuple[str, list[tuple[str, Sum]]]]:
    for column in dict.fromkeys(one.column for _, one in sums):
        yield column, [(name, one) for name, one in sums if one.column == column]


def _blank(rows: str, cells: Mapping[str, Any], column: str) -> dict[str, Any]:
    """Return a line with these cells and nothing in its amount: it is there once it has some."""
    fields = vocabulary()[rows].fields
    absent = {name: False if name == "fonds_vert" else None for name in fields}
    return {**absent, **cells, column: 0}


def in_range(term: Term, kind: FactType) -> list[Formula]:
    """Return what a dossier asks of a number."""
    top = MAX_NUMBER * 10**kind.scale
    if kind.scale == MILLIONTHS:
        top = min(top, 10**SIGNIFICANT_DIGITS)
    return [term <= top, term >= (-top if kind.signed else 0)]
