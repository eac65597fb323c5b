"""Moving a plan along its lifecycle, by the table and by nothing else."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ..access import Seat
from ..lifecycle import BY_SLUG, Status
from ..models import EventKind, Initiative
from .errors import PlanError
from .record import note


@transaction.atomic
def move_initiative(*, seat: Seat, slug: str, why: str, now: datetime) -> None:
    """Make a move. Raises PlanError when it is not open to them now, or lacks its reason.

    Stopping asks for the lessons: they are kept with the plan.
    """
    initiative, move = seat.initiative, BY_SLUG.get(slug)
    if move is None or move not in seat.moves:
        raise PlanError(_("That is not possible now. Somebody may have been quicker."))
    if move.needs_why and not why.strip():
        raise PlanError(_("Say why: the others read it."))
    before = initiative.status
    values: dict[str, object] = {"status": move.to, "changed_at": now}
    if move.to == Status.SUBMITTED and initiative.submitted_at is None:
        values["submitted_at"] = now
    if move.to == Status.STOPPED:
        values["lessons"] = why
    # The row is the lock: of two at once, the second finds another status.
    if not Initiative.objects.filter(pk=initiative.pk, status=before).update(**values):
        raise PlanError(_("That is not possible now. Somebody may have been quicker."))
    for name, value in values.items():
        setattr(initiative, name, value)
    note(initiative, EventKind.MOVED, by=seat.user, now=now, why=why, before=before, after=move.to)
