"""A schematic map where no boundaries are known: each place gets the ground nearest to it."""

from collections.abc import Mapping
from statistics import median

import shapely
from shapely import MultiPoint, Point, Polygon

Spot = tuple[float, float]
"""East and north in metres."""

LEAST_MARGIN = 250.0
APART = 25.0


def cells_of(centres: Mapping[str, Spot]) -> dict[str, Polygon]:
    """The ground that is nearer to each centre than to any other, up to a little beyond them all.

    Voronoi cells in metres, by code. They touch, do not overlap, and together cover the hull of
    all centres. Centres that coincide are moved apart eastward.
    """
    if not centres:
        return {}
    spots = _apart(centres)
    hull = MultiPoint(list(spots.values())).convex_hull.buffer(_margin(spots), quad_segs=4)
    if len(spots) == 1:
        return dict.fromkeys(spots, hull)
    cells = shapely.voronoi_polygons(
        MultiPoint(list(spots.values())), extend_to=hull, ordered=True
    ).geoms
    # Whole metres, so that neighbouring cells meet in exactly the same points.
    clipped = shapely.set_precision(shapely.intersection(list(cells), hull), 1.0)
    return dict(zip(spots, clipped, strict=True))


def _apart(centres: Mapping[str, Spot]) -> dict[str, Spot]:
    """Centres in whole metres, no two nearer to each other than cells can be drawn for."""
    taken: list[Point] = []
    spots: dict[str, Spot] = {}
    for code, (east, north) in sorted(centres.items()):
        spot = Point(round(east), round(north))
        while any(spot.distance(other) < APART for other in taken):
            spot = Point(spot.x + APART, spot.y)
        taken.append(spot)
        spots[code] = (spot.x, spot.y)
    return spots


def _margin(spots: Mapping[str, Spot]) -> float:
    """How far the map goes on beyond the outer centres: half the way to a usual neighbour."""
    points = [Point(spot) for spot in spots.values()]
    nearest = [
        min(point.distance(other) for other in points if other is not point)
        for point in points
        if len(points) > 1
    ]
    return max(LEAST_MARGIN, median(nearest) / 2 if nearest else 0)
