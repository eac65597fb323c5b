"""A plan again, for another street or next year."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from meetups.suggestions.queries import catalogue_in
from neighbourhoods.models import Area

from ..access import Seat
from ..dates import due_on
from ..models import (
    BudgetLine,
    EventKind,
    Initiative,
    InviteText,
    Step,
    StepOrigin,
)
from ..models.steps import own_key
from .record import note
from .start import check_area, choose, frozen, furnish, own_plan, save_plan

_SAME = (
    *("title", "aim", "spot", "starts_at", "ends_at"),
    *("times_planned", "people_expected", "closes_street"),
)
_SAME_HERE = ("place", "place_name")
"""Goes along only within the same neighbourhood."""


@transaction.atomic
def copy_initiative(
    *, seat: Seat, area: Area, first_date: date, start_key: UUID, now: datetime
) -> Initiative:
    """Make a new draft of a plan: its facts, planned money, own steps and texts, not its team.

    The advice is made anew for the same answers, and frozen in the copy. The same `start_key`
    twice gives the same copy.

    Raises:
        PlanError: the advice of today says no, with the reason in words.
        ValidationError: by field.
    """
    source, user = seat.initiative, seat.user
    if made := Initiative.objects.filter(start_key=start_key).first():
        return own_plan(made, user)
    chosen = choose(source.answers, _format_for(source, area), area)
    names = (*_SAME, *_SAME_HERE) if area == source.area else _SAME
    copy = Initiative(
        **{name: getattr(source, name) for name in names},
        area=area,
        municipality=check_area(area),
        first_date=first_date,
        start_key=start_key,
        created_at=now,
        changed_at=now,
        changed_by=user,
        **frozen(chosen),
    )
    try:
        with transaction.atomic():  # of two at once the second finds the key taken
            save_plan(copy)
    except IntegrityError:
        return own_plan(Initiative.objects.get(start_key=start_key), user)
    furnish(copy, chosen, by=user, now=now)
    _copy_parts(source, copy, now=now)
    subject = f"{source.title} ({source.area.title}, {source.first_date:%d-%m-%Y})"
    note(copy, EventKind.COPIED, by=user, now=now, subject=subject)
    return copy


def _format_for(source: Initiative, area: Area) -> str:
    """The format of the municipality only where that has it; else the one that it is based on."""
    row = source.activity_type
    return row.slug if row.slug in catalogue_in(area).activity_types else row.national_slug


def _copy_parts(source: Initiative, copy: Initiative, *, now: datetime) -> None:
    """Nothing that was spent, done, skipped or promised by somebody goes along."""
    stamp = {"initiative": copy, "changed_at": now, "changed_by": copy.changed_by}
    BudgetLine.objects.bulk_create(
        BudgetLine(**stamp, name=line.name, planned_cents=line.planned_cents, payer=line.payer)
        for line in source.budget_lines.all()
    )
    Step.objects.bulk_create(
        Step(
            **stamp,
            key=own_key(),
            origin=StepOrigin.OWN,
            days_before=step.days_before,
            due_on=due_on(copy.first_date, step.days_before),
            **{name: getattr(step, name) for name in ("text_nl", "text_en", "why_nl", "why_en")},
        )
        for step in source.steps.filter(origin=StepOrigin.OWN)
    )
    InviteText.objects.bulk_create(
        InviteText(**stamp, kind=text.kind, language=text.language, text=text.text)
        for text in source.invite_texts.all()
    )
