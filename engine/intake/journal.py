"""What an import did: the sum of rows, what was put right, what was refused and why.

Counts and a few examples stay in memory; the whole lists go to a file of their own, for the report.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from ..errors import Fault
from ..messages import Lang, message
from .assemble import Repair, Trouble
from .record import Origin

EXAMPLES: Final = 10
"""Rejects shown at the terminal, and repairs of a kind: the report holds them all."""

_SPOOL = 2_000_000


class Reject(NamedTuple):
    """A row that made no dossier, and every reason why."""

    origin: Origin
    reference: str
    troubles: tuple[Trouble, ...]


class Journal:
    """The account of an import: ``lignes`` = ``dossiers`` + ``rejets``, always.

    Its lists are in temporary files, closed at the end of its context.
    """

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.rows = self.dossiers = self.rejected = 0
        self.repairs: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.examples: dict[str, list[Repair]] = {}
        self.rejects: list[Reject] = []
        self.warnings: list[Fault] = []
        self._spools = {
            name: tempfile.SpooledTemporaryFile(_SPOOL, "w+", encoding="utf-8")  # noqa: SIM115
            for name in ("reparations", "rejets")
        }

    @property
    def closed(self) -> bool:
        """Whether every row came out as a dossier or as a reject."""
        return self.rows == self.dossiers + self.rejected

    def repair(self, repairs: Sequence[Repair], reference: str) -> None:
        """Note what was put right in a dossier."""
        for each in repairs:
            self.repairs[each.code] += 1
            shown = self.examples.setdefault(each.code, [])
            if len(shown) < EXAMPLES:
                shown.append(each)
            told = {
                "reference": reference, "code": each.code, **_place(each.origin),
                "chemin": each.path, "avant": each.before, "apres": each.after,
            }  # fmt: skip
            self._write("reparations", told)

    def reject(self, reject: Reject) -> None:
        """Note a row that made no dossier."""
        self.rejected += 1
        for code in {each.code for each in reject.troubles}:
            self.reasons[code] += 1
        if len(self.rejects) < EXAMPLES:
            self.rejects.append(reject)
        told = {
            "reference": reject.reference or None, **_place(reject.origin),
            "motifs": [
                {
                    "code": each.code, **_place(each.origin, row=reject.origin.row),
                    "chemin": each.path, "valeur": each.value,
                    "message": self.message(each),
                }
                for each in reject.troubles
            ],
        }  # fmt: skip
        self._write("rejets", told)

    def message(self, trouble: Trouble) -> str:
        """Return why a value was refused, in the language of the report."""
        return message(trouble.code, self.lang, **trouble.params)

    def _write(self, name: str, told: dict[str, Any]) -> None:
        self._spools[name].write(f"{json.dumps(told, ensure_ascii=False)}\n")

    # -- the report --------------------------------------------------------------------------------

    def summary(self) -> dict[str, Any]:
        """Return the report without its lists."""
        return {
            "lignes": self.rows,
            "dossiers": self.dossiers,
            "rejets": self.rejected,
            "somme_juste": self.closed,
            "motifs_de_rejet": dict(self.reasons.most_common()),
            "reparations": dict(self.repairs.most_common()),
            "avertissements": [
                {"code": fault.code, "message": fault.message(self.lang)} for fault in self.warnings
            ],
        }

    def write(self, path: Path, header: dict[str, Any]) -> None:
        """Write the whole report as JSON, one row of each list at a time."""
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            for part in self._parts(header):
                stream.write(part)

    def _parts(self, header: dict[str, Any]) -> Iterator[str]:
        summary = json.dumps({**header, "bilan": self.summary()}, ensure_ascii=False, indent=2)
        yield summary.removesuffix("\n}")
        for name, spool in self._spools.items():
            yield f',\n  "{name}": ['
            spool.seek(0)
            for number, line in enumerate(spool):
                yield f"{',' if number else ''}\n    {line.rstrip()}"
            yield "\n  ]" if spool.tell() else "]"
        yield "\n}\n"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for spool in self._spools.values():
            spool.close()


def _place(origin: Origin, row: int = 0) -> dict[str, Any]:
    named = {
        "fichier": origin.file, "feuille": origin.sheet, "ligne": origin.row,
        "colonne": origin.column, "champ": origin.champ, "libelle": origin.label,
    }  # fmt: skip
    if row:
        named.pop("fichier")
        if row == origin.row:
            named.pop("ligne")
    return {name: value for name, value in named.items() if value}
