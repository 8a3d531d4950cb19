"""Talking to the platform: one request at a time, no faster than asked, patient with refusals.

Only this module knows httpx. The token travels in one header, to one address, over TLS or to this
very machine; redirections are not followed, and no text that is shown or written holds it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from ipaddress import ip_address
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Protocol, Self

from ...errors import (
    EngineUnavailableError,
    Fault,
    InputError,
    RemoteBusyError,
    RemoteError,
    RemoteRefusedError,
    Where,
)
from .answers import Again, Page, read_answer
from .query import MAX_PAGE, Asked, body

if TYPE_CHECKING:
    import httpx

VARIABLE: Final = "FONDSVERT_JETON"
"""The environment variable that holds the token."""

RATE: Final = 2.0
"""Requests a second."""

TRIES: Final = 6
MAX_PAUSE: Final = 60.0
MAX_WAIT: Final = 600.0
"""A service that asks to come back later than this, in seconds, is not waited for."""

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_SECONDS: Final = 300.0
"""An answer that takes longer is given up; the platform gives up its own work after 30 s."""

_CONNECT, _READ = 10.0, 60.0
_TOKEN = re.compile(r"[\x21-\x7e]+")


class Clock(Protocol):
    """What passes time; tests have one that does not sleep."""

    def monotonic(self) -> float:
        """Return seconds since some moment."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The clock of the system."""

    def monotonic(self) -> float:
        """Return seconds since some moment."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


def checked_url(url: str) -> str:
    """Return the address when a token may be sent to it.

    Raises :class:`InputError` unless it is ``https``, or ``http`` to this machine, with neither
    password nor query: both would end up where addresses are shown.
    """
    parsed = _parsed(url)
    if parsed is None or parsed.scheme not in {"https", "http"} or not parsed.host:
        raise InputError([Fault("telecharger.adresse", params={"valeur": url})])
    if parsed.userinfo or parsed.query or parsed.fragment:
        # The address itself is not shown: a password may be in it.
        raise InputError([Fault("telecharger.adresse_secrete", params={"hote": parsed.host})])
    if parsed.scheme == "http" and not _loopback(parsed.host):
        raise InputError([Fault("telecharger.adresse_en_clair", params={"valeur": url})])
    return str(parsed)


def checked_token(token: str) -> str:
    """Return the token, without the spaces around it; :class:`RemoteRefusedError` without one."""
    token = token.strip()
    if not token:
        raise RemoteRefusedError([Fault("telecharger.sans_jeton", params={"variable": VARIABLE})])
    if not _TOKEN.fullmatch(token):
        raise RemoteRefusedError([Fault("telecharger.jeton_mal_ecrit",
                                        params={"variable": VARIABLE})])  # fmt: skip
    return token


class Client:
    """A connection to the platform. Use as a context manager.

    ``rate`` is the most requests a second, ``size`` the dossiers asked at once: fewer are asked
    when the platform finds them too many. ``notify`` is told why, and how long, each time that it
    waits. Raises
    :class:`EngineUnavailableError` without httpx, and what :func:`checked_url` and
    :func:`checked_token` raise.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        rate: float = RATE,
        size: int = MAX_PAGE,
        clock: Clock | None = None,
        notify: Callable[[Fault, Fault], None] = lambda cause, wait: None,  # noqa: ARG005 # silent
    ) -> None:
        self._library = _library()
        self.url = checked_url(url)
        self._token = checked_token(token)
        self.size = size
        self._clock: Clock = clock or SystemClock()
        self._pace, self._last = 1.0 / rate, float("-inf")
        self._notify = notify
        parsed = self._library.URL(self.url)
        self._http: httpx.Client = self._library.Client(
            headers={"authorization": f"Bearer {self._token}", "accept": "application/json"},
            timeout=self._library.Timeout(_READ, connect=_CONNECT),
            follow_redirects=False,
            # In clear, to this machine, there is no certificate to check, nor any to load.
            verify=parsed.scheme == "https",
            # A proxy of the environment would read in clear what is meant for this machine.
            trust_env=not _loopback(parsed.host),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def page(self, asked: Asked, after: str | None) -> Page:
        """Return the dossiers that follow the cursor ``after``: the first ones when it is None.

        Raises :class:`RemoteBusyError` when the platform does not answer after :data:`TRIES`
        attempts, :class:`RemoteError` or one of its kind when it answers what it should not.
        """
        tries = 0
        while True:
            tries += 1
            try:
                return self._ask(asked, after)
            except Again as again:
                fault, wait = again.fault, again.after
                if again.heavy and self.size > 1:
                    self.size, tries = self.size // 2, 0
            pause = wait if wait is not None else min(2.0 ** max(tries - 1, 0), MAX_PAUSE)
            if tries >= TRIES or pause > MAX_WAIT:
                late = [_late(pause, fault.where)] if pause > MAX_WAIT else []
                raise RemoteBusyError([fault, *late])
            params = {"secondes": round(pause), "essai": tries + 1, "essais": TRIES}
            self._notify(fault, Fault("telecharger.attente", params=params))
            self._clock.sleep(pause)

    def _ask(self, asked: Asked, after: str | None) -> Page:
        """Send one request, in its turn, and return the page it is answered."""
        early = self._last + self._pace - self._clock.monotonic()
        if early > 0:
            self._clock.sleep(early)
        self._last = self._clock.monotonic()
        where, library = Where(self.url), self._library
        try:
            with self._http.stream("POST", self.url, json=body(asked, self.size, after)) as answer:
                content = self._content(answer)
        except library.TimeoutException:
            raise Again(Fault("telecharger.delai", where)) from None
        except library.RequestError as error:
            params = {"detail": self._hidden(str(error)) or type(error).__name__}
            if "CERTIFICATE" in str(error):
                raise RemoteError([Fault("telecharger.certificat", where, params)]) from None
            raise Again(Fault("telecharger.reseau", where, params)) from None
        return read_answer(answer.status_code, answer.headers, content, demarche=asked.demarche,
                           url=self.url, hide=self._hidden)  # fmt: skip

    def _content(self, answer: Any) -> bytes:
        """Return the content of an answer, as long as it is neither too big nor too slow."""
        content, end = bytearray(), self._clock.monotonic() + MAX_SECONDS
        where = Where(self.url)
        for part in answer.iter_bytes():
            content += part
            if len(content) > MAX_BYTES:
                params = {"maximum": MAX_BYTES // 1024 // 1024}
                fault = Fault("telecharger.trop_gros", where, params)
                if self.size > 1:
                    raise Again(fault, heavy=True)
                raise RemoteError([fault])
            if self._clock.monotonic() > end:
                raise Again(Fault("telecharger.delai", where), heavy=True)
        return bytes(content)

    def _hidden(self, text: str) -> str:
        return text.replace(self._token, "***")


def _late(pause: float, where: Where) -> Fault:
    return Fault("telecharger.plus_tard", where, {"minutes": -(-round(pause) // 60)})


def _parsed(url: str) -> Any:
    library = _library()
    try:
        return library.URL(url)
    except (library.InvalidURL, ValueError, TypeError):
        return None


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _library() -> Any:
    try:
        import httpx
    except ImportError:
        raise EngineUnavailableError([Fault("telecharger.httpx_absent")]) from None
    return httpx
