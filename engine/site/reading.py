"""A condition in words: what it looks at by name, each name a link to where it is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from ..messages import Lang, message, template
from ..rulebook.expression import (
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
    Or,
    Parameter,
    Rows,
)
from ..rulebook.model import Output, RuleBook, Slot, Table, Text
from ..values import FactType
from ..wording import Wording
from . import address


class Word(NamedTuple):
    """A piece of a sentence; ``href`` leads to where it is told, from the top of the site."""

    text: str
    href: str = ""


class Said(NamedTuple):
    """A sentence, or the head of a list of others."""

    words: tuple[Word, ...]
    items: tuple[Said, ...] = ()


OPERATORS: Mapping[str, str] = {
    "==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "*": "×", "+": "+", "-": "−",
}  # fmt: skip
OF_LINES = frozenset({"applicable", "admissible", "niveau"})
"""What every line of a collecting table has, beside what its table declares."""
NAMED = frozenset({"enum", "code", "text"})
"""Kinds that are told by a name: equal or not, never more or less."""


class Reader:
    """Reads the expressions and the texts of one rule book in one language."""

    def __init__(self, book: RuleBook, lang: Lang) -> None:
        self.book, self.lang = book, lang
        self.wording = Wording(book, lang)
        self._symbols = {
            symbol: text.plain(lang)
            for label in book.labels.values()
            for symbol, text in label.values.items()
        }
        self._derived = {item.path for item in book.derived}
        self._list = ""
        self._table: Table | None = None
        self._rates = False

    def output(self, output: Output, table: Table) -> list[Word]:
        """Return what a line of a table gives: an expression that may name its other outputs."""
        self._table, self._rates = table, output.type.unit == "taux"
        found = self.words(output.expr)
        self._table, self._rates = None, False
        return found

    # -- conditions ---------------------------------------------------------------------------

    def condition(self, expr: Expr) -> Said:
        """Return a condition: what must all hold, or at least one, as a list."""
        match expr:
            case And(parts):
                return Said(self._words("toutes"), tuple(map(self.condition, parts)))
            case Or(parts):
                return Said(self._words("une"), tuple(map(self.condition, parts)))
            case Not(And() | Or() as inner):
                return Said(self._words("pas"), (self.condition(inner),))
        return Said(tuple(self.words(expr)))

    def _words(self, key: str, **values: object) -> tuple[Word, ...]:
        return (Word(message(f"site.dit_{key}", self.lang, **values)),)

    def words(self, expr: Expr) -> list[Word]:
        """Return an expression in one sentence."""
        match expr:
            case Const(value, kind):
                pure = self._rates and kind.kind == "number" and not kind.unit
                return [Word(self._value(value, replace(kind, unit="taux") if pure else kind, ""))]
            case Fact(path, kind):
                return [self.named(path), *self._affirmed(kind, yes=True)]
            case Column(name, kind):
                return [self._column(name), *self._affirmed(kind, yes=True)]
            case Parameter(name):
                label = self.book.parameters[name].label.plain(self.lang)
                return [Word(label, address.parameter(name)), *self._figures(name)]
            case Holds(criterion):
                told = message("site.dit_critere", self.lang, critere=criterion)
                return [Word(told, address.criterion(criterion))]
            case Not(part):
                return self._negated(part)
            case Compare(op, left, right):
                return self._compared(op, left, right)
            case Member(item, options):
                return self._among("dit_parmi", item, options)
            case Contains(symbol, within):
                return self._holding("dit_comprend", symbol, within)
            case And(parts):
                return self._joined("dit_et", parts)
            case Or(parts):
                return self._joined("dit_ou", parts)
            case Arithmetic(op, left, right):
                return [*self._bare(left), Word(f" {OPERATORS[op]} "), *self._bare(right)]
            case Aggregate(function, rows, column, where):
                return self._aggregate(function, rows, column, where)
            case Call(function, args):
                return self._call(function, args)
            case Choose(cases):
                return self._choice(cases)
        raise AssertionError("every kind of expression is read")

    def _figures(self, name: str) -> list[Word]:
        """Return the values of a number through time, in brackets; a list is told elsewhere."""
        item = self.book.parameters[name]
        if item.type.kind != "number":
            return []
        show = self.wording.shower(f"parametres.{name}", item.type)
        values = dict.fromkeys(show(period.value) for period in item.periods)
        told = template("site.dit_puis", self.lang).join(values)
        return [Word(f" ({told})")]

    def _affirmed(self, kind: FactType, *, yes: bool) -> list[Word]:
        if kind.kind != "bool":
            return []
        return [Word(template("site.dit_oui" if yes else "site.dit_non", self.lang))]

    def _negated(self, part: Expr) -> list[Word]:
        match part:
            case Fact(path, _):
                return [self.named(path), *self._affirmed(part.type, yes=False)]
            case Column(name, _):
                return [self._column(name), *self._affirmed(part.type, yes=False)]
            case Member(item, options):
                return self._among("dit_pas_parmi", item, options)
            case Contains(symbol, within):
                return self._holding("dit_ne_comprend_pas", symbol, within)
        if isinstance(part, Aggregate) and part.function == "existe":
            return self._aggregate("n_existe", part.rows, part.column, part.where)
        return [*self._words("non_que"), Word(" ("), *self.words(part), Word(")")]

    def _compared(self, op: str, left: Expr, right: Expr) -> list[Word]:
        sign = OPERATORS[op]
        if left.type.kind in NAMED:
            key = "dit_est" if op == "==" else "dit_n_est_pas"
            sign = template(f"site.{key}", self.lang)
        path = self._path(left)
        told = (
            [Word(self._value(right.value, right.type, path))]
            if isinstance(right, Const)
            else self._bare(right)
        )
        return [*self._bare(left), Word(f" {sign} "), *told]

    def _bare(self, expr: Expr) -> list[Word]:
        """Return an operand, in brackets where it is more than a name."""
        if isinstance(expr, Fact):
            return [self.named(expr.path)]
        if isinstance(expr, Column):
            return [self._column(expr.name)]
        found = self.words(expr)
        return (
            [Word("("), *found, Word(")")]
            if isinstance(expr, Arithmetic | And | Or | Compare)
            else found
        )

    def _path(self, expr: Expr) -> str:
        """Return the path of a fact or of a column, whose values have names."""
        if isinstance(expr, Column):
            return f"{self._list}.{expr.name}"
        return expr.path if isinstance(expr, Fact) else ""

    def _among(self, key: str, item: Expr, options: Expr) -> list[Word]:
        if isinstance(options, Const):
            key = "dit_est" if key == "dit_parmi" else "dit_n_est_pas"
        path = self._path(item)
        told = (
            [Word(self._value(options.value, options.type, path))]
            if isinstance(options, Const)
            else self._bare(options)
        )
        return [*self._bare(item), Word(f" {template(f'site.{key}', self.lang)} "), *told]

    def _holding(self, key: str, symbol: str, within: Fact) -> list[Word]:
        told = Word(self._symbol(symbol, within.path))
        return [self.named(within.path), Word(f" {template(f'site.{key}', self.lang)} "), told]

    def _joined(self, key: str, parts: Iterable[Expr]) -> list[Word]:
        found: list[Word] = []
        for part in parts:
            if found:
                found.append(Word(f" {template(f'site.{key}', self.lang)} "))
            nested = isinstance(part, And | Or)
            found += [Word("("), *self.words(part), Word(")")] if nested else self.words(part)
        return found

    def _aggregate(
        self, function: str, rows: Rows, column: str, where: Expr | None
    ) -> list[Word]:  # fmt: skip
        path = f"{rows.path}.{column}" if column else rows.path
        head = template(f"site.dit_{function}", self.lang)
        found = list(self._of(f"{head} ", self.named(path)))
        if rows.latest is not None:
            found += [*self._words("derniers"), *self._bare(rows.latest), Word(")")]
        if where is None:
            return found
        key = "verifie" if function == "chaque" else "tel_que"
        outer, self._list = self._list, rows.path
        told = self.words(where)
        self._list = outer
        return [*found, *self._words(key), *told, Word(")")]

    def _of(self, head: str, word: Word) -> tuple[Word, Word]:
        """Join a head and a name; French makes one word of « de le » and of « de les »."""
        for article, made in (("le ", "du "), ("les ", "des ")) if self.lang == "fr" else ():
            if head.endswith(" de ") and word.text.startswith(article):
                rest = word._replace(text=word.text.removeprefix(article))
                return Word(head.removesuffix("de ") + made), rest
        return Word(head), word

    def _call(self, function: str, args: tuple[Expr, ...]) -> list[Word]:
        if function == "fourni":
            return [*self._bare(args[0]), *self._words("fourni")]
        between = function in ("jours", "annees")
        found = [Word(f"{template(f'site.dit_{function}', self.lang)} ")]
        apart = f" {template('site.dit_et', self.lang)} " if between else ", "
        for rank, part in enumerate(args):
            told = self._bare(part)
            found += [*([Word(apart)] if rank else []), *told]
        return found if between else [found[0], Word("("), *found[1:], Word(")")]

    def _choice(self, cases: tuple[tuple[Expr, Expr], ...]) -> list[Word]:
        found: list[Word] = []
        for rank, (condition, value) in enumerate(cases):
            found += [
                *([Word(" ; ")] if rank else []),
                *self._words("si"),
                *self.words(condition),
                Word(" : "),
                *self._bare(value),
            ]
        return found

    # -- names and values -----------------------------------------------------------------------

    def named(self, path: str) -> Word:
        """Return the name of a fact, and where it is told."""
        known = path in self.book.labels or path in self._derived
        href = address.fact(path) if known else ""
        if path in self.book.tables:
            href = address.table(path)
        if path.startswith("statut."):
            href = address.criterion(path.removeprefix("statut.").replace("_", "-"))
        return Word(self._label(path), href)

    def _label(self, path: str) -> str:
        if path in self.book.tables:
            title = self.book.tables[path].title.plain(self.lang)
            return title[:1].lower() + title[1:]
        for item in self.book.derived:
            if item.path == path:
                return item.label.plain(self.lang)
        if path in self.book.labels:
            return self.wording.label(path)
        if self._table and path in self._table.labels:
            return self._table.labels[path].plain(self.lang)
        return self._concluded(path)

    def _concluded(self, path: str) -> str:
        """Return the name of what is known once the criteria are, which the rules do not name."""
        head, _, name = path.partition(".")
        if head == "statut":
            return message("site.dit_statut", self.lang, critere=name.replace("_", "-"))
        if head == "echeance":
            return message("site.dit_echeance", self.lang, delai=name)
        known = {"verdict": "site.dit_verdict", "aide.plafond_retenu": "site.dit_plafond_retenu"}
        return template(known[path], self.lang) if path in known else path

    def _column(self, name: str) -> Word:
        """Return a column of the list that is being looked at: of a dossier, or of a table."""
        if self._list in self.book.tables:
            return Word(self._of_table(name))
        path = f"{self._list}.{name}"
        return self.named(path) if path in self.book.labels else Word(name)

    def _of_table(self, name: str) -> str:
        label = self.book.tables[self._list].labels.get(name)
        if label is not None:
            return label.plain(self.lang)
        return template(f"site.dit_{name}", self.lang) if name in OF_LINES else name

    def _value(self, value: Any, kind: FactType, path: str) -> str:
        if isinstance(value, str):
            return self._symbol(value, path)
        if isinstance(value, frozenset | tuple | list):
            order = {name: rank for rank, name in enumerate(kind.values)}
            names = sorted(value, key=lambda name: (order.get(name, 0), str(name)))
            *head, last = [self._symbol(str(name), path) for name in names]
            either = f" {template('site.dit_ou', self.lang)} "
            return either.join([", ".join(head), last] if head else [last])
        return self.wording.shower(path, kind)(value)

    def _symbol(self, symbol: str, path: str) -> str:
        label = self.book.labels.get(path)
        if label and symbol in label.values:
            return label.values[symbol].plain(self.lang)
        if symbol in ("lu", "secondaire", "a_verifier"):
            return template(f"terminal.niveau_{symbol}", self.lang)
        if path.startswith("statut."):
            return template(f"pages.statut_{symbol}", self.lang).lower()
        for verdict in self.book.verdicts if path == "verdict" else ():
            if verdict.id == symbol:
                return verdict.title.plain(self.lang).lower()
        return self._symbols.get(symbol, symbol)

    def plain(self, text: Text) -> str:
        """Return a text with the latest figures in it; another place for a value is named."""
        return "".join(
            piece if isinstance(piece, str) else self._latest(piece)
            for piece in text.pieces(self.lang)
        )

    def _latest(self, slot: Slot) -> str:
        name = slot.path.removeprefix("parametres.")
        if name == slot.path:
            return f"[{self._place(slot)}]"
        item = self.book.parameters[name]
        return self.wording.shower(slot.path, item.type)(item.periods[-1].value)

    def text(self, text: Text) -> tuple[Word, ...]:
        """Return a text whose places for a value are told by the name of what stands there."""
        return tuple(
            Word(f"[{self._place(piece)}]", self._told(piece)) if isinstance(piece, Slot)
            else Word(piece)
            for piece in text.pieces(self.lang)
        )  # fmt: skip

    def _place(self, slot: Slot) -> str:
        name = slot.path.removeprefix("parametres.")
        if name != slot.path:
            return self.book.parameters[name].label.plain(self.lang)
        return self._label(slot.path)

    def _told(self, slot: Slot) -> str:
        name = slot.path.removeprefix("parametres.")
        return address.parameter(name) if name != slot.path else self.named(slot.path).href
