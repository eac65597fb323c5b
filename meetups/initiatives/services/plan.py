"""Changing a plan: its facts, its date, the steps that follow from both, and copies of it."""

from datetime import datetime

from django.db import transaction

from meetups.accounts.models import User

from ..access import office_of
from ..dates import due_on
from ..models import EventKind, Initiative, Step, StepState
from ..queries.plan import RULE, StepDraft, asks_money, steps_of_office


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
    return Step.objects.bulk_create(steps, ignore_conflicts=True)


@transaction.atomic
def sync_steps(*, initiative: Initiative, now: datetime, by: User) -> None:
    """Let the steps follow the rules of the municipality that apply to the plan as it is now.

    Rules that came to apply get their step; open steps of rules that no longer apply go. What is
    done, skipped or pinned stays. Call it after a change of place, people, street or money.
    """
    drafts = steps_of_office(
        office_of(initiative),
        spot=initiative.spot,
        closes_street=initiative.closes_street,
        asks_money=asks_money(initiative),
        people=initiative.people_expected,
    )
    over = initiative.steps.filter(key__startswith=RULE, state=StepState.OPEN, is_pinned=False)
    over.exclude(key__in=[draft.key for draft in drafts]).delete()
    add_steps(initiative, drafts, by=by, now=now)
