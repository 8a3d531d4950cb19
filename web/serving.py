"""Uvicorn around the application: its socket, its log, its end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from ..engine.errors import Fault, InputError

if TYPE_CHECKING:
    from starlette.applications import Starlette

HEADERS_SECONDS = 15.0
CONNECTIONS = 900
"""Fewer than the files that a process may open, on most systems."""

_LOG = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        "fondsvert.web": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "uvicorn.error": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; InputError when the place is taken or refused."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named: else asyncio leaves Nagle's delay, 40 ms an answer.
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host.strip("[]"), port))
        found.listen(2048)
    except (OSError, OverflowError) as error:
        found.close()
        import errno

        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        detail = getattr(error, "strerror", None) or str(error)
        params = {"hote": host, "port": port, "detail": detail}
        code = "servir.port_pris" if taken else "servir.adresse_refusee"
        raise InputError([Fault(code, params=params)]) from None
    return found


def serve(app: Starlette, where: socket.socket, started: Callable[[], None]) -> None:
    """Serve until interrupted; ``started`` is called once requests can come."""
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how one stops
        server_of(app, started).run(sockets=[where])


def server_of(app: Starlette, started: Callable[[], None]) -> uvicorn.Server:
    """Return what serves an application: slow, idle and too numerous connections are cut."""
    config = uvicorn.Config(
        app, access_log=False, log_config=_LOG, server_header=False, date_header=True,
        proxy_headers=False, timeout_keep_alive=15, timeout_graceful_shutdown=5, ws="none",
        lifespan="on", h11_max_incomplete_event_size=32_768, http=_Impatient,
        limit_concurrency=CONNECTIONS,
    )  # fmt: skip
    return _Server(config, started)


class _Impatient(H11Protocol):
    """A connection that is closed when the headers of a request do not come in time."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for headers."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Read, and go on waiting where the headers are not all there."""
        super().data_received(data)
        self._watch()

    def _watch(self) -> None:
        waiting = self.conn.their_state is h11.IDLE
        if waiting and self._late is None:
            self._late = self.loop.call_later(HEADERS_SECONDS, self._give_up)
        elif not waiting and self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._late = None
        if self.conn.their_state is h11.IDLE:
            self.transport.close()


class _Server(uvicorn.Server):
    """A server that says when it is ready, and whose end by Ctrl-C is an ordinary one."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        self._tell()
