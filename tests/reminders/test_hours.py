"""Reminders come by the clock of the Netherlands: not at night, and not after the start.

Every hour of 2026 to 2030 is tried as the start of a meetup; both nights of each year on which the
clocks change are among them.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from meetups.agenda.models import ReminderMoment
from meetups.agenda.times import ZONE
from meetups.reminders import hours

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
YEARS = range(2026, 2031)
AT_SIX = time(18)


def every_hour() -> Iterator[datetime]:
    at = datetime(YEARS[0], 1, 1, tzinfo=UTC)
    while at.year in YEARS:
        yield at
        at += HOUR


def last_sunday(year: int, month: int) -> date:
    return max(day for number in range(25, 32) if (day := date(year, month, number)).weekday() == 6)


CLOCK_NIGHTS = [last_sunday(year, month) for year in YEARS for month in (3, 10)]


def local(at: datetime) -> datetime:
    return at.astimezone(ZONE)


def test_every_start_hour_is_reminded_of_at_six_on_an_earlier_day() -> None:
    for starts_at in every_hour():
        day = local(starts_at).date()
        for moment, days in ((ReminderMoment.WEEK, 7), (ReminderMoment.DAY, 1)):
            at = hours.reminder_at(moment, starts_at)
            on_clock = local(at)
            assert (on_clock.date(), on_clock.time()) == (day - days * DAY, AT_SIX), starts_at
            assert at < starts_at


def test_every_start_hour_is_reminded_of_two_hours_before_or_in_the_evening() -> None:
    for starts_at in every_hour():
        at = hours.reminder_at(ReminderMoment.HOURS, starts_at)
        clock = local(at).time()
        assert time(8) <= clock < time(21, 30), starts_at
        if at != starts_at - 2 * HOUR:
            assert clock == time(20, 30), starts_at
            clock_then = local(starts_at - 2 * HOUR).time()
            assert clock_then >= time(21, 30) or clock_then < time(8), starts_at
            assert 2 * HOUR < starts_at - at < 14 * HOUR, starts_at


def test_every_moment_goes_through_the_quiet_hours() -> None:
    """To the morning when that is three hours before the start, else to the evening before."""
    for at in every_hour():
        night = local(at)
        for ahead in (2, 5, 30):
            starts_at = at + ahead * HOUR
            to = hours.through_quiet(at, starts_at=starts_at)
            clock = local(to).time()
            assert time(8) <= clock < time(21, 30)
            assert to < starts_at
            if time(8) <= night.time() < time(21, 30):
                assert to == at
            elif to > at:
                assert clock == time(8)
                assert starts_at - to >= 3 * HOUR
            else:
                assert clock == time(20, 30)
                assert starts_at - hours.quiet_ends(at) < 3 * HOUR
        assert hours.through_quiet(at) >= at


def test_the_morning_after_and_the_evening_before_every_start_hour() -> None:
    for starts_at in every_hour():
        evening = hours.evening_before(starts_at)
        assert local(evening).time() == time(19)
        assert local(starts_at).date() - local(evening).date() == DAY
        ends_at = starts_at + 3 * HOUR
        morning = hours.morning_after(ends_at, 8)
        assert local(morning).time() == time(8)
        assert 3 * HOUR <= morning - ends_at <= 28 * HOUR


@pytest.mark.parametrize("sunday", CLOCK_NIGHTS)
def test_the_day_before_is_not_24_hours_in_a_night_when_the_clocks_change(sunday: date) -> None:
    starts_at = datetime.combine(sunday, AT_SIX, tzinfo=ZONE).astimezone(UTC)
    before = starts_at - hours.reminder_at(ReminderMoment.DAY, starts_at)
    assert before == (23 if sunday.month == 3 else 25) * HOUR
    week = starts_at - hours.reminder_at(ReminderMoment.WEEK, starts_at)
    assert week == 7 * DAY + (-1 if sunday.month == 3 else 1) * HOUR


@pytest.mark.parametrize("sunday", CLOCK_NIGHTS)
def test_two_hours_before_are_two_hours_in_a_night_when_the_clocks_change(sunday: date) -> None:
    """Also through the hour that is left out or comes twice: but then it is night."""
    starts_at = hours.at_clock(sunday, time(4))
    at = hours.reminder_at(ReminderMoment.HOURS, starts_at)
    assert local(at) == datetime.combine(sunday - DAY, time(20, 30), tzinfo=ZONE)
    assert starts_at - at == (7.5 + (-1 if sunday.month == 3 else 1)) * HOUR


@pytest.mark.parametrize("sunday", CLOCK_NIGHTS)
def test_every_quarter_of_the_night_of_the_clocks_ends_at_eight(sunday: date) -> None:
    at = hours.at_clock(sunday - DAY, time(21, 30))
    morning = hours.at_clock(sunday, time(8))
    assert morning - at == (10.5 + (-1 if sunday.month == 3 else 1)) * HOUR
    while at < morning:
        assert hours.is_quiet(at)
        assert hours.wakes_at(at) == hours.quiet_ends(at) == morning
        assert hours.quiet_starts(at) == hours.at_clock(sunday - DAY, time(21, 30))
        at += HOUR / 4
    assert not hours.is_quiet(morning)
    assert hours.quiet_starts(morning) == hours.at_clock(sunday, time(21, 30))


def test_an_hour_that_is_left_out_is_an_hour_later_and_one_that_comes_twice_the_first() -> None:
    assert local(hours.at_clock(date(2027, 3, 28), time(2, 30))).time() == time(3, 30)
    twice = hours.at_clock(date(2027, 10, 31), time(2, 30))
    assert local(twice + HOUR).time() == time(2, 30)


def test_what_ends_past_midnight_is_asked_about_that_same_morning() -> None:
    ends_at = datetime(2027, 4, 25, 1, 0, tzinfo=ZONE)
    assert local(hours.morning_after(ends_at, 9)) == datetime(2027, 4, 25, 9, 0, tzinfo=ZONE)
