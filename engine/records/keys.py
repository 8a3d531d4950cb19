"""Ed25519 keys in PEM files: the private one stays with its holder, the public one is given away.

The fingerprint of a key is the SHA-256 of its 32 public bytes, in hexadecimal.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ..errors import Fault, MissingFileError, Where
from .entries import RegistryError

DOMAIN = b"fondsvert registre 1\n"
"""Before all that is signed: a signature made for something else never passes for one of ours."""


def create_keys(path: Path, phrase: str | None = None) -> Path:
    """Write a new private key at ``path``, the public one beside it; return the latter's path.

    The private file is readable by its owner alone, and enciphered when a ``phrase`` is given. A
    file that exists is never replaced: what it signed could no longer be continued.
    """
    public = path.with_name(f"{path.name}.pub")
    for file in (path, public):
        if file.exists():
            raise RegistryError([Fault("registre.cle_existe", Where(str(file)))])
    key = Ed25519PrivateKey.generate()
    cipher = forms.BestAvailableEncryption(phrase.encode()) if phrase else forms.NoEncryption()
    secret = key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, cipher)
    shown = key.public_key().public_bytes(
        forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo
    )
    _write(public, shown, 0o644)
    _write(path, secret, 0o600)
    return public


def read_private_key(path: str | Path, phrase: str | None = None) -> Ed25519PrivateKey:
    """Return the private key of a file; :class:`RegistryError` when it holds none."""
    content = _read(Path(path))
    try:
        key = forms.load_pem_private_key(content, phrase.encode() if phrase else None)
    except TypeError:  # enciphered without a phrase, or the reverse
        if phrase:
            return read_private_key(path)
        raise RegistryError([Fault("registre.phrase_attendue", Where(str(path)))]) from None
    except (ValueError, UnsupportedAlgorithm):
        raise RegistryError([Fault("registre.cle_privee", Where(str(path)))]) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise RegistryError([Fault("registre.cle_privee", Where(str(path)))])
    return key


def read_public_key(path: str | Path) -> bytes:
    """Return the 32 bytes of the public key of a file; a private one is refused."""
    try:
        key = forms.load_pem_public_key(_read(Path(path)))
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise RegistryError([Fault("registre.cle_publique", Where(str(path)))])
    return key.public_bytes_raw()


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """Return the 32 public bytes of a private key."""
    return key.public_key().public_bytes_raw()


def fingerprint(public: bytes) -> str:
    """Return the fingerprint of a public key."""
    return sha256(public).hexdigest()


def sign(key: Ed25519PrivateKey, text: bytes) -> bytes:
    """Return the signature of a text."""
    return key.sign(DOMAIN + text)


def signed_by(public: bytes, signature: bytes, text: bytes) -> bool:
    """Tell whether the holder of a public key signed this text."""
    with suppress(InvalidSignature, ValueError):
        Ed25519PublicKey.from_public_bytes(public).verify(signature, DOMAIN + text)
        return True
    return False


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError):
        raise MissingFileError([Fault("registre.fichier_illisible", Where(str(path)))]) from None


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write a file whole, or not at all, without replacing one."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, path)
    except FileExistsError:
        raise RegistryError([Fault("registre.cle_existe", Where(str(path)))]) from None
    except FileNotFoundError:
        raise MissingFileError([Fault("registre.dossier_absent", Where(str(path)))]) from None
    finally:
        unfinished.unlink(missing_ok=True)
