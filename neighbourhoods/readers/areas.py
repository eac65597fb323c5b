"""Lists and maps of areas: whole names, and a point in the middle of each.

The list is a text file (soort_regio, code, naam, ligt_in). Maps are GeoJSON or TopoJSON in
longitude and latitude, with the column names of either of the two services of PDOK.
"""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from .facts import AreaFacts, Facts, Fault, UnusableFileError
from .tables import rows_of, text

Point = tuple[float, float]
"""Longitude and latitude."""
Ring = list[Point]
Polygon = list[Ring]

_NAMES = [("statcode", "statnaam")] + [
    (f"{level}code", f"{level}naam") for level in ("buurt", "wijk", "gemeente")
]


def read_areas(path: Path, facts: Facts) -> None:
    """Add the areas of a list or map to `facts`, or to what is known of them already.

    Raises:
        UnusableFileError: the file cannot be read, or its coordinates are no degrees.
    """
    found = _in_map(path) if path.suffix in {".json", ".geojson", ".topojson"} else _in_list(path)
    for area, parent_code in found:
        known = facts.areas.get(area.code)
        if known is None:
            facts.add(area)
        else:
            known.name = area.name or known.name
            if area.latitude is not None:
                known.latitude, known.longitude = area.latitude, area.longitude
        if parent_code and area.code in facts.areas and parent_code != area.parent_code:
            reason = f"{area.code} lies in {parent_code}, which its code denies"
            facts.faults.append(Fault(area.file, area.row, reason))


def _in_list(path: Path) -> Iterator[tuple[AreaFacts, str]]:
    for row, cells in rows_of(path, needs={"ligt_in"}):
        code, above = text(cells.get("code")), text(cells.get("ligt_in"))
        if not code.startswith("PV"):  # we have no provinces
            area = AreaFacts(code=code, file=path.name, row=row, name=text(cells.get("naam")))
            yield area, "" if above.startswith("PV") else above


def _in_map(path: Path) -> Iterator[tuple[AreaFacts, str]]:
    try:
        content = json.loads(path.read_bytes())
        features = list(_features(content))
    except OSError as error:
        raise UnusableFileError(f"{path}: {error.strerror or error}.") from error
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise UnusableFileError(f"{path.name} is neither GeoJSON nor TopoJSON: {error}.") from error
    for row, (properties, polygons) in enumerate(features, start=1):
        if properties.get("water") == "JA":
            continue
        code, name = next(
            (
                (properties[code], properties.get(name))
                for code, name in _NAMES
                if code in properties
            ),
            ("", ""),
        )
        area = AreaFacts(code=text(code), file=path.name, row=row, name=text(name))
        if polygons:
            longitude, latitude = point_inside(polygons)
            if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
                raise UnusableFileError(
                    f"{path.name} is not in longitude and latitude (EPSG:4326)."
                )
            area.longitude, area.latitude = round(longitude, 4), round(latitude, 4)
        yield area, ""


def _features(content: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[Polygon]]]:
    if content["type"] == "FeatureCollection":
        for feature in content["features"]:
            yield feature["properties"], _polygons(feature["geometry"])
    else:
        arcs = _arcs(content)
        for layer in content["objects"].values():
            for shape in layer["geometries"]:
                many = [shape["arcs"]] if shape["type"] == "Polygon" else shape.get("arcs", [])
                rings = [[_joined(ring, arcs) for ring in polygon] for polygon in many]
                yield shape["properties"], rings


def _polygons(geometry: dict[str, Any] | None) -> list[Polygon]:
    if not geometry:
        return []
    many = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        many = [many]
    return [[[(x, y) for x, y, *_ in ring] for ring in polygon] for polygon in many]


def _arcs(topology: dict[str, Any]) -> list[Ring]:
    """The lines of a TopoJSON file in degrees: it stores whole steps from point to point."""
    transform = topology.get("transform", {"scale": (1, 1), "translate": (0, 0)})
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    lines = []
    for steps in topology["arcs"]:
        x = y = 0
        line = []
        for step_x, step_y in steps:
            x, y = (x + step_x, y + step_y) if "transform" in topology else (step_x, step_y)
            line.append((x * scale_x + left, y * scale_y + bottom))
        lines.append(line)
    return lines


def _joined(indexes: list[int], arcs: list[Ring]) -> Ring:
    """A ring out of lines; ~n is line n backwards."""
    return [
        point
        for index in indexes
        for point in (arcs[index] if index >= 0 else reversed(arcs[~index]))
    ]


def point_inside(polygons: list[Polygon]) -> Point:
    """A point well inside the largest polygon, also when it is hollow or bent.

    It is the middle of the widest stretch on the horizontal line through the centroid.
    """
    polygon = max(polygons, key=lambda rings: abs(_area_and_centre(rings[0])[0]))
    _, (x, y) = _area_and_centre(polygon[0])
    crossings = sorted(
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for ring in polygon
        for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]])
        if (y1 <= y) != (y2 <= y)
    )
    stretches = list(zip(crossings[::2], crossings[1::2], strict=True))
    if not stretches:
        return x, y
    left, right = max(stretches, key=lambda ends: ends[1] - ends[0])
    return (left + right) / 2, y


def _area_and_centre(ring: Ring) -> tuple[float, Point]:
    """The surface of a ring and its centroid, by the shoelace formula."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    if not area:
        return 0.0, ring[0]
    return area / 2, (x / (3 * area), y / (3 * area))
