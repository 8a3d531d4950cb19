"""Files of dossiers: YAML, JSON, JSON Lines or a list, one dossier or thousands.

One invalid dossier never stops the others: it comes out as an :class:`InputError` in its place,
holding every fault of that dossier with line, column and path.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, get_args

from pydantic import ValidationError

from .. import yaml_text
from ..dossier import Dossier, Section, section_of
from ..errors import Fault, InputError, MissingFileError, Where
from ..likeness import nearest
from ..yaml_text import Document, Loc, dotted, shown

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MAX_FAULTS = 200
"""More faults than anybody reads in one dossier: the rest are counted."""

Context = Mapping[str, Any]

_SIMPLE = {
    "bool_type": "booleen",
    "tuple_type": "liste",
    "model_type": "section",
    "model_attributes_type": "section",
    "dict_type": "section",
}


def read_dossiers(
    source: str | Path | IO[str] | IO[bytes],
    *,
    name: str | None = None,
    context: Context | None = None,
) -> Iterator[Dossier | InputError]:
    """Yield each dossier of a file or of an open stream, or the error that says what is wrong.

    ``name`` is how errors call the source; ``context`` lists the ids that a rule book knows.
    Raises :class:`MissingFileError` for a file that cannot be opened.
    """
    if isinstance(source, str | Path):
        file = name or str(source)
        text: str | bytes = _content(Path(source), file)
    else:
        file = name or str(getattr(source, "name", ""))
        # Beneath a stream of text lie the bytes: UTF-8 whatever the locale, faults with a place.
        text = getattr(source, "buffer", source).read(yaml_text.MAX_BYTES + 1)
    try:
        documents = iter(yaml_text.read_each(text, file=file))
        first = list(islice(documents, 2))
    except InputError as error:
        yield error
        return
    several = len(first) > 1
    for index, document in enumerate(chain(first, documents)):
        if document.readable and isinstance(document.data, list):
            yield from _batch(document, (index,) if several else (), file, context)
        else:
            yield _one(document, (), (index,) if several else (), file, context)


def read(path: str | Path, *, context: Context | None = None) -> Dossier:
    """Return the only dossier of a file; :class:`InputError` when it is invalid or not alone."""
    found = list(read_dossiers(path, context=context))
    faults = [fault for item in found if isinstance(item, InputError) for fault in item.faults]
    if faults:
        raise InputError(faults)
    if len(found) != 1:
        raise InputError([Fault("entree.plusieurs_documents", Where(str(path)))])
    dossier = found[0]
    assert isinstance(dossier, Dossier)  # noqa: S101 — errors were raised above
    return dossier


def validated(document: Document, file: str, context: Context | None) -> Dossier | InputError:
    """Return the dossier that a document of one is, or the error that says what is wrong."""
    return _one(document, (), (), file, context)


def _content(path: Path, file: str) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(yaml_text.MAX_BYTES + 1)
    except FileNotFoundError:
        raise MissingFileError([Fault("entree.fichier_absent", Where(file))]) from None
    except (OSError, ValueError):  # ValueError: a name with a null character
        raise MissingFileError([Fault("entree.fichier_illisible", Where(file))]) from None


def _batch(
    document: Document, prefix: Loc, file: str, context: Context | None
) -> Iterator[Dossier | InputError]:
    if not document.data:
        yield InputError([Fault("entree.fichier_vide", Where(file))])
    for index in range(len(document.data)):
        yield _one(document, (index,), prefix, file, context)


def _one(
    document: Document, at: Loc, prefix: Loc, file: str, context: Context | None
) -> Dossier | InputError:
    """Return the dossier at ``at`` in a document; ``prefix`` numbers the document itself."""
    own = [located for located in document.faults if located.loc[: len(at)] == at]
    faults = [_numbered(located.fault, prefix) for located in own]
    if not document.readable:
        return InputError(faults)
    data = document.data[at[0]] if at else document.data
    if not isinstance(data, dict):
        where = _where(document, at, prefix, file)
        return InputError([*faults, Fault("entree.dossier", where, {"valeur": shown(data)})])
    try:
        dossier = Dossier.model_validate(data, context=context)
    except ValidationError as error:
        # A value refused as text (a number out of all proportion) is already told.
        told = {located.loc for located in own}
        details = [e for e in error.errors(include_url=False) if (*at, *e["loc"]) not in told]
        faults += [_fault(item, document, at, prefix, file) for item in details[:MAX_FAULTS]]
        faults.sort(key=lambda fault: (fault.where.line, fault.where.column))
        if len(details) > MAX_FAULTS:
            more = {"nombre": len(details) - MAX_FAULTS}
            faults.append(Fault("entree.trop_de_fautes", Where(file), more))
    if faults:
        return InputError(faults)
    return dossier


def _numbered(fault: Fault, prefix: Loc) -> Fault:
    """Return ``fault`` with the number of its document before its path."""
    if not prefix:
        return fault
    number, path = dotted(prefix), fault.where.path
    joint = "." if path and not path.startswith("[") else ""
    return replace(fault, where=replace(fault.where, path=f"{number}{joint}{path}"))


def _where(document: Document, loc: Loc, prefix: Loc, file: str, *, key: bool = False) -> Where:
    line, column = (document.keys.get(loc) if key else None) or document.position(loc)
    return Where(file, line, column, dotted((*prefix, *loc)))


def _fault(item: ErrorDetails, document: Document, at: Loc, prefix: Loc, file: str) -> Fault:
    """Return Pydantic's error as a fault at its place in the file."""
    loc = (*at, *(part for part in item["loc"] if part != "[key]"))
    kind, value = item["type"], item["input"]
    where = _where(document, loc, prefix, file, key="[key]" in item["loc"])
    if kind == "missing":
        where = _where(document, loc[:-1], prefix, file)
        path = dotted((*prefix, *loc))
        return Fault(
            "entree.champ_manquant", Where(file, where.line, where.column, path),
            {"champ": loc[-1]},
        )  # fmt: skip
    if kind == "extra_forbidden":
        where = _where(document, loc, prefix, file, key=True)
        known = list(_section_at(item["loc"][:-1]).model_fields)
        near = nearest(loc[-1], known)
        params = {"champ": shown(loc[-1]), "proche": near, "champs": ", ".join(known)}
        return Fault(f"entree.champ_inconnu{'_proche' if near else ''}", where, params)
    if kind == "literal_error":
        values = [part.strip(" '") for part in
                  str(item["ctx"]["expected"]).replace(" or ", ", ").split(",")]  # fmt: skip
        near = nearest(value, values) if isinstance(value, str) else ""
        params = {"valeur": shown(value), "proche": near, "valeurs": ", ".join(values)}
        return Fault(f"entree.choix{'_proche' if near else ''}", where, params)
    if kind == "too_long":
        return Fault("entree.liste_trop_longue", where, {"maximum": item["ctx"]["max_length"]})
    if kind in _SIMPLE:
        return Fault(f"entree.{_SIMPLE[kind]}", where, {"valeur": shown(value)})
    return Fault(f"entree.{kind}", where, {"valeur": shown(value), **item.get("ctx", {})})


def _section_at(loc: tuple[int | str, ...]) -> type[Section]:
    """Return the section of the dossier that a location is about."""
    section: type[Section] = Dossier
    for part in loc:
        if isinstance(part, str) and part in section.model_fields:
            section = _inner(section.model_fields[part].annotation) or section
    return section


def _inner(annotation: Any) -> type[Section] | None:
    if (found := section_of(annotation)) is not None:
        return found
    return next(filter(None, (_inner(part) for part in get_args(annotation))), None)
