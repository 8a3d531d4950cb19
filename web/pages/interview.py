"""One question at a time: for an officer, and for an applicant who simulates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast, get_args

from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ...engine.errors import InputError
from ..asking import Gesture, Shown, State, simulated, step, windows
from ..forms import form_of
from ..problems import Refused, lang_of
from ..workers import workers_of
from .decision import KIND as DOSSIER
from .shell import address, packed, render, text_of, texts_of, told, unpacked

if TYPE_CHECKING:
    from starlette.requests import Request

PLAIN, SIMULATION = "entretien", "simulateur"


def routes() -> list[Route]:
    """Return the addresses of an officer's interview."""
    return [
        Route("/entretien", _begin),
        Route("/entretien", _answered, methods=["POST"]),
        Route("/entretien/dossier", _complete, methods=["POST"]),
    ]


def simulator_routes() -> list[Route]:
    """Return the addresses of the simulator, which keeps nothing at all."""
    return [
        Route("/simulateur", _welcome),
        Route("/simulateur", _simulated, methods=["POST"]),
        Route("/simulateur/question", _answered, methods=["POST"]),
    ]


async def to_simulator(request: Request) -> Response:
    """Lead to the simulator, where it is alone."""
    return RedirectResponse(address(request, "/simulateur"), 303)


async def _begin(request: Request) -> Response:
    return await _went(request, PLAIN, State({}, []), "commencer", FormData())


async def _complete(request: Request) -> Response:
    """Begin with the dossier of a decision: only what is missing is asked."""
    state = State(unpacked(request, DOSSIER), [])
    return await _went(request, PLAIN, state, "commencer", FormData())


async def _answered(request: Request) -> Response:
    kind = PLAIN if request.url.path == "/entretien" else SIMULATION
    state, form = State(*unpacked(request, kind)), texts_of(form_of(request))
    gesture = text_of(form, "geste")
    if gesture not in get_args(Gesture):
        raise Refused(400, "http_400")
    return await _went(request, kind, state, cast("Gesture", gesture), form)


async def _went(
    request: Request, kind: str, state: State, gesture: Gesture, form: FormData
) -> Response:
    found = await workers_of(request).call(step, state, gesture, form, lang_of(request))
    return _page(request, kind, found)


def _page(request: Request, kind: str, found: Shown) -> Response:
    """Return the next question, or what the interview came to."""
    lang, data = lang_of(request), found.state.data
    known = "reference" in data and "date_depot" in data
    given: dict[str, Any] = {
        "i": found.view,
        "porte": packed(request, kind, found.state),
        "dossier": packed(request, DOSSIER, data) if kind == PLAIN and known else "",
        "simule": kind == SIMULATION,
        "action": address(request, "/entretien" if kind == PLAIN else "/simulateur/question"),
        "fautes": told(found.faults, lang),
    }
    name = "simulateur_fin" if kind == SIMULATION and found.view["d"] else "entretien"
    return render(request, name, 422 if found.faults else 200, **given)


async def _welcome(request: Request) -> Response:
    return _first(request, "", ())


async def _simulated(request: Request) -> Response:
    """Begin a simulation filed on the day that is asked for."""
    said, lang = text_of(form_of(request), "date_depot"), lang_of(request)
    try:
        found = await workers_of(request).call(simulated, said, lang)
    except InputError as error:
        return _first(request, said, told(error.faults, lang))
    return _page(request, SIMULATION, found)


def _first(request: Request, said: str, faults: Any) -> Response:
    editions = windows(workers_of(request).measure)
    return render(request, "simulateur", 422 if faults else 200, editions=editions,
                  jour=said or editions[0][2].isoformat(), fautes=faults)  # fmt: skip
