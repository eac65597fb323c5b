"""Whatever people do and whatever breaks, the outbox holds what the specification asks.

Around a night in which the clocks change. The world is read here in another way than there: row by
row, and all of it.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.db.models import Min
from django.test import override_settings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from meetups.agenda.models import Meetup, MeetupState, Rsvp, RsvpState
from meetups.agenda.services import seats
from meetups.agenda.services.telling import tell_cancelled, tell_changed, untell_cancelled
from meetups.agenda.times import ZONE
from meetups.initiatives.models import Initiative
from meetups.outbox.models import OutboundMessage, State, Suppression
from meetups.outbox.services.addresses import suppress as stop
from meetups.outbox.services.sending import send_due
from meetups.reminders import hours
from meetups.reminders.services.planning import plan_reminders
from meetups.reminders.specification import (
    MEETUP_KINDS,
    GuestFacts,
    MeetupFacts,
    OrganiserFacts,
    PersonFacts,
    Told,
    Wanted,
    World,
    wanted,
)
from tests.agenda.makers import make_meetup, make_rsvp
from tests.factories import make_initiative
from tests.reminders.makers import DAY, HOUR

TUESDAY = datetime(2027, 10, 26, 12, 0, tzinfo=ZONE).astimezone(UTC)
SUNDAY = datetime(2027, 10, 31, 14, 0, tzinfo=ZONE).astimezone(UTC)
"""The clocks went back that night."""
PEOPLE = 4
EXAMPLES = int(os.environ.get("REMINDER_EXAMPLES", "6"))
"""Few, for the suite; 500 take half an hour."""
BY_ITSELF = {State.SENT, State.FAILED, State.SUPPRESSED, State.EXPIRED}


class Server(EmailBackend):
    """A mail server that can be away."""

    is_away = False

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if Server.is_away:
            raise ConnectionRefusedError
        return super().send_messages(messages)


class Life(RuleBasedStateMachine):
    """One meetup of three seats, and four people who may come."""

    @initialize()
    def start(self) -> None:
        for model in (OutboundMessage, Suppression, Meetup):
            model._default_manager.all().delete()
        Server.is_away = False
        self.now, self.is_down = TUESDAY, False
        self.stopped: set[int] = set()
        self.reminded: list[tuple[str, int, date]] = []
        plan = Initiative.objects.first() or make_initiative()
        self.meetup = make_meetup(plan, starts_at=SUNDAY, capacity=3, created_at=SUNDAY)
        self.guests = [
            make_rsvp(self.meetup, f"Gast{number}", RsvpState.PENDING, now=self.now)
            for number in range(PEOPLE)
        ]
        self.tick()

    # --- what people do
    @rule(who=st.integers(0, PEOPLE - 1))
    def confirm(self, who: int) -> None:
        with suppress(seats.SeatError), transaction.atomic():
            seats.confirm(rsvp=self.guests[who], now=self.now)
        self.tick()

    @rule(who=st.integers(0, PEOPLE - 1))
    def withdraw(self, who: int) -> None:
        seats.release(rsvp=self.guests[who], to=RsvpState.WITHDRAWN, now=self.now)
        self.tick()

    @rule(seats_=st.integers(1, 4))
    def resize(self, seats_: int) -> None:
        with suppress(seats.SeatError), transaction.atomic():
            seats.resize(meetup=self.meetup, capacity=seats_, now=self.now)
        self.tick()

    @rule(days=st.sampled_from([0, 1, 2, 9]), hour=st.sampled_from([0, 7, 9, 14, 23]))
    def move(self, days: int, hour: int) -> None:
        starts_at = hours.at_clock(hours.local_day(self.now) + days * DAY, time(hour))
        if starts_at > self.now:
            self.change(starts_at=starts_at, ends_at=starts_at + 3 * HOUR)

    @rule()
    def change_address(self) -> None:
        self.change(address="Eikenlaan 3")

    @rule(moments=st.sets(st.sampled_from(["week", "day", "hours"])))
    def choose(self, moments: set[str]) -> None:
        Meetup.objects.update(reminders=sorted(moments))
        self.tick()

    @rule()
    def cancel_or_undo(self) -> None:
        meetup = Meetup.objects.get()
        if meetup.state == MeetupState.SHOWN and meetup.ends_at > self.now:
            self.set(meetup, state=MeetupState.CANCELLED, cancelled_at=self.now)
            tell_cancelled(meetup=Meetup.objects.get(), now=self.now)
        elif meetup.cancelled_at:
            self.set(meetup, state=MeetupState.SHOWN, cancelled_at=None)
            untell_cancelled(
                meetup=Meetup.objects.get(), cancelled_at=meetup.cancelled_at, now=self.now
            )
        self.tick()

    @rule(who=st.integers(0, PEOPLE - 1))
    def unsubscribe(self, who: int) -> None:
        stop(address=self.guests[who].email, kind="guest_day", why="asked", now=self.now)
        self.stopped.add(self.guests[who].pk)
        self.tick()

    # --- what happens
    @rule(step=st.sampled_from([HOUR / 2, 3 * HOUR, 8 * HOUR, 26 * HOUR]))
    def time_goes_by(self, step: timedelta) -> None:
        """Beat looks each minute; here at the moments that count."""
        until = self.now + step
        while self.now < until:
            self.now = min(self.now + 2 * HOUR, until)
            self.tick()

    @rule()
    def mail_server_goes_or_comes(self) -> None:
        Server.is_away = not Server.is_away
        self.tick()

    @rule()
    def all_goes_down_or_comes_up(self) -> None:
        self.is_down = not self.is_down
        self.tick()

    @precondition(lambda self: not self.is_down)
    @rule()
    def worker_is_quicker_than_beat(self) -> None:
        self.send()
        self.tick()

    # --- how it goes
    def change(self, **columns: Any) -> None:
        meetup = Meetup.objects.get()
        if meetup.state == MeetupState.SHOWN:
            self.set(meetup, **columns)
            tell_changed(meetup=Meetup.objects.get(), now=self.now)
        self.tick()

    def set(self, meetup: Meetup, **columns: Any) -> None:
        Meetup.objects.filter(pk=meetup.pk).update(revision=meetup.revision + 1, **columns)

    def tick(self) -> None:
        if self.is_down:
            return
        plan_reminders(now=self.now)
        self.outbox_is_as_specified()
        assert sum(plan_reminders(now=self.now)) == 0
        self.send()
        if not Server.is_away:
            due = self.ours().filter(state=State.PLANNED, next_attempt_at__lte=self.now)
            assert not due.exists()

    def send(self) -> None:
        before = set(self.ours().filter(state=State.SENT).values_list("pk", flat=True))
        send_due(now=self.now)
        for row in self.ours().filter(state=State.SENT).exclude(pk__in=before):
            self.was_right(row)
        sent = self.ours().filter(state=State.SENT).values_list("kind", "subject_id", "due_at")
        assert len(set(sent)) == len(sent)
        assert len(self.reminded) == len(set(self.reminded))

    def was_right(self, row: OutboundMessage) -> None:
        meetup = Meetup.objects.get()
        assert not hours.is_quiet(self.now)
        assert row.due_at <= self.now < row.expires_at
        assert meetup.state == MeetupState.SHOWN
        if row.kind == "morning_after":
            assert meetup.ends_at < self.now
        else:
            assert self.now < meetup.starts_at
        if row.kind != "morning_after":
            self.reminded.append((row.kind, row.subject_id, hours.local_day(meetup.starts_at)))
        if row.kind.startswith("guest_"):
            rsvp = Rsvp.objects.get(pk=row.subject_id)
            assert rsvp.state == RsvpState.CONFIRMED
            assert row.kind != "guest_day" or rsvp.pk not in self.stopped

    def outbox_is_as_specified(self) -> None:
        rows = {(row.kind, row.subject_id, row.revision): row for row in self.ours()}
        over = {key for key, row in rows.items() if row.state in BY_ITSELF}
        refused = {
            key
            for key, row in rows.items()
            if row.state == State.SUPERSEDED and row.attempts >= 5 and not row.error
        }
        asked = {(w.kind, w.subject_id, w.revision): w for w in self.asked()}
        assert {
            key: (row.due_at, row.expires_at)
            for key, row in rows.items()
            if row.state == State.PLANNED and row.expires_at > self.now
        } == {
            key: (wish.due_at, wish.expires_at)
            for key, wish in asked.items()
            if key not in over | refused
        }

    def asked(self) -> list[Wanted]:
        meetup = Meetup.objects.get()
        changed = OutboundMessage.objects.filter(
            kind="meetup_changed",
            revision=meetup.revision,
            state__in=[State.PLANNED, State.SENDING, State.SENT],
        ).aggregate(at=Min("posted_at"))
        facts = MeetupFacts(
            pk=meetup.pk,
            is_shown=meetup.state == MeetupState.SHOWN,
            revision=meetup.revision,
            starts_at=meetup.starts_at,
            ends_at=meetup.ends_at,
            reminders=frozenset(meetup.reminders),
            changed_at=changed["at"],
            guests=tuple(
                GuestFacts(rsvp.pk, rsvp.turn, rsvp.state_at)
                for rsvp in meetup.rsvps.all()
                if rsvp.state == RsvpState.CONFIRMED
            ),
            organisers=tuple(
                OrganiserFacts(member.pk, PersonFacts(member.user_id))
                for member in meetup.initiative.members.all()
            ),
            told=frozenset(
                Told(row.kind, row.subject_id, row.due_at)
                for row in self.ours()
                if row.state == State.SENT
            ),
        )
        return list(wanted(World(meetups=[facts]), self.now))

    def ours(self) -> Any:
        return OutboundMessage.objects.filter(kind__in=MEETUP_KINDS)


@pytest.mark.django_db
@override_settings(EMAIL_BACKEND=f"{__name__}.Server")
def test_whatever_happens_the_outbox_holds_what_is_asked() -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25 if EXAMPLES < 50 else 50,
            deadline=None,
            suppress_health_check=checks,
        ),
    )
