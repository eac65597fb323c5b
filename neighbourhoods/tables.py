"""All figures of an area, for on a page and for a spreadsheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .kinds import KINDS, SOURCES, THEMES, UNITS, Text, Theme
from .models import Area
from .queries import Comparison, Profile
from .wording import plain, shown

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Line:
    label: Text
    year: int
    is_estimate: bool
    cells: list[tuple[Area, str]]


@dataclass(frozen=True)
class Trends:
    """How an area's own figures went over the years."""

    years: list[int]
    rows: list[tuple[Text, list[tuple[int, str]]]]


def themes_of(comparisons: Iterable[Comparison]) -> list[tuple[Text, list[Line]]]:
    """Lines of figures under the name of their theme, themes without figures left out."""
    lines: dict[Theme, list[Line]] = {}
    for comparison in comparisons:
        kind = comparison.kind
        cells = [(item.area, shown(kind, item.value)) for item in comparison.values]
        lines.setdefault(kind.theme, []).append(
            Line(kind.label, comparison.year, kind.is_estimate, cells)
        )
    return [(THEMES[theme], found) for theme, found in lines.items()]


def trends_of(profile: Profile) -> Trends:
    """A row for each kind that is known of more than one year."""
    years = sorted({year for known in profile.trends.values() for year in known})
    rows = [
        (
            KINDS[slug].label,
            [(year, shown(KINDS[slug], known.get(year))) for year in years],
        )
        for slug, known in profile.trends.items()
    ]
    return Trends(years, rows)


def data_of(profile: Profile) -> dict[str, Any]:
    """The figures for other programs: codes instead of words where there are any, null unknown."""
    return {
        "area": _place_of(profile.area),
        "lies_in": [_place_of(area) for area in profile.area.ancestors],
        "figures": [_figure_of(comparison) for comparison in profile.comparisons.values()],
    }


def _place_of(area: Area) -> dict[str, Any]:
    return {"code": area.code, "name": area.name, "level": Area.Level(area.level).name.lower()}


def _figure_of(comparison: Comparison) -> dict[str, Any]:
    kind, source = comparison.kind, SOURCES[comparison.kind.source]
    return {
        "kind": kind.slug,
        "label": str(kind.label),
        "unit": kind.shown_as,
        "year": comparison.year,
        "source": str(source.name),
        "licence": str(source.licence),
        "is_estimate": source.is_estimate,
        "values": {
            item.area.code: None if item.value is None else round(item.value, kind.decimals)
            for item in comparison.values
        },
    }


def spreadsheet_of(profile: Profile) -> list[list[str]]:
    """A row per figure and area under a header; no cell can pass for a formula."""
    rows = [[_("Code"), _("Area"), _("Figure"), _("Value"), _("Unit"), _("Year"), _("Source")]]
    for comparison in profile.comparisons.values():
        kind = comparison.kind
        for item in comparison.values:
            cells = [
                item.area.code,
                item.area.name,
                str(kind.label),
                plain(kind, item.value),
                str(UNITS[kind.shown_as]),
                str(comparison.year),
                str(SOURCES[kind.source].name),
            ]
            rows.append([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return rows
