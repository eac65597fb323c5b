"""Putting mail in the outbox, and taking it out again: in the transaction of what it tells."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from ..bell import bell
from ..models import OutboundMessage, State

WEEK = timedelta(days=7)


def post(
    kind: str,
    *,
    subject_id: int,
    now: datetime,
    group_id: int | None = None,
    revision: int = 0,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Have one mail sent: at once unless `due_at` says later, and a week long tried at most.

    Harmless when the same message (kind, subject, revision) was posted before. Call it in the
    transaction of the change; the worker hears of it after the commit. Raises LookupError for a
    kind that settings do not know, ValueError for mail that is of no use when it is due.
    """
    post_all(
        kind,
        subject_ids=[subject_id],
        now=now,
        group_id=group_id,
        revision=revision,
        due_at=due_at,
        expires_at=expires_at,
    )


def post_all(
    kind: str,
    *,
    subject_ids: list[int],
    now: datetime,
    group_id: int | None = None,
    revision: int = 0,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> None:
    """`post` for many rows at once: one query for a thousand of them."""
    if kind not in settings.OUTBOX_KINDS:
        raise LookupError(f"OUTBOX_KINDS knows no {kind}.")
    due_at = due_at or now
    expires_at = expires_at or due_at + WEEK
    if expires_at <= due_at:
        raise ValueError(f"Mail of the kind {kind} is due when it is of no use any more.")
    OutboundMessage.objects.bulk_create(
        [
            OutboundMessage(
                kind=kind,
                subject_id=subject_id,
                group_id=group_id,
                revision=revision,
                posted_at=now,
                due_at=due_at,
                next_attempt_at=due_at,
                expires_at=expires_at,
            )
            for subject_id in subject_ids
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    if due_at <= now:
        transaction.on_commit(bell.ring, robust=True)


def withdraw(
    kinds: list[str],
    *,
    now: datetime,
    subject_id: int | None = None,
    group_id: int | None = None,
    state: State = State.CANCELLED,
) -> int:
    """Take out mail that has not left, of one row or of a whole group; returns how many.

    What a worker is sending this moment is not touched: the owner of its kind says no, or it has
    gone already.
    """
    if subject_id is None and group_id is None:
        raise ValueError("Say which messages: by subject_id or by group_id.")
    planned = OutboundMessage.objects.filter(kind__in=kinds, state=State.PLANNED)
    if subject_id is not None:
        planned = planned.filter(subject_id=subject_id)
    if group_id is not None:
        planned = planned.filter(group_id=group_id)
    return planned.update(state=state, ended_at=now)
