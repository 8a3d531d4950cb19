"""Uvicorn around the application: its socket, its log, its end."""

from __future__ import annotations

import contextlib
import logging
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

import uvicorn

from ..engine.errors import Fault, InputError

if TYPE_CHECKING:
    from starlette.applications import Starlette

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
    found = socket.socket(family, socket.SOCK_STREAM)
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
    config = uvicorn.Config(
        app, access_log=False, log_config=_LOG, server_header=False, date_header=True,
        proxy_headers=False, timeout_keep_alive=15, timeout_graceful_shutdown=5, ws="none",
        lifespan="on", h11_max_incomplete_event_size=32_768, http="h11",
    )  # fmt: skip
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    server = _Server(config, started)
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how one stops
        server.run(sockets=[where])


class _Server(uvicorn.Server):
    """A server that says when it is ready, and whose end by Ctrl-C is an ordinary one."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        self._tell()
