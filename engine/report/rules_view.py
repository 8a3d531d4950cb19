"""The rule book at the terminal: the list of criteria, or one rule with its text and source."""

from __future__ import annotations

from typing import Any

from rich.console import Group, RenderableType

from ..messages import Lang, message, template
from ..rulebook.expression import Parameter, walk
from ..rulebook.model import Citation, Criterion, ParameterDef, RuleBook
from ..typography import french
from ..wording import Wording, day, json_value
from .grid_rules_view import (
    GRID,
    grid_json,
    grid_line,
    grid_line_json,
    render_grid_line,
    render_grid_list,
)
from .tables_view import line_json, line_named, render_line, render_table, table_json
from .terminal import columns, text
from .terminal import rows as pairs


def used_parameters(criterion: Criterion) -> list[str]:
    """Return the parameters that a criterion reads."""
    parts = [criterion.applies, criterion.requires, *(o.condition for o in criterion.outcomes)]
    nodes = (node for part in parts if part is not None for node in walk(part))
    return list(dict.fromkeys(node.id for node in nodes if isinstance(node, Parameter)))


def rules_json(book: RuleBook, name: str | None, lang: Lang) -> Any:
    """Return the criteria, or the one rule or parameter called ``name``, as JSON has them."""
    criteria = {c.id: c for c in book.criteria}
    if name is None:
        return [_criterion_json(c, lang) for c in book.criteria]
    if name in criteria:
        found = _criterion_json(criteria[name], lang)
        figures = used_parameters(criteria[name])
        found["parametres"] = [_parameter_json(book.parameters[p], lang) for p in figures]
        return found
    if name in book.tables:
        return table_json(book.tables[name], lang)
    if name == GRID and book.grid is not None:
        return grid_json(book.grid, lang)
    if (graded := grid_line(book, name)) is not None:
        return grid_line_json(graded, lang)
    if (placed := line_named(book, name)) is not None:
        table, line = placed
        return line_json(table, table.lines.index(line), lang)
    return _parameter_json(book.parameters[name], lang)


def names(book: RuleBook) -> list[str]:
    """Return everything that can be asked for by name."""
    lines = [line.id for t in book.tables.values() if t.policy == "collect" for line in t.lines]
    graded = [GRID, *(line.id for line in book.grid.lines)] if book.grid else []
    return [*(c.id for c in book.criteria), *book.parameters, *book.tables, *lines, *graded]


def _citation_json(citation: Citation) -> dict[str, Any]:
    return {
        "cle": citation.key,
        "section": citation.section,
        "niveau": citation.level,
        "verifie_le": citation.verified.isoformat(),
        "editions": list(citation.editions),
    }


def _criterion_json(item: Criterion, lang: Lang) -> dict[str, Any]:
    return {
        "id": item.id,
        "theme": item.theme,
        "titre": item.title.plain(lang),
        "editions": list(item.editions),
        "apprecie": item.judged,
        "si": item.source_text.get("si"),
        "exige": item.source_text.get("exige"),
        "motifs": {s: [m.text.plain(lang) for m in motives] for s, motives in item.motives.items()},
        "sources": [_citation_json(citation) for citation in item.citations],
        "fichier": item.where.file,
        "ligne": item.where.line,
    }


def _parameter_json(item: ParameterDef, lang: Lang) -> dict[str, Any]:
    return {
        "id": item.id,
        "libelle": item.label.plain(lang),
        "type": str(item.type),
        "valeurs": [
            {
                "debut": period.start.isoformat(),
                "fin": period.end.isoformat() if period.end else None,
                "valeur": json_value(period.value, item.type),
                "source": _citation_json(period.citation),
            }
            for period in item.periods
        ],
    }


def render(book: RuleBook, name: str | None, lang: Lang) -> RenderableType:
    """Return the list of criteria, or one rule or parameter in full."""
    if name is None:
        return _list(book, lang)
    criterion = next((c for c in book.criteria if c.id == name), None)
    if name in book.tables:
        return render_table(book.tables[name], lang)
    if name == GRID and book.grid is not None:
        return Group(*render_grid_list(book.grid, lang))
    if (graded := grid_line(book, name)) is not None:
        return render_grid_line(book, graded, lang, lambda found: _citation(book, found, lang))
    if (placed := line_named(book, name)) is not None:
        return render_line(*placed, lang, lambda found: _citation(book, found, lang))
    if criterion is None:
        return _parameter(book, book.parameters[name], lang)
    return _criterion(book, criterion, lang)


def _list(book: RuleBook, lang: Lang) -> RenderableType:
    parts: list[RenderableType] = [text(book.title.plain(lang), style="bold")]
    for theme in book.themes:
        table = columns(6)
        for item in (c for c in book.criteria if c.theme == theme.id):
            level = template(f"terminal.niveau_{item.citations[0].level}", lang)
            only = f" [{', '.join(item.editions)}]" if item.editions else ""
            title = text(item.title.plain(lang) + only)
            table.add_row(text(item.id), title.append_text(text(f" ({level})", "dim")))
        parts += [text(""), text(theme.title.plain(lang), style="bold"), table]
    for found in book.tables.values():
        lines = columns(max(len(line.id) for line in found.lines) or 1)
        for line in found.lines if found.policy == "collect" else ():
            level = line.citation.level if line.citation else "a_verifier"
            label = text(line.title.plain(lang))
            label.append_text(text(f" ({template('terminal.niveau_' + level, lang)})", "dim"))
            lines.add_row(text(line.id), label)
        heading = f"{found.title.plain(lang)} [{found.id}]"
        parts += [text(""), text(heading, style="bold"), lines]
    if book.grid is not None:
        parts += [text(""), *render_grid_list(book.grid, lang)]
    return Group(*parts)


def _citation(book: RuleBook, citation: Citation, lang: Lang) -> str:
    return message(
        "regle.citation",
        lang,
        titre=book.sources[citation.key].title.plain(lang),
        section=french(citation.section) if lang == "fr" else citation.section,
        niveau=template(f"terminal.niveau_{citation.level}", lang),
        jour=day(citation.verified, lang),
    )


def _criterion(book: RuleBook, item: Criterion, lang: Lang) -> RenderableType:
    def say(key: str) -> str:
        return template(f"regle.{key}", lang)

    rows = [(say("theme"), next(t.title.plain(lang) for t in book.themes if t.id == item.theme))]
    if item.editions:
        rows.append((say("editions"), ", ".join(item.editions)))
    if "si" in item.source_text:
        rows.append((say("si"), item.source_text["si"]))
    rows.append((say("exige"), item.source_text.get("exige") or say("apprecie")))
    for status, motives in item.motives.items():
        title = template(f"regle.statut_{status}", lang)
        rows += [(title if not n else "", m.text.plain(lang)) for n, m in enumerate(motives)]
    if note := item.note.plain(lang):
        rows.append((say("note"), note))
    for name in used_parameters(item):
        rows += _periods(book.parameters[name], book, lang)
    for number, citation in enumerate(item.citations):
        only = f"[{', '.join(citation.editions)}] " if citation.editions else ""
        rows.append((say("sources") if not number else "", only + _citation(book, citation, lang)))
    rows.append((say("fichier"), f"{item.where.file}:{item.where.line}"))
    return Group(text(f"{item.id}  {item.title.plain(lang)}", style="bold"), pairs(rows))


def _periods(item: ParameterDef, book: RuleBook, lang: Lang) -> list[tuple[str, str]]:
    wording = Wording(book, lang)
    show = wording.shower(f"parametres.{item.id}", item.type)
    rows = [(item.id, item.label.plain(lang))]
    for period in item.periods:
        key = "regle.periode" if period.end else "regle.periode_ouverte"
        dates = message(key, lang, debut=day(period.start, lang),
                        fin=day(period.end, lang) if period.end else "")  # fmt: skip
        rows.append(("", f"{show(period.value)} — {dates}"))
    return rows


def _parameter(book: RuleBook, item: ParameterDef, lang: Lang) -> RenderableType:
    rows = _periods(item, book, lang)[1:]
    sources = dict.fromkeys(_citation(book, period.citation, lang) for period in item.periods)
    rows += [("", source) for source in sources]
    readers = [c.id for c in book.criteria if item.id in used_parameters(c)]
    if readers:
        rows.append((template("regle.lu_par", lang), ", ".join(readers)))
    rows.append((template("regle.fichier", lang), f"{item.where.file}:{item.where.line}"))
    return Group(text(f"{item.id}  {item.label.plain(lang)}", style="bold"), pairs(rows))
