"""Small maps in the forms that PDOK and Statistics Netherlands publish."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

WEST, MIDDLE, EAST_END, SOUTH, TOP = 171_000, 171_500, 172_000, 485_000, 486_000
NORTH_SHAPE = shapely.box(WEST, SOUTH, MIDDLE, TOP)
EAST_SHAPE = shapely.box(MIDDLE, SOUTH, EAST_END, TOP)
DISTRICT_SHAPE = shapely.box(WEST, SOUTH, EAST_END, TOP)
BOW_TIE = shapely.Polygon(
    [(WEST, SOUTH), (MIDDLE, TOP), (MIDDLE, SOUTH), (WEST, TOP), (WEST, SOUTH)]
)
SHAPES = {
    "BU02430501": NORTH_SHAPE,
    "BU02430503": EAST_SHAPE,
    "WK024305": DISTRICT_SHAPE,
    "GM0243": DISTRICT_SHAPE,
}
"""Of the areas in `files.py`, in metres of the national grid."""
NAMES = {
    "BU02430501": "Stadsdennen Noord",
    "BU02430503": "Stadsdennen Oost",
    "WK024305": "Stadsdennen",
    "GM0243": "Harderwijk",
}

Row = tuple[dict[str, Any], BaseGeometry | None]


def rows(*codes: str, **more: Any) -> list[Row]:
    """Areas with the attribute names of the generalised maps; all four unless codes are given."""
    return [
        ({"statcode": code, "statnaam": NAMES[code], **more}, SHAPES[code])
        for code in codes or SHAPES
    ]


def in_degrees(shape: BaseGeometry) -> BaseGeometry:
    to_degrees = Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True)
    return shapely.transform(shape, lambda points: np.column_stack(to_degrees.transform(*points.T)))


def write_geojson(path: Path, areas: Sequence[Row], *, crs: str = "", degrees: bool = True) -> Path:
    """`crs`: the member of that name, as GeoJSON had before 2016."""
    content: dict[str, Any] = {"type": "FeatureCollection"}
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    content["features"] = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": shape
            and json.loads(shapely.to_geojson(in_degrees(shape) if degrees else shape)),
        }
        for properties, shape in areas
    ]
    path.write_text(json.dumps(content))
    return path


def write_gpkg(
    path: Path,
    layers: dict[str, Sequence[Row]],
    *,
    crs: str | None = "EPSG:28992",
    kind: str = "MultiPolygon",
) -> Path:
    """One layer per name, as PDOK does: several polygons per area, in metres."""
    for name, areas in layers.items():
        columns = list(areas[0][0])
        shapes = [
            shape and (shapely.multipolygons([shape]) if kind == "MultiPolygon" else shape)
            for _properties, shape in areas
        ]
        pyogrio.raw.write(
            path,
            shapely.to_wkb(np.array(shapes, dtype=object)),
            field_data=[
                np.array([properties[column] for properties, _shape in areas], dtype=object)
                for column in columns
            ],
            fields=columns,
            layer=name,
            driver="GPKG",
            geometry_type=kind,
            crs=crs,
            append=path.exists(),
        )
    return path


TOPOJSON = """{
"type": "Topology",
"transform": {"scale": [0.001, 0.001], "translate": [5.6, 52.3]},
"arcs": [
  [[10, 0], [0, 10]],
  [[10, 10], [-10, 0], [0, -10], [10, 0]],
  [[10, 0], [10, 0], [0, 10], [-10, 0]]
],
"objects": {
  "buurten": {"type": "GeometryCollection", "geometries": [
    {"type": "Polygon", "arcs": [[0, 1]],
     "properties": {"statcode": "BU02430501", "statnaam": "Stadsdennen Noord"}},
    {"type": "Polygon", "arcs": [[2, -1]],
     "properties": {"statcode": "BU02430503", "statnaam": "Stadsdennen Oost"}}
  ]},
  "wijken": {"type": "GeometryCollection", "geometries": [
    {"type": "Polygon", "arcs": [[1, 2]],
     "properties": {"statcode": "WK024305", "statnaam": "Stadsdennen"}}
  ]}
}}"""
"""Two neighbourhoods that share a line, and their district around them."""
