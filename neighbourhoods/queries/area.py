"""One area by its code with everything it lies in, and the areas that lie in it.

Nearly every page of the site begins with these. Their SQL is written out, for to make it of
querysets took several times as long as to ask it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from ..models import Area

AreaRow = tuple[Any, ...]
"""An area of today's map as `_PARTS` gives it, and what there is of its boundary. Two that are
equal are shown and drawn alike."""

COLUMNS: list[str] = [field.attname for field in Area._meta.concrete_fields]
_UPWARDS = """
    WITH RECURSIVE upwards AS (
        SELECT * FROM neighbourhoods_area WHERE code = %s
        UNION ALL
        SELECT above.* FROM neighbourhoods_area above JOIN upwards ON above.id = upwards.parent_id
    )
    SELECT * FROM upwards
"""
_NAMES = (
    *("id", "code", "level", "name", "slug", "parent_id", "latitude", "longitude"),
    *("year", "inhabitants", "search_key"),
)
_PARTS = """
    SELECT area.id, area.code, area.level, area.name, area.slug, area.parent_id, area.latitude,
        area.longitude, area.year, area.inhabitants, area.search_key,
        boundary.id, boundary.year, LENGTH(boundary.geometry)
    FROM neighbourhoods_area area
    LEFT JOIN neighbourhoods_boundary boundary ON boundary.area_id = area.id
    WHERE NOT area.is_former AND area.parent_id IN (%s, %s)
    ORDER BY area.search_key, area.code
"""
_PARTS_OF_PARTS = """
    SELECT area.id, area.code, area.level, area.name, area.slug, area.parent_id, area.latitude,
        area.longitude, area.year, area.inhabitants, area.search_key,
        boundary.id, boundary.year, LENGTH(boundary.geometry)
    FROM neighbourhoods_area area
    LEFT JOIN neighbourhoods_boundary boundary ON boundary.area_id = area.id
    WHERE NOT area.is_former AND (area.parent_id = %s
        OR area.parent_id IN (SELECT id FROM neighbourhoods_area WHERE parent_id = %s))
    ORDER BY area.search_key, area.code
"""


def area_at(code: str) -> Area | None:
    """As `Area.objects.with_ancestors().get(code=code)`, but None if there is no such area."""
    known = {row["id"]: area_of(row) for row in asked(_UPWARDS, [code])}
    for area in known.values():
        area.parent = known.get(area.parent_id or 0)
    return next((area for area in known.values() if area.code == code), None)


def asked(sql: str, values: Sequence[str | int]) -> list[dict[str, Any]]:
    """Rows by the names of their columns."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def area_of(row: Mapping[str, Any], prefix: str = "") -> Area:
    """The area in a row that holds all of its columns, by their names behind a prefix."""
    columns = {name: row[f"{prefix}{name}"] for name in COLUMNS}
    return Area(**columns | {"is_former": bool(columns["is_former"])})


def rows_in(above: int, other: int | None = None) -> tuple[AreaRow, ...]:
    """What lies right in an area, or in one of two, by name."""
    return _rows(_PARTS, above, above if other is None else other)


def rows_within(municipality: int) -> tuple[AreaRow, ...]:
    """The districts and neighbourhoods of a municipality, by name."""
    return _rows(_PARTS_OF_PARTS, municipality, municipality)


def _rows(sql: str, *values: int) -> tuple[AreaRow, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return tuple(cursor.fetchall())


def areas_from(rows: Iterable[AreaRow]) -> list[Area]:
    """These rows as areas; only of today's map, so none is former."""
    return [Area(**dict(zip(_NAMES, row, strict=False))) for row in rows]
