"""The assessment grid: lines of points, each from a condition, a measure or a ratio.

A scale is made of steps. A ratio is never divided to be compared with one: both sides are
multiplied across, exactly.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from ..errors import Where
from ..values import MILLIONTHS, FactType
from .dated import citation_of, figure
from .expression import Expr
from .files import Files, Reading
from .grid import RATIO, Axis, Grid, GridLine
from .parse import parse_formula
from .scale import Step
from .schema import CitationShape, Condition, Shape, TextShape
from .scope import Scope
from .texts import condition_of, text_of


class StepShape(Shape):
    """A step of a scale: points from a threshold upwards, or up to a threshold.

    The threshold is in the unit of what is measured; a rate is written ``30 %``.
    """

    a_partir_de: int | Decimal | str | None = None
    jusqu_a: int | Decimal | str | None = None
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


_WORDS = Scope({})
"""The texts of a grid are the same for every dossier: no fact can be written in them."""


def grid_of(shape: GridShape, reading: Reading, scope: Scope, files: Files) -> Grid:
    """Return the grid; what is wrong with it is noted in ``files``."""
    seen: set[str] = set()
    axes: list[Axis] = []
    for number, axis in enumerate(shape.axes):
        if axis.id in {known.id for known in axes}:
            where = reading.where(("axes", number, "id"))
            files.fault("identifiant_double", where, nom=axis.id)
        lines = []
        for rank, line in enumerate(axis.lignes):
            at = ("axes", number, "lignes", rank)
            if line.id in seen:
                files.fault("identifiant_double", reading.where((*at, "id")), nom=line.id)
            seen.add(line.id)
            lines.append(_line(line, reading, at, scope, files))
        title = text_of(axis.titre, _WORDS, files, reading.where(("axes", number, "titre")))
        axes.append(Axis(axis.id, title, tuple(lines)))
    weights = sum(line.poids for axis in shape.axes for line in axis.lignes)
    if weights != shape.sur:
        files.fault("grille_poids", reading.where(("sur",)), somme=weights, attendu=shape.sur)
    if all(line.si is not None for axis in shape.axes for line in axis.lignes):
        # A score is a share of the lines that apply: there must be one for any dossier.
        files.fault("grille_conditionnelle", reading.key(("axes",)))
    return Grid(
        text_of(shape.titre, _WORDS, files, reading.where(("titre",))),
        shape.officielle,
        text_of(shape.mention, _WORDS, files, reading.where(("mention",))),
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
    measure = divisor = None
    if shape.mesure is not None:
        measure = _number(shape.mesure, scope, files, reading.where((*at, "mesure")))
    elif shape.rapport is not None:
        over, under = shape.rapport.numerateur, shape.rapport.denominateur
        measure = _number(over, scope, files, reading.where((*at, "rapport", "numerateur")))
        divisor = _number(under, scope, files, reading.where((*at, "rapport", "denominateur")))
    kind = RATIO
    if shape.rapport is None and measure is not None:
        kind = replace(measure.type, scale=MILLIONTHS)
    readable = measure is not None or shape.mesure is None
    rising, steps = _scale(shape, kind, reading, at, files) if readable else (True, ())
    unit = shape.rapport.unite if shape.rapport else None
    return GridLine(
        id=shape.id,
        title=text_of(shape.titre, _WORDS, files, where),
        where=where,
        weight=shape.poids,
        applies=condition_of(shape.si, scope, files, reading.where((*at, "si"))),
        condition=condition_of(shape.condition, scope, files, reading.where((*at, "condition"))),
        measure=measure,
        divisor=divisor,
        unit=text_of(unit, _WORDS, files, where),
        steps=steps,
        rising=rising,
        kind=kind,
        formula=text_of(shape.formule, _WORDS, files, reading.where((*at, "formule"))),
        citation=citation_of(shape.source, files, reading.where((*at, "source", "cle"))),
        source=_written(shape),
        applies_source="" if shape.si is None else str(shape.si),
    )


def _written(shape: GridLineShape) -> str:
    """Return what the line computes, as it stands in the file."""
    if shape.rapport is not None:
        return f"({shape.rapport.numerateur}) ÷ ({shape.rapport.denominateur})"
    return str(shape.condition if shape.mesure is None else shape.mesure)


def _number(text: str, scope: Scope, files: Files, where: Where) -> Expr | None:
    tree, faults = parse_formula(text, scope, where)
    files.faults.extend(faults)
    if tree is not None and tree.type.kind != "number":
        files.fault("pas_un_nombre", where, texte=text, type=str(tree.type))
        return None
    return tree


def _scale(
    shape: GridLineShape,
    kind: FactType,
    reading: Reading,
    at: tuple[str | int, ...],
    files: Files,
) -> tuple[bool, tuple[Step, ...]]:
    """Return whether more is better, and the steps; each must give more than the one before."""
    rising = all(step.a_partir_de is not None and step.jusqu_a is None for step in shape.bareme)
    falling = all(step.jusqu_a is not None and step.a_partir_de is None for step in shape.bareme)
    key = "a_partir_de" if rising else "jusqu_a"
    steps = []
    for index, step in enumerate(shape.bareme if rising or falling else ()):
        where = reading.where((*at, "bareme", index, key))
        threshold = figure(getattr(step, key), kind, files, where)
        if isinstance(threshold, int):
            steps.append(Step(threshold, step.points))
            if shape.rapport is not None and threshold <= 0:
                # A ratio of unknown parts is bounded on the side of its sign alone.
                files.fault("grille_seuil", where, nom=shape.id)
    if len(steps) < len(shape.bareme) and (rising or falling):
        return rising, tuple(steps)  # a threshold that cannot be read is a fault already
    # Read from the least to the most points: thresholds rise with them, or fall.
    pairs = list(pairwise(steps))
    orderly = (rising or falling) and all(
        one.points < two.points
        and (one.threshold < two.threshold if rising else one.threshold > two.threshold)
        for one, two in pairs
    )
    if shape.bareme and not (orderly and steps[-1].points == shape.poids):
        where = reading.key((*at, "bareme"))
        files.fault("grille_bareme", where, nom=shape.id, poids=shape.poids)
    return rising, tuple(steps)
