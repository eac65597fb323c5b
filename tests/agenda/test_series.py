"""The days of a series: as a calendar on the wall has them, whatever the clocks do."""

from calendar import monthcalendar
from datetime import UTC, date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from meetups.agenda.models import Rule
from meetups.agenda.services.series import (
    LAST,
    MOST,
    Hours,
    dates_of,
    moments_of,
    place_in_month,
)
from meetups.agenda.times import ZONE

days = st.dates(date(2026, 1, 1), date(2030, 12, 31))
times = st.integers(1, MOST)


@given(st.sampled_from([(Rule.WEEKLY, 7), (Rule.FORTNIGHTLY, 14)]), days, times)
def test_weeks_follow_each_other(rule: tuple[Rule, int], first: date, number: int) -> None:
    found = dates_of(rule[0], first, number)
    assert found == [first + timedelta(days=rule[1] * week) for week in range(number)]


@given(days, times)
@example(date(2027, 1, 30), MOST)
@example(date(2028, 2, 29), MOST)
def test_each_month_has_one_on_the_same_weekday(first: date, number: int) -> None:
    found = dates_of(Rule.MONTHLY, first, number)
    assert found[0] == first
    months = [day.year * 12 + day.month for day in found]
    assert months == list(range(months[0], months[0] + number))
    for day in found:
        # Read off a printed month, in another way than the code under test does.
        column = [week[first.weekday()] for week in monthcalendar(day.year, day.month)]
        of_month = [number for number in column if number]
        place = place_in_month(first)
        assert day.day == (of_month[-1] if place == LAST else of_month[place - 1])


@given(days, st.times().map(lambda at: at.replace(second=0, microsecond=0)), times)
@example(date(2027, 3, 7), time(2, 30), 5)
@example(date(2027, 10, 3), time(2, 30), 5)
def test_the_clock_stays_the_same_over_summer_and_winter(
    first: date, clock: time, number: int
) -> None:
    ends = time((clock.hour + 2) % 24, clock.minute)
    found = dates_of(Rule.WEEKLY, first, number)
    columns, wrong = [], set()
    try:
        columns = list(moments_of(Hours(first, clock, ends), found))
    except ValidationError as error:
        wrong = set(error.message_dict)
    if wrong:
        assert wrong <= {"starts", "ends"}
        assert 2 in (clock.hour, ends.hour)
        return
    starts = [row["starts_at"] for row in columns]
    local = [at.astimezone(UTC).astimezone(ZONE) for at in starts if at]
    assert [(at.date(), at.time()) for at in local] == [(day, clock) for day in found]


def test_an_error_in_a_series_names_the_day() -> None:
    hours = Hours(date(2027, 3, 21), time(2, 30), time(5, 0))
    with pytest.raises(ValidationError) as caught:
        list(moments_of(hours, dates_of(Rule.WEEKLY, hours.day, 3)))
    (error,) = caught.value.message_dict["starts"]
    assert "zondag 28 maart 2027" in error


@given(days, st.integers(-60, 60), times)
def test_who_follows_moves_by_as_many_days(first: date, moved: int, number: int) -> None:
    before = Hours(first, time(14), time(17))
    after = Hours(first + timedelta(days=moved), time(15), time(17))
    for day in dates_of(Rule.FORTNIGHTLY, first, number):
        own = Hours(day, time(10), time(12), doors=time(9, 30))
        expected = Hours(day + timedelta(days=moved), time(15), time(12), doors=time(9, 30))
        assert own.moved_like(before, after) == expected
