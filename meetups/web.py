"""The few helpers every view shares: one URL in two sizes, and answers to writes."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path, iri_to_uri
from django.utils.translation import get_language
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

logger = logging.getLogger(__name__)
P = ParamSpec("P")


class HtmxRequest(HttpRequest):
    """A request as views get it: `HtmxMiddleware` has added `htmx`."""

    htmx: HtmxDetails


def wants_fragment(request: HtmxRequest) -> bool:
    """Whether htmx asks for a part of a page; going back in history needs the whole page."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def page(
    request: HtmxRequest, template: str, *, fragment: str, status: int = 200, **context: Any
) -> HttpResponse:
    """Answer one URL in two sizes: the fragment to htmx, else the page that holds it."""
    name = fragment if wants_fragment(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    return response


def go(request: HtmxRequest, url: str) -> HttpResponse:
    """Answer a write: send the reader on, as a redirect or, under htmx, as HX-Redirect."""
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)


View = Callable[Concatenate[HtmxRequest, P], HttpResponse]


def personal(view: View[P]) -> View[P]:
    """For a page that shows what someone told us: kept by no cache, found by no search engine."""

    def wrapped(request: HtmxRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wraps(view)(wrapped)


def site(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the site's name, and this page's address in each language."""
    path, language = escape_uri_path(request.path), f"/{get_language()}/"
    if request.resolver_match and path.startswith(language):
        query = iri_to_uri(request.META.get("QUERY_STRING", ""))
        rest = path.removeprefix(language) + (f"?{query}" if query else "")
    else:  # no page here, as on a 404
        rest = ""
    here = f"{request.scheme}://{request.get_host()}"
    return {
        "site_name": settings.SITE_NAME,
        "site_place": settings.SITE_PLACE,
        "page_languages": {code: f"{here}/{code}/{rest}" for code, _ in settings.LANGUAGES},
    }


class UnavailableMiddleware:
    """When the database cannot be reached: a page of ours that says so, and 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError):
            return None
        logger.error("The database does not answer: %s", error)
        response = render(request, "503.html", status=503)
        response.headers["Retry-After"] = "60"
        return response


class SafeHeadersMiddleware:
    """Headers for every response that neither Django nor django-csp sets."""

    headers = {
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": (
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
        ),
    }

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response


class MessageCookie(CookieStorage):
    """What the next page must say, such as "Saved.", in a cookie of this host alone."""

    cookie_name = property(lambda self: settings.MESSAGE_COOKIE_NAME)


class MessageStorage(FallbackStorage):
    """Django's own, with that cookie; what is too long for it goes in the session."""

    storage_classes = (MessageCookie, SessionStorage)
