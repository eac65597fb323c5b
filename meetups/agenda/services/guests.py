"""What organisers do with the guest list. Seats are the business of `seats`; names stay out of
the history.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from meetups.initiatives.access import Seat
from meetups.initiatives.models import EventKind
from meetups.initiatives.models.plan import PEOPLE
from meetups.initiatives.services.errors import PlanError
from meetups.initiatives.services.record import note

from ..models import Meetup, Rsvp, RsvpState
from ..models.guests import HEAR_OF_CHANGES
from ..queries.guests import can_count, people_who_came, walk_ins
from . import seats


@transaction.atomic
def add_guest(*, seat: Seat, meetup: Meetup, name: str, party: int, now: datetime) -> Rsvp:
    """Put someone on the list who has no mail from us. Raises SeatError when it is full."""
    rsvp = seats.add_by_hand(meetup=meetup, name=name, party=party, now=now)
    _note(seat, meetup, EventKind.GUEST_ADDED, now=now)
    return rsvp


@transaction.atomic
def remove_guest(*, seat: Seat, meetup: Meetup, pk: int, now: datetime) -> None:
    """Take someone off the list, who hears of it by mail. Raises PlanError when they are off it."""
    seats.hold(meetup.pk)
    rsvp = meetup.rsvps.filter(pk=pk, state__in=HEAR_OF_CHANGES).first()
    if rsvp is None:
        raise PlanError(_("This guest is no longer on the list."))
    seats.release(rsvp=rsvp, to=RsvpState.REMOVED, now=now)
    _note(seat, meetup, EventKind.GUEST_REMOVED, now=now)


@transaction.atomic
def resize_meetup(*, seat: Seat, meetup: Meetup, capacity: int, now: datetime) -> Meetup:
    """Have more seats or fewer. Raises SeatError when more are taken than that."""
    resized = seats.resize(meetup=meetup, capacity=capacity, now=now)
    if capacity != meetup.capacity:
        _note(seat, meetup, EventKind.MEETUP_CHANGED, now=now)
    return resized


@transaction.atomic
def count_guests(
    *,
    seat: Seat,
    meetup: Meetup,
    marks: Mapping[int, int | None],
    rest_came: bool,
    extra: int | None,
    now: datetime,
) -> int:
    """Note who came, and return how many people that were together.

    `marks`: by guest, how many came with them; None takes it back. `rest_came`: who comes and has
    no number by then, came as they said. `extra`: how many came who were not on the list, or None
    when that stays as it was. What others noted meanwhile stays. Raises PlanError before the day,
    ValidationError by field.
    """
    meetup, shown = seats.hold(meetup.pk), meetup
    if not can_count(meetup, now=now):
        raise PlanError(_("You can fill this in on the day itself, and afterwards."))
    extra = walk_ins(meetup) if extra is None else extra
    by_number: dict[int | None, list[int]] = defaultdict(list)
    for pk, came in marks.items():
        by_number[came].append(pk)
    for came, pks in by_number.items():
        meetup.rsvps.filter(pk__in=pks).update(came=came)
    if rest_came:
        rest = meetup.rsvps.filter(state=RsvpState.CONFIRMED, came__isnull=True)
        rest.update(came=F("party"))
    attended = people_who_came(meetup) + (extra or 0)
    if attended > PEOPLE:
        text = _("Together that is more than %(most)d people.") % {"most": PEOPLE}
        raise ValidationError({"walk_ins": text})
    if attended != meetup.attended:
        Meetup.objects.filter(pk=meetup.pk).update(attended=attended)
        _note(seat, shown, EventKind.GUESTS_COUNTED, now=now)
    return attended


def _note(seat: Seat, meetup: Meetup, kind: EventKind, *, now: datetime) -> None:
    note(seat.initiative, kind, by=seat.user, now=now, subject=meetup.title)
