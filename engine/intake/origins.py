"""Where each field of each dossier came from, beside the dossiers: written, then found again.

One JSON object a line: ``reference``, ``fichier``, ``feuille``, ``ligne`` and ``champs``, a list
of ``chemin`` with the ``colonne`` or the ``champ`` of the form and its ``libelle``; ``vide`` where
the question was left blank, ``element`` for a member of a set that a question alone gives.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Fault, InputError, MissingFileError, Where

if TYPE_CHECKING:
    from .assemble import Source
    from .record import Origin

NAME = "origines.jsonl"


def line_of(reference: str, origin: Origin, sources: Iterable[Source]) -> str:
    """Return the line of a dossier."""
    data: dict[str, Any] = {"reference": reference, "fichier": origin.file}
    if origin.sheet:
        data["feuille"] = origin.sheet
    data["ligne"] = origin.row
    data["champs"] = [_field(source, origin) for source in sources]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _field(source: Source, dossier: Origin) -> dict[str, Any]:
    where = source.origin
    told: dict[str, Any] = {"chemin": source.path}
    if source.element:
        told["element"] = source.element
    if where.sheet != dossier.sheet:
        told["feuille"] = where.sheet
    if where.row != dossier.row:
        told["ligne"] = where.row
    named = {"colonne": where.column, "champ": where.champ, "libelle": where.label}
    told |= {name: value for name, value in named.items() if value}
    if source.empty:
        told["vide"] = True
    return told


class Origins:
    """The origins of a batch, found by reference; only their places in the file are kept.

    Raises :class:`MissingFileError`, or :class:`InputError` when the file is not one of origins.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._places: dict[str, int] = {}
        try:
            with self.path.open("rb") as stream:
                offset = 0
                for number, line in enumerate(stream, 1):
                    if line.strip():
                        self._places[self._read(line, number)["reference"]] = offset
                    offset += len(line)
        except FileNotFoundError:
            raise MissingFileError([Fault("entree.fichier_absent", Where(str(path)))]) from None
        except OSError:
            raise MissingFileError([Fault("entree.fichier_illisible", Where(str(path)))]) from None

    def questions(self, reference: str) -> Mapping[tuple[str, str], str]:
        """Return the question behind each (path, member of a set) of a dossier, where known."""
        offset = self._places.get(reference)
        if offset is None:
            return {}
        with self.path.open("rb") as stream:
            stream.seek(offset)
            data = self._read(stream.readline(), 0)
        found: dict[tuple[str, str], str] = {}
        for each in data["champs"]:
            label = each.get("libelle") or each.get("champ")
            if isinstance(label, str) and label:
                found.setdefault((str(each.get("chemin")), str(each.get("element", ""))), label)
        return found

    def _read(self, line: bytes, number: int) -> dict[str, Any]:
        try:
            data = json.loads(line)
            if isinstance(data["reference"], str) and isinstance(data["champs"], list):
                return dict(data)
        except (ValueError, KeyError, TypeError, RecursionError):
            pass
        raise InputError([Fault("importer.origines", Where(str(self.path), number))])


def question_of(questions: Mapping[tuple[str, str], str], path: str, element: str = "") -> str:
    """Return the question of the form that a missing fact is the answer to, "" when unknown.

    >>> question_of({("porteur.effectif", ""): "Combien de salariés ?"}, "porteur.effectif")
    'Combien de salariés ?'
    """
    for key in ((path, element), (path, ""), (path.partition("[")[0], "")):
        if key in questions:
            return questions[key]
    return ""
