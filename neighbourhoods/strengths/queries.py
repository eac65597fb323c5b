"""What an area already has, for its page."""

from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Q, QuerySet

from ..models import Area
from .access import Viewer, visible_to
from .lifecycle import Status
from .models import Kind, LocalGroup, Place, Strength

S = TypeVar("S", bound=Strength)
RANKS: dict[str, int] = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True)
class Strengths:
    """Places by kind, community centres first, and groups by name."""

    places: list[Place]
    groups: list[LocalGroup]
    elsewhere: int = 0
    """Places in the rest of the municipality; counted when there is none here."""


def strengths_of(area: Area, viewer: Viewer) -> Strengths:
    """The places and groups in an area and in all its parts, and those of the district around it.

    A place may be known to be in a district and no more; then it is also on the pages of the
    neighbourhoods there. What was declined is on no page. Two queries, however much there is, one
    more where there is no place, and for staff those for their permissions.
    """
    known = visible_to(viewer, Place)
    places = sorted(_visible(viewer, Place, area), key=lambda row: RANKS[row.kind])
    groups = _visible(viewer, LocalGroup, area)
    town = None if places else area.municipality
    elsewhere = _around(known, town).count() if town and town != area else 0
    return Strengths(places, groups, elsewhere)


def _visible(viewer: Viewer, model: type[S], area: Area) -> list[S]:
    """What a viewer may see of a model, by name, with the area that each is in."""
    if viewer.is_authenticated:
        return list(_around(visible_to(viewer, model), area).order_by("name", "pk"))
    sql, values = _for_visitors(model, Area.Level(area.level), connection.vendor)
    here = {_HERE: area.pk, _ABOVE: area.parent_id}
    with connection.cursor() as cursor:
        cursor.execute(sql, [here.get(value, value) for value in values])
        return [_row_of(model, columns) for columns in cursor.fetchall()]


_HERE, _ABOVE = -1, -2
"""Stand for the area and for what it lies in, in SQL that is made once."""
_OF_AREA = [field.attname for field in Area._meta.concrete_fields]


@cache
def _for_visitors(model: type[S], level: Area.Level, _vendor: str) -> tuple[str, tuple[Any, ...]]:
    """SQL by the same rules, for who is not signed in: to make it takes longer than to ask it."""
    area = Area(pk=_HERE, level=level, parent=Area(pk=_ABOVE))
    rows = _around(visible_to(AnonymousUser(), model), area).order_by("name", "pk")
    names = [*columns_shown(model), *(f"area__{name}" for name in _OF_AREA)]
    sql, values = rows.values_list(*names).query.sql_with_params()
    return sql, tuple(values)


@cache
def columns_shown(model: type[Strength]) -> list[str]:
    """All but when it was decided on, which databases give each in their own way."""
    return [f.attname for f in model._meta.concrete_fields if f.attname != "decided_at"]


def _row_of(model: type[S], columns: tuple[Any, ...]) -> S:
    names = columns_shown(model)
    row = model.from_db(connection.alias, names, columns[: len(names)])
    row.area = Area(**dict(zip(_OF_AREA, columns[len(names) :], strict=True)))
    return row


def _around(rows: QuerySet[S], area: Area) -> QuerySet[S]:
    lies = Q(area=area) | Q(area__parent=area) | Q(area__parent__parent=area)
    if area.level == Area.Level.NEIGHBOURHOOD:
        lies |= Q(area=area.parent)
    return rows.exclude(status=Status.DECLINED).filter(lies).select_related("area")
