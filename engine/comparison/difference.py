"""What two editions differ by: changes of status, each with a dossier and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from ..errors import Where
from ..rulebook.model import Citation, Edition
from ..values import FactType

if TYPE_CHECKING:
    from ..measure import Measure
    from ..proof.both import Witness

ABSENT: Final = "absent"
"""The standing of a criterion that an edition does not have."""

TELLING: Final = ("non_satisfait", "satisfait", "a_apprecier", "indetermine", "sans_objet")
"""Statuses, those that tell the most first."""

Kind = Literal["parametre", "critere", "fait", "table", "liste"]


class Side(NamedTuple):
    """An edition of a rule book, and how people tell it from the other."""

    measure: Measure
    edition: Edition
    label: str


class Value(NamedTuple):
    """What a figure or a condition is on one side, and where it stands."""

    shown: object
    where: Where
    type: FactType | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """A part of the rules that is not the same on both sides; None where a side lacks it.

    ``part`` tells of a criterion which part it is: ``si``, ``exige``, ``sinon``, ``niveau``.
    """

    kind: Kind
    name: str
    before: Value | None = None
    after: Value | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """A change of status, or of verdict, and the least dossier that shows it.

    ``dates`` says that it comes of the day alone: on one same day both sides say the same.
    ``causes`` are, for a verdict, the criteria that make it another.
    """

    before: str
    after: str
    witness: Witness
    dates: bool = False
    causes: tuple[str, ...] = ()


class Resting(NamedTuple):
    """Where a criterion stands on one side, and the texts it rests on."""

    where: Where
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A criterion on which some dossier has two statuses.

    ``follows`` names the criteria of whose change this one is the mere consequence.
    """

    criterion: str
    shifts: tuple[Shift, ...]
    causes: tuple[Cause, ...]
    resting: tuple[Resting | None, Resting | None]
    follows: tuple[str, ...] = ()

    @property
    def dates(self) -> bool:
        """Whether it comes of the day alone."""
        return all(shift.dates for shift in self.shifts)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that two editions differ by, within lists of at most ``lines`` lines.

    ``same`` are the criteria that no dossier tells apart, of which ``rewritten`` those that are
    not written the same; ``worded`` those whose words alone change; ``idle`` the figures that
    change without effect on any status. ``listed`` are the criteria that may differ once a list of
    the user's is loaded: they are not among ``same``.
    """

    sides: tuple[Side, Side]
    differences: tuple[Difference, ...]
    verdicts: tuple[Shift, ...]
    same: tuple[str, ...]
    rewritten: tuple[tuple[str, tuple[Cause, ...]], ...]
    worded: tuple[str, ...]
    idle: tuple[Cause, ...]
    listed: tuple[str, ...]
    lines: int

    @property
    def alike(self) -> bool:
        """Whether no dossier tells the two editions apart: neither a status nor the verdict."""
        return not (self.differences or self.verdicts or self.listed)

    @property
    def total(self) -> int:
        """How many criteria there are on either side."""
        return len(self.differences) + len(self.same) + len(self.listed)

    @property
    def windows_differ(self) -> bool:
        """Whether the periods of deposit are not the same."""
        one, two = (side.edition for side in self.sides)
        return (one.start, one.end) != (two.start, two.end)
