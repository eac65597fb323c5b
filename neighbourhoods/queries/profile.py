"""An area's key figures beside those of what it lies in."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from meetups.ready import Blank, Ready

from ..kinds import KINDS, Kind
from ..models import Area, Figure

FigureRow = tuple[int, int, str, float]
"""Id of the area, year, kind and value."""
_figures = Ready(
    lambda: (
        Figure.objects.filter(area__in=Blank("areas"))
        .order_by("area", "year", "kind")
        .values_list("area", "year", "kind", "value")
    )
)
Values = dict[int, dict[int, dict[str, float]]]
"""By id of the area and by year: what is known of each kind."""


@dataclass(frozen=True)
class Value:
    """A figure of one area as people see it; None is unknown."""

    area: Area
    value: float | None


@dataclass(frozen=True)
class Comparison:
    """One kind of figure for an area and everything it lies in, from near to far, of one year."""

    kind: Kind
    year: int
    values: list[Value]

    @property
    def own(self) -> float | None:
        return self.values[0].value

    def of(self, level: Area.Level) -> float | None:
        """The value of the area of this level; None if unknown or if there is no such area."""
        return next((item.value for item in self.values if item.area.level == level), None)


@dataclass(frozen=True)
class Profile:
    """Everything known of an area, by kind; kinds of which nothing at all is known are absent."""

    area: Area
    comparisons: dict[str, Comparison]
    trends: dict[str, dict[int, float]] = field(default_factory=dict)
    """The area's own value by year, oldest first, of kinds known of more than one year."""

    @property
    def inhabitants(self) -> int | None:
        return self._count("inhabitants")

    @property
    def households(self) -> int | None:
        return self._count("households")

    def _count(self, kind: str) -> int | None:
        value = self.number(kind)
        return None if value is None else round(value)

    def number(self, kind: str) -> float | None:
        """The area's own value, as in `Comparison.own`."""
        comparison = self.comparisons.get(kind)
        return comparison.own if comparison else None


def profile_of(area: Area) -> Profile:
    """Compare an area, fetched `with_ancestors()`, with what it lies in; one query."""
    line = [area, *area.ancestors]
    return profile_from(line, figures_of(line))


def figures_of(line: Sequence[Area]) -> tuple[FigureRow, ...]:
    """All that is known of an area and what it lies in, always in the same order."""
    return tuple(_figures(areas=[area.pk for area in line]))


def profile_from(line: Sequence[Area], figures: Iterable[FigureRow]) -> Profile:
    """The profile of the first of these, beside the others, which it lies in.

    Per kind all values are of one year: the newest of which the area itself has a figure, or
    else of which any of them has one. Figures of different years are never mixed.
    """
    by_kind = _by_kind(line, figures)
    comparisons, trends = {}, {}
    for slug, known in by_kind.items():
        own = [found for found in known if found.own is not None]
        comparisons[slug] = (own or known)[0]
        if len(own) > 1:
            trends[slug] = {found.year: found.own or 0.0 for found in reversed(own)}
    return Profile(line[0], comparisons, trends)


def compare(areas: Sequence[Area]) -> list[Comparison]:
    """What is known of areas side by side, in the order given; one query.

    Per kind all values are of one year: the newest of which the most of them have a figure.
    """
    figures = (
        Figure.objects.filter(area__in=areas)
        .order_by()
        .values_list("area_id", "year", "kind", "value")
    )
    return [
        max(known, key=lambda found: sum(item.value is not None for item in found.values))
        for known in _by_kind(areas, figures).values()
    ]


def _by_kind(areas: Sequence[Area], figures: Iterable[FigureRow]) -> dict[str, list[Comparison]]:
    """Every kind of which anything is known, by year, newest first."""
    values: Values = defaultdict(lambda: defaultdict(dict))
    for area_id, year, slug, value in figures:
        values[area_id][year][slug] = value
    years = sorted({year for known in values.values() for year in known}, reverse=True)
    found: dict[str, list[Comparison]] = {}
    for slug, kind in KINDS.items():
        for year in years:
            shown = [Value(area, kind.shown(values[area.pk][year])) for area in areas]
            if any(item.value is not None for item in shown):
                found.setdefault(slug, []).append(Comparison(kind, year, shown))
    return found
