"""What is written of a decision: enough to derive it again where nothing else is left."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ..dossier import Dossier
from ..findings import Decision
from ..measure import Engine
from ..messages import Lang
from .entries import Head
from .journal import Journal
from .materials import Materials

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True)
class Asked:
    """How a decision was asked for: the options of :meth:`Measure.screen`."""

    on: date | None = None
    edition: str | None = None
    engine: Engine = "reference"
    lang: Lang = "fr"

    def as_data(self) -> dict[str, Any]:
        """Return the options as they are recorded."""
        return {
            "date": self.on.isoformat() if self.on else None,
            "edition": self.edition,
            "moteur": self.engine,
            "langue": self.lang,
        }

    @classmethod
    def of(cls, data: dict[str, Any]) -> Asked:
        """Return the options as they were recorded."""
        on = date.fromisoformat(data["date"]) if data["date"] else None
        return cls(on, data["edition"], data["moteur"], data["langue"])


class Writer:
    """Records decisions made with the same materials, signed by one key."""

    def __init__(self, journal: Journal, key: Ed25519PrivateKey, materials: Materials) -> None:
        self.journal, self._key = journal, key
        self._hashes = materials.hashes()
        self._pieces = {self._hashes[part]: piece for part, piece in materials.pieces.items()}

    def record(self, dossier: Dossier, decision: Decision, asked: Asked, *, at: str) -> Head:
        """Record a decision; it is kept once this returns. ``at`` is when, and decides nothing.

        What names an applicant is in the content, which can be erased, never in the header.
        """
        day = decision.date_reference.isoformat()
        header = {
            "version": decision.moteur.version,
            "inference": decision.moteur.inference,
            "regles_sha256": decision.moteur.regles_sha256,
            "pieces": self._hashes,
            "edition": decision.edition,
            "date_reference": day,
        }
        content = {
            "dossier": json.loads(dossier.model_dump_json(exclude_none=True)),
            "decision": json.loads(decision.model_dump_json()),
            "demande": asked.as_data(),
        }
        return self.journal.add(self._key, header, content, self._pieces, at=at)
