"""From a story to a plan: what its team would have done, on the days on which they did it.

Everything goes through the services of the plans, so that the demo holds to the same rules as
everybody; only what has a date of its own in a story is written directly.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import timezone, translation

from meetups.accounts.models import User
from meetups.accounts.services.people import erase_account
from meetups.initiatives.access import Seat
from meetups.initiatives.lifecycle import DECISIONS
from meetups.initiatives.models import (
    BudgetLine,
    EventKind,
    Funding,
    Initiative,
    InviteText,
    Member,
    Step,
    StepState,
    TeamRole,
)
from meetups.initiatives.models.steps import own_key
from meetups.initiatives.services.check import set_arranged, settle_point
from meetups.initiatives.services.hand_over import offer_plan
from meetups.initiatives.services.hands import ask_for_hand, take_hand
from meetups.initiatives.services.moves import move_initiative
from meetups.initiatives.services.plan import sync_steps
from meetups.initiatives.services.record import note
from meetups.initiatives.services.start import start_initiative
from meetups.initiatives.services.steps import add_step, finish_step, skip_step
from meetups.initiatives.services.team import invite_to_team
from neighbourhoods.models import Area

from .cast import make_person, user_of
from .desking import Desking
from .hosting import Hosting
from .paper import keep_receipt
from .people import BY_SLUG
from .stories import STORIES
from .stories.desk import Act, Keeps
from .stories.shape import Chair, Occasion, OwnStep, Story, Turn

MORNING, AFTERNOON = 9, 14
BETWEEN = timedelta(minutes=5)
"""Acts of one afternoon lie so far apart."""


def key_of(story: Story) -> UUID:
    """By which a plan is known again, so that it is made once."""
    return uuid5(NAMESPACE_URL, f"demo:{story.slug}")


def plan_of(slug: str) -> Initiative | None:
    """The plan of a story; None when there is none."""
    keys = [key_of(story) for story in STORIES if story.slug == slug]
    return Initiative.objects.filter(start_key__in=keys).first()


@transaction.atomic
def plant(story: Story, *, today: date) -> bool:
    """Make the plan of a story, unless it is there; returns whether it is new."""
    if Initiative.objects.filter(start_key=key_of(story)).exists():
        return False
    with translation.override("nl"):
        Planting(story, today).grow()
    return True


@dataclass
class Planting:
    """One plan on its way, by the calendar of its story."""

    story: Story
    today: date
    users: dict[str, User] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)

    def at(self, ago: int, hour: int = 20) -> datetime:
        """A moment so many days ago."""
        day = self.today - timedelta(days=ago)
        return datetime.combine(day, time(hour), timezone.get_default_timezone())

    def day(self, ahead: int | None) -> date | None:
        return None if ahead is None else self.today + timedelta(days=ahead)

    def grow(self) -> None:
        self.start()
        for chair in self.story.team[1:]:
            self.sit_down(chair)
        self.count_money()
        self.describe()
        for own in self.story.own_steps:
            self.add_own_step(own)
        self.take_turns()
        self.do_steps()
        self.hosting.gather()
        self.desking.settle_mail()
        self.ask_around()
        if self.story.loses:
            erase_account(user=self.user(self.story.loses))

    @property
    def first(self) -> Chair:
        return self.story.team[0]

    def user(self, slug: str) -> User:
        if slug not in self.users:
            self.users[slug] = user_of(slug)
        return self.users[slug]

    def seat(self, slug: str) -> Seat:
        """As what someone comes: the story knows, so the door need not be passed."""
        is_theirs = BY_SLUG[slug].office == self.initiative.municipality.code
        return Seat(self.initiative, self.user(slug), self.members.get(slug), is_theirs)

    def note(self, kind: EventKind, slug: str, now: datetime) -> None:
        note(self.initiative, kind, by=self.user(slug), now=now)

    # --- made ------------------------------------------------------------------------------------
    def start(self) -> None:
        """Who is going to leave gets an account for it first."""
        story, now = self.story, self.at(self.story.made, 19)
        if story.loses and not User.objects.filter(email=BY_SLUG[story.loses].email).exists():
            make_person(BY_SLUG[story.loses], now=now)
        self.initiative = start_initiative(
            user=self.user(self.first.who),
            answers=story.answers,
            slug=story.activity_type,
            area=Area.objects.with_ancestors().get(code=story.area),
            title=story.title,
            aim=story.aim,
            first_date=self.today + timedelta(days=story.first_in),
            starts_at=time(story.hours[0]),
            ends_at=time(story.hours[1]),
            spot=story.spot,
            closes_street=story.closes_street,
            people_expected=story.people,
            place=None,
            place_name=story.place,
            times_planned=story.times,
            start_key=key_of(story),
            now=now,
        )
        member = Member.objects.get(initiative=self.initiative)
        member.task = self.first.task
        member.save()
        self.members[self.first.who] = member

    def sit_down(self, chair: Chair) -> None:
        now = self.at(self.story.made - chair.after)
        member = Member(
            initiative=self.initiative,
            user=self.user(chair.who),
            role=chair.role,
            task=chair.task,
            joined_at=now,
        )
        member.full_clean()
        member.save()
        self.members[chair.who] = member
        self.note(EventKind.JOINED, chair.who, now)

    def count_money(self) -> None:
        story, now = self.story, self.at(self.story.made - 1, 21)
        who = self.user(self.first.who)
        for cost in story.costs:
            line = BudgetLine(
                initiative=self.initiative,
                name=cost.name,
                planned_cents=cost.planned,
                spent_cents=cost.spent,
                payer=cost.payer,
                changed_by=who,
                changed_at=now,
            )
            line.full_clean()
            line.save()
            if cost.receipt:
                keep_receipt(line=line, text=cost.receipt, by=who, now=self.at(1))
        for gift in story.gifts:
            money = Funding(
                initiative=self.initiative,
                payer=gift.payer,
                name=gift.name,
                cents=gift.cents,
                state=gift.state,
                until=self.day(gift.lasts),
                changed_by=who,
                changed_at=now,
            )
            money.full_clean()
            money.save()
        if story.costs:
            self.note(EventKind.MONEY_CHANGED, self.first.who, now)
        sync_steps(initiative=self.initiative, now=now, by=who)

    def describe(self) -> None:
        """What they arranged, how people say that they come, and their own words."""
        story, now = self.story, self.at(self.story.made - 1, 22)
        who = self.user(self.first.who)
        if story.arranged:
            version = self.initiative.version
            self.initiative = set_arranged(
                initiative=self.initiative,
                arranged=story.arranged,
                version=version,
                by=who,
                now=now,
            )
        if story.place_for is not None:
            self.initiative.place_until = self.day(story.place_for)
            self.initiative.full_clean()
            self.initiative.save()
        if story.contact:
            self.initiative.is_public, self.initiative.contact_line = True, story.contact
            self.initiative.full_clean()
            self.initiative.save()
            self.note(EventKind.PAGE_OPENED, self.first.who, now)
        for kind, words in story.texts.items():
            text = InviteText(
                initiative=self.initiative,
                kind=kind,
                language="nl",
                text=words,
                changed_by=who,
                changed_at=now,
            )
            text.full_clean()
            text.save()

    # --- done ------------------------------------------------------------------------------------
    def add_own_step(self, own: OwnStep) -> None:
        add_step(
            seat=self.seat(self.first.who),
            key=own_key(),
            text=own.text,
            due_on=self.initiative.first_date - timedelta(days=own.days_before),
            is_pinned=False,
            doer=self.members[own.who],
            note="",
            now=self.at(self.story.made - 1, 22),
        )

    def take_turns(self) -> None:
        """In the order of the calendar: what may be shown depends on what came before."""
        self.hosting = Hosting(self.story, self.seat(self.first.who), self.at)
        self.desking = Desking(self.seat, plan_of, self.today)
        called = [turn for turn in self.story.turns if turn.heard_after is not None]
        heard = [Keeps(who=t.who, ago=t.ago - (t.heard_after or 0)) for t in called]
        acts: list[Turn | Occasion | Act] = [*self.story.turns, *self.story.desk, *heard]
        acts += self.story.occasions
        for number, act in enumerate(sorted(acts, key=lambda act: -act.ago)):
            if isinstance(act, Turn):
                self.turn(act)
            elif isinstance(act, Act):
                self.desking.do(act, self.at(act.ago, AFTERNOON) + BETWEEN * number)
            else:
                self.hosting.plan(act)
        if self.story.lessons:
            self.initiative.refresh_from_db()
            self.initiative.lessons = self.story.lessons
            self.initiative.full_clean()
            self.initiative.save()

    def turn(self, turn: Turn) -> None:
        """Along the lifecycle; what an office decides comes with word and help."""
        seat, now = self.seat(turn.who), self.at(turn.ago, MORNING)
        if turn.move in DECISIONS:
            self.desking.decide(turn, now)
        else:
            move_initiative(seat=seat, slug=turn.move, why=turn.why, now=now)

    def do_steps(self) -> None:
        """Skip what the story skips, do what its day asked, and divide the next ones."""
        late = {own.text for own in self.story.own_steps if own.is_late}
        doers = list(self.members.values())
        steps = Step.objects.filter(initiative=self.initiative, state=StepState.OPEN)
        for number, step in enumerate(steps):
            if why := self._why_skipped(step):
                seat = self.seat(self.first.who)
                skip_step(seat=seat, step=step, why=why, now=self.day_of(step))
            elif step.due_on < self.today and step.text not in late:
                self._do(step, doers[number % len(doers)])
            elif number % 2 == 0 and step.doer_id is None and len(doers) > 1:
                Step.objects.filter(pk=step.pk).update(doer=doers[number // 2 % len(doers)])

    def _do(self, step: Step, by: Member) -> None:
        """Whose step it is does it; for nobody's somebody takes a turn."""
        doer = next((m for m in self.members.values() if m.pk == step.doer_id), by)
        if step.doer_id is None:
            Step.objects.filter(pk=step.pk).update(doer=doer)
            step.doer = doer
        seat = Seat(self.initiative, doer.user, doer, is_before_office=False)
        finish_step(seat=seat, step=step, now=self.day_of(step))

    def _why_skipped(self, step: Step) -> str:
        reasons = self.story.skipped.items()
        return next((why for start, why in reasons if step.text_nl.startswith(start)), "")

    def day_of(self, step: Step) -> datetime:
        """When they did it: the day before it was due, as soon as the team was there."""
        ago = (self.today - step.due_on).days + 1
        return self.at(max(min(ago, self.story.made - 2), 1), 18)

    # --- asked -----------------------------------------------------------------------------------
    def ask_around(self) -> None:
        story, first = self.story, self.seat(self.first.who)
        for ask in story.asks:
            on = self.initiative.first_date - timedelta(days=ask.days_before)
            now = self.at(story.made // 2, 17)
            hand = ask_for_hand(seat=first, text=ask.text, needed_on=on, now=now)
            if ask.taken_by:
                take_hand(seat=self.seat(ask.taken_by), pk=hand.pk, now=self.at(2, 21))
        for chair in story.chairs:
            invite_to_team(
                seat=first,
                email=chair.email,
                role=TeamRole.HELPER,
                asks=chair.asks,
                language="nl",
                now=self.at(chair.ago, 21),
            )
        points = list(self.initiative.safety_points.all())
        for settled in story.settled:
            who = self.user(settled.who)
            settle_point(
                point=points[settled.point],
                how=settled.how,
                who=who.name,
                by=who,
                now=self.at(settled.ago),
            )
        if offer := story.offer:
            seat, taker = self.seat(offer.giver), self.members[offer.taker]
            offer_plan(seat=seat, pk=taker.pk, leaves=False, now=self.at(offer.ago))
