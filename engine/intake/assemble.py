"""Records → what a dossier's file would say, each value with its origin and its repairs.

:class:`Assembler` follows a mapping; :class:`PlainAssembler` takes a table whose columns are the
paths of a dossier. Neither judges: the dossier itself checks what they made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from ..errors import Fault, InputError, Where
from ..flat import RowReader, column_of, columns
from ..likeness import nearest
from ..yaml_text import shown
from .convert import Converter, How, Read
from .mapping import Block, Columns, Link, MappingFile
from .record import STATES, Origin, Record, Value, label_key
from .tables import Header, TableRecord
from .targets import Target, target_of, targets
from .unreadable import Unreadable

STATE_LABELS: Final[Mapping[str, str]] = {
    **{label_key(state): state for state in STATES},
    label_key("En construction"): "en_construction",
    label_key("En instruction"): "en_instruction",
    label_key("Accepté"): "accepte",
    label_key("Refusé"): "refuse",
    label_key("Sans suite"): "sans_suite",
    label_key("Classé sans suite"): "sans_suite",
}
"""How exports call the states of a dossier."""


class Repair(NamedTuple):
    """A value that was put right: ``code`` is ``importer.repare_<code>``."""

    code: str
    path: str
    origin: Origin
    before: str
    after: str


class Trouble(NamedTuple):
    """A value that cannot be taken: ``code`` is a key of the messages, ``params`` fill it."""

    code: str
    path: str
    origin: Origin
    value: str
    params: Mapping[str, object]


class Source(NamedTuple):
    """Where a place of the dossier comes from; ``empty`` when the answer was left blank.

    ``element`` is the member of a set that this answer alone gives.
    """

    path: str
    origin: Origin
    empty: bool
    element: str = ""


@dataclass(slots=True)
class Assembled:
    """One record, read: plain data for a dossier, and how it came about."""

    origin: Origin
    data: dict[str, Any] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    def put(self, steps: Sequence[str], value: Any) -> None:
        """Set a value at its path."""
        inside = self.data
        for step in steps[:-1]:
            inside = inside.setdefault(step, {})
        inside[steps[-1]] = value

    def source_of(self, path: str) -> Source | None:
        """Return where a path comes from, or the nearest place above it."""
        best: Source | None = None
        for source in self.sources:
            if source.path == path:
                return source
            if path.startswith((f"{source.path}.", f"{source.path}[")):
                best = source
        return best


class Assembler:
    """Makes dossiers of records as a mapping says."""

    def __init__(self, mapping: MappingFile, converter: Converter) -> None:
        self._mapping, self._converter = mapping, converter
        self._states = frozenset(mapping.etats or ())

    def __call__(self, record: Record) -> Assembled:
        """Return what a record says."""
        made = Assembled(record.origin)
        self._check_state(record, made)
        for target, links in self._mapping.fields:
            value = self._field(record, target, links, target.path, made)
            if value is not None:
                made.put(target.steps, value)
        for target, blocks in self._mapping.lists:
            lines: list[dict[str, Any]] = []
            for block, cells in blocks:
                self._lines(record, target.path, block, cells, lines, made)
            if lines:
                made.put(target.steps, lines)
        return made

    def _check_state(self, record: Record, made: Assembled) -> None:
        if not self._states:
            return
        from .record import Wanted

        found = record.value(Wanted(meta="etat"))
        raw = found.raw if found else None
        if STATE_LABELS.get(label_key(str(raw))) not in self._states:
            where = found.origin if found else record.origin
            params = {"valeur": shown(raw)}
            made.troubles.append(Trouble("importer.rejet_etat", "", where, shown(raw), params))

    # -- one place ---------------------------------------------------------------------------------

    def _field(
        self, record: Record, target: Target, links: Sequence[Link], path: str, made: Assembled
    ) -> Any:
        """Return what fills a place: the first answer that says something, all for a set."""
        several = target.kind.kind == "set"
        members: dict[str, None] = {}
        answered = False
        for link in links:
            if link.constante is not None:
                value, filled = link.constante, True
            else:
                value, filled = self._answer(record, target, link, path, made)
            if not several:
                if value is not None:
                    return value
                continue
            answered = answered or filled
            for each in value if isinstance(value, list) else [value]:
                if each is not None:
                    members[each] = None
        if not several or not answered:
            return None
        return [value for value in target.kind.values if value in members]

    def _answer(
        self, record: Record, target: Target, link: Link, path: str, made: Assembled
    ) -> tuple[Any, bool]:
        """Return the answer to one question for a place, and whether it was asked at all."""
        found = record.value(link.wanted)
        if found is None:
            where = record.origin._replace(champ=link.champ or "", label=link.libelle or "")
            made.sources.append(Source(path, where, empty=True, element=_element(target, link)))
            return None, False
        raw = _part(found, link, target)
        value: Any = None
        try:
            if link.si_rempli is not None:
                bare, _ = self._converter.bare(raw)
                value = None if bare is None else link.si_rempli
            else:
                read = self._converter.convert(raw, target, link.how)
                value = read.value
                _tell(read, raw, found.origin, path, made)
        except Unreadable as wrong:
            self._refuse(wrong, raw, found.origin, link, path, made)
        made.sources.append(
            Source(path, found.origin, empty=value is None, element=_element(target, link))
        )
        asked = link.si_rempli is not None or value is not None
        return value, asked

    def _refuse(
        self, wrong: Unreadable, raw: Any, origin: Origin, link: Link, path: str, made: Assembled
    ) -> None:
        if link.si_invalide == "inconnu":
            made.repairs.append(Repair("laisse_inconnu", path, origin, shown(raw), ""))
            return
        made.troubles.append(trouble(wrong, raw, origin, path))

    # -- lists of lines ----------------------------------------------------------------------------

    def _lines(
        self, record: Record, path: str, block: Block, cells: Columns,
        lines: list[dict[str, Any]], made: Assembled,
    ) -> None:  # fmt: skip
        """Add the lines of a block to those of a list."""
        if block.wanted is None:
            rows: Sequence[Record] = [record]
        else:
            where = record.origin._replace(champ=block.champ or "", label=block.libelle or "")
            found = record.rows(block.wanted)
            made.sources.append(Source(path, where, empty=not found))
            rows = found or []
        for row in rows:
            at = f"{path}[{len(lines)}]"
            line: dict[str, Any] = {}
            said = False
            for target, links in cells:
                name = target.steps[-1]
                value = self._field(row, target, links, f"{at}.{name}", made)
                if value is not None:
                    line[name] = value
                    said = said or any(link.constante is None for link in links)
            troubled = any(each.path.startswith(f"{at}.") for each in made.troubles)
            if said or troubled:
                lines.append(line)
            elif block.wanted is not None:
                # A row left blank is no line: its questions are those of the next one.
                made.sources = [s for s in made.sources if not s.path.startswith(f"{at}.")]


def trouble(wrong: Unreadable, raw: Any, origin: Origin, path: str) -> Trouble:
    """Return why an answer cannot be taken."""
    params = {"valeur": shown(raw), **wrong.params}
    return Trouble(f"importer.rejet_{wrong.code}", path, origin, shown(raw), params)


def _element(target: Target, link: Link) -> str:
    alone = target.kind.kind == "set" and isinstance(link.si_rempli, str)
    return str(link.si_rempli) if alone else ""


def _part(found: Value, link: Link, target: Target) -> Any:
    """Return the part of an answer that is wanted; its whole where it has no such part."""
    if link.partie is None:
        return found.parts.get(target.part, found.raw)
    if link.partie in found.parts:
        return found.parts[link.partie]
    if link.partie in ("primaire", "secondaire") and isinstance(found.raw, str):
        first, _, second = found.raw.partition(";")
        return first if link.partie == "primaire" else second
    return None


def _tell(read: Read, raw: Any, origin: Origin, path: str, made: Assembled) -> None:
    for code in read.repairs:
        after = "" if read.value is None else shown(read.value)
        made.repairs.append(Repair(code, path, origin, shown(raw), after))


# -- plain tables ----------------------------------------------------------------------------------


class PlainAssembler:
    """Makes dossiers of a table whose columns are paths; a set may also be listed in one cell.

    Raises :class:`InputError` for columns that no dossier has, or met twice.
    """

    def __init__(self, header: Header, converter: Converter) -> None:
        self._header = header
        names = header.labels
        faults = [_unknown(header, index) for index, name in enumerate(names) if not _known(name)]
        faults += [
            Fault("importer.colonne_double", Where(header.file, path=names[found[0]]))
            for found in header.by_label.values()
            if len(found) > 1
        ]
        if faults:
            raise InputError(faults)
        flat = [(i, name) for i, name in enumerate(names) if name and column_of(name)]
        self._sets = [(i, target) for i, name in enumerate(names) if (target := _set_of(name))]
        self._reader = RowReader([name for _, name in flat])
        self._columns: list[tuple[int, str, Callable[[Any], Read]]] = []
        for index, name in flat:
            self._columns.append((index, name, _reading(name, converter)))
        self._converter = converter

    def __call__(self, record: Record) -> Assembled:
        """Return what a row says."""
        assert isinstance(record, TableRecord)  # noqa: S101 — a table gives nothing else
        made = Assembled(record.origin)
        cells: list[Any] = []
        for index, name, read in self._columns:
            raw = record.cells[index] if index < len(record.cells) else None
            cells.append(self._value(raw, name, index, read, record, made))
        try:
            made.data = self._reader(cells, record.row)
        except InputError as error:
            # A cell that cannot be read may be why the others contradict one another.
            for fault in () if made.troubles else error.faults:
                name = fault.where.path
                where = self._header.origin(self._header.labels.index(name), record.row)
                value = str(fault.params.get("valeur", ""))
                made.troubles.append(Trouble(fault.code, name, where, value, fault.params))
        for index, target in self._sets:
            raw = record.cells[index] if index < len(record.cells) else None
            read = _reader_of(target, self._converter)
            value = self._value(raw, target.path, index, read, record, made)
            if value is not None:
                made.put(target.steps, value)
        return made

    def _value(
        self, raw: Any, path: str, index: int, read: Callable[[Any], Read],
        record: TableRecord, made: Assembled,
    ) -> Any:  # fmt: skip
        origin = self._header.origin(index, record.row)
        value: Any = None
        try:
            found = read(raw)
            value = found.value
            _tell(found, raw, origin, path, made)
        except Unreadable as wrong:
            made.troubles.append(trouble(wrong, raw, origin, path))
        made.sources.append(Source(path, origin, empty=value is None))
        return value


def _known(name: str) -> bool:
    return not name or column_of(name) is not None or _set_of(name) is not None


def _set_of(name: str) -> Target | None:
    found = targets().get(name)
    return found if found and found.kind.kind == "set" else None


def _unknown(header: Header, index: int) -> Fault:
    name = header.labels[index]
    known = [each.name for each in columns({})]
    near = nearest(name, known)
    where = Where(header.file, path=header.origin(index, 1).column)
    params = {"valeur": shown(name), "proche": near}
    return Fault(f"importer.colonne_hors_dossier{'_proche' if near else ''}", where, params)


def _reading(name: str, converter: Converter) -> Callable[[Any], Read]:
    """Return what reads the cells of a column, by the type of what it says."""
    found = column_of(name)
    if found is None:
        raise LookupError(name)
    target = Target(name, found.kind, known.code if (known := target_of(name)) else "")
    return _reader_of(target, converter)


def _reader_of(target: Target, converter: Converter) -> Callable[[Any], Read]:
    how = How()
    return lambda raw: converter.convert(raw, target, how)
