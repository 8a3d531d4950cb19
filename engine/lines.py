"""A line of a collecting table, ready to be explained: why it holds or not, what it waits for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from .inference.program import Program
from .inference.tables import BoundLine, BoundTable
from .rulebook.awaited import Awaited, awaited
from .rulebook.bounds import Bounds, Interval, bounds
from .rulebook.expression import FALSE
from .rulebook.kleene import Value, ready
from .rulebook.model import DATE_COLUMN, Column
from .values import CENTS
from .wording import Choice, Wording, first_true

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell ready to be explained."""

    column: str
    admits: Value
    judges: Value
    awaits: Awaited
    judges_awaits: Awaited
    refusal: tuple[Choice, ...]
    doubt: tuple[Choice, ...]
    unknown: tuple[Choice, ...]

    def state(self, facts: Facts) -> bool | None:
        """Whether the cell does not exclude the line."""
        admitted: bool | None = self.admits(facts, None)
        if admitted is False:
            judged: bool | None = self.judges(facts, None)
            return judged
        return admitted


class Number(NamedTuple):
    """A number that a line gives: its unit of count, and the amounts it is the least of."""

    scale: int
    parts: tuple[tuple[str, int, Bounds], ...]

    def binding(self, known: Facts) -> str | None:
        """Return the name of the amount that is the least, at its lowest; the first of equals."""
        low = [(cents(part(known).low, scale), name) for name, scale, part in self.parts]
        found = [(amount, name) for amount, name in low if amount is not None]
        return min(found, key=lambda item: item[0])[1] if found else None


class LineView:
    """A line of a table with the edition's figures, in one language."""

    def __init__(
        self, bound: BoundLine, table: BoundTable, program: Program, wording: Wording
    ) -> None:
        self.bound, self.line, self._wording = bound, bound.line, wording
        self._figures = program.figures
        known = {**program.definitions, **bound.definitions}
        columns = {column.id: column for column in table.table.columns}
        self.cells = tuple(
            CellView(
                cell.column,
                ready(cell.admits),
                ready(cell.judges or FALSE),
                awaited(cell.admits, known),
                awaited(cell.judges or FALSE, known),
                *self._texts(columns.get(cell.column)),
            )
            for cell in self.line.cells
        )
        self.numbers = {
            name: Number(
                output.expr.type.scale,
                tuple(
                    (part, e.type.scale, bounds(e, program.definitions)) for part, e in output.parts
                ),
            )
            for name, output in self.line.outputs.items()
            if output.type.kind == "number"
        }
        self._outputs = {
            name: awaited(output.expr, known) for name, output in self.line.outputs.items()
        }
        self.fixed: dict[str, Any] = {}
        self.memory: dict[str, Any] = {}
        self.title = wording.renderer(self.line.title, self._figures)
        self.note = wording.renderer(self.line.note, self._figures)
        self.texts = {
            name: wording.choices(motives, self._figures)
            for name, motives in self.line.texts.items()
        }

    def _texts(self, column: Column | None) -> Iterator[tuple[Choice, ...]]:
        """Yield why the cell excludes, what it leaves to a person, why nobody can tell."""
        kinds = ((), (), ()) if column is None else (column.refusal, column.doubt, column.unknown)
        for motives in kinds:
            yield self._wording.choices(motives, self._figures)

    def waits(self, column: str, facts: Facts, row: dict[str, Any]) -> list[str]:
        """Return the facts that a column of the line waits for: an output, else its status.

        Several questions are asked of the same row: it keeps the answers.
        """
        key = f"{column if column in self._outputs else 'applicable'}…"
        if key not in row:
            output = self._outputs.get(column)
            row[key] = self._cells_await(facts) if output is None else list(output(facts))
        found: list[str] = row[key]
        return found

    def _cells_await(self, facts: Facts) -> list[str]:
        return [
            name
            for cell in self.cells
            for name in (
                *cell.awaits(facts),
                *(cell.judges_awaits(facts) if cell.admits(facts, None) is False else ()),
            )
        ]

    def lapsed(self, facts: Facts) -> bool:
        """Whether the reference date is outside the line's own validity."""
        return any(c.column == DATE_COLUMN and c.state(facts) is False for c in self.cells)

    def refusals(self, facts: Facts) -> list[str]:
        """Return why the line is excluded, a clause for each cell that excludes it."""
        refusing = (cell.refusal for cell in self.cells if cell.state(facts) is False)
        return _said(refusing, facts)

    def doubts(self, facts: Facts) -> list[str]:
        """Return what a person must judge, a clause for each cell that leaves it open."""
        doubtful = (
            cell.doubt
            for cell in self.cells
            if cell.admits(facts, None) is False and cell.state(facts)
        )
        return _said(doubtful, facts)

    def unknowns(self, facts: Facts) -> list[str]:
        """Return what cannot be told and that nobody can be asked for."""
        unknown = (cell.unknown for cell in self.cells if cell.state(facts) is None)
        return _said(unknown, facts)

    def span(self, name: str, row: Facts) -> Interval | None:
        """Return between what and what an amount of the line lies, in whole cents."""
        found = row.get(name)
        if found is None:
            return None
        scale = self.numbers[name].scale
        return Interval(cents(found.low, scale), cents(found.high, scale))


def _said(choices: Iterable[tuple[Choice, ...]], facts: Facts) -> list[str]:
    return [text for item in choices if (text := first_true(item, facts))]


def cents(amount: int | None, scale: int) -> int | None:
    """Return an amount counted in ``10**-scale`` euros, rounded down to the cent."""
    if amount is None:
        return None
    shift: int = 10 ** abs(scale - CENTS)
    return amount // shift if scale >= CENTS else amount * shift
