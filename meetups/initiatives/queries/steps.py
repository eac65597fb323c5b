"""What must be done and when: a plan's timeline, and the next step of many plans at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone

from meetups.accounts.models import User
from meetups.ready import Blank, Ready

from ..lifecycle import OPEN
from ..models import Initiative, Step, StepState
from ..parts import read_parts


class Mark(Enum):
    """What an entry on the timeline is."""

    SETTLED = "settled"
    LATE = "late"
    TODAY = "today"
    AHEAD = "ahead"
    MEETUP = "meetup"


_RANK = {mark: rank for rank, mark in enumerate(Mark)}
_TOLD_OF_STEPS = ("initiative", "state", "due_on", "text_nl", "text_en")


@dataclass(frozen=True)
class Entry:
    """One line of the timeline, with the day that it stands at. `step` is None for the two
    that are no step: today, and the meetup itself."""

    mark: Mark
    day: date
    step: Step | None = None


@dataclass(frozen=True)
class NextStep:
    """The open step of a plan that comes first; how many days late it is, and how many are."""

    step: Step
    days_late: int
    late_steps: int


def lateness(step: Step, today: date) -> int:
    """How many days a step is late; 0 when it is settled, or its day is not over yet."""
    return max((today - step.due_on).days, 0) if step.state == StepState.OPEN else 0


def timeline(initiative: Initiative, steps: Iterable[Step], *, today: date) -> list[Entry]:
    """Every step once, with today and the meetup in their places, from early to late.

    What is settled stands at the day on which that was done, so all of it lies before today, as
    does what is late. What is still to do comes after. No queries.
    """
    entries = [
        Entry(Mark.TODAY, today),
        Entry(Mark.MEETUP, initiative.first_date),
        *(_entry(step, today) for step in steps),
    ]
    return sorted(entries, key=_place)


def _entry(step: Step, today: date) -> Entry:
    if step.settled_at is not None:
        day = timezone.localdate(step.settled_at)
        return Entry(Mark.SETTLED, min(day, today), step)
    return Entry(Mark.LATE if lateness(step, today) else Mark.AHEAD, step.due_on, step)


def _place(entry: Entry) -> tuple[date, int, int, int]:
    step = entry.step
    order = (-step.days_before, step.pk) if step else (0, 0)
    return (entry.day, _RANK[entry.mark], *order)


def steps_of(initiative: Initiative) -> QuerySet[Step]:
    """A plan's steps with whoever does or did them."""
    return initiative.steps.select_related("doer__user", "settled_by")


def timed_steps(initiative: Initiative) -> list[Step]:
    """All steps of a plan that came in by the front door, with whoever does or did them.

    One query, since its team is known; one more when someone settled a step and left the team. The
    plan keeps them, for what else looks at its steps.
    """
    read_parts(initiative, "steps")
    steps, team = list(initiative.steps.all()), initiative.members.all()
    seats, people = {m.pk: m for m in team}, {m.user_id: m.user for m in team}
    for step in steps:
        if step.doer_id in seats:
            step.doer = seats[step.doer_id]
        if step.settled_by_id in people:
            step.settled_by = people[step.settled_by_id]
    gone = [s for s in steps if s.settled_by_id not in people and s.doer_id not in seats]
    if settled := [s for s in gone if s.settled_by_id]:
        prefetch_related_objects(settled, "settled_by")
    return steps


def next_steps_of(initiatives: Sequence[Initiative], *, today: date) -> Mapping[int, NextStep]:
    """By the plan's pk, its first step that is still to do. Plans without one are absent.

    One query, however many plans: it reads no more of a step than a list tells.
    """
    if not initiatives:
        return {}
    plans = [plan.pk for plan in initiatives]
    return _first_of_each(_open_steps().filter(initiative__in=plans), today)


def next_steps_for(user: User, *, today: date) -> Mapping[int, NextStep]:
    """The same of the plans that go on and that someone is in the team of. One query."""
    return _first_of_each(_open_steps_of(user=user.pk), today)


def _open_steps() -> QuerySet[Step]:
    return Step.objects.filter(state=StepState.OPEN).only(*_TOLD_OF_STEPS)


_open_steps_of = Ready(
    lambda: _open_steps().filter(
        initiative__members__user=Blank("user"), initiative__status__in=sorted(OPEN)
    )
)


def _first_of_each(still: Iterable[Step], today: date) -> dict[int, NextStep]:
    by_plan: dict[int, list[Step]] = {}
    for step in still:
        by_plan.setdefault(step.initiative_id, []).append(step)
    return {
        plan: NextStep(steps[0], lateness(steps[0], today), sum(s.due_on < today for s in steps))
        for plan, steps in by_plan.items()
    }


def next_step(initiative: Initiative, *, today: date) -> NextStep | None:
    """The step of one plan that comes first; None when nothing is left to do."""
    return next_steps_of([initiative], today=today).get(initiative.pk)
