"""The known name most like one that is not known: what an error suggests."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: object, known: Iterable[str], cutoff: float = 0.7) -> str:
    """Return the known name most like ``name``, or an empty text when none is like it at all.

    >>> nearest("sirte", ["siret", "nature"]), nearest("x", ["siret"])
    ('siret', '')
    """
    # Only an error asks: difflib is not worth its time at every start.
    from difflib import get_close_matches

    return next(iter(get_close_matches(str(name)[:100], list(known), n=1, cutoff=cutoff)), "")


def nearest_path(name: str, known: Iterable[str]) -> str:
    """Return the nearest dotted name, as a whole or by its last part.

    >>> nearest_path("effectifs", ["porteur.effectif", "date_depot"])
    'porteur.effectif'
    """
    by_tail = {path.rsplit(".", 1)[-1]: path for path in known}
    whole = nearest(name, by_tail.values(), 0.6)
    return whole or by_tail.get(nearest(name.rsplit(".", 1)[-1], by_tail), "")
