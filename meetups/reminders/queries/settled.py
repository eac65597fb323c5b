"""Which meetups need no look at each guest, since the outbox holds just what they must have.

Nearly always that is nearly all of them. The database tells by counting: a message is known by its
kind, guest and revision, so when as many are right as there are guests, each guest has theirs. What
a guest must have follows from the meetup, but for who was told something after the moment of a
reminder: until they had theirs too the guests of such a meetup are looked at one by one, as of each
that does not add up.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Max, Q

from meetups.agenda.models import Rsvp, RsvpState
from meetups.outbox.models import UNDELIVERED, OutboundMessage, State

from ..specification import (
    GUEST_KINDS,
    MeetupFacts,
    Moment,
    later,
    may_ask,
    near_moments,
    revision_of,
)
from .messages import read_moment

COMES = Q(state=RsvpState.CONFIRMED) & ~Q(email_sealed=b"")
"""Who comes and can be written to."""


class Guests(NamedTuple):
    """How many come to a meetup, and when the last of them said yes."""

    number: int = 0
    last_at: datetime | None = None


NOBODY = Guests()


class Held(NamedTuple):
    """So many messages of a meetup that are alike.

    `base` is their revision less the turn of the guest; None when that guest does not come.
    """

    kind: str
    state: str
    due_at: datetime
    expires_at: datetime
    base: int | None
    number: int


def unsettled(pks: list[int], facts: Mapping[int, MeetupFacts], now: datetime) -> list[int]:
    """Of these meetups those whose guests, and the messages to them, must be looked at.

    Two queries. `facts` are of those that are shown, without their guests; the others must have no
    message.
    """
    guests, held = _guests([pk for pk in facts if may_ask(facts[pk], now)]), _held(pks)
    return [
        pk
        for pk in pks
        if not is_settled(facts.get(pk), guests.get(pk, NOBODY), held.get(pk, ()), now)
    ]


def is_settled(
    meetup: MeetupFacts | None, guests: Guests, held: Iterable[Held], now: datetime
) -> bool:
    """Whether there is nothing to post, take out or move for the guests of a meetup.

    When in doubt not: then the specification is asked.
    """
    wished: dict[str, Moment] = {}
    told, base = guests.last_at, None
    if meetup is not None:
        wished = {moment.kind: moment for moment in near_moments(meetup, now)}
        told, base = later(told, meetup.changed_at), revision_of(meetup.revision, 0)
    right, planned = dict.fromkeys(wished, 0), set()
    for row in held:
        wish = wished.get(row.kind)
        is_right = wish is not None and row.base == base
        if row.state == State.PLANNED:
            is_right = is_right and (row.due_at, row.expires_at) == (wish and wish[1:])
            if not is_right and row.expires_at > now:
                return False
        elif row.state == State.SENT:
            if wish and row.base is not None and not is_right and row.due_at >= wish.due_at:
                return False  # who comes was told of it as it was before
        elif row.state not in UNDELIVERED:
            is_right = False
        if is_right:
            right[row.kind] += row.number
        if is_right and row.state == State.PLANNED:
            planned.add(row.kind)
    return all(
        right[kind] == guests.number and not (kind in planned and told and told > wish.due_at)
        for kind, wish in wished.items()
    )


def _guests(pks: list[int]) -> dict[int, Guests]:
    """Asks for the state in the counts: SQLite would else read all who come to any meetup."""
    rows = (
        Rsvp.objects.filter(meetup_id__in=pks)
        .order_by()
        .values_list("meetup_id")
        .annotate(number=Count("pk", filter=COMES), last_at=Max("state_at", filter=COMES))
    )
    return {pk: Guests(number, last_at) for pk, number, last_at in rows if number}


def _held(pks: list[int]) -> dict[int | None, list[Held]]:
    """By a join of tables that do not know each other: asking for the guest of each message takes
    twice as long."""
    if not pks:
        return {}
    these = ", ".join(["%s"] * len(pks))
    kinds = ", ".join(["%s"] * len(GUEST_KINDS))
    counts = f"""
        SELECT m.group_id, m.kind, m.state, CAST(m.due_at AS text), CAST(m.expires_at AS text),
            m.revision - r.turn, COUNT(*)
        FROM {OutboundMessage._meta.db_table} m LEFT JOIN {Rsvp._meta.db_table} r
            ON r.id = m.subject_id AND r.meetup_id = m.group_id AND r.meetup_id IN ({these})
            AND r.state = %s AND r.email_sealed <> %s
        WHERE m.group_id IN ({these}) AND m.kind IN ({kinds})
        GROUP BY m.group_id, m.kind, m.state, m.due_at, m.expires_at, m.revision - r.turn
    """  # noqa: S608  (names of tables, and marks)
    found: dict[int | None, list[Held]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(counts, [*pks, RsvpState.CONFIRMED, b"", *pks, *GUEST_KINDS.values()])
        for group, kind, state, due_at, expires_at, base, number in cursor:
            times = read_moment(due_at), read_moment(expires_at)
            found[group].append(Held(kind, state, *times, base, number))
    return found
