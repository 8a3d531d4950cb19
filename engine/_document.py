"""Plain data with positions, built one event at a time: what YAML and JSON have in common.

The two tokenisers only say « a mapping opens, a key, a scalar, it closes »; whatever must be
judged once for both is judged here: duplicated keys, depth, numbers. Private to
:mod:`.yaml_text`, whose public names come from here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

from .errors import Fault, Where

Loc = tuple[str | int, ...]
"""A path inside the data: keys and list indexes, as Pydantic writes them."""

Position = tuple[int, int]
"""A 1-based line and column; columns count characters."""

MAX_DEPTH: Final = 40
MAX_DIGITS: Final = 64
SHOWN: Final = 40
PATH_PARTS: Final = 12


class Located(NamedTuple):
    """A fault and the place, inside the data, that it is about."""

    loc: Loc
    fault: Fault


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a text: its data and where each piece of it stands.

    ``positions`` gives the place of every value, list item and of the root ``()``; ``keys`` the
    place of every key. ``faults`` are in file order. ``readable`` is false when a fault left no
    data at all (``data`` is then None).
    """

    data: Any
    positions: dict[Loc, Position]
    keys: dict[Loc, Position]
    faults: tuple[Located, ...] = ()
    readable: bool = True

    def position(self, loc: Loc) -> Position:
        """Return the place of ``loc``, or of its nearest ancestor that has one; else (0, 0)."""
        for end in range(len(loc), -1, -1):
            if found := self.positions.get(loc[:end]):
                return found
        return (0, 0)


@dataclass(frozen=True, slots=True)
class UnquotedDigits:
    """Digits with a leading zero, without quotes: a code that YAML 1.1 would take for octal.

    Neither a number nor a text, so that nobody reads it as one: the author must choose.

    >>> str(UnquotedDigits("01004"))
    '01004'
    """

    text: str

    def __str__(self) -> str:
        return self.text


class StopReading(Exception):
    """Raised by a tokeniser that cannot go on; carries why."""

    def __init__(self, code: str, line: int, column: int, **params: object) -> None:
        super().__init__(code)
        self.code, self.line, self.column, self.params = code, line, column, params


def dotted(loc: Sequence[str | int]) -> str:
    """Return ``loc`` as the user would write it.

    >>> dotted(("financement", "depenses", 0, "montant_ht"))
    'financement.depenses[0].montant_ht'
    >>> dotted((2, "porteur"))
    '[2].porteur'
    """
    text = ""
    for part in loc[:PATH_PARTS]:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{shown(part)}" if text else shown(part)
    return text if len(loc) <= PATH_PARTS else f"{text}…"


def shown(value: object, limit: int = SHOWN) -> str:
    r"""Return ``value`` as a short, printable, one-line text: what an error may quote.

    >>> shown("a" * 50) == "a" * 39 + "…", shown(True), shown("a\x1b[31m")
    (True, 'true', 'a\\x1b[31m')
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list | tuple | set | frozenset):
        return "[…]" if value else "[]"
    if isinstance(value, int) and abs(value) >= 10**limit:
        return f"{'-' if value < 0 else ''}{str(abs(value) >> abs(value).bit_length() - 60)[:9]}…"
    if isinstance(value, Decimal) and abs(value.adjusted()) < limit:
        value = f"{value:f}"  # as people write it: never 1E+13
    text = value if isinstance(value, str) else str(value)
    cut = len(text) > limit
    text = text[: limit - 1] if cut else text
    if not text.isprintable():
        text = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    return text + "…" if cut else text


TOO_BIG: Final = object()
"""What :func:`number` returns for a number that nobody means: it is never computed."""

_LEADING_ZERO = re.compile(r"[-+]?0[0-9]")


def number(text: str) -> object:
    """Return the number that ``text`` spells, ``UnquotedDigits`` or :data:`TOO_BIG`."""
    if len(text) > MAX_DIGITS:
        return TOO_BIG
    if _LEADING_ZERO.match(text):
        return UnquotedDigits(text)
    mantissa, _, exponent = text.lower().partition("e")
    if exponent:
        return TOO_BIG if abs(int(exponent)) > MAX_DIGITS else Decimal(text)
    return Decimal(text) if "." in mantissa else int(text)


_Container = dict[str, Any] | list[Any] | None


class Builder:
    """Builds one document from events, noting faults without stopping where it can."""

    __slots__ = ("_container", "_discard", "_key", "_loc", "_stack", "data", "faults", "file",
                 "keys", "positions", "started")  # fmt: skip

    def __init__(self, file: str) -> None:
        self.file = file
        self.data: Any = None
        self.positions: dict[Loc, Position] = {}
        self.keys: dict[Loc, Position] = {}
        self.faults: list[Located] = []
        self.started = False
        self._stack: list[tuple[_Container, Loc, str | None]] = []
        self._container: _Container = None
        self._loc: Loc = ()
        self._key: str | None = None
        self._discard = False

    def document(self) -> Document:
        """Return what was built."""
        return Document(self.data, self.positions, self.keys, tuple(self.faults))

    def fault(self, code: str, loc: Loc, line: int, column: int, **params: object) -> None:
        """Note a fault of ``loc``."""
        where = Where(self.file, line, column, dotted(loc))
        self.faults.append(Located(loc, Fault(f"entree.{code}", where, params)))

    @property
    def here(self) -> Loc:
        """The place that the next event is about."""
        if isinstance(self._container, list):
            return (*self._loc, len(self._container))
        return self._loc if self._key is None else (*self._loc, self._key)

    @property
    def wants_key(self) -> bool:
        """Whether the next scalar is the key of a mapping."""
        return self._key is None and type(self._container) is dict

    def key(self, key: object, shown_as: str, line: int, column: int) -> None:
        """Take ``key``; a faulty one is noted and its value, read for its own faults, dropped."""
        text = key if isinstance(key, str) else shown_as
        loc = (*self._loc, text)
        if not isinstance(key, str):
            self.fault("cle_non_texte", self._loc, line, column, valeur=shown(shown_as))
            self._discard = True
        elif loc in self.keys:
            first = self.keys[loc][0]
            self.fault("cle_en_double", loc, line, column, cle=shown(text), ligne=first)
            self._discard = True
        else:
            self.keys[loc] = (line, column)
        self._key = text

    def add(self, value: object, text: str, line: int, column: int) -> None:
        """Take a scalar value, read from ``text``."""
        if value is TOO_BIG:
            self.fault("nombre_demesure", self.here, line, column, valeur=shown(text))
            value = None
        self._place(value, line, column)

    def open(self, container: dict[str, Any] | list[Any], line: int, column: int) -> None:
        """Enter a mapping or a list; :class:`StopReading` when it is nested too deep."""
        if len(self._stack) == MAX_DEPTH:
            raise StopReading("profondeur", line, column, maximum=MAX_DEPTH)
        key_after: str | None = None
        if self.wants_key:
            # A collection for a key: read on, so that the faults that follow are found too.
            self.fault("cle_non_texte", self._loc, line, column, valeur=shown({0: 0}))
            key_after = "{…}"
            loc: Loc = (*self._loc, key_after)
        else:
            loc = self._place(container, line, column)
        self._stack.append((self._container, self._loc, key_after))
        self._container, self._loc, self._key = container, loc, None

    def close(self) -> None:
        """Leave the current mapping or list."""
        self._container, self._loc, self._key = self._stack.pop()
        self._discard = self._key is not None

    def _place(self, value: object, line: int, column: int) -> Loc:
        container = self._container
        if type(container) is list:
            loc = (*self._loc, len(container))
            container.append(value)
        elif type(container) is dict and self._key is not None:
            loc = (*self._loc, self._key)
            if not self._discard:
                container[self._key] = value
            self._key, self._discard = None, False
        else:
            loc = ()
            self.data, self.started = value, True
        self.positions.setdefault(loc, (line, column))
        return loc
