"""Reproducible draws by columns: the same seed gives the same dossier, wherever it is drawn.

Each quantity drawn has a stream of its own, a PCG64 seeded by the seed and the name of the
quantity, of which row *i* takes the *i*-th number. Hence a dossier depends on its rank alone, not
on how many are drawn nor by which chunks, and a new quantity leaves the others as they were.

Only the raw stream of PCG64 is used, which NumPy guarantees, and whole numbers from there on: no
distribution of a library, no logarithm of a processor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

BITS: Final = 32
SIDES: Final = 1 << BITS
"""A draw is one of this many sides, all as likely."""
CELLS: Final = 1 << 10
"""Cells of a table of quantiles, as likely as each other."""
RATIO: Final = 4
"""Decimal places of a ratio."""
_INSIDE: Final = SIDES // CELLS


@dataclass(frozen=True, slots=True)
class Choice:
    """One value among ``labels``. Row *g* of ``steps`` holds the bounds for case *g*."""

    labels: tuple[str, ...]
    steps: Ints
    cases: tuple[str, ...] = ("",)

    @classmethod
    def among(cls, cases: Mapping[str, Mapping[str, Decimal | int]]) -> Choice:
        """Build from the weights of each value, in each case; a value not named weighs nothing.

        ValueError when the weights of a case come to nothing.
        """
        labels = tuple(dict.fromkeys(label for weights in cases.values() for label in weights))
        steps = [bounds([weights.get(label, 0) for label in labels]) for weights in cases.values()]
        return cls(labels, np.array(steps, dtype=np.int64), tuple(cases))

    def numbers(self) -> Ints:
        """Return the values as whole numbers, by rank."""
        return np.array([int(label) for label in self.labels], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Levels:
    """A whole number given by its quantiles; row *g* of ``table`` is that of case *g*."""

    table: Ints
    cases: tuple[str, ...] = ("",)


def bounds(weights: Sequence[Decimal | int]) -> list[int]:
    """Return below which side each value but the last is drawn.

    >>> [bound / SIDES for bound in bounds([1, 2, 1])]
    [0.25, 0.75]
    """
    exact = [Fraction(weight) for weight in weights]
    total = sum(exact)
    if total <= 0 or min(exact) < 0:
        raise ValueError(f"weights that come to nothing: {weights}")
    return [int(sum(exact[: rank + 1]) * SIDES / total) for rank in range(len(exact) - 1)]


def side(percent: Decimal | int) -> int:
    """Return below which side something that happens so often happens."""
    return int(Fraction(percent) * SIDES / 100)


class Draws:
    """The draws of rows ``start`` to ``start + size`` under a seed."""

    def __init__(self, seed: int, start: int, size: int) -> None:
        self.seed, self.start, self.size = seed, start, size

    def sides(self, name: str) -> Ints:
        """Return a draw a row, from 0 to ``SIDES`` excluded, of the stream ``name``."""
        key = int.from_bytes(sha256(name.encode()).digest()[:16], "big")
        stream = np.random.PCG64(np.random.SeedSequence([self.seed, key]))
        stream.advance(self.start)
        raw: NDArray[np.uint64] = stream.random_raw(self.size)
        return (raw >> np.uint64(64 - BITS)).astype(np.int64)

    def happens(self, name: str, bound: int | Ints) -> Bools:
        """Tell, a row, whether the draw is below ``bound`` (see :func:`side`)."""
        return self.sides(name) < bound

    def pick(self, name: str, choice: Choice, case: Ints | None = None) -> Ints:
        """Return the rank of a value a row, its case being ``case``."""
        return picked(self.sides(name), choice, case)

    def level(self, name: str, levels: Levels, case: Ints | None = None) -> Ints:
        """Return a number a row, between two quantiles in proportion."""
        drawn = self.sides(name)
        low, first = drawn // _INSIDE, 0 if case is None else case
        under, over = levels.table[first, low], levels.table[first, low + 1]
        between: Ints = under + (over - under) * (drawn % _INSIDE) // _INSIDE
        return between

    def times(self, name: str, values: Ints, ratio: Levels) -> Ints:
        """Return ``values`` by a ratio drawn a row, counted in ``10**-RATIO``."""
        product: Ints = values * self.level(name, ratio) // 10**RATIO
        return product

    def below(self, name: str, count: int | Ints) -> Ints:
        """Return a whole number a row, from 0 to ``count`` excluded, all as likely."""
        drawn: Ints = self.sides(name) * count >> BITS
        return drawn

    def leaning(self, name: str, common: Ints, bound: int) -> Ints:
        """Return draws that are ``common``'s as often as ``bound`` says, else their own."""
        own = self.sides(name)
        return np.where(self.happens(f"{name} commun", bound), common, own)


def picked(drawn: Ints, choice: Choice, case: Ints | None = None) -> Ints:
    """Return the rank of the value that each draw comes to."""
    if case is None:
        return np.searchsorted(choice.steps[0], drawn, side="right").astype(np.int64)
    ranks = np.zeros(drawn.shape, dtype=np.int64)
    for column in choice.steps.T:
        ranks += drawn >= column[case]
    return ranks


def rounded(values: Ints, unit: int | Ints) -> Ints:
    """Return ``values`` to the nearest multiple of ``unit``."""
    result: Ints = (values + unit // 2) // unit * unit
    return result


def ranks(labels: Sequence[str], among: Sequence[str]) -> Ints:
    """Return, for each label by rank, its rank in ``among``."""
    return np.array([among.index(label) for label in labels], dtype=np.int64)
