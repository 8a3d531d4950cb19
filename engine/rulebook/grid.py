"""The assessment grid: lines of points, each from a condition, a measure or a ratio.

A ratio is never divided to be compared: both sides are multiplied across, exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, NamedTuple

from pydantic import Field

from ..errors import Where
from ..values import scaled
from .dated import citation_of
from .expression import Expr
from .files import Files, Reading
from .model import Citation, Text
from .parse import parse_formula
from .schema import CitationShape, Condition, Shape, TextShape
from .scope import Scope
from .texts import condition_of, text_of


class StepShape(Shape):
    """A step of a scale: points from a threshold upwards, or up to a threshold."""

    a_partir_de: int | Decimal | None = None
    jusqu_a: int | Decimal | None = None
    points: Annotated[int, Field(ge=0)]


class RatioShape(Shape):
    """A ratio of two numbers."""

    numerateur: str
    denominateur: str
    unite: TextShape


class GridLineShape(Shape):
    """A line of the grid."""

    id: Annotated[str, Field(pattern=r"^APP-[0-9]{2}$")]
    titre: TextShape
    poids: Annotated[int, Field(ge=1)]
    si: Condition | None = None
    condition: Condition | None = None
    mesure: str | None = None
    rapport: RatioShape | None = None
    bareme: list[StepShape] = Field(default_factory=list)
    formule: TextShape
    source: CitationShape


class AxisShape(Shape):
    """An axis of the grid."""

    id: str
    titre: TextShape
    lignes: Annotated[list[GridLineShape], Field(min_length=1)]


class GridShape(Shape):
    """The file ``appreciation.yaml``."""

    titre: TextShape
    officielle: bool
    mention: TextShape
    sur: Annotated[int, Field(ge=1)]
    axes: Annotated[list[AxisShape], Field(min_length=1)]


class Step(NamedTuple):
    """Points from a threshold: an integer counted as the scale of its line says."""

    threshold: int
    points: int


class GridLine(NamedTuple):
    """A line of the grid: a condition gives all its points; a number, those of its step.

    ``divisor`` is the denominator of a ratio. ``rising`` says that more is better: the points are
    those of the highest threshold reached; else those of the lowest one not exceeded. Thresholds
    are counted in ``10**-scale``.
    """

    id: str
    title: Text
    where: Where
    weight: int
    applies: Expr | None
    condition: Expr | None
    measure: Expr | None
    divisor: Expr | None
    unit: Text
    steps: tuple[Step, ...]
    rising: bool
    scale: int
    formula: Text
    citation: Citation
    source: str = ""
    applies_source: str = ""

    @property
    def parts(self) -> Iterator[Expr]:
        """Every expression of the line."""
        for part in (self.applies, self.condition, self.measure, self.divisor):
            if part is not None:
                yield part


class Axis(NamedTuple):
    """A group of lines."""

    id: str
    title: Text
    lines: tuple[GridLine, ...]


class Grid(NamedTuple):
    """An assessment grid, its weights summing to ``total``; ``official`` when a text sets it."""

    title: Text
    official: bool
    mention: Text
    total: int
    axes: tuple[Axis, ...]

    @property
    def lines(self) -> tuple[GridLine, ...]:
        """Every line, in order."""
        return tuple(line for axis in self.axes for line in axis.lines)


SCALE = 6
"""Decimal places of thresholds: amounts and quantities need no more."""


def grid_of(shape: GridShape, reading: Reading, scope: Scope, files: Files) -> Grid:
    """Return the grid; what is wrong with it is noted in ``files``."""
    seen: set[str] = set()
    axes = []
    for number, axis in enumerate(shape.axes):
        lines = []
        for rank, line in enumerate(axis.lignes):
            at = ("axes", number, "lignes", rank)
            if line.id in seen:
                files.fault("identifiant_double", reading.where((*at, "id")), nom=line.id)
            seen.add(line.id)
            lines.append(_line(line, reading, at, scope, files))
        title = text_of(axis.titre, scope, files, reading.where(("axes", number, "titre")))
        axes.append(Axis(axis.id, title, tuple(lines)))
    weights = sum(line.poids for axis in shape.axes for line in axis.lignes)
    if weights != shape.sur:
        files.fault("grille_poids", reading.where(("sur",)), somme=weights, attendu=shape.sur)
    return Grid(
        text_of(shape.titre, scope, files, reading.where(("titre",))),
        shape.officielle,
        text_of(shape.mention, scope, files, reading.where(("mention",))),
        shape.sur,
        tuple(axes),
    )


def _line(
    shape: GridLineShape, reading: Reading, at: tuple[str | int, ...], scope: Scope, files: Files
) -> GridLine:
    where = reading.where((*at, "id"))
    ways = [shape.condition, shape.mesure, shape.rapport]
    if sum(way is not None for way in ways) != 1 or (shape.condition is None) != bool(shape.bareme):
        files.fault("grille_ligne", where, nom=shape.id)
    formulas = [shape.mesure, None]
    if shape.rapport is not None:
        formulas = [shape.rapport.numerateur, shape.rapport.denominateur]
    measure, divisor = (_number(text, shape, reading, at, scope, files) for text in formulas)
    rising, steps = _scale(shape, where, files)
    unit = shape.rapport.unite if shape.rapport else None
    return GridLine(
        id=shape.id,
        title=text_of(shape.titre, scope, files, where),
        where=where,
        weight=shape.poids,
        applies=condition_of(shape.si, scope, files, reading.where((*at, "si"))),
        condition=condition_of(shape.condition, scope, files, reading.where((*at, "condition"))),
        measure=measure,
        divisor=divisor,
        unit=text_of(unit, scope, files, where),
        steps=steps,
        rising=rising,
        scale=SCALE,
        formula=text_of(shape.formule, scope, files, reading.where((*at, "formule"))),
        citation=citation_of(shape.source, files, reading.where((*at, "source", "cle"))),
        source=_written(formulas, shape),
        applies_source="" if shape.si is None else str(shape.si),
    )


def _written(formulas: list[str | None], shape: GridLineShape) -> str:
    """Return what the line computes, as it stands in the file."""
    given = [text for text in formulas if text]
    return f"({given[0]}) ÷ ({given[1]})" if len(given) > 1 else [*given, str(shape.condition)][0]


def _number(
    text: str | None,
    shape: GridLineShape,
    reading: Reading,
    at: tuple[str | int, ...],
    scope: Scope,
    files: Files,
) -> Expr | None:
    if text is None:
        return None
    where = reading.where((*at, "mesure" if shape.mesure else "rapport"))
    tree, faults = parse_formula(text, scope, where)
    files.faults.extend(faults)
    if tree is not None and tree.type.kind != "number":
        files.fault("pas_un_nombre", where, texte=text, type=str(tree.type))
        return None
    return tree


def _scale(shape: GridLineShape, where: Where, files: Files) -> tuple[bool, tuple[Step, ...]]:
    """Return whether more is better, and the steps; each must give more than the one before."""
    rising = all(step.a_partir_de is not None and step.jusqu_a is None for step in shape.bareme)
    falling = all(step.jusqu_a is not None and step.a_partir_de is None for step in shape.bareme)
    steps = []
    for step in shape.bareme:
        given = step.a_partir_de if step.a_partir_de is not None else step.jusqu_a
        try:
            steps.append(Step(scaled(given if given is not None else 0, SCALE), step.points))
        except ValueError:
            files.fault("trop_de_decimales", where, valeur=given, maximum=SCALE)
    # Read from the least to the most points: thresholds rise with them, or fall.
    pairs = list(pairwise(steps))
    orderly = all(one.points < two.points for one, two in pairs) and (
        all(one.threshold < two.threshold for one, two in pairs)
        if rising
        else falling and all(one.threshold > two.threshold for one, two in pairs)
    )
    if shape.bareme and not (orderly and steps[-1].points == shape.poids):
        files.fault("grille_bareme", where, nom=shape.id, poids=shape.poids)
    return rising, tuple(steps)
