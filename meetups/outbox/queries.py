"""How mail is doing: for the alarm, for the admin, and for who wants to be sure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min, Q

from meetups import clock

from .models import UNDELIVERED, OutboundMessage, State
from .services.holding import is_held
from .services.leases import AWAY

STANDS_STILL = timedelta(minutes=10)
SLACK = timedelta(minutes=10)
"""How long a message may be as it must not stay, until a worker comes by."""
DAY = timedelta(days=1)
SHOWN = 100


@dataclass(frozen=True)
class MailState:
    """`oldest_due_age` is in seconds: how long the first in line waits; None when none does."""

    oldest_due_age: float | None
    failed_in_a_day: int
    held: bool

    @property
    def stands_still(self) -> bool:
        """Whether mail waits that should have left."""
        age = self.oldest_due_age
        return age is not None and age > STANDS_STILL.total_seconds()

    @property
    def minutes(self) -> int:
        """How long the first in line waits, in whole minutes."""
        return int((self.oldest_due_age or 0) // 60)


def mail_state(*, now: datetime) -> MailState:
    """What the alarm goes by.

    A message that is tried again later waits for its own mail server, and is no alarm; one that
    found no mail server at all is, from when it was due.
    """
    late = OutboundMessage.objects.filter(
        Q(state=State.PLANNED, next_attempt_at__lte=now)
        | Q(state=State.PLANNED, due_at__lte=now, error__startswith=AWAY)
        | Q(state=State.SENDING, lease_until__lte=now),
    ).aggregate(
        ready=Min("next_attempt_at", filter=Q(state=State.PLANNED, next_attempt_at__lte=now)),
        away=Min("due_at", filter=Q(state=State.PLANNED, error__startswith=AWAY)),
        left=Min("lease_until", filter=Q(state=State.SENDING)),
    )
    since = min((moment for moment in late.values() if moment), default=None)
    failed = OutboundMessage.objects.filter(state=State.FAILED, ended_at__gt=now - DAY)
    return MailState(
        oldest_due_age=round((now - since).total_seconds(), 1) if since else None,
        failed_in_a_day=failed.count(),
        held=is_held(),
    )


def undelivered(kind: str, subject_ids: list[int]) -> set[int]:
    """Which of these have no mail because it could not go."""
    rows = OutboundMessage.objects.filter(
        kind=kind, subject_id__in=subject_ids, state__in=UNDELIVERED
    )
    return set(rows.values_list("subject_id", flat=True)) if subject_ids else set()


def broken_messages() -> list[str]:
    """Messages that are as none may be: a line for each, without an address."""
    now = clock.now()
    messages = OutboundMessage.objects.all()
    faults = {
        "has an unknown kind": messages.filter(state__in=(State.PLANNED, State.SENDING)).exclude(
            kind__in=list(settings.OUTBOX_KINDS)
        ),
        "is too late and still open": messages.filter(
            Q(state=State.PLANNED) | Q(state=State.SENDING, lease_until__lt=now - SLACK),
            expires_at__lt=now - SLACK,
        ),
        "was left behind and not taken up": messages.filter(
            state=State.SENDING, lease_until__lt=now - SLACK
        ),
        "was sent without an attempt": messages.filter(
            state__in=(State.SENDING, State.SENT), attempts=0
        ),
    }
    return [
        f"outbox: message {message.pk} ({message}) {fault}"
        for fault, rows in faults.items()
        for message in rows[:SHOWN]
    ]
