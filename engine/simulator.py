"""Simulating: a portfolio under the rules as they are, and as they might be.

Small batches are screened one by one, large ones by columns: the results are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .bulk import Bulk
from .dossier import Dossier
from .errors import Fault, InputError
from .facts import facts_of
from .findings import Decision
from .flat import from_columns, polars
from .inference.reference import derivation
from .simulation.account import Account
from .simulation.compare import Profile, compare
from .simulation.scenario import Scenario, brought_into
from .territory import locate
from .triage.batch import RANK, Batch, Source
from .triage.results import Results

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from .measure import Measure


class Side:
    """One set of rules: a measure, and the edition that every dossier is screened under, if any.

    A forced edition takes each dossier on the day of its window that is nearest to its receipt,
    as if it had been filed then: the window itself refuses nobody.
    """

    def __init__(self, measure: Measure, edition: str | None = None) -> None:
        self.measure = measure
        self.edition = None if edition is None else measure.edition(edition)

    @cached_property
    def results(self) -> Results:
        """What makes rows of results of batches."""
        return Results(self.measure.book, self._screen, self._decide)

    @cached_property
    def _bulk(self) -> Bulk:
        return Bulk(self.measure)

    def _decide(self, dossier: Dossier) -> Decision:
        on, edition = None, None
        if self.edition is not None:
            on, edition = brought_into(dossier.date_depot, self.edition), self.edition.id
        return self.measure.screen(dossier, on=on, edition=edition, engine="reference")

    def _screen(self, table: pl.DataFrame) -> pl.DataFrame:
        pl, chosen = polars(), self.edition
        if chosen is None:
            return self._columns(table, None)
        day = pl.col("date_depot")
        parts: list[tuple[Any, date | None]] = [
            (day < chosen.start, chosen.start),
            ((day >= chosen.start) & (day <= chosen.end), None),
            (day > chosen.end, chosen.end),
        ]
        split = [(table.filter(rows), on) for rows, on in parts]
        found = [self._columns(part, on) for part, on in split if part.height]
        return pl.concat(found)  # type: ignore[no-any-return]

    def _columns(self, table: pl.DataFrame, on: date | None) -> pl.DataFrame:
        edition = None if self.edition is None else self.edition.id
        found = self._bulk.screen(table, on=on, edition=edition, missing=False)
        # What is missing is not looked at: not computing it takes a third of the time off.
        return found.with_columns(polars().lit("").alias("manquants"))  # type: ignore[no-any-return]


def simulate(
    measure: Measure,
    sources: Iterable[Source],
    scenarios: Sequence[Scenario],
    *,
    edition: str | None = None,
    against: str | None = None,
    other: Measure | None = None,
    progress: Callable[[int, int | None], None] = lambda _done, _total: None,
) -> list[Account]:
    """Return the account of each scenario over the dossiers of ``sources``.

    Before: the edition of each dossier, or ``edition`` for all. After: the same, or ``against``,
    with the values of the scenario, by the rules of ``other`` where they are given. Raises
    InputError for an edition or a parameter that is not known, values of another type, a source
    that cannot be read to its end, no dossier at all.
    """
    before = Side(measure, edition)
    rules = other or measure
    afters = [Side(rules.with_parameters(each.values), against or edition) for each in scenarios]
    criteria = tuple(dict.fromkeys(c for s in (before, *afters) for c in s.results.criteria))
    accounts = [Account() for _ in scenarios]
    done = 0
    for source in sources:
        for batch in source.batches(0):
            profiles = _Profiles(before, batch)
            base = _whole(before.results.of(batch, done), criteria)
            for side, account in zip(afters, accounts, strict=True):
                found = _whole(side.results.of(batch, done), criteria)
                compare(account, base, found, criteria, profiles)
            done += batch.height
            progress(done, None)
    if not done:
        raise InputError([Fault("simuler.rien")])
    return accounts


def _whole(table: pl.DataFrame, criteria: Sequence[str]) -> pl.DataFrame:
    """Return results with a column for each criterion: those of other rules have no status."""
    pl = polars()
    lacking = [name for name in criteria if name not in table.columns]
    return table.with_columns(pl.lit(None, pl.String).alias(name) for name in lacking)


class _Profiles:
    """Where dossiers of a batch stand under the rules as they are, worked out when asked."""

    def __init__(self, side: Side, batch: Batch) -> None:
        self._side, self._batch = side, batch
        self._known: dict[int, Profile] = {}
        self._size = side.measure.book.returns["categorie_entreprise"]

    def __call__(self, rank: int) -> Profile:
        """Return where the dossier of this rank stands."""
        if rank not in self._known:
            self._known[rank] = self._made(self._dossier(rank))
        return self._known[rank]

    @cached_property
    def _places(self) -> dict[int, int]:
        frame = self._batch.frame
        return {} if frame is None else {rank: at for at, rank in enumerate(frame[RANK])}

    def _dossier(self, rank: int) -> Dossier:
        batch = self._batch
        found = batch.single.get(rank) or batch.dossiers.get(rank)
        if found is not None:
            return found
        assert batch.frame is not None  # noqa: S101 — each row is in one of them
        row = batch.frame.slice(self._places[rank], 1).drop(RANK)
        context = self._side.measure.context
        return Dossier.model_validate(next(from_columns(row)), context=context)

    def _made(self, dossier: Dossier) -> Profile:
        measure, edition = self._side.measure, self._side.edition
        reference = dossier.date_depot
        if edition is not None:
            reference = brought_into(reference, edition)
        commune = dossier.projet.commune if dossier.projet else None
        site = locate(commune, measure.cog, measure.territories)
        facts = facts_of(
            dossier, site, reference, measure.territories.complete_regions, measure.afr
        )
        chosen = edition or measure.book.edition_on(reference) or measure.closest(reference)
        for item in measure.program(chosen, reference).derived:
            facts[item.path] = derivation(item)(facts)
        territory = site.territory
        named = (territory.id, territory.nom) if territory else ("", "")
        return Profile(*named, facts.get(self._size) or "")
