"""The communes of France, from the Code officiel géographique that ships with the rules.

One commune is found without reading the others: each table is sorted by its first column, so a
binary search over the mapped file is enough. Source: ``rules/references/cog/LICENCE.md``.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from .commune_names import How, NameIndex

MILLESIME = "2026"
"""Year of the Code officiel géographique that ships."""

SHIPPED = Path(__file__).parent.parent / "rules" / "references" / "cog"

GRAND_PARIS = "200054781"
"""SIREN of the only EPCI divided into établissements publics territoriaux."""

Zone = Literal["metro", "drom", "com"]


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of today. What it belongs to is None where there is none (overseas, islands).

    ``chef_lieu_nom`` is the name of its arrondissement's seat.
    """

    code: str
    nom: str
    siren: str | None
    epci: str | None
    epci_nom: str | None
    ept: str | None
    ept_nom: str | None
    arrondissement: str | None
    arrondissement_nom: str | None
    arrondissement_chef_lieu: str | None
    chef_lieu_nom: str | None
    departement: str
    departement_nom: str
    departement_chef_lieu: str
    region: str
    region_nom: str
    zone: Zone


@dataclass(frozen=True, slots=True)
class Resolved:
    """The commune of today that a code or a name leads to.

    ``ancien_code`` is the code asked for when it is no longer (or never was) a commune's;
    ``ancien_nom`` the former or delegated name behind it, when it is known.
    """

    commune: Commune
    ancien_code: str | None = None
    ancien_nom: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a name leads to, and how: ``proche`` holds suggestions, never an answer."""

    how: How
    matches: tuple[Resolved, ...]


class Table:
    """A tab-separated file sorted by the bytes of its first column, below a header line."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._start = self._data.find(b"\n") + 1
        self._seen: dict[str, list[str]] = {}

    def row(self, key: str) -> list[str] | None:
        """Return the line whose first column is ``key``. Lines found are remembered."""
        row = self._seen.get(key)
        if row is None and (row := self._search(key.encode(errors="surrogatepass"))):
            self._seen[key] = row
        return row

    def _search(self, key: bytes) -> list[str] | None:
        data, low, high = self._data, self._start, len(self._data)
        while low < high:
            begin = max(low, data.rfind(b"\n", low, (low + high) // 2) + 1)
            end = data.find(b"\n", begin)
            line = data[begin:end]
            found = line.partition(b"\t")[0]
            if found == key:
                return line.decode().split("\t")
            low, high = (end + 1, high) if found < key else (low, begin)
        return None

    def remember(self) -> None:
        """Read every line at once: quicker than to search most of them."""
        self._seen = {row[0]: row for row in self.rows()}

    def rows(self) -> Iterator[list[str]]:
        """Yield every line, in order."""
        for line in self._data[self._start :].decode().splitlines():
            yield line.split("\t")


class Cog:
    """The Code officiel géographique: communes, what they belong to, and what they were called.

    >>> cog = Cog()
    >>> cog.resolve("41092").commune.nom
    'Le Controis-en-Sologne'
    """

    def __init__(self, directory: Path = SHIPPED) -> None:
        self._directory = directory
        self._tables: dict[str, Table] = {}
        self._known: dict[str, Commune] = {}

    def __reduce__(self) -> tuple[type[Cog], tuple[Path]]:
        """Another process reads the same files again: what is mapped in memory cannot be sent."""
        return (type(self), (self._directory,))

    def commune(self, code: str) -> Commune | None:
        """Return the current commune of this INSEE code, None when it is no current one."""
        commune = self._known.get(code)
        if commune is None and (row := self._table("communes").row(code)):
            commune = self._known[code] = self._commune(row)
        return commune

    def resolve(self, code: str) -> Resolved | None:
        """Return the commune that ``code`` names today, through delegations and mergers.

        A code that is both a current commune's and a delegated one's is the current commune's.
        """
        if commune := self.commune(code):
            return Resolved(commune)
        row = self._table("anciennes").row(code)
        return None if row is None else self._resolved(code, *row[1:3])

    def find(self, name: str) -> Found:
        """Return the communes that ``name`` may mean, current names before former ones.

        Case, accents, hyphens, apostrophes, « St » for « Saint » and a leading article do not
        matter. A commune is listed once, whatever its former names.
        """
        index, targets = self._names
        how, positions = index.find(name)
        codes = [targets[position] for position in positions]
        first = {actuel: (ancien, nom) for ancien, actuel, nom in reversed(codes)}
        order = dict.fromkeys(actuel for _, actuel, _ in codes)
        return Found(how, tuple(self._resolved(first[a][0], a, first[a][1]) for a in order))

    def search(self, name: str) -> list[Resolved]:
        """Return what :meth:`find` finds, without saying how."""
        return list(self.find(name).matches)

    def all(self) -> Iterator[Commune]:
        """Yield every current commune, by code: for work on the whole country."""
        return map(self._commune, self._table("communes").rows())

    def codes(self) -> Iterator[tuple[str, str]]:
        """Yield (code, current code) for every code that :meth:`resolve` knows."""
        for row in self._table("communes").rows():
            yield row[0], row[0]
        for row in self._table("anciennes").rows():
            if row[0] != row[1]:
                yield row[0], row[1]

    def remember(self) -> None:
        """Read all there is at once, before work on the whole country."""
        for name in ("communes", "anciennes", "epci", "arrondissements"):
            self._table(name).remember()

    def belonging(self) -> Iterator[tuple[str, str | None, str | None]]:
        """Yield (code, EPT, EPCI) of every current commune: enough to count, and far quicker."""
        for code, _, epci, *_ in self._table("communes").rows():
            ept = self._table("ept").row(code) if epci == GRAND_PARIS else None
            yield code, ept[1] if ept else None, epci or None

    def kinds(self) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
        """Yield (code, whether it is the seat of an arrondissement, all it belongs to)."""
        seats = {row[2] for row in self._table("arrondissements").rows()}
        for code, _, epci, *others, _ in self._table("communes").rows():
            ept = self._table("ept").row(code) if epci == GRAND_PARIS else None
            yield code, code in seats, (epci, ept[1] if ept else "", *others)

    def groupement(self, siren: str) -> str | None:
        """Return the name of an EPCI or établissement public territorial, None if unknown."""
        row = self._table("epci").row(siren)
        return row[2] if row else None

    def commune_of_siren(self, siren: str) -> Commune | None:
        """Return the commune whose legal person has this SIREN, None if there is none."""
        code = self._sirens.get(siren)
        return self.commune(code) if code else None

    @cached_property
    def region_codes(self) -> frozenset[str]:
        """The codes of all regions and overseas collectivities."""
        return frozenset(row[0] for row in self._table("regions").rows())

    @cached_property
    def _sirens(self) -> dict[str, str]:
        return {row[7]: row[0] for row in self._table("communes").rows() if row[7]}

    @cached_property
    def _names(self) -> tuple[NameIndex, list[tuple[str, str, str]]]:
        from .commune_names import NameIndex

        current = [(row[0], row[0], row[1]) for row in self._table("communes").rows()]
        former = [(row[0], row[1], row[2]) for row in self._table("anciennes").rows() if row[2]]
        targets = [*((code, code, "") for code, _, _ in current), *former]
        return NameIndex([nom for _, _, nom in current + former]), targets

    def _table(self, name: str) -> Table:
        table = self._tables.get(name)
        if table is None:
            table = self._tables[name] = Table(self._directory / f"{name}.tsv")
        return table

    def _row(self, table: str, key: str) -> list[str]:
        row = self._table(table).row(key)
        if row is None:
            raise LookupError(f"{table}.tsv has no line {key!r}")
        return row

    def _resolved(self, code: str, actuel: str, nom: str) -> Resolved:
        commune = self.commune(actuel)
        if commune is None:
            raise LookupError(f"communes.tsv has no line {actuel!r}")
        return Resolved(commune, code if code != actuel else None, nom or None)

    def _commune(self, row: list[str]) -> Commune:
        code, nom, epci, arrondissement, departement, region, zone, siren = row
        ept = self._table("ept").row(code) if epci == GRAND_PARIS else None
        division = self._row("arrondissements", arrondissement) if arrondissement else None
        departement_row = self._row("departements", departement)
        return Commune(
            code=code,
            nom=nom,
            siren=siren or None,
            epci=epci or None,
            epci_nom=self._row("epci", epci)[2] if epci else None,
            ept=ept[1] if ept else None,
            ept_nom=self._row("epci", ept[1])[2] if ept else None,
            arrondissement=arrondissement or None,
            arrondissement_nom=division[1] if division else None,
            arrondissement_chef_lieu=division[2] if division else None,
            chef_lieu_nom=self._row("communes", division[2])[1] if division else None,
            departement=departement,
            departement_nom=departement_row[1],
            departement_chef_lieu=departement_row[2],
            region=region,
            region_nom=self._row("regions", region)[1],
            zone=cast("Zone", zone),
        )


@lru_cache(maxsize=1)
def shipped() -> Cog:
    """Return the Code officiel géographique that ships, opened once."""
    return Cog()
