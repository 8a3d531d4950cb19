"""Heads in files: a signed receipt that the user keeps away from the register."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import Fault, MissingFileError, Where
from .entries import Head, RegistryError, canonical
from .keys import fingerprint, public_bytes, sign, signed_by

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def write_head(path: Path, head: Head, key: Ed25519PrivateKey) -> None:
    """Write a head, signed, in place of the one that the file held."""
    told = head.as_data() | {"cle_publique": public_bytes(key).hex()}
    signed = told | {"signature": sign(key, canonical(told)).hex()}
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with unfinished.open("wb") as file:
            file.write(canonical(signed) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def read_head(path: Path) -> tuple[Head, str]:
    """Return the head of a file and the fingerprint of its signer; its signature is checked."""
    try:
        signed = json.loads(path.read_bytes())
        signature = bytes.fromhex(signed.pop("signature"))
        public = bytes.fromhex(signed["cle_publique"])
        head = Head(signed["registre"], signed["numero"], signed["empreinte"])
    except OSError:
        raise MissingFileError([Fault("registre.fichier_illisible", Where(str(path)))]) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RegistryError([Fault("registre.tete_illisible", Where(str(path)))]) from None
    if not signed_by(public, signature, canonical(signed)):
        raise RegistryError([Fault("registre.tete_illisible", Where(str(path)))])
    return head, fingerprint(public)
