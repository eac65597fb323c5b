"""Everyone who was told how it was hears how it is: once, in time, and nothing that is old."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from meetups.accounts.models import User
from meetups.agenda.letters.changes import meetup_cancelled, meetup_changed
from meetups.agenda.links import guest_link
from meetups.agenda.models import Meetup, Origin, Rsvp, RsvpState
from meetups.agenda.models.guests import HEAR_OF_CHANGES
from meetups.agenda.services import meetups as services
from meetups.agenda.services.seats import confirm, release
from meetups.agenda.wording import start_words
from meetups.initiatives.models import Initiative
from meetups.initiatives.services.errors import PlanError
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services.posting import post, withdraw
from meetups.outbox.services.sending import send_due
from tests.agenda.desk import move
from tests.agenda.makers import STARTS, make_meetup, make_rsvp
from tests.factories import NOW, make_initiative, make_user
from tests.initiatives.team import seat_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def cancel(seat: Any, meetup: Meetup, now: datetime, **values: Any) -> int:
    data: dict[str, Any] = {"title": meetup.title, "why": "", "for_following": False} | values
    return services.cancel_meetup(seat=seat, meetup=meetup, now=now, **data)


def changed(when: str) -> str:
    return gettext("Changed: %(when)s") % {"when": when}


def off(when: str) -> str:
    return gettext("Cancelled: %(when)s") % {"when": when}


# --- whatever people do --------------------------------------------------------------------------
ACTS = ["move", "rename", "cancel", "undo", "leave", "join", "wait"]
stories = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 6), st.integers(0, 3)), max_size=14
)


class Story:
    """One meetup with three guests. A worker sends each minute.

    `told` is what each guest knows; `since` when that ceased to be so, or None while it is so.
    """

    def __init__(self) -> None:
        user = make_user("Fatma")
        self.meetup = make_meetup(make_initiative(user))
        self.seat = seat_of(user, self.meetup.initiative)
        self.now = NOW
        self.cancelled_at: datetime | None = None
        self.since: dict[str, datetime | None] = {}
        self.knows_it_is_off: set[str] = set()
        for _number in range(3):
            self.join(0)
        make_rsvp(self.meetup, "Papier", origin=Origin.PAPER)
        make_rsvp(self.meetup, "Nooit", RsvpState.PENDING)
        make_rsvp(self.meetup, "Weg", RsvpState.WITHDRAWN)

    def does(self, act: str, number: int, minutes: int) -> None:
        self.meetup.refresh_from_db()
        getattr(self, act)(number)
        for _minute in range(minutes):
            self.passes()

    # --- the acts
    def join(self, number: int) -> None:
        if self.cancelled_at is None:
            states = (RsvpState.CONFIRMED, RsvpState.WAITING)
            rsvp = make_rsvp(self.meetup, f"Gast{self.meetup.rsvps.count()}", states[number % 2])
            self.since[rsvp.email] = None

    def leave(self, number: int) -> None:
        rsvp = self.meetup.rsvps.filter(state__in=HEAR_OF_CHANGES).earliest("pk")
        if rsvp.email in self.since:
            Rsvp.objects.filter(pk=rsvp.pk).update(
                state=RsvpState.WITHDRAWN, waits_since=None, offered_until=None
            )
            del self.since[rsvp.email]

    def move(self, number: int) -> None:
        if self.cancelled_at is None:
            move(self.seat, self.meetup, days=number - 3, now=self.now)
            if number != 3:
                self.since = {email: at or self.now for email, at in self.since.items()}

    def rename(self, number: int) -> None:
        if self.cancelled_at is None:
            move(self.seat, self.meetup, days=0, now=self.now, title=f"Soep {number}")

    def cancel(self, number: int) -> None:
        cancel(self.seat, self.meetup, self.now)
        self.cancelled_at = self.cancelled_at or self.now

    def undo(self, number: int) -> None:
        if self.cancelled_at is None:
            return
        try:
            services.undo_cancel(seat=self.seat, meetup=self.meetup, now=self.now)
        except PlanError:
            assert self.now >= self.cancelled_at + 5 * MINUTE
        else:
            assert self.now < self.cancelled_at + 5 * MINUTE
            assert not self.knows_it_is_off
            self.cancelled_at = None
            self.since = {email: at and self.now for email, at in self.since.items()}

    def wait(self, number: int) -> None:
        self.passes()

    # --- what must be so
    def passes(self) -> None:
        """A minute, and what leaves then."""
        self.now += MINUTE
        mail.outbox.clear()
        send_due(now=self.now)
        meetup = Meetup.objects.get()
        for letter in mail.outbox:
            (email,) = letter.to
            assert email in self.since, "only who comes or waits hears of it"
            assert email not in self.knows_it_is_off, "nothing comes after that it is off"
            if self.cancelled_at:
                assert letter.subject == off(start_words(meetup))
                self.knows_it_is_off.add(email)
            else:
                assert letter.subject == changed(start_words(meetup)), "nothing old leaves"
                assert self.since[email], "nobody hears twice"
                self.since[email] = None
        if self.cancelled_at is None:
            late = [at for at in self.since.values() if at and at <= self.now - 5 * MINUTE]
            assert not late, "all hear within five minutes"
        else:
            everyone = set(self.since) if self.now >= self.cancelled_at + 5 * MINUTE else set()
            assert self.knows_it_is_off & set(self.since) == everyone


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stories)
@example([("move", 4, 1), ("move", 5, 2), ("move", 6, 3)])
@example([("move", 4, 1), ("cancel", 0, 2), ("undo", 0, 1)])
@example([("cancel", 0, 2), ("undo", 0, 1), ("cancel", 0, 3)])
@example([("move", 4, 2), ("cancel", 0, 0), ("cancel", 0, 3)])
def test_whatever_people_do_all_hear_how_it_is_once(
    db: None, story: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        play = Story()
        for act in [*story, ("wait", 0, 3), ("wait", 0, 3)]:
            play.does(*act)
        assert not OutboundMessage.objects.filter(state=State.PLANNED).exists()
        transaction.set_rollback(True)


# --- one by one ----------------------------------------------------------------------------------
@pytest.fixture
def seat(organiser: User, initiative: Initiative) -> Any:
    return seat_of(organiser, initiative)


def sent(now: datetime) -> list[tuple[str, str]]:
    """Who got which subject, of what leaves until then."""
    mail.outbox.clear()
    send_due(now=now)
    return [(letter.to[0], str(letter.subject)) for letter in mail.outbox]


def test_edits_within_three_minutes_are_one_mail_of_the_last(seat: Any) -> None:
    meetup = make_meetup(seat.initiative)
    make_rsvp(meetup)
    for minute in range(3):
        move(seat, meetup, days=1, now=NOW + minute * MINUTE)
        meetup.refresh_from_db()
        assert sent(NOW + minute * MINUTE) == []
    expected = [("sam@example.org", changed("dinsdag 27 april, 14.00 uur"))]
    assert sent(NOW + 3 * MINUTE) == expected
    assert sent(NOW + timedelta(days=3)) == []


def test_of_a_move_and_a_cancellation_only_the_cancellation_leaves(seat: Any) -> None:
    meetup = make_meetup(seat.initiative)
    make_rsvp(meetup)
    move(seat, meetup, days=1, now=NOW)
    meetup.refresh_from_db()
    assert cancel(seat, meetup, NOW + MINUTE) == 1
    assert cancel(seat, meetup, NOW + 2 * MINUTE) == 0
    assert sent(NOW + 5 * MINUTE) == []
    expected = [("sam@example.org", off("zondag 25 april, 14.00 uur"))]
    assert sent(NOW + 6 * MINUTE) == expected
    assert sent(NOW + timedelta(days=3)) == []


def test_undone_in_time_nobody_hears_of_it(seat: Any) -> None:
    meetup = make_meetup(seat.initiative)
    make_rsvp(meetup)
    for minute in (0, 5):
        cancel(seat, meetup, NOW + minute * MINUTE)
        off_at = Meetup.objects.get().revision
        services.undo_cancel(seat=seat, meetup=meetup, now=NOW + (minute + 4) * MINUTE)
        assert Meetup.objects.get().revision > off_at, "or calendars would leave it cancelled"
        assert not OutboundMessage.objects.filter(state=State.PLANNED).exists()
    assert sent(NOW + timedelta(days=1)) == []


def test_an_undo_plans_no_reminder(seat: Any) -> None:
    """Whether it is still right is for the planner to say."""
    meetup = make_meetup(seat.initiative)
    rsvp = make_rsvp(meetup)
    cancel(seat, meetup, NOW)
    post("guest_day", subject_id=rsvp.pk, group_id=meetup.pk, now=NOW)
    withdraw(["guest_day"], group_id=meetup.pk, now=NOW, state=State.SUPERSEDED)
    services.undo_cancel(seat=seat, meetup=meetup, now=NOW + 2 * MINUTE)
    assert OutboundMessage.objects.get(kind="guest_day").state == State.SUPERSEDED


def test_who_was_about_to_hear_of_a_move_still_does_after_an_undo(seat: Any) -> None:
    meetup = make_meetup(seat.initiative)
    make_rsvp(meetup)
    move(seat, meetup, days=1, now=NOW)
    # A worker has it in hand, and asks whether it is still right only after the undo.
    token = uuid4()
    OutboundMessage.objects.update(
        state=State.SENDING, lease_token=token, lease_until=NOW + 9 * MINUTE
    )
    meetup.refresh_from_db()
    cancel(seat, meetup, NOW + MINUTE)
    services.undo_cancel(seat=seat, meetup=meetup, now=NOW + 2 * MINUTE)
    old = OutboundMessage.objects.get(lease_token=token)
    assert isinstance(meetup_changed(old, now=NOW + 2 * MINUTE), Dropped)
    assert sent(NOW + 3 * MINUTE) == [("sam@example.org", changed("zondag 25 april, 14.00 uur"))]


def test_who_says_yes_in_the_meantime_still_gets_their_mail_after_an_undo(seat: Any) -> None:
    meetup = make_meetup(seat.initiative)
    confirm(rsvp=make_rsvp(meetup, state=RsvpState.PENDING), now=NOW)
    cancel(seat, meetup, NOW)
    assert sent(NOW + MINUTE) == []
    services.undo_cancel(seat=seat, meetup=meetup, now=NOW + 2 * MINUTE)
    assert [email for email, _subject in sent(NOW + 2 * MINUTE)] == ["sam@example.org"]
    assert sent(NOW + timedelta(days=1)) == []


def test_close_to_the_start_a_change_does_not_wait(seat: Any) -> None:
    soon = NOW + timedelta(minutes=30)
    meetup = make_meetup(seat.initiative, starts_at=soon)
    make_rsvp(meetup)
    move(seat, meetup, days=0, now=NOW, address="Eikenlaan 1")
    assert len(sent(NOW)) == 1


def test_who_is_gone_by_then_hears_nothing(seat: Any) -> None:
    meetup = make_meetup(seat.initiative)
    rsvp = make_rsvp(meetup)
    move(seat, meetup, days=1, now=NOW)
    release(rsvp=rsvp, to=RsvpState.WITHDRAWN, now=NOW + MINUTE)
    OutboundMessage.objects.exclude(kind="meetup_changed").delete()
    assert sent(NOW + 3 * MINUTE) == []
    assert OutboundMessage.objects.get().state == State.SUPERSEDED


def test_a_change_of_what_is_over_is_too_late(seat: Any) -> None:
    meetup = make_meetup(seat.initiative)
    make_rsvp(meetup)
    move(seat, meetup, days=0, now=NOW, address="Eikenlaan 1")
    made = meetup_changed(OutboundMessage.objects.get(), now=meetup.ends_at)
    assert made == Dropped(State.EXPIRED)


# --- what it says --------------------------------------------------------------------------------
def letter_of(rsvp: Rsvp, owner: Callable[..., Letter | Dropped], kind: str) -> Letter:
    revision = rsvp.meetup.revision
    message = OutboundMessage(kind=kind, subject_id=rsvp.pk, revision=revision)
    made = owner(message, now=NOW)
    assert isinstance(made, Letter)
    return made


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_mail_says_how_it_is_now(seat: Any, language: str) -> None:
    meetup = make_meetup(seat.initiative, hides_address=True)
    rsvp = make_rsvp(meetup, language=language)
    make_rsvp(meetup, "Noor", RsvpState.WAITING, language=language)
    move(seat, meetup, days=1, now=NOW)
    send_due(now=NOW + 3 * MINUTE)
    first, second = sorted(mail.outbox, key=lambda letter: letter.to[0], reverse=True)
    with translation.override(language):
        assert first.subject == changed(start_words(Meetup.objects.get()))
    assert meetup.title not in first.subject
    html = str(first.alternatives[0][0])  # type: ignore[attr-defined]
    for part in (str(first.body), html):
        assert "Dennenlaan 12" in part
        assert guest_link(rsvp) in part
    assert "Dennenlaan" not in str(second.body)
    name, entry, kind = first.attachments[0]
    assert (str(name).endswith(".ics"), kind) == (True, "text/calendar")
    event = Calendar.from_ical(entry).events[0]
    assert event.start == STARTS + timedelta(days=1)
    assert event["sequence"] == 1
    assert not second.attachments


def test_the_calendar_hears_that_it_is_off(seat: Any) -> None:
    meetup = make_meetup(seat.initiative)
    make_rsvp(meetup)
    cancel(seat, meetup, NOW, why="De kok is ziek.")
    send_due(now=NOW + 5 * MINUTE)
    (letter,) = mail.outbox
    assert "De kok is ziek." in str(letter.body)
    event = Calendar.from_ical(letter.attachments[0][1]).events[0]
    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)


def test_mail_takes_nobody_to_a_place_of_somebodys_own(seat: Any) -> None:
    Initiative.objects.update(is_sensitive=True)
    meetup = make_meetup(
        Initiative.objects.get(), title="Praten over geld", place_name="www.kwaad.nl"
    )
    rsvp = make_rsvp(meetup, "kijk.op.kwaad.nl")
    Meetup.objects.update(state="cancelled", cancelled_at=NOW)
    for owner, state in ((meetup_cancelled, "cancelled"), (meetup_changed, "shown")):
        at = NOW if state == "cancelled" else None
        Meetup.objects.update(state=state, cancelled_at=at)
        context = letter_of(rsvp, owner, f"meetup_{state}").context
        assert (context["title"], context["where"], context["name"]) == ("", "", "")


def test_the_day_of_erasing_is_in_the_mail(seat: Any) -> None:
    rsvp = make_rsvp(make_meetup(seat.initiative))
    made = letter_of(rsvp, meetup_changed, "meetup_changed")
    assert made.context["erased_on"] == date(2027, 5, 8)
