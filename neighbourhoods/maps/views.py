"""A map with its list, on a page of its own."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from meetups.web import HtmxRequest, page

from ..queries import area_at
from .queries import map_of

COUNTRY = "NL00"


@require_safe
@cache_control(no_cache=True)
@conditional_page
def area_map(request: HtmxRequest, code: str) -> HttpResponseBase:
    """The map of an area; who has seen it before is told so if it is still the same."""
    area = area_at(code)
    if area is None and code == COUNTRY:
        return redirect("neighbourhoods:index")  # which says that there is nothing yet
    if area is None:
        raise Http404
    return page(
        request,
        "neighbourhoods/map.html",
        fragment="neighbourhoods/_map.html",
        area=area,
        map=map_of(area),
    )
