"""What an evaluator concludes on one rule, in values that can be compared."""

from __future__ import annotations

from typing import NamedTuple

from ..rulebook.model import Status


class Result(NamedTuple):
    """The computed status of a criterion, and which outcome gave it when its rule is not met."""

    status: Status
    outcome: int = -1


SATISFIED = Result("satisfait")
OUT_OF_SCOPE = Result("sans_objet")
UNDETERMINED = Result("indetermine")
TO_JUDGE = Result("a_apprecier")
REFUSED = Result("non_satisfait")
