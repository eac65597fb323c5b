"""Outlines of areas: to metres, valid, and with no more points than a drawing needs."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from .facts import UnusableFileError

METRES = "EPSG:28992"
TOLERANCE = 10.0
"""Metres: a bend is left out when the triangle it makes is smaller than this, squared."""
_POLYGON, _MULTIPOLYGON = 3, 6
_LAND = (-10_000, 290_000, 300_000, 640_000)
"""In metres: west, south, east and north of the country, with room to spare."""


class NoPolygonError(Exception):
    """An area has no usable outline; the message goes after its code."""


def in_metres(wkb: NDArray[np.object_], crs: str, file: str) -> NDArray[np.object_]:
    """Shapes of a file in metres of the national grid (EPSG:28992); None where it has none.

    Raises:
        UnusableFileError: the projection is unknown, or the coordinates contradict it.
    """
    projection = _projection(crs, file)
    shapes: NDArray[np.object_] = shapely.from_wkb(wkb, on_invalid="ignore")
    bounds = shapely.total_bounds(shapes)
    if np.isnan(bounds).all():
        return shapes
    are_degrees = bool(np.abs(bounds).max() <= 180)
    if are_degrees != projection.is_geographic:
        said, are, say = ("metres", "degrees", "EPSG:4326")
        if projection.is_geographic:
            said, are, say = ("degrees", "metres", METRES)
        raise UnusableFileError(
            f"{file} should be in {said} ({projection.name}), but its coordinates are {are}. "
            f"Say --crs {say} if that is what they are."
        )
    if not projection.equals(METRES):
        to_metres = Transformer.from_crs(projection, METRES, always_xy=True)
        shapes = shapely.transform(
            shapes, lambda points: np.column_stack(to_metres.transform(*points.T))
        )
    west, south, east, north = shapely.total_bounds(shapes)
    if not (_LAND[0] <= west and _LAND[1] <= south and east <= _LAND[2] and north <= _LAND[3]):
        raise UnusableFileError(
            f"{file} lies outside the Netherlands when it is read as {projection.name}: that is "
            "not its projection, or longitude and latitude have changed places."
        )
    return shapes


def _projection(crs: str, file: str) -> CRS:
    try:
        projection = CRS.from_user_input(crs) if crs else None
    except CRSError as error:
        raise UnusableFileError(f"“{crs[:60]}” is no projection. Try {METRES}.") from error
    if projection and (projection.is_geographic or projection.is_projected):
        return projection
    raise UnusableFileError(f"{file} does not say its projection. Say --crs {METRES}.")


def joined(parts: Sequence[BaseGeometry | None]) -> tuple[BaseGeometry, str]:
    """The parts of an area as one valid shape of polygons, and what was repaired, if anything.

    Raises:
        NoPolygonError: nothing with a surface is left.
    """
    sound, repairs = [], []
    for part in parts:
        if part is None or shapely.is_empty(part):
            continue
        if not shapely.is_valid(part):
            repairs.append(shapely.is_valid_reason(part))
        sound.append(_polygons_of(part))
    shape = sound[0] if len(sound) == 1 else shapely.union_all(sound)
    if shapely.is_empty(shape):
        raise NoPolygonError("has no polygon" if sound else "has no shape")
    return shape, "; ".join(repairs)


def _polygons_of(shape: BaseGeometry) -> BaseGeometry:
    """The shape made valid, without loose points and lines."""
    if not shapely.is_valid(shape):
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    if shapely.get_type_id(shape) in {_POLYGON, _MULTIPOLYGON}:
        return shape
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[np.isin(shapely.get_type_id(parts), [_POLYGON, _MULTIPOLYGON])])


def simplified(shapes: Sequence[BaseGeometry]) -> list[bytes]:
    """The shapes as WKB with fewer points; neighbours keep sharing the very same line.

    However small an area is, it stays.
    """
    before = np.array(shapes, dtype=object)
    if not before.size:
        return []
    after: NDArray[Any] = shapely.coverage_simplify(before, TOLERANCE)
    for place in np.flatnonzero(~shapely.is_valid(after) | shapely.is_empty(after)):
        repaired = _polygons_of(after[place])  # only where areas overlapped in the file
        after[place] = before[place] if shapely.is_empty(repaired) else repaired
    # Where a ring begins depends on the other areas of a file; without that, equal is equal.
    wkb: list[bytes] = shapely.to_wkb(shapely.normalize(after)).tolist()
    return wkb
