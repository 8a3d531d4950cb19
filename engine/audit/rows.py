"""The rules that scenarios must show, one row each, and what each must have.

=====================  ==========================  ==========================================
rule                   tag                         scenarios that it must have
=====================  ==========================  ==========================================
criterion              ``@PRJ-04``                 every status it can come to, unknown apart
State-aid regime       ``@rgec-38``                it applies, it does not, nobody knows yet;
                                                   a person must judge, where one may have to
orientation            ``@ORI-01``                 it is given, it is not
limit of the amount    ``@limite-assiette``        one that cites it
line of another table  ``@en_difficulte-c``        one that cites it, if the line has a name
line of the grid       ``@APP-01``                 one that cites it
answer given back      ``@categorie_entreprise``   one that comes to this answer
the rest               ``@verdict-eligible``…      one that cites it
=====================  ==========================  ==========================================
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from ..messages import LANGS, Lang
from ..rulebook.grid import GridLine
from ..rulebook.model import DATE_COLUMN, Cell, Citation, Criterion, Line, RuleBook, Table, Text
from ..wording import Wording, rendered
from .scenarios import KINDS, Kind, Scenario

Sort = Literal[
    "critere", "regime", "limite", "orientation", "ligne", "grille", "reponse",
    "edition", "verdict", "delai", "fait",
]  # fmt: skip
SENTENCED: frozenset[Sort] = frozenset({"critere", "regime", "orientation", "grille"})
"""The sorts of rules that a scenario cites by what it asserts of them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A rule: where it was read, what it says, the scenarios that show it.

    ``tag`` is how a scenario cites it; ``required`` are the kinds of scenario it must have.
    """

    tag: str
    sort: Sort
    title: Mapping[Lang, str]
    editions: tuple[str, ...]
    condition: Mapping[str, str]
    citations: tuple[Citation, ...]
    required: tuple[Kind, ...]
    scenarios: Mapping[Kind, tuple[Scenario, ...]]

    @property
    def lacking(self) -> tuple[Kind, ...]:
        """The kinds of scenario that it must have and has not."""
        return tuple(kind for kind in self.required if not self.scenarios.get(kind))


def rows_of(book: RuleBook, scenarios: Iterable[Scenario]) -> Iterator[Row]:
    """Yield every rule of a book with the scenarios that show it."""
    by_tag: dict[str, list[Scenario]] = {}
    for scenario in scenarios:
        for tag in scenario.cites:
            by_tag.setdefault(tag, []).append(scenario)

    def other(
        tag: str,
        sort: Sort,
        title: Text,
        citations: tuple[Citation, ...],
        editions: tuple[str, ...],
    ) -> Row:
        row = _row(tag, sort, title, book, citations, {"cite": tuple(by_tag.get(tag, ()))})
        return replace(row, editions=editions)

    for criterion in book.criteria:
        yield _criterion_row(criterion, book, by_tag.get(criterion.id, []))
    yield from _table_rows(book, by_tag)
    every = _base_editions(book)
    for graded in book.grid.lines if book.grid else ():
        yield _grid_row(graded, book, by_tag.get(graded.id, []))
    for edition in book.editions.values():
        if not edition.base:
            tag = f"edition-{edition.id}"
            yield other(tag, "edition", edition.title, (edition.citation,), (edition.id,))
    for verdict in book.verdicts:
        yield other(f"verdict-{verdict.id}", "verdict", verdict.title, (), every)
    for delay in book.delays:
        yield other(f"delai-{delay.id}", "delai", delay.text, (delay.citation,), every)
    for key, path in book.returns.items():
        label = next((d.label for d in book.derived if d.path == path), book.title)
        yield other(key, "fait", label, (), every)


def _table_rows(book: RuleBook, by_tag: Mapping[str, list[Scenario]]) -> Iterator[Row]:
    """Yield a row for each line of a table that the decision reads, then of the others.

    A table of one hit is shown answer by answer where the decision gives the answer back, and by
    its named lines.
    """
    sorts: Mapping[str, tuple[Sort, str]] = {
        "aide": ("regime", ""),
        "limites": ("limite", "limite-"),
        "orientation": ("orientation", ""),
    }
    role_of = {name: role for role, name in book.roles.items()}
    for table in book.tables.values():
        if table.policy == "collect":
            sort, prefix = sorts.get(role_of.get(table.id, ""), ("ligne", f"{table.id}-"))
            for line in table.lines:
                yield _line_row(line, table, sort, f"{prefix}{line.id}", book, by_tag)
            continue
        for line in table.lines:
            if line.id:
                tag = f"{table.id.rpartition('.')[2]}-{line.id}"
                yield _line_row(line, table, "ligne", tag, book, by_tag)
        for name in (key for key, path in book.returns.items() if path == table.id):
            for answer in dict.fromkeys(str(line.value) for line in table.lines):
                cited = by_tag.get(name, ())
                shown = tuple(s for s in cited if answer in s.asserts.get(name, ()))
                label = table.labels.get(answer, table.title)
                yield _row(f"{name}={answer}", "reponse", label, book, (), {"cite": shown})


def _line_row(
    line: Line,
    table: Table,
    sort: Sort,
    tag: str,
    book: RuleBook,
    by_tag: Mapping[str, list[Scenario]],
) -> Row:
    cited = by_tag.get(tag, ())
    kinds: tuple[Kind, ...] = ("cite",)
    shown: dict[Kind, tuple[Scenario, ...]] = {"cite": tuple(cited)}
    if sort in SENTENCED:
        kinds = line_kinds(line, table, sort)
        shown = {k: tuple(s for s in cited if k in s.asserts.get(tag, ())) for k in KINDS}
    title = line.title if line.title.fr else table.title
    row = _row(tag, sort, title, book, () if line.citation is None else (line.citation,), shown)
    return replace(row, condition=dict(map(_test, line.cells)), required=kinds)


def _grid_row(line: GridLine, book: RuleBook, cited: Iterable[Scenario]) -> Row:
    """Return the row of a line of the grid: it must give points, none, and wait for a figure."""
    kinds: tuple[Kind, ...] = ("satisfait", "non_satisfait", "indetermine")
    if line.applies is not None:
        kinds = (*kinds, "sans_objet")
    shown = {k: tuple(s for s in cited if k in s.asserts.get(line.id, ())) for k in KINDS}
    written = {"si": line.applies_source} if line.applies_source else {}
    row = _row(line.id, "grille", line.title, book, (line.citation,), shown)
    return replace(row, condition={**written, "calcul": line.source}, required=kinds)


def line_kinds(line: Line, table: Table, sort: Sort) -> tuple[Kind, ...]:
    """Return the kinds of scenario a line must have: one for each end it can come to.

    A line without a test always holds. An orientation that waits for a fact is not given.
    """
    tests = [cell for cell in line.cells if cell.column != DATE_COLUMN]
    kinds: set[Kind] = {"satisfait"}
    if line.cells:
        kinds.add("non_satisfait")
    if any(cell.judges is not None for cell in tests):
        kinds.add("a_apprecier")
    if sort == "regime" and (tests or table.applies is not None):
        kinds.add("indetermine")
    return tuple(kind for kind in KINDS if kind in kinds)


def _test(cell: Cell) -> tuple[str, str]:
    """Return a cell as the file writes it: its column, its test."""
    if not cell.column:
        return "si", _readable(cell.source)
    judged = f"apprecie : {cell.doubtful}" if cell.doubtful else ""
    return cell.column, " ; ".join(filter(None, (cell.source, judged)))


def _row(
    tag: str,
    sort: Sort,
    title: Text,
    book: RuleBook,
    citations: tuple[Citation, ...],
    shown: Mapping[Kind, tuple[Scenario, ...]],
) -> Row:
    """Return a row of a rule that must be cited."""
    texts = {lang: _said(title, book, lang) for lang in LANGS}
    found = {kind: scenarios for kind, scenarios in shown.items() if scenarios}
    return Row(tag, sort, texts, _base_editions(book), {}, citations, ("cite",), found)


def _said(title: Text, book: RuleBook, lang: Lang) -> str:
    """Return a title with the latest figures in it."""
    figures = {f"parametres.{p.id}": p.periods[-1].value for p in book.parameters.values()}
    return rendered(Wording(book, lang).renderer(title, figures), {}) or title.plain(lang)


def _criterion_row(criterion: Criterion, book: RuleBook, cited: list[Scenario]) -> Row:
    shown: dict[Kind, tuple[Scenario, ...]] = {
        kind: tuple(s for s in cited if kind in s.asserts.get(criterion.id, ())) for kind in KINDS
    }
    editions = criterion.editions or _base_editions(book)
    return Row(
        criterion.id,
        "critere",
        {"fr": criterion.title.plain("fr"), "en": criterion.title.plain("en")},
        editions,
        {key: _readable(text) for key, text in criterion.source_text.items()},
        criterion.citations,
        required_kinds(criterion, editions),
        {kind: found for kind, found in shown.items() if found},
    )


def required_kinds(criterion: Criterion, editions: Iterable[str]) -> tuple[Kind, ...]:
    """Return the kinds of scenario a criterion must have: one for each end it can come to.

    A rule whose source is ``a_verifier`` never refuses: it must show that it asks instead. What
    an unknown fact does is left to the laws, unless the criterion says it in so many words.
    """
    ends: set[Kind] = {"a_apprecier", "tranche"} if criterion.judged else {"satisfait"}
    for edition in editions:
        level = next(
            (c.level for c in criterion.citations if not c.editions or edition in c.editions), None
        )
        for outcome in criterion.outcomes:
            refuses = outcome.status == "non_satisfait"
            ends.add("a_apprecier" if refuses and level == "a_verifier" else outcome.status)
    if criterion.applies is not None:
        ends.add("sans_objet")
    return tuple(kind for kind in KINDS if kind in ends)


def _base_editions(book: RuleBook) -> tuple[str, ...]:
    return tuple(edition.id for edition in book.editions.values() if not edition.base)


def _readable(text: str) -> str:
    """Return a condition as one line: blocks keep their name, ``un : a ; b``."""
    if not text.startswith(("{", "[")):
        return text
    return _block(ast.literal_eval(text))


def _block(node: Any) -> str:
    if isinstance(node, dict):
        return " ; ".join(f"{name} : ({_block(parts)})" for name, parts in node.items())
    if isinstance(node, list):
        return " ; ".join(_block(part) for part in node)
    return str(node)
