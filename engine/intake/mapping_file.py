"""A mapping's file: YAML or JSON → :class:`~.mapping.MappingFile`, every fault at its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ValidationError

from ..errors import Fault, InputError, MissingFileError, Where
from ..likeness import nearest
from ..yaml_text import Document, Loc, dotted, load, shown
from .mapping import Block, Link, MappingFile, Snapshot, check_link
from .record import METAS, STATES
from .targets import REQUIRED, cell_of, nearest_target, target_of, targets

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_SIMPLE: Final = {
    "bool_type": "booleen",
    "tuple_type": "liste",
    "model_type": "section",
    "model_attributes_type": "section",
    "dict_type": "section",
}


def read_mapping(path: str | Path, *, confirmed: bool = True) -> MappingFile:
    """Return the mapping that a file states.

    ``confirmed`` refuses one that still has entries to confirm. Raises
    :class:`MissingFileError`, or :class:`InputError` with every fault.
    """
    try:
        text = Path(path).read_bytes()
    except FileNotFoundError:
        raise MissingFileError([Fault("entree.fichier_absent", Where(str(path)))]) from None
    except (OSError, ValueError):
        raise MissingFileError([Fault("entree.fichier_illisible", Where(str(path)))]) from None
    return parse_mapping(text, file=str(path), confirmed=confirmed)


def parse_mapping(text: str | bytes, *, file: str = "", confirmed: bool = True) -> MappingFile:
    """Return the mapping that ``text`` states: see :func:`read_mapping`."""
    document = load(text, file=file)
    try:
        read = MappingFile.model_validate(document.data)
    except ValidationError as error:
        faults = [_fault(item, document, file) for item in error.errors(include_url=False)]
        faults += _unknown_places(document, file)
        raise InputError(_ordered(faults)) from None
    faults = [*_unknown_places(document, file)]
    if not faults:
        faults += _unsuited(read, document, file)
        if confirmed:
            faults += _unconfirmed(read, document, file)
    if faults:
        raise InputError(_ordered(faults))
    return read


def _ordered(faults: Iterable[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: (fault.where.line, fault.where.column))


def _unknown_places(document: Document, file: str) -> Iterator[Fault]:
    """Yield the paths that no dossier has, whatever else is wrong in the file."""
    for path in _keys(document.data, "champs"):
        target = target_of(path)
        where = _key(document, file, ("champs", path))
        if target is None:
            yield _no_such(path, where, nearest_target(path))
        elif target.kind.kind == "rows":
            yield Fault("importer.chemin_liste", where, {"valeur": path})
    for path in _keys(document.data, "blocs"):
        target = target_of(path)
        if target is None or target.kind.kind != "rows":
            lists = [each for each, found in targets().items() if found.kind.kind == "rows"]
            params = {"valeur": shown(path), "listes": ", ".join(lists)}
            yield Fault("importer.bloc_inconnu", _key(document, file, ("blocs", path)), params)
            continue
        blocks = document.data["blocs"][path]
        for rank, block in enumerate(blocks if isinstance(blocks, list) else [blocks]):
            at = (*_single(document, ("blocs", path, rank)), "colonnes")
            for name in _keys(block, "colonnes"):
                if cell_of(path, name) is None:
                    near = nearest(name, target.kind.fields)
                    known = ", ".join(target.kind.fields)
                    yield _no_such(name, _key(document, file, (*at, name)), near, known)


def _keys(data: object, name: str) -> list[str]:
    inside = data.get(name) if isinstance(data, dict) else None
    return list(inside) if isinstance(inside, dict) else []


def _no_such(path: str, where: Where, near: str, known: str = "") -> Fault:
    params = {"valeur": shown(path), "proche": near, "connus": known}
    suffix = "_proche" if near else ""
    return Fault(
        f"importer.{'colonne_inconnue' if known else 'chemin_inconnu'}{suffix}", where, params
    )


def _unsuited(read: MappingFile, document: Document, file: str) -> Iterator[Fault]:
    for loc, target, link in read.links():
        at = _single(document, loc)
        for key, code, params in check_link(link, target):
            yield Fault(f"importer.{code}", _value(document, file, (*at, key)), params)


def _unconfirmed(read: MappingFile, document: Document, file: str) -> Iterator[Fault]:
    for loc, target, link in read.links():
        if link.a_confirmer:
            at = _single(document, loc)
            params = {"chemin": target.path, "source": link.name}
            yield Fault("importer.a_confirmer", _key(document, file, (*at, "a_confirmer")), params)
    for path, blocks in read.blocs.items():
        for rank, block in enumerate(blocks):
            if block.a_confirmer:
                at = _block_loc(document, path, rank)
                params = {"chemin": path, "source": block.libelle or block.champ or "—"}
                where = _key(document, file, (*at, "a_confirmer"))
                yield Fault("importer.a_confirmer", where, params)


def _single(document: Document, loc: Loc) -> Loc:
    """Return the place of a link in the text: one that stands alone is in no list."""
    at: Loc = ()
    for step in loc:
        if isinstance(step, int) and (*at, step) not in document.positions:
            continue
        at = (*at, step)
    return at


def _block_loc(document: Document, path: str, rank: int) -> Loc:
    return _single(document, ("blocs", path, rank))


def _key(document: Document, file: str, loc: Loc) -> Where:
    line, column = document.keys.get(loc) or document.position(loc)
    return Where(file, line, column, dotted(loc))


def _value(document: Document, file: str, loc: Loc) -> Where:
    return Where(file, *document.position(loc), dotted(loc))


# Pydantic's errors → faults


def _fault(item: ErrorDetails, document: Document, file: str) -> Fault:
    loc, kind, value = _single(document, item["loc"]), item["type"], item["input"]
    if kind == "missing":
        line, column = document.position(loc[:-1])
        where = Where(file, line, column, dotted(loc))
        return Fault("entree.champ_manquant", where, {"champ": item["loc"][-1]})
    if kind == "extra_forbidden":
        known = list(_section_at(item["loc"][:-1]).model_fields)
        near = nearest(loc[-1], known)
        params = {"champ": shown(loc[-1]), "proche": near, "champs": ", ".join(known)}
        code = f"entree.champ_inconnu{'_proche' if near else ''}"
        return Fault(code, _key(document, file, loc), params)
    where = _value(document, file, loc)
    if kind == "literal_error":
        values = _choices(item["loc"])
        near = nearest(value, values) if isinstance(value, str) else ""
        params = {"valeur": shown(value), "proche": near, "valeurs": ", ".join(values)}
        return Fault(f"entree.choix{'_proche' if near else ''}", where, params)
    if kind.startswith("importer."):
        return Fault(kind, where, {"valeur": shown(value), **item.get("ctx", {})})
    if kind in _SIMPLE:
        return Fault(f"entree.{_SIMPLE[kind]}", where, {"valeur": shown(value)})
    if kind == "too_long":
        return Fault("entree.liste_trop_longue", where, {"maximum": item["ctx"]["max_length"]})
    if kind == "too_short":
        return Fault("importer.correspondance_vide", where)
    if kind.startswith(("int_", "greater", "less")):
        return Fault("importer.entier", where, {"valeur": shown(value)})
    return Fault(f"entree.{kind}", where, {"valeur": shown(value), **item.get("ctx", {})})


def _choices(loc: tuple[int | str, ...]) -> tuple[str, ...]:
    if "etats" in loc:
        return STATES
    return {
        "dossier": METAS, "si_invalide": ("rejet", "inconnu"), "decimale": (",", "."),
    }.get(str(loc[-1]), ())  # fmt: skip


def _section_at(loc: tuple[int | str, ...]) -> type[BaseModel]:
    if not loc:
        return MappingFile
    if loc[0] == "formulaire":
        return Snapshot
    return Block if loc[0] == "blocs" and "colonnes" not in loc else Link


def required_missing(read: MappingFile, metas: Iterable[str]) -> list[str]:
    """Return the paths that a dossier must have and that nothing fills."""
    known = set(metas)
    return [
        path
        for path, meta in zip(REQUIRED, ("numero", "date_depot"), strict=True)
        if path not in read.champs and meta not in known
    ]
