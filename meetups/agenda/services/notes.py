"""Writing to all guests of a meetup: through the outbox, in a frame of ours, and not too often.

An organiser is new as long as no office ever approved a plan that they organise. New organisers
write without links, and to at most 30 guests a day over all their plans, the mails of invitations
included; where no office works with the site, that stays so. Changes of the meetup itself reach
everyone, whoever makes them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetups.accounts.models import User
from meetups.initiatives.access import Seat
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import Event, EventKind, TeamRole
from meetups.initiatives.services.errors import PlanError
from meetups.initiatives.services.record import note
from meetups.initiatives.services.team import LINK, MAILED, MAILS_A_DAY
from meetups.outbox.services.posting import WEEK, post_all

from ..models import GuestNote, Meetup, MeetupState, RsvpState
from ..models.guests import HEAR_OF_CHANGES
from . import seats

NOTES_A_DAY = 2
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Draft:
    """A note that may go: to which RSVPs, and how many guests of those have no address."""

    rsvp_pks: list[int]
    on_paper: int


def draft_note(*, seat: Seat, meetup: Meetup, text: str, to_all: bool, now: datetime) -> Draft:
    """See whether a note may go, and to whom; nothing is written. `to_all`: also to who waits.

    Raises ValidationError, by field, for what it says, and PlanError when it cannot go now.
    """
    if meetup.state != MeetupState.SHOWN:
        raise PlanError(_("You can write to guests while the page of the meetup is open."))
    if meetup.ends_at <= now:
        raise PlanError(_("The meetup is over, so this would come too late."))
    is_new = is_new_organiser(seat.user)
    if is_new and LINK.search(text):
        raise ValidationError({"text": _("Write it without a link or an e-mail address.")})
    states = HEAR_OF_CHANGES if to_all else (RsvpState.CONFIRMED,)
    guests = meetup.rsvps.filter(state__in=states)
    pks = list(guests.exclude(email_sealed=b"").values_list("pk", flat=True))
    if not pks:
        raise PlanError(_("There is nobody yet whom we can mail."))
    today = GuestNote.objects.filter(meetup=meetup, at__gt=now - DAY)
    texts = list(today.values_list("text", flat=True))
    if text in texts:
        raise PlanError(_("This note was sent already."))
    if len(texts) >= NOTES_A_DAY:
        many = _("You wrote to these guests %(number)d times in a day. Go on tomorrow.")
        raise PlanError(many % {"number": NOTES_A_DAY})
    if is_new and (left := mails_left(seat.user, now=now)) < len(pks):
        raise PlanError(_too_many_words(len(pks), left))
    return Draft(pks, guests.count() - len(pks))


@transaction.atomic
def send_note(*, seat: Seat, meetup: Meetup, text: str, to_all: bool, now: datetime) -> GuestNote:
    """Write to the guests of a meetup. Raises as `draft_note` does."""
    held = seats.hold(meetup.pk)
    _hold_writer(seat.user)
    draft = draft_note(seat=seat, meetup=held, text=text, to_all=to_all, now=now)
    written = GuestNote(meetup=held, by=seat.user, text=text, at=now, guests=len(draft.rsvp_pks))
    written.clean_fields()
    written.save()
    post_all(
        "guest_note",
        subject_ids=draft.rsvp_pks,
        group_id=held.pk,
        revision=written.pk,
        now=now,
        expires_at=min(held.ends_at, now + WEEK),
    )
    note(seat.initiative, EventKind.GUESTS_TOLD, by=seat.user, now=now, subject=held.title)
    return written


def _hold_writer(user: User) -> None:
    """Notes about other meetups count for the same day, so they wait for this one."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)


def is_new_organiser(user: User) -> bool:
    """Whether no office ever approved a plan that they organise."""
    approvals = Event.objects.filter(
        kind=EventKind.MOVED,
        after=Status.APPROVED,
        initiative__members__user=user,
        initiative__members__role=TeamRole.ORGANISER,
    )
    return not approvals.exists()


def mails_left(user: User, *, now: datetime) -> int:
    """How many mails a new organiser can have sent today, over all their plans."""
    since = now - DAY
    notes = GuestNote.objects.filter(by=user, at__gt=since).aggregate(sum=Sum("guests"))
    others = Event.objects.filter(by=user, kind__in=MAILED, at__gt=since).count()
    return max(MAILS_A_DAY - (notes["sum"] or 0) - others, 0)


def _too_many_words(number: int, left: int) -> str:
    first = ngettext(
        "This would go to %(number)d guest.", "This would go to %(number)d guests.", number
    ) % {"number": number}
    second = ngettext(
        "You can send %(left)d mail today.", "You can send %(left)d mails today.", left
    ) % {"left": left}
    third = _("When the municipality has approved a plan of yours, there is no such limit.")
    return f"{first} {second} {third}"
