"""A portfolio: many decisions, a line each, and the programme of an envelope among them.

Runs in a worker. Decisions are made once; filters and programmes read what was kept of each.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..engine.commune_names import normalise
from ..engine.envelope.candidates import Candidate
from ..engine.envelope.programme import Mode, programme
from ..engine.envelope.vocabulary import vocabulary
from ..engine.errors import FondsvertError, InputError
from ..engine.messages import message
from ..engine.report.programme_files import harmless
from ..engine.report.programme_json import as_json
from ..engine.values import unscaled
from .desk import Asked
from .uploads import dossier_of

if TYPE_CHECKING:
    from ..engine.errors import Fault
    from ..engine.measure import Measure
    from ..engine.messages import Lang

Row = dict[str, Any]

_KEPT: Final[dict[str, Any]] = {
    "reference": True,
    "verdict": True,
    "territoire": {"id", "nom", "statut", "commune"},
    "projet": True,
    "aide": {"montant_demande", "montant_max"},
    "appreciation": {"score_min", "score_max", "officielle"},
}
SORTS: Final = ("reference", "verdict", "score", "demande", "plafond")
PAGE: Final = 100
"""Dossiers shown at once."""


class Filters(NamedTuple):
    """What a portfolio is narrowed to, and how it is ordered; "" for anything."""

    verdict: str = ""
    territory: str = ""
    department: str = ""
    text: str = ""
    sort: str = "reference"
    page: int = 1


class Envelope(NamedTuple):
    """What is programmed: an amount in cents, how dossiers are chosen, which verdicts enter."""

    cents: int
    mode: Mode = "rang"
    include: tuple[str, ...] = ()


def judged(
    measure: Measure, dossiers: Sequence[Mapping[str, Any]], asked: Asked
) -> tuple[list[Row], list[Fault]]:
    """Return what is kept of the decision on each dossier, and the faults of those without."""
    rows, faults = list[Row](), list["Fault"]()
    for rank, data in enumerate(dossiers):
        try:
            dossier = dossier_of(measure, data)
            decision = measure.screen(dossier, **asked._asdict())
        except InputError as error:
            faults += error.faults
            continue
        row = decision.model_dump(mode="json", include=_KEPT)
        name = dossier.porteur.raison_sociale if dossier.porteur else None
        rows.append(row | {"rang": rank, "porteur": name, "decisifs": decision.deciding})
    return rows, faults


def narrowed(rows: Iterable[Row], filters: Filters) -> list[Row]:
    """Return the rows that the filters keep, in their order."""
    wanted = normalise(filters.text)
    found = [
        row for row in rows
        if filters.verdict in ("", row["verdict"])
        and filters.territory in ("", _place(row)[0])
        and filters.department in ("", _department(row))
        and wanted in normalise(" ".join(_words(row)))
    ]  # fmt: skip
    return sorted(found, key=lambda row: _key(row, filters.sort))


def _key(row: Row, sort: str) -> tuple[Any, ...]:
    """Return what orders a row: greatest amounts and scores first, what is unknown last."""
    aid, grade = row["aide"] or {}, row["appreciation"] or {}
    number = {"score": grade.get("score_min"), "demande": aid.get("montant_demande"),
              "plafond": aid.get("montant_max")}.get(sort)  # fmt: skip
    if sort in ("score", "demande", "plafond"):
        return (number is None, -(number or 0), row["reference"])
    return (row["verdict"] if sort == "verdict" else "", row["reference"], row["rang"])


def _words(row: Row) -> list[str]:
    project = row["projet"] or {}
    return [row["reference"], row["porteur"] or "", project.get("intitule") or "",
            row["territoire"]["nom"] or "", *row["decisifs"]]  # fmt: skip


def _place(row: Row) -> tuple[str, str]:
    place = row["territoire"]
    return (place["id"] or place["statut"], place["nom"] or "")


def _department(row: Row) -> str:
    return (row["projet"] or {}).get("departement") or ""


def view(
    measure: Measure, rows: Sequence[Row], filters: Filters, envelope: Envelope, lang: Lang
) -> dict[str, Any]:
    """Return a portfolio ready to be shown: a page of rows, counts, the programme of them all."""
    found = narrowed(rows, filters)
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(filters.page, 1), pages)
    counts = Counter(row["verdict"] for row in rows)
    verdicts = [(each.id, each.title.plain(lang), counts[each.id])
                for each in measure.book.verdicts]  # fmt: skip
    places = sorted({_place(row) for row in rows}, key=lambda each: each[1])
    return {
        "lignes": found[(page - 1) * PAGE : page * PAGE],
        "nombre": len(found),
        "total": len(rows),
        "page": page,
        "pages": pages,
        "verdicts": verdicts,
        "noms": {name: title for name, title, _ in verdicts},
        "territoires": [(id_, name or message(f"page.territoire_{id_}", lang))
                        for id_, name in places],
        "departements": sorted({_department(row) for row in rows} - {""}),
        "programme": planned(measure, rows, envelope, lang),
    }  # fmt: skip


def planned(
    measure: Measure, rows: Sequence[Row], envelope: Envelope, lang: Lang
) -> dict[str, Any]:
    """Return the programme of an envelope among these rows, or what is wrong with it."""
    try:
        candidates = [Candidate.from_decision(_bare(row)) for row in rows]
        names = vocabulary(measure.book, measure.territories, candidates, lang)
        made = programme(candidates, envelope.cents, mode=envelope.mode, include=envelope.include)
    except FondsvertError as error:
        return {"fautes": list(error.messages(lang))}
    return {**as_json(made, names, lang), "fautes": []}


def _bare(row: Row) -> Row:
    place = {key: row["territoire"][key] for key in ("id", "nom")}
    return {key: row[key] for key in _KEPT} | {"territoire": place}


def stated(measure: Measure) -> int:
    """Return the regional envelope that the rule book states, in cents; 0 where it states none."""
    found = measure.book.parameters.get("enveloppe_regionale")
    value = found.periods[-1].value if found else 0
    return value if isinstance(value, int) else 0


def as_csv(rows: Iterable[Row]) -> bytes:
    """Return the rows as French spreadsheets open them; no cell is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(("reference", "porteur", "intitule", "verdict", "criteres", "territoire",
                     "departement", "score_min", "score_max", "montant_demande",
                     "montant_max"))  # fmt: skip
    for row in rows:
        aid, grade, project = row["aide"] or {}, row["appreciation"] or {}, row["projet"] or {}
        numbers = (grade.get("score_min"), grade.get("score_max"), aid.get("montant_demande"),
                   aid.get("montant_max"))  # fmt: skip
        texts = (row["reference"], row["porteur"], project.get("intitule"), row["verdict"],
                 " ".join(row["decisifs"]), row["territoire"]["nom"], _department(row))  # fmt: skip
        writer.writerow([*(harmless(text or "") for text in texts),
                         *(_number(each) for each in numbers)])  # fmt: skip
    return out.getvalue().encode("utf-8-sig")


def _number(value: float | None) -> str:
    return "" if value is None else str(value).removesuffix(".0").replace(".", ",")


def decisions(measure: Measure, dossiers: Sequence[Mapping[str, Any]], asked: Asked) -> str:
    """Return the decision on each dossier, one a line, as JSON."""
    found = []
    for data in dossiers:
        try:
            dossier = dossier_of(measure, data)
            found.append(measure.screen(dossier, **asked._asdict()).model_dump_json())
        except InputError:
            continue  # told when the portfolio was opened
    return "".join(f"{line}\n" for line in found)


def programme_text(measure: Measure, rows: Sequence[Row], envelope: Envelope, lang: Lang) -> str:
    """Return the programme as JSON."""
    made = planned(measure, rows, envelope, lang)
    return json.dumps(made, ensure_ascii=False, indent=2)


def euros_of(cents: int) -> str:
    """Return an amount of cents as a field shows it."""
    return f"{unscaled(cents, 2):f}".replace(".", ",").removesuffix(",00")
