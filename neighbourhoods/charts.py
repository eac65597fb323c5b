"""Bars beside key figures, in groups: of the area, of what it lies in, and of the country."""

from dataclasses import dataclass
from math import ceil

from .kinds import CLASSES, SOURCES, THEMES, Kind, Text, Theme, Unit
from .models import Area
from .queries import Comparison, Profile, Value
from .wording import shown, sources_of

DRAWN: dict[Theme, tuple[str, ...]] = {
    Theme.PEOPLE: ("age_65_plus", "age_0_14", "age_15_24", "born_abroad"),
    Theme.TOGETHER: ("one_person", "with_children", "household_size"),
    Theme.HOMES: ("rented", "owner_occupied", "social_rent", "houses", "address_density"),
    Theme.AROUND: ("distance_supermarket", "distance_school", "distance_doctor", "cars"),
    Theme.INCOME: ("income", "employed", "get_by"),
    Theme.HEALTH: (
        *("lonely", "lonely_65_plus", "volunteers"),
        *("carers", "health_good", "limited_moving"),
    ),
    Theme.LIVEABILITY: (
        *("liveability", "liveability_together", "liveability_homes"),
        *("liveability_services", "liveability_space", "liveability_safety"),
    ),
}
"""What the profile draws of each theme, most telling first; counts have nothing to be beside."""


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
    """The nearest area around that has a figure, where the chosen one has none."""


@dataclass(frozen=True)
class Chart:
    kind: Kind
    year: int
    bars: list[Bar]


@dataclass(frozen=True)
class Group:
    """The charts of a theme of which anything is known, and where their figures come from."""

    theme: Theme
    title: Text
    charts: list[Chart]
    sources: str


@dataclass(frozen=True)
class Drawn:
    """All groups with a known figure, and the names of those without any."""

    groups: list[Group]
    left_out: list[Text]


def groups_of(profile: Profile) -> Drawn:
    """What is known of an area, theme by theme."""
    groups, left_out = [], []
    for theme, kinds in DRAWN.items():
        known = [profile.comparisons[kind] for kind in kinds if kind in profile.comparisons]
        if known:
            charts = charts_of(known, profile.area)
            groups.append(Group(theme, THEMES[theme], charts, sources_of(known)))
        else:
            left_out.append(THEMES[theme])
    return Drawn(groups, left_out)


def charts_of(comparisons: list[Comparison], chosen: Area) -> list[Chart]:
    """A chart for each, those that count in the same on one scale from 0."""
    most: dict[Unit, float] = {}
    for comparison in comparisons:
        unit = comparison.kind.shown_as
        values = [row.value or 0 for row in _rows(comparison)]
        most[unit] = max([most.get(unit, 0), *values])
    return [
        Chart(
            comparison.kind,
            comparison.year,
            [
                _bar(comparison, row, _scale(comparison.kind, most), chosen)
                for row in _rows(comparison)
            ],
        )
        for comparison in comparisons
    ]


def _rows(comparison: Comparison) -> list[Value]:
    """The area, its municipality and the country; its district steps in for an unknown figure."""
    own, *above = comparison.values
    covers_country = SOURCES[comparison.kind.source].covers_country
    return [own] + [
        row
        for row in above
        if (row.area.level != Area.Level.DISTRICT or row == _stand_in(comparison))
        and (row.area.level != Area.Level.COUNTRY or covers_country or row.value is not None)
    ]


def _stand_in(comparison: Comparison) -> Value | None:
    """The nearest known figure around, short of the whole country, if the area's own is unknown."""
    if comparison.own is not None:
        return None
    above = [row for row in comparison.values[1:] if row.area.level != Area.Level.COUNTRY]
    return next((row for row in above if row.value is not None), None)


def _scale(kind: Kind, most: dict[Unit, float]) -> float:
    """The value at the right end, just beyond the longest bar; for percentages a round one."""
    longest = most[kind.shown_as]
    match kind.shown_as:
        case Unit.CLASS:
            return CLASSES
        case Unit.PERCENT:
            return 10 * ceil((longest + 1) / 10)
    return 1.05 * longest or 1


def _bar(comparison: Comparison, row: Value, scale: float, chosen: Area) -> Bar:
    level = Area.Level(row.area.level)
    is_chosen = row.area == chosen
    return Bar(
        area=row.area,
        text=shown(comparison.kind, row.value),
        width="" if row.value is None else f"{100 * row.value / scale:.1f}",
        style="b-buurt" if is_chosen else "b-land" if level == level.COUNTRY else "b-gemeente",
        is_chosen=is_chosen,
        is_stand_in=row is _stand_in(comparison),
    )
