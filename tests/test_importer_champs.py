"""Each type of question fills a place of the dossier, or leaves it unknown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from importing import import_file
from plateforme import every_champ

SIRET = "73282932000074"
YES_NO = {"Oui": True, "Non": False}

FILLED: list[tuple[str, dict[str, Any], str, dict[str, Any], Any]] = [
    ("Text", {"stringValue": "Four"}, "projet.intitule", {}, "Four"),
    ("DecimalNumber", {"decimalNumber": 980000.1}, "financement.montant_demande", {}, 980000.1),
    ("DecimalNumber", {"value": 12.5}, "porteur.effectif", {}, 12.5),
    ("IntegerNumber", {"integerNumber": "84"}, "porteur.effectif", {}, 84),
    ("IntegerNumber", {"value": "1250"}, "porteur.chiffre_affaires", {"unite": "k€"}, 1250000),
    ("YesNo", {"selected": True, "stringValue": "true"}, "projet.collectif", {}, True),
    ("YesNo", {"selected": False, "stringValue": "false"}, "projet.collectif", {}, False),
    ("YesNo", {"value": False}, "projet.collectif", {}, False),
    ("YesNo", {"selected": True, "stringValue": "true"}, "projet.collectif",
     {"valeurs": YES_NO}, True),
    ("YesNo", {"stringValue": "false"}, "projet.collectif", {"valeurs": YES_NO}, False),
    ("Checkbox", {"checked": True}, "projet.collectif", {"valeurs": YES_NO}, True),
    ("Checkbox", {"stringValue": "true"}, "projet.collectif", {"valeurs": YES_NO}, True),
    ("Date", {"date": "2024-10-01"}, "projet.date_debut", {}, "2024-10-01"),
    ("Datetime", {"datetime": "2024-09-30T23:30:00Z"}, "projet.date_debut", {}, "2024-10-01"),
    ("DropDownList", {"value": "Moins de 250 salariés"}, "porteur.effectif",
     {"valeurs": {"Moins de 250 salariés": 249}}, 249),
    ("MultipleDropDownList", {"values": ["Réduire, trier", "CO2"]}, "projet.thematiques",
     {"valeurs": {"Réduire, trier": "gestion_ressources", "CO2": "decarbonation"}},
     ["gestion_ressources", "decarbonation"]),
    ("LinkedDropDownList", {"primaryValue": "x", "secondaryValue": "y"}, "projet.volet",
     {"partie": "secondaire", "valeurs": {"y": "competences"}}, "competences"),
    ("Siret", {"etablissement": {"siret": SIRET, "naf": "2562B"}}, "porteur.siret", {}, SIRET),
    ("Siret", {"etablissement": {"siret": SIRET, "naf": "2562B"}}, "porteur.code_naf", {},
     "25.62B"),
    ("Siret", {"etablissement": None, "stringValue": SIRET}, "porteur.siret", {}, SIRET),
    ("Commune", {"commune": {"name": "Vierzon", "code": "18279"}}, "projet.commune", {}, "18279"),
    ("Epci", {"epci": {"name": "Vierzon-Sologne-Berry", "code": "200090561"}}, "projet.resume",
     {"partie": "nom"}, "Vierzon-Sologne-Berry"),
    ("Epci", {"epci": {"name": "Vierzon-Sologne-Berry", "code": "200090561"}}, "projet.resume",
     {"partie": "code"}, "200090561"),
    ("Address", {"address": {"cityCode": "18279", "label": "1 rue du Four 18100 Vierzon"}},
     "projet.commune", {}, "18279"),
    ("PieceJustificative", {"files": [{"filename": "devis.pdf"}]}, "pieces",
     {"si_rempli": "couts"}, ["couts"]),
]  # fmt: skip
"""A type, what the platform answers, the place, how the mapping reads it, the value."""

BLANK: list[tuple[str, dict[str, Any], str]] = [
    ("Text", {"stringValue": ""}, "projet.intitule"),
    ("DecimalNumber", {"decimalNumber": None, "stringValue": ""}, "porteur.effectif"),
    ("IntegerNumber", {"integerNumber": None, "stringValue": None}, "porteur.effectif"),
    ("YesNo", {"selected": None, "stringValue": "false"}, "projet.collectif"),
    ("YesNo", {"value": None, "stringValue": "false"}, "projet.collectif"),
    ("Checkbox", {"checked": None, "stringValue": "false"}, "projet.collectif"),
    ("Date", {"date": None, "stringValue": ""}, "projet.date_debut"),
    ("Datetime", {"datetime": None, "stringValue": ""}, "projet.date_debut"),
    ("DropDownList", {"value": None, "stringValue": ""}, "porteur.nature"),
    ("MultipleDropDownList", {"values": [], "stringValue": ""}, "projet.thematiques"),
    ("LinkedDropDownList", {"primaryValue": None, "secondaryValue": None}, "projet.volet"),
    ("Siret", {"etablissement": None, "stringValue": ""}, "porteur.siret"),
    ("Commune", {"commune": None, "stringValue": ""}, "projet.commune"),
    ("Epci", {"epci": None, "stringValue": ""}, "projet.resume"),
    ("Address", {"address": None, "stringValue": ""}, "projet.commune"),
    ("PieceJustificative", {"files": []}, "pieces"),
]


def placed(
    tmp_path: Path, kind: str, answered: dict[str, Any], path: str, how: dict[str, Any], where: str
) -> Any:
    """Return what a dossier of one answer says at a place, None when it is unknown."""
    champ = {"__typename": f"{kind}Champ", "id": "Champ-7|R1", "champDescriptorId": "Champ-7",
             "label": "Question", **answered}  # fmt: skip
    node = {"number": 1, "state": "en_instruction", "dateDepot": "2024-05-13", "champs": [],
            "annotations": [], where: [champ]}  # fmt: skip
    file = tmp_path / "dossier.json"
    file.write_text(json.dumps({"data": {"dossier": node}}), encoding="utf-8")
    found = import_file(file, {"champs": {path: {"champ": "Champ-7", **how}}})
    assert not found.reasons
    data: Any = found.dossiers[0].model_dump(mode="json", exclude_none=True)
    for step in path.split("."):
        data = data.get(step) if isinstance(data, dict) else None
    return data


@pytest.mark.parametrize("where", ["champs", "annotations"])
@pytest.mark.parametrize(("kind", "answered", "path", "how", "value"), FILLED)
def test_each_type_fills_a_place(
    tmp_path: Path, kind: str, answered: dict[str, Any], path: str, how: dict[str, Any],
    value: Any, where: str,
) -> None:  # fmt: skip
    """An answer of each type, of the applicant or of an officer's annotation, is a value."""
    assert placed(tmp_path, kind, answered, path, how, where) == value


@pytest.mark.parametrize(("kind", "answered", "path"), BLANK)
def test_each_type_left_blank_is_unknown(
    tmp_path: Path, kind: str, answered: dict[str, Any], path: str
) -> None:
    """Nothing answered is never a no, even beside « false »; a document not given is known so."""
    how = {"si_rempli": "couts"} if path == "pieces" else {}
    expected = [] if path == "pieces" else None
    assert placed(tmp_path, kind, answered, path, how, "champs") == expected


def test_every_type_of_the_query_is_tried_here() -> None:
    """What ``telecharger`` asks for is what is read: no type of an answer is forgotten."""
    asked = {champ["__typename"].removesuffix("Champ") for champ in every_champ()}
    tried = {kind for kind, *_ in FILLED}
    assert tried <= asked
    assert {kind for kind, *_ in BLANK} == tried
    # Of these no place of a dossier is made; a repeated block is tried with the exports.
    assert asked - tried == {"Civilite", "Departement", "Region", "Pays", "Repetition"}
