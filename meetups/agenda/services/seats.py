"""Who has a seat, who waits and who has an offer: the only writer of these.

Each act holds the meetup's row first, so that acts on one meetup follow each other. Seats are taken
by a conditional update besides, under a constraint of the database: more people than seats is
impossible, whatever goes wrong above it. Who must hear of it is told in the same transaction.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from meetups.initiatives.models.plan import PEOPLE
from meetups.initiatives.services.errors import PlanError
from meetups.outbox.services.posting import WEEK, post_all
from meetups.ready import Blank, Ready

from ..models import Meetup, MeetupState, Origin, Rsvp, RsvpState
from ..models.guests import NAME, PARTY

OFFER_LASTS = timedelta(hours=24)
OFFER_LASTS_AT_LEAST = timedelta(hours=1)
SHARE_OF_THE_TIME_LEFT = 4

GONE = (RsvpState.WITHDRAWN, RsvpState.REMOVED)
MAIL_OF = {
    RsvpState.CONFIRMED: "rsvp_coming",
    RsvpState.WAITING: "rsvp_waiting",
    RsvpState.OFFERED: "rsvp_offer",
    RsvpState.WITHDRAWN: "rsvp_withdrawn",
    RsvpState.REMOVED: "rsvp_removed",
}


class SeatError(PlanError):
    """There is no seat, or nobody can change it now. `message` says why."""


def check_open(meetup: Meetup, party: int, *, now: datetime) -> None:
    """Raises SeatError when a party can get no seats and no place on the list, as all can see."""
    if not meetup.takes_rsvps(now):
        raise SeatError(_("You cannot sign up for this meetup any more."))
    if not meetup.has_waiting_list and party > meetup.seats_free:
        raise SeatError(_free_words(meetup))


# --- guests --------------------------------------------------------------------------------------
@transaction.atomic
def confirm(*, rsvp: Rsvp, now: datetime) -> Rsvp:
    """Give them seats, or a place on the waiting list when there are too few; twice is harmless.

    Who has an offer takes it. Who withdrew earlier comes again, as the last in line. Raises
    SeatError when people cannot sign up any more, or when it is full and there is no list.
    """
    return confirm_held(*hold_with(rsvp), now=now)


def confirm_held(meetup: Meetup, rsvp: Rsvp, *, now: datetime) -> Rsvp:
    """The same, for who holds the meetup and the RSVP as it is now."""
    if rsvp.state in (RsvpState.CONFIRMED, RsvpState.WAITING):
        return rsvp
    if rsvp.state == RsvpState.OFFERED and _is_ahead(meetup, now):
        return _move([rsvp], RsvpState.CONFIRMED, meetup, now=now)[0]
    if rsvp.state == RsvpState.REMOVED:
        raise SeatError(_("The organisers took you off the list. You cannot sign up again."))
    _offer(meetup, now=now)
    check_open(meetup, rsvp.party, now=now)
    to = RsvpState.CONFIRMED if _take(meetup, rsvp.party) else RsvpState.WAITING
    return _move([rsvp], to, meetup, now=now)[0]


@transaction.atomic
def release(*, rsvp: Rsvp, to: RsvpState, now: datetime) -> Rsvp:
    """Withdraw or remove a guest, for the next in line. Twice is harmless."""
    meetup, rsvp = hold_with(rsvp)
    if rsvp.state in (to, RsvpState.REMOVED):
        return rsvp
    if rsvp.holds_seats:
        _give_back(meetup, rsvp.party)
    rsvp = _move([rsvp], to, meetup, now=now)[0]
    _offer(meetup, now=now)
    return rsvp


@transaction.atomic
def change_party(*, rsvp: Rsvp, party: int, now: datetime) -> Rsvp:
    """Come with more or fewer people; who waits keeps their place. Raises SeatError in words."""
    meetup, rsvp = hold_with(rsvp)
    more = party - rsvp.party
    if more == 0:
        return rsvp
    if rsvp.state in GONE or not _is_ahead(meetup, now):
        raise SeatError(_("You cannot change the number of people any more."))
    if party < 1 or (more > 0 and party > meetup.party_most):
        raise SeatError(_party_words(meetup))
    if more > 0:
        if not meetup.takes_rsvps(now):
            raise SeatError(_("You cannot sign up more people any more. You can come with fewer."))
        if rsvp.holds_seats:
            _offer(meetup, now=now)
            if not _take(meetup, more):
                raise SeatError(_free_words(meetup))
    elif rsvp.holds_seats:
        _give_back(meetup, -more)
    Rsvp.objects.filter(pk=rsvp.pk).update(party=party)
    rsvp.party = party
    _offer(meetup, now=now)
    return _as_it_is(rsvp, meetup)


# --- the organisers ------------------------------------------------------------------------------
@transaction.atomic
def add_by_hand(*, meetup: Meetup, name: str, party: int, now: datetime) -> Rsvp:
    """A guest who said so by telephone, on paper or at the door. Raises SeatError."""
    meetup = hold(meetup.pk)
    if meetup.state == MeetupState.CANCELLED:
        raise SeatError(_("This meetup is cancelled."))
    if not 1 <= party <= PARTY:
        raise SeatError(_("One guest comes with at most %(most)d people.") % {"most": PARTY})
    _offer(meetup, now=now)
    if not _take(meetup, party):
        raise SeatError(_free_words(meetup))
    rsvp = Rsvp(
        meetup=meetup,
        state=RsvpState.CONFIRMED,
        origin=Origin.PAPER,
        language=(get_language() or settings.LANGUAGE_CODE)[:2],
        party=party,
        created_at=now,
        state_at=now,
    )
    rsvp.name = name[:NAME]
    rsvp.save()
    return rsvp


@transaction.atomic
def resize(*, meetup: Meetup, capacity: int, now: datetime) -> Meetup:
    """Have more seats or fewer; new ones go to who waits. Raises SeatError in words."""
    meetup = hold(meetup.pk)
    if not 1 <= capacity <= PEOPLE:
        text = _("Choose a number from 1 to %(most)d.")
        raise SeatError(text % {"most": PEOPLE})
    if capacity < meetup.seats_taken:
        text = ngettext(
            "%(number)d person has a seat already. Choose that number or more.",
            "%(number)d people have a seat already. Choose that number or more.",
            meetup.seats_taken,
        )
        raise SeatError(text % {"number": meetup.seats_taken})
    Meetup.objects.filter(pk=meetup.pk).update(capacity=capacity)
    meetup.capacity = capacity
    _offer(meetup, now=now)
    return meetup


# --- the waiting list ----------------------------------------------------------------------------
@transaction.atomic
def fill(*, meetup: Meetup, now: datetime) -> int:
    """Offer free seats to who waits, in order; returns to how many guests."""
    return _offer(hold(meetup.pk), now=now)


def end_offers(*, now: datetime) -> int:
    """Take back offers that nobody took in time, for the next in line; returns how many.

    Fills free seats besides, wherever someone waits who fits. Offers of a cancelled meetup stay as
    they are: whoever has one must hear that it is cancelled.
    """
    shown = Rsvp.objects.filter(meetup__state=MeetupState.SHOWN)
    ended = shown.filter(state=RsvpState.OFFERED, offered_until__lte=now)
    waiting = shown.filter(
        state=RsvpState.WAITING,
        meetup__starts_at__gt=now,
        party__lte=F("meetup__capacity") - F("meetup__seats_taken"),
    )
    pks = {*ended.values_list("meetup_id", flat=True), *waiting.values_list("meetup_id", flat=True)}
    return sum(_end_offers_of(pk, now=now) for pk in sorted(pks))


@transaction.atomic
def _end_offers_of(pk: int, *, now: datetime) -> int:
    meetup = hold(pk)
    if meetup.state != MeetupState.SHOWN:
        return 0
    offers = meetup.rsvps.filter(state=RsvpState.OFFERED, offered_until__lte=now)
    ended = list(offers)
    if ended:
        _give_back(meetup, sum(rsvp.party for rsvp in ended))
        _move(ended, RsvpState.WITHDRAWN, meetup, now=now, kind="rsvp_offer_ended")
    _offer(meetup, now=now)
    return len(ended)


def _offer(meetup: Meetup, *, now: datetime) -> int:
    """Offer what is free, of a meetup that is held. Parties that do not fit keep their place."""
    free = meetup.seats_free
    if not free or not _is_ahead(meetup, now):
        return 0
    pks = []
    for pk, party in _waiting(meetup=meetup.pk, free=free):
        if party <= free:
            pks.append(pk)
            free -= party
    if pks and _take(meetup, meetup.seats_free - free):
        until = _offer_ends(meetup, now)
        offered = list(Rsvp.objects.filter(pk__in=pks))
        _move(offered, RsvpState.OFFERED, meetup, now=now, offered_until=until)
    return len(pks)


_waiting = Ready(
    lambda: (
        Rsvp.objects.filter(
            meetup=Blank("meetup"), state=RsvpState.WAITING, party__lte=Blank("free")
        )
        .order_by("waits_since", "pk")
        .values_list("pk", "party")
    )
)


def _offer_ends(meetup: Meetup, now: datetime) -> datetime:
    """A day later, or sooner near the start: others must still have time to come."""
    left = meetup.starts_at - now
    lasts = max(min(OFFER_LASTS, left / SHARE_OF_THE_TIME_LEFT), OFFER_LASTS_AT_LEAST)
    return now + min(lasts, left)


# --- one step ------------------------------------------------------------------------------------
def hold(pk: int) -> Meetup:
    """The meetup as it is, held to the end of the transaction. RSVPs can still be added."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A meetup is held in a transaction only.")
    meetup = _held.first(pk=pk)
    if meetup is None:
        raise Meetup.DoesNotExist
    return meetup


_held = Ready(lambda: Meetup.objects.filter(pk=Blank("pk")).select_for_update(no_key=True))


def hold_with(rsvp: Rsvp) -> tuple[Meetup, Rsvp]:
    """The meetup of an RSVP, held, and the RSVP as it is then; SeatError when it is erased."""
    meetup = hold(rsvp.meetup_id)
    return meetup, _as_it_is(rsvp, meetup)


def _as_it_is(rsvp: Rsvp, meetup: Meetup) -> Rsvp:
    found = _rsvp.first(pk=rsvp.pk)
    if found is None:
        raise SeatError(_("We know nothing of you here any more."))
    found.meetup = meetup
    return found


_rsvp = Ready(lambda: Rsvp.objects.filter(pk=Blank("pk")))


def _is_ahead(meetup: Meetup, now: datetime) -> bool:
    return meetup.state == MeetupState.SHOWN and now < meetup.starts_at


def _take(meetup: Meetup, party: int) -> bool:
    """Take seats if there are enough, by the numbers of the database."""
    seats = Meetup.objects.filter(pk=meetup.pk, seats_taken__lte=F("capacity") - party)
    if seats.update(seats_taken=F("seats_taken") + party) != 1:
        return False
    meetup.seats_taken += party
    return True


def _give_back(meetup: Meetup, party: int) -> None:
    Meetup.objects.filter(pk=meetup.pk).update(seats_taken=F("seats_taken") - party)
    meetup.seats_taken -= party


def _move(
    rsvps: list[Rsvp],
    new: RsvpState,
    meetup: Meetup,
    *,
    now: datetime,
    offered_until: datetime | None = None,
    kind: str = "",
) -> list[Rsvp]:
    """Move guests who are in one state to another, and post the mail that says so.

    They were read while the meetup was held, so that nobody else changes them.
    """
    old, pks = rsvps[0].state, [rsvp.pk for rsvp in rsvps]
    columns: dict[str, object] = {"state": new, "state_at": now, "offered_until": offered_until}
    if new != RsvpState.OFFERED:
        columns["waits_since"] = now if new == RsvpState.WAITING else None
    moved = Rsvp.objects.filter(pk__in=pks, state=old).update(turn=F("turn") + 1, **columns)
    if moved != len(pks):
        raise RuntimeError(f"{moved} of {len(pks)} RSVPs of meetup {meetup.pk} were {old}.")
    for rsvp in rsvps:
        rsvp.meetup, rsvp.turn = meetup, rsvp.turn + 1
        for name, value in columns.items():
            setattr(rsvp, name, value)
    _tell(rsvps, kind or MAIL_OF[new], was=old, meetup=meetup, now=now)
    return rsvps


def _tell(rsvps: list[Rsvp], kind: str, *, was: str, meetup: Meetup, now: datetime) -> None:
    """Post mail to who has an address and said before that they come."""
    if was == RsvpState.PENDING and kind == MAIL_OF[RsvpState.WITHDRAWN]:
        return
    by_turn: dict[tuple[int, datetime], list[int]] = defaultdict(list)
    for rsvp in rsvps:
        if rsvp.email_sealed:
            ends = rsvp.offered_until or meetup.ends_at
            by_turn[rsvp.turn, min(ends, now + WEEK)].append(rsvp.pk)
    for (turn, expires_at), pks in by_turn.items():
        if expires_at > now:
            post_all(
                kind,
                subject_ids=pks,
                group_id=meetup.pk,
                revision=turn,
                now=now,
                expires_at=expires_at,
            )


# --- in words ------------------------------------------------------------------------------------
def _free_words(meetup: Meetup) -> str:
    free = meetup.seats_free
    if not free:
        return _("It is full.")
    text = ngettext("There is one free seat left.", "There are %(number)d free seats left.", free)
    return text % {"number": free}


def _party_words(meetup: Meetup) -> str:
    text = ngettext(
        "Here one guest signs up one person.",
        "Here one guest signs up at most %(number)d people.",
        meetup.party_most,
    )
    return text % {"number": meetup.party_most}
