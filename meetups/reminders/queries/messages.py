"""What the outbox holds of this room's mail, as plain values."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Case, IntegerField, Q, TextField, When
from django.db.models.functions import Cast

from meetups.outbox.models import OutboundMessage
from meetups.outbox.services.reconciling import CAN_COME_BACK

from ..specification import World


class Existing(NamedTuple):
    """A message of ours that the outbox holds. `returns`: it ended, but can be planned again."""

    pk: str
    kind: str
    subject_id: int
    group_id: int | None
    revision: int
    state: str
    due_at: datetime
    expires_at: datetime
    returns: bool


@dataclass(frozen=True)
class Batch:
    """A part of the world, and what the outbox holds of it."""

    world: World
    existing: list[Existing]


def existing_messages(which: Q) -> list[Existing]:
    """Read as the database writes it: there are many rows, and few different times in them."""
    rows = (
        OutboundMessage.objects.filter(which)
        .annotate(
            name=Cast("pk", TextField()),
            due=Cast("due_at", TextField()),
            expires=Cast("expires_at", TextField()),
            returns=Case(When(CAN_COME_BACK, then=1), default=0, output_field=IntegerField()),
        )
        .order_by()
        .values_list(
            *("name", "kind", "subject_id", "group_id", "revision", "state"),
            *("due", "expires", "returns"),
        )
    )
    return [
        Existing._make((*plain, read_moment(due), read_moment(expires), returns == 1))
        for *plain, due, expires, returns in rows.iterator(chunk_size=5000)
    ]


@lru_cache(maxsize=10_000)
def read_moment(text: str) -> datetime:
    """As PostgreSQL writes it in our sessions, with +00, or as SQLite does, without."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
