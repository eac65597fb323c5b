"""What is on the map of an area, and its drawing, kept from one request to the next."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape
from django.utils.translation import gettext as _
from pyproj import Transformer

from ..models import Area, AreaQuerySet, Boundary
from ..queries.area import AreaRow, areas_from, rows_in
from .cells import Spot, cells_of
from .drawing import WIDTH, Drawing, draw
from .labels import (
    MOST_LABELS,
    MOST_SMALL_SCREEN_LABELS,
    Label,
    labels_of,
    small_screen_labels_of,
)

MOST_BYTES = 60_000
"""Of the SVG of one map."""
_PER_AREA, _PER_LABEL, _PER_MAP = 85, 80, 700
"""Bytes around the paths: of a link without its name, of a name on the map, and once."""
KEYBOARD_LIMIT = 20
"""With more shapes than this, the keyboard goes through the list instead."""

MOST_MISSING = 6


@dataclass(frozen=True)
class Shape:
    """An area as drawn, which links to its page."""

    area: Area
    path: str
    is_chosen: bool
    x: int
    y: int
    """Where in it there is most room."""


@dataclass(frozen=True)
class MapView:
    """A map as templates show it: the parts of `area`, of which one may be chosen."""

    area: Area
    chosen: Area | None
    parts: list[Area]
    """All of them, by name."""
    shapes: list[Shape]
    missing: list[Area]
    """Parts that could not be drawn."""
    labels: list[Label]
    small_screen_labels: list[Label]
    height: int
    years: list[int]
    """Of the boundaries; of the official list if the map is schematic."""
    is_schematic: bool

    width = WIDTH

    @property
    def title(self) -> str:
        words = {"area": self.area.title}
        match self.area.level:
            case Area.Level.COUNTRY:
                return _("Map of the municipalities")
            case Area.Level.MUNICIPALITY:
                return _("Map of the districts of %(area)s") % words
        return _("Map of the neighbourhoods of %(area)s") % words

    @property
    def here(self) -> Area:
        """The area whose map this is, as in its address."""
        return self.chosen or self.area

    @property
    def missing_names(self) -> str:
        """The first few; the list has all."""
        names = [part.title for part in self.missing]
        return ", ".join(names[:MOST_MISSING]) + (" …" if len(names) > MOST_MISSING else "")

    @property
    def is_crowded(self) -> bool:
        return len(self.shapes) > KEYBOARD_LIMIT


def whole_of(area: Area) -> Area:
    """Whose map it is. Of a former area it is the map of what it lay in."""
    whole = area
    while (whole.level == Area.Level.NEIGHBOURHOOD or whole.is_former) and whole.parent:
        whole = whole.parent
    return whole


def map_of(area: Area, rows: tuple[AreaRow, ...] | None = None) -> MapView | None:
    """The parts of an area, or those around a neighbourhood, which is then the chosen one.

    The area is fetched `with_ancestors()`; `rows` are those of `rows_in` its `whole_of`, when that
    was asked. None if there is nothing to draw. One query; another when it is drawn for the first
    time.
    """
    whole = whole_of(area)
    parts, years, version = _parts_of(rows_in(whole.pk) if rows is None else rows)
    drawing = _drawing(whole.pk, version)
    drawn = [part for part in parts if part.code in drawing.outlines]
    if not drawn:
        return None
    names = {part.code: part.title for part in _most_known_first(drawn, drawing)}
    chosen = next((part for part in drawn if part.pk == area.pk), None)
    lit = chosen.code if chosen else None
    return MapView(
        area=whole,
        chosen=chosen,
        parts=parts,
        shapes=[_shape(part, drawing, is_chosen=part.pk == area.pk) for part in drawn],
        missing=[part for part in parts if part.code not in drawing.outlines],
        labels=labels_of(drawing, names, chosen=lit),
        small_screen_labels=small_screen_labels_of(drawing, names, chosen=lit),
        height=drawing.height,
        years=sorted(years or {part.year for part in drawn}),
        is_schematic=not years,
    )


def _shape(part: Area, drawing: Drawing, *, is_chosen: bool) -> Shape:
    outline = drawing.outlines[part.code]
    return Shape(part, outline.path, is_chosen, outline.x, outline.y)


def _parts_of(rows: tuple[AreaRow, ...]) -> tuple[list[Area], set[int], str]:
    """The parts by name, the years of their boundaries, and a mark of all that is drawn."""
    parts = areas_from(rows)
    edges = [row[-3:] for row in rows]  # id, year, length
    years = {year for _id, year, _length in edges if year}
    drawn_from = [
        (part.code, part.latitude, part.longitude, *edge)
        for part, edge in zip(parts, edges, strict=True)
    ]
    return parts, years, hashlib.sha256(repr(drawn_from).encode()).hexdigest()


def _most_known_first(areas: list[Area], drawing: Drawing) -> list[Area]:
    """By inhabitants, for that is where most readers know their way; then by size."""
    return sorted(
        areas,
        key=lambda area: (area.inhabitants or 0, drawing.outlines[area.code].size),
        reverse=True,
    )


@lru_cache(maxsize=512)
def _drawing(whole_id: int, version: str) -> Drawing:
    """Draw the parts of an area: from their boundaries, or around their centres if none has one.

    `version` tells drawings of different boundaries apart; an old one falls out of the cache.
    """
    parts = Area.objects.current().filter(parent=whole_id)
    edges = Boundary.objects.filter(area__in=parts).select_related("area")
    shapes = {edge.area.code: edge.shape for edge in edges} or cells_of(_centres(parts))
    names = sum(len(escape(part.title).encode()) for part in parts)
    labels = _PER_LABEL * min(len(shapes), MOST_LABELS + MOST_SMALL_SCREEN_LABELS)
    room = MOST_BYTES - _PER_MAP - _PER_AREA * len(shapes) - names - labels
    return draw(shapes, budget=room)


def _centres(parts: AreaQuerySet) -> dict[str, Spot]:
    """Centre points on the national grid, of the parts that have one."""
    to_grid = Transformer.from_crs("EPSG:4326", "EPSG:28992", always_xy=True)
    return {
        part.code: to_grid.transform(part.longitude, part.latitude)
        for part in parts
        if part.latitude is not None
    }
