"""What is left to fill in or to confirm, made visible; and a file that is the same every time."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final

MARK: Final = re.compile(r"\[À (?:COMPLÉTER|CONFIRMER)[^\]]*\]")
"""What an officer still has to fill in or to confirm."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def highlight(paragraphs: Iterator[Any]) -> int:
    """Highlight every mark of the paragraphs, whatever the runs that hold it; return how many."""
    count = 0
    for paragraph in paragraphs:
        spans = [found.span() for found in MARK.finditer(_text(paragraph))]
        count += len(spans)
        if spans:
            _highlight(paragraph, spans)
    return count


def _texts(paragraph: Any) -> list[Any]:
    from docx.oxml.ns import qn

    return [text for text in paragraph.iter(qn("w:t")) if text.getparent().tag == qn("w:r")]


def _text(paragraph: Any) -> str:
    return "".join(text.text or "" for text in _texts(paragraph))


def _highlight(paragraph: Any, spans: list[tuple[int, int]]) -> None:
    """Cut the runs at the ends of the spans; give a background to those that lie inside."""
    from docx.oxml.ns import qn

    for run in list(paragraph.iter(qn("w:r"))):
        _separated(run)
    start = 0
    for text in _texts(paragraph):
        said = text.text or ""
        places = {place - start for span in spans for place in span}
        cuts = sorted({0, len(said), *(place for place in places if 0 < place < len(said))})
        for first, last in itertools.pairwise(cuts):
            inside = any(a <= start + first < b for a, b in spans)
            _before(text.getparent(), said[first:last], inside=inside)
        text.getparent().getparent().remove(text.getparent())
        start += len(said)


def _separated(run: Any) -> None:
    """Give each text, tab or break of a run a run of its own."""
    from docx.oxml.ns import qn

    inside = [each for each in run if each.tag != qn("w:rPr")]
    if len(inside) < 2:
        return
    for each in inside:
        made = _like(run)
        made.append(each)
        run.addprevious(made)
    run.getparent().remove(run)


def _before(run: Any, said: str, *, inside: bool) -> None:
    """Put a piece of a text before the run that it comes from."""
    from docx.enum.text import WD_COLOR_INDEX
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = _like(run)
    text = OxmlElement("w:t")
    text.text = said
    text.set(qn("xml:space"), "preserve")
    made.append(text)
    if inside:
        made.get_or_add_rPr().highlight_val = WD_COLOR_INDEX.YELLOW
    run.addprevious(made)


def _like(run: Any) -> Any:
    """Return an empty run with the same properties."""
    from docx.oxml import OxmlElement

    made = OxmlElement("w:r")
    if run.rPr is not None:
        made.append(deepcopy(run.rPr))
    return made


def packed(content: bytes) -> bytes:
    """Return a DOCX file whose bytes depend on its parts alone: no clock, one order."""
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(whole, "w") as after:
        for name in sorted(before.namelist(), key=lambda each: (each[0] != "[", each)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            after.writestr(entry, before.read(name))
    return whole.getvalue()
