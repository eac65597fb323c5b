"""The first page of a desk: what must be first, of what waits and of what may stop."""

from dataclasses import dataclass
from datetime import datetime

from meetups.accounts.models import Office, User

from . import radar
from .queue import Row, first_rows
from .sent import Standing, Summary, Wanted, sent_to, summary

WAITING, STOPPING = 5, 3
"""How many plans the page shows of what waits, and of what may stop."""


@dataclass(frozen=True)
class Beginning:
    """What an office has before it: numbers of all, and the first few of each."""

    summary: Summary
    rows: list[Row]
    may_stop: int
    first_to_stop: list[radar.Row]


def beginning_of(office: Office, user: User, *, now: datetime) -> Beginning:
    """What the first page tells. Three queries and those of what is kept, and the radar's."""
    sent = sent_to(office, now=now)
    waiting = Wanted(standing=Standing.US)
    wanted = radar.Wanted(only_gone=True)
    threatened = radar.radar_of(office, user, wanted, page=None, now=now, most=STOPPING)
    return Beginning(
        summary(sent, user),
        first_rows(sent, waiting, user, number=WAITING),
        threatened.gone,
        threatened.rows,
    )
