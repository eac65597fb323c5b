"""Where something is on: the map of a municipality or district, with a number in each part."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from neighbourhoods.maps import MapView, map_of
from neighbourhoods.models import Area

from .listing import listed

TINTS = ((5, 3), (2, 2), (1, 1))
"""From how many meetups which of the three tints."""
NUMBER = 20
"""The size of a number on the map, in units of the drawing, as in the style sheet."""


@dataclass(frozen=True)
class Part:
    """A part of the map with how many meetups there are in it."""

    area: Area
    number: int
    is_chosen: bool
    path: str
    """Empty when it cannot be drawn."""
    x: int
    y: int
    """Where its number stands: in the middle, below its name if that is there."""

    @property
    def tint(self) -> int:
        """0 for none, to 3 for many."""
        return next((tint for least, tint in TINTS if self.number >= least), 0)


@dataclass(frozen=True)
class Spread:
    """How the meetups are spread over the parts of an area."""

    area: Area
    parts: list[Part]
    """All of them, by name."""
    elsewhere: int
    """Meetups for the area as a whole."""
    drawing: MapView | None

    @property
    def drawn(self) -> list[Part]:
        return [part for part in self.parts if part.path]


def spread_over(area: Area, *, now: datetime) -> Spread:
    """The numbers of an area's parts; of a neighbourhood, those of its district.

    Args:
        area: fetched `with_ancestors()`.
    """
    drawing = map_of(area)
    whole = drawing.area if drawing else area
    numbers = _numbers(whole, now=now)
    shapes = {shape.area.pk: shape for shape in drawing.shapes} if drawing else {}
    named = {label.code: label for label in drawing.labels} if drawing else {}

    def part_of(part: Area) -> Part:
        shape, label = shapes.get(part.pk), named.get(part.code)
        middle = (shape.x, shape.y + NUMBER // 3) if shape else (0, 0)
        return Part(
            part,
            numbers.pop(part.pk, 0),
            is_chosen=part.pk == area.pk,
            path=shape.path if shape else "",
            x=label.x if label else middle[0],
            y=label.y + NUMBER if label else middle[1],
        )

    parts = [part_of(part) for part in drawing.parts] if drawing else []
    return Spread(whole, parts, numbers.total(), drawing)


def _numbers(whole: Area, *, now: datetime) -> Counter[int]:
    """Meetups by the part of `whole` that they are in, or by `whole` itself."""
    counts: Counter[int] = Counter()
    rows = listed(whole, now=now).order_by().values_list("area", "area__parent")
    for area, parent, number in rows.annotate(number=Count("pk")):
        is_below = whole.level == Area.Level.MUNICIPALITY and parent not in (whole.pk, None)
        counts[parent if is_below and area != whole.pk else area] += number
    return counts
