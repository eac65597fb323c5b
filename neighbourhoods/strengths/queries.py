"""What an area already has, for its page."""

from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from meetups.ready import Blank, Ready

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
    elsewhere = _around(known, town.pk).count() if town and town != area else 0
    return Strengths(places, groups, elsewhere)


def _visible(viewer: Viewer, model: type[S], area: Area) -> list[S]:
    """What a viewer may see of a model, by name, with the area that each is in."""
    here = {"here": area.pk}
    if area.level == Area.Level.NEIGHBOURHOOD:
        here["above"] = area.parent_id or 0
    if viewer.is_authenticated:
        return list(_around(visible_to(viewer, model), **here).order_by("name", "pk"))
    return _for_visitors(model, tuple(here))(**here)


@cache
def _for_visitors(model: type[S], names: tuple[str, ...]) -> Ready[S]:
    """The same for who is not signed in."""
    here = {name: Blank(name) for name in names}
    return Ready(lambda: _around(visible_to(AnonymousUser(), model), **here).order_by("name", "pk"))


def _around(rows: QuerySet[S], here: int | Blank, above: int | Blank = 0) -> QuerySet[S]:
    """Those in an area and in its parts; of a neighbourhood, those of the district `above` too."""
    lies = Q(area=here) | Q(area__parent=here) | Q(area__parent__parent=here)
    if above:
        lies |= Q(area=above)
    return rows.exclude(status=Status.DECLINED).filter(lies).select_related("area")
