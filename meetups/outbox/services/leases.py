"""The moves of a message: each by a condition on what it was, so that two never make it at once.

A worker leases messages for a while. One that dies keeps nobody from its messages: when the lease
ends, they are ready again. One that slept too long finds that its token no longer counts.
"""

import random
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from ..models import ERROR, OutboundMessage, State

BATCH = 20
LONGEST_WAIT = 30
LONGEST_WAIT_WHEN_AWAY = 5
"""Both as many times as the first wait."""
AWAY = "away: "
"""How an error starts that is the mail server's, whatever the message."""


def ready(now: datetime) -> Q:
    """Messages that a worker may take: their time has come, or the lease of another is over."""
    return Q(state=State.PLANNED, next_attempt_at__lte=now) | Q(
        state=State.SENDING, lease_until__lte=now
    )


def claim(*, token: UUID, now: datetime, most: int = BATCH) -> list[OutboundMessage]:
    """Lease what has waited longest, and no more than fits in one lease.

    On PostgreSQL a row that another is claiming is passed over; on SQLite transactions that write
    wait for each other. The condition on the update holds on both.
    """
    of_use = OutboundMessage.objects.filter(expires_at__gt=now)
    planned = of_use.filter(state=State.PLANNED, next_attempt_at__lte=now)
    left_behind = of_use.filter(state=State.SENDING, lease_until__lte=now)
    with transaction.atomic():
        pks = _lock(planned.order_by("next_attempt_at", "pk"), most)
        if len(pks) < most:
            pks += _lock(left_behind.order_by("lease_until", "pk"), most - len(pks))
        OutboundMessage.objects.filter(ready(now), pk__in=pks).update(
            state=State.SENDING,
            lease_token=token,
            lease_until=now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS),
            attempts=F("attempts") + 1,
        )
    return list(OutboundMessage.objects.filter(lease_token=token).order_by("due_at", "pk"))


def _lock(rows: "QuerySet[OutboundMessage]", most: int) -> list[UUID]:
    return list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:most])


def still_leased(pk: UUID, *, token: UUID) -> OutboundMessage | None:
    """The message as it is now, when the lease is still ours."""
    return _leased([pk], token).first()


def release(pks: list[UUID], *, token: UUID) -> None:
    """Give back what was not tried, as if it had never been taken."""
    _leased(pks, token).update(
        state=State.PLANNED, lease_token=None, lease_until=None, attempts=F("attempts") - 1
    )


def try_later(
    message: OutboundMessage, *, token: UUID, error: str, is_away: bool, now: datetime
) -> bool:
    """Plan another attempt; False when the lease was not ours any more."""
    wait = backoff(
        message.attempts,
        most=LONGEST_WAIT_WHEN_AWAY if is_away else LONGEST_WAIT,
        chance=random.random(),  # noqa: S311  (it spreads attempts, no more)
    )
    moved = _leased([message.pk], token).update(
        state=State.PLANNED,
        lease_token=None,
        lease_until=None,
        next_attempt_at=now + wait,
        error=f"{AWAY if is_away else ''}{error}"[:ERROR],
    )
    return moved == 1


def backoff(attempts: int, *, most: int = LONGEST_WAIT, chance: float) -> timedelta:
    """How long to wait after so many attempts: 1, 2, 4 … minutes, half more or less by chance."""
    times = min(2 ** min(max(attempts - 1, 0), 10), most)
    return timedelta(seconds=settings.OUTBOX_RETRY_SECONDS * times) * (0.5 + chance)


def end(
    message: OutboundMessage, state: State, *, token: UUID, now: datetime, error: str = ""
) -> bool:
    """Bring it to its end; False when the lease was not ours any more."""
    moved = _leased([message.pk], token).update(
        state=state, ended_at=now, lease_token=None, lease_until=None, error=error[:ERROR]
    )
    return moved == 1


def _leased(pks: list[UUID], token: UUID) -> "QuerySet[OutboundMessage]":
    return OutboundMessage.objects.filter(pk__in=pks, state=State.SENDING, lease_token=token)


def expire_late(*, now: datetime) -> int:
    """End what is of no use any more and nobody is sending; returns how many."""
    late = OutboundMessage.objects.filter(
        Q(state=State.PLANNED) | Q(state=State.SENDING, lease_until__lte=now), expires_at__lte=now
    )
    if not late.exists():  # looking costs no lock
        return 0
    return late.update(state=State.EXPIRED, ended_at=now, lease_token=None, lease_until=None)
