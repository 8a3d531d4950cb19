"""Text of a condition → typed tree, or every fault with its place.

Python's own parser reads the grammar; nothing is ever evaluated by Python. What is not in the
short list below is refused, so a rule always ends and always has one type.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NoReturn, cast

from ..errors import Fault, Where
from ..likeness import nearest_path
from ..values import BOOL, CODE, PURE, FactType, scaled
from .expression import (
    Aggregate,
    And,
    Arithmetic,
    Call,
    Choose,
    Column,
    Compare,
    Const,
    Contains,
    Expr,
    Fact,
    Holds,
    Member,
    Not,
    Op,
    Or,
    Parameter,
    Rows,
)
from .scope import Scope

_CRITERION = re.compile(r"\b([A-Z]{3})-(\d{2})\b")
_PERCENT = re.compile(r"\b(\d+(?:\.\d+)?) ?%")
_OPS: Mapping[type[ast.cmpop], Op] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_ARITHMETIC: Mapping[type[ast.operator], Literal["+", "-", "*"]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
}
_BLOCKS = {"tous", "un", "aucun"}
_AGGREGATES = {"somme", "compte", "existe", "chaque"}
_CALLS = {"max", "min", "jours", "annees", "fourni"}
_CHOICES = {"si", "selon"}
_FUNCTIONS = sorted(_AGGREGATES | _CALLS | _CHOICES | {"derniers"})
_LONGEST = 4000
DIMENSIONLESS = frozenset({"", "taux"})


class _Refused(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault


@dataclass(frozen=True, slots=True)
class _Symbol:
    """A bare word, an enum symbol once we know what it is compared with."""

    name: str
    node: ast.expr


def parse_condition(source: object, scope: Scope, where: Where) -> tuple[Expr | None, list[Fault]]:
    """Parse a condition: text, or nested ``tous``, ``un``, ``aucun`` blocks.

    Returns the tree, or None and the faults.
    """
    if isinstance(source, bool):
        return Const(source, BOOL), []
    if isinstance(source, str):
        tree, faults = parse_formula(source, scope, where)
        if tree is not None and tree.type != BOOL:
            fault = _fault("pas_une_condition", where, texte=source, type=str(tree.type))
            return None, [fault]
        return tree, faults
    if isinstance(source, dict) and len(source) == 1 and set(source) <= _BLOCKS:
        ((block, items),) = source.items()
        if isinstance(items, list) and items:
            parsed = [parse_condition(item, scope, where) for item in items]
            faults = [fault for _, some in parsed for fault in some]
            parts = tuple(tree for tree, _ in parsed if tree is not None)
            if faults:
                return None, faults
            whole: Expr = And(parts) if block == "tous" else Or(parts)
            return (Not(whole) if block == "aucun" else whole), []
    return None, [_fault("condition_illisible", where, texte=str(source)[:80])]


def parse_formula(source: str, scope: Scope, where: Where) -> tuple[Expr | None, list[Fault]]:
    """Parse a formula of any type. Returns the tree, or None and the fault."""
    try:
        return _Parser(source, scope, where).parse(), []
    except _Refused as refused:
        return None, [refused.fault]


def parse_any(source: object, scope: Scope, where: Where) -> tuple[Expr | None, list[Fault]]:
    """Parse a formula of any type, or a condition in blocks."""
    if isinstance(source, str):
        return parse_formula(source, scope, where)
    return parse_condition(source, scope, where)


def _fault(code: str, where: Where, **params: object) -> Fault:
    return Fault(f"regles.{code}", where, params)


class _Parser:
    def __init__(self, source: str, scope: Scope, where: Where) -> None:
        self._source, self._scope, self._where = source, scope, where
        self._row: Mapping[str, FactType] = {}
        self._text = ""

    def parse(self) -> Expr:
        text = _CRITERION.sub(r"\1_\2", self._source)
        text = _PERCENT.sub(lambda rate: f"{Decimal(rate[1]).scaleb(-2):f}", text)
        if len(text) > _LONGEST:
            raise _Refused(_fault("formule_trop_longue", self._where, maximum=_LONGEST))
        self._text = text.strip()
        try:
            body = ast.parse(self._text, mode="eval").body
            tree = self._expression(body)
        except SyntaxError as error:
            self._refuse("syntaxe", error.offset or 1, texte=self._source.strip())
        except (RecursionError, MemoryError, ValueError):
            self._refuse("syntaxe", 1, texte=self._source.strip()[:80])
        if isinstance(tree, _Symbol):
            self._unknown(tree)
        return tree

    # -- faults ---------------------------------------------------------------------------

    def _refuse(self, code: str, at: ast.expr | int, **params: object) -> NoReturn:
        offset = at - 1 if isinstance(at, int) else at.col_offset
        where = self._where
        column = where.column + offset if where.column else 0
        place = Where(where.file, where.line, column, where.path)
        raise _Refused(_fault(code, place, **params))

    def _unknown(self, symbol: _Symbol) -> NoReturn:
        known = [*self._row, *self._scope.names]
        proche = nearest_path(symbol.name, known)
        code = "fait_inconnu_proche" if proche else "fait_inconnu"
        self._refuse(code, symbol.node, nom=symbol.name, proche=proche)

    # -- the grammar ----------------------------------------------------------------------

    def _expression(self, node: ast.expr) -> Expr | _Symbol:
        match node:
            case ast.BoolOp(op, values):
                parts = tuple(self._condition(value) for value in values)
                return And(parts) if isinstance(op, ast.And) else Or(parts)
            case ast.UnaryOp(ast.Not(), operand):
                return Not(self._condition(operand))
            case ast.Compare(left, [op], [right]):
                return self._comparison(node, left, op, right)
            case ast.BinOp(left, op, right) if type(op) in _ARITHMETIC:
                return self._arithmetic(node, _ARITHMETIC[type(op)], left, right)
            case ast.Call(ast.Name(function), args, keywords):
                return self._call(node, function, args, keywords)
            case ast.Constant(value):
                return self._constant(node, value)
            case ast.Name() | ast.Attribute():
                return self._name(node)
            case ast.BinOp(_, ast.Div() | ast.FloorDiv(), _):
                self._refuse("division", node)
            case ast.Compare():
                self._refuse("comparaison_enchainee", node)
        self._refuse("forme_refusee", node, texte=ast.unparse(node)[:80])

    def _condition(self, node: ast.expr) -> Expr:
        expr = self._value(node)
        if expr.type != BOOL:
            self._refuse("pas_une_condition", node, texte=ast.unparse(node), type=str(expr.type))
        return expr

    def _value(self, node: ast.expr) -> Expr:
        expr = self._expression(node)
        if isinstance(expr, _Symbol):
            self._unknown(expr)
        return expr

    def _number(self, node: ast.expr) -> Expr:
        expr = self._value(node)
        if expr.type.kind != "number":
            self._refuse("pas_un_nombre", node, texte=ast.unparse(node), type=str(expr.type))
        return expr

    def _constant(self, node: ast.expr, value: object) -> Expr:
        if isinstance(value, bool):
            return Const(value, BOOL)
        if isinstance(value, str):
            return Const(value, CODE)
        if isinstance(value, int | float):
            number = Decimal(ast.get_source_segment(self._text, node) or str(value))
            exponent = number.as_tuple().exponent
            scale = max(0, -exponent) if isinstance(exponent, int) else 0
            return Const(scaled(number, scale), FactType("number", "", scale))
        self._refuse("forme_refusee", node, texte=ast.unparse(node)[:80])

    def _name(self, node: ast.expr) -> Expr | _Symbol:
        name = ast.unparse(node)
        if name in self._row:
            return Column(name, self._row[name])
        if name in self._scope.facts:
            found = self._scope.facts[name]
            if found.kind == "rows":
                self._refuse("liste_seule", node, nom=name)
            return Fact(name, found)
        if name.startswith("parametres.") and name[11:] in self._scope.parameters:
            return Parameter(name[11:], self._scope.parameters[name[11:]])
        if (criterion := name.replace("_", "-", 1)) in self._scope.criteria:
            return Holds(criterion)
        if re.fullmatch(r"[A-Z]{3}_\d{2}", name):
            proche = nearest_path(criterion, sorted(self._scope.criteria))
            self._refuse("critere_inconnu", node, nom=criterion, proche=proche or "—")
        symbol = _Symbol(name, node)
        if "." in name:
            self._unknown(symbol)
        return symbol

    # -- comparisons ----------------------------------------------------------------------

    def _comparison(
        self, node: ast.expr, left: ast.expr, op: ast.cmpop, right: ast.expr
    ) -> Expr | _Symbol:
        if isinstance(op, ast.In | ast.NotIn):
            member = self._membership(left, right)
            return Not(member) if isinstance(op, ast.NotIn) else member
        if type(op) not in _OPS:
            self._refuse("forme_refusee", node, texte=ast.unparse(node)[:80])
        sign = _OPS[type(op)]
        one, two = self._expression(left), self._expression(right)
        if isinstance(one, _Symbol) and not isinstance(two, _Symbol):
            one = self._symbol(one, two.type)
        if isinstance(two, _Symbol) and not isinstance(one, _Symbol):
            two = self._symbol(two, one.type)
        if isinstance(one, _Symbol) or isinstance(two, _Symbol):
            self._unknown(one if isinstance(one, _Symbol) else cast("_Symbol", two))
        kind = one.type.kind
        if kind != two.type.kind or kind in {"set", "bool", "rows"}:
            self._refuse("types_differents", node, gauche=str(one.type), droite=str(two.type))
        if kind == "number":
            self._same_unit(node, one, two)
        elif kind != "date" and sign not in {"==", "!="}:
            self._refuse("ordre_sans_sens", node, type=str(one.type))
        return Compare(sign, one, two)

    def _same_unit(self, node: ast.expr, one: Expr, two: Expr) -> None:
        units = {one.type.unit, two.type.unit}
        zero = any(isinstance(side, Const) and side.value == 0 for side in (one, two))
        if len(units) > 1 and not units <= DIMENSIONLESS and not zero:
            self._refuse("unites_differentes", node, gauche=str(one.type), droite=str(two.type))

    def _symbol(self, symbol: _Symbol, kind: FactType) -> Const:
        if kind.kind not in {"enum", "set"}:
            self._unknown(symbol)
        if symbol.name not in kind.values:
            proche = nearest_path(symbol.name, list(kind.values)) or ", ".join(kind.values)
            self._refuse("symbole_inconnu", symbol.node, nom=symbol.name, proche=proche)
        return Const(symbol.name, FactType("enum", values=kind.values))

    def _membership(self, left: ast.expr, right: ast.expr) -> Expr:
        item = self._expression(left)
        if isinstance(right, ast.List | ast.Tuple):
            if isinstance(item, _Symbol):
                self._unknown(item)
            options = tuple(self._option(element, item.type) for element in right.elts)
            return Member(item, Const(options, FactType("set", values=options)))
        within = self._value(right)
        if within.type.kind != "set":
            self._refuse("pas_un_ensemble", right, texte=ast.unparse(right))
        if isinstance(within, Fact):
            if not isinstance(item, _Symbol):
                self._refuse("symbole_attendu", left, texte=ast.unparse(left))
            return Contains(str(self._symbol(item, within.type).value), within)
        if isinstance(item, _Symbol):
            self._unknown(item)
        if item.type.kind not in {"enum", "code"}:
            self._refuse("types_differents", left, gauche=str(item.type), droite=str(within.type))
        return Member(item, within)

    def _option(self, node: ast.expr, kind: FactType) -> str:
        option = self._expression(node)
        if isinstance(option, _Symbol):
            return str(self._symbol(option, kind).value)
        if isinstance(option, Const) and option.type == kind == CODE:
            return str(option.value)
        self._refuse("types_differents", node, gauche=str(kind), droite=str(option.type))

    # -- numbers and functions ------------------------------------------------------------

    def _arithmetic(
        self, node: ast.expr, op: Literal["+", "-", "*"], left: ast.expr, right: ast.expr
    ) -> Expr:
        one, two = self._number(left), self._number(right)
        if op != "*":
            self._same_unit(node, one, two)
            unit = one.type.unit or two.type.unit
            scale = max(one.type.scale, two.type.scale)
        else:
            if one.type.unit not in DIMENSIONLESS and two.type.unit not in DIMENSIONLESS:
                self._refuse("produit_d_unites", node, gauche=str(one.type), droite=str(two.type))
            unit = one.type.unit if one.type.unit not in DIMENSIONLESS else two.type.unit
            scale = one.type.scale + two.type.scale
        return Arithmetic(op, one, two, FactType("number", unit, scale))

    def _call(
        self, node: ast.expr, function: str, args: list[ast.expr], keywords: list[ast.keyword]
    ) -> Expr:
        if function in _AGGREGATES:
            return self._aggregate(node, function, args, keywords)
        if function in _CHOICES:
            return self._choice(node, function, args, keywords)
        if function not in _CALLS or keywords:
            proche = nearest_path(function, _FUNCTIONS) or ", ".join(_FUNCTIONS)
            self._refuse("fonction_inconnue", node, nom=function, proche=proche)
        values = tuple(self._value(arg) for arg in args)
        kinds = [value.type.kind for value in values]
        if function in {"jours", "annees"} and kinds == ["date", "date"]:
            kind = FactType("number", function)
        elif function in {"max", "min"} and len(values) == 2 and kinds == ["number", "number"]:
            self._same_unit(node, *values)
            kind = max((value.type for value in values), key=lambda item: item.scale)
        elif function == "fourni" and len(values) == 1 and isinstance(values[0], Fact):
            kind = BOOL
        else:
            self._refuse("arguments", node, nom=function)
        name = cast("Literal['max', 'min', 'jours', 'annees', 'fourni']", function)
        return Call(name, values, kind)

    def _choice(
        self, node: ast.expr, function: str, args: list[ast.expr], keywords: list[ast.keyword]
    ) -> Expr:
        """``si(condition, a, b)``; ``selon(choice, x=a, y=b)``, every value of the choice given."""
        if function == "si" and len(args) == 3 and not keywords:
            condition = self._condition(args[0])
            branches = [(condition, args[1]), (Not(condition), args[2])]
        elif function == "selon" and len(args) == 1 and keywords:
            subject = self._value(args[0])
            wanted = {keyword.arg: keyword.value for keyword in keywords}
            kind = subject.type
            if kind.kind != "enum" or not all(wanted):
                self._refuse("arguments", node, nom=function)
            for name in sorted(set(map(str, wanted)) ^ set(kind.values)):
                code = "cas_absent" if name in kind.values else "symbole_inconnu"
                proche = nearest_path(name, list(kind.values)) or ", ".join(kind.values)
                self._refuse(code, node, nom=name, proche=proche)
            symbol = FactType("enum", values=kind.values)
            branches = [
                (Compare("==", subject, Const(name, symbol)), value)
                for name, value in wanted.items()
            ]
        else:
            self._refuse("arguments", node, nom=function)
        cases = tuple((condition, self._number(value)) for condition, value in branches)
        for _, value in cases[1:]:
            self._same_unit(node, cases[0][1], value)
        unit = next((value.type.unit for _, value in cases if value.type.unit), "")
        scale = max(value.type.scale for _, value in cases)
        return Choose(cases, FactType("number", unit, scale))

    def _aggregate(
        self, node: ast.expr, function: str, args: list[ast.expr], keywords: list[ast.keyword]
    ) -> Expr:
        expected = "verifie" if function == "chaque" else "si"
        if len(args) != 1 or any(keyword.arg != expected for keyword in keywords):
            self._refuse("arguments", node, nom=function)
        rows, column = self._rows(args[0], wants_column=function == "somme")
        fields = self._scope.facts[rows.path].fields
        outer, self._row = self._row, fields
        where = self._condition(keywords[0].value) if keywords else None
        self._row = outer
        if where is None and function in {"existe", "chaque"}:
            self._refuse("arguments", node, nom=function)
        kind = {"somme": fields.get(column, BOOL), "compte": PURE}.get(function, BOOL)
        if function == "somme" and kind.kind != "number":
            self._refuse("pas_un_nombre", args[0], texte=ast.unparse(args[0]), type=str(kind))
        name = cast("Literal['somme', 'compte', 'existe', 'chaque']", function)
        return Aggregate(name, rows, column, where, kind)

    def _rows(self, node: ast.expr, *, wants_column: bool) -> tuple[Rows, str]:
        match node:
            case ast.Call(ast.Name("derniers"), [rows, ast.Name(by), count], []):
                found, _ = self._rows(rows, wants_column=False)
                fields = self._scope.facts[found.path].fields
                if by not in fields or fields[by].kind not in {"number", "date"}:
                    proche = nearest_path(by, list(fields)) or ", ".join(fields)
                    self._refuse("colonne_inconnue", node, nom=by, proche=proche)
                return Rows(found.path, by, self._number(count)), ""
        name = ast.unparse(node)
        path, column = name.rpartition(".")[::2] if wants_column else (name, "")
        found_type = self._scope.facts.get(path)
        if found_type is None or found_type.kind != "rows":
            known = [name for name, kind in self._scope.facts.items() if kind.kind == "rows"]
            proche = nearest_path(path, known) or ", ".join(known)
            self._refuse("liste_inconnue", node, nom=path or name, proche=proche)
        if wants_column and column not in found_type.fields:
            proche = nearest_path(column, list(found_type.fields)) or ", ".join(found_type.fields)
            self._refuse("colonne_inconnue", node, nom=column, proche=proche)
        return Rows(path), column
