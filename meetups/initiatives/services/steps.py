"""Doing, taking, changing and skipping the steps of a plan.

Organisers change steps. Whoever is in the team takes, finishes and reopens the steps that are
theirs or nobody's.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ..access import Seat
from ..models import Event, EventKind, Initiative, Member, Step, StepOrigin, StepState
from ..models.steps import CONDITION, DAYS, condition_key
from .errors import ChangedMeanwhileError, PlanError
from .record import note as write_down
from .versions import change


def can_settle_step(seat: Seat, step: Step) -> bool:
    """Whether they may finish it and open it again."""
    return seat.is_organiser or bool(seat.member and step.doer_id in (None, seat.member.pk))


def can_take_step(seat: Seat, step: Step) -> bool:
    """Whether it waits for someone, and they are in the team."""
    return seat.member is not None and step.doer_id is None and step.state == StepState.OPEN


def can_give_back_step(seat: Seat, step: Step) -> bool:
    """Whether it is theirs and still to do."""
    mine = seat.member is not None and step.doer_id == seat.member.pk
    return mine and step.state == StepState.OPEN


@transaction.atomic
def finish_step(*, seat: Seat, step: Step, now: datetime) -> None:
    """It is done. Raises PlanError when it is not theirs, or was settled already."""
    _allow(can_settle_step(seat, step) and step.state == StepState.OPEN)
    _settle(seat, step, StepState.DONE, now)
    write_down(seat.initiative, EventKind.STEP_DONE, by=seat.user, now=now, subject=step.text)


@transaction.atomic
def skip_step(*, seat: Seat, step: Step, why: str, now: datetime) -> None:
    """It is not done, for a reason that all can read. A condition of the municipality must be."""
    _allow(seat.is_organiser and step.state == StepState.OPEN)
    if step.is_condition:
        raise PlanError(
            _("The municipality asks this with its yes. Does it not work out? Write to them.")
        )
    if not why.strip():
        raise PlanError(_("Say why you skip this step."))
    _settle(seat, step, StepState.SKIPPED, now, note=why)
    write_down(
        seat.initiative, EventKind.STEP_SKIPPED, by=seat.user, now=now, subject=step.text, why=why
    )


@transaction.atomic
def reopen_step(*, seat: Seat, step: Step, now: datetime) -> None:
    """It is to do after all. The reason for skipping goes; the history keeps it."""
    _allow(can_settle_step(seat, step) and step.state != StepState.OPEN)
    kept = "" if step.state == StepState.SKIPPED else step.note
    _set(seat, step, now, state=StepState.OPEN, settled_at=None, settled_by=None, note=kept)
    write_down(seat.initiative, EventKind.STEP_REOPENED, by=seat.user, now=now, subject=step.text)


@transaction.atomic
def take_step(*, seat: Seat, step: Step, now: datetime) -> None:
    """Someone of the team does a step that was nobody's."""
    _allow(can_take_step(seat, step))
    _set(seat, step, now, doer=seat.member)
    write_down(seat.initiative, EventKind.STEP_TAKEN, by=seat.user, now=now, subject=step.text)


@transaction.atomic
def give_back_step(*, seat: Seat, step: Step, now: datetime) -> None:
    """They do not do it after all: it is nobody's again."""
    _allow(can_give_back_step(seat, step))
    _set(seat, step, now, doer=None)
    write_down(seat.initiative, EventKind.STEP_GIVEN_BACK, by=seat.user, now=now, subject=step.text)


@transaction.atomic
def change_step(
    *,
    seat: Seat,
    step: Step,
    version: int,
    text: str,
    due_on: date,
    is_pinned: bool,
    doer: Member | None,
    note: str,
    now: datetime,
) -> Step:
    """Change what, when, who. Raises ChangedMeanwhileError when someone was quicker.

    A text in two languages stays so until it is really changed; that of the municipality always,
    and of a condition the day too.
    """
    _allow(seat.is_organiser)
    before = step.due_on
    if step.is_condition:
        due_on, is_pinned = step.due_on, step.is_pinned
    values: dict[str, Any] = {"due_on": due_on, "is_pinned": is_pinned, "doer": doer, "note": note}
    values["days_before"] = days_before(seat.initiative, due_on)
    if step.origin != StepOrigin.OFFICE and text != step.text:
        values |= {"text_nl": text, "text_en": text}
    fresh = change(step, version=version, by=seat.user, now=now, **values)
    moved = "" if before == due_on else f"{before:%d-%m-%Y} → {due_on:%d-%m-%Y}"
    write_down(
        seat.initiative,
        EventKind.STEP_CHANGED,
        by=seat.user,
        now=now,
        subject=fresh.text,
        why=moved,
    )
    return fresh


@transaction.atomic
def add_step(
    *,
    seat: Seat,
    key: str,
    text: str,
    due_on: date,
    is_pinned: bool,
    doer: Member | None,
    note: str,
    now: datetime,
) -> Step:
    """A step of the team's own. `key` is that of the form: sending it twice makes one."""
    _allow(seat.is_organiser)
    step = Step(
        initiative=seat.initiative,
        key=key,
        origin=StepOrigin.OWN,
        text_nl=text,
        text_en=text,
        due_on=due_on,
        days_before=days_before(seat.initiative, due_on),
        is_pinned=is_pinned,
        doer=doer,
        note=note,
        changed_by=seat.user,
        changed_at=now,
    )
    step.full_clean(validate_unique=False, validate_constraints=False)
    values = {field.name: getattr(step, field.name) for field in Step._meta.fields[1:]}
    made, is_new = Step.objects.get_or_create(
        initiative=values.pop("initiative"), key=values.pop("key"), defaults=values
    )
    if is_new:
        write_down(seat.initiative, EventKind.STEP_ADDED, by=seat.user, now=now, subject=made.text)
    return made


@transaction.atomic
def remove_step(*, seat: Seat, step: Step, now: datetime) -> None:
    """Take away a step of the team's own; others can only be skipped."""
    _allow(seat.is_organiser)
    if step.origin != StepOrigin.OWN:
        raise PlanError(_("You can only remove a step that your team added. Skip this one."))
    if step.delete()[0]:
        subject = step.text
        write_down(seat.initiative, EventKind.STEP_REMOVED, by=seat.user, now=now, subject=subject)


def drop_conditions(initiative: Initiative) -> None:
    """Of an earlier yes, what is still open goes: a decision replaces the one before it."""
    initiative.steps.filter(key__startswith=CONDITION, state=StepState.OPEN).delete()


@transaction.atomic
def ask_on_condition(*, seat: Seat, decision: Event, text: str, due_on: date) -> Step:
    """What the office asks with its yes becomes a step, which the team can do or skip as others."""
    _allow(seat.may_review)
    plan = seat.initiative
    step = Step(
        initiative=plan,
        key=condition_key(decision.pk),
        origin=StepOrigin.OFFICE,
        text_nl=text,
        text_en=text,
        due_on=due_on,
        days_before=days_before(plan, due_on),
        is_pinned=True,
        changed_by=seat.user,
        changed_at=decision.at,
    )
    step.full_clean(validate_unique=False, validate_constraints=False)
    step.save()
    write_down(plan, EventKind.STEP_ADDED, by=seat.user, now=decision.at, subject=text)
    return step


def days_before(initiative: Initiative, due_on: date) -> int:
    """How many days before the first meetup a day is; below 0 is after it."""
    return (initiative.first_date - due_on).days


def is_near(initiative: Initiative, due_on: date) -> bool:
    """Whether a day lies near enough to the first meetup to be a step of it."""
    return abs(days_before(initiative, due_on)) <= DAYS


def _allow(may: bool) -> None:
    if not may:
        raise PlanError(_("That is not possible now. Somebody may have been quicker."))


def _settle(seat: Seat, step: Step, state: StepState, now: datetime, **values: Any) -> None:
    _set(seat, step, now, state=state, settled_at=now, settled_by=seat.user, **values)


def _set(seat: Seat, step: Step, now: datetime, **values: Any) -> None:
    """Change a step as it was read just now: of two at once, the second hears it."""
    try:
        change(step, version=step.version, by=seat.user, now=now, **values)
    except ChangedMeanwhileError as error:
        raise PlanError(_("That is not possible now. Somebody may have been quicker.")) from error
