"""Dossiers as a table: one column a leaf of the dossier, named by its path, exactly and both ways.

==================================== =========================================================
``porteur.effectif``                 a leaf; null, or no such column: unknown
``financement.depenses.nombre``      how many lines the list has; null: the list is unknown
``financement.depenses[0].montant_ht`` a cell of the first line; beyond ``nombre`` all is null
``projet.thematiques.connu``         true: the set is known; null or false: it is unknown
``projet.thematiques.decarbonation`` whether the set holds this value; null where it is unknown
``appreciations.PRJ-07.avis``        a leaf of an opinion
==================================== =========================================================

Amounts are ``Decimal(18, 2)`` in euros, quantities ``Decimal(21, 6)``: integers inside, which
Parquet keeps exactly (the widest quantity, 10¹² with six decimals, has nineteen digits). Years and
counts of lines are ``Int64``, days ``Date``, answers ``Boolean``, all the rest ``String``.

With less: without a ``nombre`` column, the last line filled tells how many there are, none filled
an unknown list; without ``connu``, any value told makes the set known; in a known set, a value of
which nothing is said is not in it; a line that only ``nombre`` tells is there, all unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from .dossier import Dossier, Section, vocabulary
from .dossier_types import CRITERION_TEXT, MAX_ITEMS
from .errors import EngineUnavailableError, Fault, InputError, Where
from .likeness import nearest
from .values import BOOL, CENTS, DATE, MILLIONTHS, TEXT, FactType

if TYPE_CHECKING:
    import polars as pl

Role = Literal["leaf", "cell", "count", "member", "known", "opinion"]

COUNT: Final = FactType("number")
OPINION: Final[Mapping[str, FactType]] = {
    "avis": FactType("enum", values=("favorable", "defavorable")),
    "auteur": TEXT,
    "date": DATE,
    "motif": TEXT,
}
PRECISION: Final[Mapping[int, int]] = {CENTS: 18, MILLIONTHS: 21}
"""Digits of a decimal column, by its decimal places."""

_CELL = re.compile(r"([a-z_.]+)\[(0|[1-9][0-9]{0,3})\]\.([a-z_]+)")
_OPINION = re.compile(rf"appreciations\.({CRITERION_TEXT})\.([a-z]+)")


class Column(NamedTuple):
    """A column: what it says of the fact ``path``.

    ``kind`` types its cells; ``line`` (from 0) and ``field`` place a cell of a list of lines;
    ``field`` is the value of a set's member, or the part of the opinion on criterion ``path``.
    """

    name: str
    role: Role
    path: str
    kind: FactType
    line: int = -1
    field: str = ""


def columns(lines: Mapping[str, int], opinions: Iterable[str] = ()) -> tuple[Column, ...]:
    """Return every column of a table, in order.

    ``lines`` says how many lines to hold of each list (none when it is not there), ``opinions``
    the criteria that have one.
    """
    found: list[Column] = []
    for path, kind in vocabulary().items():
        if kind.kind == "rows":
            found.append(Column(f"{path}.nombre", "count", path, COUNT))
            found += [
                Column(f"{path}[{index}].{field}", "cell", path, cell, index, field)
                for index in range(lines.get(path, 0))
                for field, cell in kind.fields.items()
            ]
        elif kind.kind == "set":
            found.append(Column(f"{path}.connu", "known", path, BOOL))
            found += [
                Column(f"{path}.{value}", "member", path, BOOL, field=value)
                for value in kind.values
            ]
        else:
            found.append(Column(path, "leaf", path, kind))
    found += [
        Column(f"appreciations.{criterion}.{field}", "opinion", criterion, kind, field=field)
        for criterion in opinions
        for field, kind in OPINION.items()
    ]
    return tuple(found)


def column_of(name: str) -> Column | None:
    """Return the column of this name, None when no dossier has it.

    >>> column_of("financement.depenses[2].montant_ht")[1:3]
    ('cell', 'financement.depenses')
    """
    if column := _fixed().get(name):
        return column
    if cell := _CELL.fullmatch(name):
        path, index, field = cell[1], int(cell[2]), cell[3]
        kind = vocabulary().get(path, TEXT).fields.get(field)
        return Column(name, "cell", path, kind, index, field) if kind else None
    if (found := _OPINION.fullmatch(name)) and (kind := OPINION.get(found[2])):
        return Column(name, "opinion", found[1], kind, field=found[2])
    return None


@cache
def _fixed() -> dict[str, Column]:
    return {column.name: column for column in columns({})}


def unknown_columns(names: Iterable[str]) -> list[Fault]:
    """Return a fault for each name that is no column of a dossier, with the nearest one."""
    faults = []
    for name in names:
        if column_of(name) is not None:
            continue
        near = nearest(name, [each.name for each in columns(dict.fromkeys(_lists(), 1))])
        code = "colonnes.inconnue_proche" if near else "colonnes.inconnue"
        faults.append(Fault(code, Where(path=name), {"proche": near} if near else {}))
    return faults


@cache
def _lists() -> tuple[str, ...]:
    return tuple(path for path, kind in vocabulary().items() if kind.kind == "rows")


# -- to a table ---------------------------------------------------------------------------------


def polars() -> Any:
    """Return the library of tables; EngineUnavailableError when it is not installed."""
    try:
        import polars as pl
    except ImportError as error:
        raise EngineUnavailableError([Fault("colonnes.polars_absent")]) from error
    return pl


def dtype(kind: FactType) -> Any:
    """Return the type of a column whose cells are of this kind."""
    pl = polars()
    if kind.kind == "number":
        places = kind.scale
        return pl.Decimal(PRECISION[places], places) if places else pl.Int64
    return {"bool": pl.Boolean, "date": pl.Date}.get(kind.kind, pl.String)


def exact(counted: pl.Series, kind: FactType) -> pl.Series:
    """Return the column of numbers that integers count in ``10**-kind.scale`` of a unit."""
    pl = polars()
    if not kind.scale:
        return counted.cast(pl.Int64)
    # A decimal divided by a power of ten is exact: the scale is wide enough.
    units = counted.cast(pl.Decimal(38, kind.scale)) / 10**kind.scale
    return units.cast(dtype(kind))  # type: ignore[no-any-return]


def to_columns(
    dossiers: Iterable[Dossier | Mapping[str, Any]],
    *,
    lines: Mapping[str, int] | None = None,
    opinions: Iterable[str] = (),
) -> pl.DataFrame:
    """Return dossiers, or what their files say, as a table: a row each, in order.

    Every leaf has its column; a list has those of its longest instance, ``lines`` at least, and
    the opinions are those met besides ``opinions``. Raises ``pydantic.ValidationError`` when plain
    data is no dossier.
    """
    longest = dict(lines or {})
    criteria = set(opinions)
    rows: list[dict[str, Any]] = []
    for item in dossiers:
        dossier = item if isinstance(item, Dossier) else Dossier.model_validate(item)
        row: dict[str, Any] = {}
        _spread(dossier, "", row)
        criteria |= dossier.appreciations.keys() if dossier.appreciations else set()
        for path in _lists():
            longest[path] = max(longest.get(path, 0), row.get(f"{path}.nombre", 0))
        rows.append(row)
    every = columns(longest, sorted(criteria))
    series = [_series([row.get(column.name) for row in rows], column) for column in every]
    return polars().DataFrame(series)  # type: ignore[no-any-return]


def _spread(section: Section, prefix: str, row: dict[str, Any]) -> None:
    """Put the cells of a section into ``row``."""
    types = vocabulary()
    for name, value in section.__dict__.items():
        path = prefix + name
        if value is None:
            continue
        if isinstance(value, Section):
            _spread(value, f"{path}.", row)
        elif isinstance(value, dict):
            for criterion, opinion in value.items():
                if opinion is not None:
                    _spread(opinion, f"{path}.{criterion}.", row)
        elif path in types and types[path].kind == "set":
            row[f"{path}.connu"] = True
            row.update({f"{path}.{member}": member in value for member in types[path].values})
        elif path in types and types[path].kind == "rows":
            row[f"{path}.nombre"] = len(value)
            for index, line in enumerate(value):
                _spread(line, f"{path}[{index}].", row)
        else:
            row[path] = value


def _series(values: list[Any], column: Column) -> pl.Series:
    pl = polars()
    if column.kind.kind != "number":
        return pl.Series(column.name, values, dtype=dtype(column.kind))  # type: ignore[no-any-return]
    counted = [int(v.scaleb(MILLIONTHS)) if isinstance(v, Decimal) else v for v in values]
    return exact(pl.Series(column.name, counted, dtype=pl.Int64), column.kind)


# -- from a table -------------------------------------------------------------------------------


def from_columns(
    frame: pl.DataFrame, *, others: Literal["refuse", "ignore"] = "refuse"
) -> Iterator[dict[str, Any]]:
    """Yield the dossiers of a table as plain data, which :class:`~.dossier.Dossier` validates.

    What is unknown is left out. Raises InputError for columns that no dossier has, unless
    ``others`` is ``ignore``, and at the first row that contradicts itself: :class:`RowReader`
    lets its caller go on.
    """
    read = RowReader(frame.columns, others=others)
    for number, values in enumerate(frame.iter_rows(), 1):
        yield read(values, number)


_Cell = tuple[int, str, Callable[[Any], Any] | None]
"""A rank in the row, a name, what makes the value plain."""


class RowReader:
    """Reads rows as plain dossiers, one at a time, the columns being these.

    Raises InputError, with every fault, when there are columns that no dossier has.
    """

    def __init__(
        self, names: Sequence[str], *, others: Literal["refuse", "ignore"] = "refuse"
    ) -> None:
        if others == "refuse" and (faults := unknown_columns(names)):
            raise InputError(faults)
        self._names = tuple(names)
        self._sections: dict[tuple[str, ...], list[_Cell]] = {}
        self._lists: dict[str, _List] = {}
        self._sets: dict[str, _Set] = {}
        for rank, column in enumerate(map(column_of, names)):
            if column is None:
                continue
            if column.role in ("leaf", "opinion"):
                *section, name = column.name.split(".")
                cell = (rank, name, _plain(column.kind))
                self._sections.setdefault(tuple(section), []).append(cell)
            elif column.role in ("cell", "count"):
                self._lists.setdefault(column.path, _List()).add(rank, column)
            else:
                self._sets.setdefault(column.path, _Set()).add(rank, column)

    def __call__(self, values: Sequence[Any], number: int = 0) -> dict[str, Any]:
        """Return a row as a plain dossier.

        Raises InputError, with every fault, when it contradicts itself; ``number`` is its line.
        """
        dossier: dict[str, Any] = {}
        faults: list[Fault] = []
        for section, cells in self._sections.items():
            if told := _told(cells, values):
                _inside(dossier, section).update(told)
        groups: Mapping[str, _List | _Set] = {**self._lists, **self._sets}
        for path, group in groups.items():
            found = group.read(values)
            if isinstance(found, _Wrong):
                where = Where(line=number, path=self._names[found.rank])
                faults.append(
                    Fault(f"colonnes.{found.code}", where, {"valeur": values[found.rank]})
                )
            elif found is not None:
                *steps, name = path.split(".")
                _inside(dossier, steps)[name] = found
        if faults:
            raise InputError(faults)
        return dossier


class _Wrong(NamedTuple):
    """What is wrong in a row: a code, and the rank of the column."""

    code: str
    rank: int


class _List:
    """The columns of a list of lines."""

    def __init__(self) -> None:
        self._count: int | None = None
        self._cells: dict[int, list[_Cell]] = {}

    def add(self, rank: int, column: Column) -> None:
        """Take a column in."""
        if column.role == "count":
            self._count = rank
        else:
            cell = (rank, column.field, _plain(column.kind))
            self._cells.setdefault(column.line, []).append(cell)

    def read(self, values: Sequence[Any]) -> list[dict[str, Any]] | _Wrong | None:
        """Return the lines of a row, None when the list is unknown."""
        filled = {
            line: told for line, cells in self._cells.items() if (told := _told(cells, values))
        }
        last = max(filled, default=-1)
        if self._count is None:
            count = last + 1 or None
        else:
            count = values[self._count]
            if count is not None and (type(count) is not int or not 0 <= count <= MAX_ITEMS):
                return _Wrong("nombre", self._count)
            if last >= (count or 0):
                return _Wrong(
                    "ligne_en_trop",
                    next(rank for rank, _, _ in self._cells[last] if values[rank] is not None),
                )
        return None if count is None else [filled.get(index, {}) for index in range(count)]


class _Set:
    """The columns of a set."""

    def __init__(self) -> None:
        self._known: int | None = None
        self._members: list[tuple[int, str]] = []

    def add(self, rank: int, column: Column) -> None:
        """Take a column in."""
        if column.role == "known":
            self._known = rank
        else:
            self._members.append((rank, column.field))

    def read(self, values: Sequence[Any]) -> list[str] | _Wrong | None:
        """Return the members of a row's set, None when it is unknown."""
        held = [(rank, member) for rank, member in self._members if values[rank]]
        if self._known is None:
            known = any(values[rank] is not None for rank, _ in self._members)
        else:
            known = values[self._known] is True
            if held and not known:
                return _Wrong("ensemble_inconnu", held[0][0])
        return [member for _, member in held] if known else None


def _told(cells: list[_Cell], values: Sequence[Any]) -> dict[str, Any]:
    """Return what is known of these cells in a row."""
    return {
        name: plain(value) if plain else value
        for rank, name, plain in cells
        if (value := values[rank]) is not None
    }


def _inside(dossier: dict[str, Any], steps: Sequence[str]) -> dict[str, Any]:
    """Return the section that the steps lead to, made on the way."""
    for step in steps:
        dossier = dossier.setdefault(step, {})
    return dossier


def _plain(kind: FactType) -> Callable[[Any], Any] | None:
    """Return what makes a cell of this kind plain, None when it is so already."""
    return _number if kind.kind == "number" and kind.scale == MILLIONTHS else None


def _number(value: Any) -> Any:
    """Return a quantity without the zeros that its column adds."""
    if not isinstance(value, Decimal):
        return value
    whole = int(value)
    return whole if whole == value else value.normalize()
