"""A register of decisions: append-only, hash-chained, signed, replayable.

::

    key = read_private_key("agent.pem")                       # keys.py
    with open_journal("registre.sqlite") as journal:          # journal.py; or postgresql://…
        writer = Writer(journal, key, Materials.taken())      # writer.py
        writer.record(dossier, decision, Asked(), at="2026-11-26T17:00:00Z")
        journal.erase("FV-TI-0001", "…", key, at=…)           # the content goes, the chain holds
        verify(journal, keys=[…], heads=[…])                  # verification.py: every fault found
        Replayer(journal).all()                              # replay.py: identical, or what differs

An entry is a header, signed, that names the hash of the header before it. What a decision says is
kept apart, under a salted hash that the header bears: deleting it, salt included, leaves a header
from which nothing can be guessed. The choices are in ``docs/decisions/0019-the-register.md``.
"""

from __future__ import annotations

from importlib.util import find_spec

from ..errors import EngineUnavailableError, Fault


def require_register() -> None:
    """Raise :class:`EngineUnavailableError` where the register's libraries are not installed."""
    if find_spec("cryptography") is None or find_spec("rfc8785") is None:
        raise EngineUnavailableError([Fault("registre.bibliotheques_absentes")])
