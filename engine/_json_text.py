"""JSON text → builder events, by the letter of RFC 8259, with lines and columns.

YAML is nearly a superset of JSON, and « nearly » loses surrogate pairs, keys beyond 1 024
characters and line separators inside texts: hence a tokeniser of its own.
"""

from __future__ import annotations

import json
import re
from typing import Final

from ._document import Builder, StopReading, number, shown

_TOKEN = re.compile(
    r"""[ \t\n\r]*(?:
        "([^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*)"
      | (-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(?![\w.+-])
      | ([{}\[\],:])
      | (true|false|null)\b
    )""",
    re.VERBOSE,
)
_TEXT, _NUMBER, _SIGN, _WORD = 1, 2, 3, 4
_SPACE = re.compile(r"[ \t\n\r]*")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_CONSTANT = re.compile(r"-?(?:NaN|Infinity)\b")
_BAD = re.compile(r"[^\s,\[\]{}:\"]+|.", re.DOTALL)
_WORDS: Final = {"true": True, "false": False, "null": None}

_VALUE, _ITEM, _KEY, _FIRST_KEY, _COLON, _COMMA, _END = range(7)


class _Cursor:
    """Turns offsets, asked in increasing order, into lines and columns."""

    def __init__(self, text: str, line: int) -> None:
        self.text, self.line, self.start = text, line, 0
        self.next = self._find()

    def _find(self) -> int:
        found = self.text.find("\n", self.start)
        return len(self.text) if found < 0 else found

    def column(self, offset: int) -> int:
        while self.next < offset:
            self.line, self.start = self.line + 1, self.next + 1
            self.next = self._find()
        return offset - self.start + 1


def feed(text: str, builder: Builder, line: int = 1) -> None:
    """Give ``builder`` the single JSON value of ``text``, whose first line is ``line``.

    Raises :class:`StopReading` at the first place that is not JSON, or nested too deep.
    """
    cursor = _Cursor(text, line)
    inside: list[str] = []  # the closing sign of each open collection
    expected, offset, end = _VALUE, 0, len(text)
    match = _TOKEN.match
    while True:
        token = match(text, offset)
        if token is None:
            offset = _SPACE.match(text, offset).end()  # type: ignore[union-attr]
            if offset == end and expected == _END:
                return
            raise _broken(text, offset, cursor)
        kind = token.lastindex or 0
        value = token[kind]
        start = token.start(kind) - (kind == _TEXT)
        column = cursor.column(start)
        offset = token.end()
        if expected == _COMMA and kind == _SIGN and value == ",":
            expected = _KEY if inside[-1] == "}" else _VALUE
        elif expected == _COLON and value == ":" and kind == _SIGN:
            expected = _VALUE
        elif expected in (_KEY, _FIRST_KEY) and kind == _TEXT:
            key = _unescaped(value, cursor.line, column)
            builder.key(key, key, cursor.line, column)
            expected = _COLON
        elif expected in (_VALUE, _ITEM) and kind != _SIGN:
            if kind == _TEXT:
                builder.add(_unescaped(value, cursor.line, column), value, cursor.line, column)
            else:
                scalar = number(value) if kind == _NUMBER else _WORDS[value]
                builder.add(scalar, value, cursor.line, column)
            expected = _COMMA if inside else _END
        elif expected in (_VALUE, _ITEM) and value in ("{", "["):
            opens_mapping = value == "{"
            builder.open({} if opens_mapping else [], cursor.line, column)
            inside.append("}" if opens_mapping else "]")
            expected = _FIRST_KEY if opens_mapping else _ITEM
        elif expected in (_COMMA, _ITEM, _FIRST_KEY) and kind == _SIGN and value == inside[-1]:
            builder.close()
            inside.pop()
            expected = _COMMA if inside else _END
        else:
            raise StopReading("json_syntaxe", cursor.line, column, valeur=shown(value))


def _unescaped(raw: str, line: int, column: int) -> str:
    """Return the text that ``raw``, found between quotes, stands for."""
    if "\\" not in raw:
        return raw
    try:
        text: str = json.loads(f'"{raw}"')
    except ValueError:
        raise StopReading("json_echappement", line, column, valeur=shown(raw)) from None
    if _LONE_SURROGATE.search(text):
        raise StopReading("json_echappement", line, column, valeur=shown(raw))
    return text


def _broken(text: str, offset: int, cursor: _Cursor) -> StopReading:
    """Return why no token of JSON begins at ``offset``."""
    column = cursor.column(offset)
    if offset == len(text):
        return StopReading("json_fin", cursor.line, column)
    if constant := _CONSTANT.match(text, offset):
        return StopReading("json_constante", cursor.line, column, valeur=constant[0])
    if text[offset] == '"':
        return StopReading("json_texte", cursor.line, column)
    found = _BAD.match(text, offset)
    bad = found[0] if found else ""
    return StopReading("json_syntaxe", cursor.line, column, valeur=shown(bad))
