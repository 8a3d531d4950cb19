"""The territories on a map of départements, and as lists: communes by intercommunalité."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..communes import Commune
from ..territory import Territory

if TYPE_CHECKING:
    from ..measure import Measure

_SHAPES = Path(__file__).parent / "assets/departements.json"
MARGIN = 9


class Member(NamedTuple):
    """An intercommunalité of a territory, with its communes."""

    name: str
    siren: str
    communes: tuple[Commune, ...]


class Place(NamedTuple):
    """A territory, its members, the départements that it is in."""

    territory: Territory
    members: tuple[Member, ...]
    departments: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many communes it has."""
        return sum(len(member.communes) for member in self.members)


class Shape(NamedTuple):
    """A département on the map: its outline, where to write, the territories it has part of."""

    code: str
    name: str
    path: str
    x: float
    y: float
    inside: bool
    places: tuple[Place, ...]


class Map(NamedTuple):
    """The map of a region: what is seen of it, the départements in sight."""

    box: tuple[int, int, int, int]
    shapes: tuple[Shape, ...]


class Atlas:
    """What is known of the territories of a measure."""

    def __init__(self, measure: Measure) -> None:
        self._cog = measure.cog
        self.regions = measure.territories.complete_regions
        self._inside: set[str] = set()
        self._by_siren: dict[str, list[str]] = {}
        for code, _, (epci, ept, _, department, region, _) in measure.cog.kinds():
            if region in self.regions:
                self._inside.add(department)
            for siren in filter(None, (epci, ept)):
                self._by_siren.setdefault(siren, []).append(code)
        self.places = tuple(self._place(each) for each in measure.territories)

    def _place(self, territory: Territory) -> Place:
        members = [
            Member(name, siren, self._communes(self._by_siren.get(siren, ())))
            for siren, name in territory.epci
        ]
        if alone := self._communes(territory.communes):
            members.append(Member("", "", alone))
        found = {c.departement for member in members for c in member.communes}
        return Place(territory, tuple(members), tuple(sorted(found)))

    def _communes(self, codes: Iterable[str]) -> tuple[Commune, ...]:
        found = [commune for code in codes if (commune := self._cog.commune(code))]
        return tuple(sorted(found, key=lambda commune: (commune.nom, commune.code)))

    def map(self) -> Map | None:
        """Return the map of the regions all of whose territories are known; None if they are not.

        Overseas départements are on no map here.
        """
        data, names = _shapes(), self.departments
        inside = self._inside & data["paths"].keys()
        if not inside:
            return None
        boxes = {code: _box(data["paths"][code]) for code in data["paths"]}
        seen = [boxes[code] for code in inside]
        left, top = min(b[0] for b in seen) - MARGIN, min(b[1] for b in seen) - MARGIN
        right, bottom = max(b[2] for b in seen) + MARGIN, max(b[3] for b in seen) + MARGIN
        shapes = []
        for code, path in data["paths"].items():
            x1, y1, x2, y2 = boxes[code]
            if x2 < left or x1 > right or y2 < top or y1 > bottom:
                continue
            places = tuple(p for p in self.places if code in p.departments)
            x, y = _middle(path)
            shapes.append(Shape(code, names.get(code, code), path, x, y, code in inside, places))
        shapes.sort(key=lambda shape: shape.inside)
        return Map((left, top, right - left, bottom - top), tuple(shapes))

    @cached_property
    def departments(self) -> dict[str, str]:
        """Return the name of each département in which there is a territory, by its code."""
        return {c.departement: c.departement_nom for c in self._all()}

    def region(self, code: str) -> str:
        """Return the name of a region, as its territories' communes have it."""
        return next((c.region_nom for c in self._all() if c.region == code), code)

    def _all(self) -> Iterator[Commune]:
        for place in self.places:
            for member in place.members:
                yield from member.communes


@cache
def _shapes() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(_SHAPES.read_text(encoding="utf-8"))
    return found


@cache
def _points(path: str) -> tuple[tuple[int, int], ...]:
    """Return the corners of the largest outline of a path (a start, then steps)."""
    rings = []
    for ring in path.split("M")[1:]:
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        x, y = numbers[:2]
        points = [(x, y)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        rings.append(tuple(points))
    return max(rings, key=lambda points: abs(_area(points)))


def _area(points: tuple[tuple[int, int], ...]) -> float:
    turned = zip(points, (*points[1:], points[0]), strict=True)
    return sum(a * d - c * b for (a, b), (c, d) in turned) / 2


def _middle(path: str) -> tuple[float, float]:
    """Return the centre of mass of an outline."""
    points = _points(path)
    area = _area(points) or 1.0
    x = y = 0.0
    for (a, b), (c, d) in zip(points, (*points[1:], points[0]), strict=True):
        cross = a * d - c * b
        x, y = x + (a + c) * cross, y + (b + d) * cross
    return round(x / (6 * area), 1), round(y / (6 * area), 1)


def _box(path: str) -> tuple[int, int, int, int]:
    xs, ys = zip(*_points(path), strict=True)
    return min(xs), min(ys), max(xs), max(ys)
