"""The score of a dossier on the rule book's grid: an interval, as wide as what is missing.

A line gives between ``low`` and ``high`` points. A line that does not apply counts for nothing: the
score is the share of the points of those that do. Where nobody knows yet whether a line applies,
both are looked at, and the bounds are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any, NamedTuple

from .explain import MEMORY, Explainer
from .findings import Grille, LigneGrille
from .findings import Source as SourceShown
from .messages import Lang, message, template
from .rulebook.awaited import Awaited, awaited
from .rulebook.bounds import Interval, bounds, truth
from .rulebook.expression import TRUE, Expr, bind
from .rulebook.grid import Axis, GridLine
from .typography import NBSP
from .values import FactType, unscaled
from .wording import listed, number

Facts = Mapping[str, Any]
HUNDREDTHS = 100


class Points(NamedTuple):
    """What a line gives on a dossier: whether it applies (None: unknown), from low to high."""

    applies: bool | None
    low: int
    high: int
    value: Interval | None


class _Line:
    """A line of the grid with the figures of an edition."""

    def __init__(self, line: GridLine, explainer: Explainer) -> None:
        program = explainer.program
        known, figures = program.definitions, program.figures
        self.line = line

        def made(expr: Expr | None) -> Expr | None:
            return None if expr is None else bind(expr, figures)

        applies, condition = made(line.applies) or TRUE, made(line.condition)
        measure, divisor = made(line.measure), made(line.divisor)
        self.applies = truth(applies, known)
        self.condition = None if condition is None else truth(condition, known)
        self.measure = None if measure is None else bounds(measure, known)
        self.divisor = None if divisor is None else bounds(divisor, known)
        self.kind: FactType | None = None if measure is None else measure.type
        self.scales = (
            0 if measure is None else measure.type.scale,
            0 if divisor is None else divisor.type.scale,
        )
        self.waits: tuple[Awaited, ...] = tuple(
            awaited(part, known) for part in (condition, measure, divisor) if part is not None
        )
        self.applies_waits = awaited(applies, known)
        self.memory: dict[tuple[Any, ...], LigneGrille] = {}
        self.fixed = {
            "id": line.id,
            "titre": line.title.plain(explainer.lang),
            "poids": line.weight,
            "formule": line.formula.plain(explainer.lang),
            "unite": line.unit.plain(explainer.lang) or _unit(self.kind, line, explainer.lang),
            "source": SourceShown.of(line.citation),
        }

    def points(self, facts: Facts) -> Points:
        """Return what the line gives for these facts."""
        applies = self.applies(facts)
        if applies is False:
            return Points(False, 0, 0, None)
        if self.condition is not None:
            holds = self.condition(facts)
            low = self.line.weight if holds else 0
            return Points(applies, low, low if holds is False else self.line.weight, None)
        if self.measure is None:
            raise AssertionError("a line has a condition, a measure or a ratio")
        value = self.measure(facts)
        low, high = self._from(value, self.divisor(facts) if self.divisor else None)
        return Points(applies, low, high, value)

    def _from(self, value: Interval, divisor: Interval | None) -> tuple[int, int]:
        """Return the points at the worst and at the best that the number can be."""
        one = Interval(1, 1) if divisor is None else divisor
        if one.high is not None and one.high <= 0:
            return 0, 0  # nothing to divide by: the worst, whatever the numerator
        rising = self.line.rising
        worst, best = (value.low, value.high) if rising else (value.high, value.low)
        most = self.line.steps[-1].points
        under_worst, under_best = (one.high, one.low) if rising else (one.low, one.high)
        low = 0
        if worst is not None and under_worst is not None and one.low is not None and one.low > 0:
            low = self._reached(worst, under_worst)
        if rising:
            open_ = best is None or under_best is None or under_best <= 0
            high = most if open_ else self._reached(best or 0, under_best or 1)
        elif best is None or under_best is None:
            high = most
        else:
            high = self._reached(best, under_best)
        return low, high

    def _reached(self, value: int, divisor: int) -> int:
        """Return the points of a number known exactly, ``value / divisor``; never divided."""
        over, under = self.scales
        left = value * 10 ** (under + self.line.scale)
        points = 0
        for step in self.line.steps:
            right = step.threshold * divisor * 10**over
            if (left >= right) if self.line.rising else (left <= right):
                points = step.points
        return points


def _unit(kind: FactType | None, line: GridLine, lang: Lang) -> str:
    if kind is None or line.divisor is not None or not kind.unit:
        return ""
    return template(f"unites.{kind.unit}", lang).split("|")[-1] if kind.unit != "euros" else "€"


class Assessor:
    """Scores dossiers on the grid of a program, in one language."""

    def __init__(self, explainer: Explainer) -> None:
        self.explainer, self.lang = explainer, explainer.lang
        self.space = NBSP if self.lang == "fr" else " "
        self.grid = explainer.program.book.grid
        axes = self.grid.axes if self.grid else ()
        self.axes = [(axis, [_Line(line, explainer) for line in axis.lines]) for axis in axes]

    def _say(self, key: str, **values: object) -> str:
        return message(f"appreciation.{key}", self.lang, **values)

    def assess(self, facts: Facts) -> Grille | None:
        """Return the score of a dossier, line by line; None where the rule book has no grid."""
        if self.grid is None:
            return None
        found: list[Points] = []
        axes = []
        missing: dict[str, None] = {}
        for axis, lines in self.axes:
            points = [line.points(facts) for line in lines]
            found += points
            shown = [self._line(*pair, facts) for pair in zip(lines, points, strict=True)]
            for item in shown:
                missing.update(dict.fromkeys(item.manquants))
            axes.append(self._axis(axis, lines, points, shown))
        weights = [line.line.weight for _, lines in self.axes for line in lines]
        low, high = score(found, weights)
        return Grille.model_validate(
            {
                "titre": self.grid.title.plain(self.lang),
                "officielle": self.grid.official,
                "mention": self.grid.mention.plain(self.lang),
                "sur": self.grid.total,
                # An interval is rounded outwards; a score that is known, to the nearest.
                "score_min": _rounded(low * self.grid.total, floor if low < high else round),
                "score_max": _rounded(high * self.grid.total, ceil if low < high else round),
                "axes": axes,
                "manquants": list(missing),
            }
        )

    def _axis(
        self, axis: Axis, lines: Iterable[_Line], points: list[Points], shown: list[LigneGrille]
    ) -> dict[str, Any]:
        counting = [(p, line.line.weight) for p, line in zip(points, lines, strict=True)]
        return {
            "id": axis.id,
            "titre": axis.title.plain(self.lang),
            "sur": sum(weight for p, weight in counting if p.applies is not False),
            "points_min": sum(p.low for p, _ in counting if p.applies),
            "points_max": sum(p.high for p, _ in counting if p.applies is not False),
            "lignes": shown,
        }

    def _line(self, line: _Line, points: Points, facts: Facts) -> LigneGrille:
        """Return a line as a decision shows it; the same points and figures, the same line."""
        names: list[str] = []
        if points.applies is None:
            names += line.applies_waits(facts)
        if points.applies is not False and points.low != points.high:
            names += [name for waits in line.waits for name in waits(facts)]
        asked = self.explainer.asked(names, facts)
        value = self._value(line, points, facts)
        key = (points, value, asked)
        if key not in line.memory:
            if len(line.memory) >= MEMORY:
                line.memory.clear()
            line.memory[key] = LigneGrille.model_validate(
                {
                    **line.fixed,
                    "applicable": points.applies,
                    "points_min": points.low if points.applies else 0,
                    "points_max": points.high,
                    "valeur": value,
                    "motif": self._motive(line, points, value, asked),
                    "manquants": list(asked),
                }
            )
        return line.memory[key]

    def _motive(self, line: _Line, points: Points, value: str, asked: tuple[str, ...]) -> str:
        if points.applies is False:
            return self._say("sans_objet")
        numbers = {"min": points.low, "max": self._points(points.high), "poids": line.line.weight}
        if points.applies is None or points.low != points.high:
            labels = listed((self.explainer.wording.label(path) for path in asked), self.lang)
            key = "si_applicable" if points.applies is None else "entre"
            return self._say(key, **numbers, faits=labels)
        shown = self._say("valeur", valeur=value) if value else ""
        return self._say("exact", **numbers, valeur=shown)

    def _points(self, count: int) -> str:
        one, many = template("unites.points", self.lang).split("|")
        singular = count < 2 if self.lang == "fr" else count == 1
        return f"{count} {one if singular else many}"

    def _value(self, line: _Line, points: Points, facts: Facts) -> str:
        """Return the number measured as people read it, "" where it is none or is not known."""
        value = points.value
        if value is None or not value.exact or value.low is None or line.kind is None:
            return ""
        amount = unscaled(value.low, line.scales[0])
        if line.divisor is None:
            return f"{number(amount, self.lang)}{self.space}{line.fixed['unite']}".strip()
        under = line.divisor(facts)
        if not under.exact or not under.low or under.low < 0:
            return ""
        ratio = amount / unscaled(under.low, line.scales[1])
        return f"{number(round(ratio, 2), self.lang)}{self.space}{line.fixed['unite']}"


def score(points: Iterable[Points], weights: Iterable[int]) -> tuple[Fraction, Fraction]:
    """Return the lowest and the highest share of the points of the lines that apply.

    Lines of which nobody knows whether they apply are counted or left out, whichever is worse,
    then whichever is better: taken one after the other by what they give of their weight, which is
    exact for a ratio of sums. A grid of which nothing applies gives zero.
    """
    pairs = [(p, w) for p, w in zip(points, weights, strict=True) if p.applies is not False]

    def extreme(pick: Callable[[Points], int], *, lowest: bool) -> Fraction:
        got = sum(pick(p) for p, _ in pairs if p.applies)
        out_of = sum(w for p, w in pairs if p.applies)
        doubtful = sorted(
            ((Fraction(pick(p), w), pick(p), w) for p, w in pairs if p.applies is None),
            reverse=not lowest,
        )
        for share, points_, weight in doubtful:
            current = Fraction(got, out_of) if out_of else None
            better = current is None or (share < current if lowest else share > current)
            if better:
                got, out_of = got + points_, out_of + weight
        return Fraction(got, out_of) if out_of else Fraction(0)

    return extreme(lambda p: p.low, lowest=True), extreme(lambda p: p.high, lowest=False)


def _rounded(value: Fraction, towards: Callable[[Fraction], int]) -> float:
    return towards(value * HUNDREDTHS) / HUNDREDTHS
