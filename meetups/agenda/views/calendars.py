"""The agenda for other programs: calendars that follow it, readers of feeds, one meetup's entry."""

from functools import partial

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from meetups import clock
from meetups.web import HtmxRequest, personal
from neighbourhoods.models import Area

from .. import calendars, feeds, kept
from ..access import get_public_meetup_to_show, get_rsvp_to_show
from ..models import RsvpState
from .lists import area_of

MOST = 250
"""Meetups in a feed: the next ones, at most a year ahead."""
MINUTES = 60


@require_safe
@cache_control(public=True, max_age=5 * MINUTES)
@conditional_page
def calendar(request: HtmxRequest, code: str | None = None) -> HttpResponseBase:
    """The agenda as a calendar to follow. Who has the same is told so."""
    area = area_of(code)
    found = kept.calendar(
        area, most=MOST, language=_language(), name=name_of(area), now=clock.now()
    )
    return _with_etag(_file(found.body, calendars.CONTENT_TYPE, "agenda.ics"), found)


@require_safe
@cache_control(public=True, max_age=5 * MINUTES)
@conditional_page
def feed(request: HtmxRequest, code: str | None = None) -> HttpResponseBase:
    """The agenda as an Atom feed."""
    area = area_of(code)
    codes = [area.code] if area else []
    language, name = _language(), name_of(area)
    write = partial(
        feeds.feed_of,
        language=language,
        name=name,
        page=settings.SITE_URL + reverse("agenda:area" if area else "agenda:all", args=codes),
        address=settings.SITE_URL + reverse("agenda:feed", args=codes),
    )
    found = kept.feed(area, write, most=MOST, language=language, name=name, now=clock.now())
    return _with_etag(HttpResponse(found.body, content_type=feeds.CONTENT_TYPE), found)


def _with_etag(response: HttpResponse, found: kept.Feed) -> HttpResponse:
    """The mark of what it was made of: for its bytes it would have to be read once more."""
    response.headers["ETag"] = found.etag
    return response


@require_safe
@cache_control(no_cache=True)
@conditional_page
def entry(request: HtmxRequest, code: str) -> HttpResponseBase:
    """A meetup for someone's own calendar, with what everyone may know."""
    meetup = get_public_meetup_to_show(code)
    body = calendars.entry_of(meetup, shows_private=False, language=_language())
    response = _file(body, calendars.CONTENT_TYPE, _("meetup.ics"))
    if not meetup.is_listed or meetup.initiative.is_sensitive:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@personal
@require_safe
def guest_entry(request: HtmxRequest, token: str) -> HttpResponse:
    """The same for a guest, who knows the place once there is a seat for them."""
    rsvp = get_rsvp_to_show(token)
    body = calendars.entry_of(
        rsvp.meetup, shows_private=rsvp.state == RsvpState.CONFIRMED, language=_language()
    )
    return _file(body, calendars.CONTENT_TYPE, _("meetup.ics"))


def name_of(area: Area | None) -> str:
    """What the agenda of an area, or the whole one, is called in other programs."""
    if area is None or area.level == Area.Level.COUNTRY:
        return _("Agenda of %(site)s") % {"site": settings.SITE_NAME}
    return _("Agenda of %(area)s") % {"area": area.title}


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def _file(body: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
