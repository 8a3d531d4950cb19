"""A rule book in memory, of which one thing is changed: what, where, and the book that results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ..errors import Where
from ..rulebook.expression import Expr
from ..rulebook.model import RuleBook
from ..values import FactType
from .changes import Kind

Sort = Literal["critere", "fait", "table", "parametre", "edition", "verdict", "delai"]
"""What sort of thing of a rule book is changed."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value as a person writes it: of what type, and of which parameter if it is one's."""

    value: object
    kind: FactType
    path: str = ""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of a rule book. ``key`` names it among all, whatever else the book says.

    ``rule`` is what a person calls the thing changed, ``part`` the part of it (``exige``,
    ``sinon 1``, a column…), ``before`` and ``after`` what is changed and what it becomes (None:
    dropped), ``within`` the whole that it is a part of. ``days`` are the days that a changed date
    makes differ; ``editions`` where it may be seen. ``make`` gives the changed book.
    """

    key: str
    sort: Sort
    unit: str
    rule: str
    part: str
    where: Where
    kind: Kind
    before: Expr | Figure
    after: Expr | Figure | None
    within: Expr | Figure | None
    make: Callable[[RuleBook], RuleBook] = field(compare=False)
    days: tuple[date, ...] = ()
