"""The first page of a desk: what must be first, of what waits and of what may stop."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from meetups.accounts.models import Office, User
from meetups.initiatives.lifecycle import OPEN
from meetups.initiatives.models import Initiative
from meetups.initiatives.queries.record import plans_seen_by
from meetups.support.continuity import Continuity, State
from meetups.support.queries.continuity import continuity_of

from .queue import Row, Standing, Summary, Wanted, found, rows_of, summary

WAITING, STOPPING = 5, 3
"""How many plans the page shows of what waits, and of what may stop."""


@dataclass(frozen=True)
class Beginning:
    """What an office has before it: numbers of all, and the first few of each."""

    summary: Summary
    rows: list[Row]
    may_stop: int
    first_to_stop: list[tuple[Initiative, Continuity]]


def beginning_of(office: Office, user: User, *, now: datetime) -> Beginning:
    """What the first page tells. Seven queries, and those of `continuity_of`."""
    today = timezone.localdate(now)
    waiting = found(office, Wanted(standing=Standing.US), user, today=today)
    pks = list(waiting.values_list("pk", flat=True)[:WAITING])
    threatened = _threatened(office, now=now)
    plans = Initiative.objects.in_bulk([pk for pk, _continuity in threatened[:STOPPING]])
    return Beginning(
        summary(office, today=today),
        rows_of(office, pks, today=today),
        len(threatened),
        [(plans[pk], continuity) for pk, continuity in threatened[:STOPPING]],
    )


def _threatened(office: Office, *, now: datetime) -> list[tuple[int, Continuity]]:
    """Plans of which a pillar is gone, what threatens first in front."""
    plans = plans_seen_by([office]).filter(status__in=OPEN)
    rows = [(pk, one) for pk, one in continuity_of(plans, now=now).items() if one.count(State.GONE)]
    return sorted(rows, key=lambda row: (row[1].threat, row[0]))
