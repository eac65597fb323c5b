"""A guest says yes while the organisers move the meetup: they hear of it, or see it as they do."""

from functools import partial
from typing import Any

import pytest

from meetups.agenda.models import Meetup, Rsvp, RsvpState
from meetups.agenda.services import meetups as services
from meetups.agenda.services import seats, telling
from meetups.outbox.models import OutboundMessage
from tests.agenda.desk import move
from tests.agenda.makers import STARTS, make_meetup, make_rsvp
from tests.factories import NOW, make_user
from tests.initiatives.team import Meeting, at_once, lasting_plan, seat_of

pytestmark = pytest.mark.django_db(transaction=True)


def race(monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> tuple[bool, bool]:
    """Whether the guest saw the old time as they said yes, and whether mail will tell the new."""
    fatma = make_user("Fatma")
    initiative = lasting_plan(fatma)
    rsvp = make_rsvp(make_meetup(initiative), state=RsvpState.PENDING)
    seat = seat_of(fatma, initiative)
    meeting, seen = Meeting(), []
    original = seats.hold

    def hold(pk: int) -> Meetup:
        meetup = original(pk) if guarded else Meetup.objects.get(pk=pk)
        seen.append(meetup.starts_at)
        meeting.wait()
        return meetup

    monkeypatch.setattr(seats, "hold", hold)
    confirm: Any = seats.confirm if guarded else seats.confirm.__wrapped__  # type: ignore[attr-defined]
    meeting.after(monkeypatch, telling, "_who_hear")
    if not guarded:
        monkeypatch.setattr(services, "_hold", lambda rows: list(rows))
    meetup = Meetup.objects.get()
    at_once(partial(confirm, rsvp=rsvp, now=NOW), partial(move, seat, meetup, days=1, now=NOW))
    assert Rsvp.objects.get().state == RsvpState.CONFIRMED
    return seen == [STARTS], OutboundMessage.objects.filter(kind="meetup_changed").exists()


def test_who_says_yes_during_a_move_is_told_or_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    saw_old, is_told = race(monkeypatch, guarded=True)
    assert is_told is saw_old


def test_without_holding_the_meetup_somebody_would_come_at_the_old_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert race(monkeypatch, guarded=False) == (True, False)
