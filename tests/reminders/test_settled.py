"""What is settled by counting needs nothing, whatever the guests and the outbox are like."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetups.agenda.models import Meetup, Rsvp, RsvpState
from meetups.initiatives.models import Initiative
from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services.posting import post
from meetups.reminders.queries.settled import NOBODY, Guests, Held, is_settled, unsettled
from meetups.reminders.services.planning import plan_reminders
from meetups.reminders.specification import (
    TURNS,
    GuestFacts,
    MeetupFacts,
    Moment,
    Told,
    World,
    moments,
    wanted,
)
from tests.agenda.makers import STARTS, make_meetup, make_rsvp
from tests.reminders.makers import ALL_MOMENTS, DAY, HOUR, make_facts

WEEK_BEFORE = STARTS - 7 * DAY + 4 * HOUR
"""When the first reminder comes."""
NOW = WEEK_BEFORE - 20 * HOUR
GUESTS = (1, 2)
Row = tuple[str, int, int, State, Any, Any]
"""A message to a guest: kind, guest, revision, state, and its times."""


def held(rows: list[Row], guests: tuple[GuestFacts, ...]) -> list[Held]:
    """As the database counts them."""
    turns = {guest.pk: guest.turn for guest in guests}
    counts = Counter(
        (kind, state.value, due_at, ends, revision - turns[pk] if pk in turns else None)
        for kind, pk, revision, state, due_at, ends in rows
    )
    return [Held(*key, number) for key, number in counts.items()]


def is_left(meetup: MeetupFacts, rows: list[Row], now: Any) -> bool:
    """Whether something must be posted, taken out or moved: each message by itself."""
    asked = {
        (wish.kind, wish.subject_id, wish.revision): (wish.due_at, wish.expires_at)
        for wish in wanted(World(meetups=[meetup]), now)
    }
    for kind, pk, revision, state, *times in rows:
        wish = asked.pop((kind, pk, revision), None)
        is_open = state == State.PLANNED and (wish is not None or times[1] > now)
        if (is_open and wish != tuple(times)) or (wish and state == State.SUPERSEDED):
            return True
    return bool(asked)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[MeetupFacts, list[Row], Any]:
    """One meetup, and an outbox in which most is as it should be."""
    now = draw(st.sampled_from([NOW, WEEK_BEFORE + HOUR, STARTS - 19 * HOUR, STARTS - HOUR]))
    told_at = st.sampled_from([NOW - 9 * DAY, STARTS - 21 * HOUR, STARTS - 19 * HOUR])
    guests = tuple(
        GuestFacts(pk, draw(st.sampled_from([1, 1, 1, 3])), draw(told_at))
        for pk in draw(st.sampled_from([GUESTS, GUESTS, GUESTS[:1], ()]))
    )
    meetup = make_facts(
        reminders=draw(st.sampled_from([ALL_MOMENTS, frozenset({"day"}), frozenset()])),
        revision=draw(st.integers(0, 1)),
        changed_at=draw(st.none() | told_at),
        organisers=(),
    )
    found: dict[tuple[str, int, int], Row] = {}
    wrong = st.sampled_from([False] * 9 + [True])
    for kind, due_at, expires_at in moments(meetup) or (Moment("guest_day", now, STARTS),):
        for pk in GUESTS:
            state = State.SENT if due_at < now else State.PLANNED
            revision = meetup.revision * TURNS + 1
            if draw(wrong):
                state = draw(st.sampled_from([each for each in State if each != State.SENDING]))
            if draw(wrong):
                revision = draw(st.integers(0, 1)) * TURNS + 3
            if draw(wrong):
                due_at += draw(st.sampled_from([-HOUR, HOUR, -DAY, DAY]))
            if not draw(wrong):
                found[kind, pk, revision] = (kind, pk, revision, state, due_at, expires_at)
            if draw(wrong):
                other = meetup.revision * TURNS + draw(st.sampled_from([0, 2]))
                found[kind, pk, other] = (kind, pk, other, State.SENT, due_at, expires_at)
    rows = list(found.values())
    told = frozenset(
        Told(kind, pk, due_at)
        for kind, pk, _revision, state, due_at, _ends in rows
        if state == State.SENT
    )
    facts = make_facts(
        reminders=meetup.reminders,
        revision=meetup.revision,
        changed_at=meetup.changed_at,
        organisers=(),
        guests=guests,
        told=told,
    )
    return facts, rows, now


@given(worlds())
def test_of_what_is_settled_nothing_is_left_to_do(
    world: tuple[MeetupFacts, list[Row], Any],
) -> None:
    meetup, rows, now = world
    last_at = max(
        (guest.confirmed_at for guest in meetup.guests if guest.confirmed_at), default=None
    )
    guests = Guests(len(meetup.guests), last_at)
    if is_settled(meetup, guests, held(rows, meetup.guests), now):
        assert not is_left(meetup, rows, now)


# --- as the database counts it -------------------------------------------------------------------
TUESDAY = STARTS - 4 * DAY


def is_open(meetup: Meetup) -> bool:
    """Whether guests of the meetup must be looked at."""
    row = Meetup.objects.get(pk=meetup.pk)
    facts = MeetupFacts(
        pk=row.pk,
        is_shown=True,
        revision=row.revision,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        reminders=frozenset(row.reminders),
    )
    return unsettled([row.pk], {row.pk: facts}, TUESDAY) == [row.pk]


@pytest.fixture
def meetup(initiative: Initiative) -> Meetup:
    """Two guests who come, of three; their mail is planned."""
    made = make_meetup(initiative, created_at=STARTS, revision=2)
    for number in range(2):
        make_rsvp(made, f"Guest{number}", turn=3)
    make_rsvp(made, "Wim", RsvpState.WITHDRAWN)
    plan_reminders(now=TUESDAY)
    return made


@pytest.mark.django_db
def test_what_was_planned_is_settled_until_anything_differs(meetup: Meetup) -> None:
    guest = Rsvp.objects.filter(state=RsvpState.CONFIRMED)[0]
    row = OutboundMessage.objects.get(kind="guest_day", subject_id=guest.pk)
    sealed = bytes(guest.email_sealed)
    sent = {"state": State.SENT, "ended_at": TUESDAY}
    differences: list[tuple[Any, dict[str, Any]]] = [
        (meetup, {"revision": 3}),
        (meetup, {"reminders": ["day", "week", "hours"]}),
        (meetup, {"starts_at": STARTS - DAY}),
        (guest, {"turn": 4}),
        (guest, {"state": RsvpState.REMOVED}),
        (guest, {"email_sealed": b""}),
        (guest, {"state_at": STARTS - 2 * HOUR}),
        (row, {"due_at": row.due_at - timedelta(minutes=1)}),
        (row, {"expires_at": row.expires_at - timedelta(minutes=1)}),
        (row, {"revision": row.revision + 1}),
        (row, {"subject_id": 10**9}),
        (row, {"state": State.CANCELLED, "ended_at": TUESDAY}),
    ]
    assert not is_open(meetup)
    for thing, columns in differences:
        rows = type(thing)._default_manager.filter(pk=thing.pk)
        before = {name: getattr(thing, name) for name in columns}
        rows.update(**columns)
        assert is_open(meetup), columns
        rows.update(**before | ({"email_sealed": sealed} if "email_sealed" in columns else {}))
        assert not is_open(meetup), columns
    OutboundMessage.objects.filter(pk=row.pk).update(**sent)
    assert not is_open(meetup)
    Rsvp.objects.filter(pk=guest.pk).update(state_at=STARTS - 2 * HOUR)
    assert is_open(meetup), "another still has to get it, and it may be the one who came so late"
    OutboundMessage.objects.filter(kind="guest_day").update(**sent)
    assert not is_open(meetup)
    make_rsvp(meetup, "Noor")
    assert is_open(meetup)


@pytest.mark.django_db
def test_what_is_planned_of_a_meetup_that_is_not_shown_is_not_settled(meetup: Meetup) -> None:
    assert unsettled([meetup.pk], {}, TUESDAY) == [meetup.pk]
    OutboundMessage.objects.all().delete()
    assert unsettled([meetup.pk], {}, TUESDAY) == []
    post("guest_day", subject_id=1, group_id=meetup.pk, now=TUESDAY)
    assert unsettled([meetup.pk], {}, TUESDAY) == [meetup.pk]


@pytest.mark.parametrize(("state", "expected"), [(State.SENT, False), (State.FAILED, True)])
def test_who_was_told_of_it_as_it_was_before_is_looked_at(state: State, expected: bool) -> None:
    day = moments(make_facts())[0]
    rows = [
        Held("guest_day", State.PLANNED, day.due_at, day.expires_at, TURNS, 1),
        Held("guest_day", state, day.due_at, day.expires_at, 0, 1),
    ]
    facts = make_facts(revision=1, guests=())
    assert is_settled(facts, Guests(1), rows, TUESDAY) == expected
    assert is_settled(make_facts(reminders=frozenset()), NOBODY, rows[1:], TUESDAY)
