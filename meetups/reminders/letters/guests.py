"""Reminders for guests. What is no longer so when one leaves, does not leave.

The topic of a sensitive meetup is in none of them, nor are links that people typed.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.db import connection
from django.utils import translation
from django.utils.timezone import localdate
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
PERSONAL = ("name", "link")
BESIDE = ("place", "municipality", "initiative")
UNREAD = ("initiative__advice", "initiative__answers")
"""Much to read for nothing."""


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
    """To a guest who still comes, to the meetup as it was when this was posted.

    Whether that is so is asked for each guest; what mail about a meetup says, once for many.
    """
    guest = _guest(message.subject_id)
    if guest is None or not guest.rsvp.email_sealed or not _is_still_right(guest, message):
        return Dropped()
    rsvp = guest.rsvp
    about = ("guests", moment, rsvp.language, guest.meetup, localdate(now))
    said = message.memory.recall(about, lambda: _said(moment, guest, now=now))
    if said is None or moment not in said.reminders:
        return Dropped()
    if said.starts_at <= now:
        return Dropped(State.EXPIRED)
    context = said.context | personal_context(
        name=rsvp.name, party=rsvp.party, link=guest_link(rsvp)
    )
    alike = (said, rsvp.party)
    return Letter(rsvp.email, rsvp.language, TEMPLATE, context, said.files, alike, PERSONAL)


# --- whether it is still right: asked for each guest, right before their mail leaves --------------
class MeetupNow(NamedTuple):
    """The meetup as it is this moment. Whatever changes in it makes another of these."""

    pk: int
    state: str
    revision: int
    version: int
    plan_version: int
    is_sensitive: bool


class Guest(NamedTuple):
    """A guest as they are this moment; `rsvp` has only what a mail needs, and no meetup."""

    rsvp: Rsvp
    meetup: MeetupNow


RSVP_NOW = ("state", "turn", "language", "party", "name_sealed", "email_sealed", "token_sealed")
MEETUP_NOW = (
    *("meetup_id", "meetup__state", "meetup__revision", "meetup__version"),
    *("meetup__initiative__version", "meetup__initiative__is_sensitive"),
)


@cache
def _guest_sql() -> str:
    """The ORM writes it once: that takes ten times as long as asking it."""
    rsvps = Rsvp.objects.filter(pk=0).order_by().values_list(*RSVP_NOW, *MEETUP_NOW)
    sql, _values = rsvps.query.sql_with_params()
    return sql


def _guest(pk: int) -> Guest | None:
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute(_guest_sql(), [pk])
        row = cursor.fetchone()
    if row is None:
        return None
    rsvp = Rsvp(pk=pk, **dict(zip(RSVP_NOW, row, strict=False)))
    return Guest(rsvp, MeetupNow(*row[len(RSVP_NOW) :]))


def _is_still_right(guest: Guest, message: OutboundMessage) -> bool:
    """Whether they come, and to what they were told of."""
    rsvp, meetup = guest
    return (
        rsvp.state == RsvpState.CONFIRMED
        and meetup.state == MeetupState.SHOWN
        and message.revision == revision_of(meetup.revision, rsvp.turn)
    )


# --- what it says: the same for all guests of a meetup who read one language ----------------------
@dataclass(frozen=True, eq=False)
class Said:
    """Two of these are never the same: each was read anew."""

    reminders: list[str]
    starts_at: datetime
    context: dict[str, object]
    files: tuple[tuple[str, bytes, str], ...]


def _said(moment: ReminderMoment, guest: Guest, *, now: datetime) -> Said | None:
    """Three queries. None when somebody erased the meetup this moment."""
    language = guest.rsvp.language
    meetups = Meetup.objects.select_related(*BESIDE).defer(*UNREAD)
    meetup = meetups.filter(pk=guest.meetup.pk).first()
    if meetup is None:
        return None
    with translation.override(language):
        context = shared_context(GUEST_KINDS[moment], meetup, now=now)
        file_name = _("meetup.ics")
    entry = entry_of(meetup, shows_private=True, language=language)
    files = ((file_name, entry, "text/calendar"),)
    return Said(meetup.reminders, meetup.starts_at, context, files)


def context_of(
    kind: str, meetup: Meetup, *, name: str, party: int, link: str, now: datetime
) -> dict[str, object]:
    """What a reminder says, in the language that is on. Two queries."""
    own = personal_context(name=name, party=party, link=link)
    return shared_context(kind, meetup, now=now) | own


def personal_context(*, name: str, party: int, link: str) -> dict[str, object]:
    """What differs from guest to guest; of parties of one size, only what `PERSONAL` names."""
    return {"rsvp": {"party": party}, "name": plain(name), "link": link}


def shared_context(kind: str, meetup: Meetup, *, now: datetime) -> dict[str, object]:
    """What does not. Two queries."""
    values = values_of(meetup, where=agenda_wording.full_where(meetup))
    return {
        "subject_when": agenda_wording.start_words(meetup),
        "soon": soon_words(meetup.starts_at, now),
        "opening": opening_of(kind, meetup, values),
        "meetup": meetup,
        "title": values["title"],
        "day": values["day"],
        "time": values["time"],
        "where": values["place"],
        "route": plain(meetup.route),
        "bring": plain(meetup.bring),
        "line": plain(meetup.reminder_line),
        "has_link": meetup.is_online and bool(meetup.online_link),
        "contact": plain(meetup.initiative.contact_line),
        "organisers": values["names"],
        "erased_on": agenda_wording.erased_on(meetup),
    }
