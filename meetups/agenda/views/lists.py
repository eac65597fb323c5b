"""The agenda that everyone reads: as a list, as a month on the wall, and on a map."""

from collections.abc import Callable

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe
from django_htmx.http import push_url

from meetups import clock
from meetups.kept_pages import kept_for_visitors
from meetups.web import HtmxRequest, page, wants_fragment
from neighbourhoods.access import get_area
from neighbourhoods.models import Area

from ..forms.filters import FilterForm
from ..queries.listing import found, soon
from ..queries.map import spread_over
from ..queries.month import month_of

AreaView = Callable[[HtmxRequest, str], HttpResponseBase]
IN_SHORT = 3


@require_safe
@cache_control(no_cache=True)
@conditional_page
@kept_for_visitors
def agenda(request: HtmxRequest, code: str | None = None) -> HttpResponseBase:
    """What is on, in an area or everywhere, narrowed by what the address asks."""
    area = area_of(code)
    if area and area.level == Area.Level.COUNTRY:
        return redirect("agenda:all")
    now = clock.now()
    asked = {name: str(value) for name, value in request.GET.items() if value}
    form = FilterForm(asked)
    form.is_valid()
    wanted = form.wanted(today=timezone.localdate(now))
    response = page(
        request,
        "agenda/list.html",
        fragment="agenda/_list.html",
        area=area,
        form=form,
        query=urlencode(form.chosen),
        found=found(wanted, area, asked, now=now),
        now=now,
    )
    return _with_short_address(request, response, form)


def _with_short_address(
    request: HtmxRequest, response: HttpResponse, form: FilterForm
) -> HttpResponse:
    """What htmx puts in the address bar: a form sends what is empty too."""
    if not wants_fragment(request) or form.errors:
        return response
    pages = {name: request.GET[name] for name in ("after", "before") if name in request.GET}
    return push_url(response, f"{request.path}?{urlencode(form.chosen | pages)}".rstrip("?"))


@require_safe
@cache_control(no_cache=True)
@conditional_page
@kept_for_visitors
def month(request: HtmxRequest, code: str | None = None) -> HttpResponseBase:
    """A month of the agenda; the one before and after are a click away."""
    now = clock.now()
    area = area_of(code)
    return page(
        request,
        "agenda/month.html",
        fragment="agenda/_month.html",
        area=area,
        month=month_of(request.GET.get("month", ""), area, now=now),
        now=now,
    )


@require_safe
@cache_control(no_cache=True)
@conditional_page
@kept_for_visitors
def agenda_map(request: HtmxRequest, code: str) -> HttpResponseBase:
    """How many meetups there are in each part of an area."""
    area = area_of(code)
    if area is None or area.level == Area.Level.COUNTRY:
        return redirect("agenda:all")
    return page(
        request,
        "agenda/map.html",
        fragment="agenda/_map.html",
        area=area,
        spread=spread_over(area, now=clock.now()),
    )


def area_of(code: str | None) -> Area | None:
    """The area whose agenda is asked, None for all; 404 for one that does not exist."""
    return None if code is None else get_area(code)


def planned_here(area: Area) -> SafeString:
    """What the page of an area says that is planned; `settings.PLANNED_HERE` names it."""
    now = clock.now()
    context = {"area": area, "meetups": soon(area, number=IN_SHORT, now=now), "now": now}
    return render_to_string("agenda/_planned_here.html", context)
