"""The reconciler: what the specification wants and the outbox lacks is posted, what it does not
want is taken out, and what has other times gets them.

It holds no lock: all that it does is harmless twice, and what changes while it looks is put right
the next minute. The letters look once more when they leave.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from meetups.outbox.models import State
from meetups.outbox.services import reconciling

from .. import hours
from ..queries.busy import digest_batch
from ..queries.meetups import meetup_batches
from ..queries.messages import Existing
from ..specification import DIGEST_KINDS, MEETUP_KINDS, Wanted, wanted


class Planned(NamedTuple):
    """How many messages were posted, taken out, and given other times or planned again."""

    posted: int
    superseded: int
    moved: int


def plan_reminders(*, now: datetime) -> Planned:
    """Make the outbox hold what there must be for the coming eight days, and nothing else."""
    _keep_quiet(now)
    total = Planned(0, 0, 0)
    for batch in meetup_batches(now):
        total = _sum(total, _settle(wanted(batch.world, now), batch.existing, now))
    batch = digest_batch(now)
    return _sum(total, _settle(wanted(batch.world, now), batch.existing, now))


def _settle(asked: Iterable[Wanted], existing: Iterable[Existing], now: datetime) -> Planned:
    """Compare what is asked with what there is, and make that the same."""
    missing = {(wish.kind, wish.subject_id, wish.revision): wish for wish in asked}
    moved, superseded = {}, []
    for row in existing:
        wish = missing.pop((row.kind, row.subject_id, row.revision), None)
        is_planned = row.state == State.PLANNED
        if wish is None:
            if is_planned and row.expires_at > now and not _is_started_digest(row, now):
                superseded.append(row.pk)
        elif row.returns or (
            is_planned and (row.due_at, row.expires_at) != (wish.due_at, wish.expires_at)
        ):
            moved[row.pk] = wish
    awake = hours.wakes_at(now)
    if missing:
        reconciling.post_each(missing.values(), now=now, not_before=awake)
    return Planned(
        posted=len(missing),
        superseded=reconciling.supersede(superseded, now=now),
        moved=reconciling.replan(moved, now=now, not_before=awake),
    )


def _is_started_digest(row: Existing, now: datetime) -> bool:
    """Whether it is a digest whose hour has come: its letter sees whether it is empty by now."""
    return row.kind in DIGEST_KINDS and row.due_at <= now


def _keep_quiet(now: datetime) -> None:
    """What did not leave in time, and would be tried in the quiet hours, waits till morning."""
    since = None if hours.is_quiet(now) else hours.quiet_starts(now)
    kinds = (*MEETUP_KINDS, *DIGEST_KINDS)
    reconciling.put_off(kinds, since=since, until=hours.quiet_ends(now))


def _sum(one: Planned, other: Planned) -> Planned:
    return Planned(*(a + b for a, b in zip(one, other, strict=True)))
