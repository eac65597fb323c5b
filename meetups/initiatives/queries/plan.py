"""What a plan asks: the steps of its format and office, and the plans that someone is in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, override

from meetups.accounts.models import Office, User
from meetups.accounts.queries import rules_for
from meetups.ready import Blank, Ready
from meetups.suggestions.models import ActivityType
from neighbourhoods.models import Area, Place
from neighbourhoods.strengths.queries import strengths_of

from ..access import initiatives_of, office_of
from ..dates import Dated, days_before_of, first_feasible, plan_dates, shifted, too_late
from ..lifecycle import OPEN
from ..models import (
    FundingState,
    HandOver,
    Initiative,
    Invitation,
    Payer,
    Spot,
    Step,
    StepOrigin,
    StepState,
    TeamRole,
)
from .steps import NextStep, next_steps_for, timed_steps
from .team import offers_to

LOOK_BACK = "look-back"
LOOK_BACK_AFTER = 7
"""Days after the first meetup."""
LOOK_BACK_TEXT = {"nl": "Kijk samen terug, 20 minuten.", "en": "Look back together, 20 minutes."}
LOOK_BACK_WHY = {
    "nl": "Wat ging goed? Wat doen jullie de volgende keer anders?",
    "en": "What went well? What will you do differently next time?",
}
RULE = "rule-"
"""Begins the key of every step that an office asks for; its rule's pk follows."""


@dataclass(frozen=True)
class StepDraft:
    """A step that a plan asks for, in both languages, before it has a plan."""

    key: str
    origin: StepOrigin
    days_before: int
    text: dict[str, str]
    why: dict[str, str]

    @property
    def words(self) -> str:
        """What to do, in the reader's language."""
        return self.text[(get_language() or "nl")[:2]]

    @property
    def reason(self) -> str:
        return self.why[(get_language() or "nl")[:2]]

    @property
    def columns(self) -> dict[str, object]:
        """The columns of a `Step` that stay as they were when it was made."""
        texts = {f"text_{code}": words for code, words in self.text.items()}
        whys = {f"why_{code}": words for code, words in self.why.items()}
        return {"origin": self.origin, "days_before": self.days_before, **texts, **whys}


def in_each_language(words: Callable[[], str]) -> dict[str, str]:
    """What to keep of a text that people read in their own language later."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = words()
    return found


def steps_of_format(activity_type: ActivityType) -> list[StepDraft]:
    """How a format is prepared; and looking back on it, a week later. One query."""
    prepared = [
        StepDraft(
            key=f"format-{place}",
            origin=StepOrigin.FORMAT,
            days_before=7 * step.weeks_before,
            text=in_each_language(lambda step=step: step.text),  # type: ignore[misc]
            why=in_each_language(str),
        )
        for place, step in enumerate(activity_type.steps.all(), start=1)
    ]
    look_back = StepDraft(
        key=LOOK_BACK,
        origin=StepOrigin.FORMAT,
        days_before=-LOOK_BACK_AFTER,
        text=LOOK_BACK_TEXT,
        why=LOOK_BACK_WHY,
    )
    return [*prepared, look_back]


def steps_of_office(
    office: Office | None, *, spot: str, closes_street: bool, asks_money: bool, people: int
) -> list[StepDraft]:
    """What the municipality asks of a plan like this. One query; none without an office."""
    if office is None:
        return []
    rules = rules_for(
        office,
        public_space=spot == Spot.PUBLIC_SPACE,
        closes_street=closes_street,
        asks_money=asks_money,
        people=people,
    )
    return [
        StepDraft(
            key=f"{RULE}{rule.pk}",
            origin=StepOrigin.OFFICE,
            days_before=days_before_of(rule.days, is_after=rule.is_after),
            text=in_each_language(lambda rule=rule: rule.text),  # type: ignore[misc]
            why=in_each_language(lambda rule=rule: rule.why),  # type: ignore[misc]
        )
        for rule in rules
    ]


def steps_for_office(initiative: Initiative) -> list[StepDraft]:
    """What its municipality asks of a plan as it is now."""
    return steps_of_office(
        office_of(initiative),
        spot=initiative.spot,
        closes_street=initiative.closes_street,
        asks_money=asks_money(initiative),
        people=initiative.people_expected,
    )


def asks_money(initiative: Initiative) -> bool:
    """Whether the municipality is asked for money, or gives it."""
    asked = initiative.funding.filter(payer=Payer.OFFICE)
    return asked.exclude(state=FundingState.REFUSED).exists()


def moving_steps(initiative: Initiative) -> QuerySet[Step]:
    """The steps that move along when the meetup moves: open ones whose date is not pinned."""
    return initiative.steps.filter(state=StepState.OPEN, is_pinned=False)


# --- what a plan would ask -----------------------------------------------------------------------
@dataclass(frozen=True)
class Preview:
    """The steps that a plan would get, with their days when the day of the meetup is known."""

    first_date: date | None
    planned: list[Dated[StepDraft]]
    first_feasible: date
    is_hurried: bool
    """Less time than is usual for the format, but not less than it needs at least."""

    @property
    def late(self) -> list[Dated[StepDraft]]:
        return too_late(self.planned)


def preview_of(
    activity_type: ActivityType,
    area: Area | None,
    *,
    first_date: date | None,
    spot: str,
    closes_street: bool,
    people: int,
    today: date,
) -> Preview:
    """What must be done when, for a plan that is not made yet. Two queries at most."""
    office = Office.objects.filter(area=area.municipality).first() if area else None
    asked = steps_of_office(
        office, spot=spot, closes_street=closes_street, asks_money=False, people=people
    )
    steps = [*steps_of_format(activity_type), *asked]
    planned = plan_dates(first_date=first_date, today=today, steps=steps) if first_date else []
    enough = shifted(today, 7 * activity_type.weeks_min)
    return Preview(
        first_date=first_date,
        planned=planned,
        first_feasible=first_feasible(today=today, steps=steps),
        is_hurried=bool(first_date and too_late(planned) and first_date >= enough),
    )


def places_in(area: Area | None) -> list[Place]:
    """The places of a neighbourhood, the district around it and its parts that all may see."""
    return strengths_of(area, AnonymousUser()).places if area else []


# --- plans that are there ------------------------------------------------------------------------
@dataclass(frozen=True)
class Ahead:
    """What is still to do for a plan: what is late, and what comes next. Steps with their doer."""

    days_left: int
    late: list[Step]
    coming: list[Step]


def steps_ahead(initiative: Initiative, *, today: date) -> Ahead:
    """One query, for a plan that came in by the front door."""
    steps = [step for step in timed_steps(initiative) if step.state == StepState.OPEN]
    return Ahead(
        days_left=(initiative.first_date - today).days,
        late=[step for step in steps if step.due_on < today],
        coming=[step for step in steps if step.due_on >= today],
    )


@dataclass(frozen=True)
class MovedStep:
    """A step that moves along with the meetup, and where to."""

    step: Step
    due_on: date
    days_late: int


def moved_steps(initiative: Initiative, first_date: date, *, today: date) -> list[MovedStep]:
    """What would move if the meetup moved to this day. One query."""
    days = (first_date - initiative.first_date).days
    found = [(step, shifted(step.due_on, days)) for step in moving_steps(initiative)]
    return [MovedStep(step, due, max((today - due).days, 0)) for step, due in found]


@dataclass(frozen=True)
class MyPlan:
    """A plan as somebody sees it in their list. `next_step` is None when nothing is open."""

    initiative: Initiative
    role: str
    next_step: NextStep | None


@dataclass(frozen=True)
class MyPlans:
    """Plans that go on, those that are over, and what waits for an answer of theirs."""

    going: list[MyPlan]
    over: list[MyPlan]
    offers: list[HandOver]
    invitations: list[Invitation]


def my_plans(user: User, *, now: datetime) -> MyPlans:
    """Everything for the page of somebody's plans. Four queries, however many plans."""
    plans = _plans_of(user=user.pk)
    goes_on = any(plan.status in OPEN for plan in plans)
    following = next_steps_for(user, today=timezone.localdate(now)) if goes_on else {}
    mine = [
        MyPlan(plan, str(TeamRole(plan.role).label), following.get(plan.pk))  # type: ignore[attr-defined]
        for plan in plans
    ]
    return MyPlans(
        going=[row for row in mine if row.initiative.status in OPEN],
        over=[row for row in mine if row.initiative.status not in OPEN],
        offers=_offers_to(user=user.pk),
        invitations=[
            asked for asked in _invitations_to(email=user.email) if asked.expires_at > now
        ],
    )


_plans_of = Ready(lambda: initiatives_of(Blank("user")))
_offers_to = Ready(lambda: offers_to(Blank("user")))
_invitations_to = Ready(
    lambda: (
        Invitation.objects.filter(email=Blank("email"))
        .select_related("initiative", "invited_by")
        .only("expires_at", "initiative__title", "invited_by__name")
    )
)
