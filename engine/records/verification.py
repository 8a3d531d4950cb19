"""Whether a register is what was written: every alteration is a fault, with its entry's number.

What is proved: the entries are those that the holders of the keys signed, in that order, none
missing between the first and the last, and each content is the one of its entry or was erased by
one. What needs something from outside: that the end was not cut (a head kept elsewhere), that the
keys are those of the right people (their public keys).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from ..errors import Fault, RemoteBusyError, Where
from .entries import FORMAT, Entry, Head, RegistryError, canonical, commitment
from .journal import Journal
from .keys import fingerprint, signed_by


@dataclass(frozen=True)
class Verification:
    """What was found, and what was looked at."""

    faults: tuple[Fault, ...]
    entries: int = 0
    decisions: int = 0
    erased: int = 0
    pinned: bool = False
    anchored: bool = False
    head: Head | None = None


@dataclass
class _Walk:
    """What the entries read so far promise."""

    keys: dict[str, bytes]
    pinned: bool
    register: str = ""
    previous: str = ""
    expected: int = 0
    sealed: dict[int, str] = field(default_factory=dict)
    erased: set[int] = field(default_factory=set)
    pieces: set[str] = field(default_factory=set)


def verify(
    journal: Journal, *, keys: Iterable[bytes] = (), heads: Sequence[Head] = ()
) -> Verification:
    """Return every fault of a register.

    ``keys`` are the public keys of those who may sign; without any, the first entry's own is
    taken, which proves that one holder wrote all, not who. ``heads`` are receipts kept elsewhere.
    """
    known = {fingerprint(key): key for key in keys}
    walk = _Walk(known, bool(known))
    faults: list[Fault] = []
    where = Where(journal.name)
    count = 0
    last: Head | None = None
    try:
        with journal.store.reading():
            if not journal.store.sound():
                faults.append(Fault("registre.illisible", where))
            strangers = journal.store.foreign()
            faults += [Fault("registre.etranger", where, {"nom": name}) for name in strangers]
            for entry in journal.entries():
                faults += _entry(entry, walk)
                count += 1
                last = Head(walk.register, entry.number, entry.hash)
            if last is None:
                faults.append(Fault("registre.vide", where))
            faults += _contents(journal, walk)
            for head in heads:
                if head.register != walk.register:
                    faults.append(Fault("registre.autre_registre", where))
                elif not journal.holds(head):
                    params = {"numero": head.number, "entrees": count}
                    faults.append(Fault("registre.tete_absente", where, params))
    except RemoteBusyError:
        raise
    except RegistryError as error:
        faults += error.faults
    return Verification(tuple(faults), count, len(walk.sealed), len(walk.erased), walk.pinned,
                        bool(heads), last)  # fmt: skip


def _entry(entry: Entry, walk: _Walk) -> Iterator[Fault]:
    """Yield what is wrong with an entry and its place in the chain."""

    def fault(code: str, **params: object) -> Fault:
        return Fault(f"registre.{code}", params={"numero": entry.number, **params})

    if entry.number != walk.expected:
        yield fault("entree_manquante", attendu=walk.expected)
    walk.expected = entry.number + 1
    try:
        data = entry.data
        sound = canonical(data) == entry.header and _shaped(data)
    except (ValueError, RecursionError):
        data, sound = {}, False
    if not sound:
        yield fault("entete_altere")
        walk.previous = entry.hash
        return
    if data["genre"] == "ouverture" and not walk.register:
        walk.register = data["registre"]
        if not walk.pinned:
            public = bytes.fromhex(data["cle_publique"])
            walk.keys[fingerprint(public)] = public
    public_key = walk.keys.get(data["cle"])
    if public_key is None:
        yield fault("cle_inconnue", cle=data["cle"][:16])
    elif not signed_by(public_key, entry.signature, entry.header):
        yield fault("signature_fausse")
    if data["numero"] != entry.number or (data["genre"] == "ouverture") != (data["numero"] == 0):
        yield fault("entree_deplacee", ecrit=data["numero"])
    if data["precedente"] != walk.previous or data["registre"] != walk.register:
        yield fault("chaine_rompue")
    walk.previous = entry.hash
    if data["genre"] == "decision":
        walk.sealed[entry.number] = data["contenu"]
        walk.pieces.update(data["pieces"].values())
    elif data["genre"] == "effacement":
        walk.erased.update(data["cibles"])


def _shaped(data: dict[str, Any]) -> bool:
    """Tell whether a header has what its kind has, of the right types."""
    texts = ["registre", "precedente", "genre", "le", "cle"]
    pieces, targets = data.get("pieces"), data.get("cibles")
    kinds: dict[object, bool] = {
        "ouverture": re.fullmatch(r"[0-9a-f]{64}", str(data.get("cle_publique"))) is not None,
        "decision": isinstance(data.get("contenu"), str)
        and isinstance(pieces, dict)
        and all(isinstance(digest, str) for digest in pieces.values()),
        "effacement": isinstance(targets, list)
        and all(isinstance(number, int) for number in targets),
    }
    return (
        data.get("format") == FORMAT
        and isinstance(data.get("numero"), int)
        and all(isinstance(data.get(name), str) for name in texts)
        and kinds.get(data["genre"], False)
    )


def _contents(journal: Journal, walk: _Walk) -> Iterator[Fault]:
    """Yield what is wrong with what is kept beside the chain."""
    for number, sealed in walk.sealed.items():
        found, params = journal.content(sealed), {"numero": number}
        if found is None and number not in walk.erased:
            yield Fault("registre.contenu_absent", params=params)
        elif found is not None and number in walk.erased:
            yield Fault("registre.contenu_revenu", params=params)
        elif found is not None and commitment(*found) != sealed:
            yield Fault("registre.contenu_altere", params=params)
    strays = journal.named("fondsvert_contenu", "engagement") - set(walk.sealed.values())
    kept = journal.named("fondsvert_piece", "empreinte")
    for name in sorted(strays | (kept - walk.pieces)):
        yield Fault("registre.contenu_sans_entree", params={"empreinte": name[:16]})
    for digest in sorted(walk.pieces):
        piece = journal.piece(digest)
        if piece is None or sha256(piece).hexdigest() != digest:
            yield Fault("registre.piece_alteree", params={"empreinte": digest[:16]})
