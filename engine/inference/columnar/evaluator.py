"""A program over the columns of a frame: facts derived, lines and criteria decided, verdict given.

Stages follow one another as in the other evaluators, each adding its columns: derived facts,
tables, criteria layer by layer, opinions, verdict, what is missing, how much.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw

from ...rulebook.awaited import Among
from ...rulebook.expression import TRUE
from ...rulebook.model import Derived
from ...values import CENTS
from ..program import Bound, Program, strata
from .builder import Builder
from .columns import Columns, any_of, dtype_of, false, safe, true, unknown, when
from .spans import Spans, ends, may_be
from .tables import Lines, cents
from .waits import Waiting, Waits, merged, only

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

    def decide(self, frame: Any, columns: Columns, *, missing: bool = True) -> Builder:
        """Return the frame with what is decided of each row.

        ``missing`` also finds what undetermined criteria wait for, column by column in
        :attr:`asked`.
        """
        choices = frozenset(item.path for item in self.program.derived if item.cases)
        builder = Builder(frame, columns, choices)
        self._derive(builder, waits=missing)
        for bound in self.program.first_tables:
            Lines(builder, bound).add(waits=missing)
        self._criteria(builder, waits=missing)
        if missing:
            # Found before opinions: what is waited for is what the rules wait for.
            self._missing(builder)
        self._opinions(builder)
        self._verdict(builder)
        self._amount(builder)
        return builder

    # -- stages ---------------------------------------------------------------------------

    def _derive(self, builder: Builder, *, waits: bool) -> None:
        """Add the derived facts, with their bounds and what they wait for."""
        for item in self.program.derived:
            columns = builder.columns
            builder.add({safe(item.path): self._derived(item, columns)})
            found: dict[str, nw.Expr] = {}
            if item.cases:
                value = nw.col(safe(item.path))
                for condition, name in item.cases:
                    may = value.is_null() & ~false(columns.condition(condition))
                    found[may_be(item.path, name)] = may
            elif item.formula is not None and item.type.kind == "number":
                known = nw.col(safe(item.path))
                low, high = (
                    Spans(columns, builder.choices, {}).span(item.formula).at(item.type.scale)
                )
                below, above = ends(item.path)
                found[below] = when(known.is_null(), low, known)
                found[above] = when(known.is_null(), high, known)
            builder.add(found)
            if waits:
                self._derived_waits(item, builder)

    def _derived_waits(self, item: Derived, builder: Builder) -> None:
        waiting = Waiting(builder.columns, builder.stored, builder.keep)
        definition = self.program.definitions[item.path]
        if isinstance(definition, Among):
            found = waiting.choice(definition)
        else:
            found = waiting.any(definition)
        builder.pend(item.path, found)
        builder.settle()

    def _derived(self, item: Derived, columns: Columns) -> nw.Expr:
        nothing = unknown(dtype_of(item.type))
        if item.formula is None:
            value = nothing
            for condition, name in item.cases:
                value = when(true(columns.condition(condition)), nw.lit(name), value)
        elif item.type.kind == "number":
            value = columns.number(item.formula).at(item.type.scale)
        elif item.type.kind == "bool":
            value = columns.condition(item.formula)
        else:
            value = columns.symbol(item.formula)
        if item.applies is None:
            return value
        return when(true(columns.condition(item.applies)), value, nothing)

    def _criteria(self, builder: Builder, *, waits: bool) -> None:
        for layer in strata(self.program):
            parts: dict[str, nw.Expr] = {}
            for bound in layer:
                name, columns = bound.criterion.id, builder.columns
                parts[safe(f"si.{name}")] = columns.condition(bound.applies)
                if bound.requires is not None:
                    parts[safe(f"exige.{name}")] = columns.condition(bound.requires)
            builder.add(parts)
            builder.add({status(b.criterion.id): self._status(b, builder.columns) for b in layer})
            holds = {}
            for bound in layer:
                column = nw.col(status(bound.criterion.id))
                met = when(column == "indetermine", unknown(nw.Boolean), column == "satisfait")
                holds[safe(f"tient.{bound.criterion.id}")] = met
            builder.add(holds)
            if waits:
                for bound in layer:
                    builder.pend(bound.criterion.id, self._waits(bound, builder))
                builder.settle()

    def _status(self, bound: Bound, columns: Columns) -> nw.Expr:
        """Return a status, exactly as the domain words it."""
        name = bound.criterion.id
        applies = nw.col(safe(f"si.{name}"))
        out, unsure = nw.lit("sans_objet"), nw.lit("indetermine")
        if bound.requires is None:
            judged = when(true(applies), nw.lit("a_apprecier"), unsure)
            return when(false(applies), out, judged)
        requires = nw.col(safe(f"exige.{name}"))
        case_ = unsure
        for outcome in reversed(bound.outcomes):
            condition = columns.condition(outcome.condition or TRUE)
            met_ = when(true(condition), nw.lit(outcome.status), case_)
            case_ = when(condition.is_null(), unsure, met_)
        unmet = true(applies) & false(requires)
        met = when(true(requires), nw.lit("satisfait"), when(unmet, case_, unsure))
        return when(false(applies), out, met)

    def _waits(self, bound: Bound, builder: Builder) -> Waits:
        """Return what a criterion waits for, where it is undetermined."""
        name, columns = bound.criterion.id, builder.columns
        waiting = Waiting(columns, builder.stored, builder.keep)
        applies = nw.col(safe(f"si.{name}"))
        found = [only(applies.is_null(), waiting.inside(bound.applies))]
        if bound.requires is not None:
            requires = nw.col(safe(f"exige.{name}"))
            found.append(only(requires.is_null(), waiting.inside(bound.requires)))
            unmet = true(nw.col(safe(f"si.{name}"))) & false(nw.col(safe(f"exige.{name}")))
            before = unmet
            for outcome in bound.outcomes:
                condition = columns.condition(outcome.condition or TRUE)
                if outcome.condition is not None:
                    found.append(only(unmet, waiting.condition(outcome.condition)))
                if outcome.status == "indetermine":
                    reached = before & true(condition)
                    found.append(dict.fromkeys(outcome.awaits, reached))
                before = before & false(condition)
        undetermined = nw.col(status(name)) == "indetermine"
        return only(undetermined, waiting.resolved(merged(found)))

    def _missing(self, builder: Builder) -> None:
        """Add a column for each fact to ask for."""
        asked: dict[str, list[nw.Expr]] = {}
        for bound in self.program.criteria:
            for path, rows in builder.stored[bound.criterion.id].items():
                for name, kept in asked_as(path, builder.columns).items():
                    asked.setdefault(name, []).append(rows & kept)
        self.asked = {safe(f"manque.{name}"): name for name in asked}
        builder.add({safe(f"manque.{name}"): any_of(rows) for name, rows in asked.items()})

    def _opinions(self, builder: Builder) -> None:
        found = {}
        for bound in self.program.criteria:
            name = bound.criterion.id
            opinion = safe(f"appreciations.{name}.avis")
            if opinion not in builder.columns.present:
                continue
            computed, said = nw.col(status(name)), nw.col(opinion)
            settled = when(true(said == "favorable"), nw.lit("satisfait"), computed)
            settled = when(true(said == "defavorable"), nw.lit("non_satisfait"), settled)
            found[status(name)] = when(computed == "a_apprecier", settled, computed)
        builder.add(found)

    def _verdict(self, builder: Builder) -> None:
        """Add the counts, the verdict, and the first criterion that it rests on."""
        names = [bound.criterion.id for bound in self.program.criteria]
        counts = {}
        for kind in ("non_satisfait", "indetermine", "a_apprecier"):
            each = [(nw.col(status(name)) == kind).cast(nw.Int64) for name in names]
            counts[safe(f"bilan.{kind}")] = nw.sum_horizontal(*each)
        builder.add(counts)
        verdict = nw.lit(self.program.verdicts[-1].id)
        for item in reversed(self.program.verdicts[:-1]):
            holds = true(builder.columns.condition(item.condition or TRUE))
            verdict = when(holds, nw.lit(item.id), verdict)
        builder.add({"verdict": verdict})
        rests_on = unknown(nw.String)
        for name, wanted in DECIDING.items():
            rests_on = when(nw.col("verdict") == name, nw.lit(wanted), rests_on)
        builder.add({"decisif": rests_on})
        decisive = unknown(nw.String)
        for name in reversed(names):
            decisive = when(nw.col(status(name)) == nw.col("decisif"), nw.lit(name), decisive)
        builder.add({"critere_decisif": decisive})

    # -- how much -------------------------------------------------------------------------

    def _amount(self, builder: Builder) -> None:
        """Add the regime retained, its ceiling in cents, and the amount that nothing forbids."""
        roles = self.program.book.roles
        table, limits = (self.program.tables.get(roles.get(r, "")) for r in ("aide", "limites"))
        if table is None or limits is None:
            return
        applies = ~false(builder.columns.condition(table.applies))
        ceilings: dict[str, nw.Expr] = {}
        sure: list[tuple[str, str, str]] = []
        for rank, bound in enumerate(table.lines):
            low = safe(f"{table.table.id}[{rank}].plafond.bas")
            output = bound.line.outputs.get("plafond")
            level = bound.line.citation.level if bound.line.citation else "a_verifier"
            if output is None or low not in builder.columns.present or level not in STRENGTH:
                continue
            scale = builder.scales[low]
            amount = nw.col(low) // 10 ** (scale - CENTS) if scale > CENTS else nw.col(low)
            holds = true(nw.col(safe(f"{table.table.id}[{rank}].applicable"))) & applies
            name = safe(f"plafond.{bound.line.id}")
            ceilings[name] = when(holds & true(amount > 0), amount, unknown(nw.Int64))
            sure.append((level, bound.line.id, name))
        builder.add(ceilings)
        best, chosen = unknown(nw.Int64), unknown(nw.String)
        for strength in reversed(STRENGTH):
            names = [(line, name) for each, line, name in sure if each == strength]
            if not names:
                continue
            top = nw.max_horizontal(*(nw.col(name) for _, name in names))
            for line, name in reversed(names):
                chosen = when(true(nw.col(name) == top), nw.lit(line), chosen)
            best = when(top.is_null(), best, top)
        found = {safe("aide.plafond_retenu"): best, safe("aide.retenu"): chosen}
        builder.add(found)
        lines = Lines(builder, limits)
        lines.add(waits=False)
        builder.add({safe("aide.montant_max"): _least(lines)})


DECIDING: Mapping[str, str] = {
    "ineligible": "non_satisfait",
    "a_completer": "indetermine",
    "a_apprecier": "a_apprecier",
}
"""The status that each verdict rests on."""


def _least(lines: Lines) -> nw.Expr:
    """Return the least of the limits that apply, null unless all that may are known."""
    doubtful, amounts = [nw.lit(value=False)], []
    for rank in range(len(lines.table.lines)):
        low, high = cents(lines.spans[rank]["montant"])
        applies = nw.col(lines.name(rank, "applicable"))
        admits = nw.col(lines.name(rank, "admissible"))
        doubtful.append(admits.is_null())
        doubtful.append(true(admits) & (~true(applies) | ~true(low == high)))
        amounts.append(when(true(applies), low, unknown(nw.Int64)))
    least = nw.min_horizontal(*amounts)
    return when(any_of(doubtful), unknown(nw.Int64), least)


def asked_as(path: str, columns: Columns) -> dict[str, nw.Expr]:
    """Return the dossier paths to ask for when ``path`` is unknown, and on which rows."""
    everywhere = nw.lit(value=True)
    if path == "site.zone_afr":
        loaded = columns.named(safe("site.afr_chargee"), nw.Boolean)
        return {"projet.commune": true(loaded)}
    if path.startswith(("site.", "territoire.")):
        cause = columns.named(safe("site.cause"), nw.String)
        return {"projet.commune": ~true(cause == UNASKED)}
    if path in {"porteur.section_naf", "porteur.groupe_naf"}:
        return {"porteur.code_naf": everywhere}
    return {path: everywhere}
