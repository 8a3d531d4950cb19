"""A whole form: several answers at once, and every fault of them all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import Fault, InputError
from ..messages import Lang
from .answers import Said, checked, put, read
from .prompts import Prompts

if TYPE_CHECKING:
    from ..measure import Measure


def answers(
    measure: Measure, data: Mapping[str, Any], said: Mapping[str, Said], *, lang: Lang = "fr"
) -> dict[str, Any]:
    """Return the data of a dossier with these answers, by path, taken together.

    As :func:`.answers.answer` does for one; what two answers say of each other is judged once both
    are there. Raises :class:`InputError` with every fault of every answer.
    """
    prompts, faults = Prompts(measure.book, lang), list[Fault]()
    made: Mapping[str, Any] = data
    for path, text in said.items():
        try:
            made = put(made, path, read(measure, path, text, prompts.question(path)))
        except InputError as error:
            faults += error.faults
    try:
        found = checked(measure, made)
    except InputError as error:
        told = {fault.where.path for fault in faults}
        faults += [fault for fault in error.faults if fault.where.path not in told]
    if faults:
        raise InputError(faults)
    return found
