"""What workers do for the API: from the bytes of a request to the JSON of its answer.

Each function takes the measure first, as :meth:`Workers.call` gives it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from ..engine.dossier import Dossier
from ..engine.errors import Fault, InputError
from ..engine.findings import Decision
from ..engine.intake.files import read_dossiers

if TYPE_CHECKING:
    from ..engine.measure import Measure
    from ..engine.messages import Lang

_BOM = b"\xef\xbb\xbf"
_LIST = re.compile(rb"\[|-\s")


class Asked(NamedTuple):
    """How decisions are asked for."""

    on: date | None = None
    edition: str | None = None
    lang: Lang = "fr"


class Judged(NamedTuple):
    """What came of one dossier: its decision as JSON, or its faults; both read, if asked."""

    decision: str | None
    faults: tuple[Fault, ...] = ()
    kept: tuple[Dossier, Decision] | None = None


def judge(
    measure: Measure, body: bytes, asked: Asked, most: int, *, keep: bool = False
) -> tuple[list[Judged], bool]:
    """Return what came of each dossier of a body, and whether it is a batch.

    ``keep`` returns the dossier and the decision too. :class:`InputError` when the edition does not
    exist, or when there are more than ``most`` dossiers.
    """
    if asked.edition is not None:
        measure.edition(asked.edition)
    found = [_judged(measure, item, asked, keep=keep) for item in _read(measure, body, most)]
    return found, len(found) > 1 or bool(_LIST.match(body.removeprefix(_BOM).lstrip()))


def _judged(measure: Measure, item: Dossier | InputError, asked: Asked, *, keep: bool) -> Judged:
    if isinstance(item, InputError):
        return Judged(None, item.faults)
    try:
        decision = measure.screen(item, **asked._asdict())
    except InputError as error:
        return Judged(None, error.faults)
    return Judged(decision.model_dump_json(), (), (item, decision) if keep else None)


def only(measure: Measure, body: bytes) -> Dossier:
    """Return the only dossier of a body; :class:`InputError`."""
    found = list(_read(measure, body, 1))
    item = found[0]
    if isinstance(item, InputError):
        raise item
    return item


def _read(measure: Measure, body: bytes, most: int) -> Iterator[Dossier | InputError]:
    source = io.BytesIO(body)
    items = list(islice(read_dossiers(source, name="", context=measure.context), most + 1))
    if len(items) > most:
        code = "entree.plusieurs_documents" if most == 1 else "servir.lot_trop_grand"
        raise InputError([Fault(code, params={"maximum": most})])
    yield from items


def questions(measure: Measure, body: bytes, asked: Asked) -> dict[str, Any]:
    """Return what is left to ask about a dossier."""
    from ..engine.questions.finder import questions as find
    from ..engine.report.questions_view import QuestionsView

    found = find(measure, only(measure, body), on=asked.on, edition=asked.edition)
    return QuestionsView(measure.book, asked.lang).as_data(found)


def remedy(measure: Measure, body: bytes, asked: Asked) -> dict[str, Any]:
    """Return the least changes that would make a dossier eligible, or its margins."""
    from ..engine.remedy.finder import remedies
    from ..engine.report.remedy_view import RemedyView

    found = remedies(measure, only(measure, body), on=asked.on, edition=asked.edition)
    return RemedyView(measure.book, asked.lang).as_data(found)


def letter_models() -> tuple[str, ...]:
    """Return the ids of the models of letters; none where letters cannot be written."""
    if find_spec("docxtpl") is None:
        return ()
    from ..engine.letters import models

    return tuple(models())


def letter(measure: Measure, body: bytes, asked: Asked, model: str) -> bytes:
    """Return the letter of a model that ships, about the decision on a dossier, as DOCX.

    The decision is made here: nobody can have a letter say what the rules do not.
    """
    from ..engine.letters import render

    dossier = only(measure, body)
    decision = measure.screen(dossier, **asked._asdict())
    return render(decision, model, measure, dossier=dossier)


def criteria(measure: Measure, name: str | None, lang: Lang) -> Any:
    """Return the rules, or one criterion or parameter; None when it does not exist."""
    from ..engine.report import rules_view

    if name is not None and name not in rules_view.names(measure.book):
        return None
    return rules_view.rules_json(measure.book, name, lang)


def territory(measure: Measure, code: str, lang: Lang) -> tuple[dict[str, Any], bool]:
    """Return what is known of a commune or a territory, and whether it exists."""
    from ..engine.report.territory_view import describe

    answer = describe(code, measure, lang)
    return answer.as_json(), answer.found
