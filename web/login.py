"""Who comes in: by a password, or by the name that a trusted proxy gives.

Nobody is asked for either unless the settings say so.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from hmac import compare_digest
from ipaddress import ip_address
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from anyio.to_thread import run_sync
from starlette.datastructures import Headers

from ..engine.errors import Fault, InputError, MissingFileError, Where
from .problems import Refused

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from .settings import Settings

_COST: Final = {"n": 2**14, "r": 8, "p": 1}
_SCHEME: Final = "scrypt"
_ASKED: Final = {"WWW-Authenticate": 'Basic realm="fondsvert", charset="UTF-8"'}
NAME_MOST: Final = 120


class Users:
    """Names and hashed passwords. One password is tried at a time: guessing is slow."""

    def __init__(self, hashes: Mapping[str, str]) -> None:
        self._hashes, self._lock = dict(hashes), Lock()
        self._salt, self._known = secrets.token_bytes(32), {}  # type: tuple[bytes, dict[str, bytes]]
        self._nobody = hashed(secrets.token_urlsafe(16))

    @classmethod
    def read(cls, path: Path) -> Users:
        """Read a file of lines ``name:scrypt$salt$hash``; InputError with each line that is not.

        MissingFileError when it cannot be read.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeError):
            raise MissingFileError(
                [Fault("servir.utilisateurs_absents", Where(str(path)))]
            ) from None
        found, faults = {}, []
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            name, _, secret = line.strip().partition(":")
            if not acceptable(name) or name in found or _parts(secret) is None:
                faults.append(Fault("servir.utilisateur_illisible", Where(str(path), number)))
            found[name] = secret
        if not found and not faults:
            faults.append(Fault("servir.utilisateurs_vides", Where(str(path))))
        if faults:
            raise InputError(faults)
        return cls(found)

    def __contains__(self, name: object) -> bool:
        return name in self._hashes

    def admits(self, name: str, password: str) -> bool:
        """Return whether this is the password of this name; as slow whoever is named."""
        mark = hashlib.blake2b(f"{name}\0{password}".encode(), key=self._salt).digest()
        if compare_digest(self._known.get(name, b""), mark):
            return True
        with self._lock:
            right = matches(password, self._hashes.get(name, self._nobody))
        if right and name in self._hashes:
            self._known[name] = mark  # what was verified once need not cost again
            return True
        return False


def acceptable(name: str) -> bool:
    """Return whether a name can be one: printable, without the colon that ends it."""
    return 0 < len(name) <= NAME_MOST and name.isprintable() and ":" not in name


def hashed(password: str) -> str:
    """Return a password as a file keeps it."""
    salt = secrets.token_bytes(16)
    digest = hashlib.scrypt(password.encode(), salt=salt, **_COST)
    return "$".join([_SCHEME, _text(salt), _text(digest)])


def matches(password: str, secret: str) -> bool:
    """Return whether a password is the one that was hashed."""
    parts = _parts(secret)
    if parts is None:
        return False
    return compare_digest(hashlib.scrypt(password.encode(), salt=parts[0], **_COST), parts[1])


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def _parts(secret: str) -> tuple[bytes, bytes] | None:
    scheme, _, rest = secret.partition("$")
    salt, _, digest = rest.partition("$")
    try:
        found = base64.urlsafe_b64decode(salt), base64.urlsafe_b64decode(digest)
    except ValueError:
        return None
    return found if scheme == _SCHEME and len(found[0]) >= 8 and len(found[1]) == 64 else None


class Login:
    """Names the person in ``scope["state"]["person"]``, or refuses; "" where nobody is asked."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on the request of somebody who may come in."""
        if scope["type"] == "http":
            scope.setdefault("state", {})["person"] = await self._person(scope)
        await self._app(scope, receive, send)

    async def _person(self, scope: Scope) -> str:
        settings, headers = self._settings, Headers(scope=scope)
        if settings.user_header:
            return self._named(scope, headers)
        if settings.users is None:
            return ""
        name, password = _given(headers)
        admitted = bool(name) and await run_sync(settings.users.admits, name, password)
        if admitted:
            return name
        raise Refused(401, "mot_de_passe", _ASKED)

    def _named(self, scope: Scope, headers: Headers) -> str:
        client = scope.get("client")
        try:
            address = ip_address(client[0] if client else "")
        except ValueError:
            raise Refused(403, "mandataire") from None
        names = headers.getlist(self._settings.user_header)
        if not any(address in network for network in self._settings.proxies):
            raise Refused(403, "mandataire")
        if len(names) != 1 or not acceptable(names[0]):
            raise Refused(401, "anonyme")
        return names[0]


def _given(headers: Headers) -> tuple[str, str]:
    """Return the name and password of an Authorization header, ("", "") without one."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        text = base64.b64decode(value.strip(), validate=True).decode()
    except ValueError:
        return "", ""
    name, _, password = text.partition(":")
    return name, password
