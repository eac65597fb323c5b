"""Clock times in the Netherlands, and the two nights a year when they go wrong."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ZONE = ZoneInfo("Europe/Amsterdam")


def moment(day: date, clock: time) -> datetime:
    """What the clocks say, as a moment. Raises ValidationError for an hour there is not, or twice.

    On a Sunday in March 2.00 to 3.00 is left out; on one in October it comes twice.
    """
    naive = datetime.combine(day, clock)
    first, second = (naive.replace(tzinfo=ZONE, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    if first.utcoffset() < second.utcoffset():  # type: ignore[operator]
        text = _("At %(time)s there is no such hour that night: the clocks go forward.")
    else:
        text = _("At %(time)s comes twice that night: the clocks go back. Choose another hour.")
    raise ValidationError(text, code="clock_change", params={"time": clock.strftime("%H:%M")})


def ending(starts_at: datetime, clock: time) -> datetime:
    """The moment when something that started then ends by the clock: that day, or the next.

    Raises ValidationError as `moment` does.
    """
    day = starts_at.astimezone(ZONE).date()
    ends_at = moment(day, clock)
    return ends_at if ends_at > starts_at else moment(day + timedelta(days=1), clock)


def on_day(original: datetime, day: date) -> datetime:
    """The same clock time on another day. Raises ValidationError as `moment` does."""
    return moment(day, original.astimezone(ZONE).time())
