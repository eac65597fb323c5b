"""The conversation of a team with its municipality: both write, both are told by mail."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from meetups.accounts.models import User
from meetups.initiatives.models import Initiative, TeamRole
from meetups.outbox.services.posting import post, post_all

from ..models import Dossier, Message, Side
from ..queries.promises import is_seen
from .errors import SupportError

TWICE = timedelta(seconds=10)
"""The same words by the same person within this time is a button pressed twice."""


@transaction.atomic
def write_message(
    *, initiative: Initiative, side: Side, by: User, text: str, now: datetime
) -> Message:
    """Write to the other side, which is told. Pressed twice, it is written once.

    Raises SupportError when the office does not see the plan, ValidationError for the text.
    """
    if not is_seen(initiative):
        raise SupportError(_("The municipality does not see this plan. Send it first."))
    Dossier.objects.get_or_create(initiative=initiative)
    dossier = Dossier.objects.select_for_update(of=("self",)).get(initiative=initiative)
    message = Message(initiative=initiative, side=side, by=by, text=text, at=now)
    message.full_clean()
    same = initiative.messages.filter(side=side, by=by, text=message.text, at__gt=now - TWICE)
    if written := same.first():
        return written
    message.save()
    dossier.last_side, dossier.last_at = side, now
    dossier.save(update_fields=["last_side", "last_at"])
    about: dict[str, Any] = {"group_id": initiative.pk, "revision": message.pk, "now": now}
    if side == Side.OFFICE:
        post_all("office_wrote", subject_ids=organisers_of(initiative), **about)
    else:
        post("team_wrote", subject_id=initiative.pk, **about)
    return message


def organisers_of(initiative: Initiative) -> list[int]:
    """The members who hear what the municipality says, by number."""
    organisers = initiative.members.filter(role=TeamRole.ORGANISER)
    return list(organisers.values_list("pk", flat=True))
