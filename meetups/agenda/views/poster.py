"""The short address on a poster: to the next meetup, and to the plan's own page before there is."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from meetups import clock
from meetups.initiatives.views.public import public
from meetups.web import HtmxRequest

from ..queries.poster import next_meetup


@require_safe
def poster(request: HtmxRequest, code: str) -> HttpResponse:
    """Whoever scans it can say at once that they come; the team decides whether it is open."""
    meetup = next_meetup(code, now=clock.now())
    return public(request, code) if meetup is None else redirect(meetup)
