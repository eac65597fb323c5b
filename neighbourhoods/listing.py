"""The list of what lies in a municipality, for on a page: headers that sort, and pages."""

from dataclasses import dataclass

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from .kinds import CBS, SOURCES, Text
from .queries.inside import COLUMNS, FIGURES, NAME, PLACES, Inside, Row
from .wording import shown


@dataclass(frozen=True)
class Header:
    """The head of a column, which is a link that sorts by it."""

    column: str
    label: Text
    query: str
    aria_sort: str
    """ascending, descending, or empty when the list is not sorted by it."""


@dataclass(frozen=True)
class Listing:
    """What a template needs of the list beside the rows themselves."""

    headers: list[Header]
    tabs: list[tuple[str, int, str, bool]]
    """What can be shown, how many there are, the query for it, and whether it is shown now."""
    previous: str
    next: str
    """The query of the pages around this one; empty when there is none."""
    sources: str


def listing_of(inside: Inside) -> Listing:
    page = inside.page
    return Listing(
        [_header(inside, column) for column in COLUMNS],
        [
            (show, count, urlencode({"show": show}), show == inside.show)
            for show, count in inside.counts.items()
        ],
        _query(inside, inside.sort, page.previous_page_number()) if page.has_previous() else "",
        _query(inside, inside.sort, page.next_page_number()) if page.has_next() else "",
        _sources(inside),
    )


def _header(inside: Inside, column: str) -> Header:
    """Names go from A to Z first, numbers from most to least; once more is the other way."""
    is_sorted = column == inside.column
    descends = not inside.is_descending if is_sorted else column != NAME
    labels: dict[str, Text] = {
        NAME: _("Name"),
        PLACES: _("Meeting places we know"),
        **{kind.slug: kind.label for kind in FIGURES},
    }
    now = "descending" if inside.is_descending else "ascending"
    query = _query(inside, f"-{column}" if descends else column)
    return Header(column, labels[column], query, now if is_sorted else "")


def _query(inside: Inside, sort: str, page: int = 1) -> str:
    asked = {"show": inside.show, "sort": sort}
    return urlencode(asked | {"page": page} if page > 1 else asked)


def _sources(inside: Inside) -> str:
    """Where the figures, all of one publisher, come from, with their year or years."""
    years = sorted(set(inside.years.values()))
    return f"{SOURCES[CBS].name}, {', '.join(map(str, years))}" if years else ""


def cells_of(row: Row) -> list[str]:
    """The figures of a row in words, in the order of the columns."""
    return [shown(kind, row.values[kind.slug]) for kind in FIGURES]
