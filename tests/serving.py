"""The application, served to tests without a socket: a client that asks and waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal

from fondsvert.web.app import create_app
from fondsvert.web.settings import Settings, Sources
from fondsvert.web.workers import Workers

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.routing import BaseRoute

KEY = "une clé de session pour les essais seulement"
HERE = "http://localhost"


class Client:
    """Sends requests to an application, as the client of an address; it keeps cookies."""

    def __init__(self, app: Starlette, portal: BlockingPortal, address: str = "127.0.0.1") -> None:
        self.app, self._portal = app, portal
        transport = httpx.ASGITransport(app=app, client=(address, 1))
        self._client = httpx.AsyncClient(transport=transport, base_url=HERE)

    def request(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Send a request; return the answer."""
        return self._portal.call(lambda: self._client.request(method, path, **given))

    def get(self, path: str, **given: Any) -> httpx.Response:
        """Send a GET."""
        return self.request("GET", path, **given)

    def post(self, path: str, **given: Any) -> httpx.Response:
        """Send a POST."""
        return self.request("POST", path, **given)


@contextmanager
def served(
    workers: Workers | None = None,
    *,
    address: str = "127.0.0.1",
    pages: Sequence[BaseRoute] | None = None,
    **given: Any,
) -> Iterator[Client]:
    """Give a client of the application; work is done in this process unless workers are given."""
    settings = Settings(key=KEY, **{"workers": 0, **given})
    crew = workers or Workers(Sources(), settings.workers, settings.limits)
    with start_blocking_portal() as portal:
        yield Client(create_app(settings, crew, pages), portal, address)
    if workers is None:
        crew.close()
