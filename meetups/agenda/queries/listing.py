"""What stands in the agenda: what is listed and open, or cancelled; never what is sensitive.

Pages follow each other by the last row seen, so that the hundredth costs what the first costs.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, prefetch_related_objects
from django.utils.http import urlencode

from meetups.initiatives.models import Initiative
from meetups.ready import Blank, Ready
from neighbourhoods.models import Area

from ..models import Meetup, MeetupState, Way
from ..times import ZONE

PER_PAGE = 20
MOST_COUNTED = 200
"""From here on a list says "more than": counting on would cost more than it tells."""
LONGEST = timedelta(days=2)
"""No meetup lasts longer (see `times.ending`): a list needs to look no further back."""
AHEAD = timedelta(days=366)
"""How far the feeds look."""
AREAS = {"municipality", "district", "areas"}
SHAPES = 100
"""Of so many kinds of lists the SQL is kept: by area, ticks, and how much is read."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Moment = datetime | Blank
CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for; what is not said does not matter."""

    since: date | None = None
    until: date | None = None
    """The last day."""
    free: bool = False
    children: bool = False
    step_free: bool = False
    online: bool = False


class FeedState(NamedTuple):
    """Tells whether the feeds say something else of a meetup than they did.

    All that they tell is in its row, whose version rises with every change, but for the names of
    its place and of areas. Moment and code tell apart what a database that was put back has under
    the same number.
    """

    code: str
    version: int
    changed_at: datetime
    place: str | None


FEED_COLUMNS = ("code", "version", "changed_at", "place__name")


@dataclass(frozen=True)
class Found:
    """A page of the agenda."""

    meetups: list[Meetup]
    total: int
    """Of all pages; at most `MOST_COUNTED`, and then there are more if `is_more`."""
    is_more: bool
    previous: str
    next: str
    """What to add to the query for the pages around this one; empty when there is none."""


def listed(area: Area | None, *, now: datetime) -> QuerySet[Meetup]:
    """What everyone may find, in an area or in all: open until its end, cancelled until its start.

    By start. The first conditions are those of the indexes. No table is joined that could narrow
    it: SQLite would begin with the smallest of them, and read and sort every meetup to show twenty.
    """
    return _listed(_lies_in(**_where(area)), now=now)


def _listed(lies: Q, *, now: Moment) -> QuerySet[Meetup]:
    shown = Meetup.objects.filter(is_listed=True).exclude(state=MeetupState.DRAFT)
    sensitive = Initiative.objects.filter(pk=OuterRef("initiative"), is_sensitive=True)
    return (
        shown.filter(lies, ~Exists(sensitive), starts_at__gt=now - LONGEST)
        .filter(
            Q(state=MeetupState.SHOWN, ends_at__gt=now)
            | Q(state=MeetupState.CANCELLED, starts_at__gt=now)
        )
        .select_related("place")
        .order_by("starts_at", "pk")
    )


def _where(area: Area | None) -> dict[str, Any]:
    """By what meetups of an area are found."""
    if area is None or area.level == Area.Level.COUNTRY:
        return {}
    if area.level == Area.Level.MUNICIPALITY:
        return {"municipality": area.pk}
    municipality = area.municipality.pk if area.municipality else None
    if area.level == Area.Level.DISTRICT:
        return {"municipality": municipality, "district": area.pk}
    return {"municipality": municipality, "areas": [area.pk, area.parent_id]}


def _lies_in(municipality: Any = None, district: Any = None, areas: Any = None) -> Q:
    """Of a district: what is in its neighbourhoods too; of these: what is for their district.

    The municipality too, so that there is an index for it in the order of the list.
    """
    if areas:
        return Q(area__in=areas, municipality=municipality)
    if district:
        parts = Area.objects.filter(parent=district).values("pk")
        return Q(Q(area=district) | Q(area__in=parts), municipality=municipality)
    return Q(municipality=municipality) if municipality else Q()


def found(wanted: Wanted, area: Area | None, asked: Mapping[str, str], *, now: datetime) -> Found:
    """A page of what a reader looks for. At most three queries.

    Args:
        asked: `after` or `before` a place in the list; what makes no sense counts as not asked.
    """
    meetups, has_previous, has_next = _page(area, wanted, asked, now=now)
    is_all = not (has_previous or has_next)
    total = len(meetups) if is_all else len(_first(area, wanted, _numbers, now=now))
    return Found(
        meetups,
        min(total, MOST_COUNTED),
        total > MOST_COUNTED,
        urlencode({"before": cursor_of(meetups[0])}) if has_previous else "",
        urlencode({"after": cursor_of(meetups[-1])}) if has_next else "",
    )


def midnight(day: date) -> datetime:
    """When a day begins in the Netherlands."""
    return datetime.combine(day, time.min, ZONE)


def soon(area: Area | None, *, number: int, now: datetime) -> list[Meetup]:
    """The first of what goes on; what is cancelled helps nobody who looks for something to do."""
    return _lines(_first(area, Wanted(), _going_on(number), now=now))


# --- queries that are put into SQL once ----------------------------------------------------------
Narrow = Callable[[QuerySet[Meetup]], QuerySet[Meetup, Any]]


def _first(
    area: Area | None, wanted: Wanted, narrow: Narrow, *, now: datetime, **values: Any
) -> list[Any]:
    """The first of what a reader looks for, as `narrow` wants it. One query.

    Args:
        values: for what is blank in `narrow`.
    """
    values |= _where(area) | {"now": now}
    if wanted.since:
        values["since"] = midnight(wanted.since)
    if wanted.until:
        values["until"] = midnight(wanted.until + timedelta(days=1))
    ticks = replace(wanted, since=None, until=None)
    return _ready(frozenset(values), ticks, narrow)(**values)


@lru_cache(maxsize=SHAPES)
def _ready(blanks: frozenset[str], ticks: Wanted, narrow: Narrow) -> Ready[Any]:
    now = Blank("now")
    lies = _lies_in(**{name: Blank(name) for name in AREAS & blanks})
    return Ready(lambda: narrow(_wanted(_listed(lies, now=now), blanks, ticks, now)))


def _wanted(
    rows: QuerySet[Meetup], blanks: frozenset[str], ticks: Wanted, now: Blank
) -> QuerySet[Meetup]:
    if "since" in blanks:
        rows = rows.filter(starts_at__gte=Blank("since"))
    if "until" in blanks:
        rows = rows.filter(starts_at__lt=Blank("until"))
    if ticks.free:
        rows = rows.filter(
            Q(closes_at=None) | Q(closes_at__gt=now),
            state=MeetupState.SHOWN,
            starts_at__gt=now,
            is_closed=False,
            seats_taken__lt=F("capacity"),
        )
    if ticks.children:
        rows = rows.filter(children=True)
    if ticks.step_free:
        rows = rows.filter(step_free=True)
    if ticks.online:
        rows = rows.exclude(way=Way.ON_SITE)
    return rows


def _page_from_now(rows: QuerySet[Meetup]) -> QuerySet[Meetup]:
    return rows[: PER_PAGE + 1]


def _page_after(rows: QuerySet[Meetup]) -> QuerySet[Meetup]:
    """What comes after the meetup `pk` that starts at `start`."""
    start, pk = Blank("start"), Blank("pk")
    return rows.filter(Q(starts_at__gt=start) | Q(pk__gt=pk), starts_at__gte=start)[: PER_PAGE + 1]


def _page_before(rows: QuerySet[Meetup]) -> QuerySet[Meetup]:
    """What comes before it, backwards."""
    start, pk = Blank("start"), Blank("pk")
    before = rows.filter(Q(starts_at__lt=start) | Q(pk__lt=pk), starts_at__lte=start)
    return before.order_by("-starts_at", "-pk")[: PER_PAGE + 1]


def _numbers(rows: QuerySet[Meetup]) -> QuerySet[Meetup, Any]:
    return rows.values_list("pk")[: MOST_COUNTED + 1]


@cache
def _going_on(number: int) -> Narrow:
    return lambda rows: rows.filter(state=MeetupState.SHOWN)[:number]


@cache
def _states(number: int) -> Narrow:
    year = Blank("now") + AHEAD
    return lambda rows: rows.filter(starts_at__lt=year).values_list(*FEED_COLUMNS)[:number]


def _in_full(rows: QuerySet[Meetup]) -> QuerySet[Meetup]:
    """With their surroundings, but for the long columns of the plan."""
    rows = rows.filter(starts_at__lt=Blank("now") + AHEAD, code__in=Blank("codes"))
    long = [f"initiative__{column}" for column in ("answers", "advice", "aim", "lessons")]
    return rows.select_related("place", "area", "municipality", "initiative").defer(*long)


# --- lines ---------------------------------------------------------------------------------------
def _lines(meetups: list[Meetup]) -> list[Meetup]:
    """Meetups for a list, each with what stands `beside` it, to ask for their areas together. Most
    lines are kept as they were drawn, and need none.
    """
    for meetup in meetups:
        meetup.beside = meetups
    return meetups


def with_areas(meetup: Meetup) -> Meetup:
    """A meetup of a list with its areas, asked for at once for the whole list."""
    if not Meetup.area.is_cached(meetup):
        prefetch_related_objects(meetup.beside, "area", "municipality")
    return meetup


def feed_states(area: Area | None, *, most: int, now: datetime) -> list[FeedState]:
    """What the feeds hold: the next ones of a year, without what they say. One query."""
    return [FeedState(*row) for row in _first(area, Wanted(), _states(most), now=now)]


def in_the_feeds(area: Area | None, codes: Collection[str], *, now: datetime) -> list[Meetup]:
    """Some of what the feeds hold, with what an entry in a calendar needs. One query."""
    return _first(area, Wanted(), _in_full, now=now, codes=codes)


# --- pages ---------------------------------------------------------------------------------------
def cursor_of(meetup: Meetup) -> str:
    """Where in the list a meetup stands."""
    return f"{(meetup.starts_at - EPOCH) // timedelta(microseconds=1)}-{meetup.pk}"


def _page(
    area: Area | None, wanted: Wanted, asked: Mapping[str, str], *, now: datetime
) -> tuple[list[Meetup], bool, bool]:
    """The rows of a page, and whether there are some before and after it.

    Less than a whole page before the place asked for, or nothing after it: then the first page.
    """
    find = partial(_first, area, wanted, now=now)
    if place := _place(asked.get("before", "")):
        page = _lines(find(_page_before, **place))[::-1]
        if len(page) >= PER_PAGE:
            return page[-PER_PAGE:], len(page) > PER_PAGE, True
    elif (place := _place(asked.get("after", ""))) and (page := _lines(find(_page_after, **place))):
        return page[:PER_PAGE], True, len(page) > PER_PAGE
    page = _lines(find(_page_from_now))
    return page[:PER_PAGE], False, len(page) > PER_PAGE


def _place(cursor: str) -> dict[str, Any] | None:
    match = CURSOR.fullmatch(cursor)
    if not match:
        return None
    try:
        start = EPOCH + timedelta(microseconds=int(match[1]))
    except OverflowError:
        return None
    return {"start": start, "pk": int(match[2])}
