"""A batch → a row of results for each of its rows, in order, whichever way it was screened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ..dossier import Dossier
from ..errors import InputError
from ..findings import Decision
from ..flat import polars
from ..inference.columnar.run import words_of
from ..rulebook.model import RuleBook
from .batch import RANK, Batch, Rejected

if TYPE_CHECKING:
    import polars as pl

FIRST: Final = (
    "ligne", "reference", "verdict", "critere_decisif", "manquants", "regime_retenu",
    "montant_max", "edition", "faute",
)  # fmt: skip
MOTIVES: Final = "motifs"
TOLD: Final = ("non_satisfait", "indetermine", "a_apprecier")
"""Statuses whose motives are told."""

Screen = Callable[["pl.DataFrame"], "pl.DataFrame"]
Decide = Callable[[Dossier], Decision]


class Results:
    """Makes the rows of results of batches.

    ``screen`` screens tables, ``decide`` one dossier; ``details`` adds the motives of each.
    ``get_ready`` does beforehand what the first table needs.
    """

    def __init__(
        self, book: RuleBook, screen: Screen, decide: Decide, *, details: bool = False,
        get_ready: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        pl = polars()
        self._book, self._screen, self._decide, self.details = book, screen, decide, details
        self.get_ready = get_ready
        self.criteria = tuple(criterion.id for criterion in book.criteria)
        self.schema: dict[str, Any] = dict.fromkeys((*FIRST, *self.criteria), pl.String())
        self.schema |= {"ligne": pl.Int64(), "montant_max": pl.Int64()}
        self.schema |= {name: pl.Enum(words) for name, words in words_of(book).items()}
        if details:
            self.schema[MOTIVES] = pl.String()

    def of(self, batch: Batch, before: int) -> pl.DataFrame:
        """Return the results of a batch that comes after ``before`` rows; amounts in cents."""
        pl = polars()
        ranks = {RANK: pl.UInt32(), **self.schema}
        single = [{RANK: rank, **self._row(dossier)} for rank, dossier in batch.single.items()] + [
            {RANK: rank, **_rejected(row)} for rank, row in batch.rejected.items()
        ]
        parts = [pl.DataFrame(single, schema=ranks)]
        if batch.frame is not None and batch.frame.height:
            parts.append(self._columnar(batch, ranks))
        whole = pl.concat(parts).sort(RANK)
        if whole[RANK].to_list() != list(range(batch.height)):
            raise AssertionError("rows in are not rows out")
        numbered: Any = whole.with_columns(
            (pl.col(RANK).cast(pl.Int64) + before + 1).alias("ligne")
        )
        return numbered.drop(RANK)  # type: ignore[no-any-return]

    def _columnar(self, batch: Batch, schema: Mapping[str, Any]) -> pl.DataFrame:
        pl = polars()
        assert batch.frame is not None  # noqa: S101 — its caller looked
        found = self._screen(batch.frame)
        missing = pl.col("manquants").cast(pl.String)
        found = found.with_columns(pl.when(missing != "").then(missing).alias("manquants"))
        names = [name for name in schema if name in found.columns]
        found = found.select(pl.col(name).cast(schema[name]) for name in names)
        if self.details:
            told = [self._motives(self._decide(batch.dossiers[rank])) for rank in found[RANK]]
            found = found.with_columns(pl.Series(MOTIVES, told, dtype=pl.String))
        lacking = [pl.lit(None, kind).alias(n) for n, kind in schema.items() if n not in found]
        return found.with_columns(lacking).select(list(schema))

    def _row(self, dossier: Dossier) -> dict[str, Any]:
        try:
            found = self._decide(dossier)
        except InputError as error:
            return _rejected(Rejected(dossier.reference, tuple(error.messages())))
        aid = found.aide
        deciding = found.deciding if found.edition is not None else self._book.outside
        row: dict[str, Any] = {
            "reference": found.reference,
            "verdict": found.verdict,
            "critere_decisif": deciding[0] if deciding else None,
            "manquants": " ".join(sorted(found.manquants)) or None,
            "regime_retenu": aid.retenu if aid else None,
            "montant_max": None if aid is None or aid.montant_max is None
            else round(aid.montant_max * 100),
            "edition": found.edition,
            **{name: item.statut for name, item in found.criteres.items()},
        }  # fmt: skip
        return row | ({MOTIVES: self._motives(found)} if self.details else {})

    def _motives(self, decision: Decision) -> str | None:
        told = [
            f"{found.id} — {found.motif}"
            for found in decision.criteres.values()
            if found.statut in TOLD
        ]
        return "\n".join(told) or None


def _rejected(row: Rejected) -> dict[str, Any]:
    return {"reference": row.reference or None, "faute": "\n".join(row.faults)}
