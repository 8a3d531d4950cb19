"""Find a commune by the name people write: « st denis », « L’Haÿ les Roses », « FOUGERES S »."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

How = Literal["exact", "prefixe", "proche", "aucun"]
"""How a name was matched, from the surest way to none at all."""

SUGGESTIONS = 5
"""How many distinct near names are proposed when nothing matches."""

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_NOT_NAME = re.compile(r"[^a-z0-9\n]+")
_SAINT = re.compile(r"\bst(e?s?)\b")
_EDGES = re.compile(r"^ | $", re.MULTILINE)
_ARTICLE = re.compile(r"^(?:le|la|les|l) ", re.MULTILINE)


def normalise(text: str) -> str:
    """Return ``text`` without what people write differently; line breaks are kept.

    >>> normalise("Ste-Gemmes-sur-l’Œuf") == normalise("SAINTE GEMMES SUR L'OEUF")
    True
    """
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    words = _NOT_NAME.sub(" ", _ACCENTS.sub("", folded))
    return _EDGES.sub("", _SAINT.sub(r"saint\1", words))


class NameIndex:
    """Names, each known by its position, compared in their normalised form.

    >>> NameIndex(["Le Mans", "Mansac", "Vierzon"]).find("mans")
    ('exact', [0])
    >>> NameIndex(["Le Mans", "Mansac", "Vierzon"]).find("Viersonne")
    ('proche', [2])
    """

    def __init__(self, names: Sequence[str]) -> None:
        # One pass over the joined text is several times faster than one call a name.
        text = normalise("\n".join(names))
        self._keys = text.split("\n")
        self._bare = _ARTICLE.sub("", text).split("\n")

    def find(self, name: str) -> tuple[How, list[int]]:
        """Return how ``name`` was found and where: exactly, else by its beginning, else nearly.

        A leading article may be left out. Each way is tried only when the ones before it find
        nothing.
        """
        wanted = normalise(name.replace("\n", " "))
        if not wanted:
            return "aucun", []
        for keys in (self._keys, self._bare):
            if exact := [i for i, key in enumerate(keys) if key == wanted]:
                return "exact", exact
        pairs = enumerate(zip(self._keys, self._bare, strict=True))
        if begun := [i for i, pair in pairs if any(key.startswith(wanted) for key in pair)]:
            return "prefixe", begun
        near = self._nearest(wanted)
        return ("proche", near) if near else ("aucun", [])

    def _nearest(self, wanted: str) -> list[int]:
        # Names of about the same length only: a misspelling moves few letters, and comparing
        # with all 37 000 names would take a second.
        slack = 2 + len(wanted) // 8
        pool = {key for key in self._keys if abs(len(key) - len(wanted)) <= slack}
        names = difflib.get_close_matches(wanted, sorted(pool), n=SUGGESTIONS, cutoff=0.75)
        rank = {name: place for place, name in enumerate(names)}
        found = [i for i, key in enumerate(self._keys) if key in rank]
        return sorted(found, key=lambda i: rank[self._keys[i]])
