"""Many dossiers at once: their verdicts, and whom an envelope can fund."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from ..desk import Asked
from ..forms import form_of
from ..lot import (
    SORTS,
    Envelope,
    Filters,
    as_csv,
    decisions,
    euros_of,
    judged,
    narrowed,
    programme_text,
    stated,
    view,
)
from ..problems import Refused, lang_of
from ..workers import workers_of
from .decision import shown
from .shell import attachment, packed, render, text_of, told, unpacked

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

    from ..uploads import Read

KIND: Final = "portefeuille"
_EUROS = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,2})?")
_PAGE = re.compile(r"[1-9][0-9]{0,4}")
_ADMITTED: Final = ("a_apprecier", "a_completer")
MOST_FAULTS: Final = 50


def routes() -> list[Route]:
    """Return the addresses of the portfolio."""
    return [
        Route("/portefeuille", _empty),
        Route("/portefeuille", _filtered, methods=["POST"]),
        Route("/portefeuille/dossier", _one, methods=["POST"]),
        Route("/portefeuille/fichier", _file, methods=["POST"]),
    ]


async def _empty(request: Request) -> Response:
    return render(request, "portefeuille_vide", fautes=())


async def opened_lot(request: Request, read: Read) -> Response:
    """Return the page of the dossiers that were read."""
    lang, workers = lang_of(request), workers_of(request)
    rows, faults = await workers.call(judged, read.dossiers, Asked(lang=lang))
    refused = told((*read.faults, *faults), lang)
    lot = {"dossiers": read.dossiers, "lignes": rows, "fautes": refused[:MOST_FAULTS],
           "refus": len(refused)}  # fmt: skip
    envelope = Envelope(stated(workers.measure), "rang", ())
    return await _shown(request, lot, Filters(), envelope)


async def _filtered(request: Request) -> Response:
    lot, form = await _carried(request), form_of(request)
    return await _shown(request, lot, _filters(form), _envelope(request, form))


async def _one(request: Request) -> Response:
    """Return the decision on one of the dossiers."""
    lot, rank = await _carried(request), text_of(form_of(request), "rang")
    if not rank.isascii() or not rank.isdigit() or int(rank[:6]) >= len(lot["dossiers"]):
        raise Refused(400, "http_400")
    return await shown(request, lot["dossiers"][int(rank)])


async def _file(request: Request) -> Response:
    lot, form, lang = await _carried(request), form_of(request), lang_of(request)
    what, workers = text_of(form, "quoi"), workers_of(request)
    if what == "csv":
        rows = narrowed(lot["lignes"], _filters(form))
        return attachment(as_csv(rows), "text/csv", "portefeuille.csv")
    if what == "decisions":
        text = await workers.call(decisions, lot["dossiers"], Asked(lang=lang))
        return attachment(text, "application/x-ndjson", "decisions.jsonl")
    if what != "programme":
        raise Refused(400, "http_400")
    text = await workers.call(programme_text, lot["lignes"], _envelope(request, form), lang)
    return attachment(text, "application/json", "programme.json")


async def _carried(request: Request) -> Any:
    """Return the portfolio that a form carries: large ones are unpacked beside the loop."""
    return await run_in_threadpool(unpacked, request, KIND)


async def _shown(
    request: Request, lot: dict[str, Any], filters: Filters, envelope: Envelope
) -> Response:
    lang = lang_of(request)
    seen = await workers_of(request).call(view, lot["lignes"], filters, envelope, lang)
    porte = await run_in_threadpool(packed, request, KIND, lot)
    return render(
        request, "portefeuille", p=seen, filtres=filters, porte=porte,
        enveloppe=euros_of(envelope.cents), mode=envelope.mode, inclus=envelope.include,
        tris=SORTS, fautes=lot["fautes"], refus=lot["refus"],
    )  # fmt: skip


def _filters(form: FormData) -> Filters:
    page, sort = text_of(form, "page"), text_of(form, "tri")
    return Filters(
        text_of(form, "verdict"),
        text_of(form, "territoire"),
        text_of(form, "departement"),
        text_of(form, "texte")[:200],
        sort if sort in SORTS else SORTS[0],
        int(page) if _PAGE.fullmatch(page) else 1,
    )


def _envelope(request: Request, form: FormData) -> Envelope:
    """Return what is asked to be programmed; an amount that is none is that of the rule book."""
    said = re.sub(r"[\s\u00a0\u202f€]", "", text_of(form, "enveloppe"))
    if _EUROS.fullmatch(said):
        whole, _, rest = said.replace(",", ".").partition(".")
        cents = int(whole) * 100 + int(rest.ljust(2, "0"))
    else:
        cents = stated(workers_of(request).measure)
    include = tuple(each for each in _ADMITTED if form.get(f"inclure.{each}") is not None)
    return Envelope(cents, "optimal" if text_of(form, "mode") == "optimal" else "rang", include)
