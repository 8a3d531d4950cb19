"""A mapping is data: its faults, its drafts, and what a new revision of the form changes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import golden
import pytest
from exports import answer, as_csv, as_text, as_xlsx, csv_bytes
from forms import ASKED, PIECES, ROWS, mapping
from importing import COG, import_file
from places import ROOT

import fondsvert
from fondsvert.engine import yaml_text
from fondsvert.engine.errors import InputError
from fondsvert.engine.intake.convert import Converter
from fondsvert.engine.intake.likely import Likely
from fondsvert.engine.intake.mapping import MappingFile
from fondsvert.engine.intake.mapping_file import parse_mapping
from fondsvert.engine.intake.proposal import propose
from fondsvert.engine.intake.record import Form, Question, champ_key
from fondsvert.engine.intake.source import open_source
from fondsvert.engine.intake.verification import Check, as_data, verify

FAULTY = """\
formulaire: {numero: douze, champ: {}}
etats: [en_instruction, brouillon]
champs:
  projet.comune: {libelle: Commune}
  porteur.effectif: {libele: Effectif}
  porteur.siret: {champ: A, dossier: demandeur}
  porteur.nature: {}
  financement.depenses: {libelle: Dépenses}
  projet.collectif: {libelle: Collectif, si_invalide: ignorer}
  projet.date_debut: {libelle: Début, rang: 0}
  projet.volet: []
blocs:
  financement.depense:
    colonnes: {poste: {libelle: Poste}}
"""
UNSUITED = """\
champs:
  projet.comune: {libelle: Commune}
  financement.depenses: {libelle: Dépenses}
  appreciations.PRJ-08.opinion: {libelle: Avis}
blocs:
  financement.depense:
    colonnes: {poste: {libelle: Poste}}
  financement.depenses:
    - libelle: Dépenses
      colonnes: {poste: {libelle: Poste}, montant: {libelle: Montant}}
"""
UNFIT = """\
champs:
  porteur.nature: {libelle: Nature, valeurs: {"Une PME": pme, Autre: autre}}
  projet.collectif: {libelle: Collectif, valeurs: {Oui: oui}}
  projet.thematiques: {libelle: Thèmes, valeurs: {Eau: [gestion_ressources, eau]}}
  projet.impacts.energie_avant_mwh: {libelle: Énergie, unite: litres}
  porteur.effectif: {constante: true}
  porteur.siret: {libelle: SIRET, prefixe: "FR"}
  pieces: [{libelle: Kbis, si_rempli: kbis}]
"""
UNCONFIRMED = """\
champs:
  porteur.siret: {libelle: SIRET, a_confirmer: true}
blocs:
  financement.depenses:
    libelle: Dépenses
    a_confirmer: true
    colonnes:
      poste: {libelle: Poste, a_confirmer: true}
"""


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_faults_of_mappings(lang: Any) -> None:
    """Each fault at its line and column, with what was expected; all those of a stage at once."""
    told = []
    for text in (FAULTY, UNSUITED, UNFIT, UNCONFIRMED, "", "[]", "champs: {a: b}\nchamps: {}"):
        with pytest.raises(InputError) as caught:
            parse_mapping(text, file="carte.yaml")
        told += [*caught.value.messages(lang), ""]
    golden.check(f"importer/correspondance.{lang}.txt", "\n".join(told))


def test_a_mapping_to_be_confirmed_can_be_checked() -> None:
    """Only an import refuses the marks."""
    read = parse_mapping(UNCONFIRMED, confirmed=False)
    assert read.champs["porteur.siret"][0].a_confirmer


@pytest.fixture(scope="module")
def likely(measure: fondsvert.Measure) -> Likely:
    """What places may be called."""
    return Likely(measure.book, Converter(COG))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An answer of the API, its form described."""
    path = tmp_path_factory.mktemp("formulaire") / "page.json"
    batch = [fondsvert.read(ROOT / "examples/eligible.yaml").model_dump(mode="json")]
    path.write_text(as_text(answer(batch, ["PRJ-08"])), encoding="utf-8")
    return path


def form_of(path: Path) -> Form:
    """Return the form of a file."""
    source = open_source(path)
    try:
        return source.form()
    finally:
        source.close()


def test_a_draft_finds_most_questions(page: Path, likely: Likely) -> None:
    """Of a form in ordinary words most places are right, none is imported unread."""
    form = form_of(page)
    assert (form.number, form.revision) == (90001, "R-1")
    draft = propose(form, likely)
    with pytest.raises(InputError) as caught:
        parse_mapping(draft)
    assert {fault.code for fault in caught.value.faults} == {"importer.a_confirmer"}
    drafted, meant = parse_mapping(draft, confirmed=False), parse_mapping(json.dumps(mapping()))
    right = [path for path in ASKED if _champs(drafted, path) == _champs(meant, path)]
    wrong = [path for path in drafted.champs if _champs(drafted, path) != _champs(meant, path)
             and path != "pieces"]  # fmt: skip
    assert len(right) >= 0.85 * len(ASKED)
    assert len(wrong) <= 0.1 * len(ASKED)
    pieces = {link.si_rempli: link.libelle for link in drafted.champs["pieces"]}
    assert sum(pieces.get(piece) == label for piece, label in PIECES.items()) >= 6
    assert set(drafted.blocs) == set(ROWS)
    for path, (_, fields) in ROWS.items():
        (block,) = drafted.blocs[path]
        found = {name: links[0].libelle for name, links in block.colonnes.items()}
        assert sum(found.get(name) == label for name, (label, _) in fields.items()) >= (
            len(fields) - 1
        )


def _champs(read: MappingFile, path: str) -> set[str]:
    return {champ_key(link.champ or "") for link in read.champs.get(path, ())}


def test_a_draft_guesses_tables_of_values(page: Path, likely: Likely) -> None:
    """Options are matched with values; one like none is null, to be filled in."""
    drafted = parse_mapping(propose(form_of(page), likely), confirmed=False)
    nature = drafted.champs["porteur.nature"][0].valeurs
    assert nature is not None
    assert nature["Une association"] == "association"
    assert nature["Un groupement d'employeurs"] == "groupement_employeurs"
    yes = Form((Question("Projet collectif ?", "Champ-1", "CheckboxChampDescriptor", False),))
    link = parse_mapping(propose(yes, likely), confirmed=False).champs["projet.collectif"][0]
    assert link.valeurs == {"Oui": True, "Non": None}
    sure = Form((replace(yes.questions[0], required=True),))
    link = parse_mapping(propose(sure, likely), confirmed=False).champs["projet.collectif"][0]
    assert link.valeurs is None


def test_a_draft_of_a_table(tmp_path: Path, likely: Likely) -> None:
    """Columns are questions, answers met are options; what is required and absent is said."""
    path = tmp_path / "tableau.csv"
    header = ["code_commune", "nom_du_projet", "siren", "collectif", "couleur"]
    rows = [["18279", f"Projet {n}", "200071892", "Oui", "bleu"] for n in range(60)]
    path.write_bytes(csv_bytes(header, rows))
    draft = propose(form_of(path), likely)
    drafted = parse_mapping(draft, confirmed=False)
    assert set(drafted.champs) == {"projet.commune", "projet.intitule", "projet.collectif"}
    assert "# date_depot: " in draft
    assert "#   couleur" in draft


def test_a_draft_of_a_workbook(tmp_path: Path, likely: Likely) -> None:
    """Sheets of blocks are blocks; the fixed columns of an export need no entry."""
    path = tmp_path / "export.xlsx"
    as_xlsx(path, [fondsvert.read(ROOT / "examples/eligible.yaml").model_dump(mode="json")])
    drafted = parse_mapping(propose(form_of(path), likely), confirmed=False)
    assert {"financement.depenses", "financement.ressources"} <= set(drafted.blocs)
    assert not {"reference", "date_depot"} & set(drafted.champs)
    assert drafted.champs["projet.commune"][0].libelle == "Commune du site"
    assert {link.si_rempli for link in drafted.champs["pieces"]} == (
        set(PIECES) - {"identite"}  # « Extrait Kbis ou statuts » is like nothing
    )
    # Only « Non » was met: « Oui », which nobody answered yet, is read all the same.
    assert drafted.champs["projet.rebond_industriel"][0].valeurs is None


def test_a_draft_read_over_imports_what_it_was_drafted_from(tmp_path: Path, likely: Likely) -> None:
    """Once confirmed it finds every sheet and column, and serves the API's answers as well."""
    path, batch = tmp_path / "export.xlsx", [fondsvert.read(ROOT / "examples/eligible.yaml")]
    data = [{**each.model_dump(mode="json"), "reference": "24000101"} for each in batch]
    as_xlsx(path, data)
    draft = propose(form_of(path), likely)
    kept = "".join(line for line in draft.splitlines(True) if "a_confirmer: true" not in line)
    read = yaml_text.load(kept.encode()).data
    page = tmp_path / "page.json"
    page.write_text(as_text(answer(data)), encoding="utf-8")
    for source in (path, page):
        (found,) = import_file(source, read).dossiers
        assert found.financement is not None
        assert batch[0].financement is not None
        assert found.financement.depenses == batch[0].financement.depenses
        # « Fonds propres » is like no value: a person fills that in.
        lines = [(line.financeur, line.montant) for line in found.financement.ressources or ()]
        assert lines == [(r.financeur, r.montant) for r in batch[0].financement.ressources or ()]


def check(read: dict[str, Any], form: Form) -> Check:
    """Return what a mapping misses of a form."""
    return verify(parse_mapping(json.dumps(read), confirmed=False), form)


def test_a_mapping_that_misses_nothing(page: Path) -> None:
    """The mapping of the form itself is complete; what the form never asks is told."""
    read = mapping(["PRJ-08"])
    found = check(read, form_of(page))
    assert found.complete
    assert [*found.renamed, *found.new, *found.gone, *found.unused] == []
    del read["champs"]["porteur.effectif"], read["blocs"]["financement.depenses"]
    found = check(read, form_of(page))
    assert found.complete
    assert [question.label for question in found.unused] == [
        "Effectif consolidé (ETP)", "Dépenses prévisionnelles"
    ]  # fmt: skip
    assert {"porteur.effectif", "financement.depenses"} <= set(found.unfed)


def test_a_new_revision_of_the_form(page: Path) -> None:
    """A label changed under the same id is renamed; a new id of a like label is likely to be."""
    form = form_of(page)
    questions = list(form.questions)
    index = {question.label: rank for rank, question in enumerate(questions)}
    title, effectif = index["Intitulé du projet"], index["Effectif consolidé (ETP)"]
    volet = index["Volet de la mesure"]
    questions[title] = replace(questions[title], label="Titre du projet")
    questions[effectif] = replace(questions[effectif], label="Effectif consolidé, en ETP",
                                  champ="Champ-9001")  # fmt: skip
    options = (*questions[volet].options, "Recherche")
    questions[volet] = replace(questions[volet], options=options)
    questions.append(Question("Couleur préférée", "Champ-9002"))
    del questions[index["Code NAF (ou APE)"]]
    found = check(mapping(["PRJ-08"]), replace(form, questions=tuple(questions)))
    assert not found.complete
    assert [(e.before, e.after, e.sure) for e in found.renamed] == [
        ("Intitulé du projet", "Titre du projet", True),
        ("Effectif consolidé (ETP)", "Effectif consolidé, en ETP", False),
    ]
    assert [(e.path, e.near) for e in found.lost] == [
        ("porteur.code_naf", ""), ("porteur.effectif", "Effectif consolidé, en ETP")
    ]  # fmt: skip
    assert [(e.path, e.option) for e in found.options] == [("projet.volet", "Recherche")]
    assert [question.label for question in found.new] == ["Couleur préférée"]
    assert found.gone == ["Code NAF (ou APE)"]
    assert json.loads(json.dumps(dict(as_data(found))))["complet"] is False


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_export_held_against_a_snapshot_of_ids(kind: str, tmp_path: Path) -> None:
    """Exports have no ids: labels are compared, and what did not change is not told as changed."""
    batch = [fondsvert.read(ROOT / "examples/eligible.yaml").model_dump(mode="json")]
    path = tmp_path / "export"
    if kind == "xlsx":
        as_xlsx(path, batch, ["PRJ-08"])
    else:
        path.write_bytes(as_csv(batch, ["PRJ-08"]))
    read = mapping(["PRJ-08"])
    for block in read["blocs"].values():
        block["facultatif"] = True
    form = form_of(path)
    found = check(read, form)
    assert found.complete
    assert [*found.renamed, *found.new, *found.gone, *found.unused] == []
    labels = {"Effectif consolidé (ETP)": "Effectif consolidé, ETP"}
    questions = [replace(q, label=labels.get(q.label, q.label)) for q in form.questions]
    new = replace(form, questions=(*questions, Question("Couleur préférée")))
    found = check(read, new)
    assert [(e.before, e.after, e.sure) for e in found.renamed] == [
        ("Effectif consolidé (ETP)", "Effectif consolidé, ETP", False)
    ]
    assert [question.label for question in found.new] == ["Couleur préférée"]


def test_a_snapshot_of_labels_held_against_the_api(page: Path) -> None:
    """A mapping drafted from an export serves the API too: labels are compared there as well."""
    read = mapping(["PRJ-08"])
    labels = {**read["formulaire"]["champs"], "4000": "(4000) Dépenses prévisionnelle"}
    read["formulaire"]["champs"] = {
        label: label for label in labels.values() if label != "Dépenses prévisionnelles"
    }
    found = check(read, form_of(page))
    assert [*found.renamed, *found.new, *found.gone] == []


def test_a_question_called_as_a_fixed_column(tmp_path: Path) -> None:
    """An export begins with the platform's columns; after a question they are questions too."""
    path = tmp_path / "export.csv"
    header = ["ID", "Email", "État du dossier", "Déposé le", "Titre", "Commune",
              "Commune (Code INSEE)", "Email"]  # fmt: skip
    path.write_bytes(csv_bytes(header, []))
    assert [question.label for question in form_of(path).questions] == ["Titre", "Commune", "Email"]


def test_what_a_table_lacks(tmp_path: Path) -> None:
    """Required fields that nothing fills, labels of several columns, entries unconfirmed."""
    path = tmp_path / "tableau.csv"
    path.write_bytes(csv_bytes(["Montant", "Montant"], [["1", "2"]]))
    read = {
        "champs": {"financement.montant_demande": {"libelle": "Montant", "a_confirmer": True}},
        "blocs": {
            "financement.depenses": {
                "libelle": "Dépenses",
                "a_confirmer": True,
                "colonnes": {"poste": {"libelle": "Poste"}},
            }
        },
    }
    found = check(read, form_of(path))
    assert found.required == ["reference", "date_depot"]
    assert [e.path for e in found.ambiguous] == ["financement.montant_demande"]
    assert [e.path for e in found.unconfirmed] == ["financement.montant_demande",
                                                   "financement.depenses"]  # fmt: skip
    assert [e.name for e in found.lost] == ["Dépenses"]  # its questions go with it


def test_every_place_has_words_for_forms() -> None:
    """A place that a form may fill is called something in ``questions.json``."""
    words = json.loads((ROOT / "engine/messages/questions.json").read_text(encoding="utf-8"))
    rows = {f"{path}.{name}" for path, (_, fields) in ROWS.items() for name in fields}
    officers = {"porteur.difficulte.sortie_acceptee_ademe", "financement.ressources",
                "financement.depenses"}  # fmt: skip
    assert ({*ASKED, *rows} - officers) <= set(words)


def test_the_examples_are_mappings() -> None:
    """Each mapping of ``examples/importer`` can be read, and is confirmed."""
    found = sorted((ROOT / "examples/importer").glob("*.yaml"))
    assert found
    for path in found:
        assert parse_mapping(path.read_bytes(), file=path.name)
        assert yaml_text.load(path.read_bytes()).data["champs"]
