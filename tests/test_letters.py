"""Letters: what each says, what none may say, the decisions that a model does not fit."""

from __future__ import annotations

import io
import re
import shutil
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import golden
import pytest
from docx.oxml import OxmlElement
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from letters import example, said
from places import ROOT
from strategies import dossiers

import fondsvert
from fondsvert.engine.letters import Writer, as_pdf, models, pdf, render, suited
from fondsvert.engine.letters.context import Contexts, verbatim
from fondsvert.engine.letters.pdf import PROGRAMS

sys.path.insert(0, str(ROOT / "tools"))
from build_letters import build
from build_letters import models as written

ON = date(2026, 11, 26)
UNVERIFIED = {"FIN-05": {"avis": "defavorable", "auteur": "DREETS", "motif": "déjà aidé"}}
AWARDED = {"ressources": [
    {"financeur": "Fonds propres", "origine": "autofinancement", "montant": 1, "etat": "acquis"},
    {"financeur": "État", "origine": "publique", "montant": 1, "etat": "acquis",
     "fonds_vert": True},
]}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "model"),
    [("a-completer", "pieces"), ("ineligible", "refus"), ("hors-territoire", "refus"),
     ("eligible", "favorable"), ("competences", "favorable"), ("a-completer", "ingenierie")],
)  # fmt: skip
def test_what_a_letter_says(measure: fondsvert.Measure, name: str, model: str) -> None:
    """Each model, on the dossiers that ship, as its reader has it."""
    dossier = example(name, measure)
    content = render(measure.screen(dossier), model, measure, dossier=dossier, on=ON)
    golden.check(f"courriers/{model}-{name}.txt", said(content))


def test_a_letter_without_the_dossier(measure: fondsvert.Measure) -> None:
    """What the decision does not tell, nor the user, is left to fill in, highlighted."""
    decision = measure.screen(example("ineligible", measure))
    text = said(render(decision, "refus", measure))
    assert "⟦[À COMPLÉTER\u00a0: nom du porteur]⟧" in text
    assert "le ⟦[À COMPLÉTER\u00a0: date]⟧" in text
    assert "reçue le 2\u00a0septembre 2024" in text


def test_another_date_is_no_day_of_receipt(measure: fondsvert.Measure) -> None:
    """A date that was imposed is not told to the applicant as the day of receipt."""
    decision = measure.screen(example("ineligible", measure), on=date(2024, 10, 31))
    assert "reçue le ⟦[À COMPLÉTER\u00a0: date de réception" in said(
        render(decision, "refus", measure)
    )


def test_the_same_letter_twice(measure: fondsvert.Measure) -> None:
    """A letter depends on its decision alone: the same bytes, whatever the day."""
    decision = measure.screen(example("eligible", measure))
    first = render(decision, "favorable", measure)
    assert first == render(decision, "favorable", measure)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {each.date_time[0] for each in archive.infolist()} == {1980}


def test_every_mark_is_highlighted(measure: fondsvert.Measure) -> None:
    """Nothing that is left to fill in or to confirm escapes the eye."""
    for model, name in (("pieces", "a-completer"), ("refus", "ineligible")):
        letter = Writer(measure, model).write(measure.screen(example(name, measure)))
        text = said(letter.content)
        assert letter.marks == len(re.findall(r"⟦\[À CO", text)) == text.count("[À CO") > 0


# -- grounds of refusal ---------------------------------------------------------------------------


def test_an_unverified_rule_is_no_ground(measure: fondsvert.Measure) -> None:
    """A rule that nobody checked is not cited, even where a person refused; it is told."""
    dossier = example("ineligible", measure, financement=AWARDED, appreciations=UNVERIFIED)
    decision = measure.screen(dossier)
    assert decision.criteres["FIN-05"].statut == "non_satisfait"
    letter = Writer(measure, "refus").write(decision)
    assert letter.left_out == ("FIN-05",)
    assert "FIN-05" not in said(letter.content)
    assert "déjà aidé" not in said(letter.content)


def test_no_refusal_on_unverified_rules_alone(measure: fondsvert.Measure) -> None:
    """A refusal that nothing else supports is not written, and says why."""
    dossier = example("eligible", measure, appreciations=UNVERIFIED)
    data = dossier.model_dump(mode="json")
    data["financement"]["ressources"][-1].update(etat="acquis", fonds_vert=True)
    decision = measure.screen(fondsvert.Dossier.model_validate(data, context=measure.context))
    assert decision.deciding == ["FIN-05"]
    assert codes(decision, "refus", measure) == ["courrier.regles_non_verifiees"]


def test_a_secondary_ground_is_to_confirm(measure: fondsvert.Measure) -> None:
    """A text known through another that quotes it is marked, once for each such ground."""
    text = said(render(measure.screen(example("ineligible", measure)), "refus", measure))
    assert text.count("⟦[À CONFIRMER\u00a0: ce fondement est connu par une source") == 1


def test_the_elements_of_a_refusal_have_names(measure: fondsvert.Measure) -> None:
    """Facts are told by their names in the rule book, with values as people write them."""
    dossier = fondsvert.read(ROOT / "examples/portefeuille/PF-28.yaml")
    ground = Contexts(measure).of(measure.screen(dossier))["motifs_de_refus"][0]
    assert ground["critere"] == "FIN-04"
    assert [each["valeur"] for each in ground["elements"]] == [
        "entreprise",
        "360\u202f000,00\u00a0€",
    ]


@pytest.mark.parametrize(("reason", "asked"), [("trop tôt", 0), ("", 1)])
def test_a_person_s_refusal_gives_its_reason(
    measure: fondsvert.Measure, reason: str, asked: int
) -> None:
    """An opinion without a reason is no motive: the letter asks for it."""
    opinion = {"avis": "defavorable", "auteur": "DREETS", "motif": reason or None}
    dossier = example("eligible", measure, appreciations={"PRJ-08": opinion})
    text = said(render(measure.screen(dossier), "refus", measure))
    assert text.count("⟦[À COMPLÉTER\u00a0: raisons de cette appréciation") == asked


def test_no_appeal_is_invented(measure: fondsvert.Measure) -> None:
    """Remedies and delays were read in no source: each is left to confirm."""
    text = said(render(measure.screen(example("ineligible", measure)), "refus", measure))
    appeal = text.partition("Voies et délais de recours\n")[2]
    assert appeal.count("⟦[À CONFIRMER") == 5
    assert not re.search(r"\d+ (?:mois|jours)|deux mois|L\. ?\d|tribunal", appeal)


@given(data=dossiers())
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_letters_say_what_decisions_say(measure: fondsvert.Measure, data: dict[str, Any]) -> None:
    """Whatever the dossier, each model that may fit is written or says why not.

    No ground is invented nor unverified, and no tag is left.
    """
    try:
        dossier = fondsvert.Dossier.model_validate(data, context=measure.context)
    except ValueError:
        return
    decision = measure.screen(dossier)
    failed = {found.id for found in decision.criteres.values() if found.statut == "non_satisfait"}
    for model in suited(decision):
        if codes(decision, model, measure):
            assert model in {"refus", "pieces"}
            continue
        context = Contexts(measure).of(decision, dossier)
        grounds = {ground["critere"] for ground in context["motifs_de_refus"]}
        assert grounds <= failed
        levels = {decision.criteres[ground].source.niveau for ground in grounds}
        assert "a_verifier" not in levels
        elements = [one for each in context["motifs_de_refus"] for one in each["elements"]]
        assert not any("." in one["libelle"] for one in elements), "a path is no name"
        text = said(render(decision, model, measure, dossier=dossier))
        assert "{{" not in text
        assert "{%" not in text


@given(text=st.text())
@settings(max_examples=100, deadline=None)
def test_any_name_fits_in_a_document(text: str) -> None:
    """What no XML may hold is left out, and nothing turns the reading order around."""
    OxmlElement("w:t").text = verbatim(text)
    assert not set(verbatim(text)) & set("\u202e\u2066\n\t\x00")


def test_a_name_is_never_markup(measure: fondsvert.Measure) -> None:
    """Signs of XML and of templates in a name are read as they were written."""
    name = "A & B <w:p> \"C\" 'D' {{ reference }} {% if x %} ]]> "
    dossier = example("ineligible", measure, porteur={"raison_sociale": name})
    text = said(render(measure.screen(dossier), "refus", measure, dossier=dossier))
    assert name.strip() in text.split("\n")[3]


# -- decisions that a model does not fit -----------------------------------------------------------


def codes(decision: Any, model: str, measure: fondsvert.Measure) -> list[str]:
    """Return why a letter cannot be written."""
    try:
        render(decision, model, measure)
    except fondsvert.InputError as error:
        return [fault.code for fault in error.faults]
    return []


@pytest.mark.parametrize(
    ("name", "model", "code"),
    [("eligible", "refus", "courrier.verdict"), ("ineligible", "favorable", "courrier.verdict"),
     ("eligible", "pieces", "courrier.verdict"), ("eligible", "ingenierie",
      "courrier.sans_orientation"), ("eligible", "refuse", "courrier.modele_inconnu")],
)  # fmt: skip
def test_a_model_that_does_not_fit(
    measure: fondsvert.Measure, name: str, model: str, code: str
) -> None:
    """A refusal for an eligible dossier, and its like, are refused."""
    assert codes(measure.screen(example(name, measure)), model, measure) == [code]


def test_decisions_that_no_letter_fits(measure: fondsvert.Measure) -> None:
    """Other rules, words in English, no edition, nothing to ask: each is told."""
    dossier = example("ineligible", measure)
    decision = measure.screen(dossier)
    supposed = measure.with_parameters({"assiette_minimale": 500_000}).screen(dossier)
    assert codes(supposed, "refus", measure) == ["courrier.autres_regles"]
    english = measure.screen(dossier, lang="en")
    assert codes(english, "refus", measure) == ["courrier.autre_langue"]
    outside = measure.screen(dossier, on=date(2030, 1, 1))
    assert codes(outside, "favorable", measure) == ["courrier.sans_edition"]
    assert suited(outside) == ()
    assert suited(decision) == ("refus",)
    data = example("a-completer", measure).model_dump(mode="json", exclude_none=True)
    waiting = measure.screen(fondsvert.Dossier.model_validate(data, context=measure.context))
    nothing = waiting.model_copy(update={"criteres": {
        name: found.model_copy(update={"manquants": []}) for name, found in waiting.criteres.items()
    }})  # fmt: skip
    assert codes(nothing, "pieces", measure) == ["courrier.rien_a_demander"]


# -- templates that ship, PDF ----------------------------------------------------------------------


def test_the_templates_are_what_the_tool_makes() -> None:
    """What ships is what its texts and its tool say, part by part."""
    assert sorted(models()) == written()
    for model in models().values():
        assert _parts(build(model.id)) == _parts(model.path.read_bytes())


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_pdf(measure: fondsvert.Measure) -> None:
    """LibreOffice makes a tagged PDF of each letter, in order."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None or not (Path(found).resolve().parent / "libswlo.so").exists():
        pytest.skip("LibreOffice Writer is not installed")
    letters = [render(measure.screen(example(name, measure)), model, measure)
               for name, model in (("ineligible", "refus"), ("eligible", "favorable"))]  # fmt: skip
    made = as_pdf(letters)
    assert [each[:5] for each in made] == [b"%PDF-"] * 2
    assert all(b"/StructTreeRoot" in each for each in made)


def test_what_is_absent_says_what_to_install(
    measure: fondsvert.Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without LibreOffice there is no PDF, without docxtpl no letter: both in plain words."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(fondsvert.EngineUnavailableError, match="LibreOffice"):
        as_pdf([b""])
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    with pytest.raises(fondsvert.EngineUnavailableError, match=r"fondsvert\[courrier\]"):
        Writer(measure, "refus")


def test_a_conversion_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that writes nothing is a clear fault, not a missing file."""
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _: str(program))
    with pytest.raises(fondsvert.EngineUnavailableError, match="n’a pas converti"):
        as_pdf([b"x"])


def test_a_conversion_that_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that hangs is ended with what it started, and the letter stays as DOCX."""
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 600 &\nwait\n")
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _: str(program))
    monkeypatch.setattr(pdf, "FIRST", 0)
    monkeypatch.setattr(pdf, "EACH", 0)
    with pytest.raises(fondsvert.EngineUnavailableError, match="n’a pas converti"):
        as_pdf([b"x"])
