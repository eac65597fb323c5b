"""Moving a plan along its lifecycle, by the table and by nothing else; taking over an orphan."""

from datetime import datetime

from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.utils.translation import gettext as _

from meetups.audit.models import Act
from meetups.audit.services import record
from meetups.outbox.services.posting import post_all

from ..access import Seat
from ..lifecycle import BY_SLUG, DECISIONS, ENDS, Side
from ..models import Event, EventKind, Initiative, Member, StepState, TeamRole
from ..models.base import PROSE
from ..models.steps import CONDITION
from .errors import PlanError
from .record import note


@transaction.atomic
def move_initiative(*, seat: Seat, slug: str, why: str, now: datetime, lessons: str = "") -> Event:
    """Make a move, and return its line in the history.

    Raises PlanError when it is not open to them now, or lacks its reason.

    `lessons`: what the team learnt, asked when a plan ends; kept with it. The history keeps the
    move by its slug, so that it can say later what was done and not only what became of it.
    """
    initiative, move = seat.initiative, BY_SLUG.get(slug)
    if move is None or move not in seat.moves:
        raise PlanError(_("That is not possible now. Somebody may have been quicker."))
    if move.needs_why and not why.strip():
        raise PlanError(_("Say why: the others read it."))
    if slug == "begin" and initiative.steps.filter(key__startswith=CONDITION, state=StepState.OPEN):
        raise PlanError(
            _("First do what the municipality asked with its yes; tick it in your steps.")
        )
    before = initiative.status
    values: dict[str, object] = {"status": move.to}
    if slug in ("submit", "reconsider"):  # of both, the office's time to answer begins now
        values["submitted_at"] = now
    if move.to in ENDS and lessons.strip():
        MaxLengthValidator(PROSE)(lessons)
        values["lessons"] = Initiative._meta.get_field("lessons").clean(lessons, initiative)
    # The row is the lock: of two at once, the second finds another status.
    if not Initiative.objects.filter(pk=initiative.pk, status=before).update(**values):
        raise PlanError(_("That is not possible now. Somebody may have been quicker."))
    for name, value in values.items():
        setattr(initiative, name, value)
    if move.side == Side.REVIEWER and slug not in DECISIONS:  # a decision tells more, where made
        code = str(initiative.municipality.code)
        by = seat.user.pk
        record(Act.DECISION, by=by, now=now, office=code, about=initiative, decision=slug)
    event = note(
        initiative,
        EventKind.MOVED,
        by=seat.user,
        now=now,
        subject=slug,
        why=why,
        before=before,
        after=move.to,
    )
    if slug == "reconsider":  # who heard of the decision by mail hears this as soon
        organisers = initiative.members.filter(role=TeamRole.ORGANISER)
        post_all(
            "plan_reconsidered",
            subject_ids=list(organisers.values_list("pk", flat=True)),
            group_id=initiative.pk,
            revision=event.pk,
            now=now,
        )
    return event


@transaction.atomic
def adopt_initiative(*, seat: Seat, now: datetime) -> None:
    """Someone of the office becomes the organiser of a plan that has none left.

    Raises PlanError when it has one again: of two at once, the second hears it.
    """
    # The plan's row is the lock; SQLite takes that of the whole database.
    plan = Initiative.objects.select_for_update(of=("self",)).get(pk=seat.initiative.pk)
    if not seat.works_for_office or plan.members.filter(role=TeamRole.ORGANISER).exists():
        raise PlanError(_("That is not possible now. Somebody may have been quicker."))
    Member.objects.update_or_create(
        initiative=plan,
        user=seat.user,
        defaults={"role": TeamRole.ORGANISER},
        create_defaults={"role": TeamRole.ORGANISER, "joined_at": now},
    )
    note(plan, EventKind.ADOPTED, by=seat.user, now=now)
