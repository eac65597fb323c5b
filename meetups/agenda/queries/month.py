"""The agenda as a month on the wall: whole weeks, each day with what there is to do."""

import re
from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from neighbourhoods.models import Area

from ..models import Meetup
from ..times import ZONE
from .listing import listed, midnight

PER_DAY = 4
"""Meetups that fit a day; the list has the others."""
MOST = 1000
"""Meetups that are read. In a month with more, days after these refer to the list."""
MONTHS_AHEAD = 24


@dataclass(frozen=True)
class Day:
    date: date
    meetups: list[Meetup]
    more: int
    """How many do not fit."""
    is_unread: bool
    """Whether there may be more that was not read."""
    is_outside: bool
    """Whether the day is in the month before or after."""
    is_today: bool


@dataclass(frozen=True)
class Month:
    first: date
    weeks: list[list[Day]]
    previous: date | None
    """None where there is nothing to see: before this month, and two years ahead."""
    next: date | None

    @property
    def is_empty(self) -> bool:
        return not any(day.meetups or day.is_unread for week in self.weeks for day in week)


def month_of(asked: str, area: Area | None, *, now: datetime) -> Month:
    """A month of the agenda, this one if what is `asked` (2027-04) makes no sense. One query."""
    today = now.astimezone(ZONE).date()
    first = _first(asked, today)
    days = Calendar().monthdatescalendar(first.year, first.month)
    start, end = midnight(days[0][0]), midnight(days[-1][-1] + timedelta(days=1))
    found = listed(area, now=now).filter(starts_at__gte=start, starts_at__lt=end)
    shown = found.select_related(None).only("code", "title", "state", "starts_at")
    rows = list(shown[: MOST + 1])
    unread_from = rows[-1].day if len(rows) > MOST else None
    by_day: defaultdict[date, list[Meetup]] = defaultdict(list)
    for meetup in rows:
        by_day[meetup.day].append(meetup)

    def day_of(day: date) -> Day:
        return Day(
            date=day,
            meetups=by_day[day][:PER_DAY],
            more=max(len(by_day[day]) - PER_DAY, 0),
            is_unread=unread_from is not None and day >= unread_from,
            is_outside=day.month != first.month,
            is_today=day == today,
        )

    last = _months_on(_month(today), MONTHS_AHEAD)
    return Month(
        first,
        [[day_of(day) for day in week] for week in days],
        previous=_months_on(first, -1) if first > _month(today) else None,
        next=_months_on(first, 1) if first < last else None,
    )


def _first(asked: str, today: date) -> date:
    """The first day of a month from this one to two years ahead."""
    match = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", asked, re.ASCII)
    this = _month(today)
    if not match:
        return this
    year, month = int(match[1]), int(match[2])
    ahead = (year - this.year) * 12 + month - this.month
    return date(year, month, 1) if 0 <= ahead <= MONTHS_AHEAD else this


def _month(day: date) -> date:
    return day.replace(day=1)


def _months_on(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
