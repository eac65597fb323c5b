"""From shapes in metres to paths in SVG: scaled, simplified together, and in few bytes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

WIDTH = 640
"""Of every drawing, in units; text and edges in the style sheet are made for it."""
LEAST_HEIGHT, MOST_HEIGHT = 240, 640
MARGIN = 8
FINEST = 1.0
"""Corners of a triangle below this many square units are left out even if there is room."""
COARSEST = 40.0
SPECK = 4.0
"""Islands and holes below this many square units are not drawn."""
Ring = list[tuple[int, int]]


@dataclass(frozen=True)
class Outline:
    """One shape as drawn, and where in it a name would stand."""

    path: str
    x: int
    y: int
    room: float
    """Width inside the shape at (x, y)."""
    depth: float
    """Distance from about there to the nearest edge."""
    size: float
    """Area in square units."""


@dataclass(frozen=True)
class Drawing:
    """Shapes by code, in `WIDTH` by `height` units."""

    height: int
    outlines: Mapping[str, Outline]


def draw(shapes: Mapping[str, BaseGeometry], *, budget: int) -> Drawing:
    """Draw polygons in metres that touch, as fine as `budget` allows.

    `budget`: bytes for all paths together with the longest one once more, for its thick edge.
    """
    if not shapes:
        return Drawing(LEAST_HEIGHT, {})
    thin, height = _scaled(list(shapes.values()))
    tolerance = FINEST
    while True:
        thin = list(shapely.coverage_simplify(thin, tolerance))
        paths = [path_of(shape) for shape in thin]
        lengths = [len(path) for path in paths]
        if sum(lengths) + max(lengths) <= budget or tolerance > COARSEST:
            break
        tolerance *= 1.3
    outlines = [_outline(shape, path) for shape, path in zip(thin, paths, strict=True)]
    return Drawing(height, dict(zip(shapes, outlines, strict=True)))


def _scaled(shapes: list[BaseGeometry]) -> tuple[list[BaseGeometry], int]:
    """The shapes in units of the drawing, north up and in the middle, and its height."""
    west, south, east, north = shapely.total_bounds(shapes)
    wide, high = max(east - west, 1.0), max(north - south, 1.0)
    scale = min((WIDTH - 2 * MARGIN) / wide, (MOST_HEIGHT - 2 * MARGIN) / high)
    height = max(LEAST_HEIGHT, round(high * scale) + 2 * MARGIN)
    middle = np.array([(west + east) / 2, (south + north) / 2])
    flip = np.array([scale, -scale])
    centre = np.array([WIDTH / 2, height / 2])

    def onto_paper(spots: NDArray[np.float64]) -> NDArray[np.float64]:
        moved: NDArray[np.float64] = (spots - middle) * flip + centre
        return moved

    return list(shapely.transform(shapes, onto_paper)), height


def path_of(shape: BaseGeometry) -> str:
    """The `d` of a path: whole units, steps relative to the point before, every ring closed.

    Specks are left out; of a shape that is nothing but specks the largest remains, or a dot.
    """
    found = sorted(filter(_area, map(_on_grid, _rings(shape))), key=_area, reverse=True)
    rings = [ring for ring in found if _area(ring) >= SPECK] or found[:1]
    if not rings:
        x, y = (round(value) for value in shape.representative_point().coords[0])
        rings = [[(x - 1, y - 1), (x + 1, y - 1), (x + 1, y + 1), (x - 1, y + 1)]]
    parts: list[str] = []
    last = (0, 0)
    for ring in rings:
        steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise([last, *ring])]
        numbers = " ".join(str(number) for step in steps for number in step)
        parts.append(f"m{numbers.replace(' -', '-')}z")
        last = ring[0]
    return "".join(parts)


def _rings(shape: BaseGeometry) -> Iterator[LineString]:
    """Outer rings one way round and holes the other, as SVG tells them apart."""
    for part in shapely.get_parts(shapely.orient_polygons(shape)):
        if isinstance(part, Polygon) and not part.is_empty:
            yield part.exterior
            yield from part.interiors


def _area(ring: Ring) -> float:
    return Polygon(ring).area if len(ring) > 2 else 0.0


def _on_grid(ring: LineString) -> Ring:
    """The corners in whole units without repeats."""
    corners: Ring = []
    for x, y in ring.coords[:-1]:
        corner = (round(x), round(y))
        if not corners or corner != corners[-1]:
            corners.append(corner)
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    return corners


def _outline(shape: BaseGeometry, path: str) -> Outline:
    """Find the widest place for a name: across the middle of the largest circle inside."""
    largest = max(shapely.get_parts(shapely.make_valid(shape)), key=lambda part: part.area)
    radius = shapely.maximum_inscribed_circle(largest, tolerance=1.0)
    x, y = radius.coords[0]
    across = LineString([(0, y), (WIDTH, y)]).intersection(largest)
    here = [
        piece.bounds
        for piece in shapely.get_parts(across)
        if piece.bounds[0] <= x <= piece.bounds[2]
    ]
    west, _, east, _ = max(here, key=lambda bounds: bounds[2] - bounds[0], default=(x, y, x, y))
    return Outline(
        path=path,
        x=round((west + east) / 2),
        y=round(y),
        room=east - west,
        depth=radius.length,
        size=shape.area,
    )
