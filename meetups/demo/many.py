"""Many plans at once, to see how the site bears them: in bulk, spread evenly by arithmetic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db import models, transaction

from meetups.accounts.models import Office, User
from meetups.initiatives.dates import due_on
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import (
    BudgetLine,
    Event,
    EventKind,
    Initiative,
    Member,
    Payer,
    SafetyPoint,
    Step,
    StepState,
    TeamRole,
)
from meetups.initiatives.queries.plan import StepDraft, steps_of_format, steps_of_office
from meetups.initiatives.services.start import Chosen, choose, frozen
from neighbourhoods.models import Area

from .many_desks import Desks
from .many_meetups import Sowing
from .people import DOMAIN
from .stories import STORIES, Story

BATCH = 500
PLANS_EACH = 4
"""Plans that one person organises."""
SPREAD = 360
"""The first meetups lie in so many days around today, a third of them before it."""
LATE_ONE_IN = 9
WAITS = 14
"""Days that what was sent waits at most."""
S = Status
WITH_OFFICE = (
    *(S.DRAFT, S.SUBMITTED, S.APPROVED, S.RUNNING, S.RUNNING),
    *(S.CHANGES_ASKED, S.COMPLETED, S.RESTING, S.DECLINED, S.STOPPED),
)
WITHOUT_OFFICE = (S.DRAFT, S.RUNNING, S.COMPLETED, S.RESTING, S.STOPPED)


@dataclass(frozen=True)
class Mould:
    """What plans of one story share, worked out once."""

    story: Story
    chosen: Chosen
    steps: list[StepDraft]


class Field:
    """Where many plans are sown: `number` of them, at `now`, each with so many meetups.

    `within`: the code of the municipality that they all lie in; empty for everywhere.
    """

    def __init__(
        self, *, number: int, meetups: int, now: datetime, today: date, within: str = ""
    ) -> None:
        self.number, self.now, self.today, self.within = number, now, today, within
        self.meetups = Sowing(meetups, now, today)
        self.rules: dict[tuple[int, str], list[StepDraft]] = {}
        """By municipality and story."""

    @transaction.atomic
    def sow(self) -> None:
        for start in range(0, self.number, BATCH):
            self._sow_batch(range(start, min(start + BATCH, self.number)))

    @cached_property
    def moulds(self) -> list[Mould]:
        chosen = [(story, choose(story.answers, story.activity_type)) for story in STORIES]
        return [Mould(s, made, steps_of_format(made.activity_type)) for s, made in chosen]

    @cached_property
    def areas(self) -> list[Area]:
        level = Area.Level.NEIGHBOURHOOD
        areas = Area.objects.current().filter(level=level)
        if self.within:
            areas = areas.filter(parent__parent__code=self.within)
        return list(areas.with_ancestors().order_by("pk"))

    @cached_property
    def offices(self) -> dict[int, Office]:
        return {office.area_id: office for office in Office.objects.select_related("area")}

    @cached_property
    def desks(self) -> Desks:
        return Desks(self.now, self.today, self.offices)

    @cached_property
    def people(self) -> list[User]:
        """New people; they have signed in before, since accounts that never did are erased."""
        closed = make_password(None)
        return User.objects.bulk_create(
            User(
                email=f"{uuid4().hex}@{DOMAIN}",
                name=f"Buur {number}",
                password=closed,
                last_login=self.now,
            )
            for number in range(1, self.number // PLANS_EACH + 4)
        )

    def _sow_batch(self, numbers: Sequence[int]) -> None:
        plans = [self._plan(number) for number in numbers]
        Initiative.objects.bulk_create(plans)
        Member.objects.bulk_create(
            member for n, plan in zip(numbers, plans, strict=True) for member in self._team(n, plan)
        )
        rows: tuple[type[models.Model], ...] = (Step, BudgetLine, SafetyPoint, Event)
        for model, made in zip(rows, self._parts(numbers, plans), strict=True):
            model._default_manager.bulk_create(made, batch_size=BATCH)
        self.meetups.sow(numbers, plans)
        self.desks.sow(numbers, plans)

    def _plan(self, number: int) -> Initiative:
        mould, area = self._mould(number), self.areas[number * 7 % len(self.areas)]
        municipality = area.municipality
        assert municipality is not None  # a neighbourhood lies in one
        states = WITH_OFFICE if municipality.pk in self.offices else WITHOUT_OFFICE
        status = states[number % len(states)]
        story, made = mould.story, self.now - timedelta(days=30 + number % 90)
        seen = municipality.pk in self.offices and status != S.DRAFT
        return Initiative(
            title=f"{story.title}, {area.title}"[:110] + f" {number + 1}",
            aim=story.aim,
            area=area,
            municipality=municipality,
            status=status,
            spot=story.spot,
            place_name=story.place,
            first_date=self.today + timedelta(days=number * 37 % SPREAD - SPREAD // 3),
            starts_at=time(story.hours[0]),
            ends_at=time(story.hours[1]),
            times_planned=story.times,
            people_expected=story.people,
            closes_street=story.closes_street,
            arranged=list(story.arranged),
            created_at=made,
            changed_at=made,
            submitted_at=self._sent(number, status, made) if seen else None,
            lessons="Begin met een kleine groep." if status == S.STOPPED else "",
            **frozen(mould.chosen),
        )

    def _sent(self, number: int, status: Status, made: datetime) -> datetime:
        """What waits for an answer was sent within some weeks, most of it in time."""
        if status == Status.SUBMITTED:
            return self.now - timedelta(days=number // len(WITH_OFFICE) % WAITS, hours=1)
        return made + timedelta(days=5)

    def _mould(self, number: int) -> Mould:
        return self.moulds[number % len(self.moulds)]

    def _team(self, number: int, plan: Initiative) -> Iterator[Member]:
        """One to three people, the first an organiser."""
        for seat in range(1 + number % 3):
            yield Member(
                initiative=plan,
                user=self.people[(number // PLANS_EACH + seat) % len(self.people)],
                role=TeamRole.HELPER if seat == 2 else TeamRole.ORGANISER,
                joined_at=plan.created_at,
            )

    def _parts(self, numbers: Sequence[int], plans: list[Initiative]) -> Iterator[list[Any]]:
        """Steps, lines of the budget, safety points and events, in that order."""
        both = list(zip(numbers, plans, strict=True))
        yield [step for number, plan in both for step in self._steps(number, plan)]
        yield [
            BudgetLine(
                initiative=plan,
                name=cost.name,
                planned_cents=cost.planned + 100 * (number % 50),
                payer=Payer.OWN,
                changed_at=plan.created_at,
            )
            for number, plan in both
            for cost in self._mould(number).story.costs
        ]
        yield [
            SafetyPoint(initiative=plan, key=key, text_nl=texts["nl"], text_en=texts["en"])
            for number, plan in both
            for key, texts in self._mould(number).chosen.safety_points.items()
        ]
        yield [Event(initiative=plan, kind=EventKind.STARTED, at=plan.created_at) for plan in plans]

    def _steps(self, number: int, plan: Initiative) -> Iterator[Step]:
        story = self._mould(number).story
        drafts = [*self._mould(number).steps, *self._rules(plan, story)]
        for place, draft in enumerate(drafts):
            due = due_on(plan.first_date, draft.days_before)
            is_done = due < self.today and (number + place) % LATE_ONE_IN > 0
            yield Step(
                initiative=plan,
                key=draft.key,
                due_on=due,
                state=StepState.DONE if is_done else StepState.OPEN,
                settled_at=plan.created_at if is_done else None,
                changed_at=plan.created_at,
                **draft.columns,
            )

    def _rules(self, plan: Initiative, story: Story) -> list[StepDraft]:
        """What the office asks of plans of this story, asked once."""
        key = (plan.municipality_id, story.slug)
        if key not in self.rules:
            self.rules[key] = steps_of_office(
                self.offices.get(plan.municipality_id),
                spot=plan.spot,
                closes_street=plan.closes_street,
                asks_money=False,
                people=plan.people_expected,
            )
        return self.rules[key]
