"""Two tables of results of the same rows → what changed from one to the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..flat import polars
from .account import Account, Change, Still, causes

if TYPE_CHECKING:
    import polars as pl

REFUSED = "ineligible"
FAILS = "non_satisfait"


class Profile(NamedTuple):
    """Where a dossier stands: its territory, how people call it, the size class."""

    territory: str
    place: str
    size: str


def compare(
    account: Account,
    before: pl.DataFrame,
    after: pl.DataFrame,
    criteria: Sequence[str],
    profile_of: Callable[[int], Profile],
) -> None:
    """Take in the results of the same rows under two sets of rules, in the same order.

    ``profile_of`` is asked for the rows that change verdict, by their rank.
    """
    pl = polars()
    account.rows += before.height
    account.rejected += before["verdict"].null_count()
    sides = (before, after)
    old, new = (side["verdict"].cast(pl.String) for side in sides)
    if (old.is_null() != new.is_null()).any():
        raise AssertionError("a row is a dossier whatever the rules")
    pairs = pl.DataFrame({"avant": old, "apres": new}).drop_nulls()
    for one, other, count in pairs.group_by("avant", "apres").len().iter_rows():
        account.transitions[one, other] += count
    money = [_granted(side) for side in sides]
    for side, eligible, possible in (
        (before, account.eligible_before, account.possible_before),
        (after, account.eligible_after, account.possible_after),
    ):
        for verdicts, total in (
            (side["verdict"] == "eligible", eligible), (side["verdict"] != REFUSED, possible),
        ):  # fmt: skip
            amounts = side["montant_max"].filter(verdicts)
            total.add(int(amounts.sum() or 0))
            total.add(None, amounts.null_count())
    moved = (old != new).fill_null(value=False)
    _changes(account, sides, money, moved, criteria, profile_of)
    same = (old == new).fill_null(value=False)
    _still(account, before.filter(same), after.filter(same), criteria)
    differ = money[0].ne_missing(money[1]) & same
    account.amounts += int(differ.sum())
    account.amounts_cents += int((money[1] - money[0]).filter(differ).sum() or 0)


def _granted(side: pl.DataFrame) -> Any:
    """Return the highest amounts; a refused dossier has nothing."""
    pl = polars()
    refused = pl.col("verdict").cast(pl.String) == REFUSED
    told = pl.when(refused).then(pl.lit(0, pl.Int64)).otherwise(pl.col("montant_max"))
    return side.select(told.alias("montant"))["montant"]


def _changes(
    account: Account,
    sides: tuple[pl.DataFrame, pl.DataFrame],
    money: Sequence[Any],
    moved: Any,
    criteria: Sequence[str],
    profile_of: Callable[[int], Profile],
) -> None:
    ranks = moved.arg_true().to_list()
    rows = zip(*(side.filter(moved).iter_rows(named=True) for side in sides), strict=True)
    amounts = zip(*(each.filter(moved).to_list() for each in money), strict=True)
    for rank, (old, new), (cents_before, cents_after) in zip(ranks, rows, amounts, strict=True):
        statuses = [(name, old[name], new[name]) for name in criteria]
        account.changes.append(
            Change(
                old["ligne"],
                old["reference"],
                old["verdict"],
                new["verdict"],
                causes(old["verdict"], new["verdict"], statuses),
                cents_before,
                cents_after,
                *profile_of(rank),
            )
        )


def _still(
    account: Account, before: pl.DataFrame, after: pl.DataFrame, criteria: Sequence[str]
) -> None:
    """Note the statuses that change on dossiers that keep their verdict, and what holds it."""
    pl = polars()
    for name in criteria:
        old, new = before[name].cast(pl.String), after[name].cast(pl.String)
        differ = old.ne_missing(new)
        if not differ.any():
            continue
        pairs = pl.DataFrame({"avant": old, "apres": new}).filter(differ).fill_null("")
        for one, other, count in pairs.group_by("avant", "apres").len().iter_rows():
            account.still[Still(name, one, other)] += count
        freed = (old == FAILS).fill_null(value=False) & differ
        if freed.any():
            refusing = after.filter(freed).select(
                (pl.col(other).cast(pl.String) == FAILS).sum() for other in criteria
            )
            found = {n: count for n, count in refusing.row(0, named=True).items() if count}
            account.held.setdefault(name, Counter()).update(found)
