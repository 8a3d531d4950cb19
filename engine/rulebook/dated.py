"""Citations and dated parameters: figures with a validity, a unit and a source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from ..errors import Where
from ..likeness import nearest_path
from ..values import FactType, scaled
from .files import Files, Reading
from .model import Citation, ParameterDef, Period
from .schema import CitationShape, ParameterShape
from .scope import Scope
from .texts import text_of

_PERCENT = re.compile(r"(-?\d+(?:[.,]\d+)?) ?%")


def citation_of(shape: CitationShape, files: Files, where: Where) -> Citation:
    """Return the citation; a source that does not exist is a fault."""
    if shape.cle not in files.sources:
        proche = nearest_path(shape.cle, list(files.sources)) or ", ".join(files.sources)
        files.fault("source_inconnue", where, nom=shape.cle, proche=proche)
    return Citation(shape.cle, shape.section, shape.niveau, shape.verifie_le, tuple(shape.editions))


def figure(value: object, kind: FactType, files: Files, where: Where) -> object:
    """Return a parameter's value as rules see it, or None with the fault noted."""
    if kind.kind == "set" and isinstance(value, list):
        return tuple(value)
    if kind.kind == "code" and isinstance(value, str):
        return value
    if kind.kind == "number":
        number: Decimal | None = None
        if kind.unit == "taux" and isinstance(value, str):
            percent = _PERCENT.fullmatch(value.strip())
            number = Decimal(percent[1].replace(",", ".")) / 100 if percent else None
        elif kind.unit != "taux" and isinstance(value, int | Decimal):
            number = Decimal(value)
        if number is not None:
            try:
                return scaled(number, kind.scale)
            except (ValueError, InvalidOperation):
                files.fault("trop_de_decimales", where, valeur=value, maximum=kind.scale)
                return None
    files.fault("figure_refusee", where, valeur=str(value)[:40], type=str(kind))
    return None


def parameters_of(
    shapes: list[ParameterShape],
    reading: Reading,
    types: Mapping[str, FactType],
    files: Files,
) -> dict[str, ParameterDef]:
    """Return the parameters; overlapping periods and duplicated ids are faults."""
    found: dict[str, ParameterDef] = {}
    for index, shape in enumerate(shapes):
        where = reading.where((index, "id"))
        if shape.id in found:
            files.fault("identifiant_double", where, nom=shape.id)
        kind = types[shape.type]
        periods: list[Period] = []
        for row, item in enumerate(shape.valeurs):
            loc = (index, "valeurs", row)
            value = figure(item.valeur, kind, files, reading.where((*loc, "valeur")))
            citation = citation_of(item.source, files, reading.where((*loc, "source", "cle")))
            period = Period(item.debut, item.fin, value, citation)
            _check_dates(period, periods, files, reading.where((*loc, "debut")), shape.id)
            periods.append(period)
        label = text_of(shape.libelle, Scope({}), files, where)
        found[shape.id] = ParameterDef(shape.id, label, kind, tuple(periods), where)
    return found


def _check_dates(
    period: Period, earlier: list[Period], files: Files, where: Where, name: str
) -> None:
    last = period.end or date.max
    if last < period.start:
        files.fault("dates_inversees", where, debut=period.start, fin=last)
    for other in earlier:
        if period.start <= (other.end or date.max) and other.start <= last:
            files.fault("periodes_chevauchantes", where, nom=name, debut=period.start)
