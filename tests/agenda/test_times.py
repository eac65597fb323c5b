"""Clock times in the Netherlands: plain words on the two nights when they go wrong."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from meetups.agenda.models import Meetup
from meetups.agenda.services.series import Hours
from meetups.agenda.times import ZONE, ending, moment, on_day

FORWARD = [
    date(2026, 3, 29),
    date(2027, 3, 28),
    date(2028, 3, 26),
    date(2029, 3, 25),
    date(2030, 3, 31),
]
BACK = [
    date(2026, 10, 25),
    date(2027, 10, 31),
    date(2028, 10, 29),
    date(2029, 10, 28),
    date(2030, 10, 27),
]
days = st.dates(date(2026, 1, 1), date(2030, 12, 31)) | st.sampled_from(FORWARD + BACK)
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(days, clocks)
@example(FORWARD[1], time(2, 0))
@example(FORWARD[1], time(3, 0))
@example(BACK[1], time(2, 59))
@example(BACK[1], time(3, 0))
def test_an_hour_is_what_the_clocks_say_or_a_plain_no(day: date, clock: time) -> None:
    is_bad = day in FORWARD + BACK and clock.hour == 2
    at, said = None, ""
    try:
        at = moment(day, clock)
    except ValidationError as error:
        said = error.messages[0]
    assert (f"{clock:%H:%M}" in said) is is_bad
    if at is not None:
        back = at.astimezone(UTC).astimezone(ZONE)
        assert (back.date(), back.time()) == (day, clock)


@pytest.mark.parametrize("day", FORWARD + BACK)
def test_the_two_nights_differ_in_words(day: date) -> None:
    with pytest.raises(ValidationError) as caught:
        moment(day, time(2, 30))
    with pytest.raises(ValidationError) as other:
        moment(BACK[0] if day in FORWARD else FORWARD[0], time(2, 30))
    assert caught.value.messages != other.value.messages


@given(days, clocks, clocks)
def test_it_ends_after_it_starts_within_a_day(day: date, starts: time, ends: time) -> None:
    try:
        starts_at = moment(day, starts)
        ends_at = ending(starts_at, ends)
    except ValidationError:
        return
    lasts = ends_at.astimezone(UTC) - starts_at.astimezone(UTC)
    assert timedelta(0) < lasts <= timedelta(hours=25)
    assert ends_at.astimezone(ZONE).time() == ends


def test_another_day_keeps_the_clock_and_not_the_hours_in_between() -> None:
    before = datetime(2027, 3, 27, 14, tzinfo=ZONE)
    after = on_day(before, date(2027, 3, 28))
    assert after.hour == 14
    assert after.astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=23)


hours = st.builds(
    Hours,
    day=days,
    starts=clocks,
    ends=clocks,
    doors=st.none() | clocks,
    closes_days=st.integers(0, 60),
    closes_clock=st.none() | clocks,
)


@given(hours)
def test_hours_come_back_from_a_meetup_as_they_were_said(said: Hours) -> None:
    columns, wrong = {}, set()
    try:
        columns = said.moments()
    except ValidationError as error:
        wrong = set(error.message_dict)
    if wrong:
        assert wrong <= {"starts", "ends", "doors", "closes_clock"}
        return
    stored = {name: at and at.astimezone(UTC) for name, at in columns.items()}
    back = Hours.of(Meetup(**stored))
    if said.closes_clock is None:
        said = Hours(said.day, said.starts, said.ends, said.doors)
    assert back == said
    starts_at, ends_at = stored["starts_at"], stored["ends_at"]
    assert starts_at is not None
    assert ends_at is not None
    assert starts_at < ends_at
    for name in ("doors_open_at", "closes_at"):
        at = stored[name]
        assert at is None or at <= starts_at
