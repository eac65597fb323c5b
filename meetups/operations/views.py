"""Addresses for machines: the operator's monitoring, and files that every site has."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from meetups.operations.queries import readiness

SECURITY_TXT_LIFETIME = timedelta(days=180)
ROBOTS_TXT = "User-agent: *\nDisallow: /admin/\n"
PLAIN = "text/plain; charset=utf-8"


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; look at nothing."""
    return HttpResponse("ok", content_type=PLAIN)


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether database, migrations, worker and mail are right: 200, or 503 with what is not."""
    found = readiness(now=timezone.now())
    return JsonResponse(found.report(), status=200 if found.ready else 503)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a leak (RFC 9116). None when the operator gave no contact."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (timezone.now() + SECURITY_TXT_LIFETIME).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires}",
        "Preferred-Languages: nl, en",
        f"Canonical: {request.build_absolute_uri()}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN)


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Keep search engines out of the admin."""
    return HttpResponse(ROBOTS_TXT, content_type=PLAIN)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Send browsers that guess this address to the real icon."""
    return redirect(static("icons/favicon.svg"))
