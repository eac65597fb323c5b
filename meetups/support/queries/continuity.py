"""From the rows of plans to what they stand on: grouped, so that thousands cost as many queries
as one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Count,
    DateField,
    DateTimeField,
    F,
    Max,
    Min,
    Q,
    QuerySet,
    Value,
    Window,
)
from django.db.models.functions import Cast, RowNumber
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
Keys = QuerySet[Any, Any] | list[int]
Parts = dict[int, dict[str, Any]]


def continuity_of(plans: Plans, *, now: datetime) -> dict[int, Continuity]:
    """How firm each of these plans stands, by pk; plans that are over are left out. Four queries.

    `plans`: a queryset, or the keys of plans. Their office's time to answer is looked up with them.
    """
    today = timezone.localdate(now)
    wanted = _wanted(plans)
    parts: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for read in READERS:
        for pk, found in read(wanted, now).items():
            parts[pk] |= found
    return {
        row["pk"]: continuity(Facts(today, **_own(row, parts[row["pk"]], today)))
        for row in _plans(wanted)
    }


def _wanted(plans: Plans) -> Keys:
    """What the readers look in: a subquery, which the database answers from its index of plans;
    keys where a subquery cannot be."""
    if isinstance(plans, QuerySet) and not plans.query.is_sliced:
        return plans.filter(status__in=sorted(OPEN)).order_by().values("pk")
    return [plan.pk if isinstance(plan, Initiative) else plan for plan in plans]


def _plans(wanted: Keys) -> QuerySet[Initiative, dict[str, Any]]:
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


# --- counted per plan: one query -----------------------------------------------------------------
NUMBERS = ("number", "first", "second", "third", "day")
"""The columns of what is counted: how many, three moments and a day. Each kind means its own."""
UNKNOWN = {
    "number": Value(0),
    **{name: Cast(Value(None), DateTimeField()) for name in ("first", "second", "third")},
    "day": Cast(Value(None), DateField()),
}


def _counted(wanted: Keys, now: datetime) -> Parts:
    """What is counted of the rows of each plan, of six kinds."""
    kinds = (_organisers, _happened, _dates, _steps, _hands, _hand_overs)
    first, *others = (kind(wanted, now) for kind in kinds)
    parts: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for pk, counted, *values in first.union(*others, all=True):
        parts[pk] |= COUNTED[counted](*values)
    return parts


def _numbers(counted: str, rows: QuerySet[Any], **columns: Any) -> QuerySet[Any, Any]:
    """Those rows per plan, under the names of `NUMBERS`."""
    given = {"counted": Value(counted), **UNKNOWN, **columns}
    per_plan: QuerySet[Any, Any] = rows.order_by().values("initiative").annotate(**given)
    return per_plan.values_list("initiative", "counted", *NUMBERS)


def _organisers(wanted: Keys, _now: datetime) -> QuerySet[Any, Any]:
    found = Member.objects.filter(initiative__in=wanted, role=TeamRole.ORGANISER)
    return _numbers("organisers", found, number=Count("pk"))


def _happened(wanted: Keys, now: datetime) -> QuerySet[Any, Any]:
    """Organisers who left, and since when a plan rests. An event says as what someone left."""
    left = Q(kind=EventKind.LEFT, subject=TeamRole.ORGANISER, at__gt=now - timedelta(LEFT_DAYS))
    rested = Q(kind=EventKind.MOVED, after=Status.RESTING)
    return _numbers(
        "happened",
        Event.objects.filter(left | rested, initiative__in=wanted),
        number=Count("pk", filter=left),
        first=Max("at", filter=left),
        second=Max("at", filter=rested),
    )


def _dates(wanted: Keys, now: datetime) -> QuerySet[Any, Any]:
    """The next meetup, the last, and the first to come without a place. Drafts are dates too."""
    coming = Q(ends_at__gt=now)
    unplaced = coming & ~Q(way=Way.ONLINE) & Q(place=None, place_name="", address="")
    return _numbers(
        "dates",
        Meetup.objects.filter(initiative__in=wanted).exclude(state=MeetupState.CANCELLED),
        first=Min("starts_at", filter=coming),
        second=Max("starts_at", filter=~coming),
        third=Min("starts_at", filter=unplaced),
    )


def _steps(wanted: Keys, now: datetime) -> QuerySet[Any, Any]:
    late = {"state": StepState.OPEN, "due_on__lt": timezone.localdate(now)}
    found = Step.objects.filter(initiative__in=wanted, **late)
    return _numbers("steps", found, number=Count("pk"), day=Min("due_on"))


def _hands(wanted: Keys, _now: datetime) -> QuerySet[Any, Any]:
    found = Hand.objects.filter(initiative__in=wanted, taken_by=None, is_done=False)
    columns = {"number": Count("pk"), "first": Min("asked_at"), "day": Min("needed_on")}
    return _numbers("hands", found, **columns)


def _hand_overs(wanted: Keys, _now: datetime) -> QuerySet[Any, Any]:
    found = HandOver.objects.filter(initiative__in=wanted)
    return _numbers("hand_overs", found, first=Min("offered_at"))


COUNTED: dict[str, Callable[..., dict[str, Any]]] = {
    "organisers": lambda number, *_rest: {"organisers": number},
    "happened": lambda number, left, rested, *_rest: {
        "organisers_left": number,
        "left_on": _day(left),
        "rested_on": _day(rested),
    },
    "dates": lambda _number, coming, last, unplaced, _date: {
        "has_meetups": True,
        "next_on": _day(coming),
        "last_on": _day(last),
        "unplaced_on": _day(unplaced),
    },
    "steps": lambda number, _first, _second, _third, due: {
        "steps_late": number,
        "step_due_on": due,
    },
    "hands": lambda number, asked, _second, _third, needed: {
        "hands_open": number,
        "hand_asked_on": _day(asked),
        "hand_needed_on": needed,
    },
    "hand_overs": lambda _number, offered, *_rest: {"handover_on": _day(offered)},
}
"""What the columns of a kind say, as facts of `continuity.Facts`."""


# --- row by row: one query -----------------------------------------------------------------------
WORDS = ("kind", "text", "at", "day", "state", "ends", "then")
"""The columns of what is told row by row: texts, a moment and days. Each kind means its own."""
NOTHING = {
    "row": F("pk"),
    **{name: Value("") for name in ("kind", "text", "state", "then")},
    "at": Cast(Value(None), DateTimeField()),
    **{name: Cast(Value(None), DateField()) for name in ("day", "ends")},
}


def _told(wanted: Keys, now: datetime) -> Parts:
    """What a plan asks, was promised and gets, row by row."""
    first, *others = (kind(wanted, now) for kind in (_asks, _pledges, _incomes))
    found: defaultdict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for pk, told, _row, *values in sorted(first.union(*others, all=True), key=lambda row: row[:3]):
        found[pk][told].append(TOLD[told](*values))
    return {pk: {told: tuple(rows) for told, rows in parts.items()} for pk, parts in found.items()}


def _lines(told: str, rows: QuerySet[Any], **columns: Any) -> QuerySet[Any, Any]:
    """Those rows, under the names of `WORDS`."""
    given = {"told": Value(told), **NOTHING, **columns}
    under = {f"its_{name}": value for name, value in given.items()}
    names = (f"its_{name}" for name in ("told", "row", *WORDS))
    told_rows: QuerySet[Any, Any] = rows.order_by().annotate(**under)
    return told_rows.values_list("initiative", *names)


def _asks(wanted: Keys, _now: datetime) -> QuerySet[Any, Any]:
    return _lines(
        "asks",
        SupportRequest.objects.filter(initiative__in=wanted, state=RequestState.OPEN),
        kind=F("kind"),
        text=F("text"),
        at=F("asked_at"),
        day=F("needed_on"),
    )


def _pledges(wanted: Keys, now: datetime) -> QuerySet[Any, Any]:
    today = timezone.localdate(now)
    near = (today - timedelta(days=END_DAYS), today + timedelta(days=END_DAYS))
    late = Q(state=PromiseState.PROMISED, due_on__lt=today)
    ends = Q(ends_on__range=near) & ~Q(state=PromiseState.WITHDRAWN)
    return _lines(
        "pledges",
        Promise.objects.filter(late | ends, initiative__in=wanted),
        kind=F("kind"),
        text=F("text"),
        day=F("due_on"),
        state=F("state"),
        ends=F("ends_on"),
        then=F("then"),
    )


def _incomes(wanted: Keys, _now: datetime) -> QuerySet[Any, Any]:
    sure = (FundingState.PROMISED, FundingState.RECEIVED)
    found = Funding.objects.filter(initiative__in=wanted, state__in=sure)
    return _lines("incomes", found, day=F("until"))


TOLD: dict[str, Callable[..., Any]] = {
    "asks": lambda kind, text, at, needed, *_rest: Ask(kind, text, timezone.localdate(at), needed),
    "pledges": lambda kind, text, _at, due, state, ends, then: Pledge(
        kind, text, due, state == PromiseState.KEPT, ends, then
    ),
    "incomes": lambda _kind, _text, _at, until, *_rest: until,
}
"""What the columns of a kind say."""


# --- the last few of each plan: one query --------------------------------------------------------
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


READERS: tuple[Callable[[Keys, datetime], Parts], ...] = (_counted, _told, _turnout)


def _gathered(name: str, rows: Iterable[tuple[int, Any]]) -> Parts:
    """What several rows of a plan tell, together under one name."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for pk, value in rows:
        found[pk].append(value)
    return {pk: {name: tuple(values)} for pk, values in found.items()}


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
