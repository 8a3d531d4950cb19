"""What a dossier does not say, thing by thing, and what holds as long as it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from ..proof.encoding import Encoding
from ..proof.pins import ACTIVITY, PLACE, pinned
from ..proof.stated import Stated, said_by
from ..proof.symbols import REFERENCE
from ..proof.terms import Formula, Held, all_of, no
from ..proof.vocabulary import Vocabulary

if TYPE_CHECKING:
    from ..dossier import Dossier
    from ..measure import Measure

ADDED = frozenset({"pieces"})
"""Sets to which a dossier may add: a document may still come, what was answered does not change."""


def stated_by(
    measure: Measure,
    dossier: Dossier,
    day: date,
    vocabulary: Vocabulary,
    missing: Iterable[str],
) -> Stated:
    """Return a dossier, open where it does not say what rules read.

    ``missing`` is what its decision waits for: a fact that is given and still waited for (an
    agreement that is pending) is to be asked again. Opinions are held as they are: they are given,
    not asked of the applicant.
    """
    facts = said_by(measure, dossier, day)
    return Stated(facts, frozenset(_open(facts, vocabulary, frozenset(missing))))


def _open(
    facts: Mapping[str, Any], vocabulary: Vocabulary, waited: frozenset[str]
) -> Iterator[str]:
    by_code = {*vocabulary.of_site, *vocabulary.of_activity}
    for path, kind in vocabulary.facts.items():
        given = facts.get(path)
        if path in by_code:
            continue
        if given is None or (path in ADDED and not set(kind.values) <= given):
            yield path
        elif kind.kind == "rows":
            read = vocabulary.columns.get(path, frozenset())
            for rank, line in enumerate(given):
                yield from (f"{path}[{rank}].{n}" for n in sorted(read) if line[n] is None)
        elif path in waited:
            yield path
    for path, wanted in ((PLACE, vocabulary.of_site), (ACTIVITY, vocabulary.of_activity)):
        if wanted and facts.get(path) is None:
            yield path


def unknown_of(encoding: Encoding, stated: Stated) -> dict[str, Formula]:
    """Return, for each thing left open, what holds as long as it stays as the dossier has it."""
    symbols, found = encoding.symbols, {}
    classes = {PLACE: symbols.places, ACTIVITY: symbols.activities}
    for path, value in symbols.facts.items():
        if path in stated.open and path not in classes and path != REFERENCE:
            found[path] = _as_it_is(value, stated.facts.get(path))
        given = stated.facts.get(path)
        if given is not None and encoding.vocabulary.columns.get(path):
            for rank, line in enumerate(value.lines):
                for name, cell in line.cells.items():
                    if f"{path}[{rank}].{name}" in stated.open:
                        found[f"{path}[{rank}].{name}"] = pinned(cell, None)
    for path, guards in classes.items():
        if path in stated.open:
            found[path] = next(guard for one, guard in guards if one.code is None)
    return found


def _as_it_is(value: Any, given: Any) -> Formula:
    if given is not None and isinstance(value, Held):
        return all_of(no(one) for name, one in value.values.items() if name not in given)
    return pinned(value, given)
