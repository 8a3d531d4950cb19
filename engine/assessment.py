"""The score of a dossier on the rule book's grid: an interval, as wide as what is missing.

A line gives between ``low`` and ``high`` points. A line that does not apply counts for nothing: the
score is the share of the points of those that do. Where nobody knows yet whether a line applies,
both are looked at, and the bounds are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any, NamedTuple

from .explain import MEMORY, Explainer
from .findings import Grille, LigneGrille, Source
from .messages import Lang, message, template
from .rulebook.awaited import awaited
from .rulebook.bounds import truth
from .rulebook.expression import TRUE, Aggregate, Expr, Fact, Holds, bind, walk
from .rulebook.grid import POINTS, GridLine
from .rulebook.scale import Figure, measured
from .typography import NBSP
from .wording import Show, listed, number

Facts = Mapping[str, Any]
HUNDREDTHS = 100
DECIMALS = 6
"""Decimals of a figure given as a number; inside, it is exact."""


class Points(NamedTuple):
    """What a line gives on a dossier: whether it applies (None: unknown), from low to high."""

    applies: bool | None
    low: int
    high: int
    value: Figure | bool | None


Found = tuple[Points, LigneGrille]


class _Line:
    """A line of the grid with the figures of an edition, in one language."""

    def __init__(self, line: GridLine, explainer: Explainer) -> None:
        program = explainer.program
        known, figures = program.definitions, program.figures
        self.weight, self.explainer, self.lang = line.weight, explainer, explainer.lang

        def made(expr: Expr | None) -> Expr | None:
            return None if expr is None else bind(expr, figures)

        applies, condition = made(line.applies) or TRUE, made(line.condition)
        measure, divisor = made(line.measure), made(line.divisor)
        self._applies = truth(applies, known)
        self._condition = None if condition is None else truth(condition, known)
        self._measure = None if measure is None else measured(measure, divisor, known)
        self._scale = line.scale
        parts = [part for part in (condition, measure, divisor) if part is not None]
        self._waits = tuple(awaited(part, known) for part in parts)
        self._applies_waits = awaited(applies, known)
        self._reads, self._made = _read((applies, *parts), known)
        self._memory: dict[tuple[Any, ...], Found] = {}
        self._shown: dict[tuple[Any, ...], LigneGrille] = {}
        self._show = _shower(line, explainer)
        self._points = explainer.wording.shower("", POINTS)
        self._fixed = {
            "id": line.id,
            "titre": line.title.plain(self.lang),
            "poids": line.weight,
            "formule": line.formula.plain(self.lang),
            "unite": _unit(line, self.lang),
            "source": Source.of(line.citation),
        }

    def found(self, facts: Facts) -> Found:
        """Return what the line gives, and how a decision shows it.

        The same facts give the same line: it is made once, unless it rests on a list of the dossier
        or on a derived fact that is unknown.
        """
        if self._reads is None:
            return self._found(facts)
        key = tuple(map(facts.get, self._reads))
        found = self._memory.get(key)
        if found is None:
            found = self._found(facts)
            settled = not found[1].manquants and found[0].applies is not None
            if settled and not any(facts.get(path) is None for path in self._made):
                if len(self._memory) >= MEMORY:
                    self._memory.clear()
                self._memory[key] = found
        return found

    def _found(self, facts: Facts) -> Found:
        points = self.points(facts)
        names: list[str] = []
        if points.applies is None:
            names += self._applies_waits(facts)
        if points.low != points.high:
            names += [name for waits in self._waits for name in waits(facts)]
        return points, self._line(points, self.explainer.asked(names, facts))

    def points(self, facts: Facts) -> Points:
        """Return what the line gives for these facts."""
        applies = self._applies(facts)
        if applies is False:
            return Points(False, 0, 0, None)
        if self._condition is not None:
            holds = self._condition(facts)
            low = self.weight if holds else 0
            return Points(applies, low, low if holds is False else self.weight, holds)
        if self._measure is None:
            raise AssertionError("a line has a condition, a measure or a ratio")
        figure = self._measure(facts)
        return Points(applies, *self._scale.points(figure), figure)

    # -- as a decision shows it --------------------------------------------------------------

    def _line(self, points: Points, asked: tuple[str, ...]) -> LigneGrille:
        key = (points, asked)
        if key not in self._shown:
            if len(self._shown) >= MEMORY:
                self._shown.clear()
            self._shown[key] = LigneGrille.model_validate(
                {
                    **self._fixed,
                    "applicable": points.applies,
                    "points_min": points.low if points.applies else 0,
                    "points_max": points.high,
                    **self._value(points),
                    "motif": self._motive(points, asked),
                    "manquants": list(asked),
                }
            )
        return self._shown[key]

    def _say(self, key: str, **values: object) -> str:
        return message(f"appreciation.{key}", self.lang, **values)

    def _value(self, points: Points) -> dict[str, Any]:
        """Return the figure in words, and its bounds as numbers where it has any."""
        value = points.value
        low, high = (value.low, value.high) if isinstance(value, Figure) else (None, None)
        return {
            "valeur": self._said(points),
            "valeur_min": None if low is None else float(round(low, DECIMALS)),
            "valeur_max": None if high is None else float(round(high, DECIMALS)),
        }

    def _said(self, points: Points) -> str:
        """Return the figure in words: exactly, or at least, or at most; "" where unknown."""
        value = points.value
        if isinstance(value, bool):
            return template(f"unites.{'oui' if value else 'non'}", self.lang)
        if value is None or value.defined is None:
            return ""
        if not value.defined:
            return self._say("sans_rapport")
        low, high = (None if end is None else self._show(end) for end in (value.low, value.high))
        if value.exact:
            return low or ""
        if low is not None and high is not None:
            return self._say("de_a", min=low, max=high)
        if high is not None:
            return self._say("au_plus", valeur=high)
        return self._say("au_moins", valeur=low) if value.low else ""

    def _motive(self, points: Points, asked: tuple[str, ...]) -> str:
        if points.applies is False:
            return self._say("sans_objet")
        numbers = {"min": points.low, "max": self._points(points.high), "poids": self.weight}
        if points.applies is None:
            text = self._say("si_applicable", **numbers)
        else:
            text = self._say("exact" if points.low == points.high else "entre", **numbers)
        if points.applies is None or points.low != points.high:
            labels = listed((self.explainer.wording.label(path) for path in asked), self.lang)
            text += self._say("il_manque" if asked else "inconnu", faits=labels)
        if shown := self._said(points):
            text = self._say("valeur", valeur=shown) + text
        return f"{text[0].upper()}{text[1:]}."


def _read(
    parts: Iterable[Expr], definitions: Mapping[str, Any]
) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Return the facts that expressions name, and those among them that are made of others.

    None where they read a list.
    """
    nodes = [node for part in parts for node in walk(part)]
    if any(isinstance(node, Aggregate) for node in nodes):
        return None, ()
    criteria = {node.criterion: None for node in nodes if isinstance(node, Holds)}
    facts = {node.path: None for node in nodes if isinstance(node, Fact)}
    return (*facts, *criteria), (*(path for path in facts if path in definitions), *criteria)


def _unit(line: GridLine, lang: Lang) -> str:
    if line.divisor is not None:
        return line.unit.plain(lang)
    if line.measure is None or not line.kind.unit:
        return ""
    signs = {"euros": "€", "taux": "%"}
    unit = line.kind.unit
    return signs.get(unit) or template(f"unites.{unit}", lang).split("|")[-1]


def _shower(line: GridLine, explainer: Explainer) -> Show:
    """Return how a figure of the line is written; a ratio is rounded, for people only."""
    lang = explainer.lang
    if line.measure is not None and line.divisor is None:
        show, unit = explainer.wording.shower("", line.measure.type), 10**line.measure.type.scale
        return lambda value: show(int(value * unit))
    space, unit_ = NBSP if lang == "fr" else " ", line.unit.plain(lang)
    return lambda value: f"{number(Decimal(round(value * 100)) / 100, lang)}{space}{unit_}"


class Assessor:
    """Scores dossiers on the grid of a program, in the language of an explainer."""

    def __init__(self, explainer: Explainer) -> None:
        grid, lang = explainer.program.book.grid, explainer.lang
        self._total = grid.total if grid else 0
        self._head: dict[str, Any] = {}
        self._axes: list[tuple[dict[str, Any], list[_Line]]] = []
        if grid is None:
            return
        self._head = {
            "titre": grid.title.plain(lang),
            "officielle": grid.official,
            "mention": grid.mention.plain(lang),
            "sur": grid.total,
        }
        for axis in grid.axes:
            head = {"id": axis.id, "titre": axis.title.plain(lang)}
            self._axes.append((head, [_Line(line, explainer) for line in axis.lines]))

    def assess(self, facts: Facts) -> Grille | None:
        """Return the score of a dossier, line by line; None where the rule book has no grid."""
        if not self._axes:
            return None
        counting: list[tuple[Points, int]] = []
        axes = []
        missing: dict[str, None] = {}
        for head, lines in self._axes:
            low = high = out_of = 0
            shown = []
            for line in lines:
                points, item = line.found(facts)
                shown.append(item)
                if points.applies is False:
                    continue
                counting.append((points, line.weight))
                low += points.low if points.applies else 0
                high += points.high
                out_of += line.weight
                if item.manquants:
                    missing.update(dict.fromkeys(item.manquants))
            summed = {"sur": out_of, "points_min": low, "points_max": high}
            axes.append({**head, **summed, "lignes": shown})
        least, most = score(counting)
        exact = least == most
        return Grille.model_validate(
            {
                **self._head,
                # An interval is rounded outwards; a score that is known, to the nearest.
                "score_min": _rounded(least * self._total, round if exact else floor),
                "score_max": _rounded(most * self._total, round if exact else ceil),
                "axes": axes,
                "manquants": list(missing),
            }
        )


def score(counting: Iterable[tuple[Points, int]]) -> tuple[Fraction, Fraction]:
    """Return the lowest and the highest share of the points of the lines that count.

    Each line comes with its weight. Those of which nobody knows whether they apply are counted or
    left out, whichever is worse, then whichever is better: taken one after the other by what they
    give of their weight, which is exact for a ratio of sums. Nothing that applies gives zero.
    """
    low = high = out_of = 0
    doubtful: list[tuple[Points, int]] = []
    for points, weight in counting:
        if points.applies:
            low, high, out_of = low + points.low, high + points.high, out_of + weight
        elif points.applies is None:
            doubtful.append((points, weight))
    return (
        _extreme(low, out_of, [(points.low, weight) for points, weight in doubtful], lowest=True),
        _extreme(high, out_of, [(points.high, weight) for points, weight in doubtful]),
    )


def _extreme(
    got: int, out_of: int, doubtful: list[tuple[int, int]], *, lowest: bool = False
) -> Fraction:
    """Return the least or the greatest share that the doubtful lines can make of this one."""
    for points, weight in sorted(doubtful, key=lambda pair: Fraction(*pair), reverse=not lowest):
        # points / weight against got / out_of, multiplied across.
        ahead = points * out_of - got * weight
        if not out_of or (ahead < 0 if lowest else ahead > 0):
            got, out_of = got + points, out_of + weight
    return Fraction(got, out_of) if out_of else Fraction(0)


def _rounded(value: Fraction, towards: Callable[[Fraction], int]) -> float:
    return towards(value * HUNDREDTHS) / HUNDREDTHS
