"""The areas around one, to choose another."""

from collections import defaultdict
from dataclasses import dataclass

from ..models import Area
from .area import AreaRow, areas_from, rows_in, rows_within


@dataclass(frozen=True)
class Family:
    """Areas of today's map, in order of name."""

    districts: list[Area]
    """Of the municipality."""
    neighbourhoods: list[Area]
    """Of the district the area is or lies in."""
    by_district: list[tuple[Area, list[Area]]]
    """For the page of a municipality: each of its districts with the neighbourhoods in it."""


def rows_around(area: Area) -> tuple[AreaRow, ...]:
    """What a reader of this area's page may go on to, fetched `with_ancestors()`; one query."""
    municipality, district = area.municipality, area.district
    if municipality is None:
        return ()
    return rows_in(municipality.pk, district.pk) if district else rows_within(municipality.pk)


def family_of(area: Area, rows: tuple[AreaRow, ...] | None = None) -> Family:
    """What there is around an area; `rows` are those of `rows_around`, when that was asked."""
    parts: defaultdict[int | None, list[Area]] = defaultdict(list)
    for part in areas_from(rows_around(area) if rows is None else rows):
        parts[part.parent_id].append(part)
    districts = parts[area.municipality.pk] if area.municipality else []
    if area.district:
        return Family(districts, parts[area.district.pk], [])
    return Family(districts, [], [(district, parts[district.pk]) for district in districts])
