"""Who must hear what, of facts alone: no database."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetups.agenda.times import ZONE
from meetups.reminders import hours
from meetups.reminders.specification import (
    AHEAD,
    TURNS,
    Busy,
    GuestFacts,
    OrganiserFacts,
    PersonFacts,
    Told,
    Wanted,
    World,
    may_ask,
    revision_of,
    wanted,
)
from tests.agenda.makers import STARTS
from tests.reminders.makers import ALL_MOMENTS, DAY, HOUR, asked, due, make_facts

FRIDAY_SIX = datetime(2027, 4, 23, 18, 0, tzinfo=ZONE)
FRIDAY_SEVEN = FRIDAY_SIX + HOUR
SATURDAY_EIGHT = datetime(2027, 4, 24, 8, 0, tzinfo=ZONE)
SUNDAY_NINE = datetime(2027, 4, 25, 9, 0, tzinfo=ZONE)
TUESDAY = datetime(2027, 4, 20, 12, 0, tzinfo=ZONE)


def test_guests_are_reminded_and_organisers_get_their_list_and_a_question() -> None:
    facts = make_facts()
    evening = Wanted("evening_before", 3, 7, 7, FRIDAY_SEVEN, STARTS)
    morning = Wanted("morning_after", 3, 7, 7, SUNDAY_NINE, SUNDAY_NINE + 3 * DAY)
    day = Wanted("guest_day", 1, 7, 1, FRIDAY_SIX, STARTS - HOUR)
    assert asked(facts, TUESDAY) == [day, evening, morning]


def test_each_reminder_helps_until_the_next() -> None:
    facts = make_facts(reminders=ALL_MOMENTS, organisers=())
    week = FRIDAY_SIX - 6 * DAY
    assert [wish[4:] for wish in asked(facts, week - 2 * DAY)] == [
        (week, FRIDAY_SIX),
        (FRIDAY_SIX, STARTS - 2 * HOUR),
    ]
    hours_ = asked(facts, STARTS - 2 * HOUR)
    assert hours_ == [Wanted("guest_hours", 1, 7, 1, STARTS - 2 * HOUR, STARTS)]


def test_nothing_is_asked_more_than_eight_days_ahead_or_when_it_helps_no_more() -> None:
    facts = make_facts(organisers=())
    assert due(facts, "guest_day", FRIDAY_SIX - AHEAD - HOUR) is None
    assert due(facts, "guest_day", FRIDAY_SIX - AHEAD) == FRIDAY_SIX
    assert due(facts, "guest_day", STARTS - HOUR - timedelta(seconds=1)) == FRIDAY_SIX
    assert due(facts, "guest_day", STARTS - HOUR) is None


@pytest.mark.parametrize(
    "facts",
    [
        make_facts(is_shown=False),
        make_facts(reminders=frozenset(), organisers=()),
        make_facts(guests=(), organisers=()),
    ],
)
def test_nothing_is_asked_of_what_is_not_open_or_without_reminders_or_guests(facts: object) -> None:
    assert asked(facts, TUESDAY) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("confirmed", "expected"),
    [
        (FRIDAY_SIX - HOUR, FRIDAY_SIX),  # before the moment: at the moment
        (FRIDAY_SIX + HOUR, SATURDAY_EIGHT),  # twelve hours later, but not at night
        (FRIDAY_SIX + 16 * HOUR, None),  # their confirmation just told it
    ],
)
def test_who_says_yes_after_the_moment_is_reminded_if_that_still_helps(
    confirmed: datetime, expected: datetime | None
) -> None:
    facts = make_facts(guests=(GuestFacts(1, 1, confirmed),))
    assert due(facts, "guest_day", FRIDAY_SIX + 17 * HOUR) == expected


def test_who_heard_of_a_change_after_the_moment_is_reminded_as_who_said_yes_then() -> None:
    facts = make_facts(changed_at=FRIDAY_SIX + HOUR)
    assert due(facts, "guest_day", FRIDAY_SIX + 2 * HOUR) == SATURDAY_EIGHT


def test_a_new_address_reminds_nobody_twice_of_the_same_moment() -> None:
    told = frozenset({Told("guest_day", 1, FRIDAY_SIX), Told("evening_before", 3, FRIDAY_SEVEN)})
    facts = make_facts(revision=1, told=told)
    assert [wish.kind for wish in asked(facts, FRIDAY_SEVEN + HOUR)] == ["morning_after"]


def test_a_change_after_the_reminder_reminds_nobody_again() -> None:
    told = frozenset({Told("guest_day", 1, FRIDAY_SIX)})
    facts = make_facts(revision=1, told=told, changed_at=FRIDAY_SEVEN)
    assert due(facts, "guest_day", FRIDAY_SEVEN) is None


def test_who_said_yes_again_after_the_reminder_is_not_reminded_again() -> None:
    told = frozenset({Told("guest_day", 1, SATURDAY_EIGHT)})
    facts = make_facts(told=told, guests=(GuestFacts(1, 3, SATURDAY_EIGHT - 11 * HOUR),))
    assert due(facts, "guest_day", SATURDAY_EIGHT) is None


def test_another_day_reminds_again() -> None:
    facts = make_facts(STARTS + DAY, revision=1, told=frozenset({Told("guest_day", 1, FRIDAY_SIX)}))
    assert due(facts, "guest_day", FRIDAY_SEVEN) == FRIDAY_SIX + DAY


def test_a_yes_after_a_no_and_a_change_are_other_messages() -> None:
    numbers = {revision_of(revision, turn) for revision in range(3) for turn in (0, 1, TURNS - 1)}
    assert len(numbers) == 9
    facts = make_facts(revision=2, guests=(GuestFacts(1, 5, None),), organisers=())
    assert [wish.revision for wish in asked(facts, TUESDAY)] == [2 * TURNS + 5]


# --- people --------------------------------------------------------------------------------------
def test_who_switched_a_kind_off_does_not_get_it() -> None:
    person = PersonFacts(5, off=frozenset({"evening_before"}))
    facts = make_facts(guests=(), organisers=(OrganiserFacts(3, person),))
    assert [wish.kind for wish in asked(facts, TUESDAY)] == ["morning_after"]


def test_nobody_on_holiday_gets_what_comes_on_those_days() -> None:
    person = PersonFacts(5, paused_from=date(2027, 4, 19), paused_until=date(2027, 4, 23))
    facts = make_facts(guests=(), organisers=(OrganiserFacts(3, person),))
    assert [wish.kind for wish in asked(facts, TUESDAY)] == ["morning_after"]
    busy = [Busy("organiser_digest", person, date(2027, 4, day)) for day in (22, 23, 24)]
    assert [wish.revision for wish in wanted(World(busy=busy), TUESDAY)] == [
        date(2027, 4, 24).toordinal()
    ]


def test_a_digest_comes_at_the_hour_that_someone_chose_and_is_of_use_that_day() -> None:
    day = date(2027, 4, 21)
    busy = Busy("organiser_digest", PersonFacts(5, digest_hour=17), day)
    at = hours.at_clock(day, time(17))
    ends = hours.at_clock(day, time(21, 30))
    wish = Wanted("organiser_digest", 5, None, day.toordinal(), at, ends)
    assert list(wanted(World(busy=[busy]), TUESDAY)) == [wish]
    assert list(wanted(World(busy=[busy]), at + HOUR / 2)) == [wish]
    assert list(wanted(World(busy=[busy]), at + HOUR)) == []


# --- whatever the hour ---------------------------------------------------------------------------
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
HOURS_OF_FIVE_YEARS = 5 * 365 * 24 + 24
CLOCK_CHANGES = [
    datetime(*day, 1, tzinfo=UTC)
    for day in (
        *((2026, 3, 29), (2026, 10, 25), (2027, 3, 28), (2027, 10, 31), (2028, 3, 26)),
        *((2028, 10, 29), (2029, 3, 25), (2029, 10, 28), (2030, 3, 31), (2030, 10, 27)),
    )
]


def check(starts_at: datetime, now: datetime, told_at: datetime | None) -> None:
    """All that there must be comes outside the quiet hours, before the start, and is of use."""
    facts = make_facts(starts_at, reminders=ALL_MOMENTS, guests=(GuestFacts(1, 1, told_at),))
    wishes = asked(facts, now)
    for wish in wishes:
        assert not hours.is_quiet(wish.due_at), wish
        assert wish.due_at < wish.expires_at, wish
        assert now < wish.expires_at, wish
        assert wish.due_at <= now + AHEAD, wish
        if wish.kind != "morning_after":
            assert wish.expires_at <= starts_at, wish
        if told_at and wish.kind.startswith("guest_"):
            assert wish.due_at >= told_at, wish
    assert may_ask(facts, now) or not any(wish.kind.startswith("guest_") for wish in wishes)


def test_every_hour_around_each_change_of_the_clocks_and_each_hour_of_the_day() -> None:
    ordinary = datetime(2026, 6, 10, 1, tzinfo=UTC)
    for change in (*CLOCK_CHANGES, ordinary):
        for number in range(-36, 36):
            starts_at = change + number * HOUR
            for before in (1, 9, 20, 30, 180):
                now = starts_at - before * HOUR
                check(starts_at, now, None)
                check(starts_at, now, now - 5 * HOUR)


@given(
    st.integers(0, HOURS_OF_FIVE_YEARS * 4),
    st.integers(0, 300 * 60),
    st.none() | st.integers(0, 400 * 60),
)
def test_whatever_the_start_the_moment_and_the_yes(start: int, before: int, told: int) -> None:
    starts_at = SINCE + start * HOUR / 4
    now = starts_at - timedelta(minutes=before)
    check(starts_at, now, None if told is None else now - timedelta(minutes=told))
