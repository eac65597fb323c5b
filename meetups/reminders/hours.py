"""When mail may come, by the clocks of the Netherlands: never at night, never after the start.

Pure: moments in, moments out, in UTC. Days are counted on the calendar, so that "the day before at
18.00" is that in the two nights a year when the clocks change too.
"""

from datetime import UTC, date, datetime, time, timedelta

from meetups.agenda.models import ReminderMoment
from meetups.agenda.times import ZONE

EVENING = time(18)
PRINTING = time(19)
QUIET_FROM, QUIET_UNTIL = time(21, 30), time(8)
BEFORE_QUIET = time(20, 30)
IN_GOOD_TIME = timedelta(hours=3)
"""So long before the start mail must come that was put off by the quiet hours, or comes late."""
STILL_HELPS = timedelta(hours=1)
"""Until so long before the start a reminder is of use; the one two hours before, to the start."""
TWO_HOURS = timedelta(hours=2)
DAY = timedelta(days=1)
NIGHT_ENDS = timedelta(hours=5)
"""What ends before five at night belongs to the day before."""


def at_clock(day: date, clock: time) -> datetime:
    """What the clocks say, as a moment.

    Of the hour that comes twice in October the first; the one left out in March is an hour later.
    """
    return datetime.combine(day, clock, tzinfo=ZONE).astimezone(UTC)


def local_day(at: datetime) -> date:
    """The day on the calendars of the Netherlands."""
    return at.astimezone(ZONE).date()


def reminder_at(moment: str, starts_at: datetime) -> datetime:
    """When guests are reminded; never in the quiet hours, and always before the start."""
    day = local_day(starts_at)
    if moment == ReminderMoment.WEEK:
        return at_clock(day - 7 * DAY, EVENING)
    if moment == ReminderMoment.DAY:
        return at_clock(day - DAY, EVENING)
    return through_quiet(starts_at.astimezone(UTC) - TWO_HOURS, starts_at=starts_at)


def evening_before(starts_at: datetime) -> datetime:
    """When organisers get their list."""
    return at_clock(local_day(starts_at) - DAY, PRINTING)


def morning_after(ends_at: datetime, hour: int) -> datetime:
    """When organisers are asked how it was."""
    return next_digest(local_day(ends_at.astimezone(UTC) - NIGHT_ENDS) + DAY, hour)


def next_digest(day: date, hour: int) -> datetime:
    """When somebody who chose this hour gets what there is on a day."""
    return at_clock(day, time(hour))


def is_quiet(at: datetime) -> bool:
    clock = at.astimezone(ZONE).time()
    return clock >= QUIET_FROM or clock < QUIET_UNTIL


def quiet_ends(at: datetime) -> datetime:
    """When the quiet hours that are going on, or come next, are over."""
    local = at.astimezone(ZONE)
    day = local.date() if local.time() < QUIET_UNTIL else local.date() + DAY
    return at_clock(day, QUIET_UNTIL)


def quiet_starts(at: datetime) -> datetime:
    """When the quiet hours that are going on, or come next, began or begin."""
    return at_clock(local_day(quiet_ends(at)) - DAY, QUIET_FROM)


def through_quiet(at: datetime, *, starts_at: datetime | None = None) -> datetime:
    """The moment itself, or outside the quiet hours: in the morning, when that is in good time for
    what starts then, else in the evening before them."""
    if not is_quiet(at):
        return at
    morning = quiet_ends(at)
    if starts_at is None or starts_at - morning >= IN_GOOD_TIME:
        return morning
    return at_clock(local_day(morning) - DAY, BEFORE_QUIET)


def wakes_at(at: datetime) -> datetime:
    """The moment itself, or the end of the quiet hours: for mail whose moment has passed."""
    return quiet_ends(at) if is_quiet(at) else at
