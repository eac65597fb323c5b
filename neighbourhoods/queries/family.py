"""The areas around one, to choose another."""

from dataclasses import dataclass

from django.db.models import Prefetch

from ..models import Area


@dataclass(frozen=True)
class Family:
    """Areas of today's map, in order of name."""

    districts: list[Area]
    """Of the municipality; for the page of a municipality with `neighbourhoods` in each."""
    neighbourhoods: list[Area]
    """Of the district the area is or lies in."""


def family_of(area: Area) -> Family:
    """What a reader of this area's page may go on to; two queries."""
    by_name = Area.objects.current().by_name()
    municipality, district = area.municipality, area.district
    districts = by_name.filter(parent=municipality)
    if district is None:
        inside = Prefetch("parts", queryset=by_name, to_attr="neighbourhoods")
        return Family(list(districts.prefetch_related(inside)), [])
    return Family(list(districts), list(by_name.filter(parent=district)))
