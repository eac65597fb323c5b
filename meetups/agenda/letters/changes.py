"""The mails that a meetup is changed, or cancelled: how it is now, and nothing that was."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from meetups.initiatives.services.team import LINK
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage, State

from ..calendars import entry_of
from ..links import guest_link
from ..models import Meetup, MeetupState, Rsvp, RsvpState
from ..models.guests import HEAR_OF_CHANGES
from ..wording import (
    erased_on,
    full_where,
    names_words,
    organisers_of,
    public_where,
    start_words,
    when_words,
)


def meetup_changed(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To one guest: how it is now. Only of the newest revision, and while it goes on."""
    rsvp = _who_hears(message)
    if rsvp is None or rsvp.meetup.state != MeetupState.SHOWN:
        return Dropped()
    if rsvp.meetup.ends_at <= now:
        return Dropped(State.EXPIRED)
    return letter_to("meetup_changed", rsvp)


def meetup_cancelled(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To one guest: it does not go on. Not when cancelling was undone."""
    rsvp = _who_hears(message)
    if rsvp is None or rsvp.meetup.state != MeetupState.CANCELLED:
        return Dropped()
    return letter_to("meetup_cancelled", rsvp)


def _who_hears(message: OutboundMessage) -> Rsvp | None:
    """The guest, if they still come or wait, and the meetup is as the message tells."""
    rsvps = Rsvp.objects.select_related(
        "meetup__place", "meetup__area__parent", "meetup__municipality", "meetup__initiative"
    )
    rsvp = rsvps.filter(pk=message.subject_id, state__in=HEAR_OF_CHANGES).first()
    if rsvp is None or not rsvp.email or rsvp.meetup.revision != message.revision:
        return None
    return rsvp


def letter_to(template: str, rsvp: Rsvp) -> Letter:
    """The letter, whether it is right or not; also to a guest who is in no database."""
    is_coming = rsvp.state == RsvpState.CONFIRMED
    with translation.override(rsvp.language):
        context = _context(rsvp.meetup, is_coming=is_coming)
        context |= {"link": guest_link(rsvp), "name": "" if LINK.search(rsvp.name) else rsvp.name}
        file_name = _("meetup.ics")
    attachments: tuple[tuple[str, bytes, str], ...] = ()
    if is_coming:
        entry = entry_of(rsvp.meetup, shows_private=True, language=rsvp.language)
        attachments = ((file_name, entry, "text/calendar"),)
    return Letter(rsvp.email, rsvp.language, template, context, attachments)


def _context(meetup: Meetup, *, is_coming: bool) -> dict[str, object]:
    """What the mail says. Only who comes reads a hidden address; mail has no link of a person.

    The title of a sensitive plan is for its own page: what stands here is seen on a lock screen.
    """
    where = full_where(meetup) if is_coming else public_where(meetup)
    hides_title = meetup.initiative.is_sensitive or LINK.search(meetup.title)
    names = [name for name in organisers_of(meetup) if not LINK.search(name)]
    return {
        "subject_when": start_words(meetup),
        "when": when_words(meetup),
        "where": "" if LINK.search(where) else where,
        "title": "" if hides_title else meetup.title,
        "organisers": names_words(names),
        "why_not": meetup.cancel_why,
        "is_coming": is_coming,
        "erased_on": erased_on(meetup),
    }
