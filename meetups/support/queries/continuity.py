"""From the rows of plans to what they stand on: grouped, so that thousands cost as many queries
as one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    F,
    Max,
    Min,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, RowNumber, TruncDate
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
Parts = defaultdict[int, dict[str, Any]]
"""By plan, what the readers found: facts by their name."""


def continuity_of(plans: Plans, *, now: datetime) -> dict[int, Continuity]:
    """How firm each of these plans stands, by pk; plans that are over are left out. Four queries.

    `plans`: a queryset, or the keys of plans. Their office's time to answer is looked up with them.
    """
    today = timezone.localdate(now)
    wanted = _wanted(plans)
    parts: Parts = defaultdict(dict)
    for read in READERS:
        read(parts, wanted, now)
    return {row[0]: continuity(_facts(row, parts[row[0]], today)) for row in _plans(wanted)}


def _wanted(plans: Plans) -> Keys:
    """What the readers look in: a subquery, which the database answers from its index of plans;
    keys where a subquery cannot be."""
    if isinstance(plans, QuerySet) and not plans.query.is_sliced:
        return plans.filter(status__in=sorted(OPEN)).order_by().values("pk")
    return [plan.pk if isinstance(plan, Initiative) else plan for plan in plans]


def _plans(wanted: Keys) -> QuerySet[Initiative, tuple[Any, ...]]:
    found = Initiative.objects.filter(pk__in=wanted, status__in=sorted(OPEN))
    sent = TruncDate(Case(When(status=Status.SUBMITTED, then="submitted_at")))
    rows: QuerySet[Initiative, tuple[Any, ...]] = found.order_by().values_list(
        *("pk", "status", "first_date", "spot", "place", "place_name", "place_until", sent),
        "municipality__office__answer_days",
    )
    return rows


def _facts(row: tuple[Any, ...], parts: dict[str, Any], today: date) -> Facts:
    """Those of the parts of a plan, with what its own row adds. It writes in `parts`."""
    _pk, status, first, spot, place, place_name, place_until, sent, days = row
    rests = status == Status.RESTING
    rested, has_meetups = parts.pop("rested_on", None), parts.pop("has_meetups", None)
    parts.pop("offers", None)
    if first < today:
        parts["last_on"] = max(first, parts.get("last_on") or first)
    else:
        parts["next_on"] = min(first, parts.get("next_on") or first)
        if not has_meetups and spot != Spot.ONLINE and not (place or place_name):
            parts["unplaced_on"] = first
    if sent and days is not None:
        parts["answer_by"] = sent + timedelta(days=days)
    parts.setdefault("organisers", 0)
    return Facts(
        today,
        knows_dates=not rests,
        place_until=place_until,
        rests_since=rested if rests else None,
        **parts,
    )


# --- counted per plan: one query -----------------------------------------------------------------
NUMBERS = ("number", "first", "second", "third")
"""The columns of what is counted: how many, and three days. Each kind means its own."""
NO_DAY = Cast(Value(None), DateField())
UNKNOWN = {"number": Value(0), **dict.fromkeys(("first", "second", "third"), NO_DAY)}


def _counted(parts: Parts, wanted: Keys, now: datetime) -> None:
    """What is counted of the rows of each plan, of six kinds."""
    kinds = (_organisers, _happened, _dates, _steps, _hands, _hand_overs)
    first, *others = (kind(wanted, now) for kind in kinds)
    for pk, counted, *values in first.union(*others, all=True):
        parts[pk].update(zip(COUNTED[counted], values, strict=False))


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
        first=TruncDate(Max("at", filter=left)),
        second=TruncDate(Max("at", filter=rested)),
    )


def _dates(wanted: Keys, now: datetime) -> QuerySet[Any, Any]:
    """The next meetup, the last, and the first to come without a place. Drafts are dates too."""
    coming = Q(ends_at__gt=now)
    unplaced = coming & ~Q(way=Way.ONLINE) & Q(place=None, place_name="", address="")
    return _numbers(
        "dates",
        Meetup.objects.filter(initiative__in=wanted).exclude(state=MeetupState.CANCELLED),
        number=Count("pk"),
        first=TruncDate(Min("starts_at", filter=coming)),
        second=TruncDate(Max("starts_at", filter=~coming)),
        third=TruncDate(Min("starts_at", filter=unplaced)),
    )


def _steps(wanted: Keys, now: datetime) -> QuerySet[Any, Any]:
    late = {"state": StepState.OPEN, "due_on__lt": timezone.localdate(now)}
    found = Step.objects.filter(initiative__in=wanted, **late)
    return _numbers("steps", found, number=Count("pk"), first=Min("due_on"))


def _hands(wanted: Keys, _now: datetime) -> QuerySet[Any, Any]:
    found = Hand.objects.filter(initiative__in=wanted, taken_by=None, is_done=False)
    columns = {"first": TruncDate(Min("asked_at")), "second": Min("needed_on")}
    return _numbers("hands", found, number=Count("pk"), **columns)


def _hand_overs(wanted: Keys, _now: datetime) -> QuerySet[Any, Any]:
    found = HandOver.objects.filter(initiative__in=wanted)
    return _numbers("hand_overs", found, first=TruncDate(Min("offered_at")))


COUNTED: dict[str, tuple[str, ...]] = {
    "organisers": ("organisers",),
    "happened": ("organisers_left", "left_on", "rested_on"),
    "dates": ("has_meetups", "next_on", "last_on", "unplaced_on"),
    "steps": ("steps_late", "step_due_on"),
    "hands": ("hands_open", "hand_asked_on", "hand_needed_on"),
    "hand_overs": ("offers", "handover_on"),
}
"""By kind, which fact of `continuity.Facts` each of its columns is, or what `_facts` takes out."""


# --- row by row: one query -----------------------------------------------------------------------
WORDS = ("kind", "text", "state", "then", "day", "ends")
"""The columns of what is told row by row: texts and days. Each kind means its own."""
NOTHING = {
    "row": F("pk"),
    **dict.fromkeys(("kind", "text", "state", "then"), Value("")),
    **dict.fromkeys(("day", "ends"), NO_DAY),
}


def _told(parts: Parts, wanted: Keys, now: datetime) -> None:
    """What a plan asks, was promised and gets, row by row."""
    first, *others = (kind(wanted, now) for kind in (_asks, _pledges, _incomes))
    for pk, told, _row, *values in sorted(first.union(*others, all=True)):
        parts[pk].setdefault(told, []).append(TOLD[told](*values))


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
        day=TruncDate("asked_at"),
        ends=F("needed_on"),
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
        state=F("state"),
        then=F("then"),
        day=F("due_on"),
        ends=F("ends_on"),
    )


def _incomes(wanted: Keys, _now: datetime) -> QuerySet[Any, Any]:
    sure = (FundingState.PROMISED, FundingState.RECEIVED)
    found = Funding.objects.filter(initiative__in=wanted, state__in=sure)
    return _lines("incomes", found, day=F("until"))


TOLD: dict[str, Callable[..., Any]] = {
    "asks": lambda kind, text, _state, _then, asked, needed: Ask(kind, text, asked, needed),
    "pledges": lambda kind, text, state, then, due, ends: Pledge(
        kind, text, due, state == PromiseState.KEPT, ends, then
    ),
    "incomes": lambda _kind, _text, _state, _then, until, _ends: until,
}
"""What the columns of a kind say."""


# --- the last few of each plan: one query --------------------------------------------------------
def _turnout(parts: Parts, wanted: Keys, now: datetime) -> None:
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
    for pk, attended in rows:
        parts[pk].setdefault("turnout", []).append(attended)


READERS: tuple[Callable[[Parts, Keys, datetime], None], ...] = (_counted, _told, _turnout)
