"""A chunk of dossiers: each part drawn in turn, then what is missing forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from .. import flat
from .applicant import applicants
from .cells import Cells, Sheet, frame_of
from .draws import Choice, Draws, Ints
from .gaps import forget
from .judged import governance, opinions
from .laws import Period, laws
from .places import pools_of
from .plan import plans
from .project import impacts, projects

if TYPE_CHECKING:
    import polars as pl

PREFIX: Final = "SYN-"
DIGITS: Final = 7
_EPOCH: Final = date(1970, 1, 1)


def chunk_of(seed: int, start: int, size: int, columns: Sequence[flat.Column]) -> pl.DataFrame:
    """Return the dossiers of ranks ``start`` (from 0) to ``start + size`` excluded."""
    draws, law, sheet = Draws(seed, start, size), laws(), Sheet()
    deposit = _deposits(draws, law.depot)
    rank = np.arange(start + 1, start + size + 1, dtype=np.int64)
    sheet["reference"] = Cells(rank, digits=DIGITS, prefix=PREFIX)
    sheet["date_depot"] = Cells(deposit)
    side = draws.pick("projet.volet", law.projet.volet)
    who = applicants(draws, law.porteur, deposit, side, sheet)
    what = projects(draws, law.projet, pools_of(law.site), deposit, side, sheet)
    impacts(draws, law.projet.impacts, who, what, side, sheet)
    plans(draws, law.financement, who, what.operation, sheet)
    governance(draws, law.gouvernance, deposit, sheet)
    opinions(draws, law.appreciations, deposit, sheet)
    forget(draws, law.lacunes, columns, sheet)
    return frame_of(sheet, columns)


def _deposits(draws: Draws, law: Sequence[Period]) -> Ints:
    """Return days of deposit, all as likely within a period, in days since 1970."""
    choice = Choice.among({"": {each.du.isoformat(): each.poids for each in law}})
    period = draws.pick("période", choice)
    first = np.array([(each.du - _EPOCH).days for each in law], dtype=np.int64)
    count = np.array([(each.au - each.du).days + 1 for each in law], dtype=np.int64)
    day: Ints = first[period] + draws.below("date_depot", count[period])
    return day
