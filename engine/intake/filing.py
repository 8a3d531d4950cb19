"""Dossiers of the filing platform, as its GraphQL API answers → records.

A saved answer (one page, several one after the other, or a line each), the dossiers of a page, or
one dossier. A champ is read by its type where the answer tells it, else by what it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from .record import (
    META_LABELS,
    METAS,
    NOTHING,
    STATES,
    Broken,
    Form,
    Origin,
    Question,
    Value,
    Wanted,
    champ_key,
    label_key,
)

Json = Mapping[str, Any]

MAX_OPTIONS: Final = 40

_TICKED: Final = ("CheckboxChamp", "YesNoChamp")


class Filed:
    """A dossier as the API gives it; or a row of one of its repeated blocks."""

    __slots__ = ("_by_key", "_by_label", "_node", "origin")

    def __init__(self, node: Json, champs: Sequence[Json], origin: Origin) -> None:
        self._node, self.origin = node, origin
        self._by_key: dict[str, Json] = {}
        self._by_label: dict[str, list[Json]] = {}
        for champ in champs:
            self._by_key.setdefault(champ_key(_id(champ)), champ)
            self._by_label.setdefault(label_key(str(champ.get("label", ""))), []).append(champ)

    def value(self, wanted: Wanted) -> Value | None:
        """Return the answer to a question, by its id, else by its label."""
        if wanted.meta:
            return self._meta(wanted.meta)
        champ = self._champ(wanted)
        if champ is None:
            return None
        where = self.origin._replace(champ=_id(champ), label=str(champ.get("label", "")))
        raw, parts = answer(champ)
        return Value(raw, where, parts)

    def rows(self, wanted: Wanted) -> Sequence[Filed] | None:
        """Return the rows of a repeated block."""
        champ = self._champ(wanted)
        if champ is None:
            return None
        where = self.origin._replace(champ=_id(champ), label=str(champ.get("label", "")))
        return [Filed(NOTHING, row, where) for row in block_rows(champ)]

    def _champ(self, wanted: Wanted) -> Json | None:
        if wanted.champ:
            return self._by_key.get(wanted.key)
        found = self._by_label.get(label_key(wanted.label), [])
        if wanted.rank:
            return found[wanted.rank - 1] if wanted.rank <= len(found) else None
        return found[0] if len(found) == 1 else None

    def _meta(self, meta: str) -> Value | None:
        node = self._node
        if meta == "demandeur":
            applicant = node.get("demandeur")
            raw, parts = place(applicant) if isinstance(applicant, Mapping) else (None, NOTHING)
            return Value(raw, self._place(meta), parts)
        if meta == "groupe_instructeur":
            group = node.get("groupeInstructeur")
            raw = group.get("label") if isinstance(group, Mapping) else None
            return Value(raw, self._place(meta))
        names = _META_NAMES[meta]
        name = next((each for each in names if node.get(each) is not None), names[0])
        return Value(node.get(name), self._place(meta))

    def _place(self, meta: str) -> Origin:
        """Return the place of what the platform says, in the words of its exports."""
        return self.origin._replace(label=META_LABELS[meta][0])


_META_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "numero": ("number",),
    "etat": ("state",),
    # Before the API had dateDepot, the date of passage was documented as the date of filing.
    "date_depot": ("dateDepot", "datePassageEnConstruction"),
    "date_passage_en_instruction": ("datePassageEnInstruction",),
    "date_traitement": ("dateTraitement",),
    "motivation": ("motivation",),
}


def is_filed(data: object) -> bool:
    """Whether plain data is a dossier of the platform."""
    return isinstance(data, Mapping) and "number" in data and (
        isinstance(data.get("champs"), list) or data.get("state") in STATES
    )  # fmt: skip


def filed(node: Json, file: str, rank: int) -> Filed:
    """Return the record of a dossier; ``rank`` counts dossiers of the source, from 1."""
    champs = [
        champ
        for name in ("champs", "annotations")
        for champ in node.get(name) or ()
        if isinstance(champ, Mapping)
    ]
    return Filed(node, champs, Origin(file, row=rank))


def _id(champ: Json) -> str:
    return str(champ.get("champDescriptorId") or champ.get("id") or "")


# -- answers ---------------------------------------------------------------------------------------


def answer(champ: Json) -> tuple[Any, Mapping[str, Any]]:
    """Return what a champ holds and its parts; None where nothing was answered."""
    for names, read in _READERS:
        for name in names:
            if name in champ:
                return read(champ, champ[name])
    text = champ.get("stringValue")
    if champ.get("__typename") in _TICKED and text in ("true", "false"):
        return text == "true", NOTHING
    return _blank(text), NOTHING


def _blank(value: Any) -> Any:
    return None if value == "" else value


def _plain(champ: Json, value: Any) -> tuple[Any, Mapping[str, Any]]:
    if value is None and champ.get("__typename") in _TICKED:
        return None, NOTHING
    text = champ.get("stringValue")
    # A number whose exact text is there too: an integer comes as text, a decimal as a float.
    if isinstance(value, dict | list):
        return Broken("reponse", type(value).__name__), NOTHING
    return (_blank(text) if value is None and not isinstance(text, bool) else value), NOTHING


def _ticked(champ: Json, chosen: Any) -> tuple[Any, Mapping[str, Any]]:
    """Return whether a box is ticked, or « Oui » chosen: null is no answer, whatever the text.

    The platform writes « false » as the text of a question that nobody answered.
    """
    return (None, NOTHING) if chosen is None else _plain(champ, chosen)


def _linked(champ: Json, primary: Any) -> tuple[Any, Mapping[str, Any]]:
    parts = {"primaire": primary, "secondaire": champ.get("secondaryValue")}
    told = [str(part) for part in parts.values() if part]
    return " / ".join(told) or None, parts


def _several(_champ: Json, values: Any) -> tuple[Any, Mapping[str, Any]]:
    return (list(values) or None if isinstance(values, list) else _blank(values)), NOTHING


def _files(_champ: Json, files: Any) -> tuple[Any, Mapping[str, Any]]:
    listed = files if isinstance(files, list) else [files] if files else []
    names = [str(each.get("filename", "")) for each in listed if isinstance(each, Mapping)]
    return names or None, {"nombre": len(names)}


def _named(champ: Json, found: Any) -> tuple[Any, Mapping[str, Any]]:
    if not isinstance(found, Mapping):
        return _blank(champ.get("stringValue")), NOTHING
    parts = {"code": found.get("code"), "nom": found.get("name")}
    department = champ.get("departement")
    if isinstance(department, Mapping):
        parts["departement"] = department.get("code")
    if "postalCode" in found:
        parts["code_postal"] = found["postalCode"]
    return champ.get("stringValue") or found.get("name"), parts


def _commune(champ: Json, found: Any) -> tuple[Any, Mapping[str, Any]]:
    raw, parts = _named(champ, found)
    return raw, {**parts, "commune": parts["code"]} if parts else parts


def _address(champ: Json, found: Any) -> tuple[Any, Mapping[str, Any]]:
    if not isinstance(found, Mapping):
        return _blank(champ.get("stringValue")), NOTHING
    parts = {
        "commune": found.get("cityCode"),
        "nom": found.get("cityName"),
        "code_postal": found.get("postalCode"),
        "departement": found.get("departmentCode"),
        "region": found.get("regionCode"),
    }
    return champ.get("stringValue") or found.get("label"), parts


def _place(champ: Json, found: Any) -> tuple[Any, Mapping[str, Any]]:
    if not isinstance(found, Mapping):
        return _blank(champ.get("stringValue")), NOTHING
    return place(found)


def place(found: Json) -> tuple[Any, Mapping[str, Any]]:
    """Return the SIRET of an établissement, and what the platform knows of it."""
    company = found.get("entreprise")
    company = company if isinstance(company, Mapping) else NOTHING
    address = found.get("address")
    address = address if isinstance(address, Mapping) else NOTHING
    capital = company.get("capitalSocial")
    parts = {
        "siret": _blank(found.get("siret")),
        "naf": _blank(found.get("naf")),
        "commune": address.get("cityCode") or found.get("codeInseeLocalite"),
        "code_postal": address.get("postalCode") or found.get("codePostal"),
        "siren": company.get("siren"),
        "raison_sociale": _blank(company.get("raisonSociale")),
        "forme_juridique": company.get("formeJuridique"),
        # « -1 si inconnu », says the schema.
        "capital_social": None if str(capital) == "-1" else capital,
        "date_creation": company.get("dateCreation"),
        "nom": found.get("nom"),
    }
    return parts["siret"], parts


def _block(champ: Json, _rows: Any) -> tuple[Any, Mapping[str, Any]]:
    rows = block_rows(champ)
    return len(rows) or None, {"nombre": len(rows)}


_Read = Callable[[Json, Any], tuple[Any, Mapping[str, Any]]]
_READERS: Final[tuple[tuple[tuple[str, ...], _Read], ...]] = (
    (("rows", "champs"), _block),
    (("etablissement",), _place),
    (("commune",), _commune),
    (("address",), _address),
    (("epci", "region", "pays", "departement"), _named),
    (("primaryValue",), _linked),
    (("values",), _several),
    (("files", "file"), _files),
    (("checked", "selected"), _ticked),
    (("decimalNumber", "integerNumber", "date", "datetime", "civilite"), _plain),
    (("value",), _plain),
)
"""How each kind of answer is recognised: the platform's own query names them so."""


def block_rows(champ: Json) -> list[list[Json]]:
    """Return the rows of a repeated block.

    An older answer lists their champs one after the other: a question met again begins a row.
    """
    rows = champ.get("rows")
    if isinstance(rows, list):
        return [
            [each for each in row.get("champs") or () if isinstance(each, Mapping)]
            for row in rows
            if isinstance(row, Mapping)
        ]
    grouped: list[list[Json]] = []
    seen: set[str] = set()
    for each in champ.get("champs") or ():
        if not isinstance(each, Mapping):
            continue
        key = champ_key(_id(each))
        if not grouped or key in seen:
            grouped.append([])
            seen = set()
        seen.add(key)
        grouped[-1].append(each)
    return grouped


# -- the form --------------------------------------------------------------------------------------


def described(descriptors: object) -> tuple[Question, ...]:
    """Return the questions that the descriptors of a revision list."""
    if not isinstance(descriptors, list):
        return ()
    return tuple(
        Question(
            str(each.get("label", "")).strip(),
            str(each.get("id", "")),
            str(each.get("__typename") or each.get("type") or ""),
            each["required"] if isinstance(each.get("required"), bool) else None,
            tuple(option for option in each.get("options") or () if isinstance(option, str)),
            described(each.get("champDescriptors")),
        )
        for each in descriptors
        if isinstance(each, Mapping)
    )


class Met:
    """The questions met in the dossiers themselves, when no revision is told."""

    def __init__(self) -> None:
        self._questions: dict[str, Question] = {}
        self._options: dict[str, dict[str, None]] = {}

    def see(self, node: Json) -> None:
        """Note the questions of a dossier."""
        for name in ("champs", "annotations"):
            self._see(node.get(name) or ())

    def _see(self, champs: Any, children: dict[str, Question] | None = None) -> None:
        into = self._questions if children is None else children
        for champ in champs:
            if not isinstance(champ, Mapping):
                continue
            key = champ_key(_id(champ))
            inner: dict[str, Question] = {}
            for row in block_rows(champ):
                self._see(row, inner)
            met = self._options.setdefault(key, {})
            raw, _ = answer(champ)
            for text in raw if isinstance(raw, list) else [raw]:
                if isinstance(text, str | bool) and len(met) <= MAX_OPTIONS:
                    met[str(text)] = None
            old = into.get(key)
            kept = {**{each.key: each for each in (old.children if old else ())}, **inner}
            into[key] = Question(
                str(champ.get("label", "")).strip(), _id(champ), str(champ.get("__typename", "")),
                children=tuple(kept.values()),
            )  # fmt: skip

    def questions(self) -> Iterator[Question]:
        """Yield each question, with the answers met when they are few."""
        for key, question in self._questions.items():
            yield self._with_options(key, question)

    def _with_options(self, key: str, question: Question) -> Question:
        met = self._options.get(key, {})
        children = tuple(self._with_options(each.key, each) for each in question.children)
        options = tuple(met) if len(met) <= MAX_OPTIONS else ()
        return replace(question, options=options, samples=tuple(met), children=children)


def form_of(answers: Json, met: Met) -> Form:
    """Return the form that an answer of the API is about: its revision, else what was met."""
    demarche = answers.get("demarche") or answers.get("demarcheDescriptor") or NOTHING
    dossier = answers.get("dossier")
    if not demarche and isinstance(dossier, Mapping):
        demarche = dossier.get("demarche") or NOTHING
    if not isinstance(demarche, Mapping):
        demarche = NOTHING
    revision: Json = NOTHING
    for name in ("activeRevision", "publishedRevision", "revision", "draftRevision"):
        if isinstance(found := demarche.get(name), Mapping) and not revision.get(
            "champDescriptors"
        ):
            revision = found
    told = (
        *described(revision.get("champDescriptors")),
        *described(revision.get("annotationDescriptors")),
    )
    number = demarche.get("number")
    return Form(
        told or tuple(met.questions()),
        number if isinstance(number, int) else None,
        str(demarche.get("title") or ""),
        str(revision.get("id") or ""),
        METAS,
    )
