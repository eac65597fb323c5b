"""How a municipality's plans, meetups and promises went over a period, added up in the database."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from meetups.accounts.models import Office
from meetups.agenda.times import ZONE
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import Event, EventKind, Initiative
from meetups.support.models import Kind, Promise, PromiseState, RequestState, SupportRequest
from meetups.support.queries.promises import Money, money_of
from neighbourhoods.models import Area

from ..charts import Columns, columns_of
from ..periods import Period
from ..rounding import Reach, reach_of
from .coverage import Coverage, held_in, seen

SENT = (Status.DRAFT, Status.CHANGES_ASKED)
ANSWERS = (Status.APPROVED, Status.CHANGES_ASKED, Status.DECLINED)


@dataclass(frozen=True)
class Answers:
    """How the office answered what was sent to it: `in_time` is within its own answer time.

    `answered` counts answers; `approved` counts plans whose yes was not taken back.
    """

    answered: int
    in_time: int
    approved: int
    approved_in_time: int


@dataclass
class Help:
    """What was asked and promised in the period; `kept` and so on is how those promises stand.

    Money is in cents. What was withdrawn is in `promised`, and its money is not in `cents`.
    """

    asked: int = 0
    declined: int = 0
    promised: int = 0
    kept: int = 0
    late: int = 0
    withdrawn: int = 0
    asked_cents: int = 0
    cents: int = 0
    paid_cents: int = 0

    @property
    def open(self) -> int:
        """Promises of which the day is still to come."""
        return self.promised - self.kept - self.late - self.withdrawn

    @property
    def is_empty(self) -> bool:
        return not (self.asked or self.promised)


@dataclass(frozen=True)
class Month:
    """A month of the trend."""

    first: date
    started: int
    meetups: int


@dataclass
class Figures:
    """All that is told of a period, beside its map."""

    period: Period
    new: int
    started: int
    running: int
    stopped: int
    completed: int
    answers: Answers
    answer_days: int
    meetups: int
    meetups_counted: int
    """Meetups of which it was noted how many people came."""
    reach: Reach[int]
    """People who came, by the number of the district, or of the municipality."""
    trend: list[Month]
    money: Money
    year: int
    by_kind: dict[str, Help] = field(default_factory=dict)
    by_district: dict[int, Help] = field(default_factory=dict)

    @cached_property
    def help(self) -> Help:
        """All kinds together."""
        return together(self.by_kind.values())

    @property
    def kinds(self) -> list[tuple[Kind, Help]]:
        """What was asked or promised at all, in the order in which offices read it."""
        return [(kind, self.by_kind[kind]) for kind in Kind if kind in self.by_kind]

    @property
    def started_columns(self) -> Columns:
        return columns_of((month.first, month.started) for month in self.trend)

    @property
    def meetup_columns(self) -> Columns:
        return columns_of((month.first, month.meetups) for month in self.trend)


@dataclass(frozen=True)
class DistrictRow:
    """A line of the table of districts; also the last one, of what is in none."""

    area: Area
    is_district: bool
    initiatives: int
    meetups: int
    is_counted: bool
    people: int | None
    help: Help


def figures_of(office: Office, period: Period, coverage: Coverage) -> Figures:
    """Nine queries at most, however much there is."""
    plans = Initiative.objects.filter(seen(office)).aggregate(
        new=Count("pk", filter=Q(created_at__gte=period.starts_at, created_at__lt=period.ends_at)),
        running=Count("pk", filter=Q(status=Status.RUNNING)),
    )
    moves = list(_moves(office, period))
    held, counted, people, meetups = _held(office, period, coverage)
    started = _per_month(moves, Status.RUNNING, (Status.DRAFT, Status.APPROVED))
    figures = Figures(
        period=period,
        new=plans["new"],
        started=started.total(),
        running=plans["running"] if period.is_current else _running_at_end(office, period),
        stopped=_per_month(moves, Status.STOPPED).total(),
        completed=_per_month(moves, Status.COMPLETED).total(),
        answers=_answers(office, period),
        answer_days=office.answer_days,
        meetups=held,
        meetups_counted=counted,
        reach=reach_of(people),
        trend=[Month(month, started[month], meetups[month]) for month in period.months],
        money=money_of(office, period.last.year),
        year=period.last.year,
    )
    _add_help(figures, office, coverage)
    return figures


def rows_of(figures: Figures, coverage: Coverage) -> list[DistrictRow]:
    """The districts by name with all that is told of them, and what is in none of them."""
    spots = [(district.all, True) for district in coverage.districts]
    rows = [
        DistrictRow(
            area=spot.area,
            is_district=is_district,
            initiatives=spot.initiatives,
            meetups=spot.meetups,
            is_counted=spot.area.pk in figures.reach.cells,
            people=figures.reach.cells.get(spot.area.pk),
            help=figures.by_district.get(spot.area.pk, Help()),
        )
        for spot, is_district in [*spots, (coverage.elsewhere, False)]
    ]
    return [
        row
        for row in rows
        if row.is_district or row.initiatives or row.meetups or not row.help.is_empty
    ]


def together(parts: Iterable[Help]) -> Help:
    total = Help()
    for part in parts:
        for name, value in vars(part).items():
            setattr(total, name, getattr(total, name) + value)
    return total


# --- plans ---------------------------------------------------------------------------------------
Move = tuple[date, str, str, int]
"""A month, the status before and after, and how many plans."""


def _moves(office: Office, period: Period) -> Iterator[Move]:
    """How many plans moved from what to what, per month."""
    found = Event.objects.filter(
        seen(office, "initiative__"),
        kind=EventKind.MOVED,
        at__gte=period.starts_at,
        at__lt=period.ends_at,
    )
    rows = (
        found.annotate(month=_month("at", period))
        .order_by()
        .values_list("month", "before", "after")
        .annotate(number=Count("initiative", distinct=True))
    )
    for month, before, after, number in rows:
        yield period.months[month], before, after, number


def _month(moment: str, period: Period) -> Case:
    """The place of its month in the period. Compared, and not cut off: SQLite asks Python to cut,
    row by row."""
    nexts = [_start_of(month) for month in period.months[1:]]
    earlier = (When(**{f"{moment}__lt": start}, then=n) for n, start in enumerate(nexts))
    return Case(*earlier, default=len(nexts), output_field=IntegerField())


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE)


def _per_month(
    moves: Iterable[Move], after: Status, before: Collection[str] = tuple(Status)
) -> Counter[date]:
    counts: Counter[date] = Counter()
    for month, source, to, number in moves:
        if to == after and source in before:
            counts[month] += number
    return counts


def _running_at_end(office: Office, period: Period) -> int:
    """Plans that ran when a period of before was over: what began, less what no longer ran."""
    moves = Event.objects.filter(
        seen(office, "initiative__"), kind=EventKind.MOVED, at__lt=period.ends_at
    ).aggregate(
        began=Count("pk", filter=Q(after=Status.RUNNING)),
        left=Count("pk", filter=Q(before=Status.RUNNING)),
    )
    return int(moves["began"] - moves["left"])


def _answers(office: Office, period: Period) -> Answers:
    """The answers that the office gave, each held against the day that the team sent the plan.

    An answer to what the office took up again by itself corrects an earlier one, so it is no
    answer more; but its yes counts, and a yes that was taken back does not.
    """
    received = Event.objects.filter(
        initiative=OuterRef("initiative"), after=Status.SUBMITTED, at__lte=OuterRef("at")
    ).order_by("-at", "-pk")
    sent = received.filter(before__in=SENT)
    moves = (
        Event.objects.filter(
            Q(before=Status.SUBMITTED, after__in=ANSWERS)
            | Q(before=Status.APPROVED, after=Status.SUBMITTED),
            seen(office, "initiative__"),
            kind=EventKind.MOVED,
            at__gte=period.starts_at,
            at__lt=period.ends_at,
        )
        .annotate(
            sent_from=Subquery(received.values("before")[:1]),
            sent_at=Subquery(sent.values("at")[:1]),
        )
        .order_by("at", "pk")
        .values_list("initiative", "after", "at", "sent_from", "sent_at")
    )
    answer_time = timedelta(days=office.answer_days)
    answered: list[bool] = []
    approved: dict[int, bool] = {}
    """By plan that has a yes, whether it came in time."""
    for plan, after, at, sent_from, sent_at in moves:
        in_time = sent_at is not None and _day(at) - _day(sent_at) <= answer_time
        if after in ANSWERS and sent_from in SENT:
            answered.append(in_time)
        if after == Status.APPROVED:
            approved[plan] = in_time
        else:
            approved.pop(plan, None)
    return Answers(
        answered=len(answered),
        in_time=sum(answered),
        approved=len(approved),
        approved_in_time=sum(approved.values()),
    )


def _day(moment: datetime) -> date:
    return timezone.localtime(moment, ZONE).date()


# --- meetups -------------------------------------------------------------------------------------
def _held(
    office: Office, period: Period, coverage: Coverage
) -> tuple[int, int, dict[int, int], Counter[date]]:
    """Meetups, those with a number of people, the people per district, and meetups per month."""
    months: Counter[date] = Counter()
    people: Counter[int] = Counter()
    noted: set[int] = set()
    counted = 0
    rows = (
        held_in(office, period)
        .annotate(month=_month("starts_at", period))
        .values_list("area", "area__parent", "month")
        .annotate(number=Count("pk"), counted=Count("attended"), came=Sum("attended"))
    )
    for area, parent, month, number, with_number, came in rows:
        months[period.months[month]] += number
        counted += with_number
        if with_number:
            key = _district(coverage, area, parent)
            noted.add(key)
            people[key] += came
    return months.total(), counted, {key: people[key] for key in noted}, months


def _district(coverage: Coverage, area: int, parent: int | None) -> int:
    """The number of the district that an area is or lies in; of the municipality if in none."""
    found = coverage.district_of.get(area) or coverage.district_of.get(parent or 0)
    return found.pk if found else coverage.whole.pk


# --- help ----------------------------------------------------------------------------------------
def _add_help(figures: Figures, office: Office, coverage: Coverage) -> None:
    period = figures.period
    mine = Q(seen(office, "initiative__"), office=office)
    place = ("kind", "initiative__area", "initiative__area__parent")
    asked = (
        SupportRequest.objects.filter(
            mine, asked_at__gte=period.starts_at, asked_at__lt=period.ends_at
        )
        .order_by()
        .values_list(*place)
        .annotate(
            asked=Count("pk"),
            declined=Count("pk", filter=Q(state=RequestState.DECLINED)),
            asked_cents=Coalesce(Sum("cents"), 0),
        )
    )
    kept_money = Case(When(state=PromiseState.WITHDRAWN, then=F("paid_cents")), default=F("cents"))
    is_late = Q(state=PromiseState.PROMISED, due_on__lt=timezone.localdate(period.now))
    promised = (
        Promise.objects.filter(
            mine, promised_at__gte=period.starts_at, promised_at__lt=period.ends_at
        )
        .order_by()
        .values_list(*place)
        .annotate(
            promised=Count("pk"),
            kept=Count("pk", filter=Q(state=PromiseState.KEPT)),
            late=Count("pk", filter=is_late),
            withdrawn=Count("pk", filter=Q(state=PromiseState.WITHDRAWN)),
            cents=Coalesce(Sum(kept_money), 0),
            paid_cents=Coalesce(Sum("paid_cents"), 0),
        )
    )
    for names, rows in (
        (("asked", "declined", "asked_cents"), asked),
        (("promised", "kept", "late", "withdrawn", "cents", "paid_cents"), promised),
    ):
        for kind, area, parent, *values in rows:
            found = Help(**dict(zip(names, values, strict=True)))
            key = _district(coverage, area, parent)
            figures.by_kind[kind] = together([figures.by_kind.get(kind, Help()), found])
            figures.by_district[key] = together([figures.by_district.get(key, Help()), found])
