"""The comparison of two editions: every question put to the solver, every witness replayed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

from ..audit.supposed import completed
from ..proof.both import Both, View, Witness, differ
from ..proof.encoding import LINES, windows
from ..proof.terms import Formula, all_of, no
from ..simulation.account import DECIDING, SEVERITY
from ..simulation.account import causes as verdict_causes
from . import reading
from .difference import ABSENT, TELLING, Cause, Comparison, Difference, Shift, Side
from .reading import Reading

if TYPE_CHECKING:
    from ..measure import Measure


def compare(one: Side, two: Side, *, lines: int = LINES) -> Comparison:
    """Return all that two editions differ by, over every dossier whose lists are short enough.

    Raises :class:`InferenceError` when the solver gives up, or when a witness is not what the
    engines say: a defect of the tool.
    """
    return _Comparing(one, two, lines).comparison()


class _Comparing:
    def __init__(self, one: Side, two: Side, lines: int) -> None:
        self.sides, self.lines = (one, two), lines
        self.pairs: list[Both] = []
        self.readings: list[tuple[Reading, Reading]] = []
        for both in self._pairs((one.measure, two.measure)):
            self.pairs.append(both)
            first, second = (
                Reading(side, view.measure.program(view.edition, view.window.start))
                for side, view in zip(self.sides, both.views, strict=True)
            )
            self.readings.append((first, second))
        self.criteria = self._criteria()

    def _pairs(self, measures: tuple[Measure, Measure]) -> Iterator[Both]:
        """Yield the two sides, on days when the figures of each are the same."""
        of_sides = [
            [View(measure, side.edition, window) for window in windows(measure, side.edition)]
            for side, measure in zip(self.sides, measures, strict=True)
        ]
        for mine, other in product(*of_sides):
            both = Both(mine, other, lines=self.lines)
            if both.possible():
                yield both

    def comparison(self) -> Comparison:
        """Return what differs, and what is proved not to."""
        changed = [name for name in self.criteria if self._changes(name)]
        differences = tuple(self._difference(name, changed) for name in changed)
        listed = tuple(self._listed([name for name in self.criteria if name not in changed]))
        apart = {*changed, *listed}
        same = tuple(name for name in self.criteria if name not in apart)
        written = ((name, tuple(self._causes(name))) for name in same)
        rewritten = tuple((name, found) for name, found in written if found)
        used = {cause.name for item in differences for cause in item.causes}
        idle = (c for one, two in self.readings for c in reading.figures(one, two))
        return Comparison(
            sides=self.sides,
            differences=differences,
            verdicts=tuple(self._verdicts(changed)),
            same=same,
            rewritten=rewritten,
            worded=tuple(self._worded(same)),
            idle=tuple(cause for cause in dict.fromkeys(idle) if cause.name not in used),
            listed=listed,
            lines=self.lines,
        )

    def _criteria(self) -> list[str]:
        """Return the criteria of either side in the order of the rules, the second's in place."""
        one, two = (list(found.criteria) for found in self.readings[0])
        if self.sides[0].measure is self.sides[1].measure:
            whole = [item.id for item in self.sides[0].measure.book.criteria]
            return [name for name in whole if name in one or name in two]
        found = list(one)
        for rank, name in enumerate(two):
            if name not in found:
                before = found.index(two[rank - 1]) + 1 if rank else 0
                found.insert(before, name)
        return found

    # -- criteria -------------------------------------------------------------------------------

    def _changes(self, criterion: str) -> bool:
        return any(both.possible(self._differs(both, criterion)) for both in self.pairs)

    @staticmethod
    def _differs(both: Both, criterion: str) -> Formula:
        return differ(*(_standing(both, criterion)))

    def _difference(self, criterion: str, changed: Iterable[str]) -> Difference:
        one, two = self.readings[0]
        return Difference(
            criterion,
            tuple(self._shifts(criterion)),
            tuple(self._causes(criterion)),
            (one.resting(criterion), two.resting(criterion)),
            self._follows(criterion, changed),
        )

    def _shifts(self, criterion: str) -> Iterator[Shift]:
        standings = [_standing(both, criterion) for both in self.pairs]
        befores, afters = ([*TELLING, ABSENT] for _ in range(2))
        found = []
        for before, after in product(befores, afters):
            shift = before != after and self._shift(before, after, standings)
            if shift:
                found.append(shift)
        # Of a criterion that one side lacks, what bears on the verdict is enough.
        bearing = [shift for shift in found if _bears(shift)]
        yield from bearing or found

    def _shift(self, before: str, after: str, standings: list[Any]) -> Shift | None:
        for both, (one, two) in zip(self.pairs, standings, strict=True):
            formulas = (one.get(before, False), two.get(after, False))
            witness = both.find(*formulas)
            if witness is not None:
                return Shift(before, after, witness, self._dates(before, after, standings))
        return None

    def _dates(self, before: str, after: str, standings: list[Any]) -> bool:
        """Whether no dossier shows it when both sides take it on one same day."""
        return not any(
            both.possible(one.get(before, False), two.get(after, False), same_day=True)
            for both, (one, two) in zip(self.pairs, standings, strict=True)
        )

    def _listed(self, same: list[str]) -> list[str]:
        """Return the criteria that would differ if the lists of the user's were loaded."""
        one, two = (side.measure for side in self.sides)
        read = {path for both in self.pairs for path in both.one.vocabulary.facts}
        mine = completed(one, read) or one
        other = mine if one is two else completed(two, read) or two
        if mine is one and other is two:
            return []
        pairs = list(self._pairs((mine, other)))
        return [
            name for name in same if any(both.possible(self._differs(both, name)) for both in pairs)
        ]

    def _follows(self, criterion: str, changed: Iterable[str]) -> tuple[str, ...]:
        """Return the changed criteria that it reads, if without them it would not change."""
        read = {
            name for pair in self.readings for r in pair for name in r.reads(criterion).criteria
        }
        others = [name for name in changed if name in read]
        if not others:
            return ()
        for both in self.pairs:
            alike = [no(self._differs(both, name)) for name in others]
            if both.possible(self._differs(both, criterion), all_of(alike)):
                return ()
        return tuple(others)

    def _causes(self, criterion: str) -> list[Cause]:
        found = (c for one, two in self.readings for c in reading.causes(one, two, criterion))
        return list(dict.fromkeys(found))

    def _worded(self, same: Iterable[str]) -> Iterator[str]:
        one, two = (found.criteria for found in self.readings[0])
        for name in same:
            if reading.worded(one[name], two[name]):
                yield name

    # -- verdicts -------------------------------------------------------------------------------

    def _verdicts(self, changed: list[str]) -> Iterator[Shift]:
        one, two = (list(side.verdict()) for side in (self.pairs[0].one, self.pairs[0].two))
        # The worst losses first, then the rest in the order of the rules.
        pairs = sorted(((v, w) for v in one for w in two if v != w), key=_gravity)
        for before, after in pairs:
            for both in self.pairs:
                asked = (
                    both.one.verdict().get(before, False),
                    both.two.verdict().get(after, False),
                )
                plain = all_of(
                    no(opinion.known)
                    for name, opinion in both.symbols.opinions.items()
                    if name in changed
                )
                witness = both.find(*asked, plain) or both.find(*asked)
                if witness is not None:
                    yield Shift(before, after, witness, causes=_made_by(before, after, witness))
                    break


def _standing(both: Both, criterion: str) -> tuple[Mapping[str, Formula], Mapping[str, Formula]]:
    """Return when a criterion has each status on both sides, opinions aside."""
    one, two = (
        dict(side.computed(criterion)) if criterion in side.criteria else {ABSENT: True}
        for side in (both.one, both.two)
    )
    return one, two  # type: ignore[return-value]


def _bears(shift: Shift) -> bool:
    standings = {shift.before, shift.after}
    return ABSENT not in standings or bool(standings & set(DECIDING.values()))


def _gravity(pair: tuple[str, str]) -> tuple[int, int]:
    ranks = {name: rank for rank, name in enumerate(SEVERITY)}
    before, after = (ranks.get(name, len(ranks)) for name in pair)
    return (before, -after)


def _made_by(before: str, after: str, witness: Witness) -> tuple[str, ...]:
    """Return the criteria that make the verdict another, in the order of the first side."""
    one, two = (seen.statuses for seen in witness.seen)
    names = dict.fromkeys((*one, *two))
    if not {before, after} <= set(SEVERITY):
        return tuple(name for name in names if one.get(name) != two.get(name))
    told = [(name, one.get(name), two.get(name)) for name in names]
    return verdict_causes(before, after, told)
