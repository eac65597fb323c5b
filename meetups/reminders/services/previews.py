"""Reminders as readers will get them, of a real meetup and a guest who does not exist."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from meetups.accounts.models import User
from meetups.agenda.calendars import entry_of
from meetups.agenda.links import meetup_link
from meetups.agenda.models import Meetup
from meetups.initiatives.services.errors import PlanError
from meetups.outbox.letters import Letter
from meetups.outbox.rendering import compose
from meetups.outbox.services.addresses import is_suppressed
from meetups.outbox.services.holding import is_held
from meetups.outbox.smtp import NotSentError, PostOffice

from ..letters.guests import TEMPLATE, context_of
from ..letters.organisers import evening_context, morning_context
from ..queries_mail import leaves_at
from ..specification import EVENING, MORNING

GUEST = "Sam"
SECONDS = 10
"""How long somebody waits for the mail server."""


def letter_of(kind: str, meetup: Meetup, *, to: str, language: str) -> Letter:
    """A reminder as it would leave at its moment. Its button leads to the public page."""
    now = leaves_at(kind, meetup)
    with translation.override(language):
        if kind == EVENING:
            return Letter(to, language, kind, evening_context(meetup, now=now))
        if kind == MORNING:
            return Letter(to, language, kind, morning_context(meetup, now=now))
        link = meetup_link(meetup, language)
        context = context_of(kind, meetup, name=GUEST, party=2, link=link, now=now)
        file_name = _("meetup.ics")
    entry = entry_of(meetup, shows_private=True, language=language)
    return Letter(to, language, TEMPLATE, context, ((file_name, entry, "text/calendar"),))


def send_test(*, letter: Letter, user: User) -> None:
    """Send it to its own reader now, past the queue. Raises PlanError, in words, if it cannot go.

    The subject says that it is a test. It can be sent as often as the caller allows.
    """
    if is_suppressed(address=user.email):
        raise PlanError(_("Nothing goes to your address now. “Mail to you” says why."))
    if is_held():
        raise PlanError(_("All mail of this site is kept in for a while. Try again later."))
    mail = compose(
        letter.template,
        to=user.email,
        language=letter.language,
        context=letter.context,
        attachments=letter.attachments,
    )
    with translation.override(letter.language):
        mail.subject = _("Test: %(subject)s") % {"subject": mail.subject}
    try:
        with PostOffice(seconds=min(SECONDS, settings.EMAIL_TIMEOUT)) as post_office:
            post_office.send(mail)
    except NotSentError as error:
        raise PlanError(_("The mail server did not take it. Try again later.")) from error
