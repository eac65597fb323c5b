"""Changing a plan: its facts, its date, and the steps that follow from both."""

from datetime import date as day
from datetime import datetime

from django.db import transaction

from meetups.accounts.models import User

from ..access import Seat
from ..dates import due_on, shifted
from ..models import EventKind, Initiative, Step, StepState
from ..queries.plan import RULE, StepDraft, moving_steps, steps_for_office
from .record import note
from .versions import change


def add_steps(
    initiative: Initiative, drafts: list[StepDraft], *, by: User, now: datetime
) -> list[Step]:
    """Give a plan the steps that it does not have yet, dated from its first meetup."""
    known = set(initiative.steps.values_list("key", flat=True))
    steps = [
        Step(
            initiative=initiative,
            key=draft.key,
            due_on=due_on(initiative.first_date, draft.days_before),
            changed_by=by,
            changed_at=now,
            **draft.columns,
        )
        for draft in drafts
        if draft.key not in known
    ]
    Step.objects.bulk_create(steps, ignore_conflicts=True)
    return steps


@transaction.atomic
def sync_steps(*, initiative: Initiative, now: datetime, by: User) -> None:
    """Let the steps follow the rules of the municipality that apply to the plan as it is now.

    Rules that came to apply get their step; open steps of rules that no longer apply go. What is
    done, skipped or pinned stays. Call it after a change of place, people, street or money.
    """
    drafts = steps_for_office(initiative)
    ours = initiative.steps.filter(key__startswith=RULE, state=StepState.OPEN, is_pinned=False)
    over = ours.exclude(key__in=[draft.key for draft in drafts])
    for step in over:
        note(initiative, EventKind.STEP_REMOVED, by=by, now=now, subject=step.text)
    over.delete()
    for step in add_steps(initiative, drafts, by=by, now=now):
        note(initiative, EventKind.STEP_ADDED, by=by, now=now, subject=step.text)


@transaction.atomic
def edit_plan(*, seat: Seat, version: int, now: datetime, **values: object) -> Initiative:
    """Change facts of a plan, except its date; its steps follow. The same again changes nothing.

    Raises ValidationError by field, or ChangedMeanwhileError with the plan as it is now.
    """
    initiative = seat.initiative
    changed = [name for name, value in values.items() if getattr(initiative, name) != value]
    if not changed:
        return initiative
    words = [str(Initiative._meta.get_field(name).verbose_name) for name in changed]  # type: ignore[union-attr]
    fresh = change(initiative, version=version, by=seat.user, now=now, **values)
    note(fresh, EventKind.CHANGED, by=seat.user, now=now, subject=", ".join(words))
    sync_steps(initiative=fresh, now=now, by=seat.user)
    return fresh


@transaction.atomic
def move_date(*, seat: Seat, version: int, first_date: day, now: datetime) -> list[Step]:
    """Move the first meetup, and with it as far every open step whose date is not pinned.

    Returns those steps. Raises ChangedMeanwhileError when the plan is no longer as it was read.
    """
    initiative, before = seat.initiative, seat.initiative.first_date
    if first_date == before:
        return []
    fresh = change(initiative, version=version, by=seat.user, now=now, first_date=first_date)
    steps = list(moving_steps(fresh).select_for_update())
    for step in steps:
        step.due_on = shifted(step.due_on, (first_date - before).days)
        step.version, step.changed_by, step.changed_at = step.version + 1, seat.user, now
    Step.objects.bulk_update(steps, ["due_on", "version", "changed_by", "changed_at"])
    subject = f"{before:%d-%m-%Y} → {first_date:%d-%m-%Y}"
    note(fresh, EventKind.DATE_MOVED, by=seat.user, now=now, subject=subject)
    return steps
