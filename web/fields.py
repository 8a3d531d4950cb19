"""The fields of a form, made from the schema of a dossier and the words of the rule book.

Runs in a worker. A field is plain data that a template shows; what comes back is what
:func:`..engine.questions.answers.answer` reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from ..engine.dossier import vocabulary
from ..engine.messages import message, template
from ..engine.questions.prompts import Prompts

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from ..engine.measure import Measure
    from ..engine.messages import Lang
    from ..engine.questions.answers import Said
    from ..engine.questions.prompts import Question

NAME: Final = "v."
NONE: Final = "aucun."
SPARE: Final = 2
"""Blank lines after those of a list."""
FEWEST: Final = 4
MOST_LINES: Final = 60
"""Lines of a list that a form may show; longer lists are changed in their file."""
LONG: Final = frozenset({"projet.resume"})


@cache
def _sections() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the paths of a dossier by section, in the schema's order."""
    found: dict[str, list[str]] = {}
    for path in vocabulary():
        found.setdefault(path.rpartition(".")[0] or "dossier", []).append(path)
    return tuple((name, tuple(paths)) for name, paths in found.items())


def sections(measure: Measure, data: Mapping[str, Any], lang: Lang) -> list[dict[str, Any]]:
    """Return the whole form of a dossier, section by section, its values in it."""
    prompts = Prompts(measure.book, lang)
    found = []
    for name, paths in _sections():
        fields = [field_of(prompts.question(path), value_at(data, path), lang) for path in paths]
        title = message(f"page.section_{name.replace('.', '_')}", lang)
        given = sum(1 for path in paths if value_at(data, path) is not None)
        found.append({"id": name, "titre": title, "champs": fields, "remplis": given})
    return found


def field_of(question: Question, value: Any, lang: Lang, name: str = "") -> dict[str, Any]:
    """Return the field of a question, with a value of the dossier in it."""
    path, label = question.path, question.label
    name = name or f"{NAME}{path}"
    found = {
        "path": path,
        "id": field_id(path),
        "name": name,
        "aucun": f"{NONE}{path}",
        "label": label[:1].upper() + label[1:],
        "question": question.text,
        "genre": _kind(question),
        "unite": _unit(question.unit, lang),
        "options": [tuple(option) for option in question.options],
        "valeur": _written(question, value, lang),
        "vide": value == [],
        "aide": _hint(question, lang),
        "contact": question.contact,
    }
    if question.kind == "rows":
        found["colonnes"] = [_column(each, lang) for each in question.columns]
        found["longue"] = len(value or ()) > MOST_LINES
        found["lignes"] = [] if found["longue"] else _lines(question, value or [], lang, name)
    return found


def _kind(question: Question) -> str:
    if question.options and question.kind == "code":
        return "enum"
    return "long" if question.path in LONG else question.kind


def _unit(unit: str, lang: Lang) -> str:
    if not unit:
        return ""
    return "€" if unit == "euros" else template(f"unites.{unit}", lang).rpartition("|")[2]


def _hint(question: Question, lang: Lang) -> str:
    """Return how an answer is written, where that is not plain."""
    known = {"projet.commune": "commune", "porteur.siret": "siret", "porteur.code_naf": "naf"}
    key = known.get(question.path)
    return message(f"page.aide_{key}", lang) if key else ""


def _column(question: Question, lang: Lang) -> dict[str, Any]:
    label = question.label
    return {
        "nom": question.path.rpartition(".")[2],
        "label": label[:1].upper() + label[1:],
        "genre": question.kind,
        "unite": _unit(question.unit, lang),
        "options": [tuple(option) for option in question.options],
    }


def _lines(
    question: Question, rows: Sequence[Mapping[str, Any]], lang: Lang, name: str
) -> list[list[dict[str, Any]]]:
    """Return the cells of a list, line by line; blank lines come last."""
    found = []
    for rank in range(max(len(rows) + SPARE, FEWEST)):
        row = rows[rank] if rank < len(rows) else {}
        cells = []
        for column in question.columns:
            key = column.path.rpartition(".")[2]
            cells.append({
                "name": f"{name}.{rank}.{key}",
                "valeur": _written(column, row.get(key), lang),
                **_column(column, lang),
            })  # fmt: skip
        found.append(cells)
    return found


def _written(question: Question, value: Any, lang: Lang) -> Any:
    """Return a value as a field shows it: what a person would type."""
    if question.kind == "set":
        return list(value or ())
    if value is None:
        return ""
    if question.kind == "bool":
        return "oui" if value else "non"
    if question.kind == "number":
        text = format(Decimal(str(value)), "f")
        return text.replace(".", ",") if lang == "fr" else text
    return str(value) if question.kind != "rows" else ""


def field_id(path: str) -> str:
    """Return the id of the field of a path: that of the list for the line of a list.

    >>> field_id("financement.depenses[0].montant_ht"), field_id("date_depot")
    ('f-financement-depenses', 'f-date_depot')
    """
    return "f-" + path.partition("[")[0].replace(".", "-")


def value_at(data: Mapping[str, Any], path: str) -> Any:
    """Return what plain data has at a path without lines, None where it says nothing."""
    held: Any = data
    for step in path.split("."):
        held = held.get(step) if isinstance(held, Mapping) else None
    return held


# -- what comes back ---------------------------------------------------------------------------


def answered(form: FormData, fields: Sequence[Mapping[str, Any]]) -> dict[str, Said]:
    """Return what a form says otherwise than the fields that it came from, by path."""
    found: dict[str, Said] = {}
    for field in fields:
        if not _asked(form, field):
            continue
        said, before = said_of(form, field), _shown(field)
        if said != before and not (field["genre"] == "set" and _same(said, before)):
            found[field["path"]] = said
    return found


def _same(said: Said, before: Said) -> bool:
    """Whether the same values are ticked: their order says nothing."""
    return None not in (said, before) and set(map(str, said or ())) == set(map(str, before or ()))


def _asked(form: FormData, field: Mapping[str, Any]) -> bool:
    """Whether a form has a field: what it does not have, it does not say."""
    if field["genre"] != "rows":
        return form.get(field["name"]) is not None
    return not field["longue"] and next(_typed(form, field), None) is not None


def said_of(form: FormData, field: Mapping[str, Any]) -> Said:
    """Return what a form says of a field; None where it says nothing."""
    name, none = field["name"], form.get(field["aucun"]) is not None
    if field["genre"] == "set":
        ticked = _ticked(form, name)
        return ticked or ([] if none else None)
    if field["genre"] == "rows":
        lines = list(_typed(form, field))
        while lines and not any(lines[-1].values()):
            lines.pop()
        return lines or ([] if none else None)
    text = form.get(name)
    return text.strip() or None if isinstance(text, str) else None


def _ticked(form: FormData, name: str) -> list[str]:
    return [text for text in form.getlist(name) if isinstance(text, str) and text]


def _typed(form: FormData, field: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Yield the lines of a list as a form says them, however many they are."""
    columns = [column["nom"] for column in field["colonnes"]]
    for rank in count():
        said = {column: form.get(f"{field['name']}.{rank}.{column}") for column in columns}
        if all(text is None for text in said.values()):
            return
        yield {column: text.strip() if isinstance(text, str) else ""
               for column, text in said.items()}  # fmt: skip


def _shown(field: Mapping[str, Any]) -> Said:
    """Return what a field says when nobody touches it."""
    if field["genre"] == "set":
        return list(field["valeur"]) or ([] if field["vide"] else None)
    if field["genre"] == "rows":
        lines = [{cell["nom"]: cell["valeur"] for cell in cells} for cells in field["lignes"]]
        while lines and not any(lines[-1].values()):
            lines.pop()
        return lines or ([] if field["vide"] else None)
    return str(field["valeur"]).strip() or None


def with_typed(
    sections_: Sequence[Mapping[str, Any]], form: FormData
) -> Sequence[Mapping[str, Any]]:
    """Put what was typed back in the fields of a form that is shown again."""
    for section in sections_:
        for field in section["champs"]:
            retyped(field, form)
    return sections_


def retyped(field: Any, form: FormData) -> None:
    """Put what was typed back in a field."""
    field["vide"] = form.get(field["aucun"]) is not None
    if field["genre"] == "set":
        field["valeur"] = _ticked(form, field["name"])
    elif field["genre"] == "rows":
        field["lignes"] = [
            [{"name": f"{field['name']}.{rank}.{column['nom']}", "valeur": line[column["nom"]],
              **column} for column in field["colonnes"]]
            for rank, line in enumerate(_typed(form, field))
        ]  # fmt: skip
    else:
        field["valeur"] = said_of(form, field) or ""
