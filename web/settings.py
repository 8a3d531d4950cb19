"""How the application is served: every choice in one place, none hidden in the environment."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING

from ..engine.messages import Lang

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

    from .login import Users
    from .register import Register

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@dataclass(frozen=True, slots=True)
class Sources:
    """What the measure is loaded from: the arguments of :func:`fondsvert.load`."""

    rules: str | None = None
    territories: str | None = None
    afr: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request may ask. Beyond, it is refused before anything reads it."""

    body: int = 5_000_000
    """Bytes of a request's body, counted as they come."""
    fields: int = 2_000
    """Fields of a form, a file being one."""
    files: int = 500
    seconds: float = 20.0
    """Wall time of one piece of work; the worker is then stopped and replaced."""
    body_seconds: float = 30.0
    """How long a client may take to send its body, and its headers."""
    dossiers: int = 500
    """Dossiers of one batch of the API."""
    waiting: int = 1_000
    """Pieces of work that wait for a worker; beyond, clients are asked to come back."""
    memory: int = 3 * 1024**3
    """Bytes of address space of a worker, where the system can hold it to that."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the application is served."""

    sources: Sources = Sources()
    lang: Lang = "fr"
    """The language where a request asks for none."""
    hosts: tuple[str, ...] = LOOPBACK_NAMES
    """The names that the page may be called by: a browser lured to another is refused."""
    key: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    """What signs sessions; drawn at each start unless given."""
    workers: int = 2
    """Worker processes; 0: in this process, where work cannot be stopped (for tests)."""
    limits: Limits = Limits()
    https: bool = False
    """Whether browsers reach the page through TLS: the cookie is then never sent without."""
    users: Users | None = None
    """Who may enter with a password; None: no password is asked."""
    user_header: str = ""
    """The header by which a trusted proxy names the person; "" for none."""
    proxies: tuple[IPv4Network | IPv6Network, ...] = LOOPBACK
    """From where that header is believed."""
    register: Register | None = None
    """Where decisions are recorded when asked; None: nothing is stored, ever."""
    simulator: bool = False
    """Whether only the applicant's simulator is served, neither the officer's page nor the API."""


def is_loopback(host: str) -> bool:
    """Return whether an address, or the name ``localhost``, only leads to this machine."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def read_key(path: Path) -> str:
    """Return the key of a file, at least 32 characters; ValueError for less, OSError."""
    key = path.read_text(encoding="utf-8").strip()
    if len(key) < 32:
        raise ValueError(str(path))
    return key
