"""A source → dossiers and rejects: the walk of an import, row by row.

Rows in are dossiers out and rejects, whatever happens; nothing is written unless all is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from ..communes import Cog
from ..dossier import Dossier
from ..errors import Fault, InputError, Where
from ..likeness import nearest
from ..yaml_text import Document, shown
from .assemble import Assembled, Assembler, PlainAssembler, Trouble
from .assemble import Source as Came
from .convert import Converter
from .files import Context, validated
from .journal import Journal, Reject
from .json_source import Refused
from .mapping import Link, MappingFile
from .record import MAX_ROWS, Origin, Record
from .source import Source, TableSource
from .tables import Header
from .targets import REQUIRED
from .text_table import WINDOWS

Make = Callable[[Record], Assembled]


class Sink(Protocol):
    """Takes the dossiers in."""

    def add(self, dossier: Dossier, origin: Origin, sources: list[Came]) -> None:
        """Take a dossier and where its fields come from."""


def assembler(source: Source, mapping: MappingFile | None, cog: Cog) -> Make:
    """Return what makes dossiers of a source's records.

    Without a mapping the columns are the paths of a dossier. Raises :class:`InputError` when the
    mapping names what a table does not have, or when columns are no paths.
    """
    if mapping is None:
        if not isinstance(source, TableSource):
            raise InputError([Fault("importer.correspondance_absente", Where(source.file))])
        missing = [path for path in REQUIRED if path not in source.header.labels]
        if missing:
            params = {"champs": ", ".join(missing)}
            raise InputError([Fault("importer.pas_de_chemins", Where(source.file), params)])
        return PlainAssembler(source.header, Converter(cog))
    if isinstance(source, TableSource) and (faults := list(_unbound(source, mapping))):
        raise InputError(faults)
    return Assembler(mapping, Converter(cog, mapping.marks))


def _unbound(source: TableSource, mapping: MappingFile) -> Iterator[Fault]:
    """Yield what a mapping looks for and a table does not have."""
    header, file = source.header, source.file
    for path, meta in zip(REQUIRED, ("numero", "date_depot"), strict=True):
        if path not in mapping.champs and meta not in header.metas:
            yield Fault("importer.sans_source", Where(file, path=path))
    tables = [(links, header, target.path) for target, links in mapping.fields]
    for target, blocks in mapping.lists:
        for block, cells in blocks:
            columns = header
            if block.wanted is not None:
                sheet = source.sides.sheet_of(block.wanted) if source.sides else None
                if sheet is None or source.sides is None:
                    if not block.facultatif:
                        params = {"libelle": str(block.wanted)}
                        yield Fault("importer.bloc_absent", Where(file, path=target.path), params)
                    continue
                columns = source.sides.header(sheet)
            tables += [(links, columns, cell.path) for cell, links in cells]
    for links, columns, path in tables:
        for link in links:
            if (link.champ or link.libelle) and columns.index(link.wanted) is None:
                yield from _column(columns, link, Where(file, path=path))


def _column(header: Header, link: Link, where: Where) -> Iterator[Fault]:
    """Yield why a question has no column."""
    if several := header.ambiguous(link.wanted):
        params: dict[str, object] = {"libelle": link.name, "colonnes": ", ".join(several)}
        yield Fault("importer.libelle_ambigu", where, params)
    elif link.libelle is None:
        yield Fault("importer.libelle_requis", where, {"champ": link.name})
    elif not link.facultatif:
        near = nearest(link.libelle, header.labels)
        suffix = "_proche" if near else ""
        params = {"libelle": link.libelle, "proche": near}
        yield Fault(f"importer.libelle_absent{suffix}", where, params)


def run(
    source: Source,
    make: Make,
    sink: Sink,
    journal: Journal,
    *,
    context: Context | None = None,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Read every record of a source: a dossier for the sink, or a reject for the journal.

    ``context`` lists the ids that a rule book knows; ``progress`` is told how many rows were read.
    Raises :class:`InputError` when the source cannot be read to its end.
    """
    places: dict[str, int] = {}
    for record in source.records():
        journal.rows += 1
        if journal.rows > MAX_ROWS:
            most = {"maximum": MAX_ROWS}
            raise InputError([Fault("importer.trop_de_lignes", Where(source.file), most)])
        if progress is not None:
            progress(journal.rows)
        if isinstance(record, Refused):
            params: dict[str, object] = {"valeur": "", **record.params}
            code = f"importer.rejet_{record.code}"
            why = Trouble(code, "", record.origin, str(params["valeur"]), params)
            journal.reject(Reject(record.origin, "", (why,)))
            continue
        made = make(record)
        reference = str(made.data.get("reference", ""))
        result = dossier_of(made, source.file, context)
        if isinstance(result, Dossier) and (first := places.get(result.reference)):
            params = {"valeur": shown(result.reference), "ligne": first}
            told = made.source_of("reference")
            why = Trouble("importer.rejet_double", "reference", told.origin if told else
                          record.origin, shown(result.reference), params)  # fmt: skip
            result = (why,)
        if isinstance(result, Dossier):
            places[result.reference] = record.origin.row
            sink.add(result, record.origin, made.sources)
            journal.dossiers += 1
            journal.repair(made.repairs, reference)
        else:
            journal.reject(Reject(record.origin, reference, result))
    if source.encoding == WINDOWS:
        journal.warnings.append(Fault("importer.windows", Where(source.file)))
    journal.warnings += source.warnings


def dossier_of(
    made: Assembled, file: str, context: Context | None
) -> Dossier | tuple[Trouble, ...]:
    """Return the dossier, or everything that is wrong with it."""
    if made.troubles and not made.data:
        return tuple(made.troubles)
    result = validated(Document(made.data, {}, {}), file, context)
    if isinstance(result, Dossier):
        return tuple(made.troubles) or result
    told = {each.path for each in made.troubles}
    rest = [_told(fault, made) for fault in result.faults if fault.where.path not in told]
    return (*made.troubles, *rest)


def _told(fault: Fault, made: Assembled) -> Trouble:
    """Return a fault of the dossier at the place that the faulty value came from."""
    path = fault.where.path
    source = made.source_of(path)
    origin = source.origin if source else made.origin
    return Trouble(fault.code, path, origin, str(fault.params.get("valeur", "")), fault.params)
