"""What an answer of the office is about: the plan as it was then, until somebody agrees anew."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from meetups.audit.models import Act
from meetups.audit.services import record
from meetups.initiatives.models import Initiative

from ..access import Desk
from ..models import Dossier
from ..queries.judged import facts_of
from .dossiers import dossier_of
from .errors import SupportError


def note_judged(initiative: Initiative) -> None:
    """Remember the plan as it is now: what changes after this, nobody of the office saw."""
    dossier_of(initiative)
    Dossier.objects.filter(initiative=initiative).update(judged=facts_of(initiative))


@transaction.atomic
def agree_with_changes(
    *, desk: Desk, initiative: Initiative, seen: dict[str, Any], now: datetime
) -> None:
    """The answer holds for the plan as it has become. `seen`: its facts on the page of who agrees.

    Raises SupportError when they changed again meanwhile.
    """
    # The plan's row is the lock: the team cannot change it in between.
    plan = Initiative.objects.select_for_update(no_key=True, of=("self",)).get(pk=initiative.pk)
    if facts_of(plan) != seen:
        raise SupportError(_("The team changed it again meanwhile. Look once more."))
    note_judged(plan)
    code = str(initiative.municipality.code)
    record(
        Act.DECISION, by=desk.user.pk, now=now, office=code, about=plan, decision="agree-changes"
    )
