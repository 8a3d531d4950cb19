"""Texts of the rule book: French typography applied, slots typed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..errors import Where
from ..likeness import nearest_path
from ..typography import french
from ..values import FactType
from .expression import Expr
from .files import Files
from .model import Motive, Slot, Text
from .parse import parse_condition
from .schema import Condition, MotiveShape, TextShape
from .scope import Scope

_SLOT = re.compile(r"\{([^{}]*)\}")


def text_of(shape: TextShape | None, scope: Scope, files: Files, where: Where) -> Text:
    """Return the text with its slots; an unknown slot is a fault of the rule book."""
    if shape is None:
        return Text()
    fr = _pieces(french(shape.fr.strip()), scope, files, where)
    return Text(fr, _pieces(shape.en.strip(), scope, files, where))


def _pieces(text: str, scope: Scope, files: Files, where: Where) -> tuple[str | Slot, ...]:
    pieces: list[str | Slot] = []
    for index, piece in enumerate(_SLOT.split(text)):
        if index % 2 == 0:
            if piece:
                pieces.append(piece)
            continue
        kind = slot_types(scope).get(piece)
        if kind is None:
            proche = nearest_path(piece, scope.names)
            files.fault("fait_inconnu_proche" if proche else "fait_inconnu", where,
                        nom=piece, proche=proche)  # fmt: skip
        else:
            pieces.append(Slot(piece, kind))
    return tuple(pieces)


def slot_types(scope: Scope) -> Mapping[str, FactType]:
    """Return what a slot may name: a fact or ``parametres.x``."""
    return {**scope.facts, **{f"parametres.{k}": v for k, v in scope.parameters.items()}}


def condition_of(source: Condition | None, scope: Scope, files: Files, where: Where) -> Expr | None:
    """Return the condition read, or None where there is none; its faults are noted."""
    if source is None:
        return None
    tree, faults = parse_condition(source, scope, where)
    files.faults.extend(faults)
    return tree


def motives_of(
    shape: TextShape | list[MotiveShape] | None, scope: Scope, files: Files, where: Where
) -> tuple[Motive, ...]:
    """Return the texts of a status, each with the condition under which it is true."""
    if shape is None:
        return ()
    if isinstance(shape, TextShape):
        return (Motive(text_of(shape, scope, files, where)),)
    motives = []
    for item in shape:
        condition = condition_of(item.si, scope, files, where)
        motives.append(Motive(text_of(item, scope, files, where), condition))
    return tuple(motives)
