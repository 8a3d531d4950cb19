"""Where decisions are recorded when somebody asks: nothing else is ever stored.

A register is a file or a database that one thread alone may use: each has its own, so that requests
are recorded one after the other and no worker, which reads what strangers send, has the key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from ..engine.errors import Fault, Where
from ..engine.measure import default_engine
from ..engine.records.entries import RegistryError
from ..engine.records.heads import read_head, write_head
from ..engine.records.journal import Journal, open_journal
from ..engine.records.materials import Materials
from ..engine.records.writer import Asked, Writer

if TYPE_CHECKING:
    from datetime import date

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from ..engine.dossier import Dossier
    from ..engine.findings import Decision
    from ..engine.messages import Lang
    from ..engine.records.entries import Head
    from .settings import Sources


class Register:
    """A register open for as long as the server lasts. ``clock`` gives the instant of an entry."""

    def __init__(
        self,
        address: str,
        key: Ed25519PrivateKey,
        sources: Sources,
        clock: Callable[[], str],
        head: str | None = None,
    ) -> None:
        self._key, self._clock, self._head = key, clock, head
        self._materials = Materials.taken(
            sources.rules, territories=sources.territories, afr=sources.afr
        )
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="fondsvert-register")
        self._stack = ExitStack()
        self._thread.submit(self._open, address).result()

    async def record(
        self,
        dossier: Dossier,
        decision: Decision,
        *,
        on: date | None = None,
        edition: str | None = None,
        lang: Lang = "fr",
    ) -> Head:
        """Record a decision made with the options of :meth:`Measure.screen`; return the new head.

        It is kept once this returns. Raises what :func:`open_journal` raises.
        """
        asked = Asked(on, edition, default_engine(), lang)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._record, dossier, decision, asked)

    def close(self) -> None:
        """Close the register, once what is being recorded is."""
        self._thread.submit(self._stack.close).result()
        self._thread.shutdown()

    def _open(self, address: str) -> None:
        journal: Journal = self._stack.enter_context(open_journal(address, create=True))
        journal.start(self._key, at=self._clock())
        head = self._head
        if head and Path(head).exists() and not journal.holds(before := read_head(Path(head))[0]):
            self._stack.close()
            params = {"numero": before.number, "entrees": journal.head().number + 1}
            raise RegistryError([Fault("registre.tete_absente", Where(journal.name), params)])
        self._writer = Writer(journal, self._key, self._materials)

    def _record(self, dossier: Dossier, decision: Decision, asked: Asked) -> Head:
        reached = self._writer.record(dossier, decision, asked, at=self._clock())
        if self._head:
            write_head(Path(self._head), reached, self._key)
        return reached
