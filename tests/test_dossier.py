"""The dossier: what it accepts, to the cent, and what it never coerces."""

from __future__ import annotations

import copy
import io
import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from strategies import dossiers

from fondsvert.engine import yaml_text
from fondsvert.engine.dossier import Dossier, Porteur, Projet, vocabulary
from fondsvert.engine.dossier_types import NAF_DIVISIONS, is_siret, nearest
from fondsvert.engine.intake.files import read_dossiers

HEAD = {"reference": "FV-TI-0001", "date_depot": "2024-05-13"}


def dossier(**sections: Any) -> Dossier:
    return Dossier.model_validate({**HEAD, **sections})


def refused(**sections: Any) -> dict[str, str]:
    """Return the code of each error by its dotted path."""
    with pytest.raises(ValidationError) as caught:
        dossier(**sections)
    return {yaml_text.dotted(error["loc"]): error["type"] for error in caught.value.errors()}


def amount(value: Any) -> int | None:
    financing = dossier(financement={"montant_demande": value}).financement
    assert financing is not None
    return financing.montant_demande


# Money and quantities


@pytest.mark.parametrize(
    ("value", "cents"),
    [(0, 0), (300000, 30_000_000), (300000.0, 30_000_000), (0.1, 10), (0.07, 7), (1.1, 110),
     (19.99, 1999), ("19.99", 1999), ("19.9", 1990), ("0019", 1900), (Decimal("12.50"), 1250),
     (Decimal("12.500"), 1250), (Decimal("1E+3"), 100_000), (10**12, 10**14), (1e12, 10**14),
     ("1000000000000.00", 10**14), (999999999999.99, 10**14 - 1), (-0.0, 0), (None, None),
     (Decimal("0E+999999"), 0)],
)  # fmt: skip
def test_an_amount_is_kept_in_cents(value: Any, cents: int | None) -> None:
    """Numbers and texts with a dot, floats through what they show, nothing rounded."""
    assert amount(value) == cents


@pytest.mark.parametrize(
    "value",
    [-1, -0.01, 0.001, 12.345, "12.345", "12,50", "1 200", "1e3", "+1", "-1", "", " 1", "1 ", "1.",
     ".5", "٣", "1\n", "1_000", True, False, float("nan"), float("inf"), Decimal("NaN"),
     Decimal("-Infinity"), Decimal("sNaN"), 10**12 + 1, 1e300, 10**4000, Decimal("1E+999999"),
     Decimal("1E-999999"), "1000000000000.01", [], {}, [1], "NaN", "Infinity", b"1", 1j,
     1000000000000.01],
)  # fmt: skip
def test_what_is_no_amount_is_refused(value: Any) -> None:
    """No coercion, no third decimal, no sign, no giant, nothing that is not finite."""
    assert set(refused(financement={"montant_demande": value})) == {"financement.montant_demande"}


@given(st.integers(0, 10**14), st.booleans())
def test_money_makes_the_round_trip_exactly(cents: int, as_text: bool) -> None:
    """From a text, a decimal or a float, through both dumps, every cent is there."""
    text = f"{cents // 100}.{cents % 100:02d}"
    for value in (text, Decimal(text), float(text), json.loads(text, parse_float=Decimal)):
        assert amount(value) == cents
    one = dossier(financement={"montant_demande": text if as_text else float(text)})
    assert one.model_dump()["financement"]["montant_demande"] == Decimal(text)
    printed = json.loads(one.model_dump_json(), parse_float=Decimal, parse_int=Decimal)
    assert printed["financement"]["montant_demande"] == Decimal(text)


def test_only_own_funds_and_ebitda_may_be_negative() -> None:
    """Everywhere else a negative amount is an error."""
    period: dict[str, Any] = {"annee": 2023, "capitaux_propres": -1, "ebitda": -(10**12)}
    found = dossier(porteur={"difficulte": {"capitaux_propres": -0.01, "exercices": [period]}})
    assert found.porteur is not None
    assert found.porteur.difficulte is not None
    assert found.porteur.difficulte.capitaux_propres == -1
    period.update(ebitda=-(10**12) - 0.01, dettes=-1, charges_interets=-1)
    assert refused(porteur={"total_bilan": -1, "chiffre_affaires": -1, "difficulte": {
        "capital_souscrit": -1, "capitaux_propres": -1, "exercices": [period]}}) == {
        "porteur.chiffre_affaires": "montant", "porteur.total_bilan": "montant",
        "porteur.difficulte.capital_souscrit": "montant",
        "porteur.difficulte.exercices[0].dettes": "montant",
        "porteur.difficulte.exercices[0].ebitda": "nombre_trop_grand",
        "porteur.difficulte.exercices[0].charges_interets": "montant"}  # fmt: skip


@pytest.mark.parametrize("value", [0, 84, 249.5, Decimal("0.000001"), 1e12, 0.1, Decimal("84.0")])
def test_a_quantity_is_an_exact_decimal(value: Any) -> None:
    """Heads may be decimal; a float counts as what it shows."""
    one = dossier(porteur={"effectif": value})
    assert one.porteur is not None
    assert one.porteur.effectif == Decimal(str(value))
    assert Dossier.model_validate_json(one.model_dump_json()) == one


@pytest.mark.parametrize(
    "value", [-1, "84", True, float("nan"), 0.0000001, 1e13, 10**400, [], 123456789.1234567]
)
def test_what_is_no_quantity_is_refused(value: Any) -> None:
    """Numbers alone, at most six decimals and fifteen digits."""
    assert set(refused(projet={"impacts": {"eau_avant_m3": value}})) == {
        "projet.impacts.eau_avant_m3"
    }


# Codes, dates, texts


@pytest.mark.parametrize(
    ("value", "kept"),
    [("25.62B", "25.62B"), ("2562B", "25.62B"), ("01.11Z", "01.11Z"), ("99.00Z", "99.00Z")],
)
def test_a_naf_code_is_kept_with_its_dot(value: str, kept: str) -> None:
    """Its dot may be left out of a file."""
    one = dossier(porteur={"code_naf": value})
    assert one.porteur == Porteur(code_naf=kept)


@pytest.mark.parametrize("value", ["25.62b", "25.62", "25-62B", "25.62BB", " 25.62B", 25.62, ""])
def test_what_is_no_naf_code_is_refused(value: Any) -> None:
    """Capital letter, four digits, nothing around."""
    assert set(refused(porteur={"code_naf": value})) == {"porteur.code_naf"}


def test_naf_divisions_are_those_of_revision_2() -> None:
    """88 divisions from 01 to 99, with their eleven gaps."""
    known = [f"{n:02d}" for n in range(100) if re.fullmatch(NAF_DIVISIONS, f"{n:02d}")]
    missing = {f"{n:02d}" for n in range(1, 100)} - set(known)
    assert missing == {"04", "34", "40", "44", "48", "54", "57", "67", "76", "83", "89"}
    assert len(known) == 88


@pytest.mark.parametrize("value", ["73282932000074", "35600000000048", "35600000049837"])
def test_a_valid_siret_is_kept(value: str) -> None:
    """Luhn's key, or La Poste's: the sum of the digits is a multiple of five."""
    assert dossier(porteur={"siret": value}).porteur == Porteur(siret=value)


@given(st.integers(0, 10**13 - 1))
def test_one_key_in_ten_makes_a_siret(stem: int) -> None:
    """Whatever thirteen digits, exactly one last digit is right (La Poste has others)."""
    digits = f"{stem:013d}"
    if not digits.startswith("356000000") and stem:
        assert sum(is_siret(f"{digits}{key}") for key in range(10)) == 1


@pytest.mark.parametrize(
    "value",
    ["73282932000075", "732 829 320 00074", "7328293200007", "732829320000741", "0" * 14,
     "FR282932000074", 73282932000074, "٧٣٢٨٢٩٣٢٠٠٠٠٧٤", "73282932000074\n"],
)  # fmt: skip
def test_what_is_no_siret_is_refused(value: Any) -> None:
    """Fourteen plain digits with a right key, as a text."""
    assert set(refused(porteur={"siret": value})) == {"porteur.siret"}


@pytest.mark.parametrize("value", ["18279", "01004", "2A004", "2B033", "97411", "99999"])
def test_a_commune_code_has_five_characters(value: str) -> None:
    """Whether it exists is for the territories to say."""
    assert dossier(projet={"commune": value}).projet == Projet(commune=value)


@pytest.mark.parametrize("value", ["1827", "182790", "2C004", "2a004", "A2004", 18279, "18 279",
                                   True, "18279\n", "Vierzon", None.__class__])  # fmt: skip
def test_what_is_no_commune_code_is_refused(value: Any) -> None:
    """A number, a name or a wrong length is an error."""
    assert set(refused(projet={"commune": value})) == {"projet.commune"}


def test_a_date_is_iso_or_a_date() -> None:
    """Python dates are accepted beside ISO texts; moments are not."""
    assert dossier(date_depot=date(2024, 2, 29)).date_depot == date(2024, 2, 29)
    assert dossier(date_depot="1900-01-01").date_depot == date(1900, 1, 1)
    for wrong in ("2023-02-29", "2024-13-01", "2024-1-1", "20240513", "13/05/2024", "1899-12-31",
                  "2101-01-01", "2024-05-13T00:00:00", "2024-W20-1", 20240513, True, None,
                  datetime(2024, 5, 13, tzinfo=None), date(1800, 1, 1), "٢٠٢٤-٠٥-١٣"):  # fmt: skip # noqa: DTZ001
        assert refused(date_depot=wrong) == {"date_depot": "date"}


def test_dates_and_commitments_agree_with_each_other() -> None:
    """The end never precedes the start; no commitment and its date exclude each other."""
    assert dossier(projet={"date_debut": "2024-10-01", "date_fin": "2024-10-01"})
    assert refused(projet={
        "date_debut": "2024-10-01", "date_fin": "2024-09-30", "aucun_engagement": True,
        "date_premier_engagement": "2024-06-01", "commune": 1}) == {
        "projet.date_fin": "date_fin_avant_debut",
        "projet.date_premier_engagement": "engagement_contradictoire",
        "projet.commune": "guillemets"}  # fmt: skip


@pytest.mark.parametrize(
    ("none", "day", "expected"),
    [(True, None, True), (False, None, False), (None, None, None), (None, "2024-06-01", False),
     (False, "2024-06-01", False)],
)  # fmt: skip
def test_the_date_of_a_commitment_says_that_there_is_one(
    none: bool | None, day: str | None, expected: bool | None
) -> None:
    """``sans_engagement`` draws the consequence; the dump keeps what the file said."""
    project = dossier(projet={"aucun_engagement": none, "date_premier_engagement": day}).projet
    assert project is not None
    assert project.sans_engagement is expected
    assert project.model_dump()["aucun_engagement"] is none


def test_two_absences_mean_something() -> None:
    """No advance asked for and no Fonds vert, where the file says nothing."""
    financing = dossier(financement={"ressources": [{"montant": 1}]}).financement
    assert financing is not None
    assert financing.ressources is not None
    assert (financing.avance, financing.ressources[0].est_fonds_vert) == (0, False)
    assert financing.ressources[0].fonds_vert is None


def test_texts_are_composed_and_clean() -> None:
    """NFC, plain newlines, no invisible character, no lone surrogate."""
    one = dossier(projet={"intitule": "e\u0301te\u0301", "resume": "a\r\nb\tc"})
    assert one.projet == Projet(intitule="été", resume="a\nb\tc")
    for wrong in ("a\x00b", "a\x1b[0m", "\x85", "\ud800", "a\rb", "x" * 100_001, 3, True, ["a"]):
        assert set(refused(projet={"intitule": wrong})) == {"projet.intitule"}


@pytest.mark.parametrize("value", ["", "  ", "a\nb", 1, None, True])
def test_a_reference_is_a_line_of_text(value: Any) -> None:
    """It names the dossier in every output."""
    assert set(refused(reference=value)) == {"reference"}


# Sections and lists


def test_what_is_absent_or_null_is_unknown() -> None:
    """Only the reference and the date are required; null says the same as absence."""
    empty = dossier()
    assert {value for name, value in empty if name not in HEAD} == {None}
    nulls = dict.fromkeys(set(Dossier.model_fields) - set(HEAD))
    assert dossier(**nulls) == empty
    assert dossier(porteur={}).porteur == Porteur()
    assert dossier(pieces=[]).pieces == ()


def test_every_error_comes_out_at_once() -> None:
    """Repeated years beside wrong cells, unknown names beside wrong values."""
    assert refused(
        porteur={"nature": "sarl", "personne_morale": 1, "inconnu": 2,
                 "difficulte": {"exercices": [{"annee": 2023}, {"annee": 2023, "ebitda": "x"},
                                              {"dettes": 1}, {"annee": True}, {"annee": 2023.0}]}},
        pieces=["couts", "kbis"], financement={"depenses": [None, {"eligible": "true"}]},
        appreciations={"PRJ-8": {"avis": "favorable"}, "PRJ-08": {"avis": "oui"}},
    ) == {
        "porteur.nature": "literal_error", "porteur.personne_morale": "bool_type",
        "porteur.inconnu": "extra_forbidden", "pieces[1]": "literal_error",
        "porteur.difficulte.exercices[1].annee": "annee_en_double",
        "porteur.difficulte.exercices[1].ebitda": "montant_signe",
        "porteur.difficulte.exercices[2].annee": "missing",
        "porteur.difficulte.exercices[3].annee": "annee",
        "porteur.difficulte.exercices[4].annee": "annee",
        "financement.depenses[0]": "model_type", "financement.depenses[1].eligible": "bool_type",
        "appreciations.PRJ-8.[key]": "critere", "appreciations.PRJ-08.avis": "literal_error",
    }  # fmt: skip


def test_an_opinion_may_be_partly_unknown() -> None:
    """A criterion may be named before the opinion is known."""
    one = dossier(appreciations={"PRJ-08": None, "PRJ-07": {"auteur": "DREETS"}})
    assert one.appreciations is not None
    assert one.appreciations["PRJ-08"] is None
    assert one.appreciations["PRJ-07"] is not None
    assert one.appreciations["PRJ-07"].avis is None


def test_ids_are_those_of_a_rule_book_when_there_is_one() -> None:
    """Without a context only the pattern counts; with one, the nearest id is proposed."""
    data = {**HEAD, "appreciations": {"PRJ-80": {}}, "financement": {"regime": "rgec-39"}}
    assert Dossier.model_validate(data)
    with pytest.raises(ValidationError) as caught:
        Dossier.model_validate(data, context={"criteres": ["PRJ-08"], "regimes": {"rgec-38"}})
    found = {error["type"]: error["ctx"]["proche"] for error in caught.value.errors()}
    assert found == {"critere_inconnu_proche": "PRJ-08", "regime_inconnu_proche": "rgec-38"}
    assert Dossier.model_validate(data, context={"criteres": ["PRJ-80"]})
    assert nearest("zzz", ["PRJ-08"]) == ""


def test_a_dossier_never_changes() -> None:
    """Neither its fields nor its lists can be changed once read."""
    one = dossier(pieces=["couts"], financement={"depenses": [{"montant_ht": 1}]})
    with pytest.raises(ValidationError):
        one.reference = "other"
    assert isinstance(one.pieces, tuple)


# Whole dossiers


@settings(max_examples=300)
@given(dossiers())
def test_dumps_make_the_round_trip(data: dict[str, Any]) -> None:
    """Python and JSON dumps give the same dossier back, as do files of both formats."""
    before = copy.deepcopy(data)
    one = Dossier.model_validate(data)
    assert data == before
    assert Dossier.model_validate(one.model_dump()) == one
    assert Dossier.model_validate(one.model_dump(mode="json")) == one
    assert Dossier.model_validate_json(one.model_dump_json()) == one
    assert list(read_dossiers(io.BytesIO(json.dumps(data).encode()))) == [one]


def test_the_example_makes_the_round_trip(eligible: dict[str, Any]) -> None:
    """A complete dossier, read from YAML, comes back from both of its dumps."""
    one = Dossier.model_validate(eligible)
    assert Dossier.model_validate(one.model_dump()) == one
    assert Dossier.model_validate_json(one.model_dump_json()) == one


def test_the_vocabulary_names_every_fact() -> None:
    """Rules are typed against the very annotations that read the file."""
    types = vocabulary()
    assert len(types) == 74
    assert (types["projet.impacts.ges_avant_tco2e"].unit, types["porteur.siret"].kind) == (
        "tco2e", "code")  # fmt: skip
    assert types["gouvernance.accord"].values == ("favorable", "defavorable", "en_attente")
    assert len(types["pieces"].values) == 8
    assert types["financement.depenses"].fields["montant_ht"].scale == 2
    assert "annee" in types["porteur.difficulte.exercices"].fields
    assert not [path for path, kind in types.items() if kind.kind == "enum" and not kind.values]
    assert not any(path.startswith("appreciations") for path in types)
