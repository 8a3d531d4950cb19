"""Entries of the register: canonical headers, their hash; salted hashes of contents; heads."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

import rfc8785

from ..errors import InputError

FORMAT = 1
SALT = 32


class RegistryError(InputError):
    """A register, a key or a head is not one, or not the one that was expected."""


def canonical(data: Any) -> bytes:
    """Return data as the bytes of RFC 8785: one form only, whatever wrote them.

    Its numbers are binary, which loses nothing: a figure of a dossier has fifteen digits at most.
    """
    return rfc8785.dumps(data)


def commitment(salt: bytes, content: bytes) -> str:
    """Return the salted hash of a content: without the salt, no guess can be confirmed."""
    return hmac.new(salt, content, sha256).hexdigest()


@dataclass(frozen=True)
class Entry:
    """A row of the register, as stored: its number, its canonical header, the signature of it."""

    number: int
    header: bytes
    signature: bytes

    @cached_property
    def data(self) -> dict[str, Any]:
        """The header as data; ValueError when it is none."""
        found = json.loads(self.header)
        if not isinstance(found, dict):
            raise ValueError("a header is an object")  # noqa: TRY004 — like any bad JSON
        return found

    @property
    def hash(self) -> str:
        """What the next entry names."""
        return sha256(self.header).hexdigest()


@dataclass(frozen=True)
class Head:
    """How far a register went: kept elsewhere, it proves that the end was not cut off."""

    register: str
    number: int
    hash: str

    def as_data(self) -> dict[str, Any]:
        """Return what is signed."""
        return {"registre": self.register, "numero": self.number, "empreinte": self.hash}
