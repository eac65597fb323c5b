"""Reminders for guests. What is no longer so when one leaves, does not leave.

The topic of a sensitive meetup is in none of them, nor are links that people typed.
"""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from meetups.agenda import wording as agenda_wording
from meetups.agenda.calendars import entry_of
from meetups.agenda.links import guest_link
from meetups.agenda.models import Meetup, MeetupState, ReminderMoment, Rsvp, RsvpState
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage, State

from ..specification import GUEST_KINDS, revision_of
from ..wording import opening_of, plain, soon_words, values_of
from .nights import by_day

TEMPLATE = "guest_reminder"
BESIDE = ("meetup__place", "meetup__municipality", "meetup__initiative")
UNREAD = ("meetup__initiative__advice", "meetup__initiative__answers")
"""Much to read for each of thousands of guests."""


@by_day
def guest_week(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """A week before."""
    return _reminder(ReminderMoment.WEEK, message, now=now)


@by_day
def guest_day(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """The day before."""
    return _reminder(ReminderMoment.DAY, message, now=now)


@by_day
def guest_hours(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """Two hours before."""
    return _reminder(ReminderMoment.HOURS, message, now=now)


def _reminder(
    moment: ReminderMoment, message: OutboundMessage, *, now: datetime
) -> Letter | Dropped:
    """To a guest who still comes, to the meetup as it was when this was posted."""
    rsvps = Rsvp.objects.filter(state=RsvpState.CONFIRMED).select_related(*BESIDE).defer(*UNREAD)
    rsvp = rsvps.filter(pk=message.subject_id).first()
    if rsvp is None or not rsvp.email:
        return Dropped()
    meetup = rsvp.meetup
    is_as_posted = message.revision == revision_of(meetup.revision, rsvp.turn)
    if meetup.state != MeetupState.SHOWN or not is_as_posted or moment not in meetup.reminders:
        return Dropped()
    if meetup.starts_at <= now:
        return Dropped(State.EXPIRED)
    with translation.override(rsvp.language):
        context = context_of(
            GUEST_KINDS[moment],
            meetup,
            name=rsvp.name,
            party=rsvp.party,
            link=guest_link(rsvp),
            now=now,
        )
        file_name = _("meetup.ics")
    entry = entry_of(meetup, shows_private=True, language=rsvp.language)
    files = ((file_name, entry, "text/calendar"),)
    return Letter(rsvp.email, rsvp.language, TEMPLATE, context, files)


def context_of(
    kind: str, meetup: Meetup, *, name: str, party: int, link: str, now: datetime
) -> dict[str, object]:
    """What a reminder says, in the language that is on. Two queries."""
    values = values_of(meetup, where=agenda_wording.full_where(meetup))
    return {
        "subject_when": agenda_wording.start_words(meetup),
        "soon": soon_words(meetup.starts_at, now),
        "opening": opening_of(kind, meetup, values),
        "meetup": meetup,
        "rsvp": {"party": party},
        "title": values["title"],
        "name": plain(name),
        "day": values["day"],
        "time": values["time"],
        "where": values["place"],
        "route": plain(meetup.route),
        "bring": plain(meetup.bring),
        "line": plain(meetup.reminder_line),
        "has_link": meetup.is_online and bool(meetup.online_link),
        "contact": plain(meetup.initiative.contact_line),
        "organisers": values["names"],
        "link": link,
        "erased_on": agenda_wording.erased_on(meetup),
    }
