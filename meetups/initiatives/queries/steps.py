"""What must be done and when: a plan's timeline, and the next step of many plans at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone

from ..models import Initiative, Step, StepState


class Mark(Enum):
    """What an entry on the timeline is."""

    SETTLED = "settled"
    LATE = "late"
    TODAY = "today"
    AHEAD = "ahead"
    MEETUP = "meetup"


_RANK = {mark: rank for rank, mark in enumerate(Mark)}


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


def next_steps_of(initiatives: Sequence[Initiative], *, today: date) -> Mapping[int, NextStep]:
    """By the plan's pk, its first step that is still to do. Plans without one are absent.

    Two queries, however many plans.
    """
    still = Step.objects.filter(state=StepState.OPEN)
    first = still.filter(initiative=OuterRef("initiative")).order_by(*Step._meta.ordering or ())
    found = still.filter(initiative__in=[plan.pk for plan in initiatives])
    late = dict(
        found.filter(due_on__lt=today)
        .order_by()
        .values_list("initiative")
        .annotate(number=Count("pk"))
    )
    return {
        step.initiative_id: NextStep(step, lateness(step, today), late.get(step.initiative_id, 0))
        for step in found.filter(pk=Subquery(first.values("pk")[:1])).select_related("doer__user")
    }


def next_step(initiative: Initiative, *, today: date) -> NextStep | None:
    """The step of one plan that comes first; None when nothing is left to do."""
    return next_steps_of([initiative], today=today).get(initiative.pk)
