"""What a rule book is, once loaded and checked: plain immutable data, in the file's order.

Policy staff's words keep their French names in the YAML; here they carry the field's English
ones. Nothing below knows this measure. Named tuples, because forty records are then defined in
3 ms rather than 25, which a cold start of the command line can tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ..errors import Where
from ..frozen import FrozenDict
from ..messages import Lang
from ..values import FactType
from .change import Change
from .expression import Expr, Or

Level = Literal["lu", "secondaire", "a_verifier"]
VerdictId = Literal["eligible", "ineligible", "a_completer", "a_apprecier"]
Status = Literal["satisfait", "non_satisfait", "indetermine", "a_apprecier", "sans_objet"]

if TYPE_CHECKING:
    from .grid import Grid
    from .supposed import Supposed

NOTHING: Mapping[str, Any] = FrozenDict()


class Slot(NamedTuple):
    """A place in a text where a fact or a parameter is written."""

    path: str
    type: FactType


class Text(NamedTuple):
    """A text in both languages, as literal pieces and slots."""

    fr: tuple[str | Slot, ...] = ()
    en: tuple[str | Slot, ...] = ()

    def pieces(self, lang: Lang) -> tuple[str | Slot, ...]:
        """Return the pieces in ``lang``."""
        return self.fr if lang == "fr" else self.en

    def plain(self, lang: Lang) -> str:
        """Return the text with its slots as ``{path}``: for titles, which have none."""
        return "".join(p if isinstance(p, str) else f"{{{p.path}}}" for p in self.pieces(lang))


NO_TEXT = Text()


class Motive(NamedTuple):
    """A text and the condition under which it is true."""

    text: Text
    condition: Expr | None = None


class Source(NamedTuple):
    """A document the rules rest on."""

    key: str
    title: Text
    level: Level
    verified: date
    published: date | None = None
    url: str = ""
    note: Text = NO_TEXT
    where: Where = Where()


class Citation(NamedTuple):
    """Where in a source a rule or a figure was found, how surely, and when that was checked."""

    key: str
    section: str
    level: Level
    verified: date
    editions: tuple[str, ...] = ()


class Period(NamedTuple):
    """The value of a parameter from ``start`` to ``end`` (None: still valid), both included."""

    start: date
    end: date | None
    value: object
    citation: Citation

    def covers(self, day: date) -> bool:
        """Whether the value is valid on ``day``."""
        return self.start <= day and (self.end is None or day <= self.end)


class ParameterDef(NamedTuple):
    """A dated figure or list."""

    id: str
    label: Text
    type: FactType
    periods: tuple[Period, ...]
    where: Where

    def on(self, day: date) -> Period | None:
        """Return the period that covers ``day``."""
        return next((period for period in self.periods if period.covers(day)), None)


class Edition(NamedTuple):
    """A version of the measure's criteria and its window of deposit, both days included."""

    id: str
    title: Text
    start: date
    end: date
    citation: Citation
    notes: Text
    where: Where
    base: str = ""
    decided_by: str = ""
    decided_on: date | None = None
    parameters: Mapping[str, Period] = NOTHING
    criteria: tuple[Criterion, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether a dossier received on ``day`` falls in the window."""
        return self.start <= day <= self.end


class Derived(NamedTuple):
    """A fact computed from others: a formula, or the one of ``cases`` that holds.

    The cases come from a decision table: their conditions exclude one another. ``lines`` are the
    conditions of its lines, in order.
    """

    path: str
    label: Text
    type: FactType
    where: Where
    formula: Expr | None = None
    applies: Expr | None = None
    cases: tuple[tuple[Expr, str], ...] = ()
    lines: tuple[Expr, ...] = ()

    @property
    def parts(self) -> tuple[Expr, ...]:
        """Every expression of it."""
        found = (self.formula, self.applies, *(condition for condition, _ in self.cases))
        return tuple(part for part in found if part is not None)


class Outcome(NamedTuple):
    """What becomes of a criterion whose requirement is false, if ``condition`` holds.

    ``awaits`` lists the dossier paths to ask for when the status is ``indetermine``.
    """

    condition: Expr | None
    status: Status
    awaits: tuple[str, ...] = ()
    motives: tuple[Motive, ...] = ()


class Criterion(NamedTuple):
    """One criterion: when it applies, what it requires, what it says, what it rests on.

    ``judged`` says that only a person can settle it: ``requires`` is then None. ``outcomes`` are
    tried in order when the requirement is false; the last one has no condition.
    """

    id: str
    theme: str
    title: Text
    where: Where
    judged: bool
    applies: Expr | None
    requires: Expr | None
    outcomes: tuple[Outcome, ...]
    motives: Mapping[Status, tuple[Motive, ...]]
    citations: tuple[Citation, ...]
    editions: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    warnings: tuple[Motive, ...] = ()
    note: Text = NO_TEXT
    source_text: Mapping[str, str] = NOTHING

    def in_edition(self, edition: str) -> bool:
        """Whether the edition has this criterion."""
        return not self.editions or edition in self.editions


HitPolicy = Literal["unique", "first", "collect"]


class Column(NamedTuple):
    """An input of a decision table: what the cells of its column test.

    ``refusal`` says why a line whose cell is false does not hold; ``doubt``, what a person must
    judge where the cell leaves it open; ``unknown``, why it cannot be told, where nobody is to ask.
    """

    id: str
    label: Text
    expr: Expr
    refusal: tuple[Motive, ...] = ()
    doubt: tuple[Motive, ...] = ()
    unknown: tuple[Motive, ...] = ()


DATE_COLUMN = "date"
"""The column of a line's own validity, which no table declares."""


class Cell(NamedTuple):
    """The test of a line on a column: what it admits, and what it leaves to a person.

    ``source`` and ``doubtful`` are both tests as they stand in the file.
    """

    column: str
    admits: Expr
    judges: Expr | None = None
    source: str = ""
    doubtful: str = ""

    @property
    def possible(self) -> Expr:
        """What the cell does not exclude."""
        return self.admits if self.judges is None else Or((self.admits, self.judges))


class Output(NamedTuple):
    """What a line of a collecting table gives: a condition, or a number.

    Its expression may name the outputs that come before it. ``parts`` names the amounts of which
    the number is the least, in order.
    """

    expr: Expr
    type: FactType
    parts: tuple[tuple[str, Expr], ...] = ()
    source: str = ""


class Line(NamedTuple):
    """A line of a decision table: it holds when every cell does.

    A collecting table gives its ``outputs`` and ``texts``; the others their ``value``. ``end`` is
    the last day of the text; ``tolerated``, of what was granted under it.
    """

    id: str
    title: Text
    where: Where
    cells: tuple[Cell, ...]
    value: str | bool | None = None
    outputs: Mapping[str, Output] = NOTHING
    texts: Mapping[str, tuple[Motive, ...]] = NOTHING
    citation: Citation | None = None
    start: date | None = None
    end: date | None = None
    tolerated: date | None = None
    note: Text = NO_TEXT


class Table(NamedTuple):
    """A decision table, its hit policy named as in DMN.

    ``unique`` and ``first`` give one fact, called as the table; ``collect`` gives the list of its
    lines, each with what it is worth for the dossier.
    """

    id: str
    title: Text
    policy: HitPolicy
    where: Where
    applies: Expr | None
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    outputs: Mapping[str, FactType] = NOTHING
    texts: Mapping[str, tuple[Motive, ...]] = NOTHING
    labels: Mapping[str, Text] = NOTHING


class Theme(NamedTuple):
    """A chapter of the rule book."""

    id: str
    title: Text


class Verdict(NamedTuple):
    """A verdict: the first whose condition over the counts of statuses holds is given."""

    id: str
    title: Text
    summary: Text
    condition: Expr | None
    where: Where = Where()


class Explained(NamedTuple):
    """Why something that the audit finds is meant: its name there, the rules, the reason."""

    finding: str
    rules: tuple[str, ...]
    reason: Text
    where: Where


class Delay(NamedTuple):
    """A legal delay in months from a date of the dossier."""

    id: str
    since: str
    months: int
    text: Text
    citation: Citation


class Reminder(NamedTuple):
    """A text shown at the end of a decision, where its condition holds."""

    text: Text
    condition: Expr | None
    citation: Citation | None


class FactLabel(NamedTuple):
    """How a fact is named in a sentence, what each of its values is called, whom to ask.

    ``cost`` is what it takes to obtain it: 1 where the person asked knows it.
    """

    label: Text
    ask: str = ""
    question: Text = NO_TEXT
    values: Mapping[str, Text] = NOTHING
    cost: int = 1


class RuleBook(NamedTuple):
    """The whole rule book. ``sha256`` identifies its files' content and what is ``supposed``."""

    id: str
    title: Text
    sha256: str
    sources: Mapping[str, Source]
    parameters: Mapping[str, ParameterDef]
    editions: Mapping[str, Edition]
    derived: tuple[Derived, ...]
    themes: tuple[Theme, ...]
    criteria: tuple[Criterion, ...]
    verdicts: tuple[Verdict, ...]
    delays: tuple[Delay, ...]
    reminders: tuple[Reminder, ...]
    labels: Mapping[str, FactLabel]
    contacts: Mapping[str, Text]
    territories: Mapping[str, object]
    facts: Mapping[str, FactType]
    returns: Mapping[str, str]
    outside: tuple[str, Text]
    freshness_months: int
    tables: Mapping[str, Table] = NOTHING
    roles: Mapping[str, str] = NOTHING
    grid: Grid | None = None
    explained: tuple[Explained, ...] = ()
    supposed: tuple[Supposed, ...] = ()
    changes: Mapping[str, Change] = NOTHING

    def table_for(self, role: str) -> Table | None:
        """Return the table that plays a role (``aide``, ``limites``, ``orientation``), if any."""
        return self.tables.get(self.roles.get(role, ""))

    @property
    def regimes(self) -> tuple[str, ...]:
        """The regimes that a dossier may ask for: the lines of the table of aid."""
        table = self.table_for("aide")
        return () if table is None else tuple(line.id for line in table.lines)

    def edition_on(self, day: date) -> Edition | None:
        """Return the edition whose window covers ``day``; derived ones are never chosen by date."""
        return next((e for e in self.editions.values() if not e.base and e.covers(day)), None)

    def root_of(self, edition: Edition) -> Edition:
        """Return the edition that a derived one adapts; itself when it is not derived."""
        while edition.base:
            edition = self.editions[edition.base]
        return edition

    def criteria_of(self, edition: Edition) -> tuple[Criterion, ...]:
        """Return the criteria of an edition, in the rule book's order, overrides in place."""
        root = self.root_of(edition)
        changed = {criterion.id: criterion for criterion in edition.criteria}
        return tuple(changed.get(c.id, c) for c in self.criteria if c.in_edition(root.id))
