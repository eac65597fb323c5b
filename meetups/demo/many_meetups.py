"""Meetups of many plans, and guests of some: in bulk, spread evenly by arithmetic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from meetups.agenda.models import Meetup, MeetupState, NeedCount, NeedKind, Rsvp, RsvpState
from meetups.agenda.models.guests import email_digests
from meetups.agenda.retention import GUESTS
from meetups.agenda.times import moment
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import Initiative
from meetups.sealing import new_token, sha256

from .people import DOMAIN

BATCH = 500
SPAN = 120
"""The meetups of one plan lie in so many days."""
GUESTED_ONE_IN, DRAFT_ONE_IN, CANCELLED_ONE_IN, UNLISTED_ONE_IN = 5, 19, 17, 11
MOST_GUESTS = 6
NAMES = ("Sam", "Nour", "Jo", "Anne", "Ali", "Kim", "Bea", "Tom", "Emre", "Lies", "Ada")


@dataclass(frozen=True)
class Sowing:
    """`each` meetups of every plan, at even distances, as they are at `now`."""

    each: int
    now: datetime
    today: date

    def sow(self, numbers: Sequence[int], plans: Sequence[Initiative]) -> None:
        """`numbers`: of the plans, which have no more than their place in the row to differ by."""
        meetups = [
            self._meetup(number * self.each + turn, plan, turn)
            for number, plan in zip(numbers, plans, strict=True)
            for turn in range(self.each)
        ]
        guests = [self._guests_of(place, meetup) for place, meetup in enumerate(meetups)]
        for meetup, parties in zip(meetups, guests, strict=True):
            meetup.seats_taken = sum(parties)
        Meetup.objects.bulk_create(meetups, batch_size=BATCH)
        come = [pair for pair in zip(meetups, guests, strict=True) if pair[1]]
        Rsvp.objects.bulk_create(
            (rsvp for meetup, parties in come for rsvp in self._rsvps(meetup, parties)),
            batch_size=BATCH,
        )
        NeedCount.objects.bulk_create(
            (
                NeedCount(meetup=meetup, kind=NeedKind.VEGETARIAN, number=1)
                for meetup, parties in come
                if len(parties) > 2
            ),
            batch_size=BATCH,
        )

    def _meetup(self, number: int, plan: Initiative, turn: int) -> Meetup:
        day = plan.first_date + timedelta(days=SPAN * turn // self.each)
        starts_at = moment(day, plan.starts_at or time(10))
        state = MeetupState.SHOWN
        if plan.status == Status.DRAFT or number % DRAFT_ONE_IN == 0:
            state = MeetupState.DRAFT
        elif number % CANCELLED_ONE_IN == 0:
            state = MeetupState.CANCELLED
        is_cancelled, is_over = state == MeetupState.CANCELLED, starts_at.date() < self.today
        return Meetup(
            initiative=plan,
            area=plan.area,
            municipality=plan.municipality,
            state=state,
            is_listed=number % UNLISTED_ONE_IN > 0,
            title=plan.title,
            about="Kom gerust kijken. Je hoeft niets te kunnen.",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1 + number % 3),
            place_name=plan.place_name,
            address=f"Voorbeeldstraat {1 + number % 90}",
            step_free=(None, True, False)[number % 3],
            children=(True, None)[number % 2],
            costs=250 if number % 7 == 0 else 0,
            capacity=min(plan.people_expected, 8 + number % 40),
            party_most=4,
            created_at=plan.created_at,
            changed_at=plan.created_at,
            cancelled_at=plan.created_at if is_cancelled else None,
            cancel_why="Te weinig aanmeldingen." if is_cancelled else "",
            attended=4 + number % 4 if is_over and state == MeetupState.SHOWN else None,
        )

    def _guests_of(self, place: int, meetup: Meetup) -> list[int]:
        """The party of each guest; nobody of whom it would be erased by now."""
        is_kept = meetup.ends_at + GUESTS > self.now
        if place % GUESTED_ONE_IN or not is_kept or meetup.state != MeetupState.SHOWN:
            return []
        parties = [1 + (place + guest) % 2 for guest in range(1 + place % MOST_GUESTS)]
        while sum(parties) > meetup.capacity:
            parties.pop()
        return parties

    def _rsvps(self, meetup: Meetup, parties: list[int]) -> Iterator[Rsvp]:
        for guest, party in enumerate(parties):
            token, email = new_token(), f"gast{guest}@{DOMAIN}"
            rsvp = Rsvp(
                meetup=meetup,
                state=RsvpState.CONFIRMED,
                language="nl",
                party=party,
                email_digest=email_digests(meetup.pk, email)[0],
                token_digest=sha256(token),
                created_at=meetup.created_at,
                state_at=meetup.created_at,
            )
            rsvp.name = NAMES[(meetup.pk + guest) % len(NAMES)]
            rsvp.email, rsvp.token = email, token
            yield rsvp
