"""Mail as readers will get it, about a real meetup, to a guest who does not exist."""

from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from meetups.accounts.models import User
from meetups.agenda.calendars import entry_of
from meetups.agenda.letters import changes, sign_up
from meetups.agenda.links import meetup_link
from meetups.agenda.models import Meetup, Rsvp, RsvpState
from meetups.initiatives.services.errors import PlanError
from meetups.outbox.letters import Letter
from meetups.outbox.rendering import compose
from meetups.outbox.services.addresses import is_suppressed
from meetups.outbox.services.holding import is_held
from meetups.outbox.smtp import NotSentError, PostOffice

from ..letters.guests import TEMPLATE, context_of
from ..letters.organisers import evening_context, morning_context
from ..queries_mail import leaves_at
from ..specification import EVENING, MEETUP_KINDS, MORNING

GUEST = "Sam"
PARTY = 2
TOKEN = "preview"  # noqa: S105  (opens nothing)
_SEATS = {
    "rsvp_confirm": RsvpState.PENDING,
    "rsvp_coming": RsvpState.CONFIRMED,
    "rsvp_waiting": RsvpState.WAITING,
    "rsvp_offer": RsvpState.OFFERED,
    "rsvp_offer_ended": RsvpState.WITHDRAWN,
    "rsvp_withdrawn": RsvpState.WITHDRAWN,
    "rsvp_removed": RsvpState.REMOVED,
}
"""Mail about a seat, and the state of who gets it."""
_CHANGES = ("meetup_changed", "meetup_cancelled")
SHOWN = (*MEETUP_KINDS, *_SEATS, *_CHANGES)
"""What can be looked at here; what organisers write is shown where they write it."""
SECONDS = 10
"""How long somebody waits for the mail server."""


def letter_of(kind: str, meetup: Meetup, *, to: str, language: str) -> Letter:
    """A mail as it would leave at its moment. Its buttons lead to the public page."""
    if kind not in MEETUP_KINDS:
        return _seat_letter(kind, meetup, to=to, language=language)
    now = leaves_at(kind, meetup)
    with translation.override(language):
        if kind == EVENING:
            return Letter(to, language, kind, evening_context(meetup, now=now))
        if kind == MORNING:
            return Letter(to, language, kind, morning_context(meetup, now=now))
        link = meetup_link(meetup, language)
        context = context_of(kind, meetup, name=GUEST, party=PARTY, link=link, now=now)
        file_name = _("meetup.ics")
    entry = entry_of(meetup, shows_private=True, language=language)
    return Letter(to, language, TEMPLATE, context, ((file_name, entry, "text/calendar"),))


def _seat_letter(kind: str, meetup: Meetup, *, to: str, language: str) -> Letter:
    state = _SEATS.get(kind, RsvpState.CONFIRMED)
    guest = Rsvp(meetup=meetup, state=state, language=language, party=PARTY)
    guest.name, guest.email, guest.token = GUEST, to, TOKEN
    if state == RsvpState.OFFERED:
        guest.offered_until = meetup.starts_at - timedelta(days=1)
    if kind in _CHANGES:
        letter = changes.letter_to(kind, guest)
    else:
        letter = sign_up.letter_to(guest, kind, with_entry=state == RsvpState.CONFIRMED)
    return replace(letter, context={**letter.context, "link": meetup_link(meetup, language)})


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
