"""A rule book bound to one edition: figures in place, ready for any evaluator.

What every evaluator must give back is fixed here, so that they can be compared status by
status: for each criterion a :class:`Result`, and each derived fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, Protocol

from ..rulebook.awaited import Among, Definitions
from ..rulebook.expression import TRUE, Expr, Holds, bind, conjunction, walk
from ..rulebook.model import (
    Citation,
    Criterion,
    Derived,
    Edition,
    Motive,
    Outcome,
    ParameterDef,
    Period,
    RuleBook,
    Verdict,
)
from .results import Result
from .tables import BoundTable, bind_tables


@dataclass(frozen=True, slots=True)
class Bound:
    """A criterion with the edition's figures: ``applies`` is true when it has no condition."""

    criterion: Criterion
    applies: Expr
    requires: Expr | None
    outcomes: tuple[Outcome, ...]
    citation: Citation

    def result(self, index: int) -> Result:
        """Return the result when the requirement is false and outcome ``index`` holds."""
        return Result(self.outcomes[index].status, index)


@dataclass(frozen=True, slots=True)
class Program:
    """The rules of one edition, parameters replaced by the figures of a day."""

    book: RuleBook
    edition: Edition
    figures: Mapping[str, Any]
    periods: Mapping[str, Period]
    derived: tuple[Derived, ...]
    criteria: tuple[Bound, ...]
    verdicts: tuple[Verdict, ...]
    definitions: Definitions = field(default_factory=dict)
    tables: Mapping[str, BoundTable] = field(default_factory=dict)

    @property
    def first_tables(self) -> tuple[BoundTable, ...]:
        """The tables that criteria may read."""
        later = {self.book.roles.get(role) for role in LATER}
        return tuple(t for name, t in self.tables.items() if name not in later)


LATER = ("limites", "orientation")
"""The roles of the tables that are read once the verdict is given."""


class Findings(NamedTuple):
    """What an evaluator infers: the computed status of every criterion, opinions aside.

    ``lines`` holds the status of each line of the tables that criteria may read, by table.
    """

    results: Mapping[str, Result]
    facts: Mapping[str, Any]
    lines: Mapping[str, Mapping[str, Result]] = {}


class Evaluator(Protocol):
    """One way to run a program. All must agree on every dossier."""

    @property
    def name(self) -> str:
        """The name and version shown in a decision."""

    def infer(self, facts: dict[str, Any]) -> Findings:
        """Derive facts, adding them to ``facts``, then the status of every criterion."""

    def verdict(self, counts: Mapping[str, int]) -> str:
        """Return the verdict for the counts of statuses."""

    def lines(self, table: str, facts: Mapping[str, Any]) -> Mapping[str, Result]:
        """Return the status of each line of a table, by the line's id."""


def period_for(parameter: ParameterDef, edition: Edition, day: date) -> Period | None:
    """Return the period of a parameter for a dossier of ``day`` in ``edition``.

    A forced edition keeps its own figures: the day is brought into its window first.
    """
    return parameter.on(min(max(day, edition.start), edition.end))


def bind_program(book: RuleBook, edition: Edition, day: date) -> Program:
    """Bind the rule book to an edition, with the figures valid on ``day``."""
    periods: dict[str, Period] = {}
    for name, parameter in book.parameters.items():
        period = edition.parameters.get(name) or period_for(parameter, edition, day)
        if period is not None:
            periods[name] = period
    figures: dict[str, Any] = {f"parametres.{name}": p.value for name, p in periods.items()}
    figures |= {"edition.debut": edition.start, "edition.fin": edition.end}
    derived = tuple(_bound_derived(item, figures) for item in book.derived)
    criteria = tuple(
        bind_criterion(item, edition, figures, book) for item in book.criteria_of(edition)
    )
    definitions = _definitions(derived)
    return Program(
        book=book,
        edition=edition,
        figures=figures,
        periods=periods,
        derived=derived,
        criteria=criteria,
        verdicts=book.verdicts,
        definitions=definitions,
        tables=bind_tables(book.tables.values(), figures, derived, definitions),
    )


def _definitions(derived: Iterable[Derived]) -> dict[str, Expr | Among]:
    """Return what each derived fact is made of: a formula, or the lines that choose it."""
    found: dict[str, Expr | Among] = {}
    for item in derived:
        if item.formula is not None:
            found[item.path] = item.formula
        else:
            applies = item.applies or TRUE
            found[item.path] = Among(tuple(conjunction(applies, line) for line in item.lines))
    return found


def _optional(expr: Expr | None, figures: Mapping[str, Any]) -> Expr | None:
    return None if expr is None else bind(expr, figures)


def _bound_derived(item: Derived, figures: Mapping[str, Any]) -> Derived:
    return item._replace(
        formula=_optional(item.formula, figures),
        applies=_optional(item.applies, figures),
        cases=tuple((bind(condition, figures), value) for condition, value in item.cases),
        lines=tuple(bind(line, figures) for line in item.lines),
    )


def bind_criterion(
    item: Criterion, edition: Edition, figures: Mapping[str, Any], book: RuleBook
) -> Bound:
    """Return a criterion with the figures of an edition."""
    root = book.root_of(edition)
    citation = next(c for c in item.citations if not c.editions or root.id in c.editions)
    outcomes = tuple(
        outcome._replace(
            condition=_optional(outcome.condition, figures),
            # A rule that nobody has checked against its text never refuses by itself.
            status="a_apprecier"
            if citation.level == "a_verifier" and outcome.status == "non_satisfait"
            else outcome.status,
            motives=_bound_motives(outcome.motives, figures),
        )
        for outcome in item.outcomes
    )
    criterion = item._replace(
        motives={s: _bound_motives(motives, figures) for s, motives in item.motives.items()},
        warnings=_bound_motives(item.warnings, figures),
    )
    return Bound(
        criterion,
        TRUE if item.applies is None else bind(item.applies, figures),
        _optional(item.requires, figures),
        outcomes,
        citation,
    )


def _bound_motives(motives: tuple[Motive, ...], figures: Mapping[str, Any]) -> tuple[Motive, ...]:
    return tuple(m._replace(condition=_optional(m.condition, figures)) for m in motives)


def strata(program: Program) -> tuple[tuple[Bound, ...], ...]:
    """Return the criteria in layers: each reads only the status of criteria in earlier ones."""
    level: dict[str, int] = {}
    waiting = list(program.criteria)
    while waiting:
        for bound in list(waiting):
            needs = [name for name in criteria_read(bound) if name != bound.criterion.id]
            present = [name for name in needs if any(b.criterion.id == name for b in waiting)]
            if not present:
                level[bound.criterion.id] = 1 + max((level.get(n, -1) for n in needs), default=-1)
                waiting.remove(bound)
    layers = range(max(level.values(), default=-1) + 1)
    return tuple(
        tuple(b for b in program.criteria if level[b.criterion.id] == layer) for layer in layers
    )


def criteria_read(bound: Bound) -> tuple[str, ...]:
    """Return the criteria whose status a criterion reads."""
    parts = [bound.applies, bound.requires, *(o.condition for o in bound.outcomes)]
    return tuple(
        node.criterion
        for part in parts
        if part is not None
        for node in walk(part)
        if isinstance(node, Holds)
    )
