"""One area by its code with everything it lies in, and the areas that lie in it.

Nearly every page of the site begins with these.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from meetups.ready import Blank, Ready

from ..models import Area

AreaRow = tuple[Any, ...]
"""An area of today's map, and what there is of its boundary. Two that are equal are shown and drawn
alike."""

COLUMNS: list[str] = [field.attname for field in Area._meta.concrete_fields]
_NAMES = [name for name in COLUMNS if name != "is_former"]


def area_at(code: str) -> Area | None:
    """As `Area.objects.with_ancestors().get(code=code)`, but None if there is no such area."""
    return None if "\0" in code else _with_ancestors.first(code=code)  # PostgreSQL refuses it


def rows_in(*above: int) -> tuple[AreaRow, ...]:
    """What lies right in one of these areas, by name."""
    return tuple(_rows_in(above=above))


def rows_within(municipality: int) -> tuple[AreaRow, ...]:
    """The districts and neighbourhoods of a municipality, by name."""
    return tuple(_rows_within(municipality=municipality))


def areas_from(rows: Iterable[AreaRow]) -> list[Area]:
    """These rows as areas; only of today's map, so none is former."""
    return [Area(**dict(zip(_NAMES, row, strict=False))) for row in rows]


def _rows(lies: Q) -> QuerySet[Area, AreaRow]:
    boundary = ("boundary__id", "boundary__year", Length("boundary__geometry"))
    rows = Area.objects.current().filter(lies).order_by("search_key", "code")
    return rows.values_list(*_NAMES, *boundary)


_with_ancestors = Ready(lambda: Area.objects.with_ancestors().filter(code=Blank("code")))
_rows_in = Ready(lambda: _rows(Q(parent__in=Blank("above"))))
_rows_within = Ready(
    lambda: _rows(
        Q(parent=Blank("municipality"))
        | Q(parent__in=Area.objects.filter(parent=Blank("municipality")).values("pk"))
    )
)
