"""What a team arranged for contact to go well, and safety points that a named person settles."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from meetups.accounts.models import User

from ..models import EventKind, Initiative, SafetyPoint
from .errors import PlanError
from .record import note
from .versions import change

ONE_SITTING = timedelta(hours=1)
"""Ticks of one person within this time are one line in the history."""


@transaction.atomic
def set_arranged(
    *, initiative: Initiative, arranged: Sequence[str], version: int, by: User, now: datetime
) -> Initiative:
    """Keep what the team has arranged. Raises ChangedMeanwhileError when others were quicker."""
    changed = change(initiative, version=version, by=by, now=now, arranged=list(arranged))
    subject = _("Contact check")
    recent = initiative.events.filter(
        kind=EventKind.CHANGED, by=by, subject=subject, at__gt=now - ONE_SITTING
    )
    if not recent.exists():
        note(initiative, EventKind.CHANGED, by=by, now=now, subject=subject)
    return changed


@transaction.atomic
def settle_point(*, point: SafetyPoint, how: str, who: str, by: User, now: datetime) -> None:
    """Say that a safety point is settled: how, and by whom by name.

    Raises ValidationError by field (`how`, `settled_name`), PlanError when it was settled already.
    """
    point.how, point.settled_name, point.settled_by, point.settled_at = how, who, by, now
    point.full_clean(validate_unique=False)
    columns = ("how", "settled_name", "settled_by", "settled_at")
    values = {name: getattr(point, name) for name in columns}
    if not SafetyPoint.objects.filter(pk=point.pk, settled_at=None).update(**values):
        raise PlanError(_("Somebody in your team settled this already."))
    note(
        point.initiative,
        EventKind.SAFETY_SETTLED,
        by=by,
        now=now,
        subject=point.text,
        why=f"{point.settled_name}: {point.how}",
    )


@transaction.atomic
def reopen_point(*, point: SafetyPoint, by: User, now: datetime) -> None:
    """A settled point is open again; the history keeps how it was settled.

    Raises PlanError when it is open already.
    """
    found = SafetyPoint.objects.filter(pk=point.pk, settled_at__isnull=False)
    if not found.update(settled_at=None, settled_by=None, how="", settled_name=""):
        raise PlanError(_("This is open already."))
    note(point.initiative, EventKind.SAFETY_REOPENED, by=by, now=now, subject=point.text)
