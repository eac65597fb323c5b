"""The world as the specification sees it, in batches: what there is, and what the outbox holds.

Each batch takes the same number of queries, however many guests it has, and only plain values, so
that memory does not grow with the number of meetups.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.db.models import (
    Case,
    Exists,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    When,
)
from django.db.models.functions import Cast

from meetups.accounts.models import Membership
from meetups.agenda.models import Meetup, MeetupState, Rsvp, RsvpState
from meetups.initiatives.lifecycle import OPEN, Status
from meetups.initiatives.models import Event, EventKind, Initiative, Member, Step, StepState
from meetups.initiatives.models import TeamRole as Role
from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services.reconciling import CAN_COME_BACK

from . import hours
from .digests import (
    CLOSES_WITHIN,
    DAILY,
    LATE,
    MONDAY,
    NOBODY_SHOWN,
    NOBODY_WITHIN,
    NUDGES,
    SATURDAY,
    SUNDAY,
    WEEK,
)
from .specification import (
    AHEAD,
    DIGEST_KINDS,
    MEETUP_KINDS,
    OFFICE,
    ORGANISER,
    SINCE_MEETUP,
    Busy,
    GuestFacts,
    MeetupFacts,
    OrganiserFacts,
    PersonFacts,
    Told,
    may_ask,
)

BATCH = 500
DAY = timedelta(days=1)
MIDNIGHT = time(0)
LONGEST_BEFORE = 9 * DAY
"""A week before at 18.00 is not quite eight days before, on the clock."""
DIGEST_DAYS = 4
"""So many days ahead digests are planned: more than a weekend without the planner."""
CHANGED = "meetup_changed"
OFFER_ENDED = "rsvp_offer_ended"


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
    """Some meetups or people, and all that the outbox holds of them."""

    meetups: list[MeetupFacts]
    busy: list[Busy]
    existing: list[Existing]


# --- meetups -------------------------------------------------------------------------------------
def meetup_batches(now: datetime) -> Iterator[Batch]:
    """Meetups of which mail is near, and all that mail is planned for, whatever became of them."""
    pks = _meetup_pks(now)
    for start in range(0, len(pks), BATCH):
        some = pks[start : start + BATCH]
        existing = _existing(Q(group_id__in=some, kind__in=MEETUP_KINDS))
        yield Batch(_meetups(some, existing, now), [], existing)


def _meetup_pks(now: datetime) -> list[int]:
    near = Meetup.objects.filter(
        state=MeetupState.SHOWN,
        ends_at__gt=now - SINCE_MEETUP - 2 * DAY,
        starts_at__lt=now + AHEAD + LONGEST_BEFORE,
    )
    planned = OutboundMessage.objects.filter(kind__in=MEETUP_KINDS, state=State.PLANNED)
    groups = planned.order_by().values_list("group_id", flat=True).distinct()
    return sorted({*near.order_by().values_list("pk", flat=True), *(pk for pk in groups if pk)})


def _meetups(pks: list[int], existing: list[Existing], now: datetime) -> list[MeetupFacts]:
    told: dict[int | None, set[Told]] = defaultdict(set)
    for row in existing:
        if row.state == State.SENT:
            told[row.group_id].add(Told(row.kind, row.subject_id, row.due_at))
    rows = Meetup.objects.filter(pk__in=pks, state=MeetupState.SHOWN).order_by().values_list(
        "pk", "initiative_id", "revision", "starts_at", "ends_at", "reminders"
    )  # fmt: skip
    plans = {}
    facts = []
    for pk, plan, revision, starts_at, ends_at, reminders in rows:
        plans[pk] = plan
        facts.append(MeetupFacts(pk, True, revision, starts_at, ends_at, frozenset(reminders)))
    asking = [meetup.pk for meetup in facts if may_ask(meetup, now)]
    guests = _guests(asking, now)
    changed = _changed(asking)
    organisers = _organisers(set(plans.values()))
    return [
        MeetupFacts(
            pk=meetup.pk,
            is_shown=True,
            revision=meetup.revision,
            starts_at=meetup.starts_at,
            ends_at=meetup.ends_at,
            reminders=meetup.reminders,
            changed_at=changed.get((meetup.pk, meetup.revision)),
            guests=tuple(guests.get(meetup.pk, ())),
            organisers=tuple(organisers.get(plans[meetup.pk], ())),
            told=frozenset(told.get(meetup.pk, ())),
        )
        for meetup in facts
    ]


def _guests(meetup_pks: list[int], now: datetime) -> dict[int, list[GuestFacts]]:
    """Who comes and can be written to. What was confirmed before any moment that counts is long
    ago: of most guests no time need be read."""
    found: dict[int, list[GuestFacts]] = defaultdict(list)
    if not meetup_pks:
        return found
    coming = Rsvp.objects.filter(meetup_id__in=meetup_pks, state=RsvpState.CONFIRMED)
    long_ago = now - AHEAD - DAY
    rows = (
        coming.exclude(email_sealed=b"")
        .annotate(lately=Case(When(state_at__gt=long_ago, then="state_at")))
        .order_by()
        .values_list("meetup_id", "pk", "turn", "lately")
    )
    for meetup_pk, pk, turn, lately in rows.iterator(chunk_size=5000):
        found[meetup_pk].append(GuestFacts(pk, turn, lately))
    return found


def _changed(meetup_pks: list[int]) -> dict[tuple[int | None, int], datetime]:
    """Since when guests hear of a revision, in mail that left or will leave."""
    if not meetup_pks:
        return {}
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
    if not plan_pks:
        return found
    rows = Member.objects.filter(
        initiative_id__in=plan_pks, role=Role.ORGANISER, user__is_active=True
    ).order_by("pk")
    for plan, member_pk, *person in rows.values_list("initiative_id", "pk", *_person("user")):
        found[plan].append(OrganiserFacts(member_pk, _facts(*person)))
    return found


# --- people --------------------------------------------------------------------------------------
def digest_batch(now: datetime) -> Batch:
    """People with something to hear in a digest, on the coming days."""
    days = [hours.local_day(now) + number * DAY for number in range(DIGEST_DAYS)]
    ordinals = [day.toordinal() for day in days]
    planned = Q(state=State.PLANNED, due_at__gt=now)
    existing = _existing(Q(kind__in=DIGEST_KINDS) & (planned | Q(revision__in=ordinals)))
    return Batch([], [*_busy_organisers(days, now), *_busy_reviewers(days)], existing)


def _busy_organisers(days: list[date], now: datetime) -> Iterator[Busy]:
    plans, doers = _busy_plans(days, now), _busy_doers(days)
    every_plan = set().union(*plans.values())
    people: dict[int, PersonFacts] = {}
    of_plan: dict[int, list[int]] = defaultdict(list)
    organises = Q(initiative_id__in=every_plan, role=Role.ORGANISER)
    does = Q(pk__in=set().union(*doers.values()))
    rows = Member.objects.filter(organises | does, user__is_active=True).order_by("pk")
    columns = ("pk", "initiative_id", "role", *_person("user"))
    user_of: dict[int, int] = {}
    for member_pk, plan, role, *person in rows.values_list(*columns):
        facts = people.setdefault(person[0], _facts(*person))
        user_of[member_pk] = facts.pk
        if role == Role.ORGANISER:
            of_plan[plan].append(facts.pk)
    for day in days:
        busy = {pk for plan in plans[day] for pk in of_plan[plan]}
        busy |= {user_of[pk] for pk in doers[day] if pk in user_of}
        yield from (Busy(ORGANISER, people[pk], day) for pk in sorted(busy))


def _busy_plans(days: list[date], now: datetime) -> dict[date, set[int]]:
    """Plans with something to tell their organisers, by day.

    It follows `digests.organiser_items`, for everyone at once. Where that looks at the hour, this
    looks at the day: the letter says no to what is empty after all.
    """
    found: dict[date, set[int]] = {day: set() for day in days}
    steps = _steps(days).values_list("initiative_id", "due_on", "doer_id")
    for plan, due_on, doer in steps.distinct():
        for day in days:
            if _is_reason(due_on, day) and (doer is None or due_on < day):
                found[day].add(plan)
    shown = Meetup.objects.filter(state=MeetupState.SHOWN, starts_at__gt=now).order_by()
    closing = shown.filter(is_closed=False, closes_at__gt=now)
    last = hours.at_clock(days[-1] + CLOSES_WITHIN + DAY, MIDNIGHT)
    for plan, closes_at in closing.filter(closes_at__lt=last).values_list(
        "initiative_id", "closes_at"
    ):
        for day in days:
            if closes_at and day <= hours.local_day(closes_at) <= day + CLOSES_WITHIN:
                found[day].add(plan)
    for plan, starts_at, created_at in _unanswered(shown, days).values_list(
        "initiative_id", "starts_at", "created_at"
    ):
        for day in days:
            is_soon = day <= hours.local_day(starts_at) <= day + NOBODY_WITHIN
            if is_soon and hours.local_day(created_at) + NOBODY_SHOWN <= day:
                found[day].add(plan)
    for plan, day in _offers_ended(days):
        found[day].add(plan)
    for plan, rests_since in _resting():
        for day in days:
            if (day - hours.local_day(rests_since)).days in {7 * weeks for weeks in NUDGES}:
                found[day].add(plan)
    return found


def _steps(days: list[date]) -> QuerySet[Step]:
    return Step.objects.filter(
        state=StepState.OPEN,
        due_on__gte=days[0] - LATE,
        due_on__lte=days[-1] + WEEK,
        initiative__status__in=OPEN - {Status.RESTING},
    ).order_by()


def _is_reason(due_on: date, day: date) -> bool:
    """Whether a step that is due then is a reason for a mail on a day."""
    return day - (LATE if day.weekday() == MONDAY else DAILY) <= due_on <= day + WEEK


def _busy_doers(days: list[date]) -> dict[date, set[int]]:
    """Members who do a step that is due, by day."""
    found: dict[date, set[int]] = {day: set() for day in days}
    steps = _steps(days).filter(doer__isnull=False)
    for doer, due_on in steps.values_list("doer_id", "due_on").distinct():
        for day in days:
            if doer and _is_reason(due_on, day):
                found[day].add(doer)
    return found


def _unanswered(shown: QuerySet[Meetup], days: list[date]) -> QuerySet[Meetup]:
    answered = Rsvp.objects.filter(meetup=OuterRef("pk")).exclude(state=RsvpState.PENDING)
    until = hours.at_clock(days[-1] + NOBODY_WITHIN + DAY, MIDNIGHT)
    return shown.filter(~Exists(answered), is_closed=False, starts_at__lt=until, seats_taken=0)


def _offers_ended(days: list[date]) -> Iterator[tuple[int, date]]:
    """Plans of which an offer of the waiting list ran out, and the day after that."""
    since = hours.at_clock(days[0] - DAY, MIDNIGHT)
    ended = OutboundMessage.objects.filter(kind=OFFER_ENDED, posted_at__gte=since).order_by()
    by_day: dict[int, set[date]] = defaultdict(set)
    for meetup_pk, posted_at in ended.values_list("group_id", "posted_at"):
        if meetup_pk:
            by_day[meetup_pk].add(hours.local_day(posted_at) + DAY)
    meetups = Meetup.objects.filter(pk__in=by_day).order_by()
    for pk, plan in meetups.values_list("pk", "initiative_id"):
        yield from ((plan, day) for day in by_day[pk] if day in days)


def _resting() -> Iterable[tuple[int, datetime]]:
    """Plans that rest, and since when."""
    return (
        Event.objects.filter(
            kind=EventKind.MOVED, after=Status.RESTING, initiative__status=Status.RESTING
        )
        .order_by()
        .values_list("initiative_id")
        .annotate(Max("at"))
    )


def _busy_reviewers(days: list[date]) -> Iterator[Busy]:
    """Who works for an office where plans wait: on weekdays, and on a Sunday before a meetup."""
    waiting: dict[int, set[date]] = defaultdict(set)
    plans = Initiative.objects.filter(
        status=Status.SUBMITTED, submitted_at__isnull=False
    ).order_by()
    for area, first_date in plans.values_list("municipality_id", "first_date").distinct():
        waiting[area].add(first_date)
    meetups = Meetup.objects.filter(
        initiative__status=Status.SUBMITTED,
        starts_at__gte=hours.at_clock(days[0], MIDNIGHT),
        starts_at__lt=hours.at_clock(days[-1] + 2 * DAY, MIDNIGHT),
    ).exclude(state=MeetupState.CANCELLED)
    for area, starts_at in meetups.order_by().values_list("municipality_id", "starts_at"):
        waiting[area].add(hours.local_day(starts_at))
    reviewers = Membership.objects.filter(office__area_id__in=waiting, user__is_active=True)
    people: dict[int, PersonFacts] = {}
    dates: dict[int, set[date]] = defaultdict(set)
    for area, *person in reviewers.order_by("pk").values_list("office__area_id", *_person("user")):
        people[person[0]] = _facts(*person)
        dates[person[0]] |= waiting[area]
    for day in days:
        for pk, facts in people.items():
            if day.weekday() < SATURDAY or (day.weekday() == SUNDAY and day + DAY in dates[pk]):
                yield Busy(OFFICE, facts, day)


# --- one row -------------------------------------------------------------------------------------
def _person(path: str) -> tuple[str, ...]:
    names = ("digest_hour", "off", "paused_from", "paused_until")
    return (f"{path}_id", *(f"{path}__mail_choice__{name}" for name in names))


def _facts(
    pk: int, hour: int | None, off: list[str] | None, since: date | None, until: date | None
) -> PersonFacts:
    """Who never chose gets what one starts with."""
    if hour is None:
        return PersonFacts(pk)
    return PersonFacts(pk, hour, frozenset(off or ()), since, until)


def _existing(which: Q) -> list[Existing]:
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
        Existing._make((*plain, _moment(due), _moment(expires), returns == 1))
        for *plain, due, expires, returns in rows.iterator(chunk_size=5000)
    ]


@lru_cache(maxsize=10_000)
def _moment(text: str) -> datetime:
    """As PostgreSQL writes it in our sessions, with +00, or as SQLite does, without."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
