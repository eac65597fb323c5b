"""The queue of an office: what to choose from, and its plans row by row.

What a row tells is in the history of its plan, and kept with its place (`sent`). But whose names
it tells, who reviews it, its tags, and if the office judged it as it is, is asked for each time:
none of these may show late.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Count, F, Model, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from meetups.accounts.models import Office, User
from meetups.initiatives.lifecycle import Status
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
from meetups.ready import Blank, Ready
from meetups.support.models import (
    Kind,
    RequestState,
    SavedFilter,
    Side,
    SupportRequest,
    Tag,
)
from meetups.support.queries.judged import differs
from meetups.support.queries.review import asked_cents
from neighbourhoods.models import Area
from neighbourhoods.names import short_name

from .coverage import SEEN
from .sent import SHUT, Fact, Sent, Wanted, found, plans_of

SOON = timedelta(days=14)
MANY_PEOPLE = 100
MOST_TOLD = 200
"""Of so many plans of an office it is kept what their row tells: some kB each."""
_TOLD = (
    *("title", "status", "submitted_at", "first_date", "times_planned", "people_expected"),
    *("is_sensitive", "spot", "closes_street", "place_name", "place__name"),
    *("area__level", "area__name", "area__parent__level", "area__parent__name"),
)
"""The columns that a row of the queue needs."""


@dataclass(frozen=True)
class Mind:
    """Something to mind about a plan: a code, with the values for its words."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


class Teammate(NamedTuple):
    """An organiser, or the reader."""

    user: int
    name: str
    role: str


@dataclass(frozen=True)
class Told:
    """What the history of a plan tells of it. Kept, and so never changed: others read it too.

    `late`: the rules of the office that should have been followed by now.
    """

    plan: Any
    district: Area
    cents: int
    late: Sequence[Step]


@dataclass
class File:
    """What the office has of its own about a plan."""

    judged: dict[str, Any] | None
    last_side: str
    reviewer: User | None
    tags: list[str] = field(default_factory=list)


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
    team: Sequence[Teammate]
    is_own: bool
    reviewer: User | None
    tags: list[str]

    @property
    def days_left(self) -> int | None:
        """Until the answer is due; below zero when it is late."""
        return (self.answer_on - self.today).days if self.answer_on else None

    @property
    def organisers(self) -> list[str]:
        """By name; empty for who has none."""
        return [mate.name for mate in self.team if mate.role == TeamRole.ORGANISER]

    @property
    def reviewer_pk(self) -> str:
        """As a form has it."""
        return str(self.reviewer.pk) if self.reviewer else ""

    @property
    def told(self) -> tuple[object, ...]:
        """All that a row tells but who reviews it: a row that tells the same is drawn once."""
        plan = self.plan
        minds = [(mind.code, *mind.values.values()) for mind in self.minds]
        when = plan.first_date, plan.times_planned, self.answer_on, self.today
        where = self.district.title
        about = plan.pk, plan.title, plan.status, self.is_own
        return *about, self.organisers, self.tags, where, *when, minds


# --- what to choose from -------------------------------------------------------------------------
Choice = tuple[str, str]
"""A value as a form has it, and in words."""


class KeptFilter(NamedTuple):
    """A way of looking at the queue that someone gave a name."""

    pk: int
    name: str
    query: str


def areas_of(office: Office, code: str) -> list[Choice]:
    """The districts of a municipality; with the neighbourhood of this code, if it lies there."""
    code = code if code.isalnum() else ""  # such as a NUL, which PostgreSQL refuses
    found = _AREAS(whole=office.area_id, code=code)
    return [(code, short_name(name)) for code, name in found]


def colleagues_of(office: Office) -> list[Choice]:
    """Who works for an office, by name; who has none yet, by address of their work."""
    return [(str(pk), name or email) for pk, name, email in _COLLEAGUES(office=office.pk)]


def tags_of(office: Office) -> list[Choice]:
    return [(str(pk), name) for pk, name in _TAGS(office=office.pk)]


def filters_of(office: Office, user: User) -> list[KeptFilter]:
    return list(map(KeptFilter._make, _FILTERS(office=office.pk, user=user.pk)))


_DISTRICTS = Q(level=Area.Level.DISTRICT, parent=Blank("whole"), is_former=False)
_THIS = Q(level=Area.Level.NEIGHBOURHOOD, parent__parent=Blank("whole"), code=Blank("code"))
_AREAS = Ready(
    lambda: Area.objects.filter(_DISTRICTS | _THIS).by_name().values_list("code", "name")
)
_COLLEAGUES = Ready(
    lambda: (
        User.objects.filter(memberships__office=Blank("office"))
        .order_by("name", "pk")
        .values_list("pk", "name", "email")
    )
)
_TAGS = Ready(lambda: Tag.objects.filter(office=Blank("office")).values_list("pk", "name"))
_FILTERS = Ready(
    lambda: SavedFilter.objects.filter(office=Blank("office"), user=Blank("user")).values_list(
        "pk", "name", "query"
    )
)


# --- the rows of a page --------------------------------------------------------------------------
def rows_of(sent: Sent, pks: Sequence[int], user: User) -> list[Row]:
    """These plans as rows for someone, in this order. Two queries, and two more for what is not
    kept."""
    pks = [pk for pk in pks if pk in sent.plans]
    told, teams, files = _told(sent, pks), _teams(pks, user), _files(sent.office, pks)
    return [
        _row(sent, sent.plans[pk], told[pk], teams.get(pk, []), files[pk], user)
        for pk in pks
        if pk in told and pk in files
    ]


def first_rows(sent: Sent, wanted: Wanted, user: User, *, number: int) -> list[Row]:
    """The first plans that someone looks for, as rows."""
    return rows_of(sent, found(sent, wanted, user)[:number], user)


def _told(sent: Sent, pks: Collection[int]) -> dict[int, Told]:
    told = {pk: known for pk in pks if (known := sent.told.get(pk))}
    missing = [pk for pk in pks if pk not in told]
    if not missing:
        return told
    late = _late_rules(missing, today=sent.today)
    read = {
        plan.pk: Told(
            plan,
            plan.area.at(Area.Level.DISTRICT) or plan.area,
            _asked(plan),
            late.get(plan.pk, []),
        )
        for plan in _with_numbers().filter(pk__in=plans_of(sent.office, missing))
    }
    if len(sent.told) + len(read) > MOST_TOLD:
        sent.told.clear()
    if len(read) <= MOST_TOLD:  # not those of an export
        sent.told.update(read)
    return told | read


@cache
def _with_numbers() -> QuerySet[Any]:
    """Plans with all that their history tells; put together once, as that takes longer than to ask
    for them."""
    plans: QuerySet[Any] = Initiative.objects.order_by()
    told: QuerySet[Any] = (
        plans.select_related("area__parent", "place")
        .only(*_TOLD)
        .annotate(
            ages=F("answers__ages"),
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


def _late_rules(plans: Collection[int], *, today: date) -> dict[int, list[Step]]:
    """By plan, what the office asks and should have been done by now."""
    steps = Step.objects.filter(
        initiative__in=plans,
        origin=StepOrigin.OFFICE,
        state=StepState.OPEN,
        due_on__lt=today,
        days_before__gte=0,
    )
    late: dict[int, list[Step]] = {}
    for step in steps.only("initiative", "text_nl", "text_en"):
        late.setdefault(step.initiative_id, []).append(step)
    return late


_TEAMS = Ready(
    lambda: Member.objects.filter(
        Q(role=TeamRole.ORGANISER) | Q(user=Blank("user")), initiative__in=Blank("plans")
    ).values_list("initiative", "user", "user__name", "role")
)
_FILES = Ready(
    lambda: (
        Initiative.objects.filter(municipality=Blank("whole"), pk__in=Blank("plans"), **SEEN)
        .order_by("dossier__tags__name")
        .values_list(
            *("pk", "dossier__judged", "dossier__last_side", "dossier__reviewer"),
            *("dossier__reviewer__name", "dossier__reviewer__email", "dossier__tags__name"),
        )
    )
)


def _teams(plans: Collection[int], user: User) -> dict[int, list[Teammate]]:
    """By plan, its organisers, and the reader when they are in its team."""
    teams: dict[int, list[Teammate]] = {}
    for pk, member, name, role in _TEAMS(plans=plans, user=user.pk):
        teams.setdefault(pk, []).append(Teammate(member, name, role))
    return teams


def _files(office: Office, plans: Collection[int]) -> dict[int, File]:
    """Of the plans that the office sees now; a line of each tag, by name. Whoever reviews many of
    them is one object."""
    files: dict[int, File] = {}
    people: dict[int, User] = {}
    for pk, judged, last_side, reviewer, name, email, tag in _FILES(
        whole=office.area_id, plans=plans
    ):
        if reviewer and reviewer not in people:
            people[reviewer] = User(pk=reviewer, name=name, email=email)
        if pk not in files:
            files[pk] = File(judged, last_side or "", people.get(reviewer))
        if tag is not None:
            files[pk].tags.append(tag)
    return files


def _row(sent: Sent, fact: Fact, told: Told, team: list[Teammate], file: File, user: User) -> Row:
    since = fact.waits_since
    days = timedelta(days=sent.office.answer_days)
    return Row(
        told.plan,
        told.district,
        since,
        timezone.localdate(since) + days if since else None,
        list(_minds(fact, told, team, file, today=sent.today)),
        told.cents,
        sent.today,
        team,
        is_own=any(mate.user == user.pk for mate in team),
        reviewer=file.reviewer,
        tags=file.tags,
    )


def _asked(plan: Any) -> int:
    """What a team asks for in cents, as its page for reviewing says it."""
    return asked_cents(
        in_budget=plan.money_asked,
        requested=plan.money_requested,
        planned=plan.money_planned,
        given=plan.money_given,
    )


def _minds(
    fact: Fact, told: Told, team: list[Teammate], file: File, *, today: date
) -> Iterable[Mind]:
    """What to mind, the gravest first; of what is over, only that nobody answered the team."""
    plan, late = told.plan, told.late
    if plan.status not in SHUT:
        yield from _risks(plan, team)
        if differs(plan, file.judged):
            yield Mind("changed")
        if plan.conditions_open and plan.status in (Status.APPROVED, Status.RUNNING):
            yield Mind("condition")
        if late:
            yield Mind("rule_late", {"rule": late[0], "number": len(late)})
        if plan.status == Status.SUBMITTED and plan.first_date <= today + SOON:
            yield Mind("soon", {"days": (plan.first_date - today).days})
    if file.last_side == Side.TEAM:
        yield Mind("wrote")
    if plan.status not in SHUT:
        if fact.asks:
            yield Mind("asks")
        if told.cents:
            yield Mind("money", {"cents": told.cents})
        if plan.people_expected >= MANY_PEOPLE:
            yield Mind("people", {"number": plan.people_expected})


def _risks(plan: Any, team: list[Teammate]) -> Iterable[Mind]:
    if plan.is_sensitive:
        yield Mind("tense")
    if plan.safety_open:
        yield Mind("safety", {"number": plan.safety_open})
    ages = set(plan.ages or [])
    if "children" in ages and not ages & {"adults", "seniors"}:
        yield Mind("children")
    if not any(mate.role == TeamRole.ORGANISER for mate in team):
        yield Mind("orphan")
