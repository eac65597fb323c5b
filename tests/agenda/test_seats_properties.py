"""Whatever people do, in whatever order: seats add up and nobody loses their place in line."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetups.agenda.models import Meetup, MeetupState, Origin, Rsvp, RsvpState
from meetups.agenda.models.guests import HOLD_SEATS
from meetups.agenda.queries.invariants import broken_seats
from meetups.agenda.services import seats
from meetups.outbox.models import OutboundMessage
from tests.agenda.makers import make_meetup, make_rsvp
from tests.factories import NOW

pytestmark = pytest.mark.django_db
S = RsvpState
PEOPLE = 7


class Story:
    """One meetup of four seats, ten days ahead, and seven guests who have not confirmed yet."""

    def __init__(self) -> None:
        self.now = NOW
        self.meetup = make_meetup(capacity=4, party_most=4, starts_at=NOW + timedelta(days=10))
        for number in range(PEOPLE):
            make_rsvp(self.meetup, f"Gast{number}", S.PENDING, party=number % 3 + 1)

    def does(self, act: str, who: int, number: int, hours: int) -> None:
        line = self.line()
        self.now += timedelta(hours=hours, minutes=1)
        rsvps = list(self.meetup.rsvps.order_by("pk"))
        does: Callable[[Rsvp, int], object] = getattr(self, act)
        with suppress(seats.SeatError), transaction.atomic():
            does(rsvps[who % len(rsvps)], number)
        seats.end_offers(now=self.now)
        self.check(line)

    # --- the acts
    def confirm(self, rsvp: Rsvp, number: int) -> None:
        seats.confirm(rsvp=rsvp, now=self.now)

    def withdraw(self, rsvp: Rsvp, number: int) -> None:
        seats.release(rsvp=rsvp, to=S.WITHDRAWN, now=self.now)

    def remove(self, rsvp: Rsvp, number: int) -> None:
        seats.release(rsvp=rsvp, to=S.REMOVED, now=self.now)

    def party(self, rsvp: Rsvp, number: int) -> None:
        seats.change_party(rsvp=rsvp, party=number, now=self.now)

    def by_hand(self, rsvp: Rsvp, number: int) -> None:
        seats.add_by_hand(meetup=self.meetup, name="Riet", party=number, now=self.now)

    def resize(self, rsvp: Rsvp, number: int) -> None:
        seats.resize(meetup=self.meetup, capacity=2 * number, now=self.now)

    def cancel(self, rsvp: Rsvp, number: int) -> None:
        Meetup.objects.update(state=MeetupState.CANCELLED, cancelled_at=self.now)

    def restore(self, rsvp: Rsvp, number: int) -> None:
        Meetup.objects.update(state=MeetupState.SHOWN, cancelled_at=None)

    def close(self, rsvp: Rsvp, number: int) -> None:
        Meetup.objects.update(is_closed=number > 2)

    # --- what is always so
    def line(self) -> list[int]:
        """The waiting list, in order."""
        waiting = self.meetup.rsvps.filter(state=S.WAITING)
        return list(waiting.order_by("waits_since", "pk").values_list("pk", flat=True))

    def check(self, line: list[int]) -> None:
        meetup = Meetup.objects.get()
        held = meetup.rsvps.filter(state__in=HOLD_SEATS).aggregate(people=Sum("party"))["people"]
        assert meetup.seats_taken == (held or 0) <= meetup.capacity
        is_ahead = meetup.state == MeetupState.SHOWN and self.now < meetup.starts_at
        now_in_line = self.line()
        kept = [pk for pk in line if pk in now_in_line]
        assert now_in_line[: len(kept)] == kept
        parties = dict(meetup.rsvps.values_list("pk", "party"))
        offered = set(meetup.rsvps.filter(state=S.OFFERED).values_list("pk", flat=True))
        for place, pk in enumerate(line):
            if pk in offered:  # who was passed over is with more people
                passed = [earlier for earlier in line[:place] if earlier in now_in_line]
                assert all(parties[earlier] > parties[pk] for earlier in passed)
        for rsvp in meetup.rsvps.all():
            if rsvp.state == S.WAITING and is_ahead:
                assert rsvp.party > meetup.seats_free
            if rsvp.state == S.OFFERED and is_ahead:
                assert rsvp.offered_until
                assert self.now < rsvp.offered_until <= meetup.starts_at
                assert rsvp.offered_until <= rsvp.state_at + seats.OFFER_LASTS
            self.check_told(rsvp, meetup)
        assert not broken_seats(now=self.now)

    def check_told(self, rsvp: Rsvp, meetup: Meetup) -> None:
        """Who has an address was told of each move that is of use, and of nothing else."""
        told = OutboundMessage.objects.filter(subject_id=rsvp.pk)
        assert told.count() <= rsvp.turn
        if rsvp.origin == Origin.PAPER or rsvp.turn == 0:
            assert not told
        elif rsvp.state_at < meetup.starts_at and rsvp.state not in (S.WITHDRAWN, S.REMOVED):
            assert told.get(revision=rsvp.turn).kind == seats.MAIL_OF[S(rsvp.state)]


ACTS = ["confirm"] * 6 + ["withdraw"] * 2 + ["party"] * 2 + ["by_hand", "resize", "remove"]
acts = st.tuples(
    st.sampled_from([*ACTS, "cancel", "restore", "close"]),
    st.integers(0, PEOPLE),
    st.integers(1, 4),
    st.sampled_from([0, 0, 1, 5, 25]),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(acts, min_size=4, max_size=25))
def test_whatever_happens_seats_add_up(db: None, story: list[tuple[str, int, int, int]]) -> None:
    with transaction.atomic():
        play = Story()
        for act in story:
            play.does(*act)
        transaction.set_rollback(True)
