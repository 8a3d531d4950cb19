"""The file of constraints: YAML or JSON → :class:`~.terms.Terms`, every fault at its place.

What a file says is checked against the programme that it is for: the envelope, the dossiers, and
the values that an envelope can be shared by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from ..dossier_types import ROWS, Euros, Reference, Texte
from ..errors import Fault, InputError, MissingFileError, Where
from ..likeness import nearest
from ..messages import template
from ..yaml_text import Document, dotted, load, shown
from .candidates import AXES, Axis, Candidate
from .sayings import Money, SaidFault
from .terms import WHOLE, Bound, Share, Terms
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

DEFAULT_PART: Final = 50
"""The smallest percentage of its amount that a dossier gets, where the file does not say."""

_PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,4}))?[\s\u00a0\u202f]*%")
_EUROS: TypeAdapter[int] = TypeAdapter(Euros)
_SIMPLE = {
    "bool_type": "booleen",
    "tuple_type": "liste",
    "model_type": "section",
    "model_attributes_type": "section",
}


def read_terms(
    path: str | Path, candidates: Iterable[Candidate], envelope: int, vocabulary: Vocabulary
) -> Terms:
    """Return the terms that the file at ``path`` states; ``envelope`` is in cents.

    Raises :class:`MissingFileError`, or :class:`InputError` with every fault.
    """
    try:
        text = Path(path).read_bytes()
    except FileNotFoundError:
        raise MissingFileError([Fault("entree.fichier_absent", Where(str(path)))]) from None
    except (OSError, ValueError):
        raise MissingFileError([Fault("entree.fichier_illisible", Where(str(path)))]) from None
    return parse_terms(text, candidates, envelope, vocabulary, file=str(path))


def parse_terms(
    text: str | bytes,
    candidates: Iterable[Candidate],
    envelope: int,
    vocabulary: Vocabulary,
    *,
    file: str = "",
) -> Terms:
    """Return the terms that ``text`` states: see :func:`read_terms`."""
    document = load(text, file=file)
    context = {
        "candidates": {candidate.reference: candidate for candidate in candidates},
        "vocabulary": vocabulary,
        "envelope": envelope,
    }
    try:
        read = Contraintes.model_validate(document.data, context=context)
    except ValidationError as error:
        details = error.errors(include_url=False)
        faults = [_fault(item, document, file) for item in details]
        raise InputError(sorted(faults, key=lambda f: (f.where.line, f.where.column))) from None
    partial = read.financement_partiel
    return Terms(
        reserve=read.reserve or 0,
        committed={item.reference: item.montant for item in read.engages or ()},
        least_part=partial.part_minimale if partial and partial.autorise else 100,
        shares=tuple(
            _share(part, vocabulary, Where(file, *document.position(("parts", index))))
            for index, part in enumerate(read.parts or ())
        ),
    )


def _share(part: Part, vocabulary: Vocabulary, where: Where) -> Share:
    name = vocabulary.name(part.selon, part.valeur)
    return Share(part.selon, part.valeur, name, part.minimum, part.maximum, part.libelle, where)


# What the file may hold


def _refusal(code: str, value: object, **params: object) -> PydanticCustomError:
    text = template(f"enveloppe.{code}")
    return PydanticCustomError(f"enveloppe.{code}", text, {"valeur": shown(value), **params})


def _percent(value: object) -> int | None:
    """Return the millionths that « 30 % » spells, None when it is no percentage up to 100."""
    found = _PERCENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    rate = int(found[1]) * 10_000 + int((found[2] or "").ljust(4, "0"))
    return rate if rate <= WHOLE else None


def _read_bound(value: object) -> Bound:
    if isinstance(value, Bound):
        return value
    if isinstance(value, str) and "%" in value:
        rate = _percent(value)
        if rate is None:
            raise _refusal("pourcentage", value)
        return Bound(rate=rate)
    try:
        return Bound(cents=_EUROS.validate_python(value))
    except ValidationError:
        raise _refusal("limite", value) from None


def _read_part(value: object) -> int:
    rate = _percent(value)
    if rate is None or not rate or rate % 10_000:
        raise _refusal("part_minimale", value)
    return rate // 10_000


def _known_reference(value: str, info: ValidationInfo) -> str:
    candidates = (info.context or {})["candidates"]
    if value not in candidates:
        near = nearest(value, candidates)
        raise _refusal(f"engage_inconnu{'_proche' if near else ''}", value, proche=near)
    return value


_Bound = Annotated[Bound, BeforeValidator(_read_bound)]


class _Section(BaseModel):
    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, arbitrary_types_allowed=True
    )


class Engage(_Section):
    """A dossier already committed: kept first, whatever its score."""

    reference: Annotated[Reference, AfterValidator(_known_reference)]
    montant: Euros | None = None

    @model_validator(mode="after")
    def _has_an_amount(self, info: ValidationInfo) -> Engage:
        candidates = (info.context or {})["candidates"]
        if self.montant is None and candidates[self.reference].montant is None:
            raise _refusal("engage_sans_montant", self.reference)
        return self


class FinancementPartiel(_Section):
    """Whether a dossier may be funded in part, and how little of its amount makes sense."""

    autorise: bool
    part_minimale: Annotated[int, BeforeValidator(_read_part)] = DEFAULT_PART


class Part(_Section):
    """What the dossiers of a theme, a département, a territory or a volet receive together."""

    selon: Axis
    valeur: Texte
    libelle: Texte | None = None
    minimum: _Bound | None = None
    maximum: _Bound | None = None

    @field_validator("valeur")
    @classmethod
    def _is_known(cls, value: str, info: ValidationInfo) -> str:
        axis = info.data.get("selon")
        vocabulary: Vocabulary = (info.context or {})["vocabulary"]
        if axis is None:
            return value
        found = vocabulary.resolve(axis, value)
        if found is None:
            known = vocabulary.names.get(axis, {})
            near = nearest(value, [*known, *known.values()])
            code = f"valeur_inconnue{'_proche' if near else ''}"
            raise _refusal(code, value, selon=axis, proche=near, valeurs=", ".join(known) or "—")
        return found

    @field_validator("maximum")
    @classmethod
    def _is_no_less(cls, value: Bound | None, info: ValidationInfo) -> Bound | None:
        low, envelope = info.data.get("minimum"), (info.context or {})["envelope"]
        if value is not None and low is not None and low.least(envelope) > value.most(envelope):
            raise _refusal("minimum_au_dessus", "", minimum=Money(low.least(envelope)),
                           maximum=Money(value.most(envelope)))  # fmt: skip
        return value

    @model_validator(mode="after")
    def _limits_something(self) -> Part:
        if self.minimum is None and self.maximum is None:
            raise _refusal("part_sans_limite", self.valeur)
        return self


class Contraintes(_Section):
    """A file of constraints."""

    reserve: Euros | None = None
    engages: Annotated[tuple[Engage, ...], ROWS] | None = None
    financement_partiel: FinancementPartiel | None = None
    parts: Annotated[tuple[Part, ...], ROWS] | None = None

    @field_validator("reserve")
    @classmethod
    def _leaves_something(cls, value: int | None, info: ValidationInfo) -> int | None:
        envelope = (info.context or {})["envelope"]
        if value is not None and value > envelope:
            raise _refusal("reserve_trop_grande", "", reserve=Money(value),
                           enveloppe=Money(envelope))  # fmt: skip
        return value

    @field_validator("engages")
    @classmethod
    def _fit_the_envelope(
        cls, value: tuple[Engage, ...] | None, info: ValidationInfo
    ) -> tuple[Engage, ...] | None:
        context = info.context or {}
        references = [item.reference for item in value or ()]
        if twice := sorted({name for name in references if references.count(name) > 1}):
            raise _refusal("engage_en_double", ", ".join(twice))
        total = sum(
            context["candidates"][item.reference].montant if item.montant is None else item.montant
            for item in value or ()
        )
        reserve = info.data.get("reserve") or 0
        if total + reserve > context["envelope"]:
            raise _refusal("engages_trop_grands", "", engages=Money(total), reserve=Money(reserve),
                           enveloppe=Money(context["envelope"]))  # fmt: skip
        return value


# Pydantic's errors → faults


def _fault(item: ErrorDetails, document: Document, file: str) -> Fault:
    loc, kind, value = item["loc"], item["type"], item["input"]
    if kind == "missing":
        line, column = document.position(loc[:-1])
        where = Where(file, line, column, dotted(loc))
        return Fault("entree.champ_manquant", where, {"champ": loc[-1]})
    if kind == "extra_forbidden":
        line, column = document.keys.get(loc) or document.position(loc)
        known = list(_section_at(loc[:-1]).model_fields)
        near = nearest(loc[-1], known)
        params = {"champ": shown(loc[-1]), "proche": near, "champs": ", ".join(known)}
        code = f"entree.champ_inconnu{'_proche' if near else ''}"
        return Fault(code, Where(file, line, column, dotted(loc)), params)
    where = Where(file, *document.position(loc), dotted(loc))
    if kind == "literal_error":
        near = nearest(value, AXES) if isinstance(value, str) else ""
        params = {"valeur": shown(value), "proche": near, "valeurs": ", ".join(AXES)}
        return Fault(f"entree.choix{'_proche' if near else ''}", where, params)
    if kind == "too_long":
        return Fault("entree.liste_trop_longue", where, {"maximum": item["ctx"]["max_length"]})
    params = {"valeur": shown(value), **item.get("ctx", {})}
    code = kind if kind.startswith("enveloppe.") else f"entree.{_SIMPLE.get(kind, kind)}"
    return SaidFault(code, where, params)


def _section_at(loc: tuple[int | str, ...]) -> type[BaseModel]:
    sections: dict[str, type[BaseModel]] = {
        "engages": Engage,
        "financement_partiel": FinancementPartiel,
        "parts": Part,
    }
    return sections.get(str(loc[0]), Contraintes) if loc else Contraintes
