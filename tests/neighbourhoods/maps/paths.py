"""Reading the paths that maps are made of, as a browser would."""

import re

from shapely import Polygon

Corners = list[tuple[int, int]]


def rings_of(path: str) -> list[Corners]:
    """The corners of each ring; the path may hold nothing but closed rings in whole units."""
    assert re.fullmatch(r"(?:m-?\d+(?:[ -]+\d+)*z)+", path), path
    at = (0, 0)
    rings: list[Corners] = []
    for text in path.removesuffix("z").split("z"):
        numbers = [int(number) for number in re.findall(r"-?\d+", text)]
        corners: Corners = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            at = (at[0] + dx, at[1] + dy)
            corners.append(at)
        at = corners[0]  # closing goes back to where the ring began
        rings.append(corners)
    return rings


def area_of(path: str) -> float:
    """In square units, holes taken off: they go round the other way."""
    return abs(sum(_signed(ring) for ring in rings_of(path)))


def _signed(ring: Corners) -> float:
    polygon = Polygon(ring)
    area = float(polygon.area)
    return area if polygon.exterior.is_ccw else -area
