"""Mail to a guest about their own seat. What is no longer so when it leaves, does not leave.

The first mail holds nothing that a stranger typed: anyone can have it sent to anyone. The topic of
a sensitive meetup is in none of them, nor in a subject.
"""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from meetups.initiatives.services.team import LINK
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage, State

from .. import wording
from ..calendars import entry_of
from ..links import guest_link, meetup_link
from ..models import MeetupState, Rsvp, RsvpState
from ..models.guests import HEAR_OF_CHANGES

CALENDAR = "text/calendar"


def rsvp_confirm(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """The link to confirm with; for who is on the list already, the link to their page again."""
    rsvp = _guest_of(message, now=now)
    if isinstance(rsvp, Dropped):
        return rsvp
    if rsvp.state == RsvpState.PENDING and rsvp.turn == message.revision:
        if not rsvp.meetup.takes_rsvps(now):
            return Dropped(State.EXPIRED)
        return _letter(rsvp, "rsvp_confirm")
    if rsvp.state in HEAR_OF_CHANGES and rsvp.turn < message.revision:
        return _letter(rsvp, "rsvp_again")
    return Dropped()


def rsvp_coming(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """They have their seats; with all that they must know, and the entry for their calendar."""
    return _about(RsvpState.CONFIRMED, message, "rsvp_coming", now=now, with_entry=True)


def rsvp_waiting(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    return _about(RsvpState.WAITING, message, "rsvp_waiting", now=now)


def rsvp_offer(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """Seats came free, for a while; no use when that is over."""
    return _about(RsvpState.OFFERED, message, "rsvp_offer", now=now)


def rsvp_offer_ended(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    return _about(RsvpState.WITHDRAWN, message, "rsvp_offer_ended", now=now)


def rsvp_withdrawn(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    return _about(RsvpState.WITHDRAWN, message, "rsvp_withdrawn", now=now)


def rsvp_removed(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    return _about(RsvpState.REMOVED, message, "rsvp_removed", now=now)


def _about(
    state: RsvpState,
    message: OutboundMessage,
    template: str,
    *,
    now: datetime,
    with_entry: bool = False,
) -> Letter | Dropped:
    """A letter about a state, while they are in it since the move that posted the message."""
    rsvp = _guest_of(message, now=now)
    if isinstance(rsvp, Dropped):
        return rsvp
    if rsvp.state != state or rsvp.turn != message.revision:
        return Dropped()
    if rsvp.offered_until and rsvp.offered_until <= now:
        return Dropped(State.EXPIRED)
    return _letter(rsvp, template, with_entry=with_entry)


def _guest_of(message: OutboundMessage, *, now: datetime) -> Rsvp | Dropped:
    """Who the message is for, while the meetup is still to come; a cancelled one has its own."""
    rsvps = Rsvp.objects.select_related(
        "meetup__place", "meetup__area__parent", "meetup__municipality", "meetup__initiative"
    )
    rsvp = rsvps.filter(pk=message.subject_id).first()
    if rsvp is None or not rsvp.email or rsvp.meetup.state != MeetupState.SHOWN:
        return Dropped()
    return Dropped(State.EXPIRED) if rsvp.meetup.ends_at <= now else rsvp


def _letter(rsvp: Rsvp, template: str, *, with_entry: bool = False) -> Letter:
    attachments: tuple[tuple[str, bytes, str], ...] = ()
    with translation.override(rsvp.language):
        context = _context(rsvp)
        if with_entry:
            entry = entry_of(rsvp.meetup, shows_private=True, language=rsvp.language)
            attachments = ((_("meetup.ics"), entry, CALENDAR),)
    return Letter(rsvp.email, rsvp.language, template, context, attachments)


def _context(rsvp: Rsvp) -> dict[str, object]:
    """What the mail says, in the language that is on.

    Words of people in which a mail program would see a link are left out: they are on the page.
    """
    meetup = rsvp.meetup
    is_coming = rsvp.state == RsvpState.CONFIRMED
    organisers = [name for name in wording.organisers_of(meetup) if not LINK.search(name)]
    return {
        "subject_when": wording.start_words(meetup),
        "meetup": meetup,
        "rsvp": rsvp,
        "title": "" if meetup.initiative.is_sensitive else _plain(meetup.title),
        "name": _plain(rsvp.name),
        "day": wording.day_words(meetup.starts_at),
        "time": wording.time_words(meetup),
        "where": _plain(wording.full_where(meetup) if is_coming else wording.public_where(meetup)),
        "route": _plain(meetup.route) if is_coming else "",
        "bring": _plain(meetup.bring),
        "has_link": is_coming and meetup.is_online and bool(meetup.online_link),
        "contact": _plain(meetup.initiative.contact_line),
        "offered_until": rsvp.offered_until and wording.moment_words(rsvp.offered_until),
        "organisers": wording.names_words(organisers),
        "link": guest_link(rsvp),
        "page": meetup_link(meetup, rsvp.language),
        "erased_on": wording.erased_on(meetup),
    }


def _plain(text: str) -> str:
    return "" if LINK.search(text) else text
