"""From the rows of plans to what they stand on: grouped, so that thousands cost as many queries
as one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from meetups.agenda.models import Meetup, MeetupState, Way
from meetups.initiatives.lifecycle import OPEN, Status
from meetups.initiatives.models import (
    Event,
    EventKind,
    Funding,
    FundingState,
    Hand,
    HandOver,
    Initiative,
    Member,
    Spot,
    Step,
    StepState,
    TeamRole,
)

from ..continuity import END_DAYS, LEFT_DAYS, TURNOUT, Ask, Continuity, Facts, Pledge, continuity
from ..models import Promise, PromiseState, RequestState, SupportRequest

YEAR = timedelta(days=365)
"""Older meetups tell nothing of how many people come now."""

Plans = QuerySet[Initiative] | Iterable[int]
Keys = list[int]
Parts = dict[int, dict[str, Any]]


def continuity_of(plans: Plans, *, now: datetime) -> dict[int, Continuity]:
    """How firm each of these plans stands, by pk; plans that are over are left out. Eleven queries.

    `plans`: a queryset, or the keys of plans. Their office's time to answer is looked up with them.
    """
    today = timezone.localdate(now)
    rows = list(_plans(plans))
    # Keys and no subquery: ten times looking up plans, with all that is in their rows, costs more.
    wanted = [row["pk"] for row in rows]
    parts: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for read in READERS:
        for pk, found in read(wanted, now).items():
            parts[pk] |= found
    return {
        row["pk"]: continuity(Facts(today, **_own(row, parts[row["pk"]], today))) for row in rows
    }


def _plans(plans: Plans) -> QuerySet[Initiative, dict[str, Any]]:
    wanted: Any = plans
    if isinstance(plans, QuerySet) and not plans.query.is_sliced:
        wanted = plans.order_by().values("pk")
    elif isinstance(plans, QuerySet):
        wanted = [plan.pk for plan in plans]
    found = Initiative.objects.filter(pk__in=wanted, status__in=sorted(OPEN))
    rows: QuerySet[Initiative, dict[str, Any]] = found.order_by().values(
        *("pk", "status", "first_date", "spot", "place", "place_name", "place_until"),
        *("submitted_at", "municipality__office__answer_days"),
    )
    return rows


def _own(row: dict[str, Any], parts: dict[str, Any], today: date) -> dict[str, Any]:
    """The facts of a plan: those of its parts, with what its own row adds."""
    rests = row["status"] == Status.RESTING
    facts = {"organisers": 0, "knows_dates": not rests, "place_until": row["place_until"]} | parts
    rested, has_meetups = facts.pop("rested_on", None), facts.pop("has_meetups", False)
    first = row["first_date"]
    if first < today:
        facts["last_on"] = max(first, facts.get("last_on") or first)
    else:
        facts["next_on"] = min(first, facts.get("next_on") or first)
        lacks_place = row["spot"] != Spot.ONLINE and not (row["place"] or row["place_name"])
        if lacks_place and not has_meetups:
            facts["unplaced_on"] = first
    sent, days = row["submitted_at"], row["municipality__office__answer_days"]
    if row["status"] == Status.SUBMITTED and sent and days is not None:
        facts["answer_by"] = timezone.localdate(sent) + timedelta(days=days)
    if rests:
        facts["rests_since"] = rested
    return facts


# --- one query each ------------------------------------------------------------------------------
def _organisers(wanted: Keys, _now: datetime) -> Parts:
    found = Member.objects.filter(initiative__in=wanted, role=TeamRole.ORGANISER)
    rows = found.order_by().values_list("initiative").annotate(number=Count("pk"))
    return {pk: {"organisers": number} for pk, number in rows}


def _happened(wanted: Keys, now: datetime) -> Parts:
    """Organisers who left, and since when a plan rests. An event says as what someone left."""
    left = Q(kind=EventKind.LEFT, subject=TeamRole.ORGANISER, at__gt=now - timedelta(LEFT_DAYS))
    rested = Q(kind=EventKind.MOVED, after=Status.RESTING)
    rows = (
        Event.objects.filter(left | rested, initiative__in=wanted)
        .order_by()
        .values_list("initiative")
        .annotate(
            number=Count("pk", filter=left),
            left=Max("at", filter=left),
            rested=Max("at", filter=rested),
        )
    )
    return {
        pk: {"organisers_left": number, "left_on": _day(left_at), "rested_on": _day(rested_at)}
        for pk, number, left_at, rested_at in rows
    }


def _dates(wanted: Keys, now: datetime) -> Parts:
    """The next meetup, the last, and the first to come without a place. Drafts are dates too."""
    coming = Q(ends_at__gt=now)
    unplaced = coming & ~Q(way=Way.ONLINE) & Q(place=None, place_name="", address="")
    rows = (
        Meetup.objects.filter(initiative__in=wanted)
        .exclude(state=MeetupState.CANCELLED)
        .order_by()
        .values_list("initiative")
        .annotate(
            next=Min("starts_at", filter=coming),
            last=Max("starts_at", filter=~coming),
            unplaced=Min("starts_at", filter=unplaced),
        )
    )
    return {
        pk: {
            "has_meetups": True,
            "next_on": _day(first),
            "last_on": _day(last),
            "unplaced_on": _day(without),
        }
        for pk, first, last, without in rows
    }


def _turnout(wanted: Keys, now: datetime) -> Parts:
    """How many came to the last three that were counted, within a year."""
    held = Meetup.objects.filter(
        initiative__in=wanted,
        state=MeetupState.SHOWN,
        ends_at__range=(now - YEAR, now),
        attended__isnull=False,
    )
    recent = Window(
        RowNumber(), partition_by=F("initiative"), order_by=[F("starts_at").desc(), F("pk").desc()]
    )
    rows = (
        held.annotate(nth=recent)
        .filter(nth__lte=TURNOUT)
        .order_by("starts_at", "pk")
        .values_list("initiative", "attended")
    )
    return _gathered("turnout", rows)


def _asks(wanted: Keys, _now: datetime) -> Parts:
    rows = SupportRequest.objects.filter(initiative__in=wanted, state=RequestState.OPEN)
    found = rows.values_list("initiative", "kind", "text", "asked_at", "needed_on")
    return _gathered(
        "asks",
        (
            (pk, Ask(kind, text, timezone.localdate(asked), needed))
            for pk, kind, text, asked, needed in found
        ),
    )


def _pledges(wanted: Keys, now: datetime) -> Parts:
    today = timezone.localdate(now)
    near = (today - timedelta(days=END_DAYS), today + timedelta(days=END_DAYS))
    late = Q(state=PromiseState.PROMISED, due_on__lt=today)
    ends = Q(ends_on__range=near) & ~Q(state=PromiseState.WITHDRAWN)
    found = Promise.objects.filter(late | ends, initiative__in=wanted).values_list(
        "initiative", "kind", "text", "due_on", "state", "ends_on", "then"
    )
    return _gathered(
        "pledges",
        (
            (pk, Pledge(kind, text, due, state == PromiseState.KEPT, ends_on, then))
            for pk, kind, text, due, state, ends_on, then in found
        ),
    )


def _incomes(wanted: Keys, _now: datetime) -> Parts:
    sure = (FundingState.PROMISED, FundingState.RECEIVED)
    rows = Funding.objects.filter(initiative__in=wanted, state__in=sure)
    return _gathered("incomes", rows.order_by().values_list("initiative", "until"))


def _steps(wanted: Keys, now: datetime) -> Parts:
    rows = (
        Step.objects.filter(
            initiative__in=wanted, state=StepState.OPEN, due_on__lt=timezone.localdate(now)
        )
        .order_by()
        .values_list("initiative")
        .annotate(number=Count("pk"), due=Min("due_on"))
    )
    return {pk: {"steps_late": number, "step_due_on": due} for pk, number, due in rows}


def _hands(wanted: Keys, _now: datetime) -> Parts:
    rows = (
        Hand.objects.filter(initiative__in=wanted, taken_by=None, is_done=False)
        .order_by()
        .values_list("initiative")
        .annotate(number=Count("pk"), asked=Min("asked_at"), needed=Min("needed_on"))
    )
    return {
        pk: {"hands_open": number, "hand_asked_on": _day(asked), "hand_needed_on": needed}
        for pk, number, asked, needed in rows
    }


def _hand_overs(wanted: Keys, _now: datetime) -> Parts:
    rows = HandOver.objects.filter(initiative__in=wanted).order_by().values_list("initiative")
    found = rows.annotate(offered=Min("offered_at"))
    return {pk: {"handover_on": _day(offered)} for pk, offered in found}


READERS: tuple[Callable[[Keys, datetime], Parts], ...] = (
    *(_organisers, _happened, _dates, _turnout, _asks),
    *(_pledges, _incomes, _steps, _hands, _hand_overs),
)


def _gathered(name: str, rows: Iterable[tuple[int, Any]]) -> Parts:
    """What several rows of a plan tell, together under one name."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for pk, value in rows:
        found[pk].append(value)
    return {pk: {name: tuple(values)} for pk, values in found.items()}


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
