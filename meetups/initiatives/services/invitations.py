"""Changing what invitations say, and opening the invitation page."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from meetups.accounts.models import User

from ..access import office_of
from ..lifecycle import OPEN
from ..models import EventKind, Initiative, InviteText
from ..queries.pages import why_pages_wait
from .errors import ChangedMeanwhileError, PlanError
from .record import note
from .versions import change


@transaction.atomic
def save_text(
    *,
    initiative: Initiative,
    kind: str,
    language: str,
    text: str,
    made: str,
    version: int,
    by: User,
    now: datetime,
) -> InviteText:
    """Keep a text of the team. One that equals `made` is not kept: it goes on with the plan.

    `version` is 0 for a text that nobody changed before. Raises ValidationError for a text that
    may not be, ChangedMeanwhileError when someone was quicker.
    """
    text = "" if text.strip() == made.strip() else text
    row = InviteText.objects.filter(initiative=initiative, kind=kind, language=language).first()
    if row is None:
        row = InviteText(initiative=initiative, kind=kind, language=language, text=text)
        row.changed_by, row.changed_at = by, now
        _add(row)
    else:
        row = change(row, version=version, by=by, now=now, text=text)
    note(initiative, EventKind.TEXT_CHANGED, by=by, now=now, subject=str(row.get_kind_display()))
    return row


def _add(row: InviteText) -> None:
    row.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        theirs = InviteText.objects.select_related("changed_by").get(
            initiative=row.initiative, kind=row.kind, language=row.language
        )
        raise ChangedMeanwhileError(theirs) from error


@transaction.atomic
def save_coming(
    *,
    initiative: Initiative,
    contact_line: str,
    shows_place: bool,
    version: int,
    by: User,
    now: datetime,
) -> Initiative:
    """Say how people tell that they come, and whether invitations tell the place.

    Raises ValidationError and ChangedMeanwhileError, as `change` does.
    """
    changed = change(
        initiative,
        version=version,
        by=by,
        now=now,
        contact_line=contact_line,
        shows_place=shows_place,
    )
    note(initiative, EventKind.CHANGED, by=by, now=now)
    return changed


@transaction.atomic
def open_page(*, initiative: Initiative, by: User, now: datetime) -> None:
    """Let everyone with the link read the invitation. Opening what is open changes nothing.

    Raises PlanError for a plan that ended, and for one that its municipality must see first.
    """
    if initiative.status not in OPEN:
        raise PlanError(_("This plan has ended, so there is nothing to invite people to."))
    if why := why_pages_wait(initiative, office_of(initiative)):
        raise PlanError(why)
    if Initiative.objects.filter(pk=initiative.pk, is_public=False).update(is_public=True):
        note(initiative, EventKind.PAGE_OPENED, by=by, now=now)


@transaction.atomic
def close_page(*, initiative: Initiative, by: User, now: datetime) -> None:
    """Close the invitation page again; its address stays the same."""
    if Initiative.objects.filter(pk=initiative.pk, is_public=True).update(is_public=False):
        note(initiative, EventKind.PAGE_CLOSED, by=by, now=now)
