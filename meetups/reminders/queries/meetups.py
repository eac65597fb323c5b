"""Meetups as the specification sees them, in batches: what there is, and what the outbox holds.

Each batch takes the same number of queries, however many guests it has, and only plain values, so
that memory does not grow with the number of meetups. Guests are read only of meetups that are not
settled.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Case, Min, Q, When

from meetups.agenda.models import Meetup, MeetupState, Rsvp
from meetups.initiatives.models import Member
from meetups.initiatives.models import TeamRole as Role
from meetups.outbox.models import OutboundMessage, State

from ..specification import (
    AHEAD,
    EVENING,
    GUEST_KINDS,
    MEETUP_KINDS,
    MORNING,
    SINCE_MEETUP,
    GuestFacts,
    MeetupFacts,
    OrganiserFacts,
    Told,
    World,
    may_ask,
)
from .messages import Batch, Existing, existing_messages
from .people import person_columns, person_facts
from .settled import COMES, unsettled

BATCH = 500
DAY = timedelta(days=1)
LONGEST_BEFORE = 9 * DAY
"""A week before at 18.00 is not quite eight days before, on the clock."""
CHANGED = "meetup_changed"


def meetup_batches(now: datetime) -> Iterator[Batch]:
    """Meetups of which mail is near, and all that mail is planned for, whatever became of them."""
    pks = _meetup_pks(now)
    for start in range(0, len(pks), BATCH):
        yield _batch(pks[start : start + BATCH], now)


def _batch(pks: list[int], now: datetime) -> Batch:
    """The outbox is read before the world: so nothing is taken out that others just planned, of a
    world that is newer than what is read here."""
    existing = existing_messages(Q(group_id__in=pks, kind__in=[EVENING, MORNING]))
    facts = _facts(pks)
    guests: dict[int, list[GuestFacts]] = {}
    if open_to := unsettled(pks, facts, now):
        existing += existing_messages(Q(group_id__in=open_to, kind__in=GUEST_KINDS.values()))
        for pk in open_to:
            facts.pop(pk, None)
        facts |= _facts(open_to)
        guests = _guests([pk for pk in open_to if pk in facts and may_ask(facts[pk], now)], now)
    told = _told(existing)
    meetups = [
        replace(facts[pk], guests=tuple(guests.get(pk, ())), told=frozenset(told.get(pk, ())))
        if pk in guests or pk in told
        else facts[pk]
        for pk in facts
    ]
    return Batch(World(meetups=meetups), existing)


def _meetup_pks(now: datetime) -> list[int]:
    near = Meetup.objects.filter(
        state=MeetupState.SHOWN,
        ends_at__gt=now - SINCE_MEETUP - 2 * DAY,
        starts_at__lt=now + AHEAD + LONGEST_BEFORE,
    )
    planned = OutboundMessage.objects.filter(kind__in=MEETUP_KINDS, state=State.PLANNED)
    groups = planned.order_by().values_list("group_id", flat=True).distinct()
    return sorted({*near.order_by().values_list("pk", flat=True), *(pk for pk in groups if pk)})


def _facts(pks: list[int]) -> dict[int, MeetupFacts]:
    """Of those that are shown, all but who comes and who was told what."""
    columns = ("pk", "initiative_id", "revision", "starts_at", "ends_at", "reminders")
    shown = Meetup.objects.filter(pk__in=pks, state=MeetupState.SHOWN).order_by()
    rows = list(shown.values_list(*columns))
    changed = _changed(pks)
    organisers = _organisers({plan for _pk, plan, *_rest in rows})
    return {
        pk: MeetupFacts(
            pk=pk,
            is_shown=True,
            revision=revision,
            starts_at=starts_at,
            ends_at=ends_at,
            reminders=frozenset(reminders),
            changed_at=changed.get((pk, revision)),
            organisers=tuple(organisers.get(plan, ())),
        )
        for pk, plan, revision, starts_at, ends_at, reminders in rows
    }


def _guests(meetup_pks: list[int], now: datetime) -> dict[int, list[GuestFacts]]:
    """Who comes and can be written to. What was confirmed before any moment that counts is long
    ago: of most guests no time need be read."""
    found: dict[int, list[GuestFacts]] = defaultdict(list)
    long_ago = now - AHEAD - DAY
    rows = (
        Rsvp.objects.filter(COMES, meetup_id__in=meetup_pks)
        .annotate(lately=Case(When(state_at__gt=long_ago, then="state_at")))
        .order_by()
        .values_list("meetup_id", "pk", "turn", "lately")
    )
    for meetup_pk, pk, turn, lately in rows.iterator(chunk_size=5000):
        found[meetup_pk].append(GuestFacts(pk, turn, lately))
    return found


def _told(existing: list[Existing]) -> dict[int | None, set[Told]]:
    told: dict[int | None, set[Told]] = defaultdict(set)
    for row in existing:
        if row.state == State.SENT:
            told[row.group_id].add(Told(row.kind, row.subject_id, row.due_at))
    return told


def _changed(meetup_pks: list[int]) -> dict[tuple[int | None, int], datetime]:
    """Since when guests hear of a revision, in mail that left or will leave."""
    rows = (
        OutboundMessage.objects.filter(
            group_id__in=meetup_pks,
            kind=CHANGED,
            state__in=[State.PLANNED, State.SENDING, State.SENT],
        )
        .order_by()
        .values_list("group_id", "revision")
        .annotate(Min("posted_at"))
    )
    return {(group, revision): posted_at for group, revision, posted_at in rows}


def _organisers(plan_pks: set[int]) -> dict[int, list[OrganiserFacts]]:
    found: dict[int, list[OrganiserFacts]] = defaultdict(list)
    rows = Member.objects.filter(
        initiative_id__in=plan_pks, role=Role.ORGANISER, user__is_active=True
    ).order_by("pk")
    columns = ("initiative_id", "pk", *person_columns("user"))
    for plan, member_pk, *person in rows.values_list(*columns):
        found[plan].append(OrganiserFacts(member_pk, person_facts(*person)))
    return found
