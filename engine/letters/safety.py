"""What a template may not be: no archive that swells, nothing fetched from elsewhere, no macro.

Word processors follow what a document points to: LibreOffice would, when it makes the PDF.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from ..errors import Fault, Where

MAX_BYTES: Final = 10_000_000
MAX_WHOLE: Final = 50_000_000
MAX_TEXT: Final = 4_000_000
"""How large a template may be, its parts once unpacked, and each part that is a text."""

MAX_PARTS: Final = 1_000

_REACHES_OUT = re.compile(
    r"\b(?:INCLUDETEXT|INCLUDEPICTURE|DDE|DDEAUTO|LINK|IMPORT|DATABASE|RD)\b", re.IGNORECASE
)
_OWN_DISK = re.compile(r"file:///[A-Za-z]:")
"""Where a word processor says that a document's style sheet lies: opened by it alone."""


def unsafe(content: bytes, name: str) -> list[Fault]:
    """Return why a file may not be used as a template; none where it may."""
    if len(content) > MAX_BYTES:
        return [_too_large(name, MAX_BYTES)]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(each.file_size for each in parts) > MAX_WHOLE:
                return [_too_large(name, MAX_WHOLE)]
            texts = [each for each in parts if each.filename.endswith((".xml", ".rels"))]
            if any(each.file_size > MAX_TEXT for each in texts):
                return [_too_large(name, MAX_TEXT)]
            found = [each for each in parts if each.filename.lower().endswith("vbaproject.bin")]
            found += [each for each in texts if _reaching(each.filename, archive.read(each))]
            where = (Where(name, path=each.filename) for each in found)
            return [Fault("courrier.gabarit_lien", each) for each in where]
    # A text that is no XML is a SyntaxError of a kind of its own.
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError,
            ValueError, SyntaxError):  # fmt: skip
        return [Fault("courrier.gabarit_illisible", Where(name))]


def _too_large(name: str, most: int) -> Fault:
    return Fault("courrier.gabarit_trop_gros", Where(name), {"maximum": most // 1_000_000})


def _reaching(part: str, content: bytes) -> bool:
    """Whether a part points to what is not in the document."""
    from docx.oxml.parser import parse_xml

    tree: Any = parse_xml(content)  # resolves no entity, fetches nothing
    if tree.getroottree().docinfo.doctype:
        raise ValueError(part)
    if part.endswith(".rels"):
        return any(_external(each) for each in tree)
    said = "".join(_instructions(tree))
    return _REACHES_OUT.search(said) is not None


def _external(relationship: Any) -> bool:
    """Whether a relationship fetches something; links that a reader follows do not."""
    if relationship.get("TargetMode", "").casefold() != "external":
        return False
    kind = relationship.get("Type", "").rpartition("/")[2]
    if kind == "attachedTemplate":
        return _OWN_DISK.match(relationship.get("Target", "")) is None
    return bool(kind != "hyperlink")


def _instructions(tree: Any) -> Iterator[str]:
    """Yield what the fields of a text ask the word processor; long ones come in pieces."""
    for each in tree.iter("{*}instrText"):
        yield each.text or ""
    for each in tree.iter("{*}fldSimple"):
        yield from (f" {value} " for name, value in each.attrib.items() if name.endswith("}instr"))


__all__ = ["MAX_BYTES", "unsafe"]
