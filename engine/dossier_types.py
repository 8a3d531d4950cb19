"""The types that the fields of a dossier are made of: strict to read, exact to keep.

Each alias carries, in its ``Annotated`` metadata, how it is read, how it is written back and its
:class:`~.values.FactType`, which is what rules are typed against. Nothing is coerced: ``true`` is
no number and ``18279`` without quotes no commune code.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, PlainSerializer, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from .likeness import nearest
from .messages import template
from .values import (
    CENTS,
    CODE,
    DATE,
    EUROS,
    MILLIONTHS,
    PURE,
    SIGNED_EUROS,
    TEXT,
    quantity,
    scaled,
    unscaled,
)
from .yaml_text import UnquotedDigits, shown

MAX_NUMBER: Final = 10**12
MAX_TEXT: Final = 100_000
MAX_ITEMS: Final = 10_000
SIGNIFICANT_DIGITS: Final = 15
"""What a JSON number keeps through any reader, binary floats included."""
FIRST_YEAR, LAST_YEAR = 1900, 2100

AMOUNT_TEXT: Final = r"0*(?:[0-9]{1,12}(?:\.[0-9]{1,2})?|10{12}(?:\.0{1,2})?)"
DATE_TEXT: Final = r"(?:19[0-9]{2}|20[0-9]{2}|2100)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
SIRET_TEXT: Final = r"[0-9]{14}"
COMMUNE_TEXT: Final = r"(?:[0-9]{5}|2[AB][0-9]{3})"
CRITERION_TEXT: Final = r"[A-Z]{3}-[0-9]{2}"
REGIME_TEXT: Final = r"[a-z0-9-]+"
NAF_DIVISIONS: Final = (
    "0[1-35-9]|[12][0-9]|3[0-35-9]|4[1-35-79]|5[0-35689]|6[0-689]|7[0-57-9]|8[0-24-8]|9[0-9]"
)
NAF_TEXT: Final = rf"(?:{NAF_DIVISIONS})\.?[0-9]{{2}}[A-Z]"

_AMOUNT = re.compile(rf"(-?){AMOUNT_TEXT}")
_DATE = re.compile(DATE_TEXT)
_SIRET = re.compile(SIRET_TEXT)
_COMMUNE = re.compile(COMMUNE_TEXT)
_CRITERION = re.compile(CRITERION_TEXT)
_REGIME = re.compile(REGIME_TEXT)
_NAF = re.compile(NAF_TEXT)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_LA_POSTE: Final = "356000000"


def refusal(code: str, value: object, **params: object) -> PydanticCustomError:
    """Return the error ``entree.<code>`` about ``value``, in French for whoever prints it."""
    return PydanticCustomError(code, template(f"entree.{code}"), {"valeur": shown(value), **params})


# Numbers


def _decimal(value: object) -> Decimal | None:
    """Return the exact number that ``value`` shows, a float through its shortest repr."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        # Never Decimal(huge): it costs the square of the digits.
        return Decimal(value) if abs(value) <= MAX_NUMBER else Decimal(MAX_NUMBER + 1)
    if isinstance(value, float):
        value = Decimal(float.__repr__(value))
    return value if isinstance(value, Decimal) and value.is_finite() else None


def _bounded(value: object, number: Decimal | None, code: str, *, negative: bool) -> Decimal:
    if number is None or (number < 0 and not negative):
        raise refusal(code, value)
    if abs(number) > MAX_NUMBER:
        raise refusal("nombre_trop_grand", value)
    return number


def _scaled(value: object, number: Decimal, places: int, code: str) -> int:
    exponent = number.as_tuple().exponent
    if not number:
        return 0
    # Trailing zeros past the places are harmless; digits beyond a context's precision are not.
    if not isinstance(exponent, int) or exponent < -50 or len(number.as_tuple().digits) > 50:
        raise refusal(code, value)
    try:
        return scaled(number, places)
    except (ValueError, ArithmeticError):
        raise refusal(code, value) from None


def _cents(value: object, code: str, *, negative: bool) -> int:
    if isinstance(value, str):
        found = _AMOUNT.fullmatch(value)
        if found is None:
            written = re.search(r"\d[\s\u202f]\d|\d,\d", value)
            raise refusal("montant_ecriture" if written else code, value)
        number: Decimal | None = Decimal(value)
    else:
        number = _decimal(value)
    return _scaled(value, _bounded(value, number, code, negative=negative), CENTS, code)


def _read_euros(value: object) -> int:
    return _cents(value, "montant", negative=False)


def _read_signed_euros(value: object) -> int:
    return _cents(value, "montant_signe", negative=True)


def _write_euros(cents: int, info: Any) -> Decimal | int | float:
    """Return euros: exact in Python; in JSON, the number whose text shows the same digits."""
    if info.mode == "python":
        return unscaled(cents, CENTS)
    # The division rounds to the double nearest to the amount, which prints as the amount:
    # fifteen significant digits always survive.
    return cents // 100 if cents % 100 == 0 else cents / 100


def _read_quantity(value: object) -> Decimal:
    number = _bounded(value, _decimal(value), "quantite", negative=False)
    millionths = _scaled(value, number, MILLIONTHS, "quantite")
    if len(str(millionths).rstrip("0")) > SIGNIFICANT_DIGITS:
        raise refusal("quantite", value)
    whole, rest = divmod(millionths, 10**MILLIONTHS)
    return unscaled(millionths, MILLIONTHS).normalize() if rest else Decimal(whole)


def _write_quantity(number: Decimal, info: Any) -> Decimal | int | float:
    if info.mode == "python":
        return number
    return int(number) if number == int(number) else float(number)


def _read_year(value: object) -> int:
    if isinstance(value, Repeated):
        raise refusal("annee_en_double", value.value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise refusal("annee", value)
    if not FIRST_YEAR <= value <= LAST_YEAR:
        raise refusal("annee", value)
    return value


class Repeated:
    """Stands in for a value that a sibling already has, until its own reader refuses it."""

    def __init__(self, value: object) -> None:
        self.value = value


def mark_repeated(rows: object, field: str) -> object:
    """Return ``rows`` with a :class:`Repeated` where ``field`` repeats an earlier row's.

    This way the error stands at the very cell, beside those of the other cells.
    """
    if not isinstance(rows, list | tuple):
        return rows
    seen: set[object] = set()
    marked: list[object] = []
    for row in rows:
        value = row.get(field) if isinstance(row, dict) else getattr(row, field, None)
        is_year = type(value) is int
        repeated = is_year and value in seen
        seen.update({value} if is_year else ())
        marked.append({**dict(row), field: Repeated(value)} if repeated else row)
    return marked


# Texts and codes


def _text(value: object) -> str:
    """Return ``value`` in NFC with plain newlines, if it is a text that can be shown."""
    if isinstance(value, int | float | Decimal | UnquotedDigits) and not isinstance(value, bool):
        raise refusal("guillemets", value)
    if not isinstance(value, str):
        raise refusal("texte", value)
    if len(value) > MAX_TEXT:
        raise refusal("texte_trop_long", value, maximum=MAX_TEXT)
    text = str(value).replace("\r\n", "\n")
    if found := _CONTROL.search(text):
        raise refusal("texte_controle", value, caractere=f"U+{ord(found[0]):04X}")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _read_reference(value: object) -> str:
    text = _text(value)
    if not text.strip() or "\n" in text:
        raise refusal("reference", value)
    return text


def _read_siret(value: object) -> str:
    text = _text(value)
    if not _SIRET.fullmatch(text) or not is_siret(text):
        raise refusal("siret", value)
    return text


def is_siret(digits: str) -> bool:
    """Whether fourteen digits make a SIRET: Luhn's sum, or La Poste's for its branches.

    >>> is_siret("73282932000074"), is_siret("73282932000075"), is_siret("00000000000000")
    (True, False, False)
    >>> is_siret("35600000000048"), is_siret("35600000012347")
    (True, False)
    """
    if not digits.strip("0"):
        return False
    if digits.startswith(_LA_POSTE) and sum(map(int, digits)) % 5 == 0:
        return True
    doubled = (int(digit) * (2 - rank % 2) for rank, digit in enumerate(digits))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _read_naf(value: object) -> str:
    text = _text(value)
    if not _NAF.fullmatch(text):
        raise refusal("naf", value)
    return text if "." in text else f"{text[:2]}.{text[2:]}"


def _read_commune(value: object) -> str:
    text = _text(value)
    if not _COMMUNE.fullmatch(text):
        raise refusal("commune", value)
    return text


def _known(text: str, info: ValidationInfo, key: str, code: str) -> str:
    """Return ``text`` if the caller's context, when it lists ``key``, knows it."""
    known = (info.context or {}).get(key)
    if known is not None and text not in known:
        near = nearest(text, sorted(known))
        if near:
            raise refusal(f"{code}_proche", text, proche=near)
        raise refusal(code, text)
    return text


def _read_criterion(value: object, info: ValidationInfo) -> str:
    text = _text(value)
    if not _CRITERION.fullmatch(text):
        raise refusal("critere", value)
    return _known(text, info, "criteres", "critere_inconnu")


def _read_regime(value: object, info: ValidationInfo) -> str:
    text = _text(value)
    if not _REGIME.fullmatch(text):
        raise refusal("regime", value)
    return _known(text, info, "regimes", "regime_inconnu")


def _read_date(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise refusal("date", value)
        return value
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise refusal("date", value)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise refusal("date", value) from None


# The aliases: what a model writes, with its JSON Schema as a file has it


def _number(low: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "number", "minimum": low, "maximum": MAX_NUMBER})


def _amount(low: int, sign: str) -> WithJsonSchema:
    """An amount as a number of cents at most, or as a text with a dot."""
    return WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": low, "maximum": MAX_NUMBER},
                {"type": "string", "pattern": rf"^{sign}{AMOUNT_TEXT}$"},
            ]
        }
    )


def _string(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$"})


_QUANTITY_IN = BeforeValidator(_read_quantity)
_QUANTITY_OUT = PlainSerializer(_write_quantity)
_QUANTITY_SCHEMA = _number(0)
_EUROS_OUT = PlainSerializer(_write_euros)

Euros = Annotated[int, BeforeValidator(_read_euros), _EUROS_OUT, EUROS, _amount(0, "")]
"""An amount: read in euros, kept as integer cents, written back in euros."""
EurosSignes = Annotated[
    int, BeforeValidator(_read_signed_euros), _EUROS_OUT, SIGNED_EUROS, _amount(-MAX_NUMBER, "-?")
]
"""An amount that may be negative: own funds, EBITDA."""
Annee = Annotated[
    int,
    BeforeValidator(_read_year),
    PURE,
    WithJsonSchema({"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}),
]

Personnes = Annotated[Decimal, _QUANTITY_IN, _QUANTITY_OUT, _QUANTITY_SCHEMA, quantity("personnes")]
TonnesCO2e = Annotated[Decimal, _QUANTITY_IN, _QUANTITY_OUT, _QUANTITY_SCHEMA, quantity("tco2e")]
Megawattheures = Annotated[Decimal, _QUANTITY_IN, _QUANTITY_OUT, _QUANTITY_SCHEMA, quantity("mwh")]
MetresCubes = Annotated[Decimal, _QUANTITY_IN, _QUANTITY_OUT, _QUANTITY_SCHEMA, quantity("m3")]
Tonnes = Annotated[Decimal, _QUANTITY_IN, _QUANTITY_OUT, _QUANTITY_SCHEMA, quantity("t")]
Kilogrammes = Annotated[Decimal, _QUANTITY_IN, _QUANTITY_OUT, _QUANTITY_SCHEMA, quantity("kg")]
MetresCarres = Annotated[Decimal, _QUANTITY_IN, _QUANTITY_OUT, _QUANTITY_SCHEMA, quantity("m2")]
Hectares = Annotated[Decimal, _QUANTITY_IN, _QUANTITY_OUT, _QUANTITY_SCHEMA, quantity("ha")]
Metres = Annotated[Decimal, _QUANTITY_IN, _QUANTITY_OUT, _QUANTITY_SCHEMA, quantity("m")]

Texte = Annotated[str, BeforeValidator(_text), TEXT]
Reference = Annotated[str, BeforeValidator(_read_reference), TEXT, _string(r".*\S.*")]
Siret = Annotated[str, BeforeValidator(_read_siret), CODE, _string(SIRET_TEXT)]
Naf = Annotated[str, BeforeValidator(_read_naf), CODE, _string(NAF_TEXT)]
"""A NAF rév. 2 code, kept with its dot."""
Commune = Annotated[str, BeforeValidator(_read_commune), CODE, _string(COMMUNE_TEXT)]
CritereId = Annotated[str, BeforeValidator(_read_criterion), CODE, _string(CRITERION_TEXT)]
RegimeId = Annotated[str, BeforeValidator(_read_regime), CODE, _string(REGIME_TEXT)]
Jour = Annotated[
    date,
    BeforeValidator(_read_date),
    DATE,
    WithJsonSchema({"type": "string", "format": "date", "pattern": f"^{DATE_TEXT}$"}),
]

ROWS = Field(strict=False, max_length=MAX_ITEMS)
"""For a tuple field: a list is accepted, its items stay strict."""
DISTINCT_YEARS = BeforeValidator(lambda rows: mark_repeated(rows, "annee"))
