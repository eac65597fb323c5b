"""The first paragraphs of reminders, as an office or a curator wants them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetups.accounts.models import MailText, Office, Remindable, User
from meetups.accounts.services.offices import account_for_settings
from meetups.accounts.services.versions import ChangedMeanwhileError, claim
from meetups.initiatives.services.team import LINK

from ..wording import VARIABLE, VARIABLES, standard_words, unknown_variables

MAIL_TEXT = "mail_text"
"""What the audit record calls these texts."""


@dataclass(frozen=True)
class Text:
    """One paragraph as readers get it. `own` is the row of this editor; None when there is none.

    `otherwise` is what readers get without it: that of everyone, or ours.
    """

    kind: Remindable
    language: str
    own: MailText | None
    otherwise: str
    is_of_everyone: bool
    """Whether `otherwise` was written by a curator."""

    @property
    def now(self) -> str:
        return str(self.own.text) if self.own else self.otherwise

    @property
    def variables(self) -> tuple[str, ...]:
        return VARIABLES[self.kind]


def texts_for(office: Office | None) -> list[Text]:
    """Each kind in each language, for an office, or for everyone without one. One query."""
    found = MailText.objects.filter(Q(office=None) | Q(office=office))
    rows = {(row.office_id, row.kind, row.language): row for row in found}
    texts = []
    for kind in Remindable:
        for language, _name in settings.LANGUAGES:
            own = rows.get((office.pk if office else None, kind.value, language))
            general = rows.get((None, kind.value, language)) if office else None
            otherwise = str(general.text) if general else standard_words(kind, language)
            texts.append(Text(kind, language, own, otherwise, general is not None))
    return texts


def check_text(kind: str, text: str) -> None:
    """Raise ValidationError, by field, for what a first paragraph cannot hold."""
    if unknown := unknown_variables(kind, text):
        known = " ".join(f"{{{name}}}" for name in VARIABLES[kind])
        names = ", ".join(f"{{{name}}}" for name in unknown)
        words = ngettext(
            "We do not know %(names)s. Choose from %(known)s",
            "We do not know these: %(names)s. Choose from %(known)s",
            len(unknown),
        )
        raise ValidationError({"text": words % {"names": names, "known": known}})
    plain = VARIABLE.sub("", text)
    if "{" in plain or "}" in plain:
        raise ValidationError(
            {"text": _("There is a { or } too many. Variables look like this: {day}")}
        )
    if LINK.search(plain):
        raise ValidationError({"text": _("Write it without a link or an e-mail address.")})


@transaction.atomic
def keep_text(
    *,
    office: Office | None,
    kind: str,
    language: str,
    text: str,
    by: User,
    now: datetime,
    version: int | None = None,
) -> None:
    """Have a mail begin like this from now on.

    What readers get anyway is not kept, so that it follows when that changes. `version`: that of
    the own text which was seen, 0 when there was none; without it, it goes over whatever there is.
    Raises ValidationError, by field, and ChangedMeanwhileError.
    """
    check_text(kind, text)
    at: dict[str, Any] = {"office": office, "kind": kind, "language": language}
    row = MailText.objects.filter(**at).first() or MailText(**at)
    row.text, row.changed_by, row.changed_at = text, by, now
    row.clean_fields()
    if row.pk:
        claim(row, version=row.version if version is None else version, by=by, now=now)
    elif version:
        raise ChangedMeanwhileError(None)
    others = [t for t in texts_for(office) if (t.kind.value, t.language) == (kind, language)]
    if office:
        account_for_settings(office=office, fields=[MAIL_TEXT], by=by, now=now)
    if row.text == others[0].otherwise:
        MailText.objects.filter(**at).delete()
        return
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:  # somebody wrote the first one at the same moment
        theirs = MailText.objects.select_related("changed_by").filter(**at).first()
        raise ChangedMeanwhileError(theirs) from error


@transaction.atomic
def drop_text(
    *,
    office: Office | None,
    kind: str,
    language: str,
    by: User,
    now: datetime,
    version: int | None = None,
) -> None:
    """Back to the text of everyone, or else to ours. Twice is harmless.

    `version`: that of the own text which was seen. Raises ChangedMeanwhileError.
    """
    found = MailText.objects.filter(office=office, kind=kind, language=language)
    row = found.first()
    if row and version is not None:
        claim(row, version=version, by=by, now=now)
    dropped, _rows = found.delete()
    if office and dropped:
        account_for_settings(office=office, fields=[MAIL_TEXT], by=by, now=now)
