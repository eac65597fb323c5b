"""All figures of an area, for on a page and for a spreadsheet."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .kinds import SOURCES, THEMES, UNITS, Text, Theme
from .models import Area
from .queries import Profile
from .wording import plain, shown

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Line:
    label: Text
    year: int
    cells: list[tuple[Area, str]]


def themes_of(profile: Profile) -> list[tuple[Text, list[Line]]]:
    """Lines of figures under the name of their theme, themes without figures left out."""
    lines: dict[Theme, list[Line]] = {}
    for comparison in profile.comparisons.values():
        kind = comparison.kind
        cells = [(item.area, shown(kind, item.value)) for item in comparison.values]
        lines.setdefault(kind.theme, []).append(Line(kind.label, comparison.year, cells))
    return [(THEMES[theme], found) for theme, found in lines.items()]


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
