"""Who has something to hear in a daily mail, for everyone at once.

It follows `digests`, which says what one person hears. Where that looks at the hour, this looks at
the day: the letter says no to what is empty after all.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from meetups.accounts.models import Membership
from meetups.agenda.models import Meetup, MeetupState, Rsvp, RsvpState
from meetups.initiatives.lifecycle import ENDS, OPEN, Status
from meetups.initiatives.models import Event, EventKind, Initiative, Member, Step, StepState
from meetups.initiatives.models import TeamRole as Role
from meetups.outbox.models import OutboundMessage, State
from meetups.suggestions.comments import curators, something_waits
from meetups.support.models import (
    Dossier,
    Promise,
    PromiseState,
    RequestState,
    Side,
    SupportRequest,
)
from meetups.support.queries.promises import SEEN

from .. import hours
from ..digests import (
    CLOSES_WITHIN,
    DAILY,
    LATE,
    MONDAY,
    NOBODY_SHOWN,
    NOBODY_WITHIN,
    PROMISE_AHEAD,
    SATURDAY,
    SUNDAY,
    WEEK,
    nudge_on,
)
from ..specification import (
    CATALOGUE,
    DIGEST_KINDS,
    OFFICE,
    ORGANISER,
    Busy,
    PersonFacts,
    World,
)
from .messages import Batch, existing_messages
from .people import person_columns, person_facts

DAY = timedelta(days=1)
MIDNIGHT = time(0)
DIGEST_DAYS = 4
"""So many days ahead digests are planned: more than a weekend without the planner."""
OFFER_ENDED = "rsvp_offer_ended"


def digest_batch(now: datetime) -> Batch:
    """People with something to hear in a digest, on the coming days."""
    days = [hours.local_day(now) + number * DAY for number in range(DIGEST_DAYS)]
    ordinals = [day.toordinal() for day in days]
    planned = Q(state=State.PLANNED, due_at__gt=now)
    existing = existing_messages(Q(kind__in=DIGEST_KINDS) & (planned | Q(revision__in=ordinals)))
    busy = [*_busy_organisers(days, now), *_busy_reviewers(days), *_busy_curators(days)]
    return Batch(World(busy=busy), existing)


def _busy_organisers(days: list[date], now: datetime) -> Iterator[Busy]:
    plans, doers = _busy_plans(days, now), _busy_doers(days)
    resting = {plan: hours.local_day(since) for plan, since in _resting()}
    nudged = {plan for plan, since in resting.items() if any(nudge_on(since, d) for d in days)}
    organises = Q(initiative_id__in=nudged.union(*plans.values()), role=Role.ORGANISER)
    back = Q(initiative__in=list(resting), role=Role.ORGANISER)
    back &= Q(user__mail_choice__paused_until__in=[day - DAY for day in days])
    does = Q(pk__in=set().union(*doers.values()))
    rows = Member.objects.filter(organises | back | does, user__is_active=True).order_by("pk")
    columns = ("pk", "initiative_id", "role", *person_columns("user"))
    people: dict[int, PersonFacts] = {}
    busy: dict[date, set[int]] = {day: set() for day in days}
    for member_pk, plan, role, *person in rows.values_list(*columns):
        facts = people.setdefault(person[0], person_facts(*person))
        is_organiser, since = role == Role.ORGANISER, resting.get(plan)
        for day in days:
            nudge = since and nudge_on(since, day, facts.paused_from, facts.paused_until)
            if member_pk in doers[day] or (is_organiser and (plan in plans[day] or nudge)):
                busy[day].add(facts.pk)
    for day in days:
        yield from (Busy(ORGANISER, people[pk], day) for pk in sorted(busy[day]))


def _busy_plans(days: list[date], now: datetime) -> dict[date, set[int]]:
    """Plans with something to tell their organisers, by day; who is asked about a plan that rests
    depends on their pause too."""
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
    going_on = shown.filter(initiative__status__in=OPEN, is_closed=False, seats_taken=0)
    return going_on.filter(~Exists(answered), starts_at__lt=until)


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
    """Who works for an office where something waits: on weekdays, and on a Sunday before a meetup.

    A plan of a reviewer, and a promise of who made it, waits for nobody else.
    """
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
    named = _named_on_the_desk(days, waiting)
    reviewers = Membership.objects.filter(
        Q(office__area_id__in=waiting) | Q(user__in=named), user__is_active=True
    )
    people: dict[int, PersonFacts] = {}
    dates: dict[int, set[date]] = defaultdict(set)
    for area, *person in reviewers.order_by("pk").values_list(
        "office__area_id", *person_columns("user")
    ):
        people[person[0]] = person_facts(*person)
        dates[person[0]] |= waiting.get(area, set())
    for day in days:
        for pk, facts in people.items():
            if day.weekday() < SATURDAY or (day.weekday() == SUNDAY and day + DAY in dates[pk]):
                yield Busy(OFFICE, facts, day)


def _busy_curators(days: list[date]) -> Iterator[Busy]:
    """Authors and publishers, on weekdays while somebody waits for a word of one of them."""
    if not something_waits():
        return
    people = curators().filter(is_active=True).order_by("pk")
    for person in people.values_list(*person_columns("")):
        facts = person_facts(*person)
        yield from (Busy(CATALOGUE, facts, day) for day in days if day.weekday() < SATURDAY)


def _named_on_the_desk(days: list[date], waiting: dict[int, set[date]]) -> set[int]:
    """Who must keep a promise or answer a team. What is nobody's own waits for the whole office."""
    due = Promise.objects.filter(
        SEEN, state=PromiseState.PROMISED, due_on__lte=days[-1] + PROMISE_AHEAD
    )
    written = Dossier.objects.filter(SEEN, last_side=Side.TEAM).exclude(initiative__status__in=ENDS)
    asked = SupportRequest.objects.filter(SEEN, state=RequestState.OPEN).exclude(
        initiative__status__in=ENDS
    )
    named: set[int] = set()
    for rows in (
        due.values_list("office__area_id", "owner_id"),
        written.values_list("initiative__municipality_id", "reviewer_id"),
    ):
        for area, person in rows.order_by().distinct():
            if person is None:
                waiting[area] |= set()
            else:
                named.add(person)
    for area in asked.order_by().values_list("office__area_id", flat=True).distinct():
        waiting[area] |= set()
    return named
