"""What was submitted to an office: found, put in order, and told row by row.

A plan waits for the office when it was sent to it, when the team wrote last, or when it asks for
help. Its answer is due as many days later as the office says that it takes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    DateTimeField,
    F,
    IntegerField,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetups.accounts.models import Office, User
from meetups.initiatives.lifecycle import ENDS, Status
from meetups.initiatives.models import (
    BudgetLine,
    Funding,
    FundingState,
    Initiative,
    Member,
    Payer,
    SafetyPoint,
    Step,
    StepOrigin,
    StepState,
    TeamRole,
)
from meetups.initiatives.models.steps import CONDITION
from meetups.support.models import Kind, RequestState, SavedFilter, Side, SupportRequest, Tag
from meetups.support.queries.judged import is_changed
from meetups.support.queries.review import asked_cents
from neighbourhoods.models import Area
from neighbourhoods.names import words_of

from .coverage import seen

CLOSE = timedelta(days=7)
"""A first meetup that is nearer than this makes an answer urgent, whenever the plan was sent."""
SOON = timedelta(days=14)
MANY_PEOPLE = 100
MOST_FOUND = 20_000
"""Plans that a search of titles may find; SQLite takes some thirty thousand numbers at a time."""
_SHUT = ENDS | {Status.DECLINED}
_TOLD = (
    *("title", "status", "submitted_at", "first_date", "times_planned", "people_expected"),
    *("is_sensitive", "answers", "spot", "closes_street", "place_name", "place__name"),
    *("area__level", "area__name", "area__parent__level", "area__parent__name"),
    *("dossier__judged", "dossier__last_side"),
    *("dossier__reviewer__name", "dossier__reviewer__email"),
)
"""The columns that a row of the queue needs."""


class Standing(TextChoices):
    """For whom a plan waits, or else where it is."""

    US = "us", _("Waits for us")
    TEAM = "team", _("Waits for the team")
    APPROVED = "approved", _("Approved")
    RUNNING = "running", _("Running")
    RESTING = "resting", _("Resting")
    DECLINED = "declined", _("Declined")
    OVER = "over", _("Completed or stopped")


class Order(TextChoices):
    FIRST = "first", _("What must be first")
    MEETUP = "meetup", _("First meetup")
    LONGEST = "longest", _("Waits longest")
    NEWEST = "newest", _("Newest")


ME, NOBODY = "me", "nobody"


@dataclass(frozen=True)
class Wanted:
    """What someone looks for. `area`: the code of a district or a neighbourhood; `reviewer`: ME,
    NOBODY, or the number of a colleague."""

    area: str = ""
    standing: str = ""
    reviewer: str = ""
    tag: str = ""
    words: str = ""
    order: str = Order.FIRST


@dataclass(frozen=True)
class Mind:
    """Something to mind about a plan: a code, with the values for its words."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A plan as the queue shows it. `answer_on` is None when it does not wait for the office.

    `is_own`: the reader is in its team, so that others of the office review it.
    """

    plan: Initiative
    district: Area
    waits_since: datetime | None
    answer_on: date | None
    minds: list[Mind]
    cents: int
    today: date
    is_own: bool
    tags: list[str]

    @property
    def days_left(self) -> int | None:
        """Until the answer is due; below zero when it is late."""
        return (self.answer_on - self.today).days if self.answer_on else None

    @property
    def reviewer(self) -> User | None:
        dossier = getattr(self.plan, "dossier", None)
        return dossier.reviewer if dossier else None

    @property
    def reviewer_pk(self) -> str:
        """As a form has it."""
        return str(self.reviewer.pk) if self.reviewer else ""

    @property
    def told(self) -> tuple[object, ...]:
        """All that a row tells but who reviews it: a row that tells the same is drawn once."""
        plan = self.plan
        team = [(m.user_id, m.user.name, m.role) for m in plan.members.all()]
        minds = [(mind.code, *mind.values.values()) for mind in self.minds]
        when = plan.first_date, plan.times_planned, self.answer_on, self.today
        where = self.district.title
        return plan.pk, plan.title, plan.status, self.is_own, team, self.tags, where, *when, minds


@dataclass(frozen=True)
class Summary:
    """How many plans wait for the office; of these, how many the reader reviews, whose last day is
    today, and that are too late."""

    waiting: int
    mine: int
    today: int
    late: int


# --- which plans, in what order ------------------------------------------------------------------
def plans_of(office: Office) -> QuerySet[Initiative]:
    """What was submitted to an office, with `waits_since`: since when it waits for it, or None."""
    return _plans().filter(seen(office))


@cache
def _plans() -> QuerySet[Any]:
    plans: QuerySet[Any] = Initiative.objects.order_by().annotate(asked_at=_asked_at())
    waits: QuerySet[Any] = plans.annotate(waits_since=_waits_since())
    return waits


def _asked_at() -> Subquery:
    """When a plan asked for the first that it asks for still.

    Not counted over a join, which is a little quicker in PostgreSQL: SQLite took a second then.
    """
    asked = SupportRequest.objects.filter(initiative=OuterRef("pk"), state=RequestState.OPEN)
    return Subquery(asked.order_by("asked_at").values("asked_at")[:1])


def _waits_since() -> Case:
    return Case(
        When(status=Status.SUBMITTED, then=F("submitted_at")),
        When(status__in=ENDS, then=Value(None)),
        When(dossier__last_side=Side.TEAM, then=F("dossier__last_at")),
        default=F("asked_at"),
        output_field=DateTimeField(),
    )


def found(office: Office, wanted: Wanted, user: User, *, today: date) -> QuerySet[Initiative]:
    """The plans that someone looks for, in the order that they asked."""
    plans = plans_of(office)
    if wanted.area:
        plans = plans.filter(Q(area__code=wanted.area) | Q(area__parent__code=wanted.area))
    if wanted.standing:
        plans = plans.filter(_standing(wanted.standing))
    if wanted.reviewer:
        plans = plans.filter(_reviewer(wanted.reviewer, user))
    if wanted.tag:
        plans = plans.filter(dossier__tags=int(wanted.tag), dossier__tags__office=office)
    if wanted.words:
        plans = _titled(plans, wanted.words)
    return _ordered(plans, wanted.order, office, today=today)


def _standing(standing: str) -> Q:
    if standing == Standing.US:
        return Q(waits_since__isnull=False)
    if standing == Standing.TEAM:
        return Q(status=Status.CHANGES_ASKED, waits_since=None)
    if standing == Standing.OVER:
        return Q(status__in=ENDS)
    return Q(status=standing)


def _reviewer(reviewer: str, user: User) -> Q:
    if reviewer == NOBODY:
        return Q(dossier__reviewer=None)
    return Q(dossier__reviewer=user.pk if reviewer == ME else reviewer)


def _titled(plans: QuerySet[Initiative], words: str) -> QuerySet[Initiative]:
    """Those that have every word in their title. Folded here, since SQLite folds no accents."""
    wanted = _folded(words).split()
    titles = plans.order_by().values_list("pk", "title")
    keys = ((pk, _folded(title)) for pk, title in titles.iterator())
    pks = [pk for pk, key in keys if all(word in key for word in wanted)]
    return plans.filter(pk__in=pks[:MOST_FOUND])


def _folded(text: str) -> str:
    """Without accents and capitals; a text in another script as it is."""
    return " ".join(words_of(text)) or text.casefold()


def _ordered(
    plans: QuerySet[Initiative], order: str, office: Office, *, today: date
) -> QuerySet[Initiative]:
    """In the order asked for. What is over comes after what still comes."""
    coming = F("coming").asc(nulls_last=True)
    plans = plans.annotate(
        coming=Case(
            When(first_date__gte=today, then=F("first_date")),
            default=None,
            output_field=DateField(null=True),
        )
    )
    if order == Order.MEETUP:
        return plans.order_by(coming, "-first_date", "pk")
    longest = F("waits_since").asc(nulls_last=True)
    if order == Order.LONGEST:
        return plans.order_by(longest, "submitted_at", "pk")
    if order == Order.NEWEST:
        return plans.order_by("-submitted_at", "-pk")
    band, urgent = _first(office, today=today)
    return plans.annotate(band=band, urgent=urgent).order_by(
        "band", F("urgent").asc(nulls_last=True), longest, coming, "-first_date", "pk"
    )


def _first(office: Office, *, today: date) -> tuple[Case, Case]:
    """What must be first, from 0: answers that are late, answers that are due or meetups that are
    close, what else waits for the office, what waits for the team, what goes on, what is over.
    And when the second of these are.
    """
    last = _last_sent(office, today)
    late, due = _start_of(last), _start_of(last + timedelta(days=1))
    close = Q(first_date__range=(today, today + CLOSE))
    band = Case(
        When(waits_since__lt=late, then=0),
        When(waits_since__lt=due, then=1),
        When(waits_since__isnull=False, then=Case(When(close, then=1), default=2)),
        When(status=Status.CHANGES_ASKED, then=3),
        When(status__in=_SHUT, then=5),
        default=4,
        output_field=IntegerField(),
    )
    is_second = Q(waits_since__gte=late) & (close | Q(waits_since__lt=due))
    return band, Case(When(is_second, then=F("coming")), default=None)


def _last_sent(office: Office, today: date) -> date:
    """What was sent on this day has its answer due today."""
    return today - timedelta(days=office.answer_days)


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def summary(office: Office, user: User, *, today: date) -> Summary:
    """What waits for an office, in numbers. One query."""
    last = _last_sent(office, today)
    start, end = _start_of(last), _start_of(last + timedelta(days=1))
    counts = plans_of(office).aggregate(
        waiting=Count("pk", filter=Q(waits_since__isnull=False)),
        mine=Count("pk", filter=Q(waits_since__isnull=False, dossier__reviewer=user.pk)),
        today=Count("pk", filter=Q(waits_since__gte=start, waits_since__lt=end)),
        late=Count("pk", filter=Q(waits_since__lt=start)),
    )
    return Summary(**counts)


# --- what to choose from -------------------------------------------------------------------------
def areas_of(office: Office, code: str) -> list[Area]:
    """The districts of a municipality; with the neighbourhood of this code, if it lies there."""
    districts = Q(level=Area.Level.DISTRICT, parent=office.area_id, is_former=False)
    code = code if code.isalnum() else ""  # such as a NUL, which PostgreSQL refuses
    this = Q(level=Area.Level.NEIGHBOURHOOD, parent__parent=office.area_id, code=code)
    return list(Area.objects.filter(districts | this).by_name().only("code", "level", "name"))


def tags_of(office: Office) -> list[Tag]:
    return list(office.tags.all())


def filters_of(office: Office, user: User) -> list[SavedFilter]:
    return list(SavedFilter.objects.filter(office=office, user=user))


# --- the rows of a page --------------------------------------------------------------------------
def rows_of(office: Office, pks: Sequence[int], *, user: User, today: date) -> list[Row]:
    """These plans as rows for someone, in this order. Four queries, however many."""
    team = Member.objects.filter(Q(role=TeamRole.ORGANISER) | Q(user=user))
    names = team.select_related("user").only("initiative", "role", "user__name")
    told = _told().filter(seen(office), pk__in=pks).prefetch_related(Prefetch("members", names))
    plans = {plan.pk: plan for plan in told}
    late, tags = _late_rules(plans, today=today), _tags(plans)
    return [
        _row(plans[pk], office, user, late.get(pk, []), tags.get(pk, []), today=today)
        for pk in pks
        if pk in plans
    ]


def first_rows(
    office: Office, wanted: Wanted, user: User, *, number: int, today: date
) -> list[Row]:
    """The first plans that someone looks for, as rows. Five queries."""
    plans = found(office, wanted, user, today=today).values_list("pk", flat=True)
    return rows_of(office, list(plans[:number]), user=user, today=today)


@cache
def _told() -> QuerySet[Any]:
    """Plans with all that a row tells of them; put together once, as that takes longer than to ask
    for them."""
    plans: QuerySet[Any] = Initiative.objects.order_by().annotate(asked_at=_asked_at())
    told: QuerySet[Any] = (
        plans.annotate(waits_since=_waits_since())
        .select_related("area__parent", "dossier__reviewer", "place")
        .only(*_TOLD)
        .annotate(
            money_asked=_sum(Funding, "cents", payer=Payer.OFFICE, state=FundingState.ASKED),
            money_given=_sum(
                Funding,
                "cents",
                payer=Payer.OFFICE,
                state__in=[FundingState.PROMISED, FundingState.RECEIVED],
            ),
            money_planned=_sum(BudgetLine, "planned_cents", payer=Payer.OFFICE),
            money_requested=_sum(SupportRequest, "cents", kind=Kind.MONEY, state=RequestState.OPEN),
            safety_open=_number(SafetyPoint, settled_at=None),
            conditions_open=_number(Step, key__startswith=CONDITION, state=StepState.OPEN),
        )
    )
    return told


def _sum(model: type[Model], column: str, **conditions: Any) -> Coalesce:
    rows = model._default_manager.filter(initiative=OuterRef("pk"), **conditions)
    total = rows.order_by().values("initiative").annotate(total=Sum(column)).values("total")
    return Coalesce(Subquery(total), 0)


def _number(model: type[Model], **conditions: Any) -> Coalesce:
    rows = model._default_manager.filter(initiative=OuterRef("pk"), **conditions)
    total = rows.order_by().values("initiative").annotate(total=Count("pk")).values("total")
    return Coalesce(Subquery(total), 0)


def _late_rules(plans: Iterable[int], *, today: date) -> dict[int, list[Step]]:
    """By plan, what the office asks and should have been done by now."""
    steps = Step.objects.filter(
        initiative__in=list(plans),
        origin=StepOrigin.OFFICE,
        state=StepState.OPEN,
        due_on__lt=today,
        days_before__gte=0,
    )
    late: dict[int, list[Step]] = {}
    for step in steps.only("initiative", "text_nl", "text_en"):
        late.setdefault(step.initiative_id, []).append(step)
    return late


def _tags(plans: Iterable[int]) -> dict[int, list[str]]:
    """By plan, what its office calls it, by name."""
    found: dict[int, list[str]] = {}
    tags = Tag.objects.filter(dossiers__initiative__in=list(plans))
    for pk, name in tags.values_list("dossiers__initiative", "name"):
        found.setdefault(pk, []).append(name)
    return found


def _row(
    plan: Any, office: Office, user: User, late: list[Step], tags: list[str], *, today: date
) -> Row:
    """`plan` is an initiative as `_told`."""
    since = plan.waits_since
    answer_on = timezone.localdate(since) + timedelta(days=office.answer_days) if since else None
    cents = _asked(plan)
    return Row(
        plan,
        plan.area.at(Area.Level.DISTRICT) or plan.area,
        since,
        answer_on,
        list(_minds(plan, cents, late, today=today)),
        cents,
        today,
        is_own=any(member.user_id == user.pk for member in plan.members.all()),
        tags=tags,
    )


def _asked(plan: Any) -> int:
    """What a team asks for in cents, as its page for reviewing says it."""
    return asked_cents(
        in_budget=plan.money_asked,
        requested=plan.money_requested,
        planned=plan.money_planned,
        given=plan.money_given,
    )


def _minds(plan: Any, cents: int, late: list[Step], *, today: date) -> Iterable[Mind]:
    """What to mind, the gravest first; of what is over, only that nobody answered the team."""
    dossier = getattr(plan, "dossier", None)
    wrote = dossier is not None and dossier.last_side == Side.TEAM
    if plan.status not in _SHUT:
        yield from _risks(plan)
        if is_changed(plan, dossier):
            yield Mind("changed")
        if plan.conditions_open and plan.status in (Status.APPROVED, Status.RUNNING):
            yield Mind("condition")
        if late:
            yield Mind("rule_late", {"rule": late[0], "number": len(late)})
        if plan.status == Status.SUBMITTED and plan.first_date <= today + SOON:
            yield Mind("soon", {"days": (plan.first_date - today).days})
    if wrote:
        yield Mind("wrote")
    if plan.status not in _SHUT:
        if plan.asked_at is not None:
            yield Mind("asks")
        if cents:
            yield Mind("money", {"cents": cents})
        if plan.people_expected >= MANY_PEOPLE:
            yield Mind("people", {"number": plan.people_expected})


def _risks(plan: Any) -> Iterable[Mind]:
    if plan.is_sensitive:
        yield Mind("tense")
    if plan.safety_open:
        yield Mind("safety", {"number": plan.safety_open})
    ages = set(plan.answers.get("ages") or [])
    if "children" in ages and not ages & {"adults", "seniors"}:
        yield Mind("children")
    if not any(member.role == TeamRole.ORGANISER for member in plan.members.all()):
        yield Mind("orphan")
