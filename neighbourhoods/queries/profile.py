"""An area's key figures beside those of what it lies in."""

from collections import defaultdict
from dataclasses import dataclass

from ..kinds import KINDS, Kind
from ..models import Area, Figure

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
    """Compare an area, fetched `with_ancestors()`, with what it lies in; one query.

    Per kind all values are of one year: the newest of which the area itself has a figure, or
    else of which any of them has one. Figures of different years are never mixed.
    """
    line = [area, *area.ancestors]
    values: Values = defaultdict(lambda: defaultdict(dict))
    for area_id, year, kind, value in Figure.objects.filter(area__in=line).values_list(
        "area_id", "year", "kind", "value"
    ):
        values[area_id][year][kind] = value
    years = sorted({year for known in values.values() for year in known}, reverse=True)
    compared = (_compare(kind, line, years, values) for kind in KINDS.values())
    return Profile(area, {found.kind.slug: found for found in compared if found})


def _compare(kind: Kind, line: list[Area], years: list[int], values: Values) -> Comparison | None:
    by_year = [
        Comparison(kind, year, [Value(area, kind.shown(values[area.pk][year])) for area in line])
        for year in years
    ]
    known = [found for found in by_year if any(item.value is not None for item in found.values)]
    own = [found for found in known if found.own is not None]
    return next(iter(own or known), None)
