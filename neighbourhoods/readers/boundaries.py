"""Maps of boundaries: GeoPackage, GeoJSON and TopoJSON, in metres or degrees.

The attribute names are those of either service of PDOK, new or old. Water is left out.
"""

import re
import warnings
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw

from ..models import CODE, Area
from . import outlines
from .facts import AreaFacts, Facts, UnusableFileError, Watch
from .tables import text

DEGREES = "EPSG:4326"
_NAMES = [
    ("statcode", "statnaam"),
    ("buurtcode", "buurtnaam"),
    ("bu_code", "bu_naam"),
    ("wijkcode", "wijknaam"),
    ("wk_code", "wk_naam"),
    ("gemeentecode", "gemeentenaam"),
    ("gm_code", "gm_naam"),
]
"""A layer of neighbourhoods names the areas above as well, so the smallest comes first."""
_YEARS = ["jrstatcode", "jaar"]


@dataclass
class Boundaries:
    """What was read: the areas with their names, their shapes, and what was amiss."""

    facts: Facts = field(default_factory=Facts)
    shapes: dict[str, bytes] = field(default_factory=dict)
    """By code: polygons as WKB in metres (EPSG:28992), valid and simplified."""
    repaired: list[str] = field(default_factory=list)
    """Areas whose outline crossed itself, and where."""
    water: int = 0
    """Rows of water, left out."""


@dataclass(frozen=True)
class _Layer:
    path: Path
    name: str
    crs: str
    areas: dict[int, AreaFacts]
    """By place in the layer; a code may occur more than once, for parts of an area."""


def read_boundaries(
    paths: Sequence[Path],
    watch: Watch,
    *,
    year: int,
    crs: str = "",
    layers: Sequence[str] = (),
) -> Boundaries:
    """Read the boundaries of a year; areas of one level keep the lines they share.

    Args:
        crs: The projection, when a file names none or a wrong one, as "EPSG:28992".
        layers: Which layers to read; by default all that hold areas.

    Raises:
        UnusableFileError: a file is no map, lacks the layer, is of another year, names an area
            twice, or its coordinates contradict its projection.
    """
    found = Boundaries()
    read: list[_Layer] = []
    for path in watch(paths, "Reading names"):
        read += _layers_in(path, year, crs, layers, found)
    _refuse_doubles(read)
    levels = sorted({area.level for layer in read for area in layer.areas.values()})
    for level in watch(levels, "Reading shapes"):
        _read_level(level, read, found)
    return found


def _layers_in(
    path: Path, year: int, crs: str, wanted: Sequence[str], found: Boundaries
) -> Iterator[_Layer]:
    with _explained(path):
        present = pyogrio.list_layers(path)
    names = [name for name, kind in present if _may_hold_areas(kind)]
    if absent := set(wanted) - set(present[:, 0]):
        raise UnusableFileError(
            f"{path.name} has no layer {', '.join(sorted(absent))}; "
            f"it has {', '.join(present[:, 0])}."
        )
    read = [
        layer
        for name in names
        if not wanted or name in wanted
        if (layer := _layer(path, name, year, crs, found, alone=len(present) == 1))
    ]
    if not read:
        columns = ", ".join(code for code, _name in _NAMES)
        raise UnusableFileError(
            f"{path.name} holds no boundaries of areas that we know: no layer has polygons and "
            f"codes (in a column {columns}). Its layers: {', '.join(present[:, 0]) or 'none'}."
        )
    yield from read


def _may_hold_areas(kind: str | None) -> bool:
    return kind is not None and any(
        word in kind for word in ("Polygon", "Surface", "Unknown", "Collection")
    )


def _layer(
    path: Path, name: str, year: int, crs: str, found: Boundaries, *, alone: bool
) -> _Layer | None:
    """The areas of a layer by their place in it, without shapes; None if it has other things."""
    info, _geometry, rows = _read(path, name, geometry=False)
    columns = dict(zip((text(field).lower() for field in info["fields"]), rows, strict=True))
    code_column, name_column = next((pair for pair in _NAMES if pair[0] in columns), ("", ""))
    if not code_column:
        return None
    codes = [text(code) for code in columns[code_column]]
    _check_year(path, year, columns)
    names = columns.get(name_column, [""] * len(codes))
    water = columns.get("water", [""] * len(codes))
    label = path.name if alone else f"{path.name} ({name})"
    areas = {
        place: AreaFacts(code=code, file=label, row=place + 1, name=text(names[place]))
        for place, code in enumerate(codes)
        if text(water[place]).upper() != "JA"
    }
    known = {place: area for place, area in areas.items() if re.fullmatch(CODE, area.code)}
    if not known:
        return None
    found.water += len(codes) - len(areas)
    for place in areas.keys() - known.keys():
        found.facts.leave_out(areas[place], f"“{codes[place][:20]}” is not a code of an area")
    return _Layer(path, name, crs or info["crs"] or _usual_crs(path), known)


def _usual_crs(path: Path) -> str:
    """The projection of a file that names none; empty where there is no rule for that."""
    return DEGREES if path.suffix.lower() in {".json", ".geojson", ".topojson"} else ""


def _check_year(path: Path, year: int, columns: dict[str, Any]) -> None:
    for column in _YEARS:
        for value in columns.get(column, []):
            said = text(value)[:4]
            if said.isdecimal() and int(said) != year:
                raise UnusableFileError(f"{path.name} is of {said}, not of {year}.")


def _refuse_doubles(layers: list[_Layer]) -> None:
    seen: dict[str, _Layer] = {}
    for layer in layers:
        for area in layer.areas.values():
            if (other := seen.setdefault(area.code, layer)) is not layer:
                raise UnusableFileError(
                    f"{area.code} is in {other.path.name} ({other.name}) and in "
                    f"{layer.path.name} ({layer.name}). Choose a layer with --layer."
                )


def _read_level(level: Area.Level, layers: list[_Layer], found: Boundaries) -> None:
    """Take in the shapes of one level: together, so that neighbours keep their common line."""
    parts: dict[str, list[Any]] = defaultdict(list)
    for layer in layers:
        for area, shape in _shapes_in(layer, level):
            found.facts.areas.setdefault(area.code, area)
            parts[area.code].append(shape)
    sound = {}
    for code, pieces in parts.items():
        area = found.facts.areas[code]
        try:
            sound[code], repair = outlines.joined(pieces)
        except outlines.NoPolygonError as error:
            found.facts.leave_out(area, f"{code} {error}")
            continue
        if repair:
            found.repaired.append(f"{area.file}, row {area.row}: {code}, {repair}")
    parts.clear()
    found.shapes.update(zip(sound, outlines.simplified(list(sound.values())), strict=True))


def _shapes_in(layer: _Layer, level: Area.Level) -> list[tuple[AreaFacts, Any]]:
    """The shapes of a layer; a function of its own, so that what was read does not linger."""
    places = [place for place, area in layer.areas.items() if area.level == level]
    if not places:
        return []
    _info, wkb, _rows = _read(layer.path, layer.name, geometry=True)
    shapes = outlines.in_metres(wkb[places], layer.crs, layer.path.name)
    return [(layer.areas[place], shape) for place, shape in zip(places, shapes, strict=True)]


def _read(path: Path, layer: str, *, geometry: bool) -> tuple[dict[str, Any], Any, list[Any]]:
    """A layer: what is said of it, its shapes as WKB, and its columns."""
    wanted: dict[str, Any] = {"columns": []} if geometry else {}

    def read(**options: Any) -> tuple[dict[str, Any], Any, Any, list[Any]]:
        result: tuple[dict[str, Any], Any, Any, list[Any]] = pyogrio.raw.read(
            path, layer=layer, read_geometry=geometry, force_2d=True, **wanted, **options
        )
        return result

    with _explained(path):
        try:
            info, _ids, shapes, rows = read()
        except UnicodeDecodeError:
            info, _ids, shapes, rows = read(encoding="cp1252")
    return info, np.empty(0, dtype=object) if shapes is None else shapes, rows


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Tell an operator in one sentence why a file cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # what matters follows as an error
            yield
    except (RuntimeError, UnicodeDecodeError) as error:
        if not path.exists():
            raise UnusableFileError(f"{path}: No such file or directory.") from error
        reason = str(error).partition(";")[0].rstrip(".")
        raise UnusableFileError(
            f"{path.name} cannot be read as GeoPackage, GeoJSON or TopoJSON: {reason}."
        ) from error
