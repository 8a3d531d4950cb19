"""A programme as a CSV table, and files that are written whole or not at all."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from ..envelope.candidates import Candidate
from ..envelope.programme import Programme
from ..envelope.sayings import POINTS, sentences
from ..envelope.vocabulary import Vocabulary
from ..messages import Lang
from ..values import CENTS, unscaled

COLUMNS: Final = (
    "reference", "intitule", "decision", "score", "score_max", "montant_demande", "montant", "part",
    "deja_engage", "verdict", "volet", "thematiques", "departement", "territoire", "motif",
)  # fmt: skip

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(path: Path, made: Programme, names: Vocabulary, lang: Lang = "fr") -> None:
    """Write the programme at ``path`` as French spreadsheets open it.

    Semicolons, decimal commas, UTF-8 with its mark. Raises OSError when it cannot be written.
    """
    content = csv_text(made, names, lang).encode("utf-8-sig")
    replace_file(path, lambda temporary: _write(temporary, content))


def csv_text(made: Programme, names: Vocabulary, lang: Lang = "fr") -> str:
    """Return the table: those funded then those left out, in canonical order."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for grant in made.plan.grants:
        given = {
            "decision": "retenu",
            "montant": _number(grant.cents, CENTS),
            "part": _number(grant.percent, 2),
            "deja_engage": "oui" if grant.committed else "non",
        }
        writer.writerow(_row(grant.candidate, names, given))
    for candidate, why in made.left:
        given = {"decision": "ecarte", "motif": sentences(why, lang)}
        writer.writerow(_row(candidate, names, given))
    return out.getvalue()


def _row(candidate: Candidate, names: Vocabulary, given: dict[str, str]) -> list[str]:
    asked = candidate.demande
    cells = {
        "reference": candidate.reference,
        "intitule": candidate.intitule or "",
        "score": _number(candidate.score_min * 100, POINTS),
        "score_max": _number(candidate.score_max * 100, POINTS),
        "montant_demande": "" if asked is None else _number(asked, CENTS),
        "verdict": candidate.verdict,
        "volet": names.name("volet", candidate.volet) if candidate.volet else "",
        "thematiques": ", ".join(names.name("thematique", each) for each in candidate.thematiques),
        "departement": candidate.departement or "",
        "territoire": candidate.territoire_nom or candidate.territoire or "",
        **given,
    }
    return [harmless(cells.get(column, "")) for column in COLUMNS]


def _number(value: int, scale: int) -> str:
    exact = unscaled(value, scale)
    return f"{exact:.2f}".replace(".", ",")


def harmless(text: str) -> str:
    """Return ``text`` such that no spreadsheet takes it for a formula.

    >>> harmless("=1+1"), harmless("FV-1")
    ("'=1+1", 'FV-1')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def replace_file(path: Path, write: Callable[[Path], Any]) -> None:
    """Have ``write`` make a file beside ``path``, then put it in its place, whole.

    Raises OSError, and leaves what was there, when it cannot be written.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():  # a device or a pipe: nothing to replace
        write(path)
        return
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        write(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
