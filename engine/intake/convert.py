"""Answers → values of a dossier: repaired only where there is no doubt, and saying so.

Each repair has a name, ``importer.repare_<name>``; what is doubtful raises
:class:`~.unreadable.Unreadable`. The dossier itself checks afterwards, as it checks every file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, NamedTuple

from ..communes import Cog
from ..dossier_types import is_siret
from ..likeness import nearest
from ..yaml_text import shown
from .dates import read_day
from .numbers import Mark, read_number, shift, unit_key
from .record import Broken, label_key
from .targets import Target
from .unreadable import Unreadable

ABSENT_MARKS: Final = ("NULL", "null", "#", "#N/A", "#N/D", "N/A", "NaN", "nan", "None", "\\N")
"""Whole cells by which programs say that they hold nothing."""

ERRORS: Final = ("#REF!", "#VALUE!", "#VALEUR!", "#NAME?", "#NOM?", "#DIV/0!", "#NUM!", "#NOMBRE!",
                 "#NULL!", "#NUL!", "#SPILL!", "#CALC!", "########")  # fmt: skip
"""Whole cells by which spreadsheets say that they failed."""

CUT_AT: Final = 32_767
"""The most characters that a cell of a spreadsheet holds: a text this long was surely cut."""

YES: Final = frozenset({"oui", "vrai", "true", "on", "yes", "1"})
NO: Final = frozenset({"non", "faux", "false", "off", "no", "0"})
DIGITS: Final = 28
"""Digits that decimal arithmetic keeps: a number of more is nobody's answer."""

SIGNS: Final = re.compile(r" ?, ?| ?; ?| ?\| ?|\n")


class Read(NamedTuple):
    """A value of a dossier and the repairs that it took; None is « not said »."""

    value: Any
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class How:
    """How a mapping wants an answer read.

    ``values`` is a table of answers, ``unit`` what the form counts in, ``mark`` its decimal sign;
    ``rounded`` allows digits beyond what the place holds; ``prefix`` goes before a text.
    """

    values: Mapping[str, Any] | None = None
    unit: str = ""
    mark: Mark = ""
    rounded: bool = False
    prefix: str = ""


DEFAULT: Final = How()


class Converter:
    """Converts answers; ``absent`` are the marks of absence, ``cog`` knows the communes."""

    def __init__(self, cog: Cog, absent: Iterable[str] = ABSENT_MARKS) -> None:
        self._cog = cog
        self._absent = frozenset(absent)
        self._readers: dict[str, Callable[[Any, Target, How], Read]] = {
            "bool": _boolean,
            "number": _number,
            "date": _date,
            "enum": _choice,
            "set": _choices,
            "text": _text,
            "code": self._code,
        }

    def convert(self, raw: Any, target: Target, how: How = DEFAULT) -> Read:
        """Return what ``raw`` says for a place of the dossier; raises :class:`Unreadable`."""
        if isinstance(raw, Broken):
            raise Unreadable(raw.code, valeur=shown(raw.text))
        raw, repairs = self.bare(raw)
        if raw is None:
            return Read(None, repairs)
        if how.values is not None and target.kind.kind != "set":
            return _from_table(raw, how.values, repairs)
        read = self._readers[target.kind.kind](raw, target, how)
        return Read(read.value, repairs + read.repairs)

    def bare(self, raw: Any) -> tuple[Any, tuple[str, ...]]:
        """Return an answer without blanks around it; None, and why, for one that says nothing."""
        if isinstance(raw, str):
            text = raw.strip(" \t\r\n\u00a0\u202f\ufeff")
            if not text:
                return None, ()
            if text in self._absent:
                return None, ("absence",)
            if text in ERRORS:
                raise Unreadable("erreur_tableur")
            return text, (("tronque",) if len(raw) == CUT_AT else ())
        if isinstance(raw, float) and math.isnan(raw):
            return None, ("absence",)
        if isinstance(raw, float | Decimal) and not _reasonable(raw):
            raise Unreadable("nombre")
        if isinstance(raw, list) and not raw:
            return None, ()
        return raw, ()

    # -- codes ---------------------------------------------------------------------------------

    def _code(self, raw: Any, target: Target, how: How) -> Read:
        text, repairs = _digits(raw)
        if target.code == "siret":
            return _siret(text, repairs)
        if target.code == "naf":
            return _naf(text, repairs)
        if target.code == "commune":
            return self._commune(text, repairs)
        return Read(how.prefix + text, repairs)

    def _commune(self, text: str, repairs: tuple[str, ...]) -> Read:
        plain = text.replace(" ", "").upper()
        if plain != text:
            repairs = (*repairs, "code_ecriture")
        if re.fullmatch(r"\d{4}", plain):
            whole = f"0{plain}"
            if self._cog.resolve(whole) is None:
                raise Unreadable("commune")
            return Read(whole, (*repairs, "zero_perdu"))
        if not re.fullmatch(r"\d{5}|2[AB]\d{3}", plain):
            raise Unreadable("commune")
        return Read(plain, repairs)


def _digits(raw: Any) -> tuple[str, tuple[str, ...]]:
    """Return a code as text: spreadsheets make numbers of them."""
    if isinstance(raw, bool):
        raise Unreadable("code")
    if isinstance(raw, int):
        return str(raw), ("code_nombre",)
    if isinstance(raw, float | Decimal):
        if raw != int(raw):
            raise Unreadable("code")
        return str(int(raw)), ("code_nombre",)
    if not isinstance(raw, str):
        raise Unreadable("code")
    if found := re.fullmatch(r"(\d+)\.0+", raw):
        return found[1], ("code_nombre",)
    return raw, ()


def _siret(text: str, repairs: tuple[str, ...]) -> Read:
    plain = re.sub(r"[\s.\u00a0\u202f-]", "", text)
    if plain != text:
        repairs = (*repairs, "espaces")
    if not plain.isdecimal() or not plain.isascii():
        rounded = re.fullmatch(r"[\d,]+E\+?\d+", plain, re.IGNORECASE)
        raise Unreadable("exposant" if rounded else "siret")
    if len(plain) == 9:
        raise Unreadable("siren")
    if len(plain) == 13 and _luhn(f"0{plain[:8]}") and is_siret(f"0{plain}"):
        return Read(f"0{plain}", (*repairs, "zero_perdu"))
    if len(plain) != 14 or not is_siret(plain):
        raise Unreadable("siret")
    return Read(plain, repairs)


def _luhn(digits: str) -> bool:
    doubled = (int(d) * (1 + rank % 2) for rank, d in enumerate(reversed(digits)))
    return sum(v - 9 if v > 9 else v for v in doubled) % 10 == 0


def _naf(text: str, repairs: tuple[str, ...]) -> Read:
    plain = text.replace(" ", "").upper()
    if found := re.match(r"\d{2}\.?\d{2}[A-Z](?=\W|$)", text.upper()):
        # « 25.62B - Mécanique industrielle »: the code, then its name.
        plain = found[0]
    if not re.fullmatch(r"\d{2}\.?\d{2}[A-Z]", plain):
        raise Unreadable("naf")
    return Read(plain, repairs if plain == text else (*repairs, "code_ecriture"))


def _reasonable(number: float | Decimal) -> bool:
    """Whether a number is one that somebody means: others are never computed."""
    if isinstance(number, float):
        return math.isfinite(number)
    return number.is_finite() and abs(number.adjusted()) <= 40


# -- the other kinds -------------------------------------------------------------------------------


def _from_table(raw: Any, values: Mapping[str, Any], repairs: tuple[str, ...]) -> Read:
    found = lookup(raw, values)
    if found is MISSING:
        raise Unreadable("hors_table", valeurs=_some(values))
    return Read(found, repairs)


MAX_MEMBERS: Final = 1_000

MISSING: Final = object()


def lookup(raw: Any, values: Mapping[str, Any]) -> Any:
    """Return what a table of answers makes of one, :data:`MISSING` when it is not in it.

    A box ticked is « Oui » or « on » wherever the table says so.
    """
    if isinstance(raw, bool):
        names = YES if raw else NO
        return next((v for key, v in values.items() if label_key(key) in names), MISSING)
    text = plain_text(raw)
    if text in values:
        return values[text]
    key = label_key(text)
    return next((v for k, v in values.items() if label_key(k) == key), MISSING)


def _some(values: Iterable[str]) -> str:
    listed = list(values)
    return ", ".join(listed[:8]) + (", …" if len(listed) > 8 else "")


def plain_text(raw: Any) -> str:
    """Return an answer as text, a whole number without its decimals."""
    if isinstance(raw, bool):
        return "Oui" if raw else "Non"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else f"{raw:.15g}"
    if isinstance(raw, Decimal):
        return str(int(raw)) if raw == int(raw) else f"{raw:f}"
    if isinstance(raw, datetime):
        return raw.isoformat(" ")
    if isinstance(raw, int | date):
        return str(raw)
    if isinstance(raw, list) and not any(isinstance(each, list) for each in raw):
        return ", ".join(map(plain_text, raw))
    if not isinstance(raw, str):
        raise Unreadable("texte")
    return raw


def _boolean(raw: Any, _target: Target, _how: How) -> Read:
    if isinstance(raw, bool):
        return Read(raw)
    if isinstance(raw, list | datetime | date):
        raise Unreadable("booleen")
    text = label_key(plain_text(raw))
    if text in YES or text in NO:
        return Read(text in YES, ("oui_non",))
    raise Unreadable("booleen")


def _date(raw: Any, _target: Target, _how: How) -> Read:
    day, written = read_day(raw)
    return Read(day, ("date",) if written else ())


def _number(raw: Any, target: Target, how: How) -> Read:
    number, told, repairs = _decimal(raw, how.mark)
    if len(number.as_tuple().digits) > DIGITS:
        raise Unreadable("nombre")
    wanted = target.kind.unit
    declared = unit_key(how.unit)
    if told and declared and told != declared and shift(told, declared) != 0:
        raise Unreadable("unite", unite=told, attendu=how.unit)
    unit = told or declared
    if unit and wanted != unit:
        power = shift(unit, wanted)
        if power is None:
            raise Unreadable("unite", unite=unit, attendu=wanted or "—")
        number = number.scaleb(power)
        repairs = (*repairs, "unite") if power else repairs
    return _fitting(number, target, how, repairs)


def _decimal(raw: Any, mark: Mark) -> tuple[Decimal, str, tuple[str, ...]]:
    """Return the number that an answer is, the unit that it tells, and the repairs."""
    if isinstance(raw, bool):
        raise Unreadable("nombre")
    if isinstance(raw, int):
        if abs(raw) > 10**30:
            raise Unreadable("nombre")
        return Decimal(raw), "", ()
    if isinstance(raw, float):
        # Fifteen digits: what a spreadsheet shows of the binary number that it keeps.
        shown_as = Decimal(f"{raw:.15g}")
        return shown_as, "", (() if Decimal(repr(raw)) == shown_as else ("binaire",))
    if isinstance(raw, Decimal):
        return raw, "", ()
    if not isinstance(raw, str):
        raise Unreadable("nombre")
    read = read_number(raw, mark)
    return read.value, read.unit, (("nombre",) if read.typed else ())


def _fitting(number: Decimal, target: Target, how: How, repairs: tuple[str, ...]) -> Read:
    """Return the number if the place holds all its digits, or if rounding was allowed."""
    places = target.kind.scale
    exponent = Decimal(1).scaleb(-places)
    kept = number.quantize(exponent, ROUND_HALF_UP) if number.adjusted() < 20 else number
    if kept != number:
        if not how.rounded:
            raise Unreadable("decimales", nombre=places)
        number, repairs = kept, (*repairs, "arrondi")
    if not target.kind.scale:
        return Read(int(number), repairs)
    return Read(number, repairs)


def _choice(raw: Any, target: Target, _how: How) -> Read:
    text = plain_text(raw)
    key = label_key(text).replace(" ", "_")
    for value in target.kind.values:
        if key == value:
            return Read(value, () if text == value else ("choix",))
    near = nearest(key, target.kind.values)
    raise Unreadable("choix", valeurs=_some(target.kind.values), proche=near or "—")


def _choices(raw: Any, target: Target, how: How) -> Read:
    names: Mapping[str, Any] = (
        how.values if how.values is not None else {value: value for value in target.kind.values}
    )
    found: dict[str, None] = {}
    for each in raw if isinstance(raw, list) else [raw]:
        for name in _members(each, names):
            value = lookup(name, names)
            if value is MISSING:
                raise Unreadable("hors_table", valeurs=_some(names))
            for item in value if isinstance(value, list | tuple) else [value]:
                if item is not None:
                    found[item] = None
    ordered = [value for value in target.kind.values if value in found]
    return Read(ordered)


def _members(raw: Any, names: Mapping[str, Any]) -> Sequence[Any]:
    """Return the answers that a cell lists; an answer may itself hold the sign between two."""
    if not isinstance(raw, str) or lookup(raw, names) is not MISSING:
        return [raw]
    pieces = SIGNS.split(raw)
    if len(pieces) > MAX_MEMBERS:
        raise Unreadable("hors_table", valeurs=_some(names))
    marks = SIGNS.findall(raw)
    longest = max((len(SIGNS.findall(name)) for name in names), default=0) + 1
    members: list[str] = []
    start = 0
    while start < len(pieces):
        for end in range(min(len(pieces), start + longest), start, -1):
            joined = pieces[start]
            for rank in range(start + 1, end):
                joined += marks[rank - 1] + pieces[rank]
            if end == start + 1 or lookup(joined, names) is not MISSING:
                if joined.strip():
                    members.append(joined)
                start = end
                break
    return members


def _text(raw: Any, target: Target, how: How) -> Read:
    text = plain_text(raw)
    repairs: tuple[str, ...] = ()
    if target.path == "reference" and (found := re.fullmatch(r"(\d+)\.0+", text)):
        text, repairs = found[1], ("code_nombre",)
    # A vertical tabulation is how word processors break a line.
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")
    if plain != text.replace("\r\n", "\n"):
        repairs = (*repairs, "saut_de_ligne")
    return Read(how.prefix + plain, repairs)
