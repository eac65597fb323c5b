"""What colleagues of an office write down for each other about a plan."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from meetups.initiatives.models import Initiative

from ..access import Desk
from ..models import PrivateNote
from .errors import SupportError


@transaction.atomic
def add_note(*, desk: Desk, initiative: Initiative, text: str, now: datetime) -> PrivateNote:
    """Write something down for colleagues. Raises ValidationError for no text or too much."""
    found = PrivateNote(office=desk.office, initiative=initiative, by=desk.user, text=text, at=now)
    found.full_clean()
    found.save()
    return found


@transaction.atomic
def delete_note(*, desk: Desk, initiative: Initiative, pk: int) -> None:
    """Take back what one wrote down oneself. Raises SupportError for what is another's, or gone."""
    mine = PrivateNote.objects.filter(office=desk.office, initiative=initiative, by=desk.user)
    if not mine.filter(pk=pk).delete()[0]:
        raise SupportError(_("This note is gone, or it is a colleague’s."))
