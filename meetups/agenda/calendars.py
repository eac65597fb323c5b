"""Meetups as entries for people's own calendars (RFC 5545).

Moments are written in UTC. A meetup happens once, so it needs no rules of a time zone, and every
calendar shows UTC on the clocks of its reader; names of zones are what Outlook and importers such
as Gancio stumble over. There is no METHOD: these are files and feeds, not invitations to answer.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from unicodedata import category

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vDuration, vText

from .models import Meetup, MeetupState
from .times import ZONE

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Buurtbrug//Agenda//NL"
END = b"END:VCALENDAR"
REFRESH = timedelta(hours=1)
"""How often calendars that follow ours are asked to look again."""
ZONE_YEARS = date(2025, 1, 1), date(2030, 1, 1)


def entry_of(meetup: Meetup, *, shows_private: bool, language: str) -> bytes:
    """A calendar file with one meetup: its UID stays, its SEQUENCE rises with what changes.

    `shows_private`: for someone who said yes, with the address and the link; else only what
    everyone may know. Fetch place, municipality and initiative along.
    """
    with translation.override(language):
        calendar = _calendar()
        calendar.add_component(_event(meetup, shows_private=shows_private))
        whole: bytes = calendar.to_ical()
    return whole


def calendar_of(entries: Iterable[bytes], *, language: str, name: str) -> bytes:
    """A calendar to follow, with a name of its own, around what `written` made of its meetups.

    The entries go in as they are: the library takes most of a millisecond for each.
    """
    before, after = _around(language, name)
    return before + (b"".join(entries) or _something()) + after


@lru_cache(maxsize=200)
def _around(language: str, name: str) -> tuple[bytes, bytes]:
    """What stands before and after its entries."""
    with translation.override(language):
        calendar = _calendar()
        calendar.add("name", _text(name))
        calendar.add("x-wr-calname", _text(name))
        calendar.add("refresh-interval", REFRESH, {"value": "DURATION"})
        calendar.add("x-published-ttl", vDuration(REFRESH))
    before, end, after = calendar.to_ical().rpartition(END)
    return before, end + after


def written(meetup: Meetup, *, language: str) -> bytes:
    """An entry with what everyone may know, without a calendar around it."""
    with translation.override(language):
        entry: bytes = _event(meetup, shows_private=False).to_ical()
    return entry


def _something() -> bytes:
    """What a calendar without meetups holds, since it must hold something: how our clocks go."""
    first, last = ZONE_YEARS
    zone: bytes = Timezone.from_tzid(ZONE.key, first_date=first, last_date=last).to_ical()
    return zone


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _event(meetup: Meetup, *, shows_private: bool) -> Event:
    # Calendars are shared, and shown on screens: the topic of a sensitive plan is on its page only.
    tells_topic = not meetup.initiative.is_sensitive
    address = settings.SITE_URL + meetup.get_absolute_url()
    event = Event()
    event.add("uid", f"{meetup.code}@{settings.MAIL_DOMAIN}")
    event.add("sequence", meetup.revision)
    event.add("dtstamp", _utc(meetup.changed_at))
    event.add("last-modified", _utc(meetup.changed_at))
    event.add("created", _utc(meetup.created_at))
    event.add("dtstart", _utc(meetup.starts_at))
    event.add("dtend", _utc(meetup.ends_at))
    event.add("summary", _text(meetup.title if tells_topic else _("Meetup")))
    if where := _where(meetup, shows_private=shows_private):
        event.add("location", _text(where))
    lines = _lines(meetup, address, tells_topic, shows_private)
    event.add("description", _text("\n\n".join(lines)))
    event.add("url", address)
    is_off = meetup.state == MeetupState.CANCELLED
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    return event


def _where(meetup: Meetup, *, shows_private: bool) -> str:
    """What a calendar can find on a map, or the word "Online"; empty when it is not told."""
    if not meetup.is_on_site:
        return meetup.online_link if shows_private and meetup.online_link else _("Online")
    if (meetup.hides_address and not shows_private) or not meetup.where_words:
        return ""
    return f"{meetup.where_words}, {meetup.municipality.title}"


def _lines(meetup: Meetup, address: str, tells_topic: bool, shows_private: bool) -> list[str]:
    """The page comes last: many calendars show no URL but this."""
    lines = [_("This meetup is cancelled.")] if meetup.state == MeetupState.CANCELLED else []
    if tells_topic and meetup.about:
        lines.append(str(meetup.about))
    if shows_private and meetup.online_link:
        lines.append(_("Join online: %(link)s") % {"link": meetup.online_link})
    return [*lines, address]


def _text(text: str) -> vText:
    """Escaped, by the library; control characters have no place in a calendar at all."""
    return vText("".join(char for char in text if char in "\r\n\t" or category(char) != "Cc"))


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
