"""Bars beside key figures: of the area, of what it lies in, and of the country."""

from dataclasses import dataclass
from math import ceil

from .kinds import Kind, Text, Unit
from .models import Area
from .queries import Comparison, Profile, Value
from .wording import shown

SHARES = [
    "one_person",
    "age_65_plus",
    "with_children",
    "rented",
    "age_0_14",
    "born_abroad",
    "owner_occupied",
    "houses",
]
NEARBY = ["distance_supermarket", "distance_school", "distance_doctor"]
"""What the profile draws, most telling first."""

AT_MOST = 6


@dataclass(frozen=True)
class Bar:
    """One row of a chart."""

    area: Area
    text: str
    width: str
    """Of 100, as an attribute of SVG; empty when there is no figure."""
    style: str
    is_chosen: bool
    is_stand_in: bool
    """A district, shown because its neighbourhood has no figure."""


@dataclass(frozen=True)
class Chart:
    title: Text
    bars: list[Bar]


def charts_of(profile: Profile, kinds: list[str]) -> list[Chart]:
    """A chart for each of the first kinds of which anything is known, on one scale from 0."""
    known = [profile.comparisons[kind] for kind in kinds if kind in profile.comparisons]
    known = known[:AT_MOST]
    values = [row.value or 0 for comparison in known for row in _rows(comparison)]
    scale = _scale(max(values, default=0), known[0].kind) if known else 1
    return [
        Chart(
            comparison.kind.label,
            [_bar(comparison, row, scale, profile.area) for row in _rows(comparison)],
        )
        for comparison in known
    ]


def _rows(comparison: Comparison) -> list[Value]:
    """The area, its municipality and the country; its district steps in for an unknown figure."""
    own, *above = comparison.values
    return [own] + [
        row
        for row in above
        if row.area.level != Area.Level.DISTRICT or (own.value is None and row.value is not None)
    ]


def _scale(most: float, kind: Kind) -> float:
    """The value at the right end, just beyond the longest bar; for percentages a round one."""
    if kind.shown_as == Unit.PERCENT:
        return 10 * ceil((most + 1) / 10)
    return 1.05 * most or 1


def _bar(comparison: Comparison, row: Value, scale: float, chosen: Area) -> Bar:
    level = Area.Level(row.area.level)
    is_chosen = row.area == chosen
    return Bar(
        area=row.area,
        text=shown(comparison.kind, row.value),
        width="" if row.value is None else f"{100 * row.value / scale:.1f}",
        style="b-buurt" if is_chosen else "b-land" if level == level.COUNTRY else "b-gemeente",
        is_chosen=is_chosen,
        is_stand_in=not is_chosen and level == level.DISTRICT,
    )
