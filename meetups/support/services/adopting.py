"""Taking over a plan that nobody organises any more, for an office, on the record."""

from datetime import datetime

from django.db import transaction

from meetups.audit.models import Act
from meetups.audit.services import record
from meetups.initiatives.access import Seat
from meetups.initiatives.services.moves import adopt_initiative

from ..models import Dossier


@transaction.atomic
def adopt(*, seat: Seat, now: datetime) -> None:
    """Become the organiser, until there is someone else. Raises PlanError when there is one.

    Who reviewed the plan does not any more: it waits for a colleague.
    """
    adopt_initiative(seat=seat, now=now)
    Dossier.objects.filter(initiative=seat.initiative, reviewer=seat.user).update(
        reviewer=None, assigned_at=None
    )
    office = seat.office
    code = str(office.area.code) if office else ""
    record(Act.ROLE, by=seat.user.pk, now=now, office=code, about=seat.initiative, role="organiser")
