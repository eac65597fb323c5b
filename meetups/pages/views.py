"""Home, what we know and do not know, how we treat people, and pages for when something fails."""

import sys
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from meetups import clock
from meetups.agenda.queries.listing import soon
from meetups.audit.services import DECISIONS, DOINGS, YEAR
from meetups.kept_pages import kept_for_visitors
from meetups.suggestions.library import by_tension
from meetups.suggestions.queries import CatalogueSnapshot, catalogue
from meetups.suggestions.vocabulary import EVIDENCE_MEANS, Condition, Evidence, Verified

from .documents import BY_CODE, DOCUMENTS, written
from .research import HARMS, PILLARS, TOGETHER, UNKNOWN, WORKS, cited, shown

SOON = 4
"""Meetups on the home page."""


@require_safe
@kept_for_visitors
def home(request: HttpRequest) -> HttpResponse:
    """Where everyone begins: search a neighbourhood, or recognise what is going on."""
    now = clock.now()
    return render(
        request,
        "pages/home.html",
        {
            "levels": by_tension(catalogue()),
            "pillars": Condition.labels,
            "meetups": soon(None, number=SOON, now=now),
            "now": now,
        },
    )


@require_safe
@kept_for_visitors
def why(request: HttpRequest) -> HttpResponse:
    """What research says about meeting, what can go wrong, and what nobody knows yet."""
    known = catalogue()
    claims = [*WORKS.claims, *PILLARS.values(), TOGETHER, *HARMS.claims, *UNKNOWN.claims]
    sources = cited(claims, known.sources)
    return render(
        request,
        "pages/why.html",
        {
            "works": (WORKS, shown(WORKS.claims, sources)),
            "names": Condition.labels,
            "pillars": [(c.label, shown([claim], sources)) for c, claim in PILLARS.items()],
            "together": shown([TOGETHER], sources),
            "harms": (HARMS, shown(HARMS.claims, sources)),
            "unknown": (UNKNOWN, shown(UNKNOWN.claims, sources)),
            "evidence": _evidence(known),
            "sources": sources.values(),
            "unchecked": sum(s.verified == Verified.OWN_KNOWLEDGE for s in sources.values()),
        },
    )


def _evidence(known: CatalogueSnapshot) -> list[dict[str, Any]]:
    """Each level of evidence, what it means, and how many formats have it."""
    levels = [row.evidence_level for row in known.activity_types.values()]
    return [
        {"level": level, "means": EVIDENCE_MEANS[level], "formats": levels.count(level)}
        for level in Evidence
    ]


@require_safe
@kept_for_visitors
def about(request: HttpRequest) -> HttpResponse:
    """What this site is, how the advice comes about, and what it is not."""
    return render(request, "pages/about.html", {"catalogue": catalogue()} | _contact())


@require_safe
@kept_for_visitors
def privacy(request: HttpRequest) -> HttpResponse:
    years = {"decision_years": DECISIONS // YEAR, "audit_years": DOINGS // YEAR}
    return render(request, "pages/privacy.html", years | _contact())


@require_safe
@kept_for_visitors
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html", _contact())


@require_safe
@kept_for_visitors
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help.html", _contact())


@require_safe
@kept_for_visitors
def open_page(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/open.html", _contact())


@require_safe
@kept_for_visitors
def documents(request: HttpRequest) -> HttpResponse:
    """Papers for who runs the site, or wants to, and for who wants to know."""
    return render(request, "pages/documents.html", {"documents": DOCUMENTS} | _contact())


@require_safe
@kept_for_visitors
def document(request: HttpRequest, code: str) -> HttpResponse:
    """One of them, as a text to fill in."""
    if code not in BY_CODE:
        raise Http404
    text = written(BY_CODE[code], today=clock.today())
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{code}.md"'
    return response


def _contact() -> dict[str, str]:
    """Who answers for this site and where its source code is; empty when the owner has not said."""
    return {
        "address": settings.SITE_URL,
        "contact": settings.SITE_CONTACT,
        "owner": settings.SITE_OWNER,
        "source_url": settings.SITE_SOURCE_URL,
    }


# --- when something fails -------------------------------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Without the request in its template: its host may be the very thing that is wrong."""
    if _is_of_database(exception):  # a session that could not be written looks as one that is gone
        return _unavailable()
    return HttpResponse(_plain("400.html"), status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of database, request or context processors: one of them may have failed.

    A database that is away or full where no view is, as when a session is written, gets the same
    page as in a view (`UnavailableMiddleware`).
    """
    if _is_of_database(sys.exception()):
        return _unavailable()
    return HttpResponse(_plain("500.html"), status=500)


def _is_of_database(error: BaseException | None) -> bool:
    """Whether it, or what it came of, is a database that is away or full."""
    while error and not isinstance(error, OperationalError):
        error = error.__cause__ or error.__context__
    return error is not None


def _unavailable() -> HttpResponse:
    return HttpResponse(_plain("503.html"), status=503, headers={"Retry-After": "60"})


def _plain(template: str) -> str:
    return render_to_string(template, {"site_name": settings.SITE_NAME})
