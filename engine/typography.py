"""French typography for every text shown to a person.

Authors type ordinary spaces; the rules of the Imprimerie nationale are applied once, when a
text is loaded: a no-break space before ``:``, ``%`` and ``€`` and inside guillemets, a narrow
one before ``;``, ``?``, ``!`` and between groups of three digits.
"""

from __future__ import annotations

import re

NBSP = "\u00a0"
NARROW = "\u202f"

_RULES = (
    (re.compile(r" ([:%€»])"), NBSP + r"\1"),
    (re.compile(r"« "), "«" + NBSP),
    (re.compile(r" ([;?!])"), NARROW + r"\1"),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NARROW),
    (re.compile(r"\bart\. (?=\d)"), "art." + NBSP),
    (re.compile(r"\bn° (?=\d)"), "n°" + NBSP),
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
)


def french(text: str) -> str:
    r"""Return ``text`` with the spaces and apostrophes French typography asks for.

    >>> french("L'assiette : 400 000 € ; « trop peu » !") == (
    ...     "L’assiette\u00a0: 400\u202f000\u00a0€\u202f; «\u00a0trop peu\u00a0»\u202f!")
    True
    """
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
