"""Text → plain data that remembers where each piece of it stood.

Content decides between YAML and JSON. Scalars follow YAML 1.2: ``no`` is a text, so is
``2024-05-13``; a number is an ``int`` or a ``Decimal`` read from its text, never a float;
``01004`` without quotes is :class:`UnquotedDigits`. What a file of data has no use for and may
hide something is refused: duplicated keys, anchors, aliases, tags, keys that are no texts,
control characters, more than 40 levels or 20 MB.

>>> document, = parse("porteur: {effectif: 84}")
>>> document.data, document.positions["porteur", "effectif"]
({'porteur': {'effectif': 84}}, (1, 21))
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from . import _json_text
from ._document import (
    Builder,
    Document,
    Loc,
    Located,
    Position,
    StopReading,
    UnquotedDigits,
    dotted,
    number,
    shown,
)
from .errors import Fault, InputError, Where

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "MAX_BYTES",
    "Document",
    "Loc",
    "Located",
    "Position",
    "UnquotedDigits",
    "dotted",
    "load",
    "parse",
    "read_each",
    "shown",
]

MAX_BYTES: Final = 20_000_000
MAX_CONTROL_FAULTS: Final = 20

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LOOKS_JSON = re.compile(
    r'\s*[\[{][\s\[{]*(?:["\]}0-9-]|(?:true|false|null|NaN|Infinity)\b|\Z)', re.ASCII
)
_NOT_BLANK = re.compile(r"^.*\S.*$", re.MULTILINE)
_DOCUMENT_START = re.compile(r"^(?=---(?:\s|\Z))", re.MULTILINE)
_NOTHING = re.compile(r"(?:---[ \t]*)?(?:[ \t]*(?:#.*)?\n|%.*\n|\.\.\.[ \t]*\n)*[ \t]*(?:#.*)?")


def parse(text: str | bytes, *, file: str = "") -> list[Document]:
    """Return every document of ``text``; ``file`` is the name that errors show.

    Raises :class:`InputError` with every fault of every document.
    """
    documents = list(read_each(text, file=file))
    faults = [located.fault for document in documents for located in document.faults]
    if faults:
        raise InputError(faults)
    return documents


def load(text: str | bytes, *, file: str = "") -> Document:
    """Return the only document of ``text``; :class:`InputError` when there are several."""
    documents = parse(text, file=file)
    if len(documents) > 1:
        line, column = documents[1].position(())
        raise InputError([Fault("entree.plusieurs_documents", Where(file, line, column))])
    return documents[0]


def read_each(text: str | bytes, *, file: str = "") -> Iterator[Document]:
    """Yield every document of ``text``, each with its own faults: one never spoils another.

    Raises :class:`InputError` when the text as a whole is not one: too long, not UTF-8, with
    control characters, or empty.
    """
    checked = _checked(text, file)
    if _is_json_lines(checked):
        yield from _json_lines(checked, file)
    elif _LOOKS_JSON.match(checked):
        yield _document(_json_text.feed, checked, 1, file)
    else:
        yield from _yaml_documents(checked, file)


def _checked(text: str | bytes, file: str) -> str:
    """Return ``text`` decoded, without byte order mark and with newlines alone."""
    if len(text) > MAX_BYTES:
        raise InputError([Fault("entree.fichier_trop_gros", Where(file), {"maximum": "20"})])
    text = (text if isinstance(text, str) else _decoded(text, file)).removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    controls = [
        Fault(
            "entree.caractere_de_controle",
            Where(file, *_line_column(text, found.start())),
            {"valeur": f"U+{ord(found[0]):04X}"},
        )
        for found, _ in zip(_CONTROL.finditer(text), range(MAX_CONTROL_FAULTS), strict=False)
    ]
    if controls:
        raise InputError(controls)
    return text


def _decoded(text: bytes, file: str) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        before = text[: error.start].decode("utf-8")
        where = Where(file, *_line_column(before, len(before)))
        raise InputError([Fault("entree.pas_utf8", where)]) from None


def _line_column(text: str, offset: int) -> Position:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _document(feed: Callable[[str, Builder, int], None], text: str, line: int, file: str,
              ) -> Document:  # fmt: skip
    """Return the one document that ``feed`` reads from ``text``, with what stopped it."""
    builder = Builder(file)
    try:
        feed(text, builder, line)
    except StopReading as stop:
        # Half a document is no document: its data would bring faults that are not there.
        where = Where(file, stop.line, stop.column, dotted(builder.here))
        stopped = Located(builder.here, Fault(f"entree.{stop.code}", where, stop.params))
        return Document(None, {}, {}, (*builder.faults, stopped), readable=False)
    return builder.document()


# JSON


def _json_lines(text: str, file: str) -> Iterator[Document]:
    for line, content in enumerate(text.split("\n"), 1):
        if content and not content.isspace():
            yield _document(_json_text.feed, content, line, file)


def _is_json_lines(text: str) -> bool:
    """Whether two lines or more hold something, and one of the first two a whole object."""
    first = _NOT_BLANK.search(text)
    second = first and _NOT_BLANK.search(text, first.end())
    if not (first and second):
        return False
    if _is_object(first[0]):
        return True
    # An object alone on the second line may also be the value of a key on the first.
    return not first[0].startswith(("---", "#", "%")) and (
        first[0].rstrip()[-1] not in "[{,:" and _is_object(second[0])
    )


def _is_object(line: str) -> bool:
    try:
        return line.lstrip()[0] == "{" and isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


# YAML


def _yaml_documents(text: str, file: str) -> Iterator[Document]:
    """Each document on its own: a line ``---`` cannot be anything but the start of another."""
    line, empty = 1, True
    for part in _DOCUMENT_START.split(text):
        if not _NOTHING.fullmatch(part):
            empty = False
            yield _document(_feed_yaml, part, line, file)
        line += part.count("\n")
    if empty:
        raise InputError([Fault("entree.fichier_vide", Where(file))])


def _feed_yaml(text: str, builder: Builder, first_line: int) -> None:
    """Give ``builder`` the events of one YAML document."""
    import yaml

    loader: Any = getattr(yaml, "CLoader", yaml.Loader)
    try:
        parser = loader(text)
        _pump(yaml, parser.get_event, builder, first_line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
        raise StopReading(*_explained(error, line, column), detail=error.problem or "") from None
    except yaml.YAMLError as error:
        raise StopReading("yaml_syntaxe", first_line, 1, detail=shown(str(error))) from None


def _explained(error: Any, line: int, column: int) -> tuple[str, int, int]:
    """Return the code and the place that help most for an error of the YAML scanner."""
    problem = f"{error.context or ''} {error.problem or ''}"
    if "mapping values are not allowed" in problem:
        return "yaml_deux_points", line, column
    if "tab character" in problem or "cannot start any token" in problem:
        return "yaml_caractere", line, column
    if "<document start>" in problem:
        return "yaml_tirets", line, column
    if "quoted scalar" in problem and error.context_mark:
        begun = error.context_mark
        return "yaml_guillemet", line - error.problem_mark.line + begun.line, begun.column + 1
    return "yaml_syntaxe", line, column


def _pump(yaml: Any, get_event: Callable[[], Any], builder: Builder, first_line: int) -> None:
    scalar, alias, stream_end = yaml.ScalarEvent, yaml.AliasEvent, yaml.StreamEndEvent
    openings = {yaml.MappingStartEvent: dict, yaml.SequenceStartEvent: list}
    closings = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
    while True:
        event = get_event()
        kind = type(event)
        mark = event.start_mark
        line, column = mark.line + first_line, mark.column + 1
        if kind is scalar:
            text = event.value
            if event.anchor is not None or event.tag is not None:
                _refuse(event, builder, line, column)
            value = _plain(text) if not event.style else text
            if builder.wants_key:
                builder.key(value, text or "null", line, column)
            else:
                builder.add(value, text, line, column)
        elif kind in openings:
            if event.anchor is not None or event.tag is not None:
                _refuse(event, builder, line, column)
            builder.open(openings[kind](), line, column)
        elif kind in closings:
            builder.close()
        elif kind is alias:
            builder.fault("alias", builder.here, line, column, valeur=shown(event.anchor))
            if builder.wants_key:
                builder.key(None, f"*{event.anchor}", line, column)
            else:
                builder.add(None, "", line, column)
        elif kind is yaml.DocumentStartEvent:
            if builder.started:
                raise StopReading("yaml_tirets", line, column)
        elif kind is stream_end:
            return


def _refuse(event: Any, builder: Builder, line: int, column: int) -> None:
    if event.anchor is not None:
        builder.fault("ancre", builder.here, line, column, valeur=shown(event.anchor))
    if event.tag is not None:
        builder.fault("etiquette", builder.here, line, column, valeur=shown(event.tag))


_CONSTANTS: Final[dict[str, bool | None]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NUMBER_START: Final = frozenset("0123456789+-.")


def _plain(text: str) -> object:
    """Return what a scalar without quotes stands for, in YAML 1.2."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    return number(text) if text[0] in _NUMBER_START and _NUMBER.fullmatch(text) else text
