"""Key figures in words: values with their unit, parts of a whole, and what stands out."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .kinds import CLASSES, SOURCES, Kind, Text, Unit
from .models import Area
from .queries import Comparison, Profile


def shown(kind: Kind, value: float | None) -> str:
    """A value with its unit, as "44%", "1.2 km" or "€ 391,000"; unknown is no 0 but words."""
    if value is None:
        return _("no figure")
    match kind.shown_as:
        case Unit.EUROS:
            return f"€\xa0{_number(1000 * value, 0)}"
        case Unit.PERCENT:
            return _("%(number)s%%") % {"number": _number(value, kind.decimals)}
        case Unit.KM:
            return _("%(number)s km") % {"number": _number(value, kind.decimals)}
        case Unit.HECTARES:
            return _("%(number)s ha") % {"number": _number(value, kind.decimals)}
        case Unit.CLASS:
            return _("%(number)s of %(classes)s") % {
                "number": _number(value, 0),
                "classes": CLASSES,
            }
    return _number(value, kind.decimals)


def plain(kind: Kind, value: float | None) -> str:
    """A value for a spreadsheet in the reader's language: no unit; unknown is empty."""
    return "" if value is None else number_format(round(value, kind.decimals), kind.decimals)


def _number(value: float, decimals: int) -> str:
    return number_format(round(value, decimals), decimals, use_l10n=True, force_grouping=True)


def sources_of(comparisons: Iterable[Comparison]) -> str:
    """Where figures come from and of which year, as "CBS, Key figures …, 2024"."""
    years: dict[str, set[int]] = {}
    for comparison in comparisons:
        years.setdefault(comparison.kind.source, set()).add(comparison.year)
    return "; ".join(
        f"{SOURCES[source].name}, {', '.join(map(str, sorted(found)))}"
        for source, found in years.items()
    )


def licences_of(comparisons: Iterable[Comparison]) -> list[str]:
    """What may be done with the figures of each source that is shown."""
    sources = dict.fromkeys(comparison.kind.source for comparison in comparisons)
    return [f"{SOURCES[source].name}. {SOURCES[source].licence}" for source in sources]


def place_of(area: Area) -> str:
    """What an area is and where, as "District in Harderwijk": it tells same names apart."""
    municipality, district = area.municipality, area.district
    if municipality is None or area == municipality:
        return str(Area.Level(area.level).label)
    if district is None or area == district:
        return _("District in %(municipality)s") % {"municipality": municipality.title}
    return _("Neighbourhood in %(district)s, %(municipality)s") % {
        "district": district.title,
        "municipality": municipality.title,
    }


def people_of(area: Area) -> str:
    """How many people live in an area; empty if unknown."""
    count = area.inhabitants
    if count is None:
        return ""
    return ngettext("%(shown)s inhabitant", "%(shown)s inhabitants", count) % {
        "shown": _number(count, 0)
    }


_PARTS: list[tuple[float, Text]] = [
    (0.05, gettext_lazy("about one in twenty")),
    (0.1, gettext_lazy("about one in ten")),
    (1 / 6, gettext_lazy("about one in six")),
    (0.2, gettext_lazy("about one in five")),
    (0.25, gettext_lazy("about one in four")),
    (1 / 3, gettext_lazy("about one in three")),
    (0.4, gettext_lazy("about two in five")),
    (0.5, gettext_lazy("about half")),
    (0.6, gettext_lazy("about three in five")),
    (2 / 3, gettext_lazy("about two in three")),
    (0.75, gettext_lazy("about three in four")),
    (0.8, gettext_lazy("about four in five")),
    (0.9, gettext_lazy("about nine in ten")),
    (1.0, gettext_lazy("nearly all")),
]


def part(percentage: float) -> str:
    """A percentage as people say it: 34 is "about one in three"."""
    if percentage < 3:
        return _("nearly none")
    return str(min(_PARTS, key=lambda known: abs(known[0] - percentage / 100))[1])


@dataclass(frozen=True)
class Difference:
    """How to say that an area has more or less of something than the area around it.

    Differences of one topic say the same thing twice (rented, owner-occupied): one is enough.
    """

    topic: str
    more: Text
    less: Text
    less_names_the_rest: bool = False
    """Whether `less` is about what remains: fewer houses are more flats."""


DIFFERENCES = {
    "one_person": Difference(
        "household",
        gettext_lazy("More <b>households of one person</b>"),
        gettext_lazy("Fewer <b>households of one person</b>"),
    ),
    "with_children": Difference(
        "household",
        gettext_lazy("More <b>households with children</b>"),
        gettext_lazy("Fewer <b>households with children</b>"),
    ),
    "age_0_14": Difference(
        "children",
        gettext_lazy("More <b>children</b> under 15"),
        gettext_lazy("Fewer <b>children</b> under 15"),
    ),
    "age_15_24": Difference(
        "young",
        gettext_lazy("More <b>young people</b> from 15 to 24"),
        gettext_lazy("Fewer <b>young people</b> from 15 to 24"),
    ),
    "age_65_plus": Difference(
        "old",
        gettext_lazy("More people of <b>65 or older</b>"),
        gettext_lazy("Fewer people of <b>65 or older</b>"),
    ),
    "rented": Difference(
        "ownership",
        gettext_lazy("More homes are <b>rented</b>"),
        gettext_lazy("Fewer homes are <b>rented</b>"),
    ),
    "owner_occupied": Difference(
        "ownership",
        gettext_lazy("More homes are <b>owned by who lives there</b>"),
        gettext_lazy("Fewer homes are <b>owned by who lives there</b>"),
    ),
    "houses": Difference(
        "building",
        gettext_lazy("More <b>houses</b> and fewer flats"),
        gettext_lazy("More <b>flats</b> and fewer houses"),
        less_names_the_rest=True,
    ),
}
CLEAR_POINTS = 4.0
CLEAR_RATIO = 1.2
ENOUGH_PEOPLE = 200
"""Figures of small areas are rounded so much that a difference says nothing."""
AT_MOST = 3


def stands_out(profile: Profile) -> list[SafeString] | None:
    """What clearly differs from the municipality, or for a municipality from the country.

    Sentences, the largest difference first. They say more or fewer, never better or worse.
    None when so few people live in the area that comparing says nothing.
    """
    if (profile.inhabitants or 0) < ENOUGH_PEOPLE:
        return None
    clear: list[tuple[float, str]] = []
    for kind, comparison in profile.comparisons.items():
        own, beside = comparison.own, comparison.of(beside_level(profile.area))
        if kind in DIFFERENCES and own is not None and beside and _is_clear(own, beside):
            clear.append((log(max(own, 0.1) / beside), kind))
    sentences: dict[str, SafeString] = {}
    for distance, kind in sorted(clear, key=lambda item: -abs(item[0])):
        difference = DIFFERENCES[kind]
        sentences.setdefault(
            difference.topic, _sentence(difference, distance > 0, profile.number(kind) or 0)
        )
    return list(sentences.values())[:AT_MOST]


def beside_level(area: Area) -> Area.Level:
    """Which area around it an area is held against."""
    is_municipality = area.level == Area.Level.MUNICIPALITY
    return Area.Level.COUNTRY if is_municipality else Area.Level.MUNICIPALITY


def _is_clear(own: float, beside: float) -> bool:
    ratio = own / beside
    return abs(own - beside) >= CLEAR_POINTS and not 1 / CLEAR_RATIO < ratio < CLEAR_RATIO


def _sentence(difference: Difference, is_more: bool, percentage: float) -> SafeString:
    """Our own words and markup only, so safe as it is."""
    if not is_more and difference.less_names_the_rest:
        percentage = 100 - percentage
    finding = difference.more if is_more else difference.less
    return SafeString(_("%(finding)s: %(part)s.") % {"finding": finding, "part": part(percentage)})
