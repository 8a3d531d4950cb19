"""Letters and templates for tests: what a document says, and documents made of a few paragraphs."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from docx import Document
from docx.oxml.ns import qn
from places import ROOT

import fondsvert


def example(name: str, measure: fondsvert.Measure, **changes: Any) -> fondsvert.Dossier:
    """Return a dossier of ``examples/``, some fields of its sections changed (``porteur={…}``)."""
    data = yaml.safe_load((ROOT / f"examples/{name}.yaml").read_text(encoding="utf-8"))
    data = json.loads(json.dumps(data, default=str))
    for section, fields in changes.items():
        held = data.get(section)
        data[section] = {**held, **fields} if isinstance(held, dict) else fields
    return fondsvert.Dossier.model_validate(data, context=measure.context)


def said(content: bytes) -> str:
    """Return what a letter says, a line a paragraph; what is highlighted stands between ⟦ and ⟧."""
    document = Document(io.BytesIO(content))
    parts = [document.element.body, document.sections[0].footer._element]
    lines = [_line(each) for part in parts for each in part.iter(qn("w:p"))]
    return "\n".join(lines).replace("⟧⟦", "") + "\n"


def _line(paragraph: Any) -> str:
    return "".join(_runs(paragraph))


def _runs(paragraph: Any) -> Iterator[str]:
    for run in paragraph.iter(qn("w:r")):
        text = "".join(each.text or "" for each in run.iter(qn("w:t")))
        marked = run.rPr is not None and run.rPr.highlight_val is not None
        yield f"⟦{text}⟧" if marked and text else text


def template(path: Path, *paragraphs: str | list[str], footer: str = "") -> Path:
    """Write a template; a list of texts is a paragraph cut into as many runs."""
    document = Document()
    for paragraph in paragraphs:
        made = document.add_paragraph()
        for run in [paragraph] if isinstance(paragraph, str) else paragraph:
            made.add_run(run).bold = len(made.runs) % 2 == 0
    document.sections[0].footer.paragraphs[0].text = footer
    document.save(str(path))
    return path
