"""What the page of an area says of its figures and places and shows of its map, drawn once.

It is kept in the process under everything that it was drawn from: the columns of the areas, the
figures, what there is of the boundaries, and the columns of a place, as they are read for each
page. So nothing is ever shown that is no longer so, and there is nothing to tell when an import or
a person has changed them. The last ones asked for are kept; the map of a large municipality takes
some 100 kB.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from . import charts, maps, tables, wording
from .hints import hints_of
from .models import Area, Place
from .queries import AreaRow, FigureRow, family_of, figures_of, profile_from
from .queries.area import COLUMNS, rows_in
from .strengths.models import Strength

Line = tuple[tuple[Any, ...], ...]
"""The columns of an area and of all that it lies in, from near to far."""


@dataclass(frozen=True, slots=True)
class FigurePieces:
    lead: SafeString
    charts: SafeString
    hints: SafeString


@dataclass(frozen=True, slots=True)
class AroundPieces:
    map: SafeString
    family: SafeString
    by_district: SafeString
    """Of a municipality."""


def figures_drawn(area: Area) -> FigurePieces:
    """What an area's figures tell, fetched `with_ancestors()`; one query."""
    line = [area, *area.ancestors]
    return _figures_drawn(_columns_of(line), figures_of(line), get_language())


def around_drawn(area: Area, rows: tuple[AreaRow, ...]) -> AroundPieces:
    """Where an area lies and what is around it; no query, where `rows_around` gave its map too."""
    whole = maps.whole_of(area)
    if whole in (area.district, area.municipality):
        parts = tuple(row for row in rows if row[_PARENT] == whole.pk)
    else:
        parts = rows_in(whole.pk)
    return _around_drawn(_columns_of([area, *area.ancestors]), rows, parts, get_language())


_PARENT = 5
"""Where in a row stands what the area lies in."""


@lru_cache(maxsize=64)
def _figures_drawn(
    line: Line, figures: tuple[FigureRow, ...], _language: str | None
) -> FigurePieces:
    areas = _areas_of(line)
    area, profile = areas[0], profile_from(areas, figures)
    known = {
        "area": area,
        "beside": area.at(wording.beside_level(area)),
        "profile": profile,
        "findings": wording.stands_out(profile),
        "drawn": charts.groups_of(profile),
        "trends": tables.trends_of(profile),
        "hints": [] if area.is_former else hints_of(profile),
    }
    return FigurePieces(
        lead=_drawn("_lead", known),
        charts=_drawn("_charts", known),
        hints=_drawn("_hints", known) if known["hints"] else SafeString(""),
    )


@lru_cache(maxsize=32)
def _around_drawn(
    line: Line, rows: tuple[AreaRow, ...], parts: tuple[AreaRow, ...], _language: str | None
) -> AroundPieces:
    area = _areas_of(line)[0]
    known = {"area": area, "family": family_of(area, rows), "map": maps.map_of(area, parts)}
    return AroundPieces(
        map=_drawn("_map", known),
        family=_drawn("_family", known),
        by_district=_drawn("_by_district", known),
    )


def strength_drawn(row: Strength, here: Area) -> SafeString:
    """A place or group, with its area, on the page of an area."""
    columns = tuple(getattr(row, name) for name in _columns_shown(type(row)))
    place = () if row.area_id == here.pk else _columns_of([row.area])
    return _strength_drawn(type(row), columns, place, get_language())


@lru_cache(maxsize=256)
def _strength_drawn(
    model: type[Strength], columns: tuple[Any, ...], elsewhere: Line, _language: str | None
) -> SafeString:
    row = model(**dict(zip(_columns_shown(model), columns, strict=True)))
    here = Area(pk=row.area_id)
    if elsewhere:
        (row.area,) = _areas_of(elsewhere)
        here = Area()
    name = "place" if model is Place else "group"
    return _drawn(f"_{name}", {name: row, "area": here})


@cache
def _columns_shown(model: type[Strength]) -> list[str]:
    """All but when it was decided on, which no page tells."""
    return [f.attname for f in model._meta.concrete_fields if f.attname != "decided_at"]


def _drawn(name: str, known: Mapping[str, Any]) -> SafeString:
    return render_to_string(f"neighbourhoods/{name}.html", dict(known))


def _columns_of(line: list[Area]) -> Line:
    return tuple(tuple(getattr(area, name) for name in COLUMNS) for area in line)


def _areas_of(line: Line) -> list[Area]:
    areas = [Area(**dict(zip(COLUMNS, columns, strict=True))) for columns in line]
    for area, above in zip(areas, [*areas[1:], None], strict=True):
        area.parent = above
    return areas
