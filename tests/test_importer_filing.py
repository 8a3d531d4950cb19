"""The filing platform's own ways: states, parts of answers, blocks, sheets joined by number."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from exports import csv_bytes, write_xlsx
from importing import Imported, import_file

from fondsvert.engine.errors import InputError

SIRET = "73282932000074"


def one(tmp_path: Path, champs: dict[str, Any], *nodes: dict[str, Any], **more: Any) -> Imported:
    """Import dossiers of the API through a mapping of places."""
    path = tmp_path / "page.json"
    path.write_text(json.dumps({"data": {"demarche": {"dossiers": {"nodes": list(nodes)}}}}))
    return import_file(path, {"champs": champs, **more})


def node(*champs: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a dossier of the API."""
    return {"number": 1, "state": "en_instruction", "dateDepot": "2024-05-13T10:00:00+02:00",
            "champs": list(champs), **more}  # fmt: skip


def faults(imported: Any) -> list[str]:
    """Return the codes of an error, without their topic."""
    return [fault.code.removeprefix("importer.") for fault in imported.value.faults]


PLACE = {
    "siret": SIRET, "naf": "25.62B", "siegeSocial": True,
    "address": {"cityCode": "18279", "postalCode": "18100", "cityName": "Vierzon"},
    "entreprise": {"siren": "732829320", "raisonSociale": "Exemple SAS", "capitalSocial": "-1",
                   "dateCreation": "2001-04-02"},
}  # fmt: skip


def test_an_establishment_fills_several_places(tmp_path: Path) -> None:
    """SIRET, NAF, name and date come from one answer; « -1 » is the platform's unknown capital."""
    link = {"champ": "Champ-1"}
    champs = {
        "porteur.siret": link,
        "porteur.code_naf": link,
        "porteur.raison_sociale": link,
        "porteur.date_creation": link,
        "porteur.difficulte.capital_souscrit": {**link, "partie": "capital_social"},
    }
    answered = {"id": "Q2hhbXAtMQ==", "label": "SIRET", "stringValue": SIRET,
                "etablissement": PLACE}  # fmt: skip
    (dossier,) = one(tmp_path, champs, node(answered)).dossiers
    assert dossier.porteur is not None
    assert dossier.porteur.siret == SIRET
    assert dossier.porteur.code_naf == "25.62B"
    assert dossier.porteur.raison_sociale == "Exemple SAS"
    assert dossier.porteur.date_creation == date(2001, 4, 2)
    assert dossier.porteur.difficulte is None


def test_the_applicant_is_no_question(tmp_path: Path) -> None:
    """What the platform knows of who files: « dossier: demandeur »."""
    champs = {
        "porteur.siret": {"dossier": "demandeur"},
        "porteur.raison_sociale": {"dossier": "demandeur"},
        "projet.commune": {"dossier": "demandeur", "partie": "commune"},
    }
    (dossier,) = one(tmp_path, champs, node(demandeur=PLACE)).dossiers
    assert dossier.porteur is not None
    assert dossier.projet is not None
    assert (dossier.porteur.siret, dossier.projet.commune) == (SIRET, "18279")
    assert dossier.porteur.raison_sociale == "Exemple SAS"


@pytest.mark.parametrize(
    ("answered", "code"),
    [
        ({"commune": {"name": "Vierzon", "code": "18279", "postalCode": "18100"}}, "18279"),
        ({"address": {"cityCode": "18279", "cityName": "Vierzon"}}, "18279"),
        ({"commune": None, "stringValue": ""}, None),
    ],
)
def test_where_the_site_is(tmp_path: Path, answered: dict[str, Any], code: str | None) -> None:
    """A commune and an address both give an INSEE code."""
    question = {"id": "Champ-1", "label": "Site", **answered}
    (dossier,) = one(tmp_path, {"projet.commune": {"champ": "Champ-1"}}, node(question)).dossiers
    assert (dossier.projet and dossier.projet.commune) == code


def test_a_list_in_two_steps(tmp_path: Path) -> None:
    """Either part of a linked list, or both, may be what a place takes."""
    question = {"id": "Champ-1", "label": "Nature", "primaryValue": "Entreprise",
                "secondaryValue": "PME", "stringValue": "Entreprise / PME"}  # fmt: skip
    for link in (
        {"partie": "primaire", "valeurs": {"Entreprise": "entreprise"}},
        {"partie": "secondaire", "valeurs": {"PME": "entreprise"}},
        {"valeurs": {"Entreprise / PME": "entreprise"}},
    ):
        champs = {"porteur.nature": {"champ": "1", **link}}
        (dossier,) = one(tmp_path, champs, node(question)).dossiers
        assert dossier.porteur is not None
        assert dossier.porteur.nature == "entreprise"


def test_a_box_left_blank_says_what_the_mapping_says(tmp_path: Path) -> None:
    """The platform answers « false » of a box that nobody ticked: null keeps the fact unknown."""
    question = {"id": "Champ-1", "__typename": "CheckboxChamp", "label": "Collectif ?",
                "checked": False, "stringValue": "false"}  # fmt: skip
    plain = {"projet.collectif": {"champ": "Champ-1"}}
    (dossier,) = one(tmp_path, plain, node(question)).dossiers
    assert dossier.projet is not None
    assert dossier.projet.collectif is False
    unknown = {"projet.collectif": {"champ": "Champ-1", "valeurs": {"Oui": True, "Non": None}}}
    (dossier,) = one(tmp_path, unknown, node(question)).dossiers
    assert dossier.projet is None
    (dossier,) = one(tmp_path, unknown, node({**question, "checked": True})).dossiers
    assert dossier.projet is not None
    assert dossier.projet.collectif is True


def test_documents_given_and_not_given(tmp_path: Path) -> None:
    """Each question that collects a file says whether its document is there."""
    champs = {"pieces": [{"champ": "1", "si_rempli": "couts"},
                         {"champ": "2", "si_rempli": "identite"}]}  # fmt: skip
    given = {"id": "Champ-1", "label": "Coûts", "files": [{"filename": "couts.pdf"}]}
    missing = {"id": "Champ-2", "label": "Kbis", "files": []}
    found = one(tmp_path, champs, node(given, missing))
    assert found.dossiers[0].pieces == ("couts",)
    told = {(s.path, s.element): s.origin.label for s in found.sources[0][1]}
    assert told["pieces", "identite"] == "Kbis"
    assert one(tmp_path, champs, node()).dossiers[0].pieces is None


def test_the_first_answer_that_says_something(tmp_path: Path) -> None:
    """Two questions for one place, as when a form asks again in another section."""
    champs = {"projet.intitule": [{"champ": "1"}, {"champ": "2"}, {"constante": "Sans titre"}]}
    blank = {"id": "Champ-1", "label": "Titre", "stringValue": " "}
    told = {"id": "Champ-2", "label": "Titre court", "stringValue": "Four"}
    for questions, title in (((blank, told), "Four"), ((blank,), "Sans titre")):
        (dossier,) = one(tmp_path, champs, node(*questions)).dossiers
        assert dossier.projet is not None
        assert dossier.projet.intitule == title


def test_an_answer_left_unknown_where_the_mapping_allows(tmp_path: Path) -> None:
    """« si_invalide: inconnu » keeps the dossier, without the value, and says so."""
    question = {"id": "Champ-1", "label": "SIRET", "stringValue": "732829320"}
    champs = {"porteur.siret": {"champ": "Champ-1"}}
    assert one(tmp_path, champs, node(question)).reasons == ["siren"]
    kept = one(
        tmp_path, {"porteur.siret": {"champ": "Champ-1", "si_invalide": "inconnu"}}, node(question)
    )
    assert kept.dossiers[0].porteur is None
    assert kept.journal.repairs == {"laisse_inconnu": 1}


STATES = ("en_construction", "en_instruction", "accepte", "refuse", "sans_suite")


def test_the_five_states(tmp_path: Path) -> None:
    """All are imported, unless the mapping keeps some: the others are rejects that say why."""
    nodes = [{**node(), "number": rank, "state": state} for rank, state in enumerate(STATES)]
    assert len(one(tmp_path, {}, *nodes).dossiers) == 5
    found = one(tmp_path, {}, *nodes, etats=["en_construction", "en_instruction"])
    assert len(found.dossiers) == 2
    assert found.reasons == ["etat"] * 3


def test_states_in_the_words_of_exports(tmp_path: Path) -> None:
    """« Classé sans suite » is the same state."""
    path = tmp_path / "export.csv"
    words = ["En construction", "En instruction", "Accepté", "Refusé", "Classé sans suite"]
    rows = [[str(rank), word, "2024-05-13"] for rank, word in enumerate(words)]
    path.write_bytes(csv_bytes(["ID", "État du dossier", "Déposé le"], rows))
    assert len(import_file(path, {}).dossiers) == 5
    assert import_file(path, {"etats": ["accepte"]}).dossiers[0].reference == "2"


def test_blocks_of_older_answers(tmp_path: Path) -> None:
    """Champs one after the other, without rows: a question met again begins a row."""
    flat = [
        {"id": "Champ-11|A", "label": "Poste", "stringValue": "Four"},
        {"id": "Champ-12|A", "label": "Montant", "value": 980000.5, "stringValue": "980000.5"},
        {"id": "Champ-11|B", "label": "Poste", "stringValue": "Étude"},
        {"id": "Champ-12|B", "label": "Montant", "value": None, "stringValue": ""},
        {"id": "Champ-11|C", "label": "Poste", "stringValue": ""},
    ]
    block = {"id": "Champ-10", "label": "Dépenses", "champs": flat}
    lists = {
        "financement.depenses": {
            "champ": "10",
            "colonnes": {
                "poste": {"champ": "11"},
                "montant_ht": {"champ": "12"},
                "eligible": {"constante": True},
            },
        }
    }
    found = one(tmp_path, {}, node(block), blocs=lists)
    financing = found.dossiers[0].financement
    assert financing is not None
    lines = [(line.poste, line.montant_ht, line.eligible) for line in financing.depenses or ()]
    assert lines == [("Four", 98000050, True), ("Étude", None, True)]
    told = {s.path: s.origin.label for s in found.sources[0][1]}
    assert told["financement.depenses[1].montant_ht"] == "Montant"


def test_a_line_made_of_the_dossier_itself(tmp_path: Path) -> None:
    """The grant asked for is a line of the financing plan, though the form asks it apart."""
    question = {"id": "Champ-1", "label": "Subvention", "decimalNumber": 300000}
    line = {"colonnes": {"financeur": {"constante": "Fonds vert"}, "montant": {"champ": "1"},
                         "fonds_vert": {"constante": True}}}  # fmt: skip
    lists = {"financement.ressources": line}
    financing = one(tmp_path, {}, node(question), blocs=lists).dossiers[0].financement
    assert financing is not None
    assert financing.ressources is not None
    assert [(r.montant, r.fonds_vert) for r in financing.ressources] == [(30000000, True)]
    blank = {**question, "decimalNumber": None}
    assert one(tmp_path, {}, node(blank), blocs=lists).dossiers[0].financement is None


def test_annotations_are_questions_too(tmp_path: Path) -> None:
    """What officers note on the platform: an opinion on a criterion."""
    note = {"id": "Champ-9", "label": "Avis DREETS", "stringValue": "Favorable"}
    champs = {"appreciations.PRJ-08.avis": {"champ": "Champ-9"}}
    (dossier,) = one(tmp_path, champs, node(annotations=[note])).dossiers
    assert dossier.appreciations is not None
    opinion = dossier.appreciations["PRJ-08"]
    assert opinion is not None
    assert opinion.avis == "favorable"


def test_a_page_that_announces_another(tmp_path: Path) -> None:
    """An incomplete download is told."""
    path = tmp_path / "page.json"
    page = {"pageInfo": {"hasNextPage": True}, "nodes": [node()]}
    path.write_text(json.dumps({"data": {"demarche": {"dossiers": page}}}))
    found = import_file(path, {})
    assert [fault.code for fault in found.journal.warnings] == ["importer.page_suivante"]


@pytest.mark.parametrize("wrap", [
    lambda n: n, lambda n: [n], lambda n: {"data": {"dossier": n}},
    lambda n: {"data": {"groupeInstructeur": {"dossiers": {"nodes": [n]}}}},
    lambda n: {"demarche": {"dossiers": {"edges": [{"node": n}]}}},
    lambda n: [{"data": {"demarche": {"dossiers": {"nodes": [n]}}}}],
    lambda n: {"dossiers": [n]},
])  # fmt: skip
def test_every_shape_of_an_answer(tmp_path: Path, wrap: Any) -> None:
    """One dossier, a list, a page of a démarche or of a group, nodes or edges."""
    path = tmp_path / "page.json"
    path.write_text(json.dumps(wrap(node())))
    assert import_file(path, {}).dossiers[0].reference == "1"


def test_a_node_that_is_no_dossier_is_a_reject(tmp_path: Path) -> None:
    """The API gives null for a dossier that one may not read: it counts."""
    found = one(tmp_path, {}, node(), None)  # type: ignore[arg-type]
    assert (found.journal.rows, found.reasons) == (2, ["dossier"])


# -- exports ---------------------------------------------------------------------------------------

FIXED = ["ID", "État du dossier", "Déposé le"]
ROW = ["En instruction", "2024-05-13 10:30:00 +0200"]


def test_the_sheets_of_a_workbook_are_joined(tmp_path: Path) -> None:
    """Establishments by question, blocks by number; rows that belong to nobody are told."""
    path = tmp_path / "export.xlsx"
    places = ["Dossier ID", "Champ", "Établissement SIRET", "Établissement NAF"]
    write_xlsx(path, {
        "Avis": (["Dossier ID", "Réponse"], []),
        "Dossiers": ([*FIXED, "SIRET"], [[101, *ROW, SIRET], ["102", *ROW, None]]),
        "Etablissements": (places, [[101, "Dossier", "35600000000048", "53.10Z"],
                                    ["101", "SIRET", SIRET, "25.62B"]]),
        "(7) Dépenses prévisionnelles du": (
            ["Dossier ID", "Ligne", "Montant"], [[101, 2, 5], ["101", 1, 7], ["999", 1, 1]]),
    })  # fmt: skip
    mapping = {
        "champs": {"porteur.siret": {"libelle": "SIRET"},
                   "porteur.code_naf": {"libelle": "SIRET", "facultatif": True},
                   "porteur.raison_sociale": {"dossier": "demandeur", "partie": "naf"}},
        "blocs": {"financement.depenses": {
            "libelle": "Dépenses prévisionnelles du projet",
            "colonnes": {"montant_ht": {"libelle": "Montant"}}}},
    }  # fmt: skip
    found = import_file(path, mapping)
    first, second = found.dossiers
    assert first.porteur is not None
    assert (first.porteur.siret, first.porteur.code_naf) == (SIRET, "25.62B")
    assert first.porteur.raison_sociale == "53.10Z"
    assert first.financement is not None
    assert [line.montant_ht for line in first.financement.depenses or ()] == [500, 700]
    assert second.financement is None
    assert [fault.params["nombre"] for fault in found.journal.warnings] == [1]
    assert found.sources[0][1][-1].origin.sheet == "(7) Dépenses prévisionnelles du"


def test_a_column_beside_another_is_its_part(tmp_path: Path) -> None:
    """« Commune (Code INSEE) » is what the place takes of « Commune »."""
    path = tmp_path / "export.csv"
    header = [*FIXED, "Commune", "Commune (Code INSEE)", "Nature"]
    path.write_bytes(csv_bytes(header, [["1", *ROW, "Vierzon (18100)", "18279", "Entreprise;PME"]]))
    mapping = {"champs": {
        "projet.commune": {"libelle": "commune"},
        "porteur.nature": {"libelle": "Nature", "partie": "primaire"}}}  # fmt: skip
    (dossier,) = import_file(path, mapping).dossiers
    assert dossier.projet is not None
    assert dossier.porteur is not None
    assert (dossier.projet.commune, dossier.porteur.nature) == ("18279", "entreprise")


def test_what_a_table_does_not_have_is_told_at_once(tmp_path: Path) -> None:
    """All that the mapping looks for in vain, before anything is read."""
    path = tmp_path / "export.csv"
    path.write_bytes(csv_bytes(["Montant", "Montant", "Effectif total"], [["1", "2", "3"]]))
    mapping = {
        "champs": {"financement.montant_demande": {"libelle": "Montant"},
                   "porteur.effectif": {"libelle": "Effectif totale"},
                   "projet.intitule": {"libelle": "Titre"},
                   "projet.resume": {"champ": "Champ-3"},
                   "projet.volet": {"libelle": "Volet", "facultatif": True}},
        "blocs": {"financement.depenses": {"libelle": "Dépenses",
                                           "colonnes": {"poste": {"libelle": "Poste"}}}},
    }  # fmt: skip
    with pytest.raises(InputError) as caught:
        import_file(path, mapping)
    assert sorted(faults(caught)) == [
        "bloc_absent", "libelle_absent", "libelle_absent_proche", "libelle_ambigu",
        "libelle_requis", "sans_source", "sans_source",
    ]  # fmt: skip
    path.write_bytes(csv_bytes(["ID", "Déposé le", "Montant", "Montant"],
                               [["1", "2024-05-13", "1", "2"]]))  # fmt: skip
    second = {"champs": {"financement.montant_demande": {"libelle": "Montant", "rang": 2}}}
    financing = import_file(path, second).dossiers[0].financement
    assert financing is not None
    assert financing.montant_demande == 200
