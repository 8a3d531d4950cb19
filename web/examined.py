"""What an officer does with one dossier: examine it, suppose other values, give an opinion.

Runs in a worker, on plain data.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from ..engine.dossier import vocabulary
from ..engine.errors import Fault, InputError, Where
from ..engine.intake.targets import REQUIRED
from ..engine.messages import message
from ..engine.questions.answers import checked
from ..engine.questions.prompts import Prompts
from ..engine.questions.sheet import answers
from ..engine.values import scaled
from ..engine.wording import Wording
from .decided import decide
from .fields import answered, sections, value_at

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from ..engine.measure import Measure
    from ..engine.messages import Lang
    from .desk import Asked

_PARTS = ("avis", "auteur", "date", "motif")
_NEEDED = ("avis", "auteur", "motif")


class Tried(NamedTuple):
    """A dossier with other values: both decisions, and the form with these values in it."""

    data: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]
    changes: list[tuple[str, str, str]]
    form: list[dict[str, Any]]


def examined(
    measure: Measure, data: Mapping[str, Any], asked: Asked, *, margins: bool = False
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the decision on a dossier and the form of its values."""
    view = decide(measure, data, asked, margins=margins)
    return view, sections(measure, data, asked.lang)


def filled(measure: Measure, data: Mapping[str, Any], form: FormData, lang: Lang) -> dict[str, Any]:
    """Return a dossier with what a form says; :class:`InputError` with every fault.

    A field that the form does not have is left as it is.
    """
    fields = [field for section in sections(measure, data, lang) for field in section["champs"]]
    said = answered(form, fields)
    missing = [Fault("page.champ_requis", Where(path=path)) for path in REQUIRED
               if said.get(path, value_at(data, path)) is None]  # fmt: skip
    try:
        made = answers(measure, data, said, lang=lang)
    except InputError as error:
        raise InputError([*missing, *error.faults]) from None
    if missing:
        raise InputError(missing)
    return made


def tried(measure: Measure, data: Mapping[str, Any], form: FormData, asked: Asked) -> Tried:
    """Return what a dossier becomes with the values of a form; :class:`InputError`."""
    made = filled(measure, data, form, asked.lang)
    before = decide(measure, data, asked, deep=False)
    after = decide(measure, made, asked, deep=False)
    return Tried(made, before, after, _changes(measure, data, made, asked.lang),
                 sections(measure, made, asked.lang))  # fmt: skip


def _changes(
    measure: Measure, data: Mapping[str, Any], made: Mapping[str, Any], lang: Lang
) -> list[tuple[str, str, str]]:
    """Return what was changed: the name of each value, before, after."""
    prompts, found = Prompts(measure.book, lang), []
    for path in vocabulary():
        old, new = value_at(data, path), value_at(made, path)
        if old != new:
            label = prompts.label(path)
            shown = [_said(measure, path, each, lang) for each in (old, new)]
            found.append((label[:1].upper() + label[1:], shown[0], shown[1]))
    return found


def _said(measure: Measure, path: str, value: Any, lang: Lang) -> str:
    if value is None:
        return message("page.inconnu", lang)
    kind, wording = vocabulary()[path], Wording(measure.book, lang)
    if kind.kind == "rows":
        return message("page.lignes", lang, nombre=len(value))
    if kind.kind == "set" and not value:
        return message("page.aucun", lang)
    show = wording.shower(path, kind)
    if kind.kind == "number":
        return show(scaled(Decimal(str(value)), kind.scale))
    return show(date.fromisoformat(value) if kind.kind == "date" else value)


def judged_with(
    measure: Measure, data: Mapping[str, Any], given: Mapping[str, str]
) -> dict[str, Any]:
    """Return a dossier with the opinions of a form; one left blank is taken back.

    An opinion says who gives it and why: :class:`InputError` names each thing that is missing.
    """
    faults = list[Fault]()
    made = dict(data)
    own = dict(made.get("appreciations") or {})
    for name in _judged(measure, given):
        said = {part: given.get(f"avis.{name}.{part}", "").strip() for part in _PARTS}
        if not any(said.values()):
            own.pop(name, None)
            continue
        missing = [part for part in _NEEDED if not said[part]]
        faults += [
            Fault(f"page.avis_sans_{part}", Where(path=f"appreciations.{name}.{part}"))
            for part in missing
        ]
        if not missing:
            own[name] = {part: text for part, text in said.items() if text}
    made["appreciations"] = own
    if not own:
        made.pop("appreciations")
    try:
        found = checked(measure, made)
    except InputError as error:
        raise InputError([*faults, *error.faults]) from None
    if faults:
        raise InputError(faults)
    return found


def _judged(measure: Measure, given: Mapping[str, str]) -> list[str]:
    """Return the criteria that a form gives opinions on."""
    known = [each.id for each in measure.book.criteria]
    return [name for name in known if f"avis.{name}.avis" in given or f"avis.{name}.motif" in given]
