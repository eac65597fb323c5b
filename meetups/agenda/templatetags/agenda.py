"""The agenda for templates: `{% load agenda %}`."""

from datetime import datetime

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from neighbourhoods.models import Area

from .. import wording
from ..models import Meetup, MeetupState
from ..queries.listing import with_areas

register = template.Library()
register.filter("clock_words", wording.clock_words)
register.filter("with_areas", with_areas)


@register.simple_tag
def agenda_url(name: str, area: Area | None = None) -> str:
    """The address of a part of the agenda: of an area, or of all."""
    if name == "list":
        name = "area" if area else "all"
    return reverse(f"agenda:{name}", args=[area.code] if area else [])


@register.simple_tag
def agenda_link(name: str, area: Area | None = None) -> str:
    """The same in full, for other programs and other people's sites."""
    return settings.SITE_URL + agenda_url(name, area)


@register.simple_tag
def follow_link(area: Area | None = None) -> str:
    """What opens in a calendar program, which then follows the agenda."""
    return "webcal:" + agenda_link("calendar", area).partition(":")[2]


@register.filter
def list_where(meetup: Meetup) -> str:
    """Where it is, without the address, as far as everyone may know; may be empty."""
    if not meetup.is_on_site:
        return _("Online")
    place = "" if meetup.hides_address else meetup.place_words
    if not meetup.is_online:
        return place
    return _("%(place)s, or online") % {"place": place} if place else _("also online")


@register.filter
def list_facts(meetup: Meetup, now: datetime) -> str:
    """In a few words: whether there is room, and for whom it suits."""
    words = [_room(meetup, now)]
    if meetup.state == MeetupState.SHOWN:
        words.append(f"{wording.costs_words(meetup)}.")
        words += [wording.children_words(meetup)] if meetup.children else []
        words += [wording.step_free_words(meetup)] if meetup.step_free else []
    return " ".join(word for word in words if word)


def _room(meetup: Meetup, now: datetime) -> str:
    if meetup.state == MeetupState.CANCELLED:
        return ""
    if meetup.starts_at <= now:
        return _("It has begun.")
    if not meetup.takes_rsvps(now):
        return _("You can no longer sign up.")
    if free := meetup.seats_free:
        return ngettext("%(number)d place left.", "%(number)d places left.", free) % {
            "number": free
        }
    return _("Full. You can join the waiting list.") if meetup.has_waiting_list else _("Full.")
