"""Forgetting: messages a month after they ended, addresses without mail after two years.

And putting right what a clock that went back has put off.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Greatest

from ..models import OPEN, OutboundMessage, State, Suppression
from .leases import LONGEST_WAIT

MESSAGES_KEPT = timedelta(days=30)
SUPPRESSIONS_KEPT = timedelta(days=730)
AT_ONCE = 1000
SOON = timedelta(minutes=2)
"""So that the planner, who looks each minute, is first: it keeps what can wait till morning."""


def erase_old(*, now: datetime) -> int:
    """Erase what nobody needs any more, in pieces, so that nobody waits; returns how many."""
    old = OutboundMessage.objects.exclude(state__in=OPEN).filter(ended_at__lte=now - MESSAGES_KEPT)
    erased = 0
    while pks := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        erased += OutboundMessage.objects.filter(pk__in=pks).delete()[0]
    return erased + Suppression.objects.filter(since__lte=now - SUPPRESSIONS_KEPT).delete()[0]


def turn_back(*, now: datetime) -> int:
    """After the clock went back: what it put off is due again; returns how many messages.

    What was to leave at once leaves now, not when it is as late as it was; the same for what was to
    be tried again. What somebody leased is free: whoever is sending one of them this moment may
    send that one twice, as after a pause. What is due at a time on the calendar stays due then.
    """
    longest = timedelta(seconds=settings.OUTBOX_RETRY_SECONDS * LONGEST_WAIT * 1.5)
    lease = timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    messages = OutboundMessage.objects
    planned = messages.filter(state=State.PLANNED)
    freed = messages.filter(state=State.SENDING, lease_until__gt=now + 2 * lease).update(
        state=State.PLANNED, lease_token=None, lease_until=None
    )
    at_once = planned.filter(posted_at__gt=now, due_at=F("posted_at"), next_attempt_at__gt=now)
    moved = at_once.update(next_attempt_at=now)
    tried = planned.filter(attempts__gt=0, next_attempt_at__gt=now + longest)
    tried = tried.filter(next_attempt_at__gt=F("due_at"))
    return freed + moved + tried.update(next_attempt_at=Greatest("due_at", now + SOON))


def try_again(message: OutboundMessage, *, now: datetime) -> bool:
    """Plan a failed message once more, when its fault is mended; False when it is too late."""
    failed = OutboundMessage.objects.filter(pk=message.pk, state=State.FAILED, expires_at__gt=now)
    return failed.update(state=State.PLANNED, ended_at=None, next_attempt_at=now) == 1
