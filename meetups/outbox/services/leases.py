"""The moves of a message: each by a condition on what it was, so that two never make it at once.

A worker leases messages for a while. One that dies keeps nobody from its messages: when the lease
ends, they are ready again. One that slept too long finds that its token no longer counts.
"""

import random
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet, UUIDField

from ..models import ERROR, OutboundMessage, State
from .addresses import digests_of

BATCH = 20
LONGEST_WAIT = 30
LONGEST_WAIT_WHEN_AWAY = 5
"""Both as many times as the first wait."""
AWAY = "away: "
"""How an error starts that is the mail server's, whatever the message."""


def claim(*, token: UUID, now: datetime, most: int = BATCH) -> list[OutboundMessage]:
    """Lease what has waited longest, and no more than fits in one lease.

    What waits equally long comes group by group, so that much need not be read again for the next.

    On PostgreSQL a row that another is claiming is passed over; on SQLite transactions that write
    wait for each other. The condition on the update holds on both.
    """
    of_use = OutboundMessage.objects.filter(expires_at__gt=now)
    planned = of_use.filter(state=State.PLANNED, next_attempt_at__lte=now)
    left_behind = of_use.filter(state=State.SENDING, lease_until__lte=now)
    with transaction.atomic():
        pks = _lock(planned.order_by("next_attempt_at", "group_id", "pk"), most)
        if len(pks) < most:
            pks += _lock(left_behind.order_by("lease_until", "pk"), most - len(pks))
        _lease_all(pks, token=token, now=now)
    leased = OutboundMessage.objects.filter(pk__in=pks, lease_token=token)
    return list(leased.order_by("due_at", "group_id", "pk"))


def _lock(rows: "QuerySet[OutboundMessage]", most: int) -> list[UUID]:
    return list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:most])


# What is asked and done for each message is plain SQL: to write it takes the ORM ten times as long
# as it takes the database to answer.
# `state || ''` keeps SQLite from reading all that is in line by an index on the states.
IS_FREE = """(
    state || '' = 'planned' AND next_attempt_at <= %s
    OR state || '' = 'sending' AND lease_until <= %s
)"""
_LEASE = """
UPDATE outbox_outboundmessage
SET state = 'sending', lease_token = %s, lease_until = %s, attempts = attempts + 1
WHERE id IN ({pks}) AND {is_free}
"""
_WAY = """
SELECT EXISTS (SELECT 1 FROM outbox_hold),
    EXISTS (
        SELECT 1 FROM outbox_suppression
        WHERE address_digest IN ({digests}) AND kind IN ('', %s)
    )
FROM outbox_outboundmessage
WHERE id = %s AND state = 'sending' AND lease_token = %s
"""
_END = """
UPDATE outbox_outboundmessage
SET state = %s, ended_at = %s, error = %s, lease_token = NULL, lease_until = NULL
WHERE id = %s AND state = 'sending' AND lease_token = %s
"""


class Way(Enum):
    """Whether a message may leave this moment."""

    FREE = auto()
    LOST = auto()
    """The lease is not ours any more: it is another's to send."""
    HELD = auto()
    UNWANTED = auto()
    """The address gets no mail of this kind."""


def way_of(message: OutboundMessage, *, token: UUID, address: str = "") -> Way:
    """Whether the lease is still ours, no mail is held, and the address wants it. One query."""
    digests = digests_of(address) if address else [""]
    sql = _WAY.replace("{digests}", ", ".join(["%s"] * len(digests)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*digests, message.kind, *_lease(message, token)])
        found = cursor.fetchone()
    if found is None:
        return Way.LOST
    is_held, is_unwanted = found
    return Way.HELD if is_held else Way.UNWANTED if is_unwanted else Way.FREE


def _lease_all(pks: list[UUID], *, token: UUID, now: datetime) -> None:
    """Lease those of them that nobody has."""
    if not pks:
        return
    uuids = [_uuid(value) for value in (token, *pks)]
    at, until = map(_moment, (now, now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)))
    sql = _LEASE.format(pks=", ".join(["%s"] * len(pks)), is_free=IS_FREE)
    with connection.cursor() as cursor:
        cursor.execute(sql, [uuids[0], until, *uuids[1:], at, at])


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
    at = _moment(now)
    with connection.cursor() as cursor:
        cursor.execute(_END, [state.value, at, error[:ERROR], *_lease(message, token)])
        return bool(cursor.rowcount == 1)


def _lease(message: OutboundMessage, token: UUID) -> list[Any]:
    """The last two values of the SQL above, as the database keeps them."""
    return [_uuid(message.pk), _uuid(token)]


def _uuid(value: UUID) -> Any:
    return UUIDField().get_db_prep_value(value, connection)


def _moment(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


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
