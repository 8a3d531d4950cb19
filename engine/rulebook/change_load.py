"""What may be changed of a dossier, read and checked: the fact is one, and the words fit it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..dossier import vocabulary
from ..errors import Where
from ..likeness import nearest_path
from ..values import FactType
from . import schema
from .change import Change
from .expression import Aggregate
from .files import Files, Reading
from .model import Derived
from .scope import Scope
from .texts import text_of

FIXED = frozenset({"reference", "date_depot"})
"""What identifies a request: another is another request."""
WORDS: Mapping[str, bool] = {"oui": True, "non": False}
MEASURED = frozenset({"number", "date"})
CHOSEN = frozenset({"bool", "enum", "set"})

Shaped = Iterable[tuple[str, schema.ChangeShape | None, Where]]


def summed(item: Derived) -> Aggregate | None:
    """Return the sum that a derived fact is, alone: of a column of a list of the dossier."""
    formula = item.formula
    if not isinstance(formula, Aggregate) or formula.function != "somme" or item.applies:
        return None
    own = formula.rows.latest is None and formula.rows.path in vocabulary()
    return formula if own else None


def changes_of(
    labels: tuple[schema.FactsShape, Reading],
    derived: tuple[list[schema.DerivedShape], Reading],
    computed: Iterable[Derived],
    scope: Scope,
    files: Files,
) -> Mapping[str, Change]:
    """Return what may be changed, by fact, in the order in which the rule book declares it."""
    shapes, reading = labels
    below, under = derived
    said: list[tuple[str, schema.ChangeShape | None, Where]] = [
        (path, item.modifiable, reading.key(("faits", path, "modifiable")))
        for path, item in shapes.faits.items()
    ]
    said += [
        (item.id, item.modifiable, under.key((rank, "modifiable")))
        for rank, item in enumerate(below)
    ]
    return _Loader(computed, scope, files).load(said)


class _Loader:
    def __init__(self, computed: Iterable[Derived], scope: Scope, files: Files) -> None:
        sums = {item.path: summed(item) for item in computed}
        self._sums = {p: one for p, one in sums.items() if one is not None and not _signed(one)}
        own = {path: kind for path, kind in vocabulary().items() if path not in FIXED}
        self._kinds: dict[str, FactType] = {**own, **{p: a.type for p, a in self._sums.items()}}
        self._scope, self._files = scope, files

    def load(self, said: Shaped) -> Mapping[str, Change]:
        found = {}
        for path, shape, where in said:
            if shape is None:
                continue
            kind = self._kinds.get(path)
            if kind is None or kind.kind not in MEASURED | CHOSEN:
                self._files.fault("modifiable_genre", where, nom=path)
                continue
            found[path] = self._change(path, kind, shape, where)
        return found

    def _change(self, path: str, kind: FactType, shape: schema.ChangeShape, where: Where) -> Change:
        moves = shape.hausse is not None or shape.baisse is not None
        if kind.kind in MEASURED and (shape.vers or not moves):
            self._files.fault("modifiable_sens", where, nom=path)
        if kind.kind in CHOSEN and (not shape.vers or moves):
            self._files.fault("modifiable_vers", where, nom=path)
        to = {}
        for name, text in shape.vers.items():
            known = tuple(WORDS) if kind.kind == "bool" else kind.values
            if kind.kind in CHOSEN and name not in known:
                near = nearest_path(name, list(known)) or "—"
                self._files.fault("symbole_inconnu", where, nom=name, proche=near)
            to[WORDS.get(name, name) if kind.kind == "bool" else name] = self._text(text, where)
        for other in shape.entraine:
            self._pulled(path, kind, other, where)
        line = None if shape.nouvelle_ligne is None else dict(shape.nouvelle_ligne)
        if line is not None:
            self._line(path, line, where)
        rise = None if shape.hausse is None else self._text(shape.hausse, where)
        fall = None if shape.baisse is None else self._text(shape.baisse, where)
        return Change(shape.cout, rise, fall, to, tuple(shape.entraine), line)

    def _text(self, shape: schema.TextShape, where: Where) -> Any:
        return text_of(shape, self._scope, self._files, where)

    def _pulled(self, path: str, kind: FactType, other: str, where: Where) -> None:
        """What follows a number is another one, counted in the same unit."""
        found = self._kinds.get(other)
        same = found is not None and (found.kind, found.unit) == ("number", kind.unit)
        if kind.kind != "number" or other == path or not same:
            self._files.fault("modifiable_entraine", where, nom=path, autre=other)

    def _line(self, path: str, line: Mapping[str, Any], where: Where) -> None:
        """A new line belongs to a sum, and its cells are those of its list."""
        total = self._sums.get(path)
        fields = {} if total is None else vocabulary()[total.rows.path].fields
        for name, value in line.items():
            kind = fields.get(name)
            if total is None or kind is None or name == total.column or not _fits(kind, value):
                self._files.fault("modifiable_ligne", where, nom=path, colonne=name)


def _signed(total: Aggregate) -> bool:
    """Whether a line of the sum may be below zero: it then cannot be shared out among lines."""
    return vocabulary()[total.rows.path].fields[total.column].signed


def _fits(kind: FactType, value: bool | str) -> bool:
    if kind.kind == "bool" or isinstance(value, bool):
        return kind.kind == "bool" and isinstance(value, bool)
    return value in kind.values if kind.kind == "enum" else kind.kind == "text"
