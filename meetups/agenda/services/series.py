"""When meetups are: the clock times that people name, and the days that follow each other."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..models import Meetup, Rule
from ..times import ZONE, ending, moment

MOST = 52
"""Meetups in one series."""
LONGEST_NIGHT = timedelta(hours=12)
"""What ends by the clock before it begins goes on past midnight; longer than this is a slip."""
_EVERY = {Rule.WEEKLY: timedelta(weeks=1), Rule.FORTNIGHTLY: timedelta(weeks=2)}
LAST = 5
"""Not every month has a fifth Saturday, so who begins on one means the last."""


# --- days ----------------------------------------------------------------------------------------
def dates_of(rule: str, first: date, times: int) -> list[date]:
    """The days of a series that begins on `first`, which is one of them.

    Every month: on the same weekday of it, such as the fourth Saturday. Who begins on a fifth
    means the last one of each month.
    """
    if rule == Rule.MONTHLY:
        return _monthly(first, times)
    return [first + _EVERY[Rule(rule)] * number for number in range(times)]


def place_in_month(day: date) -> int:
    """1 for the first Saturday of its month, when it is a Saturday; LAST for a fifth one."""
    return (day.day - 1) // 7 + 1


def _monthly(first: date, times: int) -> list[date]:
    place = place_in_month(first)
    months = (divmod(first.year * 12 + first.month - 1 + number, 12) for number in range(times))
    return [_weekday_of(year, month + 1, first.weekday(), place) for year, month in months]


def _weekday_of(year: int, month: int, weekday: int, place: int) -> date:
    opening, length = monthrange(year, month)
    day = 1 + (weekday - opening) % 7 + 7 * (place - 1)
    return date(year, month, day if day <= length else day - 7)


# --- hours ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Hours:
    """The day and the clock times of a meetup, as people say them.

    It ends that day, or in the night after. People can sign up until `closes_days` before its day
    at `closes_clock`, or until it starts when that is None.
    """

    day: date
    starts: time
    ends: time
    doors: time | None = None
    closes_days: int = 0
    closes_clock: time | None = None

    @classmethod
    def of(cls, meetup: Meetup) -> "Hours":
        closes = meetup.closes_at and meetup.closes_at.astimezone(ZONE)
        doors = meetup.doors_open_at and meetup.doors_open_at.astimezone(ZONE)
        return cls(
            day=meetup.day,
            starts=meetup.starts_local.time(),
            ends=meetup.ends_local.time(),
            doors=doors.time() if doors else None,
            closes_days=(meetup.day - closes.date()).days if closes else 0,
            closes_clock=closes.time() if closes else None,
        )

    def on(self, day: date) -> "Hours":
        """The same by the clock, on another day."""
        return replace(self, day=day)

    def moved_like(self, before: "Hours", after: "Hours") -> "Hours":
        """Moved by as many days as another meetup, with the clock times changed there."""
        changed = {
            name: getattr(after, name)
            for name in ("starts", "ends", "doors", "closes_days", "closes_clock")
            if getattr(after, name) != getattr(before, name)
        }
        return replace(self, day=self.day + (after.day - before.day), **changed)

    def moments(self) -> dict[str, datetime | None]:
        """The columns of a meetup. Raises ValidationError by the name of the time that is wrong."""
        starts_at = _by("starts", lambda: moment(self.day, self.starts))
        ends_at = _by("ends", lambda: ending(starts_at, self.ends))
        if ends_at.astimezone(ZONE).date() > self.day and ends_at - starts_at > LONGEST_NIGHT:
            raise ValidationError({"ends": _("It ends before it begins.")})
        doors, clock = self.doors, self.closes_clock
        doors_at = closes_at = None
        if doors is not None:
            doors_at = _by("doors", lambda: moment(self.day, doors))
            if doors_at > starts_at:
                raise ValidationError({"doors": _("The doors open after it begins.")})
        if clock is not None:
            closes_on = self.day - timedelta(days=self.closes_days)
            closes_at = _by("closes_clock", lambda: moment(closes_on, clock))
            if closes_at > starts_at:
                raise ValidationError({"closes_clock": _("This is after it begins.")})
        return {
            "starts_at": starts_at,
            "ends_at": ends_at,
            "doors_open_at": doors_at,
            "closes_at": closes_at,
        }


def _by(name: str, read: Callable[[], datetime]) -> datetime:
    try:
        return read()
    except ValidationError as error:
        raise ValidationError({name: error}) from error


def moments_of(hours: Hours, days: list[date]) -> Iterator[dict[str, datetime | None]]:
    """The columns of each meetup of a series. Errors name the day that is wrong."""
    for day in days:
        yield on_its_day(hours.on(day), is_alone=len(days) == 1)


def on_its_day(hours: Hours, *, is_alone: bool) -> dict[str, datetime | None]:
    """The columns of one meetup; errors name its day, unless there is no other."""
    try:
        return hours.moments()
    except ValidationError as error:
        if is_alone:
            raise
        words = {"day": date_format(hours.day, "l j F Y")}
        raise ValidationError(
            {
                name: [_("On %(day)s: %(error)s") % {**words, "error": text} for text in texts]
                for name, texts in error.message_dict.items()
            }
        ) from error
