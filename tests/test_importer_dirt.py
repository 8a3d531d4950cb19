"""The dirt of real files: repaired only where it is certain, and said; else rejected, with why."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importing import COG

from fondsvert.engine.intake.convert import Converter, How
from fondsvert.engine.intake.numbers import read_number
from fondsvert.engine.intake.targets import target_of
from fondsvert.engine.intake.unreadable import Unreadable

CONVERTER = Converter(COG)
NBSP, NARROW = "\u00a0", "\u202f"


def read(path: str, raw: Any, **how: Any) -> tuple[Any, tuple[str, ...]]:
    """Return what an answer gives for a place, and the repairs."""
    target = target_of(path)
    assert target is not None
    return tuple(CONVERTER.convert(raw, target, How(**how)))  # type: ignore[return-value]


def refusal(path: str, raw: Any, **how: Any) -> str:
    """Return the code by which an answer is refused for a place."""
    with pytest.raises(Unreadable) as caught:
        read(path, raw, **how)
    return caught.value.code


EUROS = "financement.montant_demande"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("21 667,00 €", "21667.00"),
        (f"21{NBSP}667,00{NBSP}€", "21667.00"),
        (f"21{NARROW}667,5 €", "21667.5"),
        ("21667.5", "21667.5"),
        ("21667,5", "21667.5"),
        ("1.234.567,89 €", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("1 234 567", "1234567"),
        ("1'234'567", "1234567"),
        ("980 000 € HT", "980000"),
        ("980 k€", "980000"),
        ("1,2 M€", "1200000"),
        ("250 000 euros", "250000"),
        ("250000,", "250000"),
        ("0,50 €", "0.50"),
        (37004.8, "37004.8"),
        (0.1 + 0.2, "0.3"),
        (980000, "980000"),
        (Decimal("12.50"), "12.50"),
    ],
)
def test_amounts_as_people_write_them(raw: Any, value: str) -> None:
    """Spaces of all kinds, a decimal comma, a sign or a unit: one reading, to the cent."""
    assert read(EUROS, raw)[0] == Decimal(value)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("1,234", "nombre_ambigu"),  # a thousand and something, or one and something?
        ("12 34", "nombre"),
        ("1.23.4", "nombre"),
        ("1,2,3", "nombre"),
        ("environ 200", "nombre"),
        ("10 à 20", "nombre"),
        ("<10", "nombre"),
        ("2,17E+07", "nombre"),
        ("(1 234)", "nombre"),
        ("12 %", "unite"),
        ("12 MWh", "unite"),
        ("21667.555", "decimales"),
        (True, "nombre"),
        (math.inf, "nombre"),
        (Decimal("1e999"), "nombre"),
        ("9" * 70, "nombre"),
        ([], ""),
        (["1"], "nombre"),
        ({"a": 1}, "nombre"),
        (datetime(2024, 5, 13), "nombre"),  # noqa: DTZ001
    ],
)
def test_amounts_in_doubt_are_refused(raw: Any, code: str) -> None:
    """Two readings are none: the row is rejected, and says why."""
    if code:
        assert refusal(EUROS, raw) == code
    else:
        assert read(EUROS, raw) == (None, ())


def test_a_mapping_settles_doubts() -> None:
    """The decimal sign, the unit and the rounding of a form are data."""
    assert read(EUROS, "1,234", mark=".")[0] == Decimal(1234)
    assert read("projet.impacts.dechets_avant_t", "1,234", mark=",")[0] == Decimal("1.234")
    assert read("projet.impacts.energie_avant_mwh", "14 800", unit="kWh")[0] == Decimal("14.8")
    assert read("projet.impacts.artificialisation_avant_m2", 1.5, unit="ha")[0] == 15000
    assert refusal("projet.impacts.energie_avant_mwh", "3 MWh", unit="kWh") == "unite"
    assert read(EUROS, 7222.33333333333, rounded=True) == (Decimal("7222.33"), ("arrondi",))
    assert read(EUROS, "980", unit="k€")[0] == 980000


@given(
    cents=st.integers(-(10**14), 10**14),
    space=st.sampled_from([" ", NBSP, NARROW, "'"]),
    tail=st.sampled_from(["", " €", f"{NBSP}€", " euros", " EUR", "€"]),
)
def test_a_written_amount_is_the_amount(cents: int, space: str, tail: str) -> None:
    """Any amount, grouped by threes as French typography does, is read to the cent."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    text = f"{sign}{whole:,}".replace(",", space) + f",{rest:02d}{tail}"
    assert read_number(text).value == Decimal(cents) / 100


@given(st.text(max_size=30))
def test_no_text_makes_numbers_fail(text: str) -> None:
    """Any text is a number or is refused."""
    try:
        value = read_number(text).value
    except Unreadable:
        return
    assert value.is_finite()


@pytest.mark.parametrize(
    ("raw", "value", "repairs"),
    [
        ("73282932000074", "73282932000074", ()),
        ("732 829 320 00074", "73282932000074", ("espaces",)),
        (f"732{NBSP}829{NBSP}320 00074", "73282932000074", ("espaces",)),
        (73282932000074, "73282932000074", ("code_nombre",)),
        (73282932000074.0, "73282932000074", ("code_nombre",)),
        ("73282932000074.0", "73282932000074", ("code_nombre",)),
        ("00552013500053"[1:], "00552013500053", ("zero_perdu",)),
    ],
)
def test_a_siret_is_put_right(raw: Any, value: str, repairs: tuple[str, ...]) -> None:
    """Spaces, a number made of a code, a zero lost: the check digits tell that it is certain."""
    assert read("porteur.siret", raw) == (value, repairs)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("732829320", "siren"),
        ("200071892.0", "siren"),
        (200071892.0, "siren"),
        ("7,32829E+13", "exposant"),
        ("73282932000075", "siret"),
        ("7328293200007", "siret"),
        ("néant", "siret"),
        (73282932000074.5, "code"),
        (True, "code"),
        ([1], "code"),
    ],
)
def test_what_is_no_siret_is_refused(raw: Any, code: str) -> None:
    """A SIREN is told as such: nobody knows which establishment it is."""
    assert refusal("porteur.siret", raw) == code


@pytest.mark.parametrize(
    ("raw", "value", "repairs"),
    [
        ("18279", "18279", ()),
        (18279, "18279", ("code_nombre",)),
        (1004, "01004", ("code_nombre", "zero_perdu")),
        ("1004", "01004", ("zero_perdu",)),
        ("1004.0", "01004", ("code_nombre", "zero_perdu")),
        ("2a004", "2A004", ("code_ecriture",)),
        (" 18279 ", "18279", ()),
    ],
)
def test_a_commune_code_is_put_right(raw: Any, value: str, repairs: tuple[str, ...]) -> None:
    """A lost zero comes back when a commune has the result."""
    assert read("projet.commune", raw) == (value, repairs)


@pytest.mark.parametrize("raw", ["Vierzon", "9999", "182", "Vierzon (18100)", "18 279 B", "0"])
def test_what_is_no_commune_code_is_refused(raw: str) -> None:
    """A name, or a code that no commune has once its zero is back, is no code."""
    assert refusal("projet.commune", raw) == "commune"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("2024-05-13", date(2024, 5, 13)),
        ("13/05/2024", date(2024, 5, 13)),
        ("13-05-2024", date(2024, 5, 13)),
        ("1/5/2024 09:30", date(2024, 5, 1)),
        ("13 mai 2024", date(2024, 5, 13)),
        ("1er août 2024", date(2024, 8, 1)),
        ("2024-05-13 10:30:00 +0200", date(2024, 5, 13)),
        ("2024-05-13T23:30:00+02:00", date(2024, 5, 13)),
        ("2024-05-12T22:30:00Z", date(2024, 5, 13)),
        ("2024-12-31T23:30:00.123Z", date(2025, 1, 1)),
        (datetime(2024, 5, 13, 8, 0), date(2024, 5, 13)),  # noqa: DTZ001
        (datetime(2024, 3, 31, 0, 59, tzinfo=UTC), date(2024, 3, 31)),
        (date(2024, 5, 13), date(2024, 5, 13)),
    ],
)
def test_dates_as_forms_write_them(raw: Any, value: date) -> None:
    """A moment is the day that it was in France."""
    assert read("date_depot", raw)[0] == value


@pytest.mark.parametrize(
    "raw", ["05/13/2024", "13/05/24", "31/02/2024", "45425", 45425, "mai 2024", "2024", True, ["x"]]
)
def test_dates_in_doubt_are_refused(raw: Any) -> None:
    """An American date, a year of two digits, a spreadsheet's number of days."""
    assert refusal("date_depot", raw) == "date"


@pytest.mark.parametrize(
    ("raw", "value"),
    [("Oui", True), ("NON", False), ("vrai", True), ("Faux", False), ("on", True), ("off", False),
     (True, True), (False, False), (1, True), (0.0, False), ("1", True), ("true", True)],
)  # fmt: skip
def test_yes_and_no(raw: Any, value: bool) -> None:
    """However people or programs say it."""
    assert read("projet.collectif", raw)[0] is value


@pytest.mark.parametrize("raw", ["peut-être", "X", 2, "en cours", date(2024, 1, 1), ["Oui"]])
def test_what_is_neither_yes_nor_no(raw: Any) -> None:
    """A cross may mean anything."""
    assert refusal("projet.collectif", raw) == "booleen"


@pytest.mark.parametrize("mark", ["NULL", "null", "#", "#N/A", "#N/D", " NULL ", "NaN"])
@pytest.mark.parametrize("path", [EUROS, "porteur.siret", "porteur.raison_sociale", "date_depot"])
def test_marks_of_absence(mark: str, path: str) -> None:
    """« NULL » and « # » are no values: the fact stays unknown, and the report says so."""
    assert read(path, mark) == (None, ("absence",))


@pytest.mark.parametrize("error", ["#REF!", "#VALUE!", "#DIV/0!", "########"])
def test_errors_of_spreadsheets(error: str) -> None:
    """A spreadsheet that failed says nothing, and hides something: never a blank."""
    assert refusal(EUROS, error) == "erreur_tableur"


def test_values_of_a_table() -> None:
    """Answers are looked up whatever their case and spaces; null leaves the fact unknown."""
    table = {"Moins de 250 salariés": "entreprise", "Je ne sais pas": None}
    assert read("porteur.nature", f"moins de 250{NBSP}salariés", values=table)[0] == "entreprise"
    assert read("porteur.nature", "Je ne sais pas", values=table) == (None, ())
    assert refusal("porteur.nature", "Autre", values=table) == "hors_table"
    assert read("projet.collectif", False, values={"Oui": True, "Non": None}) == (None, ())
    assert read("porteur.nature", "Entreprise") == ("entreprise", ("choix",))
    assert refusal("porteur.nature", "entrprise") == "choix"


def test_members_of_a_set() -> None:
    """An answer may hold the very sign that separates answers."""
    table = {"Eau, matières et déchets": "gestion_ressources", "Énergie": "decarbonation",
             "Autre": None}  # fmt: skip
    path = "projet.thematiques"
    read_as = ["gestion_ressources", "decarbonation"]
    assert read(path, "Énergie, Eau, matières et déchets, Autre", values=table)[0] == read_as
    assert read(path, ["Énergie", "Eau, matières et déchets"], values=table)[0] == read_as
    assert refusal(path, "Eau, Énergie", values=table) == "hors_table"
    assert refusal(path, "," * 30_000, values=table) == "hors_table"
    assert read(path, "decarbonation | competences")[0] == ["decarbonation", "competences"]


def test_texts() -> None:
    """Numbers in a text, breaks of a word processor; a prefix makes references readable."""
    assert read("porteur.raison_sociale", 1083) == ("1083", ())
    assert read("projet.resume", "a\vb\r\nc\rd") == ("a\nb\nc\nd", ("saut_de_ligne",))
    assert read("reference", "123456.0", prefix="DN-") == ("DN-123456", ("code_nombre",))
    assert read("reference", 123456) == ("123456", ())
