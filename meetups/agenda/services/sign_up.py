"""Saying that you come, without an account: the address is the proof, by a link in a mail.

Whoever signs up an address gets the same answer, whatever we know of it. Before the link is used
there is no seat and nobody sees anything; the row is then erased a day later.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from meetups.outbox.services.addresses import is_suppressed, suppress
from meetups.outbox.services.posting import post, withdraw
from meetups.ready import Blank, Ready
from meetups.sealing import digests, new_token, sha256

from ..models import Meetup, NeedCount, Rsvp, RsvpState
from ..models.guests import email_digests
from . import seats

CONFIRM_WITHIN = timedelta(hours=24)
"""How long someone who did not confirm is known."""
CONFIRM = "rsvp_confirm"


@transaction.atomic
def sign_up(
    *, meetup: Meetup, name: str, email: str, party: int, language: str, now: datetime
) -> None:
    """Note that someone wants to come and mail them the link to confirm it with.

    Someone who is on the list already is mailed their link again, at most once per second; who was
    removed or wants no mail hears nothing, and no row is made. Raises SeatError for what everyone
    can see: it is closed, or there are too few seats and no waiting list.
    """
    meetup = seats.hold(meetup.pk)
    seats.check_open(meetup, party, now=now)
    if is_suppressed(address=email, kind=CONFIRM):
        return
    known_by = email_digests(meetup.pk, email)
    rsvp = _known.first(meetup=meetup.pk, digests=known_by)
    if rsvp is None:
        rsvp = Rsvp(meetup=meetup, state=RsvpState.PENDING, created_at=now)
        rsvp.token = new_token()
        rsvp.token_digest = sha256(rsvp.token)
    if rsvp.state in (RsvpState.PENDING, RsvpState.WITHDRAWN):
        rsvp.state, rsvp.state_at, rsvp.turn = RsvpState.PENDING, now, rsvp.turn + 1
        rsvp.name, rsvp.party, rsvp.language = name, party, language
        rsvp.email, rsvp.email_digest = email, known_by[0]
        rsvp.save()
        revision = rsvp.turn
    else:
        revision = int(now.timestamp())
    if rsvp.state != RsvpState.REMOVED:
        until = min(now + CONFIRM_WITHIN, meetup.starts_at)
        post(
            CONFIRM,
            subject_id=rsvp.pk,
            group_id=meetup.pk,
            revision=revision,
            now=now,
            expires_at=until,
        )


_known = Ready(
    lambda: Rsvp.objects.filter(meetup=Blank("meetup"), email_digest__in=Blank("digests"))
)


def limit_key(email: str, *, today: date) -> str:
    """By which mail to an address is counted: another each day, so that nobody can be followed."""
    return digests(email.strip().lower(), about=f"rsvp_mail:{today}")[0]


@transaction.atomic
def confirm_rsvp(*, rsvp: Rsvp, needs: Iterable[str], now: datetime) -> Rsvp:
    """Take the seats, and count what was asked for: once, at the moment that they get their seats.

    Needs that the organisers do not ask for are left out. Who asked is not kept, so that a count
    never goes down again. Raises SeatError.
    """
    meetup, rsvp = seats.hold_with(rsvp)
    came_in = rsvp.state in (RsvpState.PENDING, RsvpState.OFFERED)
    rsvp = seats.confirm_held(meetup, rsvp, now=now)
    if came_in and rsvp.state == RsvpState.CONFIRMED:
        for need in set(needs) & set(meetup.needs_asked):
            count, _is_new = NeedCount.objects.get_or_create(meetup=meetup, kind=need)
            NeedCount.objects.filter(pk=count.pk).update(number=F("number") + 1)
    return rsvp


def withdraw_rsvp(*, rsvp: Rsvp, now: datetime) -> Rsvp:
    """Not come after all; the seats go to the next. Twice is harmless."""
    return seats.release(rsvp=rsvp, to=RsvpState.WITHDRAWN, now=now)


@transaction.atomic
def not_me(*, rsvp: Rsvp, now: datetime) -> None:
    """Somebody else typed this address: erase all of it, and never mail it again.

    Raises SeatError when it is erased already.
    """
    rsvp = seats.release(rsvp=rsvp, to=RsvpState.WITHDRAWN, now=now)
    if rsvp.email:
        suppress(address=rsvp.email, kind="", why="not-me", now=now)
    kinds = [CONFIRM, "rsvp_offer_ended", *seats.MAIL_OF.values()]
    withdraw(kinds, subject_id=rsvp.pk, now=now)
    Rsvp.objects.filter(pk=rsvp.pk).delete()
