"""Make the templates of letters that ship (``rules/courriers/*.docx``) from their texts.

The texts are in ``tools/courriers/*.yaml``; the styles are here. Running it again gives the same
bytes: ``python tools/build_letters.py``.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from fondsvert.engine.letters.marks import highlight, packed
from fondsvert.engine.typography import french

ROOT = Path(__file__).parent.parent
TEXTS = Path(__file__).parent / "courriers"
FOLDER = ROOT / "rules" / "courriers"
FONT = "Arial"
GREY = RGBColor(0x59, 0x59, 0x59)
TAG = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")
SPAN = re.compile(r"(\*\*.+?\*\*|__.+?__)")
STYLES = {
    "expediteur": "Expéditeur",
    "destinataire": "Destinataire",
    "premier": "Destinataire, première ligne",
    "lieu": "Lieu et date",
    "reference": "Référence",
    "objet": "Objet",
    "corps": "Corps",
    "annonce": "Corps, avant une liste",
    "titre": "Heading 1",
    "motif": "Motif",
    "detail": "Détail",
    "puce": "Puce",
    "signature": "Signature du courrier",
    "nom": "Signature, nom",
    "balise": "Balise",
}


def build(name: str) -> bytes:
    """Return the template of a model, as a DOCX file."""
    shared = _texts("commun")
    said = _texts(name)
    document = Document()
    _pages(document)
    _styles(document)
    for style, text in _flow(shared, said):
        _write(document.add_paragraph(style=STYLES[style]), text)
    _footer(document, shared["pied"])
    highlight(document.element.body.iter(qn("w:p")))
    _properties(document, french(said["titre"]))
    whole = io.BytesIO()
    document.save(whole)
    return packed(whole.getvalue())


def models() -> list[str]:
    """Return the names of the models whose texts are here."""
    return sorted(path.stem for path in TEXTS.glob("*.yaml") if path.stem != "commun")


def _texts(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((TEXTS / f"{name}.yaml").read_text(encoding="utf-8"))
    return read


def _flow(shared: dict[str, Any], said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    whole = [*shared["avant"], {"objet": f"**Objet :** {said['objet']}"}]
    for paragraph in [*whole, *said["corps"], *shared["apres"]]:
        yield from paragraph.items()


def _write(paragraph: Any, text: str) -> None:
    """Write a paragraph: bold and small spans, French typography outside the tags."""
    for part in SPAN.split(text):
        bold, small = part.startswith("**"), part.startswith("__")
        run = paragraph.add_run(
            _typeset(part.strip("*") if bold else part.removeprefix("__").removesuffix("__"))
        )
        run.bold = bold or None
        if small:
            run.font.size, run.font.color.rgb = Pt(9), GREY


def _typeset(text: str) -> str:
    """Apply French typography to what is said, never inside a tag, which a space would break."""
    marked = TAG.split(text)
    tags = marked[1::2]
    # A letter stands for each tag, so that what touches it is typeset as it will be read.
    whole = french("\ue000".join(marked[::2]))
    pieces = whole.split("\ue000")
    return "".join(f"{piece}{tag}" for piece, tag in zip(pieces, [*tags, ""], strict=True))


def _pages(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2), Cm(2)
    section.footer_distance = Cm(1)


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    _font(normal, 10.5)
    for language in normal.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "fr-FR")
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:val"), "fr-FR")
        language.set(qn("w:eastAsia"), "fr-FR")
    _style(document, "expediteur", after=0)
    _style(document, "destinataire", after=0, left=8.5)
    _style(document, "premier", before=22, after=0, left=8.5)
    _style(document, "lieu", before=12, after=12, left=8.5)
    _style(document, "reference", after=3)
    _style(document, "objet", after=14)
    _style(document, "corps", after=6, line=1.1)
    _style(document, "motif", before=6, after=3, line=1.1, keep=True)
    _style(document, "detail", after=3, line=1.1, left=0.8)
    _style(document, "puce", after=3, line=1.1, left=0.63, hanging=0.4)
    _style(document, "annonce", after=3, line=1.1, keep=True)
    _style(document, "signature", before=8, after=0, left=8.5, keep=True)
    _style(document, "nom", before=48, after=0, left=8.5)
    _style(document, "balise", after=0, size=8, color=GREY)
    heading = document.styles["Heading 1"]
    _font(heading, 11.5, bold=True)
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(12), Pt(4)
    heading.paragraph_format.keep_with_next = True
    _bulleted(document)


def _style(
    document: Any, key: str, *, before: float = 0, after: float = 6, line: float = 1.0,
    left: float = 0, hanging: float = 0, size: float = 10.5, keep: bool = False,
    color: RGBColor | None = None,
) -> None:  # fmt: skip
    style = document.styles.add_style(STYLES[key], WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.quick_style = document.styles["Normal"], True
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), line
    shape.left_indent, shape.first_line_indent = Cm(left), Cm(-hanging)
    shape.keep_with_next = keep or None
    shape.widow_control = True
    if hanging:
        shape.tab_stops.add_tab_stop(Cm(left))
    style.font.size = Pt(size)
    if color is not None:
        style.font.color.rgb = color


def _font(style: Any, size: float, *, bold: bool = False) -> None:
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)


def _bulleted(document: Any) -> None:
    """Give bullets to their style: the list of the library's own bullets."""
    bullets = document.styles["List Bullet"].element.pPr.numPr
    shape = document.styles[STYLES["puce"]].element.get_or_add_pPr()
    number = OxmlElement("w:numPr")
    for child in bullets:
        copy = OxmlElement(child.tag.replace(f"{{{child.nsmap['w']}}}", "w:"))
        copy.set(qn("w:val"), child.get(qn("w:val")))
        number.append(copy)
    shape._insert_numPr(number)


def _footer(document: Any, text: str) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(paragraph, f"__{text} – page __")
    _field(paragraph, "PAGE")
    _write(paragraph, "__ / __")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Any, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = paragraph.add_run("1")
    run.font.size, run.font.color.rgb = Pt(9), GREY
    field.append(run._element)
    paragraph._element.append(field)


def _properties(document: Any, title: str) -> None:
    """Leave nothing of who made the file, nor of when."""
    about = document.core_properties
    about.title, about.language = title, "fr-FR"
    about.author = about.comments = about.last_modified_by = about.keywords = ""
    for name in ("created", "modified"):
        for found in about._element.findall(qn(f"dcterms:{name}")):
            about._element.remove(found)


def main() -> None:
    """Write every template."""
    for name in models():
        path = FOLDER / f"{name}.docx"
        path.write_bytes(build(name))
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(main())
