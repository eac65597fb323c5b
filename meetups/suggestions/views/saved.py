"""Saving an advice, and the page behind its link. The page shows the advice, not the answers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetups import clock
from meetups.accounts.limits import seconds_to_wait, too_many_requests
from meetups.recommender.facts import Advice
from meetups.web import HtmxRequest, go, page, personal

from ..access import get_saved_advice_for
from ..presenting import AdvicePage
from ..queries import catalogue_in, catalogue_then
from ..services import erase_advice, keep_advice, save_advice
from ..trail import Trail
from . import area_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def save(request: HtmxRequest, code: str | None = None) -> HttpResponse:
    """GET says what saving means; POST saves and goes to the page behind the new link."""
    area = area_or_404(code)
    if request.method != "POST":
        trail = Trail.from_query(area, request.GET)
        return render(request, "suggestions/save.html", {"trail": trail})
    if wait := seconds_to_wait(request, "save_advice"):
        return too_many_requests(request, wait)
    trail = Trail.from_query(area, request.POST)
    token = save_advice(
        area=area,
        answers=trail.answers,
        seen=trail.seen,
        catalogue=catalogue_in(area),
        today=clock.today(),
    )
    return go(request, reverse("suggestions:saved", args=[token]))


@require_safe
@personal
def saved(request: HtmxRequest, token: str) -> HttpResponse:
    """The advice as it was, for whoever holds the link."""
    today = clock.today()
    advice = get_saved_advice_for(token, today=today)
    known = catalogue_in(advice.area)
    then = catalogue_then(advice.catalogue_version, known)
    result = Advice.from_dict(advice.result) if advice.result else None
    situation = (advice.answers.get("situation") or [""])[0]
    return page(
        request,
        "suggestions/saved.html",
        fragment="suggestions/saved.html",
        token=token,
        saved=advice,
        link=request.build_absolute_uri(),
        shown=AdvicePage(result, then, advice.saved_on, discreet=True) if result else None,
        municipality=advice.area.municipality if advice.area else None,
        situation=known.situations.get(situation),
        is_renewed=advice.catalogue_version != known.version,
    )


@require_POST
@personal
def keep(request: HtmxRequest, token: str) -> HttpResponse:
    """The page was opened, or its button pressed: keep the advice longer."""
    today = clock.today()
    advice = get_saved_advice_for(token, today=today)
    keep_advice(saved=advice, today=today)
    if request.htmx:
        advice.refresh_from_db()
        return render(request, "suggestions/_kept.html", {"saved": advice})
    return go(request, reverse("suggestions:saved", args=[token]))


@require_safe
@personal
def reopen(request: HtmxRequest, token: str) -> HttpResponse:
    """Into the guide with these answers; the link to here holds none of them."""
    advice = get_saved_advice_for(token, today=clock.today())
    trail = Trail.from_saved(advice)
    return go(request, trail.url("advice" if trail.is_complete else "guide"))


@require_POST
@personal
def erase(request: HtmxRequest, token: str) -> HttpResponse:
    """Erase the advice now instead of later."""
    erase_advice(saved=get_saved_advice_for(token, today=clock.today()))
    return render(request, "suggestions/erased.html")
