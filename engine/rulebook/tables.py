"""Decision tables: lines of cells over named columns, with the hit policies of DMN.

A table of one hit (``unique``, ``first``) becomes a derived fact, whose cases are conditions that
exclude one another. Lines that give the same answer are taken together, so that a fact is known
as soon as all lines that may still hold agree. A ``collect`` table keeps its lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from ..errors import Where
from ..likeness import nearest_path
from ..values import BOOL, DATE, EUROS, RATE, FactType
from . import schema
from .dated import citation_of
from .expression import (
    FALSE,
    TRUE,
    Call,
    Compare,
    Const,
    Expr,
    Fact,
    Not,
    Or,
    affirm,
    conjunction,
    fold,
)
from .files import Files, Reading
from .model import DATE_COLUMN, Cell, Column, Derived, Line, Output, Table, Text
from .parse import parse_condition, parse_formula
from .scope import Scope
from .texts import condition_of, motives_of, text_of

OUTPUT_TYPES: Mapping[str, FactType] = {"oui_non": BOOL, "euros": EUROS, "taux": RATE}
LEVELS = ("lu", "secondaire", "a_verifier")

_OPERATOR = re.compile(r"(<=|>=|==|!=|<|>|in\b)")
_INTERVAL = re.compile(r"([\[\]])(.+?)\.\.(.+)([\[\]])")
_WORD = re.compile(r"\b\w+\b")
Loc = tuple[str | int, ...]


def single_type(shape: schema.TableShape) -> FactType:
    """Return the type of the fact that a table of one hit gives: what its lines can answer."""
    answers = (_answer(line.donne) for line in shape.lignes)
    values = dict.fromkeys(answer for answer in answers if answer is not None)
    if values and all(isinstance(value, bool) for value in values):
        return BOOL
    return FactType("enum", values=tuple(str(value) for value in values))


def rows_type(shape: schema.TableShape) -> FactType:
    """Return the type of the list that a collecting table gives."""
    ids = tuple(line.id for line in shape.lignes)
    fields = {
        "id": FactType("enum", values=ids),
        "niveau": FactType("enum", values=LEVELS),
        "applicable": BOOL,
        "admissible": BOOL,
        **{out.id: BOOL for out in shape.sorties if out.type == "oui_non"},
    }
    return FactType("rows", fields=fields)


def table_of(
    shape: schema.TableShape, reading: Reading, index: int, scope: Scope, files: Files
) -> Table:
    """Return the table; what is wrong with it is noted in ``files``."""
    return _Reader(shape, reading, index, scope, files).table()


class _Reader:
    def __init__(
        self,
        shape: schema.TableShape,
        reading: Reading,
        index: int,
        scope: Scope,
        files: Files,
    ) -> None:
        self.shape, self.reading, self.at = shape, reading, (index,)
        self.scope, self.files = scope, files
        self.columns: dict[str, Column] = {}
        self.formulas: dict[str, str] = {}

    def where(self, *loc: str | int) -> Where:
        return self.reading.where((*self.at, *loc))

    def text(self, shape: schema.TextShape | None, *loc: str | int) -> Text:
        return text_of(shape, self.scope, self.files, self.where(*loc))

    def table(self) -> Table:
        shape = self.shape
        collects = shape.politique == "collect"
        if collects == bool(not shape.sorties and not shape.textes and self._bare()):
            self.files.fault("table_sans_sortie", self.where("id"), nom=shape.id)
        for number, column in enumerate(shape.entrees):
            self._column(column, number)
        lines = tuple(self._line(line, number) for number, line in enumerate(shape.lignes))
        seen: set[str] = set()
        for number, line in enumerate(lines):
            if collects and not line.id:
                self.files.fault("ligne_sans_nom", line.where, nom=shape.id, ligne=number + 1)
            elif line.id and line.id in seen:
                self.files.fault("identifiant_double", line.where, nom=line.id)
            seen.add(line.id)
        return Table(
            id=shape.id,
            title=self.text(shape.titre, "titre"),
            policy=shape.politique,
            where=self.where("id"),
            applies=condition_of(shape.si, self.scope, self.files, self.where("si")),
            columns=tuple(self.columns.values()),
            lines=lines,
            outputs={out.id: OUTPUT_TYPES[out.type] for out in shape.sorties},
            texts={
                name: motives_of(text, self.scope, self.files, self.where("textes", name))
                for name, text in shape.textes.items()
            },
            labels={
                **{out.id: self.text(out.libelle, "sorties") for out in shape.sorties},
                **{
                    value: self.text(text, "valeurs", value)
                    for value, text in shape.valeurs.items()
                },
            },
        )

    def _bare(self) -> bool:
        return not any(line.textes for line in self.shape.lignes)

    # -- columns and cells ----------------------------------------------------------------

    def _column(self, shape: schema.ColumnShape, number: int) -> None:
        where = self.where("entrees", number, "formule")
        expr, faults = parse_formula(shape.formule, self.scope, where)
        self.files.faults.extend(faults)
        if shape.id in self.columns:
            self.files.fault("identifiant_double", where, nom=shape.id)
        self.formulas[shape.id] = shape.formule
        self.columns[shape.id] = Column(
            shape.id,
            self.text(shape.libelle, "entrees", number),
            expr or TRUE,
            motives_of(shape.refus, self.scope, self.files, where),
            motives_of(shape.a_apprecier, self.scope, self.files, where),
            motives_of(shape.inconnu, self.scope, self.files, where),
        )

    def _cell(self, name: str, test: schema.Test | schema.CellShape, *loc: str | int) -> Cell:
        where = self.where(*loc)
        if name not in self.columns:
            proche = nearest_path(name, list(self.columns)) or ", ".join(self.columns)
            self.files.fault(
                "entree_inconnue", self.reading.key((*self.at, *loc)), nom=name, proche=proche
            )
            return Cell(name, TRUE)
        if not isinstance(test, schema.CellShape):
            return Cell(name, self._test(name, test, where), source=_written(test))
        admits = FALSE if test.admet is None else self._test(name, test.admet, where)
        given = "" if test.admet is None else _written(test.admet)
        judges = self._test(name, test.apprecie, where)
        return Cell(name, admits, judges, given, _written(test.apprecie))

    def _test(self, name: str, test: schema.Test, where: Where) -> Expr:
        """Return the condition of a cell: its test applied to the formula of its column."""
        formula, kind = self.formulas[name], self.columns[name].expr.type
        if isinstance(test, schema.ExceptShape):
            return fold(Not(self._test(name, test.sauf, where)))
        if test in ("oui", "non") and kind == BOOL:
            test = test == "oui"
        if isinstance(test, bool):
            return self._parsed(formula if test else f"not ({formula})", where)
        if isinstance(test, list):
            if kind.kind == "set":
                return fold(Or(tuple(self._test(name, value, where) for value in test)))
            options = ", ".join(_quoted(value, kind) for value in test)
            return self._parsed(f"({formula}) in [{options}]", where)
        if test == "-":
            return TRUE
        if kind.kind == "set":
            return self._parsed(f"{test} in {formula}", where)
        if _OPERATOR.match(test):
            return self._parsed(f"({formula}) {test}", where)
        if interval := _INTERVAL.fullmatch(test):
            low = ">=" if interval[1] == "[" else ">"
            high = "<=" if interval[4] == "]" else "<"
            text = f"({formula}) {low} {interval[2]} and ({formula}) {high} {interval[3]}"
            return self._parsed(text, where)
        return self._parsed(f"({formula}) == {_quoted(test, kind)}", where)

    def _parsed(self, text: str, where: Where) -> Expr:
        tree, faults = parse_condition(text, self.scope, where)
        self.files.faults.extend(faults)
        return tree or TRUE

    # -- lines ----------------------------------------------------------------------------

    def _line(self, shape: schema.LineShape, number: int) -> Line:
        loc: Loc = ("lignes", number)
        where = self.where(*loc)
        cells = [] if shape.si is None else [self._free_cell(shape.si, *loc, "si")]
        if shape.debut or shape.fin:
            cells.append(_dated(shape))
        cells += [self._cell(name, test, *loc, "quand", name) for name, test in shape.quand.items()]
        collects = self.shape.politique == "collect"
        if collects == isinstance(shape.donne, bool | str):
            self.files.fault("sortie_refusee", where, nom=shape.id or str(number + 1))
        citation = None
        if shape.source is not None:
            citation = citation_of(shape.source, self.files, self.where(*loc, "source", "cle"))
        return Line(
            id=shape.id,
            title=self.text(shape.titre, *loc, "titre"),
            where=self.where(*loc, "id") if shape.id else where,
            cells=tuple(cells),
            value=_answer(shape.donne),
            outputs=self._outputs(shape, loc) if collects else {},
            texts={
                name: motives_of(text, self.scope, self.files, self.where(*loc, "textes", name))
                for name, text in shape.textes.items()
            },
            citation=citation,
            start=shape.debut,
            end=shape.fin,
            tolerated=shape.tolere_jusqu_au,
            note=self.text(shape.note, *loc, "note"),
        )

    def _free_cell(self, source: schema.Condition, *loc: str | int) -> Cell:
        condition = condition_of(source, self.scope, self.files, self.where(*loc))
        return Cell("", condition or TRUE, source=str(source))

    def _outputs(self, shape: schema.LineShape, loc: Loc) -> Mapping[str, Output]:
        """Return what the line gives, in the table's order; an output may use those before it."""
        given = shape.donne if isinstance(shape.donne, dict) else {}
        for name in given:
            if name not in {out.id for out in self.shape.sorties}:
                proche = nearest_path(name, [out.id for out in self.shape.sorties]) or "—"
                where = self.reading.key((*self.at, *loc, "donne", name))
                self.files.fault("sortie_inconnue", where, nom=name, proche=proche)
        found: dict[str, Output] = {}
        for number, out in enumerate(self.shape.sorties):
            source = given.get(out.id, out.formule)
            inherited = out.formule if out.id not in given else None
            if source is None or (inherited and self._lacks(inherited, found)):
                continue
            where = (
                self.where(*loc, "donne", out.id)
                if out.id in given
                else self.where("sorties", number, "formule")
            )
            parts = {"": source} if isinstance(source, str) else source
            trees = [
                (name, self._output(text, out.type, found, where)) for name, text in parts.items()
            ]
            whole = trees[0][1]
            for _, tree in trees[1:]:
                kind = max((whole.type, tree.type), key=lambda item: item.scale)
                whole = Call("min", (whole, tree), kind)
            named = tuple(trees) if isinstance(source, dict) else ()
            if out.id in self.scope.facts:
                self.files.fault("identifiant_double", where, nom=out.id)
            text = " ; ".join(f"{name} : {part}" if name else part for name, part in parts.items())
            found[out.id] = Output(whole, OUTPUT_TYPES[out.type], named, text)
        return found

    def _lacks(self, formula: str, found: Mapping[str, Output]) -> bool:
        """Whether the table's formula rests on an output that the line does not give."""
        others = {out.id for out in self.shape.sorties} - set(found)
        return bool(others & set(_WORD.findall(formula)))

    def _output(self, text: str, kind: str, earlier: Mapping[str, Output], where: Where) -> Expr:
        known = {name: output.expr.type for name, output in earlier.items()}
        scope = Scope({**self.scope.facts, **known}, self.scope.parameters, self.scope.criteria)
        tree, faults = parse_formula(text, scope, where)
        self.files.faults.extend(faults)
        if tree is None:
            return TRUE if kind == "oui_non" else Const(0, OUTPUT_TYPES[kind])
        expected = OUTPUT_TYPES[kind]
        unit = {"euros": {"euros"}, "taux": {"", "taux"}}.get(kind, {""})
        if tree.type.kind != expected.kind or tree.type.unit not in unit:
            self.files.fault("sortie_type", where, type=str(expected), trouve=str(tree.type))
        return tree


def _answer(given: object) -> str | bool | None:
    """Return what a line of a table of one hit answers; « oui » and « non » are a boolean's."""
    if isinstance(given, str):
        return {"oui": True, "non": False}.get(given, given)
    return given if isinstance(given, bool) else None


def _quoted(value: str, kind: FactType) -> str:
    return f'"{value}"' if kind.kind == "code" else value


def _written(test: schema.Test) -> str:
    """Return a test as it stands in the file."""
    if isinstance(test, schema.ExceptShape):
        return f"sauf {', '.join(test.sauf)}"
    if isinstance(test, bool):
        return "oui" if test else "non"
    return ", ".join(test) if isinstance(test, list) else test


def _dated(shape: schema.LineShape) -> Cell:
    """Return the cell of the line's own validity, at the reference date."""
    last = shape.tolere_jusqu_au or shape.fin
    day = Fact("date_reference", DATE)
    parts: list[Expr] = []
    if shape.debut is not None:
        parts.append(Compare(">=", day, Const(shape.debut, DATE)))
    if last is not None:
        parts.append(Compare("<=", day, Const(last, DATE)))
    return Cell(DATE_COLUMN, conjunction(*parts), source=_period(shape.debut, last))


def _period(start: date | None, end: date | None) -> str:
    return f"[{start or ''} .. {end or ''}]"


# -- what a table means ------------------------------------------------------------------------


def holds(line: Line) -> Expr:
    """Return when a line holds: every cell admits."""
    return conjunction(*(affirm(cell.admits) for cell in line.cells))


def derived_of(table: Table) -> Derived:
    """Return the fact that a table of one hit gives.

    An answer holds when one of its lines does, and, under ``first``, no earlier line of another
    answer does.
    """
    answers: dict[str | bool, list[Expr]] = {}
    for number, line in enumerate(table.lines):
        before: Iterable[Line] = table.lines[:number] if table.policy == "first" else ()
        others = [Not(holds(other)) for other in before if other.value != line.value]
        answers.setdefault(line.value or False, []).append(
            conjunction(*(affirm(part) for part in (holds(line), *others)))
        )
    cases = {value: fold(Or(tuple(parts))) for value, parts in answers.items()}
    if set(cases) <= {True, False}:
        formula = cases.get(True, FALSE)
        return Derived(table.id, table.title, BOOL, table.where, formula, table.applies)
    kind = FactType("enum", values=tuple(str(value) for value in cases))
    named = tuple((condition, str(value)) for value, condition in cases.items())
    lines = tuple(holds(line) for line in table.lines)
    return Derived(table.id, table.title, kind, table.where, None, table.applies, named, lines)
