"""The time that figures are about: whole days on the calendars of the Netherlands, never ahead.

Own periods are in whole months. So nobody can move a border by a day and see what one meetup adds.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetups.agenda.times import ZONE

MONTHS = 48
"""So far back one may look: as long as a council sits."""
HALF_YEAR = 6
"""Months, of which this one is the last."""


class Span(models.TextChoices):
    """The periods that people ask for by a name."""

    HALF_YEAR = "half-year", gettext_lazy("The last six months")
    YEAR = "year", gettext_lazy("This year")
    LAST_YEAR = "last-year", gettext_lazy("Last year")
    MONTHS = "months", gettext_lazy("The months beside this")


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included; of the last one only what is over by `now`."""

    first: date
    last: date
    now: datetime

    @property
    def starts_at(self) -> datetime:
        return midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """The first moment that no longer counts."""
        return min(midnight(self.last + timedelta(days=1)), self.now)

    @property
    def is_current(self) -> bool:
        """Whether it goes on until now, so that its end is how things are."""
        return self.ends_at == self.now

    @property
    def months(self) -> list[date]:
        """The first day of each month of it, the oldest first."""
        return list(_months(self.first.replace(day=1), self.last))

    @property
    def words(self) -> str:
        return _("%(first)s to %(last)s") % {
            "first": date_format(self.first, "j F Y"),
            "last": date_format(self.last, "j F Y"),
        }


def period_of(
    span: str, *, now: datetime, since: date | None = None, until: date | None = None
) -> Period:
    """The period with this name; `since` and `until` are days in the months of one's own choice."""
    today = now.astimezone(ZONE).date()
    this_month = today.replace(day=1)
    match span:
        case Span.YEAR:
            return Period(date(today.year, 1, 1), today, now)
        case Span.LAST_YEAR:
            return Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31), now)
        case Span.MONTHS:
            first = min((since or this_month).replace(day=1), this_month)
            return Period(first, min(last_day(max(until or today, first)), today), now)
    return Period(month_before(this_month, HALF_YEAR - 1), today, now)


def midnight(day: date) -> datetime:
    """The first moment of a day here. Clocks change later in the night."""
    return datetime.combine(day, time(), tzinfo=ZONE)


def last_day(day: date) -> date:
    """The last day of the month that a day is in."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def month_before(month: date, number: int) -> date:
    """The first day of the month so many months earlier."""
    years, index = divmod(month.year * 12 + month.month - 1 - number, 12)
    return date(years, index + 1, 1)


def months_until(today: date) -> list[date]:
    """The months that one can choose, this one first."""
    return [month_before(today.replace(day=1), number) for number in range(MONTHS)]


def _months(month: date, last: date) -> Iterator[date]:
    while month <= last:
        yield month
        month = last_day(month) + timedelta(days=1)
