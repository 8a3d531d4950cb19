"""A rule book → all its mutants, in the order of its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

from ..errors import Where
from ..rulebook.expression import TRUE, Call, Const, Expr, walk
from ..rulebook.model import (
    Cell,
    Criterion,
    Derived,
    Edition,
    Line,
    Output,
    ParameterDef,
    Period,
    RuleBook,
    Table,
    Verdict,
)
from ..rulebook.tables import derived_of
from ..values import DATE, FactType
from .changes import Change, changes, negation, neighbours
from .mutant import Figure, Mutant, Sort

Make = Callable[[RuleBook], RuleBook]
ONE = FactType("number")


def mutants(book: RuleBook) -> tuple[Mutant, ...]:
    """Return every mutant of a rule book, each named apart from all others."""
    found: dict[str, Mutant] = {}
    for mutant in _all(book):
        key, rank = mutant.key, 1
        while key in found:
            rank += 1
            key = f"{mutant.key}#{rank}"
        found[key] = replace(mutant, key=key)
    return tuple(found.values())


def _all(book: RuleBook) -> Iterator[Mutant]:
    for parameter in book.parameters.values():
        yield from _of_parameter(parameter)
    for edition in book.editions.values():
        yield from _of_edition(edition)
        yield from _adapted(edition, book)
    for item in book.derived:
        if item.path not in book.tables:
            yield from _of_derived(item)
    for table in book.tables.values():
        yield from _of_table(table)
    for criterion in book.criteria:
        yield from _of_criterion(criterion, "")
    for edition in book.editions.values():
        for criterion in edition.criteria:
            yield from _of_criterion(criterion, edition.id)
    for verdict in book.verdicts:
        yield from _of_verdict(verdict)
    for delay in book.delays:
        for months in neighbours(delay.months, ONE):
            yield _figure("delai", delay.id, Where(), (delay.months, months), ONE,
                          _delay(delay.id, months))  # fmt: skip


def _expressed(
    sort: Sort,
    unit: str,
    rule: str,
    part: str,
    where: Where,
    whole: Expr | None,
    change: Change,
    make: Make,
) -> Mutant:
    key = f"{sort}:{unit}:{part}:{change.kind}:{change.before!r}>{change.after!r}"
    days = tuple(
        day
        for one in (change.before, change.after)
        if isinstance(one, Const) and isinstance(one.value, date)
        for day in (one.value,)
    )
    if change.kind == "case":
        days = _days(change.before)
    return Mutant(key, sort, unit, rule, part, where, change.kind, change.before, change.after,
                  whole, make, days)  # fmt: skip


def _of(whole: Expr | None) -> Iterator[Change]:
    return iter(()) if whole is None else changes(whole)


def _days(expr: Expr) -> tuple[date, ...]:
    """Return the days on which a condition on a date changes its answer."""
    found = [n.value for n in walk(expr) if isinstance(n, Const) and isinstance(n.value, date)]
    return tuple(day + timedelta(days=n) for day in found for n in (-1, 0, 1))


def _figure(
    sort: Sort,
    unit: str,
    where: Where,
    values: tuple[object, object],
    kind: FactType,
    make: Make,
    *,
    part: str = "",
    days: tuple[date, ...] = (),
) -> Mutant:
    before, after = values
    key = f"{sort}:{unit}:{part}:{before}>{after}"
    path = f"parametres.{unit}" if sort == "parametre" else ""
    return Mutant(key, sort, unit, unit, part, where,
                  "date" if kind.kind == "date" else "seuil", Figure(before, kind, path),
                  Figure(after, kind, path), None, make, days)  # fmt: skip


# -- criteria ----------------------------------------------------------------------------------


def _of_criterion(item: Criterion, edition: str) -> Iterator[Mutant]:
    unit = f"{edition}/{item.id}" if edition else item.id

    def make(changed: Criterion) -> Make:
        return partial(_with_criterion, changed=changed, edition=edition)

    def told(part: str, whole: Expr | None, change: Change, changed: Criterion) -> Mutant:
        return _expressed("critere", unit, item.id, part, item.where, whole, change, make(changed))

    for change in _of(item.applies):
        yield told("si", item.applies, change, item._replace(applies=change.tree))
    for change in _of(item.requires):
        yield told("exige", item.requires, change, item._replace(requires=change.tree))
    for rank, outcome in enumerate(item.outcomes):
        whole = outcome.condition
        for change in () if whole is None else (negation(whole), *changes(whole)):
            changed = outcome._replace(condition=change.tree)
            outcomes = (*item.outcomes[:rank], changed, *item.outcomes[rank + 1 :])
            yield told(f"sinon {rank + 1}", whole, change, item._replace(outcomes=outcomes))


def _with_criterion(book: RuleBook, changed: Criterion, edition: str) -> RuleBook:
    def swapped(items: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
        return tuple(changed if item.id == changed.id else item for item in items)

    if not edition:
        return book._replace(criteria=swapped(book.criteria))
    own = book.editions[edition]
    adapted = own._replace(criteria=swapped(own.criteria))
    return book._replace(editions={**book.editions, edition: adapted})


# -- facts and tables --------------------------------------------------------------------------


def _of_derived(item: Derived) -> Iterator[Mutant]:
    parts = [("si", c, item._replace(applies=c.tree)) for c in _of(item.applies)]
    parts += [("formule", c, item._replace(formula=c.tree)) for c in _of(item.formula)]
    for part, change, changed in parts:
        whole = item.applies if part == "si" else item.formula
        yield _expressed("fait", item.path, item.path, part, item.where, whole, change,
                         partial(_with_derived, changed=changed))  # fmt: skip


def _with_derived(book: RuleBook, changed: Derived) -> RuleBook:
    derived = tuple(changed if item.path == changed.path else item for item in book.derived)
    return book._replace(derived=derived)


def _of_table(table: Table) -> Iterator[Mutant]:
    def told(where: Where, rule: str, part: str, whole: Expr, change: Change, new: Table) -> Mutant:
        return _expressed("table", table.id, rule, part, where, whole, change,
                          partial(_with_table, table=new))  # fmt: skip

    for change in _of(table.applies):
        new = table._replace(applies=change.tree)
        yield told(table.where, table.id, "si", table.applies or TRUE, change, new)
    for rank, line in enumerate(table.lines):
        rule = line.id or f"{table.id}, ligne {rank + 1}"
        for part, whole, change, changed in _of_line(line):
            yield told(line.where, rule, part, whole, change, _with_line(table, rank, changed))
    yield from _shared_outputs(table)


def _with_line(table: Table, rank: int, line: Line) -> Table:
    return table._replace(lines=(*table.lines[:rank], line, *table.lines[rank + 1 :]))


def _with_table(book: RuleBook, table: Table) -> RuleBook:
    changed = book._replace(tables={**book.tables, table.id: table})
    return changed if table.policy == "collect" else _with_derived(changed, derived_of(table))


def _of_line(line: Line) -> Iterator[tuple[str, Expr, Change, Line]]:
    for rank, cell in enumerate(line.cells):

        def swapped(*new: Cell, rank: int = rank) -> Line:
            return line._replace(cells=(*line.cells[:rank], *new, *line.cells[rank + 1 :]))

        part = cell.column or "si"
        yield part, cell.admits, Change("case", cell.admits, None, TRUE), swapped()
        for change in changes(cell.admits):
            yield part, cell.admits, change, swapped(cell._replace(admits=change.tree))
        if cell.judges is not None:
            gone = Change("case", cell.judges, None, TRUE)
            yield f"{part} (apprecie)", cell.judges, gone, swapped(cell._replace(judges=None))
            for change in changes(cell.judges):
                changed = swapped(cell._replace(judges=change.tree))
                yield f"{part} (apprecie)", cell.judges, change, changed
    for name, output in line.outputs.items():
        if output.type.kind == "bool":
            continue
        for whole, change, new in _of_output(output):
            yield name, whole, change, line._replace(outputs={**line.outputs, name: new})


def _of_output(output: Output) -> Iterator[tuple[Expr, Change, Output]]:
    if not output.parts:
        for change in changes(output.expr):
            yield output.expr, change, output._replace(expr=change.tree)
        return
    for rank, (name, part) in enumerate(output.parts):
        for change in changes(part):
            parts = (*output.parts[:rank], (name, change.tree), *output.parts[rank + 1 :])
            yield part, change, output._replace(expr=_least(parts), parts=parts)
        if output.parts[1:]:
            parts = (*output.parts[:rank], *output.parts[rank + 1 :])
            gone = Change("partie", part, None, part)
            yield output.expr, gone, output._replace(expr=_least(parts), parts=parts)


def _least(parts: tuple[tuple[str, Expr], ...]) -> Expr:
    """Return the least of the amounts named, as the loader writes it."""
    whole = parts[0][1]
    for _, tree in parts[1:]:
        kind = max((whole.type, tree.type), key=lambda item: item.scale)
        whole = Call("min", (whole, tree), kind)
    return whole


def _shared_outputs(table: Table) -> Iterator[Mutant]:
    """Yield the changes of a condition that a table gives for all its lines alike."""
    seen: dict[tuple[str, str], Output] = {}
    for line in table.lines:
        for name, output in line.outputs.items():
            if output.type.kind == "bool":
                seen.setdefault((name, repr(output.expr)), output)
    for (name, _), output in seen.items():
        for change in changes(output.expr):
            new = output._replace(expr=change.tree)
            lines = tuple(
                line._replace(outputs={**line.outputs, name: new})
                if name in line.outputs and line.outputs[name].expr == output.expr
                else line
                for line in table.lines
            )
            changed = table._replace(lines=lines)
            yield _expressed("table", table.id, table.id, name, table.where, output.expr, change,
                             partial(_with_table, table=changed))  # fmt: skip


# -- figures, editions, verdicts, delays -----------------------------------------------------------


def _of_parameter(item: ParameterDef) -> Iterator[Mutant]:
    for rank, period in enumerate(item.periods):
        part = f"{period.start.isoformat()}/{period.end.isoformat() if period.end else ''}"
        for kind, before, after, value in _values(period, item.type):
            key = f"parametre:{item.id}:{part}:{before}>{after}"
            path = f"parametres.{item.id}"
            dropped = None if kind == "liste" else Figure(after, item.type, path)
            yield Mutant(key, "parametre", item.id, item.id, part, item.where, kind,
                         Figure(before, item.type, path), dropped, None,
                         _period(item.id, rank, period._replace(value=value)))  # fmt: skip
    for rank, (one, two) in enumerate(pairwise(item.periods)):
        if one.end is None or one.end + timedelta(days=1) != two.start:
            continue
        for start in neighbours(two.start, DATE):
            mutant = _figure("parametre", item.id, item.where, (two.start, start), DATE,
                             _boundary(item.id, rank, start), days=(two.start, start),
                             part="debut")  # fmt: skip
            yield replace(mutant, kind="frontiere")


def _values(period: Period, kind: FactType) -> Iterator[tuple[Any, object, object, object]]:
    if isinstance(period.value, tuple):
        for rank, entry in enumerate(period.value):
            yield "liste", entry, None, period.value[:rank] + period.value[rank + 1 :]
        return
    for near in neighbours(period.value, kind):
        yield "date" if isinstance(near, date) else "seuil", period.value, near, near


def _period(name: str, rank: int, period: Period) -> Make:
    def make(book: RuleBook) -> RuleBook:
        item = book.parameters[name]
        periods = (*item.periods[:rank], period, *item.periods[rank + 1 :])
        return book._replace(parameters={**book.parameters, name: item._replace(periods=periods)})

    return make


def _boundary(name: str, rank: int, start: date) -> Make:
    def make(book: RuleBook) -> RuleBook:
        one, two = book.parameters[name].periods[rank : rank + 2]
        moved = _period(name, rank, one._replace(end=start - timedelta(days=1)))(book)
        return _period(name, rank + 1, two._replace(start=start))(moved)

    return make


def _of_edition(item: Edition) -> Iterator[Mutant]:
    for field, day in (("start", item.start), ("end", item.end)):
        part = "debut" if field == "start" else "fin"
        for near in neighbours(day, DATE):
            changed = item._replace(**{field: near})
            yield _figure("edition", item.id, item.where, (day, near), DATE,
                          partial(_with_edition, changed=changed),
                          part=part, days=(day, near))  # fmt: skip


def _adapted(item: Edition, book: RuleBook) -> Iterator[Mutant]:
    """Yield the changes of the figures that a derived edition sets for itself."""
    for name, period in item.parameters.items():
        kind = book.parameters[name].type
        path = f"parametres.{name}"
        for sort, before, after, value in _values(period, kind):
            parameters = {**item.parameters, name: period._replace(value=value)}
            changed = item._replace(parameters=parameters)
            dropped = None if sort == "liste" else Figure(after, kind, path)
            key = f"parametre:{item.id}/{name}:{before}>{after}"
            yield Mutant(key, "parametre", name, name, item.id, item.where, sort,
                         Figure(before, kind, path), dropped, None,
                         partial(_with_edition, changed=changed))  # fmt: skip


def _with_edition(book: RuleBook, changed: Edition) -> RuleBook:
    return book._replace(editions={**book.editions, changed.id: changed})


def _of_verdict(item: Verdict) -> Iterator[Mutant]:
    for change in _of(item.condition):
        changed = item._replace(condition=change.tree)
        yield _expressed("verdict", item.id, item.id, "si", item.where, item.condition,
                         change, partial(_with_verdict, changed=changed))  # fmt: skip


def _with_verdict(book: RuleBook, changed: Verdict) -> RuleBook:
    verdicts = tuple(changed if item.id == changed.id else item for item in book.verdicts)
    return book._replace(verdicts=verdicts)


def _delay(name: str, months: int) -> Make:
    def make(book: RuleBook) -> RuleBook:
        delays = tuple(d._replace(months=months) if d.id == name else d for d in book.delays)
        return book._replace(delays=delays)

    return make
