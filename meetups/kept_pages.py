"""Pages as another visitor got them a moment ago: when a meetup goes round in a street, many ask
for the same, and a copy costs a tenth of a page.

Only between people who are nobody to us: without a session, and with no message that waits. What a
form brings along against forgery is filled in for each of them.
"""

import hashlib
import re
import time
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, NamedTuple, ParamSpec

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from .web import HtmxRequest, wants_fragment

PAGES = "kept_pages"
"""A name in `CACHES`."""
TOKEN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[a-zA-Z0-9]{64}(?=")')
LARGEST = 100_000
"""Bytes of what is kept."""
PERSONAL = ("no-store", "private")
HTMX = ("HX-Push-Url", "HX-Replace-Url", "HX-Redirect", "HX-Location")
"""Told to one browser alone: they depend on where it is."""
P = ParamSpec("P")
View = Callable[Concatenate[HtmxRequest, P], HttpResponseBase]


class KeptPage(NamedTuple):
    made_at: float
    """On the clock of this machine that no one sets, so that it grows no younger."""
    parts: list[bytes]
    """Of the body, around what a form brings along."""
    headers: dict[str, str]
    looked_who: bool
    """Whether it depends on who is signed in, so that caches on the way must not mix them up."""


def kept_for_visitors(view: View[P]) -> View[P]:
    """Give visitors the page as it was up to `KEPT_PAGE_SECONDS` ago.

    For a view that tells everyone the same, and changes nothing. Inside what sets more than headers
    on its answer, such as `csp_replace`; and inside `conditional_page`.
    """

    def wrapped(request: HtmxRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not _is_visit(request):
            return view(request, *args, **kwargs)
        address, is_whole = request.build_absolute_uri(), not wants_fragment(request)
        asked = (view.__module__, view.__name__, address, get_language(), is_whole)
        key = hashlib.sha256(repr(asked).encode()).hexdigest()
        found: KeptPage | None = caches[PAGES].get(key)
        if found and time.monotonic() - found.made_at < settings.KEPT_PAGE_SECONDS:
            return _again(request, found)
        response = view(request, *args, **kwargs)
        if _may_be_kept(response):
            caches[PAGES].set(key, _kept(request, response))
        return response

    return wraps(view)(wrapped)


def _is_visit(request: HtmxRequest) -> bool:
    return (
        settings.KEPT_PAGE_SECONDS > 0
        and request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and settings.MESSAGE_COOKIE_NAME not in request.COOKIES
    )


def _may_be_kept(response: HttpResponseBase) -> bool:
    told = response.headers.get("Cache-Control", "")
    return (
        isinstance(response, HttpResponse)
        and response.status_code == HTTPStatus.OK
        and not response.cookies
        and not any(name in response.headers for name in HTMX)
        and not any(word in told for word in PERSONAL)
        and len(response.content) <= LARGEST
    )


def _kept(request: HtmxRequest, response: HttpResponseBase) -> KeptPage:
    assert isinstance(response, HttpResponse)
    headers, looked_who = dict(response.headers), request.session.accessed
    return KeptPage(time.monotonic(), TOKEN.split(response.content), headers, looked_who)


def _again(request: HtmxRequest, found: KeptPage) -> HttpResponse:
    token = get_token(request).encode() if len(found.parts) > 1 else b""
    response = HttpResponse(token.join(found.parts), headers=found.headers)
    if found.looked_who:
        patch_vary_headers(response, ["Cookie"])
    return response
