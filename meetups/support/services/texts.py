"""The texts that an office begins its answers with: kept and removed by its managers."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from meetups.accounts.models import User
from meetups.accounts.services.offices import account_for_settings
from meetups.accounts.services.versions import claim

from ..models import DecisionText
from .errors import SupportError

MOST = 50
"""Texts of one office: more are no help in finding the right one."""
ANSWER_TEXT = "answer_text"
"""What the audit record calls these texts."""


@transaction.atomic
def keep_text(*, text: DecisionText, version: int, by: User, now: datetime) -> None:
    """Keep a text, new or changed; `version`: that which a change began with.

    Raises ValidationError by field, ChangedMeanwhileError, and SupportError when the office has
    one with this name already.
    """
    if text.pk is not None:
        claim(text, version=version, by=by, now=now)
    if text.pk is None and DecisionText.objects.filter(office=text.office).count() >= MOST:
        raise SupportError(_("You have %(number)d texts. Remove one first.") % {"number": MOST})
    text.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            text.save()
    except IntegrityError as error:
        raise SupportError(
            _("You have a text with this name for this answer. Choose another.")
        ) from error
    account_for_settings(office=text.office, fields=[ANSWER_TEXT], by=by, now=now)


@transaction.atomic
def remove_text(*, text: DecisionText, by: User, now: datetime) -> None:
    """Answers that began with it stay as they are."""
    text.delete()
    account_for_settings(office=text.office, fields=[ANSWER_TEXT], by=by, now=now)
