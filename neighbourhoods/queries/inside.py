"""The districts or neighbourhoods of a municipality as a list, in the order a reader asks for."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q

from ..kinds import KINDS, Kind
from ..models import Area, Figure, Place
from ..strengths.lifecycle import Status
from .area import AreaRow, areas_from, rows_within

PER_PAGE = 120
"""The districts of every municipality go on one page."""
SHOWS = {"districts": Area.Level.DISTRICT, "neighbourhoods": Area.Level.NEIGHBOURHOOD}
FIGURES: tuple[Kind, ...] = (KINDS["inhabitants"], KINDS["households"], KINDS["density"])
"""How much there is, so that sorting never ranks people."""
NAME, PLACES = "name", "places"
COLUMNS = (NAME, *(kind.slug for kind in FIGURES), PLACES)


@dataclass(frozen=True)
class Row:
    area: Area
    district: Area | None
    """Of a neighbourhood."""
    values: dict[str, float | None]
    """By kind; None is unknown."""
    places: int
    """How many meeting places are shown in it."""

    def key(self, column: str) -> float | str | None:
        if column == NAME:
            return self.area.search_key
        return self.places if column == PLACES else self.values[column]


@dataclass(frozen=True)
class Inside:
    municipality: Area
    show: str
    """districts or neighbourhoods."""
    sort: str
    """A column, or with a minus before it: from most to least."""
    page: Page[Row]
    counts: dict[str, int]
    """Number of areas by what there is to show."""
    years: dict[str, int]
    """Of the figures, by kind: the newest year that there is of these areas."""

    @property
    def column(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        return self.sort.startswith("-")


def inside(
    municipality: Area, asked: Mapping[str, str], within: tuple[AreaRow, ...] | None = None
) -> Inside:
    """What lies in a municipality; three queries, whatever its size.

    Args:
        asked: `show`, `sort` and `page`, of the address; what makes no sense counts as not asked.
        within: what `rows_within` gave, when that was asked.
    """
    rows_here = rows_within(municipality.pk) if within is None else within
    areas = {area.pk: area for area in areas_from(rows_here)}
    by_show = {
        show: [area for area in areas.values() if area.level == level]
        for show, level in SHOWS.items()
    }
    counts = {show: len(found) for show, found in by_show.items()}
    show = asked.get("show", "")
    if show not in SHOWS:
        show = "districts" if counts["districts"] > 1 else "neighbourhoods"
    sort = asked.get("sort", NAME)
    if sort.removeprefix("-") not in COLUMNS:
        sort = NAME
    years, values = _figures([area.pk for area in by_show[show]])
    places = _places(municipality)
    rows = [
        Row(
            area,
            areas.get(area.parent_id or 0),
            {kind.slug: values[kind.slug].get(area.pk) for kind in FIGURES},
            places[area.pk],
        )
        for area in by_show[show]
    ]
    page = Paginator(_ordered(rows, sort), PER_PAGE).get_page(asked.get("page", "1"))
    return Inside(municipality, show, sort, page, counts, years)


def _ordered(rows: list[Row], sort: str) -> list[Row]:
    """Rows, which come by name, in another order; those of which it is unknown always last."""
    column = sort.removeprefix("-")
    known = [(key, row) for row in rows if (key := row.key(column)) is not None]
    known.sort(key=lambda item: item[0], reverse=sort.startswith("-"))
    return [row for _key, row in known] + [row for row in rows if row.key(column) is None]


def _figures(
    areas: list[int],
) -> tuple[dict[str, int], dict[str, dict[int, float]]]:
    """Per kind the newest year, and the values of that year by id: years are never mixed."""
    found: dict[str, dict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    known = Figure.objects.filter(area__in=areas, kind__in=[kind.slug for kind in FIGURES])
    for area_id, kind, year, value in known.order_by().values_list(
        "area_id", "kind", "year", "value"
    ):
        found[kind][year][area_id] = value
    years = {kind: max(by_year) for kind, by_year in found.items()}
    values = {kind.slug: found[kind.slug][years.get(kind.slug, 0)] for kind in FIGURES}
    return years, values


def _places(municipality: Area) -> Counter[int]:
    """How many places are shown, by id of the area they are in and of the one above it."""
    counts: Counter[int] = Counter()
    shown = Place.objects.filter(
        Q(area__parent=municipality) | Q(area__parent__parent=municipality), status=Status.SHOWN
    )
    for area_id, above_id in shown.order_by().values_list("area_id", "area__parent_id"):
        counts.update({area_id, above_id or area_id})
    return counts
