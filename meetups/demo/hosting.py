"""From the occasions of a story to meetups: planned, shown, signed up for, called off and counted.

Everything goes through the services of the agenda, at the moments of the story. The mail that they
post counts as sent by then: nobody gets mail of last month from a demo that was made today.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import F

from meetups.agenda.models import Meetup, Rsvp, RsvpState
from meetups.agenda.models.guests import email_digests
from meetups.agenda.services.guests import add_guest, count_guests
from meetups.agenda.services.meetups import add_meetups, cancel_meetup, show_meetup
from meetups.agenda.services.notes import send_note
from meetups.agenda.services.series import Hours, dates_of
from meetups.agenda.services.sign_up import confirm_rsvp, sign_up, withdraw_rsvp
from meetups.initiatives.access import Seat
from meetups.outbox.models import OutboundMessage, State

from .people import DOMAIN
from .stories.shape import Answer, Date, Guest, Occasion, Story

ONE_BY_ONE = timedelta(minutes=20)
"""Between guests who sign up on one day."""
LOOKS_AT_MAIL = timedelta(minutes=6)
COUNTED = timedelta(hours=1)
"""After the end of a meetup."""
MORNING, EVENING, LATE = 9, 21, 23


@dataclass
class Hosting:
    """The meetups of one plan. `at`: a moment so many days ago, at an hour."""

    story: Story
    seat: Seat
    at: Callable[[int, int], datetime]
    planned: list[tuple[Occasion, list[Meetup]]] = field(default_factory=list)

    # --- planned ---------------------------------------------------------------------------------
    def plan(self, occasion: Occasion) -> None:
        """Make the meetups of an occasion on the day on which the team did, and show them."""
        now = self.at(occasion.ago, EVENING)
        opens, closes = occasion.hours if any(occasion.hours) else self.story.hours
        first = self.seat.initiative.first_date + timedelta(days=occasion.after)
        days = dates_of(occasion.rule, first, occasion.times) if occasion.rule else [first]
        meetups = add_meetups(
            seat=self.seat,
            hours=Hours(first, time(opens), time(closes)),
            days=days,
            rule=occasion.rule or "",
            capacity=occasion.capacity or self.story.people,
            values=self._values(occasion),
            now=now,
        )
        if occasion.is_shown:
            show_meetup(seat=self.seat, meetup=meetups[0], for_following=True, now=now)
        self.planned.append((occasion, meetups))

    def _values(self, occasion: Occasion) -> dict[str, Any]:
        names = (
            *("about", "way", "address", "route", "online_link", "hides_address", "is_listed"),
            *("party_most", "step_free", "children", "costs", "bring"),
        )
        return {name: getattr(occasion, name) for name in names} | {
            "title": occasion.title or self.story.title,
            "place_name": occasion.place or ("" if occasion.online_link else self.story.place),
            "languages": list(occasion.languages),
            "needs_asked": list(occasion.needs_asked),
        }

    # --- and what became of them -----------------------------------------------------------------
    def gather(self) -> None:
        """Who said that they come, what was told, who came."""
        for occasion, meetups in self.planned:
            for place, date in occasion.dates.items():
                self._hold(meetups[place], date)
            self._settle_mail([meetup.pk for meetup in meetups])

    def _hold(self, meetup: Meetup, date: Date) -> None:
        for number, guest in enumerate(date.guests):
            self._answer(meetup, guest, self.at(date.ago, MORNING) + ONE_BY_ONE * number)
        for guest in date.guests:
            if guest.answer is Answer.WITHDRAWS:
                withdraw_rsvp(rsvp=rsvp_of(meetup, guest), now=self.at(1, EVENING))
        # An offer made yesterday would be over before anyone looks.
        offers = meetup.rsvps.filter(state=RsvpState.OFFERED)
        offers.update(offered_until=self.at(-1, EVENING))
        now = self.at(date.told, EVENING)
        if date.note:
            send_note(seat=self.seat, meetup=meetup, text=date.note, to_all=False, now=now)
        if date.cancelled:
            cancel_meetup(
                seat=self.seat,
                meetup=meetup,
                title=meetup.title,
                why=date.cancelled,
                for_following=False,
                now=now,
            )
        if date.attended is not None:
            self._count(meetup, date, date.attended)

    def _answer(self, meetup: Meetup, guest: Guest, now: datetime) -> None:
        if guest.answer is Answer.BY_HAND:
            add_guest(seat=self.seat, meetup=meetup, name=guest.name, party=guest.party, now=now)
            return
        has_forgotten = guest.answer is Answer.FORGETS
        sign_up(
            meetup=meetup,
            name=guest.name,
            email=address_of(guest),
            party=guest.party,
            language="nl",
            now=self.at(1, LATE) if has_forgotten else now,
        )
        if not has_forgotten:
            rsvp = rsvp_of(meetup, guest)
            confirm_rsvp(rsvp=rsvp, needs=guest.needs, now=now + LOOKS_AT_MAIL)

    def _count(self, meetup: Meetup, date: Date, attended: int) -> None:
        came = {rsvp_of(meetup, guest).pk: guest.came for guest in date.guests}
        count_guests(
            seat=self.seat,
            meetup=meetup,
            marks=came,
            rest_came=False,
            extra=attended - sum(filter(None, came.values())),
            now=meetup.ends_at + COUNTED,
        )

    def _settle_mail(self, pks: list[int]) -> None:
        planned = OutboundMessage.objects.filter(group_id__in=pks, state=State.PLANNED)
        planned.update(state=State.SENT, ended_at=F("due_at"), attempts=1)


def address_of(guest: Guest) -> str:
    """Where their mail goes: nowhere."""
    return f"{guest.name.lower().replace(' ', '-')}@{DOMAIN}"


def rsvp_of(meetup: Meetup, guest: Guest) -> Rsvp:
    digests = email_digests(meetup.pk, address_of(guest))
    return meetup.rsvps.get(email_digest__in=digests)
