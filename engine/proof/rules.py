"""Derived facts, lines of tables and criteria → formulas, as the reference evaluator defines them.

Everything is built when it is first asked for, so that what no criterion reads costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import Fault, InferenceError
from ..inference.program import Bound, Program
from ..inference.results import OUT_OF_SCOPE, SATISFIED, TO_JUDGE, UNDETERMINED, Result
from ..inference.tables import BoundLine, BoundTable
from ..rulebook.expression import FALSE
from ..rulebook.model import Cell, Derived, Status
from ..values import FactType
from . import terms
from .expressions import Reader
from .spans import Spans
from .symbols import Symbols
from .terms import Choice, Day, Formula, Line, Lines, Number, Span, Truth, all_of, any_of

STATUSES: tuple[Status, ...] = (
    "satisfait", "non_satisfait", "indetermine", "a_apprecier", "sans_objet",
)  # fmt: skip


class Rules:
    """What the rules of a program make of the variables of a dossier."""

    def __init__(self, program: Program, symbols: Symbols, given: Mapping[str, Any]) -> None:
        self.program, self.symbols = program, symbols
        self.reader = Reader(self)
        self._facts: dict[str, Any] = {**symbols.facts, **given}
        self._derived = {item.path: item for item in program.derived}
        self._tables = dict(program.tables)
        self._first = {bound.table.id for bound in program.first_tables}
        self._criteria = {bound.criterion.id: bound for bound in program.criteria}
        self._results: dict[str, dict[Result, Formula]] = {}
        self._lines: dict[str, dict[str, dict[Status, Formula]]] = {}
        self._spans: dict[str, Span] = {}

    # -- facts ----------------------------------------------------------------------------

    def fact(self, path: str, kind: FactType) -> Any:
        """Return the value of a fact of the dossier, of its place, or derived."""
        if path not in self._facts:
            if path in self._derived:
                self._facts[path] = self._derive(self._derived[path])
            elif path in self._first:
                self._facts[path] = self._rows(self._tables[path])
            else:
                self._facts[path] = _unknown(kind)
        return self._facts[path]

    def _derive(self, item: Derived) -> Any:
        applies = terms.YES if item.applies is None else self.reader.truth(item.applies)
        if item.formula is None:
            return self._chosen(item, applies.yes)
        match item.type.kind:
            case "bool":
                truth = self.reader.truth(item.formula)
                return Truth(all_of((applies.yes, truth.yes)), all_of((applies.yes, truth.no)))
            case "number":
                number = self.reader.number(item.formula)
                cases = tuple((v, all_of((applies.yes, guard))) for v, guard in number.cases)
                return Number(all_of((applies.yes, number.known)), number.term, cases)
            case "date":
                day = self.reader.day(item.formula)
                known = all_of((applies.yes, day.known))
                return Day(known, day.year, day.month, day.day)
        choice = self.reader.choice(item.formula)
        return Choice({v: all_of((applies.yes, guard)) for v, guard in choice.values.items()})

    def _chosen(self, item: Derived, applies: Formula) -> Choice:
        """Return the value of the first case that holds."""
        pairs: list[tuple[str, Formula]] = []
        before: Formula = applies
        for condition, value in item.cases:
            holds = self.reader.truth(condition).yes
            pairs.append((value, all_of((before, holds))))
            before = all_of((before, terms.no(holds)))
        return Choice(terms.gathered(pairs))

    def may_be(self, path: str, value: str) -> Formula | None:
        """Return whether an unknown choice may still take a value; None if no table gives it."""
        item = self._derived.get(path)
        if item is None or not item.cases:
            return None
        return any_of(
            terms.no(self.reader.truth(condition).no)
            for condition, found in item.cases
            if found == value
        )

    def concluded(self, facts: Mapping[str, Any]) -> None:
        """Add what is known once the verdict is given: later tables may read it."""
        self._facts.update(facts)

    # -- tables ---------------------------------------------------------------------------

    def line(self, table: str, line: str) -> Mapping[Status, Formula]:
        """Return when each status is that of a line of a table."""
        if table not in self._lines:
            lines = self._tables[table].lines
            self._lines[table] = {bound.line.id: self._line(bound) for bound in lines}
        return self._lines[table][line]

    def _line(self, bound: BoundLine) -> dict[Status, Formula]:
        cells = [self.cell(cell) for cell in bound.line.cells]
        out, doubt, judge = (
            any_of(cell[status] for cell in cells)
            for status in ("non_satisfait", "indetermine", "a_apprecier")
        )
        return {
            "non_satisfait": out,
            "indetermine": all_of((terms.no(out), doubt)),
            "a_apprecier": all_of((terms.no(out), terms.no(doubt), judge)),
            "satisfait": all_of((terms.no(out), terms.no(doubt), terms.no(judge))),
        }

    def cell(self, cell: Cell) -> dict[Status, Formula]:
        """Return what a cell makes of its line."""
        admits = self.reader.truth(cell.admits)
        judges = self.reader.truth(cell.judges or FALSE)
        return {
            "satisfait": admits.yes,
            "non_satisfait": all_of((admits.no, judges.no)),
            "indetermine": any_of((admits.open, all_of((admits.no, judges.open)))),
            "a_apprecier": all_of((admits.no, judges.yes)),
        }

    def _rows(self, bound: BoundTable) -> Lines:
        return Lines(known=True, lines=tuple(self._row(bound, line) for line in bound.lines))

    def _row(self, table: BoundTable, bound: BoundLine) -> Line:
        line = bound.line
        status = self.line(table.table.id, line.id)
        refused = status["non_satisfait"]
        level = line.citation.level if line.citation else "a_verifier"
        cells: dict[str, Any] = {
            "id": Choice({line.id: True}),
            "niveau": Choice({level: True}),
            "applicable": Truth(status["satisfait"], any_of((refused, status["a_apprecier"]))),
            "admissible": Truth(any_of((status["satisfait"], status["a_apprecier"])), refused),
            **dict.fromkeys(table.nothing, terms.NO),
        }
        kept = terms.no(refused)
        for name, found in self.given(bound).items():
            if isinstance(found, Truth):
                cells[name] = Truth(
                    all_of((kept, found.yes)), any_of((refused, found.no))
                )  # fmt: skip
        return Line(there=True, cells=cells)

    def given(self, bound: BoundLine) -> Mapping[str, Span | Truth]:
        """Return what a line gives where it holds: conditions, and between what its numbers lie."""
        local: dict[str, Span | Truth] = {}
        spans = Spans(self.reader, self.program.definitions, self.may_be, local, self._spans)
        for name, output in bound.line.outputs.items():
            read = spans.truth if output.type.kind == "bool" else spans.span
            local[name] = read(output.expr)
        return local

    # -- criteria -------------------------------------------------------------------------

    def holds(self, criterion: str) -> Truth:
        """Return whether the computed status of a criterion is « satisfait »."""
        if criterion not in self._criteria:
            return terms.UNKNOWN
        found = self.computed(criterion)
        return Truth(
            found["satisfait"],
            any_of(found[s] for s in ("non_satisfait", "a_apprecier", "sans_objet")),
        )

    def computed(self, criterion: str) -> dict[Status, Formula]:
        """Return when each status is the one that an evaluator finds, opinions aside."""
        results = self.results(criterion)
        return {
            status: any_of(when for result, when in results.items() if result.status == status)
            for status in STATUSES
        }

    def results(self, criterion: str) -> Mapping[Result, Formula]:
        """Return when each result, the outcome told, is the one that an evaluator finds."""
        if criterion not in self._criteria:
            raise InferenceError([Fault("preuve.critere_inconnu", params={"critere": criterion})])
        if criterion not in self._results:
            pairs = self._result(self._criteria[criterion])
            self._results[criterion] = terms.gathered(pairs)
        return self._results[criterion]

    def _result(self, bound: Bound) -> list[tuple[Result, Formula]]:
        applies = self.reader.truth(bound.applies)
        if bound.requires is None:
            return [(OUT_OF_SCOPE, applies.no), (TO_JUDGE, applies.yes),
                    (UNDETERMINED, applies.open)]  # fmt: skip
        met = self.reader.truth(bound.requires)
        inside = terms.no(applies.no)
        found = [(OUT_OF_SCOPE, applies.no), (SATISFIED, all_of((inside, met.yes)))]
        unmet = all_of((inside, terms.no(met.yes)))
        doubt = any_of((applies.open, met.open))
        found.append((UNDETERMINED, all_of((unmet, doubt))))
        left = all_of((applies.yes, met.no))
        for index, outcome in enumerate(bound.outcomes):
            holds = terms.YES if outcome.condition is None else self.reader.truth(outcome.condition)
            found.append((UNDETERMINED, all_of((left, holds.open))))
            found.append((bound.result(index), all_of((left, holds.yes))))
            left = all_of((left, holds.no))
        found.append((UNDETERMINED, left))
        return found


def _unknown(kind: FactType) -> Any:
    match kind.kind:
        case "bool":
            return terms.UNKNOWN
        case "number":
            return Number(known=False, term=0)
        case "date":
            return Day(known=False, year=1900, month=1, day=1)
        case "set":
            return terms.Held(known=False, values={})
        case "rows":
            return Lines(known=False)
    return Choice({})
