"""A program over the columns of a frame: facts derived, lines and criteria decided, verdict given.

Stages follow one another as in the other evaluators, each adding its columns: derived facts,
tables, criteria layer by layer, opinions, verdict, what is missing, how much.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...rulebook.expression import TRUE
from ...rulebook.model import Derived
from ...values import CENTS
from ..program import Bound, Program, strata
from .builder import Builder
from .columns import Columns, kind_of, safe
from .logic import (
    NO,
    UNSURE,
    YES,
    Truth,
    any_of,
    count,
    false,
    greatest,
    least,
    lit,
    true,
    unknown,
    when,
)
from .spans import Spans, ends, may_be
from .tables import Lines, cents
from .terms import BIT, INT, TEXT
from .waits import Asking

STRENGTH = ("lu", "secondaire")
UNASKED = "liste_nationale_non_chargee"


def status(name: str) -> str:
    """Return the name of the column of a criterion's status."""
    return safe(f"statut.{name}")


class ColumnarEvaluator:
    """Runs a program on frames whose facts are columns."""

    name = "columnar"

    def __init__(self, program: Program) -> None:
        self.program = program
        self.asked: dict[str, str] = {}

    def decide(self, columns: Columns, *, missing: bool = True) -> Builder:
        """Return what is decided of each row of a table.

        ``missing`` also finds what undetermined criteria wait for, column by column in
        :attr:`asked`.
        """
        choices = frozenset(item.path for item in self.program.derived if item.cases)
        builder = Builder(columns, choices)
        self._derive(builder)
        tables = [Lines(builder, bound) for bound in self.program.first_tables]
        for lines in tables:
            lines.add()
        self._criteria(builder)
        if missing:
            # Found before opinions: what is waited for is what the rules wait for.
            self._missing(builder, tables)
        self._opinions(builder)
        self._verdict(builder)
        self._amount(builder)
        return builder

    # -- stages ---------------------------------------------------------------------------

    def _derive(self, builder: Builder) -> None:
        """Add the derived facts, with their bounds."""
        for item in self.program.derived:
            columns = builder.columns
            builder.add({safe(item.path): self._derived(item, columns)})
            found: dict[str, Any] = {}
            if item.cases:
                value = columns[safe(item.path)]
                for condition, name in item.cases:
                    may = value.is_null() & ~false(columns.condition(condition))
                    found[may_be(item.path, name)] = may
            elif item.formula is not None and item.type.kind == "number":
                known = columns[safe(item.path)]
                low, high = (
                    Spans(columns, builder.choices, {}).span(item.formula).at(item.type.scale)
                )
                below, above = ends(item.path)
                found[below] = when(known.is_null(), low, known)
                found[above] = when(known.is_null(), high, known)
            builder.add(found)

    def _derived(self, item: Derived, columns: Columns) -> Any:
        kind = kind_of(item.type)
        nothing: Any = UNSURE if kind == BIT else unknown(kind)
        value: Any
        if item.formula is None:
            value = nothing
            for condition, name in item.cases:
                value = when(true(columns.condition(condition)), lit(name), value)
        elif item.type.kind == "number":
            value = columns.number(item.formula).at(item.type.scale)
        elif item.type.kind == "bool":
            value = columns.condition(item.formula)
        else:
            value = columns.symbol(item.formula)
        if item.applies is None:
            return value
        return when(true(columns.condition(item.applies)), value, nothing)

    def _criteria(self, builder: Builder) -> None:
        for layer in strata(self.program):
            parts: dict[str, Any] = {}
            for bound in layer:
                name, columns = bound.criterion.id, builder.columns
                parts[safe(f"si.{name}")] = columns.condition(bound.applies)
                if bound.requires is not None:
                    parts[safe(f"exige.{name}")] = columns.condition(bound.requires)
            builder.add(parts)
            builder.add({status(b.criterion.id): self._status(b, builder.columns) for b in layer})
            holds = {}
            for bound in layer:
                column = builder.columns[status(bound.criterion.id)]
                undecided = column.equals(lit("indetermine"))
                met = when(undecided, UNSURE, column.equals(lit("satisfait")))
                holds[safe(f"tient.{bound.criterion.id}")] = met
            builder.add(holds)

    def _status(self, bound: Bound, columns: Columns) -> Any:
        """Return a status, exactly as the domain words it."""
        name = bound.criterion.id
        applies = columns[safe(f"si.{name}")]
        out, unsure = lit("sans_objet"), lit("indetermine")
        if bound.requires is None:
            judged = when(true(applies), lit("a_apprecier"), unsure)
            return when(false(applies), out, judged)
        requires = columns[safe(f"exige.{name}")]
        case_ = unsure
        for outcome in reversed(bound.outcomes):
            condition = columns.condition(outcome.condition or TRUE)
            met_ = when(true(condition), lit(outcome.status), case_)
            case_ = when(condition.is_null(), unsure, met_)
        unmet = true(applies) & false(requires)
        met = when(true(requires), lit("satisfait"), when(unmet, case_, unsure))
        return when(false(applies), out, met)

    def _missing(self, builder: Builder, tables: list[Lines]) -> None:
        """Add a column for each fact to ask for: from what is undetermined down to the facts."""
        asking = Asking(builder.columns)
        for bound in self.program.criteria:
            self._ask(bound, asking)
        for lines in reversed(tables):
            lines.ask(asking)
        for item in reversed(self.program.derived):
            rows = asking.take(item.path)
            if rows is not None:
                asking.definition(self.program.definitions[item.path], rows)
        asked: dict[str, list[Truth]] = {}
        for path, rows in asking.facts().items():
            for name, kept in asked_as(path, builder.columns).items():
                asked.setdefault(name, []).append(rows & kept)
        # In order, so that rows tell what they miss in the same order whatever computed it.
        self.asked = {safe(f"manque.{name}"): name for name in sorted(asked)}
        builder.add({safe(f"manque.{name}"): any_of(rows) for name, rows in asked.items()})

    def _ask(self, bound: Bound, asking: Asking) -> None:
        """Ask for what a criterion waits for, where it is undetermined."""
        name, columns = bound.criterion.id, asking.columns
        undetermined = columns[status(name)].equals(lit("indetermine"))
        applies = columns[safe(f"si.{name}")]
        asking.inside(bound.applies, undetermined & applies.is_null())
        if bound.requires is None:
            return
        requires = columns[safe(f"exige.{name}")]
        asking.inside(bound.requires, undetermined & requires.is_null())
        unmet = before = undetermined & true(applies) & false(requires)
        for outcome in bound.outcomes:
            condition = columns.condition(outcome.condition or TRUE)
            if outcome.condition is not None:
                asking.condition(outcome.condition, unmet)
            if outcome.status == "indetermine":
                for path in outcome.awaits:
                    asking.ask(path, before & true(condition))
            before = before & false(condition)

    def _opinions(self, builder: Builder) -> None:
        found = {}
        for bound in self.program.criteria:
            name = bound.criterion.id
            opinion = safe(f"appreciations.{name}.avis")
            if opinion not in builder.columns:
                continue
            computed, said = builder.columns[status(name)], builder.columns[opinion]
            settled = when(said.equals(lit("favorable")), lit("satisfait"), computed)
            settled = when(said.equals(lit("defavorable")), lit("non_satisfait"), settled)
            found[status(name)] = when(computed.equals(lit("a_apprecier")), settled, computed)
        builder.add(found)

    def _verdict(self, builder: Builder) -> None:
        """Add the counts, the verdict, and the first criterion that it rests on."""
        names = [bound.criterion.id for bound in self.program.criteria]
        counts = {}
        for kind in ("non_satisfait", "indetermine", "a_apprecier"):
            each = [builder.columns[status(name)].equals(lit(kind)) for name in names]
            counts[safe(f"bilan.{kind}")] = count(each)
        builder.add(counts)
        verdict = lit(self.program.verdicts[-1].id)
        for item in reversed(self.program.verdicts[:-1]):
            holds = true(builder.columns.condition(item.condition or TRUE))
            verdict = when(holds, lit(item.id), verdict)
        builder.add({"verdict": verdict})
        resting = [(verdict.equals(lit(name)), lit(wanted)) for name, wanted in DECIDING.items()]
        decisive = unknown(TEXT)
        for name in reversed(names):
            found = builder.columns[status(name)]
            rests = any_of(given & found.equals(wanted) for given, wanted in resting)
            decisive = when(rests, lit(name), decisive)
        builder.add({"critere_decisif": decisive})

    # -- how much -------------------------------------------------------------------------

    def _amount(self, builder: Builder) -> None:
        """Add the regime retained, its ceiling in cents, and the amount that nothing forbids."""
        roles = self.program.book.roles
        table, limits = (self.program.tables.get(roles.get(r, "")) for r in ("aide", "limites"))
        if table is None or limits is None:
            return
        applies = ~false(builder.columns.condition(table.applies))
        ceilings: dict[str, Any] = {}
        sure: list[tuple[str, str, str]] = []
        for rank, bound in enumerate(table.lines):
            low = safe(f"{table.table.id}[{rank}].plafond.bas")
            output = bound.line.outputs.get("plafond")
            level = bound.line.citation.level if bound.line.citation else "a_verifier"
            if output is None or low not in builder.columns or level not in STRENGTH:
                continue
            scale = builder.scales[low]
            amount = builder.columns[low]
            amount = amount // 10 ** (scale - CENTS) if scale > CENTS else amount
            holds = true(builder.columns[safe(f"{table.table.id}[{rank}].applicable")]) & applies
            name = safe(f"plafond.{bound.line.id}")
            ceilings[name] = when(holds & true(amount > lit(0)), amount, unknown(INT))
            sure.append((level, bound.line.id, name))
        builder.add(ceilings)
        best, chosen = unknown(INT), unknown(TEXT)
        for strength in reversed(STRENGTH):
            names = [(line, name) for each, line, name in sure if each == strength]
            if not names:
                continue
            top = greatest(builder.columns[name] for _, name in names)
            for line, name in reversed(names):
                chosen = when(builder.columns[name].equals(top), lit(line), chosen)
            best = when(top.is_null(), best, top)
        found = {safe("aide.plafond_retenu"): best, safe("aide.retenu"): chosen}
        builder.add(found)
        lines = Lines(builder, limits)
        lines.add()
        builder.add({safe("aide.montant_max"): _least(lines)})


DECIDING: Mapping[str, str] = {
    "ineligible": "non_satisfait",
    "a_completer": "indetermine",
    "a_apprecier": "a_apprecier",
}
"""The status that each verdict rests on."""


def _least(lines: Lines) -> Any:
    """Return the least of the limits that apply, null unless all that may are known."""
    doubtful, amounts = [NO], []
    for rank in range(len(lines.table.lines)):
        low, high = cents(lines.spans[rank]["montant"])
        applies = lines.builder.columns[lines.name(rank, "applicable")]
        admits = lines.builder.columns[lines.name(rank, "admissible")]
        doubtful.append(admits.is_null())
        doubtful.append(true(admits) & (~true(applies) | ~true(low.equals(high))))
        amounts.append(when(true(applies), low, unknown(INT)))
    return when(any_of(doubtful), unknown(INT), least(amounts))


def asked_as(path: str, columns: Columns) -> dict[str, Any]:
    """Return the dossier paths to ask for when ``path`` is unknown, and on which rows."""
    everywhere = YES
    if path == "site.zone_afr":
        loaded = columns.named(safe("site.afr_chargee"), BIT)
        return {"projet.commune": true(loaded)}
    if path.startswith(("site.", "territoire.")):
        cause = columns.named(safe("site.cause"), TEXT)
        return {"projet.commune": ~true(cause.equals(lit(UNASKED)))}
    if path in {"porteur.section_naf", "porteur.groupe_naf"}:
        return {"porteur.code_naf": everywhere}
    return {path: everywhere}
