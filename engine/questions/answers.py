"""An answer, as a person types it → the dossier with it, checked as every file is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from ..errors import Fault, InputError, Where
from ..intake.convert import Converter, How
from ..intake.files import validated
from ..intake.targets import Target, target_of
from ..intake.unreadable import Unreadable
from ..likeness import nearest
from ..messages import Lang
from ..yaml_text import Document, shown
from .order import plain
from .prompts import Prompts, Question, kind_of

if TYPE_CHECKING:
    from ..measure import Measure

Said = str | Sequence[str] | Sequence[Mapping[str, str]] | None
"""What a person says: a text; the values ticked of a set; the lines of a list, each a text a
column; None takes the answer back."""

NAMED: Final = 8
"""How many communes of one name are told."""

_STEP = re.compile(r"([a-z_0-9]+)(?:\[([0-9]+)\])?")
_OWN: Final = {"nombre_ambigu", "decimales", "choix", "hors_table"}
"""What is refused in words of its own: the others are those of an import."""
_UNSAID: Final[Mapping[str, str]] = {"reference": "—", "date_depot": "2000-01-01"}
"""What stands for what is asked first, while a dossier that lacks it is checked."""


def answer(
    measure: Measure, data: Mapping[str, Any], path: str, said: Said, *, lang: Lang = "fr"
) -> dict[str, Any]:
    """Return the data of a dossier with one more answer, in the schema's order, fit for JSON.

    ``data`` is plain data, as a file has it; it is left as it was. ``path`` is that of a question:
    a fact, or a cell (``financement.depenses[0].montant_ht``). ``said`` is read as forms are:
    « 400 000 € », « 13/05/2024 », the name of a value or its code, the name of a commune where only
    one has it; ``lang`` is the language of these names.
    Raises :class:`InputError` with every fault, each with its path, the value and what was
    expected: those of the answer, or those that the dossier then has.
    """
    value = read(measure, path, said, Prompts(measure.book, lang).question(path))
    return checked(measure, put(data, path, value))


def checked(measure: Measure, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same data in the schema's order; :class:`InputError` where it is no dossier.

    The reference and the day of deposit may still be missing.
    """
    unsaid = {name: text for name, text in _UNSAID.items() if data.get(name) is None}
    found = validated(Document({**data, **unsaid}, {}, {}), "", measure.context)
    if isinstance(found, InputError):
        raise found
    written = found.model_dump(mode="json", exclude_none=True)
    return {name: value for name, value in written.items() if name not in unsaid}


def is_given(data: Mapping[str, Any], path: str) -> bool:
    """Whether plain data says a fact or a cell."""
    held: Any = data
    for step in _steps(path):
        if isinstance(step, int):
            held = held[step] if step < len(held) else None
        else:
            held = held.get(step)
        if held is None:
            return False
    return True


# -- reading --------------------------------------------------------------------------------


def read(measure: Measure, path: str, said: Said, question: Question) -> Any:
    """Return the plain value that an answer is, None where it is taken back.

    Raises as :func:`answer` does, for the answer alone.
    """
    if said is None:
        return None
    if question.kind == "rows":
        return _lines(measure, path, said, question)
    return _value(Converter(measure.cog), measure, path, said, question)


def _value(converter: Converter, measure: Measure, path: str, said: Any, question: Question) -> Any:
    if question.kind == "set" and not isinstance(said, str):
        return [_option(path, one, question) for one in said]
    if question.kind == "set" and not said.strip():
        return []
    if question.options and question.kind != "set":
        return None if not said.strip() else _option(path, said, question)
    target = target_of(path) or Target(plain(path), kind_of(path))
    try:
        if target.code == "commune" and re.search(r"[^\W\d_]{3}", said):
            return _commune(measure, path, said)
        names = {name: option.code for option in question.options for name in option}
        return converter.convert(said, target, How(names or None)).value
    except Unreadable as wrong:
        topic = "entretien" if wrong.code in _OWN else "importer"
        known = ", ".join(option.label for option in question.options)
        params = {"valeur": shown(said), **wrong.params, "valeurs": known}
        raise InputError([Fault(f"{topic}.rejet_{wrong.code}", Where(path=path), params)]) from None


def _option(path: str, said: str, question: Question) -> str:
    """Return the code of a value, given by its code or by its name."""
    wanted = _folded(said)
    for option in question.options:
        if wanted in (_folded(option.code), _folded(option.label)):
            return option.code
    labels = [option.label for option in question.options]
    params = {"valeur": shown(said), "valeurs": ", ".join(labels),
              "proche": nearest(said, labels) or "—"}  # fmt: skip
    raise InputError([Fault("entretien.rejet_choix", Where(path=path), params)])


def _folded(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("’", "'").casefold().split())


def _commune(measure: Measure, path: str, said: str) -> str:
    """Return the code of the only commune of this name."""
    found = measure.cog.find(said)
    if found.how == "exact" and len(found.matches) == 1:
        return found.matches[0].commune.code
    near = [f"{one.commune.nom} ({one.commune.code})" for one in found.matches[:NAMED]]
    code = "communes" if near else "commune"
    params = {"valeur": shown(said), "communes": ", ".join(near)}
    topic = "entretien" if near else "importer"
    raise InputError([Fault(f"{topic}.rejet_{code}", Where(path=path), params)])


def _lines(measure: Measure, path: str, said: Any, question: Question) -> list[dict[str, Any]]:
    """Return the lines of a list; a cell left blank is unknown, a line left blank is none."""
    converter = Converter(measure.cog)
    faults: list[Fault] = []
    lines: list[dict[str, Any]] = []
    if isinstance(said, str):
        raise InputError([Fault("entree.liste", Where(path=path), {"valeur": shown(said)})])
    columns = {column.path.rpartition(".")[2]: column for column in question.columns}
    for given in said:
        rank = len(lines)
        line: dict[str, Any] = {}
        for name, column in columns.items():
            text = given.get(name) or ""
            if not text.strip():
                continue
            try:
                line[name] = _value(converter, measure, f"{path}[{rank}].{name}", text, column)
            except InputError as error:
                faults += error.faults
                line[name] = None
        if line:
            lines.append(line)
    if faults:
        raise InputError(faults)
    return lines


# -- placing --------------------------------------------------------------------------------


def put(data: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return a copy of the data where a path has a value; None: where it has none."""
    placed: dict[str, Any] = _placed(data, list(_steps(path)), value)
    return placed


def _placed(held: Any, steps: list[str | int], value: Any) -> Any:
    if not steps:
        return value
    step, *rest = steps
    if isinstance(step, int):
        return [_placed(one, rest, value) if n == step else one for n, one in enumerate(held)]
    copy = dict(held or {})
    inner = _placed(copy.get(step), rest, value)
    if inner is None or inner == {}:  # a section that says nothing is not there
        copy.pop(step, None)
    else:
        copy[step] = inner
    return copy


def _steps(path: str) -> Iterator[str | int]:
    for part in path.split("."):
        found = _STEP.fullmatch(part)
        if found is None:
            raise KeyError(path)
        yield found[1]
        if found[2] is not None:
            yield int(found[2])
