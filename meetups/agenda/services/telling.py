"""Telling guests that a meetup is elsewhere, at another time, or not at all.

Call these in the transaction of the change, with the meetup's row held and its `revision` raised.
A message has the revision that it tells of; when it leaves, its letter says no unless that is still
how the meetup is. So what was planned before is never told, also when it slips through here while
a worker has it in hand.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services.posting import post_all, withdraw

from ..models import Meetup
from ..models.guests import HEAR_OF_CHANGES
from ..retention import POSTED_MAIL

CHANGED, CANCELLED = "meetup_changed", "meetup_cancelled"
OTHER_MAIL = tuple(kind for kind in POSTED_MAIL if kind not in (CHANGED, CANCELLED))
SETTLE = timedelta(minutes=3)
"""So long a change waits for the next one. All still hear within five minutes: to mail a thousand
took busy workers one of these (`tests/load/proof_move.py`)."""
UNDO = timedelta(minutes=5)
"""So long cancelling can be undone, and nobody is told yet."""
SOON = timedelta(hours=1)
"""Before a meetup starts no change waits."""


def tell_changed(*, meetup: Meetup, now: datetime) -> int:
    """Have everyone who was told hear how it is now, once; returns how many guests.

    Further changes before the mail leaves join it, and do not put it off.
    """
    planned = OutboundMessage.objects.filter(
        kind=CHANGED, group_id=meetup.pk, state=State.PLANNED
    ).order_by("due_at")
    first = planned.values_list("due_at", flat=True).first()
    withdraw([CHANGED], group_id=meetup.pk, now=now, state=State.SUPERSEDED)
    pks = _who_hear(meetup)
    _post_changed(meetup, pks, due_at=first or now + SETTLE, now=now)
    return len(pks)


def tell_cancelled(*, meetup: Meetup, now: datetime) -> int:
    """Have them hear that it is cancelled, when that can no longer be undone, and nothing else."""
    withdraw([CHANGED], group_id=meetup.pk, now=now, state=State.SUPERSEDED)
    pks = _who_hear(meetup)
    post_all(
        CANCELLED,
        subject_ids=pks,
        group_id=meetup.pk,
        revision=meetup.revision,
        now=now,
        due_at=now + UNDO,
        expires_at=max(meetup.ends_at, now + UNDO + SOON),
    )
    return len(pks)


def untell_cancelled(*, meetup: Meetup, cancelled_at: datetime, now: datetime) -> None:
    """It goes on after all: nobody hears that it was cancelled.

    They do hear of a change that was about to be told when it was cancelled, and get all other mail
    that a worker let go meanwhile because of it, such as where one says yes. Reminders come back by
    themselves, if they are still right.
    """
    withdraw([CANCELLED], group_id=meetup.pk, now=now)
    let_go = OutboundMessage.objects.filter(
        kind__in=OTHER_MAIL,
        group_id=meetup.pk,
        state=State.SUPERSEDED,
        ended_at__gte=cancelled_at,
        expires_at__gt=now,
    )
    let_go.update(state=State.PLANNED, ended_at=None, next_attempt_at=now)
    untold = OutboundMessage.objects.filter(kind=CHANGED, group_id=meetup.pk).filter(
        Q(state=State.SUPERSEDED, ended_at__gte=cancelled_at) | Q(state=State.SENDING)
    )
    due_at = untold.order_by("due_at").values_list("due_at", flat=True).first()
    if due_at is not None:
        pks = set(untold.values_list("subject_id", flat=True))
        pks.intersection_update(_who_hear(meetup))
        _post_changed(meetup, sorted(pks), due_at=due_at, now=now)


def _post_changed(meetup: Meetup, pks: list[int], *, due_at: datetime, now: datetime) -> None:
    post_all(
        CHANGED,
        subject_ids=pks,
        group_id=meetup.pk,
        revision=meetup.revision,
        now=now,
        due_at=max(now, min(due_at, meetup.starts_at - SOON)),
        expires_at=max(meetup.ends_at, now + SOON),
    )


def _who_hear(meetup: Meetup) -> list[int]:
    """Those who come or wait, and can be written to."""
    guests = meetup.rsvps.filter(state__in=HEAR_OF_CHANGES).exclude(email_sealed=b"")
    return list(guests.values_list("pk", flat=True))
