"""The agenda on somebody else's site: plain HTML that any page may frame, without a cookie."""

from collections.abc import Callable
from functools import wraps

from csp.decorators import csp_replace
from django.conf import settings
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import conditional_page, require_safe

from meetups import clock
from meetups.kept_pages import kept_for_visitors
from meetups.web import HtmxRequest

from ..queries.listing import soon
from .lists import AreaView, area_of

SHOWN = 8
MINUTES = 60
FRAME = {"frame-ancestors": ["*"], "script-src": ["'none'"], "form-action": ["'none'"]}


def framed_by_anyone(view: AreaView) -> AreaView:
    """A frame policy of its own, on every answer: a 304 renews the headers of what is kept."""

    def wrapped(request: HtmxRequest, code: str) -> HttpResponseBase:
        response = view(request, code)
        # Pages that isolate themselves may frame only what says that everyone may.
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    policy: Callable[[AreaView], AreaView] = csp_replace(FRAME)  # type: ignore[assignment]
    return xframe_options_exempt(policy(wraps(view)(wrapped)))


@framed_by_anyone
@require_safe
@cache_control(public=True, max_age=5 * MINUTES)
@conditional_page
@kept_for_visitors
def embed(request: HtmxRequest, code: str) -> HttpResponseBase:
    """What is on soon in an area. Its links open this site in place of the page around it."""
    area, now = area_of(code), clock.now()
    context = {
        "area": area,
        "meetups": soon(area, number=SHOWN, now=now),
        "now": now,
        "site_url": settings.SITE_URL,
    }
    return render(request, "agenda/embed.html", context)
