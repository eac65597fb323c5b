"""Plain makers of meetups and guests."""

from datetime import datetime, timedelta
from typing import Any

from meetups.agenda.models import Meetup, MeetupState, Origin, Rsvp, RsvpState
from meetups.agenda.models.guests import email_digests
from meetups.agenda.times import ZONE
from meetups.initiatives.models import Initiative
from meetups.sealing import new_token, sha256
from tests.factories import NOW, make_initiative

STARTS = datetime(2027, 4, 24, 14, 0, tzinfo=ZONE)
"""A Saturday, six weeks after NOW."""


def make_meetup(initiative: Initiative | None = None, **columns: Any) -> Meetup:
    """An open meetup of 24 April 2027, from two to five, with twenty seats."""
    initiative = initiative or Initiative.objects.first() or make_initiative()
    starts_at = columns.pop("starts_at", STARTS)
    values = {
        "area": initiative.area,
        "municipality": initiative.municipality,
        "state": MeetupState.SHOWN,
        "title": "Soep in de Dennenappel",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=3),
        "place_name": "De Dennenappel",
        "address": "Dennenlaan 12",
        "capacity": 20,
        "created_at": NOW,
        "changed_at": NOW,
    }
    return Meetup.objects.create(initiative=initiative, **values | columns)


def make_rsvp(
    meetup: Meetup, name: str = "Sam", state: RsvpState = RsvpState.CONFIRMED, **columns: Any
) -> Rsvp:
    """A guest in a state; the seats that they hold are taken at the meetup."""
    email = columns.pop("email", f"{name.lower()}@example.org")
    now = columns.pop("now", NOW)
    rsvp = Rsvp(meetup=meetup, state=state, created_at=now, state_at=now, language="nl")
    rsvp.name = name
    if columns.get("origin") != Origin.PAPER:
        rsvp.email, rsvp.email_digest = email, email_digests(meetup.pk, email)[0]
        rsvp.token = new_token()
        rsvp.token_digest = sha256(rsvp.token)
    if state in (RsvpState.WAITING, RsvpState.OFFERED):
        rsvp.waits_since = now
    if state == RsvpState.OFFERED:
        rsvp.offered_until = now + timedelta(hours=24)
    for name_, value in columns.items():
        setattr(rsvp, name_, value)
    rsvp.save()
    if rsvp.holds_seats:
        meetup.seats_taken += rsvp.party
        meetup.save(update_fields=["seats_taken"])
    return rsvp
