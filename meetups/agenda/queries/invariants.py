"""What must always be so of seats; `manage.py check_invariants` asks."""

from datetime import datetime, timedelta

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from meetups import clock

from ..models import Meetup, MeetupState, Rsvp, RsvpState
from ..models.guests import HOLD_SEATS
from ..retention import GUESTS

GRACE = timedelta(minutes=10)
"""Offers end, and free seats are offered, by a task that runs every minute."""


def broken_seats(*, now: datetime | None = None) -> list[str]:
    """Each meetup whose seats do not add up, whose list stands still, or whose offers do not end.

    Three queries, however many meetups there are.
    """
    now = now or clock.now()
    held = Coalesce(Sum("rsvps__party", filter=Q(rsvps__state__in=HOLD_SEATS)), 0)
    known = Meetup.objects.filter(ends_at__gt=now - GUESTS)  # of others only the counts are left
    wrong = known.annotate(held=held).exclude(seats_taken=F("held")).order_by("pk")
    shown = Rsvp.objects.filter(meetup__state=MeetupState.SHOWN).order_by("meetup_id", "pk")
    stuck = shown.filter(
        state=RsvpState.WAITING,
        state_at__lte=now - GRACE,
        meetup__changed_at__lte=now - GRACE,
        meetup__starts_at__gt=now,
        party__lte=F("meetup__capacity") - F("meetup__seats_taken"),
    )
    endless = shown.filter(state=RsvpState.OFFERED, offered_until__lte=now - GRACE)
    return [
        *(
            f"meetup {pk}: {taken} seats taken, by {held} people"
            for pk, taken, held in wrong.values_list("pk", "seats_taken", "held")
        ),
        *(
            f"meetup {meetup}: rsvp {pk} waits while there is room"
            for meetup, pk in stuck.values_list("meetup_id", "pk")
        ),
        *(
            f"meetup {meetup}: the offer of rsvp {pk} does not end"
            for meetup, pk in endless.values_list("meetup_id", "pk")
        ),
    ]
