"""What an area already has, for its page."""

from dataclasses import dataclass
from typing import TypeVar

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
    places = sorted(_around(known, area).order_by("name", "pk"), key=lambda row: RANKS[row.kind])
    groups = _around(visible_to(viewer, LocalGroup), area).order_by("name", "pk")
    town = None if places else area.municipality
    elsewhere = _around(known, town).count() if town and town != area else 0
    return Strengths(places, list(groups), elsewhere)


def _around(rows: QuerySet[S], area: Area) -> QuerySet[S]:
    lies = Q(area=area) | Q(area__parent=area) | Q(area__parent__parent=area)
    if area.level == Area.Level.NEIGHBOURHOOD:
        lies |= Q(area=area.parent)
    return rows.exclude(status=Status.DECLINED).filter(lies).select_related("area")
