"""Periods: whole days on the clocks of the Netherlands, whatever the day that one looks."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetups.agenda.times import ZONE
from meetups.dashboard.forms.overview import FiguresForm
from meetups.dashboard.periods import (
    MONTHS,
    Period,
    Span,
    last_day,
    midnight,
    month_before,
    months_until,
    period_of,
)

NOON = datetime(2027, 3, 9, 12, 0, tzinfo=ZONE)
moments = st.builds(
    lambda day, minute: midnight(day) + timedelta(minutes=minute),
    st.dates(date(2021, 1, 1), date(2090, 1, 1)),
    st.integers(0, 24 * 60 - 1),
)
spans = st.sampled_from([*Span.values, "", "nonsense"])
days = st.dates(date(2019, 1, 1), date(2091, 1, 1))


def days_of(span: str, now: datetime = NOON, **months: date) -> tuple[date, date]:
    period = period_of(span, now=now, **months)
    return period.first, period.last


def test_the_periods_that_have_a_name() -> None:
    assert days_of("") == days_of(Span.HALF_YEAR) == (date(2026, 10, 1), date(2027, 3, 9))
    assert days_of(Span.YEAR) == (date(2027, 1, 1), date(2027, 3, 9))
    assert days_of(Span.LAST_YEAR) == (date(2026, 1, 1), date(2026, 12, 31))


def test_months_of_ones_own_are_whole_but_for_the_days_to_come() -> None:
    found = days_of(Span.MONTHS, since=date(2026, 2, 14), until=date(2026, 4, 1))
    assert found == (date(2026, 2, 1), date(2026, 4, 30))
    assert days_of(Span.MONTHS, since=date(2027, 2, 1)) == (date(2027, 2, 1), date(2027, 3, 9))


def test_a_day_begins_at_midnight_here_in_winter_and_in_summer() -> None:
    """A meetup of half past midnight on 1 April is in April, and in UTC still in March."""
    april = period_of(
        Span.MONTHS,
        now=datetime(2027, 9, 1, tzinfo=ZONE),
        since=date(2027, 4, 1),
        until=date(2027, 4, 1),
    )
    assert april.starts_at.isoformat() == "2027-04-01T00:00:00+02:00"
    assert april.ends_at.isoformat() == "2027-05-01T00:00:00+02:00"
    assert midnight(date(2027, 1, 1)).isoformat() == "2027-01-01T00:00:00+01:00"
    assert not april.is_current


def test_just_after_midnight_here_it_is_already_the_next_year() -> None:
    eve = datetime(2026, 12, 31, 23, 30, tzinfo=ZONE)
    assert days_of(Span.YEAR, eve) == (date(2026, 1, 1), date(2026, 12, 31))
    assert days_of(Span.YEAR, eve + timedelta(hours=1)) == (date(2027, 1, 1), date(2027, 1, 1))


@given(now=moments, span=spans, since=days, until=days)
def test_every_period_is_of_days_that_have_been(
    now: datetime, span: str, since: date, until: date
) -> None:
    period = period_of(span, now=now, since=since, until=until)
    assert period.first.day == 1
    assert period.first <= period.last <= now.astimezone(ZONE).date()
    assert period.starts_at <= period.ends_at <= now
    assert period.is_current == (period.last == now.astimezone(ZONE).date())


@given(now=moments, span=spans, since=days, until=days)
def test_its_months_are_all_there_once_and_no_others(
    now: datetime, span: str, since: date, until: date
) -> None:
    period = period_of(span, now=now, since=since, until=until)
    months = period.months
    assert months[0] == period.first
    assert months[-1] == period.last.replace(day=1)
    for month, following in pairwise(months):
        assert following == last_day(month) + timedelta(days=1)


@given(day=days)
def test_going_back_by_months_is_going_back_by_their_first_days(day: date) -> None:
    month = day.replace(day=1)
    earlier = month_before(month, 1)
    assert last_day(earlier) + timedelta(days=1) == month
    assert month_before(month, MONTHS) == month_before(month_before(month, 12), MONTHS - 12)


def test_one_can_look_back_as_long_as_a_council_sits() -> None:
    months = months_until(NOON.date())
    assert (months[0], months[-1], len(months)) == (date(2027, 3, 1), date(2023, 4, 1), 48)


# --- in the address ------------------------------------------------------------------------------
def form_of(**asked: str) -> FiguresForm:
    form = FiguresForm(asked, now=NOON)
    form.is_valid()
    return form


def wanted(**asked: str) -> Period:
    return form_of(**asked).wanted


def test_months_in_the_address() -> None:
    form = form_of(period="months", since="2026-11", until="2027-01", within="WK024305")
    assert (form.wanted.first, form.wanted.last) == (date(2026, 11, 1), date(2027, 1, 31))
    assert form.query == "period=months&since=2026-11&until=2027-01"
    assert wanted() == wanted(period="half-year") == period_of("", now=NOON)
    assert wanted(period="year", since="2026-01") == period_of(Span.YEAR, now=NOON)


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"period": "months"}, {"since", "until"}),
        ({"period": "months", "since": "2027-01"}, {"until"}),
        ({"period": "months", "since": "2027-02", "until": "2027-01"}, {"until"}),
        ({"period": "months", "since": "2027-04", "until": "2027-03"}, {"since"}),
        ({"period": "months", "since": "1999-01", "until": "2027-03"}, {"since"}),
        ({"period": "ever"}, {"period"}),
        ({"on_map": "people"}, {"on_map"}),
    ],
)
def test_what_makes_no_sense_is_told_by_its_field_and_does_not_count(
    asked: dict[str, str], wrong: set[str]
) -> None:
    form = form_of(**asked)
    assert set(form.errors) == wrong
    assert form.wanted == period_of("", now=NOON)
    assert (form.query, form.hidden) == ("", [])
