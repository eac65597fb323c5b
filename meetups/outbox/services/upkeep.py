"""Forgetting: messages a month after they ended, addresses without mail after two years."""

from datetime import datetime, timedelta

from ..models import OPEN, OutboundMessage, State, Suppression

MESSAGES_KEPT = timedelta(days=30)
SUPPRESSIONS_KEPT = timedelta(days=730)
AT_ONCE = 1000


def erase_old(*, now: datetime) -> int:
    """Erase what nobody needs any more, in pieces, so that nobody waits; returns how many."""
    old = OutboundMessage.objects.exclude(state__in=OPEN).filter(ended_at__lte=now - MESSAGES_KEPT)
    erased = 0
    while pks := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        erased += OutboundMessage.objects.filter(pk__in=pks).delete()[0]
    return erased + Suppression.objects.filter(since__lte=now - SUPPRESSIONS_KEPT).delete()[0]


def try_again(message: OutboundMessage, *, now: datetime) -> bool:
    """Plan a failed message once more, when its fault is mended; False when it is too late."""
    failed = OutboundMessage.objects.filter(pk=message.pk, state=State.FAILED, expires_at__gt=now)
    return failed.update(state=State.PLANNED, ended_at=None, next_attempt_at=now) == 1
