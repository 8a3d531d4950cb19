"""Templates of letters: what is wrong has its place, and none reaches beyond its letter."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import golden
import pytest
from docx import Document
from letters import example, said, template

import fondsvert
from fondsvert.engine.letters import models, render
from fondsvert.engine.letters.context import Contexts
from fondsvert.engine.letters.fields import FIELDS, TEXT, Kind, Many, Record, places
from fondsvert.engine.letters.safety import MAX_BYTES
from fondsvert.engine.letters.template import Template


def faults(path: Path) -> list[Any]:
    """Return what is wrong in a template."""
    with pytest.raises(fondsvert.InputError) as caught:
        Template(path)
    return list(caught.value.faults)


def test_the_templates_that_ship_hold() -> None:
    """Each of them names known places alone."""
    for model in models().values():
        assert "reference" in Template(model.path).named


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_everything_wrong_is_told_at_once(tmp_path: Path, lang: Any) -> None:
    """Unknown names, sets taken for texts, wherever they are: each with its paragraph."""
    path = template(
        tmp_path / "g.docx",
        "Dossier {{ refrence }} du {{ date_reception }}",
        ["Monsieur {{ por", "teur.raison", "_social }}"],
        "{%p for motif in motif_de_refus %}",
        "{{ motif.titre }}",
        "{%p endfor %}",
        "{%p for motif in motifs_de_refus %}",
        "{{ motif.constats }} et {{ motif.secondaire }}",
        "{%p endfor %}",
        "{{ aide }} {{ rappels }} {{ xyzzy }}",
        "{%p for x in reference %}",
        "{%p endfor %}",
        footer="page {{ pages }}",
    )
    text = "\n".join(fault.message(lang) for fault in faults(path))
    golden.check(f"courriers/verifier.{lang}.txt", text.replace(str(tmp_path), ".") + "\n")


@pytest.mark.parametrize(
    ("paragraphs", "code", "rank"),
    [(["bien", "{{ reference", "}}"], "courrier.gabarit_balise", 2),
     (["{%p if reference %}", "bien"], "courrier.gabarit_syntaxe", None),
     (["bien", "{{ reference reference }}"], "courrier.gabarit_syntaxe", 2)],
)  # fmt: skip
def test_a_broken_tag_is_found(
    tmp_path: Path, paragraphs: list[str], code: str, rank: int | None
) -> None:
    """A tag that is left open, or not understood, is told with its paragraph."""
    found = faults(template(tmp_path / "g.docx", *paragraphs))[0]
    assert found.code == code
    assert rank is None or found.where.path == f"document § {rank}"


@pytest.mark.parametrize(
    "tag",
    ["{{ ''.__class__ }}", "{{ reference.__class__ }}", "{{ porteur['siret'] }}",
     "{{ reference.format() }}", "{{ range(9) }}", "{{ lipsum() }}", "{{ cycler.__init__ }}",
     "{{ self }}", "{% set a = 1 %}", "{% import 'x' as y %}", "{% include 'x' %}",
     "{{ 'a' * 10000000000 }}", "{{ reference ~ 'x' }}", "{{ rappels | map('upper') }}",
     "{{ reference | attr('x') }}", "{{ porteur.items }}", "{{ motifs_de_refus.append }}",
     "{{ loop.index }}", "{% macro m() %}{% endmacro %}", "{{ reference | safe }}",
     "{% for a in rappels %}{% for b in rappels %}{% for c in rappels %}{% for d in rappels %}"
     "{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
     "{{r reference }}", "{{p reference }}",
     "{% for a in rappels recursive %}{% endfor %}", "{% autoescape false %}{% endautoescape %}"],
)  # fmt: skip
def test_a_template_cannot_reach_further(tmp_path: Path, tag: str) -> None:
    """Attributes, calls, imports and deep loops are refused before anything is run."""
    assert faults(template(tmp_path / "g.docx", tag))


def test_what_a_template_may_say(measure: fondsvert.Measure, tmp_path: Path) -> None:
    """An officer's own template: runs that the word processor cut, conditions, a footer, rows."""
    path = template(
        tmp_path / "mien.docx",
        ["Dossier {", "{ refer", "ence | upper }", "}"],
        "{%p for motif in motifs_de_refus if not motif.secondaire %}",
        "{{ loop.index }} {{ motif.critere }}{% if loop.last %}.{% else %},{% endif %}",
        "{%p else %}",
        "aucun",
        "{%p endfor %}",
        "{{ 'oui' if projet.labellise else 'non' }} [À CONFIRMER : visa]",
        footer="{{ porteur.raison_sociale }} [À COMPLÉTER : note]",
    )
    dossier = example("ineligible", measure, porteur={"raison_sociale": "A & B"})
    text = said(render(measure.screen(dossier), str(path), measure, dossier=dossier))
    lines = [
        "Dossier FV-TI-0003",
        "1 PRJ-02.",
        "oui ⟦[À CONFIRMER : visa]⟧",
        "A & B ⟦[À COMPLÉTER : note]⟧",
    ]
    assert text.splitlines() == lines


def test_rows_of_a_table(measure: fondsvert.Measure, tmp_path: Path) -> None:
    """A row of a table may be repeated; what is wrong after it is found in its own paragraph."""
    document = Document()
    table = document.add_table(rows=3, cols=2)
    for row, texts in zip(table.rows, (("{%tr for r in rappels %}", ""), ("{{ loop.index }}",
                          "{{ r }}"), ("{%tr endfor %}", "")), strict=True):  # fmt: skip
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("{{ verdict }}")
    document.save(str(tmp_path / "g.docx"))
    content = render(measure.screen(example("competences", measure)), str(tmp_path / "g.docx"),
                     measure)  # fmt: skip
    assert [line[:12] for line in said(content).splitlines()][::2] == ["1", "2", "Éligible"]
    document.add_paragraph("{{ verdicts }}")
    document.save(str(tmp_path / "g.docx"))
    assert faults(tmp_path / "g.docx")[0].params["extrait"] == "{{ verdicts }}"


def test_a_refusal_by_any_other_name(measure: fondsvert.Measure, tmp_path: Path) -> None:
    """A template that cites grounds of refusal fits ineligible decisions alone."""
    said = "{% for m in motifs_de_refus %}{{ m.titre }}{% endfor %}"
    path = template(tmp_path / "autre.docx", said)
    with pytest.raises(fondsvert.InputError, match="autre"):
        render(measure.screen(example("eligible", measure)), str(path), measure)


def _repacked(path: Path, name: str, change: Any) -> Path:
    """Rewrite a part of a template, or add one."""
    whole = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(whole, "w") as after:
        for each in {*before.namelist(), name}:
            old = before.read(each) if each in before.namelist() else b""
            after.writestr(each, change(old) if each == name else old)
    path.write_bytes(whole.getvalue())
    return path


LINK = b'<Relationship Id="r9" Type="x/image" Target="http://x/a.png" TargetMode="External"/>'
SIMPLE = b"<w:p><w:fldSimple w:instr='dde x'/></w:p>"
PAGE = b"<w:p><w:fldSimple w:instr='PAGE'/></w:p>"
RELATED = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b"<Relationship Id='r1' Type='x/attachedTemplate' TargetMode='External' Target='%s'/>"
    b"</Relationships>"
)
FIELD = b'<w:p><w:r><w:instrText> IncludeText "c:\\x" </w:instrText></w:r></w:p>'


@pytest.mark.parametrize(
    ("part", "change"),
    [("word/_rels/document.xml.rels",
      lambda old: old.replace(b"</Relationships>", LINK + b"</Relationships>")),
     ("word/document.xml", lambda old: old.replace(b"<w:sectPr", FIELD + b"<w:sectPr", 1)),
     ("word/document.xml", lambda old: old.replace(b"<w:sectPr", SIMPLE + b"<w:sectPr", 1)),
     ("word/_rels/settings.xml.rels", lambda _: RELATED % b"//host/a.dotm"),
     ("word/vbaProject.bin", lambda _: b"x")],
)  # fmt: skip
def test_a_template_fetches_nothing(tmp_path: Path, part: str, change: Any) -> None:
    """A linked image, an included file, a macro: the template is refused, and its part named."""
    path = _repacked(template(tmp_path / "g.docx", "{{ reference }}"), part, change)
    assert [(each.code, each.where.path) for each in faults(path)] == [
        ("courrier.gabarit_lien", part)
    ]


def test_what_a_word_processor_adds(tmp_path: Path) -> None:
    """A page number, a link to follow, the style sheet on its author's disk: none is fetched."""
    path = template(tmp_path / "g.docx", "{{ reference }}")
    link = LINK.replace(b"x/image", b"x/hyperlink")
    _repacked(path, "word/_rels/document.xml.rels",
              lambda old: old.replace(b"</Relationships>", link + b"</Relationships>"))  # fmt: skip
    _repacked(path, "word/document.xml",
              lambda old: old.replace(b"<w:sectPr", PAGE + b"<w:sectPr", 1))  # fmt: skip
    _repacked(path, "word/_rels/settings.xml.rels",
              lambda _: RELATED % b"file:///C:/Users/x/Normal.dotm")  # fmt: skip
    assert Template(path).named == {"reference"}


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "courrier.gabarit_illisible"), (b"PK\x03\x04", "courrier.gabarit_illisible"),
     (b"x" * (MAX_BYTES + 1), "courrier.gabarit_trop_gros")],
    ids=["empty", "cut", "huge"],
)  # fmt: skip
def test_what_is_no_template(tmp_path: Path, content: bytes, code: str) -> None:
    """A file that is no DOCX document is refused in plain words."""
    path = tmp_path / "g.docx"
    path.write_bytes(content)
    assert [each.code for each in faults(path)] == [code]


def test_archives_that_are_no_letters(tmp_path: Path) -> None:
    """An archive without a document, and one that swells, are refused; an absent file is told."""
    path = tmp_path / "g.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"x")
    assert faults(path)[0].code == "courrier.gabarit_illisible"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(60_000_000))
    assert faults(path)[0].code == "courrier.gabarit_trop_gros"
    _repacked(template(path, "x"), "word/document.xml", lambda old: b"<!DOCTYPE a>" + old[56:])
    assert faults(path)[0].code == "courrier.gabarit_illisible"
    _repacked(template(path, "x"), "word/document.xml", lambda _: b"<a/>")
    assert faults(path)[0].code == "courrier.gabarit_illisible"
    assert faults(template(path, f"{{{{ {'(' * 3000}reference{')' * 3000} }}}}"))
    with pytest.raises(fondsvert.MissingFileError):
        Template(tmp_path / "absent.docx")


# -- the vocabulary --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ineligible", "a-completer", "competences", "a-apprecier"])
def test_a_letter_has_every_place_and_no_other(measure: fondsvert.Measure, name: str) -> None:
    """What templates may name is what letters hold, plain data alone."""
    dossier = example(name, measure)
    for given in (dossier, None):
        _check(Contexts(measure).of(measure.screen(dossier), given), Record(FIELDS), name)


def _check(value: Any, kind: Kind, path: str) -> None:
    if isinstance(kind, Record):
        assert type(value) is dict
        assert value.keys() == kind.fields.keys(), path
        for name, inner in kind.fields.items():
            _check(value[name], inner, f"{path}.{name}")
    elif isinstance(kind, Many):
        assert type(value) is list, path
        for each in value:
            _check(each, kind.item, path)
    else:
        assert type(value) is (str if kind is TEXT else bool), path


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_place_is_told(lang: Any) -> None:
    """The list for officers gives every place a meaning."""
    listed = list(places(lang))
    assert len(listed) > 80
    text = "".join(f"{each.usage}\n    {each.meaning}\n" for each in listed)
    golden.check(f"courriers/champs.{lang}.txt", text)
