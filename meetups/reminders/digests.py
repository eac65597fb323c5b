"""What a daily mail would hold, as data: what asks for somebody's attention today.

Each function takes a constant number of queries, however many plans someone has.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from meetups.accounts.models import MailChoice, Office, User
from meetups.agenda.models import Meetup, MeetupState
from meetups.initiatives.lifecycle import OPEN, Status
from meetups.initiatives.models import Event, EventKind, Initiative, Member, Step, StepState
from meetups.initiatives.models.team import TeamRole
from meetups.initiatives.queries.record import answer_by, plans_seen_by, waiting
from meetups.outbox.models import OutboundMessage

WEEK = timedelta(days=7)
LATE = timedelta(days=60)
"""A step that is later than this is forgotten, and nobody hears of it any more."""
DAILY = timedelta(days=14)
"""A step that is later than this is no reason for a mail any more, but on Mondays."""
CLOSES_WITHIN = timedelta(days=2)
NOBODY_SHOWN = timedelta(days=3)
NOBODY_WITHIN = timedelta(days=14)
NUDGES = (2, 6, 12)
"""After how many weeks of rest a team is asked about it. After the last, nobody asks again."""
MONDAY, SATURDAY, SUNDAY = 0, 5, 6
_ASKS_FOR_STEPS = OPEN - {Status.RESTING}


@dataclass(frozen=True)
class Item:
    """One line: what it is, of which plan, with the values for its words, and its page."""

    kind: str
    plan: Initiative
    url: str
    args: tuple[int, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    is_news: bool = True
    """Whether it is a reason for a mail by itself."""


# --- organisers ----------------------------------------------------------------------------------
def organiser_items(user: User, *, now: datetime) -> list[Item]:
    """What someone's plans ask of them today; nothing when there is no reason for a mail.

    Organisers hear of all of it, helpers only of the steps that are theirs. Seven queries at most.
    """
    seats = list(Member.objects.filter(user=user).select_related("initiative"))
    plans = [seat.initiative for seat in seats if seat.role == TeamRole.ORGANISER]
    found = [*_steps(user, seats, today=timezone.localdate(now))]
    if plans:
        found += [*_meetups(plans, now=now), *_resting(user, plans, today=timezone.localdate(now))]
    return found if any(item.is_news for item in found) else []


def _steps(user: User, seats: list[Member], *, today: date) -> Iterable[Item]:
    """Late, or to be done within a week: their own, and of who organises it what nobody took.

    What is late is told to the organisers too, whoever does it.
    """
    by_plan = {s.initiative_id: s for s in seats if s.initiative.status in _ASKS_FOR_STEPS}
    steps = Step.objects.filter(
        initiative__in=list(by_plan),
        state=StepState.OPEN,
        due_on__range=(today - LATE, today + WEEK),
    )
    for step in steps.select_related("doer"):
        seat = by_plan[step.initiative_id]
        is_late = step.due_on < today
        is_own = step.doer is not None and step.doer.user_id == user.pk
        if is_own or (seat.role == TeamRole.ORGANISER and (is_late or step.doer is None)):
            yield _step(step, seat.initiative, is_late=is_late, today=today)


def _step(step: Step, plan: Initiative, *, is_late: bool, today: date) -> Item:
    return Item(
        "step_late" if is_late else "step_due",
        plan,
        "initiatives:steps",
        (plan.pk,),
        {
            "step": step,
            "due_on": step.due_on,
            "days": abs((today - step.due_on).days),
            "today": today,
        },
        is_news=step.due_on >= today - DAILY or today.weekday() == MONDAY,
    )


def _meetups(plans: list[Initiative], *, now: datetime) -> Iterable[Item]:
    """Signing up that ends, meetups that nobody answered to, offers that nobody took.

    Of a plan that has ended too, while the page is open: people come. But nobody is asked to find
    guests for it.
    """
    by_pk = {plan.pk: plan for plan in plans}
    coming = Meetup.objects.filter(
        initiative__in=list(by_pk), state=MeetupState.SHOWN, starts_at__gt=now
    )
    answers = Count("rsvps", filter=~Q(rsvps__state="pending"))
    rows = list(coming.annotate(answers=answers).order_by("starts_at", "pk"))
    shown, over = _last_shown(list(by_pk)), _offers_over([row.pk for row in rows], now=now)
    for row in rows:
        values = {"starts_at": row.starts_at, "taken": row.seats_taken, "capacity": row.capacity}
        values |= {"closes_at": row.closes_at, "number": over.get(row.pk, 0)}
        plan = by_pk[row.initiative_id]
        for kind, is_so in (
            ("closing", _is_closing(row, now)),
            ("nobody_yet", plan.status in OPEN and _has_nobody(row, shown.get(plan.pk), now)),
            ("offers_over", row.pk in over),
        ):
            if is_so:
                yield Item(kind, plan, "agenda:desk", (plan.pk, row.pk), values)


def _is_closing(row: Meetup, now: datetime) -> bool:
    closes_at = row.closes_at
    return closes_at is not None and row.takes_rsvps(now) and closes_at <= now + CLOSES_WITHIN


def _has_nobody(row: Meetup, shown_at: datetime | None, now: datetime) -> bool:
    """Whether it is open for some days, starts soon, and no guest ever said yes."""
    is_soon = row.starts_at <= now + NOBODY_WITHIN
    is_long_shown = (shown_at or row.created_at) <= now - NOBODY_SHOWN
    has_none = not row.seats_taken and not row.answers  # type: ignore[attr-defined]
    return has_none and is_soon and is_long_shown and row.takes_rsvps(now)


def _last_shown(plans: list[int]) -> dict[int, datetime]:
    """By plan, when the page of one of its meetups was last opened: the others are open longer."""
    events = Event.objects.filter(initiative__in=plans, kind=EventKind.MEETUP_SHOWN)
    return dict(events.order_by().values_list("initiative").annotate(at=Max("at")))


def _offers_over(meetups: list[int], *, now: datetime) -> dict[int, int]:
    """By meetup, how many offers of a seat ran out yesterday."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    told = OutboundMessage.objects.filter(
        kind="rsvp_offer_ended",
        group_id__in=meetups,
        posted_at__gte=today - timedelta(days=1),
        posted_at__lt=today,
    )
    return dict(told.order_by().values_list("group_id").annotate(number=Count("pk")))


def _resting(user: User, plans: list[Initiative], *, today: date) -> Iterable[Item]:
    """Plans that rest for just so many weeks."""
    resting = {plan.pk: plan for plan in plans if plan.status == Status.RESTING}
    if not resting:
        return
    choice = MailChoice.objects.filter(user=user).first() or MailChoice()
    moves = Event.objects.filter(
        initiative__in=list(resting), kind=EventKind.MOVED, after=Status.RESTING
    )
    since = moves.order_by().values_list("initiative").annotate(at=Max("at"))
    for pk, at in since:
        rests_since = timezone.localdate(at)
        nudge = nudge_on(rests_since, today, choice.paused_from, choice.paused_until)
        if nudge is not None:
            weeks = (today - rests_since) // WEEK
            values = {"weeks": weeks, "is_last": nudge == NUDGES[-1]}
            yield Item("resting", resting[pk], "support:support", (pk,), values)


def nudge_on(
    rests_since: date, day: date, paused_from: date | None = None, paused_until: date | None = None
) -> int | None:
    """After how many weeks of rest it is that somebody is asked about it on a day; None for not.

    What falls in their pause comes on the first day after it, unless the next comes within a week.
    """
    for weeks in reversed(NUDGES):
        falls_on = rests_since + weeks * WEEK
        if falls_on == day:
            return weeks
        is_away = paused_from and paused_until and paused_from <= falls_on <= paused_until
        if is_away and paused_until == day - timedelta(days=1):
            soon = [rests_since + later * WEEK - day for later in NUDGES if later > weeks]
            return None if any(timedelta(0) < wait < WEEK for wait in soon) else weeks
    return None


# --- offices -------------------------------------------------------------------------------------
def office_items(user: User, *, now: datetime) -> list[Item]:
    """What waits for the offices that someone works for: what is over time first, then what starts
    first. Nothing in the weekend, unless a plan that waits starts on Monday. Four queries at most.
    """
    offices = list(Office.objects.filter(memberships__user=user))
    today = timezone.localdate(now)
    if not offices or today.weekday() == SATURDAY:
        return []
    plans = list(waiting(plans_seen_by(offices)))
    if today.weekday() == SUNDAY and not _starts_on(plans, today + timedelta(days=1)):
        return []
    items = [item for plan in plans if (item := _waits(plan, today)) is not None]
    return sorted(items, key=lambda item: not item.values["is_late"])


def _waits(plan: Initiative, today: date) -> Item | None:
    answer_on, sent = answer_by(plan), plan.submitted_at
    if answer_on is None or sent is None:
        return None
    values = {
        "days": max((today - timezone.localdate(sent)).days, 0),
        "answer_on": answer_on,
        "first_date": plan.first_date,
        "is_late": answer_on < today,
        "today": today,
    }
    return Item("waiting", plan, "initiatives:overview", (plan.pk,), values)


def _starts_on(plans: list[Initiative], day: date) -> bool:
    """Whether one of the plans, or a meetup of one, starts that day."""
    if any(plan.first_date == day for plan in plans):
        return True
    start = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    meetups = Meetup.objects.filter(
        initiative__in=[plan.pk for plan in plans],
        starts_at__gte=start,
        starts_at__lt=start + timedelta(days=1),
    )
    return meetups.exclude(state=MeetupState.CANCELLED).exists()
