"""Addresses for machines: the operator's monitoring, and files that every site has."""

from datetime import timedelta
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from meetups import clock
from meetups.operations.metrics import CONTENT_TYPE, exposition
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
    found = readiness(now=clock.now())
    return JsonResponse(found.report(), status=200 if found.ready else 503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus. Not there for an address that METRICS_ALLOWED does not name."""
    if not may_read_metrics(request):
        raise Http404
    return HttpResponse(exposition(now=clock.now()), content_type=CONTENT_TYPE)


def may_read_metrics(request: HttpRequest) -> bool:
    """Whether the request comes from an allowed address, as our proxies (TRUSTED_PROXIES) tell."""
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except (
        PermissionDenied,
        ImproperlyConfigured,
        ValueError,
    ):  # none, too few proxies, no address
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in ip_network(each, strict=False) for each in settings.METRICS_ALLOWED)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a leak (RFC 9116). None when the operator gave no contact."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (clock.now() + SECURITY_TXT_LIFETIME).strftime("%Y-%m-%dT00:00:00Z")
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
