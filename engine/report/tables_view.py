"""A decision table, or one of its lines, at the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.console import Group, RenderableType

from ..messages import Lang, message, template
from ..rulebook.model import DATE_COLUMN, Cell, Citation, Line, RuleBook, Table
from ..wording import day, series
from .terminal import columns, text
from .terminal import rows as pairs

Cite = Callable[[Citation], str]


def line_named(book: RuleBook, name: str) -> tuple[Table, Line] | None:
    """Return the line of a collecting table that bears this id, with its table."""
    for table in book.tables.values():
        for line in table.lines:
            if table.policy == "collect" and line.id == name:
                return table, line
    return None


def _cell(table: Table, cell: Cell, lang: Lang) -> tuple[str, str]:
    """Return the name of a cell's column and its test, in words where a person judges."""
    column = next((c for c in table.columns if c.id == cell.column), None)
    name = column.label.plain(lang) if column else template("regle.condition", lang)
    tests = [cell.source] if cell.source else []
    if cell.doubtful:
        tests.append(message("regle.cellule_appreciee", lang, test=cell.doubtful))
    return name, " ; ".join(tests)


def _named(label: str, value: str, lang: Lang) -> str:
    return f"{label}{message('terminal.deux_points', lang)}{value}"


def _validity(line: Line, lang: Lang) -> str:
    if line.start is None or line.end is None:
        return ""
    said = message("regle.periode", lang, debut=day(line.start, lang), fin=day(line.end, lang))
    if line.tolerated is not None:
        said += message("regle.toleree", lang, jour=day(line.tolerated, lang))
    return said


def render_line(table: Table, line: Line, lang: Lang, cite: Cite) -> RenderableType:
    """Return a line of a collecting table in full: tests, what it gives, source."""
    rows = [(template("regle.table", lang), table.title.plain(lang))]
    if validity := _validity(line, lang):
        rows.append((template("regle.validite", lang), validity))
    for cell in line.cells:
        if cell.column != DATE_COLUMN:
            label, test = _cell(table, cell, lang)
            rows.append((cell.column or "si", _named(label, test, lang)))
    for name, output in line.outputs.items():
        if name in table.labels:
            rows.append((name, _named(table.labels[name].plain(lang), output.source, lang)))
    for motives in line.texts.values():
        rows += [("", motive.text.plain(lang)) for motive in motives]
    if note := line.note.plain(lang):
        rows.append((template("regle.note", lang), note))
    if line.citation is not None:
        rows.append((template("regle.sources", lang), cite(line.citation)))
    rows.append((template("regle.fichier", lang), f"{line.where.file}:{line.where.line}"))
    return Group(text(f"{line.id}  {line.title.plain(lang)}", style="bold"), pairs(rows))


def render_table(table: Table, lang: Lang) -> RenderableType:
    """Return a table: its policy, its inputs, its lines in order."""
    policy = message(f"regle.politique_{table.policy}", lang)
    head = text(f"{table.id}  {table.title.plain(lang)}", style="bold")
    inputs = [(column.label.plain(lang), column.id) for column in table.columns]
    body = columns(max((len(_name(table, n)) for n in range(len(table.lines))), default=1))
    for rank, line in enumerate(table.lines):
        tests = (_cell(table, cell, lang) for cell in line.cells if cell.column != DATE_COLUMN)
        said = series((_named(name, test, lang) for name, test in tests), lang)
        title = line.title.plain(lang)
        body.add_row(text(_name(table, rank)), text(f"{title} — {said}" if title else said))
    where = (template("regle.fichier", lang), f"{table.where.file}:{table.where.line}")
    return Group(head, text(policy), pairs(inputs), text(""), body, pairs([where]))


def _name(table: Table, rank: int) -> str:
    """Return how a line is called: its id, or the answer that it gives."""
    line = table.lines[rank]
    if table.policy == "collect":
        return line.id
    return {True: "oui", False: "non"}.get(line.value, str(line.value))  # type: ignore[arg-type]


def table_json(table: Table, lang: Lang) -> dict[str, Any]:
    """Return a table as plain data."""
    return {
        "id": table.id,
        "titre": table.title.plain(lang),
        "politique": table.policy,
        "entrees": [{"id": c.id, "libelle": c.label.plain(lang)} for c in table.columns],
        "lignes": [line_json(table, rank, lang) for rank in range(len(table.lines))],
        "fichier": table.where.file,
        "ligne": table.where.line,
    }


def line_json(table: Table, rank: int, lang: Lang) -> dict[str, Any]:
    """Return a line as plain data, its tests as they stand in the file."""
    line = table.lines[rank]
    citation = line.citation
    return {
        "id": line.id or None,
        "titre": line.title.plain(lang),
        "debut": line.start.isoformat() if line.start else None,
        "fin": line.end.isoformat() if line.end else None,
        "tolere_jusqu_au": line.tolerated.isoformat() if line.tolerated else None,
        "quand": {
            cell.column or "si": {"admet": cell.source, "apprecie": cell.doubtful or None}
            for cell in line.cells
            if cell.column != DATE_COLUMN
        },
        "donne": line.value
        if table.policy != "collect"
        else {name: output.source for name, output in line.outputs.items()},
        "source": None
        if citation is None
        else {
            "cle": citation.key,
            "section": citation.section,
            "niveau": citation.level,
            "verifie_le": citation.verified.isoformat(),
        },
        "note": line.note.plain(lang),
        "fichier": line.where.file,
        "ligne": line.where.line,
    }
