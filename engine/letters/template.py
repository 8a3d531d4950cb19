"""A template: a DOCX file that officers edit in their word processor, checked before it is used."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..errors import EngineUnavailableError, Fault, InputError, MissingFileError, Where
from .safety import MAX_BYTES, unsafe

EXCERPT: Final = 70

_STARTS = re.compile(r"<w:p([ >])")
_LOST = re.compile(r"\{\{(?:p|r|tr|tc)\s")
_MARKS = re.compile(r"<[^>]+>")


class Spot(NamedTuple):
    """A part of a template: what it is called, its XML, the text of each paragraph.

    The XML has a line a paragraph, so that Jinja's lines are paragraphs.
    """

    part: str
    xml: str
    paragraphs: tuple[str, ...]


class Template:
    """A template that was read and holds: it names no place that a letter does not have.

    ``named`` are the places that it uses. Raises :class:`InputError` with every fault, each with
    the part, the paragraph and the nearest known name; :class:`MissingFileError`; and
    :class:`EngineUnavailableError` where docxtpl is not installed.
    """

    def __init__(self, path: Path) -> None:
        require_writer()
        from .grammar import Grammar, environment

        self.name = str(path)
        self.content = _read(path)
        faults = unsafe(self.content, self.name)
        if faults:
            raise InputError(faults)
        grammar = Grammar()
        for spot in self._spots():
            faults += self._wrong(spot, grammar)
        if faults:
            raise InputError(faults)
        self.named = frozenset(grammar.named)
        self._environment = environment()

    def fill(self, context: Mapping[str, Any]) -> Any:
        """Return the document with its places filled; whatever they hold is escaped."""
        opened = _opened(self.content, self.name)
        opened.render(dict(context), self._environment, autoescape=True)
        return opened

    def _spots(self) -> Iterator[Spot]:
        opened = _opened(self.content, self.name)
        opened.render_init()
        yield _spot("document", opened.get_xml())
        for part, uri in (("header", opened.HEADER_URI), ("footer", opened.FOOTER_URI)):
            for _, found in opened.get_headers_footers(uri):
                yield _spot(part, opened.get_part_xml(found))
        for found in opened.docx.part.package.parts:
            if found.content_type.endswith("wordprocessingml.footnotes+xml"):
                yield _spot("footnotes", found.blob.decode())

    def _wrong(self, spot: Spot, grammar: Any) -> Iterator[Fault]:
        """Yield what is wrong in a part: tags left open first, which make the rest unreadable."""
        from jinja2 import TemplateSyntaxError

        from .grammar import environment

        unclosed = [
            self._fault("courrier.gabarit_balise", spot, rank)
            for rank, text in enumerate(spot.paragraphs)
            if any(text.count(a) != text.count(b) for a, b in (("{{", "}}"), ("{%", "%}")))
        ]
        # They would put a text where a document has none: it would be lost.
        lost = [
            self._fault("courrier.gabarit_construction", spot, rank, nom=found[0].strip())
            for rank, text in enumerate(spot.paragraphs)
            for found in _LOST.finditer(text)
        ]
        if unclosed or lost:
            yield from [*unclosed, *lost]
            return
        try:
            tree = environment().parse(_opened(self.content, self.name).patch_xml(spot.xml))
        except (TemplateSyntaxError, RecursionError) as error:
            rank = error.lineno - 1 if isinstance(error, TemplateSyntaxError) else 0
            yield self._fault("courrier.gabarit_syntaxe", spot, rank)
            return
        before = len(grammar.wrong)
        grammar.check(tree)
        for found in grammar.wrong[before:]:
            rank = _nearest(spot, str(found.params.get("nom", "")), found.line - 1)
            yield self._fault(found.code, spot, rank, **found.params)

    def _fault(self, code: str, spot: Spot, rank: int, **params: object) -> Fault:
        rank = min(max(rank, 0), len(spot.paragraphs) - 1)
        text = " ".join(spot.paragraphs[rank].split())
        excerpt = text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…"
        where = Where(self.name, path=f"{spot.part} § {rank}")
        return Fault(code, where, {"extrait": excerpt, **params})


def require_writer() -> None:
    """Raise :class:`EngineUnavailableError` where docxtpl is not installed."""
    try:
        import docxtpl  # type: ignore[import-untyped,unused-ignore] # noqa: F401
    except ImportError:
        raise EngineUnavailableError([Fault("courrier.bibliotheque_absente")]) from None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise MissingFileError([Fault("courrier.gabarit_absent", Where(str(path)))]) from None
    except (OSError, ValueError):  # ValueError: a name with a null character
        raise MissingFileError([Fault("courrier.fichier_illisible", Where(str(path)))]) from None
    return content


def _opened(content: bytes, name: str) -> Any:
    """Return the document as docxtpl reads it; its properties are left as they are."""
    from docxtpl import DocxTemplate  # type: ignore[import-untyped,unused-ignore]

    opened = DocxTemplate(io.BytesIO(content))
    # Places are in the text alone.
    opened.render_properties = lambda *_: None
    try:
        opened.init_docx()
        opened.docx.part.document.element.body  # noqa: B018 — a file without a body is no letter
    except Exception as error:  # the library meets a damaged file in ways of its own
        raise InputError([Fault("courrier.gabarit_illisible", Where(name))]) from error
    return opened


def _spot(part: str, xml: str) -> Spot:
    lines = _STARTS.sub(r"\n<w:p\1", xml.replace("\n", " "))
    paragraphs = tuple(_MARKS.sub("", line) for line in lines.split("\n"))
    return Spot(part, lines, paragraphs)


def _nearest(spot: Spot, name: str, rank: int) -> int:
    """Return the paragraph that holds a name, the nearest to where it was met."""
    last = name.rpartition(".")[2].partition("(")[0].partition("[")[0]
    holding = [each for each, text in enumerate(spot.paragraphs) if last in text and "{" in text]
    return min(holding, key=lambda each: abs(each - rank), default=rank)
